/* SPDX-License-Identifier: ISC */
/*
 * What was merged is shown, held, counted and answered as one, and stands
 * again exactly as it was when it is parted; what is linked waits as one
 * customer does.  What cannot be one is refused, and whoever comes second is
 * told who was first.
 */
#include "desk_fixture.h"

#include <sqlite3.h>

#include "guichet/desk/undo.h"
#include "guichet/desk/unite.h"

/* Ann in two threads (#1, #2), Ben (#3), Ann in private (#4), Ann in a third thread (#5). */
static void a_day(struct fixture *f)
{
	struct item items[] = {
		an_item(ITEM_NEW, "a1", "post1", "ann", "where is my parcel?", T0 - 9000),
		an_item(ITEM_NEW, "a2", "post2", "ann", "nobody answers me", T0 - 8000),
		an_item(ITEM_NEW, "b1", "post1", "ben", "how much?", T0 - 7000),
		an_item(ITEM_NEW, "d1", "dm", "ann", "my number is 4711", T0 - 6000),
		an_item(ITEM_NEW, "a3", "post3", "ann", "and thanks", T0 - 5000),
	};

	items[3].visibility = VIS_PRIVATE;
	items[1].lang = "en";
	assert_int_equal(feed(f, items, 5).conversations, 5);
}

static void say(struct fixture *f, const char *uid, const char *thread, const char *text)
{
	struct item item = an_item(ITEM_NEW, uid, thread, "ann", text, clock_now(&f->clock));

	assert_int_equal(feed(f, &item, 1).added, 1);
}

static void as(struct fixture *f, int64_t agent, const char *call)
{
	struct actor actor = by(agent);

	OK(desk_begin(f->desk, &actor, NULL, call, f->arena, NULL));
}

static err_t merge_err(struct fixture *f, int64_t agent, int64_t id, int64_t into, bool anyway)
{
	err_t err;

	as(f, agent, "merge");
	err = desk_merge(f->desk, id, into, anyway);
	if (err != NULL)
		desk_rollback(f->desk);
	else
		commit(f);
	return err;
}

static void merge(struct fixture *f, int64_t id, int64_t into)
{
	OK(merge_err(f, f->maria, id, into, false));
}

static void unmerge(struct fixture *f, int64_t id)
{
	int64_t from;

	as(f, f->maria, "unmerge");
	OK(desk_unmerge(f->desk, id, &from));
	commit(f);
}

static void says(err_t err, enum err_kind kind, const char *words)
{
	assert_non_null(err);
	assert_int_equal(err->kind, kind);
	if (strstr(err->text, words) == NULL)
		fail_msg("no '%s' in '%s'", words, err->text);
}

static struct thread thread_of(struct fixture *f, int64_t id)
{
	struct thread thread;

	OK(read_thread(desk_reader(f->desk), f->arena, id, f->maria, 50, &thread));
	return thread;
}

static size_t listed(struct fixture *f, const char *text)
{
	const struct query_context who = { .agent = f->maria, .agent_name = "maria", .now_ms = clock_now(&f->clock) };
	struct list_page page = { 0 };
	struct query *query;
	struct query_sql sql;

	OK(query_parse(f->arena, text, &query));
	OK(query_sql(f->arena, query, &who, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 50, NULL, &page));
	for (size_t i = 0; i < page.count; i++) {
		struct list_row row;

		OK(read_row_for(desk_reader(f->desk), f->arena, page.rows[i].conv.id, f->maria, &row));
		assert_true(query_matches(query, &who, &row) || query_has_words(query));
	}
	return page.count;
}

/* Every row of what a merge could touch, as text; revisions only ever go up. */
static char *dump(struct fixture *f)
{
	static const char *const questions[] = {
		("SELECT id, account, thread, contact, episode, status, visibility, assignee, lang, created_ms, last_ms,"
		" wait_ms, due_ms, rank, snoozed_until, newest, scope, marks, merged_into, root FROM conversation ORDER BY id"),
		"SELECT * FROM message ORDER BY id", "SELECT * FROM tag ORDER BY conversation, name",
		"SELECT * FROM draft ORDER BY conversation", "SELECT * FROM outbox ORDER BY id",
		"SELECT * FROM alarm WHERE kind = 0 ORDER BY subject", "SELECT * FROM read_mark ORDER BY 1, 2",
		"SELECT * FROM mention ORDER BY 1, 2", "SELECT * FROM wait ORDER BY 1, 2", "SELECT * FROM link",
	};
	struct str out = { 0 };
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		sqlite3_stmt *rows;

		assert_int_equal(sqlite3_prepare_v2(db, questions[i], -1, &rows, NULL), SQLITE_OK);
		while (sqlite3_step(rows) == SQLITE_ROW)
			for (int c = 0; c < sqlite3_column_count(rows); c++)
				str_printf(&out, "%s%c", sqlite3_column_text(rows, c) == NULL ? "NULL"
					: (const char *)sqlite3_column_text(rows, c),
					c + 1 == sqlite3_column_count(rows) ? '\n' : '|');
		sqlite3_finalize(rows);
	}
	sqlite3_close(db);
	return out.text;
}

static void assert_is(struct fixture *f, char *wanted)
{
	char *now = dump(f);

	assert_string_equal(now, wanted);
	free(now);
	free(wanted);
}

static void one_of_two(void **state)
{
	struct fixture *f = *state;
	struct thread thread;
	struct list_row row;

	a_day(f);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "parcel", true));
	OK(desk_tag(f->desk, 2, "angry", true));
	commit(f);
	assert_int_equal(listed(f, "status:open"), 5);
	merge(f, 1, 2);
	assert_int_equal(listed(f, "status:open"), 4);
	assert_int_equal(counts_of(f).open, 4);
	assert_int_equal(counts_of(f).waiting, 4);
	assert_int_equal(listed(f, "id:1"), 1);
	assert_int_equal(listed(f, "is:merged"), 1);
	assert_int_equal(listed(f, "tag:parcel tag:angry"), 1);
	assert_int_equal(listed(f, "parcel"), 1);
	row = row_of(f, 2);
	assert_int_equal(row.conv.wait_ms, T0 - 9000);
	assert_string_equal(row.tags, "angry parcel");
	assert_string_equal(row.text, "nobody answers me");
	thread = thread_of(f, 1);
	assert_int_equal(thread.united.asked, 1);
	assert_int_equal(thread.row.conv.id, 2);
	assert_int_equal(thread.united.merged_count, 1);
	assert_int_equal(thread.count, 2);
	assert_int_equal(thread.messages[0].conversation, 1);
	assert_int_equal(thread.messages[1].conversation, 2);
	assert_sound(f);
}

static void parted_exactly(void **state)
{
	struct fixture *f = *state;
	char *before;

	a_day(f);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "parcel", true));
	OK(desk_claim(f->desk, 1));
	OK(desk_mark(f->desk, 1, MARK_URGENT, true, "angry"));
	OK(desk_draft_save(f->desk, 1, "Dear Ann"));
	OK(desk_status(f->desk, 2, STATUS_RESOLVED, 0, "answered"));
	OK(desk_status(f->desk, 5, STATUS_SNOOZED, T0 + 90000, NULL));
	commit(f);
	before = dump(f);
	merge(f, 1, 2);
	merge(f, 5, 1);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_string_equal(row_of(f, 2).assignee, "maria");
	assert_int_equal(row_of(f, 2).conv.marks, MARK_URGENT);
	assert_int_equal(row_of(f, 5).conv.root, 2);
	assert_string_equal(thread_of(f, 2).draft, "Dear Ann");
	unmerge(f, 5);
	unmerge(f, 1);
	assert_is(f, before);
	assert_sound(f);
	before = dump(f);
	merge(f, 5, 1);
	merge(f, 1, 2);
	unmerge(f, 1);
	assert_int_equal(row_of(f, 5).conv.root, 1);
	unmerge(f, 5);
	assert_is(f, before);
	assert_sound(f);
}

static void undo_and_redo(void **state)
{
	struct fixture *f = *state;
	struct undone done;
	char *before, *after;
	int64_t began;

	a_day(f);
	begin(f, f->maria);
	OK(desk_status(f->desk, 2, STATUS_PENDING, 0, NULL));
	commit(f);
	before = dump(f);
	merge(f, 1, 2);
	after = dump(f);
	desk_close(f->desk);
	fixture_reopen(f);
	as(f, f->maria, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	assert_string_equal(done.call, "merge");
	commit(f);
	assert_is(f, before);
	as(f, f->maria, "redo");
	OK(desk_redo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	commit(f);
	assert_is(f, after);
	as(f, f->maria, "link");
	OK(desk_link(f->desk, 4, 1, false));
	commit(f);
	assert_int_equal(thread_of(f, 4).united.began, 2);
	as(f, f->maria, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	commit(f);
	assert_int_equal(thread_of(f, 4).united.began, 0);
	as(f, f->maria, "redo");
	OK(desk_redo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	commit(f);
	assert_int_equal(thread_of(f, 2).united.goes_on[0], 4);
	as(f, f->maria, "unlink");
	OK(desk_unlink(f->desk, 4, &began));
	commit(f);
	assert_int_equal(began, 2);
	assert_sound(f);
}

static void a_colleague_came_between(void **state)
{
	struct fixture *f = *state;
	struct undone done;
	int64_t message;

	a_day(f);
	merge(f, 1, 2);
	as(f, f->bob, "note");
	OK(desk_note(f->desk, 1, "she called, too", &message));
	commit(f);
	as(f, f->maria, "undo");
	says(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done), ERR_CONFLICT, "bob wrote a note");
	desk_rollback(f->desk);
	unmerge(f, 1);
	assert_int_equal(thread_of(f, 2).count, 2);
	assert_int_equal(thread_of(f, 1).count, 1);
}

static void refusals(void **state)
{
	struct fixture *f = *state;

	a_day(f);
	says(merge_err(f, f->maria, 1, 3, false), ERR_STATE, "it is of ann, #3 is of ben; --anyway");
	says(merge_err(f, f->maria, 1, 4, false), ERR_STATE, "one of the two is private, the other is not; link 4 1");
	says(merge_err(f, f->maria, 1, 1, false), ERR_USAGE, "needs another");
	says(merge_err(f, f->maria, 1, 99, false), ERR_NOT_FOUND, "#99");
	begin(f, f->bob);
	OK(desk_claim(f->desk, 2));
	commit(f);
	says(merge_err(f, f->maria, 1, 2, false), ERR_CONFLICT, "#2 is taken by bob");
	OK(merge_err(f, f->bob, 1, 2, false));
	clock_advance(&f->clock, 3000);
	says(merge_err(f, f->maria, 1, 5, false), ERR_CONFLICT, "bob merged it into #2 3 s ago; unmerge 1");
	OK(merge_err(f, f->maria, 1, 2, false));
	says(merge_err(f, f->maria, 2, 1, true), ERR_CONFLICT, "#1 is a part of it already");
	as(f, f->maria, "unmerge");
	says(desk_unmerge(f->desk, 2, &(int64_t){ 0 }), ERR_STATE, "it is the whole; unmerge 1");
	says(desk_unmerge(f->desk, 3, &(int64_t){ 0 }), ERR_STATE, "not merged");
	says(desk_unlink(f->desk, 3, &(int64_t){ 0 }), ERR_STATE, "linked to nothing");
	says(desk_link(f->desk, 1, 2, false), ERR_STATE, "one conversation already");
	says(desk_link(f->desk, 2, 4, false), ERR_STATE, "link 4 2");
	says(desk_link(f->desk, 5, 2, false), ERR_STATE, "merge 5 2");
	desk_rollback(f->desk);
	begin(f, f->maria);
	OK(desk_mark(f->desk, 5, MARK_SPAM, true, NULL));
	OK(desk_status(f->desk, 3, STATUS_CLOSED, 0, NULL));
	commit(f);
	says(merge_err(f, f->bob, 5, 2, false), ERR_STATE, "#5 was taken for spam");
	says(merge_err(f, f->bob, 3, 2, true), ERR_STATE, "#3 is closed");
	assert_sound(f);
}

/* What is written to a part wakes the whole, and is answered where it was written. */
static void new_messages(void **state)
{
	struct fixture *f = *state;
	struct plan plan;
	int64_t out;

	a_day(f);
	merge(f, 1, 2);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, "answered"));
	commit(f);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_RESOLVED);
	assert_int_equal(row_of(f, 2).conv.wait_ms, 0);
	clock_advance(&f->clock, 60000);
	say(f, "a4", "post1", "still nothing");
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_int_equal(row_of(f, 2).conv.wait_ms, T0 + 60000);
	assert_string_equal(row_of(f, 2).text, "still nothing");
	assert_int_equal(row_of(f, 1).conv.wait_ms, 0);
	OK(desk_plan(f->desk, f->arena, &(struct reply_wish){ .conversation = 2, .text = "soon", .visibility = -1 }, &plan));
	assert_int_equal(plan.conversation, 1);
	assert_string_equal(plan.reply_to, "a4");
	assert_string_equal(plan.warnings[0], "this answers in #1, merged into #2");
	out = reply(f, f->maria, 2, "soon");
	assert_int_equal(take(f).conversation, 1);
	OK(desk_outbox_part_sent(f->desk, out, 0, "r1", "r1", "https://example/r1", T0 + 61000));
	assert_int_equal(row_of(f, 2).conv.status, STATUS_PENDING);
	assert_int_equal(row_of(f, 2).conv.wait_ms, 0);
	unmerge(f, 1);
	assert_int_equal(thread_of(f, 1).count, 3);
	assert_int_equal(thread_of(f, 2).count, 1);
	assert_int_equal(row_of(f, 2).conv.wait_ms, 0);	/* the whole was resolved by its root */
	assert_sound(f);
}

/* M19: in one at 9:00, in the other at 9:20, merged at 9:25, answered at 9:30: one wait of 1,800 seconds. */
static void one_wait(void **state)
{
	struct fixture *f = *state;
	struct wait_row *rows = NULL;
	size_t count = 0;
	int64_t out, later;

	say(f, "a1", "post1", "hello?");
	clock_advance(&f->clock, 1200000);
	say(f, "a2", "post2", "hello?!");
	clock_advance(&f->clock, 300000);
	later = clock_now(&f->clock);
	merge(f, 2, 1);
	clock_advance(&f->clock, 300000);
	out = reply(f, f->maria, 1, "hello");
	take(f);
	OK(desk_outbox_part_sent(f->desk, out, 0, "r1", "r1", "", clock_now(&f->clock)));
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &rows, &count));
	assert_int_equal(count, 1);
	assert_int_equal(rows[0].wait.end_ms - rows[0].wait.start_ms, 1800000);
	assert_int_equal(rows[0].wait.conversation, 1);
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, later - 1, &rows, &count));
	assert_int_equal(count, 2);
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, later, &rows, &count));
	assert_int_equal(count, 1);
	assert_sound(f);
}

/* M20: public in 9:00, out 9:05; linked private in 9:12, out 9:30: a first wait of 300 and a next one of 1,080. */
static void one_timeline(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "d1", "dm", "ann", "here I am", T0 + 720000);
	struct wait_row *rows = NULL;
	size_t count = 0;
	int64_t out;

	say(f, "a1", "post1", "help");
	clock_advance(&f->clock, 300000);
	out = reply(f, f->maria, 1, "write to us in private");
	take(f);
	OK(desk_outbox_part_sent(f->desk, out, 0, "r1", "r1", "", clock_now(&f->clock)));
	clock_advance(&f->clock, 420000);
	item.visibility = VIS_PRIVATE;
	feed(f, &item, 1);
	as(f, f->maria, "link");
	OK(desk_link(f->desk, 2, 1, false));
	commit(f);
	assert_int_equal(row_of(f, 2).conv.wait_ms, T0 + 720000);
	assert_int_equal(row_of(f, 1).conv.wait_ms, 0);
	assert_int_equal(counts_of(f).waiting, 1);
	clock_advance(&f->clock, 1080000);
	out = reply(f, f->maria, 2, "thank you");
	take(f);
	OK(desk_outbox_part_sent(f->desk, out, 0, "r2", "r2", "", clock_now(&f->clock)));
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &rows, &count));
	assert_int_equal(count, 2);
	assert_int_equal(rows[0].wait.kind, WAIT_FIRST);
	assert_int_equal(rows[0].wait.end_ms - rows[0].wait.start_ms, 300000);
	assert_int_equal(rows[1].wait.kind, WAIT_NEXT);
	assert_int_equal(rows[1].wait.end_ms - rows[1].wait.start_ms, 1080000);
	assert_int_equal(rows[1].wait.case_no, 0);
	assert_sound(f);
}

static void a_snooze_on_either_side(void **state)
{
	struct fixture *f = *state;

	a_day(f);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_SNOOZED, T0 + 50000, NULL));
	OK(desk_status(f->desk, 2, STATUS_SNOOZED, T0 + 90000, NULL));
	commit(f);
	merge(f, 1, 2);
	assert_int_equal(row_of(f, 2).conv.snoozed_until, T0 + 50000);
	clock_advance(&f->clock, 60000);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_SNOOZED);
	unmerge(f, 1);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_sound(f);
}

static void as_it_stood(void **state)
{
	struct fixture *f = *state;
	struct query_context who = { .agent = f->maria, .now_ms = 0 };
	struct list_page page;
	struct query *query;
	int64_t moments[3];

	a_day(f);
	OK(query_parse(f->arena, "status:open", &query));
	moments[0] = clock_now(&f->clock);
	clock_advance(&f->clock, 1000);
	merge(f, 1, 2);
	moments[1] = clock_now(&f->clock);
	clock_advance(&f->clock, 1000);
	unmerge(f, 1);
	moments[2] = clock_now(&f->clock);
	for (int i = 0; i < 3; i++) {
		who.now_ms = moments[i];
		OK(read_list_as_of(desk_reader(f->desk), f->arena, query, &who, 50, NULL, &page));
		assert_int_equal(page.count, i == 1 ? 4 : 5);
		assert_int_equal(page.rows[i == 1 ? 0 : 1].conv.wait_ms, i == 1 ? T0 - 9000 : T0 - 8000);
	}
}

/* What was merged takes no room among the others. */
static void others_are_wholes(void **state)
{
	struct fixture *f = *state;
	struct list_row *rows;
	size_t count;

	a_day(f);
	merge(f, 5, 2);
	OK(read_others(desk_reader(f->desk), f->arena, 1, 2, &rows, &count));
	assert_int_equal(count, 2);
	assert_int_equal(rows[0].conv.id, 4);
	assert_int_equal(rows[1].conv.id, 2);
}

/* What somebody said in private is no answer for everybody to read, and the plan says so. */
static void nothing_private_in_public(void **state)
{
	struct fixture *f = *state;
	struct plan plan;

	a_day(f);
	as(f, f->maria, "link");
	OK(desk_link(f->desk, 4, 1, false));
	commit(f);
	OK(desk_plan(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "4711 is fine",
		.visibility = -1 }, &plan));
	assert_int_equal(plan.visibility, VIS_PUBLIC);
	assert_int_equal(plan.warning_count, 1);
	assert_non_null(strstr(plan.warnings[0], "others can read this"));
	OK(desk_plan(f->desk, f->arena, &(struct reply_wish){ .conversation = 4, .text = "4711 is fine",
		.visibility = VIS_PUBLIC }, &plan));
	assert_int_equal(plan.visibility, VIS_PRIVATE);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(one_of_two), T(parted_exactly), T(undo_and_redo), T(a_colleague_came_between), T(refusals),
		T(new_messages), T(one_wait), T(one_timeline), T(a_snooze_on_either_side), T(as_it_stood), T(others_are_wholes),
		T(nothing_private_in_public)
	};
#undef T
	return cmocka_run_group_tests_name("unite", tests, NULL, NULL);
}
