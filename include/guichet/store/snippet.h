/* SPDX-License-Identifier: ISC */
/* Rows of saved replies. */
#ifndef GUICHET_STORE_SNIPPET_H
#define GUICHET_STORE_SNIPPET_H
#include "guichet/store/store.h"

struct snippet_row {
	int64_t id, owner;		/* owner 0: everybody's */
	const char *name, *lang;	/* lang "": of any language */
	const char *text;
	int64_t uses;
};

/* The agent's own and everybody's, by name; of a name the agent's own first. */
err_t store_snippets(struct store *, struct arena *, int64_t agent, struct snippet_row **out, size_t *count) MUST_CHECK;
/* Name, language and owner are the key; uses of one that is there stay. */
err_t store_snippet_put(struct store *, const struct snippet_row *) MUST_CHECK;
err_t store_snippet_drop(struct store *, int64_t id) MUST_CHECK;
err_t store_snippet_used(struct store *, int64_t id) MUST_CHECK;
#endif
