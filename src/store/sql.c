/* SPDX-License-Identifier: ISC */
/*
 * What a stranger's SELECT may touch.  Each table that can be asked for stands
 * twice: under its own name, and below it under one that nobody can guess.
 * SQLite names the view in which a column is read, but a part of a statement
 * can be called like a view (WITH v_wait AS ...); only the hidden name proves
 * that it is ours.
 */
#include "guichet/store/sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "db.h"

enum { SEEN_MOST = 32 };

struct guarded {
	struct store *store;
	struct arena *arena;
	const struct sql_asked *asked;
	const char *prefix;		/* of the hidden names */
	bool learning;
	const char *seen[SEEN_MOST];	/* what our own tables are made of */
	size_t seen_count;
	const char *refused;
};

/* Compute something from what they are given, or from the day; sorted. */
static const char *const functions[] = {
	"abs", "avg", "ceil", "ceiling", "char", "coalesce", "concat", "concat_ws", "count", "cume_dist", "date", "datetime",
	"dense_rank", "exp", "first_value", "floor", "format", "glob", "group_concat", "hex", "ifnull", "iif", "instr",
	"json", "json_array", "json_array_length", "json_extract", "json_group_array", "json_group_object", "json_object",
	"json_type", "julianday", "lag", "last_value", "lead", "length", "like", "ln", "log", "log10", "log2", "lower",
	"ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "octet_length", "percent_rank", "pow", "power",
	"printf", "quote", "rank", "replace", "round", "row_number", "rtrim", "sign", "sqrt", "strftime", "string_agg",
	"substr", "substring", "sum", "time", "timediff", "total", "trim", "trunc", "typeof", "unicode", "unixepoch", "upper",
};

static int name_compare(const void *key, const void *row)
{
	const char *const *name = row;

	return strcasecmp(key, *name);
}

static bool is_ours(const struct guarded *g, const char *within)
{
	return within != NULL && str_starts(within, g->prefix);
}

static bool is_table(const char *name)
{
	for (size_t i = 0; i < sql_table_count; i++)
		if (strcasecmp(sql_tables[i].name, name) == 0)
			return true;
	return false;
}

static void learn(struct guarded *g, const char *table)
{
	for (size_t i = 0; i < g->seen_count; i++)
		if (strcasecmp(g->seen[i], table) == 0)
			return;
	assert(g->seen_count < SEEN_MOST);
	g->seen[g->seen_count++] = arena_copy(g->arena, table);
}

/*
 * How many rows something has: asked of a view, of what it is made of once
 * SQLite has put the two together, and of a part of the statement itself,
 * which is no table.  The tables of SQLite's own have names that say so.
 */
static bool may_count(const struct guarded *g, const char *name)
{
	static const char *const builtin[] = { "pragma_", "sqlite_", "fts", "dbstat", "bytecode", "tables_used" };

	for (size_t i = 0; i < g->seen_count; i++)
		if (strcasecmp(g->seen[i], name) == 0)
			return true;
	for (size_t i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++)
		if (strncasecmp(name, builtin[i], strlen(builtin[i])) == 0)
			return false;
	return !db_has_table(g->store, name);
}

static bool may_read(struct guarded *g, const char *table, const char *column, const char *within)
{
	if (is_ours(g, within) && g->learning && !str_starts(table, g->prefix))
		learn(g, table);
	return is_table(table) || is_ours(g, within) || g->learning || strcasecmp(table, "json_each") == 0 ||
		strcasecmp(table, "json_tree") == 0 || (*column == '\0' && may_count(g, table)) ||
		(str_starts(table, g->prefix) && within != NULL && is_table(within));
}

static bool may(void *data, enum db_touch touch, const char *what, const char *column, const char *within)
{
	struct guarded *g = data;
	bool is_allowed = touch == DB_READ ? may_read(g, what, column, within) :
		bsearch(what, functions, sizeof(functions) / sizeof(functions[0]), sizeof(functions[0]), name_compare) != NULL ||
		(is_ours(g, within) && strcmp(what, g->asked->scope.number) == 0);

	if (!is_allowed && g->refused == NULL)
		g->refused = arena_printf(g->arena, touch == DB_READ ? "%s" : "%s()", what);
	return is_allowed;
}

static int64_t number(void *data, size_t count, const int64_t *arguments)
{
	const struct guarded *g = data;

	return g->asked->number(g->asked->data, count, arguments);
}

static err_t tables_make(struct guarded *g)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < sql_table_count; i++) {
		const struct sql_table *table = &sql_tables[i];
		const char *hidden = arena_printf(g->arena, "%s%s", g->prefix, table->name);

		err = db_view(g->store, hidden, sql_table_text(g->arena, table, &g->asked->scope));
		if (err == NULL)
			err = db_view(g->store, table->name, arena_printf(g->arena, "SELECT * FROM %s", hidden));
	}
	return err;
}

/* Each of them once, to see what it is made of. */
static err_t tables_learn(struct guarded *g, struct db_guard *guard)
{
	err_t err = NULL;

	g->learning = true;
	for (size_t i = 0; err == NULL && i < sql_table_count; i++) {
		struct rows rows;

		db_guarded(g->store, guard, arena_printf(g->arena, "SELECT * FROM %s", sql_tables[i].name), &rows);
		err = db_guarded_end(g->store, guard, &rows);
	}
	g->learning = false;
	return err;
}

/* ---- the answer */

static const char *hex_of(struct arena *arena, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

static int64_t value_read(const struct rows *rows, size_t at, struct arena *arena, struct sql_value *out)
{
	const void *bytes;
	size_t len = 0;

	*out = (struct sql_value){ .type = SQL_NULL };
	switch (col_type(rows, (int)at)) {
	case DB_NULL:
		break;
	case DB_INT:
		*out = (struct sql_value){ .type = SQL_INT, .number = col_int(rows, (int)at) };
		break;
	case DB_REAL:
		*out = (struct sql_value){ .type = SQL_REAL, .real = col_real(rows, (int)at) };
		break;
	case DB_TEXT:
		*out = (struct sql_value){ .type = SQL_TEXT, .text = col_peek(rows, (int)at) };
		return (int64_t)strlen(out->text);
	case DB_BYTES:
		bytes = col_blob(rows, (int)at, &len);
		*out = (struct sql_value){ .type = SQL_TEXT, .text = hex_of(arena, bytes, len) };
		return 2 * (int64_t)len;
	}
	return 8;
}

static err_t rows_tell(const struct guarded *g, struct rows *rows, sql_row_fn visit, void *data)
{
	const struct sql_limits *limits = &g->asked->limits;
	struct sql_row row = { .count = rows_columns(rows) };
	struct sql_value *values = arena_array(g->arena, row.count + 1, sizeof(*values));
	const char **names = arena_array(g->arena, row.count + 1, sizeof(*names));
	struct arena *own = arena_create();
	int64_t told = 0, bytes = 0;
	err_t err;

	for (size_t i = 0; i < row.count; i++)
		names[i] = arena_copy(g->arena, rows_column_name(rows, i));
	row.names = names;
	err = visit(data, &row);
	row.values = values;
	while (err == NULL && rows_next(rows)) {
		for (size_t i = 0; i < row.count; i++)
			bytes += value_read(rows, i, own, &values[i]);
		if (++told > limits->rows)
			err = err_make(ERR_LIMIT, "sql: more than %d rows: ask for less, or with LIMIT", (int)limits->rows);
		else if (bytes > limits->bytes)
			err = err_make(ERR_LIMIT, "sql: more than %d MiB: ask for less, or with LIMIT", (int)(limits->bytes >> 20));
		else
			err = visit(data, &row);
		arena_reset(own);
	}
	arena_destroy(own);
	return err;
}

/* In words of ours; a hidden name is told to nobody. */
static err_t error_tell(const struct guarded *g, const struct db_guard *guard, err_t err)
{
	if (guard->late)
		return err_make(ERR_LIMIT, "sql: it took longer than %d s: ask for less", (int)(g->asked->limits.ms / 1000));
	if (g->refused != NULL && strstr(g->refused, g->asked->secret) == NULL)
		return err_make(ERR_DENIED, "sql: %s cannot be used here: guichet-sql(7) lists what can", g->refused);
	if (guard->refused || err_is(err, ERR_DENIED))
		return err_make(ERR_DENIED, "sql: only SELECT can be asked");
	if (!err_is(err, ERR_USAGE) || strstr(err->text, g->asked->secret) != NULL)
		return err;
	if (str_starts(err->text, "no such table") || str_starts(err->text, "no such column"))
		return err_make(ERR_USAGE, "sql: %s: guichet-sql(7) lists tables and columns", err->text);
	return err_make(ERR_USAGE, "sql: %s", err->text);
}

static err_t guarded_run(struct guarded *g, struct db_guard *guard, sql_row_fn visit, void *data)
{
	struct rows rows;
	err_t told = NULL, err = tables_learn(g, guard);

	if (err != NULL)
		return err;
	db_guarded(g->store, guard, g->asked->text, &rows);
	if (rows.err == NULL)
		told = rows_tell(g, &rows, visit, data);
	err = db_guarded_end(g->store, guard, &rows);
	if (told != NULL)
		return told;
	return err == NULL ? NULL : error_tell(g, guard, err);
}

err_t store_sql(struct store *store, struct arena *arena, const struct sql_asked *asked, sql_row_fn visit, void *data)
{
	struct sql_asked own = *asked;
	struct guarded g = { .store = store, .arena = arena, .asked = &own,
		.prefix = arena_printf(arena, "x%s_", asked->secret) };
	struct db_guard guard = { .data = &g, .allows = may, .number = number,
		.function = arena_printf(arena, "f%s", asked->secret), .until_ms = clock_steady_ms() + asked->limits.ms };
	err_t err;

	own.scope.number = guard.function;
	own.scope.prefix = g.prefix;
	err = tables_make(&g);
	if (err == NULL)
		err = db_guard_begin(store, &guard);
	if (err != NULL)
		return err;
	err = guarded_run(&g, &guard, visit, data);
	db_guard_end(store, &guard);
	return err;
}
