/* SPDX-License-Identifier: ISC */
/*
 * From lots to curves: a curve is of all lots of some atoms, those of a group
 * or all of them, whose streams are in its cell.
 */
#include "figures_make.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

/* The atoms of each group, one group after the other. */
struct members { uint32_t *list, *end; };

/* What one curve is of; the room is used again for the next. */
struct dealer {
	struct figures_maker *m;
	const struct face *face;
	struct lots *lots;
	size_t cell;
	bool business;
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

static void lot_deal(struct lot *lot)
{
	lot->dealt = mem_array(lot->count / DEALT_MOST + 1, sizeof(struct figure_dealt *));
	for (size_t from = 0; from < lot->count; from += DEALT_MOST) {
		size_t left = lot->count - from;
		const struct figure_run run = { lot->end - left, left < DEALT_MOST ? left : DEALT_MOST, true };

		lot->dealt[lot->dealt_count++] = figure_deal(&run, 1);
	}
}

static void dealt_gather(struct dealer *d, struct lot *lot)
{
	if (lot->dealt == NULL)
		lot_deal(lot);
	if (d->dealt_count + lot->dealt_count > d->dealt_size) {
		d->dealt_size = 2 * (d->dealt_count + lot->dealt_count);
		d->dealt = mem_grow(d->dealt, d->dealt_size, sizeof(*d->dealt));
	}
	for (size_t i = 0; i < lot->dealt_count; i++)
		d->dealt[d->dealt_count++] = lot->dealt[i];
}

/* Who wants different people has to see them all. */
static void lot_gather(struct dealer *d, struct lot *lot, bool ended)
{
	longs_gather(d, lot, ended);
	if (ended && lot->count >= DEALT_FROM && d->m->request->asked[d->cell] != METRIC_AUTHORS)
		dealt_gather(d, lot);
	else if (lot->count > 0)
		run_gather(d, lot->end - lot->count, lot->count, ended);
}

static void atom_gather(struct dealer *d, const struct atom *atom)
{
	const struct streams *streams = &d->face->streams;

	for (size_t i = 0; i < streams->count && i < atom->lot_size; i++)
		if (atom->lots[i] != 0 && (streams->list[i].cells >> d->cell & 1) != 0)
			lot_gather(d, &d->lots->list[atom->lots[i] - 1], (streams->list[i].cells & STREAM_ENDED) != 0);
}

/* ---- one curve */

/* Different people: each once, however many cases. */
static size_t different(const struct dealer *d)
{
	size_t count = d->long_count, used = 0, n = 0;
	uint64_t *list;

	for (size_t i = 0; i < d->run_count; i++)
		count += d->runs[i].count;
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

static bool has_lengths(const struct dealer *d, const struct figure *figure, const struct figure *all)
{
	return d->m->lengths != NULL && d->face == &d->m->face && figure == all &&
		d->m->request->asked[d->cell] == d->m->lengths_of;
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

static void curve_make(struct dealer *d, struct figure *figure, const struct figure *all)
{
	const struct figure_runs runs = { d->runs, d->run_count, d->longs, d->long_count, d->dealt, d->dealt_count };
	struct figure_selection *selection;

	if (d->m->request->asked[d->cell] == METRIC_AUTHORS) {
		figure->n = different(d);
		return;
	}
	selection = figure_select(&runs);
	figure_selection_time(selection, d->business ? &figure->business : &figure->calendar);
	few_take(d, d->business ? &figure->business : &figure->calendar);
	if (has_lengths(d, figure, all)) {
		lengths_count(selection, d->m->lengths, d->business);
		if (!d->m->has_schedules)
			lengths_count(selection, d->m->lengths, true);
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

static void all_make(struct dealer *d, struct figure *all)
{
	d->run_count = d->long_count = d->dealt_count = 0;
	for (size_t i = 0; i < d->face->atoms.count; i++)
		atom_gather(d, &d->face->atoms.list[i]);
	curve_make(d, &all[d->cell], &all[d->cell]);
}

static void group_make(struct dealer *d, const struct members *members, size_t group)
{
	d->run_count = d->long_count = d->dealt_count = 0;
	for (size_t i = group == 0 ? 0 : members->end[group - 1]; i < members->end[group]; i++)
		atom_gather(d, &d->face->atoms.list[members->list[i]]);
	curve_make(d, &d->m->groups.list[group].figures[d->cell], NULL);
}

static bool is_curve(const struct dealer *d, size_t cell)
{
	for (size_t i = 0; i < d->face->streams.count; i++)
		if ((d->face->streams.list[i].cells >> cell & 1) != 0)
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

static void cell_make(struct dealer *d, const struct members *members, size_t groups, struct figure *all)
{
	all_make(d, all);
	for (size_t g = 0; g < groups; g++)
		group_make(d, members, g);
}

/* By one clock. */
static void clock_make(struct dealer *d, const struct members *members, size_t groups, struct figure *all)
{
	struct lots lots = lots_of(d->face, d->business);

	d->lots = &lots;
	for (d->cell = 0; d->cell < d->m->request->asked_count; d->cell++)
		if (is_curve(d, d->cell))
			cell_make(d, members, groups, all);
	lots_finish(&lots);
}

void curves_make(struct figures_maker *m, struct face *face, struct figure *all)
{
	size_t groups = face == &m->face ? m->groups.count : 0;
	struct members members = members_of(face, groups);
	struct dealer d = { .m = m, .face = face };

	figures_finish(m, all);
	for (size_t i = 0; i < groups; i++)
		figures_finish(m, m->groups.list[i].figures);
	clock_make(&d, &members, groups, all);
	if (m->has_schedules) {
		d.business = true;
		clock_make(&d, &members, groups, all);
	} else {
		business_copy(m, all);
		for (size_t i = 0; i < groups; i++)
			business_copy(m, m->groups.list[i].figures);
	}
	free(members.list);
	free(members.end);
	free(d.runs);
	free(d.longs);
	free(d.dealt);
}
