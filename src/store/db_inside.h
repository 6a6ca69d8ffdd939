/* SPDX-License-Identifier: ISC */
/*
 * What the files that know SQLite share: the open database, and its errors
 * in our words.  No other file of the store includes this.
 */
#ifndef GUICHET_STORE_DB_INSIDE_H
#define GUICHET_STORE_DB_INSIDE_H
#include <sqlite3.h>

#include "checkpoint.h"
#include "db.h"
#include "place.h"

enum {
	DYNAMICS = 32,		/* a query of each rule, and of the pages that are open */
	BUSY_MS = 5000
};

/* A statement made at run time, kept for the next time somebody asks the same. */
struct dynamic {
	char *sql;
	sqlite3_stmt *statement;
	uint64_t used;
	bool busy;
	enum { PLAN_UNKNOWN, PLAN_WALKS, PLAN_SORTS } plan;
};

struct store {
	sqlite3 *db;
	char *path;
	bool read_only;
	struct place place;
	struct log_state log;			/* of one that writes */
	sqlite3_stmt *statements[STATEMENTS];
	struct dynamic dynamics[DYNAMICS];
	uint64_t dynamics_used;
	struct store_times times;
};

/* The error of the last call on this store; code is what that call gave. */
err_t db_error(struct store *, int code) MUST_CHECK;
err_t db_exec(struct store *, const char *sql) MUST_CHECK;
/* Everything that is prepared, before the database is closed. */
void statements_drop(struct store *);

#endif
