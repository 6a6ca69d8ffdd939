/* SPDX-License-Identifier: ISC */
/*
 * Two makers of one question become one.  What is found by name or number in
 * the other is found here, or made: texts, kinds, streams, atoms, lots.  How
 * long rows lasted is not copied: it is put together with the own ones when
 * somebody asks (figures_lot.c).
 */
#include "figures_make.h"

#include <string.h>

/* By the numbers of the other maker, what they are here. */
struct joining {
	struct figures_maker *m;
	const struct figures_maker *from;
	int64_t *texts, *names;
	size_t *measures;
	/* Of a face: */
	struct face *face;
	const struct face *from_face;
	size_t *kinds, *streams;
};

static void numbers_find(struct joining *j)
{
	struct figures_maker *m = j->m;
	const struct figures_maker *from = j->from;

	j->texts = arena_array(m->arena, from->place_names.count + 1, sizeof(*j->texts));
	for (size_t i = 0; i < from->place_names.count; i++)
		j->texts[i] = (int64_t)place_text_of(m, from->place_names.texts[i])->number;
	j->names = arena_array(m->arena, from->names.count + 1, sizeof(*j->names));
	for (size_t i = 0; i < from->names.count; i++)
		j->names[i] = name_key(m, from->names.texts[i]);
	j->measures = arena_array(m->arena, from->measures.count + 1, sizeof(*j->measures));
	for (size_t i = 0; i < from->measures.count; i++)
		j->measures[i] = measure_of(m, from->measures.list[i].metric);
}

static void face_numbers_find(struct joining *j)
{
	struct arena *arena = j->m->arena;
	const struct face *from = j->from_face;

	j->kinds = arena_array(arena, from->kinds.count + 1, sizeof(*j->kinds));
	for (size_t i = 0; i < from->kinds.count; i++)
		j->kinds[i] = kind_join(j->m, j->face, from, from->kinds.list[i], j->measures);
	j->streams = arena_array(arena, from->streams.count + 1, sizeof(*j->streams));
	for (size_t i = 0; i < from->streams.count; i++)
		j->streams[i] = stream_of(arena, &j->face->streams, j->measures[from->streams.list[i].measure],
			from->streams.list[i].cells);
}

static int64_t key_here(const struct joining *j, size_t dimension, int64_t key)
{
	enum figure_dimension by = j->m->request->by[dimension];

	if (key == KEY_NONE)
		return key;
	return by == BY_TAG ? j->texts[key] : by == BY_LANGUAGE ? j->names[key] : key;
}

/* Sums of both are by cell. */
static void sums_join(struct joining *j, struct atom *atom, const size_t *from)
{
	size_t count = 2 * j->m->request->asked_count;

	if (from == NULL)
		return;
	if (atom->sums == NULL)
		atom->sums = arena_array(j->m->arena, count, sizeof(*atom->sums));
	for (size_t i = 0; i < count; i++)
		atom->sums[i] += from[i];
}

static void atom_join(struct joining *j, size_t number)
{
	struct atoms *atoms = &j->face->atoms;
	const struct atoms *from = &j->from_face->atoms;
	const struct atom *there = &from->list[number];
	size_t at = atom_find(j->m, atoms, key_here(j, 0, there->keys[0]), key_here(j, 1, there->keys[1]));
	struct atom *atom = &atoms->list[at];

	for (size_t k = 0; k < j->from_face->kinds.count; k++)
		tally_of(atoms, at, j->kinds[k])->count += tally_of(from, number, k)->count;
	sums_join(j, atom, there->sums);
	for (size_t s = 0; s < there->lot_size; s++)
		if (there->lots[s] != 0)
			j->face->beside_lots[there->lots[s] - 1] =
				lot_of(j->m->arena, &j->face->streams, atom, j->streams[s]);
}

static void longs_join(struct joining *j, size_t clock)
{
	const struct log *from = &j->from_face->streams.logs[clock];
	struct log *log = &j->face->streams.logs[clock];

	for (size_t i = 0; i < from->long_count; i++)
		log_add(j->m->arena, log, j->face->beside_lots[from->longs[i].lot - 1], (int64_t)from->longs[i].ms);
}

static void face_join(struct joining *j, struct face *face, const struct face *from)
{
	j->face = face;
	j->from_face = from;
	face->beside = from;
	face->beside_lots = arena_array(j->m->arena, from->streams.lot_count + 1, sizeof(*face->beside_lots));
	face_numbers_find(j);
	for (size_t i = 0; i < from->atoms.count; i++)
		atom_join(j, i);
	for (size_t clock = 0; clock < 2; clock++)
		longs_join(j, clock);
}

void figures_join(struct figures_maker *m, const struct figures_maker *from)
{
	struct joining j = { .m = m, .from = from };

	m->groups.too_many = m->groups.too_many || from->groups.too_many;
	if (m->groups.too_many)
		return;			/* nobody will look */
	numbers_find(&j);
	face_join(&j, &m->face, &from->face);
	if (m->request->before.until_ms != 0)
		face_join(&j, &m->before, &from->before);
}
