/* SPDX-License-Identifier: ISC */
/*
 * How many messages will come.
 *
 *   forecast   {"as_of","query","since","hours_known","method","mase","wape","coverage","compared","left_out",
 *              "trusted","reason","ahead":[{"from","expected","low","high"}]}
 *              a row is a day of the desk, or an hour; trusted false: what reason says, and by what is known
 *              all the same, or, if last week repeated is as good, nothing.  left_out: hours of spikes
 */
#include "ahead.h"

#include <math.h>

static void put_row(struct json_out *o, const struct ahead *ahead, int64_t hour, size_t hours)
{
	double expected, dispersion = hours == 1 ? ahead->dispersion : ahead->day_dispersion;
	struct forecast_bounds bounds;
	size_t known = 0;

	expected = ahead_between(ahead, hour, hour + (int64_t)hours, &known);
	json_open_object(o, NULL);
	json_put_time(o, "from", arrivals_instant(&ahead->arrivals, hour));
	bounds = forecast_bounds_of(expected, dispersion);
	if (known == 0) {
		json_put_null(o, "expected");
		json_put_null(o, "low");
		json_put_null(o, "high");
	} else {
		json_put_number(o, "expected", round(expected * 10) / 10);
		json_put_int(o, "low", (int64_t)bounds.low);
		json_put_int(o, "high", (int64_t)bounds.high);
	}
	json_close_object(o);
}

err_t ahead_forecast(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct ahead ahead = { .reason = NULL };
	bool hourly = call_option_is_set(context->request, "hourly");
	err_t err = ahead_make(context, &ahead);

	if (err == NULL) {
		size_t each = hourly ? 1 : DAY_HOURS, rows = (size_t)ahead.days * DAY_HOURS / each;

		json_open_object(&o, NULL);
		ahead_put(&o, &ahead);
		json_open_array(&o, "ahead");
		for (size_t i = 0; !ahead.refused && ahead.arrivals.hours > 0 && i < rows; i++)
			put_row(&o, &ahead, ahead_day(&ahead) + (int64_t)(i * each), each);
		json_close_array(&o);
		json_close_object(&o);
	}
	ahead_finish(&ahead);
	return err;
}
