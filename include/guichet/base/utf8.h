/* SPDX-License-Identifier: ISC */
/* UTF-8 as bytes and scalar values; what may be *shown* is decided in text/shown.h. */
#ifndef GUICHET_BASE_UTF8_H
#define GUICHET_BASE_UTF8_H
#include "guichet/base/err.h"

enum { UTF8_BAD = 0xFFFD, UTF8_MAX = 4 };

/*
 * Decodes one scalar value from [p, end) and returns how many bytes it took,
 * at least 1.  An ill-formed sequence gives UTF8_BAD for each maximal
 * subpart (WHATWG practice); *valid, if not NULL, tells it from a real U+FFFD.
 */
size_t utf8_decode(const char *p, const char *end, uint32_t *scalar, bool *valid);
size_t utf8_encode(uint32_t scalar, char out[static UTF8_MAX]);
bool utf8_valid(const char *text, size_t len);
#endif
