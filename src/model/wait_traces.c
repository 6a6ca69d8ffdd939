/* SPDX-License-Identifier: ISC */
/*
 * What figures count beside waits and cases, message by message: how late it
 * reached the desk, who wrote it, how long after the update before it and how
 * much of that was our turn, what a customer said of us, how long somebody looked, what was promised.  After the
 * walk, when every event has its case.
 */
#include "wait_reducer.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"

#define ANSWER_MS (7 * INT64_C(86400000))

struct survey_step { const struct event *event; size_t trace; };
struct view { int case_no; int64_t agent, from_ms, to_ms; int surface; };

struct tracer {
	struct reducer *r;
	struct wait_result *out;
	size_t first;			/* of this timeline, in out->traces */
	const struct step *reply;	/* the newest of a person */
	size_t span;			/* of the timeline, in out->spans: those before it are over */
	struct survey_step *surveys;
	size_t survey_count;
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

/* The first of the timeline's stays that is not over by then; replies come in order of time. */
static size_t span_from(struct tracer *t, int64_t from_ms)
{
	const struct wait_result *out = t->out;

	while (t->span < out->span_count && out->spans[t->span].to_ms != 0 && out->spans[t->span].to_ms <= from_ms)
		t->span++;
	return t->span;
}

/* Not resolved between the two: somebody was told that it would take longer. */
static bool went_on(struct tracer *t, int64_t from_ms, int64_t to_ms)
{
	const struct wait_result *out = t->out;

	for (size_t i = span_from(t, from_ms); i < out->span_count && out->spans[i].from_ms < to_ms; i++)
		if (out->spans[i].state >= STATUS_RESOLVED)
			return false;
	return true;
}

static struct trace *update_trace(struct tracer *t, const struct step *step, int64_t from_ms, int64_t to_ms)
{
	struct trace *trace = trace_add(t, TRACE_UPDATE, step, to_ms - from_ms);

	trace->due_ms = to_ms;
	trace->superseded = true;
	return trace;
}

/* The gap without the stays in which it was the customer's turn. */
static void update_traces(struct tracer *t, const struct step *step, int64_t from_ms)
{
	const struct wait_result *out = t->out;
	struct trace *last = NULL;

	for (size_t i = span_from(t, from_ms); i < out->span_count && out->spans[i].from_ms < step->t; i++) {
		const struct case_span *span = &out->spans[i];
		int64_t to_ms = span->to_ms == 0 || span->to_ms > step->t ? step->t : span->to_ms;

		if (span->state != STATUS_PENDING)
			continue;
		if (span->from_ms > from_ms)
			last = update_trace(t, step, from_ms, span->from_ms);
		from_ms = to_ms;
	}
	if (from_ms < step->t || last == NULL)
		last = update_trace(t, step, from_ms, step->t);
	last->superseded = false;
}

static void out_trace(struct tracer *t, const struct step *step)
{
	static const enum trace_kind kinds[ACTOR_KINDS] = { [ACTOR_CUSTOMER] = TRACE_KINDS, [ACTOR_HUMAN] = TRACE_REPLY,
		[ACTOR_BOT] = TRACE_BOT, [ACTOR_AUTOMATIC] = TRACE_AUTOMATIC, [ACTOR_EXTERNAL] = TRACE_OUTSIDE,
		[ACTOR_SYSTEM] = TRACE_AUTOMATIC };
	enum trace_kind kind = kinds[step->event->actor_kind];
	const struct step *before = t->reply;
	bool updates;

	if (kind == TRACE_KINDS)
		return;
	if (event_is_scripted(step->event))
		kind = TRACE_SCRIPTED;
	if (!step->by_person) {
		trace_add(t, kind, step, -1);
		return;
	}
	updates = before != NULL && before->case_no == step->case_no && before->t < step->t &&
		went_on(t, before->t, step->t);
	trace_add(t, kind, step, updates ? step->t - before->t : -1);
	if (updates)
		update_traces(t, step, before->t);
	t->reply = step;
}

/* The one that the answer names, else the last that was sent before it. */
static struct trace *survey_meant(struct tracer *t, const struct event *answer)
{
	const struct survey_step *meant = NULL;

	for (size_t i = 0; i < t->survey_count; i++) {
		const struct survey_step *survey = &t->surveys[i];

		meant = survey;
		if (answer->has_ref && survey->event->has_ext &&
		    memcmp(survey->event->ext, answer->ref, EVENT_EXT) == 0)
			break;
	}
	return meant == NULL ? NULL : &t->out->traces[meant->trace];
}

/* Of a case the last answer counts, to whichever survey. */
static void survey_answer(struct tracer *t, const struct step *step)
{
	int64_t score = settings_int(step->event->detail, "score", 0);
	struct trace *sent = score < 1 || score > 5 ? NULL : survey_meant(t, step->event);

	if (sent == NULL || step->t - sent->at_ms > ANSWER_MS)
		return;
	for (size_t i = 0; i < t->survey_count; i++) {
		struct trace *other = &t->out->traces[t->surveys[i].trace];

		other->superseded = other->superseded || other->case_no == sent->case_no;
	}
	sent->value_ms = score;
	sent->superseded = false;
}

/* Who replied in another case has no part in this one. */
static void survey_sent(struct tracer *t, const struct step *step)
{
	struct trace *trace = trace_add(t, TRACE_SURVEY, step, 0);
	const struct step *reply = t->reply;
	bool is_theirs = reply != NULL && reply->case_no == step->case_no && reply->event->actor_kind == ACTOR_HUMAN;

	trace->agent = is_theirs ? reply->event->actor : 0;
	t->surveys[t->survey_count++] = (struct survey_step){ step->event, (size_t)(trace - t->out->traces) };
}

static void view_add(struct tracer *t, const struct step *step)
{
	int64_t seconds = time_bounded(settings_int(step->event->detail, "seconds", 0));

	if (seconds > 0 && step->event->actor_kind == ACTOR_HUMAN && step->case_no >= 0)
		t->views[t->view_count++] = (struct view){ step->case_no, step->event->actor,
			step->t - time_bounded(seconds * 1000), step->t, (int)step->event->surface };
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
	if (event->kind == EVENT_MESSAGE_IN && !step->dead)
		trace_add(t, TRACE_IN, step, event->net_ms == 0 ? -1 :
			step->recv_ms > event->net_ms ? step->recv_ms - event->net_ms : 0);
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

/* A step gives one, a reply an update too, and one more each stay that began between two. */
static size_t traces_most(const struct tracer *t, const struct order *order)
{
	return order->count + order->messages + t->out->span_count - t->r->first_span;
}

void traces_add(struct arena *arena, struct reducer *r, const struct order *order)
{
	struct tracer t = { .r = r, .out = r->out, .first = r->out->trace_count, .span = r->first_span };
	struct trace *larger = arena_array(arena, t.first + traces_most(&t, order) + 1, sizeof(*larger));

	if (t.first > 0)
		memcpy(larger, r->out->traces, t.first * sizeof(*larger));
	r->out->traces = larger;
	t.views = arena_array(arena, order->count + 1, sizeof(*t.views));
	t.surveys = arena_array(arena, order->count + 1, sizeof(*t.surveys));
	for (size_t i = 0; i < order->count; i++)
		step_trace(&t, order->by_time[i]);
	views_unite(&t);
	traces_keep(&t);
}

const char *trace_kind_name(enum trace_kind kind)
{
	static const char *const names[] = { "message", "reply", "bot", "automatic", "outside", "survey", "handled",
		"promise", "scripted", "update", "available", "busy", "away", "off", "holding", "looking", "mark", "held", "look",
		"said" };

	return names[kind];
}
