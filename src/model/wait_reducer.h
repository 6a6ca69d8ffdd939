/* SPDX-License-Identifier: ISC */
/*
 * The second half of the reducer: what it remembers while it walks one
 * timeline in order.  wait_pending.c knows who waits, wait_case.c the cases,
 * wait.c which event does what to either.
 */
#ifndef MODEL_WAIT_REDUCER_H
#define MODEL_WAIT_REDUCER_H
#include "wait_order.h"
#include "wait_union.h"

enum { FEW_AGENTS = 8 };

struct assignment { int64_t agent, at_ms; };
struct team_step { int64_t team, at_ms; };	/* 0: nobody's any more */

struct reducer {
	struct arena *arena;
	const struct wait_rules *rules;
	const struct timeline *line;
	struct wait_result *out;
	size_t first_case, first_wait, first_span;	/* of this timeline, in out */
	struct wait_case *now;		/* the newest case, NULL before the first */
	bool replied, inbound_cycle, we_spoke_last;
	bool spam;
	size_t spam_from;		/* the case in which spam was said last */
	int64_t settled_before;

	struct step **pending;		/* the open wait's messages, by time */
	size_t pending_count, live;	/* live: not deleted */
	int64_t opened_ms, least_seq;
	unsigned gone_flags;		/* of deleted messages of the open wait */

	bool bot_holds;
	int64_t bot;			/* the agent that it is, or 0 */
	struct step **with_bot;		/* messages since a person wrote last, while a bot holds the case */
	size_t with_bot_count;

	int64_t assignee, last_assignee;	/* people only */
	struct assignment *assignments;
	size_t assignment_count, assignment_size;
	struct assignment few[FEW_AGENTS];
	struct team_step *teams;	/* which team had it since when, in order of time */
	size_t team_count;
};

/* ---- wait_case.c */

/* Closed, or resolved longer ago than the window: what comes now is new. */
bool case_is_over(const struct reducer *, int64_t t);
bool case_is_resolved(const struct reducer *);
void case_open(struct reducer *, const struct step *, int64_t t, bool we_began);
void case_reopen(struct reducer *, int64_t t, bool inbound);
void case_enter(struct reducer *, enum status, int64_t t);
void case_status(struct reducer *, const struct step *);
void case_assign(struct reducer *, const struct step *);
void case_unassign(struct reducer *, const struct step *);
void case_spam(struct reducer *, bool spam);
int64_t assigned_at(const struct reducer *, int64_t agent);
/* Whose hours count for what began then: who had it, else who got it first since. */
int64_t team_since(const struct reducer *, int64_t ms);

/* ---- wait_pending.c */

void pending_add(struct reducer *, struct step *);
/*
 * Ends the open wait for the messages that this event can have known (R4);
 * the others stay behind in pending.  NULL when it knew none of them.
 */
struct wait *pending_end(struct reducer *, const struct step *, enum wait_outcome, bool knows_all);
void pending_delete(struct reducer *, const struct step *);
/* The wait that is still open at the end starts at its earliest message that still stands. */
void pending_leave_open(struct reducer *);

void bot_add(struct reducer *, struct step *);
/* A bot gets the case. */
void bot_take_over(struct reducer *);
void bot_answer(struct reducer *, const struct step *);
/* Those that no bot answered wait for this reply of a person after all. */
void bot_step_in(struct reducer *, const struct step *, bool knows_all);
/* From now on a person is waited for. */
void bot_hand_over(struct reducer *, const struct step *handed);
/* After a resolve; those that it cannot have known go on. */
void bot_forget(struct reducer *, const struct step *);

/* ---- case_clocks.c */

/* Behind all else that tells of its cases, before any wait is left out. */
void clocks_write(struct arena *, struct reducer *);

/* ---- wait_traces.c */

void traces_add(struct arena *, struct reducer *, const struct order *);

/* ---- wait.c */

void reducer_in(struct reducer *, struct step *, int64_t t);
#endif
