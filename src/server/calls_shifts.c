/* SPDX-License-Identifier: ISC */
/*
 * The roster.
 *
 *   shift add, import  {"shift","who","added":bool}       import: and "shifts", how many the calendar has
 *   shift remove       {"shift"}
 *   shift list         {"rows":[{"shift","who","kind","name","hours","zone","on":bool,"from","until"}]}
 *                      from and until of the shift that lasts, else of the next one, else null
 *   shift now          {"on":[{"who","kind","name","from","until","zone","from_there","until_there"}],
 *                      "next":[likewise],"change","roster":bool,
 *                      "mine":null or {"from","until"},"me":{"state","until"}}    me: what was said, calls_availability.c
 */
#include "calls.h"

#include <stdio.h>

#include "answer.h"
#include "guichet/desk/availability.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/shift.h"
#include "guichet/wire/schedule.h"

static struct shift_wish wish_of(const struct call_context *context)
{
	const char *label = call_text(context->request, "name");

	return (struct shift_wish){ .who = call_text(context->request, "who"), .label = label != NULL ? label : "",
		.zone = call_text(context->request, "zone") };
}

/* shifts: of a calendar; -1: of hours, which come again each week. */
static void say(struct call_context *context, int64_t id, bool added, int64_t shifts)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_int(&o, "shift", id);
	json_put_text(&o, "who", call_text(context->request, "who"));
	json_put_bool(&o, "added", added);
	if (shifts >= 0)
		json_put_int(&o, "shifts", shifts);
	json_close_object(&o);
}

static const char *hours_of(struct call_context *context)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < call_count(context->request, "hours"); i++)
		str_printf(&text, "%s%s", i > 0 ? " " : "", call_text_at(context->request, "hours", i));
	copy = arena_copy(context->arena, str_text(&text));
	str_finish(&text);
	return copy;
}

err_t shift_add(struct call_context *context)
{
	struct shift_wish wish = wish_of(context);
	int64_t id = 0;
	bool added = false;
	err_t err = desk_shift_add(context->desk, &wish, hours_of(context), &id, &added);

	if (err == NULL)
		say(context, id, added, -1);
	return err;
}

err_t shift_import(struct call_context *context)
{
	struct shift_wish wish = wish_of(context);
	struct schedule_day *days = NULL;
	size_t count = 0;
	int64_t id = 0, shifts = 0;
	bool added = false;
	err_t err = wire_get_days(context->arena, context->payload, context->payload_len, &days, &count);

	for (size_t i = 0; i < count; i++)
		shifts += (int64_t)days[i].spans.count;
	if (err == NULL)
		err = desk_shift_import(context->desk, &wish, days, count, &id, &added);
	if (err == NULL)
		say(context, id, added, shifts);
	return err;
}

err_t shift_remove(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "shift", 0);
	err_t err = desk_shift_remove(context->desk, id);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "shift", id);
	json_close_object(&o);
	return NULL;
}

static void put_shift(struct json_out *o, struct shift shift)
{
	json_put_time(o, "from", shift.from_ms);
	json_put_time(o, "until", shift.until_ms);
}

static void put_who(struct json_out *o, const struct shift_row *row)
{
	json_put_text(o, "who", row->who);
	json_put_text(o, "kind", agent_kind_name(row->kind));
	answer_some(o, "name", row->label);
}

err_t shift_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct roster_row *rows = NULL;
	size_t count = 0;
	err_t err = read_roster(context->reader, context->arena, &rows, &count);

	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		struct shift shift = { 0 };
		bool on = roster_on(&rows[i].schedule, context->now_ms, &shift);

		if (!on && !roster_next(&rows[i].schedule, context->now_ms, &shift))
			shift = (struct shift){ 0 };
		json_open_object(&o, NULL);
		json_put_int(&o, "shift", rows[i].row.id);
		put_who(&o, &rows[i].row);
		json_put_text(&o, "hours", roster_hours_shown(context->arena, rows[i].row.hours));
		json_put_text(&o, "zone", rows[i].row.zone);
		json_put_bool(&o, "on", on);
		put_shift(&o, shift);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

/* "14:00" on the wall where the shift is. */
static void put_there(struct json_out *o, const char *key, const struct zone *zone, int64_t ms)
{
	struct local_time there = zone_local(zone, ms);
	char text[16];

	(void)snprintf(text, sizeof(text), "%02d:%02d", there.hour, there.minute);
	if (ms != 0)
		json_put_text(o, key, text);
}

static void put_those(struct json_out *o, const char *key, const struct on_shift *list, size_t count)
{
	json_open_array(o, key);
	for (size_t i = 0; i < count; i++) {
		json_open_object(o, NULL);
		put_who(o, list[i].row);
		put_shift(o, list[i].shift);
		json_put_text(o, "zone", list[i].row->zone);
		put_there(o, "from_there", list[i].zone, list[i].shift.from_ms);
		put_there(o, "until_there", list[i].zone, list[i].shift.until_ms);
		json_close_object(o);
	}
	json_close_array(o);
}

err_t shift_now(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct roster_now now = { 0 };
	struct availability_row me = { 0 };
	struct shift mine = { 0 };
	bool on = false;
	err_t err = read_roster_now(context->reader, context->arena, context->now_ms, &now);

	if (err == NULL)
		err = read_shift_of(context->reader, context->arena, context->actor->agent, context->now_ms, &mine, &on);
	if (err == NULL)
		err = read_availability_of(context->reader, context->actor->agent, &me);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	put_those(&o, "on", now.on, now.on_count);
	put_those(&o, "next", now.next, now.next_count);
	json_put_time(&o, "change", now.change_ms);
	json_put_bool(&o, "roster", !now.empty);
	if (on) {
		json_open_object(&o, "mine");
		put_shift(&o, mine);
		json_close_object(&o);
	} else {
		json_put_null(&o, "mine");
	}
	json_open_object(&o, "me");
	json_put_text(&o, "state", availability_name(me.state));
	json_put_time(&o, "until", me.until_ms);
	json_close_object(&o);
	json_close_object(&o);
	return NULL;
}
