/* SPDX-License-Identifier: ISC */
/*
 * Time is an interface, so that a whole desk can run from a seed.  Instants
 * are integer milliseconds since 1970 in UTC; durations are milliseconds.
 */
#ifndef GUICHET_BASE_CLOCK_H
#define GUICHET_BASE_CLOCK_H
#include "guichet/base/err.h"

enum { TIME_TEXT = 32 };

struct clock {
	int64_t (*now)(const struct clock *);
	int64_t offset;		/* fixed clocks: the instant; others: added */
};

/* The wall clock. */
struct clock clock_system(void);
/* Stands still at that instant until clock_advance(). */
struct clock clock_fixed(int64_t now_ms);
/* Runs, but started at that instant: what --now gives to a server. */
struct clock clock_started_at(int64_t now_ms);
void clock_advance(struct clock *, int64_t ms);
int64_t clock_now(const struct clock *);
/* Monotonic milliseconds for time-outs; never stored. */
int64_t clock_steady_ms(void);
int64_t clock_steady_us(void);

/* "2026-11-22T10:00:00.123Z", milliseconds only when not zero. */
const char *time_format(int64_t ms, char buffer[static TIME_TEXT]);
/*
 * RFC 3339 with any offset, a date alone, or a decimal count of milliseconds.
 * What no calendar has (30 February, second 60) is refused; a leap second at
 * the end of a month, 23:59:60 UTC, is the last millisecond before it.
 */
err_t time_parse(const char *text, int64_t *out) MUST_CHECK;
/*
 * An instant or a time out of a file that may be damaged: no further from 0
 * than a calendar goes, so that a few of them can be added up.
 */
int64_t time_bounded(int64_t ms);
/* "90s", "30m", "2h", "7d", "1h30m"; a number needs its unit, except 0. */
err_t duration_parse(const char *text, int64_t *out_ms) MUST_CHECK;
/* Two largest units: "45 s", "12 min", "3 h 05", "2 d 4 h". */
const char *duration_format(int64_t ms, char buffer[static TIME_TEXT]);
#endif
