/* SPDX-License-Identifier: ISC */
/*
 * The references of the bench, on SQLite alone.
 *
 *   bare ingest FROM TO BATCHES    inserts every row of desk FROM into the same
 *                                  tables and indexes in TO, same pragmas, in
 *                                  that many transactions; prints seconds
 *   bare search DESK COUNT LIMIT WORD...
 *                                  newest-first FTS5 search with all that a hit shows, each
 *                                  word COUNT times; prints the median in milliseconds, the
 *                                  rows and their bytes
 *   bare many DESK COUNT BATCH     one UPDATE of a conversation and one INSERT of an event for each
 *                                  of the COUNT newest, BATCH in a transaction; prints seconds.  The
 *                                  desk's ledger does not fit together afterwards
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TABLES_MAX = 64, COLUMNS_MAX = 64 };

struct table {
	char name[64];
	sqlite3_stmt *read, *write;
	int64_t rows, done;
	int columns;
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void check(int rc, sqlite3 *db, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return;
	fprintf(stderr, "bare: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static sqlite3 *open_db(const char *path)
{
	sqlite3 *db;

	check(sqlite3_open(path, &db), db, path);
	check(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		"PRAGMA wal_autocheckpoint=8000; PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA cache_size=-8192", NULL, NULL, NULL), db, "pragmas");
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;

	check(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), db, sql);
	return stmt;
}

/* Tables, indexes and virtual tables as FROM has them, but for FTS5's own shadow tables. */
static void schema_copy(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *stmt = prepare(from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
		"AND name NOT GLOB 'sqlite_*' AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') "
		"AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type = 'index', rowid");

	while (sqlite3_step(stmt) == SQLITE_ROW)
		check(sqlite3_exec(to, (const char *)sqlite3_column_text(stmt, 0), NULL, NULL, NULL), to,
			(const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

static size_t tables_prepare(sqlite3 *from, sqlite3 *to, struct table *tables)
{
	sqlite3_stmt *names = prepare(from, "SELECT name FROM pragma_table_list WHERE type = 'table' "
		"AND schema = 'main' AND name NOT GLOB 'sqlite_*'");
	size_t count = 0;

	while (sqlite3_step(names) == SQLITE_ROW && count < TABLES_MAX) {
		struct table *table = &tables[count++];
		char sql[512];
		sqlite3_stmt *n;

		snprintf(table->name, sizeof(table->name), "%s", (const char *)sqlite3_column_text(names, 0));
		snprintf(sql, sizeof(sql), "SELECT count(*) FROM %.63s", table->name);
		n = prepare(from, sql);
		sqlite3_step(n);
		table->rows = sqlite3_column_int64(n, 0);
		sqlite3_finalize(n);
		snprintf(sql, sizeof(sql), "SELECT * FROM %.63s", table->name);
		table->read = prepare(from, sql);
		table->columns = sqlite3_column_count(table->read);
		snprintf(sql, sizeof(sql), "INSERT INTO %.63s VALUES (?", table->name);
		for (int i = 1; i < table->columns; i++)
			strcat(sql, ",?");
		strcat(sql, ")");
		table->write = prepare(to, sql);
	}
	sqlite3_finalize(names);
	return count;
}

static void slice_copy(struct table *table, int64_t until, sqlite3 *to, sqlite3_stmt *fts, int id, int text)
{
	for (; table->done < until && sqlite3_step(table->read) == SQLITE_ROW; table->done++) {
		for (int c = 0; c < table->columns; c++)
			sqlite3_bind_value(table->write, c + 1, sqlite3_column_value(table->read, c));
		check(sqlite3_step(table->write), to, table->name);
		sqlite3_reset(table->write);
		if (fts != NULL && text >= 0) {
			sqlite3_bind_value(fts, 1, sqlite3_column_value(table->read, id));
			sqlite3_bind_value(fts, 2, sqlite3_column_value(table->read, text));
			check(sqlite3_step(fts), to, "message_fts");
			sqlite3_reset(fts);
		}
	}
}

static int column_index(sqlite3_stmt *stmt, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(stmt); i++)
		if (strcmp(sqlite3_column_name(stmt, i), name) == 0)
			return i;
	return -1;
}

static int ingest(const char *from_path, const char *to_path, int64_t batches)
{
	static struct table tables[TABLES_MAX];
	sqlite3 *from = open_db(from_path), *to = open_db(to_path);
	sqlite3_stmt *fts;
	size_t count;
	double start;

	schema_copy(from, to);
	/* Rows of a batch come table by table, so references may be ahead of their row. */
	check(sqlite3_exec(to, "PRAGMA foreign_keys=OFF", NULL, NULL, NULL), to, "pragma");
	count = tables_prepare(from, to, tables);
	fts = prepare(to, "INSERT INTO message_fts(rowid, text) VALUES (?1, ?2)");
	start = now();
	for (int64_t batch = 1; batch <= batches; batch++) {
		check(sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL), to, "begin");
		for (size_t t = 0; t < count; t++) {
			bool message = strcmp(tables[t].name, "message") == 0;

			slice_copy(&tables[t], tables[t].rows * batch / batches, to, message ? fts : NULL,
				column_index(tables[t].read, "id"), column_index(tables[t].read, "text"));
		}
		check(sqlite3_exec(to, "COMMIT", NULL, NULL, NULL), to, "commit");
	}
	printf("%.3f\n", now() - start);
	return 0;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void search(const char *path, size_t count, const char *limit, const char *word)
{
	sqlite3 *db = open_db(path);
	sqlite3_stmt *stmt = prepare(db, "SELECT m.id, m.conversation, m.text, m.at_ms, c.status, c.visibility, c.rev, "
		"c.last_ms, c.wait_ms, c.due_ms, c.snoozed_until, c.lang, a.name, a.network, i.name, i.handle, g.name, "
		"(SELECT group_concat(t.name, ' ') FROM tag t WHERE t.conversation = c.id) "
		"FROM message_fts CROSS JOIN message m ON m.id = message_fts.rowid "
		"CROSS JOIN conversation c ON c.id = m.conversation CROSS JOIN identity i ON i.id = c.contact "
		"CROSS JOIN account a ON a.id = m.account LEFT JOIN agent g ON g.id = c.assignee "
		"WHERE message_fts MATCH ?1 ORDER BY message_fts.rowid DESC LIMIT ?2");
	double *ms = calloc(count, sizeof(*ms));
	size_t bytes = 0, rows = 0;
	char quoted[128];

	snprintf(quoted, sizeof(quoted), "\"%s\"", word);
	sqlite3_bind_text(stmt, 1, quoted, -1, SQLITE_TRANSIENT);
	sqlite3_bind_int64(stmt, 2, strtoll(limit, NULL, 10));
	for (size_t i = 0; i < count; i++) {
		double start = now();

		for (bytes = rows = 0; sqlite3_step(stmt) == SQLITE_ROW; rows++)
			for (int c = 0; c < sqlite3_column_count(stmt); c++)
				bytes += (size_t)sqlite3_column_bytes(stmt, c);
		sqlite3_reset(stmt);
		ms[i] = (now() - start) * 1000;
	}
	qsort(ms, count, sizeof(*ms), by_value);
	printf("%.3f %zu %zu\n", ms[count / 2], rows, bytes);
	free(ms);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void step(sqlite3 *db, sqlite3_stmt *stmt, int64_t first, int64_t second)
{
	sqlite3_bind_int64(stmt, 1, first);
	sqlite3_bind_int64(stmt, 2, second);
	check(sqlite3_step(stmt), db, "many");
	sqlite3_reset(stmt);
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = prepare(db, sql);
	int64_t value = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;

	sqlite3_finalize(stmt);
	return value;
}

static int many(const char *path, int64_t count, int64_t batch)
{
	sqlite3 *db = open_db(path);
	sqlite3_stmt *update = prepare(db, "UPDATE conversation SET status = 4, rank = rank + ?2, rev = rev + 1 WHERE id = ?1");
	sqlite3_stmt *insert = prepare(db, "INSERT INTO event (seq, account, conversation, kind, net_ms, recv_ms, actor_kind,"
		" actor, subject, surface, detail, hash) VALUES (?1, 1, ?2, 8, 0, 1, 0, 1, 0, 0, 'to=resolved', zeroblob(32))");
	int64_t last = number(db, "SELECT max(id) FROM conversation"), seq = number(db, "SELECT max(seq) FROM event");
	double start = now();

	for (int64_t i = 0; i < count; i++) {
		if (i % batch == 0)
			check(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), db, "begin");
		step(db, update, last - i, 1);
		step(db, insert, seq + 1 + i, last - i);
		if (i % batch == batch - 1 || i == count - 1)
			check(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), db, "commit");
	}
	printf("%.3f\n", now() - start);
	sqlite3_finalize(update);
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "ingest") == 0)
		return ingest(argv[2], argv[3], strtoll(argv[4], NULL, 10));
	if (argc > 5 && strcmp(argv[1], "search") == 0) {
		for (int i = 5; i < argc; i++)
			search(argv[2], strtoull(argv[3], NULL, 10), argv[4], argv[i]);
		return 0;
	}
	if (argc == 5 && strcmp(argv[1], "many") == 0)
		return many(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10));
	fputs("usage: bare ingest FROM TO BATCHES | bare many DESK COUNT BATCH | bare search DESK COUNT LIMIT WORD...\n", stderr);
	return 64;
}
