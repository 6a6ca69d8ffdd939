/* SPDX-License-Identifier: ISC */
/*
 * Proves that zones are read as the machine's own C library reads them, for
 * thirty zones and every year from 1990 to 2037, with what makes them hard: half
 * hours, skipped days, clocks that change twice for a month of fasting; and that
 * business time in them is that of a program which steps through the minutes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/schedule.h"
#include "guichet/zone/zone.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define MINUTE INT64_C(60000)

static const char *const names[] = {
	"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Argentina/Buenos_Aires", "America/Asuncion",
	"America/Caracas", "America/Havana", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo",
	"America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Amman", "Asia/Gaza", "Asia/Kathmandu",
	"Asia/Kolkata", "Asia/Pyongyang", "Asia/Tehran", "Asia/Tokyo", "Atlantic/Azores", "Australia/Lord_Howe",
	"Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/Istanbul", "Europe/London", "Europe/Moscow",
	"Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati",
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static int64_t first_ms(void)
{
	return (int64_t)date_make(1990, 1, 1) * ZONE_DAY_MS;
}

static int64_t last_ms(void)
{
	return (int64_t)date_make(2037, 12, 31) * ZONE_DAY_MS;
}

/* What the C library says, which reads the same data by other code. */
static void library_use(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static int64_t library_offset(int64_t ms)
{
	time_t at = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&at, &tm);
	return tm.tm_gmtoff * INT64_C(1000);
}

static void instant_check(const struct zone *zone, int64_t ms)
{
	if (zone_offset(zone, ms) != library_offset(ms))
		fail_msg("%s at %lld", zone->name, (long long)ms);
}

static void test_offsets(void **state)
{
	struct random random = random_seeded(11);

	for (size_t i = 0; i < NAMES; i++) {
		struct zone zone;

		assert_null(zone_load(*state, names[i], &zone));
		library_use(names[i]);
		for (size_t k = 1; k < zone.count; k++) {
			instant_check(&zone, zone.steps[k].from_ms - 1000);
			instant_check(&zone, zone.steps[k].from_ms);
		}
		for (int k = 0; k < 3000; k++)
			instant_check(&zone, first_ms() + (int64_t)random_below(&random, (uint64_t)(last_ms() - first_ms())));
	}
	unsetenv("TZ");
}

/*
 * A wall time by the other way round: of the instants that show it the first,
 * or, where none does, what the offset before the gap makes of it.
 */
static int64_t instant_by_search(const struct zone *zone, int64_t wall_ms)
{
	int64_t last_before = INT64_MIN;

	for (int64_t ms = wall_ms - 27 * HOUR; ms <= wall_ms + 27 * HOUR; ms += 15 * MINUTE) {
		int64_t shown = ms + zone_offset(zone, ms);

		if (shown == wall_ms)
			return ms;
		if (shown < wall_ms && (last_before == INT64_MIN || ms == last_before + 15 * MINUTE))
			last_before = ms;
	}
	return wall_ms - zone_offset(zone, last_before);
}

static void test_wall(void **state)
{
	for (size_t i = 0; i < NAMES; i++) {
		struct zone zone;

		assert_null(zone_load(*state, names[i], &zone));
		for (size_t k = 1; k < zone.count; k++) {
			int64_t from = zone.steps[k].from_ms;

			/* All of them change on the quarter of an hour since 1990. */
			if (from < first_ms() || from % (15 * MINUTE) != 0)
				continue;
			for (int64_t wall = from - 27 * HOUR; wall < from + 27 * HOUR; wall += 15 * MINUTE)
				if (zone_instant(&zone, wall) != instant_by_search(&zone, wall))
					fail_msg("%s, wall %lld: %lld, not %lld", names[i], (long long)wall,
						(long long)zone_instant(&zone, wall), (long long)instant_by_search(&zone, wall));
		}
	}
}

/* ---- business time by stepping */

static const struct schedule *schedule_make(struct arena *arena, const struct zone *zone)
{
	struct schedule *schedule = arena_alloc(arena, sizeof(*schedule));

	schedule->zone = zone;
	assert_null(schedule_read(arena, "mon 09:00-12:30 13:30-17:00; tue 00:00-24:00; wed 09:00-17:00; "
		"thu 08:15-20:00; fri 09:00-17:00 22:00-06:00; sat 22:00-06:00; sun 00:00-03:00", schedule));
	return schedule;
}

static bool date_exists(const struct zone *zone, int32_t date)
{
	for (int64_t ms = (int64_t)date * DAY - 27 * HOUR; ms < (int64_t)date * DAY + 51 * HOUR; ms += 15 * MINUTE)
		if (zone_date(zone, ms) == date)
			return true;
	return false;
}

/* Is that minute open, asked of each date around it and of no list. */
static bool open_by_stepping(const struct schedule *schedule, int64_t ms)
{
	int32_t today = zone_date(schedule->zone, ms);

	for (int32_t date = today - 2; date <= today + 1; date++) {
		const struct spans *spans = &schedule->week[date_weekday(date) - 1];

		if (!date_exists(schedule->zone, date))
			continue;
		for (size_t i = 0; i < spans->count; i++)
			if (ms >= instant_by_search(schedule->zone, (int64_t)date * DAY + spans->list[i].from * MINUTE) &&
			    ms < instant_by_search(schedule->zone, (int64_t)date * DAY + spans->list[i].until * MINUTE))
				return true;
	}
	return false;
}

/* Three days around a change of the clocks, minute by minute. */
static void stepping_check(const struct schedule *schedule, const struct schedule_line *line, int64_t around)
{
	int64_t from = around - around % MINUTE - 36 * HOUR, to = from + 72 * HOUR, sum = 0;

	for (int64_t ms = from; ms < to; ms += 15 * MINUTE) {
		bool open = open_by_stepping(schedule, ms);

		if (open != schedule_open_at(line, ms) || open != schedule_open_at(line, ms + 14 * MINUTE))
			fail_msg("%s at %lld", schedule->zone->name, (long long)ms);
		sum += open ? 15 * MINUTE : 0;
	}
	assert_int_equal(schedule_business_ms(line, from, to), sum);
}

static void test_stepping(void **state)
{
	for (size_t i = 0; i < NAMES; i++) {
		struct zone *zone = arena_alloc(*state, sizeof(*zone));
		struct schedule_version version = { INT64_MIN, NULL };
		const struct schedule_line *line;
		int checked = 0;

		assert_null(zone_load(*state, names[i], zone));
		version.schedule = schedule_make(*state, zone);
		line = schedule_line(*state, &version, 1, first_ms(), last_ms());
		stepping_check(version.schedule, line, (int64_t)date_make(2026, 6, 3) * DAY);
		for (size_t k = zone->count; k-- > 1 && checked < 6;)
			if (zone->steps[k].from_ms >= first_ms() && zone->steps[k].from_ms % (15 * MINUTE) == 0) {
				stepping_check(version.schedule, line, zone->steps[k].from_ms);
				checked++;
			}
	}
}

/* Friday 30 December 2011 was left out in Samoa: nobody was open on it. */
static void test_skipped_day(void **state)
{
	struct zone zone;
	struct schedule schedule = { .zone = &zone };
	struct schedule_version version = { INT64_MIN, &schedule };
	const struct schedule_line *line;
	int64_t from = (int64_t)date_make(2011, 12, 29) * DAY, to = from + 5 * DAY;

	assert_null(zone_load(*state, "Pacific/Apia", &zone));
	assert_null(schedule_read(*state, "fri 09:00-17:00", &schedule));
	line = schedule_line(*state, &version, 1, from, to);
	assert_int_equal(schedule_business_ms(line, from, to), 0);
	assert_null(schedule_read(*state, "sat 09:00-17:00", &schedule));
	line = schedule_line(*state, &version, 1, from, to);
	assert_int_equal(schedule_business_ms(line, from, to), 8 * HOUR);
}

static void test_names(void **state)
{
	static const char *const bad[] = { "", "Europe/Pariss", "europe/berlin/", "../../etc/passwd", "/etc/localtime",
		"Europe", "tzdata.zi", "right/Europe/Paris", "posix/Europe/Paris", "Europe//Paris", "leapseconds",
		"Europe/Paris\n", "CET-1CEST" };
	struct zone zone;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_true(err_is(zone_load(*state, bad[i], &zone), ERR_DATA));
	assert_null(zone_load(*state, "UTC", &zone));
	assert_int_equal(zone.count, 1);
	assert_string_not_equal(zone.data, "");
	setenv("TZDIR", "/nonexistent", 1);
	assert_true(err_is(zone_load(*state, "Europe/Paris", &zone), ERR_CONFIG));
	assert_string_equal(zone_data_version(*state), "unknown");
	unsetenv("TZDIR");
}

static int arena_open(void **state)
{
	*state = arena_create();
	return 0;
}

static int arena_close(void **state)
{
	arena_destroy(*state);
	return 0;
}

static int64_t shown(const struct zone *zone, int64_t ms, int64_t unit)
{
	return (ms + zone_offset(zone, ms)) / unit;
}

/* Anywhere, or near a change of the clocks. */
static int64_t some_instant(struct random *random, const struct zone *zone)
{
	int64_t ms = first_ms() + (int64_t)random_below(random, (uint64_t)(last_ms() - first_ms()));

	if (zone->count > 1 && random_below(random, 2) == 0)
		ms = zone->steps[1 + random_below(random, zone->count - 1)].from_ms +
			(int64_t)random_below(random, 2 * (uint64_t)DAY) - DAY;
	return ms > first_ms() ? ms : first_ms();
}

static bool differs(const struct zone *zone, int64_t a, int64_t b, int64_t unit)
{
	return shown(zone, a, unit) != shown(zone, b, unit) || zone_offset(zone, a) != zone_offset(zone, b);
}

/* Around an instant the hour and the date stay the same, and at both ends one of them, or the clocks, change. */
static void test_around(void **state)
{
	struct random random = random_seeded(21);

	for (size_t i = 0; i < NAMES; i++) {
		struct zone zone;

		assert_null(zone_load(*state, names[i], &zone));
		for (int k = 0; k < 2000; k++) {
			int64_t ms = some_instant(&random, &zone), unit = k % 2 == 0 ? HOUR : DAY, from, until;

			zone_around(&zone, ms, unit, &from, &until);
			assert_true(from <= ms && ms < until);
			for (int64_t at = from; at < until; at += 7 * MINUTE)
				assert_false(differs(&zone, at, ms, unit));
			assert_false(differs(&zone, until - 1, ms, unit));
			assert_true(differs(&zone, until, ms, unit));
			assert_true(differs(&zone, from - 1, ms, unit));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offsets), cmocka_unit_test(test_wall), cmocka_unit_test(test_stepping),
		cmocka_unit_test(test_skipped_day), cmocka_unit_test(test_names), cmocka_unit_test(test_around),
	};

	return cmocka_run_group_tests_name("zones", tests, arena_open, arena_close);
}
