/* SPDX-License-Identifier: ISC */
/*
 * A day and an hour in words, put together from the clock and the zone that
 * the caller gives.  Without a zone mktime() is asked for a wall time on a
 * given date, so that a day with 23 or 25 hours is counted right.
 */
#include "when.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/model/record.h"

enum { WORDS = 2, WORD_BYTES = 16, MORNING = 9 * 60, MINUTE_MS = 60000, DAY_S = 86400, DAY_NONE = -1000, HOUR_NONE = -1 };

struct wall { int days, minute; };	/* days from today; minute of that day */

static const char *const weekdays[] = {
	"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"
};

static const struct { const char *name; int minute; } hours[] = {
	{ "morning", MORNING }, { "noon", 12 * 60 }, { "afternoon", 14 * 60 }, { "evening", 18 * 60 },
	{ "midnight", 0 },
};

int64_t calendar_day(const struct zone *zone, int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;

	if (zone != NULL)
		return zone_date(zone, at_ms);
	localtime_r(&at, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	return (int64_t)timegm(&tm) / DAY_S;
}

int64_t calendar_day_begin(const struct zone *zone, int64_t day)
{
	time_t at = (time_t)(day * DAY_S);
	struct tm tm;

	if (zone != NULL)
		return zone_instant(zone, day * ZONE_DAY_MS);
	gmtime_r(&at, &tm);
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm) * 1000;
}

/* This program's wall clock. */
static struct tm wall_of(const struct here *here)
{
	time_t now = (time_t)(here->now_ms / 1000);
	struct tm tm;

	localtime_r(&now, &tm);
	return tm;
}

int when_weekday(const struct here *here)
{
	return here->zone == NULL ? wall_of(here).tm_wday : zone_local(here->zone, here->now_ms).weekday % 7;
}

int when_minute(const struct here *here)
{
	struct tm tm = wall_of(here);
	struct local_time local;

	if (here->zone == NULL)
		return tm.tm_hour * 60 + tm.tm_min;
	local = zone_local(here->zone, here->now_ms);
	return local.hour * 60 + local.minute;
}

int64_t when_wall(const struct here *here, int days, int minute)
{
	struct tm tm = wall_of(here);
	int64_t day;

	if (here->zone == NULL) {
		tm.tm_mday += days;
		tm.tm_hour = minute / 60;
		tm.tm_min = minute % 60;
		tm.tm_sec = 0;
		tm.tm_isdst = -1;
		return (int64_t)mktime(&tm) * 1000;
	}
	day = zone_date(here->zone, here->now_ms) + (int64_t)days;
	return zone_instant(here->zone, day * ZONE_DAY_MS + (int64_t)minute * MINUTE_MS);
}

/* "monday" or "mon": days from today, never today when it lies ahead. */
static bool weekday_parse(const char *word, bool past, const struct here *here, int *days)
{
	for (int i = 0; i < 7; i++) {
		int ahead = (i - when_weekday(here) + 7) % 7;

		if (strcasecmp(word, weekdays[i]) != 0 && (strlen(word) != 3 || strncasecmp(word, weekdays[i], 3) != 0))
			continue;
		*days = past ? (ahead == 0 ? 0 : ahead - 7) : (ahead == 0 ? 7 : ahead);
		return true;
	}
	return false;
}

static bool day_parse(const char *word, bool past, const struct here *here, struct wall *wall)
{
	static const struct { const char *name; int days; } days[] = {
		{ "today", 0 }, { "tomorrow", 1 }, { "yesterday", -1 },
	};

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		if (strcasecmp(word, days[i].name) == 0) {
			wall->days = days[i].days;
			return true;
		}
	return weekday_parse(word, past, here, &wall->days);
}

/* "17:00", "9:30" or a part of the day. */
static bool hour_parse(const char *word, int *minute)
{
	size_t digits = strspn(word, "0123456789");
	int hour = 0;

	for (size_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++)
		if (strcasecmp(word, hours[i].name) == 0) {
			*minute = hours[i].minute;
			return true;
		}
	if (digits < 1 || digits > 2 || word[digits] != ':' || strlen(word) != digits + 3 ||
	    !isdigit((unsigned char)word[digits + 1]) || !isdigit((unsigned char)word[digits + 2]))
		return false;
	for (size_t i = 0; i < digits; i++)
		hour = hour * 10 + (word[i] - '0');
	*minute = hour * 60 + (word[digits + 1] - '0') * 10 + (word[digits + 2] - '0');
	return hour < 24 && word[digits + 1] < '6';
}

/* One or two words, at most one of each kind; false when they are something else. */
static bool wall_parse(const char *text, bool past, const struct here *here, struct wall *wall)
{
	char words[WORDS][WORD_BYTES];
	size_t count = 0;

	*wall = (struct wall){ .days = DAY_NONE, .minute = HOUR_NONE };
	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (count == WORDS || len == 0 || len >= WORD_BYTES)
			return false;
		memcpy(words[count], text, len);
		words[count++][len] = '\0';
		text += len + (text[len] == ' ');
	}
	for (size_t i = 0; i < count; i++) {
		bool day = wall->days == DAY_NONE && day_parse(words[i], past, here, wall);

		if (!day && (wall->minute != HOUR_NONE || !hour_parse(words[i], &wall->minute)))
			return false;
	}
	return count > 0;
}

static int64_t wall_instant(const struct wall *wall, bool past, const struct here *here)
{
	int64_t instant;

	if (wall->days != DAY_NONE)
		return when_wall(here, wall->days, wall->minute != HOUR_NONE ? wall->minute : past ? 0 : MORNING);
	instant = when_wall(here, 0, wall->minute);
	if (!past && instant <= here->now_ms)
		return when_wall(here, 1, wall->minute);
	return past && instant > here->now_ms ? when_wall(here, -1, wall->minute) : instant;
}

/* "2026-11-22": the day begins where we are, not in Greenwich. */
static bool day_written(const char *text, bool past, const struct zone *zone, int64_t *out)
{
	struct tm tm = { 0 };
	const char *end;
	int32_t date;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || time_parse(text, out) != NULL)
		return false;
	end = strptime(text, "%Y-%m-%d", &tm);
	if (end == NULL || *end != '\0')
		return false;
	if (zone != NULL) {
		date = date_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		*out = zone_instant(zone, date * (int64_t)ZONE_DAY_MS + (past ? 0 : (int64_t)MORNING * MINUTE_MS));
		return true;
	}
	tm.tm_isdst = -1;
	tm.tm_hour = past ? 0 : MORNING / 60;
	*out = (int64_t)mktime(&tm) * 1000;
	return true;
}

static err_t offset_parse(const char *text, bool past, int64_t now_ms, int64_t *out)
{
	bool minus = text[0] == '-';
	int64_t ms = 0, result = 0;
	err_t err = duration_parse(text + minus, &ms);

	if (err == NULL && __builtin_add_overflow(now_ms, minus || past ? -ms : ms, &result))
		err = err_make(ERR_USAGE, "too far away");
	if (err != NULL && text[minus] != '\0' && text[minus + strspn(text + minus, "0123456789")] == '\0')
		return err;
	if (err != NULL)
		return err_make(ERR_USAGE, "'%s' is not a time: write an instant 2026-11-22T10:00:00Z, "
			"a date 2026-11-22, a duration 2h, or words like monday or 17:00", text);
	*out = result;
	return NULL;
}

err_t when_parse(const char *text, bool past, const struct zone *zone, int64_t now_ms, int64_t *out)
{
	const struct here here = { zone, now_ms };
	struct wall wall;

	if (strcmp(text, "now") == 0) {
		*out = now_ms;
		return NULL;
	}
	if (day_written(text, past, zone, out))
		return NULL;
	if (text[0] != '-' && time_parse(text, out) == NULL)
		return NULL;
	if (!wall_parse(text, past, &here, &wall))
		return offset_parse(text, past, now_ms, out);
	*out = wall_instant(&wall, past, &here);
	return NULL;
}
