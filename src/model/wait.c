/* SPDX-License-Identifier: ISC */
/*
 * The reducer: the events of each timeline, put into the order in which they
 * count, walked once.  wait_union.c says what a timeline is, wait_order.c and
 * wait_undo.c its order and what never happened; here is which event does
 * what to the cases and to who waits, and which cases were told otherwise
 * before.
 */
#include "wait_reducer.h"

#include "wait_promise.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

#define REOPEN_MS (7 * INT64_C(86400000))

struct wait_rules wait_rules_default(void)
{
	return (struct wait_rules){ .reopen_ms = REOPEN_MS };
}

/* ---- what an event does */

void reducer_in(struct reducer *r, struct step *step, int64_t t)
{
	if (case_is_over(r, t))
		case_open(r, step, t, false);
	else if (case_is_resolved(r))
		case_reopen(r, t, true);
	else if (r->now->state == STATUS_PENDING || r->now->state == STATUS_SNOOZED)
		case_enter(r, STATUS_OPEN, t);
	if (r->now->first_in_ms == 0)
		r->now->first_in_ms = t;
	r->we_spoke_last = false;
	step->case_no = r->now->case_no;
	if (r->bot_holds && r->live == 0)
		bot_add(r, step);
	else
		pending_add(r, step);
}

static void on_in(struct reducer *r, struct step *step)
{
	reducer_in(r, step, step->t);
	r->now->messages_in++;
}

static void credit(const struct reducer *r, struct wait *wait, const struct step *out)
{
	int64_t begin = wait->start_ms, assigned;

	wait->flags |= out->flags & WAIT_CLAMPED;
	if (event_is_scripted(out->event))
		wait->flags |= WAIT_SCRIPTED;
	if (out->event->actor_kind == ACTOR_EXTERNAL) {
		wait->flags |= WAIT_EXTERNAL;
	} else {
		wait->agent = out->event->actor;
		assigned = assigned_at(r, wait->agent);
		begin = assigned > begin ? assigned : begin;
	}
	wait->own_ms = wait->end_ms - begin;
	r->now->flags |= wait->flags;
}

static void reply_note(struct reducer *r, const struct step *step)
{
	struct wait_case *now = r->now;
	const struct event *event = step->event;

	r->out->replies[r->out->reply_count++] = (struct case_reply){
		.conversation = now->conversation, .written_in = event->conversation,
		.case_no = now->case_no, .at_ms = step->t, .begins_turn = !r->we_spoke_last,
		.agent = event->actor_kind == ACTOR_EXTERNAL ? 0 : event->actor,
		.surface = (int)event->surface,
	};
	now->replies++;
	now->turns += !r->we_spoke_last;
	if (now->first_out_ms == 0)
		now->first_out_ms = step->t;
	r->we_spoke_last = r->replied = true;
}

static void on_out(struct reducer *r, struct step *step)
{
	bool knows_all = step->event->actor_kind == ACTOR_EXTERNAL;
	struct wait *wait;

	if (!step->by_person) {
		if (!case_is_over(r, step->t) && r->now->first_out_ms == 0)
			r->now->flags |= CASE_AUTOMATIC_FIRST;
		if (r->bot_holds && (step->event->actor_kind == ACTOR_BOT || (r->bot != 0 &&
		    step->event->actor_kind == ACTOR_AUTOMATIC && step->event->actor == r->bot)))
			bot_answer(r, step);
		return;
	}
	if (case_is_over(r, step->t))
		case_open(r, step, step->t, true);
	reply_note(r, step);
	if (r->with_bot_count > 0)
		bot_step_in(r, step, knows_all);
	wait = pending_end(r, step, WAIT_ANSWERED, knows_all);
	if (wait != NULL)
		credit(r, wait, step);
}

static void step_apply(struct reducer *r, struct step *step)
{
	switch (step->event->kind) {
	case EVENT_MESSAGE_IN:
		on_in(r, step);
		break;
	case EVENT_MESSAGE_OUT:
		on_out(r, step);
		break;
	case EVENT_MESSAGE_DELETED:
		pending_delete(r, step);
		break;
	case EVENT_ASSIGNED:
		case_assign(r, step);
		break;
	case EVENT_UNASSIGNED:
		case_unassign(r, step);
		break;
	case EVENT_HANDED_OVER:
		if (r->bot_holds)
			bot_hand_over(r, step);
		break;
	case EVENT_STATUS:
		case_status(r, step);
		break;
	case EVENT_SPAM: case EVENT_UNSPAM:
		case_spam(r, step->event->kind == EVENT_SPAM);
		break;
	case EVENT_MESSAGE_FAILED: case EVENT_MESSAGE_EDITED: case EVENT_MERGED: case EVENT_UNMERGED:
	case EVENT_LINKED: case EVENT_UNLINKED: case EVENT_TAGGED: case EVENT_UNTAGGED:
	case EVENT_NOTE: case EVENT_VIEWED: case EVENT_SURVEY_SENT: case EVENT_SURVEY:
	case EVENT_SCHEDULE_VERSION: case EVENT_SETTINGS_VERSION: case EVENT_CLOCK_OFFSET:
	case EVENT_AGENT_DEACTIVATED: case EVENT_ACCOUNT_ADDED: case EVENT_ACCOUNT_CHANGED:
	case EVENT_URGENT: case EVENT_CALM: case EVENT_MUTED: case EVENT_UNMUTED: case EVENT_ACTED:
	case EVENT_ACT_FAILED: case EVENT_PRIORITY: case EVENT_NOTE_WITHDRAWN: case EVENT_CONTACT:
	case EVENT_EXCLUDED: case EVENT_INCLUDED: case EVENT_ANNOTATED: case EVENT_ANNOTATION_REMOVED:
	case EVENT_REPORT_PUBLISHED: case EVENT_APPROVAL_ASKED: case EVENT_APPROVED: case EVENT_DECLINED:
	case EVENT_APPROVAL_VOIDED: case EVENT_AVAILABILITY:
	case EVENT_PROMISED: case EVENT_PROMISE_KEPT: case EVENT_PROMISE_DROPPED: case EVENT_KINDS:
		break;
	}
}

static void steps_walk(struct reducer *r, struct order *order)
{
	for (size_t i = 0; i < order->count; i++) {
		struct step *step = order->by_time[i];

		step->case_no = r->now == NULL ? -1 : r->now->case_no;
		if (!step->dead)
			step_apply(r, step);
		if (step->case_no < 0 && r->now != NULL)
			step->case_no = r->now->case_no;
	}
	pending_leave_open(r);
}

/* ---- which cases were told otherwise before */

/* Can its arrival change a wait?  Others are heard of at any time. */
static bool matters(const struct step *step)
{
	enum event_kind kind = step->event->kind;

	if (kind == EVENT_MESSAGE_OUT)
		return step->by_person;
	if (kind == EVENT_MESSAGE_FAILED || kind == EVENT_MESSAGE_DELETED)
		return step->target != NULL;
	return kind == EVENT_MESSAGE_IN || kind == EVENT_HANDED_OVER || kind == EVENT_ASSIGNED ||
		kind == EVENT_UNASSIGNED || kind == EVENT_STATUS;
}

/* What may have ended a wait before something else came in front of it. */
static bool can_end(const struct step *step)
{
	if (step->dead && !step->revoked && !step->duplicate)
		return false;
	return step->by_person || (step->event->kind == EVENT_STATUS && step->to >= STATUS_RESOLVED) ||
		(step->event->kind == EVENT_MESSAGE_DELETED && step->target != NULL);
}

/* A reply that was on its way when others did something did not come late. */
static bool was_on_its_way(const struct step *step)
{
	return step->by_person && step->knows < step->event->seq;
}

/* Where in time its arrival reaches to: what it took back, or its own place. */
static size_t reach(const struct step *step)
{
	return step->target != NULL && step->target->revoked ? step->target->place : step->place;
}

/* By order of arrival: does one reach behind the end of a wait that had ended by then? */
static void revised_by_late(struct reducer *r, struct order *order, size_t *ends)
{
	for (size_t i = 0; i < order->count; i++) {
		struct step *step = &order->steps[i];
		bool idle = step->dead && !step->revoked && step->target == NULL;

		if (step->case_no < 0 || step->duplicate || idle || !matters(step))
			continue;
		if (ends[step->case_no] > reach(step) && !was_on_its_way(step))
			r->out->cases[r->first_case + (size_t)step->case_no].flags |= CASE_REVISED;
		if (can_end(step) && ends[step->case_no] < step->place + 1)
			ends[step->case_no] = step->place + 1;
	}
}

/* What came along with another conversation arrived when the two were united. */
static void revised_by_union(struct reducer *r, struct order *order)
{
	const struct timeline *line = r->line;
	int64_t only = 0;
	bool mixed = false;

	for (size_t i = 0; i < order->count; i++) {
		const struct step *step = order->by_time[i];
		bool was_other;

		if ((step->dead && !step->revoked && !step->duplicate) || !matters(step))
			continue;
		only = only == 0 ? step->event->conversation : only;
		mixed = mixed || only != step->event->conversation;
		was_other = mixed && can_end(step) && step->event->seq < line->joined_seq;
		/* Until it was parted it was told with rows that are not here any more. */
		if (step->case_no >= 0 && (was_other || step->event->seq < line->parted_seq))
			r->out->cases[r->first_case + (size_t)step->case_no].flags |= CASE_REVISED;
	}
}

static void cases_revise(struct reducer *r, struct order *order)
{
	size_t count = r->out->case_count - r->first_case, few[FEW_AGENTS] = { 0 };
	size_t *ends = count > FEW_AGENTS ? mem_array(count, sizeof(*ends)) : few;

	revised_by_late(r, order, ends);
	if (r->line->joined_seq != 0 || r->line->parted_seq != 0)
		revised_by_union(r, order);
	if (ends != few)
		free(ends);
}

/* ---- all of it */

static int wait_compare(const void *left, const void *right)
{
	const struct wait *a = left, *b = right;

	if (a->start_ms != b->start_ms)
		return a->start_ms < b->start_ms ? -1 : 1;
	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	if (a->case_no != b->case_no)
		return a->case_no < b->case_no ? -1 : 1;
	if ((a->end_ms == 0) != (b->end_ms == 0))
		return a->end_ms == 0 ? 1 : -1;
	return a->end_ms < b->end_ms ? -1 : a->end_ms > b->end_ms;
}

/* Leaves out what spam voids. */
static void waits_keep(struct reducer *r)
{
	struct wait_result *out = r->out;
	size_t count = r->first_wait;

	for (size_t i = r->first_wait; i < out->wait_count; i++)
		if ((out->cases[r->first_case + (size_t)out->waits[i].case_no].flags & CASE_SPAM) == 0)
			out->waits[count++] = out->waits[i];
	out->wait_count = count;
}

/* By start, which is nearly done already. */
static void waits_sort(struct wait_result *out)
{
	bool sorted = true;

	for (size_t i = 1; i < out->wait_count && sorted; i++)
		sorted = wait_compare(&out->waits[i - 1], &out->waits[i]) <= 0;
	if (!sorted)
		qsort(out->waits, out->wait_count, sizeof(out->waits[0]), wait_compare);
}

static void *more(struct arena *arena, void *list, size_t used, size_t room, size_t size)
{
	void *larger = arena_array(arena, used + room + 1, size);

	if (used > 0)
		memcpy(larger, list, used * size);
	return larger;
}

/*
 * Room for all that this timeline can give, behind what others gave: only
 * what was resolved is followed by another case, and no state is left
 * without a status or for another reason than the next message.
 */
static void result_room(struct arena *arena, struct wait_result *out, const struct order *order)
{
	size_t messages = order->messages, cases = order->statuses + 1;

	out->waits = more(arena, out->waits, out->wait_count, messages, sizeof(*out->waits));
	out->cases = more(arena, out->cases, out->case_count, cases, sizeof(*out->cases));
	out->spans = more(arena, out->spans, out->span_count, 4 * cases, sizeof(*out->spans));
	out->replies = more(arena, out->replies, out->reply_count, messages, sizeof(*out->replies));
	out->duplicates += order->duplicates;
}

static void timeline_reduce(struct arena *arena, const struct timeline *line, const struct wait_rules *rules,
	int64_t as_of_ms, struct wait_result *out)
{
	struct order order;
	struct reducer r = { .arena = arena, .rules = rules, .line = line, .out = out, .assignment_size = FEW_AGENTS,
		.first_case = out->case_count, .first_wait = out->wait_count, .first_span = out->span_count,
		.spam_from = out->case_count };

	order_init(&order, line->events, line->count, rules, as_of_ms);
	if (order.messages > 0) {
		result_room(arena, out, &order);
		r.pending = order.scratch;
		r.with_bot = order.more_scratch;
		r.assignments = r.few;
		steps_walk(&r, &order);
		promises_walk(arena, line, &order, out);
		cases_revise(&r, &order);
		clocks_write(arena, &r);
		if (rules->traces)
			traces_add(arena, &r, &order);
		waits_keep(&r);
	}
	if (r.assignments != r.few)
		free(r.assignments);
	order_finish(&order);
}

void wait_reduce(struct arena *arena, const struct event *events, size_t count,
	const struct wait_rules *rules, int64_t as_of_ms, struct wait_result *out)
{
	struct timeline *lines;
	size_t line_count = timelines_split(arena, events, count, as_of_ms, &lines);

	*out = (struct wait_result){ 0 };
	for (size_t i = 0; i < line_count; i++)
		timeline_reduce(arena, &lines[i], rules, as_of_ms, out);
	waits_sort(out);
}
