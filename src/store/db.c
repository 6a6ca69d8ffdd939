/* SPDX-License-Identifier: ISC */
/*
 * How a database is opened, made and closed, what is refused, and what the
 * errors of SQLite are called here.  Statements run in db_rows.c, those of
 * strangers in db_guard.c; no other file knows SQLite.
 */
#include "db_inside.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "schema.h"

enum {
	APPLICATION_ID = 0x67756963,	/* "guic" */
	WRITER_CACHE_KIB = 8192,
	READER_CACHE_KIB = 4096,
	WAL_BYTES = 64 << 20
};

struct store_times *store_times(struct store *store)
{
	return &store->times;
}

err_t db_error(struct store *store, int code)
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

err_t db_exec(struct store *store, const char *sql)
{
	int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? NULL : db_error(store, code);
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
	if (!store->read_only)
		checkpoint_empty(store);
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
		"PRAGMA cache_size=-%d; PRAGMA journal_size_limit=%d;",
		store->read_only ? READER_CACHE_KIB : WRITER_CACHE_KIB, WAL_BYTES);
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
	/*
	 * What a statement would put back if it failed halfway goes to a file of its own otherwise, for each transaction
	 * one, written twice and full of customers' words.  Not for migrations, which sort whole tables.
	 */
	if (err == NULL && !store->read_only)
		err = db_exec(store, "PRAGMA temp_store=MEMORY");
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
	if (err == NULL && !store->read_only)
		checkpoint_watch(store->db, &store->log);
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
	statements_drop(store);
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

err_t store_reference_check(struct store *store, struct arena *arena, const char **trouble)
{
	struct rows rows;

	db_dynamic(store, "PRAGMA foreign_key_check", &rows);
	if (rows_next(&rows))
		*trouble = arena_printf(arena, "a row of %s refers to one of %s that is not there", col_peek(&rows, 0),
			col_peek(&rows, 2));
	return rows_end(&rows);
}
