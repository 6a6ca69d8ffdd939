/* SPDX-License-Identifier: ISC */
/* The first half of the reducer: which events count, when, and in which order. */
#ifndef MODEL_WAIT_ORDER_H
#define MODEL_WAIT_ORDER_H
#include "guichet/model/event.h"

enum status_to { STATUS_TO_OTHER, STATUS_TO_RESOLVED, STATUS_TO_CLOSED };

struct step {
	const struct event *event;
	int64_t t;
	struct step *target;	/* the message that a deletion or failure is about */
	size_t place;		/* in by_time */
	int64_t knows;		/* the last row that who did it could know */
	unsigned flags;		/* WAIT_LATE, WAIT_CLOCK_FUTURE, WAIT_CLAMPED */
	enum status_to to;
	bool courtesy;		/* resolved because no reply was needed */
	bool dead;		/* never happened, or has no effect */
	bool pending;		/* belongs to the wait that is open now */
};

enum { ORDER_FEW = 24 };

struct order {
	struct step *steps;	/* by seq */
	struct step **by_time, **scratch;
	size_t count;
	size_t messages;	/* each can open a wait and a case ... */
	size_t statuses;	/* ... and once more behind each of these (R4) */
	struct step few[ORDER_FEW];
	struct step *few_places[2 * ORDER_FEW];
};

void order_init(struct order *, const struct event *, size_t count, int64_t as_of_ms);
void order_finish(struct order *);
#endif
