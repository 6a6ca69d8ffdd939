/* SPDX-License-Identifier: ISC */
/*
 * Rules R1 to R4 and the parts of R5 and R6 that undo things: the time that
 * counts, causality, duplicates, failed and retracted replies, a resolve
 * taken back at once.  Everything is sorted by keys of the events themselves,
 * so the order of feeding cannot matter.
 */
#include "wait_order.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/wait.h"

enum { LATE_MS = 60000, RETRACT_MS = 60000, UNDO_MS = 60000 };

static int by_seq(const void *left, const void *right)
{
	const struct step *a = left, *b = right;

	return a->event->seq < b->event->seq ? -1 : a->event->seq > b->event->seq;
}

/* Ties in time: in < handed_over < assigned < out < deleted < status < the rest. */
static int kind_rank(enum event_kind kind)
{
	static const enum event_kind ranks[] = {
		EVENT_MESSAGE_IN, EVENT_HANDED_OVER, EVENT_ASSIGNED, EVENT_MESSAGE_OUT,
		EVENT_MESSAGE_DELETED, EVENT_STATUS,
	};
	int rank = 0;

	while (rank < (int)(sizeof(ranks) / sizeof(ranks[0])) && ranks[rank] != kind)
		rank++;
	return rank;
}

static int time_compare(const struct step *a, const struct step *b)
{
	int left, right;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	left = kind_rank(a->event->kind);
	right = kind_rank(b->event->kind);
	return left != right ? left - right : by_seq(a, b);
}

static int by_time(const void *left, const void *right)
{
	return time_compare(*(struct step *const *)left, *(struct step *const *)right);
}

static int ext_compare(const struct step *a, const struct step *b)
{
	int difference = memcmp(a->event->ext, b->event->ext, EVENT_EXT);

	if (difference != 0)
		return difference;
	if (a->event->kind != b->event->kind)
		return a->event->kind < b->event->kind ? -1 : 1;
	return by_seq(a, b);
}

static int by_ext(const void *left, const void *right)
{
	return ext_compare(*(struct step *const *)left, *(struct step *const *)right);
}

static bool detail_is(const struct event *event, const char *key, const char *value)
{
	char buffer[32];
	const char *found;

	if (event->detail == NULL || event->detail[0] == '\0')
		return false;
	found = event_detail(event, key, buffer, sizeof(buffer));
	return found != NULL && strcmp(found, value) == 0;
}

static bool is_ours(const struct event *event)
{
	return event->actor_kind == ACTOR_HUMAN || event->actor_kind == ACTOR_EXTERNAL;
}

/* Messages that ask for nothing, history, and messages that no person wrote have no effect. */
static bool is_idle(const struct event *event)
{
	if (event->kind != EVENT_MESSAGE_IN && event->kind != EVENT_MESSAGE_OUT)
		return false;
	return detail_is(event, "request", "0") ||
		(event->kind == EVENT_MESSAGE_OUT && !is_ours(event));
}

static enum status_to status_to(const struct event *event)
{
	return detail_is(event, "to", "resolved") ? STATUS_TO_RESOLVED :
		detail_is(event, "to", "closed") ? STATUS_TO_CLOSED : STATUS_TO_OTHER;
}

/* The last row that was there when the reply was written: what came while it was on its way is not answered. */
static int64_t seen_by(const struct event *event)
{
	char text[24], *end;
	long long seen;

	if (event->detail == NULL || event_detail(event, "seen", text, sizeof(text)) == NULL)
		return event->seq;
	seen = strtoll(text, &end, 10);
	return end != text && *end == '\0' && seen > 0 && seen < event->seq ? seen : event->seq;
}

static void step_init(struct step *step, const struct event *event)
{
	*step = (struct step){ .event = event, .t = event_time(event), .dead = is_idle(event) };
	if (event->net_ms != 0 && event->recv_ms - event->net_ms > LATE_MS)
		step->flags |= WAIT_LATE;
	if (event->net_ms != 0 && step->t != event->net_ms)
		step->flags |= WAIT_CLOCK_FUTURE;
	step->knows = event->seq;
	if (event->kind == EVENT_MESSAGE_OUT && !step->dead)
		step->knows = seen_by(event);
	if (event->kind == EVENT_STATUS) {
		step->to = status_to(event);
		step->courtesy = detail_is(event, "reason", "no_reply_needed");
	}
}

static int64_t newest_known(const struct order *order, int64_t seq)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < order->count && order->steps[i].event->seq <= seq; i++)
		if (order->steps[i].event->kind == EVENT_MESSAGE_IN && !order->steps[i].dead &&
		    order->steps[i].t > newest)
			newest = order->steps[i].t;
	return newest;
}

/* R2: what was done here after a message was in the ledger cannot precede it. */
static void steps_clamp(struct order *order)
{
	int64_t newest = INT64_MIN;

	for (size_t i = 0; i < order->count; i++) {
		struct step *step = &order->steps[i];
		enum event_kind kind = step->event->kind;
		int64_t least = newest;

		if (step->dead)
			continue;
		if (kind == EVENT_MESSAGE_IN && step->t > newest)
			newest = step->t;
		if ((kind != EVENT_MESSAGE_OUT && kind != EVENT_STATUS) ||
		    step->event->actor_kind == ACTOR_EXTERNAL)
			continue;
		if (step->knows < step->event->seq)
			least = newest_known(order, step->knows);
		if (step->t >= least)
			continue;
		step->t = least;
		step->flags |= WAIT_CLAMPED;
	}
}

/* A status given while a reply is on its way takes effect when that has left. */
static void steps_follow(struct order *order)
{
	for (size_t i = 0; i < order->count; i++) {
		const struct step *out = &order->steps[i];

		if (out->dead || out->knows >= out->event->seq)
			continue;
		for (size_t k = i; k > 0 && order->steps[k - 1].event->seq > out->knows; k--) {
			struct step *step = &order->steps[k - 1];

			if (step->event->kind == EVENT_STATUS && step->t < out->t)
				step->t = out->t;
		}
	}
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
			step->target->dead = true;
		return;
	}
	if (step->target == NULL)
		step->target = target_find(index, count, event->ref, EVENT_MESSAGE_IN);
	if (step->target != NULL && step->target->t > step->t)
		step->t = step->target->t;
}

/* R3: a kind and ext count once.  Failures and deletions find their message. */
static void steps_identify(struct order *order)
{
	struct step **index = order->scratch;
	size_t count = 0;

	for (size_t i = 0; i < order->count; i++)
		if (order->steps[i].event->has_ext)
			index[count++] = &order->steps[i];
	if (count > 1)
		qsort(index, count, sizeof(struct step *), by_ext);
	for (size_t i = 1; i < count; i++)
		if (index[i]->event->kind == index[i - 1]->event->kind &&
		    memcmp(index[i]->event->ext, index[i - 1]->event->ext, EVENT_EXT) == 0)
			index[i]->dead = true;
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
		out->dead = true;
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

/* A resolve that the same person takes back within a minute never happened. */
static void steps_undo(struct order *order)
{
	struct step *resolve = NULL;

	for (size_t i = 0; i < order->count; i++) {
		struct step *step = order->by_time[i];

		if (step->dead)
			continue;
		if (step->event->kind == EVENT_MESSAGE_IN || step->event->kind == EVENT_MESSAGE_OUT)
			resolve = NULL;
		if (step->event->kind != EVENT_STATUS)
			continue;
		if (resolve != NULL && step->to == STATUS_TO_OTHER && step->t - resolve->t <= UNDO_MS &&
		    step->event->actor == resolve->event->actor &&
		    step->event->actor_kind == resolve->event->actor_kind)
			resolve->dead = step->dead = true;
		resolve = step->to == STATUS_TO_RESOLVED ? step : NULL;
	}
}

static void order_room(struct order *order, size_t count)
{
	if (count <= ORDER_FEW) {
		order->steps = order->few;
		order->by_time = order->few_places;
		order->scratch = order->few_places + ORDER_FEW;
		return;
	}
	order->steps = mem_array(count, sizeof(*order->steps));
	order->by_time = mem_array(count, 2 * sizeof(struct step *));
	order->scratch = order->by_time + count;
}

static void steps_fill(struct order *order, const struct event *events, size_t count,
	int64_t as_of_ms)
{
	bool sorted = true;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (as_of_ms != 0 && events[i].recv_ms > as_of_ms)
			continue;
		step_init(&order->steps[kept], &events[i]);
		sorted = sorted && (kept == 0 ||
			by_seq(&order->steps[kept - 1], &order->steps[kept]) <= 0);
		kept++;
	}
	if (!sorted)
		qsort(order->steps, kept, sizeof(*order->steps), by_seq);
	for (size_t i = 1; i < kept; i++)
		if (order->steps[i].event->seq == order->steps[i - 1].event->seq)
			order->steps[i].dead = true;
	order->count = kept;
}

void order_init(struct order *order, const struct event *events, size_t count, int64_t as_of_ms)
{
	bool sorted = true;

	order_room(order, count);
	steps_fill(order, events, count, as_of_ms);
	steps_clamp(order);
	steps_identify(order);
	steps_follow(order);
	order->messages = order->statuses = 0;
	for (size_t i = 0; i < order->count; i++) {
		enum event_kind kind = order->steps[i].event->kind;

		order->by_time[i] = &order->steps[i];
		order->messages += kind == EVENT_MESSAGE_IN || kind == EVENT_MESSAGE_OUT;
		order->statuses += kind == EVENT_STATUS;
		sorted = sorted && (i == 0 || time_compare(&order->steps[i - 1], &order->steps[i]) <= 0);
	}
	if (!sorted)
		qsort(order->by_time, order->count, sizeof(struct step *), by_time);
	steps_retract(order);
	steps_undo(order);
}

void order_finish(struct order *order)
{
	if (order->steps == order->few)
		return;
	free(order->by_time);
	free(order->steps);
}
