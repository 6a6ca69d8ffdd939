/* SPDX-License-Identifier: ISC */
/*
 * From versions of schedules to open intervals in UTC: the only place where
 * wall time becomes instants.  Spans of neighbouring dates may touch, overlap
 * or, around a change of the clocks, even change places; the list is put in
 * order and joined at the end.
 */
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "schedule_line.h"

enum {
	MINUTE_MS = 60000,
	REACH_DAYS = 3,		/* a span ends two days after the midnight that it begins behind, and zones jump by one */
	ROOM_FIRST = 64
};

static void interval_add(struct open_list *open, int64_t from_ms, int64_t until_ms)
{
	if (from_ms >= until_ms)
		return;
	if (open->count == open->room) {
		open->room = open->room == 0 ? ROOM_FIRST : open->room * 2;
		open->list = mem_grow(open->list, open->room, sizeof(*open->list));
	}
	open->list[open->count++] = (struct open_interval){ .from_ms = from_ms, .until_ms = until_ms };
}

static struct spans date_spans(const struct schedule *schedule, int32_t date)
{
	size_t low = 0, high = schedule->day_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (schedule->days[middle].date == date)
			return schedule->days[middle].spans;
		if (schedule->days[middle].date < date)
			low = middle + 1;
		else
			high = middle;
	}
	return schedule->week[date_weekday(date) - 1];
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void schedule_open(struct open_list *open, const struct schedule *schedule, int64_t from_ms,
	int64_t until_ms)
{
	const struct zone *zone = schedule->zone;
	int32_t last = zone_date(zone, until_ms) + 1;

	for (int32_t date = zone_date(zone, from_ms) - REACH_DAYS; date <= last; date++) {
		const struct spans spans = date_spans(schedule, date);
		int64_t midnight = (int64_t)date * ZONE_DAY_MS;

		if (spans.count == 0 ||
		    zone_instant(zone, midnight) >= zone_instant(zone, midnight + ZONE_DAY_MS))
			continue;
		for (size_t i = 0; i < spans.count; i++)
			interval_add(open,
				later(from_ms, zone_instant(zone, midnight + (int64_t)spans.list[i].from * MINUTE_MS)),
				earlier(until_ms, zone_instant(zone, midnight + (int64_t)spans.list[i].until * MINUTE_MS)));
	}
}

/* Nearly in order as they come: insertion is linear. */
static void intervals_sort(struct open_interval *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && list[k - 1].from_ms > list[k].from_ms; k--) {
			struct open_interval swap = list[k];

			list[k] = list[k - 1];
			list[k - 1] = swap;
		}
}

static void intervals_join(struct open_list *open)
{
	size_t kept = 0;

	intervals_sort(open->list, open->count);
	for (size_t i = 0; i < open->count; i++) {
		struct open_interval *last = kept == 0 ? NULL : &open->list[kept - 1];

		if (last != NULL && open->list[i].from_ms <= last->until_ms)
			last->until_ms = later(last->until_ms, open->list[i].until_ms);
		else
			open->list[kept++] = open->list[i];
	}
	open->count = kept;
	for (size_t i = 0; i < kept; i++) {
		open->list[i].before_ms = open->total_ms;
		open->total_ms += open->list[i].until_ms - open->list[i].from_ms;
	}
}

void open_list_make(const struct schedule_version *versions, size_t count, int64_t from_ms, int64_t until_ms,
	struct open_list *out)
{
	*out = (struct open_list){ 0 };
	interval_add(out, from_ms, count == 0 ? until_ms : earlier(until_ms, versions[0].from_ms));
	for (size_t i = 0; i < count; i++) {
		int64_t begin = later(from_ms, versions[i].from_ms);
		int64_t end = i + 1 < count ? earlier(until_ms, versions[i + 1].from_ms) : until_ms;

		if (begin >= end)
			continue;
		if (versions[i].schedule == NULL)
			interval_add(out, begin, end);
		else
			schedule_open(out, versions[i].schedule, begin, end);
	}
	intervals_join(out);
}
