/* SPDX-License-Identifier: ISC */
/*
 * Proves that forecasts are those worked out by hand, that what is left out
 * changes nothing, that the method which fits is chosen with nothing but what
 * was known, and that what came lies between the bounds as often as they say.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "guichet/model/forecast.h"

static void near(double got, double wanted, double within)
{
	if (!(fabs(got - wanted) <= within))
		fail_msg("%.12g, not %.12g", got, wanted);
}

/* F04: seasons of three, means of two of them. */
static const double three[] = { 8, 18, 28, 12, 22, 32, 11, 22, 33 };

static void level_of_the_last_days(void **state)
{
	const struct forecast_series series = { three, 9, 3 };

	(void)state;
	near(forecast_ratio(&series, 2, 3), 71.0 / 65, 1e-12);
	near(forecast_mean(&series, 9, 2), 11.5, 1e-12);
	near(forecast_level(&series, 1, 2, 3), 12.3348, 5e-5);
	near(forecast_level(&series, 3, 2, 3), 32.5 * sqrt(71.0 / 65), 1e-9);	/* half of it is left */
	near(forecast_mean(&series, 13, 2), 22, 1e-12);	/* the season after the next has the same to go by */
}

/* F01: the simple ones: the last season, and means of some. */
static void carried_on(void **state)
{
	double out[5];
	const struct forecast_series series = { three, 9, 3 };
	double holes[] = { 8, 18, 28, FORECAST_LEFT_OUT, 22, 32, 11, 22, FORECAST_LEFT_OUT };
	const struct forecast_series holed = { holes, 9, 3 };

	(void)state;
	forecast_make(&series, FORECAST_LAST, out, 5);
	assert_true(out[0] == 11 && out[1] == 22 && out[2] == 33 && out[3] == 11 && out[4] == 22);
	forecast_make(&series, FORECAST_MEAN4, out, 5);
	near(out[0], 31.0 / 3, 1e-12);
	near(out[4], 62.0 / 3, 1e-12);
	near(forecast_mean(&holed, 9, 3), 9.5, 1e-12);	/* a day that is left out is one day less */
	near(forecast_mean(&holed, 11, 3), 30, 1e-12);
	assert_true(forecast_mean(&holed, 11, 1) < 0);
	assert_true(forecast_mean(&series, 1, 3) < 0);	/* nothing is before it */
}

/* F02, F03: by hand, in fractions of two seasons of two: 10 20 | 12 26, halves everywhere. */
static void smoothed(void **state)
{
	double seasons[] = { -5, 5 }, counts[] = { 12, 26, FORECAST_LEFT_OUT }, nothing = 0;
	const struct smooth_weights halves = { .5, .5, .5 }, level_only = { .5, 0, 0 }, no_season = { .5, .5, 0 };
	struct smooth smooth = { .level = 15, .seasons = seasons };
	struct smooth flat = { .level = 8, .seasons = &nothing }, sloped = { .level = 8, .trend = 2, .seasons = &nothing };

	(void)state;
	smooth_run(&halves, &(struct forecast_series){ counts, 2, 2 }, &smooth);
	/* 12: error 2, level 16, trend .5, season -4.5; 26: error 4.5, level 18.75, trend 1.625, season 6.125 */
	near(smooth.level, 18.75, 1e-12);
	near(smooth.trend, 1.625, 1e-12);
	near(smooth.squares, 4 + 4.5 * 4.5, 1e-12);
	near(smooth.seasons[0], -4.5, 1e-12);
	near(smooth.seasons[1], 6.125, 1e-12);
	near(smooth_ahead(&smooth, 2, 1), 15.875, 1e-12);
	near(smooth_ahead(&smooth, 2, 4), 18.75 + 4 * 1.625 + 6.125, 1e-12);
	smooth_run(&halves, &(struct forecast_series){ counts + 2, 1, 2 }, &smooth);	/* an hour of which nothing is known */
	near(smooth_ahead(&smooth, 2, 1), 18.75 + 2 * 1.625 + 6.125, 1e-12);
	/* Without seasons, and without a trend: 8 | 12 -> 10 | 26 -> 18 */
	smooth_run(&level_only, &(struct forecast_series){ counts, 2, 1 }, &flat);
	near(smooth_ahead(&flat, 1, 7), 18, 1e-12);
	/* 8 and 2 | 12: level 11, trend 2.5 | 26: level 19.75, trend 5.625 */
	smooth_run(&no_season, &(struct forecast_series){ counts, 2, 1 }, &sloped);
	near(smooth_ahead(&sloped, 1, 1), 25.375, 1e-12);
}

/* ---- weeks that a seed makes: a rhythm by day and hour, whose level drifts, with chance beyond Poisson's */

static double gamma_of(struct random *rng, double shape)	/* a whole shape, mean 1 */
{
	double sum = 0;

	for (int i = 0; i < (int)shape; i++)
		sum -= log(((double)random_below(rng, 1000000) + .5) / 1000000);
	return sum / shape;
}

static double poisson_of(struct random *rng, double mean)
{
	double left = exp(-mean), product = 1;
	int n = -1;

	do {
		product *= ((double)random_below(rng, 1000000) + .5) / 1000000;
		n++;
	} while (product > left);
	return n;
}

static double *weeks_make(struct random *rng, size_t hours, double busy, double drift)
{
	double *counts = mem_array(hours, sizeof(*counts)), level = 0;

	for (size_t i = 0; i < hours; i++) {
		size_t hour = i % 24, day = i / 24 % 7;
		double mean = busy * (hour >= 8 && hour < 20 ? 1.4 : .3) * (day >= 5 ? .5 : 1);

		if (hour == 0)
			level = .8 * level + drift * (((double)random_below(rng, 2001) - 1000) / 1000);
		counts[i] = poisson_of(rng, mean * exp(level) * gamma_of(rng, 10));
	}
	return counts;
}

static void the_fitting_one_is_chosen(void **state)
{
	struct forecast_fit fits[FORECAST_METHODS];
	enum forecast_method method;
	size_t followed = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct random rng = random_seeded(seed);
		double *counts = weeks_make(&rng, 14 * WEEK_HOURS, 20, .5);

		assert_true(forecast_choose(&(struct forecast_series){ counts, 14 * WEEK_HOURS, WEEK_HOURS }, fits, &method));
		followed += method == FORECAST_LEVEL8;
		for (int i = 0; i < FORECAST_METHODS; i++)
			assert_true(fits[method].mase <= fits[i].mase);
		assert_true(fits[method].mase < .9 && fits[method].mase < fits[FORECAST_LAST].mase);
		assert_true(fits[FORECAST_MEAN8].wape < fits[FORECAST_LAST].wape);
		assert_int_equal(fits[method].compared, 21 * WEEK_HOURS + (6 + 5 + 4 + 3 + 2 + 1) * 24 + WEEK_HOURS);
		assert_true(fits[method].coverage > .8 && fits[method].coverage < .99);
		free(counts);
	}
	assert_int_equal(followed, 2);	/* the third drifted little in the weeks that were tried */
}

/* A level that stays: the mean of eight weeks, nine times of ten between its bounds. */
static void bounds_hold(void **state)
{
	struct random rng = random_seeded(5);
	double *counts = weeks_make(&rng, 14 * WEEK_HOURS, 8, 0);
	struct forecast_fit fits[FORECAST_METHODS];
	enum forecast_method method;
	const struct forecast_series series = { counts, 14 * WEEK_HOURS, WEEK_HOURS };

	(void)state;
	assert_true(forecast_choose(&series, fits, &method));
	near(forecast_dispersion(&series), .1, .04);
	near(fits[FORECAST_MEAN8].coverage, .92, .03);	/* a whole number at or beyond the bound */
	free(counts);
}

/* The same week again and again: nothing is better than last week, and the simplest is taken. */
static void no_better_than_last_week(void **state)
{
	double counts[7 * 8];
	struct forecast_fit fits[FORECAST_METHODS];
	enum forecast_method method = FORECAST_SMOOTHED;

	(void)state;
	for (size_t i = 0; i < 7 * 8; i++)
		counts[i] = (double)(i % 7);
	assert_true(forecast_choose(&(struct forecast_series){ counts, 7 * 8, 7 }, fits, &method));
	assert_int_equal(method, FORECAST_LAST);
	assert_true(fits[FORECAST_LAST].mase == 0 && fits[FORECAST_MEAN8].mase == 0);
	assert_false(forecast_choose(&(struct forecast_series){ counts, 7 * 2, 7 }, fits, &method));
}

/* Whatever comes after, an error of a day that was left out is nobody's. */
static void what_is_left_out_is_compared_with_nothing(void **state)
{
	struct random rng = random_seeded(9);
	double *counts = weeks_make(&rng, 10 * WEEK_HOURS, 8, 0);
	struct forecast_fit fits[FORECAST_METHODS], with[FORECAST_METHODS];
	enum forecast_method method;
	const struct forecast_series series = { counts, 10 * WEEK_HOURS, WEEK_HOURS };

	(void)state;
	counts[9 * WEEK_HOURS + 12] = 900;
	assert_true(forecast_choose(&series, with, &method));
	counts[9 * WEEK_HOURS + 12] = FORECAST_LEFT_OUT;
	assert_true(forecast_choose(&series, fits, &method));
	assert_true(fits[FORECAST_MEAN8].wape < with[FORECAST_MEAN8].wape);
	assert_int_equal(with[FORECAST_MEAN8].compared - fits[FORECAST_MEAN8].compared, 7);	/* a week's origins looked at it */
	free(counts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(level_of_the_last_days), cmocka_unit_test(carried_on), cmocka_unit_test(smoothed),
		cmocka_unit_test(the_fitting_one_is_chosen), cmocka_unit_test(bounds_hold),
		cmocka_unit_test(no_better_than_last_week), cmocka_unit_test(what_is_left_out_is_compared_with_nothing)
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
