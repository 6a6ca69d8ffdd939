/* SPDX-License-Identifier: ISC */
/*
 * Transactions, and savepoints for several writes in one.  A full or failing
 * disk may end a transaction behind our back: each step asks whether it is
 * still there.
 */
#include "db.h"
#include "guichet/base/clock.h"

err_t store_snapshot(struct store *store)
{
	return db_run(store, TX_SNAPSHOT, "");
}

err_t store_begin(struct store *store)
{
	store_times(store)->began_us = clock_steady_us();
	return db_run(store, TX_BEGIN, "");
}

static void time_note(struct store_times *times, int64_t committing_us)
{
	int64_t now_us = clock_steady_us(), us = now_us - times->began_us;
	int64_t step = (us + STORE_STEP_US - 1) / STORE_STEP_US;

	times->commit_us = now_us - committing_us;
	times->last_us = us;
	times->count++;
	times->longest_us = us > times->longest_us ? us : times->longest_us;
	times->steps[step < STORE_STEPS ? step : STORE_STEPS]++;
}

err_t store_commit(struct store *store)
{
	int64_t committing_us = clock_steady_us();
	err_t err = db_run(store, TX_COMMIT, "");

	if (err == NULL)
		time_note(store_times(store), committing_us);
	return err;
}

int64_t store_times_quantile(const struct store_times *times, int per_mille)
{
	int64_t wanted = (times->count * per_mille + 999) / 1000, seen = 0;

	for (int64_t i = 0; i < STORE_STEPS; i++) {
		seen += times->steps[i];
		if (seen >= wanted)
			return i * STORE_STEP_US;
	}
	return times->longest_us;
}

void store_rollback(struct store *store)
{
	if (db_in_transaction(store))
		err_ignore(db_run(store, TX_ROLLBACK, ""), "a failed rollback leaves nothing behind");
}

/* Outside of a transaction it would begin one, and keeping it would commit. */
err_t store_savepoint(struct store *store)
{
	if (!db_in_transaction(store))
		return err_make(ERR_STORE, "%s: the transaction was lost", store_path(store));
	return db_run(store, SAVEPOINT_SET, "");
}

err_t store_savepoint_keep(struct store *store)
{
	return db_run(store, SAVEPOINT_KEEP, "");
}

void store_savepoint_undo(struct store *store)
{
	err_t err;

	if (!db_in_transaction(store))
		return;
	err = db_run(store, SAVEPOINT_UNDO, "");
	if (err == NULL)
		err = store_savepoint_keep(store);
	if (err != NULL)
		store_rollback(store);
}
