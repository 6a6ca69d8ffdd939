/* SPDX-License-Identifier: ISC */
/* Copies of the desk, and when the last one was made. */
#ifndef GUICHET_DESK_BACKUP_H
#define GUICHET_DESK_BACKUP_H
#include "guichet/desk/read.h"
#include "guichet/store/backup.h"

/*
 * In the reader's thread; what it read from until then it reads no more.  The copy is read through, its references
 * and its ledger are checked before it has its name.  What is wrong with the desk itself is in the copy as it is, and
 * *trouble says so, in the arena; NULL: nothing.
 */
err_t read_backup(struct reader *, struct arena *, const struct backup *, struct backup_made *,
	const char **trouble) MUST_CHECK;
/* A transaction of its own: one was made. */
err_t desk_backup_note(struct desk *, int64_t at_ms) MUST_CHECK;
/* A sentence for whoever looks after the desk. */
const char *read_backup_age(struct reader *, struct arena *, int64_t now_ms);
#endif
