/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a schedule: they are read or refused; what was read is the same
 * after it was written as the ledger keeps it, and measures time that adds up
 * and that a due time gives back.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/wire/schedule.h"

#define DAY INT64_C(86400000)
#define START INT64_C(1771000000000)	/* in February 2026 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

static void use(struct arena *arena, const struct schedule *schedule)
{
	struct schedule_version version = { INT64_MIN, schedule };
	const struct schedule_line *line = schedule_line(arena, &version, 1, START, START + 60 * DAY);
	int64_t half = schedule_business_ms(line, START, START + 20 * DAY);
	int64_t whole = schedule_business_ms(line, START, START + 70 * DAY), due;
	struct str text = { 0 }, again = { 0 };
	struct schedule copy = { .zone = schedule->zone };

	require(half + schedule_business_ms(line, START + 20 * DAY, START + 70 * DAY) == whole, "time adds up");
	require(whole >= 0 && whole <= 70 * DAY, "no more than passes");
	due = schedule_due(line, START, half);
	require(due <= START + 20 * DAY && schedule_business_ms(line, START, due) == half, "due is the other way round");
	schedule_write(schedule, &text);
	require(schedule_read(arena, str_text(&text), &copy) == NULL, "what is written can be read");
	schedule_write(&copy, &again);
	require(strcmp(str_text(&text), str_text(&again)) == 0, "and is the same");
	str_finish(&text);
	str_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct wire_schedule *list = NULL;
	struct schedule_day *days = NULL;
	struct schedule free_text = { 0 };
	struct zone zone = { 0 };
	char *text = arena_copy_n(arena, (const char *)data, size);
	size_t count = 0;
	int64_t from_ms;

	if (wire_get_schedules(arena, text, size, &list, &count) == NULL)
		for (size_t i = 0; i < count; i++) {
			err_ignore(wire_schedule_from(&list[i], &from_ms), "it may be no instant");
			if (!list[i].always)
				use(arena, &list[i].schedule);
		}
	err_ignore(wire_get_days(arena, text, size, &days, &count), "they may be no dates");
	if (zone_steps_read(arena, text, &zone) == NULL)
		free_text.zone = &zone;
	if (schedule_read(arena, text, &free_text) == NULL)
		use(arena, &free_text);
	arena_destroy(arena);
	return 0;
}
