/* SPDX-License-Identifier: ISC */
/*
 * What never happened: repeats of the same thing (R3), replies that failed or
 * were taken back within a minute, a resolve that the same person takes back
 * within a minute (R5, R6).
 */
#include "wait_order.h"

#include <stdlib.h>
#include <string.h>

enum { RETRACT_MS = 60000, UNDO_MS = 60000 };

static int ext_compare(const struct step *a, const struct step *b)
{
	int difference = memcmp(a->event->ext, b->event->ext, EVENT_EXT);

	if (difference != 0)
		return difference;
	if (a->event->kind != b->event->kind)
		return a->event->kind < b->event->kind ? -1 : 1;
	if (a->event->account != b->event->account)
		return a->event->account < b->event->account ? -1 : 1;
	return a->event->seq < b->event->seq ? -1 : a->event->seq > b->event->seq;
}

static int by_ext(const void *left, const void *right)
{
	return ext_compare(*(struct step *const *)left, *(struct step *const *)right);
}

/* The first message of that kind with that ext. */
static struct step *target_find(struct step **index, size_t count,
	const unsigned char ref[EVENT_EXT], enum event_kind kind)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int difference = memcmp(index[middle]->event->ext, ref, EVENT_EXT);

		if (difference < 0 || (difference == 0 && index[middle]->event->kind < kind))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == count || index[low]->event->kind != kind ||
	    memcmp(index[low]->event->ext, ref, EVENT_EXT) != 0)
		return NULL;
	return index[low];
}

static void target_apply(struct step *step, struct step **index, size_t count)
{
	const struct event *event = step->event;

	step->target = target_find(index, count, event->ref, EVENT_MESSAGE_OUT);
	if (event->kind == EVENT_MESSAGE_FAILED) {
		if (step->target != NULL)
			step->target->dead = step->target->revoked = true;
		return;
	}
	if (step->target == NULL)
		step->target = target_find(index, count, event->ref, EVENT_MESSAGE_IN);
	if (step->target != NULL && step->target->t > step->t)
		step->t = step->target->t;
}

static bool is_same(const struct event *a, const struct event *b)
{
	return a->kind == b->kind && a->account == b->account && memcmp(a->ext, b->ext, EVENT_EXT) == 0;
}

size_t order_identify(struct order *order)
{
	struct step **index = order->scratch;
	size_t count = 0;

	for (size_t i = 0; i < order->count; i++)
		if (order->steps[i].event->has_ext)
			index[count++] = &order->steps[i];
	if (count > 1)
		qsort(index, count, sizeof(struct step *), by_ext);
	for (size_t i = 1; i < count; i++)
		if (is_same(index[i]->event, index[i - 1]->event)) {
			order->duplicates += !index[i]->duplicate;
			index[i]->dead = index[i]->duplicate = true;
		}
	return count;
}

void order_target(struct order *order, size_t count)
{
	struct step **index = order->scratch;

	for (size_t i = 0; i < order->count; i++) {
		struct step *step = &order->steps[i];

		if (!step->dead && step->event->has_ref && (step->event->kind == EVENT_MESSAGE_FAILED ||
		    step->event->kind == EVENT_MESSAGE_DELETED))
			target_apply(step, index, count);
	}
}

/* A reply that we took back before the customer wrote again never existed. */
static void retract(const struct step *step, size_t last_in, bool any_in)
{
	struct step *out = step->target;

	if (out == NULL || out->event->kind != EVENT_MESSAGE_OUT || step->t - out->t > RETRACT_MS)
		return;
	if (!any_in || last_in < out->place)
		out->dead = out->revoked = true;
}

static void steps_retract(struct order *order)
{
	size_t last_in = 0;
	bool any_in = false;

	for (size_t i = 0; i < order->count; i++) {
		struct step *step = order->by_time[i];

		step->place = i;
		if (step->dead)
			continue;
		if (step->event->kind == EVENT_MESSAGE_IN) {
			last_in = i;
			any_in = true;
		} else if (step->event->kind == EVENT_MESSAGE_DELETED) {
			retract(step, last_in, any_in);
		}
	}
}

/* Closed is left by taking it back, and by nothing else. */
static bool takes_back(const struct step *resolve, const struct step *step)
{
	char undoes[16];

	if (resolve->to == STATUS_RESOLVED)
		return step->to < STATUS_RESOLVED;
	return step->to != STATUS_CLOSED && event_detail(step->event, "undoes", undoes, sizeof(undoes)) != NULL;
}

/* What the same person takes back within a minute, a resolve or a close, never happened. */
static void steps_undo(struct order *order)
{
	struct step *resolve = NULL;

	for (size_t i = 0; i < order->count; i++) {
		struct step *step = order->by_time[i];

		if (step->dead)
			continue;
		if (step->event->kind == EVENT_MESSAGE_IN || step->by_person)
			resolve = NULL;
		if (step->event->kind != EVENT_STATUS)
			continue;
		if (resolve != NULL && takes_back(resolve, step) && step->t - resolve->t <= UNDO_MS &&
		    step->event->actor == resolve->event->actor &&
		    step->event->actor_kind == resolve->event->actor_kind) {
			resolve->dead = resolve->revoked = step->dead = true;
			step->target = resolve;
		}
		resolve = step->to >= STATUS_RESOLVED && !step->dead ? step : NULL;
	}
}

void order_revoke(struct order *order)
{
	steps_retract(order);
	steps_undo(order);
}
