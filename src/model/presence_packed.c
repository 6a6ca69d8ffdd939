/* SPDX-License-Identifier: ISC */
/*
 * What packed days say of agents, taken by the block.  Millions of marks stand
 * in them, of which each date keeps an agent's first and last: those are
 * looked up nowhere until their date is over.  What agents said themselves is
 * of no conversation, and not packed.
 */
#include "presence.h"

#include <stdatomic.h>

#include "guichet/base/pair.h"

/* ---- days */

/* For fewer rows a thread takes longer to begin than it saves. */
enum { PAIR_ROWS = 30000 };

struct shared {
	const struct day_lot *lot;
	void (*take)(void *, const struct segment *, const struct figure_apart *);
	atomic_size_t next;
};
struct taker { struct shared *shared; void *data; };

bool days_are_for_two(const struct day_lot *lot)
{
	size_t rows = 0;

	for (size_t i = 0; i < lot->count; i++)
		rows += lot->days[i]->rows;
	return rows >= PAIR_ROWS && pair_pays();
}

static void days_take(void *data)
{
	const struct taker *taker = data;
	struct shared *shared = taker->shared;
	size_t at;

	while ((at = atomic_fetch_add(&shared->next, 1)) < shared->lot->count)
		shared->take(taker->data, shared->lot->days[at], shared->lot->apart);
}

void days_share(const struct day_lot *lot, void (*take)(void *, const struct segment *, const struct figure_apart *),
	void *here, void *beside)
{
	struct shared shared = { .lot = lot, .take = take };
	struct taker first = { &shared, here }, second = { &shared, beside };

	if (beside != NULL)
		pair_run(days_take, &first, &second);
	else
		days_take(&first);
}

void blocks_each(const struct segment *segment, enum trace_kind kind, const struct figure_apart *apart,
	void (*take)(void *, const struct block *, const struct figure_apart *), void *data)
{
	const struct fact_range range = fact_traces_of(segment, kind);
	struct block b = { .of = { 0 } };

	for (size_t from = range.from; from < range.until; from += SEGMENT_BLOCK) {
		b.rows = range.until - from < SEGMENT_BLOCK ? range.until - from : SEGMENT_BLOCK;
		segment_read(segment, FT_AGENT, from, b.rows, b.agent);
		segment_read(segment, FT_AT, from, b.rows, b.at);
		segment_read(segment, FT_VALUE, from, b.rows, b.value);
		if (apart->end > 0)
			segment_read(segment, FT_CONVERSATION, from, b.rows, b.of);
		take(data, &b, apart);
	}
}

/* ---- marks */

static void today_end(struct presence *p)
{
	struct today *today = &p->today;

	for (size_t i = 0; i < p->count; i++) {
		int64_t agent = p->people[i].agent;

		if (agent < 0 || agent >= PEOPLE_NEAR || today->of[agent].last_ms == 0)
			continue;
		mark_add(p, &p->people[i], today->of[agent].first_ms);
		mark_add(p, &p->people[i], today->of[agent].last_ms);
		today->of[agent].last_ms = 0;
	}
}

static void today_begin(struct presence *p, int64_t ms)
{
	today_end(p);
	date_around(p, ms, &p->today.begin_ms, &p->today.end_ms);
}

/* One that another date, a great number or a damaged file may be part of. */
static void mark_take(struct presence *p, const struct block *b, size_t i)
{
	if (!block_is_sound(b, i))
		return;
	mark_add(p, person_of(p, b->agent[i]), b->at[i]);
	if (b->value[i] > 0)
		mark_add(p, person_of(p, b->agent[i]), b->at[i] + b->value[i]);
}

static void marks_take(void *data, const struct block *b, const struct figure_apart *apart)
{
	struct presence *p = data;
	struct today *today = &p->today;

	for (size_t i = 0; i < b->rows; i++) {
		int64_t at = b->at[i], agent = b->agent[i];

		if (figure_is_apart(apart, b->of[i]))
			continue;
		if ((at < today->begin_ms || at >= today->end_ms) && block_is_sound(b, i))
			today_begin(p, at);
		if (at <= 0 || at < today->begin_ms || at >= today->end_ms || agent < 0 || agent >= PEOPLE_NEAR ||
		    (uint64_t)b->value[i] >= (uint64_t)(today->end_ms - at)) {
			mark_take(p, b, i);
		} else if (today->of[agent].last_ms == 0) {
			(void)person_of(p, agent);
			today->of[agent].first_ms = at;
			today->of[agent].last_ms = at + b->value[i];
		} else {
			if (at < today->of[agent].first_ms)
				today->of[agent].first_ms = at;
			if (at + b->value[i] > today->of[agent].last_ms)
				today->of[agent].last_ms = at + b->value[i];
		}
	}
}

/* ---- what lasts */

/* Who such a row is taken for, or NULL. */
static struct person *taken_for(struct presence *p, const struct block *b, size_t i, const struct figure_apart *apart)
{
	return figure_is_apart(apart, b->of[i]) || !block_is_sound(b, i) ? NULL : person_of(p, b->agent[i]);
}

static void looks_take(void *data, const struct block *b, const struct figure_apart *apart)
{
	struct presence *p = data;

	for (size_t i = 0; i < b->rows; i++) {
		struct person *person = taken_for(p, b, i, apart);

		if (person != NULL)
			stretch_add(p->arena, &person->looks, &person->look_count,
				(struct stretch){ b->at[i], b->at[i] + b->value[i] });
	}
}

static void holds_take(void *data, const struct block *b, const struct figure_apart *apart)
{
	struct presence *p = data;

	for (size_t i = 0; i < b->rows; i++) {
		struct person *person = taken_for(p, b, i, apart);

		if (person != NULL)
			stretch_add(p->arena, &person->holds, &person->hold_count, block_held(p, b, i));
	}
}

/* ---- all of it */

static void day_take(void *data, const struct segment *segment, const struct figure_apart *apart)
{
	struct presence *p = data;

	blocks_each(segment, TRACE_MARK, apart, marks_take, p);
	today_end(p);
	if ((p->kinds >> TRACE_LOOKING & 1) != 0)
		blocks_each(segment, TRACE_LOOK, apart, looks_take, p);
	if ((p->kinds >> TRACE_HOLDING & 1) != 0 && p->going)
		blocks_each(segment, TRACE_HELD, apart, holds_take, p);
}

static void person_join(struct presence *p, const struct person *other)
{
	struct person *person = person_of(p, other->agent);

	for (size_t i = 0; i < other->day_count; i++) {
		mark_add(p, person, other->days[i].first_ms);
		mark_add(p, person, other->days[i].last_ms);
	}
	for (size_t i = 0; i < other->look_count; i++)
		stretch_add(p->arena, &person->looks, &person->look_count, other->looks[i]);
	for (size_t i = 0; i < other->hold_count; i++)
		stretch_add(p->arena, &person->holds, &person->hold_count, other->holds[i]);
}

void presence_add(struct presence *p, const struct segment *const *days, size_t count, const struct figure_apart *apart,
	bool going)
{
	const struct day_lot lot = { days, count, apart };
	struct arena *arena = days_are_for_two(&lot) ? arena_create() : NULL;
	struct presence *beside = arena == NULL ? NULL : presence_create(arena, p->zone, p->begun_ms, p->as_of_ms, p->kinds);

	p->going = going;
	if (beside != NULL)
		beside->going = going;
	days_share(&lot, day_take, p, beside);
	for (size_t i = 0; beside != NULL && i < beside->count; i++)
		person_join(p, &beside->people[i]);
	arena_destroy(arena);
}
