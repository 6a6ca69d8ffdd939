/* SPDX-License-Identifier: ISC */
/* Proves that times in words mean what people mean by them, across midnight and a change of clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "../../src/model/when.h"
#include "guichet/base/clock.h"

/* Wednesday 2026-03-25, 14:30 in Paris; clocks go forward in the night to Sunday 29th. */
#define NOW "2026-03-25T13:30:00Z"

static const struct { const char *text; bool past; const char *instant; } rows[] = {
	{ "now", false, NOW }, { "2h", false, "2026-03-25T15:30:00Z" }, { "2h", true, "2026-03-25T11:30:00Z" },
	{ "-2h", false, "2026-03-25T11:30:00Z" }, { "2026-03-26T08:00:00Z", false, "2026-03-26T08:00:00Z" },
	{ "2026-03-26", true, "2026-03-25T23:00:00Z" }, { "2026-03-26", false, "2026-03-26T08:00:00Z" },
	{ "17:00", false, "2026-03-25T16:00:00Z" }, { "9:30", false, "2026-03-26T08:30:00Z" },
	{ "17:00", true, "2026-03-24T16:00:00Z" }, { "9:30", true, "2026-03-25T08:30:00Z" },
	{ "14:30", false, "2026-03-26T13:30:00Z" }, { "14:30", true, NOW },
	{ "evening", false, "2026-03-25T17:00:00Z" }, { "morning", false, "2026-03-26T08:00:00Z" },
	{ "noon", true, "2026-03-25T11:00:00Z" }, { "midnight", false, "2026-03-25T23:00:00Z" },
	{ "tomorrow", false, "2026-03-26T08:00:00Z" }, { "tomorrow evening", false, "2026-03-26T17:00:00Z" },
	{ "evening tomorrow", false, "2026-03-26T17:00:00Z" }, { "today", true, "2026-03-24T23:00:00Z" },
	{ "today 17:00", false, "2026-03-25T16:00:00Z" }, { "yesterday", true, "2026-03-23T23:00:00Z" },
	{ "yesterday noon", true, "2026-03-24T11:00:00Z" },
	{ "monday", false, "2026-03-30T07:00:00Z" }, { "Mon 7:15", false, "2026-03-30T05:15:00Z" },
	{ "wednesday", false, "2026-04-01T07:00:00Z" }, { "wednesday", true, "2026-03-24T23:00:00Z" },
	{ "monday", true, "2026-03-22T23:00:00Z" }, { "thu", true, "2026-03-18T23:00:00Z" },
	{ "sunday 2:30", false, "2026-03-29T01:30:00Z" },	/* does not exist: what follows it */
};

static const char *const wrong[] = {
	"", "someday", "24:00", "9:60", "17", "9:5", "monday tuesday", "evening morning", "tomorrow at 9",
	"17:00 x", "mond", " monday", "2026-13-01", "2026-02-3", "+2h", "--2h", "9999999999999999d",
};

static void rows_hold(const struct zone *zone)
{
	char text[TIME_TEXT];
	int64_t now = 0;

	assert_null(time_parse(NOW, &now));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t at = 0;
		err_t err = when_parse(rows[i].text, rows[i].past, zone, now, &at);

		if (err != NULL)
			fail_msg("%s: %s", rows[i].text, err->text);
		if (strcmp(time_format(at, text), rows[i].instant) != 0)
			fail_msg("%s%s: %s, not %s", rows[i].text, rows[i].past ? " (past)" : "", text,
				rows[i].instant);
	}
}

static void words_mean_instants(void **state)
{
	(void)state;
	rows_hold(NULL);
}

static void a_zone_counts_more_than_the_machine(void **state)
{
	struct zone_step steps[] = { { 0, 3600000 }, { 0, 7200000 } };
	const struct zone paris = { .name = "Europe/Paris", .steps = steps, .count = 2 };

	(void)state;
	assert_null(time_parse("2026-03-29T01:00:00Z", &steps[1].from_ms));
	setenv("TZ", "Pacific/Kiritimati", 1);
	tzset();
	rows_hold(&paris);
	setenv("TZ", "Europe/Paris", 1);
	tzset();
}

static void other_words_are_refused(void **state)
{
	int64_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (!err_is(when_parse(wrong[i], false, NULL, 0, &at), ERR_USAGE))
			fail_msg("'%s' is taken", wrong[i]);
}

/* What is read can be written again: years have four digits. */
static void ends_with_the_year_9999(void **state)
{
	int64_t ms = 0;

	(void)state;
	assert_null(time_parse("9999-12-31T23:59:59.999Z", &ms));
	assert_null(time_parse("253402300799999", &ms));
	assert_non_null(time_parse("253402300800000", &ms));
	assert_non_null(time_parse("99999999999999999999", &ms));
	assert_null(time_parse("0001-01-01", &ms));
	assert_non_null(time_parse("0000-12-31", &ms));
}

/* Another instant than the one that is written is worse than none. */
static void what_no_calendar_has_is_refused(void **state)
{
	static const char *const broken[] = {
		"2026-02-29", "2026-02-30T09:00:00Z", "2026-02-31T09:00:00Z", "2026-04-31", "2026-06-31T00:00:00+02:00",
		"1900-02-29", "2026-00-10", "2026-13-01", "2026-01-00", "2026-03-02T24:00:00Z", "2026-03-02T09:60:00Z",
		"2026-03-02T09:00:60Z", "2026-03-02T23:59:60Z", "2026-12-31T23:59:61Z", "2026-12-31T23:59:60+01:00",
		"2026-03-02T09:00:00+99:99", "2026-03-02T09:00:00+24:00", "2026-03-02T09:00:00-01:60",
		"2026-03-02T09:00.5Z", "2026-03-02T09:00:00.Z", "2026-03-02T09:00:00", "2026-03-02T09:00:00Zulu",
	};
	int64_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		if (!err_is(time_parse(broken[i], &at), ERR_USAGE))
			fail_msg("'%s' is taken by time_parse()", broken[i]);
		if (!err_is(when_parse(broken[i], true, NULL, 0, &at), ERR_USAGE))
			fail_msg("'%s' is taken by when_parse()", broken[i]);
	}
	assert_int_equal(0, at);
}

/* A network may send one: it is the last instant of the day that it ends, wherever the sender's clock hangs. */
static void a_leap_second_is_the_end_of_its_day(void **state)
{
	static const char *const leaps[] = {
		"2016-12-31T23:59:60Z", "2016-12-31T23:59:60.7Z", "2017-01-01T00:59:60+01:00", "2016-12-31T15:59:60-08:00",
	};
	int64_t want = 0, at = 0;

	(void)state;
	assert_null(time_parse("2016-12-31T23:59:59.999Z", &want));
	for (size_t i = 0; i < sizeof(leaps) / sizeof(leaps[0]); i++) {
		assert_null(time_parse(leaps[i], &at));
		assert_int_equal(want, at);
	}
	assert_null(time_parse("2024-02-29T12:00:00.5+23:59", &at));
	assert_null(time_parse("2000-02-29", &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_with_the_year_9999),
		cmocka_unit_test(what_no_calendar_has_is_refused),
		cmocka_unit_test(a_leap_second_is_the_end_of_its_day),
		cmocka_unit_test(words_mean_instants),
		cmocka_unit_test(a_zone_counts_more_than_the_machine),
		cmocka_unit_test(other_words_are_refused),
	};

	setenv("TZ", "Europe/Paris", 1);
	tzset();
	return cmocka_run_group_tests_name("when", tests, NULL, NULL);
}
