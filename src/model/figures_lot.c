/* SPDX-License-Identifier: ISC */
/*
 * Where durations are kept until they are asked for.  Each atom has a lot for
 * each stream of its rows; they are written down as they come, in one place,
 * and put together by lots in the end: ten thousand lots that grow at a time
 * would be in as many places of the memory.
 */
#include "figures_make.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

enum { STREAMS_FIRST = 16 };

size_t stream_of(struct arena *arena, struct streams *streams, size_t measure, uint64_t cells)
{
	size_t i = 0;

	while (i < streams->count && (streams->list[i].measure != measure || streams->list[i].cells != cells))
		i++;
	if (i < streams->count)
		return i;
	if (streams->count == streams->size) {
		size_t size = streams->size == 0 ? STREAMS_FIRST : streams->size * 2;
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
	if (atom->lots[stream] == 0)
		atom->lots[stream] = (uint32_t)++streams->lot_count;
	return atom->lots[stream];
}

/* ---- as they come */

static void long_add(struct arena *arena, struct log *log, uint32_t lot, uint64_t ms)
{
	if (log->long_count == log->long_size) {
		size_t size = log->long_size == 0 ? STREAMS_FIRST : log->long_size * 2;
		struct long_entry *longs = arena_array(arena, size, sizeof(*longs));

		if (log->long_count > 0)
			memcpy(longs, log->longs, log->long_count * sizeof(*longs));
		log->longs = longs;
		log->long_size = size;
	}
	log->longs[log->long_count++] = (struct long_entry){ lot, ms };
}

/* No time is shorter than none. */
void log_add_slow(struct arena *arena, struct log *log, uint32_t lot, int64_t ms)
{
	if (ms > (int64_t)UINT32_MAX) {
		long_add(arena, log, lot, (uint64_t)ms);
		return;
	}
	if (log->at == log->end) {
		struct log_part *part = arena_alloc(arena, sizeof(*part));

		*(log->last == NULL ? &log->first : &log->last->next) = part;
		log->last = part;
		log->at = part->list;
		log->end = part->list + LOG_PART;
	}
	*log->at++ = (struct log_entry){ lot, ms > 0 ? (uint32_t)ms : 0 };
}

/* ---- by lots */

static size_t part_count(const struct log *log, const struct log_part *part)
{
	return part == log->last ? (size_t)(log->at - part->list) : LOG_PART;
}

/* A row is counted once for every lot that it goes to. */
static void rows_count(const struct face *face, const struct log *log, size_t *counts)
{
	for (size_t a = 0; a < face->atoms.count; a++)
		for (size_t k = 0; k < face->kinds.count; k++) {
			size_t count = tally_of(&face->atoms, a, k)->count;
			const struct kind *kind = face->kinds.list[k];

			for (size_t p = 0; count > 0 && p < kind->push_count; p++)
				counts[face->atoms.list[a].lots[kind->pushes[p].stream] - 1] += count;
		}
	for (size_t i = 0; i < log->long_count; i++)
		counts[log->longs[i].lot - 1]--;
}

/* Where the next of each lot goes: lots in order lie close together there. */
struct dealing { const struct log *log; uint32_t **next; };

static void log_deal(void *data)
{
	const struct dealing *dealing = data;
	const struct log *log = dealing->log;

	for (const struct log_part *part = log->first; part != NULL; part = part->next)
		for (size_t i = 0, count = part_count(log, part); i < count; i++)
			*dealing->next[part->list[i].lot - 1]++ = part->list[i].ms;
}

static size_t lots_place(struct lots *lots, const size_t *counts)
{
	size_t sum = 0;

	for (size_t i = 0; i < lots->count; i++)
		sum += counts[i];
	lots->ms = mem_grow(NULL, sum + 1, sizeof(*lots->ms));
	sum = 0;
	for (size_t i = 0; i < lots->count; i++) {
		sum += counts[i];
		lots->list[i].count = counts[i];
		lots->list[i].end = lots->ms + sum;
	}
	return sum;
}

/* In each lot behind those of the maker itself stand those of the one that joined. */
static void lots_deal(const struct figures_maker *m, struct lots *lots, const struct face *face, bool business)
{
	const struct face *beside = face->beside;
	size_t here = lots->count, there = beside == NULL ? 0 : beside->streams.lot_count, rows;
	size_t *counts = mem_array(here + there + 1, sizeof(*counts));
	struct dealing dealing[2] = { { &face->streams.logs[business], mem_array(here + there + 1, sizeof(uint32_t *)) } };

	rows_count(face, dealing[0].log, counts);
	rows = lots_place(lots, counts);
	for (size_t i = 0; i < here; i++)
		dealing[0].next[i] = lots->list[i].end - counts[i];
	if (beside == NULL) {
		log_deal(&dealing[0]);
	} else {
		dealing[1] = (struct dealing){ &beside->streams.logs[business], dealing[0].next + here };
		rows_count(beside, dealing[1].log, counts + here);
		for (size_t i = 0; i < there; i++)
			if (counts[here + i] > 0)
				dealing[1].next[i] = lots->list[face->beside_lots[i] - 1].end - counts[here + i];
		pair_of(m, rows, log_deal, &dealing[0], &dealing[1]);
	}
	free(dealing[0].next);
	free(counts);
}

static int long_compare(const void *left, const void *right)
{
	const struct long_entry *a = left, *b = right;

	return a->lot < b->lot ? -1 : a->lot > b->lot ? 1 : a->ms < b->ms ? -1 : a->ms > b->ms;
}

struct lots lots_of(const struct figures_maker *m, const struct face *face, bool business)
{
	const struct log *log = &face->streams.logs[business];
	struct lots lots = { .count = face->streams.lot_count };

	lots.list = mem_array(lots.count + 1, sizeof(*lots.list));
	lots_deal(m, &lots, face, business);
	if (log->long_count > 0)
		qsort(log->longs, log->long_count, sizeof(*log->longs), long_compare);
	for (size_t i = 0; i < log->long_count; i++) {
		struct lot *lot = &lots.list[log->longs[i].lot - 1];

		if (lot->long_count++ == 0)
			lot->longs = &log->longs[i];
	}
	return lots;
}

void lots_finish(struct lots *lots)
{
	for (size_t i = 0; i < lots->count; i++) {
		for (size_t k = 0; k < lots->list[i].dealt_count; k++)
			figure_dealt_destroy(lots->list[i].dealt[k]);
		free(lots->list[i].dealt);
	}
	free(lots->list);
	free(lots->ms);
}
