/* SPDX-License-Identifier: ISC */
/*
 * Proves that business time is that of the acceptance cases B01 to B16, adds
 * up over any cut, never exceeds calendar time and is all of it to who is
 * always open, and that a due time is its inverse, whatever the line was made ready for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/model/schedule.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_null(time_parse(text, &ms));
	return ms;
}

/* Offsets of 2026 alone, in hours; the second pair is where summer begins and ends. */
static struct zone zone_make(struct arena *arena, const char *name, int64_t winter, int64_t summer, const char *begins,
	const char *ends)
{
	struct zone_step *steps = arena_array(arena, 3, sizeof(*steps));

	steps[0] = (struct zone_step){ at("1970-01-01T00:00:00Z"), (int32_t)winter };
	if (begins == NULL)
		return (struct zone){ .name = name, .data = "hand", .steps = steps, .count = 1 };
	steps[1] = (struct zone_step){ at(begins), (int32_t)summer };
	steps[2] = (struct zone_step){ at(ends), (int32_t)winter };
	return (struct zone){ .name = name, .data = "hand", .steps = steps, .count = 3 };
}

struct world { struct arena *arena; struct zone zones[5]; };
enum { UTC_ZONE, BERLIN, NEW_YORK, LORD_HOWE, SAO_PAULO };

static int world_open(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->arena = arena_create();
	w->zones[BERLIN] = zone_make(w->arena, "Europe/Berlin", HOUR, 2 * HOUR, "2026-03-29T01:00:00Z",
		"2026-10-25T01:00:00Z");
	w->zones[NEW_YORK] = zone_make(w->arena, "America/New_York", -5 * HOUR, -4 * HOUR, "2026-03-08T07:00:00Z",
		"2026-11-01T06:00:00Z");
	/* Half an hour, and the summer is the winter of the north. */
	w->zones[LORD_HOWE] = zone_make(w->arena, "Australia/Lord_Howe", 11 * HOUR, 10 * HOUR + HOUR / 2,
		"2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z");
	w->zones[SAO_PAULO] = zone_make(w->arena, "America/Sao_Paulo", -3 * HOUR, 0, NULL, NULL);
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;

	arena_destroy(w->arena);
	free(w);
	return 0;
}

static const struct schedule *schedule_of(struct world *w, int zone, const char *text)
{
	struct schedule *schedule = arena_alloc(w->arena, sizeof(*schedule));

	schedule->zone = zone == UTC_ZONE ? NULL : &w->zones[zone];
	assert_null(schedule_read(w->arena, text, schedule));
	return schedule;
}

static const struct schedule_line *line_of(struct world *w, int zone, const char *text)
{
	struct schedule_version version = { INT64_MIN, schedule_of(w, zone, text) };

	return schedule_line(w->arena, &version, 1, at("2026-01-01"), at("2027-01-01"));
}

#define OFFICE "mon 09:00-17:00; tue 09:00-17:00; wed 09:00-17:00; thu 09:00-17:00; fri 09:00-17:00"
#define ALWAYS "mon 00:00-24:00; tue 00:00-24:00; wed 00:00-24:00; thu 00:00-24:00; fri 00:00-24:00; " \
	"sat 00:00-24:00; sun 00:00-24:00"

static void test_acceptance(void **state)
{
	static const struct {
		const char *id;
		int zone;
		const char *schedule, *from, *to;
		int64_t seconds;
	} rows[] = {
		{ "B01", BERLIN, OFFICE, "2026-03-27T15:30:00Z", "2026-03-30T07:45:00Z", 4500 },
		{ "B02", BERLIN, ALWAYS, "2026-03-28T19:00:00Z", "2026-03-29T06:00:00Z", 39600 },
		{ "B03", NEW_YORK, ALWAYS, "2026-11-01T00:00:00Z", "2026-11-01T13:00:00Z", 46800 },
		{ "B04", NEW_YORK, "sun 00:00-06:00", "2026-10-31T00:00:00Z", "2026-11-02T00:00:00Z", 25200 },
		{ "B05", BERLIN, "sun 02:30-10:00", "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z", 23400 },
		{ "B06", NEW_YORK, "sun 01:30-02:30", "2026-10-31T00:00:00Z", "2026-11-02T00:00:00Z", 7200 },
		{ "B07", BERLIN, OFFICE, "2026-04-24T14:00:00Z", "2026-04-27T08:00:00Z", 7200 },
		{ "B08", SAO_PAULO, "mon 08:00-12:00 13:30-18:00", "2026-03-02T15:30:00Z", "2026-03-02T17:00:00Z",
			1800 },
		{ "B09", UTC_ZONE, OFFICE, "2026-03-02T16:30:00Z", "2026-03-03T09:00:00Z", 1800 },
		{ "B10", UTC_ZONE, OFFICE, "2026-03-06T17:00:00Z", "2026-03-09T09:00:00Z", 0 },
		{ "B12", BERLIN, OFFICE "; 2026-05-01", "2026-04-30T14:00:00Z", "2026-05-04T08:00:00Z", 7200 },
		{ "B13", LORD_HOWE, ALWAYS, "2026-04-04T11:00:00Z", "2026-04-04T19:30:00Z", 30600 },
		{ "B14", BERLIN, "sat 22:00-06:00", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", 25200 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct schedule_line *line = line_of(*state, rows[i].zone, rows[i].schedule);
		int64_t ms = schedule_business_ms(line, at(rows[i].from), at(rows[i].to));

		if (ms != rows[i].seconds * 1000)
			fail_msg("%s: %lld s", rows[i].id, (long long)(ms / 1000));
	}
}

/* B11: each instant by the schedule in force at that instant. */
static void test_versions(void **state)
{
	struct world *w = *state;
	struct schedule_version versions[] = {
		{ INT64_MIN, schedule_of(w, UTC_ZONE, OFFICE) }, { at("2026-03-03T12:00:00Z"), NULL },
	};
	const struct schedule_line *line = schedule_line(w->arena, versions, 2, at("2026-01-01"), at("2027-01-01"));

	assert_int_equal(schedule_business_ms(line, at("2026-03-02T16:00:00Z"), at("2026-03-03T14:00:00Z")), 6 * HOUR);
	assert_true(schedule_open_at(line, at("2026-03-03T23:00:00Z")));
	assert_false(schedule_open_at(line, at("2026-03-02T23:00:00Z")));
	/* Of two from the same instant the later one counts; before the first everything is open. */
	versions[0].from_ms = versions[1].from_ms;
	line = schedule_line(w->arena, versions, 2, at("2026-01-01"), at("2027-01-01"));
	assert_int_equal(schedule_business_ms(line, at("2026-03-02T16:00:00Z"), at("2026-03-03T14:00:00Z")), 22 * HOUR);
}

/* B15 and B16, and beyond. */
static void test_due(void **state)
{
	struct world *w = *state;
	const struct schedule_line *utc = line_of(w, UTC_ZONE, OFFICE), *berlin = line_of(w, BERLIN, OFFICE);

	assert_int_equal(schedule_due(utc, at("2026-03-06T16:30:00Z"), HOUR), at("2026-03-09T09:30:00Z"));
	assert_int_equal(schedule_due(berlin, at("2026-03-27T15:30:00Z"), HOUR), at("2026-03-30T07:30:00Z"));
	/* The smallest instant: closing time, not the next opening. */
	assert_int_equal(schedule_due(utc, at("2026-03-06T16:30:00Z"), HOUR / 2), at("2026-03-06T17:00:00Z"));
	assert_int_equal(schedule_due(utc, at("2026-03-07T16:30:00Z"), 0), at("2026-03-07T16:30:00Z"));
	assert_int_equal(schedule_due(NULL, at("2026-03-07T16:30:00Z"), HOUR), at("2026-03-07T17:30:00Z"));
	assert_int_equal(schedule_due(line_of(w, BERLIN, ""), at("2026-03-07T16:30:00Z"), 1), SCHEDULE_NEVER);
	assert_int_equal(schedule_due(line_of(w, BERLIN, "2026-03-09 09:00-10:00"), at("2026-03-07"), HOUR),
		at("2026-03-09T09:00:00Z"));
	assert_int_equal(schedule_due(line_of(w, BERLIN, "2026-03-09 09:00-10:00"), at("2026-03-07"), HOUR + 1),
		SCHEDULE_NEVER);
}

static void test_no_schedule(void **state)
{
	(void)state;
	assert_int_equal(schedule_business_ms(NULL, 0, 5 * DAY), 5 * DAY);
	assert_int_equal(schedule_business_ms(NULL, 5 * DAY, 0), 0);
}

/* ---- properties */

static const struct schedule *schedule_random(struct world *w, struct random *random)
{
	struct schedule *schedule = arena_alloc(w->arena, sizeof(*schedule));
	struct schedule_day *days = arena_array(w->arena, 20, sizeof(*days));

	schedule->zone = &w->zones[BERLIN + random_below(random, 4)];
	for (int i = 0; i < 27; i++) {
		struct span *list = arena_array(w->arena, 3, sizeof(*list));
		struct spans spans = { list, random_below(random, 4) };
		int from = 0;

		for (size_t k = 0; k < spans.count; k++) {
			from += (int)random_below(random, 400);
			list[k].from = (int16_t)from;
			from += 1 + (int)random_below(random, k == 2 ? 1500 : 300);
			list[k].until = (int16_t)from;
		}
		if (i < 7)
			schedule->week[i] = spans;
		else
			days[i - 7] = (struct schedule_day){ date_make(2026, 1, 1 + (int)random_below(random, 365)), spans };
	}
	schedule->days = days;
	schedule->day_count = schedule_days_settle(days, 20);
	return schedule;
}

static const struct schedule_line *line_random(struct world *w, struct random *random)
{
	struct schedule_version versions[4];
	size_t count = 1 + random_below(random, 4);

	for (size_t i = 0; i < count; i++)
		versions[i] = (struct schedule_version){ at("2026-01-01") + (int64_t)(i * 80 * DAY) +
			(int64_t)random_below(random, 70 * DAY), random_below(random, 5) == 0 ? NULL : schedule_random(w, random) };
	return schedule_line(w->arena, versions, count, at("2026-03-01"), at("2026-10-01"));
}

static void test_properties(void **state)
{
	struct world *w = *state;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct random random = random_seeded(seed);
		const struct schedule_line *line = line_random(w, &random);

		for (int i = 0; i < 200; i++) {
			int64_t a = at("2025-12-20") + (int64_t)random_below(&random, 400 * DAY);
			int64_t b = a + (int64_t)random_below(&random, 30 * DAY);
			int64_t c = b + (int64_t)random_below(&random, 30 * DAY);
			int64_t ab = schedule_business_ms(line, a, b), bc = schedule_business_ms(line, b, c);
			int64_t wanted = (int64_t)random_below(&random, 40 * HOUR), due;

			assert_int_equal(ab + bc, schedule_business_ms(line, a, c));
			assert_true(ab >= 0 && ab <= b - a);
			due = schedule_due(line, a, wanted);
			if (due == SCHEDULE_NEVER)
				continue;
			assert_int_equal(schedule_business_ms(line, a, due), wanted);
			assert_true(wanted == 0 || schedule_business_ms(line, a, due - 1) == wanted - 1);
		}
	}
}

/* A day that is always open, in one to three spans that meet. */
static struct spans open_day(struct arena *arena, struct random *random)
{
	struct span *list = arena_array(arena, 3, sizeof(*list));
	size_t count = 1 + random_below(random, 3);

	for (size_t k = 0; k < count; k++) {
		list[k].from = k == 0 ? 0 : list[k - 1].until;
		list[k].until = k + 1 == count ? 1440 : (int16_t)(list[k].from + 1 + (int)random_below(random, 600));
	}
	return (struct spans){ list, count };
}

/* Who is always open has the hours of the calendar, whatever the clocks of their zone do and however it is written. */
static void test_always_is_the_calendar(void **state)
{
	struct world *w = *state;

	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct random random = random_seeded(seed);
		struct schedule_version versions[3] = { { 0 } };
		size_t count = random_below(&random, 4);
		const struct schedule_line *line;

		for (size_t v = 0; v < count; v++) {
			struct schedule *schedule = arena_alloc(w->arena, sizeof(*schedule));

			schedule->zone = random_below(&random, 5) == 0 ? NULL : &w->zones[BERLIN + random_below(&random, 4)];
			for (int i = 0; i < 7; i++)
				schedule->week[i] = open_day(w->arena, &random);
			versions[v] = (struct schedule_version){ at("2026-01-01") + (int64_t)(v * 100 * DAY) +
				(int64_t)random_below(&random, 90 * DAY), random_below(&random, 4) == 0 ? NULL : schedule };
		}
		line = count == 0 ? NULL : schedule_line(w->arena, versions, count, at("2026-03-01"), at("2026-10-01"));
		for (int i = 0; i < 200; i++) {
			int64_t a = at("2025-12-20") + (int64_t)random_below(&random, 400 * DAY);
			int64_t b = a + (int64_t)random_below(&random, 60 * DAY);

			assert_int_equal(schedule_business_ms(line, a, b), b - a);
			assert_int_equal(schedule_due(line, a, b - a), b);
		}
	}
}

/* A line answers the same whatever it was made ready for. */
static void test_ready_for(void **state)
{
	struct world *w = *state;
	struct random random = random_seeded(7);

	for (int i = 0; i < 30; i++) {
		struct schedule_version version = { at("2026-02-01"), schedule_random(w, &random) };
		const struct schedule_line *wide = schedule_line(w->arena, &version, 1, at("2025-01-01"), at("2028-01-01"));
		const struct schedule_line *none = schedule_line(w->arena, &version, 1, 0, 0);

		for (int k = 0; k < 40; k++) {
			int64_t a = at("2026-01-20") + (int64_t)random_below(&random, 400 * DAY);
			int64_t b = a + (int64_t)random_below(&random, 60 * DAY);
			int64_t wanted = (int64_t)random_below(&random, 100 * HOUR);

			assert_int_equal(schedule_business_ms(wide, a, b), schedule_business_ms(none, a, b));
			assert_int_equal(schedule_due(wide, a, wanted), schedule_due(none, a, wanted));
		}
	}
}

/* ---- text */

static void test_text(void **state)
{
	static const char *const bad[] = { "mon 9:00-17:00", "mon 09:00-09:00", "mon 24:00-25:00", "mon 09:00-17:60",
		"mon 09:00-12:00 11:00-13:00", "2026-02-30", "monday 09:00-10:00", "mon 09:00-17:00x", "mon 24:00-03:00" };
	struct world *w = *state;
	struct schedule schedule = { 0 };
	struct str out = { 0 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(schedule_read(w->arena, bad[i], &schedule));
	assert_null(schedule_read(w->arena, "2026-12-24 09:00-12:00;mon 13:00-17:00 09:00-12:00; fri 22:00-06:00;2026-05-01;"
		"2026-12-24", &schedule));
	schedule_write(&schedule, &out);
	assert_string_equal(str_text(&out), "mon 09:00-12:00 13:00-17:00; fri 22:00-06:00; 2026-05-01; 2026-12-24");
	str_finish(&out);
}

static void test_zone_text(void **state)
{
	static const char *const bad[] = { "", "x", "0 5", "0 5:", "0 5:0 5:0", "0 99999999999999999:0", "999999999", "0  5:0" };
	struct world *w = *state;
	struct zone zone = { 0 };
	struct str out = { 0 }, again = { 0 };

	zone_steps_write(&w->zones[BERLIN], &out);
	assert_string_equal(str_text(&out), "3600000 1774746000000:7200000 1792890000000:3600000");
	assert_null(zone_steps_read(w->arena, str_text(&out), &zone));
	zone_steps_write(&zone, &again);
	assert_string_equal(str_text(&out), str_text(&again));
	assert_true(zone_agrees(&zone, &w->zones[BERLIN], 0));
	assert_false(zone_agrees(&zone, NULL, at("2026-11-01")));
	assert_false(zone_agrees(NULL, &zone, 0));
	assert_false(zone_agrees(&w->zones[BERLIN], &w->zones[SAO_PAULO], 0));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(zone_steps_read(w->arena, bad[i], &zone));
	str_finish(&out);
	str_finish(&again);
}

static void test_local(void **state)
{
	struct world *w = *state;
	struct local_time local = zone_local(&w->zones[NEW_YORK], at("2026-01-01T02:30:00Z"));
	int32_t date;

	assert_int_equal(local.year * 10000 + local.month * 100 + local.day, 20251231);
	assert_int_equal(local.weekday, 3);
	assert_int_equal(local.hour * 100 + local.minute, 2130);
	assert_int_equal(local.week_year * 100 + local.week, 202601);
	local = zone_local(NULL, at("2027-01-03"));
	assert_int_equal(local.week_year * 100 + local.week, 202653);
	local = zone_local(NULL, at("1969-12-28T23:59:59Z"));
	assert_int_equal(local.weekday * 100 + local.hour, 723);
	for (int32_t day = date_make(1890, 1, 1); day < date_make(2110, 1, 1); day++) {
		char text[DATE_TEXT];

		assert_true(date_parse(date_format(day, text), &date));
		assert_int_equal(date, day);
	}
	assert_false(date_parse("2026-13-01", &date));
	assert_false(date_parse("2026-1-01", &date));
	assert_false(date_parse("2026-02-29", &date));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acceptance), cmocka_unit_test(test_versions), cmocka_unit_test(test_due),
		cmocka_unit_test(test_no_schedule), cmocka_unit_test(test_properties), cmocka_unit_test(test_always_is_the_calendar),
		cmocka_unit_test(test_ready_for),
		cmocka_unit_test(test_text), cmocka_unit_test(test_zone_text), cmocka_unit_test(test_local),
	};

	return cmocka_run_group_tests_name("business time", tests, world_open, world_close);
}
