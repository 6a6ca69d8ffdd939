/* SPDX-License-Identifier: ISC */
/*
 * What was promised in a timeline and what became of it.  A promise is kept
 * by the first answer of a person who could know of it, when that left in
 * time; a later one ends it broken.  The reply that makes a promise was
 * written before the promise was told, so it never keeps its own.
 */
#include "wait_promise.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"

static int64_t detail_int(const struct event *event, const char *key)
{
	char text[24];

	return event_detail(event, key, text, sizeof(text)) == NULL ? 0 : time_bounded(strtoll(text, NULL, 10));
}

static struct promise *promise_find(struct promise *list, size_t count, int64_t seq)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].seq == seq)
			return &list[i];
	return NULL;
}

static void end(struct promise *promise, enum promise_outcome outcome, int64_t t)
{
	if (promise == NULL || promise->outcome != PROMISE_OPEN)
		return;
	promise->outcome = outcome == PROMISE_KEPT && t > promise->due_ms ? PROMISE_BROKEN : outcome;
	promise->end_ms = t;
}

/* A new one, or one that stands again because its end was taken back. */
static void made(struct wait_result *out, size_t first, const struct timeline *line, const struct step *step)
{
	const struct event *event = step->event;
	struct promise *again = event->subject == 0 ? NULL :
		promise_find(out->promises + first, out->promise_count - first, event->subject);

	if (again != NULL) {
		again->outcome = PROMISE_OPEN;
		again->end_ms = 0;
		return;
	}
	out->promises[out->promise_count++] = (struct promise){
		.conversation = line->root, .account = line->account, .written_in = event->conversation,
		.seq = event->seq, .agent = event->actor, .made_ms = step->t, .due_ms = detail_int(event, "at"),
	};
}

static void answered(struct promise *list, size_t count, const struct step *step)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].seq <= step->knows && list[i].made_ms <= step->t)
			end(&list[i], PROMISE_KEPT, step->t);
}

/* Taken back, or the reply that was to say it did not leave: the row names which. */
static bool was_unsaid(const struct event *event)
{
	char text[8];

	return event_detail(event, "undoes", text, sizeof(text)) != NULL ||
		event_detail(event, "outbox", text, sizeof(text)) != NULL;
}

static void step_take(struct wait_result *out, size_t first, const struct timeline *line, const struct step *step)
{
	struct promise *list = out->promises + first;
	size_t count = out->promise_count - first;
	const struct event *event = step->event;

	if (event->kind == EVENT_PROMISED)
		made(out, first, line, step);
	else if (event->kind == EVENT_PROMISE_KEPT)
		end(promise_find(list, count, event->subject), PROMISE_KEPT, step->t);
	else if (event->kind == EVENT_PROMISE_DROPPED)
		end(promise_find(list, count, event->subject), was_unsaid(event) ? PROMISE_UNSAID : PROMISE_DROPPED, step->t);
	else if (event->kind == EVENT_MESSAGE_OUT && step->by_person)
		answered(list, count, step);
}

void promises_walk(struct arena *arena, const struct timeline *line, const struct order *order, struct wait_result *out)
{
	size_t first = out->promise_count, most = 0;
	struct promise *list;

	for (size_t i = 0; i < order->count; i++)
		most += order->steps[i].event->kind == EVENT_PROMISED;
	if (most == 0)
		return;
	list = arena_array(arena, first + most, sizeof(*list));
	if (first > 0)
		memcpy(list, out->promises, first * sizeof(*list));
	out->promises = list;
	for (size_t i = 0; i < order->count; i++)
		if (!order->steps[i].dead)	/* by order of arrival: that is what who answered could know */
			step_take(out, first, line, &order->steps[i]);
}

const struct promise *promises_open(const struct promise *list, size_t count)
{
	const struct promise *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (list[i].outcome == PROMISE_OPEN && (first == NULL || list[i].due_ms < first->due_ms))
			first = &list[i];
	return first;
}

enum promise_outcome promise_outcome(const struct promise *promise, int64_t as_of_ms)
{
	return promise->outcome == PROMISE_OPEN && promise->due_ms < as_of_ms ? PROMISE_BROKEN : promise->outcome;
}

bool promise_equal(const struct promise *a, const struct promise *b)
{
	return a->account == b->account && a->written_in == b->written_in && a->seq == b->seq &&
		a->agent == b->agent && a->made_ms == b->made_ms && a->due_ms == b->due_ms &&
		a->end_ms == b->end_ms && a->outcome == b->outcome;
}

const char *promise_outcome_name(enum promise_outcome outcome)
{
	static const char *const names[PROMISE_OUTCOMES] = { "open", "kept", "broken", "dropped", "unsaid" };

	return names[outcome];
}
