/* SPDX-License-Identifier: ISC */
/*
 * Saved replies of a desk: everybody's, which leads change, and each agent's
 * own, which stand before them.  Of a name in several languages the one of
 * the conversation is meant, else the one of none.
 */
#ifndef GUICHET_DESK_SNIPPET_H
#define GUICHET_DESK_SNIPPET_H
#include "guichet/desk/read.h"
#include "guichet/model/snippet.h"
#include "guichet/store/snippet.h"

struct snippet_wish { const char *name, *lang, *text; bool shared; };

/* Inside desk_begin; *added is false when one was changed.  ERR_DENIED: sharing is for leads. */
err_t desk_snippet_add(struct desk *, const struct snippet_wish *, bool *added) MUST_CHECK;
err_t desk_snippet_remove(struct desk *, const struct snippet_wish *) MUST_CHECK;
/* One more use. */
err_t desk_snippet_used(struct desk *, int64_t id) MUST_CHECK;

err_t read_snippets(struct reader *, struct arena *, int64_t agent, struct snippet_row **out, size_t *count) MUST_CHECK;
/* Of each name the one that is meant; lang may be NULL. */
err_t read_snippets_meant(struct reader *, struct arena *, int64_t agent, const char *lang, struct snippet_row **out,
	size_t *count) MUST_CHECK;
/* The one that is meant by that name; lang may be NULL.  ERR_NOT_FOUND names it. */
err_t read_snippet(struct reader *, struct arena *, int64_t agent, const char *name, const char *lang,
	struct snippet_row *out) MUST_CHECK;
/* What fills the fields in a conversation, for that agent; and its language, "" where it has none. */
struct snippet_place { const char *values[SNIPPET_FIELDS], *lang; };
err_t read_snippet_place(struct reader *, struct arena *, int64_t conversation, const char *agent,
	struct snippet_place *out) MUST_CHECK;
#endif
