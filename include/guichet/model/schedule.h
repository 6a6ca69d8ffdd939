/* SPDX-License-Identifier: ISC */
/*
 * Business time (metrics specification, 1.4).  A schedule says when a desk is
 * open: spans of wall time for each weekday, and for single dates other spans
 * or none.  Schedules change; a line of versions says which one was in force
 * when, and every instant is measured by the one in force at that instant, so
 * that business time adds up and never exceeds calendar time.  No schedule is
 * open always.
 *
 * OPEN is the union, over all local dates, of that date's spans, each end
 * taken from the wall clock to UTC by zone_instant().  A date that a zone
 * skips has no spans.  A span may end after midnight; it belongs to the date
 * that it begins on, so a holiday does not cut the night before it short.
 */
#ifndef GUICHET_MODEL_SCHEDULE_H
#define GUICHET_MODEL_SCHEDULE_H
#include "guichet/model/zone.h"

/* Minutes of the wall clock since the midnight that begins the date; until may be as late as 48:00. */
struct span { int16_t from, until; };
struct spans { const struct span *list; size_t count; };	/* ascending, apart */

enum { SPANS_MAX = 48, SCHEDULE_DAYS_MAX = 4096 };

struct schedule_day { int32_t date; struct spans spans; };

struct schedule {
	struct spans week[7];			/* Monday first */
	const struct schedule_day *days;	/* ascending, apart */
	size_t day_count;
	const struct zone *zone;		/* NULL is UTC */
};

/* "09:00-12:30", "22:00-06:00", "00:00-24:00"; ERR_DATA says what is wrong with it. */
err_t span_parse(const char *text, struct span *out) MUST_CHECK;
enum { SPAN_TEXT = 16 };
const char *span_format(struct span, char buffer[static SPAN_TEXT]);
/* Sorted; ERR_DATA names two that overlap. */
err_t spans_settle(struct span *list, size_t count) MUST_CHECK;
/* Ascending by date; of two of the same date the later one stays.  Returns how many stay. */
size_t schedule_days_settle(struct schedule_day *days, size_t count);

/*
 * One line of text, as the ledger keeps it, without the zone:
 * "mon 09:00-12:00 13:00-17:00; tue 09:00-17:00; 2026-05-01; 2026-12-24 09:00-12:00".
 * A weekday that is not named is closed.  Reading back what was written gives the same.
 */
void schedule_write(const struct schedule *, struct str *out);
err_t schedule_read(struct arena *, const char *text, struct schedule *out) MUST_CHECK;

/* From that instant on; schedule NULL is open always. */
struct schedule_version { int64_t from_ms; const struct schedule *schedule; };

/*
 * Versions made ready for questions.  Between from_ms and until_ms the open
 * intervals lie in one array with running sums, so that a question costs two
 * searches in it whatever the versions are (a year of 9 to 5 is 261 intervals,
 * 6 KB); what lies outside is worked out day by day, exact but slower.
 */
struct schedule_line;

/*
 * Ascending by from_ms (of equal ones the last counts); open always before the
 * first.  The line and its memory are in the arena and borrow the versions'
 * schedules and zones.  count 0 is fine.
 */
const struct schedule_line *schedule_line(struct arena *, const struct schedule_version *,
	size_t count, int64_t from_ms, int64_t until_ms);

/* |[from, to) intersected with OPEN|; 0 unless from < to.  A line that is NULL is open always. */
int64_t schedule_business_ms(const struct schedule_line *, int64_t from_ms, int64_t to_ms);

#define SCHEDULE_NEVER INT64_MAX
/*
 * The smallest t with schedule_business_ms(start, t) = business_ms, or
 * SCHEDULE_NEVER when there is not that much within a hundred years.
 */
int64_t schedule_due(const struct schedule_line *, int64_t start_ms, int64_t business_ms);
bool schedule_open_at(const struct schedule_line *, int64_t ms);
#endif
