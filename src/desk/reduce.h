/* SPDX-License-Identifier: ISC */
/* The ledger reduced to waits, one conversation after the other; only one is in memory at a time. */
#ifndef GUICHET_DESK_REDUCE_H
#define GUICHET_DESK_REDUCE_H
#include "private.h"

struct reduction {
	struct reader *reader;
	struct arena *arena;		/* of one conversation */
	int64_t account, conversation, as_of_ms;
	struct event *events;		/* in no order */
	size_t count;
	err_t (*done)(void *, struct reduction *, const struct wait_result *);
	void *data;
};

err_t reduction_run(struct reduction *) MUST_CHECK;

/* The tags that events in any order leave by that instant (0: by all of them), sorted, spaces between. */
const char *events_tags(struct arena *, const struct event *, size_t count, int64_t as_of_ms);
#endif
