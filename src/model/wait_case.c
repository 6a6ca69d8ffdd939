/* SPDX-License-Identifier: ISC */
/*
 * The cases of a timeline (R5): when one opens, is resolved, reopened, closed
 * or void, whose turn it is meanwhile (R10), and who was given it (R11).
 */
#include "wait_reducer.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/settings.h"

#define SLIP_MS INT64_C(60000)

bool case_is_resolved(const struct reducer *r)
{
	return r->now != NULL && r->now->resolved_ms != 0;
}

bool case_is_over(const struct reducer *r, int64_t t)
{
	if (r->now == NULL || r->now->state == STATUS_CLOSED)
		return true;
	return r->now->resolved_ms != 0 && t - r->now->resolved_ms > r->rules->reopen_ms;
}

static void span_open(struct reducer *r, enum status state, int64_t t)
{
	r->out->spans[r->out->span_count++] = (struct case_span){ .conversation = r->now->conversation,
		.case_no = r->now->case_no, .state = state, .from_ms = t };
	r->now->state = state;
	r->now->state_ms = t;
}

void case_enter(struct reducer *r, enum status state, int64_t t)
{
	struct case_span *last = &r->out->spans[r->out->span_count - 1];

	if (r->now->state == state)
		return;
	if (r->now->state < STATUS_RESOLVED)
		r->now->spent_ms[r->now->state] += t - r->now->state_ms;
	last->to_ms = t;
	span_open(r, state, t);
}

void case_open(struct reducer *r, const struct step *step, int64_t t, bool we_began)
{
	struct wait_case *fresh = &r->out->cases[r->out->case_count++];

	*fresh = (struct wait_case){
		.conversation = r->line->root, .account = r->line->account,
		.case_no = (int)(fresh - r->out->cases - (ptrdiff_t)r->first_case),
		.open_ms = t, .surface = (int)step->event->surface,
		.flags = r->line->flags | (we_began ? CASE_WE_BEGAN : 0U) | (r->spam ? CASE_SPAM : 0U) |
			(r->bot_holds ? CASE_BOT_HELD : 0U),
		.first_assigned_ms = r->assignee != 0 ? t : 0, .team = team_since(r, t),
	};
	r->now = fresh;
	r->inbound_cycle = r->we_spoke_last = false;
	r->settled_before = 0;
	r->last_assignee = r->assignee;
	span_open(r, STATUS_OPEN, t);
}

void case_reopen(struct reducer *r, int64_t t, bool inbound)
{
	r->now->resolved_ms = 0;
	r->settled_before = r->now->settled_ms;
	r->now->settled_ms = 0;
	r->now->reopens += inbound;
	r->now->agent_reopens += !inbound;
	r->inbound_cycle = inbound;
	r->replied = false;
	case_enter(r, STATUS_OPEN, t);
}

static void case_resolve(struct reducer *r, const struct step *step)
{
	bool courtesy = r->inbound_cycle && !r->replied && step->courtesy;
	bool by_bot = step->event->actor_kind == ACTOR_BOT || (r->bot_holds && r->bot != 0 &&
		step->event->actor_kind == ACTOR_AUTOMATIC && step->event->actor == r->bot);
	size_t kept;

	pending_end(r, step, WAIT_WAIVED, false);
	r->now->resolved_ms = step->t;
	if (r->now->first_resolved_ms == 0)
		r->now->first_resolved_ms = step->t;
	r->now->courtesies += courtesy;
	r->now->settled_ms = courtesy ? r->settled_before : step->t;
	r->now->flags = (r->now->flags & ~(unsigned)CASE_BOT_RESOLVED) | (by_bot ? CASE_BOT_RESOLVED : 0U);
	r->inbound_cycle = false;
	case_enter(r, step->to, step->t);
	/* Messages that nobody had seen yet come back right behind it. */
	kept = r->pending_count;
	r->pending_count = r->live = 0;
	for (size_t i = 0; i < kept; i++)
		if (r->pending[i]->where == STEP_PENDING)
			reducer_in(r, r->pending[i], step->t);
	bot_forget(r, step);
}

void case_status(struct reducer *r, const struct step *step)
{
	if (r->now == NULL || r->now->state == STATUS_CLOSED)
		return;
	if (step->to < STATUS_RESOLVED) {
		if (r->now->resolved_ms != 0)
			case_reopen(r, step->t, false);
		case_enter(r, step->to, step->t);
	} else if (r->now->resolved_ms == 0) {
		case_resolve(r, step);
	} else if (step->to == STATUS_CLOSED) {
		case_enter(r, STATUS_CLOSED, step->t);
	}
}

/* Until it is taken back, what such a person begins anew is spam too. */
void case_spam(struct reducer *r, bool spam)
{
	size_t count = r->out->case_count;

	if (spam && !r->spam)
		r->spam_from = count > r->first_case ? count - 1 : r->first_case;
	for (size_t i = r->spam_from; i < count; i++)
		r->out->cases[i].flags = spam ? r->out->cases[i].flags | CASE_SPAM
			: r->out->cases[i].flags & ~(unsigned)CASE_SPAM;
	r->spam = spam;
}

/* ---- who was given it */

int64_t assigned_at(const struct reducer *r, int64_t agent)
{
	for (size_t i = 0; i < r->assignment_count; i++)
		if (r->assignments[i].agent == agent)
			return r->assignments[i].at_ms;
	return 0;
}

static void assignment_note(struct reducer *r, int64_t agent, int64_t t)
{
	size_t i = 0;

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
	r->assignments[i] = (struct assignment){ agent, t };
	r->assignment_count += i == r->assignment_count;
}

static bool is_bot(const struct event *event)
{
	char text[8];
	const char *holder = event_detail(event, "holder", text, sizeof(text));

	return (holder != NULL && strcmp(holder, "bot") == 0) ||
		(event->actor_kind == ACTOR_BOT && event->subject == event->actor);
}

int64_t team_since(const struct reducer *r, int64_t ms)
{
	int64_t team = 0;

	for (size_t i = 0; i < r->team_count && (team == 0 || r->teams[i].at_ms <= ms); i++)
		team = r->teams[i].team;
	return team;
}

/* A slip that is put right within a minute never happened (as R5 has it of a resolve). */
static void team_note(struct reducer *r, int64_t team, int64_t t)
{
	if (r->team_count > 0 && t - r->teams[r->team_count - 1].at_ms < SLIP_MS)
		r->team_count--;
	r->teams = list_grow(r->arena, r->teams, r->team_count, sizeof(*r->teams));
	r->teams[r->team_count++] = (struct team_step){ team, t };
	if (r->now != NULL && r->now->resolved_ms == 0)
		r->now->team = team_since(r, r->now->open_ms);
}

void case_unassign(struct reducer *r, const struct step *step)
{
	r->assignee = 0;
	if (r->team_count > 0)
		team_note(r, 0, step->t);
	if (r->bot_holds)
		bot_hand_over(r, step);
}

/* A team is nobody in particular; who takes it from one works in its name. */
void case_assign(struct reducer *r, const struct step *step)
{
	int64_t agent = step->event->subject, team = settings_int(step->event->detail, "team", 0);

	if (is_bot(step->event)) {
		r->bot_holds = true;
		r->bot = agent;
		r->assignee = 0;
		bot_take_over(r);
		if (r->now != NULL)
			r->now->flags |= CASE_BOT_HELD;
		return;
	}
	if (r->bot_holds)
		bot_hand_over(r, step);
	if (team != 0) {
		team_note(r, team, step->t);
		r->assignee = 0;
		return;
	}
	if (r->now != NULL && r->last_assignee != 0 && r->last_assignee != agent)
		r->now->transfers++;
	if (r->now != NULL && r->now->first_assigned_ms == 0)
		r->now->first_assigned_ms = step->t;
	r->assignee = r->last_assignee = agent;
	assignment_note(r, agent, step->t);
}
