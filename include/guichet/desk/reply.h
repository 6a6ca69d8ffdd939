/* SPDX-License-Identifier: ISC */
/*
 * From a text to a frozen plan in the outbox.  The visibility ceiling is
 * enforced here and nowhere else: what answers a message never reaches more
 * people than the message did.
 */
#ifndef GUICHET_DESK_REPLY_H
#define GUICHET_DESK_REPLY_H
#include "guichet/desk/desk.h"

/* A file that the writer gave to the desk, and what it shows; NULL: not said. */
struct attached { const char *hash, *alt; };

struct reply_wish {
	int64_t conversation;
	const char *text, *cw, *lang;
	int visibility;			/* enum visibility, or -1 */
	const struct attached *attached;
	size_t attached_count;
	bool again;			/* send the same text a second time */
	int64_t writer;			/* agent who would send it; 0: do not ask who has the conversation */
	int64_t seen;			/* newest message the writer saw; 0: do not ask */
	int64_t promise_ms;		/* it promises an answer by then; 0: nothing */
	int64_t delay_ms;		/* time to take it back; -1: what the account says, for what a person writes */
};

/* What would leave.  No transaction needed. */
err_t desk_plan(struct desk *, struct arena *, const struct reply_wish *, struct plan *out) MUST_CHECK;
/*
 * Queues it.  The same text for the same newest customer message is the same
 * reply (*already true), whatever its state, unless it was cancelled or again is set.  A plan that is
 * blocked, too long or more public than the message is ERR_STATE.  ERR_CONFLICT
 * when a customer message newer than seen has come, or somebody else has claimed it.
 */
err_t desk_reply(struct desk *, struct arena *, const struct reply_wish *, int64_t *outbox, bool *already) MUST_CHECK;
/* Until when it waits to be taken back; 0: it does not. */
err_t desk_outbox_waits(struct desk *, int64_t outbox, int64_t *until_ms, bool *approval, bool *rests) MUST_CHECK;
/* A reply that waits for a second person.  alone: why its own writer, a lead, may; NULL: as ever. */
err_t desk_approve(struct desk *, int64_t outbox, const char *alone) MUST_CHECK;
err_t desk_decline(struct desk *, int64_t outbox, const char *reason) MUST_CHECK;

err_t desk_outbox_cancel(struct desk *, int64_t outbox) MUST_CHECK;	/* queued, failed, unknown */
err_t desk_outbox_retry(struct desk *, int64_t outbox) MUST_CHECK;	/* failed, unknown: a person decides */
err_t desk_outbox_sent(struct desk *, int64_t outbox) MUST_CHECK;	/* unknown: a person says it arrived */
err_t desk_outbox_hold(struct desk *, bool hold) MUST_CHECK;		/* everything that leaves */
bool desk_outbox_is_held(struct desk *);
#endif
