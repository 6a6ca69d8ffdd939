/* SPDX-License-Identifier: ISC */
/*
 * Hours in which much more comes than the same hour of other weeks lets
 * expect.  An hour alarms when so many would come by chance less often than
 * once in ten thousand, from at least three people; what grows slowly is added
 * up over hours until chance explains it no more.  Both are one incident,
 * until three hours in a row are ordinary again.
 *
 * An hour that is not over yet is measured as a whole one: what came so far can
 * only grow, so one that alarms already would alarm at its end, and looking at
 * it as often as one likes makes no false alarm more.  Before it does, nothing
 * is known of it, neither that it is ordinary.
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

/* count below 0: nothing is known; so_far: it is not over yet, the last of its series */
struct spike_hour { double count; size_t authors; bool so_far; };
struct spike {
	size_t from, until;	/* hours of the series; until is the first that is over, or the series' end */
	size_t peak;
	double count, expected, variance;	/* of all its hours; variance: around what is expected */
	double chance;		/* of its peak; of slow growth that of its hours is no small one */
	bool is_slow;
	bool is_open;
};
/* Hours by slots of a local week (forecast.h); nothing alarms before two weeks are known. */
void spikes_find(const struct spike_hour *, size_t count, size_t period, double chance,
	void (*found)(void *, const struct spike *), void *data);

/* How many are usual in its hours, nine times of ten. */
struct spike_bounds { size_t low, high; };
struct spike_bounds spike_usual(const struct spike *);
#endif
