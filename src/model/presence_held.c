/* SPDX-License-Identifier: ISC */
/*
 * How long conversations were held in each part of the time available, without
 * keeping any of them: of those that begin or end in a piece of it only how
 * many there are is kept, and the sum of their instants.  At its edge all
 * together had been held for the time that passed since each began, less that
 * since each ended.
 */
#include "presence.h"

#include "guichet/base/keyed.h"

#define HOUR_MS INT64_C(3600000)

/*
 * Available without a break, in pieces: the first to hour_ms, each of an hour
 * then, the last to to_ms.  In front of it is slot, its pieces are the next ones.
 */
struct part { int64_t from_ms, hour_ms, to_ms; size_t slot, pieces; };
struct parts {
	struct part *list;		/* in order */
	size_t count, slots;
	uint32_t *near;			/* by span of 2^shift ms from the first part on: the first that ends in it or behind it */
	unsigned shift;
};
enum { SPANS = 4 };			/* for each part, so that few have more than one */

/* What begins or ends in a slot: begun less ended, and their instants from the first part on.  Both wrap. */
struct tally { uint64_t begun, sum; };
struct held { struct parts parts; struct tally *tallies; };

/* ---- parts */

/* What such a piece goes on with.  NULL: it begins a part, as where clocks are set by less than an hour. */
static struct part *part_before(const struct parts *parts, int64_t from_ms, int64_t to_ms)
{
	struct part *last = parts->count == 0 ? NULL : &parts->list[parts->count - 1];

	return last != NULL && last->to_ms == from_ms && (from_ms - last->hour_ms) % HOUR_MS == 0 &&
		to_ms - from_ms <= HOUR_MS ? last : NULL;
}

static void pieces_cut(const struct presence *p, const struct stretch *available, struct parts *parts)
{
	int64_t end_ms;

	for (int64_t from_ms = available->from_ms; from_ms < available->to_ms; from_ms = end_ms) {
		struct part *part;

		end_ms = piece_end(p, from_ms, available->to_ms);
		part = part_before(parts, from_ms, end_ms);
		if (part == NULL) {
			parts->list = list_grow(p->arena, parts->list, parts->count, sizeof(*parts->list));
			part = &parts->list[parts->count++];
			*part = (struct part){ .from_ms = from_ms, .hour_ms = end_ms, .slot = parts->slots++ };
		}
		part->to_ms = end_ms;
		part->pieces++;
		parts->slots++;
	}
}

static uint64_t span_of(const struct parts *parts, int64_t ms)
{
	return (uint64_t)(ms - parts->list[0].from_ms) >> parts->shift;
}

static void parts_make(const struct presence *p, const struct person *person, struct parts *parts)
{
	size_t spans = 0;

	for (size_t i = 0; i < person->available_count; i++)
		pieces_cut(p, &person->available[i], parts);
	parts->slots++;				/* behind the last one */
	while (parts->count > 0 && span_of(parts, parts->list[parts->count - 1].to_ms) >= (uint64_t)SPANS * parts->count)
		parts->shift++;
	parts->near = arena_array(p->arena, SPANS * parts->count + 1, sizeof(*parts->near));
	for (size_t i = 0; i < parts->count; i++)
		while (spans <= span_of(parts, parts->list[i].to_ms))
			parts->near[spans++] = (uint32_t)i;
}

static size_t slot_of(const struct parts *parts, int64_t ms)
{
	const struct part *part;

	if (ms < parts->list[0].from_ms)
		return 0;
	if (ms >= parts->list[parts->count - 1].to_ms)
		return parts->slots - 1;
	for (part = &parts->list[parts->near[span_of(parts, ms)]]; part->to_ms <= ms; part++) ;
	if (ms < part->hour_ms)
		return part->slot + (ms >= part->from_ms);
	return part->slot + 2 + (size_t)((ms - part->hour_ms) / HOUR_MS);
}

/* ---- what was held */

/* How one thread counts. */
struct holder { const struct presence *p; struct tally **tallies; /* of each of the people */ };

static void end_add(const struct parts *parts, struct tally *tallies, int64_t ms, uint64_t sign)
{
	struct tally *tally = &tallies[slot_of(parts, ms)];

	tally->begun += sign;
	tally->sum += sign * (uint64_t)(ms - parts->list[0].from_ms);
}

static void held_add(const struct parts *parts, struct tally *tallies, struct stretch held)
{
	if (parts->count == 0 || held.to_ms <= held.from_ms)
		return;
	end_add(parts, tallies, held.from_ms, 1);
	end_add(parts, tallies, held.to_ms, UINT64_MAX);
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
			held_add(&p->held[place].parts, holder->tallies[place], block_held(p, b, i));
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

		parts_make(p, person, &held->parts);
		held->tallies = arena_array(p->arena, held->parts.slots, sizeof(*held->tallies));
		for (size_t k = 0; k < person->hold_count; k++)
			held_add(&held->parts, held->tallies, person->holds[k]);
	}
}

static struct holder holder_make(const struct presence *p, struct arena *arena, bool own)
{
	struct holder out = { p, arena_array(arena, p->count + 1, sizeof(*out.tallies)) };

	for (size_t i = 0; i < p->count; i++)
		out.tallies[i] = own ? arena_array(arena, p->held[i].parts.slots, sizeof(**out.tallies)) :
			p->held[i].tallies;
	return out;
}

static void held_join(struct presence *p, const struct holder *beside)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t k = 0; k < p->held[i].parts.slots; k++) {
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

/* Slot by slot, how long all together had been held until its end: the next edge. */
struct until { const struct held *held; uint64_t begun, sum; };

static uint64_t held_until(struct until *until, size_t slot, int64_t edge_ms)
{
	until->begun += until->held->tallies[slot].begun;
	until->sum += until->held->tallies[slot].sum;
	return until->begun * (uint64_t)(edge_ms - until->held->parts.list[0].from_ms) - until->sum;
}

void held_tell(struct presence *p, size_t place, void (*visit)(void *, const struct trace *), void *data)
{
	struct until until = { 0 };
	struct trace trace = { .case_no = -1, .kind = TRACE_HOLDING, .agent = p->people[place].agent };

	if ((p->kinds >> TRACE_HOLDING & 1) == 0)
		return;
	held_begin(p);
	until.held = &p->held[place];
	for (size_t i = 0; i < until.held->parts.count; i++) {
		const struct part *part = &until.held->parts.list[i];
		uint64_t before = held_until(&until, part->slot, part->from_ms);

		trace.at_ms = part->from_ms;
		for (size_t k = 0; k < part->pieces; k++) {
			int64_t end_ms = k + 1 == part->pieces ? part->to_ms : part->hour_ms + (int64_t)k * HOUR_MS;
			uint64_t held = held_until(&until, part->slot + 1 + k, end_ms);

			trace.value_ms = (int64_t)(held - before);
			if (held != before)
				visit(data, &trace);
			trace.at_ms = end_ms;
			before = held;
		}
	}
}
