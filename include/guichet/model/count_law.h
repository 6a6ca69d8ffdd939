/* SPDX-License-Identifier: ISC */
/*
 * How a number of messages in an hour scatters: around a mean, with a variance
 * that is rarely that of pure chance.  Negative binomial; Poisson where the
 * variance is no more than the mean.
 */
#ifndef GUICHET_MODEL_COUNT_LAW_H
#define GUICHET_MODEL_COUNT_LAW_H
#include <stddef.h>

struct count_law { double mean, variance; };	/* both above 0, unless nothing ever comes */

/*
 * What an hour may bring whose mean is only known from so many weeks.
 * dispersion: how much more than chance, as a share of the mean's square.
 */
struct count_law count_law_of(double mean, double dispersion, size_t weeks);
/* The chance of so many or more. */
double count_tail(struct count_law, size_t count);
/* The smallest number at or below which it lies with that chance, below 1. */
size_t count_quantile(struct count_law, double chance);

/* What was counted in the same hour of several weeks: negative where a week is left out. */
struct count_spread { double mean, variance; size_t weeks; };
struct count_spread count_spread_of(const double *counts, size_t count);
/* Of all hours together, since each alone has a few weeks only; 0: no more than chance. */
double count_dispersion(const struct count_spread *, size_t count);
#endif
