/* SPDX-License-Identifier: ISC */
/* "key=value" lines with percent-escaped values: settings of accounts, learned capabilities, cursors, reply contexts. */
#ifndef GUICHET_MODEL_SETTINGS_H
#define GUICHET_MODEL_SETTINGS_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

/* NULL when absent; the unescaped copy lives in the arena. */
const char *settings_get(struct arena *, const char *lines, const char *key);
int64_t settings_int(const char *lines, const char *key, int64_t fallback);
/* Appends key=value; the caller keeps keys unique. */
void settings_add(struct str *lines, const char *key, const char *value);
void settings_add_int(struct str *lines, const char *key, int64_t value);
/* The lines with key set to value (NULL removes it). */
const char *settings_with(struct arena *, const char *lines, const char *key, const char *value);
#endif
