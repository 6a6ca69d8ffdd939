/* SPDX-License-Identifier: ISC */
/*
 * A copy of the database in one file, made while it is written to.  It is of
 * one instant, without what was erased, and was read through before it has
 * its name; until then it is FILE.unfinished beside it, which a file that is
 * called so beside the desk names, so that the next one takes away what a kill
 * left.
 */
#ifndef GUICHET_STORE_BACKUP_H
#define GUICHET_STORE_BACKUP_H
#include "guichet/base/err.h"

struct arena;
struct store;

struct backup {
	const char *path;	/* absolute */
	bool replace;		/* an earlier copy that is there; nothing else ever */
	int64_t at_ms;		/* what the copy says of its age */
	/* Now and then, with bytes written and expected; an error ends it.  Or NULL. */
	err_t (*tell)(void *data, int64_t done, int64_t of);
	void *data;
	/* What else the copy has to stand before it gets its name; an error refuses it.  Or NULL. */
	err_t (*check)(void *data, struct store *copy);
	void *check_data;
};

struct backup_made {
	int64_t bytes;
	const char *left;	/* what one that was killed had left, which is gone; in the arena; or NULL */
};

/*
 * In a thread that may take its time, in no transaction.  The copy does not
 * take itself for its original, wherever it lies: ERR_STATE when something is
 * there, ERR_CANCELLED after store_interrupt, and no file in either case.
 */
err_t store_backup(struct store *, struct arena *, const struct backup *, struct backup_made *) MUST_CHECK;
#endif
