/* SPDX-License-Identifier: ISC */
/*
 * Some rows of a segment at a time: which of them are meant, and which atom
 * each is in.  A column is walked after the other, and what a text stands for
 * is worked out once for a segment, so that a row costs a few loads.
 */
#include "figures_make.h"

#include <string.h>

const int64_t batch_nothing[FACT_COLUMN];

/* ---- which are meant */

static struct place_text *text_at(const struct batch *batch, const int64_t *column, size_t at)
{
	uint64_t number = (uint64_t)column[at];

	return batch->places[number < batch->place_count ? number : 0];
}

struct place batch_place(const struct batch *batch, size_t at)
{
	return (struct place){ text_at(batch, batch->tongue, at), text_at(batch, batch->tags, at) };
}

bool batch_is_filtered(const struct batch *batch)
{
	const struct figure_request *request = batch->m->request;

	return request->wanted != NULL || request->conversations != NULL || request->omitted != NULL;
}

bool batch_wants(const struct batch *batch, size_t at)
{
	const struct figure_request *request = batch->m->request;
	struct place place;

	if ((request->conversations != NULL || request->omitted != NULL) &&
	    !conversation_is_wanted(request, batch->conversation[at]))
		return false;
	if (request->wanted == NULL)
		return true;
	place = batch_place(batch, at);
	return place_is_wanted(batch->m, &place, world_account(batch->m, batch->account[at]));
}

/* ---- which atom */

static bool is_of_text(enum figure_dimension by)
{
	return by == BY_TAG || by == BY_LANGUAGE || by == BY_VISIBILITY || by == BY_PRIORITY;
}

void batch_begin(struct batch *batch, struct figures_maker *m, struct place_text *const *places, size_t count)
{
	size_t size = batch->text_size;

	*batch = (struct batch){ .m = m, .places = places, .place_count = count, .text_size = size,
		.text_keys = { batch->text_keys[0], batch->text_keys[1] } };
	batch->account = batch->agent = batch->start = batch->conversation = batch->tongue = batch->tags = batch_nothing;
	for (size_t d = 0; d < FIGURE_DIMENSIONS; d++) {
		if (!is_of_text(m->request->by[d]))
			continue;
		if (count > size)
			batch->text_keys[d] = arena_array(m->arena, 2 * count, sizeof(*batch->text_keys[d]));
		for (size_t i = 0; i < count; i++) {
			const struct told_by of = { .place = { places[i], places[i] } };

			batch->text_keys[d][i] = atom_key(m, d, &of);
		}
	}
	if (count > size)
		batch->text_size = 2 * count;
}

static void keys_copy(const struct batch *batch, const int64_t *column, int64_t *keys)
{
	for (size_t i = 0; i < batch->count; i++)
		keys[i] = column[batch->at[i]];
}

static void keys_of_texts(const struct batch *batch, const int64_t *column, const int64_t *text_keys, int64_t *keys)
{
	for (size_t i = 0; i < batch->count; i++) {
		uint64_t number = (uint64_t)column[batch->at[i]];

		keys[i] = text_keys[number < batch->place_count ? number : 0];
	}
}

/* Rows come in order: what was told of an account's last one is mostly true of the next. */
static void keys_of_time(const struct batch *batch, size_t d, int64_t *keys)
{
	for (size_t i = 0; i < batch->count; i++) {
		size_t at = batch->at[i];
		const struct told_time *time = &batch->m->times[d][(uint64_t)batch->account[at] % TIMES];
		struct told_by of = { .start_ms = batch->start[at] };

		if (time->account == batch->account[at] && of.start_ms >= time->from_ms && of.start_ms < time->until_ms) {
			keys[i] = time->key;
			continue;
		}
		of.account = world_account(batch->m, batch->account[at]);
		keys[i] = atom_key(batch->m, d, &of);
	}
}

static void keys_fill(const struct batch *batch, size_t d, int64_t *keys)
{
	switch (batch->m->request->by[d]) {
	case BY_NOTHING: case FIGURE_BYS:
		for (size_t i = 0; i < batch->count; i++)
			keys[i] = KEY_NONE;
		break;
	case BY_ACCOUNT: case BY_NETWORK:
		keys_copy(batch, batch->account, keys);
		break;
	case BY_AGENT: case BY_TEAM:
		keys_copy(batch, batch->agent, keys);
		break;
	case BY_TAG:
		keys_of_texts(batch, batch->tags, batch->text_keys[d], keys);
		break;
	case BY_LANGUAGE: case BY_VISIBILITY: case BY_PRIORITY:
		keys_of_texts(batch, batch->tongue, batch->text_keys[d], keys);
		break;
	case BY_HOUR: case BY_WEEKDAY: case BY_DAY: case BY_WEEK: case BY_MONTH:
		keys_of_time(batch, d, keys);
		break;
	}
}

/* By one dimension, where nearly all keys are small numbers. */
static void atoms_of_first(struct batch *batch, struct atoms *atoms, const int64_t *first)
{
	for (size_t i = 0; i < batch->count; i++) {
		uint32_t number = (uint64_t)first[i] >> SMALL_BITS == 0 ? atoms->small[first[i]] : 0;

		batch->atom[i] = number != 0 ? number - 1 : (uint32_t)atom_find(batch->m, atoms, first[i], KEY_NONE);
	}
}

void batch_atoms(struct batch *batch, struct face *face)
{
	const enum figure_dimension *by = batch->m->request->by;
	int64_t first[SEGMENT_BLOCK], second[SEGMENT_BLOCK];

	if (by[0] == BY_NOTHING || face != &batch->m->face) {
		memset(batch->atom, 0, batch->count * sizeof(batch->atom[0]));
		return;
	}
	keys_fill(batch, 0, first);
	if (by[1] == BY_NOTHING) {
		atoms_of_first(batch, &face->atoms, first);
		return;
	}
	keys_fill(batch, 1, second);
	for (size_t i = 0; i < batch->count; i++)
		batch->atom[i] = (uint32_t)atom_find(batch->m, &face->atoms, first[i], second[i]);
}
