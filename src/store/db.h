/* SPDX-License-Identifier: ISC */
/*
 * SQLite as the store's nouns see it.  A statement is a row of statements.h,
 * prepared when it is first used.  Types of parameters and columns are one
 * letter each:
 *
 *   parameters  i int64_t   n int   t text, NULL is NULL   z int64_t, 0 is NULL   b bytes and length (size_t)
 *   columns     i int64_t   n int   t text into the arena   l bool
 */
#ifndef GUICHET_STORE_DB_H
#define GUICHET_STORE_DB_H
#include "guichet/base/arena.h"
#include "guichet/store/store.h"
#include "statements.h"

/* What is running; rows_end() must be called and gives its error. */
struct dynamic;
struct rows { struct store *store; void *statement; struct dynamic *made; err_t err; };

err_t db_run(struct store *, enum statement, const char *types, ...) MUST_CHECK;
/* The same and how many rows it changed. */
err_t db_change(struct store *, enum statement, int64_t *changed, const char *types, ...) MUST_CHECK;
/* The same and the new row's number; *id 0 when a conflict made it do nothing. */
err_t db_insert(struct store *, enum statement, int64_t *id, const char *types, ...) MUST_CHECK;
/* One row: "it:it" are parameters, a colon, then pointers for columns; the rest is untouched when not found. */
err_t db_get(struct store *, struct arena *, enum statement, bool *found, const char *types, ...) MUST_CHECK;

void db_query(struct store *, enum statement, struct rows *, const char *types, ...);
/* SQL made at run time; bind in order, then rows_next().  The last few texts stay prepared. */
void db_dynamic(struct store *, const char *sql, struct rows *);
/* Not after an error that took it back by itself. */
bool db_in_transaction(const struct store *);
/* Would it read everything that matches before the first row comes out? */
bool db_sorts(struct store *, const char *sql);
void rows_bind_int(struct rows *, int at, int64_t value);
void rows_bind_text(struct rows *, int at, const char *text);
bool rows_next(struct rows *);		/* false at the end and after an error */
err_t rows_end(struct rows *) MUST_CHECK;
/*
 * Ends the rows: each of them read into a record of that size, all of them an array in the arena.  list points
 * to a pointer to such records; after an error neither it nor *count is touched.
 */
typedef void (*row_fn)(const struct rows *, struct arena *, void *record);
err_t rows_list(struct rows *, struct arena *, size_t size, row_fn, void *list, size_t *count) MUST_CHECK;
int64_t col_int(const struct rows *, int at);
/* An instant or a time, whatever a damaged file has there. */
int64_t col_time(const struct rows *, int at);
/* NULL stays NULL. */
const char *col_text(const struct rows *, int at, struct arena *);
/* Borrowed until the next row; NULL stays NULL. */
const char *col_peek(const struct rows *, int at);
/* False when the column is NULL or has another length. */
bool col_bytes(const struct rows *, int at, unsigned char *out, size_t len);
const void *col_blob(const struct rows *, int at, size_t *len);

/*
 * A statement of somebody else.  One SELECT and nothing behind it; allows is
 * asked for every table, column and function that it touches, and anything
 * else (a write, a PRAGMA, ATTACH ...) is refused without asking.  Between
 * begin and end no other statement may run on this store.
 */
enum db_touch { DB_READ, DB_FUNCTION };
struct db_guard {
	void *data;
	/* what: a table or a function; column "": only how many rows; within: the view that does it, or NULL. */
	bool (*allows)(void *data, enum db_touch, const char *what, const char *column, const char *within);
	const char *function;		/* may be called by views, with whole numbers */
	int64_t (*number)(void *data, size_t count, const int64_t *arguments);
	int64_t until_ms;		/* clock_steady_ms() */
	bool late;			/* it ended because of that */
	bool refused;			/* something was not allowed */
	int limits[8];			/* of before */
};
err_t db_guard_begin(struct store *, struct db_guard *) MUST_CHECK;
void db_guarded(struct store *, struct db_guard *, const char *sql, struct rows *);
err_t db_guarded_end(struct store *, struct db_guard *, struct rows *) MUST_CHECK;
void db_guard_end(struct store *, struct db_guard *);
/* Made here and gone with the transaction. */
err_t db_view(struct store *, const char *name, const char *select) MUST_CHECK;
/* A table or a view of that name is there. */
bool db_has_table(struct store *, const char *name);
size_t rows_columns(const struct rows *);
const char *rows_column_name(const struct rows *, size_t at);
enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BYTES };
enum db_type col_type(const struct rows *, int at);
double col_real(const struct rows *, int at);
/* Room for one more in an array that doubles; old memory stays in the arena. */
void *arena_grow(struct arena *, void *list, size_t count, size_t size);
#endif
