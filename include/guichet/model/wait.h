/* SPDX-License-Identifier: ISC */
/*
 * From ledger rows to waits and cases: rules R1 to R6, R8 and R11 of the
 * metrics specification.  Pure: the same set of events gives the same
 * result in whatever order it is fed.
 *
 * A wait opens at the first customer message that nobody has answered, later
 * messages join it, and it ends in exactly one outcome.  A case opens at the
 * first inbound (or our first outbound) and ends when it is resolved; an
 * inbound within the reopen window reopens it.
 */
#ifndef GUICHET_MODEL_WAIT_H
#define GUICHET_MODEL_WAIT_H
#include "guichet/base/arena.h"
#include "guichet/model/event.h"

enum wait_kind { WAIT_FIRST, WAIT_NEXT };
enum wait_outcome { WAIT_OPEN, WAIT_ANSWERED, WAIT_WAIVED, WAIT_WITHDRAWN, WAIT_OUTCOMES };
enum { WAIT_LATE = 1 << 0, WAIT_CLOCK_FUTURE = 1 << 1, WAIT_CLAMPED = 1 << 2, WAIT_EXTERNAL = 1 << 3 };

struct wait {
	int64_t conversation, account;
	int case_no;			/* 0, 1, ... within the conversation */
	enum wait_kind kind;
	enum wait_outcome outcome;
	int64_t start_ms, end_ms;	/* end 0 while open */
	int64_t agent;			/* R11: the sender, 0 if external or open */
	int64_t own_ms;			/* reply - max(start, last assignment to the sender) */
	unsigned flags;
};

struct wait_case {
	int64_t conversation, account;
	int64_t open_ms, first_resolved_ms, resolved_ms;	/* 0 while not */
	bool we_began;			/* no first wait */
	int waits, turns, reopens, transfers, messages_in;
	bool spam;			/* voids the case: its waits are left out */
	int courtesies;			/* reopens ended by no_reply_needed with nobody replying */
	int64_t settled_ms;		/* last resolve that ended no courtesy; 0 while not resolved */
};

struct wait_rules { int64_t reopen_ms; };	/* W, 7 days by default */
struct wait_rules wait_rules_default(void);

struct wait_result {
	struct wait *waits;		/* in order of start */
	size_t wait_count;
	struct wait_case *cases;
	size_t case_count;
};

/* Events of one conversation, any order; those recorded after as_of are ignored (0: none are). */
void wait_reduce(struct arena *, const struct event *events, size_t count, const struct wait_rules *,
	int64_t as_of_ms, struct wait_result *out);

/* In everything but the conversation. */
bool wait_equal(const struct wait *, const struct wait *);

const char *wait_outcome_name(enum wait_outcome);
const char *wait_kind_name(enum wait_kind);
#endif
