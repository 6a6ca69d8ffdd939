/* SPDX-License-Identifier: ISC */
/*
 * One timeline in the order in which its events count: rules R1, R2 and the
 * ties of R4.  Everything is sorted by keys of the events themselves, so the
 * order of feeding cannot matter.
 */
#include "wait_order.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

enum { LATE_MS = 60000 };

static int by_seq(const void *left, const void *right)
{
	const struct step *a = left, *b = right;

	return event_by_seq(a->event, b->event);
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

/* Messages that ask for nothing and history have no effect. */
static bool is_idle(const struct event *event)
{
	return (event->kind == EVENT_MESSAGE_IN || event->kind == EVENT_MESSAGE_OUT) &&
		detail_is(event, "request", "0");
}

/* The same thing once more, as an imported ledger keeps it. */
static bool is_repeat(const struct event *event)
{
	return detail_is(event, "duplicate", "1");
}

/* False: it names none, and changes nothing. */
static bool status_to(const struct event *event, enum status *out)
{
	char buffer[32];
	const char *found = event_detail(event, "to", buffer, sizeof(buffer));

	return found != NULL && status_find(found, out);
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

int64_t wait_offset(const struct wait_rules *rules, const struct event *event)
{
	int64_t offset = 0;

	for (size_t i = 0; i < rules->offset_count; i++)
		if (rules->offsets[i].account == event->account && rules->offsets[i].seq < event->seq)
			offset = rules->offsets[i].offset_ms;
	return offset;
}

static void step_init(struct step *step, const struct event *event, const struct wait_rules *rules)
{
	int64_t offset = wait_offset(rules, event);

	*step = (struct step){ .event = event, .t = event_time_by(event, offset), .recv_ms = event->recv_ms + offset,
		.duplicate = is_repeat(event), .by_person = event->kind == EVENT_MESSAGE_OUT && is_ours(event) };
	if (event->net_ms != 0 && step->recv_ms - event->net_ms > LATE_MS)
		step->flags |= WAIT_LATE;
	if (event->net_ms != 0 && step->t != event->net_ms)
		step->flags |= WAIT_CLOCK_FUTURE;
	if (offset != 0 && step->t != event->net_ms)
		step->flags |= WAIT_CORRECTED;
	step->dead = step->duplicate || is_idle(event);
	step->from_ms = step->t;
	step->knows = event->seq;
	if (step->by_person && !step->dead)
		step->knows = seen_by(event);
	if (event->kind == EVENT_STATUS) {
		step->dead = step->dead || !status_to(event, &step->to);
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

static void order_room(struct order *order, size_t count)
{
	if (count <= ORDER_FEW) {
		order->steps = order->few;
		order->by_time = order->few_places;
		order->scratch = order->few_places + ORDER_FEW;
		order->more_scratch = order->scratch + ORDER_FEW;
		return;
	}
	order->steps = mem_array(count, sizeof(*order->steps));
	order->by_time = mem_array(count, 3 * sizeof(struct step *));
	order->scratch = order->by_time + count;
	order->more_scratch = order->scratch + count;
}

static void steps_fill(struct order *order, const struct event *events, size_t count,
	const struct wait_rules *rules, int64_t as_of_ms)
{
	bool sorted = true;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (as_of_ms != 0 && events[i].recv_ms > as_of_ms)
			continue;
		step_init(&order->steps[kept], &events[i], rules);
		order->duplicates += order->steps[kept].duplicate;
		sorted = sorted && (kept == 0 ||
			by_seq(&order->steps[kept - 1], &order->steps[kept]) <= 0);
		kept++;
	}
	if (!sorted)
		qsort(order->steps, kept, sizeof(*order->steps), by_seq);
	for (size_t i = 1; i < kept; i++)
		if (order->steps[i].event->seq == order->steps[i - 1].event->seq)
			order->steps[i].dead = order->steps[i].duplicate = true;
	order->count = kept;
}

void order_init(struct order *order, const struct event *events, size_t count,
	const struct wait_rules *rules, int64_t as_of_ms)
{
	bool sorted = true;
	size_t named;

	order_room(order, count);
	order->messages = order->statuses = order->duplicates = 0;
	steps_fill(order, events, count, rules, as_of_ms);
	named = order_identify(order);
	steps_clamp(order);
	order_target(order, named);
	steps_follow(order);
	for (size_t i = 0; i < order->count; i++) {
		enum event_kind kind = order->steps[i].event->kind;

		order->by_time[i] = &order->steps[i];
		order->messages += kind == EVENT_MESSAGE_IN || kind == EVENT_MESSAGE_OUT;
		order->statuses += kind == EVENT_STATUS;
		sorted = sorted && (i == 0 || time_compare(&order->steps[i - 1], &order->steps[i]) <= 0);
	}
	if (!sorted)
		qsort(order->by_time, order->count, sizeof(struct step *), by_time);
	order_revoke(order);
}

void order_finish(struct order *order)
{
	if (order->steps == order->few)
		return;
	free(order->by_time);
	free(order->steps);
}
