/* SPDX-License-Identifier: ISC */
/* Slots behind the end of a series, by each method.  How well they do is forecast_fit.c. */
#include "guichet/model/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

/* So many messages more on either side keep a quiet night from deciding. */
#define RATIO_CALM 5

const char *forecast_method_name(enum forecast_method method)
{
	static const char *const names[FORECAST_METHODS] = { "last-week", "mean-4", "mean-8", "mean-8-level", "smoothed" };

	return names[method];
}

/* ---- means of an hour of the week */

double forecast_mean(const struct forecast_series *series, size_t slot, size_t weeks)
{
	size_t known = 0, period = series->period, back = slot < series->count ? 1 : (slot - series->count) / period + 1;
	double sum = 0;

	for (size_t i = 0; i < weeks && (back + i) * period <= slot; i++) {
		double count = series->counts[slot - (back + i) * period];

		sum += count >= 0 ? count : 0;
		known += count >= 0;
	}
	return known > 0 ? sum / (double)known : FORECAST_LEFT_OUT;
}

double forecast_ratio(const struct forecast_series *series, size_t weeks, size_t slots)
{
	double came = RATIO_CALM, expected = RATIO_CALM;

	for (size_t i = series->count > slots ? series->count - slots : 0; i < series->count; i++) {
		double mean = forecast_mean(series, i, weeks);

		if (series->counts[i] >= 0 && mean >= 0) {
			came += series->counts[i];
			expected += mean;
		}
	}
	return came / expected;
}

/* The level of the last slots counts for half after as many. */
double forecast_level(const struct forecast_series *series, size_t ahead, size_t weeks, size_t slots)
{
	double mean = forecast_mean(series, series->count + ahead - 1, weeks);

	return mean < 0 ? mean : mean * pow(forecast_ratio(series, weeks, slots), pow(0.5, (double)ahead / (double)slots));
}

/* ---- smoothing */

static void smooth_step(const struct smooth_weights *weights, double count, struct smooth *smooth, double *season)
{
	double expected = smooth->level + smooth->trend, was = smooth->level;

	if (count < 0) {
		smooth->level = expected;
		return;
	}
	smooth->squares += (count - expected - *season) * (count - expected - *season);
	smooth->level = weights->level * (count - *season) + (1 - weights->level) * expected;
	smooth->trend = weights->trend * (smooth->level - was) + (1 - weights->trend) * smooth->trend;
	*season = weights->season * (count - smooth->level) + (1 - weights->season) * *season;
}

/* In the end the seasons are turned until the next slot's stands first. */
void smooth_run(const struct smooth_weights *weights, const struct forecast_series *series, struct smooth *smooth)
{
	size_t period = series->period, turn = series->count % period;
	double *turned = mem_array(period, sizeof(*turned));

	for (size_t i = 0; i < series->count; i++)
		smooth_step(weights, series->counts[i], smooth, &smooth->seasons[i % period]);
	for (size_t i = 0; i < period; i++)
		turned[i] = smooth->seasons[(i + turn) % period];
	for (size_t i = 0; i < period; i++)
		smooth->seasons[i] = turned[i];
	free(turned);
}

double smooth_ahead(const struct smooth *smooth, size_t period, size_t ahead)
{
	return smooth->level + (double)ahead * smooth->trend + smooth->seasons[(ahead - 1) % period];
}

/* From the first period: its mean, no trend, and how its slots differ from the mean. */
static void smooth_begin(const struct forecast_series *series, struct smooth *smooth)
{
	double sum = 0;
	size_t known = 0;

	for (size_t i = 0; i < series->period; i++) {
		sum += series->counts[i] >= 0 ? series->counts[i] : 0;
		known += series->counts[i] >= 0;
	}
	smooth->level = known > 0 ? sum / (double)known : 0;
	smooth->trend = smooth->squares = 0;
	for (size_t i = 0; i < series->period; i++)
		smooth->seasons[i] = series->counts[i] >= 0 ? series->counts[i] - smooth->level : 0;
}

/* What is known of hours of a week tells no trend that lasts: none is tried. */
static const struct smooth_weights tried[] = {
	{ 0.02, 0, 0.1 }, { 0.02, 0, 0.3 }, { 0.1, 0, 0.1 }, { 0.1, 0, 0.3 }, { 0.3, 0, 0.1 }, { 0.3, 0, 0.3 },
};

static void smoothed_make(const struct forecast_series *series, double *out, size_t ahead)
{
	const struct forecast_series rest = { series->counts + series->period, series->count - series->period, series->period };
	struct smooth smooth = { .seasons = mem_array(series->period, sizeof(*smooth.seasons)) };
	double least = INFINITY;

	for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
		smooth_begin(series, &smooth);
		smooth_run(&tried[i], &rest, &smooth);
		if (smooth.squares >= least)
			continue;
		least = smooth.squares;
		for (size_t k = 0; k < ahead; k++)
			out[k] = fmax(0, smooth_ahead(&smooth, series->period, k + 1));
	}
	free(smooth.seasons);
}

/* ---- by each method */

void forecast_make(const struct forecast_series *series, enum forecast_method method, double *out, size_t ahead)
{
	static const size_t weeks[FORECAST_METHODS] = { 1, 4, FORECAST_WEEKS, FORECAST_WEEKS, 1 };

	if (method == FORECAST_SMOOTHED && series->count > series->period) {
		smoothed_make(series, out, ahead);
		return;
	}
	for (size_t k = 0; k < ahead; k++)
		out[k] = method == FORECAST_LEVEL8 ? forecast_level(series, k + 1, weeks[method], FORECAST_LEVEL_HOURS) :
			forecast_mean(series, series->count + k, weeks[method]);
}
