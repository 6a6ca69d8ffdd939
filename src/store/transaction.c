/* SPDX-License-Identifier: ISC */
/*
 * Transactions, and savepoints for several writes in one.  A full or failing
 * disk may end a transaction behind our back: each step asks whether it is
 * still there.
 */
#include "db.h"

err_t store_snapshot(struct store *store)
{
	return db_run(store, TX_SNAPSHOT, "");
}

err_t store_begin(struct store *store)
{
	return db_run(store, TX_BEGIN, "");
}

err_t store_commit(struct store *store)
{
	return db_run(store, TX_COMMIT, "");
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
