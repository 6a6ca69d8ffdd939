/* SPDX-License-Identifier: ISC */
/*
 * What one shift hands to the next: a packet that the desk drafts from facts,
 * to which the one who goes adds what is to be done next, and which the one
 * who comes takes line by line.  A conversation changes hands in the moment
 * in which its line is accepted, never before, and only from whom it was
 * offered by; what happened to it meanwhile is said and nothing is lost.
 * What nobody accepts in time is told to the leads.
 */
#ifndef GUICHET_DESK_HANDOVER_H
#define GUICHET_DESK_HANDOVER_H
#include "guichet/desk/read.h"
#include "guichet/store/handover.h"

enum { HANDOVER_ITEMS_MOST = 1000 };

struct handover_wish {
	const char *of;			/* whose work; NULL: the actor's own.  Another's is for leads */
	const char *to;			/* an agent or a team; NULL: who is on next, by the roster */
	int64_t within_ms;		/* when it has to be accepted, behind the beginning of the next shift; 0: half an hour */
};
/* unseen: left out, since whom it goes to does not see their account. */
struct handover_made { int64_t id, target, accept_by_ms; size_t items, red, added, unseen; bool fresh; };

/*
 * What there is to hand over, for the write that follows: in the reader, since
 * it is several statements for each conversation.  What changes between the two
 * is what happened since the packet was drafted.  What the actor may not see, or
 * whose work they may not hand over, is not in it.
 */
struct handover_found { struct conversation conv; bool failed, asked, vip, drafted, approval; };
struct handover_look { int64_t agent; struct handover_found *list; size_t count; };	/* by number */
err_t read_handover_look(struct reader *, struct arena *, const struct actor *, const char *of,
	struct handover_look *out) MUST_CHECK;

/*
 * Inside desk_begin.  Of a packet that is under way: what is new is added, what is settled
 * is marked, lines that were written stay.  ERR_USAGE where nobody says to whom,
 * ERR_STATE where there is nothing to hand over.
 */
err_t desk_handover_prepare(struct desk *, const struct handover_wish *, const struct handover_look *,
	struct handover_made *out) MUST_CHECK;

/* All of them about the open line of a conversation, named by its number.  ERR_NOT_FOUND: it is in none. */
/* The one who goes, or who prepared it, or a lead; answers a question. */
err_t desk_handover_line(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/*
 * By whom it is offered to.  *became is HANDOVER_ACCEPTED, or HANDOVER_OVER when
 * it was resolved meanwhile: there was nothing to take.  ERR_CONFLICT: somebody else has it.
 */
err_t desk_handover_accept(struct desk *, int64_t conversation, enum handover_state *became) MUST_CHECK;
/* To whom it is offered from now on; by whom it is offered to, or a lead, as what follows.  Also one that was declined. */
err_t desk_handover_pass(struct desk *, int64_t conversation, const char *who) MUST_CHECK;
/* Asks the one who goes, in a note that names them. */
err_t desk_handover_ask(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/* It stays with whom it was; leads are told. */
err_t desk_handover_decline(struct desk *, int64_t conversation, const char *text) MUST_CHECK;
/* Conversations of the lines of a packet that are not red and that the actor may accept, at most so many. */
err_t desk_handover_routine(struct desk *, int64_t handover, size_t limit, int64_t **ids, size_t *count) MUST_CHECK;

/* ---- what is read, of what the actor may see */

struct handover_told {
	struct handover_row row;
	const char *agent, *maker, *target;
	/* written: red ones with a line; open: what is still to be taken; over: resolved, or taken otherwise; left:
	 * declined, and still with whom it was. */
	size_t items, red, written, open, accepted, asked, declined, over, left;
	size_t to_me;			/* lines that are offered to the asking agent */
	bool mine;			/* it is the asking agent's work */
};
struct handover_line {
	struct handover_item item;
	const char *owner, *target, *taker;	/* names; NULL: nobody */
	struct list_row row;		/* of the conversation as it is now; of one that was merged, the whole */
	int64_t merged_into;
	bool settled;			/* resolved or taken by somebody meanwhile: nothing is left to accept */
	bool answered, wrote, taken;	/* since the packet was drafted */
	bool to_me;			/* the asking agent may accept it */
	bool passed;			/* open, and offered to another one than the packet */
};
err_t read_handovers(struct reader *, struct arena *, const struct actor *, size_t limit, struct handover_told **out,
	size_t *count) MUST_CHECK;
/*
 * id 0: the one under way that is the actor's business: their own, else what is offered to them, else the newest;
 * out->row.id is 0 where there is none.
 */
err_t read_handover(struct reader *, struct arena *, const struct actor *, int64_t id, struct handover_told *out,
	struct handover_line **lines, size_t *count) MUST_CHECK;

/*
 * How handing over went, of packets that were made between the two.  Debt: lines
 * whose customer was not late when the packet was drafted, and was from then to half
 * an hour behind the time by which it had to be accepted (an hour behind the change
 * of shifts, as a rule).
 */
struct handover_figures {
	int64_t handovers, missed, lines, red, written, accepted, declined, over, open, bounced;
	int64_t accept_median_ms, accept_p90_ms;	/* from the packet to the acceptance; -1: none */
	int64_t debt, debt_written;			/* all, and those with a line */
};
err_t read_handover_figures(struct reader *, struct arena *, int64_t since_ms, int64_t until_ms, int64_t now_ms,
	struct handover_figures *out) MUST_CHECK;
#endif
