/* SPDX-License-Identifier: ISC */
/* R9: which events are one timeline. */
#ifndef MODEL_WAIT_UNION_H
#define MODEL_WAIT_UNION_H
#include "guichet/model/wait.h"

struct timeline {
	int64_t root, account;
	const struct event *events;
	size_t count;
	unsigned flags;			/* CASE_MERGED, CASE_LINKED */
	int64_t joined_seq, parted_seq;	/* the last row that united it, and that took something off it; or 0 */
};

/* By root; the list, and the events where they had to be sorted, are in the arena. */
size_t timelines_split(struct arena *, const struct event *, size_t count, int64_t as_of_ms, struct timeline **out);
#endif
