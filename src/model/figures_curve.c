/* SPDX-License-Identifier: ISC */
/*
 * Curves of observations.  They are sorted by digits, because a year has a
 * million of them, and walked in integers wherever that can be: without
 * censoring the answer must equal the nearest rank for every p, which the
 * rounding of a running product could spoil.
 */
#include "guichet/model/figures.h"

#include <stdlib.h>
#include <string.h>

/* ---- sorting */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, LOW_DIGITS = 3, FEW = 256 };

static int high_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static int low_compare(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Counts become places. */
static void places_of(size_t *at)
{
	size_t sum = 0;

	for (size_t i = 0; i < DIGITS; i++) {
		size_t n = at[i];

		at[i] = sum;
		sum += n;
	}
}

static void digit_pass(const uint64_t *from, uint64_t *to, size_t count, int shift)
{
	size_t at[DIGITS] = { 0 };

	for (size_t i = 0; i < count; i++)
		at[from[i] >> shift & (DIGITS - 1)]++;
	places_of(at);
	for (size_t i = 0; i < count; i++)
		to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

void figure_sort(uint64_t *list, uint64_t *scratch, size_t count)
{
	uint64_t *from = list, *to = scratch, bits = 0;
	bool sorted = true;

	for (size_t i = 0; i < count; i++) {
		bits |= list[i];
		sorted = sorted && (i == 0 || list[i - 1] <= list[i]);
	}
	if (sorted)
		return;
	if (count < FEW) {
		qsort(list, count, sizeof(*list), high_compare);
		return;
	}
	for (int shift = 0; shift < 64 && bits >> shift != 0; shift += DIGIT_BITS) {
		uint64_t *swap = from;

		digit_pass(from, to, count, shift);
		from = to;
		to = swap;
	}
	if (from != list)
		memcpy(list, from, count * sizeof(*list));
}

/* Three digits are all that half a word has: they are counted in one walk. */
void figure_sort_low(uint32_t *list, uint32_t *scratch, size_t count)
{
	size_t at[LOW_DIGITS][DIGITS] = { { 0 } };
	uint32_t *from = list, *to = scratch, bits = 0;

	if (count < FEW) {
		qsort(list, count, sizeof(*list), low_compare);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		bits |= list[i];
		for (int d = 0; d < LOW_DIGITS; d++)
			at[d][list[i] >> d * DIGIT_BITS & (DIGITS - 1)]++;
	}
	for (int d = 0; d < LOW_DIGITS && bits >> d * DIGIT_BITS != 0; d++) {
		uint32_t *swap = from;

		places_of(at[d]);
		for (size_t i = 0; i < count; i++)
			to[at[d][from[i] >> d * DIGIT_BITS & (DIGITS - 1)]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != list)
		memcpy(list, from, count * sizeof(*list));
}

/* ---- the walk */

static size_t sorted_count(const struct figure_sorted *sorted)
{
	return sorted->low_count + sorted->high_count;
}

static uint64_t sorted_at(const struct figure_sorted *sorted, size_t i)
{
	return i < sorted->low_count ? sorted->low[i] : sorted->high[i - sorted->low_count];
}

/* S falls to 1 - p or below; a whisker of tolerance for the product of ratios. */
static bool has_fallen(double survival, double p)
{
	return survival <= 1.0 - p + 1e-12;
}

static bool is_end(uint64_t observation)
{
	return (observation & 1) == 0;
}

/* How many of the ends from i to stop, all of them ends, S needs to fall for p: the least k. */
static size_t ends_needed(double base, size_t at_base, size_t count, size_t i, double p)
{
	size_t low = 0, high = count - i;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		double survival = base * (double)(count - i - middle) / (double)at_base;

		if (has_fallen(survival, p))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* From i on, where the next one stands that is an end, or is none. */
static size_t next_that(const struct figure_sorted *sorted, size_t i, bool ends)
{
	while (i < sorted->low_count && is_end(sorted->low[i]) != ends)
		i++;
	if (i < sorted->low_count)
		return i;
	while (i < sorted_count(sorted) && is_end(sorted_at(sorted, i)) != ends)
		i++;
	return i;
}

/*
 * Between two censorings the product of (n-k)/n telescopes: S is what it was
 * at the last one times (those left) / (those at risk then).  So each stretch
 * without a censoring is searched, not walked.
 */
void figure_quantiles(const struct figure_sorted *sorted, const double *p, size_t quantiles, int64_t *out)
{
	size_t count = sorted_count(sorted), at_base = count, i = 0, q = 0;
	double base = 1.0;

	while (i < count && q < quantiles) {
		size_t stop = next_that(sorted, i, false);
		/* A stretch too short for the next quantile is not searched for it. */
		bool falls = has_fallen(base * (double)(count - stop) / (double)at_base, p[q]);

		for (; falls && q < quantiles; q++) {
			size_t k = ends_needed(base, at_base, count, i, p[q]);

			if (k == 0 || i + k > stop)
				break;
			out[q] = (int64_t)(sorted_at(sorted, i + k - 1) >> 1);
		}
		base = base * (double)(count - stop) / (double)at_base;
		i = next_that(sorted, stop, true);
		at_base = count - i;
	}
	for (; q < quantiles; q++)
		out[q] = count == 0 ? FIGURE_TOO_FEW : FIGURE_NOT_REACHED;
}

void figure_time_of(const struct figure_sorted *sorted, struct figure_time *out)
{
	static const double wanted[] = { 0.50, 0.90, 0.95, 0.99 };
	int64_t found[4], interval[2] = { FIGURE_TOO_FEW, FIGURE_TOO_FEW };
	size_t low, high, count = sorted_count(sorted);

	figure_quantiles(sorted, wanted, 4, found);
	figure_median_ranks(count, &low, &high);
	if (low > 0) {
		const double ranks[] = { (double)low / (double)count, (double)high / (double)count };

		figure_quantiles(sorted, ranks, 2, interval);
	}
	*out = (struct figure_time){ .p50_ms = found[0], .p90_ms = found[1], .p95_ms = found[2],
		.p99_ms = found[3], .low_ms = interval[0], .high_ms = interval[1],
		.longest_ms = count == 0 ? 0 : (int64_t)(sorted_at(sorted, count - 1) >> 1) };
}
