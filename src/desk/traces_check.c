/* SPDX-License-Identifier: ISC */
/*
 * Packed traces held against the ledger.  A year of them is too much to have
 * in memory twice, so of each day the number of its rows and two sums over all
 * that is in them are compared, and the day is packed again from its own rows:
 * the same rows, in the one way to write them, are the same bytes.
 */
#include "traces.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"
#include "guichet/store/fact.h"
#include "segments.h"

struct sum { int64_t day; uint64_t rows, first, second; };

struct check {
	struct reader *reader;
	struct id_set apart;		/* conversations that are not as packed */
	struct sum *sums;		/* by day */
	size_t count, size;
	struct segments_verdict *out;
};

static uint64_t stirred(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0xbf58476d1ce4e5b9);
	return hash ^ hash >> 29;
}

static uint64_t text_stirred(uint64_t hash, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		hash = stirred(hash, (unsigned char)*text);
	return stirred(hash, 256);
}

static uint64_t row_hash(uint64_t seed, const struct fact_trace *row)
{
	const struct trace *t = &row->trace;
	const int64_t numbers[] = { t->conversation, t->account, t->case_no, t->kind, t->at_ms, t->value_ms, t->agent,
		t->team, t->surface, t->superseded, t->due_ms, row->place.visibility, row->place.priority };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		seed = stirred(seed, (uint64_t)numbers[i]);
	return text_stirred(text_stirred(seed, row->place.lang), row->place.tags);
}

static void sum_add(struct sum *sum, const struct fact_trace *row)
{
	sum->rows++;
	sum->first += row_hash(UINT64_C(0x9e3779b97f4a7c15), row);
	sum->second += row_hash(UINT64_C(0x94d049bb133111eb), row);
}

static void row_sum(void *data, const struct fact_trace *row)
{
	struct check *c = data;
	int64_t day = fact_trace_day(&row->trace);
	size_t at = keyed_place(c->sums, c->count, sizeof(*c->sums), day);

	if (id_set_has(&c->apart, row->trace.conversation))
		return;
	if (at == c->count || c->sums[at].day != day) {
		if (c->count == c->size) {
			c->size = c->size == 0 ? 64 : c->size * 2;
			c->sums = mem_grow(c->sums, c->size, sizeof(*c->sums));
		}
		memmove(&c->sums[at + 1], &c->sums[at], (c->count++ - at) * sizeof(*c->sums));
		c->sums[at] = (struct sum){ .day = day };
	}
	sum_add(&c->sums[at], row);
}

static err_t nothing_done(void *data, struct reduction *r, const struct wait_result *result)
{
	(void)data;
	(void)r;
	(void)result;
	return NULL;
}

/* Which are apart, and the sums of all others by the ledger. */
static err_t ledger_sum(struct check *c, struct arena *arena, int64_t seq)
{
	struct tracing tracing = { .reader = c->reader, .take = row_sum, .data = c };
	struct reduction some = { .reader = c->reader, .done = nothing_done };
	struct reduction all = { .reader = c->reader, .traces = true, .done = traces_tell, .data = &tracing };
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = store_trace_places(c->reader->store, arena, seq, INT64_MAX, &places, &count);

	if (err == NULL)
		err = reduction_of(&some, places, count, &c->apart);
	if (err == NULL)
		err = store_fact_conversations(c->reader->store, arena, &tracing.conversations, &tracing.conversation_count);
	return err != NULL ? err : reduction_run(&all);
}

struct day { struct check *check; struct arena *arena; struct fact_trace *rows; size_t count; struct sum sum; };

static void day_row(void *data, const struct fact_trace *row)
{
	struct day *day = data;

	day->rows = list_grow(day->arena, day->rows, day->count, sizeof(*day->rows));
	day->rows[day->count++] = *row;
	if (!id_set_has(&day->check->apart, row->trace.conversation))
		sum_add(&day->sum, row);
}

static void differs(struct check *c, int64_t day)
{
	if (c->out->differ++ == 0) {
		c->out->first_day = day;
		c->out->first_set = FACT_TRACES;
	}
}

static err_t day_compare(struct check *c, int64_t at)
{
	struct arena *arena = arena_create();
	struct day day = { .check = c, .arena = arena };
	struct sum *wanted = keyed_find(c->sums, c->count, sizeof(*wanted), at), none = { .day = at };
	struct str stored = { 0 }, again = { 0 };
	struct segment segment;
	err_t err = store_segment_data(c->reader->store, FACT_TRACES, at, &stored);

	if (wanted == NULL)
		wanted = &none;
	if (err == NULL)
		err = segment_open_stored(stored.text, stored.len, &segment);
	if (err == NULL) {
		fact_traces_each(arena, &segment, FACT_TRACES_ALL, day_row, &day);
		fact_traces_pack(arena, day.rows, day.count, &again);
		c->out->days++;
		c->out->bytes += (int64_t)stored.len;
		if (again.len != stored.len || memcmp(again.text, stored.text, stored.len) != 0 ||
		    day.sum.rows != wanted->rows || day.sum.first != wanted->first || day.sum.second != wanted->second)
			differs(c, at);
	}
	wanted->rows = 0;
	str_finish(&stored);
	str_finish(&again);
	arena_destroy(arena);
	return err;
}

err_t read_traces_check(struct reader *reader, struct segments_verdict *out)
{
	struct arena *arena = arena_create();
	struct check c = { .reader = reader, .apart = { .arena = arena }, .out = out };
	struct stored_segment *packed = NULL;
	struct traces_state state = { 0 };
	size_t count = 0;
	err_t err = traces_state(reader, 0, &state);

	if (err == NULL && state.seq > 0)
		err = ledger_sum(&c, arena, state.seq);
	if (err == NULL && state.seq > 0)
		err = store_segments(reader->store, arena, FACT_TRACES, FACT_RUNNING_DAY, INT64_MAX, &packed, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = day_compare(&c, packed[i].day);
	for (size_t i = 0; err == NULL && i < c.count; i++)
		if (c.sums[i].rows > 0)		/* nothing is packed of that day */
			differs(&c, c.sums[i].day);
	free(c.sums);
	arena_destroy(arena);
	return err;
}
