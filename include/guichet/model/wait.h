/* SPDX-License-Identifier: ISC */
/*
 * From ledger rows to waits and cases: rules R1 to R11 of the metrics
 * specification.  Pure: the same set of events gives the same result in
 * whatever order it is fed, and nothing here knows what time it is.
 *
 * A wait opens at the first customer message that nobody has answered, later
 * messages join it, and it ends in exactly one outcome.  A case opens at the
 * first inbound (or our first outbound) and ends when it is resolved; an
 * inbound within the reopen window reopens it.  Conversations that were
 * merged or linked are one timeline and are told of under one of them, the
 * root: the one that the others went into.
 *
 * What still runs (an open wait, the clock of an unresolved case) is kept as
 * the instant since which it does, so that a stored row stays true; the
 * functions below measure it as of any instant.
 */
#ifndef GUICHET_MODEL_WAIT_H
#define GUICHET_MODEL_WAIT_H
#include "guichet/base/arena.h"
#include "guichet/model/event.h"
#include "guichet/model/record.h"

/* Goes up when the same ledger gives other waits or cases than before: stored rows are then computed anew. */
enum { REDUCER_VERSION = 5 };

enum wait_kind { WAIT_FIRST, WAIT_NEXT };
enum wait_outcome { WAIT_OPEN, WAIT_ANSWERED, WAIT_WAIVED, WAIT_WITHDRAWN, WAIT_OUTCOMES };
enum {
	WAIT_LATE = 1 << 0,		/* a message reached us more than a minute after it was written */
	WAIT_CLOCK_FUTURE = 1 << 1,	/* the network's time lay in the future: ours counts */
	WAIT_CLAMPED = 1 << 2,		/* the reply's time lay before the message: set to it */
	WAIT_EXTERNAL = 1 << 3,		/* answered in the network's own application */
	WAIT_HANDED_OVER = 1 << 4,	/* began when a bot gave the case to a person */
	WAIT_NO_REPLY = 1 << 5,		/* waived because no reply was needed: no request */
	WAIT_CHASED = 1 << 6,		/* the customer wrote more than once before its end, deleted or not */
	WAIT_SCRIPTED = 1 << 7,		/* answered by a macro or a program of its agent */
	WAIT_CORRECTED = 1 << 16	/* a time of ours in it was corrected, because our clock was off */
};

struct wait {
	int64_t conversation, account;	/* of the timeline: the root's */
	int64_t written_in;		/* the conversation of its earliest message, else the same */
	int case_no;			/* 0, 1, ... within the timeline */
	enum wait_kind kind;
	enum wait_outcome outcome;
	int64_t start_ms, end_ms;	/* end 0 while open */
	int64_t agent;			/* R11: the sender, 0 if external or not answered */
	int64_t own_ms;			/* reply - max(start, last assignment to the sender) */
	/*
	 * Whose hours it is measured by: the team that had it when it began, else the first one
	 * that got it before it ended; 0: none.  Who passes it on later changes nothing in it.
	 */
	int64_t team;
	int surface;			/* SURFACE_PUBLIC or SURFACE_PRIVATE, of its earliest message */
	unsigned flags;
};

enum {
	/* WAIT_... flags of its waits, and: */
	CASE_WE_BEGAN = 1 << 8,		/* no first wait */
	CASE_SPAM = 1 << 9,		/* void: its waits are left out */
	CASE_BOT_HELD = 1 << 10,	/* at any time */
	CASE_BOT_RESOLVED = 1 << 11,	/* its last resolve was a bot's */
	CASE_MERGED = 1 << 12,		/* of more than one conversation */
	CASE_LINKED = 1 << 13,
	CASE_REVISED = 1 << 14,		/* something arrived that belongs before the end of a finished wait */
	CASE_AUTOMATIC_FIRST = 1 << 15,	/* a bot, or what leaves by itself, wrote before any person did */
	CASE_FLAG_LAST = WAIT_CORRECTED
};

struct wait_case {
	int64_t conversation, account;
	int case_no;
	int64_t open_ms, first_resolved_ms, resolved_ms;	/* 0 while not */
	int64_t settled_ms;		/* last resolve that ended no courtesy; 0 while not resolved */
	int64_t first_in_ms, first_out_ms, first_assigned_ms;	/* customer, person, to a person; 0: none */
	int waits, turns, replies, messages_in, transfers;	/* turn: replies with no inbound between */
	int reopens, courtesies, agent_reopens;	/* by customers; those that were only thanks; by us */
	enum status state;
	int64_t state_ms;		/* since when it is in that state */
	int64_t spent_ms[STATUSES];	/* in each state before it was resolved, up to state_ms */
	int64_t waited_ms;		/* all its finished waits */
	int64_t open_wait_ms;		/* start of its open wait, or 0 */
	int64_t team;			/* likewise: from its opening to its resolution */
	const char *clocks;		/* what its clocks ran over (case_clocks_each()); NULL: that is not known */
	int surface;			/* of what opened it */
	unsigned flags;
};

/* Each stay in a state, for clocks in business time; to 0 while it lasts.  In order of time. */
struct case_span {
	int64_t conversation;
	int case_no;
	enum status state;
	int64_t from_ms, to_ms;
};

/*
 * The same stays of a case once they are over, and its waits, out of what is
 * stored with it: team is the one whose hours count; to 0: the wait is open.
 */
struct case_clock { bool is_wait; enum status state; int64_t from_ms, to_ms, team; };
void case_clocks_each(const struct wait_case *, void (*visit)(void *, const struct case_clock *), void *data);

/* Each reply of a person that counts, in order of time. */
struct case_reply {
	int64_t conversation, written_in;
	int case_no;
	int64_t at_ms, agent;		/* agent 0: in the network's own application */
	bool begins_turn;
	int surface;
};

/*
 * What an agent told this customer: an answer by then.  Kept when a person
 * answered, or was said to have done it, in time; else broken from that time
 * on, which promise_outcome() tells of one that still stands open.  Unsaid:
 * taken back by undo, or in a reply that never left, as if it had never been made.
 */
enum promise_outcome { PROMISE_OPEN, PROMISE_KEPT, PROMISE_BROKEN, PROMISE_DROPPED, PROMISE_UNSAID, PROMISE_OUTCOMES };
struct promise {
	int64_t conversation, account;	/* of the timeline: the root's */
	int64_t written_in;		/* the conversation in which it was made */
	int64_t seq;			/* of the row of the ledger that made it */
	int64_t agent;
	int64_t made_ms, due_ms, end_ms;	/* end 0 while open */
	enum promise_outcome outcome;
};
/* Of those that are open the one that is due first, or NULL. */
const struct promise *promises_open(const struct promise *, size_t count);
enum promise_outcome promise_outcome(const struct promise *, int64_t as_of_ms);
bool promise_equal(const struct promise *, const struct promise *);
const char *promise_outcome_name(enum promise_outcome);

/*
 * What figures count beside waits and cases, for who asks for it: a message
 * in (value: how late it reached the desk, -1 where its network gave no time),
 * one of ours by who wrote it (of a person, SCRIPTED where a macro or a
 * program wrote for them: since the update before it in a case that was not
 * resolved between the two, else -1), a survey that was sent (the score of its
 * last answer, 1 to 5, or 0; the agent who had replied last in its case), how
 * long a person looked, and a promise, when it was made (1 once it is kept,
 * else 0).  With such a reply come UPDATEs: each stretch between the two in
 * which it was not the customer's turn (value: how long, due: its end), at
 * least one, one behind the other, all at the instant of the reply.
 */
enum trace_kind {
	TRACE_IN, TRACE_REPLY, TRACE_BOT, TRACE_AUTOMATIC, TRACE_OUTSIDE, TRACE_SURVEY, TRACE_HANDLED, TRACE_PROMISE,
	TRACE_SCRIPTED, TRACE_UPDATE,
	/* Of an agent and no conversation, by model/presence.h: value is how long. */
	TRACE_AVAILABLE, TRACE_BUSY, TRACE_AWAY, TRACE_OFF, TRACE_HOLDING, TRACE_LOOKING,
	/*
	 * What those are made of, and nothing counts: an agent did something by hand (value: until when, from
	 * there), had a conversation (-1: still does), looked at it, said whether they take work (enum availability).
	 */
	TRACE_MARK, TRACE_HELD, TRACE_LOOK, TRACE_SAID, TRACE_KINDS
};
struct trace {
	int64_t conversation, account;
	int case_no;			/* -1: before the first */
	enum trace_kind kind;
	int64_t at_ms, value_ms, agent;
	int64_t team;			/* that of its case */
	int surface;
	/* A survey: another one of the case was answered later; a promise: it was dropped; an update: more of it follows. */
	bool superseded;
	int64_t due_ms;			/* of a promise that stands open, an update; of what was said its row of the ledger; else 0 */
};
const char *trace_kind_name(enum trace_kind);
/* Held, and still is. */
static inline bool trace_is_running(const struct trace *trace)
{
	return trace->kind == TRACE_HELD && trace->value_ms < 0;
}

struct clock_offset { int64_t account, seq, offset_ms; };	/* added to later times of our clock (R1) */

struct wait_rules {
	int64_t reopen_ms;		/* W, 7 days by default */
	const struct clock_offset *offsets;	/* in order of seq */
	size_t offset_count;
	bool traces;			/* are wanted too */
};
struct wait_rules wait_rules_default(void);
/* What is added to our clock by then; event_time_by() says whether that matters to it. */
int64_t wait_offset(const struct wait_rules *, const struct event *);

struct wait_result {
	struct wait *waits;		/* in order of start; without those of spam */
	size_t wait_count;
	struct wait_case *cases;	/* timeline by timeline, in order of opening */
	size_t case_count;
	struct case_span *spans;
	size_t span_count;
	struct case_reply *replies;
	size_t reply_count;
	struct trace *traces;
	size_t trace_count;
	struct promise *promises;	/* timeline by timeline, in order of seq */
	size_t promise_count;
	size_t duplicates;		/* events that were there already (R3) */
};

/*
 * Events in any order, of one conversation or of all that were ever merged
 * or linked with each other, directly or by way of others: as of that
 * instant they are united, or not any more.  Those recorded after as_of are
 * ignored (0: none are).
 */
void wait_reduce(struct arena *, const struct event *events, size_t count, const struct wait_rules *,
	int64_t as_of_ms, struct wait_result *out);

/* Which conversation stands for the timeline that this one is part of, by the same rules. */
int64_t wait_root(const struct event *events, size_t count, int64_t as_of_ms, int64_t conversation);

/* In everything but the conversation. */
bool wait_equal(const struct wait *, const struct wait *);
bool case_equal(const struct wait_case *, const struct wait_case *);

/* Never negative; an open wait lasts until as_of. */
int64_t wait_ms(const struct wait *, int64_t as_of_ms);
int64_t wait_end_ms(const struct wait *, int64_t as_of_ms);

/*
 * Against a target in the same clock as the elapsed time (0: none).  A wait
 * that ended without an answer after the target missed it, so closing what
 * is late hides nothing.
 */
enum wait_sla { SLA_NONE, SLA_MET, SLA_MISSED, SLA_UNDECIDED, SLA_EXCLUDED, SLA_STATES };
enum wait_sla wait_sla(enum wait_outcome, int64_t elapsed_ms, int64_t target_ms);

/* -1: there is none (yet). */
struct case_figures {
	int64_t first_resolution_ms, full_resolution_ms;
	int64_t work_ms;		/* open, on hold and snoozed */
	int64_t customer_ms, hold_ms;	/* the customer's turn; a third party's */
	int64_t customer_wait_ms;	/* sum of the waits, whatever their outcome */
	int64_t time_to_human_ms, time_to_assign_ms;
	int net_reopens;
	bool resolved, mature;		/* mature: resolved for as long as it can be reopened */
	bool one_touch, contained;
	int64_t rested_ms;		/* resolved, between its first end and the last, or now */
};
/*
 * Begun, and not resolved at an instant that lies behind us.  A case that was opened again once rested from its first end
 * on for rested_ms; of one that was opened again more often rests says when, in a text that begins so.
 */
#define CASE_RESTS_BEGIN '\v'
struct case_life { int64_t open_ms, first_resolved_ms, resolved_ms, rested_ms; const char *rests; };
bool case_stood_open(const struct case_life *, int64_t at_ms);
/* Out of its clocks, in the arena; NULL where it was opened again once or never. */
const char *case_rests(struct arena *, const struct wait_case *);
void case_figures(const struct wait_case *, const struct wait_rules *, int64_t as_of_ms, struct case_figures *out);

const char *wait_outcome_name(enum wait_outcome);
const char *wait_kind_name(enum wait_kind);
const char *wait_sla_name(enum wait_sla);	/* "none", "met", ... */
/* The name of one flag, NULL when there is none with that bit. */
const char *case_flag_name(unsigned flag);
#endif
