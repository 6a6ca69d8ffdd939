/* SPDX-License-Identifier: ISC */
/* What a stranger's JSON must be before jansson sees it. */
#ifndef GUICHET_SRC_JSON_SCAN_H
#define GUICHET_SRC_JSON_SCAN_H
#include "guichet/base/str.h"

/*
 * One pass over text.  When something had to be replaced, out holds the text
 * to parse; otherwise out stays empty and text itself is parsed.  own: the
 * text is our own program's, whose ids are numbers and stay so.
 */
err_t json_scan(const char *text, size_t len, bool own, struct str *out) MUST_CHECK;
/* Where in text the byte at that place of the replaced text came from. */
size_t json_scan_origin(const char *text, size_t len, bool own, size_t place);
#endif
