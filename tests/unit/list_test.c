/* SPDX-License-Identifier: ISC */
/*
 * A page of the queue costs what it shows, wherever it begins: what SQLite
 * really ran for it sorted nothing and took a few steps a row, and its rows
 * are those that sorting everything gives.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/model/tally.h"
#include "guichet/store/search.h"

enum { PAGE = 51, STEPS_A_ROW = 250, ME = 4, NOW_MS = 500000 };

/* What the statements that ended since the last look did. */
static struct { int sorts, steps; } ran;

static int on_ended(unsigned kind, void *data, void *statement, void *took)
{
	(void)kind;
	(void)data;
	(void)took;
	ran.sorts += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 1);
	ran.steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

static int on_opened(sqlite3 *db, char **problem, const void *api)
{
	(void)problem;
	(void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_ended, NULL);
}

struct desk { char dir[64], path[80]; struct store *store; sqlite3 *db; struct arena *arena; };

/* Six thousand, of every status; half wait, some are urgent, muted, spam; owners and tags lie scattered. */
static const char fill[] =
	"INSERT INTO account (id, network, name, url, settings, state, reason, self_id, self_handle, caps, level, since_ms,"
	" skew_ms, checked_ms, polled_ms) VALUES (1, 'x', 'brand', '', '', 0, '', '', '', '', 0, 0, 0, 0, 0),"
	" (2, 'x', 'other', '', '', 0, '', '', '', '', 0, 0, 0, 0, 0);"
	"INSERT INTO agent (id, name, kind, role, active) VALUES (4, 'maria', 0, 2, 1), (5, 'jonas', 0, 2, 1);"
	"INSERT INTO identity (id, network, remote_id, handle, name, url, followers, bot)"
	" VALUES (1, 'x', 'a', '@a', 'A', '', 0, 0);"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
	" INSERT INTO conversation (id, account, thread, contact, episode, status, visibility, assignee, lang, created_ms,"
	" last_ms, wait_ms, due_ms, risk_ms, rank, rev, snoozed_until, marks, resolved_day)"
	" SELECT i, 1 + i % 2, 't' || i, 1, 0, i * 7 % 6, 0, CASE i % 5 WHEN 0 THEN 4 WHEN 1 THEN 5 END, '', 1, 1,"
	" CASE WHEN i * 7 % 6 = 0 THEN 1 ELSE 0 END, CASE WHEN i * 7 % 6 = 0 THEN i * 97 % 6007 + 1 ELSE 0 END,"
	" CASE WHEN i * 7 % 6 = 0 THEN i * 97 % 6007 ELSE 0 END,"
	" CASE WHEN i % 40 = 1 THEN 9007199254740992 + i WHEN i % 30 = 0 THEN i - 7000"
	" WHEN i * 7 % 6 = 0 THEN i * 97 % 6007 + 1 ELSE 1000000000000 - i * 89 % 6007 END,"
	" 1, 0, CASE WHEN i % 40 = 1 THEN 4 WHEN i % 30 = 0 THEN 1 WHEN i % 9 = 0 THEN 2 ELSE 0 END,"
	" CASE WHEN i * 7 % 6 >= 4 THEN i % 2 ELSE 0 END FROM n;"
	"INSERT INTO tag (conversation, name, status, rank) SELECT id, 'refund', status, rank FROM conversation WHERE id % 3 = 0;"
	"INSERT INTO tag (conversation, name, status, rank) SELECT id, 'vip', status, rank FROM conversation WHERE id % 4 = 0;"
	"INSERT INTO tag (conversation, name, status, rank) SELECT id, 'asked', status, rank FROM conversation;";

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));
	err_t err;

	strcpy(d->dir, "/tmp/guichet-list-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	snprintf(d->path, sizeof(d->path), "%s/desk.db", d->dir);
	d->arena = arena_create();
	sqlite3_auto_extension((void (*)(void))on_opened);
	err = store_open(&(struct store_options){ .path = d->path, .create = true }, &d->store);
	sqlite3_cancel_auto_extension((void (*)(void))on_opened);
	if (err != NULL)
		fail_msg("%s", err->text);
	assert_int_equal(sqlite3_open(d->path, &d->db), SQLITE_OK);
	if (sqlite3_exec(d->db, fill, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(d->db));
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm", ".lock" };
	struct desk *d = *state;
	char path[100];

	sqlite3_close(d->db);
	store_close(d->store);
	arena_destroy(d->arena);
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", d->path, tails[i]);
		unlink(path);
	}
	rmdir(d->dir);
	free(d);
	return 0;
}

static size_t page(struct desk *d, const char *text, struct list_place after, struct list_row **rows)
{
	struct query_context context = { .agent = ME, .agent_name = "maria", .now_ms = NOW_MS };
	struct query *query;
	struct query_sql sql;
	size_t count = 0;
	err_t err = query_parse(d->arena, text, &query);

	if (err == NULL)
		err = query_sql(d->arena, query, &context, &sql);
	ran.sorts = ran.steps = 0;
	if (err == NULL)
		err = store_list(d->store, d->arena, &sql, PAGE, after, rows, &count);
	if (err != NULL)
		fail_msg("%s: %s", text, err->text);
	return count;
}

/* The ranks here were made up and do not follow from the rows. */
static struct list_place end_of(struct desk *d, const struct list_row *row)
{
	struct list_place place = { .id = row->conv.id };
	sqlite3_stmt *find = NULL;

	assert_int_equal(sqlite3_prepare_v2(d->db, "SELECT rank FROM conversation WHERE id = ?1", -1, &find, NULL), SQLITE_OK);
	sqlite3_bind_int64(find, 1, row->conv.id);
	assert_int_equal(sqlite3_step(find), SQLITE_ROW);
	place.rank = sqlite3_column_int64(find, 0);
	sqlite3_finalize(find);
	return place;
}

/* The first page, the second, and one that begins far down. */
static void costs_what_it_shows(struct desk *d, const char *query)
{
	struct list_place places[] = { { 0, 0 }, { 0, 0 }, { 999999997000, 0 } };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct list_row *rows = NULL;
		size_t count = page(d, query, places[i], &rows);

		if (ran.sorts > 0)
			fail_msg("'%s', page %zu: sorts", query, i);
		if (ran.steps > (PAGE + 1) * STEPS_A_ROW)
			fail_msg("'%s', page %zu: %d steps for %zu rows", query, i, ran.steps, count);
		if (i == 0 && count > 0)
			places[1] = end_of(d, &rows[count - 1]);
	}
}

static void every_view_is_walked(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < desk_views_count; i++)
		if (strcmp(desk_views[i].name, "mentions") != 0 && strcmp(desk_views[i].name, "followed") != 0)
			costs_what_it_shows(d, desk_views[i].query);	/* those two are few, and sorted */
}

static void what_is_indexed_is_walked(void **state)
{
	static const char *const queries[] = {
		"", "status:open is:mine", "status:open account:brand", "is:waiting", "status:open is:breached", "is:urgent",
		"status:open is:urgent", "is:at-risk", "status:open,pending", "status:open,pending assignee:me",
		"status:snoozed,on_hold,pending,open,open assignee:nobody", "status:open,pending is:at-risk",
		"status:open tag:refund", "status:open,pending,snoozed tag:refund", "status:open tag:refund tag:asked",
		"status:open,pending tag:vip tag:asked",
	};

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		costs_what_it_shows(*state, queries[i]);
}

/* So is who comes next, for everybody who asks. */
static void next_is_walked(void **state)
{
	struct desk *d = *state;
	struct free_row *rows = NULL;
	size_t count = 0;
	err_t err;

	ran.sorts = ran.steps = 0;
	err = store_next(d->store, d->arena, NULL, 1, &rows, &count);
	if (err != NULL)
		fail_msg("%s", err->text);
	assert_int_equal(count, 1);
	assert_int_equal(ran.sorts, 0);
	assert_true(ran.steps < 2 * STEPS_A_ROW);
}

/* Otherwise what is above could not fail. */
static void what_is_sorted_is_seen(void **state)
{
	struct list_row *rows = NULL;

	page(*state, "tag:refund", (struct list_place){ 0 }, &rows);
	assert_true(ran.sorts > 0);
}

/* All pages of it, one after the other, are what sorting everything gives. */
static void same_as_sorted(struct desk *d, const char *query, const char *where)
{
	sqlite3_stmt *all = NULL;
	struct list_place at = { 0 };
	struct list_row *rows = NULL;
	size_t count, seen = 0;
	char sql[400];

	snprintf(sql, sizeof(sql), "SELECT c.id FROM conversation c WHERE %s AND +c.rank < 9007199254740992"
		" ORDER BY +c.rank, c.id", where);
	assert_int_equal(sqlite3_prepare_v2(d->db, sql, -1, &all, NULL), SQLITE_OK);
	do {
		count = page(d, query, at, &rows);
		for (size_t i = 0; i < count; i++, seen++) {
			assert_int_equal(sqlite3_step(all), SQLITE_ROW);
			assert_int_equal(rows[i].conv.id, sqlite3_column_int64(all, 0));
		}
		if (count > 0)
			at = end_of(d, &rows[count - 1]);
	} while (count == PAGE);
	assert_int_equal(sqlite3_step(all), SQLITE_DONE);
	assert_true(seen > PAGE);
	sqlite3_finalize(all);
}

static void walks_are_merged_in_order(void **state)
{
	same_as_sorted(*state, "status:open,pending,on_hold,snoozed", "c.status < 4");
	same_as_sorted(*state, "status:open,resolved assignee:me", "c.status IN (0, 4) AND c.assignee = 4");
	same_as_sorted(*state, "status:on_hold,resolved tag:vip", "c.status IN (2, 4) AND EXISTS (SELECT 1 FROM tag t"
		" WHERE t.conversation = c.id AND t.name = 'vip')");
	same_as_sorted(*state, "tag:vip status:open,on_hold tag:refund -tag:none", "c.status IN (0, 2) AND c.id % 12 = 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_view_is_walked), cmocka_unit_test(what_is_indexed_is_walked),
		cmocka_unit_test(next_is_walked), cmocka_unit_test(what_is_sorted_is_seen), cmocka_unit_test(walks_are_merged_in_order)
	};

	return cmocka_run_group_tests_name("list", tests, setup, teardown);
}
