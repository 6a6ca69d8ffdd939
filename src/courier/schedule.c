/* SPDX-License-Identifier: ISC */
/* N-09: exponential back-off with full jitter, then a breaker that lets one probe through every five minutes. */
#include "schedule.h"

int64_t backoff_ms(int failures, struct random *random)
{
	int64_t most = BACKOFF_BASE_MS;

	for (int i = 1; i < failures && most < BACKOFF_CAP_MS; i++)
		most *= 2;
	if (most > BACKOFF_CAP_MS)
		most = BACKOFF_CAP_MS;
	return (int64_t)random_below(random, (uint64_t)most + 1);
}

void pace_failed(struct pace *pace, int64_t now_ms, int64_t wait_ms, struct random *random)
{
	bool counts = pace->failures == 0 ||
		(now_ms >= pace->not_before_ms && now_ms - pace->counted_ms >= BACKOFF_BASE_MS);
	int64_t wait;

	if (!counts) {	/* only the network's own word makes the wait longer, else the next one would never count */
		if (wait_ms > 0 && now_ms + wait_ms > pace->not_before_ms)
			pace->not_before_ms = now_ms + wait_ms;
		return;
	}
	pace->failures++;
	pace->counted_ms = now_ms;
	wait = backoff_ms(pace->failures, random);
	if (pace->failures >= BREAKER_FAILURES)
		wait = BREAKER_PROBE_MS;
	if (wait_ms > 0 && (wait_ms > wait || pace->failures < BREAKER_FAILURES))
		wait = wait_ms;
	pace->not_before_ms = now_ms + wait;
}

void pace_succeeded(struct pace *pace)
{
	*pace = (struct pace){ 0 };
}

bool pace_may(const struct pace *pace, int64_t now_ms)
{
	return now_ms >= pace->not_before_ms;
}

bool pace_is_open(const struct pace *pace, int64_t now_ms)
{
	return pace->failures >= BREAKER_FAILURES && !pace_may(pace, now_ms);
}

int64_t poll_interval_ms(int64_t base_ms, int quiet, struct random *random)
{
	int64_t interval = base_ms < POLL_FLOOR_MS ? POLL_FLOOR_MS : base_ms, cap = interval * POLL_DECAY;

	for (int i = 0; i < quiet && interval < cap; i++)
		interval += interval / 2;
	if (interval > cap)
		interval = cap;
	return interval + (int64_t)random_below(random, (uint64_t)(interval / 10) + 1);
}
