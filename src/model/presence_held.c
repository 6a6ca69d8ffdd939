/* SPDX-License-Identifier: ISC */
/*
 * How long conversations were held in each part of the time available, without
 * keeping any of them: of those that begin or end between two edges of such
 * parts only how many there are is kept, and the sum of their instants.  At an
 * edge, all together had been held for the time that passed since each began,
 * less that since each ended.
 */
#include "presence.h"

#include "guichet/base/keyed.h"

/* Where parts of one hour begin and end, in order; those with nothing between them are one. */
struct edges {
	int64_t *at;
	size_t count;
	uint32_t *near;			/* by span of 2^shift ms from the first on: the first edge in or behind it */
	unsigned shift;
};
struct tally { uint64_t begun, sum; };	/* in front of an edge: begun less ended, and their instants from the first edge on; wrap */
struct held { struct edges edges; struct tally *tallies; /* one more than edges */ };

/* ---- edges */

static size_t edges_cut(const struct presence *p, const struct person *person, int64_t *out)
{
	size_t count = 0;
	int64_t last_ms = -1;

	for (size_t i = 0; i < person->available_count; i++) {
		const struct stretch *part = &person->available[i];

		if (part->from_ms != last_ms && out != NULL)
			out[count] = part->from_ms;
		count += part->from_ms != last_ms;
		for (int64_t from_ms = part->from_ms; from_ms < part->to_ms; from_ms = last_ms) {
			last_ms = hour_end(p, from_ms, part->to_ms);
			if (out != NULL)
				out[count] = last_ms;
			count++;
		}
	}
	return count;
}

static uint64_t span_of(const struct edges *e, int64_t ms)
{
	return (uint64_t)(ms - e->at[0]) >> e->shift;
}

static void edges_make(const struct presence *p, const struct person *person, struct edges *e)
{
	size_t spans = 0;

	e->count = edges_cut(p, person, NULL);
	e->at = arena_array(p->arena, e->count + 1, sizeof(*e->at));
	(void)edges_cut(p, person, e->at);
	while (e->count > 0 && span_of(e, e->at[e->count - 1]) > e->count)
		e->shift++;
	e->near = arena_array(p->arena, e->count + 2, sizeof(*e->near));
	for (size_t i = 0; i < e->count; i++)
		while (spans <= span_of(e, e->at[i]))
			e->near[spans++] = (uint32_t)i;
}

/* How many are not behind that instant. */
static size_t edges_until(const struct edges *e, int64_t ms)
{
	size_t at;

	if (ms < e->at[0] || ms >= e->at[e->count - 1])
		return ms < e->at[0] ? 0 : e->count;
	for (at = e->near[span_of(e, ms)]; e->at[at] <= ms; at++) ;
	return at;
}

/* ---- what was held */

/* How one thread counts. */
struct holder { const struct presence *p; struct tally **tallies; /* of each of the people */ };

static void end_add(const struct edges *e, struct tally *tallies, int64_t ms, uint64_t sign)
{
	size_t at = edges_until(e, ms);

	tallies[at].begun += sign;
	tallies[at].sum += sign * (uint64_t)(ms - e->at[0]);
}

static void held_add(const struct edges *e, struct tally *tallies, int64_t from_ms, int64_t to_ms)
{
	if (e->count == 0 || to_ms <= from_ms)
		return;
	end_add(e, tallies, from_ms, 1);
	end_add(e, tallies, to_ms, UINT64_MAX);
}

/* SIZE_MAX: nothing else is known of that agent, who was never available. */
static size_t place_of(const struct presence *p, int64_t agent)
{
	size_t at;

	if (agent >= 0 && agent < PEOPLE_NEAR)
		return (size_t)p->near[agent] - 1;
	at = keyed_place(p->people, p->count, sizeof(*p->people), agent);
	return at < p->count && p->people[at].agent == agent ? at : SIZE_MAX;
}

static void holds_take(void *data, const struct block *b, const struct figure_apart *apart)
{
	const struct holder *holder = data;
	const struct presence *p = holder->p;

	for (size_t i = 0; i < b->rows; i++) {
		size_t place = place_of(p, b->agent[i]);

		if (place != SIZE_MAX && !figure_is_apart(apart, b->of[i]) && block_is_sound(b, i))
			held_add(&p->held[place].edges, holder->tallies[place], b->at[i],
				b->value[i] < 0 ? p->as_of_ms : b->at[i] + b->value[i]);
	}
}

static void day_take(void *data, const struct segment *segment, const struct figure_apart *apart)
{
	blocks_each(segment, TRACE_HELD, apart, holds_take, data);
}

static void held_begin(struct presence *p)
{
	if (p->held != NULL)
		return;
	presence_settle(p);
	p->held = arena_array(p->arena, p->count + 1, sizeof(*p->held));
	for (size_t i = 0; i < p->count; i++) {
		struct held *held = &p->held[i];
		const struct person *person = &p->people[i];

		edges_make(p, person, &held->edges);
		held->tallies = arena_array(p->arena, held->edges.count + 1, sizeof(*held->tallies));
		for (size_t k = 0; k < person->hold_count; k++)
			held_add(&held->edges, held->tallies, person->holds[k].from_ms, person->holds[k].to_ms);
	}
}

static struct holder holder_make(const struct presence *p, struct arena *arena, bool own)
{
	struct holder out = { p, arena_array(arena, p->count + 1, sizeof(*out.tallies)) };

	for (size_t i = 0; i < p->count; i++)
		out.tallies[i] = own ? arena_array(arena, p->held[i].edges.count + 1, sizeof(**out.tallies)) :
			p->held[i].tallies;
	return out;
}

static void held_join(struct presence *p, const struct holder *beside)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k <= p->held[i].edges.count; k++) {
			p->held[i].tallies[k].begun += beside->tallies[i][k].begun;
			p->held[i].tallies[k].sum += beside->tallies[i][k].sum;
		}
}

void presence_hold(struct presence *p, const struct segment *const *days, size_t count, const struct figure_apart *apart)
{
	const struct day_lot lot = { days, count, apart };
	bool two = days_are_for_two(&lot);
	struct arena *arena = arena_create();
	struct holder here, beside = { 0 };

	held_begin(p);
	here = holder_make(p, arena, false);
	if (two)
		beside = holder_make(p, arena, true);
	days_share(&lot, day_take, &here, two ? &beside : NULL);
	if (two)
		held_join(p, &beside);
	arena_destroy(arena);
}

void held_tell(struct presence *p, size_t place, void (*visit)(void *, const struct trace *), void *data)
{
	const struct person *person = &p->people[place];
	const struct edges *e;
	uint64_t begun = 0, sum = 0, before = 0;
	size_t part = 0;

	if ((p->kinds >> TRACE_HOLDING & 1) == 0)
		return;
	held_begin(p);
	e = &p->held[place].edges;
	for (size_t i = 0; i < e->count; i++) {
		uint64_t until;

		begun += p->held[place].tallies[i].begun;
		sum += p->held[place].tallies[i].sum;
		until = begun * (uint64_t)(e->at[i] - e->at[0]) - sum;
		while (part < person->available_count && i > 0 && person->available[part].to_ms <= e->at[i - 1])
			part++;
		if (i > 0 && until != before && person->available[part].from_ms <= e->at[i - 1])
			visit(data, &(struct trace){ .case_no = -1, .kind = TRACE_HOLDING, .at_ms = e->at[i - 1],
				.value_ms = (int64_t)(until - before), .agent = person->agent });
		before = until;
	}
}
