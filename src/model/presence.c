/* SPDX-License-Identifier: ISC */
/* What traces say, collected by agent, one by one. */
#include "presence.h"

#include <assert.h>
#include <string.h>

#include "guichet/base/keyed.h"

struct presence *presence_create(struct arena *arena, const struct zone *zone, int64_t begun_ms, int64_t as_of_ms,
	uint32_t kinds)
{
	struct presence *p = arena_alloc(arena, sizeof(*p));

	*p = (struct presence){ .arena = arena, .zone = zone, .begun_ms = begun_ms, .as_of_ms = as_of_ms,
		.kinds = kinds };
	return p;
}

void presence_whole(struct presence *p, const int64_t *borders, size_t count)
{
	p->borders = borders;
	p->border_count = count;
}

struct person *person_new(struct presence *p, int64_t agent)
{
	size_t at = keyed_place(p->people, p->count, sizeof(*p->people), agent);

	assert(!p->settled);
	if (at < p->count && p->people[at].agent == agent)
		return &p->people[at];
	p->people = list_grow(p->arena, p->people, p->count, sizeof(*p->people));
	memmove(&p->people[at + 1], &p->people[at], (p->count++ - at) * sizeof(*p->people));
	p->people[at] = (struct person){ .agent = agent };
	for (size_t i = 0; i < p->count; i++)
		if (p->people[i].agent >= 0 && p->people[i].agent < PEOPLE_NEAR)
			p->near[p->people[i].agent] = (uint32_t)i + 1;
	return &p->people[at];
}

void date_around(const struct presence *p, int64_t ms, int64_t *begin_ms, int64_t *end_ms)
{
	int32_t date = zone_date(p->zone, ms);

	*begin_ms = zone_instant(p->zone, (int64_t)date * ZONE_DAY_MS);
	*end_ms = zone_instant(p->zone, ((int64_t)date + 1) * ZONE_DAY_MS);
	if (ms < *end_ms)
		return;
	*begin_ms = *end_ms;
	*end_ms = zone_instant(p->zone, ((int64_t)date + 2) * ZONE_DAY_MS);
}

/* The date of that instant, among those of the agent. */
static struct workday *day_of(struct presence *p, struct person *person, int64_t ms)
{
	struct workday day = { .first_ms = ms, .last_ms = ms };
	size_t at;

	date_around(p, ms, &day.begin_ms, &day.end_ms);
	at = keyed_place(person->days, person->day_count, sizeof(day), day.begin_ms);
	person->day_last = at;
	if (at < person->day_count && person->days[at].begin_ms == day.begin_ms)
		return &person->days[at];
	person->days = list_grow(p->arena, person->days, person->day_count, sizeof(day));
	memmove(&person->days[at + 1], &person->days[at], (person->day_count++ - at) * sizeof(day));
	person->days[at] = day;
	return &person->days[at];
}

/* They come nearly in order of time. */
void mark_add(struct presence *p, struct person *person, int64_t ms)
{
	struct workday *day = person->day_last < person->day_count ? &person->days[person->day_last] : NULL;

	if (day == NULL || ms < day->begin_ms || ms >= day->end_ms)
		day = day_of(p, person, ms);
	day->first_ms = ms < day->first_ms ? ms : day->first_ms;
	day->last_ms = ms > day->last_ms ? ms : day->last_ms;
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
