/* SPDX-License-Identifier: ISC */
/*
 * What figures count beside waits and cases, message by message: how late it
 * reached the desk, who wrote it, how long after the update before it, what a
 * customer said of us, how long somebody looked, what was promised.  After the
 * walk, when every event has its case.
 */
#include "wait_reducer.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"

#define ANSWER_MS (7 * INT64_C(86400000))

struct view { int case_no; int64_t agent, from_ms, to_ms; int surface; };

struct tracer {
	struct reducer *r;
	struct wait_result *out;
	size_t first;			/* of this timeline, in out->traces */
	const struct step *reply;	/* the newest of a person */
	struct view *views;
	size_t view_count;
};

static struct trace *trace_add(struct tracer *t, enum trace_kind kind, const struct step *step, int64_t value_ms)
{
	struct trace *trace = &t->out->traces[t->out->trace_count++];

	*trace = (struct trace){ .conversation = t->r->line->root, .account = t->r->line->account,
		.case_no = step->case_no, .kind = kind, .at_ms = step->t, .value_ms = value_ms,
		.agent = step->event->actor_kind == ACTOR_CUSTOMER ? 0 : step->event->actor,
		.surface = (int)step->event->surface };
	return trace;
}

/* Open or on hold all the time between the two: nobody was told that it would take longer. */
static bool kept_on(const struct tracer *t, int case_no, int64_t from_ms, int64_t to_ms)
{
	const struct wait_result *out = t->out;

	for (size_t i = 0; i < out->span_count; i++) {
		const struct case_span *span = &out->spans[i];

		if (span->conversation == t->r->line->root && span->case_no == case_no && span->from_ms < to_ms &&
		    (span->to_ms == 0 || span->to_ms > from_ms) && span->state != STATUS_OPEN &&
		    span->state != STATUS_ON_HOLD)
			return false;
	}
	return true;
}

static void out_trace(struct tracer *t, const struct step *step)
{
	static const enum trace_kind kinds[ACTOR_KINDS] = { [ACTOR_CUSTOMER] = TRACE_KINDS, [ACTOR_HUMAN] = TRACE_REPLY,
		[ACTOR_BOT] = TRACE_BOT, [ACTOR_AUTOMATIC] = TRACE_AUTOMATIC, [ACTOR_EXTERNAL] = TRACE_OUTSIDE,
		[ACTOR_SYSTEM] = TRACE_AUTOMATIC };
	enum trace_kind kind = kinds[step->event->actor_kind];
	int64_t gap_ms = -1;

	if (kind == TRACE_KINDS)
		return;
	if (event_is_scripted(step->event))
		kind = TRACE_SCRIPTED;
	if (step->by_person) {
		if (t->reply != NULL && t->reply->case_no == step->case_no &&
		    kept_on(t, step->case_no, t->reply->t, step->t))
			gap_ms = step->t - t->reply->t;
		t->reply = step;
	}
	trace_add(t, kind, step, gap_ms);
}

/* To the survey that was sent last before it; of a case the last answer counts. */
static void survey_answer(struct tracer *t, const struct step *step)
{
	int64_t score = settings_int(step->event->detail, "score", 0);
	struct trace *sent = NULL;

	if (score < 1 || score > 5)
		return;
	for (size_t i = t->first; i < t->out->trace_count; i++)
		if (t->out->traces[i].kind == TRACE_SURVEY)
			sent = &t->out->traces[i];
	if (sent == NULL || step->t - sent->at_ms > ANSWER_MS)
		return;
	sent->value_ms = score;
	for (struct trace *other = t->out->traces + t->first; other < sent; other++)
		if (other->kind == TRACE_SURVEY && other->case_no == sent->case_no)
			other->superseded = true;
}

static void survey_sent(struct tracer *t, const struct step *step)
{
	struct trace *trace = trace_add(t, TRACE_SURVEY, step, 0);

	trace->agent = t->reply == NULL || t->reply->event->actor_kind != ACTOR_HUMAN ? 0 : t->reply->event->actor;
}

static void view_add(struct tracer *t, const struct step *step)
{
	int64_t seconds = settings_int(step->event->detail, "seconds", 0);

	if (seconds > 0 && step->event->actor_kind == ACTOR_HUMAN && step->case_no >= 0)
		t->views[t->view_count++] = (struct view){ step->case_no, step->event->actor,
			step->t - seconds * 1000, step->t, (int)step->event->surface };
}

static int view_compare(const void *left, const void *right)
{
	const struct view *a = left, *b = right;

	if (a->case_no != b->case_no)
		return a->case_no < b->case_no ? -1 : 1;
	if (a->agent != b->agent)
		return a->agent < b->agent ? -1 : 1;
	return a->from_ms < b->from_ms ? -1 : a->from_ms > b->from_ms;
}

/* Of each person in each case the time that any of their windows was open. */
static void views_unite(struct tracer *t)
{
	struct trace *now = NULL;
	int64_t end_ms = 0;

	if (t->view_count > 1)
		qsort(t->views, t->view_count, sizeof(*t->views), view_compare);
	for (size_t i = 0; i < t->view_count; i++) {
		const struct view *view = &t->views[i];

		if (now == NULL || now->case_no != view->case_no || now->agent != view->agent) {
			now = &t->out->traces[t->out->trace_count++];
			*now = (struct trace){ .conversation = t->r->line->root, .account = t->r->line->account,
				.case_no = view->case_no, .kind = TRACE_HANDLED, .at_ms = view->from_ms,
				.agent = view->agent, .surface = view->surface };
			end_ms = view->from_ms;
		}
		if (view->to_ms > end_ms) {
			now->value_ms += view->to_ms - (view->from_ms > end_ms ? view->from_ms : end_ms);
			end_ms = view->to_ms;
		}
	}
}

/* As it stands in the end; what was taken back was never made, and one that stands again is no other one. */
static void promise_trace(struct tracer *t, const struct step *step)
{
	const struct promise *promise = NULL;
	struct trace *trace;

	for (size_t i = 0; i < t->out->promise_count && promise == NULL; i++)
		if (t->out->promises[i].seq == step->event->seq)
			promise = &t->out->promises[i];
	if (promise == NULL || promise->outcome == PROMISE_UNSAID)
		return;
	trace = trace_add(t, TRACE_PROMISE, step, promise->outcome == PROMISE_KEPT);
	trace->superseded = promise->outcome == PROMISE_DROPPED;
	trace->due_ms = promise->outcome == PROMISE_OPEN ? promise->due_ms : 0;
}

static void step_trace(struct tracer *t, const struct step *step)
{
	const struct event *event = step->event;

	if (step->duplicate)
		return;
	if (event->kind == EVENT_MESSAGE_IN && !step->dead && event->net_ms != 0)
		trace_add(t, TRACE_IN, step, event->recv_ms > event->net_ms ? event->recv_ms - event->net_ms : 0);
	else if (event->kind == EVENT_MESSAGE_OUT && !step->dead)
		out_trace(t, step);
	else if (event->kind == EVENT_SURVEY_SENT)
		survey_sent(t, step);
	else if (event->kind == EVENT_SURVEY)
		survey_answer(t, step);
	else if (event->kind == EVENT_VIEWED)
		view_add(t, step);
	else if (event->kind == EVENT_PROMISED && !step->dead)
		promise_trace(t, step);
}

/* What spam voids counts for nothing. */
static void traces_keep(struct tracer *t)
{
	size_t kept = t->first;

	for (size_t i = t->first; i < t->out->trace_count; i++) {
		const struct trace *trace = &t->out->traces[i];
		const struct wait_case *of = trace->case_no < 0 ? NULL :
			&t->out->cases[t->r->first_case + (size_t)trace->case_no];

		if (of != NULL && (of->flags & CASE_SPAM) != 0)
			continue;
		t->out->traces[kept] = *trace;
		t->out->traces[kept++].team = of == NULL ? 0 : of->team;
	}
	t->out->trace_count = kept;
}

void traces_add(struct arena *arena, struct reducer *r, const struct order *order)
{
	struct tracer t = { .r = r, .out = r->out, .first = r->out->trace_count };
	struct trace *larger = arena_array(arena, t.first + order->count + 1, sizeof(*larger));

	if (t.first > 0)
		memcpy(larger, r->out->traces, t.first * sizeof(*larger));
	r->out->traces = larger;
	t.views = arena_array(arena, order->count + 1, sizeof(*t.views));
	for (size_t i = 0; i < order->count; i++)
		step_trace(&t, order->by_time[i]);
	views_unite(&t);
	traces_keep(&t);
}

const char *trace_kind_name(enum trace_kind kind)
{
	static const char *const names[] = { "message", "reply", "bot", "automatic", "outside", "survey", "handled",
		"promise", "scripted", "available", "busy", "away", "off", "holding", "looking", "mark", "held", "look",
		"said" };

	return names[kind];
}
