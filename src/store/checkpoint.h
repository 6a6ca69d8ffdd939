/* SPDX-License-Identifier: ISC */
/*
 * Who carries what was committed from the log into the database while the
 * writer goes on: a thread of the store with a connection of its own.  A
 * commit that had to do it itself would hold the desk's loop for as long as
 * the disk wants.
 */
#ifndef GUICHET_STORE_CHECKPOINT_H
#define GUICHET_STORE_CHECKPOINT_H
#include <sqlite3.h>

struct checkpointer;

/* Watches the log of that connection; the thread begins when the log first has grown.  path is borrowed. */
struct checkpointer *checkpointer_create(sqlite3 *writer, const char *path);
/* Waits for what it is doing; before the writer is closed. */
void checkpointer_destroy(struct checkpointer *);

#endif
