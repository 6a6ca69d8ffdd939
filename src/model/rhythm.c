/* SPDX-License-Identifier: ISC */
/* Dates are tried one after the other: a month and a bit has one of each rhythm. */
#include "guichet/model/rhythm.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_TRIED = 63, MONTH_DAY_MOST = 28 };

static const char *const kinds[] = { "daily", "weekly", "monthly" };
static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

const char *rhythm_name(enum rhythm_kind kind)
{
	return kinds[kind];
}

static err_t day_parse(const char *on, struct rhythm *out)
{
	int used = 0;

	out->day = out->kind == RHYTHM_DAILY ? 0 : 1;
	if (on == NULL)
		return NULL;
	if (out->kind == RHYTHM_DAILY)
		return err_make(ERR_USAGE, "--on: what comes daily is on every day");
	for (int i = 0; out->kind == RHYTHM_WEEKLY && i < 7; i++) {
		if (strcmp(on, weekdays[i]) != 0)
			continue;
		out->day = i + 1;
		return NULL;
	}
	if (out->kind == RHYTHM_WEEKLY)
		return err_make(ERR_USAGE, "--on: '%s' is no weekday such as mon", on);
	if (sscanf(on, "%2d%n", &out->day, &used) != 1 || on[used] != '\0' || out->day < 1 || out->day > MONTH_DAY_MOST)
		return err_make(ERR_USAGE, "--on: '%s' is no day that every month has, from 1 to %d", on, MONTH_DAY_MOST);
	return NULL;
}

err_t rhythm_parse(const char *kind, const char *at, const char *on, struct rhythm *out)
{
	int hour = 0, minute = 0, used = 0;

	*out = (struct rhythm){ .kind = RHYTHM_DAILY };
	while (out->kind < RHYTHM_MONTHLY && strcmp(kinds[out->kind], kind) != 0)
		out->kind++;
	if (strlen(at) != 5 || sscanf(at, "%2d:%2d%n", &hour, &minute, &used) != 2 || at[used] != '\0' || hour < 0 ||
	    hour > 23 || minute < 0 || minute > 59)
		return err_make(ERR_USAGE, "'%s' is no time of day such as 08:00", at);
	out->minute = hour * 60 + minute;
	return day_parse(on, out);
}

const char *rhythm_on(struct arena *arena, const struct rhythm *rhythm)
{
	switch (rhythm->kind) {
	case RHYTHM_DAILY:
		break;
	case RHYTHM_WEEKLY:
		return weekdays[rhythm->day - 1];
	case RHYTHM_MONTHLY:
		return arena_printf(arena, "%d", rhythm->day);
	}
	return "";
}

static bool is_on(const struct rhythm *rhythm, int32_t date)
{
	int year, month, day;

	if (rhythm->kind == RHYTHM_WEEKLY)
		return date_weekday(date) == rhythm->day;
	date_split(date, &year, &month, &day);
	return rhythm->kind == RHYTHM_DAILY || day == rhythm->day;
}

int64_t rhythm_next(const struct rhythm *rhythm, const struct zone *zone, int64_t after_ms)
{
	int32_t date = zone_date(zone, after_ms);

	for (int i = 0; i < DAYS_TRIED; i++) {
		int64_t ms = zone_instant(zone, (int64_t)(date + i) * ZONE_DAY_MS + rhythm->minute * INT64_C(60000));

		if (is_on(rhythm, date + i) && ms > after_ms)
			return ms;
	}
	return after_ms + ZONE_DAY_MS;	/* no calendar is that empty */
}
