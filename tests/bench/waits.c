/* SPDX-License-Identifier: ISC */
/*
 * A year of waits for the bench, and what a figure costs without us.
 *
 *   waits fill DESK COUNT    so many waits over 365 days before today, with their
 *                            cases, conversations, tags and agents; seeded
 *   waits days DESK          how many days are packed, how many bytes they have,
 *                            and how many bytes the file has
 *   waits naive DESK ROUNDS  medians in milliseconds: the quantile of a year by SQL,
 *                            of one agent and tag by SQL, and by sorting what SQL reads
 *
 * The desk is made by guichet, with agents 1 to 25 and accounts 1 to 4, and no
 * server has it open.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY INT64_C(86400000)

static uint64_t seed = 42;

static int64_t below(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void check(int rc, sqlite3 *db, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return;
	fprintf(stderr, "waits: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	check(sqlite3_exec(db, sql, NULL, NULL, NULL), db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	check(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), db, sql);
	return stmt;
}

static void put(sqlite3 *db, sqlite3_stmt *stmt, int count, const int64_t *values)
{
	for (int i = 0; i < count; i++)
		sqlite3_bind_int64(stmt, i + 1, values[i]);
	check(sqlite3_step(stmt), db, "insert");
	sqlite3_reset(stmt);
}

/* Mostly minutes, now and then a night. */
static int64_t lasts(void)
{
	int64_t ms = 60000 + below(1200000);

	return below(8) == 0 ? ms * 40 : below(3) == 0 ? ms * 4 : ms;
}

struct writers { sqlite3_stmt *conversation, *wait, *one, *tag; };

static void one_add(sqlite3 *db, const struct writers *w, int64_t id, int64_t start, int64_t waits)
{
	int64_t account = 1 + below(4), at = start, spent = 0;

	put(db, w->conversation, 4, (int64_t[]){ id, account, start, below(5) });
	for (int64_t i = 0; i < waits; i++) {
		int64_t ms = lasts(), what = below(100);
		int64_t outcome = what < 92 ? 1 : what < 98 ? 2 : 3;

		put(db, w->wait, 9, (int64_t[]){ id, i, account, i > 0, outcome, at, at + ms,
			outcome == 1 ? 1 + below(25) : 0, outcome == 1 ? ms / 2 : 0 });
		at += ms + 60000;
		spent += ms;
	}
	put(db, w->one, 6, (int64_t[]){ id, account, start, at, waits, spent });
	if (below(2) == 0)
		put(db, w->tag, 2, (int64_t[]){ id, below(30) });
	if (below(4) == 0)
		put(db, w->tag, 2, (int64_t[]){ id, 30 + below(10) });
}

static void fill(const char *path, int64_t count)
{
	struct timespec ts;
	sqlite3 *db;
	struct writers w;
	int64_t today, done = 0, id = 1000;

	clock_gettime(CLOCK_REALTIME, &ts);
	today = (int64_t)ts.tv_sec * 1000 / DAY * DAY;
	check(sqlite3_open(path, &db), db, path);
	run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; BEGIN");
	run(db, "INSERT INTO identity (id, network, remote_id, handle, name, url, followers, bot)"
		" VALUES (900, 'import', 'bench', '@bench@example.org', 'bench', '', 0, 0)");
	w.conversation = prepare(db, "INSERT INTO conversation (id, account, thread, contact, episode, status, visibility,"
		" lang, created_ms, last_ms, wait_ms, due_ms, rank, rev, snoozed_until) VALUES (?1, ?2, 'bench' || ?1, 900, 1, 4,"
		" ?4, CASE WHEN ?1 % 3 = 0 THEN 'fr' ELSE 'en' END, ?3, ?3, 0, 0, 9000000000000000 - ?3, 1, 0)");
	w.wait = prepare(db, "INSERT INTO wait (conversation, position, account, case_no, kind, outcome, start_ms, end_ms,"
		" agent, own_ms, flags, written_in, surface) VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?1, 0)");
	w.one = prepare(db, "INSERT INTO case_ (conversation, case_no, account, open_ms, first_resolved_ms, resolved_ms,"
		" settled_ms, first_in_ms, first_out_ms, first_assigned_ms, waits, turns, replies, messages_in, transfers,"
		" reopens, courtesies, agent_reopens, state, state_ms, spent_open_ms, spent_pending_ms, spent_hold_ms,"
		" spent_snoozed_ms, waited_ms, open_wait_ms, surface, flags, reducer) VALUES (?1, 0, ?2, ?3, ?4, ?4, ?4, ?3,"
		" ?3 + 60000, ?3, ?5, ?5, ?5, ?5, 0, 0, 0, 0, 4, ?4, ?4 - ?3, 0, 0, 0, ?6, 0, 0, 0, 2)");
	w.tag = prepare(db, "INSERT INTO tag (conversation, name) VALUES (?1, 'tag' || ?2)");
	while (done < count) {
		int64_t waits = 1 + (below(3) == 0) + (below(9) == 0);

		one_add(db, &w, id++, today - 365 * DAY + below(365 * DAY - 3600000), waits);
		done += waits;
	}
	run(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_finalize(w.conversation);
	sqlite3_finalize(w.wait);
	sqlite3_finalize(w.one);
	sqlite3_finalize(w.tag);
	sqlite3_close(db);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = prepare(db, sql);
	int64_t value;

	check(sqlite3_step(stmt), db, sql);
	value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static int compare_ms(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* Durations read by SQL, sorted here. */
static void sort_year(sqlite3 *db)
{
	static int64_t list[2000000];
	sqlite3_stmt *stmt = prepare(db, "SELECT end_ms - start_ms FROM wait WHERE outcome = 1");
	size_t count = 0;

	while (sqlite3_step(stmt) == SQLITE_ROW && count < sizeof(list) / sizeof(list[0]))
		list[count++] = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	qsort(list, count, sizeof(list[0]), compare_ms);
}

static double median_of(sqlite3 *db, int rounds, const char *sql)
{
	double took[100];

	for (int i = 0; i < rounds; i++) {
		double begin = now();

		if (sql == NULL)
			sort_year(db);
		else
			(void)number(db, sql);
		took[i] = now() - begin;
	}
	qsort(took, (size_t)rounds, sizeof(took[0]), compare);
	return took[rounds / 2];
}

int main(int argc, char **argv)
{
	sqlite3 *db;

	if (argc == 4 && strcmp(argv[1], "fill") == 0) {
		fill(argv[2], strtoll(argv[3], NULL, 10));
		return 0;
	}
	if (argc < 3 || sqlite3_open_v2(argv[2], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return 64;
	if (strcmp(argv[1], "days") == 0) {
		printf("%lld %lld %lld\n", (long long)number(db, "SELECT count(*) FROM segment"),
			(long long)number(db, "SELECT coalesce(sum(length(data)), 0) FROM segment"),
			(long long)number(db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"));
	} else if (argc == 4) {
		int rounds = (int)strtol(argv[3], NULL, 10);

		rounds = rounds < 1 ? 1 : rounds > 100 ? 100 : rounds;
		run(db, "PRAGMA cache_size=-200000");
		printf("%.1f", median_of(db, rounds, "SELECT end_ms - start_ms FROM wait WHERE outcome = 1 ORDER BY 1"
			" LIMIT 1 OFFSET (SELECT count(*) * 9 / 10 FROM wait WHERE outcome = 1)"));
		printf(" %.1f", median_of(db, rounds, "SELECT count(*), max(end_ms - start_ms) FROM wait JOIN tag USING (conversation)"
			" WHERE agent = 7 AND tag.name = 'tag3'"));
		printf(" %.1f\n", median_of(db, rounds, NULL));
	}
	sqlite3_close(db);
	return 0;
}
