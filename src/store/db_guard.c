/* SPDX-License-Identifier: ISC */
/*
 * Statements of somebody else: one SELECT, asked for everything that it
 * touches, bounded in size and time.  What may be touched is the caller's to
 * say.
 */
#include "db_inside.h"

#include "guichet/base/clock.h"

/* One function is one step, after which the clock is looked at: texts are so short that even a search in one is. */
static const struct { int id, most; } guard_limits[] = {
	{ SQLITE_LIMIT_LENGTH, 256 << 10 }, { SQLITE_LIMIT_SQL_LENGTH, 256 << 10 }, { SQLITE_LIMIT_COLUMN, 200 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 200 }, { SQLITE_LIMIT_COMPOUND_SELECT, 100 }, { SQLITE_LIMIT_FUNCTION_ARG, 32 },
	{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200 }, { SQLITE_LIMIT_VDBE_OP, 100000 },
};
enum { GUARD_LIMITS = sizeof(guard_limits) / sizeof(guard_limits[0]), GUARD_STEP = 10000, GUARD_ARGS = 8 };

static int guard_ask(void *data, int code, const char *first, const char *second, const char *schema, const char *within)
{
	struct db_guard *guard = data;
	bool allowed = code == SQLITE_SELECT || code == SQLITE_RECURSIVE;

	(void)schema;
	if (code == SQLITE_READ)
		allowed = guard->allows(guard->data, DB_READ, first, second == NULL ? "" : second, within);
	else if (code == SQLITE_FUNCTION)
		allowed = guard->allows(guard->data, DB_FUNCTION, second, "", within);
	guard->refused = guard->refused || !allowed;
	return allowed ? SQLITE_OK : SQLITE_DENY;
}

static int guard_progress(void *data)
{
	struct db_guard *guard = data;

	guard->late = guard->late || clock_steady_ms() >= guard->until_ms;
	return guard->late;
}

static void guard_number(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct db_guard *guard = sqlite3_user_data(context);
	int64_t arguments[GUARD_ARGS] = { 0 };

	for (int i = 0; i < count && i < GUARD_ARGS; i++)
		arguments[i] = sqlite3_value_int64(values[i]);
	sqlite3_result_int64(context, guard->number(guard->data, (size_t)count, arguments));
}

err_t db_guard_begin(struct store *store, struct db_guard *guard)
{
	_Static_assert(sizeof(guard->limits) / sizeof(guard->limits[0]) == GUARD_LIMITS, "each is put back");
	int code = sqlite3_create_function_v2(store->db, guard->function, -1,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, guard, guard_number, NULL, NULL, NULL);

	if (code != SQLITE_OK)
		return db_error(store, code);
	for (size_t i = 0; i < GUARD_LIMITS; i++)
		guard->limits[i] = sqlite3_limit(store->db, guard_limits[i].id, guard_limits[i].most);
	sqlite3_set_authorizer(store->db, guard_ask, guard);
	sqlite3_progress_handler(store->db, GUARD_STEP, guard_progress, guard);
	return NULL;
}

void db_guard_end(struct store *store, struct db_guard *guard)
{
	sqlite3_progress_handler(store->db, 0, NULL, NULL);
	sqlite3_set_authorizer(store->db, NULL, NULL);
	for (size_t i = 0; i < GUARD_LIMITS; i++)
		sqlite3_limit(store->db, guard_limits[i].id, guard->limits[i]);
	sqlite3_create_function_v2(store->db, guard->function, -1, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
}

static err_t guarded_error(struct store *store, const struct db_guard *guard, int code)
{
	switch (code & 0xFF) {
	case SQLITE_AUTH:
		return err_make(ERR_DENIED, "%s", sqlite3_errmsg(store->db));
	case SQLITE_INTERRUPT:
		return guard->late ? err_make(ERR_LIMIT, "it took too long") : db_error(store, code);
	case SQLITE_ERROR: case SQLITE_TOOBIG: case SQLITE_RANGE: case SQLITE_MISMATCH: case SQLITE_MISUSE:
		return err_make(ERR_USAGE, "%s", sqlite3_errmsg(store->db));
	default:
		return db_error(store, code);
	}
}

/* Blanks, remarks and semicolons are no statement. */
static bool is_empty(struct store *store, const char *sql)
{
	while (*sql != '\0') {
		sqlite3_stmt *next = NULL;
		const char *tail = sql;
		int code = sqlite3_prepare_v2(store->db, sql, -1, &next, &tail);

		sqlite3_finalize(next);
		if (code != SQLITE_OK || next != NULL)
			return false;
		if (tail == sql)
			break;
		sql = tail;
	}
	return true;
}

static err_t guarded_check(struct store *store, sqlite3_stmt *statement, const char *tail)
{
	if (statement == NULL)
		return err_make(ERR_USAGE, "there is no statement");
	if (sqlite3_stmt_isexplain(statement) != 0 || sqlite3_stmt_readonly(statement) == 0 ||
	    sqlite3_column_count(statement) == 0)
		return err_make(ERR_DENIED, "only SELECT can be asked");
	if (sqlite3_bind_parameter_count(statement) > 0)
		return err_make(ERR_USAGE, "parameters have no value here");
	return is_empty(store, tail) ? NULL : err_make(ERR_USAGE, "one statement at a time");
}

void db_guarded(struct store *store, struct db_guard *guard, const char *sql, struct rows *rows)
{
	sqlite3_stmt *statement = NULL;
	const char *tail = "";
	int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, &tail);

	*rows = (struct rows){ .store = store };
	rows->err = code != SQLITE_OK ? guarded_error(store, guard, code) : guarded_check(store, statement, tail);
	if (rows->err != NULL)
		sqlite3_finalize(statement);
	else
		rows->statement = statement;
}

err_t db_guarded_end(struct store *store, struct db_guard *guard, struct rows *rows)
{
	int code = sqlite3_finalize(rows->statement);

	rows->statement = NULL;
	return rows->err != NULL && code != SQLITE_OK ? guarded_error(store, guard, code) : rows->err;
}
