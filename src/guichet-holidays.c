/* SPDX-License-Identifier: ISC */
/*
 * A calendar of holidays on standard input, its closed days on standard
 * output: {"days":{…},"events":n,"timed":n} or {"kind":…,"error":…}.  It
 * comes from strangers and the library that reads it is large, so this is a
 * program of its own, which opens no desk and has limits on time and memory.
 * An instant may be given, from which the days are counted.  --shifts ZONE
 * before it: of shifts, in UTC, those that name no zone read by that one.
 */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/wire/schedule.h"
#include "guichet/zone/calendar.h"

enum { CPU_SECONDS = 5, PAST_YEARS = 2, FUTURE_YEARS = 10, SHIFTS_YEARS = 3 };
#define MEMORY_BYTES ((rlim_t)1 << 30)

/* The address checks of a compiler reserve more than there is. */
#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_IS_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMORY_IS_WATCHED
#endif
#endif

static err_t limits_set(void)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS }, none = { 0, 0 };

	if (setrlimit(RLIMIT_CPU, &cpu) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
		return err_sys("limits");
#ifndef MEMORY_IS_WATCHED
	const struct rlimit memory = { MEMORY_BYTES, MEMORY_BYTES };

	if (setrlimit(RLIMIT_AS, &memory) != 0)
		return err_sys("limits");
#endif
	return NULL;
}

static err_t now_find(const char *text, int64_t *out)
{
	struct clock clock = clock_system();

	*out = clock_now(&clock);
	return text == NULL ? NULL : time_parse(text, out);
}

/* zone NULL: holidays. */
static err_t read_text(struct arena *arena, const char *text, const char *zone, int64_t now_ms, struct calendar *out)
{
	struct local_time today = zone_local(NULL, now_ms);
	int32_t date = date_make(today.year, today.month, today.day);

	if (zone != NULL)
		return calendar_shifts(arena, text, zone, date - 1, date_make(today.year + SHIFTS_YEARS, 1, 1), out);
	return calendar_read(arena, text, date_make(today.year - PAST_YEARS, 1, 1),
		date_make(today.year + FUTURE_YEARS + 1, 1, 1), out);
}

static err_t convert(struct arena *arena, const char *zone, const char *now, struct json_out *o)
{
	struct calendar calendar = { 0 };
	struct str text = { 0 };
	int64_t now_ms = 0;
	err_t err = limits_set();

	if (err == NULL)
		err = now_find(now, &now_ms);
	if (err == NULL)
		err = file_read_fd(STDIN_FILENO, "the calendar", CALENDAR_BYTES_MAX, &text);
	if (err == NULL && memchr(str_text(&text), '\0', text.len) != NULL)
		err = err_make(ERR_DATA, "this is no calendar");
	if (err == NULL)
		err = read_text(arena, str_text(&text), zone, now_ms, &calendar);
	str_finish(&text);
	if (err != NULL)
		return err;
	json_open_object(o, NULL);
	wire_put_days(o, "days", calendar.days, calendar.day_count);
	json_put_int(o, "events", (int64_t)calendar.events);
	json_put_int(o, "timed", (int64_t)calendar.timed);
	json_close_object(o);
	return NULL;
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_create();
	struct str answer = { 0 };
	struct json_out o = { .to = &answer };
	bool shifts = argc > 2 && strcmp(argv[1], "--shifts") == 0;
	int at = shifts ? 3 : 1;
	err_t err = convert(arena, shifts ? argv[2] : NULL, argc > at ? argv[at] : NULL, &o);

	if (err != NULL) {
		str_clear(&answer);
		o = (struct json_out){ .to = &answer };
		json_open_object(&o, NULL);
		json_put_text(&o, "kind", err_kind_name(err->kind));
		json_put_text(&o, "error", err->text);
		json_close_object(&o);
	}
	signal(SIGPIPE, SIG_IGN);
	err_ignore(file_write_all(STDOUT_FILENO, "standard output", str_text(&answer), answer.len),
		"whoever asked may be gone");
	str_finish(&answer);
	arena_destroy(arena);
	return err_exit_code(err);
}
