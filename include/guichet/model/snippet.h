/* SPDX-License-Identifier: ISC */
/*
 * Saved replies: a text with fields such as {name} that are filled in from
 * the conversation, once.  What fills a field is never looked at again, so no
 * customer's name is a field, and nothing in a snippet is ever run.  A field
 * that nobody knows stays as it is written, and stops the reply.
 */
#ifndef GUICHET_MODEL_SNIPPET_H
#define GUICHET_MODEL_SNIPPET_H
#include "guichet/base/arena.h"

enum { SNIPPET_BYTES = 8 * 1024, SNIPPETS_MOST = 500 };	/* of a text; of one agent, and shared ones */
enum snippet_field { SNIPPET_NAME, SNIPPET_AGENT, SNIPPET_ACCOUNT, SNIPPET_FIELDS };

const char *snippet_field(int);			/* "name", without braces */
/* ERR_USAGE names a field that does not exist, or says what else is wrong. */
err_t snippet_check(const char *text) MUST_CHECK;
/* NULL or "" for what is not known: *missing has its bit. */
const char *snippet_fill(struct arena *, const char *text, const char *const values[static SNIPPET_FIELDS],
	unsigned *missing);
/* The first field that stands in a text that should have none, or NULL. */
const char *snippet_unfilled(const char *text);
#endif
