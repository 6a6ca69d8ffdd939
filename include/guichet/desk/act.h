/* SPDX-License-Identifier: ISC */
/*
 * Acts at the network: asked for here, queued beside replies, carried by the
 * courier, recorded in the ledger when the network has done them or refused.
 * What the account's network cannot do is refused with its reason.
 */
#ifndef GUICHET_DESK_ACT_H
#define GUICHET_DESK_ACT_H
#include "guichet/desk/desk.h"
#include "guichet/model/act.h"

struct act_wish {
	enum act_kind kind;
	int64_t conversation;
	int64_t message;		/* which one; 0: the customer's newest, or (retract) our newest */
	const char *reason, *category;	/* of a report: a reason is wanted */
	const char *text;		/* correct: what it says from then on */
	bool forward;
};

/*
 * Inside desk_begin.  ERR_STATE says what the network cannot do, ERR_NOT_FOUND
 * what there is not.  The same act that has not left yet is the same (*already).
 * A reply of several parts is taken back part by part: *outbox is the first.
 */
err_t desk_act(struct desk *, const struct act_wish *, int64_t *outbox, bool *already) MUST_CHECK;

/* The courier's: it was done; remark says what else there is to know, or NULL. */
err_t desk_act_done(struct desk *, int64_t outbox, const char *remark) MUST_CHECK;
#endif
