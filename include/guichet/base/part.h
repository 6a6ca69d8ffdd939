/* SPDX-License-Identifier: ISC */
/*
 * A file that comes bit by bit and is there whole or not at all: it is written
 * under a hidden name, ".guichet-STEM-....part", and gets its own at the end.
 * Nothing is ever written over.  What a killed writer left goes when the next
 * one begins in that directory; the lock on it says whether its writer lives.
 */
#ifndef GUICHET_BASE_PART_H
#define GUICHET_BASE_PART_H
#include "guichet/base/str.h"

struct part_file {
	struct str path;		/* where it is written */
	int fd;				/* -1: there is none */
};

/* For its owner alone.  stem: letters and digits.  ERR_DATA: the directory takes no file. */
err_t part_begin(struct part_file *, const char *directory, const char *stem) MUST_CHECK;
/* Synced, and named so, as lasting; the part is over.  ERR_CONFLICT: that name is taken, the part is as it was. */
err_t part_keep(struct part_file *, const char *name) MUST_CHECK;
/* Nothing of it is left; of one that is over, or was never begun (fd -1), nothing happens. */
void part_drop(struct part_file *);
#endif
