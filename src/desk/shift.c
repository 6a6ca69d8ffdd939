/* SPDX-License-Identifier: ISC */
/* The roster: kept with the offsets of its zones, read as who is on and who comes next. */
#include "guichet/desk/shift.h"

#include <string.h>

#include "guichet/desk/account.h"
#include "guichet/desk/schedule.h"
#include "private.h"

/* ---- changes */

static err_t who_find(struct desk *desk, const char *who, int64_t *out)
{
	struct agent agent = { .id = desk->actor.agent, .active = true };
	err_t err = NULL;

	if (strcmp(who, "nobody") == 0)
		return err_make(ERR_USAGE, "a shift needs somebody who is on");
	if (strcmp(who, "@me") != 0)
		err = holder_find(desk->store, desk->arena, who, &agent);
	if (err == NULL && agent.id == 0)
		err = err_make(ERR_USAGE, "@me needs an agent");
	if (err == NULL)
		*out = agent.id;
	return err;
}

static err_t zone_find(struct desk *desk, const char *name, struct zone *out)
{
	static const struct zone_step utc_step;
	const struct metric_settings *settings;
	const struct zone *zone;
	err_t err = name != NULL ? NULL : desk_metrics(desk, &settings);

	if (name != NULL)
		return desk_zone(desk->arena, name, out);
	if (err != NULL)
		return err;
	zone = settings_zone(settings, 0, desk->now_ms);
	*out = zone != NULL ? *zone : (struct zone){ .name = "UTC", .data = "", .steps = &utc_step, .count = 1 };
	return NULL;
}

static err_t shift_put(struct desk *desk, const struct shift_wish *wish, const struct schedule *schedule,
	int64_t *id, bool *added)
{
	const struct zone *zone = schedule->zone;
	struct str hours = { 0 }, steps = { 0 };
	struct shift_row row = { .label = wish->label, .zone = zone->name, .zone_data = zone->data };
	err_t err = who_find(desk, wish->who, &row.agent);

	schedule_write(schedule, &hours);
	zone_steps_write(zone, &steps);
	row.hours = str_text(&hours);
	row.zone_steps = str_text(&steps);
	if (err == NULL)
		err = store_shift_put(desk->store, &row, id, added);
	str_finish(&hours);
	str_finish(&steps);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, row.agent);
	return err;
}

err_t desk_shift_add(struct desk *desk, const struct shift_wish *wish, const char *hours, int64_t *id, bool *added)
{
	struct zone zone = { 0 };
	struct schedule schedule = { .zone = &zone };
	err_t err = zone_find(desk, wish->zone, &zone);

	if (err == NULL)
		err = roster_hours(desk->arena, hours, &schedule);
	return err != NULL ? err : shift_put(desk, wish, &schedule, id, added);
}

err_t desk_shift_import(struct desk *desk, const struct shift_wish *wish, const struct schedule_day *days, size_t count,
	int64_t *id, bool *added)
{
	struct zone zone = { 0 };
	struct schedule schedule = { .zone = &zone, .days = days, .day_count = count };
	err_t err = desk_zone(desk->arena, "UTC", &zone);

	if (err == NULL && count == 0)
		err = err_make(ERR_DATA, "there is no shift in it");
	return err != NULL ? err : shift_put(desk, wish, &schedule, id, added);
}

err_t desk_shift_remove(struct desk *desk, int64_t id)
{
	bool found = false;
	err_t err = store_shift_drop(desk->store, id, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no shift %lld: guichet shift list", (long long)id);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, 0);
	return err;
}

/* ---- what it says */

err_t read_roster(struct reader *reader, struct arena *arena, struct roster_row **out, size_t *count)
{
	struct shift_row *rows = NULL;
	err_t err = store_shifts(reader->store, arena, &rows, count);
	struct roster_row *list;

	if (err != NULL)
		return err;
	list = arena_array(arena, *count + 1, sizeof(*list));
	for (size_t i = 0; err == NULL && i < *count; i++) {
		struct zone *zone = arena_alloc(arena, sizeof(*zone));

		*zone = (struct zone){ .name = rows[i].zone, .data = rows[i].zone_data };
		list[i] = (struct roster_row){ .row = rows[i], .schedule = { .zone = zone } };
		err = zone_steps_read(arena, rows[i].zone_steps, zone);
		if (err == NULL)
			err = schedule_read(arena, rows[i].hours, &list[i].schedule);
	}
	*out = list;
	return err;
}

/* Those that begin first stay. */
static void next_take(struct roster_now *now, const struct roster_row *row, struct shift shift)
{
	if (now->next_count > 0 && shift.from_ms > now->next[0].shift.from_ms)
		return;
	if (now->next_count > 0 && shift.from_ms < now->next[0].shift.from_ms)
		now->next_count = 0;
	now->next[now->next_count++] = (struct on_shift){ &row->row, row->schedule.zone, shift };
}

static void edge_take(int64_t *change_ms, int64_t at_ms)
{
	if (at_ms != 0 && (*change_ms == 0 || at_ms < *change_ms))
		*change_ms = at_ms;
}

err_t read_roster_now(struct reader *reader, struct arena *arena, int64_t now_ms, struct roster_now *out)
{
	struct roster_row *rows = NULL;
	size_t count = 0;
	err_t err = read_roster(reader, arena, &rows, &count);

	*out = (struct roster_now){ .empty = count == 0 };
	out->on = arena_array(arena, count + 1, sizeof(*out->on));
	out->next = arena_array(arena, count + 1, sizeof(*out->next));
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct shift shift;

		if (roster_on(&rows[i].schedule, now_ms, &shift)) {
			out->on[out->on_count++] = (struct on_shift){ &rows[i].row, rows[i].schedule.zone, shift };
			edge_take(&out->change_ms, shift.until_ms);
		}
		if (roster_next(&rows[i].schedule, now_ms, &shift))
			next_take(out, &rows[i], shift);
	}
	if (out->next_count > 0)
		edge_take(&out->change_ms, out->next[0].shift.from_ms);
	return err;
}

static err_t is_of(struct reader *reader, struct arena *arena, const struct shift_row *row, int64_t agent, bool *out)
{
	struct agent me = { 0 };
	const char **members = NULL;
	size_t count = 0;
	err_t err;

	*out = row->agent == agent;
	if (*out || row->kind != AGENT_TEAM)
		return NULL;
	err = store_agent(reader->store, arena, agent, &me, out);
	if (err == NULL)
		err = store_team(reader->store, arena, row->agent, &members, &count);
	*out = false;
	for (size_t i = 0; err == NULL && i < count; i++)
		*out = *out || str_equal(members[i], me.name);
	return err;
}

/* Of several the one that lasts longest. */
err_t read_shift_of(struct reader *reader, struct arena *arena, int64_t agent, int64_t now_ms, struct shift *out, bool *on)
{
	struct roster_now now = { 0 };
	err_t err = read_roster_now(reader, arena, now_ms, &now);

	*on = false;
	for (size_t i = 0; err == NULL && i < now.on_count; i++) {
		bool mine = false;

		err = is_of(reader, arena, now.on[i].row, agent, &mine);
		if (mine && (!*on || (out->until_ms != 0 && now.on[i].shift.until_ms > out->until_ms)))
			*out = now.on[i].shift;
		*on = *on || mine;
	}
	return err;
}
