/* SPDX-License-Identifier: ISC */
/*
 * Proves when alarms are looked for and who is told: at once after a rule was
 * made, of what comes after any number that somebody has taken, without a
 * write while nothing happens, by the clock on the wall, again until somebody
 * takes it; that a spike is one however often it is looked at; what is
 * forgotten when; and how mails wait.
 */
#include "desk_fixture.h"

#include <sqlite3.h>

#include "guichet/desk/alert.h"
#include "guichet/desk/availability.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/setting.h"
#include "guichet/desk/spike.h"

enum { MINUTE = 60000 };
#define LATER (T0 + MINUTE)	/* somebody waits by now */

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
	OK(desk_hook_add(f->desk, &(struct hook_row){ .kind = kind, .how = HOOK_RUN, .words = "/bin/true",
		.repeat_ms = MINUTE, .quiet = quiet }, &id));
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

static struct spike_seen seen_between(int64_t from_ms, int64_t until_ms, bool certain)
{
	return (struct spike_seen){ .row = { .account = 1, .said = { .account = "brand", .from_ms = from_ms, .until_ms = until_ms,
		.count = 40, .high = 5, .words = "refused", .examples = "1 2" } }, .is_certain = certain };
}

/* All that there ever were, and how many of them are over. */
static size_t alerts_after(struct fixture *f, const struct spike_seen *seen, size_t count, size_t *over)
{
	struct alert_row *rows = NULL;
	size_t all = 0;

	f->clock.offset += MINUTE;
	OK(desk_spikes_seen(f->desk, seen, count));
	OK(desk_alarms(f->desk));
	OK(read_alerts(desk_reader(f->desk), f->arena, true, 2000, &rows, &all));
	*over = 0;
	for (size_t i = 0; i < all; i++)
		*over += rows[i].over_ms != 0;
	return all;
}

/* Looks whose hours overlap mean one spike, also when it was over; the desk was closed in between. */
static void a_spike_is_one(void **state)
{
	enum { HOUR = 60 * MINUTE };
	struct fixture *f = *state;
	struct spike_seen unsure = seen_between(T0, T0 + HOUR, false), seen = seen_between(T0, T0 + HOUR, true),
		later = seen_between(T0 - HOUR, T0 + 2 * HOUR, false), next = seen_between(T0 + 5 * HOUR, T0 + 6 * HOUR, true);
	size_t over;

	on(f, ALERT_SPIKE, "");
	assert_int_equal(alerts_after(f, &unsure, 1, &over), 0);
	assert_int_equal(alerts_after(f, &seen, 1, &over), 1);
	assert_int_equal(over, 0);
	desk_close(f->desk);
	fixture_reopen(f);
	assert_int_equal(alerts_after(f, &later, 1, &over), 1);
	assert_int_equal(over, 0);
	assert_int_equal(alerts_after(f, NULL, 0, &over), 1);
	assert_int_equal(over, 1);
	assert_int_equal(alerts_after(f, &seen, 1, &over), 1);
	assert_int_equal(over, 1);
	assert_int_equal(alerts_after(f, &next, 1, &over), 2);
	/* One that follows at once ends the one before it. */
	next = seen_between(T0 + 9 * HOUR, T0 + 10 * HOUR, true);
	assert_int_equal(alerts_after(f, &next, 1, &over), 3);
	assert_int_equal(over, 2);
}

static bool was_told(struct fixture *, int64_t at_ms);

/* A desk that was closed for hours says nothing of before until somebody has looked. */
static void an_old_spike_waits(void **state)
{
	enum { HOUR = 60 * MINUTE };
	struct fixture *f = *state;
	struct spike_seen seen = seen_between(T0, T0 + HOUR, true), grown = seen_between(T0, T0 + 4 * HOUR, true);
	size_t over;

	on(f, ALERT_SPIKE, "");
	assert_int_equal(alerts_after(f, &seen, 1, &over), 1);
	assert_true(was_told(f, T0 + HOUR));
	assert_false(was_told(f, T0 + 4 * HOUR));
	assert_int_equal(alerts_after(f, &grown, 1, &over), 1);
	assert_true(was_told(f, T0 + 4 * HOUR + 5 * MINUTE));
}

static bool was_told(struct fixture *f, int64_t at_ms)
{
	struct hook_row *hooks = NULL;
	size_t count = 0;

	f->clock.offset = at_ms;
	OK(desk_alarms(f->desk));
	OK(read_hooks(desk_reader(f->desk), f->arena, &hooks, &count));
	return hooks[0].told_ms == at_ms;
}

/* Quiet hours are those of the clock on the wall, also on the two days that have 23 and 25 of them. */
static void quiet_by_the_wall(void **state)
{
	static const struct { int64_t at_ms; bool told; } rows[] = {
		{ INT64_C(1774729800000), false },	/* 2026-03-28 21:30 in Berlin */
		{ INT64_C(1774809000000), false },	/* 2026-03-29 20:30: clocks went on in the night */
		{ INT64_C(1774846800000), false },	/* 2026-03-30 07:00 */
		{ INT64_C(1774852200000), true },	/* 2026-03-30 08:30 */
		{ INT64_C(1792951800000), true },	/* 2026-10-25 19:10: they went back */
		{ INT64_C(1792956600000), false },	/* 2026-10-25 20:30 */
	};
	struct fixture *f = *state;

	f->clock.offset = INT64_C(1774717200000);
	begin(f, f->maria);
	OK(desk_settings_set(f->desk, "zone=Europe/Berlin\n", clock_now(&f->clock)));
	commit(f);
	write_to_us(f, 1);
	begin(f, f->maria);
	OK(desk_mark(f->desk, 1, MARK_URGENT, true, NULL));
	commit(f);
	on(f, ALERT_URGENT, "20:00-08:00");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (was_told(f, rows[i].at_ms) != rows[i].told)
			fail_msg("row %zu is %s", i, rows[i].told ? "quiet" : "told");
}

static void urgent(struct fixture *f, bool is)
{
	begin(f, f->maria);
	OK(desk_mark(f->desk, 1, MARK_URGENT, is, NULL));
	commit(f);
}

/* Again as often as was said, also by the server that comes after, until somebody takes it. */
static void again_until_taken(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	write_to_us(f, 1);
	f->clock.offset = LATER;
	urgent(f, true);
	begin(f, f->maria);
	OK(desk_hook_add(f->desk, &(struct hook_row){ .kind = ALERT_URGENT, .how = HOOK_RUN, .words = "/bin/true",
		.repeat_ms = 5 * MINUTE, .quiet = "" }, &id));
	commit(f);
	assert_true(was_told(f, LATER));
	assert_false(was_told(f, LATER + 4 * MINUTE));
	assert_true(was_told(f, LATER + 5 * MINUTE));
	desk_close(f->desk);
	fixture_reopen(f);
	assert_false(was_told(f, LATER + 9 * MINUTE));
	assert_true(was_told(f, LATER + 10 * MINUTE));
	begin(f, f->bob);
	OK(desk_alert_ack(f->desk, 1));
	commit(f);
	begin(f, f->maria);
	FAILS(desk_alert_ack(f->desk, 1), ERR_STATE);
	desk_rollback(f->desk);
	assert_false(was_told(f, LATER + 60 * MINUTE));
	urgent(f, false);
	assert_false(was_told(f, LATER + 61 * MINUTE));
	urgent(f, true);	/* which is another alarm */
	assert_true(was_told(f, LATER + 62 * MINUTE));
	assert_int_equal(open_count(f), 1);
}

static void once_is_once(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	write_to_us(f, 1);
	f->clock.offset = LATER;
	urgent(f, true);
	begin(f, f->maria);
	OK(desk_hook_add(f->desk, &(struct hook_row){ .kind = ALERT_URGENT, .how = HOOK_RUN, .words = "/bin/true",
		.quiet = "" }, &id));
	commit(f);
	assert_true(was_told(f, LATER));
	assert_false(was_told(f, LATER + 24 * 60 * MINUTE));
	assert_int_equal(open_count(f), 1);
}

static size_t kept(struct fixture *f)
{
	struct alert_row *rows = NULL;
	size_t count = 0;

	OK(read_alerts(desk_reader(f->desk), f->arena, true, 2000, &rows, &count));
	return count;
}

/* What is over goes after the time that the desk says, what is not stays. */
static void old_ones_go(void **state)
{
	enum { DAY = 24 * 60 };
	struct fixture *f = *state;

	write_to_us(f, 1);
	f->clock.offset = LATER;
	urgent(f, true);
	on(f, ALERT_URGENT, "");
	assert_true(was_told(f, LATER));
	urgent(f, false);
	assert_false(was_told(f, LATER + MINUTE));
	assert_int_equal(kept(f), 1);
	assert_false(was_told(f, LATER + 100 * INT64_C(60000) * DAY));
	assert_int_equal(kept(f), 1);
	begin(f, f->maria);
	FAILS(desk_setting_put(f->desk, "alarms", "1h"), ERR_USAGE);
	OK(desk_setting_put(f->desk, "alarms", "90d"));
	commit(f);
	urgent(f, true);
	assert_true(was_told(f, LATER + 101 * INT64_C(60000) * DAY));
	assert_int_equal(kept(f), 1);	/* the one that is open */
	assert_int_equal(open_count(f), 1);
}

static size_t nobody_active(struct fixture *f, int64_t at_ms)
{
	f->clock.offset = at_ms;
	OK(desk_alarms(f->desk));
	return open_count(f);
}

/* What a screen says by itself, and a new start of the server, is no work. */
static void somebody_is_a_person(void **state)
{
	struct fixture *f = *state;
	struct availability_row row;
	bool recorded;

	begin(f, f->maria);
	OK(desk_target_set(f->desk, MINUTE, T0));
	commit(f);
	write_to_us(f, 1);
	on(f, ALERT_NOBODY_ACTIVE, "");
	assert_int_equal(nobody_active(f, T0 + 5 * MINUTE), 1);
	begin(f, f->bob);
	OK(desk_look(f->desk, 1, 60000, &recorded));
	commit(f);
	begin(f, f->bob);
	OK(desk_availability(f->desk, &(struct availability_wish){ .of = "bob", .state = AWAY, .idle = true }, &row));
	commit(f);
	assert_int_equal(nobody_active(f, T0 + 6 * MINUTE), 1);
	desk_close(f->desk);
	fixture_reopen(f);
	assert_int_equal(nobody_active(f, T0 + 7 * MINUTE), 1);
	begin(f, f->bob);
	OK(desk_availability(f->desk, &(struct availability_wish){ .of = "bob", .state = AVAILABLE }, &row));
	commit(f);
	assert_int_equal(nobody_active(f, T0 + 7 * MINUTE + 15000), 0);
}

static int64_t letter(struct fixture *f, const char *kind)
{
	int64_t id;

	begin(f, f->maria);
	OK(desk_mail_add(f->desk, &(struct letter_row){ .kind = kind, .about = "", .subject = "s", .text = "t", .html = "",
		.file_name = "", .file = "" }, &(const char *){ "lea@example.org" }, 1, &id));
	commit(f);
	return id;
}

static bool mail_leaves(struct fixture *f, struct mail_due *due)
{
	bool found = false;

	OK(desk_mail_take(f->desk, f->arena, due, &found));
	return found;
}

static void mail_server_set(struct fixture *f)
{
	begin(f, f->maria);
	OK(desk_setting_put(f->desk, "mail.url", "smtp://localhost:25"));
	OK(desk_setting_put(f->desk, "mail.from", "desk@example.org"));
	OK(desk_setting_put(f->desk, "mail.tls", "none"));
	commit(f);
}

static void alarms_pass_a_hold(void **state)
{
	struct fixture *f = *state;
	struct mail_due due;

	mail_server_set(f);
	letter(f, "report");
	letter(f, "alarm");
	begin(f, f->maria);
	OK(desk_outbox_hold(f->desk, true));
	commit(f);
	assert_true(mail_leaves(f, &due));
	assert_string_equal(due.mail.kind, "alarm");
	OK(desk_mail_sent(f->desk, due.mail.id, "250 ok"));
	assert_false(mail_leaves(f, &due));
	assert_int_equal(desk_mail_next_ms(f->desk), 0);
	begin(f, f->maria);
	OK(desk_outbox_hold(f->desk, false));
	commit(f);
	assert_true(mail_leaves(f, &due));
}

/* A mail that a person tries again has a whole day of attempts, as one that was held has. */
static void a_day_of_attempts(void **state)
{
	struct fixture *f = *state;
	struct mail_due due;
	int tries = 0;

	mail_server_set(f);
	letter(f, "report");
	f->clock.offset = T0 + 2 * 24 * 60 * MINUTE;
	while (mail_leaves(f, &due)) {
		OK(desk_mail_later(f->desk, due.mail.id, "451 later"));
		if (++tries == 1)
			assert_true(desk_mail_next_ms(f->desk) == clock_now(&f->clock) + MINUTE);
		if (desk_mail_next_ms(f->desk) != 0)
			f->clock.offset = desk_mail_next_ms(f->desk);
		assert_true(tries < 100);
	}
	assert_true(clock_now(&f->clock) - (T0 + 2 * 24 * 60 * MINUTE) >= 24 * 60 * MINUTE);
	begin(f, f->maria);
	OK(desk_mail_retry(f->desk, due.mail.id));
	commit(f);
	assert_true(mail_leaves(f, &due));
	OK(desk_mail_later(f->desk, due.mail.id, "451 later"));
	assert_true(desk_mail_next_ms(f->desk) != 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = { T(a_rule_wakes), T(taken_ones_take_no_place), T(looking_writes_nothing),
		T(quiet_by_the_wall), T(again_until_taken), T(once_is_once), T(a_spike_is_one), T(an_old_spike_waits), T(old_ones_go), T(somebody_is_a_person), T(alarms_pass_a_hold), T(a_day_of_attempts) };

	return cmocka_run_group_tests_name("desk_alert", tests, NULL, NULL);
}
