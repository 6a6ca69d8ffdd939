/* SPDX-License-Identifier: ISC */
/*
 * Checkpoints in portions, passively: each takes what no reader needs any
 * more.  Whoever runs the desk asks for one between two transactions, when
 * nobody is being answered, so that a commit takes as long as its own pages
 * and a portion as long as a slice of work.
 */
#include "db_inside.h"

enum { PAGES_DUE = 1000, PAGES_MOST = 8000, PAGES_MORE = 2000 };	/* 4 KiB each; more: to try again behind a reader */

static void carry(sqlite3 *db, struct log_state *log)
{
	log->tried = log->pages;
	sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static int after_commit(void *data, sqlite3 *db, const char *name, int pages)
{
	struct log_state *log = data;

	(void)name;
	if (pages < log->pages)		/* the log began anew */
		log->tried = 0;
	log->pages = pages;
	if (pages >= PAGES_MOST && pages >= log->tried + PAGES_MORE)
		carry(db, log);
	return SQLITE_OK;
}

void checkpoint_watch(sqlite3 *writer, struct log_state *log)
{
	sqlite3_wal_hook(writer, after_commit, log);
}

bool store_carry_due(const struct store *store)
{
	return store->log.pages >= store->log.tried + PAGES_DUE;
}

void store_carry(struct store *store)
{
	carry(store->db, &store->log);
}
