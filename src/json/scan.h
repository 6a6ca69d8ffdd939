/* SPDX-License-Identifier: ISC */
/* The tokens of a stranger's JSON, each within our limits. */
#ifndef GUICHET_SRC_JSON_SCAN_H
#define GUICHET_SRC_JSON_SCAN_H
#include "guichet/base/str.h"

enum { SCAN_DEPTH = 64 };

enum token {
	TOKEN_END, TOKEN_OBJECT, TOKEN_OBJECT_END, TOKEN_ARRAY, TOKEN_ARRAY_END, TOKEN_COLON,
	TOKEN_COMMA, TOKEN_STRING, TOKEN_INTEGER, TOKEN_REAL, TOKEN_TRUE, TOKEN_FALSE, TOKEN_NULL
};

struct scan {
	const char *text, *p, *end;
	const char *at;			/* where the last token begins */
	const char *string;		/* of a string, decoded; of a number, its characters ... */
	size_t len;			/* ... until the next token, and not terminated */
	struct str decoded;
	size_t tokens, depth;
	bool own;			/* ids of our own programs stay numbers */
	bool trusted;			/* it may have as many tokens as it holds */
	bool id_value;			/* the next value belongs to an id */
};

void scan_begin(struct scan *, const char *text, size_t len, bool own);
void scan_finish(struct scan *);
/* A number that an int64_t or a double cannot hold, or of an id, is a string. */
err_t scan_next(struct scan *, enum token *out) MUST_CHECK;
/* The member whose value comes next. */
void scan_key(struct scan *, const char *key, size_t len);
err_t scan_wrong(const struct scan *, const char *at, const char *why) MUST_CHECK;
#endif
