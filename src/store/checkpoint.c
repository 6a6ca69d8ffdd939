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

#include "guichet/base/clock.h"

enum {	/* pages of 4 KiB */
	PAGES_LEAST = 200, PAGES_DUE = 1000,	/* a portion: what a disk takes in PORTION_US, between these */
	PAGES_LONG = 4000,
	PAGES_MOST = 8000, PAGES_MORE = 2000,	/* more: to try again behind a reader */
	PORTION_US = 8000
};

static int portion(const struct log_state *log)
{
	return log->due != 0 ? log->due : PAGES_LEAST;
}

/* What a portion takes beside its pages it takes however small it is, so of each only a part is gained or lost. */
static void portion_learn(struct log_state *log, int carried, int64_t took_us)
{
	int due = portion(log);

	if (carried < due / 2 || carried > 2 * due)	/* says little of a portion */
		return;
	due += took_us > PORTION_US ? -due / 4 : took_us < PORTION_US / 2 ? due / 4 : 0;
	log->due = due < PAGES_LEAST ? PAGES_LEAST : due > PAGES_DUE ? PAGES_DUE : due;
}

static void carry(sqlite3 *db, struct log_state *log, int mode)
{
	int pages = 0, carried = 0, before = log->tried - log->kept;
	int64_t began_us = clock_steady_us();

	if (log->told != NULL)
		log->told(log->told_data, log->pages);
	sqlite3_wal_checkpoint_v2(db, NULL, mode, &pages, &carried);
	if (log->told != NULL)
		log->told(log->told_data, 0);
	log->tried = log->pages;
	log->kept = pages - carried;	/* both -1 where it failed */
	portion_learn(log, carried - before, clock_steady_us() - began_us);
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
	return store->log.pages >= store->log.tried + portion(&store->log);
}

bool store_log_is_long(const struct store *store)
{
	return store->log.pages >= PAGES_LONG;
}

bool store_carry_kept(const struct store *store)
{
	return store->log.kept >= portion(&store->log);
}

void store_carry(struct store *store)
{
	if (store_carry_kept(store))
		checkpoint_empty(store);
	else
		carry(store->db, &store->log, SQLITE_CHECKPOINT_PASSIVE);
}
