/* SPDX-License-Identifier: ISC */
/*
 * The reducer: one conversation's events, put into the order in which they
 * count, walked once.  wait_order.c decides that order and what never
 * happened; here are the cases and the waits.  Bots, merges and pauses are
 * not judged: their events pass without effect.
 */
#include "guichet/model/wait.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "wait_order.h"

enum { FEW_AGENTS = 8 };
#define REOPEN_MS (7 * INT64_C(86400000))

struct assignment { int64_t agent, at_ms; };

struct reducer {
	const struct wait_rules *rules;
	struct wait_result *out;
	struct wait_case *now;		/* the newest case, NULL before the first */
	bool closed, replied, inbound_cycle, we_spoke_last, spam;
	size_t spam_from;		/* the case in which spam was said last */
	int64_t settled_before;
	struct step **pending;		/* the open wait's messages, by time */
	size_t pending_count, live;	/* live: not deleted */
	int64_t opened_ms, least_seq;
	unsigned gone_flags;		/* of deleted messages of the open wait */
	int64_t assignee, last_assignee;
	struct assignment *assignments;
	size_t assignment_count, assignment_size;
	struct assignment few[FEW_AGENTS];
};

struct wait_rules wait_rules_default(void)
{
	return (struct wait_rules){ .reopen_ms = REOPEN_MS };
}

static void case_open(struct reducer *r, const struct step *step, bool we_began)
{
	struct wait_case *fresh = &r->out->cases[r->out->case_count++];

	*fresh = (struct wait_case){
		.conversation = step->event->conversation, .account = step->event->account,
		.open_ms = step->t, .we_began = we_began, .spam = r->spam,
	};
	r->now = fresh;
	r->closed = r->inbound_cycle = r->we_spoke_last = false;
	r->settled_before = 0;
	r->last_assignee = r->assignee;
}

/* Closed, or resolved longer ago than the window: what comes now is new. */
static bool case_is_over(const struct reducer *r, int64_t t)
{
	if (r->now == NULL || r->closed)
		return true;
	return r->now->resolved_ms != 0 && t - r->now->resolved_ms > r->rules->reopen_ms;
}

static void case_reopen(struct reducer *r, bool inbound)
{
	r->now->resolved_ms = 0;
	r->settled_before = r->now->settled_ms;
	r->now->settled_ms = 0;
	r->now->reopens += inbound;
	r->inbound_cycle = inbound;
	r->replied = false;
}

static void wait_add(struct reducer *r, enum wait_outcome outcome, int64_t start_ms,
	const struct step *end, unsigned flags)
{
	struct wait *wait = &r->out->waits[r->out->wait_count++];

	*wait = (struct wait){
		.conversation = r->now->conversation, .account = r->now->account,
		.case_no = (int)(r->now - r->out->cases),
		.kind = r->now->waits == 0 && !r->now->we_began ? WAIT_FIRST : WAIT_NEXT,
		.outcome = outcome, .start_ms = start_ms, .end_ms = end == NULL ? 0 : end->t,
		.flags = flags,
	};
	r->now->waits++;
}

static void pending_add(struct reducer *r, struct step *step)
{
	if (r->live == 0) {
		r->pending_count = 0;
		r->gone_flags = 0;
		r->opened_ms = step->t;
		r->least_seq = step->event->seq;
	}
	if (step->t < r->opened_ms)
		r->opened_ms = step->t;
	if (step->event->seq < r->least_seq)
		r->least_seq = step->event->seq;
	r->pending[r->pending_count++] = step;
	step->pending = true;
	r->live++;
}

static void on_in(struct reducer *r, struct step *step, int64_t t)
{
	if (case_is_over(r, t))
		case_open(r, step, false);
	else if (r->now->resolved_ms != 0)
		case_reopen(r, true);
	r->we_spoke_last = false;
	pending_add(r, step);
}

/*
 * Ends the open wait for the messages that this event can have known (R4);
 * the others stay behind in pending.  False when it knew none of them.
 */
static bool pending_end(struct reducer *r, const struct step *step, enum wait_outcome outcome,
	bool knows_all)
{
	size_t kept = 0, count = r->pending_count, ended = 0;
	int64_t start = 0;
	unsigned flags = 0;

	if (r->live == 0 || (!knows_all && step->knows < r->least_seq))
		return false;
	r->pending_count = r->live = 0;
	for (size_t i = 0; i < count; i++) {
		struct step *in = r->pending[i];

		if (!in->pending)
			continue;
		if (!knows_all && in->event->seq > step->knows) {
			r->pending[kept++] = in;
			continue;
		}
		in->pending = false;
		start = ended++ == 0 || in->t < start ? in->t : start;
		flags |= in->flags;
	}
	if (ended > 0)
		wait_add(r, outcome, start, step, flags);
	for (size_t i = 0; i < kept; i++)
		pending_add(r, r->pending[i]);
	return ended > 0;
}

static int64_t assigned_at(const struct reducer *r, int64_t agent)
{
	for (size_t i = 0; i < r->assignment_count; i++)
		if (r->assignments[i].agent == agent)
			return r->assignments[i].at_ms;
	return 0;
}

static void credit(const struct reducer *r, struct wait *wait, const struct step *out)
{
	int64_t begin = wait->start_ms, assigned;

	wait->flags |= out->flags & WAIT_CLAMPED;
	if (out->event->actor_kind == ACTOR_EXTERNAL) {
		wait->flags |= WAIT_EXTERNAL;
	} else {
		wait->agent = out->event->actor;
		assigned = assigned_at(r, wait->agent);
		begin = assigned > begin ? assigned : begin;
	}
	wait->own_ms = wait->end_ms - begin;
}

static void on_out(struct reducer *r, const struct step *step)
{
	if (case_is_over(r, step->t))
		case_open(r, step, true);
	r->replied = true;
	r->now->turns += !r->we_spoke_last;
	r->we_spoke_last = true;
	if (pending_end(r, step, WAIT_ANSWERED, step->event->actor_kind == ACTOR_EXTERNAL))
		credit(r, &r->out->waits[r->out->wait_count - 1], step);
}

/* Deleted by the customer it is withdrawn; by one of us it is only put aside. */
static void on_deleted(struct reducer *r, const struct step *step)
{
	struct step *in = step->target;

	if (in == NULL || !in->pending)
		return;
	in->pending = false;
	r->gone_flags |= in->flags;
	if (--r->live > 0)
		return;
	wait_add(r, step->event->actor_kind == ACTOR_HUMAN ? WAIT_WAIVED : WAIT_WITHDRAWN,
		r->opened_ms, step, r->gone_flags);
	r->pending_count = 0;
}

static void on_assigned(struct reducer *r, const struct step *step)
{
	int64_t agent = step->event->subject;
	size_t i = 0;

	if (r->now != NULL && r->last_assignee != 0 && r->last_assignee != agent)
		r->now->transfers++;
	r->assignee = r->last_assignee = agent;
	while (i < r->assignment_count && r->assignments[i].agent != agent)
		i++;
	if (i == r->assignment_size) {
		size_t size = r->assignment_size * 2;
		struct assignment *more = mem_array(size, sizeof(*more));

		memcpy(more, r->assignments, r->assignment_count * sizeof(*more));
		if (r->assignments != r->few)
			free(r->assignments);
		r->assignments = more;
		r->assignment_size = size;
	}
	r->assignments[i] = (struct assignment){ agent, step->t };
	r->assignment_count += i == r->assignment_count;
}

static void case_resolve(struct reducer *r, const struct step *step)
{
	bool courtesy = r->inbound_cycle && !r->replied && step->courtesy;
	size_t kept;

	pending_end(r, step, WAIT_WAIVED, false);
	r->now->resolved_ms = step->t;
	if (r->now->first_resolved_ms == 0)
		r->now->first_resolved_ms = step->t;
	r->now->courtesies += courtesy;
	r->now->settled_ms = courtesy ? r->settled_before : step->t;
	r->inbound_cycle = false;
	r->closed = step->to == STATUS_TO_CLOSED;
	/* Messages that nobody had seen yet come back right behind it. */
	kept = r->pending_count;
	r->pending_count = r->live = 0;
	for (size_t i = 0; i < kept; i++)
		if (r->pending[i]->pending)
			on_in(r, r->pending[i], step->t);
}

static void on_status(struct reducer *r, const struct step *step)
{
	if (r->now == NULL || r->closed)
		return;
	if (step->to == STATUS_TO_OTHER) {
		if (r->now->resolved_ms != 0)
			case_reopen(r, false);
	} else if (r->now->resolved_ms == 0) {
		case_resolve(r, step);
	} else if (step->to == STATUS_TO_CLOSED) {
		r->closed = true;
	}
}

/* Until it is taken back, what such a person begins anew is spam too. */
static void on_spam(struct reducer *r, bool spam)
{
	size_t count = r->out->case_count;

	if (spam && !r->spam)
		r->spam_from = count > 0 ? count - 1 : 0;
	for (size_t i = r->spam_from; i < count; i++)
		r->out->cases[i].spam = spam;
	r->spam = spam;
}

static void step_apply(struct reducer *r, struct step *step)
{
	switch (step->event->kind) {
	case EVENT_MESSAGE_IN:
		on_in(r, step, step->t);
		r->now->messages_in++;
		break;
	case EVENT_MESSAGE_OUT:
		on_out(r, step);
		break;
	case EVENT_MESSAGE_DELETED:
		on_deleted(r, step);
		break;
	case EVENT_ASSIGNED:
		on_assigned(r, step);
		break;
	case EVENT_UNASSIGNED:
		r->assignee = 0;
		break;
	case EVENT_STATUS:
		on_status(r, step);
		break;
	case EVENT_SPAM: case EVENT_UNSPAM:
		on_spam(r, step->event->kind == EVENT_SPAM);
		break;
	case EVENT_MESSAGE_FAILED: case EVENT_MESSAGE_EDITED: case EVENT_HANDED_OVER:
	case EVENT_MERGED: case EVENT_LINKED: case EVENT_UNLINKED: case EVENT_TAGGED:
	case EVENT_UNTAGGED: case EVENT_NOTE: case EVENT_VIEWED: case EVENT_SURVEY_SENT:
	case EVENT_SURVEY: case EVENT_SCHEDULE_VERSION: case EVENT_SETTINGS_VERSION:
	case EVENT_CLOCK_OFFSET: case EVENT_AGENT_DEACTIVATED: case EVENT_ACCOUNT_ADDED:
	case EVENT_ACCOUNT_CHANGED: case EVENT_URGENT: case EVENT_CALM: case EVENT_MUTED:
	case EVENT_UNMUTED: case EVENT_UNMERGED: case EVENT_KINDS:
		break;
	}
}

/* The wait that is still open at the end starts at its earliest message that still stands. */
static void pending_leave_open(struct reducer *r)
{
	int64_t start = INT64_MAX;
	unsigned flags = 0;

	if (r->live == 0)
		return;
	for (size_t i = 0; i < r->pending_count; i++)
		if (r->pending[i]->pending) {
			start = r->pending[i]->t < start ? r->pending[i]->t : start;
			flags |= r->pending[i]->flags;
		}
	wait_add(r, WAIT_OPEN, start, NULL, flags);
}

static int wait_compare(const void *left, const void *right)
{
	const struct wait *a = left, *b = right;

	if (a->start_ms != b->start_ms)
		return a->start_ms < b->start_ms ? -1 : 1;
	if (a->case_no != b->case_no)
		return a->case_no < b->case_no ? -1 : 1;
	if ((a->end_ms == 0) != (b->end_ms == 0))
		return a->end_ms == 0 ? 1 : -1;
	return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

/* Leaves out what spam voids and sorts by start, which is nearly done already. */
static void waits_finish(struct wait_result *out)
{
	size_t count = 0;
	bool sorted = true;

	for (size_t i = 0; i < out->wait_count; i++) {
		if (out->cases[out->waits[i].case_no].spam)
			continue;
		out->waits[count] = out->waits[i];
		sorted = sorted && (count == 0 ||
			wait_compare(&out->waits[count - 1], &out->waits[count]) <= 0);
		count++;
	}
	out->wait_count = count;
	if (!sorted)
		qsort(out->waits, count, sizeof(out->waits[0]), wait_compare);
}

void wait_reduce(struct arena *arena, const struct event *events, size_t count,
	const struct wait_rules *rules, int64_t as_of_ms, struct wait_result *out)
{
	struct order order;
	struct reducer r = { .rules = rules, .out = out, .assignment_size = FEW_AGENTS };

	*out = (struct wait_result){ 0 };
	order_init(&order, events, count, as_of_ms);
	if (order.messages > 0) {
		out->waits = arena_array(arena, order.messages, sizeof(*out->waits));
		out->cases = arena_array(arena, order.messages + order.statuses, sizeof(*out->cases));
	}
	r.pending = order.scratch;
	r.assignments = r.few;
	for (size_t i = 0; i < order.count; i++)
		if (!order.by_time[i]->dead)
			step_apply(&r, order.by_time[i]);
	pending_leave_open(&r);
	waits_finish(out);
	if (r.assignments != r.few)
		free(r.assignments);
	order_finish(&order);
}

bool wait_equal(const struct wait *a, const struct wait *b)
{
	return a->account == b->account && a->case_no == b->case_no && a->kind == b->kind &&
		a->outcome == b->outcome && a->start_ms == b->start_ms &&
		a->end_ms == b->end_ms && a->agent == b->agent && a->own_ms == b->own_ms &&
		a->flags == b->flags;
}

const char *wait_outcome_name(enum wait_outcome outcome)
{
	static const char *const names[WAIT_OUTCOMES] = {
		[WAIT_OPEN] = "open", [WAIT_ANSWERED] = "answered", [WAIT_WAIVED] = "waived",
		[WAIT_WITHDRAWN] = "withdrawn",
	};

	return names[outcome];
}

const char *wait_kind_name(enum wait_kind kind)
{
	return kind == WAIT_FIRST ? "first" : "next";
}
