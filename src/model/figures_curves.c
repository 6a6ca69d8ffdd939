/* SPDX-License-Identifier: ISC */
/*
 * From observations to curves.  All of a measure are sorted once, with where
 * they belong, and then dealt out in that order: so each group's lists, and
 * that of all rows, are sorted the moment they are made, and what is asked of
 * them is exact.
 */
#include "figures_make.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

/* ---- sorted by digits, from the halves that are observations */

enum { DIGIT_MOST = 11, DIGITS = 1 << DIGIT_MOST, DIGITS_MOST = 3 };

struct digits { unsigned width, count; uint32_t at[DIGITS_MOST][DIGITS]; };

/* As few digits as there can be, all of one width. */
static void digits_of(const struct entries *entries, struct digits *out)
{
	uint64_t all = 0;
	unsigned bits = 1;

	for (const struct chunk *chunk = entries->first; chunk != NULL; chunk = chunk->next)
		for (size_t i = 0; i < chunk->count; i++)
			all |= chunk->values[i];
	while (all >> 32 >> bits != 0)
		bits++;
	out->count = (bits + DIGIT_MOST - 1) / DIGIT_MOST;
	out->width = (bits + out->count - 1) / out->count;
	memset(out->at, 0, sizeof(out->at));
}

static inline size_t digit(const struct digits *digits, unsigned d, uint64_t value)
{
	return value >> (32 + d * digits->width) & ((1u << digits->width) - 1);
}

static void digits_count(const struct entries *entries, struct digits *digits)
{
	for (const struct chunk *chunk = entries->first; chunk != NULL; chunk = chunk->next)
		for (size_t i = 0; i < chunk->count; i++)
			for (unsigned d = 0; d < digits->count; d++)
				digits->at[d][digit(digits, d, chunk->values[i])]++;
	for (unsigned d = 0; d < digits->count; d++) {
		uint32_t sum = 0;

		for (size_t i = 0; i < DIGITS; i++) {
			uint32_t n = digits->at[d][i];

			digits->at[d][i] = sum;
			sum += n;
		}
	}
}

static void deal(struct digits *digits, unsigned d, const uint64_t *from, size_t count, uint64_t *to)
{
	uint32_t *at = digits->at[d];

	for (size_t i = 0; i < count; i++)
		to[at[digit(digits, d, from[i])]++] = from[i];
}

/* In room for twice as many. */
static const uint64_t *entries_sort(const struct entries *entries, uint64_t *room)
{
	struct digits *digits = mem_alloc(sizeof(*digits));
	uint64_t *from = room, *to = room + entries->count;

	digits_of(entries, digits);
	digits_count(entries, digits);
	for (const struct chunk *chunk = entries->first; chunk != NULL; chunk = chunk->next)
		deal(digits, 0, chunk->values, chunk->count, from);
	for (unsigned d = 1; d < digits->count; d++) {
		uint64_t *swap = from;

		deal(digits, d, from, entries->count, to);
		from = to;
		to = swap;
	}
	free(digits);
	return from;
}

static int long_compare(const void *left, const void *right)
{
	uint64_t a = ((const struct long_one *)left)->observation, b = ((const struct long_one *)right)->observation;

	return a < b ? -1 : a > b;
}

/* ---- dealt out */

struct curve { uint32_t *low; size_t low_count; uint64_t *high; size_t high_count; };
static const uint32_t SEVERAL = UINT32_MAX;

struct dealer {
	struct figures_maker *m;
	const struct face *face;
	const struct flow *flow;
	const uint64_t *sorted;
	size_t count;
	const struct long_one *longs;
	size_t long_count;
	uint64_t streams;		/* of the cell that is dealt, a bit each */
	struct curve *groups;		/* of the cell, and their room */
	uint32_t *group_of;		/* by atom; SEVERAL: not exactly one */
	uint32_t *low;
	uint64_t *high;
	bool business;
};

static inline bool is_dealt(const struct dealer *d, uint32_t where)
{
	return (d->streams >> (where & (STREAMS_MAX - 1)) & 1) != 0;
}

/* Different people: each once, however many cases. */
static size_t different(const struct figure_sorted *sorted)
{
	size_t n = 0;

	for (size_t i = 0; i < sorted->low_count; i++)
		n += i == 0 || sorted->low[i] != sorted->low[i - 1];
	for (size_t i = 0; i < sorted->high_count; i++)
		n += i == 0 || sorted->high[i] != sorted->high[i - 1];
	return n;
}

static void curve_end(const struct dealer *d, size_t cell, const struct curve *curve, struct figure *figure)
{
	const struct figure_sorted sorted = { curve->low, curve->low_count, curve->high, curve->high_count };

	if (d->m->request->asked[cell] == METRIC_AUTHORS)
		figure->n = different(&sorted);
	else if (d->business)
		figure_time_of(&sorted, &figure->business);
	else
		figure_time_of(&sorted, &figure->calendar);
}

static void length_add(struct figure_length **length, uint64_t observation, bool business)
{
	while ((int64_t)(observation >> 1) > (*length)->within_ms)
		(*length)++;
	if ((observation & 1) == 0)
		(*length)->n[business]++;
	else
		(*length)->open[business]++;
}

/* They come in order, so that one walk is enough. */
static void lengths_count(const struct dealer *d, const struct curve *curve, bool business)
{
	struct figure_length *length = d->m->lengths;

	for (size_t i = 0; i < curve->low_count; i++)
		length_add(&length, curve->low[i], business);
	for (size_t i = 0; i < curve->high_count; i++)
		length_add(&length, curve->high[i], business);
}

static void lengths_make(const struct dealer *d, size_t cell, const struct curve *curve)
{
	if (d->m->lengths == NULL || d->face != &d->m->face || d->m->request->asked[cell] != d->m->lengths_of)
		return;
	lengths_count(d, curve, d->business);
	if (!d->m->has_schedules)
		lengths_count(d, curve, true);
}

static void all_deal(const struct dealer *d, size_t cell, struct figure *all)
{
	struct curve curve = { .low = d->low, .high = d->high };

	for (size_t i = 0; i < d->count; i++) {
		curve.low[curve.low_count] = (uint32_t)(d->sorted[i] >> 32);
		curve.low_count += is_dealt(d, (uint32_t)d->sorted[i]);
	}
	for (size_t i = 0; i < d->long_count; i++)
		if (is_dealt(d, d->longs[i].where))
			curve.high[curve.high_count++] = d->longs[i].observation;
	curve_end(d, cell, &curve, all);
	lengths_make(d, cell, &curve);
}

/* How many observations of a cell an atom has. */
static size_t atom_share(const struct face *face, const struct atom *atom, size_t cell)
{
	size_t n = 0;

	for (size_t k = 0; k < atom->count_size && k < face->kinds.count; k++)
		n += (face->kinds.list[k]->cells >> cell & 1) != 0 ? atom->counts[k] : 0;
	return n;
}

/* Each group has room for all of its observations, long ones or not. */
static void rooms_make(struct dealer *d, size_t cell)
{
	const struct atoms *atoms = &d->face->atoms;
	size_t total = 0, longs = 0;

	memset(d->groups, 0, d->m->groups.count * sizeof(*d->groups));
	for (size_t i = 0; i < atoms->count; i++)
		for (size_t g = 0; g < atoms->list[i].group_count; g++)
			d->groups[atoms->list[i].groups[g]].low_count += atom_share(d->face, &atoms->list[i], cell);
	for (size_t i = 0; i < d->long_count; i++)
		if (is_dealt(d, d->longs[i].where)) {
			const struct atom *atom = &atoms->list[d->longs[i].where >> STREAM_BITS];

			for (size_t g = 0; g < atom->group_count; g++)
				d->groups[atom->groups[g]].high_count++;
		}
	for (size_t i = 0; i < d->m->groups.count; i++) {
		total += d->groups[i].low_count;
		longs += d->groups[i].high_count;
	}
	d->low = mem_grow(NULL, total + 1, sizeof(*d->low));
	d->high = mem_grow(NULL, longs + 1, sizeof(*d->high));
	total = longs = 0;
	for (size_t i = 0; i < d->m->groups.count; i++) {
		struct curve *curve = &d->groups[i];

		curve->low = d->low + total;
		curve->high = d->high + longs;
		total += curve->low_count;
		longs += curve->high_count;
		curve->low_count = curve->high_count = 0;
	}
}

static void low_put(struct dealer *d, const struct atom *atom, uint32_t observation)
{
	for (size_t g = 0; g < atom->group_count; g++) {
		struct curve *curve = &d->groups[atom->groups[g]];

		curve->low[curve->low_count++] = observation;
	}
}

static void lows_deal(struct dealer *d)
{
	for (size_t i = 0; i < d->count; i++) {
		uint32_t where = (uint32_t)d->sorted[i], group = d->group_of[where >> STREAM_BITS];

		if (!is_dealt(d, where))
			continue;
		if (group == SEVERAL)
			low_put(d, &d->face->atoms.list[where >> STREAM_BITS], (uint32_t)(d->sorted[i] >> 32));
		else
			d->groups[group].low[d->groups[group].low_count++] = (uint32_t)(d->sorted[i] >> 32);
	}
}

static void longs_deal(struct dealer *d)
{
	for (size_t i = 0; i < d->long_count; i++) {
		const struct atom *atom = &d->face->atoms.list[d->longs[i].where >> STREAM_BITS];

		for (size_t g = 0; is_dealt(d, d->longs[i].where) && g < atom->group_count; g++) {
			struct curve *curve = &d->groups[atom->groups[g]];

			curve->high[curve->high_count++] = d->longs[i].observation;
		}
	}
}

static void groups_deal(struct dealer *d, size_t cell)
{
	rooms_make(d, cell);
	lows_deal(d);
	longs_deal(d);
	for (size_t i = 0; i < d->m->groups.count; i++)
		curve_end(d, cell, &d->groups[i], &d->m->groups.list[i].figures[cell]);
	free(d->low);
	free(d->high);
}

static uint64_t streams_of(const struct flow *flow, size_t cell)
{
	uint64_t streams = 0;

	for (size_t i = 0; i < flow->stream_count; i++)
		streams |= (flow->streams[i] >> cell & 1) << i;
	return streams;
}

static void entries_deal(struct dealer *d, const struct entries *entries, struct figure *all)
{
	size_t asked = d->m->request->asked_count;
	uint64_t *room = mem_grow(NULL, 2 * entries->count + 1, sizeof(*room));
	uint32_t *low = mem_grow(NULL, entries->count + 1, sizeof(*low));
	uint64_t *high = mem_grow(NULL, entries->long_count + 1, sizeof(*high));

	if (entries->long_count > 1)
		qsort(entries->longs, entries->long_count, sizeof(*entries->longs), long_compare);
	d->sorted = entries_sort(entries, room);
	d->count = entries->count;
	d->longs = entries->longs;
	d->long_count = entries->long_count;
	for (size_t cell = 0; cell < asked; cell++) {
		d->streams = streams_of(d->flow, cell);
		if (d->streams == 0)
			continue;
		d->low = low;
		d->high = high;
		all_deal(d, cell, &all[cell]);
		if (d->groups != NULL)
			groups_deal(d, cell);
	}
	free(high);
	free(low);
	free(room);
}

/* ---- all of it */

/* What is no curve, and the curve of nothing. */
static void figures_finish(const struct figures_maker *m, struct figure *figures)
{
	for (size_t i = 0; i < m->request->asked_count; i++) {
		struct figure *figure = &figures[i];

		figure_time_of(&(struct figure_sorted){ 0 }, &figure->calendar);
		figure->business = figure->calendar;
		figure_share(figure);
		if (metric_info(m->request->asked[i])->shape == METRIC_SHARE)
			figure->n = figure->met + figure->missed;
	}
}

static void business_copy(const struct figures_maker *m, struct figure *figures)
{
	for (size_t i = 0; i < m->request->asked_count; i++)
		figures[i].business = figures[i].calendar;
}

static uint32_t *groups_by_atom(const struct face *face)
{
	const struct atoms *atoms = &face->atoms;
	uint32_t *out = mem_array(atoms->count + 1, sizeof(*out));

	for (size_t i = 0; i < atoms->count; i++)
		out[i] = atoms->list[i].group_count == 1 ? atoms->list[i].groups[0] : SEVERAL;
	return out;
}

void curves_make(struct figures_maker *m, struct face *face, struct figure *all)
{
	size_t groups = face == &m->face ? m->groups.count : 0;
	struct dealer d = { .m = m, .face = face };

	if (groups > 0) {
		d.groups = mem_array(groups, sizeof(*d.groups));
		d.group_of = groups_by_atom(face);
	}
	figures_finish(m, all);
	for (size_t i = 0; i < groups; i++)
		figures_finish(m, m->groups.list[i].figures);
	for (size_t i = 0; i < m->measures.count; i++) {
		d.flow = &face->flows[i];
		d.business = false;
		entries_deal(&d, &d.flow->calendar, all);
		d.business = true;
		if (m->has_schedules)
			entries_deal(&d, &d.flow->business, all);
	}
	if (!m->has_schedules) {
		business_copy(m, all);
		for (size_t i = 0; i < groups; i++)
			business_copy(m, m->groups.list[i].figures);
	}
	free(d.group_of);
	free(d.groups);
}
