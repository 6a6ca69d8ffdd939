/* SPDX-License-Identifier: ISC */
/*
 * Local time from an array of offsets, and dates from day numbers.  The rule
 * for wall times that do not exist or exist twice is decided here and nowhere
 * else, whatever the library that found the offsets does.
 */
#include "guichet/model/zone.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "guichet/base/keyed.h"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000, WEEK_DAYS = 7, OFFSET_MOST_MS = 26 * HOUR_MS };

/* Far from where sums of instants and offsets would overflow. */
#define INSTANT_MOST_MS (INT64_C(1) << 53)

/* The step in force at an instant. */
static size_t step_at(const struct zone *zone, int64_t ms)
{
	return keyed_last(zone->steps, zone->count, sizeof(*zone->steps), ms);
}

int64_t zone_offset(const struct zone *zone, int64_t ms)
{
	return zone == NULL ? 0 : zone->steps[step_at(zone, ms)].offset_ms;
}

/*
 * The first step after whose end the wall time does not lie: within it the
 * wall time is ordinary or shown for the first time, and at its end a gap
 * begins that is read with the offset before it.
 */
int64_t zone_instant(const struct zone *zone, int64_t wall_ms)
{
	size_t i;

	if (zone == NULL)
		return wall_ms;
	i = step_at(zone, wall_ms - OFFSET_MOST_MS);
	while (i + 1 < zone->count) {
		const struct zone_step *step = &zone->steps[i], *next = step + 1;
		int64_t shown_until = next->from_ms + step->offset_ms;
		int64_t shown_from = next->from_ms + next->offset_ms;

		if (wall_ms < shown_until || wall_ms < shown_from)
			break;
		i++;
	}
	return wall_ms - zone->steps[i].offset_ms;
}

static int64_t floor_div(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

void zone_around(const struct zone *zone, int64_t ms, int64_t unit_ms, int64_t *from_ms, int64_t *until_ms)
{
	int64_t offset = zone_offset(zone, ms);
	size_t step = zone == NULL ? 0 : step_at(zone, ms);

	*from_ms = floor_div(ms + offset, unit_ms) * unit_ms - offset;
	*until_ms = *from_ms + unit_ms;
	if (zone == NULL)
		return;
	if (step > 0 && zone->steps[step].from_ms > *from_ms)
		*from_ms = zone->steps[step].from_ms;
	if (step + 1 < zone->count && zone->steps[step + 1].from_ms < *until_ms)
		*until_ms = zone->steps[step + 1].from_ms;
}

/* Years begin in March here, so that the leap day is a year's last. */
int32_t date_make(int year, int month, int day)
{
	int64_t shifted = (int64_t)year - (month <= 2), era = floor_div(shifted, 400);
	int64_t of_era = shifted - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return (int32_t)(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

void date_split(int32_t date, int *year, int *month, int *day)
{
	int64_t days = (int64_t)date + 719468, era = floor_div(days, 146097);
	int64_t of_era = days - era * 146097;
	int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	int64_t from_march = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(years + era * 400 + (*month <= 2));
}

int date_weekday(int32_t date)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((int64_t)date % WEEK_DAYS + WEEK_DAYS + 3) % WEEK_DAYS) + 1;
}

static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool date_parse(const char *text, int32_t *out)
{
	int year, month, day, back_year, back_month, back_day;
	int32_t date;

	year = digits(text, 4);
	if (year < 0 || text[4] != '-')
		return false;
	month = digits(text + 5, 2);
	if (month < 1 || month > 12 || text[7] != '-')
		return false;
	day = digits(text + 8, 2);
	if (day < 1 || text[10] != '\0')
		return false;
	date = date_make(year, month, day);
	date_split(date, &back_year, &back_month, &back_day);
	if (back_month != month || back_day != day)
		return false;
	*out = date;
	return true;
}

const char *date_format(int32_t date, char buffer[static DATE_TEXT])
{
	int year, month, day;

	date_split(date, &year, &month, &day);
	(void)snprintf(buffer, DATE_TEXT, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
	return buffer;
}

int32_t zone_date(const struct zone *zone, int64_t ms)
{
	return (int32_t)floor_div(ms + zone_offset(zone, ms), ZONE_DAY_MS);
}

struct local_time zone_local(const struct zone *zone, int64_t ms)
{
	int64_t wall_ms = ms + zone_offset(zone, ms), of_day;
	struct local_time local = { .date = (int32_t)floor_div(wall_ms, ZONE_DAY_MS) };
	int32_t thursday;
	int month, day;

	of_day = wall_ms - (int64_t)local.date * ZONE_DAY_MS;
	local.hour = (int)(of_day / HOUR_MS);
	local.minute = (int)(of_day % HOUR_MS / MINUTE_MS);
	local.weekday = date_weekday(local.date);
	date_split(local.date, &local.year, &local.month, &local.day);
	/* A week belongs to the year of its Thursday. */
	thursday = local.date + 4 - local.weekday;
	date_split(thursday, &local.week_year, &month, &day);
	local.week = (thursday - date_make(local.week_year, 1, 1)) / WEEK_DAYS + 1;
	return local;
}

static bool steps_agree(const struct zone *zone, const struct zone *other, int64_t from_ms)
{
	for (size_t i = 0; zone != NULL && i < zone->count; i++)
		if (zone->steps[i].from_ms > from_ms &&
		    zone->steps[i].offset_ms != zone_offset(other, zone->steps[i].from_ms))
			return false;
	return zone_offset(zone, from_ms) == zone_offset(other, from_ms);
}

bool zone_agrees(const struct zone *zone, const struct zone *other, int64_t from_ms)
{
	return steps_agree(zone, other, from_ms) && steps_agree(other, zone, from_ms);
}

/* ---- as text */

void zone_steps_write(const struct zone *zone, struct str *out)
{
	str_printf(out, "%" PRId32, zone->steps[0].offset_ms);
	for (size_t i = 1; i < zone->count; i++)
		str_printf(out, " %" PRId64 ":%" PRId32, zone->steps[i].from_ms, zone->steps[i].offset_ms);
}

static bool number_take(const char **text, char after, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(*text, &end, 10);
	if (end == *text || errno != 0 || (*end != after && *end != '\0') || **text == ' ')
		return false;
	*text = end + (*end != '\0');
	return true;
}

err_t zone_steps_read(struct arena *arena, const char *text, struct zone *out)
{
	struct zone_step *steps;
	size_t room = 1;

	for (const char *p = text; *p != '\0'; p++)
		room += *p == ' ';
	if (room > ZONE_STEPS_MAX)
		return err_make(ERR_DATA, "a time zone of more than %d offsets", ZONE_STEPS_MAX);
	steps = arena_array(arena, room, sizeof(*steps));
	for (size_t i = 0; i < room; i++) {
		int64_t from_ms = -INSTANT_MOST_MS, offset_ms = 0;

		if ((i > 0 && !number_take(&text, ':', &from_ms)) || !number_take(&text, ' ', &offset_ms) ||
		    offset_ms < -OFFSET_MOST_MS || offset_ms > OFFSET_MOST_MS || from_ms > INSTANT_MOST_MS ||
		    (i > 0 && from_ms <= steps[i - 1].from_ms))
			return err_make(ERR_DATA, "the offsets of a time zone cannot be read");
		steps[i] = (struct zone_step){ from_ms, (int32_t)offset_ms };
	}
	out->steps = steps;
	out->count = room;
	return NULL;
}
