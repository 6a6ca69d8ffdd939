/* SPDX-License-Identifier: ISC */
/*
 * What one row adds: one more of its kind to its atom, and how long it lasted
 * where that is measured; curves and groups come in the end.  Waits, of which
 * a year has a million, have a way of their own to do so (figures_waits.c).
 */
#include "figures_make.h"

#include <string.h>

/* ---- how long it lasted */

/* From an instant to another, or to the end of what is known. */
static struct lasted lasted_from(const struct figures_maker *m, const struct figure_row *row, int64_t from_ms,
	int64_t ms)
{
	int64_t end = ms >= 0 ? from_ms + ms : m->request->as_of_ms > from_ms ? m->request->as_of_ms : from_ms;

	return (struct lasted){ end - from_ms, business_between(m, row->account, row->team, from_ms, end) };
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
	return row->of_case != NULL ? case_lasted(m, metric, row) : (struct lasted){ row->duration_ms, row->business_ms };
}

/* What a row adds to a sum. */
static size_t amount(enum metric metric, const struct figure_row *row)
{
	const struct wait_case *one = row->of_case;
	int n = 0;

	if (metric_info(metric)->shape >= METRIC_SPAN)
		return row->duration_ms > 0 ? (size_t)row->duration_ms : 0;
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

/* ---- its atom */

/* Half of the slots stay free. */
static void atoms_grow(struct arena *arena, struct atoms *atoms)
{
	size_t size = atoms->slot_count == 0 ? 64 : atoms->slot_count * 2;
	struct atom *list = arena_array(arena, size / 2, sizeof(*list));

	if (atoms->count > 0)
		memcpy(list, atoms->list, atoms->count * sizeof(*list));
	atoms->list = list;
	atoms->slots = arena_array(arena, size, sizeof(*atoms->slots));
	atoms->slot_count = size;
	for (size_t i = 0; i < atoms->count; i++)
		atoms->slots[atom_slot(atoms, list[i].keys[0], list[i].keys[1])] = (uint32_t)i + 1;
}

/* More than ATOMS_MAX are told apart no more, which groups_make() refuses. */
size_t atom_make(struct figures_maker *m, struct atoms *atoms, int64_t first, int64_t second)
{
	if (atoms->count == ATOMS_MAX) {
		m->groups.too_many = true;
		return 0;
	}
	if (atoms->count * 2 == atoms->slot_count)
		atoms_grow(m->arena, atoms);
	atoms->list[atoms->count] = (struct atom){ .keys = { first, second } };
	atoms->slots[atom_slot(atoms, first, second)] = (uint32_t)++atoms->count;
	return atoms->count - 1;
}

void face_init(struct figures_maker *m, struct face *face, const struct figure_window *window)
{
	face->window = window;
	atoms_grow(m->arena, &face->atoms);
	if (m->request->by[0] == BY_NOTHING || face == &m->before)
		(void)atom_make(m, &face->atoms, KEY_NONE, KEY_NONE);
}

void counts_grow(struct arena *arena, struct atom *atom, size_t number)
{
	size_t size = atom->count_size == 0 ? 8 : atom->count_size * 2;
	uint32_t *counts;

	while (size <= number)
		size *= 2;
	counts = arena_array(arena, size, sizeof(*counts));
	if (atom->count_size > 0)
		memcpy(counts, atom->counts, atom->count_size * sizeof(*counts));
	atom->counts = counts;
	atom->count_size = size;
}

/* ---- its kind */

enum { CASE_CODE_BITS = 17, TRACE_KIND_BITS = 5, TRACE_CODE_BITS = 8 + TRACE_KIND_BITS };
_Static_assert(TRACE_KINDS <= 1 << TRACE_KIND_BITS, "a code for each");

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

	return dated_code(row->start_ms, row->end_ms, window) | (unsigned)(trace->value_ms >= 0) << 3 |
		(unsigned)(trace->value_ms > 0) << 4 | (unsigned)(trace->value_ms >= 4) << 5 |
		(unsigned)trace->superseded << 6 | (unsigned)(row->outcome == WAIT_OPEN) << 7 | (unsigned)trace->kind << 8;
}

enum metric_source source_of(const struct figure_row *row)
{
	return row->of_case != NULL ? METRIC_FROM_CASES : row->of_trace != NULL ? METRIC_FROM_TRACES : METRIC_FROM_WAITS;
}

/* Whether a bot kept a case are two questions more, that few rows have. */
static unsigned code_of(const struct figure_row *row, const struct figure_window *window)
{
	if (row->of_trace != NULL)
		return trace_code(row, window);
	return case_code(row, window) | (unsigned)row->figures->contained << 15 |
		(unsigned)((row->of_case->flags & WAIT_HANDED_OVER) != 0) << 16;
}

uint32_t *kind_numbers(struct figures_maker *m, struct face *face, enum metric_source source, unsigned bits)
{
	if (face->kinds.of[source] == NULL)
		face->kinds.of[source] = arena_array(m->arena, (size_t)1 << bits, sizeof(uint32_t));
	return face->kinds.of[source];
}

static size_t kind_of(struct figures_maker *m, struct face *face, const struct figure_row *row)
{
	uint32_t *numbers = kind_numbers(m, face, source_of(row), row->of_trace != NULL ? TRACE_CODE_BITS : CASE_CODE_BITS);
	unsigned code = code_of(row, face->window);

	if (numbers[code] == 0)
		numbers[code] = (uint32_t)kind_learn(m, face, row) + 1;
	return numbers[code] - 1;
}

/* ---- the row */

/* Of people a row adds who it is. */
static void row_push(struct figures_maker *m, struct face *face, const struct figure_row *row, struct push push,
	struct atom *atom)
{
	enum metric metric = m->measures.list[push.measure].metric;
	struct lasted lasted = metric == METRIC_AUTHORS ? (struct lasted){ row->contact, row->contact } :
		row_lasted(m, metric, row, face->window);

	lasted_add(m, face, atom, push.stream, lasted);
}

void row_take(struct figures_maker *m, struct face *face, const struct figure_row *row, const struct place *place)
{
	const enum figure_dimension *by = m->request->by;
	size_t number = kind_of(m, face, row), at = 0;
	const struct kind *kind = face->kinds.list[number];
	struct atom *atom;

	if (by[0] != BY_NOTHING && face == &m->face) {
		const struct told_by of = { row->account, row->agent, row->start_ms, *place };

		at = atom_find(m, &face->atoms, atom_key(m, 0, &of), atom_key(m, 1, &of));
	}
	atom = &face->atoms.list[at];
	atom_row(m->arena, atom, number);
	for (size_t i = 0; i < kind->push_count; i++)
		row_push(m, face, row, kind->pushes[i], atom);
	if (kind->added_count > 0 && atom->sums == NULL)
		atom->sums = arena_array(m->arena, 2 * m->request->asked_count, sizeof(*atom->sums));
	for (size_t i = 0; i < kind->added_count; i++)
		atom->sums[kind->added[i].cell + (kind->added[i].of ? m->request->asked_count : 0)] +=
			amount(kind->added[i].metric, row);
}
