/* SPDX-License-Identifier: ISC */
/*
 * How what nobody waits for goes on beside what people want: slices that end
 * by the clock and not by a number of rows, and a rest behind each in
 * proportion to what it took, so that a slow disk and a fast one both leave
 * most of the time to others.
 */
#include "private.h"

#include "guichet/base/clock.h"
#include "guichet/desk/desk.h"

enum {
	SLICE_US = 8000, SLICE_BESIDE_US = 4000,	/* but for its commit; and beside others */
	BESIDE_MS = 1000,	/* so long after a person did something they are beside it */
	REST_HALVES = 1, REST_BESIDE_HALVES = 6,	/* of what it took */
	REST_LEAST_MS = 2,
	REST_LONG_MS = 500	/* a reader keeps the log: what is added lies there until it has ended */
};

static bool is_beside(const struct desk *desk)
{
	return clock_now(desk->clock) - desk->active_ms < BESIDE_MS;
}

bool desk_slice_over(const struct desk *desk)
{
	int64_t most_us = is_beside(desk) ? SLICE_BESIDE_US : SLICE_US;

	return clock_steady_us() - store_times(desk->store)->began_us >= most_us;
}

/* In a transaction, of which the commit is still to come; or of the last one. */
int64_t desk_rest_ms(const struct desk *desk)
{
	const struct store_times *times = store_times(desk->store);
	int64_t took_us = desk->open ? clock_steady_us() - times->began_us + times->commit_us : times->last_us;
	int64_t rest_ms = took_us * (is_beside(desk) ? REST_BESIDE_HALVES : REST_HALVES) / 2000;

	if (store_log_is_long(desk->store) && rest_ms < REST_LONG_MS)
		return REST_LONG_MS;
	return rest_ms > REST_LEAST_MS ? rest_ms : REST_LEAST_MS;
}
