/* SPDX-License-Identifier: ISC */
/*
 * First what every trace says is collected by agent; in the end each agent is
 * walked through in order of time.  Of a date only the first and the last
 * instant at which an agent did something by hand are kept: of millions there
 * are few then.
 */
#include "guichet/model/presence.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/model/availability.h"
#include "guichet/model/facts.h"
#include "guichet/model/figures_make.h"

#define HOUR_MS INT64_C(3600000)
#define LAST_MS INT64_C(253402300800000)	/* the year 10000 */

struct stretch { int64_t from_ms, to_ms; };
struct said { int64_t ms, seq; enum availability is; };

struct workday { int64_t begin_ms, end_ms, first_ms, last_ms; };	/* a date of the zone; first and last mark */

struct person {
	int64_t agent;
	struct workday *days;		/* ascending */
	struct said *said;
	struct stretch *holds, *looks, *available;
	size_t day_count, day_last, said_count, hold_count, look_count, available_count;
};
enum { PEOPLE_NEAR = 4096 };		/* ids below are found at once */

struct presence {
	struct arena *arena;
	const struct zone *zone;
	int64_t begun_ms, as_of_ms;
	struct person *people;		/* ascending by agent */
	size_t count;
	uint32_t near[PEOPLE_NEAR];	/* places + 1 */
	uint32_t kinds;			/* that are wanted */
	void (*visit)(void *, const struct trace *);
	void *data;
};

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

void presence_add(struct presence *p, const struct segment *segment, const struct figure_apart *apart)
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

/* ---- told */

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

static void piece_tell(struct presence *p, const struct person *person, enum trace_kind kind, int64_t from_ms, int64_t to_ms)
{
	while ((p->kinds >> kind & 1) != 0 && from_ms < to_ms) {
		int64_t end = hour_end(p, from_ms, to_ms);
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

	for (size_t i = 0; i < person->day_count; i++) {
		const struct workday *day = &person->days[i];

		piece_tell(p, person, TRACE_OFF, day->begin_ms > p->begun_ms ? day->begin_ms : p->begun_ms, day->first_ms);
		said_tell(p, person, day->first_ms, day->last_ms, &next);
		piece_tell(p, person, TRACE_OFF, day->last_ms, earlier(day->end_ms, p->as_of_ms));
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

/* When what was held began and ended, each in order, and how many had by an instant. */
struct holding { uint64_t *begins, *ends; size_t count, begun, ended; };

/* How long all of them lasted together between two instants, the first not before the last one that was asked for. */
static int64_t held_between(struct holding *h, int64_t from_ms, int64_t to_ms)
{
	int64_t sum = 0;

	while (from_ms < to_ms) {
		int64_t next = to_ms;

		for (; h->begun < h->count && (int64_t)h->begins[h->begun] <= from_ms; h->begun++) ;
		for (; h->ended < h->count && (int64_t)h->ends[h->ended] <= from_ms; h->ended++) ;
		if (h->begun < h->count)
			next = earlier(next, (int64_t)h->begins[h->begun]);
		if (h->ended < h->count)
			next = earlier(next, (int64_t)h->ends[h->ended]);
		sum += (int64_t)(h->begun - h->ended) * (next - from_ms);
		from_ms = next;
	}
	return sum;
}

static void holding_tell(struct presence *p, const struct person *person)
{
	size_t count = person->hold_count;
	uint64_t *scratch = arena_array(p->arena, count + 1, sizeof(*scratch));
	struct holding holding = { .begins = arena_array(p->arena, count + 1, sizeof(*scratch)),
		.ends = arena_array(p->arena, count + 1, sizeof(*scratch)), .count = count };

	for (size_t i = 0; i < count; i++) {
		holding.begins[i] = (uint64_t)person->holds[i].from_ms;
		holding.ends[i] = (uint64_t)person->holds[i].to_ms;
	}
	figure_sort(holding.begins, scratch, count);
	figure_sort(holding.ends, scratch, count);
	for (size_t i = 0; count > 0 && i < person->available_count; i++) {
		const struct stretch *part = &person->available[i];

		for (int64_t from_ms = part->from_ms, end_ms; from_ms < part->to_ms; from_ms = end_ms) {
			struct trace trace = { .case_no = -1, .kind = TRACE_HOLDING, .at_ms = from_ms, .agent = person->agent };

			end_ms = hour_end(p, from_ms, part->to_ms);
			trace.value_ms = held_between(&holding, from_ms, end_ms);
			if (trace.value_ms > 0)
				p->visit(p->data, &trace);
		}
	}
}

/* Both in order of their beginnings; available ones lie apart. */
static void looking_tell(struct presence *p, const struct person *person, const struct stretch *list, size_t count)
{
	size_t first = 0;

	for (size_t i = 0; i < count; i++) {
		while (first < person->available_count && person->available[first].to_ms <= list[i].from_ms)
			first++;
		for (size_t k = first; k < person->available_count && person->available[k].from_ms < list[i].to_ms; k++)
			piece_tell(p, person, TRACE_LOOKING, person->available[k].from_ms > list[i].from_ms ?
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

void presence_tell(struct presence *p, void (*visit)(void *, const struct trace *), void *data)
{
	p->visit = visit;
	p->data = data;
	for (size_t i = 0; i < p->count; i++) {
		struct person *person = &p->people[i];

		sort(person->said, person->said_count, sizeof(*person->said), said_compare);
		days_tell(p, person);
		if ((p->kinds >> TRACE_HOLDING & 1) != 0)
			holding_tell(p, person);
		sort(person->looks, person->look_count, sizeof(*person->looks), stretch_compare);
		looking_tell(p, person, person->looks, unite(person->looks, person->look_count));
	}
}
