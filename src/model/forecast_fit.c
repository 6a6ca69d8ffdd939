/* SPDX-License-Identifier: ISC */
/*
 * How well each method would have done: from each day of the last weeks it
 * looks a week ahead, knowing only what was known then.
 */
#include "guichet/model/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

enum { WEEK_DAYS = 7 };
#define EDGE 0.05

struct forecast_bounds forecast_bounds_of(double mean, double dispersion)
{
	struct count_law law = count_law_of(mean, dispersion, FORECAST_WEEKS);

	return (struct forecast_bounds){ count_quantile(law, EDGE), count_quantile(law, 1 - EDGE) };
}

double forecast_dispersion(const struct forecast_series *series)
{
	struct count_spread *spreads = mem_array(series->period, sizeof(*spreads));
	double counts[FORECAST_WEEKS], dispersion;

	for (size_t slot = 0; slot < series->period; slot++) {
		size_t used = 0;

		for (size_t i = 0; i < FORECAST_WEEKS; i++)
			if (series->count >= (i + 1) * series->period)
				counts[used++] = series->counts[series->count - (i + 1) * series->period + slot];
		spreads[slot] = count_spread_of(counts, used);
	}
	dispersion = count_dispersion(spreads, series->period);
	free(spreads);
	return dispersion;
}

/* Of last week repeated, over all of the series. */
static double naive_error(const struct forecast_series *series)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = series->period; i < series->count; i++)
		if (series->counts[i] >= 0 && series->counts[i - series->period] >= 0) {
			sum += fabs(series->counts[i] - series->counts[i - series->period]);
			n++;
		}
	return n > 0 ? sum / (double)n : 0;
}

struct trial { double errors, came, dispersion; size_t inside; struct forecast_fit fit; double *ahead; };

static void compare(struct trial *trial, double expected, double came)
{
	struct forecast_bounds bounds;

	if (expected < 0 || came < 0)
		return;
	bounds = forecast_bounds_of(expected, trial->dispersion);
	trial->errors += fabs(expected - came);
	trial->came += came;
	trial->inside += came >= (double)bounds.low && came <= (double)bounds.high;
	trial->fit.compared++;
}

static void try_from(const struct forecast_series *series, size_t origin, enum forecast_method method,
	struct trial *trial)
{
	const struct forecast_series known = { series->counts, origin, series->period };
	size_t left = series->count - origin, ahead = left < series->period ? left : series->period;

	forecast_make(&known, method, trial->ahead, ahead);
	for (size_t k = 0; k < ahead; k++)
		compare(trial, trial->ahead[k], series->counts[origin + k]);
}

static void fit_end(struct trial *trial, double naive)
{
	double mean, n = (double)trial->fit.compared;

	trial->fit.mase = trial->fit.wape = INFINITY;
	if (trial->fit.compared == 0)
		return;
	mean = trial->errors / n;
	if (naive > 0 || mean <= 0)
		trial->fit.mase = naive > 0 ? mean / naive : 0;
	if (trial->came > 0)
		trial->fit.wape = trial->errors / trial->came;
	trial->fit.coverage = (double)trial->inside / n;
}

bool forecast_choose(const struct forecast_series *series, struct forecast_fit fits[FORECAST_METHODS],
	enum forecast_method *out)
{
	size_t least = FORECAST_WEEKS_LEAST * series->period, tried = FORECAST_WEEKS_TRIED * series->period;
	size_t first = series->count > tried + least ? series->count - tried : least;
	size_t step = series->period > WEEK_DAYS ? series->period / WEEK_DAYS : 1;
	double naive = naive_error(series), dispersion = forecast_dispersion(series);

	if (series->count <= least)
		return false;
	*out = FORECAST_LAST;
	for (int method = 0; method < FORECAST_METHODS; method++) {
		struct trial trial = { .dispersion = dispersion, .ahead = mem_array(series->period, sizeof(double)) };

		for (size_t origin = first; origin < series->count; origin += step)
			try_from(series, origin, (enum forecast_method)method, &trial);
		fit_end(&trial, naive);
		fits[method] = trial.fit;
		if (fits[method].mase < fits[*out].mase)
			*out = (enum forecast_method)method;
		free(trial.ahead);
	}
	return true;
}
