/* SPDX-License-Identifier: ISC */
/*
 * Who waits for a person (R4, R6), and who waits for a bot instead (R7): a
 * message is in one of the two lists or in none.
 */
#include "wait_reducer.h"

static void wait_add(struct reducer *r, enum wait_outcome outcome, const struct step *earliest,
	const struct step *end, unsigned flags)
{
	struct wait *wait = &r->out->waits[r->out->wait_count++];
	struct wait_case *now = r->now;
	bool is_first = now->waits == 0 && (now->flags & CASE_WE_BEGAN) == 0 &&
		now->reopens + now->agent_reopens == 0;

	flags |= end != NULL ? end->flags & WAIT_CORRECTED : 0U;
	*wait = (struct wait){
		.conversation = now->conversation, .account = now->account,
		.written_in = earliest->event->conversation, .surface = (int)earliest->event->surface,
		.case_no = now->case_no, .kind = is_first ? WAIT_FIRST : WAIT_NEXT,
		.outcome = outcome, .start_ms = earliest->from_ms, .end_ms = end == NULL ? 0 : end->t,
		.flags = flags, .team = team_since(r, earliest->from_ms),
	};
	now->waits++;
	now->flags |= flags;
	if (end == NULL)
		now->open_wait_ms = wait->start_ms;
	else
		now->waited_ms += wait->end_ms - wait->start_ms;
}

void pending_add(struct reducer *r, struct step *step)
{
	if (r->live == 0) {
		r->pending_count = 0;
		r->gone_flags = 0;
		r->opened_ms = step->from_ms;
		r->least_seq = step->event->seq;
	}
	if (step->from_ms < r->opened_ms)
		r->opened_ms = step->from_ms;
	if (step->event->seq < r->least_seq)
		r->least_seq = step->event->seq;
	r->pending[r->pending_count++] = step;
	step->where = STEP_PENDING;
	r->live++;
}

/* They wrote again, whatever they deleted afterwards. */
static unsigned chased(size_t messages)
{
	return messages > 1 ? WAIT_CHASED : 0u;
}

static bool is_earlier(const struct step *step, const struct step *than)
{
	if (than == NULL || step->from_ms != than->from_ms)
		return than == NULL || step->from_ms < than->from_ms;
	return step->place < than->place;
}

struct wait *pending_end(struct reducer *r, const struct step *step, enum wait_outcome outcome, bool knows_all)
{
	size_t kept = 0, count = r->pending_count, before = r->out->wait_count;
	const struct step *earliest = NULL;
	size_t messages = 0;
	unsigned flags = 0;

	if (r->live == 0 || (!knows_all && step->knows < r->least_seq))
		return NULL;
	r->pending_count = r->live = 0;
	for (size_t i = 0; i < count; i++) {
		struct step *in = r->pending[i];
		bool known = knows_all || in->event->seq <= step->knows;

		messages += known;
		if (in->where != STEP_PENDING)
			continue;
		if (!known) {
			r->pending[kept++] = in;
			continue;
		}
		in->where = STEP_NOWHERE;
		earliest = is_earlier(in, earliest) ? in : earliest;
		flags |= in->flags;
	}
	if (earliest != NULL) {
		wait_add(r, outcome, earliest, step, flags);
		r->out->waits[before].flags |= chased(messages) |
			(outcome == WAIT_WAIVED && step->courtesy ? WAIT_NO_REPLY : 0u);
	}
	for (size_t i = 0; i < kept; i++)
		pending_add(r, r->pending[i]);
	return r->out->wait_count > before ? &r->out->waits[before] : NULL;
}

/* Deleted by the customer it is withdrawn; by one of us it is only put aside. */
void pending_delete(struct reducer *r, const struct step *step)
{
	struct step *in = step->target;

	if (in == NULL || in->event->kind != EVENT_MESSAGE_IN || in->where == STEP_NOWHERE)
		return;
	if (in->where != STEP_PENDING) {
		in->where = STEP_NOWHERE;
		return;
	}
	in->where = STEP_NOWHERE;
	r->gone_flags |= in->flags;
	if (--r->live > 0)
		return;
	wait_add(r, step->event->actor_kind == ACTOR_HUMAN ? WAIT_WAIVED : WAIT_WITHDRAWN,
		&(struct step){ .event = in->event, .from_ms = r->opened_ms }, step, r->gone_flags);
	r->out->waits[r->out->wait_count - 1].flags |= chased(r->pending_count);
	r->pending_count = 0;
}

void pending_leave_open(struct reducer *r)
{
	const struct step *earliest = NULL;
	unsigned flags = 0;

	for (size_t i = 0; r->live > 0 && i < r->pending_count; i++)
		if (r->pending[i]->where == STEP_PENDING) {
			earliest = is_earlier(r->pending[i], earliest) ? r->pending[i] : earliest;
			flags |= r->pending[i]->flags;
		}
	if (earliest == NULL)
		return;
	wait_add(r, WAIT_OPEN, earliest, NULL, flags);
	r->out->waits[r->out->wait_count - 1].flags |= chased(r->pending_count);
}

/* ---- while a bot holds the case */

void bot_add(struct reducer *r, struct step *step)
{
	step->where = STEP_WITH_BOT;
	r->with_bot[r->with_bot_count++] = step;
}

/* Nobody was at it yet: then it was the bot that they waited for. */
void bot_take_over(struct reducer *r)
{
	size_t count = r->pending_count;

	if (r->now == NULL || r->now->first_out_ms != 0 || r->now->first_assigned_ms != 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (r->pending[i]->where == STEP_PENDING && (r->pending[i]->flags & WAIT_HANDED_OVER) != 0)
			return;
	r->pending_count = r->live = 0;
	for (size_t i = 0; i < count; i++)
		if (r->pending[i]->where == STEP_PENDING)
			bot_add(r, r->pending[i]);
}

void bot_answer(struct reducer *r, const struct step *step)
{
	for (size_t i = 0; i < r->with_bot_count; i++)
		if (r->with_bot[i]->where == STEP_WITH_BOT && r->with_bot[i]->event->seq < step->event->seq)
			r->with_bot[i]->where = STEP_BOT_ANSWERED;
}

void bot_step_in(struct reducer *r, const struct step *step, bool knows_all)
{
	size_t kept = 0, count = r->with_bot_count;

	for (size_t i = 0; i < count; i++) {
		struct step *in = r->with_bot[i];

		if (in->where == STEP_WITH_BOT && (knows_all || in->event->seq <= step->knows))
			pending_add(r, in);
		else if (in->where == STEP_WITH_BOT)
			r->with_bot[kept++] = in;
		else
			in->where = STEP_NOWHERE;
	}
	r->with_bot_count = kept;
}

void bot_hand_over(struct reducer *r, const struct step *handed)
{
	size_t count = r->with_bot_count;
	unsigned flags = WAIT_HANDED_OVER | (handed->flags & WAIT_CORRECTED);

	r->bot_holds = false;
	r->bot = 0;
	r->with_bot_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct step *in = r->with_bot[i];

		if (in->where == STEP_NOWHERE)
			continue;
		in->from_ms = in->t > handed->t ? in->t : handed->t;
		in->flags |= flags;
		pending_add(r, in);
	}
}

void bot_forget(struct reducer *r, const struct step *step)
{
	size_t count = r->with_bot_count;

	r->with_bot_count = 0;
	for (size_t i = 0; i < count; i++) {
		struct step *in = r->with_bot[i];
		bool unknown = in->where == STEP_WITH_BOT && in->event->seq > step->knows;

		in->where = STEP_NOWHERE;
		if (unknown)
			reducer_in(r, in, step->t);
	}
}
