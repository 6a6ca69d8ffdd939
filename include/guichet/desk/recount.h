/* SPDX-License-Identifier: ISC */
/*
 * Counts of views against the rows.  What is wrong is found in a reader,
 * which may take a minute, and put right in a short transaction; writes in
 * between change nothing about by how much a count is wrong.
 */
#ifndef GUICHET_DESK_RECOUNT_H
#define GUICHET_DESK_RECOUNT_H
#include "guichet/desk/read.h"
#include "guichet/store/tally.h"

struct recount { int64_t after; struct tally_offs off; };	/* in the arena; after: how often it was done before */
err_t read_recount(struct reader *, struct arena *, struct recount *out) MUST_CHECK;
/* How many counts and places are wrong. */
int64_t recount_differed(const struct recount *);
/* At most a thousand at once; *left: how many are still wrong.  ERR_CONFLICT: somebody else did it since. */
err_t desk_recount(struct desk *, const struct recount *, int64_t *left) MUST_CHECK;
#endif
