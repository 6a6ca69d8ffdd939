/* SPDX-License-Identifier: ISC */
/*
 * From lots to curves: a curve is of all lots of some atoms, those of a group
 * or all of them, whose streams are in its cell.  Curves do not know of each
 * other: where rows are many two threads take them in turns.
 */
#include "figures_make.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

/* The atoms of each group, one group after the other. */
struct members { uint32_t *list, *end; };

/* A part of a great lot. */
struct piece { struct lot *lot; size_t number; };

/* All curves by one clock.  What is numbered is taken in turns. */
struct curves {
	struct figures_maker *m;
	const struct face *face;
	bool business;
	struct lots lots;
	struct members members;
	struct figure *all;
	size_t cells[METRICS], cell_count, group_count;
	struct piece *pieces;
	size_t piece_count;
	atomic_size_t next_piece, next_curve;
};

/* What one curve is of; the room is used again for the next. */
struct dealer {
	struct curves *curves;
	size_t cell;
	struct figure_run *runs;
	uint64_t *longs;
	const struct figure_dealt **dealt;
	size_t run_count, run_size, long_count, long_size, dealt_count, dealt_size;
};
/* So many are dealt once for all their curves, in parts that stay near the processor. */
enum { DEALT_FROM = 16384, DEALT_MOST = 65536 };

/* ---- gathered */

static void run_gather(struct dealer *d, const uint32_t *ms, size_t count, bool ended)
{
	if (d->run_count == d->run_size) {
		d->run_size = d->run_size == 0 ? 64 : d->run_size * 2;
		d->runs = mem_grow(d->runs, d->run_size, sizeof(*d->runs));
	}
	d->runs[d->run_count++] = (struct figure_run){ ms, count, ended };
}

static void longs_gather(struct dealer *d, const struct lot *lot, bool ended)
{
	if (d->long_count + lot->long_count > d->long_size) {
		d->long_size = 2 * (d->long_count + lot->long_count);
		d->longs = mem_grow(d->longs, d->long_size, sizeof(*d->longs));
	}
	for (size_t i = 0; i < lot->long_count; i++)
		d->longs[d->long_count++] = figure_observation((int64_t)lot->longs[i].ms, ended);
}

static void dealt_gather(struct dealer *d, const struct lot *lot)
{
	if (d->dealt_count + lot->dealt_count > d->dealt_size) {
		d->dealt_size = 2 * (d->dealt_count + lot->dealt_count);
		d->dealt = mem_grow(d->dealt, d->dealt_size, sizeof(*d->dealt));
	}
	for (size_t i = 0; i < lot->dealt_count; i++)
		d->dealt[d->dealt_count++] = lot->dealt[i];
}

static void lot_gather(struct dealer *d, const struct lot *lot, bool ended)
{
	longs_gather(d, lot, ended);
	if (lot->dealt != NULL)
		dealt_gather(d, lot);
	else if (lot->count > 0)
		run_gather(d, lot->end - lot->count, lot->count, ended);
}

static void atom_gather(struct dealer *d, const struct atom *atom)
{
	const struct streams *streams = &d->curves->face->streams;

	for (size_t i = 0; i < streams->count && i < atom->lot_size; i++)
		if (atom->lots[i] != 0 && (streams->list[i].cells >> d->cell & 1) != 0)
			lot_gather(d, &d->curves->lots.list[atom->lots[i] - 1], (streams->list[i].cells & STREAM_ENDED) != 0);
}

/* ---- great lots, dealt before any curve asks */

/* Who wants different people has to see them all. */
static bool is_dealt(const struct curves *c, const struct stream *stream, const struct lot *lot)
{
	return lot->count >= DEALT_FROM && (stream->cells & STREAM_ENDED) != 0 &&
		c->m->measures.list[stream->measure].metric != METRIC_AUTHORS;
}

static void lot_cut(struct curves *c, struct lot *lot)
{
	lot->dealt_count = (lot->count + DEALT_MOST - 1) / DEALT_MOST;
	lot->dealt = mem_array(lot->dealt_count, sizeof(struct figure_dealt *));
	c->pieces = mem_grow(c->pieces, c->piece_count + lot->dealt_count, sizeof(*c->pieces));
	for (size_t i = 0; i < lot->dealt_count; i++)
		c->pieces[c->piece_count++] = (struct piece){ lot, i };
}

static void pieces_find(struct curves *c)
{
	const struct streams *streams = &c->face->streams;

	for (size_t a = 0; a < c->face->atoms.count; a++) {
		const struct atom *atom = &c->face->atoms.list[a];

		for (size_t s = 0; s < streams->count && s < atom->lot_size; s++) {
			struct lot *lot = atom->lots[s] == 0 ? NULL : &c->lots.list[atom->lots[s] - 1];

			if (lot != NULL && is_dealt(c, &streams->list[s], lot))
				lot_cut(c, lot);
		}
	}
}

static void pieces_deal(void *data)
{
	struct curves *c = ((struct dealer *)data)->curves;
	size_t at;

	while ((at = atomic_fetch_add(&c->next_piece, 1)) < c->piece_count) {
		struct lot *lot = c->pieces[at].lot;
		size_t left = lot->count - c->pieces[at].number * DEALT_MOST;
		const struct figure_run run = { lot->end - left, left < DEALT_MOST ? left : DEALT_MOST, true };

		lot->dealt[c->pieces[at].number] = figure_deal(&run, 1);
	}
}

/* ---- one curve */

/* Numbers of people are small: a bit for each, up to those of a desk of many millions. */
enum { PEOPLE_BITS = 1 << 26 };

static bool mark_set(unsigned char *bits, uint64_t number)
{
	unsigned char bit = (unsigned char)(1 << (number & 7)), was = bits[number >> 3] & bit;

	bits[number >> 3] |= bit;
	return was == 0;
}

static size_t different_small(const struct dealer *d, uint32_t most)
{
	unsigned char *bits = mem_array(most / 8 + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < d->run_count; i++)
		for (size_t k = 0; k < d->runs[i].count; k++)
			n += mark_set(bits, d->runs[i].ms[k]);
	free(bits);
	return n;
}

/* Different people: each once, however many cases. */
static size_t different(const struct dealer *d)
{
	uint32_t most = 0;

	size_t count = d->long_count, used = 0, n = 0;
	uint64_t *list;

	for (size_t i = 0; i < d->run_count; i++) {
		count += d->runs[i].count;
		for (size_t k = 0; k < d->runs[i].count; k++)
			most = d->runs[i].ms[k] > most ? d->runs[i].ms[k] : most;
	}
	if (d->long_count == 0 && most < PEOPLE_BITS)
		return different_small(d, most);
	list = mem_grow(NULL, 2 * count + 1, sizeof(*list));
	for (size_t i = 0; i < d->run_count; i++)
		for (size_t k = 0; k < d->runs[i].count; k++)
			list[used++] = d->runs[i].ms[k];
	for (size_t i = 0; i < d->long_count; i++)
		list[used++] = d->longs[i] >> 1;
	figure_sort(list, list + count, count);
	for (size_t i = 0; i < count; i++)
		n += i == 0 || list[i] != list[i - 1];
	free(list);
	return n;
}

static void lengths_count(struct figure_selection *selection, struct figure_length *list, bool business)
{
	size_t n = 0, open = 0;

	for (struct figure_length *length = list; ; length++) {
		size_t n_before = n, open_before = open;

		figure_selection_rank(selection, length->within_ms, &n, &open);
		length->n[business] += (int64_t)(n - n_before);
		length->open[business] += (int64_t)(open - open_before);
		if (length->within_ms == INT64_MAX)
			return;
	}
}

static bool has_lengths(const struct curves *c, size_t cell, const struct figure *figure)
{
	return c->m->lengths != NULL && c->face == &c->m->face && figure == &c->all[cell] &&
		c->m->request->asked[cell] == c->m->lengths_of;
}

static size_t ended_count(const struct dealer *d)
{
	size_t count = d->dealt_count > 0 ? FIGURE_P50_FROM : 0;

	for (size_t i = 0; i < d->run_count && count < FIGURE_P50_FROM; i++)
		count += d->runs[i].ended ? d->runs[i].count : 0;
	for (size_t i = 0; i < d->long_count && count < FIGURE_P50_FROM; i++)
		count += (d->longs[i] & 1) == 0;
	return count;
}

static void few_put(struct figure_time *time, int64_t ms)
{
	size_t at = time->few++;

	for (; at > 0 && time->few_ms[at - 1] > ms; at--)
		time->few_ms[at] = time->few_ms[at - 1];
	time->few_ms[at] = ms;
}

/* What is too few for a quantile is told as it is. */
static void few_take(const struct dealer *d, struct figure_time *time)
{
	if (ended_count(d) >= FIGURE_P50_FROM)
		return;
	for (size_t i = 0; i < d->run_count; i++)
		for (size_t k = 0; d->runs[i].ended && k < d->runs[i].count; k++)
			few_put(time, d->runs[i].ms[k]);
	for (size_t i = 0; i < d->long_count; i++)
		if ((d->longs[i] & 1) == 0)
			few_put(time, (int64_t)(d->longs[i] >> 1));
}

static void curve_make(struct dealer *d, struct figure *figure)
{
	const struct figure_runs runs = { d->runs, d->run_count, d->longs, d->long_count, d->dealt, d->dealt_count };
	const struct curves *c = d->curves;
	struct figure_selection *selection;

	if (c->m->request->asked[d->cell] == METRIC_AUTHORS) {
		figure->n = different(d);
		return;
	}
	selection = figure_select(&runs);
	figure_selection_time(selection, c->business ? &figure->business : &figure->calendar);
	few_take(d, c->business ? &figure->business : &figure->calendar);
	if (has_lengths(c, d->cell, figure)) {
		lengths_count(selection, c->m->lengths, c->business);
		if (!c->m->has_schedules)
			lengths_count(selection, c->m->lengths, true);
	}
	figure_selection_destroy(selection);
}

/* ---- all of them */

/* Where a group begins becomes where it ends while it is filled. */
static struct members members_of(const struct face *face, size_t groups)
{
	const struct atoms *atoms = &face->atoms;
	struct members out = { .end = mem_array(groups + 1, sizeof(*out.end)) };
	uint32_t sum = 0;

	for (size_t i = 0; i < atoms->count; i++)
		for (size_t g = 0; g < atoms->list[i].group_count; g++)
			out.end[atoms->list[i].groups[g]]++;
	for (size_t g = 0; g < groups; g++) {
		uint32_t n = out.end[g];

		out.end[g] = sum;
		sum += n;
	}
	out.list = mem_array((size_t)sum + 1, sizeof(*out.list));
	for (size_t i = 0; i < atoms->count; i++)
		for (size_t g = 0; g < atoms->list[i].group_count; g++)
			out.list[out.end[atoms->list[i].groups[g]]++] = (uint32_t)i;
	return out;
}

/* Of all rows, or of a group: its number + 1. */
static void curve_of(struct dealer *d, size_t number)
{
	const struct curves *c = d->curves;
	const struct atoms *atoms = &c->face->atoms;
	const struct members *members = &c->members;
	size_t from = number < 2 ? 0 : members->end[number - 2];
	size_t until = number == 0 ? atoms->count : members->end[number - 1];

	d->run_count = d->long_count = d->dealt_count = 0;
	for (size_t i = from; i < until; i++)
		atom_gather(d, &atoms->list[number == 0 ? i : members->list[i]]);
	curve_make(d, number == 0 ? &c->all[d->cell] : &c->m->groups.list[number - 1].figures[d->cell]);
}

/* Those of all rows, which take longest, come first. */
static void curves_take(void *data)
{
	struct dealer *d = data;
	struct curves *c = d->curves;
	size_t at;

	while ((at = atomic_fetch_add(&c->next_curve, 1)) < c->cell_count * (c->group_count + 1)) {
		d->cell = c->cells[at % c->cell_count];
		curve_of(d, at / c->cell_count);
	}
	free(d->runs);
	free(d->longs);
	free(d->dealt);
}

static bool is_curve(const struct face *face, size_t cell)
{
	for (size_t i = 0; i < face->streams.count; i++)
		if ((face->streams.list[i].cells >> cell & 1) != 0)
			return true;
	return false;
}

/* What is no curve, and the curve of nothing. */
static void figures_finish(const struct figures_maker *m, struct figure *figures)
{
	for (size_t i = 0; i < m->request->asked_count; i++) {
		struct figure *figure = &figures[i];

		figure_time_of(NULL, 0, &figure->calendar);
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

static void clock_make(struct curves *c, bool business)
{
	struct dealer here = { .curves = c }, beside = { .curves = c };
	size_t rows = 0;

	c->business = business;
	c->lots = lots_of(c->m, c->face, business);
	for (size_t i = 0; i < c->lots.count; i++)
		rows += c->lots.list[i].count;
	c->piece_count = 0;
	atomic_init(&c->next_piece, 0);
	atomic_init(&c->next_curve, 0);
	pieces_find(c);
	if (c->piece_count > 0)
		pair_of(c->m, rows, pieces_deal, &here, &beside);
	if (c->cell_count > 0)
		pair_of(c->m, rows, curves_take, &here, &beside);
	lots_finish(&c->lots);
}

void curves_make(struct figures_maker *m, struct face *face, struct figure *all)
{
	size_t groups = face == &m->face ? m->groups.count : 0;
	struct curves c = { .m = m, .face = face, .members = members_of(face, groups), .all = all, .group_count = groups };

	figures_finish(m, all);
	for (size_t i = 0; i < groups; i++)
		figures_finish(m, m->groups.list[i].figures);
	for (size_t cell = 0; cell < m->request->asked_count; cell++)
		if (is_curve(face, cell))
			c.cells[c.cell_count++] = cell;
	clock_make(&c, false);
	if (m->has_schedules) {
		clock_make(&c, true);
	} else {
		business_copy(m, all);
		for (size_t i = 0; i < groups; i++)
			business_copy(m, m->groups.list[i].figures);
	}
	free(c.members.list);
	free(c.members.end);
	free(c.pieces);
}
