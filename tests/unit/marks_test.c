/* SPDX-License-Identifier: ISC */
/*
 * Proves what marks do: urgent stands above every deadline, what is muted asks
 * for nothing until its customer answers us, spam leaves every queue and count
 * and comes back as if nothing had been said, and why tells the truth of each.
 */
#include "desk_fixture.h"

#include <inttypes.h>

#include "guichet/desk/undo.h"
#include "guichet/desk/unite.h"

enum { MINUTE = 60000 };

/* Three people wrote, ten minutes apart; #1 waits longest. */
static void three(struct fixture *f)
{
	for (int i = 0; i < 3; i++) {
		char *who = arena_printf(f->arena, "p%d", i + 1);
		struct item item = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", i + 1),
			arena_printf(f->arena, "t%d", i + 1), who, "hello", T0 + (int64_t)i * 10 * MINUTE);

		f->clock.offset = item.at_ms;
		feed(f, &item, 1);
	}
}

static void write_again(struct fixture *f, int who, const char *uid, const char *parent, const char *author)
{
	struct item item = an_item(ITEM_NEW, uid, arena_printf(f->arena, "t%d", who),
		author != NULL ? author : arena_printf(f->arena, "p%d", who), "more", clock_now(&f->clock));

	item.parent = parent;
	feed(f, &item, 1);
}

static const char *ids_of(struct fixture *f, const char *text)
{
	struct query_context context = { .agent = f->maria, .agent_name = "maria",
		.now_ms = clock_now(&f->clock) };
	struct list_page page = { 0 };
	const char *ids = "";
	struct query *query;
	struct query_sql sql;

	OK(query_parse(f->arena, text, &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 10, NULL, &page));
	for (size_t i = 0; i < page.count; i++)
		ids = arena_printf(f->arena, "%s%s%" PRId64, ids, i > 0 ? " " : "", page.rows[i].conv.id);
	return ids;
}

static void mark(struct fixture *f, int64_t id, unsigned bit, bool on, const char *reason)
{
	begin(f, f->maria);
	OK(desk_mark(f->desk, id, bit, on, reason));
	commit(f);
}

static const char *why_of(struct fixture *f, int64_t id)
{
	struct why_said why = { 0 };

	OK(read_why(desk_reader(f->desk), f->arena, id, clock_now(&f->clock), &why));
	return why.text;
}

static void has_part(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no '%s' in: %s", part, text);
}

static void call(struct fixture *f, const char *name)
{
	struct actor actor = by(f->maria);

	OK(desk_begin(f->desk, &actor, NULL, name, f->arena, NULL));
}

static void undo(struct fixture *f)
{
	struct undone done;

	call(f, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ .partly = false }, &done));
	commit(f);
}

static void urgent_is_first(void **state)
{
	struct fixture *f = *state;
	struct list_page page = { 0 };
	struct query_sql all = { .where = "1 = 1" };
	int64_t next = 0, seq;

	three(f);
	assert_string_equal(ids_of(f, "status:open"), "1 2 3");
	mark(f, 3, MARK_URGENT, true, "threat of self-harm");
	assert_string_equal(ids_of(f, "status:open"), "3 1 2");
	mark(f, 2, MARK_URGENT, true, NULL);
	assert_string_equal(ids_of(f, "status:open"), "2 3 1");	/* urgent ones by deadline */
	assert_string_equal(ids_of(f, "is:urgent"), "2 3");
	assert_true(row_of(f, 3).conv.due_ms == T0 + 50 * MINUTE);	/* the deadline stays */

	OK(read_list(desk_reader(f->desk), f->arena, &all, 1, NULL, &page));	/* pages go on behind a rank below 0 */
	OK(read_list(desk_reader(f->desk), f->arena, &all, 2, list_mark(f->arena, &page.rows[0]), &page));
	assert_int_equal(page.rows[0].conv.id, 3);
	assert_int_equal(page.rows[1].conv.id, 1);

	seq = read_ledger_seq(desk_reader(f->desk));
	mark(f, 3, MARK_URGENT, true, "again");
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);
	begin(f, f->bob);
	OK(desk_next(f->desk, NULL, &next));
	commit(f);
	assert_int_equal(next, 2);

	begin(f, f->maria);
	OK(desk_status(f->desk, 3, STATUS_RESOLVED, 0, NULL));
	commit(f);
	assert_string_equal(ids_of(f, "is:urgent"), "2");
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	FAILS(desk_mark(f->desk, 1, MARK_URGENT, true, NULL), ERR_STATE);
	commit(f);
	call(f, "calm");
	OK(desk_mark(f->desk, 2, MARK_URGENT, false, NULL));
	commit(f);
	assert_string_equal(ids_of(f, "is:urgent"), "");
	undo(f);
	assert_string_equal(ids_of(f, "is:urgent"), "2");
	mark(f, 2, MARK_URGENT, false, NULL);
	assert_sound(f);
}

/* #1 is due half a minute before #2, in the same minute; #3 in the next one. */
static void priority_decides_within_a_minute(void **state)
{
	static const int64_t at[] = { 0, 30000, 60000 };
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++) {
		struct item item = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", i + 1),
			arena_printf(f->arena, "t%d", i + 1), arena_printf(f->arena, "p%d", i + 1), "hello",
			T0 - T0 % MINUTE + MINUTE + at[i]);

		f->clock.offset = item.at_ms;
		feed(f, &item, 1);
	}
	assert_string_equal(ids_of(f, "status:open"), "1 2 3");
	call(f, "priority");
	OK(desk_priority(f->desk, 2, PRIORITY_HIGH));
	commit(f);
	assert_string_equal(ids_of(f, "status:open"), "2 1 3");
	assert_true(row_of(f, 2).conv.due_ms == T0 - T0 % MINUTE + 30000 + 31 * MINUTE);
	call(f, "priority");
	OK(desk_priority(f->desk, 3, PRIORITY_HIGH));	/* passes nobody of another minute */
	commit(f);
	assert_string_equal(ids_of(f, "status:open"), "2 1 3");
	assert_string_equal(ids_of(f, "priority:high"), "2 3");
	assert_string_equal(ids_of(f, "priority:normal,low"), "1");
	call(f, "priority");
	OK(desk_priority(f->desk, 1, PRIORITY_LOW));
	commit(f);
	undo(f);
	assert_string_equal(ids_of(f, "priority:low"), "");
	mark(f, 3, MARK_URGENT, true, NULL);
	assert_string_equal(ids_of(f, "status:open"), "3 2 1");
	f->clock.offset += 30 * MINUTE - 1;		/* #1 and #2 are late, #3 not yet */
	assert_string_equal(ids_of(f, "is:breached"), "2 1");
	f->clock.offset -= 7 * MINUTE + 45000;
	assert_string_equal(ids_of(f, "is:at-risk"), "2 1");
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	FAILS(desk_priority(f->desk, 1, PRIORITY_HIGH), ERR_STATE);
	commit(f);
	assert_sound(f);
}

static void followed_by_one(void **state)
{
	struct fixture *f = *state;
	int64_t seq;

	three(f);
	seq = read_ledger_seq(desk_reader(f->desk));
	begin(f, f->maria);
	OK(desk_follow(f->desk, 2, true));
	OK(desk_follow(f->desk, 2, true));
	commit(f);
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);	/* one's own affair */
	assert_string_equal(ids_of(f, "is:followed"), "2");
	assert_string_equal(ids_of(f, "-is:followed"), "1 3");
	begin(f, f->bob);
	OK(desk_merge(f->desk, 2, 3, true));
	commit(f);
	assert_string_equal(ids_of(f, "is:followed"), "3");
	begin(f, f->maria);
	OK(desk_follow(f->desk, 3, false));
	commit(f);
	assert_string_equal(ids_of(f, "is:followed"), "");
	begin(f, 0);
	FAILS(desk_follow(f->desk, 1, true), ERR_DENIED);
	commit(f);
	assert_sound(f);
}

/* A new pledge moves urgent rows with the others, and what is late is counted as late. */
static void a_pledge_moves_them(void **state)
{
	struct fixture *f = *state;

	three(f);
	mark(f, 3, MARK_URGENT, true, NULL);
	assert_int_equal(counts_of(f).breached, 0);
	f->clock.offset = T0 + 45 * MINUTE;
	assert_int_equal(counts_of(f).breached, 2);
	begin(f, f->maria);
	OK(desk_target_set(f->desk, 5 * MINUTE, T0));
	commit(f);
	assert_int_equal(counts_of(f).breached, 3);
	assert_string_equal(ids_of(f, "status:open"), "3 1 2");
	assert_true(row_of(f, 3).conv.due_ms == T0 + 25 * MINUTE);
	assert_sound(f);
}

static void muted_asks_for_nothing(void **state)
{
	struct fixture *f = *state;
	struct item ours;

	three(f);
	ours = an_item(ITEM_ECHO, "ours", "t1", "us", "we are on it", clock_now(&f->clock));
	ours.parent = "m1";
	ours.to = (struct item_author){ .id = "p1", .handle = "p1", .name = "p1" };
	feed(f, &ours, 1);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	call(f, "mute");
	OK(desk_mark(f->desk, 1, MARK_MUTED, true, "fans talk"));
	OK(desk_mark(f->desk, 2, MARK_MUTED, true, NULL));
	commit(f);
	undo(f);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_true(row_of(f, 2).conv.marks == 0 && row_of(f, 2).conv.wait_ms == T0 + 10 * MINUTE);
	mark(f, 1, MARK_MUTED, true, "fans talk");
	mark(f, 2, MARK_MUTED, true, NULL);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_RESOLVED);
	assert_true(row_of(f, 2).conv.wait_ms == 0);

	f->clock.offset += MINUTE;
	write_again(f, 1, "more1", "m1", NULL);
	write_again(f, 2, "more2", NULL, NULL);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_RESOLVED);
	assert_true(row_of(f, 1).conv.wait_ms == 0 && row_of(f, 2).conv.wait_ms == 0);
	assert_string_equal(row_of(f, 1).text, "more");
	assert_string_equal(ids_of(f, "is:muted more"), "1 2");	/* still searchable */

	write_again(f, 1, "more3", "ours", NULL);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_int_equal(row_of(f, 1).conv.marks, 0);
	assert_true(row_of(f, 1).conv.wait_ms == clock_now(&f->clock));
	mark(f, 2, MARK_MUTED, false, NULL);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_RESOLVED);
	write_again(f, 2, "more4", NULL, NULL);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_sound(f);
}

static void spam_leaves_and_returns(void **state)
{
	struct fixture *f = *state;

	three(f);
	call(f, "spam");
	OK(desk_mark(f->desk, 1, MARK_SPAM, true, "buy now"));
	commit(f);
	undo(f);
	assert_string_equal(ids_of(f, ""), "1 2 3");
	mark(f, 1, MARK_SPAM, true, "buy now");
	assert_string_equal(ids_of(f, ""), "2 3");
	assert_string_equal(ids_of(f, "hello"), "2 3");
	assert_string_equal(ids_of(f, "is:spam"), "1");
	assert_string_equal(ids_of(f, "id:1"), "1");
	assert_string_equal(ids_of(f, "status:open -is:spam"), "2 3");
	assert_int_equal(counts_of(f).open, 2);
	assert_int_equal(counts_of(f).unassigned, 2);
	assert_int_equal(counts_of(f).waiting, 2);

	/* Nothing that comes, however late, opens it or lets anybody wait. */
	f->clock.offset += INT64_C(30) * 24 * 60 * MINUTE;
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	commit(f);
	f->clock.offset += INT64_C(30) * 24 * 60 * MINUTE;
	write_again(f, 1, "more", NULL, NULL);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_RESOLVED);
	assert_true(row_of(f, 1).conv.wait_ms == 0);

	mark(f, 1, MARK_SPAM, false, NULL);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_true(row_of(f, 1).conv.wait_ms == clock_now(&f->clock));
	assert_string_equal(ids_of(f, "status:open"), "2 3 1");
	assert_sound(f);
}

/* Calm loses the reason, and its undo brings it back; a colleague who acted since stands in the way. */
static void undo_is_exact(void **state)
{
	struct fixture *f = *state;
	struct undone done;

	three(f);
	mark(f, 1, MARK_URGENT, true, "threat");
	call(f, "calm");
	OK(desk_mark(f->desk, 1, MARK_URGENT, false, NULL));
	commit(f);
	undo(f);
	has_part(why_of(f, 1), "by maria: threat; ");
	call(f, "spam");
	OK(desk_mark(f->desk, 2, MARK_SPAM, true, NULL));
	commit(f);
	begin(f, f->bob);
	OK(desk_mark(f->desk, 2, MARK_SPAM, false, NULL));
	commit(f);
	call(f, "undo");
	FAILS(desk_undo(f->desk, f->arena, (struct undo_wish){ .partly = false }, &done), ERR_CONFLICT);
	desk_rollback(f->desk);
}

/* Of an earlier time the marks are those of then. */
static void the_past_had_other_marks(void **state)
{
	struct fixture *f = *state;
	struct query_context then = { .agent = f->maria, .agent_name = "maria" };
	struct list_page page = { 0 };
	struct query *query;

	three(f);
	mark(f, 3, MARK_URGENT, true, NULL);
	mark(f, 1, MARK_SPAM, true, NULL);
	then.now_ms = clock_now(&f->clock);
	f->clock.offset += MINUTE;
	mark(f, 3, MARK_URGENT, false, NULL);
	mark(f, 1, MARK_SPAM, false, NULL);
	OK(query_parse(f->arena, "not (status:closed or account:nope)", &query));
	OK(read_list_as_of(desk_reader(f->desk), f->arena, query, &then, 10, NULL, &page));
	assert_int_equal(page.count, 2);
	assert_int_equal(page.rows[0].conv.id, 3);
	assert_int_equal(page.rows[1].conv.id, 2);
	OK(query_parse(f->arena, "is:spam", &query));
	OK(read_list_as_of(desk_reader(f->desk), f->arena, query, &then, 10, NULL, &page));
	assert_int_equal(page.count, 1);
	OK(query_parse(f->arena, "status:open is:unread", &query));
	FAILS(read_list_as_of(desk_reader(f->desk), f->arena, query, &then, 10, NULL, &page), ERR_USAGE);
}

/* Taken back at once, the customer waits since they wrote. */
static void a_mistake_costs_nobody(void **state)
{
	struct fixture *f = *state;

	three(f);
	mark(f, 1, MARK_SPAM, true, NULL);
	assert_true(row_of(f, 1).conv.wait_ms == 0);
	mark(f, 1, MARK_SPAM, false, NULL);
	assert_true(row_of(f, 1).conv.wait_ms == T0);
	assert_string_equal(ids_of(f, "status:open"), "1 2 3");
}

static void reading_is_ones_own(void **state)
{
	struct fixture *f = *state;
	int64_t seq;

	three(f);
	seq = read_ledger_seq(desk_reader(f->desk));
	begin(f, f->maria);
	OK(desk_read_mark(f->desk, 1, false, 0));
	OK(desk_read_mark(f->desk, 2, false, 0));
	commit(f);
	assert_string_equal(ids_of(f, "is:unread"), "3");
	begin(f, f->bob);
	OK(desk_read_mark(f->desk, 3, false, 0));
	commit(f);
	assert_string_equal(ids_of(f, "is:unread"), "3");
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);
	write_again(f, 1, "more", NULL, NULL);
	begin(f, f->maria);
	OK(desk_read_mark(f->desk, 1, false, 1));	/* the newest was not seen */
	OK(desk_read_mark(f->desk, 2, true, 0));
	commit(f);
	assert_string_equal(ids_of(f, "is:unread"), "1 2 3");
}

static void notes_name_people(void **state)
{
	struct fixture *f = *state;
	int64_t message;

	three(f);
	begin(f, f->bob);
	OK(desk_note(f->desk, 1, "ask @maria, please", &message));
	OK(desk_note(f->desk, 2, "write to a@maria or @mariana", &message));
	OK(desk_note(f->desk, 3, "@maria.", &message));
	commit(f);
	assert_string_equal(ids_of(f, "mentions:me"), "1 3");
	assert_string_equal(ids_of(f, "mentions:bob"), "");
}

static void put_away_until_they_write(void **state)
{
	struct fixture *f = *state;

	three(f);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_SNOOZED, 0, NULL));
	FAILS(desk_status(f->desk, 2, STATUS_SNOOZED, T0, NULL), ERR_USAGE);
	commit(f);
	assert_true(desk_next_alarm(f->desk) == 0);
	f->clock.offset += INT64_C(365) * 24 * 60 * MINUTE;
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 1).conv.status, STATUS_SNOOZED);
	call(f, "pending");
	OK(desk_status(f->desk, 1, STATUS_PENDING, 0, NULL));
	commit(f);
	undo(f);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_SNOOZED);
	assert_true(row_of(f, 1).conv.snoozed_until == 0 && desk_next_alarm(f->desk) == 0);
	write_again(f, 1, "more", NULL, NULL);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
}

static void why_tells(void **state)
{
	struct fixture *f = *state;

	three(f);
	f->clock.offset = T0 + 20 * MINUTE;
	assert_string_equal(why_of(f, 1), "due in 10 min: waits since 14:13, target 30 min");
	f->clock.offset = T0 + 42 * MINUTE;
	assert_string_equal(why_of(f, 1), "due 12 min ago: waits since 14:13, target 30 min");
	mark(f, 1, MARK_URGENT, true, "threat of self-harm");
	assert_string_equal(why_of(f, 1), "urgent since 14:55 by maria: threat of self-harm; "
		"due 12 min ago: waits since 14:13, target 30 min");
	mark(f, 2, MARK_MUTED, true, NULL);
	assert_string_equal(why_of(f, 2), "muted since 14:55 by maria");
	mark(f, 2, MARK_SPAM, true, "buy now");
	assert_string_equal(why_of(f, 2), "spam since 14:55 by maria: buy now");
	begin(f, f->bob);
	OK(desk_status(f->desk, 3, STATUS_RESOLVED, 0, "no_reply_needed"));
	commit(f);
	f->clock.offset += INT64_C(24) * 60 * MINUTE;
	assert_string_equal(why_of(f, 3), "nobody waits: resolved since 2026-09-21 14:55 by bob: no_reply_needed");
	FAILS(read_why(desk_reader(f->desk), f->arena, 99, 0, &(struct why_said){ 0 }), ERR_NOT_FOUND);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(urgent_is_first), T(priority_decides_within_a_minute), T(followed_by_one), T(a_pledge_moves_them), T(muted_asks_for_nothing), T(spam_leaves_and_returns),
		T(a_mistake_costs_nobody), T(reading_is_ones_own), T(notes_name_people),
		T(put_away_until_they_write), T(why_tells), T(undo_is_exact), T(the_past_had_other_marks),
	};
#undef T
	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
