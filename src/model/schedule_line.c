/* SPDX-License-Identifier: ISC */
/*
 * Questions about business time.  Inside the time that a line was made ready
 * for they are searches in its list; outside it the list for just that
 * question is made and thrown away, so that no question has a wrong answer.
 */
#include "schedule_line.h"

#include <stdlib.h>
#include <string.h>

/* What lies outside counts as its edge: no desk was open before 1900, none plans behind 2200. */
#define EARLIEST_MS INT64_C(-2208988800000)
#define LATEST_MS INT64_C(7258118400000)
#define YEAR_MS (INT64_C(366) * ZONE_DAY_MS)

enum { SEARCH_YEARS = 100 };

struct schedule_line {
	const struct schedule_version *versions;
	size_t count;
	int64_t from_ms, until_ms;
	struct open_list open;
};

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t bounded(int64_t ms)
{
	return later(EARLIEST_MS, earlier(LATEST_MS, ms));
}

const struct schedule_line *schedule_line(struct arena *arena, const struct schedule_version *versions,
	size_t count, int64_t from_ms, int64_t until_ms)
{
	struct schedule_line *line = arena_alloc(arena, sizeof(*line));
	struct schedule_version *kept = arena_array(arena, count + 1, sizeof(*kept));
	struct open_list open;

	for (size_t i = 0; i < count; i++) {
		if (line->count > 0 && kept[line->count - 1].from_ms == versions[i].from_ms)
			line->count--;
		kept[line->count++] = versions[i];
	}
	line->versions = kept;
	line->from_ms = bounded(from_ms);
	line->until_ms = later(line->from_ms, bounded(until_ms));
	open_list_make(kept, line->count, line->from_ms, line->until_ms, &open);
	line->open = open;
	line->open.list = arena_array(arena, open.count + 1, sizeof(*open.list));
	if (open.count > 0)
		memcpy(line->open.list, open.list, open.count * sizeof(*open.list));
	free(open.list);
	return line;
}

/* The first interval that ends after ms. */
static size_t interval_after(const struct open_list *open, int64_t ms)
{
	size_t low = 0, high = open->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (open->list[middle].until_ms <= ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Open time in the list before ms. */
static int64_t open_before(const struct open_list *open, int64_t ms)
{
	size_t i = interval_after(open, ms);

	if (i == open->count)
		return open->total_ms;
	return open->list[i].before_ms + later(0, ms - open->list[i].from_ms);
}

static int64_t open_outside(const struct schedule_line *line, int64_t from_ms, int64_t to_ms)
{
	struct open_list open;

	if (from_ms >= to_ms)
		return 0;
	open_list_make(line->versions, line->count, from_ms, to_ms, &open);
	free(open.list);
	return open.total_ms;
}

int64_t schedule_business_ms(const struct schedule_line *line, int64_t from_ms, int64_t to_ms)
{
	int64_t begin, end, sum = 0;

	from_ms = bounded(from_ms);
	to_ms = bounded(to_ms);
	if (from_ms >= to_ms)
		return 0;
	if (line == NULL || line->count == 0)
		return to_ms - from_ms;
	begin = later(from_ms, line->from_ms);
	end = earlier(to_ms, line->until_ms);
	if (begin >= end)
		return open_outside(line, from_ms, to_ms);
	sum += open_outside(line, from_ms, begin);
	sum += open_before(&line->open, end) - open_before(&line->open, begin);
	return sum + open_outside(line, end, to_ms);
}

/* Where the open time before it in the list first reaches that much; there is that much. */
static int64_t open_reaches(const struct open_list *open, int64_t ms)
{
	size_t low = 0, high = open->count - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct open_interval *at = &open->list[middle];

		if (at->before_ms + (at->until_ms - at->from_ms) < ms)
			low = middle + 1;
		else
			high = middle;
	}
	return open->list[low].from_ms + ms - open->list[low].before_ms;
}

/* Takes from *left what is open between the two; true and *due when that was enough. */
static bool due_outside(const struct schedule_line *line, int64_t from_ms, int64_t to_ms, int64_t *left,
	int64_t *due)
{
	struct open_list open;
	bool enough;

	if (from_ms >= to_ms)
		return false;
	open_list_make(line->versions, line->count, from_ms, to_ms, &open);
	enough = open.total_ms >= *left;
	if (enough)
		*due = open_reaches(&open, *left);
	*left -= open.total_ms;
	free(open.list);
	return enough;
}

/* A schedule that opens on no day any more; it need not be searched for a hundred years. */
static bool closed_after(const struct schedule_line *line, int64_t ms)
{
	const struct schedule_version *last = &line->versions[line->count - 1];
	const struct schedule *schedule = last->schedule;

	if (schedule == NULL || ms < last->from_ms)
		return false;
	for (size_t i = 0; i < sizeof(schedule->week) / sizeof(schedule->week[0]); i++)
		if (schedule->week[i].count > 0)
			return false;
	return schedule->day_count == 0 ||
		schedule->days[schedule->day_count - 1].date + 3 < zone_date(schedule->zone, ms);
}

int64_t schedule_due(const struct schedule_line *line, int64_t start_ms, int64_t business_ms)
{
	int64_t left = business_ms, due = SCHEDULE_NEVER, at, last;

	if (business_ms <= 0)
		return start_ms;
	start_ms = bounded(start_ms);
	last = earlier(LATEST_MS, start_ms + SEARCH_YEARS * YEAR_MS);
	if (business_ms > LATEST_MS - EARLIEST_MS)
		return SCHEDULE_NEVER;
	if (line == NULL || line->count == 0)
		return start_ms + business_ms;
	if (due_outside(line, start_ms, earlier(line->from_ms, last), &left, &due))
		return due;
	at = later(start_ms, line->from_ms);
	if (at < line->until_ms) {
		int64_t before = open_before(&line->open, at);

		if (line->open.total_ms - before >= left)
			return open_reaches(&line->open, before + left);
		left -= line->open.total_ms - before;
		at = line->until_ms;
	}
	for (; at < last && !closed_after(line, at); at += YEAR_MS)
		if (due_outside(line, at, earlier(last, at + YEAR_MS), &left, &due))
			return due;
	return SCHEDULE_NEVER;
}

bool schedule_open_at(const struct schedule_line *line, int64_t ms)
{
	return schedule_business_ms(line, ms, ms + 1) == 1;
}
