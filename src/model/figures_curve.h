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

/*
 * Durations in buckets whose width grows with them: bits behind the first one
 * choose the bucket, so that below twice 2^bits each has its own.
 */
struct figure_dealt {
	unsigned bits;
	size_t bucket_count, count;
	uint32_t *ms, *end;		/* by bucket; where each bucket ends */
};
/* Of all runs those that ended. */
struct figure_dealt *curve_deal(const struct figure_run *, size_t count, unsigned bits);
/* So many that a bucket of as many durations takes only some hundreds. */
unsigned curve_bits(size_t count);
/* Of figure_deal(). */
enum { DEALT_BITS = 9, DEALT_WORD = 32 };

/* Rises with the duration. */
static inline size_t curve_bucket(uint32_t ms, unsigned bits)
{
	unsigned first = DEALT_WORD - 1 - (unsigned)__builtin_clz(ms | 1u << bits);

	return ((size_t)(first - bits) << bits) + (ms >> (first - bits));
}

/* Sort in place; scratch has room for as many. */
void curve_sort_low(uint32_t *list, uint32_t *scratch, size_t count);
#endif
