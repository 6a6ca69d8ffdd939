/* SPDX-License-Identifier: ISC */
/*
 * By which version of the rules figures are counted, and what each version
 * counts otherwise than the one before.  A published report says by which it
 * was counted; when the program has a later one, report diff says so and why.
 *
 * Who changes what a figure comes to from the same ledger, in the reducer or
 * behind it, adds a line to counting.c.  Nothing is counted by old rules
 * again: what was published is kept instead.
 */
#ifndef GUICHET_MODEL_COUNTING_H
#define GUICHET_MODEL_COUNTING_H
#include <stddef.h>

struct counting_change {
	int version;		/* since which; 1, 2, 3 ... */
	const char *what;	/* one sentence without a full stop, to be translated */
};

/* The version that this program counts by: that of the last change. */
int counting_version(void);
const struct counting_change *counting_changes(size_t *count);
#endif
