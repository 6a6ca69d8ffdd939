/* SPDX-License-Identifier: ISC */
/*
 * What a desk counts exactly all the time, and which queries those counts
 * answer.  A cell is how many conversations have one status, account,
 * assignee and set of marks; a query that asks for nothing else is a sum of
 * cells, whatever it joins.  Open conversations of a tag are counted by tag.
 * What is at risk, resolved on a day or mentions somebody is counted when it
 * is asked, from an index range that is no longer than the answer.
 */
#ifndef GUICHET_MODEL_TALLY_H
#define GUICHET_MODEL_TALLY_H
#include "guichet/model/query.h"

/* The views that every desk has, in the order of the sidebar. */
struct desk_view {
	const char *name, *query;
	const char *title;		/* small letters, to be translated */
	const char *also;		/* everyday words for it, as of a call; or NULL */
};
extern const struct desk_view desk_views[];
extern const size_t desk_views_count;

/* What lists the open conversations of an account or a tag; field: "account" or "tag". */
const char *desk_view_query(struct arena *, const char *field, const char *name);

enum tally_shape {
	TALLY_NONE,		/* rows must be looked at */
	TALLY_CELLS,
	TALLY_TAG,		/* status:open and one tag */
	TALLY_RANGE		/* an index range */
};
/* *tag: of TALLY_TAG, borrowed from the query; may be NULL. */
enum tally_shape query_tally(const struct query *, const char **tag);

/* Of row only status, account, network, assignee, marks and their numbers are filled in. */
struct tally_cell { struct list_row row; int64_t count; };
/* A tag and how many open conversations carry it. */
struct tag_count { const char *name; int64_t count; };
int64_t tally_sum(const struct tally_cell *, size_t count, const struct query *, const struct query_context *);
#endif
