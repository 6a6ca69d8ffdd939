/* SPDX-License-Identifier: ISC */
/*
 * When a packed day holds no longer, and how one is made.  A day is made of
 * the rows alone, so one that is made again is the same, byte by byte, as
 * long as nothing in it changed.
 */
#include "segments.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/store/fact.h"
#include "guichet/store/segment.h"

/* Once in a transaction: what many conversations change is mostly of few days. */
static err_t day_spoil(struct desk *desk, enum fact_set set, int64_t ms)
{
	int64_t key[2] = { set, ms / FACT_DAY_MS };

	if (desk->packing.set == set && desk->packing.day == key[1])
		desk->packing.spoilt = true;
	if (key[1] >= desk->now_ms / FACT_DAY_MS || map_find(&desk->spoilt, key, sizeof(key)) != NULL)
		return NULL;
	map_put(&desk->spoilt, desk->arena, key, sizeof(key), 1);
	return store_segment_spoil(desk->store, set, key[1]);
}

err_t segments_spoil_all(struct desk *desk)
{
	desk->packing.spoilt = true;
	return store_segment_spoil_all(desk->store);
}

err_t segments_spoil_waits(struct desk *desk, const struct wait *old, size_t count,
	const struct wait_result *result)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && (i < count || i < result->wait_count); i++) {
		if (i < count && i < result->wait_count && wait_equal(&old[i], &result->waits[i]))
			continue;
		if (i < count)
			err = day_spoil(desk, FACT_WAITS, old[i].start_ms);
		if (err == NULL && i < result->wait_count)
			err = day_spoil(desk, FACT_WAITS, result->waits[i].start_ms);
	}
	return err;
}

err_t segments_spoil_cases(struct desk *desk, const struct wait_case *old, size_t count,
	const struct wait_result *result)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && (i < count || i < result->case_count); i++) {
		if (i < count && i < result->case_count && case_equal(&old[i], &result->cases[i]))
			continue;
		if (i < count)
			err = day_spoil(desk, FACT_CASES, old[i].open_ms);
		if (err == NULL && i < result->case_count)
			err = day_spoil(desk, FACT_CASES, result->cases[i].open_ms);
	}
	return err;
}

static bool place_changed(const struct touched *touched)
{
	const struct conversation *was = &touched->was, *is = &touched->row.conv;

	return !touched->is_new && (touched->retagged || was->visibility != is->visibility ||
		!str_equal(was->lang, is->lang) || marks_priority(was->marks) != marks_priority(is->marks));
}

err_t segments_spoil_place(struct desk *desk, const struct touched *touched)
{
	struct wait *waits = NULL;
	struct wait_case *cases = NULL;
	size_t wait_count = 0, case_count = 0;
	int64_t id = touched->row.conv.id;
	err_t err;

	if (!place_changed(touched))
		return NULL;
	err = store_trace_stale_add(desk->store, id);
	if (err == NULL)
		err = store_waits(desk->store, desk->arena, id, &waits, &wait_count);
	for (size_t i = 0; err == NULL && i < wait_count; i++)
		err = day_spoil(desk, FACT_WAITS, waits[i].start_ms);
	if (err == NULL)
		err = store_cases(desk->store, desk->arena, id, &cases, &case_count);
	for (size_t i = 0; err == NULL && i < case_count; i++)
		err = day_spoil(desk, FACT_CASES, cases[i].open_ms);
	return err;
}

/* ---- the clocks of a case in business time */

struct closing { const struct metric_settings *settings; struct fact_case *row; };

/* How much of it was outside of hours goes to the clocks that ran. */
static void clock_close(void *data, const struct case_clock *clock)
{
	static const struct { enum fact_clock clock; unsigned states; } clocks[] = {
		{ CLOCK_WORK, 1u << STATUS_OPEN | 1u << STATUS_ON_HOLD | 1u << STATUS_SNOOZED },
		{ CLOCK_PENDING, 1u << STATUS_PENDING }, { CLOCK_HOLD, 1u << STATUS_ON_HOLD } };
	const struct closing *closing = data;
	struct fact_case *row = closing->row;
	int64_t closed_ms;

	if (clock->to_ms == 0) {
		row->wait_team = clock->team;
		return;
	}
	closed_ms = clock->to_ms - clock->from_ms - schedule_business_ms(settings_schedule(closing->settings,
		row->one.account, clock->team), clock->from_ms, clock->to_ms);
	if (clock->is_wait)
		row->closed_ms[CLOCK_WAITED] += closed_ms;
	for (size_t i = 0; !clock->is_wait && i < sizeof(clocks) / sizeof(clocks[0]); i++)
		if (clock->state < STATUSES && (clocks[i].states >> clock->state & 1) != 0)
			row->closed_ms[clocks[i].clock] += closed_ms;
}

void fact_case_complete(const struct metric_settings *settings, struct fact_case *row)
{
	case_clocks_each(&row->one, clock_close, &(struct closing){ settings, row });
}

/* ---- made: waits and cases; traces have a way of their own (traces_step.c) */

static err_t waits_pack(struct reader *reader, struct arena *arena, int64_t day, int64_t now_ms, struct str *bytes,
	int64_t *last_ms)
{
	struct metric_settings *settings = NULL;
	struct fact_wait *rows = NULL;
	size_t count = 0;
	err_t err = store_fact_waits(reader->store, arena, day * FACT_DAY_MS, (day + 1) * FACT_DAY_MS, &rows, &count);

	if (err == NULL)
		err = read_metric_settings(reader, arena, 0, day * FACT_DAY_MS, now_ms, &settings);
	for (size_t i = 0; err == NULL && i < count; i++) {
		int64_t end = rows[i].wait.outcome == WAIT_OPEN ? INT64_MAX : rows[i].wait.end_ms;

		fact_wait_complete(settings, &rows[i]);
		*last_ms = end > *last_ms ? end : *last_ms;
	}
	if (err == NULL)
		fact_waits_pack(arena, rows, count, bytes);
	return err;
}

/* What a thank-you opened again settled before it was resolved for the last time. */
static int64_t case_last_ms(const struct wait_case *one)
{
	if (one->settled_ms == 0)
		return INT64_MAX;
	return one->resolved_ms > one->settled_ms ? one->resolved_ms : one->settled_ms;
}

static err_t cases_pack(struct reader *reader, struct arena *arena, int64_t day, int64_t now_ms, struct str *bytes,
	int64_t *last_ms)
{
	struct metric_settings *settings = NULL;
	struct fact_case *rows = NULL;
	size_t count = 0;
	err_t err = store_fact_cases(reader->store, arena, day * FACT_DAY_MS, (day + 1) * FACT_DAY_MS, &rows, &count);

	if (err == NULL)
		err = read_metric_settings(reader, arena, 0, day * FACT_DAY_MS, now_ms, &settings);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++) {
		int64_t end = case_last_ms(&rows[i].one);

		fact_case_complete(settings, &rows[i]);
		*last_ms = end > *last_ms ? end : *last_ms;
	}
	fact_cases_pack(arena, rows, count, bytes);
	return NULL;
}

static err_t day_pack(struct reader *reader, enum fact_set set, int64_t day, int64_t now_ms, struct str *bytes,
	int64_t *last_ms)
{
	struct arena *arena = arena_create();
	err_t err;

	str_clear(bytes);
	*last_ms = 0;
	err = set == FACT_WAITS ? waits_pack(reader, arena, day, now_ms, bytes, last_ms) :
		cases_pack(reader, arena, day, now_ms, bytes, last_ms);
	arena_destroy(arena);
	return err;
}

static err_t next_of(struct desk *desk, int64_t today, enum fact_set *set, int64_t *day)
{
	err_t err = NULL;

	*day = -1;
	for (int i = 0; err == NULL && *day < 0 && i < FACT_TRACES; i++) {
		*set = (enum fact_set)i;
		err = store_segment_next(desk->store, *set, today, day);
	}
	return err;
}

/* From here on is noted what changes in it, so that a reader's view of it cannot be older than what is known. */
err_t desk_day_next(struct desk *desk, struct day_made *out, bool *found)
{
	err_t err;

	*out = (struct day_made){ .day = -1, .now_ms = clock_now(desk->clock) };
	err = next_of(desk, out->now_ms / FACT_DAY_MS, &out->set, &out->day);
	*found = err == NULL && out->day >= 0;
	desk->packing.set = out->set;
	desk->packing.day = out->day;
	desk->packing.spoilt = !*found;
	return err;
}

err_t read_day(struct reader *reader, struct day_made *day)
{
	return day_pack(reader, day->set, day->day, day->now_ms, &day->bytes, &day->last_ms);
}

err_t desk_day_put(struct desk *desk, const struct day_made *day)
{
	err_t err;

	if (desk->packing.spoilt || desk->packing.set != day->set || desk->packing.day != day->day)
		return NULL;
	err = desk_begin_system(desk);
	if (err == NULL)
		err = desk_end(desk, store_segment_put(desk->store, day->set, day->day, day->last_ms, day->bytes.text,
			day->bytes.len));
	return err;
}

/* ---- held against the rows */

struct comparison {
	struct reader *reader;
	enum fact_set set;
	int64_t now_ms;
	struct str bytes;
	struct segments_verdict *out;
};

static err_t segment_compare(struct comparison *c, int64_t day)
{
	struct str stored = { 0 };
	int64_t last_ms;
	err_t err = day_pack(c->reader, c->set, day, c->now_ms, &c->bytes, &last_ms);

	if (err == NULL)
		err = store_segment_data(c->reader->store, c->set, day, &stored);
	c->out->days++;
	c->out->bytes += (int64_t)stored.len;
	if (err == NULL && (c->bytes.len != stored.len || memcmp(c->bytes.text, stored.text, stored.len) != 0)) {
		if (c->out->differ++ == 0) {
			c->out->first_day = day;
			c->out->first_set = c->set;
		}
	}
	str_finish(&stored);
	return err;
}

err_t read_segments_check(struct reader *reader, int64_t now_ms, struct segments_verdict *out)
{
	struct arena *arena = arena_create();
	err_t err = NULL;

	*out = (struct segments_verdict){ 0 };
	for (int set = 0; err == NULL && set < FACT_TRACES; set++) {
		struct comparison c = { .reader = reader, .set = (enum fact_set)set, .now_ms = now_ms, .out = out };
		struct stored_segment *packed = NULL;
		size_t count = 0;

		err = store_segments(reader->store, arena, c.set, 0, INT64_MAX, &packed, &count);
		for (size_t i = 0; err == NULL && i < count; i++)
			err = segment_compare(&c, packed[i].day);
		str_finish(&c.bytes);
	}
	arena_destroy(arena);
	return err;
}
