/* SPDX-License-Identifier: ISC */
/*
 * Curves of observations, walked in integers wherever that can be: without
 * censoring the answer must equal the nearest rank for every p, which the
 * rounding of a running product could spoil.  What is sorted is sorted by
 * digits; who has a million and wants few of them selects (figures_select.c).
 */
#include "figures_curve.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

/* ---- sorting */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, LOW_BITS = 32, FEW = 256 };

static int high_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

/* By gaps that shrink, which for few is quicker than asking somebody to compare. */
static void few_sort(uint32_t *list, size_t count)
{
	static const size_t gaps[] = { 57, 23, 10, 4, 1 };

	for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++)
		for (size_t i = gaps[g]; i < count; i++) {
			uint32_t ms = list[i];
			size_t at = i;

			for (; at >= gaps[g] && list[at - gaps[g]] > ms; at -= gaps[g])
				list[at] = list[at - gaps[g]];
			list[at] = ms;
		}
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

static void low_pass(const uint32_t *from, uint32_t *to, size_t count, int shift)
{
	size_t at[DIGITS] = { 0 };

	for (size_t i = 0; i < count; i++)
		at[from[i] >> shift & (DIGITS - 1)]++;
	places_of(at);
	for (size_t i = 0; i < count; i++)
		to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* Those of a bucket differ in one digit or two. */
static void low_sort(uint32_t *list, uint32_t *scratch, size_t count)
{
	uint32_t *from = list, *to = scratch, differs = 0;

	for (size_t i = 0; i < count; i++)
		differs |= list[i] ^ list[0];
	for (int shift = 0; shift < LOW_BITS; shift += DIGIT_BITS) {
		uint32_t *swap = from;

		if ((differs >> shift & (DIGITS - 1)) == 0)
			continue;
		low_pass(from, to, count, shift);
		from = to;
		to = swap;
	}
	if (from != list)
		memcpy(list, from, count * sizeof(*list));
}

/* Many last alike where networks know whole seconds only. */
void curve_sort_low(uint32_t *list, uint32_t *scratch, size_t count)
{
	size_t sorted = 1;

	while (sorted < count && list[sorted - 1] <= list[sorted])
		sorted++;
	if (sorted >= count)
		return;
	if (count < FEW)
		few_sort(list, count);
	else
		low_sort(list, scratch, count);
}

/* ---- the walk */

/* S falls to 1 - p or below; a whisker of tolerance for the product of ratios. */
static bool has_fallen(double survival, double p)
{
	return survival <= 1.0 - p + 1e-12;
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

/*
 * Between two censorings the product of (n-k)/n telescopes: S is what it was
 * at the last one times (those left) / (those at risk then).  So each stretch
 * without a censoring is searched, not walked.
 */
static void quantiles(const struct curve *curve, const double *p, size_t wanted, int64_t *out)
{
	size_t count = curve->ends + curve->censored, at_base = count, i = 0, ends = 0, c = 0, q = 0;
	double base = 1.0;

	while (i < count && q < wanted) {
		size_t next = c < curve->censored ? curve->before[c] : curve->ends, stop = next + c;
		/* A stretch too short for the next quantile is not searched for it. */
		bool falls = has_fallen(base * (double)(count - stop) / (double)at_base, p[q]);

		for (; falls && q < wanted; q++) {
			size_t k = ends_needed(base, at_base, count, i, p[q]);

			if (k == 0 || i + k > stop)
				break;
			out[q] = curve->end_at(curve->data, ends + k - 1);
		}
		base = base * (double)(count - stop) / (double)at_base;
		ends = next;
		while (c < curve->censored && curve->before[c] == ends)
			c++;
		i = ends + c;
		at_base = count - i;
	}
	for (; q < wanted; q++)
		out[q] = count == 0 ? FIGURE_TOO_FEW : FIGURE_NOT_REACHED;
}

void curve_time(const struct curve *curve, struct figure_time *out)
{
	static const double wanted[] = { 0.50, 0.90, 0.95, 0.99 };
	int64_t found[4], interval[2] = { FIGURE_TOO_FEW, FIGURE_TOO_FEW };
	size_t low, high, count = curve->ends + curve->censored;

	quantiles(curve, wanted, 4, found);
	figure_median_ranks(count, &low, &high);
	if (low > 0) {
		const double ranks[] = { (double)low / (double)count, (double)high / (double)count };

		quantiles(curve, ranks, 2, interval);
	}
	*out = (struct figure_time){ .p50_ms = found[0], .p90_ms = found[1], .p95_ms = found[2],
		.p99_ms = found[3], .low_ms = interval[0], .high_ms = interval[1], .longest_ms = curve->longest_ms };
}

/* ---- the curve of a sorted list */

struct parted { struct curve curve; uint64_t *ends; size_t *before; };

static int64_t parted_end(void *data, size_t i)
{
	return (int64_t)(((struct parted *)data)->ends[i] >> 1);
}

static void part(const uint64_t *sorted, size_t count, struct parted *out)
{
	*out = (struct parted){ .ends = mem_array(count + 1, sizeof(*out->ends)),
		.before = mem_array(count + 1, sizeof(*out->before)) };
	for (size_t i = 0; i < count; i++)
		if ((sorted[i] & 1) == 0)
			out->ends[out->curve.ends++] = sorted[i];
		else
			out->before[out->curve.censored++] = out->curve.ends;
	out->curve.before = out->before;
	out->curve.end_at = parted_end;
	out->curve.data = out;
	out->curve.longest_ms = count == 0 ? 0 : (int64_t)(sorted[count - 1] >> 1);
}

static void parted_finish(struct parted *parted)
{
	free(parted->ends);
	free(parted->before);
}

void figure_quantiles(const uint64_t *sorted, size_t count, const double *p, size_t wanted, int64_t *out)
{
	struct parted parted;

	part(sorted, count, &parted);
	quantiles(&parted.curve, p, wanted, out);
	parted_finish(&parted);
}

void figure_time_of(const uint64_t *sorted, size_t count, struct figure_time *out)
{
	struct parted parted;

	part(sorted, count, &parted);
	curve_time(&parted.curve, out);
	parted_finish(&parted);
}
