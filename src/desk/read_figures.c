/* SPDX-License-Identifier: ISC */
/*
 * The rows that figures are made of, as they are now: days that are packed,
 * and rows packed some days at a time where none is, or where it does not
 * hold.  They are shown together, so that who counts can share them out.
 */
#include "facts.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/store/fact.h"
#include "segments.h"

enum { DAYS_AT_ONCE = 8, PACKS_MOST = 16 << 20 };
struct pack { struct pack *next; struct segment segment; struct str bytes; };

void fact_wait_complete(const struct metric_settings *settings, struct fact_wait *row)
{
	const struct wait *wait = &row->wait;

	row->target_ms = settings_target(settings, wait->account, wait->surface, wait->start_ms);
	if (wait->outcome != WAIT_OPEN)
		row->business_ms = schedule_business_ms(settings_schedule(settings, wait->account, wait->team),
			wait->start_ms, wait->end_ms);
}

/* ---- shown together */

static void day_add(struct facts *f, enum fact_set set, const struct segment *segment)
{
	if (f->day_count == f->day_size) {
		f->day_size = f->day_size == 0 ? 64 : 2 * f->day_size;
		f->days = mem_grow(f->days, f->day_size, sizeof(*f->days));
	}
	f->days[f->day_count++] = (struct fact_day){ set, segment };
}

static void packs_free(struct facts *f)
{
	while (f->packs != NULL) {
		struct pack *pack = f->packs;

		f->packs = pack->next;
		str_finish(&pack->bytes);
		free(pack);
	}
	f->pack_bytes = 0;
}

static void days_show(struct facts *f)
{
	if (f->day_count > 0)
		f->visit(f->data, f->days, f->day_count);
	f->day_count = 0;
	packs_free(f);
}

/* ---- rows, packed here */

static err_t pack_add(struct facts *f, enum fact_set set, struct pack *pack)
{
	err_t err = segment_open(pack->bytes.text, pack->bytes.len, &pack->segment);

	pack->next = f->packs;
	f->packs = pack;
	f->pack_bytes += pack->bytes.size;
	arena_reset(f->arena);
	if (err != NULL)
		return err;
	day_add(f, set, &pack->segment);
	if (f->pack_bytes > PACKS_MOST)
		days_show(f);
	return NULL;
}

err_t facts_waits_show(struct facts *f, struct fact_wait *rows, size_t count)
{
	struct pack *pack;

	if (count == 0)
		return NULL;
	pack = mem_alloc(sizeof(*pack));
	for (size_t i = 0; i < count; i++)
		fact_wait_complete(f->wish->settings, &rows[i]);
	fact_waits_pack(f->arena, rows, count, &pack->bytes);
	return pack_add(f, FACT_WAITS, pack);
}

err_t facts_cases_show(struct facts *f, const struct fact_case *rows, size_t count)
{
	struct pack *pack;

	if (count == 0)
		return NULL;
	pack = mem_alloc(sizeof(*pack));
	fact_cases_pack(f->arena, rows, count, &pack->bytes);
	return pack_add(f, FACT_CASES, pack);
}

/* What comes from the ledger is left out here. */
static size_t waits_keep(const struct facts *f, struct fact_wait *rows, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (f->apart == NULL || !id_set_has(f->apart, rows[i].wait.conversation))
			rows[kept++] = rows[i];
	return kept;
}

static size_t cases_keep(const struct facts *f, struct fact_case *rows, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (f->apart == NULL || !id_set_has(f->apart, rows[i].one.conversation))
			rows[kept++] = rows[i];
	return kept;
}

static err_t rows_show(struct facts *f, enum fact_set set, int64_t since_ms, int64_t until_ms)
{
	struct fact_wait *waits = NULL;
	struct fact_case *cases = NULL;
	size_t count = 0;
	err_t err;

	if (set == FACT_WAITS) {
		err = store_fact_waits(f->reader->store, f->arena, since_ms, until_ms, &waits, &count);
		return err != NULL ? err : facts_waits_show(f, waits, waits_keep(f, waits, count));
	}
	err = store_fact_cases(f->reader->store, f->arena, since_ms, until_ms, &cases, &count);
	if (err == NULL)
		count = cases_keep(f, cases, count);
	for (size_t i = 0; err == NULL && i < count; i++)
		fact_case_complete(f->wish->settings, &cases[i]);
	return err != NULL ? err : facts_cases_show(f, cases, count);
}

static err_t gap_show(struct facts *f, enum fact_set set, int64_t from_ms, int64_t until_ms)
{
	int64_t step = DAYS_AT_ONCE * FACT_DAY_MS;
	err_t err = NULL;

	for (int64_t from = from_ms; err == NULL && from < until_ms; from += step)
		err = rows_show(f, set, from, until_ms - from < step ? until_ms : from + step);
	return err;
}

/* ---- days that are packed */

/* Both sets have the conversation in their first column. */
static bool is_apart(const struct facts *f, const struct segment *segment)
{
	int64_t ids[SEGMENT_BLOCK];

	_Static_assert((int)FW_CONVERSATION == 0 && (int)FC_CONVERSATION == 0, "the same column");
	for (size_t from = 0; f->apart != NULL && from < segment->rows; from += SEGMENT_BLOCK) {
		size_t count = segment->rows - from < SEGMENT_BLOCK ? segment->rows - from : SEGMENT_BLOCK;

		segment_read(segment, 0, from, count, ids);
		for (size_t i = 0; i < count; i++)
			if (id_set_has(f->apart, ids[i]))
				return true;
	}
	return false;
}

/* Copies that were shown may go. */
static err_t packed_show(struct facts *f, enum fact_set set, const struct stored_segment *stored)
{
	const struct segment *segment = NULL;
	err_t err;

	if (segment_copies_are_full(f->reader)) {
		days_show(f);
		segment_copies_trim(f->reader);
	}
	err = segment_copy(f->reader, set, stored, &segment);
	if (err != NULL)
		return err;
	if (is_apart(f, segment))
		return gap_show(f, set, stored->day * FACT_DAY_MS, (stored->day + 1) * FACT_DAY_MS);
	day_add(f, set, segment);
	return NULL;
}

/*
 * Where nothing is packed, or what is packed does not hold, rows are read.  A
 * day is taken whole or not at all: rows outside of what is wished count for
 * nobody.
 */
static err_t set_show(struct facts *f, enum fact_set set)
{
	struct arena *arena = arena_create();
	struct stored_segment *packed = NULL;
	int64_t first = 0, from;
	size_t count = 0;
	err_t err = store_fact_first(f->reader->store, set, &first);

	from = first > f->wish->since_ms ? first : f->wish->since_ms;
	if (err == NULL && first != 0 && !f->unpacked)
		err = store_segments(f->reader->store, arena, set, from / FACT_DAY_MS,
			(f->until_ms + FACT_DAY_MS - 1) / FACT_DAY_MS, &packed, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = gap_show(f, set, from, packed[i].day * FACT_DAY_MS);
		if (err == NULL && packed[i].last_ms >= f->wish->ended_ms)
			err = packed_show(f, set, &packed[i]);
		from = (packed[i].day + 1) * FACT_DAY_MS;
	}
	arena_destroy(arena);
	return err != NULL || first == 0 ? err : gap_show(f, set, from, f->until_ms);
}

err_t facts_now_show(struct facts *f)
{
	err_t err = NULL;

	if (f->wish->waits)
		err = set_show(f, FACT_WAITS);
	if (err == NULL && f->wish->cases)
		err = set_show(f, FACT_CASES);
	return err;
}

err_t read_figure_days(struct reader *reader, const struct figure_wish *wish,
	void (*visit)(void *, const struct fact_day *, size_t count), void *data)
{
	struct facts f = { .reader = reader, .wish = wish, .visit = visit, .data = data,
		.arena = arena_create(), .unpacked = wish->unpacked, .until_ms = wish->until_ms };
	err_t err = store_alarm_first(reader->store, ALARM_DERIVE, &f.behind);

	if (err == NULL)
		err = wish->of_past || f.behind >= 0 ? facts_then_show(&f) : facts_now_show(&f);
	if (err == NULL)
		days_show(&f);
	packs_free(&f);
	free(f.days);
	arena_destroy(f.arena);
	return err;
}
