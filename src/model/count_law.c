/* SPDX-License-Identifier: ISC */
/* Chances of counts, each number's from the one before it; in logarithms, so that far tails are not lost. */
#include "guichet/model/count_law.h"

#include <math.h>

enum { COUNT_MOST = 1 << 24 };

static double log_none(struct count_law law)
{
	double size;

	if (law.variance <= law.mean)
		return -law.mean;
	size = law.mean * law.mean / (law.variance - law.mean);
	return size * log(size / (size + law.mean));
}

/* How much more likely the next number is than this one. */
static double next_ratio(struct count_law law, size_t count)
{
	double size;

	if (law.variance <= law.mean)
		return law.mean / (double)(count + 1);
	size = law.mean * law.mean / (law.variance - law.mean);
	return ((double)count + size) / (double)(count + 1) * law.mean / (size + law.mean);
}

struct count_law count_law_of(double mean, double dispersion, size_t weeks)
{
	double floor = 0.5 / (double)(weeks > 0 ? weeks : 1), m = mean > floor ? mean : floor;

	return (struct count_law){ m, (m + dispersion * m * m) * (1 + 1 / (double)(weeks > 0 ? weeks : 1)) };
}

static double log_chance(struct count_law law, size_t count)
{
	double sum = log_none(law);

	for (size_t i = 0; i < count; i++)
		sum += log(next_ratio(law, i));
	return sum;
}

/* From there on the chances fall, so that what follows a vanishing one vanishes. */
static double sum_upward(struct count_law law, size_t count)
{
	double sum = 0, chance = exp(log_chance(law, count));

	for (size_t i = count; i < COUNT_MOST && chance > sum * 1e-16; i++) {
		sum += chance;
		chance *= next_ratio(law, i);
	}
	return sum;
}

static double sum_below(struct count_law law, size_t count)
{
	double sum = 0, log_of = log_none(law);

	for (size_t i = 0; i < count; i++) {
		sum += exp(log_of);
		log_of += log(next_ratio(law, i));
	}
	return sum;
}

double count_tail(struct count_law law, size_t count)
{
	if (count == 0)
		return 1;
	if (law.mean <= 0)
		return 0;
	return (double)count > law.mean ? sum_upward(law, count) : 1 - sum_below(law, count);
}

size_t count_quantile(struct count_law law, double chance)
{
	double sum, log_of;
	size_t count = 0;

	if (law.mean <= 0)
		return 0;
	log_of = log_none(law);
	sum = exp(log_of);
	while (sum < chance && count < COUNT_MOST) {
		log_of += log(next_ratio(law, count++));
		sum += exp(log_of);
	}
	return count;
}

struct count_spread count_spread_of(const double *counts, size_t count)
{
	struct count_spread out = { 0 };

	for (size_t i = 0; i < count; i++) {
		out.mean += counts[i] >= 0 ? counts[i] : 0;
		out.weeks += counts[i] >= 0;
	}
	out.mean = out.weeks > 0 ? out.mean / (double)out.weeks : 0;
	for (size_t i = 0; i < count; i++)
		if (counts[i] >= 0)
			out.variance += (counts[i] - out.mean) * (counts[i] - out.mean);
	out.variance = out.weeks > 1 ? out.variance / (double)(out.weeks - 1) : 0;
	return out;
}

double count_dispersion(const struct count_spread *list, size_t count)
{
	double more = 0, squares = 0;

	for (size_t i = 0; i < count; i++)
		if (list[i].weeks > 1) {
			more += list[i].variance - list[i].mean;
			squares += list[i].mean * list[i].mean;
		}
	return more > 0 && squares > 0 ? more / squares : 0;
}
