/* SPDX-License-Identifier: ISC */
/*
 * Kinds of rows.  All that a metric asks of a row, but how long it lasted, is
 * a question with few answers: they are the bits of its code.  Rows of one
 * code are the same to every metric, so that figure_part_of() is asked once
 * for each, and groups only count how many they have.
 */
#include "figures_make.h"

#include <string.h>

enum { WAIT_CODE_BITS = 14, CASE_CODE_BITS = 17, TRACE_CODE_BITS = 11 };

/* Where a row lies in the window: bits that both sources have. */
static unsigned dated_code(int64_t start_ms, int64_t end_ms, const struct figure_window *window)
{
	return (unsigned)(start_ms >= window->since_ms && start_ms < window->until_ms) |
		(unsigned)(end_ms >= window->since_ms && end_ms < window->until_ms) << 1 |
		(unsigned)(start_ms < window->until_ms) << 2;
}

static unsigned wait_code(const struct figure_row *row, const struct figure_window *window)
{
	return dated_code(row->start_ms, row->end_ms, window) |
		(unsigned)(row->end_ms >= window->until_ms) << 3 |
		(unsigned)row->outcome << 4 | (unsigned)row->kind << 6 |
		(unsigned)((row->flags & WAIT_NO_REPLY) != 0) << 7 |
		(unsigned)((row->flags & WAIT_CHASED) != 0) << 8 |
		(unsigned)(row->agent != 0) << 9 | (unsigned)(row->target_ms > 0) << 10 |
		(unsigned)(row->business_ms > row->target_ms) << 11 |
		(unsigned)(row->duration_ms > row->target_ms) << 12 |
		(unsigned)(row->business_ms == 0 && row->duration_ms > 0) << 13;
}

/* What there is none of is measured as -1. */
static unsigned case_code(const struct figure_row *row, const struct figure_window *window)
{
	const struct wait_case *one = row->of_case;
	const struct case_figures *figures = row->figures;

	return dated_code(one->open_ms, one->settled_ms == 0 ? INT64_MIN : one->settled_ms, window) |
		(unsigned)((one->flags & CASE_WE_BEGAN) != 0) << 3 |
		(unsigned)((one->flags & CASE_BOT_HELD) != 0) << 4 |
		(unsigned)(one->waits == 0) << 5 | (unsigned)(one->open_wait_ms == 0) << 6 |
		(unsigned)(one->first_resolved_ms != 0) << 7 | (unsigned)figures->resolved << 8 |
		(unsigned)(figures->time_to_human_ms >= 0) << 9 |
		(unsigned)(figures->full_resolution_ms >= 0) << 10 |
		(unsigned)(figures->time_to_assign_ms >= 0) << 11 |
		(unsigned)figures->one_touch << 12 | (unsigned)figures->mature << 13 |
		(unsigned)(figures->net_reopens > 0) << 14;
}

static unsigned trace_code(const struct figure_row *row, const struct figure_window *window)
{
	const struct trace *trace = row->of_trace;

	return dated_code(row->start_ms, row->end_ms, window) | (unsigned)trace->kind << 3 |
		(unsigned)(trace->value_ms >= 0) << 6 | (unsigned)(trace->value_ms > 0) << 7 |
		(unsigned)(trace->value_ms >= 4) << 8 | (unsigned)trace->superseded << 9 |
		(unsigned)(row->outcome == WAIT_OPEN) << 10;
}

static enum metric_source source_of(const struct figure_row *row)
{
	return row->of_case != NULL ? METRIC_FROM_CASES : row->of_trace != NULL ? METRIC_FROM_TRACES : METRIC_FROM_WAITS;
}

/* Whether a bot kept a case are two questions more, that few rows have. */
static unsigned code_of(const struct figure_row *row, const struct figure_window *window)
{
	if (row->of_trace != NULL)
		return trace_code(row, window);
	if (row->of_case == NULL)
		return wait_code(row, window);
	return case_code(row, window) | (unsigned)row->figures->contained << 15 |
		(unsigned)((row->of_case->flags & WAIT_HANDED_OVER) != 0) << 16;
}

static void cell_learn(struct kind *kind, const struct asked *asked, const struct figure_row *row,
	const struct figure_window *window)
{
	enum figure_part part = figure_part_of(asked->metric, row, window);

	kind->parts[asked->cell] = (unsigned char)part;
	if (part == PART_NONE)
		return;
	if (asked->metric == METRIC_AUTHORS || ((asked->shape == METRIC_TIME || asked->shape == METRIC_STOCK) &&
	    part != PART_EXCLUDED))
		kind->measured[kind->measured_count++] = *asked;
	else if (part == PART_ENDED && metric_has_amount(asked->metric))
		kind->added[kind->added_count++] = *asked;
}

static void kinds_grow(struct arena *arena, struct kinds *kinds)
{
	size_t size = kinds->size == 0 ? 64 : kinds->size * 2;
	struct kind **list = arena_array(arena, size, sizeof(struct kind *));

	if (kinds->count > 0)
		memcpy(list, kinds->list, kinds->count * sizeof(struct kind *));
	kinds->list = list;
	kinds->size = size;
}

static size_t kind_learn(struct figures_maker *m, struct kinds *kinds, const struct figure_row *row,
	const struct figure_window *window)
{
	const struct asked_list *asked = &m->of[source_of(row)];
	struct kind *kind = arena_alloc(m->arena, sizeof(*kind));

	kind->of_wait = row->of_case == NULL && row->of_trace == NULL;
	kind->outcome = row->outcome;
	kind->sla = wait_sla(row->outcome, row->business_ms, row->target_ms);
	for (size_t i = 0; i < asked->count; i++)
		cell_learn(kind, &asked->list[i], row, window);
	if (kinds->count == kinds->size)
		kinds_grow(m->arena, kinds);
	kinds->list[kinds->count] = kind;
	return kinds->count++;
}

size_t kind_of(struct figures_maker *m, struct kinds *kinds, const struct figure_row *row,
	const struct figure_window *window)
{
	static const size_t codes[METRIC_SOURCES] = { [METRIC_FROM_WAITS] = (size_t)1 << WAIT_CODE_BITS,
		[METRIC_FROM_CASES] = (size_t)1 << CASE_CODE_BITS, [METRIC_FROM_TRACES] = (size_t)1 << TRACE_CODE_BITS };
	enum metric_source source = source_of(row);
	uint32_t **numbers = &kinds->of[source];
	unsigned code = code_of(row, window);

	if (*numbers == NULL)
		*numbers = arena_array(m->arena, codes[source], sizeof(**numbers));
	if ((*numbers)[code] == 0)
		(*numbers)[code] = (uint32_t)kind_learn(m, kinds, row, window) + 1;
	return (*numbers)[code] - 1;
}

/* ---- in the end */

static void outcome_add(struct figure *figure, enum wait_outcome outcome, size_t count)
{
	figure->open += outcome == WAIT_OPEN ? count : 0;
	figure->waived += outcome == WAIT_WAIVED ? count : 0;
	figure->withdrawn += outcome == WAIT_WITHDRAWN ? count : 0;
}

static void verdict_add(struct figure *figure, enum figure_part part, size_t count)
{
	figure->met += part == PART_MET ? count : 0;
	figure->missed += part == PART_MISSED ? count : 0;
	figure->undecided += part == PART_UNDECIDED ? count : 0;
	figure->excluded += part == PART_EXCLUDED ? count : 0;
}

static enum figure_part part_of_sla(enum wait_sla sla)
{
	static const enum figure_part parts[SLA_STATES] = { [SLA_MET] = PART_MET, [SLA_MISSED] = PART_MISSED,
		[SLA_UNDECIDED] = PART_UNDECIDED, [SLA_EXCLUDED] = PART_EXCLUDED };

	return parts[sla];
}

void kind_count(const struct kind *kind, enum metric metric, size_t cell, size_t count, struct figure *figure)
{
	enum metric_shape shape = metric_info(metric)->shape;
	enum figure_part part = (enum figure_part)kind->parts[cell];

	if (part == PART_NONE)
		return;
	if (shape == METRIC_SHARE)
		verdict_add(figure, part, count);
	if (shape != METRIC_COUNT && shape != METRIC_STOCK && kind->of_wait)
		outcome_add(figure, kind->outcome, count);
	if (metric <= METRIC_ALL_REPLIES)
		verdict_add(figure, part_of_sla(kind->sla), count);
	else if (shape == METRIC_TIME && !kind->of_wait)
		figure->open += part == PART_CENSORED ? count : 0;
	if (part == PART_ENDED && !metric_has_amount(metric))
		figure->n += count;
}
