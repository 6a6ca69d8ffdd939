/* SPDX-License-Identifier: ISC */
/*
 * The ledger reduced to waits, one conversation after the other; only one is
 * in memory at a time, with those that it was ever united with.  The waits of
 * what is united are told of one of them, the others have none.
 */
#ifndef GUICHET_DESK_REDUCE_H
#define GUICHET_DESK_REDUCE_H
#include "family.h"

struct reduction {
	struct reader *reader;
	struct arena *arena;		/* of one conversation */
	int64_t account, conversation, as_of_ms;
	bool traces;			/* are wanted too */
	struct wait_rules rules;	/* as of then, with what is known of clocks */
	struct event *events;		/* in no order */
	size_t count;
	const struct wait *open;	/* the wait that is shown here, or NULL */
	const struct promise *promise;	/* the earliest that stands open here, or NULL */
	const struct family *family;	/* NULL: it was never united with another */
	const struct relative *self;	/* in it */
	err_t (*done)(void *, struct reduction *, const struct wait_result *);
	void *data;

	struct kinship *kin;		/* of everything that has a family */
	size_t kin_count;
};

err_t reduction_run(struct reduction *) MUST_CHECK;

/* Conversations, a bit each; empty is 0 but for its arena. */
struct id_set { struct arena *arena; unsigned char *bits; int64_t end; };
void id_set_add(void *set, int64_t id);
static inline bool id_set_has(const struct id_set *set, int64_t id)
{
	return id >= 0 && id < set->end && (set->bits[id >> 3] >> (id & 7) & 1) != 0;
}

/* Only those that have rows recorded after as_of, or were ever united with another: out says which. */
err_t reduction_since(struct reduction *, struct id_set *out) MUST_CHECK;
/* Those, and whatever is of their families: out, which may hold some that are left out, gets all of them. */
err_t reduction_of(struct reduction *, const struct event_place *, size_t count, struct id_set *out) MUST_CHECK;
/* One conversation alone, and whatever is of its family; done is not called of what has no row. */
err_t reduction_one(struct reduction *, int64_t account, int64_t conversation) MUST_CHECK;

/* The tags that events in any order leave by that instant (0: by all of them), sorted, spaces between. */
const char *events_tags(struct arena *, const struct event *, size_t count, int64_t as_of_ms);
#endif
