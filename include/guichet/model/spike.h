/* SPDX-License-Identifier: ISC */
/*
 * Hours in which much more comes than the same hour of other weeks lets
 * expect.  An hour alarms when so many would come by chance less often than
 * once in ten thousand, from at least three people; what grows slowly is added
 * up over hours until chance explains it no more.  Both are one incident,
 * until three hours in a row are ordinary again.
 */
#ifndef GUICHET_MODEL_SPIKE_H
#define GUICHET_MODEL_SPIKE_H
#include <stdbool.h>

#include "guichet/model/count_law.h"

enum { SPIKE_WEEKS = 8, SPIKE_COUNT_LEAST = 5, SPIKE_AUTHORS_LEAST = 3, SPIKE_CALM_HOURS = 3 };
#define SPIKE_CHANCE 1e-4	/* of an hour, where one series is watched; of several, each has its part */

/* The smallest count that alarms; authors apart. */
size_t spike_smallest(struct count_law, double chance);

/* Slow growth: the sum so far; true: it alarms, and begins anew.  phi: variance over mean. */
bool spike_burns(double *sum, double count, double mean, double phi);

struct spike_hour { double count; size_t authors; };	/* count below 0: nothing is known */
struct spike {
	size_t from, until;	/* hours of the series; until is the first that is over, or the series' end */
	size_t peak;
	double count, expected;	/* of all its hours */
	double chance;		/* of its peak; of slow growth that of its hours is no small one */
	bool is_slow;
	bool is_open;
};
/* Hours by slots of a local week (forecast.h); nothing alarms before two weeks are known. */
void spikes_find(const struct spike_hour *, size_t count, size_t period, double chance,
	void (*found)(void *, const struct spike *), void *data);
#endif
