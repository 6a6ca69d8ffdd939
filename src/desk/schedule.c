/* SPDX-License-Identifier: ISC */
/*
 * Versions of schedules: into the ledger with the offsets of their zone, and
 * out of it again.  What was measured can be measured again anywhere, because
 * no time zone has to be looked up for it.
 */
#include "guichet/desk/schedule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "guichet/zone/zone.h"
#include "private.h"

enum { NUMBER_TEXT = 24 };

err_t desk_zone(struct arena *arena, const char *name, struct zone *out)
{
	return zone_load(arena, name, out);
}

void zone_pairs(struct desk *desk, const struct zone *zone, struct pair out[3])
{
	struct str steps = { 0 };

	zone_steps_write(zone, &steps);
	out[0] = (struct pair){ "zone", zone->name };
	out[1] = (struct pair){ "zone_data", zone->data };
	out[2] = (struct pair){ "zone_steps", arena_copy(desk->arena, str_text(&steps)) };
	str_finish(&steps);
}

static err_t version_append(struct desk *desk, const char *name, const struct schedule_version *version)
{
	static const struct zone_step utc_step;
	static const struct zone utc = { .name = "UTC", .data = "", .steps = &utc_step, .count = 1 };
	struct entry entry = entry_by_actor(desk, EVENT_SCHEDULE_VERSION);
	const struct schedule *schedule = version->schedule;
	struct str hours = { 0 };

	entry.detail[0] = (struct pair){ "name", name };
	entry.detail[1] = (struct pair){ "from", arena_printf(desk->arena, "%" PRId64, version->from_ms) };
	if (schedule != NULL) {
		schedule_write(schedule, &hours);
		entry.detail[2] = (struct pair){ "hours", arena_copy(desk->arena, str_text(&hours)) };
		zone_pairs(desk, schedule->zone == NULL ? &utc : schedule->zone, &entry.detail[3]);
		str_finish(&hours);
	}
	return ledger_append(desk, NULL, 0, &entry, NULL);
}

err_t desk_schedule_set(struct desk *desk, const char *name, const struct schedule_version *versions, size_t count)
{
	err_t err = NULL;

	if (strcmp(name, SCHEDULE_ALWAYS) == 0)
		return err_make(ERR_USAGE, "%s is open always on every desk: take another name", name);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = version_append(desk, name, &versions[i]);
	return err != NULL ? err : metrics_changed(desk);
}

/* ---- dates added */

static const struct schedule *with_days(struct arena *arena, const struct schedule *schedule,
	const struct schedule_day *more, size_t count)
{
	struct schedule *out = arena_alloc(arena, sizeof(*out));
	struct schedule_day *days = arena_array(arena, schedule->day_count + count + 1, sizeof(*days));

	*out = *schedule;
	if (schedule->day_count > 0)
		memcpy(days, schedule->days, schedule->day_count * sizeof(*days));
	if (count > 0)
		memcpy(days + schedule->day_count, more, count * sizeof(*days));
	out->days = days;
	out->day_count = schedule_days_settle(days, schedule->day_count + count);
	return out;
}

err_t desk_schedule_days(struct desk *desk, const char *name, const struct schedule_day *days, size_t count,
	int64_t from_ms)
{
	struct schedule_row *rows = NULL;
	size_t row_count = 0, first = 0;
	bool changed = false;
	err_t err = read_schedules(&desk->reader, desk->arena, name, &rows, &row_count);

	if (err == NULL && row_count == 0)
		err = err_make(ERR_NOT_FOUND, "there is no schedule %s", name);
	for (size_t i = 0; i < row_count; i++)
		if (rows[i].from_ms <= from_ms)
			first = i;
	for (size_t i = first; err == NULL && i < row_count; i++) {
		struct schedule_version version = { rows[i].from_ms > from_ms ? rows[i].from_ms : from_ms, NULL };

		if (rows[i].schedule == NULL || (i + 1 < row_count && rows[i + 1].from_ms == rows[i].from_ms))
			continue;
		version.schedule = with_days(desk->arena, rows[i].schedule, days, count);
		if (version.schedule->day_count > SCHEDULE_DAYS_MAX)
			return err_make(ERR_DATA, "schedule %s: more than %d dates", name, SCHEDULE_DAYS_MAX);
		err = version_append(desk, name, &version);
		changed = true;
	}
	if (err == NULL && !changed)
		err = err_make(ERR_STATE, "schedule %s is open always then: dates change nothing", name);
	return err != NULL ? err : metrics_changed(desk);
}

/* ---- read */

static int row_compare(const void *left, const void *right)
{
	const struct schedule_row *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (order != 0)
		return order;
	if (a->from_ms != b->from_ms)
		return a->from_ms < b->from_ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

err_t read_schedules(struct reader *reader, struct arena *arena, const char *name, struct schedule_row **out,
	size_t *count)
{
	struct event *events = NULL;
	struct schedule_row *rows;
	size_t event_count = 0, n = 0;
	err_t err = store_events_dated(reader->store, arena, INT64_MAX, &events, &event_count);

	if (err != NULL)
		return err;
	rows = arena_array(arena, event_count + 1, sizeof(*rows));
	for (size_t i = 0; i < event_count; i++) {
		struct schedule_row row = { .seq = events[i].seq, .recorded_ms = events[i].recv_ms };

		if (events[i].kind == EVENT_SCHEDULE_VERSION && schedule_version_read(arena, &events[i], &row.name,
		    &row.from_ms, &row.schedule) == NULL && (name == NULL || strcmp(name, row.name) == 0))
			rows[n++] = row;
	}
	qsort(rows, n, sizeof(*rows), row_compare);
	*out = rows;
	*count = n;
	return NULL;
}

static struct metric_settings *settings_make(struct arena *arena, const struct event *events, size_t count,
	int64_t from_ms, int64_t until_ms)
{
	struct metric_settings *settings = metric_settings_create(arena);

	for (size_t i = 0; i < count; i++)
		err_ignore(metric_settings_add(settings, &events[i]), "a row that says nothing changes nothing");
	metric_settings_ready(settings, from_ms, until_ms);
	return settings;
}

err_t read_metric_settings(struct reader *reader, struct arena *arena, int64_t as_of_ms, int64_t from_ms,
	int64_t until_ms, struct metric_settings **out)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events_dated(reader->store, arena, as_of_ms == 0 ? INT64_MAX : as_of_ms, &events, &count);

	if (err == NULL)
		*out = settings_make(arena, events, count, from_ms, until_ms);
	return err;
}

err_t read_zone(struct reader *reader, struct arena *arena, const struct zone **out)
{
	struct metric_settings *settings = NULL;
	err_t err = read_metric_settings(reader, arena, 0, 0, 0, &settings);

	*out = err == NULL ? settings_zone(settings, 0, INT64_MAX) : NULL;
	return err;
}

err_t read_settings_version(struct reader *reader, struct arena *arena, int64_t seq, int64_t from_ms,
	int64_t until_ms, struct metric_settings **out)
{
	struct event *events = NULL;
	size_t count = 0, kept = 0;
	int64_t last = read_ledger_seq(reader);
	err_t err = store_events_dated(reader->store, arena, INT64_MAX, &events, &count);

	if (err == NULL && seq > last)
		err = err_make(ERR_USAGE, "settings-version: the ledger ends with row %" PRId64, last);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		if (events[i].seq <= seq)
			events[kept++] = events[i];
	*out = settings_make(arena, events, kept, from_ms, until_ms);
	return NULL;
}
