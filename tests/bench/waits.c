/* SPDX-License-Identifier: ISC */
/*
 * A year of waits for the bench, and what a figure costs without us.
 *
 *   waits events COUNT       a ledger of so many waits over 365 days before today,
 *                            of accounts brand1 to brand4 and agents agent1 to
 *                            agent25; seeded
 *   waits dress DESK         languages and visibilities of its conversations
 *   waits days DESK          how many days are packed, how many bytes they have,
 *                            and how many bytes the file has
 *   waits naive DESK ROUNDS  medians in milliseconds: the quantile of a year by SQL,
 *                            of one agent and tag by SQL, and by sorting what SQL reads
 *
 * No server has the desk open.
 */
#include <sqlite3.h>
#include <stdbool.h>
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

/* Mostly minutes, now and then a night. */
static int64_t lasts(void)
{
	int64_t ms = 60000 + below(1200000);

	return below(8) == 0 ? ms * 40 : below(3) == 0 ? ms * 4 : ms;
}

/* ---- a year of events */

enum what { IN, ASSIGNED, OUT, RESOLVED, NEEDS_NONE, DELETED, TAGGED };

/* value: an agent or a tag; part: which message of the conversation, or which is answered or gone. */
struct row { int64_t at; int32_t conversation; unsigned char what, account, value, part; bool dm; };
struct year { struct row *rows; size_t count, room; int64_t today; };

static void row_add(struct year *year, struct row row)
{
	if (row.at >= year->today)
		return;
	if (year->count == year->room) {
		year->room = year->room == 0 ? 1 << 20 : year->room * 2;
		year->rows = realloc(year->rows, year->room * sizeof(*year->rows));
		if (year->rows == NULL)
			exit(1);
	}
	year->rows[year->count++] = row;
}

/* What ended a wait: an answer, a resolution without one, or the customer took it back. */
static struct row ending(struct row row, int64_t what, int64_t agent)
{
	row.what = what < 92 ? OUT : what < 95 ? RESOLVED : what < 98 ? NEEDS_NONE : DELETED;
	row.value = (unsigned char)agent;
	return row;
}

static void conversation_add(struct year *year, int32_t id, int64_t start, int64_t waits)
{
	struct row row = { .conversation = id, .account = (unsigned char)(1 + below(4)), .dm = below(5) == 0 };
	int64_t agent = 1 + below(25), at = start;

	for (int64_t i = 0; i < waits; i++) {
		int64_t ms = lasts();

		row.what = IN;
		row.part = (unsigned char)i;
		row.at = at;
		row_add(year, row);
		if (i == 0 || below(6) == 0) {
			agent = 1 + below(25);
			row.what = ASSIGNED;
			row.value = (unsigned char)agent;
			row.at = at + ms / 2;
			row_add(year, row);
		}
		row.at = at + ms;
		row_add(year, ending(row, below(100), agent));
		at += ms + 60000;
	}
	row.what = TAGGED;
	row.at = at;
	if (below(2) == 0) {
		row.value = (unsigned char)below(30);
		row_add(year, row);
	}
	if (below(4) == 0) {
		row.value = (unsigned char)(30 + below(10));
		row_add(year, row);
	}
	row.what = RESOLVED;
	row.value = (unsigned char)agent;
	row.at = at + 600000 + below(7200000);
	if (below(200) != 0)
		row_add(year, row);
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->conversation != b->conversation ? (a->conversation < b->conversation ? -1 : 1) : a->what - b->what;
}

static void row_print(const struct row *row, size_t seq)
{
	static const char *const kinds[] = { "message_in", "assigned", "message_out", "status", "status", "message_deleted", "tagged" };
	time_t at = (time_t)(row->at / 1000);
	char text[32];
	struct tm tm;

	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&at, &tm));
	printf("{\"seq\":%zu,\"account\":\"brand%d\",\"conv\":\"c%d\",\"kind\":\"%s\",\"recv\":\"%s\"%s", seq, row->account,
		row->conversation, kinds[row->what], text, row->dm ? ",\"surface\":\"dm\"" : "");
	if (row->what == IN)
		printf(",\"id\":\"%d.%d\",\"contact\":\"p%d\"", row->conversation, row->part, row->conversation % 200000);
	else if (row->what == OUT)
		printf(",\"id\":\"%d.%d.o\",\"ref\":\"%d.%d\"", row->conversation, row->part, row->conversation, row->part);
	else if (row->what == DELETED)
		printf(",\"ref\":\"%d.%d\"", row->conversation, row->part);
	if (row->what == TAGGED)
		printf(",\"tag\":\"tag%d\"", row->value);
	else if (row->what != IN && row->what != DELETED)
		printf(",\"who\":\"human:agent%d\"", row->value);
	if (row->what == RESOLVED || row->what == NEEDS_NONE)
		printf(",\"to\":\"resolved\"%s", row->what == NEEDS_NONE ? ",\"reason\":\"no_reply_needed\"" : "");
	printf("}\n");
}

static void events(int64_t count)
{
	struct year year = { 0 };
	struct timespec ts;
	int32_t id = 1;

	clock_gettime(CLOCK_REALTIME, &ts);
	year.today = (int64_t)ts.tv_sec * 1000 / DAY * DAY;
	for (int64_t done = 0; done < count; ) {
		int64_t waits = 1 + (below(3) == 0) + (below(9) == 0);

		conversation_add(&year, id++, year.today - 365 * DAY + below(364 * DAY), waits);
		done += waits;
	}
	qsort(year.rows, year.count, sizeof(*year.rows), compare_rows);
	for (size_t i = 0; i < year.count; i++)
		row_print(&year.rows[i], i + 1);
	free(year.rows);
}

/* What a ledger does not tell: languages, and who may read what is public.  Days are packed anew. */
static void dress(sqlite3 *db)
{
	run(db, "PRAGMA cache_size=-200000; BEGIN");
	run(db, "UPDATE conversation SET lang = CASE WHEN id % 3 = 0 THEN 'fr' ELSE 'en' END,"
		" visibility = CASE WHEN visibility = 0 THEN id % 3 ELSE visibility END");
	run(db, "DELETE FROM segment; DELETE FROM segment_stale; DELETE FROM meta WHERE name = 'traces_seq'");
	run(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
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

	if (argc == 3 && strcmp(argv[1], "events") == 0) {
		events(strtoll(argv[2], NULL, 10));
		return 0;
	}
	if (argc < 3 || sqlite3_open_v2(argv[2], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return 64;
	if (strcmp(argv[1], "days") == 0) {
		printf("%lld %lld %lld\n", (long long)number(db, "SELECT count(*) FROM segment"),
			(long long)number(db, "SELECT coalesce(sum(length(data)), 0) FROM segment"),
			(long long)number(db, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"));
	} else if (strcmp(argv[1], "dress") == 0) {
		dress(db);
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
