/* SPDX-License-Identifier: ISC */
/*
 * The only file that knows GLib, whose time zones read the machine's own
 * data: a desk follows a change of law as soon as the machine does.  It is
 * asked for offsets of instants only; wall times are the model's business.
 */
#include "guichet/zone/zone.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/file.h"

#define ZONE_PLACE "/usr/share/zoneinfo"
#define FIRST_SECOND INT64_C(0)			/* 1970 */
#define LAST_SECOND INT64_C(2145916799)		/* the end of 2037 */

enum { DATA_NAME_MAX = 32, MAGIC = 4, ZONE_FILE_MAX = 256 << 10, VERSION_FILE_MAX = 1 << 20 };

static const char *zone_place(void)
{
	const char *place = getenv("TZDIR");

	return place != NULL && place[0] == '/' ? place : ZONE_PLACE;
}

/* Letters, digits and what stands between them; no way out of the place, no other family of the same zones. */
static bool name_is_fine(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < ZONE_NAME_MAX && name[0] != '/' && strstr(name, "//") == NULL &&
		name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/")] == '\0' &&
		!str_starts(name, "right/") && !str_starts(name, "posix/");
}

/* GLib takes anything for a zone that it finds a file of; this is one. */
static err_t name_check(const char *name)
{
	struct str path = { 0 }, file = { 0 };
	err_t err = NULL;
	bool is_zone = false;

	if (name_is_fine(name)) {
		str_printf(&path, "%s/%s", zone_place(), name);
		err = file_read(path.text, ZONE_FILE_MAX, &file);
		is_zone = err == NULL && file.len > MAGIC && memcmp(file.text, "TZif", MAGIC) == 0;
	}
	if (!is_zone) {
		str_clear(&path);
		str_clear(&file);
		str_printf(&path, "%s/Etc/UTC", zone_place());
		err = file_read(path.text, ZONE_FILE_MAX, &file);
		err = err == NULL ? err_make(ERR_DATA, "there is no time zone '%s': write one like Europe/Paris", name)
			: err_make(ERR_CONFIG, "this machine has no time zones in %s: install tzdata", zone_place());
	}
	str_finish(&path);
	str_finish(&file);
	return err;
}

/* The first second of interval number wanted, which begins behind after. */
static int64_t interval_begin(GTimeZone *zone, int wanted, int64_t after)
{
	int64_t low = after, high = LAST_SECOND;

	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, middle) >= wanted)
			high = middle;
		else
			low = middle;
	}
	return high;
}

static void steps_find(struct arena *arena, GTimeZone *zone, struct zone *out)
{
	int first = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, FIRST_SECOND);
	int last = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, LAST_SECOND);
	size_t room = last > first ? (size_t)(last - first) + 1 : 1;
	struct zone_step *steps = arena_array(arena, room, sizeof(*steps));
	int64_t at = FIRST_SECOND;

	steps[0] = (struct zone_step){ at * 1000, g_time_zone_get_offset(zone, first) * 1000 };
	out->count = 1;
	for (int i = first + 1; i <= last && out->count < ZONE_STEPS_MAX; i++) {
		int32_t offset_ms = g_time_zone_get_offset(zone, i) * 1000;

		at = interval_begin(zone, i, at);
		/* Many a change is one of the name alone. */
		if (offset_ms != steps[out->count - 1].offset_ms)
			steps[out->count++] = (struct zone_step){ at * 1000, offset_ms };
	}
	out->steps = steps;
}

err_t zone_load(struct arena *arena, const char *name, struct zone *out)
{
	err_t err = name_check(name);
	GTimeZone *zone;

	if (err != NULL)
		return err;
	zone = g_time_zone_new_identifier(name);
	if (zone == NULL)
		return err_make(ERR_DATA, "there is no time zone '%s': write one like Europe/Paris", name);
	out->name = arena_copy(arena, name);
	out->data = zone_data_version(arena);
	steps_find(arena, zone, out);
	g_time_zone_unref(zone);
	return NULL;
}

/* "# version 2025b" opens the compact form of the data; others lay a file +VERSION beside it. */
const char *zone_data_version(struct arena *arena)
{
	static const struct { const char *file, *before; } places[] = {
		{ "tzdata.zi", "# version " }, { "+VERSION", "" } };
	const char *found = "unknown";

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct str path = { 0 }, file = { 0 };
		size_t skip = strlen(places[i].before), len;

		str_printf(&path, "%s/%s", zone_place(), places[i].file);
		if (file_read(path.text, VERSION_FILE_MAX, &file) == NULL &&
		    str_starts(str_text(&file), places[i].before)) {
			len = strcspn(file.text + skip, " \t\r\n");
			if (len > 0 && len < DATA_NAME_MAX)
				found = arena_copy_n(arena, file.text + skip, len);
		}
		str_finish(&path);
		str_finish(&file);
		if (strcmp(found, "unknown") != 0)
			break;
	}
	return found;
}
