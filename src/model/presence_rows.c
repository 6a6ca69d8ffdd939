/* SPDX-License-Identifier: ISC */
/*
 * What the ledger's rows of one conversation, or of the desk itself, say about
 * agents' days, as traces.  They are short and lie in one day of UTC each, but
 * for what still lasts, so that they can be packed by days.
 */
#include "guichet/model/presence.h"

#include <stdlib.h>

#include "guichet/base/clock.h"
#include "guichet/model/availability.h"
#include "guichet/model/settings.h"

#define DAY_MS INT64_C(86400000)
#define QUARTER_MS INT64_C(900000)	/* every zone's midnight is one's beginning */

struct telling {
	struct arena *arena;
	const struct event *events;
	size_t count;
	int64_t as_of_ms;
	struct trace_lot *out;
};

static struct trace *trace_add(struct telling *t, enum trace_kind kind, int64_t agent, int64_t at_ms, int64_t value_ms)
{
	struct trace_lot *lot = t->out;

	lot->list = list_grow(t->arena, lot->list, lot->count, sizeof(*lot->list));
	lot->list[lot->count] = (struct trace){ .conversation = t->events[0].conversation, .case_no = -1, .kind = kind,
		.at_ms = at_ms, .value_ms = value_ms, .agent = agent };
	return &lot->list[lot->count++];
}

/* Programs write in their name, but are not there for them. */
static bool is_by_hand(const struct event *event)
{
	return event->actor_kind == ACTOR_HUMAN && event->actor > 0 && !event_is_scripted(event);
}

static void look_tell(struct telling *t, const struct event *event)
{
	int64_t end = event_time(event), ms = time_bounded(settings_int(event->detail, "seconds", 0)) * 1000;

	if (ms <= 0 || ms > end)		/* a row that is damaged may say any number */
		return;
	trace_add(t, TRACE_LOOK, event->actor, end - ms, ms);
	trace_add(t, TRACE_MARK, event->actor, end - ms, 0);
}

static void row_tell(struct telling *t, const struct event *event)
{
	char text[16];
	const char *to;
	enum availability is;

	if (event->recv_ms > t->as_of_ms)
		return;
	if (is_by_hand(event)) {
		trace_add(t, TRACE_MARK, event->actor, event->recv_ms, 0);
		if (event->kind == EVENT_VIEWED)
			look_tell(t, event);
	}
	if (event->kind != EVENT_AVAILABILITY)
		return;
	to = event_detail(event, "to", text, sizeof(text));
	if (to != NULL && availability_find(to, &is))
		trace_add(t, TRACE_SAID, event->subject, event->recv_ms, (int64_t)is)->due_ms = event->seq;
}

/* Marks of a quarter of an hour become one, from the first to the last of them. */
static int mark_compare(const void *left, const void *right)
{
	const struct trace *a = left, *b = right;
	bool a_marks = a->kind == TRACE_MARK, b_marks = b->kind == TRACE_MARK;

	if (a_marks != b_marks)
		return a_marks ? -1 : 1;
	if (a->agent != b->agent)
		return a->agent < b->agent ? -1 : 1;
	return a->at_ms < b->at_ms ? -1 : a->at_ms > b->at_ms;
}

static void marks_join(struct trace *list, size_t *count)
{
	size_t kept = 0;

	if (*count > 1)
		qsort(list, *count, sizeof(*list), mark_compare);
	for (size_t i = 0; i < *count; i++) {
		struct trace *last = kept > 0 ? &list[kept - 1] : NULL;

		if (list[i].kind == TRACE_MARK && last != NULL && last->kind == TRACE_MARK && last->agent == list[i].agent &&
		    last->at_ms / QUARTER_MS == list[i].at_ms / QUARTER_MS)
			last->value_ms = list[i].at_ms - last->at_ms;
		else
			list[kept++] = list[i];
	}
	*count = kept;
}

/* ---- who had it */

static void held_tell(struct telling *t, int64_t agent, int64_t from_ms, int64_t to_ms)
{
	while (from_ms < to_ms) {
		int64_t midnight = (from_ms / DAY_MS + 1) * DAY_MS, end = to_ms < midnight ? to_ms : midnight;

		trace_add(t, TRACE_HELD, agent, from_ms, end - from_ms);
		from_ms = end;
	}
}

/* From a row until the next one that gives it away, while its case was open. */
static void holds_tell(struct telling *t, const struct event *given, const struct event *next, const struct case_span *span)
{
	int64_t from = event_time(given), to = next == NULL ? 0 : event_time(next);

	from = from > span->from_ms ? from : span->from_ms;
	if (span->to_ms != 0 && (to == 0 || span->to_ms < to))
		to = span->to_ms;
	if (to == 0 && from < t->as_of_ms)
		trace_add(t, TRACE_HELD, given->subject, from, -1);
	else
		held_tell(t, given->subject, from, to);
}

static int event_compare(const void *left, const void *right)
{
	const struct event *a = left, *b = right;
	int64_t at = event_time(a), bt = event_time(b);

	if (at != bt)
		return at < bt ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void given_tell(struct telling *t, const struct wait_result *result)
{
	struct event *given = NULL;
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		if ((t->events[i].kind == EVENT_ASSIGNED || t->events[i].kind == EVENT_UNASSIGNED) &&
		    t->events[i].recv_ms <= t->as_of_ms) {
			given = list_grow(t->arena, given, n, sizeof(*given));
			given[n++] = t->events[i];
		}
	if (n > 1)
		qsort(given, n, sizeof(*given), event_compare);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; given[i].kind == EVENT_ASSIGNED && k < result->span_count; k++)
			if (result->spans[k].state == STATUS_OPEN)
				holds_tell(t, &given[i], i + 1 < n ? &given[i + 1] : NULL, &result->spans[k]);
}

void presence_rows(struct arena *arena, const struct event *events, size_t count, const struct wait_result *result,
	int64_t as_of_ms, struct trace_lot *out)
{
	struct telling t = { .arena = arena, .events = events, .count = count, .as_of_ms = as_of_ms, .out = out };

	*out = (struct trace_lot){ 0 };
	for (size_t i = 0; i < count; i++)
		row_tell(&t, &events[i]);
	marks_join(out->list, &out->count);
	if (result != NULL)
		given_tell(&t, result);
}
