/* SPDX-License-Identifier: ISC */
/*
 * How what was committed comes from the log into the database.  The writer
 * itself does it, no thread and no second connection: SQLite before 3.51.3
 * may damage a database when one connection checkpoints while another one
 * writes.
 */
#ifndef GUICHET_STORE_CHECKPOINT_H
#define GUICHET_STORE_CHECKPOINT_H
#include <sqlite3.h>

#include "guichet/store/store.h"

/* Of the log, in pages. */
struct log_state {
	int pages;	/* after the last commit */
	int tried;	/* so many there were when they were last carried, as far as readers let them */
	int kept;	/* of those, what readers did not let go */
	int due;	/* so many more make a portion; 0: nothing is known of the disk yet */
	store_carried_fn *told;	/* or NULL */
	void *told_data;
};

struct store;

/* Keeps the state; a log that nobody carries in time is carried by the commit that finds it too long. */
void checkpoint_watch(sqlite3 *writer, struct log_state *);
/* All of it, and an empty log, where no reader is in the way; waits for nobody. */
void checkpoint_empty(struct store *);

#endif
