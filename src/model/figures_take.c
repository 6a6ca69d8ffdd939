/* SPDX-License-Identifier: ISC */
/*
 * What one row adds to a group: one more of its kind (figures_kind.c), and
 * how long it lasted where that is measured; and what becomes of it in the end.
 */
#include "figures_make.h"

#include <string.h>

/* ---- observations */

enum { CHUNK_FIRST = 32, CHUNK_MOST = 8192 };

static void high_add(struct arena *arena, struct series *series, uint64_t observation)
{
	if (series->high_count == series->high_size) {
		size_t size = series->high_size == 0 ? CHUNK_FIRST : series->high_size * 2;
		uint64_t *list = arena_array(arena, size, sizeof(*list));

		if (series->high_count > 0)
			memcpy(list, series->high, series->high_count * sizeof(*list));
		series->high = list;
		series->high_size = size;
	}
	series->high[series->high_count++] = observation;
}

static void chunk_add(struct arena *arena, struct series *series)
{
	size_t size = series->last == NULL ? CHUNK_FIRST : series->last->size * 4;
	struct chunk *chunk;

	size = size < CHUNK_MOST ? size : CHUNK_MOST;
	chunk = arena_alloc(arena, sizeof(*chunk) + size * sizeof(chunk->values[0]));
	chunk->size = size;
	if (series->last == NULL)
		series->first = chunk;
	else
		series->last->next = chunk;
	series->last = chunk;
}

static inline void series_add(struct arena *arena, struct series *series, uint64_t observation)
{
	if (observation > UINT32_MAX) {
		high_add(arena, series, observation);
		return;
	}
	if (series->last == NULL || series->last->count == series->last->size)
		chunk_add(arena, series);
	series->last->values[series->last->count++] = (uint32_t)observation;
	series->low_count++;
}

/* Room that is used again for the next series. */
static uint32_t *low_room(struct figures_maker *m, size_t count)
{
	if (m->room_size < count) {
		m->room_size = count * 2;
		m->room = arena_array(m->arena, m->room_size, sizeof(*m->room));
	}
	return m->room;
}

/* Good until the next one is sorted. */
static struct figure_sorted series_sort(struct figures_maker *m, struct series *series)
{
	uint32_t *list = low_room(m, 2 * series->low_count), *to = list;
	uint64_t *scratch = series->high_count == 0 ? NULL :
		arena_array(m->arena, series->high_count, sizeof(*scratch));

	for (const struct chunk *chunk = series->first; chunk != NULL; chunk = chunk->next) {
		memcpy(to, chunk->values, chunk->count * sizeof(*to));
		to += chunk->count;
	}
	figure_sort_low(list, to, series->low_count);
	figure_sort(series->high, scratch, series->high_count);
	return (struct figure_sorted){ list, series->low_count, series->high, series->high_count };
}

/* ---- how long it lasted */

static int64_t business_between(const struct figures_maker *m, const struct figure_row *row, int64_t from_ms,
	int64_t to_ms)
{
	return m->has_schedules ? schedule_business_ms(row->account->schedule, from_ms, to_ms) : to_ms - from_ms;
}

/* From an instant to another, or to the end of what is known. */
static struct lasted lasted_from(const struct figures_maker *m, const struct figure_row *row, int64_t from_ms,
	int64_t ms)
{
	int64_t end = ms >= 0 ? from_ms + ms : m->request->as_of_ms > from_ms ? m->request->as_of_ms : from_ms;

	return (struct lasted){ end - from_ms, business_between(m, row, from_ms, end) };
}

/* Clocks of a state are calendar time in both: their spans are not kept. */
static struct lasted case_lasted(const struct figures_maker *m, enum metric metric, const struct figure_row *row)
{
	const struct wait_case *one = row->of_case;
	const struct case_figures *figures = row->figures;
	int64_t ms = 0;

	if (metric == METRIC_TIME_TO_HUMAN)
		return lasted_from(m, row, one->first_in_ms, figures->time_to_human_ms);
	if (metric == METRIC_FIRST_RESOLUTION)
		return lasted_from(m, row, one->open_ms, figures->first_resolution_ms);
	if (metric == METRIC_FULL_RESOLUTION)
		return lasted_from(m, row, one->open_ms, figures->full_resolution_ms);
	if (metric == METRIC_TIME_TO_ASSIGN)
		return lasted_from(m, row, one->open_ms, figures->time_to_assign_ms);
	if (metric == METRIC_CUSTOMER_WAIT)
		ms = figures->customer_wait_ms;
	else if (metric == METRIC_WORK_TIME)
		ms = figures->work_ms;
	else if (metric == METRIC_CUSTOMER_TIME)
		ms = figures->customer_ms;
	else if (metric == METRIC_ON_HOLD_TIME)
		ms = figures->hold_ms;
	return (struct lasted){ ms, ms };
}

/* How long a row lasted, as a metric measures it. */
static struct lasted row_lasted(const struct figures_maker *m, enum metric metric, const struct figure_row *row,
	const struct figure_window *window)
{
	if (metric_info(metric)->shape == METRIC_STOCK)
		return lasted_from(m, row, row->start_ms, window->until_ms - row->start_ms);
	if (row->of_case != NULL)
		return case_lasted(m, metric, row);
	if (metric == METRIC_OWN_REACTION)
		return (struct lasted){ row->own_ms,
			business_between(m, row, row->end_ms - row->own_ms, row->end_ms) };
	return (struct lasted){ row->duration_ms, row->business_ms };
}

bool metric_has_amount(enum metric metric)
{
	return metric == METRIC_MESSAGES_IN || metric == METRIC_REOPENS || metric == METRIC_REOPENS_NET ||
		metric == METRIC_REOPENS_AGENT || metric == METRIC_TRANSFERS;
}

/* What a row adds to a sum. */
static size_t amount(enum metric metric, const struct figure_row *row)
{
	const struct wait_case *one = row->of_case;
	int n = 0;

	if (metric == METRIC_MESSAGES_IN)
		n = one->messages_in;
	else if (metric == METRIC_REOPENS)
		n = one->reopens;
	else if (metric == METRIC_REOPENS_NET)
		n = row->figures->net_reopens;
	else if (metric == METRIC_REOPENS_AGENT)
		n = one->agent_reopens;
	else if (metric == METRIC_TRANSFERS)
		n = one->transfers;
	return n > 0 ? (size_t)n : 0;
}

/* Of people a row adds who it is. */
static struct lasted observation(const struct figures_maker *m, const struct kind *kind, const struct asked *asked,
	const struct figure_row *row, const struct figure_window *window)
{
	bool ended = kind->parts[asked->cell] == PART_ENDED;
	struct lasted lasted;

	if (asked->metric == METRIC_AUTHORS)
		return (struct lasted){ row->contact, row->contact };
	lasted = asked->plain ? (struct lasted){ row->duration_ms, row->business_ms } :
		row_lasted(m, asked->metric, row, window);
	return (struct lasted){ (int64_t)figure_observation(lasted.calendar_ms, ended),
		(int64_t)figure_observation(lasted.business_ms, ended) };
}

void row_measure(struct figures_maker *m, struct kinds *kinds, const struct figure_row *row,
	const struct figure_window *window, struct measured *out)
{
	out->number = kind_of(m, kinds, row, window);
	out->kind = kinds->list[out->number];
	for (size_t i = 0; i < out->kind->measured_count; i++)
		out->observations[i] = observation(m, out->kind, &out->kind->measured[i], row, window);
	for (size_t i = 0; i < out->kind->added_count; i++)
		out->amounts[i] = amount(out->kind->added[i].metric, row);
}

/* ---- groups */

static void counts_grow(struct arena *arena, struct group *group, size_t number)
{
	size_t size = group->count_size == 0 ? 32 : group->count_size * 2;
	size_t *counts;

	while (size <= number)
		size *= 2;
	counts = arena_array(arena, size, sizeof(*counts));
	if (group->count_size > 0)
		memcpy(counts, group->counts, group->count_size * sizeof(*counts));
	group->counts = counts;
	group->count_size = size;
}

void group_take(struct figures_maker *m, struct group *group, const struct measured *row)
{
	const struct kind *kind = row->kind;

	if (row->number >= group->count_size)
		counts_grow(m->arena, group, row->number);
	group->counts[row->number]++;
	for (size_t i = 0; i < kind->measured_count; i++) {
		struct cell *cell = &group->cells[kind->measured[i].cell];

		series_add(m->arena, &cell->calendar, (uint64_t)row->observations[i].calendar_ms);
		if (m->has_schedules)
			series_add(m->arena, &cell->business, (uint64_t)row->observations[i].business_ms);
	}
	for (size_t i = 0; i < kind->added_count; i++)
		group->cells[kind->added[i].cell].sum += row->amounts[i];
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

static void cell_end(struct figures_maker *m, enum metric metric, struct cell *cell, struct figure *figure)
{
	struct figure_sorted sorted = series_sort(m, &cell->calendar);

	if (metric == METRIC_AUTHORS) {
		figure->n = different(&sorted);
		return;
	}
	figure->n += cell->sum;
	figure_time_of(&sorted, &figure->calendar);
	figure->business = figure->calendar;
	if (m->has_schedules) {
		sorted = series_sort(m, &cell->business);
		figure_time_of(&sorted, &figure->business);
	}
	figure_share(figure);
	if (metric_info(metric)->shape == METRIC_SHARE)
		figure->n = figure->met + figure->missed;
}

void group_end(struct figures_maker *m, const struct kinds *kinds, struct group *group, struct figure *out)
{
	for (size_t i = 0; i < m->request->asked_count; i++) {
		enum metric metric = m->request->asked[i];

		out[i] = (struct figure){ 0 };
		for (size_t k = 0; k < kinds->count && k < group->count_size; k++)
			kind_count(kinds->list[k], metric, i, group->counts[k], &out[i]);
		cell_end(m, metric, &group->cells[i], &out[i]);
	}
}
