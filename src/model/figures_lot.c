/* SPDX-License-Identifier: ISC */
/* Where durations are kept until they are asked for: each atom has a lot for each stream of its rows. */
#include "figures_make.h"

#include <string.h>

enum { CHUNK_FIRST = 8, CHUNK_MOST = 8192, LOTS_FIRST = 16 };

size_t stream_of(struct arena *arena, struct streams *streams, size_t measure, uint64_t cells)
{
	size_t i = 0;

	while (i < streams->count && (streams->list[i].measure != measure || streams->list[i].cells != cells))
		i++;
	if (i < streams->count)
		return i;
	if (streams->count == streams->size) {
		size_t size = streams->size == 0 ? LOTS_FIRST : streams->size * 2;
		struct stream *list = arena_array(arena, size, sizeof(*list));

		if (streams->count > 0)
			memcpy(list, streams->list, streams->count * sizeof(*list));
		streams->list = list;
		streams->size = size;
	}
	streams->list[streams->count++] = (struct stream){ measure, cells };
	return i;
}

static void atom_lots_grow(struct arena *arena, struct atom *atom, size_t stream)
{
	size_t size = atom->lot_size == 0 ? 4 : atom->lot_size * 2;
	uint32_t *lots;

	while (size <= stream)
		size *= 2;
	lots = arena_array(arena, size, sizeof(*lots));
	if (atom->lot_size > 0)
		memcpy(lots, atom->lots, atom->lot_size * sizeof(*lots));
	atom->lots = lots;
	atom->lot_size = size;
}

uint32_t lot_of(struct arena *arena, struct streams *streams, struct atom *atom, size_t stream)
{
	if (stream >= atom->lot_size)
		atom_lots_grow(arena, atom, stream);
	if (atom->lots[stream] != 0)
		return atom->lots[stream];
	if (streams->lot_count == streams->lot_size) {
		size_t size = streams->lot_size == 0 ? LOTS_FIRST : streams->lot_size * 2;
		struct lot *lots = arena_array(arena, streams->clocks * size, sizeof(*lots));

		if (streams->lot_count > 0)
			memcpy(lots, streams->lots, streams->clocks * streams->lot_count * sizeof(*lots));
		streams->lots = lots;
		streams->lot_size = size;
	}
	return atom->lots[stream] = (uint32_t)++streams->lot_count;
}

static void long_add(struct arena *arena, struct lot *lot, int64_t ms)
{
	struct longs *longs = lot->longs;

	if (longs == NULL)
		longs = lot->longs = arena_alloc(arena, sizeof(*longs));
	if (longs->count == longs->size) {
		size_t size = longs->size == 0 ? CHUNK_FIRST : longs->size * 2;
		uint64_t *list = arena_array(arena, size, sizeof(*list));

		if (longs->count > 0)
			memcpy(list, longs->ms, longs->count * sizeof(*list));
		longs->ms = list;
		longs->size = size;
	}
	longs->ms[longs->count++] = (uint64_t)ms;
}

/* No time is shorter than none. */
void lot_add_slow(struct arena *arena, struct lot *lot, int64_t ms)
{
	size_t size = lot->last == NULL ? CHUNK_FIRST : lot->last->size * 4;
	struct chunk *chunk;

	if (ms > (int64_t)UINT32_MAX) {
		long_add(arena, lot, ms);
		return;
	}
	if (lot->at == lot->end) {
		size = size < CHUNK_MOST ? size : CHUNK_MOST;
		chunk = arena_alloc(arena, sizeof(*chunk) + size * sizeof(chunk->ms[0]));
		chunk->size = size;
		*(lot->last == NULL ? &lot->first : &lot->last->next) = chunk;
		lot->last = chunk;
		lot->at = chunk->ms;
		lot->end = chunk->ms + size;
	}
	*lot->at++ = ms > 0 ? (uint32_t)ms : 0;
}
