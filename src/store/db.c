/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows SQLite: how a database is opened and what is
 * refused, how statements run, and what its errors are called here.  It
 * knows no table.
 */
#include "db.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "place.h"
#include "schema.h"

enum {
	APPLICATION_ID = 0x67756963,	/* "guic" */
	CHECKPOINT_PAGES = 8000,
	WRITER_CACHE_KIB = 8192,
	READER_CACHE_KIB = 4096,
	WAL_BYTES = 64 << 20,
	BUSY_MS = 5000,
	DYNAMICS = 32	/* a query of each rule, and of the pages that are open */
};

/* A statement made at run time, kept for the next time somebody asks the same. */
struct dynamic {
	char *sql;
	sqlite3_stmt *statement;
	uint64_t used;
	bool busy;
};

struct store {
	sqlite3 *db;
	char *path;
	bool read_only;
	struct place place;
	sqlite3_stmt *statements[STATEMENTS];
	struct dynamic dynamics[DYNAMICS];
	uint64_t dynamics_used;
	struct store_times times;
};

struct store_times *store_times(struct store *store)
{
	return &store->times;
}

static err_t db_error(struct store *store, int code)
{
	const char *path = store->path;

	switch (code & 0xFF) {
	case SQLITE_NOTADB:
		return err_make(ERR_STORE, "%s is not a guichet desk", path);
	case SQLITE_FULL:
		return err_make(ERR_STORE, "%s: no space left", path);
	case SQLITE_CORRUPT:
		return err_make(ERR_STORE, "%s is damaged: %s; restore a backup", path,
			sqlite3_errmsg(store->db));
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_make(ERR_STORE, "%s cannot be written: it or its directory is read-only",
			path);
	case SQLITE_CANTOPEN:
		return err_make(ERR_STORE, "%s cannot be opened: %s", path,
			strerror(sqlite3_system_errno(store->db)));
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_make(ERR_STORE, "%s is in use by another program", path);
	case SQLITE_INTERRUPT:
		return err_make(ERR_CANCELLED, "the question was cancelled");
	case SQLITE_IOERR:
		return err_make(ERR_STORE, "%s: %s", path,
			strerror(sqlite3_system_errno(store->db)));
	default:
		return err_make(ERR_STORE, "%s: %s", path, sqlite3_errmsg(store->db));
	}
}

static err_t db_exec(struct store *store, const char *sql)
{
	int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? NULL : db_error(store, code);
}

/* ---- statements */

static sqlite3_stmt *statement_get(struct store *store, enum statement which, err_t *err)
{
	sqlite3_stmt **slot = &store->statements[which];
	int code = SQLITE_OK;

	if (*slot == NULL)
		code = sqlite3_prepare_v3(store->db, statements[which], -1,
			SQLITE_PREPARE_PERSISTENT, slot, NULL);
	if (code != SQLITE_OK)
		*err = err_wrap(db_error(store, code), "statement %d", (int)which);
	return *slot;
}

/* Binds until the end of types or a colon; gives what is left of types. */
static const char *bind_all(sqlite3_stmt *stmt, const char *types, va_list *ap)
{
	int at = 1;

	for (; *types != '\0' && *types != ':'; types++, at++)
		switch (*types) {
		case 'i':
			sqlite3_bind_int64(stmt, at, va_arg(*ap, int64_t));
			break;
		case 'n':
			sqlite3_bind_int(stmt, at, va_arg(*ap, int));
			break;
		case 't':
			sqlite3_bind_text(stmt, at, va_arg(*ap, const char *), -1, SQLITE_STATIC);
			break;
		case 'z': {
			int64_t value = va_arg(*ap, int64_t);

			if (value == 0)
				sqlite3_bind_null(stmt, at);
			else
				sqlite3_bind_int64(stmt, at, value);
			break;
		}
		case 'b': {
			const void *bytes = va_arg(*ap, const void *);
			size_t len = va_arg(*ap, size_t);

			sqlite3_bind_blob64(stmt, at, bytes, len, SQLITE_STATIC);
			break;
		}
		default:
			abort();
		}
	return types;
}

static err_t run_list(struct store *store, enum statement which, const char *types, va_list *ap)
{
	err_t err = NULL;
	sqlite3_stmt *stmt = statement_get(store, which, &err);
	int code;

	if (err != NULL)
		return err;
	bind_all(stmt, types, ap);
	while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
		;
	if (code != SQLITE_DONE)
		err = db_error(store, code);
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
	return err;
}

err_t db_run(struct store *store, enum statement which, const char *types, ...)
{
	va_list ap;
	err_t err;

	va_start(ap, types);
	err = run_list(store, which, types, &ap);
	va_end(ap);
	return err;
}

err_t db_change(struct store *store, enum statement which, int64_t *changed, const char *types, ...)
{
	va_list ap;
	err_t err;

	va_start(ap, types);
	err = run_list(store, which, types, &ap);
	va_end(ap);
	if (err == NULL)
		*changed = sqlite3_changes64(store->db);
	return err;
}

err_t db_insert(struct store *store, enum statement which, int64_t *id, const char *types, ...)
{
	va_list ap;
	err_t err;

	va_start(ap, types);
	err = run_list(store, which, types, &ap);
	va_end(ap);
	if (err == NULL)
		*id = sqlite3_changes(store->db) > 0 ? sqlite3_last_insert_rowid(store->db) : 0;
	return err;
}

void db_query(struct store *store, enum statement which, struct rows *rows, const char *types, ...)
{
	va_list ap;

	*rows = (struct rows){ .store = store };
	rows->statement = statement_get(store, which, &rows->err);
	if (rows->err != NULL)
		return;
	va_start(ap, types);
	bind_all(rows->statement, types, &ap);
	va_end(ap);
}

/* The one with this text, or the one that nobody used for longest. */
static struct dynamic *dynamic_find(struct store *store, const char *sql)
{
	struct dynamic *oldest = NULL;

	for (size_t i = 0; i < DYNAMICS; i++) {
		struct dynamic *dynamic = &store->dynamics[i];

		if (dynamic->busy)
			continue;
		if (str_equal(dynamic->sql, sql))
			return dynamic;
		if (oldest == NULL || dynamic->used < oldest->used)
			oldest = dynamic;
	}
	assert(oldest != NULL);
	return oldest;
}

static void dynamic_drop(struct dynamic *dynamic)
{
	sqlite3_finalize(dynamic->statement);
	free(dynamic->sql);
	*dynamic = (struct dynamic){ 0 };
}

void db_dynamic(struct store *store, const char *sql, struct rows *rows)
{
	struct dynamic *dynamic = dynamic_find(store, sql);
	int code = SQLITE_OK;

	if (!str_equal(dynamic->sql, sql)) {
		dynamic_drop(dynamic);
		code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
			&dynamic->statement, NULL);
		dynamic->sql = code == SQLITE_OK ? mem_copy(sql) : NULL;
	}
	*rows = (struct rows){ .store = store };
	if (code != SQLITE_OK) {
		rows->err = db_error(store, code);
		return;
	}
	dynamic->used = ++store->dynamics_used;
	dynamic->busy = true;
	rows->made = dynamic;
	rows->statement = dynamic->statement;
}

bool db_sorts(struct store *store, const char *sql)
{
	struct str plan = { 0 };
	struct rows rows;
	bool sorts = false;

	str_printf(&plan, "EXPLAIN QUERY PLAN %s", sql);
	db_dynamic(store, plan.text, &rows);
	while (!sorts && rows_next(&rows))
		sorts = strstr(col_peek(&rows, 3), "FOR ORDER BY") != NULL;
	err_ignore(rows_end(&rows), "the question itself will say it");
	str_finish(&plan);
	return sorts;
}

void rows_bind_int(struct rows *rows, int at, int64_t value)
{
	if (rows->err == NULL)
		sqlite3_bind_int64(rows->statement, at, value);
}

void rows_bind_text(struct rows *rows, int at, const char *text)
{
	if (rows->err == NULL)
		sqlite3_bind_text(rows->statement, at, text, -1, SQLITE_TRANSIENT);
}

bool rows_next(struct rows *rows)
{
	int code;

	if (rows->err != NULL)
		return false;
	code = sqlite3_step(rows->statement);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		rows->err = db_error(rows->store, code);
	return code == SQLITE_ROW;
}

err_t rows_end(struct rows *rows)
{
	if (rows->made != NULL)
		rows->made->busy = false;
	if (rows->statement != NULL) {
		sqlite3_reset(rows->statement);
		sqlite3_clear_bindings(rows->statement);
	}
	rows->statement = NULL;
	return rows->err;
}

int64_t col_int(const struct rows *rows, int at)
{
	return sqlite3_column_int64(rows->statement, at);
}

const char *col_peek(const struct rows *rows, int at)
{
	return (const char *)sqlite3_column_text(rows->statement, at);
}

const char *col_text(const struct rows *rows, int at, struct arena *arena)
{
	const char *text = col_peek(rows, at);

	return text == NULL ? NULL
		: arena_copy_n(arena, text, (size_t)sqlite3_column_bytes(rows->statement, at));
}

const void *col_blob(const struct rows *rows, int at, size_t *len)
{
	const void *bytes = sqlite3_column_blob(rows->statement, at);

	*len = (size_t)sqlite3_column_bytes(rows->statement, at);
	return bytes;
}

bool col_bytes(const struct rows *rows, int at, unsigned char *out, size_t len)
{
	size_t got;
	const void *bytes = col_blob(rows, at, &got);

	if (bytes == NULL || got != len)
		return false;
	memcpy(out, bytes, len);
	return true;
}

void *arena_grow(struct arena *arena, void *list, size_t count, size_t size)
{
	void *larger;

	if ((count & (count - 1)) != 0 || (count > 0 && count < 8))
		return list;
	larger = arena_array(arena, count == 0 ? 8 : count * 2, size);
	if (count > 0)
		memcpy(larger, list, count * size);
	return larger;
}

err_t rows_list(struct rows *rows, struct arena *arena, size_t size, row_fn read, void *list, size_t *count)
{
	char *records = NULL;
	size_t n = 0;
	err_t err;

	while (rows_next(rows)) {
		records = arena_grow(arena, records, n, size);
		read(rows, arena, records + n++ * size);
	}
	err = rows_end(rows);
	if (err == NULL) {
		memcpy(list, &records, sizeof(records));
		*count = n;
	}
	return err;
}

static void columns_get(struct rows *rows, struct arena *arena, const char *types, va_list *ap)
{
	for (int at = 0; *types != '\0'; types++, at++)
		switch (*types) {
		case 'i':
			*va_arg(*ap, int64_t *) = col_int(rows, at);
			break;
		case 'n':
			*va_arg(*ap, int *) = (int)col_int(rows, at);
			break;
		case 't':
			*va_arg(*ap, const char **) = col_text(rows, at, arena);
			break;
		case 'l':
			*va_arg(*ap, bool *) = col_int(rows, at) != 0;
			break;
		default:
			abort();
		}
}

err_t db_get(struct store *store, struct arena *arena, enum statement which, bool *found,
	const char *types, ...)
{
	struct rows rows = { .store = store };
	bool got;
	va_list ap;

	rows.statement = statement_get(store, which, &rows.err);
	if (rows.err != NULL)
		return rows.err;
	va_start(ap, types);
	types = bind_all(rows.statement, types, &ap);
	got = rows_next(&rows);
	if (got)
		columns_get(&rows, arena, types + 1, &ap);
	va_end(ap);
	if (found != NULL && rows.err == NULL)
		*found = got;
	return rows_end(&rows);
}

bool db_in_transaction(const struct store *store)
{
	return sqlite3_get_autocommit(store->db) == 0;
}

void store_interrupt(struct store *store)
{
	sqlite3_interrupt(store->db);
}

void store_idle(struct store *store)
{
	if (!store->read_only) {
		sqlite3_busy_timeout(store->db, 0);
		sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
		sqlite3_busy_timeout(store->db, BUSY_MS);
	}
	sqlite3_db_release_memory(store->db);
}

const char *store_version(void)
{
	return sqlite3_libversion();
}

const char *store_path(const struct store *store)
{
	return store->path;
}

bool store_is_new(const struct store *store)
{
	return store->place.is_new;
}

void store_file(const struct store *store, uint64_t *device, uint64_t *inode)
{
	*device = store->place.device;
	*inode = store->place.inode;
}

/* ---- statements of somebody else */

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

err_t db_view(struct store *store, const char *name, const char *select)
{
	struct str sql = { 0 };
	err_t err;

	str_printf(&sql, "CREATE TEMP VIEW %s AS %s", name, select);
	err = db_exec(store, sql.text);
	str_finish(&sql);
	return err;
}

bool db_has_table(struct store *store, const char *name)
{
	return sqlite3_table_column_metadata(store->db, NULL, name, NULL, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

size_t rows_columns(const struct rows *rows)
{
	return (size_t)sqlite3_column_count(rows->statement);
}

const char *rows_column_name(const struct rows *rows, size_t at)
{
	return sqlite3_column_name(rows->statement, (int)at);
}

enum db_type col_type(const struct rows *rows, int at)
{
	switch (sqlite3_column_type(rows->statement, at)) {
	case SQLITE_INTEGER:
		return DB_INT;
	case SQLITE_FLOAT:
		return DB_REAL;
	case SQLITE_TEXT:
		return DB_TEXT;
	case SQLITE_BLOB:
		return DB_BYTES;
	default:
		return DB_NULL;
	}
}

double col_real(const struct rows *rows, int at)
{
	return sqlite3_column_double(rows->statement, at);
}

/* ---- opening */

static err_t pragma_int(struct store *store, const char *sql, int64_t *out)
{
	struct rows rows;

	db_dynamic(store, sql, &rows);
	if (rows_next(&rows))
		*out = col_int(&rows, 0);
	return rows_end(&rows);
}

static err_t version_check(struct store *store, int64_t *version)
{
	int64_t application = 0, tables = 0;
	err_t err = pragma_int(store, "PRAGMA application_id", &application);

	if (err == NULL)
		err = pragma_int(store, "PRAGMA user_version", version);
	if (err == NULL)
		err = pragma_int(store, "SELECT count(*) FROM sqlite_schema", &tables);
	if (err != NULL)
		return err;
	if (application == 0 && tables == 0 && !store->read_only) {
		store->place.is_new = true;	/* also what an interrupted creation left */
		*version = 0;
		return NULL;
	}
	if (application != APPLICATION_ID)
		return err_make(ERR_STORE, "%s is not a guichet desk: it belongs to another program",
			store->path);
	if (*version < 1)
		return err_make(ERR_STORE, "%s is damaged: it has no version; restore a backup",
			store->path);
	if (*version > (int64_t)schema_count)
		return err_make(ERR_STORE, "%s was made by a newer guichet: update", store->path);
	return NULL;
}

static err_t step_run(struct store *store, size_t step)
{
	char pragma[64];
	err_t err = store_begin(store);

	if (err != NULL)
		return err;
	err = db_exec(store, schema_steps[step]);
	(void)sqlite3_snprintf(sizeof(pragma), pragma,
		"PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID, (int)step + 1);
	if (err == NULL)
		err = db_exec(store, pragma);
	if (err == NULL)
		err = store_commit(store);
	if (err != NULL)
		store_rollback(store);
	return err;
}

static err_t db_configure(struct store *store)
{
	static const char common[] =
		"PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;"
		"PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; ";
	char pragma[128];

	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MS);
	sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_snprintf(sizeof(pragma), pragma,
		"PRAGMA cache_size=-%d; PRAGMA wal_autocheckpoint=%d; PRAGMA journal_size_limit=%d;",
		store->read_only ? READER_CACHE_KIB : WRITER_CACHE_KIB, CHECKPOINT_PAGES, WAL_BYTES);
	if (sqlite3_exec(store->db, common, NULL, NULL, NULL) != SQLITE_OK)
		return db_error(store, sqlite3_errcode(store->db));
	return db_exec(store, pragma);
}

static err_t db_prepare(struct store *store)
{
	int64_t version = 0;
	err_t err = db_configure(store);

	if (err == NULL)
		err = version_check(store, &version);
	if (err == NULL && !store->read_only && sqlite3_db_readonly(store->db, "main") == 1)
		err = db_error(store, SQLITE_READONLY);
	if (err == NULL && store->read_only && version < (int64_t)schema_count)
		err = err_make(ERR_STATE, "%s is of an older guichet: open the desk once", store->path);
	if (err == NULL && !store->read_only)
		err = db_exec(store, "PRAGMA journal_mode=WAL");
	for (size_t step = (size_t)version; err == NULL && step < schema_count; step++)
		err = step_run(store, step);
	return err;
}

err_t store_open(const struct store_options *options, struct store **out)
{
	struct store *store = mem_alloc(sizeof(*store));
	int flags = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code;
	err_t err;

	store->path = mem_copy(options->path);
	store->read_only = options->read_only;
	err = place_check(store->path, options->create, &store->place);
	if (err != NULL)
		goto out;
	code = sqlite3_open_v2(store->path, &store->db,
		flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	err = code == SQLITE_OK ? db_prepare(store) : db_error(store, code);
out:
	if (err != NULL)
		store_close(store);
	else
		*out = store;
	return err;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i]);
	for (size_t i = 0; i < DYNAMICS; i++)
		dynamic_drop(&store->dynamics[i]);
	sqlite3_close(store->db);
	free(store->path);
	free(store);
}

err_t store_quick_check(struct store *store, struct arena *arena, const char **trouble)
{
	struct rows rows;

	db_dynamic(store, "PRAGMA quick_check(1)", &rows);
	if (rows_next(&rows) && strcmp(col_peek(&rows, 0), "ok") != 0)
		*trouble = col_text(&rows, 0, arena);
	return rows_end(&rows);
}
