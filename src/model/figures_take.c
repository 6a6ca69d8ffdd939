/* SPDX-License-Identifier: ISC */
/*
 * What one row adds: one more of its kind to its atom, and how long it lasted
 * where that is measured; curves and groups come in the end.  Traces come here
 * one by one; waits and cases, of which a year has a million, by the block
 * (figures_batch.c).
 */
#include "figures_make.h"

#include <string.h>

/* ---- its atom */

enum { SLOTS_FIRST = 64, KIND_BITS_FIRST = 3 };

/* Half of the slots stay free. */
static void atoms_grow(struct arena *arena, struct atoms *atoms)
{
	size_t size = atoms->slot_count == 0 ? SLOTS_FIRST : atoms->slot_count * 2;
	struct atom *list = arena_array(arena, size / 2, sizeof(*list));
	struct tally *tallies = arena_array(arena, size / 2 << atoms->kind_bits, sizeof(*tallies));

	if (atoms->count > 0) {
		memcpy(list, atoms->list, atoms->count * sizeof(*list));
		memcpy(tallies, atoms->tallies, (atoms->count << atoms->kind_bits) * sizeof(*tallies));
	}
	atoms->list = list;
	atoms->tallies = tallies;
	atoms->slots = arena_array(arena, size, sizeof(*atoms->slots));
	atoms->slot_count = size;
	for (size_t i = 0; i < atoms->count; i++)
		atoms->slots[atom_slot(atoms, list[i].keys[0], list[i].keys[1])] = (uint32_t)i + 1;
}

void tallies_widen(struct arena *arena, struct atoms *atoms, size_t kinds)
{
	unsigned was = atoms->kind_bits;
	struct tally *tallies;

	if (kinds <= (size_t)1 << was)
		return;
	while (kinds > (size_t)1 << atoms->kind_bits)
		atoms->kind_bits++;
	tallies = arena_array(arena, atoms->slot_count / 2 << atoms->kind_bits, sizeof(*tallies));
	for (size_t i = 0; i < atoms->count; i++)
		memcpy(&tallies[i << atoms->kind_bits], &atoms->tallies[i << was], sizeof(*tallies) << was);
	atoms->tallies = tallies;
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
	face->atoms.kind_bits = KIND_BITS_FIRST;
	face->atoms.second_bits = m->request->by[1] == BY_NOTHING ? 0 : SECOND_BITS;
	atoms_grow(m->arena, &face->atoms);
	if (m->request->by[0] == BY_NOTHING || face == &m->before)
		(void)atom_make(m, &face->atoms, KEY_NONE, KEY_NONE);
	else
		face->atoms.small = arena_array(m->arena, (size_t)1 << SMALL_BITS, sizeof(*face->atoms.small));
}

/* ---- its kind */

_Static_assert(TRACE_KINDS <= 1 << TRACE_KIND_BITS, "a code for each");

enum metric_source source_of(const struct figure_row *row)
{
	return row->of_case != NULL ? METRIC_FROM_CASES : row->of_trace != NULL ? METRIC_FROM_TRACES : METRIC_FROM_WAITS;
}

uint32_t *kind_numbers(struct figures_maker *m, struct face *face, enum metric_source source)
{
	static const unsigned bits[METRIC_SOURCES] = { [METRIC_FROM_WAITS] = WAIT_CODE_BITS,
		[METRIC_FROM_CASES] = CASE_CODE_BITS, [METRIC_FROM_TRACES] = TRACE_CODE_BITS };

	if (face->kinds.of[source] == NULL)
		face->kinds.of[source] = arena_array(m->arena, (size_t)1 << bits[source], sizeof(uint32_t));
	return face->kinds.of[source];
}

/* ---- the row */

void sum_add(struct figures_maker *m, struct face *face, size_t atom, const struct added *added, int64_t amount)
{
	size_t **sums = &face->atoms.list[atom].sums;

	if (*sums == NULL)
		*sums = arena_array(m->arena, 2 * m->request->asked_count, sizeof(**sums));
	if (amount > 0)
		(*sums)[added->cell + (added->of ? m->request->asked_count : 0)] += (size_t)amount;
}

void row_take(struct figures_maker *m, struct face *face, const struct figure_row *row, const struct place *place)
{
	unsigned code = trace_code(row->of_trace, row->outcome, face->window);
	size_t number = kind_numbers(m, face, METRIC_FROM_TRACES)[code];
	const struct kind *kind;
	struct tally *tally;
	size_t atom = 0;

	number = number != 0 ? number - 1 : kind_learn(m, face, code, row);
	if (m->request->by[0] != BY_NOTHING && face == &m->face) {
		const struct told_by of = { row->account, row->agent, row->start_ms, *place };

		atom = atom_find(m, &face->atoms, atom_key(m, 0, &of), atom_key(m, 1, &of));
	}
	kind = face->kinds.list[number];
	tally = tally_of(&face->atoms, atom, number);
	tally->count++;
	for (size_t i = 0; i < kind->push_count; i++)
		lasted_add(m, face, atom, tally, i, kind->pushes[i].stream,
			(struct lasted){ row->duration_ms, row->business_ms });
	for (size_t i = 0; i < kind->added_count; i++)
		sum_add(m, face, atom, &kind->added[i], row->duration_ms);
}
