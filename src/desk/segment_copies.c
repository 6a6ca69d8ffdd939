/* SPDX-License-Identifier: ISC */
/*
 * Packed days that a reader has read.  A copy is good as long as the stored
 * one says the same number.  A full house is emptied: what more days are asked
 * at once than fit is read again each time, and no figure is another for it.
 */
#include "segments.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

enum { COPIES_MOST = 256 << 20 };	/* a year of 1.2 million waits has 130 */

/* What was opened borrows the bytes. */
struct copy { int64_t made; struct segment segment; struct str bytes; };
struct dated { int64_t day; struct copy *copy; };
struct segment_copies {
	struct dated *list[FACT_SETS];	/* by day */
	size_t count[FACT_SETS], size[FACT_SETS], bytes;
	struct copy passing;		/* of the desk's own reader, which keeps none */
};

static void copy_destroy(struct copy *copy)
{
	str_finish(&copy->bytes);
	free(copy);
}

static void copies_empty(struct segment_copies *copies)
{
	for (int set = 0; set < FACT_SETS; set++) {
		for (size_t i = 0; i < copies->count[set]; i++)
			copy_destroy(copies->list[set][i].copy);
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
	str_finish(&copies->passing.bytes);
	free(copies);
}

static struct copy *copy_of(struct segment_copies *copies, enum fact_set set, int64_t day)
{
	size_t at = keyed_place(copies->list[set], copies->count[set], sizeof(struct dated), day);

	if (at < copies->count[set] && copies->list[set][at].day == day)
		return copies->list[set][at].copy;
	if (copies->count[set] == copies->size[set]) {
		copies->size[set] = copies->size[set] == 0 ? 64 : copies->size[set] * 2;
		copies->list[set] = mem_grow(copies->list[set], copies->size[set], sizeof(struct dated));
	}
	for (size_t i = copies->count[set]; i > at; i--)
		copies->list[set][i] = copies->list[set][i - 1];
	copies->count[set]++;
	copies->list[set][at] = (struct dated){ day, mem_alloc(sizeof(struct copy)) };
	copies->bytes += sizeof(struct copy);
	return copies->list[set][at].copy;
}

bool segment_copies_are_full(const struct reader *reader)
{
	return !reader->owned || (reader->copies != NULL && reader->copies->bytes > COPIES_MOST);
}

void segment_copies_trim(struct reader *reader)
{
	if (reader->owned && segment_copies_are_full(reader))
		copies_empty(reader->copies);
}

static err_t copy_read(struct reader *reader, enum fact_set set, int64_t day, struct copy *copy)
{
	err_t err = store_segment_data(reader->store, set, day, &copy->bytes);

	return err != NULL ? err : segment_open_stored(copy->bytes.text, copy->bytes.len, &copy->segment);
}

err_t segment_copy(struct reader *reader, enum fact_set set, const struct stored_segment *stored,
	const struct segment **out)
{
	struct copy *copy;
	err_t err;

	if (reader->copies == NULL)
		reader->copies = mem_alloc(sizeof(*reader->copies));
	copy = reader->owned ? copy_of(reader->copies, set, stored->day) : &reader->copies->passing;
	*out = &copy->segment;
	if (reader->owned && copy->made == stored->made)
		return NULL;
	reader->copies->bytes -= copy->bytes.size;
	copy->made = 0;
	err = copy_read(reader, set, stored->day, copy);
	reader->copies->bytes += copy->bytes.size;
	if (err == NULL)
		copy->made = stored->made;
	return err;
}
