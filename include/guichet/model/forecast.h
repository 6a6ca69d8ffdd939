/* SPDX-License-Identifier: ISC */
/*
 * How many messages will come.  What came in each hour of the week is carried
 * on: by the same hour of last week, by means of several weeks, by such a mean
 * that follows the level of the last days for a while, or smoothed (Holt and
 * Winters).  Which of them fits is tried on the last four weeks, each time
 * with nothing but what was known then; one that does no better than last week
 * repeated is no forecast.
 *
 * Slots are hours of a local week, 168 of them: an hour that a change of the
 * clock repeats or skips has no slot of its own.  A count below 0 is left out:
 * a day that was exceptional, an hour of which nothing is known.
 */
#ifndef GUICHET_MODEL_FORECAST_H
#define GUICHET_MODEL_FORECAST_H
#include <stdbool.h>

#include "guichet/model/count_law.h"

enum { WEEK_HOURS = 168, FORECAST_WEEKS = 8, FORECAST_LEVEL_HOURS = 72 };
#define FORECAST_LEFT_OUT (-1.0)

struct forecast_series { const double *counts; size_t count, period; };	/* the oldest first */

/* The simpler stands first: where two are as good it is taken. */
enum forecast_method {
	FORECAST_LAST, FORECAST_MEAN4, FORECAST_MEAN8, FORECAST_LEVEL8, FORECAST_SMOOTHED, FORECAST_METHODS
};
/* "last-week", "mean-4", "mean-8", "mean-8-level", "smoothed". */
const char *forecast_method_name(enum forecast_method);

/*
 * The mean of a slot in the last so many weeks before it that the series knows
 * (of those left out it takes fewer), whether the slot lies in it or behind
 * it; negative: nothing is known.
 */
double forecast_mean(const struct forecast_series *, size_t slot, size_t weeks);
/* How the last slots stand against what such means expected of them; 1: as expected. */
double forecast_ratio(const struct forecast_series *, size_t weeks, size_t slots);
/* What a slot behind the end is expected to bring: 1 is the next one. */
double forecast_level(const struct forecast_series *, size_t ahead, size_t weeks, size_t slots);
/* So many slots behind the end; where nothing is known, negative. */
void forecast_make(const struct forecast_series *, enum forecast_method, double *out, size_t ahead);

/* ---- smoothing */

struct smooth_weights { double level, trend, season; };
/* seasons: of a period, the next slot's first.  squares: of all errors of one step. */
struct smooth { double level, trend, *seasons, squares; };
/* A slot after the other; one that is left out moves nothing but the trend. */
void smooth_run(const struct smooth_weights *, const struct forecast_series *, struct smooth *);
double smooth_ahead(const struct smooth *, size_t period, size_t ahead);

/* ---- how good it is */

struct forecast_fit {
	double mase;		/* mean error, over that of last week repeated; 1 or more is no forecast */
	double wape;		/* all errors, over all that came */
	double coverage;	/* how often it came to lie between the bounds that were told, 0.9 wanted */
	size_t compared;	/* slots */
};
/* Weeks that are needed before anything is told, and of how many the last are tried. */
enum { FORECAST_WEEKS_LEAST = 2, FORECAST_WEEKS_TRIED = 4 };
/* The best method; false: there are too few weeks.  fits: of each method. */
bool forecast_choose(const struct forecast_series *, struct forecast_fit fits[FORECAST_METHODS],
	enum forecast_method *out);

/* Of all slots of the last weeks together: how much more they scatter than chance. */
double forecast_dispersion(const struct forecast_series *);
/* Between which numbers it lies nine times of ten. */
struct forecast_bounds { size_t low, high; };
struct forecast_bounds forecast_bounds_of(double mean, double dispersion);
#endif
