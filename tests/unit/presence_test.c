/* SPDX-License-Identifier: ISC */
/*
 * Proves that days of agents are the same packed or row by row, taken by two
 * threads or by one, in any order, in zones whose clocks are set; that no time
 * is told twice and what was held adds up; that told in one they last as long
 * on each side of a border as by the hour; and that a damaged day which names
 * no instant keeps nobody.
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
enum { DAYS = 16, DAY_ROWS = 2500, ROWS = DAYS * DAY_ROWS, CONVERSATIONS = 90, TOLD_MOST = 60000 };
#define AS_OF (BEGIN + 40 * FACT_DAY_MS)

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
	presence_add(presence, &day, 1, &(struct figure_apart){ NULL, 0 }, false);
	presence_tell(presence, trace_count, &count);
	assert_int_equal(count, 24);	/* the hours of the one day that is known */
	str_finish(&bytes);
	arena_destroy(arena);
}

static void no_look(void **state)
{
	static const struct { const char *seconds; size_t traces; } looks[] = { { "300", 3 }, { "0", 1 }, { "-5", 1 },
		{ "9223372036854775807", 1 }, { "9000000000000000", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		struct arena *arena = arena_create();
		const struct event viewed = { .kind = EVENT_VIEWED, .recv_ms = BEGIN, .net_ms = BEGIN, .actor_kind = ACTOR_HUMAN,
			.actor = 1, .conversation = 1, .detail = arena_printf(arena, "seconds=%s", looks[i].seconds) };
		struct trace_lot lot;

		presence_rows(arena, &viewed, 1, NULL, AS_OF, &lot);
		assert_int_equal(lot.count, looks[i].traces);	/* a mark, and of a look the mark at its beginning, too */
		arena_destroy(arena);
	}
}

/* ---- packed or not */

struct told { struct trace list[TOLD_MOST]; size_t count; };

static void trace_keep(void *data, const struct trace *trace)
{
	struct told *told = data;

	assert_true(told->count < TOLD_MOST);
	told->list[told->count++] = *trace;
}

/*
 * Work of some hours a day, also over midnight; marks that last, holds that
 * still run, and now and then a row of a file that is damaged.
 */
static struct fact_trace row_make(struct random *random, int day)
{
	static const enum trace_kind of[] = { TRACE_MARK, TRACE_MARK, TRACE_HELD, TRACE_LOOK };
	enum trace_kind kind = of[random_below(random, 4)];
	int64_t agent = random_below(random, 9) == 0 ? 4093 + (int64_t)random_below(random, 6) : 1 + (int64_t)random_below(random, 6);
	int64_t hours = kind == TRACE_HELD ? 60 : 1, value = (int64_t)random_below(random, (uint64_t)(hours * 3600000));
	struct fact_trace row = { .trace = { .conversation = (int64_t)random_below(random, CONVERSATIONS), .account = 1,
		.kind = kind, .agent = agent, .at_ms = BEGIN + day * FACT_DAY_MS + agent * 5 % 24 * 3600000 +
		(int64_t)random_below(random, 32400000), .value_ms = value }, .place = { .lang = "", .tags = "" } };

	if (kind == TRACE_MARK && random_below(random, 3) > 0)
		row.trace.value_ms = 0;
	if (kind == TRACE_HELD && random_below(random, 20) == 0)
		row.trace.value_ms = -1;
	if (random_below(random, 300) == 0)
		*(random_below(random, 2) == 0 ? &row.trace.at_ms : &row.trace.value_ms) = INT64_C(1) << 60;
	if (random_below(random, 300) == 0)
		row.trace.at_ms = -(INT64_C(1) << 60);
	return row;
}

/* A quarter of an hour after midnight clocks go back behind it; they are set by half an hour; and forward. */
static const char *const zones[] = { "0", "-9000000 1772764260000:-12600000", "39600000 1772982000000:37800000",
	"3600000 1772845200000:7200000" };
enum { ZONES = sizeof(zones) / sizeof(zones[0]) };

/* What one run is about. */
struct shifts {
	struct arena *arena;
	struct zone zone;
	struct fact_trace *rows;
	unsigned char bits[CONVERSATIONS / 8 + 1];
	struct figure_apart apart;
	struct segment segments[DAYS];
	const struct segment *days[DAYS];
	struct str bytes[DAYS];
};

static void shifts_make(struct shifts *s, int zone)
{
	struct random random = random_seeded(11 + (uint64_t)zone);

	*s = (struct shifts){ .arena = arena_create() };
	assert_null(zone_steps_read(s->arena, zones[zone], &s->zone));
	s->rows = arena_array(s->arena, ROWS, sizeof(*s->rows));
	for (int i = 0; i < CONVERSATIONS; i += 1 + (int)random_below(&random, 9))
		s->bits[i >> 3] |= (unsigned char)(1 << (i & 7));
	s->apart = (struct figure_apart){ s->bits, zone % 2 == 0 ? 0 : CONVERSATIONS };
	for (int d = 0; d < DAYS; d++) {
		for (int i = 0; i < DAY_ROWS; i++)
			s->rows[d * DAY_ROWS + i] = row_make(&random, d);
		fact_traces_pack(s->arena, s->rows + d * DAY_ROWS, DAY_ROWS, &s->bytes[d]);
		assert_null(segment_open(s->bytes[d].text, s->bytes[d].len, &s->segments[d]));
		s->days[d] = &s->segments[d];
	}
}

static void shifts_finish(struct shifts *s)
{
	for (int d = 0; d < DAYS; d++)
		str_finish(&s->bytes[d]);
	arena_destroy(s->arena);
}

static struct presence *presence_new(struct shifts *s)
{
	return presence_create(s->arena, &s->zone, BEGIN, AS_OF, FACT_TRACES_ALL);
}

/* Of a packed day such a row would be taken. */
static bool is_taken(const struct shifts *s, const struct trace *row)
{
	const int64_t last_ms = INT64_C(253402300800000);

	return row->at_ms >= 0 && row->at_ms < last_ms && row->value_ms < last_ms &&
		!figure_is_apart(&s->apart, row->conversation);
}

static void rows_take(struct presence *presence, const struct shifts *s, int day)
{
	for (int i = 0; i < DAY_ROWS; i++)
		if (is_taken(s, &s->rows[day * DAY_ROWS + i].trace))
			presence_take(presence, &s->rows[day * DAY_ROWS + i].trace);
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

/* The time available of each agent is told in order, and none of it twice. */
static void lies_apart(const struct told *told)
{
	const struct trace *last = NULL;

	for (size_t i = 0; i < told->count; i++) {
		const struct trace *part = &told->list[i];

		if (part->kind != TRACE_AVAILABLE)
			continue;
		assert_true(part->value_ms > 0 && part->value_ms <= 3600000);
		if (last != NULL && last->agent == part->agent)
			assert_true(part->at_ms >= last->at_ms + last->value_ms);
		last = part;
	}
}

static int64_t overlap(int64_t from_ms, int64_t to_ms, const struct trace *held)
{
	int64_t begin = held->at_ms > from_ms ? held->at_ms : from_ms;
	int64_t end = held->value_ms < 0 ? AS_OF : held->at_ms + held->value_ms;

	end = end < to_ms ? end : to_ms;
	return end > begin ? end - begin : 0;
}

/* What was held in each part of the time available, added up one by one. */
static void held_adds_up(const struct shifts *s, const struct told *told)
{
	size_t parts = 0;

	for (size_t i = 0; i < told->count; i++) {
		const struct trace *part = &told->list[i];
		int64_t held = 0, said = 0;

		if (part->kind != TRACE_AVAILABLE || i % 7 != 0)
			continue;
		for (size_t k = 0; k < ROWS; k++)
			if (s->rows[k].trace.kind == TRACE_HELD && s->rows[k].trace.agent == part->agent &&
			    is_taken(s, &s->rows[k].trace))
				held += overlap(part->at_ms, part->at_ms + part->value_ms, &s->rows[k].trace);
		for (size_t k = 0; k < told->count; k++)
			if (told->list[k].kind == TRACE_HOLDING && told->list[k].agent == part->agent &&
			    told->list[k].at_ms == part->at_ms)
				said += told->list[k].value_ms;
		assert_int_equal(said, held);
		parts++;
	}
	assert_true(parts > 50);
}

/* From the last day on: some come row by row, of some what was held is kept, as they go. */
static void mixed_take(struct presence *presence, struct shifts *s)
{
	for (int d = DAYS; d-- > 0; )
		if (d % 3 == 0)
			rows_take(presence, s, d);
		else
			presence_add(presence, &s->days[d], 1, &s->apart, d % 3 == 1);
	for (int d = DAYS; d-- > 0; )
		if (d % 3 == 2)
			presence_hold(presence, &s->days[d], 1, &s->apart);
}

/* Of many rows by two threads, of some by one, and row by row. */
static void days_of_agents(void **state)
{
	(void)state;
	for (int zone = 0; zone < ZONES; zone++) {
		struct shifts s;
		struct presence *at_once, *mixed, *by_row, *gone;
		struct told *told;

		shifts_make(&s, zone);
		at_once = presence_new(&s), mixed = presence_new(&s), by_row = presence_new(&s), gone = presence_new(&s);
		told = arena_array(s.arena, 4, sizeof(*told));
		presence_add(at_once, s.days, DAYS, &s.apart, false);
		presence_hold(at_once, s.days, DAYS, &s.apart);
		mixed_take(mixed, &s);
		for (int d = DAYS; d-- > 0; )
			rows_take(by_row, &s, d);
		presence_add(gone, s.days, DAYS, &s.apart, true);
		presence_tell(at_once, trace_keep, &told[0]);
		presence_tell(mixed, trace_keep, &told[1]);
		presence_tell(by_row, trace_keep, &told[2]);
		presence_tell(gone, trace_keep, &told[3]);
		for (int i = 1; i < 4; i++)
			same_told(&told[0], &told[i]);
		lies_apart(&told[0]);
		held_adds_up(&s, &told[0]);
		shifts_finish(&s);
	}
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
	(void)state;
	for (int zone = 0; zone < ZONES; zone++) {
		struct shifts s;
		struct presence *hours, *whole;
		struct told *told;

		shifts_make(&s, zone);
		hours = presence_new(&s), whole = presence_new(&s);
		told = arena_array(s.arena, 2, sizeof(*told));
		for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
			presence_take(hours, &said[i]);
			presence_take(whole, &said[i]);
		}
		presence_whole(whole, borders, BORDERS);
		presence_add(hours, s.days, DAYS, &s.apart, false);
		presence_hold(hours, s.days, DAYS, &s.apart);
		presence_add(whole, s.days, DAYS, &s.apart, false);
		presence_hold(whole, s.days, DAYS, &s.apart);
		presence_tell(hours, trace_keep, &told[0]);
		presence_tell(whole, trace_keep, &told[1]);
		assert_true(told[1].count * 3 < told[0].count);
		same_between(&told[0], &told[1]);
		shifts_finish(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(no_instant), cmocka_unit_test(no_look), cmocka_unit_test(days_of_agents),
		cmocka_unit_test(told_in_one) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
