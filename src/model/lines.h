/* SPDX-License-Identifier: ISC */
/* "key=value" lines with percent-escapes: settings, event details and frozen plans. */
#ifndef MODEL_LINES_H
#define MODEL_LINES_H
#include "guichet/base/str.h"

struct line { const char *key, *value; size_t key_len, value_len; };

/* The next line with a "=", or false at the end; *rest moves behind it. */
bool line_next(const char **rest, struct line *out);
/* The first line with that key. */
bool line_find(const char *lines, const char *key, struct line *out);
/* Undoes the escapes; a broken one stays as it is.  out needs len + 1 bytes; returns the length. */
size_t line_unescape(const char *escaped, size_t len, char *out);
#endif
