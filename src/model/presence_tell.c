/* SPDX-License-Identifier: ISC */
/* Each agent is walked through in order of time: the days, what was held in them, and what was looked at. */
#include "presence.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"

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

/* ---- what was held */

/* A part of the time available, of one hour, and how long all that was held lasted in it together. */
struct piece { int64_t from_ms, to_ms, held_ms; };

static size_t pieces_cut(const struct presence *p, const struct person *person, struct piece *out)
{
	size_t count = 0;

	for (size_t i = 0; i < person->available_count; i++) {
		const struct stretch *part = &person->available[i];

		for (int64_t from_ms = part->from_ms, end_ms; from_ms < part->to_ms; from_ms = end_ms) {
			end_ms = hour_end(p, from_ms, part->to_ms);
			if (out != NULL)
				out[count] = (struct piece){ from_ms, end_ms, 0 };
			count++;
		}
	}
	return count;
}

/* The first that ends behind an instant. */
static size_t piece_behind(const struct piece *pieces, size_t count, int64_t ms)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pieces[middle].to_ms <= ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Nearly all begin behind the one before: *first is where that one began. */
static void held_add(struct piece *pieces, size_t count, const struct stretch *held, size_t *first)
{
	if (*first > 0 && pieces[*first - 1].to_ms > held->from_ms)
		*first = piece_behind(pieces, count, held->from_ms);
	while (*first < count && pieces[*first].to_ms <= held->from_ms)
		(*first)++;
	for (size_t i = *first; i < count && pieces[i].from_ms < held->to_ms; i++) {
		int64_t from_ms = pieces[i].from_ms > held->from_ms ? pieces[i].from_ms : held->from_ms;

		pieces[i].held_ms += earlier(pieces[i].to_ms, held->to_ms) - from_ms;
	}
}

static void holding_tell(struct presence *p, const struct person *person)
{
	size_t count = pieces_cut(p, person, NULL), first = 0;
	struct piece *pieces = mem_array(count + 1, sizeof(*pieces));

	(void)pieces_cut(p, person, pieces);
	for (size_t i = 0; i < person->hold_count; i++)
		held_add(pieces, count, &person->holds[i], &first);
	for (size_t i = 0; i < count; i++)
		if (pieces[i].held_ms > 0)
			p->visit(p->data, &(struct trace){ .case_no = -1, .kind = TRACE_HOLDING, .at_ms = pieces[i].from_ms,
				.value_ms = pieces[i].held_ms, .agent = person->agent });
	free(pieces);
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
