/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases as they are stored, against the ledger that they follow
 * from: compared in the reader thread, or made anew a slice at a time.
 */
#ifndef GUICHET_DESK_DERIVED_H
#define GUICHET_DESK_DERIVED_H
#include "guichet/desk/read.h"

struct derived_difference { int64_t conversation; const char *what; };

struct derived_verdict {
	int64_t conversations, waits, cases;	/* that the ledger gives */
	int64_t differ;				/* rows that are not what they should be, missing or too many */
	struct derived_difference *first;	/* some of them, in the arena */
	size_t first_count;
};
err_t derived_check(struct reader *, struct arena *, struct derived_verdict *out) MUST_CHECK;

/* A transaction of its own for the conversations behind that number; *next 0: that was all. */
struct derived_slice { int64_t conversations, written, next; };
err_t desk_derive_anew(struct desk *, int64_t after, struct derived_slice *out) MUST_CHECK;

/*
 * ERR_LIMIT while an update of the program counts the desk anew: what rows wait for just now is then of both ways of
 * counting.  Figures are of the new one alone, since they take from the ledger what it has not come to yet.
 */
err_t read_counted(struct reader *) MUST_CHECK;
#endif
