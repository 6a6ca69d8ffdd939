/* SPDX-License-Identifier: ISC */
/* Rows of packets that shifts hand over, and their lines. */
#ifndef GUICHET_STORE_HANDOVER_H
#define GUICHET_STORE_HANDOVER_H
#include "guichet/model/handover.h"
#include "guichet/store/store.h"

struct handover_row {
	int64_t id, agent, maker, target;
	int64_t at_ms, accept_by_ms;
	int64_t alarmed_ms, over_ms;	/* 0: not; leads were told: before accept_by_ms of what was declined, else that time is up */
};
err_t store_handover_add(struct store *, const struct handover_row *, int64_t *id) MUST_CHECK;
/* target, accept_by_ms, alarmed_ms and over_ms. */
err_t store_handover_set(struct store *, const struct handover_row *) MUST_CHECK;
err_t store_handover(struct store *, struct arena *, int64_t id, struct handover_row *out, bool *found) MUST_CHECK;
/* Of that agent, under way. */
err_t store_handover_of(struct store *, struct arena *, int64_t agent, struct handover_row *out, bool *found) MUST_CHECK;
/* Under way first, then the newest. */
err_t store_handovers(struct store *, struct arena *, size_t limit, struct handover_row **out, size_t *count) MUST_CHECK;

struct handover_item {
	int64_t handover, conversation, owner, target;
	bool red;
	const char *why, *line, *question;
	enum handover_state state;
	int64_t taker, bounced, wait_ms, drafted_ms, at_ms;
	int64_t due_ms;			/* of that wait as it was drafted; 0 */
};
err_t store_handover_item_add(struct store *, const struct handover_item *) MUST_CHECK;
/* Everything but the numbers of its packet and its conversation. */
err_t store_handover_item_set(struct store *, const struct handover_item *) MUST_CHECK;
/* Red ones first, by conversation. */
err_t store_handover_items(struct store *, struct arena *, int64_t handover, struct handover_item **out,
	size_t *count) MUST_CHECK;
/* The open line that a conversation is in. */
err_t store_handover_item_open(struct store *, struct arena *, int64_t conversation, struct handover_item *out,
	bool *found) MUST_CHECK;
/* The newest one that was declined. */
err_t store_handover_item_declined(struct store *, struct arena *, int64_t conversation, struct handover_item *out,
	bool *found) MUST_CHECK;
err_t store_handover_item(struct store *, struct arena *, int64_t handover, int64_t conversation,
	struct handover_item *out, bool *found) MUST_CHECK;
err_t store_handover_open_count(struct store *, int64_t handover, int64_t *out) MUST_CHECK;
/* What an agent has to hand over, by number: what they hold, and what is open about it where nobody does. */
err_t store_handover_candidates(struct store *, struct arena *, int64_t agent, size_t limit, int64_t **ids,
	size_t *count) MUST_CHECK;

/* A line with what became of its wait, by packet; of those that were made between the two. */
struct handover_figure {
	int64_t handover, made_ms, accept_by_ms;
	bool missed, red, written;	/* missed: not accepted in time */
	enum handover_state state;
	int64_t bounced, at_ms, drafted_ms, due_ms;
	int64_t end_ms;			/* of the wait; 0 while it is open */
	bool waits;			/* there is such a wait */
};
err_t store_handover_figures(struct store *, struct arena *, int64_t since_ms, int64_t until_ms,
	struct handover_figure **out, size_t *count) MUST_CHECK;
#endif
