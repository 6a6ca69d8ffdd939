/* SPDX-License-Identifier: ISC */
/*
 * What customers wrote, by hours of the desk's wall clock: the series that
 * forecasts, staffing and spikes are made of.  An hour that the clocks show
 * twice is the mean of both, one that they skip is left out.  The hour that is
 * not over yet is no part of the series; spikes look at what came in it so far.
 */
#ifndef SERVER_ARRIVALS_H
#define SERVER_ARRIVALS_H
#include "figures_ask.h"
#include "guichet/model/forecast.h"
#include "guichet/model/spike.h"

enum { ARRIVALS_WEEKS = 14, HOUR_MS = 3600000 };

struct arrival { int64_t at_ms, conversation, account; };
struct arrivals {
	struct figures_asked asked;
	const struct zone *zone;
	struct arrival *list;		/* by time */
	size_t count;
	int64_t first;			/* hours of the wall since 1970: that of counts[0] */
	double *counts;			/* by such hours; FORECAST_LEFT_OUT */
	size_t hours;			/* up to the hour that is not over yet */
	int64_t since_ms, until_ms;	/* what was asked for; the series begins earlier where it is led in */
	double so_far;			/* what came in that hour, as it is measured */
	double handled_ms;		/* how long people had conversations on the screen, added up */
	size_t looks;			/* how often */
	int64_t looked_ms;		/* when the first of them began: nothing was measured before */
};
/* Of the last fourteen weeks, or of the period that the call names.  arrivals_finish() in any case. */
err_t arrivals_read(struct call_context *, struct arrivals *) MUST_CHECK;
/*
 * For spikes: led in by as many weeks as an hour is measured by, and by those of the last fourteen weeks at the least,
 * so that an hour is judged alike whatever period it is listed in.
 */
err_t arrivals_read_led_in(struct call_context *, struct arrivals *) MUST_CHECK;
void arrivals_finish(struct arrivals *);
/* Those of one account, as if they had been asked for alone; the arrivals only.  arrivals_finish() as well. */
void arrivals_part(const struct arrivals *, int64_t account, struct arrivals *out);

int64_t arrivals_hour(const struct arrivals *, int64_t ms);	/* of the wall */
int64_t arrivals_place(const struct arrivals *, int64_t ms);	/* among counts; outside of them where it is not counted */
int64_t arrivals_instant(const struct arrivals *, int64_t hour);	/* when it begins */
struct forecast_series arrivals_series(const struct arrivals *);

/* How many different ones there are, which are put in order. */
size_t arrivals_different(int64_t *ids, size_t count);

/* Hours of what was asked for in which more came than is explained, by time; the last may be the hour that is not over. */
struct spikes { struct spike *list; size_t count, size; };
void arrivals_spikes(const struct arrivals *, struct spikes *);
void spikes_finish(struct spikes *);
/* Storms do not come back because they came: their hours are left out.  How many. */
size_t arrivals_calm(struct arrivals *, const struct spikes *);
#endif
