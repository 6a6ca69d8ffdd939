/* SPDX-License-Identifier: ISC */
/* The first half of the reducer: which events of a timeline count, when, and in which order. */
#ifndef MODEL_WAIT_ORDER_H
#define MODEL_WAIT_ORDER_H
#include "guichet/model/wait.h"

/* Where a customer's message is. */
enum step_place { STEP_NOWHERE, STEP_PENDING, STEP_WITH_BOT, STEP_BOT_ANSWERED };

struct step {
	const struct event *event;
	int64_t t, recv_ms;	/* when it happened; when we had it, by our clock as it was put right */
	int64_t from_ms;	/* since when a person is waited for: t, or the handover */
	struct step *target;	/* the message that a deletion or failure is about, the resolve taken back */
	size_t place;		/* in by_time */
	int64_t knows;		/* the last row that who did it could know */
	unsigned flags;		/* WAIT_LATE, WAIT_CLOCK_FUTURE, WAIT_CLAMPED, WAIT_CORRECTED, WAIT_HANDED_OVER */
	enum status to;	/* of a status */
	enum step_place where;
	int case_no;		/* the case that it was applied to, -1 before the first */
	bool courtesy;		/* resolved because no reply was needed */
	bool by_person;		/* a reply of a person; others answer only for a bot that holds the case */
	bool dead;		/* never happened, or has no effect */
	bool duplicate, revoked;	/* why it is dead */
};

enum { ORDER_FEW = 24 };

struct order {
	struct step *steps;	/* by seq */
	struct step **by_time, **scratch, **more_scratch;
	size_t count;
	size_t messages;	/* each can open a wait and a case ... */
	size_t statuses;	/* ... and once more behind each of these (R4) */
	size_t duplicates;
	struct step few[ORDER_FEW];
	struct step *few_places[3 * ORDER_FEW];
};

void order_init(struct order *, const struct event *, size_t count, const struct wait_rules *, int64_t as_of_ms);
void order_finish(struct order *);

/* R3: a kind and ext count once.  Leaves that many steps in scratch, by ext. */
size_t order_identify(struct order *);
/* Failures and deletions find their message there. */
void order_target(struct order *, size_t count);
/* What was taken back before it counted; needs by_time. */
void order_revoke(struct order *);
#endif
