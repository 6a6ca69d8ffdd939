/* SPDX-License-Identifier: ISC */
/*
 * Kinds of rows.  All that a metric asks of a row, but how long it lasted, is
 * a question with few answers: they are the bits of its code.  Rows of one
 * code are the same to every metric, so that figure_part_of() is asked once
 * for each, and atoms only count how many they have; codes that are the same
 * to all that is asked are one kind.
 */
#include "figures_make.h"

#include <string.h>

static bool is_added(enum metric metric)
{
	return metric_is_amount(metric) || metric_info(metric)->shape >= METRIC_SPAN;
}

/* One measure for all that ask how long waits last. */
size_t measure_of(struct figures_maker *m, enum metric metric)
{
	const struct metric_info *info = metric_info(metric);
	struct measures *measures = &m->measures;
	bool plain = info->source == METRIC_FROM_WAITS && info->shape == METRIC_TIME && metric != METRIC_OWN_REACTION;
	size_t i = 0;

	while (i < measures->count && !(measures->list[i].plain ? plain : measures->list[i].metric == metric))
		i++;
	if (i == measures->count)
		measures->list[measures->count++] = (struct measure){ metric, plain };
	return i;
}

static bool is_measured(const struct asked *asked, enum figure_part part)
{
	return part != PART_NONE && (asked->metric == METRIC_AUTHORS ||
		((asked->shape == METRIC_TIME || asked->shape == METRIC_STOCK) && part != PART_EXCLUDED));
}

/* Who ends in one metric ends in all of that measure, so that a stream has ends, or none. */
static void push_learn(struct figures_maker *m, struct face *face, struct kind *kind, size_t measure, uint64_t cells)
{
	size_t stream = stream_of(m->arena, &face->streams, measure, cells);

	kind->pushes[kind->push_count++] = (struct push){ (uint32_t)stream, (uint16_t)measure,
		m->measures.list[measure].plain };
	kind->cells |= cells & ~STREAM_ENDED;
}

static void pushes_learn(struct figures_maker *m, struct face *face, struct kind *kind, const struct asked_list *asked)
{
	uint64_t ended[METRICS + 1] = { 0 }, censored[METRICS + 1] = { 0 };

	for (size_t i = 0; i < asked->count; i++) {
		const struct asked *one = &asked->list[i];
		enum figure_part part = (enum figure_part)kind->parts[one->cell];

		if (is_measured(one, part))
			(part == PART_ENDED ? ended : censored)[measure_of(m, one->metric)] |= UINT64_C(1) << one->cell;
	}
	for (size_t i = 0; i < m->measures.count; i++) {
		if (ended[i] != 0)
			push_learn(m, face, kind, i, ended[i] | STREAM_ENDED);
		if (censored[i] != 0)
			push_learn(m, face, kind, i, censored[i]);
	}
}

static void cell_learn(struct kind *kind, const struct asked *asked, const struct figure_row *row,
	const struct figure_window *window)
{
	enum figure_part part = figure_part_of(asked->metric, row, window);

	kind->parts[asked->cell] = (unsigned char)part;
	kind->tells = kind->tells || part != PART_NONE;
	if (is_added(asked->metric) && (part == PART_ENDED ||
	    (part == PART_EXCLUDED && asked->shape >= METRIC_RATE)))
		kind->added[kind->added_count++] = (struct added){ asked->metric, asked->cell, part == PART_EXCLUDED };
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

/* To all that is asked: what is pushed and added follows from the parts. */
static bool is_same(const struct kind *one, const struct kind *other)
{
	return one->source == other->source && one->is_early == other->is_early && one->outcome == other->outcome &&
		one->sla == other->sla && memcmp(one->parts, other->parts, sizeof(one->parts)) == 0;
}

/* Codes that make no difference are of one kind: the fewer there are, the closer tallies lie together. */
static size_t kind_put(struct figures_maker *m, struct face *face, struct kind *kind)
{
	struct kinds *kinds = &face->kinds;
	size_t i = 0;

	while (i < kinds->count && !is_same(kinds->list[i], kind))
		i++;
	kind_numbers(m, face, kind->source)[kind->code] = (uint32_t)i + 1;
	if (i < kinds->count)
		return i;
	if (kinds->count == kinds->size)
		kinds_grow(m->arena, kinds);
	kinds->list[kinds->count++] = kind;
	tallies_widen(m->arena, &face->atoms, kinds->count);
	return i;
}

size_t kind_learn(struct figures_maker *m, struct face *face, unsigned code, const struct figure_row *row)
{
	struct kind *kind = arena_alloc(m->arena, sizeof(*kind));
	const struct asked_list *asked = &m->of[source_of(row)];

	kind->source = source_of(row);
	kind->code = code;
	kind->is_early = row->start_ms < face->window->since_ms;
	kind->outcome = row->outcome;
	kind->sla = wait_sla(row->outcome, row->business_ms, row->target_ms);
	for (size_t i = 0; i < asked->count; i++)
		cell_learn(kind, &asked->list[i], row, face->window);
	pushes_learn(m, face, kind, asked);
	return kind_put(m, face, kind);
}

size_t kind_join(struct figures_maker *m, struct face *face, const struct face *from, const struct kind *kind,
	const size_t *measures)
{
	size_t number = kind_numbers(m, face, kind->source)[kind->code];
	struct kind *copy;

	if (number != 0)
		return number - 1;
	copy = arena_alloc(m->arena, sizeof(*copy));
	*copy = *kind;
	copy->push_count = 0;
	for (size_t i = 0; i < kind->push_count; i++) {
		const struct stream *stream = &from->streams.list[kind->pushes[i].stream];

		push_learn(m, face, copy, measures[stream->measure], stream->cells);
	}
	return kind_put(m, face, copy);
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

static void kind_count(const struct kind *kind, enum metric metric, size_t cell, size_t count, struct figure *figure)
{
	enum metric_shape shape = metric_info(metric)->shape;
	enum figure_part part = (enum figure_part)kind->parts[cell];

	if (part == PART_NONE)
		return;
	if (shape == METRIC_SHARE)
		verdict_add(figure, part, count);
	if (shape != METRIC_COUNT && shape != METRIC_STOCK && kind->source == METRIC_FROM_WAITS)
		outcome_add(figure, kind->outcome, count);
	if (metric <= METRIC_ALL_REPLIES)
		verdict_add(figure, part_of_sla(kind->sla), count);
	else if (shape == METRIC_TIME && kind->source != METRIC_FROM_WAITS)
		figure->open += part == PART_CENSORED ? count : 0;
	if (part == PART_ENDED && !is_added(metric))
		figure->n += count;
}

void atom_count(const struct figures_maker *m, const struct face *face, size_t at, struct figure *figures)
{
	const struct atom *atom = &face->atoms.list[at];
	const struct kinds *kinds = &face->kinds;

	for (size_t k = 0; k < kinds->count; k++) {
		size_t count = tally_of(&face->atoms, at, k)->count;

		for (size_t i = 0; count > 0 && i < m->request->asked_count; i++)
			kind_count(kinds->list[k], m->request->asked[i], i, count, &figures[i]);
	}
	for (size_t i = 0; atom->sums != NULL && i < m->request->asked_count; i++) {
		figures[i].n += atom->sums[i];
		figures[i].of += atom->sums[m->request->asked_count + i];
	}
}
