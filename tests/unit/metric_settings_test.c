/* SPDX-License-Identifier: ISC */
/*
 * Proves that what figures are measured against follows from the ledger's
 * rows alone: by date, by account with the desk behind it, and as it was
 * known before a change for the past.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "guichet/base/clock.h"
#include "guichet/model/metric_settings.h"

#define HOUR INT64_C(3600000)
#define BERLIN "zone=Europe/Berlin\nzone_data=hand\nzone_steps=3600000 1774746000000:7200000 1792890000000:3600000\n"

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_null(time_parse(text, &ms));
	return ms;
}

static struct metric_settings *settings_of(struct arena *arena, const struct event *events, size_t count)
{
	struct metric_settings *settings = metric_settings_create(arena);

	for (size_t i = 0; i < count; i++)
		assert_null(metric_settings_add(settings, &events[i]));
	metric_settings_ready(settings, at("2026-01-01"), at("2027-01-01"));
	return settings;
}

static struct event row(int64_t seq, int64_t account, enum event_kind kind, const char *when, const char *detail)
{
	return (struct event){ .seq = seq, .account = account, .kind = kind, .recv_ms = at(when), .detail = detail };
}

static void test_nothing(void **state)
{
	struct metric_settings *settings = settings_of(*state, NULL, 0);

	assert_int_equal(settings_target(settings, 3, SURFACE_PUBLIC, 0), TARGET_DEFAULT_MS);
	assert_null(settings_schedule(settings, 3, 0));
	assert_null(settings_schedule_name(settings, 3, 0, 0));
	assert_null(settings_zone(settings, 3, 0));
	assert_int_equal(settings_seq(settings), 0);
}

static void test_targets(void **state)
{
	const struct event events[] = {
		row(4, 0, EVENT_SETTINGS_VERSION, "2026-02-01", "target_ms=600000\n"),
		row(7, 2, EVENT_SETTINGS_VERSION, "2026-03-01", "target_private_ms=7200000\n"),
		row(8, 2, EVENT_SETTINGS_VERSION, "2026-04-01", "target_ms=60000\n"),
		row(9, 2, EVENT_SETTINGS_VERSION, "2026-05-01", "target_ms=\ntarget_private_ms=\n"),
		row(10, 5, EVENT_NOTE, "2026-05-02", ""),
	};
	struct metric_settings *settings = settings_of(*state, events, 5);

	assert_int_equal(settings_target(settings, 2, SURFACE_PUBLIC, at("2026-01-31")), TARGET_DEFAULT_MS);
	assert_int_equal(settings_target(settings, 2, SURFACE_PRIVATE, at("2026-02-01")), 600000);
	assert_int_equal(settings_target(settings, 2, SURFACE_PRIVATE, at("2026-03-01")), 7200000);
	assert_int_equal(settings_target(settings, 2, SURFACE_PUBLIC, at("2026-03-01")), 600000);
	assert_int_equal(settings_target(settings, 2, SURFACE_PUBLIC, at("2026-04-02")), 60000);
	assert_int_equal(settings_target(settings, 2, SURFACE_PRIVATE, at("2026-04-02")), 7200000);
	assert_int_equal(settings_target(settings, 2, SURFACE_PRIVATE, at("2026-06-01")), 600000);
	assert_int_equal(settings_target(settings, 1, SURFACE_PRIVATE, at("2026-04-02")), 600000);
	assert_int_equal(settings_seq(settings), 9);
}

/* Monday 09:00 to Tuesday 12:00 UTC in the middle of March. */
static int64_t measured(const struct metric_settings *settings, int64_t account)
{
	return schedule_business_ms(settings_schedule(settings, account, 0), at("2026-03-16T09:00:00Z"),
		at("2026-03-17T12:00:00Z"));
}

static void test_schedules(void **state)
{
	const struct event events[] = {
		row(1, 0, EVENT_SCHEDULE_VERSION, "2026-01-10", BERLIN "hours=mon 09:00-17:00; tue 09:00-17:00\nname=office\n"),
		row(2, 0, EVENT_SETTINGS_VERSION, "2026-01-11", "schedule=office\n"),
		row(3, 2, EVENT_SETTINGS_VERSION, "2026-03-16T15:00:00Z", "schedule=always\n"),
		row(4, 0, EVENT_SCHEDULE_VERSION, "2026-01-12", "name=always\n"),
		/* For the past: from Monday noon on the desk was open until eight. */
		row(5, 0, EVENT_SCHEDULE_VERSION, "2026-06-01",
			BERLIN "from=1773658800000\nhours=mon 09:00-20:00; tue 09:00-20:00\nname=office\n"),
	};
	struct metric_settings *before = settings_of(*state, events, 4), *after = settings_of(*state, events, 5);

	/* 10:00-17:00 and 09:00-13:00 in Berlin. */
	assert_int_equal(measured(before, 1), 11 * HOUR);
	assert_int_equal(measured(after, 1), 14 * HOUR);
	/* 10:00-16:00 in Berlin, then always. */
	assert_int_equal(measured(before, 2), 27 * HOUR);
	assert_string_equal(settings_schedule_name(before, 2, 0, at("2026-03-01")), "office");
	assert_string_equal(settings_schedule_name(before, 2, 0, at("2026-04-01")), "always");
	assert_ptr_equal(settings_schedule(before, 0, 0), settings_schedule(before, 9, 0));
	assert_int_equal(settings_seq(before), 4);
	assert_int_equal(settings_seq(after), 5);
}

static struct event of_team(struct event event, int64_t team)
{
	event.subject = team;
	return event;
}

/* For what team 9 has: its own hours from February on, then its account's again. */
static void test_teams(void **state)
{
	const struct event events[] = {
		row(1, 0, EVENT_SCHEDULE_VERSION, "2026-01-10", BERLIN "hours=mon 09:00-17:00; tue 09:00-17:00\nname=office\n"),
		row(2, 0, EVENT_SCHEDULE_VERSION, "2026-01-10", "hours=mon 20:00-24:00\nname=nights\n"),
		row(3, 2, EVENT_SETTINGS_VERSION, "2026-01-11", "schedule=office\n"),
		of_team(row(4, 0, EVENT_SETTINGS_VERSION, "2026-02-01", "schedule=nights\n"), 9),
		of_team(row(5, 0, EVENT_SETTINGS_VERSION, "2026-03-16T22:00:00Z", "schedule=\n"), 9),
	};
	struct metric_settings *before = settings_of(*state, events, 3), *settings = settings_of(*state, events, 5);
	int64_t from = at("2026-03-16T12:00:00Z"), to = at("2026-03-17T12:00:00Z");

	assert_false(settings_have_teams(before));
	assert_true(settings_have_teams(settings));
	/* 20:00-22:00 UTC of the team, then 09:00-13:00 in Berlin of the account; without the team 13:00-17:00 too. */
	assert_int_equal(schedule_business_ms(settings_schedule(settings, 2, 9), from, to), 6 * HOUR);
	assert_int_equal(schedule_business_ms(settings_schedule(settings, 2, 0), from, to), 8 * HOUR);
	assert_ptr_equal(settings_schedule(settings, 2, 8), settings_schedule(settings, 2, 0));
	/* On an account without a schedule it is open always when the team has none. */
	assert_int_equal(schedule_business_ms(settings_schedule(settings, 3, 9), from, to), 16 * HOUR);
	assert_string_equal(settings_schedule_name(settings, 2, 9, at("2026-01-20")), "office");
	assert_string_equal(settings_schedule_name(settings, 2, 9, at("2026-02-20")), "nights");
	assert_string_equal(settings_schedule_name(settings, 2, 9, at("2026-04-20")), "office");
	assert_string_equal(settings_team_hours(settings, 9, at("2026-02-20")), "nights");
	assert_null(settings_team_hours(settings, 9, at("2026-04-20")));
	assert_null(settings_team_hours(settings, 8, at("2026-02-20")));
}

static void test_zones(void **state)
{
	const struct event events[] = {
		row(1, 2, EVENT_SETTINGS_VERSION, "2026-01-10", BERLIN),
		row(2, 2, EVENT_SETTINGS_VERSION, "2026-02-10", "zone=\n"),
	};
	struct metric_settings *settings = settings_of(*state, events, 2);

	assert_string_equal(settings_zone(settings, 2, at("2026-01-20"))->name, "Europe/Berlin");
	assert_null(settings_zone(settings, 2, at("2026-02-20")));
	assert_null(settings_zone(settings, 1, at("2026-01-20")));
}

static void test_bad(void **state)
{
	static const char *const bad[] = { "zone=Europe/Berlin\n", "zone=X\nzone_steps=no\n" };
	struct metric_settings *settings = metric_settings_create(*state);

	for (size_t i = 0; i < 2; i++) {
		struct event event = row(3, 0, EVENT_SETTINGS_VERSION, "2026-01-10", bad[i]);

		assert_true(err_is(metric_settings_add(settings, &event), ERR_DATA));
		event.kind = EVENT_SCHEDULE_VERSION;
		assert_true(err_is(metric_settings_add(settings, &event), ERR_DATA));
	}
	metric_settings_ready(settings, 0, 0);
	assert_null(settings_schedule(settings, 0, 0));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing), cmocka_unit_test(test_targets), cmocka_unit_test(test_schedules),
		cmocka_unit_test(test_teams), cmocka_unit_test(test_zones), cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests_name("metric settings", tests, arena_open, arena_close);
}
