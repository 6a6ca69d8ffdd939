/* SPDX-License-Identifier: ISC */
/*
 * Calendars (.ics): holidays as closed dates, and shifts as spans of time.
 * Of holidays events of whole days count, with their recurrences and
 * exceptions; an event with a time of day closes nobody and is only counted.
 * Of shifts it is the other way round.  The text comes from strangers: it is
 * read by a program of its own, which has limits (src/guichet-holidays.c).
 */
#ifndef GUICHET_ZONE_CALENDAR_H
#define GUICHET_ZONE_CALENDAR_H
#include "guichet/model/schedule.h"

enum { CALENDAR_BYTES_MAX = 10 << 20, CALENDAR_EVENTS_MAX = 20000 };

struct calendar {
	struct schedule_day *days;	/* ascending; without spans where they are holidays */
	size_t day_count;
	size_t events, timed;		/* of whole days, and with a time of day: one of the two was left out */
};

/* The days from the first date to before the second; text ends with a zero.  In the arena. */
err_t calendar_read(struct arena *, const char *text, int32_t from, int32_t until, struct calendar *out) MUST_CHECK;
/*
 * Its shifts as spans of UTC dates, none across midnight.  zone: of events that name none; "": what the
 * calendar says, else UTC.  A shift is as long as the clock on the wall says, also when the clocks change.
 */
err_t calendar_shifts(struct arena *, const char *text, const char *zone, int32_t from, int32_t until,
	struct calendar *out) MUST_CHECK;
#endif
