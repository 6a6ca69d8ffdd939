/* SPDX-License-Identifier: ISC */
/*
 * Proves that days of agents are the same packed or row by row, taken by two
 * threads or by one, in any order; that what was held adds up; that told in
 * one they last as long on each side of a border as by the hour; and that a
 * damaged day which names no instant keeps nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/availability.h"
#include "guichet/model/figures_make.h"
#include "guichet/model/presence.h"

#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */

static void trace_count(void *data, const struct trace *trace)
{
	(void)trace;
	++*(size_t *)data;
}

static void no_instant(void **state)
{
	struct arena *arena = arena_create();
	struct presence *presence = presence_create(arena, NULL, BEGIN, BEGIN + 10 * FACT_DAY_MS, FACT_TRACES_ALL);
	struct fact_trace rows[3];
	struct segment segment;
	const struct segment *day = &segment;
	struct str bytes = { 0 };
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		rows[i] = (struct fact_trace){ .trace = { .conversation = 1, .account = 1, .kind = TRACE_MARK, .agent = 1,
			.at_ms = i == 0 ? -(INT64_C(1) << 60) : BEGIN + i * INT64_C(3600000) }, .place = { .lang = "", .tags = "" } };
	fact_traces_pack(arena, rows, 3, &bytes);
	assert_null(segment_open(bytes.text, bytes.len, &segment));
	presence_add(presence, &day, 1, &(struct figure_apart){ NULL, 0 });
	presence_tell(presence, trace_count, &count);
	assert_int_equal(count, 24);	/* the hours of the one day that is known */
	str_finish(&bytes);
	arena_destroy(arena);
}

/* ---- packed or not */

enum { DAYS = 16, DAY_ROWS = 2500, HELD_MOST = DAYS * DAY_ROWS, TOLD_MOST = 60000 };

struct told { struct trace list[TOLD_MOST]; size_t count; };

static void trace_keep(void *data, const struct trace *trace)
{
	struct told *told = data;

	assert_true(told->count < TOLD_MOST);
	told->list[told->count++] = *trace;
}

static struct fact_trace mark_make(struct random *random, int day)
{
	static const enum trace_kind of[] = { TRACE_MARK, TRACE_MARK, TRACE_HELD, TRACE_LOOK };
	enum trace_kind kind = of[random_below(random, 4)];
	int64_t hours = kind == TRACE_HELD ? 60 : 1;

	return (struct fact_trace){ .trace = { .conversation = (int64_t)random_below(random, 90), .account = 1, .kind = kind,
		.agent = random_below(random, 9) == 0 ? 5000 : 1 + (int64_t)random_below(random, 6),
		.at_ms = BEGIN + day * FACT_DAY_MS + (int64_t)random_below(random, FACT_DAY_MS),
		.value_ms = kind == TRACE_MARK ? 0 : (int64_t)random_below(random, (uint64_t)(hours * 3600000)) },
		.place = { .lang = "", .tags = "" } };
}

static struct presence *presence_new(struct arena *arena)
{
	return presence_create(arena, NULL, BEGIN, BEGIN + 40 * FACT_DAY_MS, FACT_TRACES_ALL);
}

static void same_told(const struct told *one, const struct told *other)
{
	assert_true(one->count > 1000);
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		assert_int_equal(one->list[i].kind, other->list[i].kind);
		assert_int_equal(one->list[i].agent, other->list[i].agent);
		assert_int_equal(one->list[i].at_ms, other->list[i].at_ms);
		assert_int_equal(one->list[i].value_ms, other->list[i].value_ms);
	}
}

static int64_t overlap(int64_t from_ms, int64_t to_ms, const struct trace *held)
{
	int64_t begin = held->at_ms > from_ms ? held->at_ms : from_ms, end = held->at_ms + held->value_ms;

	end = end < to_ms ? end : to_ms;
	return end > begin ? end - begin : 0;
}

/* What was held in each part of the time available, added up one by one. */
static void held_adds_up(const struct told *told, const struct fact_trace *rows, size_t count)
{
	size_t parts = 0;

	for (size_t i = 0; i < told->count; i++) {
		const struct trace *part = &told->list[i];
		int64_t held = 0, said = 0;

		if (part->kind != TRACE_AVAILABLE || i % 7 != 0)
			continue;
		for (size_t k = 0; k < count; k++)
			if (rows[k].trace.kind == TRACE_HELD && rows[k].trace.agent == part->agent)
				held += overlap(part->at_ms, part->at_ms + part->value_ms, &rows[k].trace);
		for (size_t k = 0; k < told->count; k++)
			if (told->list[k].kind == TRACE_HOLDING && told->list[k].agent == part->agent &&
			    told->list[k].at_ms == part->at_ms)
				said += told->list[k].value_ms;
		assert_int_equal(said, held);
		parts++;
	}
	assert_true(parts > 50);
}

static void rows_make(struct random *random, struct fact_trace *rows)
{
	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < DAY_ROWS; i++)
			rows[d * DAY_ROWS + i] = mark_make(random, d);
}

static void days_pack(struct arena *arena, struct fact_trace *rows, struct segment *segments, struct str *bytes)
{
	for (int d = 0; d < DAYS; d++) {
		fact_traces_pack(arena, rows + d * DAY_ROWS, DAY_ROWS, &bytes[d]);
		assert_null(segment_open(bytes[d].text, bytes[d].len, &segments[d]));
	}
}

/* Every second day is packed, from the last one on; the others come row by row. */
static void mixed_take(struct presence *presence, const struct fact_trace *rows, const struct segment *const *days)
{
	const struct figure_apart none = { NULL, 0 };

	for (int d = DAYS; d-- > 0; ) {
		if (d % 2 == 0)
			presence_add(presence, &days[d], 1, &none);
		for (int i = 0; d % 2 != 0 && i < DAY_ROWS; i++)
			presence_take(presence, &rows[d * DAY_ROWS + i].trace);
	}
	for (int d = DAYS; d-- > 0; )
		if (d % 2 == 0)
			presence_hold(presence, &days[d], 1, &none);
}

/* Of many rows by two threads, of some by one, and row by row. */
static void days_of_agents(void **state)
{
	struct arena *arena = arena_create();
	struct presence *at_once = presence_new(arena), *mixed = presence_new(arena), *by_row = presence_new(arena);
	struct fact_trace *rows = arena_array(arena, HELD_MOST, sizeof(*rows));
	struct told *told = arena_array(arena, 3, sizeof(*told));
	struct random random = random_seeded(11);
	const struct figure_apart none = { NULL, 0 };
	const struct segment *days[DAYS];
	struct segment segments[DAYS];
	struct str bytes[DAYS] = { { 0 } };

	(void)state;
	rows_make(&random, rows);
	days_pack(arena, rows, segments, bytes);
	for (int d = 0; d < DAYS; d++)
		days[d] = &segments[d];
	presence_add(at_once, days, DAYS, &none);
	mixed_take(mixed, rows, days);
	for (size_t i = HELD_MOST; i-- > 0; )
		presence_take(by_row, &rows[i].trace);
	presence_hold(at_once, days, DAYS, &none);
	presence_tell(at_once, trace_keep, &told[0]);
	presence_tell(mixed, trace_keep, &told[1]);
	presence_tell(by_row, trace_keep, &told[2]);
	same_told(&told[0], &told[1]);
	same_told(&told[0], &told[2]);
	held_adds_up(&told[0], rows, HELD_MOST);
	for (int d = 0; d < DAYS; d++)
		str_finish(&bytes[d]);
	arena_destroy(arena);
}

/* ---- told in one */

static const int64_t borders[] = { BEGIN + 2 * FACT_DAY_MS + INT64_C(35100000), BEGIN + 5 * FACT_DAY_MS,
	BEGIN + 9 * FACT_DAY_MS + INT64_C(36000000) };
enum { BORDERS = sizeof(borders) / sizeof(borders[0]) };

/* How long that kind lasted in what begins on one side of each border. */
static int64_t told_between(const struct told *told, enum trace_kind kind, int64_t agent, size_t side)
{
	int64_t from_ms = side == 0 ? 0 : borders[side - 1], until_ms = side == BORDERS ? INT64_MAX : borders[side], sum = 0;

	for (size_t i = 0; i < told->count; i++)
		if (told->list[i].kind == kind && told->list[i].agent == agent && told->list[i].at_ms >= from_ms &&
		    told->list[i].at_ms < until_ms)
			sum += told->list[i].value_ms;
	return sum;
}

static void same_between(const struct told *hours, const struct told *whole)
{
	static const enum trace_kind kinds[] = { TRACE_AVAILABLE, TRACE_BUSY, TRACE_AWAY, TRACE_OFF, TRACE_HOLDING,
		TRACE_LOOKING };
	int lasted = 0;

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (int64_t agent = 1; agent < 7; agent++)
			for (size_t side = 0; side <= BORDERS; side++) {
				int64_t sum = told_between(hours, kinds[k], agent, side);

				assert_int_equal(told_between(whole, kinds[k], agent, side), sum);
				lasted += sum > 0;
			}
	assert_true(lasted > 90);
}

static const struct trace said[] = { { .kind = TRACE_SAID, .agent = 1, .value_ms = AWAY, .due_ms = 1,
		.at_ms = BEGIN + 3 * FACT_DAY_MS + INT64_C(40000000) },
	{ .kind = TRACE_SAID, .agent = 1, .value_ms = AVAILABLE, .due_ms = 2, .at_ms = BEGIN + 3 * FACT_DAY_MS + INT64_C(50000000) },
	{ .kind = TRACE_SAID, .agent = 1, .value_ms = BUSY, .due_ms = 3, .at_ms = BEGIN + 6 * FACT_DAY_MS },
	{ .kind = TRACE_SAID, .agent = 1, .value_ms = AVAILABLE, .due_ms = 4, .at_ms = BEGIN + 7 * FACT_DAY_MS } };

static void told_in_one(void **state)
{
	struct arena *arena = arena_create();
	struct presence *hours = presence_new(arena), *whole = presence_new(arena);
	struct fact_trace *rows = arena_array(arena, HELD_MOST, sizeof(*rows));
	struct told *told = arena_array(arena, 2, sizeof(*told));
	struct random random = random_seeded(12);
	const struct figure_apart none = { NULL, 0 };
	const struct segment *days[DAYS];
	struct segment segments[DAYS];
	struct str bytes[DAYS] = { { 0 } };

	(void)state;
	rows_make(&random, rows);
	days_pack(arena, rows, segments, bytes);
	for (int d = 0; d < DAYS; d++)
		days[d] = &segments[d];
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		presence_take(hours, &said[i]);
		presence_take(whole, &said[i]);
	}
	presence_whole(whole, borders, BORDERS);
	presence_add(hours, days, DAYS, &none);
	presence_hold(hours, days, DAYS, &none);
	presence_add(whole, days, DAYS, &none);
	presence_hold(whole, days, DAYS, &none);
	presence_tell(hours, trace_keep, &told[0]);
	presence_tell(whole, trace_keep, &told[1]);
	assert_true(told[1].count * 4 < told[0].count);
	same_between(&told[0], &told[1]);
	for (int d = 0; d < DAYS; d++)
		str_finish(&bytes[d]);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(no_instant), cmocka_unit_test(days_of_agents),
		cmocka_unit_test(told_in_one) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
