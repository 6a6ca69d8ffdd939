/* SPDX-License-Identifier: ISC */
/*
 * Proves when alarms are looked for and who is told: at once after a rule was
 * made, of what comes after any number that somebody has taken, and without a
 * write while nothing happens.
 */
#include "desk_fixture.h"

#include <sqlite3.h>

#include "guichet/desk/alert.h"
#include "guichet/desk/setting.h"

enum { MINUTE = 60000 };

static void write_to_us(struct fixture *f, int number)
{
	struct item item = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", number), arena_printf(f->arena, "t%d", number),
		arena_printf(f->arena, "p%d", number), "hello", clock_now(&f->clock));

	feed(f, &item, 1);
}

static void on(struct fixture *f, enum alert_kind kind, const char *quiet)
{
	int64_t id;

	begin(f, f->maria);
	OK(desk_hook_add(f->desk, &(struct hook_row){ .kind = kind, .how = HOOK_RUN, .words = "/bin/true", .quiet = quiet }, &id));
	commit(f);
}

/* Those of which nobody takes care. */
static size_t open_count(struct fixture *f)
{
	struct alert_row *rows = NULL;
	size_t count = 0, left = 0;

	OK(read_alerts(desk_reader(f->desk), f->arena, false, 2000, &rows, &count));
	for (size_t i = 0; i < count; i++)
		left += rows[i].acked_ms == 0;
	return left;
}

static void on_commit(void *data, const struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*(int *)data += changes[i].kind == CHANGE_ALERT;
}

/* Whoever keeps the time of a quiet desk hears of the rule, and of its end. */
static void a_rule_wakes(void **state)
{
	struct fixture *f = *state;
	int told = 0;

	assert_int_equal(desk_next_alarm(f->desk), 0);
	desk_observe(f->desk, on_commit, &told);
	on(f, ALERT_BREACHED, "");
	assert_int_equal(told, 1);
	assert_int_equal(desk_next_alarm(f->desk), T0);
	OK(desk_alarms(f->desk));
	assert_int_equal(desk_next_alarm(f->desk), T0 + 15000);
	desk_observe(f->desk, NULL, &told);
	desk_close(f->desk);
	fixture_reopen(f);
	assert_int_equal(desk_next_alarm(f->desk), T0);
	begin(f, f->maria);
	OK(desk_hook_drop(f->desk, 1));
	commit(f);
	OK(desk_alarms(f->desk));
	assert_int_equal(desk_next_alarm(f->desk), 0);
}

static void taken_ones_take_no_place(void **state)
{
	struct fixture *f = *state;

	begin(f, f->maria);
	OK(desk_target_set(f->desk, MINUTE, T0));
	commit(f);
	for (int i = 0; i < 500; i++)
		write_to_us(f, i);
	on(f, ALERT_BREACHED, "");
	f->clock.offset = T0 + 2 * MINUTE;
	OK(desk_alarms(f->desk));
	assert_int_equal(open_count(f), 500);
	begin(f, f->maria);
	for (int i = 1; i <= 500; i++)
		OK(desk_alert_ack(f->desk, i));
	commit(f);
	write_to_us(f, 500);
	f->clock.offset = T0 + 10 * MINUTE;
	OK(desk_alarms(f->desk));
	assert_int_equal(open_count(f), 1);
}

static int64_t version_of(sqlite3 *db)
{
	sqlite3_stmt *statement = NULL;
	int64_t version;

	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	version = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return version;
}

static void looking_writes_nothing(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = NULL;
	int64_t version;

	for (int kind = 0; kind < ALERT_KINDS; kind++)
		on(f, (enum alert_kind)kind, "");
	OK(desk_alarms(f->desk));
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	version = version_of(db);
	for (int i = 1; i < 10; i++) {
		f->clock.offset = T0 + i * 15000;
		OK(desk_alarms(f->desk));
	}
	assert_int_equal(desk_next_alarm(f->desk), T0 + 10 * 15000);
	assert_int_equal(version_of(db), version);
	write_to_us(f, 1);
	assert_true(version_of(db) > version);
	sqlite3_close(db);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = { T(a_rule_wakes), T(taken_ones_take_no_place), T(looking_writes_nothing) };

	return cmocka_run_group_tests_name("desk_alert", tests, NULL, NULL);
}
