/* SPDX-License-Identifier: ISC */
/* What will come, hour by hour of the wall, and how far to trust it: what forecast and staffing tell of. */
#ifndef SERVER_AHEAD_H
#define SERVER_AHEAD_H
#include "arrivals.h"

enum { DAYS_MOST = 28, DAY_HOURS = 24 };

struct ahead {
	struct arrivals arrivals;
	size_t left_out;
	enum forecast_method method;
	struct forecast_fit fit;
	const char *reason;		/* why it is not to be trusted, or NULL */
	bool refused;
	double *hours;			/* from the hour that is not over yet on */
	size_t count;
	double dispersion, day_dispersion;
	int days;
};
/* Of what the call asks; ahead_finish() in any case. */
err_t ahead_make(struct call_context *, struct ahead *) MUST_CHECK;
void ahead_finish(struct ahead *);

/* Of an hour of the wall; negative: nobody knows. */
double ahead_at(const struct ahead *, int64_t hour);
/* Of real hours, one that the clocks show twice comes twice; known: how many somebody knows are added to it. */
double ahead_between(const struct ahead *, int64_t hour, int64_t until, size_t *known);
/* The first whole day that is still to come. */
int64_t ahead_day(const struct ahead *);
/* The members that say what it rests on. */
void ahead_put(struct json_out *, const struct ahead *);
#endif
