/* SPDX-License-Identifier: ISC */
/* Each agent is walked through in order of time: the days, what was held in them, and what was looked at. */
#include "presence.h"

#include <stdlib.h>

#define HOUR_MS INT64_C(3600000)

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Of the hour of the zone, or of the stretch if that is earlier. */
static int64_t hour_end(const struct presence *p, int64_t from_ms, int64_t to_ms)
{
	int64_t into = (from_ms + zone_offset(p->zone, from_ms)) % HOUR_MS;

	return earlier(to_ms, from_ms + HOUR_MS - (into < 0 ? into + HOUR_MS : into));
}

int64_t piece_end(const struct presence *p, int64_t from_ms, int64_t to_ms)
{
	int64_t end_ms = to_ms;

	if (p->borders == NULL)
		return hour_end(p, from_ms, to_ms);
	for (size_t i = 0; i < p->border_count; i++)
		if (p->borders[i] > from_ms && p->borders[i] < end_ms)
			end_ms = hour_end(p, p->borders[i] - 1, end_ms);
	return end_ms;
}

/* Dates of a zone that is damaged may lie across each other: no time is told twice all the same. */
static void phase_add(struct presence *p, struct person *person, enum trace_kind kind, int64_t from_ms, int64_t to_ms)
{
	const struct phase *last = person->phase_count == 0 ? NULL : &person->phases[person->phase_count - 1];
	const struct stretch part = { last != NULL && last->part.to_ms > from_ms ? last->part.to_ms : from_ms, to_ms };

	if (part.to_ms <= part.from_ms)
		return;
	person->phases = list_grow(p->arena, person->phases, person->phase_count, sizeof(*person->phases));
	person->phases[person->phase_count++] = (struct phase){ part, kind };
	if (kind == TRACE_AVAILABLE)
		stretch_add(p->arena, &person->available, &person->available_count, part);
}

/* A stretch of one day, cut where something else was said; *next is what was not reached yet. */
static void said_add(struct presence *p, struct person *person, int64_t from_ms, int64_t to_ms, size_t *next)
{
	static const enum trace_kind kinds[AVAILABILITIES] = { [AVAILABLE] = TRACE_AVAILABLE, [BUSY] = TRACE_BUSY,
		[AWAY] = TRACE_AWAY };

	while (from_ms < to_ms) {
		int64_t end = to_ms;

		while (*next < person->said_count && person->said[*next].ms <= from_ms)
			(*next)++;
		if (*next < person->said_count)
			end = earlier(end, person->said[*next].ms);
		phase_add(p, person, kinds[*next == 0 ? AVAILABLE : person->said[*next - 1].is], from_ms, end);
		from_ms = end;
	}
}

static void days_settle(struct presence *p, struct person *person)
{
	size_t next = 0;

	for (size_t i = 0; i < person->day_count; i++) {
		const struct workday *day = &person->days[i];

		phase_add(p, person, TRACE_OFF, day->begin_ms > p->begun_ms ? day->begin_ms : p->begun_ms, day->first_ms);
		said_add(p, person, day->first_ms, day->last_ms, &next);
		phase_add(p, person, TRACE_OFF, day->last_ms, earlier(day->end_ms, p->as_of_ms));
	}
}

/* Most lists are in order already: packed days are. */
static void sort(void *list, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	char *at = list;
	size_t sorted = 1;

	while (sorted < count && compare(at + (sorted - 1) * size, at + sorted * size) <= 0)
		sorted++;
	if (sorted < count)
		qsort(list, count, size, compare);
}

static int said_compare(const void *left, const void *right)
{
	const struct said *a = left, *b = right;

	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

void presence_settle(struct presence *p)
{
	for (size_t i = 0; !p->settled && i < p->count; i++) {
		struct person *person = &p->people[i];

		sort(person->said, person->said_count, sizeof(*person->said), said_compare);
		days_settle(p, person);
	}
	p->settled = true;
}

/* ---- told */

struct telling { const struct presence *p; void (*visit)(void *, const struct trace *); void *data; };

static void part_tell(const struct telling *t, int64_t agent, enum trace_kind kind, int64_t from_ms, int64_t to_ms)
{
	while ((t->p->kinds >> kind & 1) != 0 && from_ms < to_ms) {
		int64_t end = piece_end(t->p, from_ms, to_ms);
		const struct trace trace = { .case_no = -1, .kind = kind, .at_ms = from_ms, .value_ms = end - from_ms,
			.agent = agent };

		t->visit(t->data, &trace);
		from_ms = end;
	}
}

/* Both in order of their beginnings; available ones lie apart. */
static void looking_tell(const struct telling *t, const struct person *person, const struct stretch *list, size_t count)
{
	size_t first = 0;

	for (size_t i = 0; i < count; i++) {
		while (first < person->available_count && person->available[first].to_ms <= list[i].from_ms)
			first++;
		for (size_t k = first; k < person->available_count && person->available[k].from_ms < list[i].to_ms; k++)
			part_tell(t, person->agent, TRACE_LOOKING, person->available[k].from_ms > list[i].from_ms ?
				person->available[k].from_ms : list[i].from_ms,
				earlier(person->available[k].to_ms, list[i].to_ms));
	}
}

/* Several windows at once are one look. */
static size_t unite(struct stretch *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || list[i].from_ms > list[kept - 1].to_ms)
			list[kept++] = list[i];
		else if (list[i].to_ms > list[kept - 1].to_ms)
			list[kept - 1].to_ms = list[i].to_ms;
	}
	return kept;
}

static int stretch_compare(const void *left, const void *right)
{
	const struct stretch *a = left, *b = right;

	if (a->from_ms != b->from_ms)
		return a->from_ms < b->from_ms ? -1 : 1;
	return a->to_ms < b->to_ms ? -1 : a->to_ms > b->to_ms;
}

void presence_tell(struct presence *p, void (*visit)(void *, const struct trace *), void *data)
{
	const struct telling t = { p, visit, data };

	presence_settle(p);
	for (size_t i = 0; i < p->count; i++) {
		struct person *person = &p->people[i];

		for (size_t k = 0; k < person->phase_count; k++)
			part_tell(&t, person->agent, person->phases[k].kind, person->phases[k].part.from_ms,
				person->phases[k].part.to_ms);
		held_tell(p, i, visit, data);
		sort(person->looks, person->look_count, sizeof(*person->looks), stretch_compare);
		looking_tell(&t, person, person->looks, unite(person->looks, person->look_count));
	}
}
