/* SPDX-License-Identifier: ISC */
/* The method that did best of late, and what it says of the hours to come; without the hours of spikes. */
#include "ahead.h"

#include <math.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

static err_t days_ask(struct call_context *context, int *out)
{
	int64_t days = call_int(context->request, "days", 7);

	if (days < 1 || days > DAYS_MOST)
		return err_make(ERR_USAGE, "days: from 1 to %d", DAYS_MOST);
	*out = (int)days;
	return NULL;
}

/* Whole days, the latest last; one with an hour that is left out counts with what is known of it. */
static double day_dispersion(const struct arrivals *a)
{
	size_t skip = (size_t)((DAY_HOURS - a->first % DAY_HOURS) % DAY_HOURS);
	size_t days = a->hours > skip ? (a->hours - skip) / DAY_HOURS : 0;
	double *counts = mem_array(days + 1, sizeof(*counts)), out;

	for (size_t i = 0; i < days * DAY_HOURS; i++)
		counts[i / DAY_HOURS] += fmax(0, a->counts[skip + i]);
	out = forecast_dispersion(&(struct forecast_series){ counts, days, 7 });
	free(counts);
	return out;
}

/* The simplest method stands for last week repeated: who is no better than that knows nothing. */
static void method_choose(struct ahead *ahead)
{
	const struct forecast_series series = arrivals_series(&ahead->arrivals);
	struct forecast_fit fits[FORECAST_METHODS];

	ahead->method = FORECAST_MEAN8;
	if (!forecast_choose(&series, fits, &ahead->method)) {
		ahead->reason = N_("less than two weeks are known: means of what there is");
		return;
	}
	ahead->fit = fits[ahead->method];
	ahead->refused = !(ahead->fit.mase < 1);
	if (ahead->refused)
		ahead->reason = N_("no method did better than last week repeated");
}

err_t ahead_make(struct call_context *context, struct ahead *ahead)
{
	struct spikes spikes;
	err_t err = days_ask(context, &ahead->days);

	if (err == NULL)
		err = arrivals_read(context, &ahead->arrivals);
	if (err != NULL)
		return err;
	arrivals_spikes(&ahead->arrivals, &spikes);
	ahead->left_out = arrivals_calm(&ahead->arrivals, &spikes);
	spikes_finish(&spikes);
	method_choose(ahead);
	ahead->count = (size_t)(ahead->days + 2) * DAY_HOURS;
	ahead->hours = mem_array(ahead->count, sizeof(*ahead->hours));
	forecast_make(&(struct forecast_series){ ahead->arrivals.counts, ahead->arrivals.hours, WEEK_HOURS },
		ahead->refused ? FORECAST_LAST : ahead->method, ahead->hours, ahead->count);
	ahead->dispersion = ahead->arrivals.hours >= WEEK_HOURS ? forecast_dispersion(&(struct forecast_series){
		ahead->arrivals.counts, ahead->arrivals.hours, WEEK_HOURS }) : 0;
	ahead->day_dispersion = day_dispersion(&ahead->arrivals);
	return NULL;
}

void ahead_finish(struct ahead *ahead)
{
	arrivals_finish(&ahead->arrivals);
	free(ahead->hours);
}

double ahead_at(const struct ahead *ahead, int64_t hour)
{
	int64_t at = hour - ahead->arrivals.first - (int64_t)ahead->arrivals.hours;

	return at >= 0 && at < (int64_t)ahead->count ? ahead->hours[at] : FORECAST_LEFT_OUT;
}

int64_t ahead_day(const struct ahead *ahead)
{
	int64_t hour = ahead->arrivals.first + (int64_t)ahead->arrivals.hours;

	return (hour + DAY_HOURS - 1) / DAY_HOURS * DAY_HOURS;
}

static void put_share(struct json_out *o, const char *key, double value)
{
	if (isfinite(value))
		json_put_number(o, key, value);
	else
		json_put_null(o, key);
}

void ahead_put(struct json_out *o, const struct ahead *ahead)
{
	bool tried = ahead->fit.compared > 0;

	json_put_time(o, "as_of", ahead->arrivals.asked.request.as_of_ms);
	json_put_text(o, "query", ahead->arrivals.asked.figures.query);
	json_put_time(o, "since", ahead->arrivals.asked.request.window.since_ms);
	json_put_int(o, "hours_known", (int64_t)ahead->arrivals.hours);
	json_put_text(o, "method", forecast_method_name(ahead->method));
	put_share(o, "mase", tried ? ahead->fit.mase : NAN);
	put_share(o, "wape", tried ? ahead->fit.wape : NAN);
	put_share(o, "coverage", tried ? ahead->fit.coverage : NAN);
	json_put_int(o, "compared", (int64_t)ahead->fit.compared);
	json_put_int(o, "left_out", (int64_t)ahead->left_out);
	json_put_bool(o, "trusted", ahead->reason == NULL);
	json_put_text(o, "reason", ahead->reason);
}

double ahead_between(const struct ahead *ahead, int64_t hour, int64_t until, size_t *known)
{
	int64_t end_ms = arrivals_instant(&ahead->arrivals, until);
	double sum = 0;

	for (int64_t ms = arrivals_instant(&ahead->arrivals, hour); ms < end_ms; ms += HOUR_MS) {
		double one = ahead_at(ahead, arrivals_hour(&ahead->arrivals, ms));

		sum += fmax(0, one);
		*known += one >= 0;
	}
	return sum;
}
