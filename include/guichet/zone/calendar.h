/* SPDX-License-Identifier: ISC */
/*
 * Calendars of holidays (.ics) as closed dates.  What counts are events of
 * whole days, with their recurrences and exceptions; an event with a time of
 * day closes nobody and is only counted.  The text comes from strangers: it
 * is read by a program of its own, which has limits (src/guichet-holidays.c).
 */
#ifndef GUICHET_ZONE_CALENDAR_H
#define GUICHET_ZONE_CALENDAR_H
#include "guichet/model/schedule.h"

enum { CALENDAR_BYTES_MAX = 10 << 20, CALENDAR_EVENTS_MAX = 20000 };

struct calendar {
	struct schedule_day *days;	/* ascending, each without spans */
	size_t day_count;
	size_t events, timed;		/* of whole days, and those left out */
};

/* The days from the first date to before the second; text ends with a zero.  In the arena. */
err_t calendar_read(struct arena *, const char *text, int32_t from, int32_t until, struct calendar *out) MUST_CHECK;
#endif
