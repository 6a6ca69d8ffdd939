/* SPDX-License-Identifier: ISC */
/*
 * What the walk of a survival curve needs to know of its durations: how many
 * ended, how many of those before each that did not, and any end by its rank.
 * So it is the same walk whether they are sorted or only parted.
 */
#ifndef MODEL_FIGURES_CURVE_H
#define MODEL_FIGURES_CURVE_H
#include "guichet/model/figures.h"

struct curve {
	size_t ends, censored;
	const size_t *before;		/* of each censored one, the shortest first; an end of its length is before it */
	int64_t (*end_at)(void *, size_t rank);		/* ranks from 0 */
	void *data;
	int64_t longest_ms;
};
void curve_time(const struct curve *, struct figure_time *out);
/* Sort in place; scratch has room for as many. */
void curve_sort_low(uint32_t *list, uint32_t *scratch, size_t count);
#endif
