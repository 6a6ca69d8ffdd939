/* SPDX-License-Identifier: ISC */
/*
 * Shifts begin and end when the clock on the wall says so: in the night in
 * which an hour is missing or comes twice, across midnight and across zones;
 * a date stands above its weekday, and words that mean nothing are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/clock.h"
#include "guichet/model/roster.h"

enum { HOUR_MS = 3600000 };

/* Europe/Paris in 2026: summer from 29 March to 25 October, 01:00 UTC. */
static const struct zone_step paris_steps[] = {
	{ 0, HOUR_MS }, { INT64_C(1774746000000), 2 * HOUR_MS }, { INT64_C(1792890000000), HOUR_MS },
};
static const struct zone paris = { "Europe/Paris", "test", paris_steps, 3 };

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_null(time_parse(text, &ms));
	return ms;
}

static void expect(const struct zone *zone, const char *hours, const char *when, const char *on, const char *next)
{
	struct arena *arena = arena_create();
	struct schedule schedule = { .zone = zone };
	struct shift shift = { 0 };
	char from[TIME_TEXT], until[TIME_TEXT];

	assert_null(roster_hours(arena, hours, &schedule));
	assert_int_equal(roster_on(&schedule, at(when), &shift), on != NULL);
	if (on != NULL)
		assert_string_equal(arena_printf(arena, "%s %s", time_format(shift.from_ms, from),
			time_format(shift.until_ms, until)), on);
	assert_int_equal(roster_next(&schedule, at(when), &shift), next != NULL);
	if (next != NULL)
		assert_string_equal(arena_printf(arena, "%s %s", time_format(shift.from_ms, from),
			time_format(shift.until_ms, until)), next);
	arena_destroy(arena);
}

static void weekdays(void **state)
{
	(void)state;
	/* 2026-11-20 is a Friday. */
	expect(NULL, "mon-fri 06:00-14:00", "2026-11-20T10:00:00Z", "2026-11-20T06:00:00Z 2026-11-20T14:00:00Z",
		"2026-11-23T06:00:00Z 2026-11-23T14:00:00Z");
	expect(NULL, "mon-fri 06:00-14:00", "2026-11-20T14:00:00Z", NULL, "2026-11-23T06:00:00Z 2026-11-23T14:00:00Z");
	expect(NULL, "fri-mon 06:00-14:00", "2026-11-20T14:00:00Z", NULL, "2026-11-21T06:00:00Z 2026-11-21T14:00:00Z");
	expect(NULL, "mon 06:00-10:00, mon 12:00-14:00", "2026-11-23T10:00:00Z", NULL,
		"2026-11-23T12:00:00Z 2026-11-23T14:00:00Z");
	expect(NULL, "daily 00:00-24:00, sun off", "2026-11-20T10:00:00Z", "2026-11-16T00:00:00Z 2026-11-22T00:00:00Z",
		"2026-11-23T00:00:00Z 2026-11-29T00:00:00Z");
}

static void dates(void **state)
{
	(void)state;
	expect(NULL, "daily 06:00-14:00; 2026-12-24..2026-12-26 off", "2026-12-24T10:00:00Z", NULL,
		"2026-12-27T06:00:00Z 2026-12-27T14:00:00Z");
	expect(NULL, "daily 06:00-14:00; 2026-12-24 06:00-10:00", "2026-12-24T10:00:00Z", NULL,
		"2026-12-25T06:00:00Z 2026-12-25T14:00:00Z");
	expect(NULL, "2027-08-01 06:00-10:00", "2026-11-20T10:00:00Z", NULL, "2027-08-01T06:00:00Z 2027-08-01T10:00:00Z");
	expect(NULL, "2026-01-01 06:00-10:00", "2026-11-20T10:00:00Z", NULL, NULL);
}

static void nights(void **state)
{
	(void)state;
	/* Across midnight; two halves that touch are one shift. */
	expect(NULL, "fri 22:00-06:00", "2026-11-21T03:00:00Z", "2026-11-20T22:00:00Z 2026-11-21T06:00:00Z",
		"2026-11-27T22:00:00Z 2026-11-28T06:00:00Z");
	expect(NULL, "fri 22:00-24:00, sat 00:00-06:00", "2026-11-21T00:00:00Z",
		"2026-11-20T22:00:00Z 2026-11-21T06:00:00Z", "2026-11-27T22:00:00Z 2026-11-28T06:00:00Z");
	/* The short night has seven hours, the long one nine. */
	expect(&paris, "sat 22:00-06:00", "2026-03-29T01:30:00Z", "2026-03-28T21:00:00Z 2026-03-29T04:00:00Z",
		"2026-04-04T20:00:00Z 2026-04-05T04:00:00Z");
	expect(&paris, "sat 22:00-06:00", "2026-10-25T01:30:00Z", "2026-10-24T20:00:00Z 2026-10-25T05:00:00Z",
		"2026-10-31T21:00:00Z 2026-11-01T05:00:00Z");
	/* A shift that begins in the hour that is missing begins when it is over; one that ends there lasts until then. */
	expect(&paris, "sun 02:30-10:00", "2026-03-29T02:00:00Z", "2026-03-29T01:30:00Z 2026-03-29T08:00:00Z",
		"2026-04-05T00:30:00Z 2026-04-05T08:00:00Z");
	/* The hour that comes twice: the first of the two is meant. */
	expect(&paris, "sun 02:30-10:00", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z 2026-10-25T09:00:00Z",
		"2026-11-01T01:30:00Z 2026-11-01T09:00:00Z");
	/* The change itself is a shift's edge: one ends at 03:00, the other begins then, and nobody is on twice. */
	expect(&paris, "sat 19:00-03:00", "2026-03-29T01:00:00Z", NULL, "2026-04-04T17:00:00Z 2026-04-05T01:00:00Z");
	expect(&paris, "sun 03:00-11:00", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z 2026-03-29T09:00:00Z",
		"2026-04-05T01:00:00Z 2026-04-05T09:00:00Z");
}

static void wrong(void **state)
{
	static const struct { const char *text, *part; } all[] = {
		{ "", "needs hours" }, { "mon-fri", "'mon-fri'" }, { "monday 06:00-14:00", "'monday 06:00-14:00'" },
		{ "mon 6-14", "'6-14'" }, { "mon 06:00-14:00 off", "'off'" }, { "2026-02-30 off", "'2026-02-30 off'" },
		{ "2026-12-26..2026-12-24 off", "2026-12-26" }, { "mon 06:00-14:00, mon 13:00-15:00", "overlap" },
		{ "2026-01-01..2036-01-01 off", "2026-01-01..2036" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct schedule schedule = { 0 };
		err_t err = roster_hours(arena, all[i].text, &schedule);

		assert_true(err_is(err, ERR_USAGE));
		assert_non_null(strstr(err->text, all[i].part));
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weekdays), cmocka_unit_test(dates), cmocka_unit_test(nights), cmocka_unit_test(wrong),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
