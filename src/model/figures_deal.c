/* SPDX-License-Identifier: ISC */
/*
 * Durations dealt into buckets, in two walks: how many each takes, and where
 * each goes.  The order within a bucket is no matter; who wants one sorts it.
 */
#include <stdlib.h>

#include "figures_curve.h"
#include "guichet/base/alloc.h"

/* Of as many durations a bucket takes about so many, and there are no more buckets than stay near the processor. */
enum { EACH_BITS = 9, BITS_MOST = 10 };

/* What they write is not what they read, which the compiler cannot know of members. */
static void run_count(uint32_t *restrict end, unsigned bits, const struct figure_run *run)
{
	const uint32_t *restrict ms = run->ms;

	for (size_t i = 0, count = run->count; i < count; i++)
		end[curve_bucket(ms[i], bits)]++;
}

static void run_deal(uint32_t *restrict to, uint32_t *restrict end, unsigned bits, const struct figure_run *run)
{
	const uint32_t *restrict ms = run->ms;

	for (size_t i = 0, count = run->count; i < count; i++)
		to[end[curve_bucket(ms[i], bits)]++] = ms[i];
}

unsigned curve_bits(size_t count)
{
	unsigned bits = 0;

	while (bits < BITS_MOST && count >> (EACH_BITS + bits) != 0)
		bits++;
	return bits;
}

/* Where a bucket begins becomes where it ends while it is filled. */
struct figure_dealt *curve_deal(const struct figure_run *runs, size_t count, unsigned bits)
{
	struct figure_dealt *dealt = mem_alloc(sizeof(*dealt));
	uint32_t sum = 0;

	dealt->bits = bits;
	dealt->bucket_count = (size_t)(DEALT_WORD + 1 - bits) << bits;
	dealt->end = mem_array(dealt->bucket_count, sizeof(*dealt->end));
	for (size_t i = 0; i < count; i++)
		if (runs[i].ended)
			run_count(dealt->end, bits, &runs[i]);
	for (size_t i = 0; i < dealt->bucket_count; i++) {
		uint32_t n = dealt->end[i];

		dealt->end[i] = sum;
		sum += n;
	}
	dealt->count = sum;
	dealt->ms = mem_grow(NULL, dealt->count + 1, sizeof(*dealt->ms));
	for (size_t i = 0; i < count; i++)
		if (runs[i].ended)
			run_deal(dealt->ms, dealt->end, bits, &runs[i]);
	return dealt;
}

struct figure_dealt *figure_deal(const struct figure_run *runs, size_t count)
{
	return curve_deal(runs, count, DEALT_BITS);
}

void figure_dealt_destroy(struct figure_dealt *dealt)
{
	if (dealt == NULL)
		return;
	free(dealt->ms);
	free(dealt->end);
	free(dealt);
}
