/* SPDX-License-Identifier: ISC */
/*
 * The database file: opened, migrated, written in transactions.  Only desk
 * uses the store.  One store writes; others may be opened read-only beside
 * it, in threads of their own.  What is stored has headers of its own, by
 * noun: people.h inbox.h outbox.h ledger.h journal.h rule.h search.h.
 */
#ifndef GUICHET_STORE_STORE_H
#define GUICHET_STORE_STORE_H
#include "guichet/base/arena.h"

struct store;

/* Creates (0600) when asked and absent; migrates a store that may write. */
struct store_options { const char *path; bool create, read_only; };
err_t store_open(const struct store_options *, struct store **out) MUST_CHECK;
void store_close(struct store *);
const char *store_path(const struct store *);
/* True when this opening made the file. */
bool store_is_new(const struct store *);
void store_file(const struct store *, uint64_t *device, uint64_t *inode);

/* Reading from one state until store_rollback. */
err_t store_snapshot(struct store *) MUST_CHECK;
err_t store_begin(struct store *) MUST_CHECK;
err_t store_commit(struct store *) MUST_CHECK;
void store_rollback(struct store *);

/*
 * Transactions that were committed since the store was opened, by how long
 * each held it: its begin to its commit.  commit_us: what the disk took of
 * the last one.
 */
enum { STORE_STEP_US = 100, STORE_STEPS = 1000 };
struct store_times { int64_t count, longest_us, last_us, began_us, commit_us; uint32_t steps[STORE_STEPS + 1]; };
struct store_times *store_times(struct store *);
/* What so many of a thousand did not exceed, to the next step. */
int64_t store_times_quantile(const struct store_times *, int per_mille);
/* One of several writes in a transaction; an error when that was lost to a full or failing disk. */
err_t store_savepoint(struct store *) MUST_CHECK;
err_t store_savepoint_keep(struct store *) MUST_CHECK;
void store_savepoint_undo(struct store *);

/* From any thread: the running statement ends with ERR_CANCELLED. */
void store_interrupt(struct store *);
/*
 * So much lies in the log that a portion of it should be carried into the
 * database, between two transactions; unless readers keep it, that takes as
 * long as some hundred pages and two answers of the disk.
 */
bool store_carry_due(const struct store *);
/* A reader keeps so much of it already that what can wait should add little. */
bool store_log_is_long(const struct store *);
/* A reader did not let go of that much: to be asked for again before long, for nobody tells when it has ended. */
bool store_carry_kept(const struct store *);
void store_carry(struct store *);
/*
 * Told before anything is carried, with the pages of the log, and behind it with 0: the thread does nothing else
 * meanwhile, and a log that a reader kept long is carried in one piece.
 */
typedef void store_carried_fn(void *data, int64_t pages);
void store_watch_carry(struct store *, store_carried_fn *, void *data);
/* Checkpoints and gives memory back. */
void store_idle(struct store *);

err_t store_meta(struct store *, struct arena *, const char *name, const char **out) MUST_CHECK;	/* NULL: none */
err_t store_meta_set(struct store *, const char *name, const char *value) MUST_CHECK;

/* Reads everything; *trouble stays NULL when all is well. */
err_t store_quick_check(struct store *, struct arena *, const char **trouble) MUST_CHECK;
/* A row that refers to one which is not there; *trouble stays as it is where there is none. */
err_t store_reference_check(struct store *, struct arena *, const char **trouble) MUST_CHECK;
const char *store_version(void);	/* of the SQLite that runs */
#endif
