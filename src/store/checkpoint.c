/* SPDX-License-Identifier: ISC */
/*
 * Checkpoints in portions, passively: each takes what no reader needs any
 * more.  Whoever runs the desk asks for one between two transactions, when
 * nobody is being answered, so that a commit takes as long as its own pages
 * and a portion as long as a slice of work.  What a reader kept back is asked
 * for again while it reads, so that it is taken as soon as it has ended and
 * not on top of what is written next; then the log is emptied as well.  That
 * is one piece: SQLite carries by page and not by age, and what is broken off
 * counts for nothing, so doctor warns of such a reader instead.
 */
#include "db_inside.h"

enum { PAGES_DUE = 1000, PAGES_MOST = 8000, PAGES_MORE = 2000 };	/* 4 KiB each; more: to try again behind a reader */

static void carry(sqlite3 *db, struct log_state *log, int mode)
{
	int pages = 0, carried = 0;

	if (log->told != NULL)
		log->told(log->told_data, log->pages);
	sqlite3_wal_checkpoint_v2(db, NULL, mode, &pages, &carried);
	if (log->told != NULL)
		log->told(log->told_data, 0);
	log->tried = log->pages;
	log->kept = pages - carried;	/* both -1 where it failed */
}

static int after_commit(void *data, sqlite3 *db, const char *name, int pages)
{
	struct log_state *log = data;

	(void)name;
	if (pages < log->pages)		/* the log began anew */
		log->tried = log->kept = 0;
	log->pages = pages;
	if (pages >= PAGES_MOST && pages >= log->tried + PAGES_MORE)
		carry(db, log, SQLITE_CHECKPOINT_PASSIVE);
	return SQLITE_OK;
}

void checkpoint_watch(sqlite3 *writer, struct log_state *log)
{
	sqlite3_wal_hook(writer, after_commit, log);
}

void store_watch_carry(struct store *store, store_carried_fn *told, void *data)
{
	store->log.told = told;
	store->log.told_data = data;
}

void checkpoint_empty(struct store *store)
{
	sqlite3_busy_timeout(store->db, 0);
	carry(store->db, &store->log, SQLITE_CHECKPOINT_TRUNCATE);
	sqlite3_busy_timeout(store->db, BUSY_MS);
}

bool store_carry_due(const struct store *store)
{
	return store->log.pages >= store->log.tried + PAGES_DUE;
}

bool store_carry_kept(const struct store *store)
{
	return store->log.kept >= PAGES_DUE;
}

void store_carry(struct store *store)
{
	if (store_carry_kept(store))
		checkpoint_empty(store);
	else
		carry(store->db, &store->log, SQLITE_CHECKPOINT_PASSIVE);
}
