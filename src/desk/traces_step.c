/* SPDX-License-Identifier: ISC */
/*
 * The next rows of the ledger taken into the packed days: every conversation
 * that they are of is reduced anew, its old traces are taken out of the days
 * where they lie, and the new ones are put where they belong.
 */
#include "traces.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "segments.h"

struct bucket { int64_t day; struct fact_trace *rows; size_t count; };

struct step {
	struct reader *reader;
	struct arena *arena;		/* of the new rows */
	struct fact_trace *rows;
	size_t row_count;
	struct id_set done;		/* conversations that they are of */
	struct stored_segment *stored;
	size_t stored_count;
	struct traces_step *out;
};

/* What a packed day keeps. */
struct keeping { struct arena *arena; const struct id_set *done; struct fact_trace *rows; size_t count; };

static void row_copy(struct arena *arena, struct fact_trace **list, size_t *count, const struct fact_trace *row)
{
	*list = list_grow(arena, *list, *count, sizeof(**list));
	(*list)[(*count)++] = *row;
}

/* Texts of a reduction live as long as it does. */
static void row_take(void *data, const struct fact_trace *row)
{
	struct step *s = data;
	struct fact_trace copy = *row;

	copy.place.lang = arena_copy(s->arena, row->place.lang);
	copy.place.tags = arena_copy(s->arena, row->place.tags);
	row_copy(s->arena, &s->rows, &s->row_count, &copy);
}

static void row_keep(void *data, const struct fact_trace *row)
{
	struct keeping *k = data;

	if (!id_set_has(k->done, row->trace.conversation))
		row_copy(k->arena, &k->rows, &k->count, row);
}

static int row_compare(const void *left, const void *right)
{
	int64_t a = fact_trace_day(&((const struct fact_trace *)left)->trace);
	int64_t b = fact_trace_day(&((const struct fact_trace *)right)->trace);

	return a < b ? -1 : a > b;
}

static void day_add(struct traces_step *out, int64_t day, struct str *bytes)
{
	out->days = mem_grow(out->days, out->count + 1, sizeof(*out->days));
	out->days[out->count++] = (struct traces_day){ day, *bytes };
	*bytes = (struct str){ 0 };
}

static bool is_done(const void *done, int64_t conversation)
{
	return id_set_has(done, conversation);
}

/* old: as it is packed, with its bytes, or NULL. */
static void day_remake(struct step *s, int64_t day, const struct segment *old, const struct str *was,
	const struct bucket *fresh)
{
	struct arena *arena = arena_create();
	struct keeping k = { .arena = arena, .done = &s->done };
	struct str bytes = { 0 };

	if (old != NULL)
		fact_traces_each(arena, old, FACT_TRACES_ALL, row_keep, &k);
	for (size_t i = 0; fresh != NULL && i < fresh->count; i++)
		row_copy(arena, &k.rows, &k.count, &fresh->rows[i]);
	fact_traces_pack(arena, k.rows, k.count, &bytes);
	if (was->len != bytes.len || memcmp(was->text, bytes.text, bytes.len) != 0)
		day_add(s->out, day, &bytes);
	str_finish(&bytes);
	arena_destroy(arena);
}

/* Most days of a long history are of nobody that anything happened to: of those one column is looked through. */
static err_t day_make(struct step *s, int64_t day, bool stored, const struct bucket *fresh)
{
	struct str old = { 0 };
	struct segment segment = { 0 };
	err_t err = NULL;

	if (stored)
		err = store_segment_data(s->reader->store, FACT_TRACES, day, &old);
	if (err == NULL && stored)
		err = segment_open_stored(old.text, old.len, &segment);
	if (err == NULL && (fresh != NULL || fact_traces_touch(&segment, is_done, &s->done)))
		day_remake(s, day, stored ? &segment : NULL, &old, fresh);
	str_finish(&old);
	return err;
}

static struct bucket bucket_at(const struct step *s, size_t at)
{
	struct bucket bucket = { .day = fact_trace_day(&s->rows[at].trace), .rows = &s->rows[at] };

	while (at + bucket.count < s->row_count && fact_trace_day(&s->rows[at + bucket.count].trace) == bucket.day)
		bucket.count++;
	return bucket;
}

/* Both in order of days. */
static err_t days_make(struct step *s)
{
	size_t row = 0, stored = 0;
	err_t err = NULL;

	if (s->row_count > 1)
		qsort(s->rows, s->row_count, sizeof(*s->rows), row_compare);
	while (err == NULL && (row < s->row_count || stored < s->stored_count)) {
		struct bucket fresh = row < s->row_count ? bucket_at(s, row) : (struct bucket){ .day = INT64_MAX };
		int64_t packed = stored < s->stored_count ? s->stored[stored].day : INT64_MAX;
		int64_t day = fresh.day < packed ? fresh.day : packed;

		err = day_make(s, day, packed == day, fresh.day == day ? &fresh : NULL);
		row += fresh.day == day ? fresh.count : 0;
		stored += packed == day;
	}
	return err;
}

static err_t step_make(struct step *s)
{
	struct tracing tracing = { .reader = s->reader, .take = row_take, .data = s };
	struct reduction r = { .reader = s->reader, .traces = true, .done = traces_tell, .data = &tracing };
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = store_trace_places(s->reader->store, s->arena, s->out->from_seq, s->out->to_seq, &places, &count);

	if (err == NULL)
		err = reduction_of(&r, places, count, &s->done);
	if (err == NULL && !s->out->anew)
		err = store_segments(s->reader->store, s->arena, FACT_TRACES, FACT_RUNNING_DAY, INT64_MAX, &s->stored,
			&s->stored_count);
	return err != NULL ? err : days_make(s);
}

err_t read_traces_step(struct reader *reader, int64_t rows, struct traces_step *out)
{
	struct arena *arena = arena_create();
	struct step s = { .reader = reader, .arena = arena, .done = { .arena = arena }, .out = out };
	int64_t last = read_ledger_seq(reader);
	struct traces_state state = { 0 };
	err_t err = traces_state(reader, 0, &state);

	*out = (struct traces_step){ .from_seq = state.seq, .rules = state.rules, .anew = state.seq == 0 };
	if (err == NULL)
		err = store_trace_stale_last(reader->store, &out->stale);
	if (err == NULL && (last > state.seq || out->stale > 0)) {
		out->to_seq = last - state.seq > rows ? state.seq + rows : last;
		err = step_make(&s);
	}
	if (err != NULL)
		traces_step_finish(out);
	arena_destroy(arena);
	return err;
}
