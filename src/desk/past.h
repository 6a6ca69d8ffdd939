/* SPDX-License-Identifier: ISC */
/*
 * How a conversation stood at an instant: the row that the ledger tells of it,
 * filled up with what only the row of today knows.
 */
#ifndef GUICHET_DESK_PAST_H
#define GUICHET_DESK_PAST_H
#include "reduce.h"

enum { PAST_MESSAGES = 2000 };	/* the newest so many of a conversation are looked at */

/* What every row of that instant is told with. */
struct past_frame {
	const struct metric_settings *settings;
	const struct zone *zone;	/* whose days its queries mean */
	struct agent *agents;
	size_t agent_count;
};
err_t past_frame_load(struct reader *, struct arena *, int64_t as_of_ms, struct past_frame *out) MUST_CHECK;
/* False when it was not there yet; its strings are of the reduction's arena. */
bool past_stood(const struct past_frame *, struct reduction *, struct list_row *out);
/* The row of today, with what the ledger says of then; *found false: there is none. */
err_t past_today(struct reader *, struct arena *, const struct list_row *then, struct list_row *out,
	bool *found) MUST_CHECK;
/* Of the messages that had come then, the customer's newest, or our first where there is none; NULL. */
struct message *past_newest(struct message *, size_t count, int64_t as_of_ms);
#endif
