/* SPDX-License-Identifier: ISC */
/*
 * When an account is asked next: back-off, circuit breaker, poll interval.
 * Pure; time and chance are parameters.  Private to the courier.
 */
#ifndef GUICHET_SRC_COURIER_SCHEDULE_H
#define GUICHET_SRC_COURIER_SCHEDULE_H
#include "guichet/base/random.h"

enum {
	BACKOFF_BASE_MS = 2 * 1000, BACKOFF_CAP_MS = 15 * 60 * 1000,
	BREAKER_FAILURES = 8, BREAKER_PROBE_MS = 5 * 60 * 1000,
	POLL_BASE_MS = 30 * 1000, POLL_DECAY = 4, POLL_FLOOR_MS = 1000
};

struct pace {
	int failures;			/* in a row */
	int64_t counted_ms;		/* when the last of them was */
	int64_t not_before_ms;
};

/* Full jitter: anything up to base * 2^(failures - 1), capped; failures from 1. */
int64_t backoff_ms(int failures, struct random *);
/*
 * wait_ms: what the network asked for, which comes first; 0 none.  What fails
 * before the wait is over, or within a moment, is no failure more, and makes
 * the wait no longer: twenty replies that meet one outage are one, and an
 * outage that lasts is counted on however many there are.
 */
void pace_failed(struct pace *, int64_t now_ms, int64_t wait_ms, struct random *);
void pace_succeeded(struct pace *);
bool pace_may(const struct pace *, int64_t now_ms);
/* The breaker: too many failures, and the next probe is not due. */
bool pace_is_open(const struct pace *, int64_t now_ms);
/* quiet: polls in a row that brought nothing; the interval grows to four times its base, a tenth of it is chance. */
int64_t poll_interval_ms(int64_t base_ms, int quiet, struct random *);
#endif
