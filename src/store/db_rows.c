/* SPDX-License-Identifier: ISC */
/*
 * How statements run: prepared once and bound by letters, or made at run time
 * and kept for the next who asks the same; how rows are read.  It knows no
 * table and opens no database.
 */
#include "db_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/str.h"

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

/* Prepared, or NULL and the error. */
static struct dynamic *dynamic_get(struct store *store, const char *sql, err_t *err)
{
	struct dynamic *dynamic = dynamic_find(store, sql);
	int code;

	if (!str_equal(dynamic->sql, sql)) {
		dynamic_drop(dynamic);
		code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &dynamic->statement, NULL);
		if (code != SQLITE_OK) {
			*err = db_error(store, code);
			return NULL;
		}
		dynamic->sql = mem_copy(sql);
	}
	dynamic->used = ++store->dynamics_used;
	return dynamic;
}

void db_dynamic(struct store *store, const char *sql, struct rows *rows)
{
	*rows = (struct rows){ .store = store };
	rows->made = dynamic_get(store, sql, &rows->err);
	if (rows->made == NULL)
		return;
	rows->made->busy = true;
	rows->statement = rows->made->statement;
}

void statements_drop(struct store *store)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i]);
	for (size_t i = 0; i < DYNAMICS; i++)
		dynamic_drop(&store->dynamics[i]);
}

static bool plan_sorts(struct store *store, const char *sql)
{
	sqlite3_stmt *plan = NULL;
	struct str question = { 0 };
	bool sorts = false;

	str_printf(&question, "EXPLAIN QUERY PLAN %s", sql);
	if (sqlite3_prepare_v2(store->db, question.text, -1, &plan, NULL) == SQLITE_OK)
		while (!sorts && sqlite3_step(plan) == SQLITE_ROW)
			sorts = strstr((const char *)sqlite3_column_text(plan, 3), "FOR ORDER BY") != NULL;
	sqlite3_finalize(plan);
	str_finish(&question);
	return sorts;
}

/* Known as long as the statement is kept; what is wrong with it is said when it runs. */
bool db_sorts(struct store *store, const char *sql)
{
	err_t err = NULL;
	struct dynamic *dynamic = dynamic_get(store, sql, &err);

	err_ignore(err, "the question itself will say it");
	if (dynamic == NULL)
		return false;
	if (dynamic->plan == PLAN_UNKNOWN)
		dynamic->plan = plan_sorts(store, sql) ? PLAN_SORTS : PLAN_WALKS;
	return dynamic->plan == PLAN_SORTS;
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

int64_t col_time(const struct rows *rows, int at)
{
	return time_bounded(col_int(rows, at));
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
