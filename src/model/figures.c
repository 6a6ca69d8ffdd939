/* SPDX-License-Identifier: ISC */
/*
 * The arithmetic of figures: curves, intervals, targets, and the table of
 * metrics.  Curves are walked in integers wherever that can be: without
 * censoring the answer must equal the nearest rank for every p, which the
 * rounding of a running product could spoil.
 */
#include "guichet/model/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/wait.h"

static const struct metric_info metrics[METRICS] = {
#define METRIC_ROW(id, name, shape, source, date, title, help) \
	[METRIC_##id] = { name, title, help, METRIC_##shape, METRIC_FROM_##source, METRIC_##date },
	METRIC_INFO(METRIC_ROW)
#undef METRIC_ROW
};

const struct metric_info *metric_info(enum metric metric)
{
	return &metrics[metric];
}

bool metric_find(const char *name, enum metric *out)
{
	for (int i = 0; i < METRICS; i++)
		if (strcmp(metrics[i].name, name) == 0) {
			*out = (enum metric)i;
			return true;
		}
	return false;
}

/* ---- sorting: by digits, because a year has a million of them */

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW = 256 };

static int observation_compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void digit_pass(const uint64_t *from, uint64_t *to, size_t count, int shift)
{
	size_t at[DIGITS] = { 0 }, sum = 0;

	for (size_t i = 0; i < count; i++)
		at[from[i] >> shift & (DIGITS - 1)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		size_t n = at[i];

		at[i] = sum;
		sum += n;
	}
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
		qsort(list, count, sizeof(*list), observation_compare);
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

/* ---- curves */

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

/* Where the next censoring stands. */
static size_t censoring_from(const uint64_t *list, size_t count, size_t i)
{
	while (i < count && is_end(list[i]))
		i++;
	return i;
}

/*
 * Between two censorings the product of (n-k)/n telescopes: S is what it was
 * at the last one times (those left) / (those at risk then).  So each stretch
 * without a censoring is searched, not walked.
 */
void figure_quantiles(const uint64_t *list, size_t count, const double *p, size_t quantiles,
	int64_t *out)
{
	double base = 1.0;
	size_t at_base = count, i = 0, q = 0;

	while (i < count && q < quantiles) {
		size_t stop = censoring_from(list, count, i);

		for (; q < quantiles; q++) {
			size_t k = ends_needed(base, at_base, count, i, p[q]);

			if (k == 0 || i + k > stop)
				break;
			out[q] = (int64_t)(list[i + k - 1] >> 1);
		}
		base = base * (double)(count - stop) / (double)at_base;
		i = stop;
		while (i < count && !is_end(list[i]))
			i++;
		at_base = count - i;
	}
	for (; q < quantiles; q++)
		out[q] = count == 0 ? FIGURE_TOO_FEW : FIGURE_NOT_REACHED;
}

void figure_time_of(uint64_t *list, uint64_t *scratch, size_t count, struct figure_time *out)
{
	static const double wanted[] = { 0.50, 0.90, 0.95, 0.99 };
	int64_t found[4], interval[2] = { FIGURE_TOO_FEW, FIGURE_TOO_FEW };
	size_t low, high;

	figure_sort(list, scratch, count);
	figure_quantiles(list, count, wanted, 4, found);
	figure_median_ranks(count, &low, &high);
	if (low > 0) {
		const double ranks[] = { (double)low / (double)count, (double)high / (double)count };

		figure_quantiles(list, count, ranks, 2, interval);
	}
	*out = (struct figure_time){ .p50_ms = found[0], .p90_ms = found[1], .p95_ms = found[2],
		.p99_ms = found[3], .low_ms = interval[0], .high_ms = interval[1],
		.longest_ms = count == 0 ? 0 : (int64_t)(list[count - 1] >> 1) };
}

/* ---- intervals */

enum { PRODUCT_UP_TO = 1000 };
#define TAIL 0.025
#define Z95 1.959963984540054

static double root(double x)
{
	double guess = x > 1 ? x : 1;

	for (int i = 0; x > 0 && i < 200; i++) {
		double better = (guess + x / guess) / 2;

		if (better >= guess)
			return guess;
		guess = better;
	}
	return x > 0 ? guess : 0;
}

/* The chance of exactly half of an even number of tosses: a product, or the series of Stirling. */
static double middle_chance(size_t n)
{
	double chance = 1, x = (double)n;

	if (n > PRODUCT_UP_TO)
		return root(2 / (3.14159265358979323846 * x)) *
			(1 - 1 / (4 * x) + 1 / (32 * x * x));
	for (size_t i = 1; i <= n / 2; i++)
		chance *= (double)(2 * i - 1) / (double)(2 * i);
	return chance;
}

/* From the middle, where the sum is known by symmetry, down to where the tail is thin enough. */
void figure_median_ranks(size_t n, size_t *low, size_t *high)
{
	size_t k = n / 2;
	double chance, sum;

	*low = *high = 0;
	if (n < FIGURE_INTERVAL_FROM)
		return;
	if (n % 2 == 0) {
		chance = middle_chance(n);
		sum = 0.5 + chance / 2;
	} else {
		/* C(2k+1, k) / 2^(2k+1) is C(2k, k) / 2^(2k) times (2k+1) / (2k+2). */
		chance = middle_chance(n - 1) * (double)n / (double)(n + 1);
		sum = 0.5;
	}
	while (k > 0 && sum > TAIL) {
		sum -= chance;
		chance = chance * (double)k / (double)(n - k + 1);
		k--;
	}
	if (sum > TAIL)
		return;
	*low = k + 1;
	*high = n - k;
}

void figure_wilson(size_t part, size_t n, double *share, double *low, double *high)
{
	double count = (double)n, p, z2 = Z95 * Z95, middle, half;

	*share = *low = *high = -1;
	if (n == 0)
		return;
	p = (double)part / count;
	middle = (p + z2 / (2 * count)) / (1 + z2 / count);
	half = Z95 / (1 + z2 / count) * root(p * (1 - p) / count + z2 / (4 * count * count));
	*share = p;
	*low = part == 0 || middle < half ? 0 : middle - half;
	*high = part == n || middle + half > 1 ? 1 : middle + half;
}

/* ---- what one wait adds */

void figure_count_sla(struct figure *figure, int sla)
{
	switch ((enum wait_sla)sla) {
	case SLA_MET:
		figure->met++;
		break;
	case SLA_MISSED:
		figure->missed++;
		break;
	case SLA_UNDECIDED:
		figure->undecided++;
		break;
	case SLA_EXCLUDED:
		figure->excluded++;
		break;
	case SLA_NONE: case SLA_STATES:
		break;
	}
}

void figure_count_outcome(struct figure *figure, int outcome)
{
	switch ((enum wait_outcome)outcome) {
	case WAIT_OPEN:
		figure->open++;
		break;
	case WAIT_ANSWERED:
		figure->n++;
		break;
	case WAIT_WAIVED:
		figure->waived++;
		break;
	case WAIT_WITHDRAWN:
		figure->withdrawn++;
		break;
	case WAIT_OUTCOMES:
		break;
	}
}

void figure_share(struct figure *figure)
{
	figure_wilson(figure->met, figure->met + figure->missed, &figure->share, &figure->low,
		&figure->high);
}

/* ---- a curve of waits in memory */

void figure_of_waits(const struct wait *waits, size_t count, int kind, int64_t target_ms,
	int64_t as_of_ms, struct figure *out)
{
	uint64_t *list = mem_array(2 * count + 1, sizeof(*list));
	size_t used = 0;

	*out = (struct figure){ 0 };
	for (size_t i = 0; i < count; i++) {
		int64_t ms = wait_ms(&waits[i], as_of_ms);

		if (kind >= 0 && (int)waits[i].kind != kind)
			continue;
		figure_count_outcome(out, (int)waits[i].outcome);
		figure_count_sla(out, (int)wait_sla(waits[i].outcome, ms, target_ms));
		if (waits[i].outcome != WAIT_WAIVED)
			list[used++] = figure_observation(ms, waits[i].outcome == WAIT_ANSWERED);
	}
	figure_time_of(list, list + count, used, &out->calendar);
	out->business = out->calendar;
	figure_share(out);
	free(list);
}
