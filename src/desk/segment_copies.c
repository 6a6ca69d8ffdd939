/* SPDX-License-Identifier: ISC */
/*
 * Packed days that a reader has read.  A copy is good as long as the stored
 * one says the same number; a full house is emptied, which costs one question
 * its speed and nobody a figure.
 */
#include "segments.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

enum { COPIES_MOST = 128 << 20 };

struct copy { int64_t day, made; struct str bytes; };
struct segment_copies {
	struct copy *list[FACT_SETS];	/* by day */
	size_t count[FACT_SETS], size[FACT_SETS], bytes;
	struct str passing;		/* of the desk's own reader, which keeps none */
};

static void copies_empty(struct segment_copies *copies)
{
	for (int set = 0; set < FACT_SETS; set++) {
		for (size_t i = 0; i < copies->count[set]; i++)
			str_finish(&copies->list[set][i].bytes);
		copies->count[set] = 0;
	}
	copies->bytes = 0;
}

void segment_copies_destroy(struct segment_copies *copies)
{
	if (copies == NULL)
		return;
	copies_empty(copies);
	for (int set = 0; set < FACT_SETS; set++)
		free(copies->list[set]);
	str_finish(&copies->passing);
	free(copies);
}

static struct copy *copy_of(struct segment_copies *copies, enum fact_set set, int64_t day)
{
	size_t at = keyed_place(copies->list[set], copies->count[set], sizeof(struct copy), day);

	if (at < copies->count[set] && copies->list[set][at].day == day)
		return &copies->list[set][at];
	if (copies->count[set] == copies->size[set]) {
		copies->size[set] = copies->size[set] == 0 ? 64 : copies->size[set] * 2;
		copies->list[set] = mem_grow(copies->list[set], copies->size[set], sizeof(struct copy));
	}
	for (size_t i = copies->count[set]; i > at; i--)
		copies->list[set][i] = copies->list[set][i - 1];
	copies->count[set]++;
	copies->list[set][at] = (struct copy){ .day = day };
	return &copies->list[set][at];
}

err_t segment_bytes(struct reader *reader, enum fact_set set, const struct stored_segment *stored,
	const struct str **out)
{
	struct copy *copy;
	err_t err;

	if (reader->copies == NULL)
		reader->copies = mem_alloc(sizeof(*reader->copies));
	if (!reader->owned) {
		*out = &reader->copies->passing;
		return store_segment_data(reader->store, set, stored->day, &reader->copies->passing);
	}
	if (reader->copies->bytes > COPIES_MOST)
		copies_empty(reader->copies);
	copy = copy_of(reader->copies, set, stored->day);
	*out = &copy->bytes;
	if (copy->made == stored->made)
		return NULL;
	reader->copies->bytes -= copy->bytes.size;
	copy->made = 0;
	err = store_segment_data(reader->store, set, stored->day, &copy->bytes);
	reader->copies->bytes += copy->bytes.size;
	if (err == NULL)
		copy->made = stored->made;
	return err;
}
