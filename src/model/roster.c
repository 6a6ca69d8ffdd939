/* SPDX-License-Identifier: ISC */
/*
 * From the words of a roster to a schedule, and from a schedule to shifts:
 * which lasts now, which begins next.  What is open of a schedule is worked
 * out by schedule_open.c; here it only has another name.
 */
#include "guichet/model/roster.h"

#include <stdlib.h>
#include <string.h>

#include "schedule_line.h"

enum { BEFORE_DAYS = 8, NEAR_DAYS = 15, FAR_DAYS = 370, RANGE_DAYS = 370 };

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* ---- words */

struct hours { struct arena *arena; const char *week[7]; struct str days; };

static err_t bad(const char *part)
{
	return err_make(ERR_USAGE, "'%s' is no part of a roster: write mon-fri 06:00-14:00, or 2026-12-24 off", part);
}

static int weekday_find(const char *word, size_t len)
{
	for (int i = 0; i < 7; i++)
		if (len == 3 && strncasecmp(word, weekdays[i], 3) == 0)
			return i;
	return -1;
}

/* "mon", "mon-fri" (also over the end of the week), "daily". */
static bool weekdays_find(const char *word, int *from, int *count)
{
	const char *dash = strchr(word, '-');
	int until;

	*from = 0;
	*count = 7;
	if (strcasecmp(word, "daily") == 0)
		return true;
	*from = weekday_find(word, dash == NULL ? strlen(word) : (size_t)(dash - word));
	until = dash == NULL ? *from : weekday_find(dash + 1, strlen(dash + 1));
	*count = (until - *from + 7) % 7 + 1;
	return *from >= 0 && until >= 0;
}

/* "2026-12-24", "2026-12-24..2026-12-26". */
static bool dates_find(struct arena *arena, const char *word, int32_t *from, int32_t *until)
{
	const char *dots = strstr(word, "..");

	if (dots == NULL)
		return date_parse(word, from) && date_parse(word, until);
	return date_parse(arena_copy_n(arena, word, (size_t)(dots - word)), from) && date_parse(dots + 2, until) &&
		*from <= *until && *until - *from < RANGE_DAYS;
}

/* Several parts about a weekday add up; of a date the last holds. */
static err_t part_take(struct hours *hours, const char *part)
{
	char *copy = arena_copy(hours->arena, part), *rest = NULL, date[DATE_TEXT];
	const char *days = strtok_r(copy, " \t\n", &rest), *spans = rest;
	int weekday, count;
	int32_t from, until;

	if (days == NULL)
		return NULL;
	spans += strspn(spans, " \t\n");
	if (*spans == '\0')
		return bad(part);
	if (strcasecmp(spans, "off") == 0)
		spans = "";
	if (weekdays_find(days, &weekday, &count)) {
		for (int i = 0; i < count; i++) {
			const char **day = &hours->week[(weekday + i) % 7];

			*day = *spans == '\0' ? NULL : *day == NULL ? spans :
				arena_printf(hours->arena, "%s %s", *day, spans);
		}
		return NULL;
	}
	if (!dates_find(hours->arena, days, &from, &until))
		return bad(part);
	for (int32_t at = from; at <= until; at++)
		str_printf(&hours->days, "%s%s %s", hours->days.len > 0 ? "; " : "", date_format(at, date), spans);
	return NULL;
}

static err_t hours_settle(struct hours *hours, struct schedule *out)
{
	struct str line = { 0 };
	err_t err;

	for (int i = 0; i < 7; i++)
		if (hours->week[i] != NULL)
			str_printf(&line, "%s%s %s", line.len > 0 ? "; " : "", weekdays[i], hours->week[i]);
	if (hours->days.len > 0)
		str_printf(&line, "%s%s", line.len > 0 ? "; " : "", hours->days.text);
	err = schedule_read(hours->arena, str_text(&line), out);
	if (err == NULL && line.len == 0)
		err = err_make(ERR_USAGE, "a roster needs hours: mon-fri 06:00-14:00");
	else if (err != NULL)
		err = err_make(ERR_USAGE, "%s", err->text);
	str_finish(&line);
	return err;
}

err_t roster_hours(struct arena *arena, const char *text, struct schedule *out)
{
	struct hours hours = { .arena = arena };
	char *copy = arena_copy(arena, text), *rest = NULL, *part;
	err_t err = NULL;

	for (part = strtok_r(copy, ",;", &rest); err == NULL && part != NULL; part = strtok_r(NULL, ",;", &rest))
		err = part_take(&hours, part);
	if (err == NULL)
		err = hours_settle(&hours, out);
	str_finish(&hours.days);
	return err;
}

/* ---- shifts */

static bool find(const struct schedule *schedule, int64_t at_ms, int days, bool next, struct shift *out)
{
	const struct schedule_version since_ever = { INT64_MIN, schedule };
	int64_t until_ms = at_ms + (int64_t)days * ZONE_DAY_MS;
	struct open_list open;
	bool found = false;

	open_list_make(&since_ever, 1, at_ms - (int64_t)BEFORE_DAYS * ZONE_DAY_MS, until_ms, &open);
	for (size_t i = 0; i < open.count && !found; i++) {
		const struct open_interval *interval = &open.list[i];

		found = next ? interval->from_ms > at_ms : interval->from_ms <= at_ms && at_ms < interval->until_ms;
		if (found)
			*out = (struct shift){ interval->from_ms, interval->until_ms < until_ms ? interval->until_ms : 0 };
	}
	free(open.list);
	return found;
}

bool roster_on(const struct schedule *schedule, int64_t at_ms, struct shift *out)
{
	if (!find(schedule, at_ms, NEAR_DAYS, false, out))
		return false;
	return out->until_ms != 0 || find(schedule, at_ms, FAR_DAYS, false, out);
}

bool roster_next(const struct schedule *schedule, int64_t at_ms, struct shift *out)
{
	if (find(schedule, at_ms, NEAR_DAYS, true, out) && out->until_ms != 0)
		return true;
	return find(schedule, at_ms, FAR_DAYS, true, out);
}

/* ---- shown */

static const char *days_shown(struct arena *arena, int from, int until, const char *spans)
{
	if (until - from == 6)
		return arena_printf(arena, "daily %s", spans);
	return from == until ? arena_printf(arena, "%s %s", weekdays[from], spans) :
		arena_printf(arena, "%s-%s %s", weekdays[from], weekdays[until], spans);
}

const char *roster_hours_shown(struct arena *arena, const char *line)
{
	char *copy = arena_copy(arena, line), *rest = NULL;
	const char *week[7] = { NULL }, *text = "", *dates = "";

	for (char *part = strtok_r(copy, ";", &rest); part != NULL; part = strtok_r(NULL, ";", &rest)) {
		int day = 0;

		part += strspn(part, " ");
		while (day < 7 && !(str_starts(part, weekdays[day]) && part[strlen(weekdays[day])] == ' '))
			day++;
		if (day < 7)
			week[day] = part + strlen(weekdays[day]) + 1;
		else
			dates = arena_printf(arena, "%s%s%s", dates, *dates == '\0' ? "" : "; ", part);
	}
	for (int from = 0, until; from < 7; from = until + 1) {
		until = from;
		while (week[from] != NULL && until < 6 && week[until + 1] != NULL && strcmp(week[from], week[until + 1]) == 0)
			until++;
		if (week[from] != NULL)
			text = arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : "; ", days_shown(arena, from, until, week[from]));
	}
	return *dates == '\0' ? text : arena_printf(arena, "%s%s%s", text, *text == '\0' ? "" : "; ", dates);
}
