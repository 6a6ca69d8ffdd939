/* SPDX-License-Identifier: ISC */
/*
 * A file that is no desk of ours is refused with one clear line and stays as
 * it was; a new one is private, migrated once, and opens again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/store/inbox.h"
#include "guichet/store/journal.h"
#include "guichet/store/ledger.h"
#include "guichet/store/store.h"

struct place { char dir[64], path[128], other[128]; };

static int setup(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	strcpy(p->dir, "/tmp/guichet-store-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->path, sizeof(p->path), "%s/desk.db", p->dir);
	snprintf(p->other, sizeof(p->other), "%s/other", p->dir);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	struct place *p = *state;
	char path[160];

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", p->path, tails[i]);
		unlink(path);
	}
	unlink(p->other);
	rmdir(p->dir);
	free(p);
	return 0;
}

static err_t opening(const char *path, bool create)
{
	struct store *store = NULL;
	err_t err = store_open(&(struct store_options){ .path = path, .create = create }, &store);

	store_close(store);
	return err;
}

static void assert_ok(err_t err)
{
	if (err != NULL)
		fail_msg("%s", err->text);
}

static void assert_says(err_t err, const char *words)
{
	assert_non_null(err);
	if (strstr(err->text, words) == NULL)
		fail_msg("'%s' does not say '%s'", err->text, words);
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void a_new_desk(void **state)
{
	struct place *p = *state;
	struct store *store;
	struct stat st;
	const char *value;
	struct arena *arena = arena_create();

	assert_says(opening(p->path, false), "there is no desk at");
	assert_ok(store_open(&(struct store_options){ .path = p->path, .create = true }, &store));
	assert_true(store_is_new(store));
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(store_begin(store));
	assert_ok(store_meta_set(store, "a", "1"));
	assert_ok(store_commit(store));
	assert_ok(store_begin(store));
	assert_ok(store_meta_set(store, "a", "2"));
	store_rollback(store);
	store_close(store);
	assert_ok(store_open(&(struct store_options){ .path = p->path }, &store));
	assert_false(store_is_new(store));
	assert_ok(store_meta(store, arena, "a", &value));
	assert_string_equal(value, "1");
	store_close(store);
	arena_destroy(arena);
}

static void transactions_are_timed(void **state)
{
	struct place *p = *state;
	struct store *store = NULL;
	const struct store_times *times;
	int64_t before;

	assert_ok(store_open(&(struct store_options){ .path = p->path, .create = true }, &store));
	times = store_times(store);
	before = times->count;
	for (int i = 0; i < 3; i++) {
		assert_ok(store_begin(store));
		assert_ok(store_commit(store));
	}
	assert_ok(store_begin(store));
	store_rollback(store);
	assert_int_equal(times->count, before + 3);
	assert_true(times->longest_us > 0);
	assert_true(store_times_quantile(times, 500) <= store_times_quantile(times, 990));
	assert_true(store_times_quantile(times, 1000) >= times->longest_us ||
		times->longest_us > STORE_STEPS * STORE_STEP_US);
	store_close(store);
}

/* Whoever carries a portion whenever one is due keeps the log short, and the database has what was written. */
static void the_log_is_carried_in_portions(void **state)
{
	enum { VALUES = 700, BYTES = 16000 };
	struct place *p = *state;
	struct store *store = NULL;
	struct stat is;
	char *value = calloc(1, BYTES), wal[160];
	int portions = 0;

	memset(value, 'x', BYTES - 1);
	assert_ok(store_open(&(struct store_options){ .path = p->path, .create = true }, &store));
	for (int i = 0; i < VALUES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "value %d", i);
		assert_ok(store_meta_set(store, name, value));
		if (store_carry_due(store)) {
			store_carry(store);
			assert_false(store_carry_due(store));
			portions++;
		}
	}
	assert_in_range(portions, 3, 40);
	assert_int_equal(stat(p->path, &is), 0);
	assert_true(is.st_size >= VALUES / 2 * BYTES);
	snprintf(wal, sizeof(wal), "%s-wal", p->path);
	assert_int_equal(stat(wal, &is), 0);
	assert_true(is.st_size < VALUES * BYTES / 2);
	store_close(store);
	free(value);
}

/* What a reader kept back is carried when it ends, before anybody writes again, and the log is short then. */
static void the_log_is_carried_when_its_reader_ends(void **state)
{
	enum { VALUES = 700, BYTES = 16000 };
	struct place *p = *state;
	struct store *store = NULL;
	struct stat is;
	char *value = calloc(1, BYTES), wal[160];
	sqlite3 *reader;

	memset(value, 'x', BYTES - 1);
	assert_ok(store_open(&(struct store_options){ .path = p->path, .create = true }, &store));
	assert_int_equal(sqlite3_open(p->path, &reader), SQLITE_OK);
	assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL), SQLITE_OK);
	for (int i = 0; i < VALUES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "value %d", i);
		assert_ok(store_meta_set(store, name, value));
		if (store_carry_due(store))
			store_carry(store);
	}
	assert_true(store_carry_kept(store));
	store_carry(store);
	assert_true(store_carry_kept(store));
	snprintf(wal, sizeof(wal), "%s-wal", p->path);
	assert_int_equal(stat(wal, &is), 0);
	assert_true(is.st_size > VALUES * BYTES);
	assert_int_equal(sqlite3_close(reader), SQLITE_OK);
	store_carry(store);
	assert_false(store_carry_kept(store) || store_carry_due(store));
	assert_int_equal(stat(wal, &is), 0);
	assert_int_equal(is.st_size, 0);
	assert_int_equal(stat(p->path, &is), 0);
	assert_true(is.st_size > VALUES * BYTES);
	store_close(store);
	free(value);
}

static void strangers(void **state)
{
	struct place *p = *state;
	struct stat st;

	write_file(p->path, "This is a letter, not a database, and long enough to be read as one.\n");
	assert_says(opening(p->path, true), "is not a guichet desk");
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_size, 69);
	unlink(p->path);
	sql(p->path, "PRAGMA application_id=77; CREATE TABLE t (a)");
	assert_says(opening(p->path, true), "belongs to another program");
	unlink(p->path);
	sql(p->path, "CREATE TABLE t (a)");
	assert_says(opening(p->path, true), "belongs to another program");
	unlink(p->path);
	write_file(p->path, "");
	assert_says(opening(p->path, false), "it is empty");
	assert_ok(opening(p->path, true));
}

static void newer_and_links(void **state)
{
	struct place *p = *state;

	assert_ok(opening(p->path, true));
	assert_int_equal(symlink(p->path, p->other), 0);
	assert_says(opening(p->other, true), "symbolic link");
	unlink(p->other);
	assert_int_equal(link(p->path, p->other), 0);
	assert_says(opening(p->path, true), "hard link");
	unlink(p->other);
	assert_says(opening(p->dir, true), "is not a file");
	sql(p->path, "PRAGMA user_version=999");
	assert_says(opening(p->path, true), "was made by a newer guichet: update");
}

static void damaged(void **state)
{
	struct place *p = *state;
	char bytes[4096];
	struct store *store = NULL;
	struct arena *arena = arena_create();
	const char *trouble = NULL;
	err_t err;
	int fd;

	assert_ok(opening(p->path, true));
	memset(bytes, 0x5A, sizeof(bytes));
	fd = open(p->path, O_WRONLY);
	for (off_t page = 1; page < 20; page++)
		assert_int_equal(pwrite(fd, bytes, sizeof(bytes), page * 4096), sizeof(bytes));
	close(fd);
	err = store_open(&(struct store_options){ .path = p->path }, &store);
	if (err == NULL)
		err = store_quick_check(store, arena, &trouble);
	assert_true(err != NULL || trouble != NULL);
	store_close(store);
	arena_destroy(arena);
}

/* A directory without write permission; the superuser, whom none stops, steps down for it. */
static void read_only_place(void **state)
{
	enum { SOMEBODY = 65534 };
	bool root = geteuid() == 0;
	struct place *p = *state;
	err_t err;

	if (root)
		assert_int_equal(chown(p->dir, SOMEBODY, SOMEBODY), 0);
	assert_int_equal(chmod(p->dir, 0500), 0);
	if (root)
		assert_int_equal(seteuid(SOMEBODY), 0);
	err = opening(p->path, true);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(p->dir, 0700), 0);
	assert_says(err, "ermission denied");
}

static void many_openings(void **state)
{
	struct place *p = *state;

	for (int i = 0; i < 20; i++)
		assert_ok(opening(p->path, true));
}

/* Whatever was lost of the file, it is said or the check finds it. */
static void truncated(void **state)
{
	struct place *p = *state;
	struct stat st;

	assert_ok(opening(p->path, true));
	assert_int_equal(stat(p->path, &st), 0);
	for (off_t size = st.st_size - 4096; size > 0; size = size > 8192 ? size - 4096 * 7 : size - 997) {
		struct store *store = NULL;
		struct arena *arena = arena_create();
		const char *trouble = NULL;
		err_t err;

		assert_int_equal(truncate(p->path, size < 1 ? 1 : size), 0);
		err = store_open(&(struct store_options){ .path = p->path }, &store);
		if (err == NULL)
			err = store_quick_check(store, arena, &trouble);
		assert_true(err != NULL || trouble != NULL);
		store_close(store);
		arena_destroy(arena);
	}
}

static void odd_versions(void **state)
{
	struct place *p = *state;

	sql(p->path, "PRAGMA user_version=1; CREATE TABLE t (a); DROP TABLE t");
	assert_ok(opening(p->path, true));
	sql(p->path, "SELECT count(*) FROM meta");
	sql(p->path, "PRAGMA user_version=-1");
	assert_says(opening(p->path, true), "is damaged");
	sql(p->path, "PRAGMA user_version=0");
	assert_says(opening(p->path, true), "is damaged");
}

/* Repetitions hear their answers; what says too little to be taken back exactly is not offered. */
static void journal_was_kept(struct store *store, struct arena *arena)
{
	struct journal_row row;
	const char *answer = NULL;
	int64_t agent = 0, id = 0;
	bool found = false;

	assert_ok(store_journal_find(store, arena, "k2", &agent, &answer, &found));
	assert_true(found);
	assert_string_equal(answer, "{\"n\":2}");
	assert_ok(store_journal_get(store, arena, 1, &row, &found));
	assert_string_equal(row.inverse, "release 1\n");
	assert_int_equal(row.undone, 1);
	assert_ok(store_journal_undoable(store, arena, 1, &row, &found));
	assert_false(found);
	assert_ok(store_begin(store));
	assert_ok(store_journal_add(store, &(struct journal_row){ .at_ms = 7, .agent = 1,
		.call = "tag", .inverse = "tag 1 vip\n" }, &id));
	assert_ok(store_journal_touch(store, 1, id, 4, ""));
	assert_ok(store_commit(store));
	assert_ok(store_journal_undoable(store, arena, 1, &row, &found));
	assert_true(found && row.id == id && row.undone == 0);
}

/* A desk of the first schema is carried to this one with what it holds. */
/* A reply that was sent in two parts. */
/* Before conversations could be united. */
#define OLD_UNITED \
	" DROP TABLE link; DROP TABLE family; DROP INDEX conversation_root;" \
	" ALTER TABLE conversation DROP COLUMN merged_into; ALTER TABLE conversation DROP COLUMN root;"

/* Before a row knew when it will be at risk. */
#define OLD_DEADLINE \
	" DROP TABLE follow; DROP TABLE promise; DROP INDEX conversation_promise; DROP INDEX conversation_due_id;" \
	" ALTER TABLE conversation DROP COLUMN due_of; ALTER TABLE conversation DROP COLUMN promise_ms;" \
	" ALTER TABLE conversation DROP COLUMN promised_ms; ALTER TABLE conversation DROP COLUMN heard_ms;" \
	" ALTER TABLE conversation DROP COLUMN window_ms;" \
	" DROP INDEX conversation_due; DROP INDEX conversation_risk; DROP INDEX conversation_quarter;" \
	" ALTER TABLE conversation DROP COLUMN risk_ms;"

/* A customer waits, from before a row knew whose deadline it shows. */
#define OLD_DUE \
	" INSERT INTO meta (name, value) VALUES ('reducer', '3');" \
	" INSERT INTO conversation (id, account, thread, contact, episode, status, visibility, lang, created_ms," \
	" last_ms, wait_ms, due_ms, rank, rev, snoozed_until) VALUES (2, 1, 'u', 1, 0, 0, 0, '', 0, 0, 5, 9, 0, 0, 0);"

#define OLD_REPLY \
	" INSERT INTO account (id, network, name, url, settings, state, reason, self_id, self_handle, caps, level," \
	" since_ms, skew_ms, checked_ms, polled_ms) VALUES (1, 'import', 'a', '', '', 1, '', '', '', '', 3, 0, 0, 0, 0);" \
	" INSERT INTO identity (id, network, remote_id, handle, name, url, followers, bot)" \
	" VALUES (1, 'import', 'x', 'x', 'x', '', 0, 0);" \
	" INSERT INTO conversation (id, account, thread, contact, episode, status, visibility, lang, created_ms," \
	" last_ms, wait_ms, due_ms, rank, rev, snoozed_until) VALUES (1, 1, 't', 1, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0);" \
	" INSERT INTO message (id, conversation, account, thread, direction, kind, author, handle, agent, at_ms," \
	" received_ms, edited_ms, deleted_ms, visibility, text) VALUES (7, 1, 1, 't', 1, 'reply', '', '', 1, 0, 0, 0, 0, 0, 'hi');" \
	" INSERT INTO outbox (id, conversation, account, message, answered, agent, origin, state, plan, part, attempt," \
	" queued_ms, not_before_ms, attempted_ms, quarantine_until_ms, reason, reply_key)" \
	" VALUES (5, 1, 1, 7, 0, 1, 0, 2, 'p', 2, 1, 9, 0, 0, 0, '', 'k');" \
	" INSERT INTO outbox_part (account, remote_id, outbox, part) VALUES (1, 'r1', 5, 0), (1, 'r2', 5, 1);"

static void reply_was_kept(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *row = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT outbox.message, outbox.reply_key, outbox.act, count(*) FROM outbox"
		" JOIN outbox_part ON outbox_part.outbox = outbox.id WHERE outbox.id = 5", -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(row, 0), 7);
	assert_string_equal((const char *)sqlite3_column_text(row, 1), "k");
	assert_string_equal((const char *)sqlite3_column_text(row, 2), "");
	assert_int_equal(sqlite3_column_int(row, 3), 2);
	sqlite3_finalize(row);
	sqlite3_close(db);
}

/* It was the target's, and what only the ledger knows is derived once more. */
static void due_was_kept(struct store *store, struct arena *arena)
{
	struct stored_conversation row;
	const char *reducer = NULL;
	bool found = false;

	assert_ok(store_conversation(store, arena, 2, &row, &found));
	assert_true(found);
	assert_int_equal(row.conv.due_ms, 9);
	assert_int_equal(row.conv.due_of, DEADLINE_TARGET);
	assert_ok(store_conversation(store, arena, 1, &row, &found));
	assert_int_equal(row.conv.due_of, DEADLINE_NONE);
	assert_ok(store_meta(store, arena, "reducer", &reducer));
	assert_null(reducer);
}

static void an_older_desk(void **state)
{
	struct place *p = *state;
	struct store *store;
	struct arena *arena = arena_create();
	const char *value = NULL;

	assert_ok(opening(p->path, true));
	sql(p->path, "DROP TABLE spike; DROP TABLE draft_file; DROP TABLE outbox_blob; DROP TABLE blob_piece; DROP TABLE blob; DROP TABLE alert_told; DROP TABLE alert; DROP TABLE hook; DROP TABLE hook_run; DROP TABLE notice_read; DROP TABLE notice; DROP TABLE mail; DROP TABLE letter;"
		" DROP TABLE report_plan; DROP TABLE report_delivery");
	sql(p->path, "DROP TABLE survey_out; DROP TABLE earlier_text; DROP TABLE access; DROP TABLE promise_text; DROP TABLE availability; DROP TABLE route;"
		" DROP TABLE unplaced; DROP TABLE route_deed; DROP TABLE refresh");
	sql(p->path, "INSERT INTO meta (name, value) VALUES ('a', '1');"
		" DROP TABLE tally; DROP INDEX tag_order; ALTER TABLE tag DROP COLUMN status;"
		" ALTER TABLE tag DROP COLUMN rank; CREATE INDEX tag_name ON tag (name, conversation);"
		" DROP TABLE tag_tally; DROP INDEX conversation_resolved; DROP INDEX conversation_muted;"
		" ALTER TABLE conversation DROP COLUMN resolved_day;"
		" DROP INDEX identity_handle; DROP INDEX message_note; DROP INDEX conversation_contact;"
		" CREATE INDEX conversation_contact ON conversation (contact, rank, id);"
		" DROP TABLE bulk_held; DROP TABLE bulk_part; DROP TABLE bulk;"
		" ALTER TABLE outbox DROP COLUMN approver;"
		" DROP INDEX outbox_agent;"
		" ALTER TABLE account DROP COLUMN gap_from_ms; ALTER TABLE account DROP COLUMN gap_to_ms;"
		" ALTER TABLE agent DROP COLUMN settings; ALTER TABLE agent DROP COLUMN suspended_ms;"
		" DROP INDEX event_dated; DROP INDEX event_unions; ALTER TABLE conversation DROP COLUMN reach;"
		" DROP INDEX event_remarks; DROP INDEX event_received; DROP TABLE report; DROP TABLE published;"
		OLD_DEADLINE OLD_UNITED OLD_REPLY OLD_DUE
		" DROP TABLE case_; DROP TABLE ledger_name; ALTER TABLE wait DROP COLUMN written_in;"
		" ALTER TABLE wait DROP COLUMN surface; ALTER TABLE wait DROP COLUMN team;"
		" DROP INDEX draft_agent; ALTER TABLE draft DROP COLUMN newest; DROP INDEX handover_at; DROP TABLE handover_item; DROP TABLE handover;"
		" DROP TABLE profile_link; DROP INDEX identity_contact; DROP INDEX identity_url;"
		" ALTER TABLE identity DROP COLUMN note;"
		" DROP TABLE shift; DROP TABLE snippet; DROP TABLE media; DROP TABLE session;"
		" DROP TABLE segment; DROP TABLE segment_stale; DROP TABLE trace_stale; DROP INDEX wait_agent; DROP TABLE clock_sample;");
	sql(p->path,
		" DROP TABLE rule_log; DROP TABLE rule_wait; DROP TABLE rule_due; DROP TABLE rule;"
		" ALTER TABLE outbox DROP COLUMN seen; ALTER TABLE outbox DROP COLUMN act; DROP TABLE blocked;"
		" ALTER TABLE message DROP COLUMN acts;"
		" ALTER TABLE conversation DROP COLUMN marks; DROP TABLE mention; DROP TABLE read_mark;"
		" DROP TABLE journal_touched; DROP INDEX journal_undo;"
		" ALTER TABLE journal DROP COLUMN seq; ALTER TABLE journal DROP COLUMN undoes;"
		" ALTER TABLE journal DROP COLUMN undone; ALTER TABLE journal DROP COLUMN about;"
		" ALTER TABLE journal ADD COLUMN revs TEXT NOT NULL DEFAULT '';"
		" INSERT INTO journal (entry_key, at_ms, agent, session, origin, call, inverse, revs, answer)"
		" VALUES ('k1', 5, 1, '', 0, 'claim', 'release 1' || char(10), '1:2', '{}'),"
		" ('k2', 6, 1, '', 0, 'note', '', '1:3', '{\"n\":2}'); PRAGMA user_version=1");
	assert_says(store_open(&(struct store_options){ .path = p->path, .read_only = true }, &store),
		"of an older guichet");
	assert_ok(store_open(&(struct store_options){ .path = p->path }, &store));
	assert_ok(store_meta(store, arena, "a", &value));
	assert_string_equal(value, "1");
	journal_was_kept(store, arena);
	due_was_kept(store, arena);
	store_close(store);
	sql(p->path, "SELECT seen FROM outbox");
	sql(p->path, "SELECT since_ms FROM rule");
	sql(p->path, "SELECT root, merged_into, family, began FROM conversation, family, link");
	sql(p->path, "SELECT reducer FROM case_");
	sql(p->path, "SELECT alt FROM media");
	reply_was_kept(p->path);
	arena_destroy(arena);
}

static bool plan_has(sqlite3 *db, const char *question, const char *words)
{
	sqlite3_stmt *statement = NULL;
	bool has = false;

	assert_int_equal(sqlite3_prepare_v2(db, question, -1, &statement, NULL), SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		has = has || strstr((const char *)sqlite3_column_text(statement, 3), words) != NULL;
	sqlite3_finalize(statement);
	return has;
}

/* How the pages themselves are found is list_test's. */
static void counts_read_an_index_alone(void **state)
{
	struct place *p = *state;
	sqlite3 *db = NULL;

	assert_ok(opening(p->path, true));
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_true(plan_has(db, "EXPLAIN QUERY PLAN SELECT COUNT(*) FROM conversation c"
		" WHERE c.status = 0 AND +c.rank < 9007199254740992", "COVERING INDEX"));
	sqlite3_close(db);
}

#define S(name, sql) { #name, sql },
static const struct { const char *name, *sql; } statements[] = {
#include "../../src/store/statements.def"
};
#undef S

/* What is looked for every few seconds, or with every packed day, never walks all that is there. */
static void few_are_found_by_their_index(void **state)
{
	static const struct { const char *name, *index; } rows[] = {
		{ "ALERT_AT_RISK_NEW", "c USING INDEX conversation_due (due_ms>? AND due_ms<?)" },
		{ "ALERT_AT_RISK_NEW", "SEARCH m USING INDEX conversation_quarter" },
		{ "ALERT_BREACHED_NEW", "c USING INDEX conversation_due (due_ms<?)" },
		{ "ALERT_URGENT_NEW", "rank<?)" },
		{ "ALERT_NOBODY_NEW", "c USING INDEX conversation_due (due_ms<?)" },
		{ "ALERT_PROMISE_NEW", "c USING INDEX conversation_promise (promise_ms<?)" },
		{ "ALERT_AT_RISK_OVER", "c USING INTEGER PRIMARY KEY" },
		{ "ALERT_BREACHED_OVER", "c USING INTEGER PRIMARY KEY" },
		{ "ALERT_PROMISE_OVER", "c USING INTEGER PRIMARY KEY" },
		{ "EVENT_DATED", "USING INDEX event_dated" },
		{ "EVENT_SETTINGS_SINCE", "USING INDEX event_dated" },
		{ "EVENT_REMARKS", "USING INDEX event_remarks" },
		{ "EVENT_PLACES_SINCE", "USING INDEX event_received (recv_ms>?)" },
		{ "EVENT_UNIONS", "USING INDEX event_unions" },
		{ "ALERT_LIST_OPEN", "a USING INDEX alert_over (over_ms=?)" },
		{ "ALERT_LIST_OPEN", "r USING INDEX hook_run_told (hook=? AND at_ms=?)" },
		{ "ALERT_PRUNE", "o USING COVERING INDEX alert_over (over_ms>? AND over_ms<?)" },
		{ "ALERT_TOLD_PRUNE", "o USING COVERING INDEX alert_over (over_ms>? AND over_ms<?)" },
		{ "RUN_PRUNE", "USING COVERING INDEX hook_run_at (at_ms<?)" },
	};
	struct place *p = *state;
	sqlite3 *db = NULL;

	assert_ok(opening(p->path, true));
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char question[4000] = "";

		for (size_t k = 0; k < sizeof(statements) / sizeof(statements[0]); k++)
			if (strcmp(statements[k].name, rows[i].name) == 0)
				snprintf(question, sizeof(question), "EXPLAIN QUERY PLAN %s", statements[k].sql);
		if (!plan_has(db, question, rows[i].index))
			fail_msg("%s does not go by %s", rows[i].name, rows[i].index);
		if (strstr(rows[i].name, "_NEW") != NULL && strcmp(rows[i].name, "ALERT_URGENT_NEW") != 0 &&
		    plan_has(db, question, "FOR ORDER BY"))
			fail_msg("%s sorts", rows[i].name);
	}
	sqlite3_close(db);
}

/* The table, or its other name, that a line of a plan walks from one end, when it grows with the desk's years. */
static bool walks_what_grows(const char *line)
{
	static const char *const tables[] = { "event", "conversation", "message", "identity", "wait", "case_", "journal",
		"journal_touched", "tag", "c", "i", "m", "t" };
	char name[40] = "";

	if (sscanf(line, "SCAN %39s", name) != 1)
		return false;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(name, tables[i]) == 0)
			return true;
	return false;
}

/* A walk of what grows is for a reader, or goes by an index that holds few rows, or ends at its first. */
static void only_these_walk(void **state)
{
	static const char *const may[] = {
		"EVENT_HEAD", "JOURNAL_ACTIVE",					/* the last row */
		"EVENT_DATED", "EVENT_REMARKS", "EVENT_SETTINGS_SINCE", "CONVERSATION_UNSOUND",	/* by an index of their own */
		"ALERT_ACCOUNT_NEW",						/* of accounts */
		"RULE_WAIT_ALL", "RULE_ALARM_ALL",				/* who waits, when a rule is made */
		"EVENT_EACH", "EVENT_UNIONS", "EVENT_SORTED", "EVENT_PLACES", "FACT_CONVERSATIONS", "WAIT_COUNT",
		"CASE_COUNT", "CONVERSATION_WAITING", "TAG_USES", "KNOWN_NEWEST", "KNOWN_LIKE", "TALLY_OFF", "TAG_OFF",
		"TAG_TALLY_OFF",						/* a reader's */
	};
	struct place *p = *state;
	sqlite3 *db = NULL;

	assert_ok(opening(p->path, true));
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		char question[4000];
		sqlite3_stmt *plan = NULL;
		bool walks = false, listed = false;

		snprintf(question, sizeof(question), "EXPLAIN QUERY PLAN %s", statements[i].sql);
		if (sqlite3_prepare_v2(db, question, -1, &plan, NULL) != SQLITE_OK)
			fail_msg("%s: %s", statements[i].name, sqlite3_errmsg(db));
		while (sqlite3_step(plan) == SQLITE_ROW)
			walks = walks || walks_what_grows((const char *)sqlite3_column_text(plan, 3));
		sqlite3_finalize(plan);
		for (size_t k = 0; k < sizeof(may) / sizeof(may[0]); k++)
			listed = listed || strcmp(may[k], statements[i].name) == 0;
		if (walks != listed)
			fail_msg("%s %s", statements[i].name, walks ? "walks what grows" : "does not walk: take it off the list");
	}
	sqlite3_close(db);
}

/* Found when it is opened, not at the first claim. */
static void read_only_file(void **state)
{
	enum { SOMEBODY = 65534 };
	bool root = geteuid() == 0;
	struct place *p = *state;
	err_t err;

	assert_ok(opening(p->path, true));
	assert_int_equal(chmod(p->path, 0444), 0);
	assert_int_equal(chmod(p->dir, 0777), 0);
	if (root)
		assert_int_equal(seteuid(SOMEBODY), 0);
	err = opening(p->path, false);
	if (root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(p->dir, 0700), 0);
	assert_says(err, "cannot be written");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_new_desk), T(transactions_are_timed), T(the_log_is_carried_in_portions),
		T(the_log_is_carried_when_its_reader_ends),
		T(strangers), T(newer_and_links), T(damaged), T(read_only_place),
		T(many_openings), T(truncated), T(odd_versions), T(an_older_desk), T(read_only_file),
		T(counts_read_an_index_alone), T(few_are_found_by_their_index), T(only_these_walk)
	};
#undef T
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
