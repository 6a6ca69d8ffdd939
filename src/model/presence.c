/* SPDX-License-Identifier: ISC */
/*
 * What every trace says, collected by agent, from packed days by two threads.
 * Of a date only the first and the last instant at which an agent did something
 * by hand are kept: of millions there are few then.
 */
#include "presence.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"
#include "guichet/base/pair.h"
#include "guichet/model/facts.h"
#include "guichet/model/figures_make.h"

#define LAST_MS INT64_C(253402300800000)	/* the year 10000 */

struct presence *presence_create(struct arena *arena, const struct zone *zone, int64_t begun_ms, int64_t as_of_ms,
	uint32_t kinds)
{
	struct presence *p = arena_alloc(arena, sizeof(*p));

	*p = (struct presence){ .arena = arena, .zone = zone, .begun_ms = begun_ms, .as_of_ms = as_of_ms,
		.kinds = kinds };
	return p;
}

/* ---- collected */

static struct person *person_of(struct presence *p, int64_t agent)
{
	bool near = agent >= 0 && agent < PEOPLE_NEAR;
	size_t at;

	if (near && p->near[agent] != 0)
		return &p->people[p->near[agent] - 1];
	at = keyed_place(p->people, p->count, sizeof(*p->people), agent);

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

/* The date of that instant, among those of the agent. */
static struct workday *day_of(struct presence *p, struct person *person, int64_t ms)
{
	int32_t date = zone_date(p->zone, ms);
	struct workday day = { .begin_ms = zone_instant(p->zone, (int64_t)date * ZONE_DAY_MS),
		.end_ms = zone_instant(p->zone, ((int64_t)date + 1) * ZONE_DAY_MS), .first_ms = ms, .last_ms = ms };
	size_t at = keyed_place(person->days, person->day_count, sizeof(day), day.begin_ms);

	person->day_last = at;
	if (at < person->day_count && person->days[at].begin_ms == day.begin_ms)
		return &person->days[at];
	person->days = list_grow(p->arena, person->days, person->day_count, sizeof(day));
	memmove(&person->days[at + 1], &person->days[at], (person->day_count++ - at) * sizeof(day));
	person->days[at] = day;
	return &person->days[at];
}

/* They come nearly in order of time. */
static void mark_add(struct presence *p, struct person *person, int64_t ms)
{
	struct workday *day = person->day_last < person->day_count ? &person->days[person->day_last] : NULL;

	if (day == NULL || ms < day->begin_ms || ms >= day->end_ms)
		day = day_of(p, person, ms);
	day->first_ms = ms < day->first_ms ? ms : day->first_ms;
	day->last_ms = ms > day->last_ms ? ms : day->last_ms;
}

void stretch_add(struct arena *arena, struct stretch **list, size_t *count, struct stretch stretch)
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

/* What agents said themselves is of no conversation, and not packed. */
struct block {
	int64_t agent[SEGMENT_BLOCK], at[SEGMENT_BLOCK], value[SEGMENT_BLOCK], of[SEGMENT_BLOCK];
};

/* A file that is damaged may name any number. */
static bool is_instant(int64_t ms)
{
	return ms >= 0 && ms < LAST_MS;
}

static void block_take(struct presence *p, enum trace_kind kind, const struct block *b, size_t rows,
	const struct figure_apart *apart)
{
	for (size_t i = 0; i < rows; i++)
		if (!figure_is_apart(apart, b->of[i]) && is_instant(b->at[i]) && b->value[i] < LAST_MS)
			presence_take(p, &(struct trace){ .kind = kind, .at_ms = b->at[i], .value_ms = b->value[i],
				.agent = b->agent[i] });
}

static void day_take(struct presence *p, const struct segment *segment, const struct figure_apart *apart)
{
	static const struct { enum trace_kind kind; uint32_t serves; } kinds[] = { { TRACE_MARK, UINT32_MAX },
		{ TRACE_HELD, UINT32_C(1) << TRACE_HOLDING }, { TRACE_LOOK, UINT32_C(1) << TRACE_LOOKING } };
	struct block b = { .of = { 0 } };

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		const struct fact_range range = fact_traces_of(segment, kinds[k].kind);

		for (size_t from = range.from; (p->kinds & kinds[k].serves) != 0 && from < range.until; from += SEGMENT_BLOCK) {
			size_t rows = range.until - from < SEGMENT_BLOCK ? range.until - from : SEGMENT_BLOCK;

			segment_read(segment, FT_AGENT, from, rows, b.agent);
			segment_read(segment, FT_AT, from, rows, b.at);
			segment_read(segment, FT_VALUE, from, rows, b.value);
			if (apart->end > 0)
				segment_read(segment, FT_CONVERSATION, from, rows, b.of);
			block_take(p, kinds[k].kind, &b, rows, apart);
		}
	}
}

/* For fewer rows a thread takes longer to begin than it saves. */
enum { PAIR_ROWS = 30000 };

struct shared {
	const struct segment *const *days;
	size_t count;
	const struct figure_apart *apart;
	atomic_size_t next;
};
struct taker { struct shared *shared; struct presence *presence; };

static void days_take(void *data)
{
	const struct taker *taker = data;
	struct shared *shared = taker->shared;
	size_t at;

	while ((at = atomic_fetch_add(&shared->next, 1)) < shared->count)
		day_take(taker->presence, shared->days[at], shared->apart);
}

static void stretches_join(struct arena *arena, struct stretch **list, size_t *count, const struct stretch *more,
	size_t more_count)
{
	struct stretch *joined = arena_array(arena, *count + more_count + 1, sizeof(*joined));

	if (*count > 0)
		memcpy(joined, *list, *count * sizeof(*joined));
	if (more_count > 0)
		memcpy(joined + *count, more, more_count * sizeof(*joined));
	*list = joined;
	*count += more_count;
}

static void person_join(struct presence *p, const struct person *other)
{
	struct person *person = person_of(p, other->agent);

	for (size_t i = 0; i < other->day_count; i++) {
		mark_add(p, person, other->days[i].first_ms);
		mark_add(p, person, other->days[i].last_ms);
	}
	stretches_join(p->arena, &person->holds, &person->hold_count, other->holds, other->hold_count);
	stretches_join(p->arena, &person->looks, &person->look_count, other->looks, other->look_count);
}

void presence_add(struct presence *p, const struct segment *const *days, size_t count, const struct figure_apart *apart)
{
	struct shared shared = { .days = days, .count = count, .apart = apart };
	struct taker here = { &shared, p }, beside = { &shared, NULL };
	struct arena *arena;
	size_t rows = 0;

	for (size_t i = 0; i < count; i++)
		rows += days[i]->rows;
	if (rows < PAIR_ROWS || !pair_pays()) {
		days_take(&here);
		return;
	}
	arena = arena_create();
	beside.presence = presence_create(arena, p->zone, p->begun_ms, p->as_of_ms, p->kinds);
	pair_run(days_take, &here, &beside);
	for (size_t i = 0; i < beside.presence->count; i++)
		person_join(p, &beside.presence->people[i]);
	arena_destroy(arena);
}
