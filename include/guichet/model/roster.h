/* SPDX-License-Identifier: ISC */
/*
 * When somebody is on.  A row of the roster is a schedule of the desk's own
 * kind: spans of wall time for weekdays and for single dates, kept in a time
 * zone, so that a night shift ends when the clock on the wall says so, also
 * in the night in which the clocks change.
 */
#ifndef GUICHET_MODEL_ROSTER_H
#define GUICHET_MODEL_ROSTER_H
#include "guichet/model/schedule.h"

/*
 * What people write: "mon-fri 06:00-14:00, sat 08:00-12:00, 2026-12-24..2026-12-26 off".
 * Parts stand behind commas or semicolons; a part is a weekday, a range of them or "daily",
 * or a date or a range of dates, and then spans, or "off".  Dates stand above weekdays.
 * The zone of *out stays.  ERR_USAGE says what is wrong with it.
 */
err_t roster_hours(struct arena *, const char *text, struct schedule *out) MUST_CHECK;
/*
 * Of a schedule's line, days that are alike together, as they can be said again:
 * "mon-fri 09:00-17:00; sat 10:00-12:00".
 */
const char *roster_hours_shown(struct arena *, const char *line);

/* from_ms <= t < until_ms; until_ms 0: no end within a year. */
struct shift { int64_t from_ms, until_ms; };
/* The shift that lasts at that instant; spans that touch are one. */
bool roster_on(const struct schedule *, int64_t at_ms, struct shift *out);
/* The first that begins after it, within a year. */
bool roster_next(const struct schedule *, int64_t at_ms, struct shift *out);
#endif
