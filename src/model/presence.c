/* SPDX-License-Identifier: ISC */
/* First what every trace says is collected by agent; in the end each agent is walked through in order of time. */
#include "guichet/model/presence.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/model/availability.h"

#define HOUR_MS INT64_C(3600000)

struct stretch { int64_t from_ms, to_ms; };
struct said { int64_t ms, seq; enum availability is; };

struct person {
	int64_t agent;
	int64_t *marks;			/* instants at which they did something */
	struct said *said;
	struct stretch *holds, *looks, *available;
	size_t mark_count, said_count, hold_count, look_count, available_count;
};

struct presence {
	struct arena *arena;
	const struct zone *zone;
	int64_t begun_ms, as_of_ms;
	struct person *people;		/* ascending by agent */
	size_t count;
	void (*visit)(void *, const struct trace *);
	void *data;
};

struct presence *presence_create(struct arena *arena, const struct zone *zone, int64_t begun_ms, int64_t as_of_ms)
{
	struct presence *p = arena_alloc(arena, sizeof(*p));

	*p = (struct presence){ .arena = arena, .zone = zone, .begun_ms = begun_ms, .as_of_ms = as_of_ms };
	return p;
}

/* ---- collected */

static struct person *person_of(struct presence *p, int64_t agent)
{
	size_t at = keyed_place(p->people, p->count, sizeof(*p->people), agent);

	if (at < p->count && p->people[at].agent == agent)
		return &p->people[at];
	p->people = list_grow(p->arena, p->people, p->count, sizeof(*p->people));
	memmove(&p->people[at + 1], &p->people[at], (p->count++ - at) * sizeof(*p->people));
	p->people[at] = (struct person){ .agent = agent };
	return &p->people[at];
}

static void mark_add(struct presence *p, struct person *person, int64_t ms)
{
	person->marks = list_grow(p->arena, person->marks, person->mark_count, sizeof(*person->marks));
	person->marks[person->mark_count++] = ms;
}

static void stretch_add(struct arena *arena, struct stretch **list, size_t *count, struct stretch stretch)
{
	if (stretch.to_ms <= stretch.from_ms)
		return;
	*list = list_grow(arena, *list, *count, sizeof(**list));
	(*list)[(*count)++] = stretch;
}

void presence_take(struct presence *p, const struct trace *trace)
{
	struct person *person = person_of(p, trace->agent);
	int64_t end = trace_is_running(trace) ? p->as_of_ms : trace->at_ms + trace->value_ms;
	const struct stretch stretch = { trace->at_ms, end };

	if (trace->kind == TRACE_MARK) {
		mark_add(p, person, trace->at_ms);
		if (trace->value_ms > 0)
			mark_add(p, person, end);
	} else if (trace->kind == TRACE_LOOK) {
		stretch_add(p->arena, &person->looks, &person->look_count, stretch);
	} else if (trace->kind == TRACE_HELD) {
		stretch_add(p->arena, &person->holds, &person->hold_count, stretch);
	} else if (trace->kind == TRACE_SAID) {
		person->said = list_grow(p->arena, person->said, person->said_count, sizeof(*person->said));
		person->said[person->said_count++] = (struct said){ trace->at_ms, trace->due_ms,
			(enum availability)trace->value_ms };
	}
}

/* ---- told */

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void piece_tell(struct presence *p, const struct person *person, enum trace_kind kind, int64_t from_ms, int64_t to_ms)
{
	while (from_ms < to_ms) {
		int64_t into = (from_ms + zone_offset(p->zone, from_ms)) % HOUR_MS;
		int64_t end = earlier(to_ms, from_ms + HOUR_MS - (into < 0 ? into + HOUR_MS : into));
		const struct trace trace = { .case_no = -1, .kind = kind, .at_ms = from_ms, .value_ms = end - from_ms,
			.agent = person->agent };

		p->visit(p->data, &trace);
		from_ms = end;
	}
}

/* A stretch of one day, cut where something else was said; *next is what was not reached yet. */
static void said_tell(struct presence *p, struct person *person, int64_t from_ms, int64_t to_ms, size_t *next)
{
	static const enum trace_kind kinds[AVAILABILITIES] = { [AVAILABLE] = TRACE_AVAILABLE, [BUSY] = TRACE_BUSY,
		[AWAY] = TRACE_AWAY };

	while (from_ms < to_ms) {
		enum availability is;
		int64_t end = to_ms;

		while (*next < person->said_count && person->said[*next].ms <= from_ms)
			(*next)++;
		is = *next == 0 ? AVAILABLE : person->said[*next - 1].is;
		if (*next < person->said_count)
			end = earlier(end, person->said[*next].ms);
		piece_tell(p, person, kinds[is], from_ms, end);
		if (is == AVAILABLE)
			stretch_add(p->arena, &person->available, &person->available_count, (struct stretch){ from_ms, end });
		from_ms = end;
	}
}

static void days_tell(struct presence *p, struct person *person)
{
	size_t next = 0;

	for (size_t i = 0, last; i < person->mark_count; i = last + 1) {
		int32_t date = zone_date(p->zone, person->marks[i]);
		int64_t begin = zone_instant(p->zone, (int64_t)date * ZONE_DAY_MS);
		int64_t end = zone_instant(p->zone, ((int64_t)date + 1) * ZONE_DAY_MS);

		last = i;
		while (last + 1 < person->mark_count && person->marks[last + 1] < end)
			last++;
		piece_tell(p, person, TRACE_OFF, begin > p->begun_ms ? begin : p->begun_ms, person->marks[i]);
		said_tell(p, person, person->marks[i], person->marks[last], &next);
		piece_tell(p, person, TRACE_OFF, person->marks[last], earlier(end, p->as_of_ms));
	}
}

/* Both in order of their beginnings; available ones lie apart. */
static void shared_tell(struct presence *p, const struct person *person, enum trace_kind kind,
	const struct stretch *list, size_t count)
{
	size_t first = 0;

	for (size_t i = 0; i < count; i++) {
		while (first < person->available_count && person->available[first].to_ms <= list[i].from_ms)
			first++;
		for (size_t k = first; k < person->available_count && person->available[k].from_ms < list[i].to_ms; k++)
			piece_tell(p, person, kind, person->available[k].from_ms > list[i].from_ms ?
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

static int said_compare(const void *left, const void *right)
{
	const struct said *a = left, *b = right;

	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void sort(void *list, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(list, count, size, compare);
}

void presence_tell(struct presence *p, void (*visit)(void *, const struct trace *), void *data)
{
	p->visit = visit;
	p->data = data;
	for (size_t i = 0; i < p->count; i++) {
		struct person *person = &p->people[i];

		sort(person->marks, person->mark_count, sizeof(*person->marks), keyed_order);
		sort(person->said, person->said_count, sizeof(*person->said), said_compare);
		sort(person->holds, person->hold_count, sizeof(*person->holds), stretch_compare);
		sort(person->looks, person->look_count, sizeof(*person->looks), stretch_compare);
		days_tell(p, person);
		shared_tell(p, person, TRACE_HOLDING, person->holds, person->hold_count);
		shared_tell(p, person, TRACE_LOOKING, person->looks, unite(person->looks, person->look_count));
	}
}
