/* SPDX-License-Identifier: ISC */
/*
 * The dialect of the playback network: a record is a line of key=value
 * fields between tabs, with control characters and % percent-escaped;
 * a request's fields are a form.
 */
#ifndef GUICHET_SRC_NET_PLAYBACK_RECORD_H
#define GUICHET_SRC_NET_PLAYBACK_RECORD_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

/* NULL adds nothing. */
void record_add(struct str *, const char *key, const char *value);
void record_add_int(struct str *, const char *key, int64_t value);
/* The value in a record that ends at a newline or the text's end; "" when absent. */
const char *record_get(struct arena *, const char *line, const char *key);
/* The same for an application/x-www-form-urlencoded query or body. */
const char *form_get(struct arena *, const char *form, const char *key);
#endif
