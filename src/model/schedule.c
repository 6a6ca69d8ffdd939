/* SPDX-License-Identifier: ISC */
/*
 * Spans and dated exceptions: read from text, put in order, and a whole
 * schedule as the one line that the ledger keeps.
 */
#include "guichet/model/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MINUTES = 1440 };

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* "09:30", up to 24:00; -1 when it is none. */
static int clock_minutes(const char *text)
{
	int hour, minute;

	for (int i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	hour = (text[0] - '0') * 10 + text[1] - '0';
	minute = (text[3] - '0') * 10 + text[4] - '0';
	if (minute > 59 || hour * 60 + minute > DAY_MINUTES)
		return -1;
	return hour * 60 + minute;
}

err_t span_parse(const char *text, struct span *out)
{
	int from, until;

	from = clock_minutes(text);
	if (from < 0 || text[5] != '-')
		return err_make(ERR_DATA, "'%s' is no span of time: write 09:00-17:00", text);
	until = clock_minutes(text + 6);
	if (until < 0 || text[11] != '\0')
		return err_make(ERR_DATA, "'%s' is no span of time: write 09:00-17:00", text);
	if (from == DAY_MINUTES)
		return err_make(ERR_DATA, "'%s' begins at the end of its day", text);
	if (from == until)
		return err_make(ERR_DATA, "'%s' is empty: a whole day is 00:00-24:00", text);
	if (until < from)
		until += DAY_MINUTES;
	*out = (struct span){ (int16_t)from, (int16_t)until };
	return NULL;
}

const char *span_format(struct span span, char buffer[static SPAN_TEXT])
{
	int until = span.until > DAY_MINUTES ? span.until - DAY_MINUTES : span.until;

	(void)snprintf(buffer, SPAN_TEXT, "%02d:%02d-%02d:%02d", span.from / 60 % 100, span.from % 60,
		until / 60 % 100, until % 60);
	return buffer;
}

err_t spans_settle(struct span *list, size_t count)
{
	char one[SPAN_TEXT], other[SPAN_TEXT];

	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && list[k - 1].from > list[k].from; k--) {
			struct span swap = list[k];

			list[k] = list[k - 1];
			list[k - 1] = swap;
		}
	for (size_t i = 1; i < count; i++)
		if (list[i].from < list[i - 1].until) {
			return err_make(ERR_DATA, "%s and %s overlap", span_format(list[i - 1], one),
				span_format(list[i], other));
		}
	return NULL;
}

struct placed { struct schedule_day day; size_t place; };

static int placed_compare(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	if (a->day.date != b->day.date)
		return a->day.date < b->day.date ? -1 : 1;
	return a->place < b->place ? -1 : a->place > b->place;
}

size_t schedule_days_settle(struct schedule_day *days, size_t count)
{
	struct arena *arena = arena_create();
	struct placed *placed = arena_array(arena, count + 1, sizeof(*placed));
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		placed[i] = (struct placed){ days[i], i };
	qsort(placed, count, sizeof(*placed), placed_compare);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && days[kept - 1].date == placed[i].day.date)
			kept--;
		days[kept++] = placed[i].day;
	}
	arena_destroy(arena);
	return kept;
}

/* ---- one line of text */

static void entry_write(struct str *out, const char *name, struct spans spans)
{
	char word[SPAN_TEXT];

	if (out->len > 0)
		str_add(out, "; ");
	str_add(out, name);
	for (size_t i = 0; i < spans.count; i++)
		str_printf(out, " %s", span_format(spans.list[i], word));
}

void schedule_write(const struct schedule *schedule, struct str *out)
{
	char date[DATE_TEXT];

	str_clear(out);
	for (size_t i = 0; i < 7; i++)
		if (schedule->week[i].count > 0)
			entry_write(out, weekdays[i], schedule->week[i]);
	for (size_t i = 0; i < schedule->day_count; i++)
		entry_write(out, date_format(schedule->days[i].date, date), schedule->days[i].spans);
}

/* The words of one entry, its name first. */
static err_t entry_read(struct arena *arena, char *text, struct schedule *out, struct schedule_day *days)
{
	struct spans spans = { 0 };
	struct span *list;
	char *rest = NULL, *name, *word;
	size_t room = 1;
	int32_t date;
	err_t err = NULL;

	for (const char *p = text; *p != '\0'; p++)
		room += *p == ' ';
	spans.list = list = arena_array(arena, room, sizeof(*list));
	name = strtok_r(text, " ", &rest);
	while (err == NULL && (word = strtok_r(NULL, " ", &rest)) != NULL) {
		if (spans.count == SPANS_MAX)
			return err_make(ERR_DATA, "more than %d spans on one day", SPANS_MAX);
		err = span_parse(word, &list[spans.count++]);
	}
	if (err == NULL)
		err = spans_settle(list, spans.count);
	if (err != NULL || name == NULL)
		return err;
	for (size_t i = 0; i < 7; i++)
		if (strcmp(name, weekdays[i]) == 0) {
			out->week[i] = spans;
			return NULL;
		}
	if (!date_parse(name, &date) || out->day_count == SCHEDULE_DAYS_MAX)
		return err_make(ERR_DATA, "'%s' is no day of a schedule", name);
	days[out->day_count++] = (struct schedule_day){ date, spans };
	return NULL;
}

err_t schedule_read(struct arena *arena, const char *text, struct schedule *out)
{
	const struct zone *zone = out->zone;
	struct schedule_day *days;
	char *copy = arena_copy(arena, text), *rest = NULL, *entry;
	size_t room = 1;
	err_t err = NULL;

	for (const char *p = text; *p != '\0'; p++)
		room += *p == ';';
	if (room > SCHEDULE_DAYS_MAX + 7)
		return err_make(ERR_DATA, "a schedule of more than %d days", SCHEDULE_DAYS_MAX);
	days = arena_array(arena, room, sizeof(*days));
	*out = (struct schedule){ .zone = zone, .days = days };
	for (entry = strtok_r(copy, ";", &rest); err == NULL && entry != NULL; entry = strtok_r(NULL, ";", &rest))
		err = entry_read(arena, entry, out, days);
	if (err == NULL)
		out->day_count = schedule_days_settle(days, out->day_count);
	return err;
}
