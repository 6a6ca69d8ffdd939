/* SPDX-License-Identifier: ISC */
/* Questions whose text is made from a query: lists, searches, exports. */
#ifndef GUICHET_STORE_SEARCH_H
#define GUICHET_STORE_SEARCH_H
#include "guichet/model/query.h"
#include "guichet/model/tally.h"
#include "guichet/model/record.h"
#include "guichet/store/store.h"

/* A place in the queue's order; rank 0 is before everything. */
struct list_place { int64_t rank, id; };
err_t store_list(struct store *, struct arena *, const struct query_sql *, size_t limit,
	struct list_place after, struct list_row **rows, size_t *count) MUST_CHECK;
err_t store_row(struct store *, struct arena *, int64_t conversation, struct list_row *out, bool *found) MUST_CHECK;
/* Counts no further than most. */
err_t store_count(struct store *, const struct query_sql *, int64_t most, int64_t *out) MUST_CHECK;
/* The tags of all that match, the most used first. */
err_t store_tags_of(struct store *, struct arena *, const struct query_sql *, struct tag_count **out,
	size_t *count) MUST_CHECK;
/* All that match, in no order. */
err_t store_ids(struct store *, const struct query_sql *, void (*visit)(void *, int64_t id), void *data) MUST_CHECK;
/* Who is open and nobody's among what matches, the most urgent first, at most so many. */
err_t store_next(struct store *, struct arena *, const struct query_sql *, size_t most, struct free_row **out,
	size_t *count) MUST_CHECK;

/*
 * What a call on many conversations must know of each, in the order of the queue, at most so many; the rest of the
 * record is 0.  id: that one only, if the query lets it through.
 */
typedef err_t (*facts_fn)(void *, const struct conversation *);
err_t store_facts(struct store *, const struct query_sql *, int64_t id, size_t most, facts_fn visit, void *data) MUST_CHECK;

/* Each hit is visited while it is read; its strings live until visit returns. */
err_t store_search(struct store *, struct arena *, const struct query_sql *, size_t limit, bool ranked,
	search_fn visit, void *data) MUST_CHECK;
/* Every stored message that the query lets through, oldest number first; strings live until visit returns. */
typedef err_t (*store_item_fn)(void *, const char *account, const char *network, const struct message *,
	const struct contact *);
err_t store_items(struct store *, const struct query_sql *, store_item_fn visit, void *data) MUST_CHECK;

/* One conversation; words must be in that message. */
err_t store_matches(struct store *, const struct query_sql *, int64_t conversation, int64_t message,
	bool *out) MUST_CHECK;
/*
 * Among the newest conversations, newest first; words must be in what the queue shows.
 * waits_before: only who waits since then or longer; 0: all.
 */
err_t store_newest(struct store *, struct arena *, const struct query_sql *, int64_t waits_before, size_t newest,
	struct list_row **rows, size_t *count) MUST_CHECK;

/* The full-text index follows the message's text; old NULL: it had none. */
err_t store_indexed(struct store *, int64_t message, const char *old, const char *text) MUST_CHECK;
#endif
