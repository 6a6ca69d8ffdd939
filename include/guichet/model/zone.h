/* SPDX-License-Identifier: ISC */
/*
 * A time zone as an array: from each instant on, how far local time is ahead
 * of UTC.  Who fills it is the zone layer (from IANA's data) or the ledger,
 * which records the offsets that a schedule was measured with; everything
 * here is arithmetic and gives the same answer on every machine.
 *
 * Wall times are milliseconds too: those that UTC would have if its clocks
 * showed that wall time.  Dates are days since 1970-01-01.
 */
#ifndef GUICHET_MODEL_ZONE_H
#define GUICHET_MODEL_ZONE_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

enum { ZONE_DAY_MS = 86400000, ZONE_STEPS_MAX = 4096, ZONE_NAME_MAX = 64 };

struct zone_step { int64_t from_ms; int32_t offset_ms; };

/* NULL stands for UTC wherever a zone is read. */
struct zone {
	const char *name;		/* "Europe/Berlin" */
	const char *data;		/* "2025b": whose rules these are */
	const struct zone_step *steps;	/* ascending; the first also holds before it, the last for ever */
	size_t count;			/* at least 1 */
};

int64_t zone_offset(const struct zone *, int64_t ms);
/* From when until when around an instant the wall shows the same unit (an hour, a day) without a change of clocks. */
void zone_around(const struct zone *, int64_t ms, int64_t unit_ms, int64_t *from_ms, int64_t *until_ms);
/*
 * The instant of a wall time.  One that the clocks skip is read with the
 * offset before the gap, one that they show twice is the first of the two
 * (RFC 5545, 3.3.5; the same as fold=0).
 */
int64_t zone_instant(const struct zone *, int64_t wall_ms);

/* Where an instant falls for whoever reads a local calendar (R12: by the offset of that instant). */
struct local_time {
	int32_t date;			/* days since 1970-01-01 */
	int year, month, day;
	int weekday;			/* 1 Monday to 7 Sunday */
	int hour, minute;
	int week_year, week;		/* ISO 8601: week 1 has the year's first Thursday */
};
struct local_time zone_local(const struct zone *, int64_t ms);
/* Only the date, which is what most tables are grouped by. */
int32_t zone_date(const struct zone *, int64_t ms);

int32_t date_make(int year, int month, int day);	/* the month from 1; no check */
void date_split(int32_t date, int *year, int *month, int *day);
int date_weekday(int32_t date);			/* 1 Monday to 7 Sunday */
/* "2026-05-01" and nothing else. */
bool date_parse(const char *text, int32_t *out);
enum { DATE_TEXT = 16 };
const char *date_format(int32_t date, char buffer[static DATE_TEXT]);

/* Do both say the same of every instant from then on. */
bool zone_agrees(const struct zone *, const struct zone *, int64_t from_ms);

/* "3600000 1774746000000:7200000 ...", as the ledger keeps it, and back. */
void zone_steps_write(const struct zone *, struct str *out);
err_t zone_steps_read(struct arena *, const char *text, struct zone *out) MUST_CHECK;
#endif
