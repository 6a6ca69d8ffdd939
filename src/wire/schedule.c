/* SPDX-License-Identifier: ISC */
/*
 * Schedules as JSON, both ways.  A person wrote the file: whatever is not
 * understood is an error that says where, because a key that was ignored
 * would be a day on which nobody knows whether somebody answers.
 */
#include "guichet/wire/schedule.h"

#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* The first error stays; what follows does nothing. */
struct reading {
	struct arena *arena;
	const char *where;
	struct wire_schedule *to;
	struct schedule_day *days;
	size_t day_count;
	err_t err;
};

static err_t wrong(struct reading *r, err_t err)
{
	if (r->err == NULL)
		r->err = err;
	return r->err;
}

/* ["09:00-12:00", "13:00-17:00"]; path names it. */
static struct spans spans_get(struct reading *r, const char *path, const struct json *value)
{
	size_t count = json_count(value);
	struct span *list;
	err_t err = NULL;

	if (!json_is_array(value)) {
		wrong(r, err_make(ERR_DATA, "%s%s: must be a list of spans like [\"09:00-17:00\"]", r->where, path));
		return (struct spans){ 0 };
	}
	if (count > SPANS_MAX) {
		wrong(r, err_make(ERR_DATA, "%s%s: has too many spans", r->where, path));
		return (struct spans){ 0 };
	}
	list = arena_array(r->arena, count + 1, sizeof(*list));
	for (size_t i = 0; err == NULL && i < count; i++) {
		const char *text = json_value_text(json_at(value, i));

		if (text == NULL) {
			wrong(r, err_make(ERR_DATA, "%s%s: must be a list of spans like [\"09:00-17:00\"]", r->where, path));
			return (struct spans){ 0 };
		}
		err = span_parse(text, &list[i]);
	}
	if (err == NULL)
		err = spans_settle(list, count);
	if (err != NULL && r->err == NULL)
		r->err = err_wrap(err, "%s%s", r->where, path);
	return (struct spans){ list, count };
}

static void week_visit(void *data, const char *key, const struct json *value)
{
	struct reading *r = data;
	const char *path = arena_printf(r->arena, "week.%s", key);

	for (size_t i = 0; r->err == NULL && i < 7; i++)
		if (strcmp(key, weekdays[i]) == 0) {
			r->to->schedule.week[i] = spans_get(r, path, value);
			return;
		}
	wrong(r, err_make(ERR_DATA, "%s%s: no such day: write mon, tue, wed, thu, fri, sat, sun", r->where, path));
}

static void days_visit(void *data, const char *key, const struct json *value)
{
	struct reading *r = data;
	const char *path = arena_printf(r->arena, "days.%s", key);
	struct schedule_day *day = &r->days[r->day_count];

	if (r->err != NULL)
		return;
	if (!date_parse(key, &day->date))
		wrong(r, err_make(ERR_DATA, "%s%s: no such date: write 2026-05-01", r->where, path));
	else
		day->spans = spans_get(r, path, value);
	r->day_count++;
}

static void count_visit(void *data, const char *key, const struct json *value)
{
	(void)key;
	(void)value;
	++*(size_t *)data;
}

static void days_get(struct reading *r, const struct json *days)
{
	size_t count = 0;

	if (days == NULL)
		return;
	if (!json_is_object(days)) {
		wrong(r, err_make(ERR_DATA, "%sdays: must be an object of dates", r->where));
		return;
	}
	json_each(days, count_visit, &count);
	if (count > SCHEDULE_DAYS_MAX) {
		wrong(r, err_make(ERR_DATA, "%sdays: has too many dates", r->where));
		return;
	}
	r->days = arena_array(r->arena, count + 1, sizeof(*r->days));
	json_each(days, days_visit, r);
	r->day_count = r->err != NULL ? 0 : schedule_days_settle(r->days, r->day_count);
}

static void keys_visit(void *data, const char *key, const struct json *value)
{
	struct reading *r = data;

	(void)value;
	if (strcmp(key, "tz") != 0 && strcmp(key, "week") != 0 && strcmp(key, "days") != 0)
		wrong(r, err_make(ERR_DATA, "%s%s: no such key: a schedule has tz, week and days", r->where, key));
}

static err_t schedule_get(struct arena *arena, const struct json *json, struct wire_schedule *out)
{
	struct reading r = { .arena = arena, .where = out->where, .to = out };
	const struct json *week = json_get(json, "week");

	if (!json_is_object(json))
		return wrong(&r, err_make(ERR_DATA, "%sschedule: must be an object with tz, week and days", r.where));
	json_each(json, keys_visit, &r);
	out->tz = arena_copy(arena, json_text(json, "tz"));
	if (out->tz == NULL)
		wrong(&r, err_make(ERR_DATA, "%stz: is missing: write a time zone like Europe/Paris, or UTC", r.where));
	if (!json_is_object(week))
		wrong(&r, err_make(ERR_DATA, "%sweek: must be an object of weekdays with their spans", r.where));
	if (r.err == NULL)
		json_each(week, week_visit, &r);
	if (r.err == NULL)
		days_get(&r, json_get(json, "days"));
	out->schedule.days = r.days;
	out->schedule.day_count = r.day_count;
	return r.err;
}

/* What "schedule show" says of a version beside it. */
static bool is_shown_beside(const char *key)
{
	static const char *const keys[] = { "seq", "recorded_at", "zone", "zone_data", "hours" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static void dated_visit(void *data, const char *key, const struct json *value)
{
	struct reading *r = data;

	(void)value;
	if (strcmp(key, "effective_from") != 0 && strcmp(key, "schedule") != 0 && !is_shown_beside(key))
		wrong(r, err_make(ERR_DATA, "%s%s: no such key: a version has effective_from and schedule", r->where, key));
}

static void null_visit(void *data, const char *key, const struct json *value)
{
	(void)value;
	*(bool *)data = *(bool *)data || strcmp(key, "schedule") == 0;
}

static err_t dated_get(struct arena *arena, const struct json *json, struct wire_schedule *out)
{
	struct reading r = { .arena = arena, .where = out->where };
	bool said = false;

	if (!json_is_object(json))
		return wrong(&r, err_make(ERR_DATA, "%sversion: must be an object with effective_from and schedule", r.where));
	json_each(json, dated_visit, &r);
	json_each(json, null_visit, &said);
	out->from = arena_copy(arena, json_text(json, "effective_from"));
	if (out->from == NULL)
		wrong(&r, err_make(ERR_DATA, "%seffective_from: is missing: write an instant or a date", r.where));
	if (!said)
		wrong(&r, err_make(ERR_DATA, "%sschedule: is missing: write one, or null for open always", r.where));
	if (r.err != NULL)
		return r.err;
	out->always = json_get(json, "schedule") == NULL;
	return out->always ? NULL : schedule_get(arena, json_get(json, "schedule"), out);
}

static err_t document_get(struct arena *arena, const struct json *json, struct wire_schedule **out, size_t *count)
{
	bool is_list = json_is_array(json), is_dated = is_list || json_get(json, "effective_from") != NULL;
	size_t n = is_list ? json_count(json) : 1;
	struct wire_schedule *list;
	err_t err = NULL;

	if (n == 0)
		return err_make(ERR_DATA, "no schedule in the list");
	if (n > WIRE_SCHEDULES_MAX)
		return err_make(ERR_DATA, "more than %d schedules in the list", WIRE_SCHEDULES_MAX);
	list = arena_array(arena, n, sizeof(*list));
	list[0].where = "";
	if (!is_dated)
		err = schedule_get(arena, json, &list[0]);
	for (size_t i = 0; err == NULL && is_dated && i < n; i++) {
		list[i].where = is_list ? arena_printf(arena, "[%zu].", i) : "";
		err = dated_get(arena, is_list ? json_at(json, i) : json, &list[i]);
	}
	*out = list;
	*count = n;
	return err;
}

/* An object a line, as "schedule show" prints them, is a list. */
static err_t lines_parse(const char *text, size_t len, struct json **out)
{
	struct str list = { 0 };
	err_t err;

	str_add_char(&list, '[');
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && text[i] == '{' && text[i - 1] == '\n')
			str_add_char(&list, ',');
		str_add_char(&list, text[i]);
	}
	str_add_char(&list, ']');
	err = json_parse_own(str_text(&list), list.len, out);
	str_finish(&list);
	return err;
}

err_t wire_get_schedules(struct arena *arena, const char *text, size_t len, struct wire_schedule **out,
	size_t *count)
{
	struct json *json = NULL;
	err_t err = json_parse_own(text, len, &json);

	if (err != NULL && (memchr(text, '{', len) == NULL || lines_parse(text, len, &json) != NULL))
		return err_make(ERR_DATA, "not JSON: %s", err->text);
	err = document_get(arena, json, out, count);
	json_destroy(json);
	return err;
}

err_t wire_get_days(struct arena *arena, const char *text, size_t len, struct schedule_day **out, size_t *count)
{
	struct reading r = { .arena = arena, .where = "" };
	const struct json *days;
	struct json *json = NULL;
	err_t err = json_parse_own(text, len, &json);

	if (err != NULL)
		return err_make(ERR_DATA, "not JSON: %s", err->text);
	days = json_get(json, "days");
	days_get(&r, days != NULL ? days : json);
	*out = r.days;
	*count = r.day_count;
	json_destroy(json);
	return r.err;
}

err_t wire_schedule_from(const struct wire_schedule *schedule, int64_t *out)
{
	int32_t date;
	err_t err;

	if (schedule->from == NULL) {
		*out = INT64_MIN;
		return NULL;
	}
	if (strlen(schedule->from) == strlen("2026-05-01") && date_parse(schedule->from, &date)) {
		*out = zone_instant(schedule->schedule.zone, (int64_t)date * ZONE_DAY_MS);
		return NULL;
	}
	err = time_parse(schedule->from, out);
	return err == NULL ? NULL : err_make(ERR_DATA, "%seffective_from: '%s' is no instant: write 2026-03-03T12:00:00Z "
		"or a date", schedule->where, schedule->from);
}

/* ---- written */

static void spans_put(struct json_out *o, const char *key, struct spans spans)
{
	json_open_array(o, key);
	for (size_t i = 0; i < spans.count; i++) {
		char text[SPAN_TEXT];

		json_put_text(o, NULL, span_format(spans.list[i], text));
	}
	json_close_array(o);
}

void wire_put_days(struct json_out *o, const char *key, const struct schedule_day *days, size_t count)
{
	json_open_object(o, key);
	for (size_t i = 0; i < count; i++) {
		char date[DATE_TEXT];

		spans_put(o, date_format(days[i].date, date), days[i].spans);
	}
	json_close_object(o);
}

void wire_put_schedule(struct json_out *o, const char *key, const struct schedule *schedule)
{
	if (schedule == NULL) {
		json_put_null(o, key);
		return;
	}
	json_open_object(o, key);
	json_put_text(o, "tz", schedule->zone == NULL ? "UTC" : schedule->zone->name);
	json_open_object(o, "week");
	for (size_t i = 0; i < 7; i++)
		if (schedule->week[i].count > 0)
			spans_put(o, weekdays[i], schedule->week[i]);
	json_close_object(o);
	wire_put_days(o, "days", schedule->days, schedule->day_count);
	json_close_object(o);
}
