/* SPDX-License-Identifier: ISC */
/*
 * Times as people say them: tomorrow, monday, 17:00, evening, "tuesday 9:30",
 * and the instants, dates and durations that scripts write.  Days and hours
 * are those of the zone that is given; NULL is the one this program runs in.
 */
#ifndef MODEL_WHEN_H
#define MODEL_WHEN_H
#include "guichet/model/zone.h"

/*
 * Forwards a time of day is the next one and a day alone means its morning;
 * with past, or a minus before a duration, it is the last one and the day's beginning.
 */
err_t when_parse(const char *text, bool past, const struct zone *, int64_t now_ms, int64_t *out) MUST_CHECK;
/* Whose wall clock, and when. */
struct here { const struct zone *zone; int64_t now_ms; };
int64_t when_wall(const struct here *, int days, int minute);	/* another day and minute of it */
int when_weekday(const struct here *);	/* 0: Sunday */
int when_minute(const struct here *);	/* of its day */
#endif
