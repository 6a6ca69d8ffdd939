/* SPDX-License-Identifier: ISC */
/* Measuring and stepping through text that is already fit to be shown. */
#ifndef GUICHET_SRC_TEXT_LAYOUT_H
#define GUICHET_SRC_TEXT_LAYOUT_H
#include "guichet/base/err.h"

enum { CLUSTER_CELLS = 4 };	/* a longer one is broken */

/* Cells of the widest line of [p, p + len). */
int layout_width(const char *p, size_t len);
/* Bytes of the cluster at p, of at most limit >= 2 cells; an LF is one of none. */
size_t layout_cluster(const char *p, const char *end, int limit, int *cells);
/* Closing punctuation stays with the word before it. */
bool layout_sticks(const char *p, const char *end);
/* The space at p is one within "15 min", "7 %" or "1 h 20", a line of which begins at start. */
bool layout_holds(const char *start, const char *p, const char *end);
#endif
