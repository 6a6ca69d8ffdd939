/* SPDX-License-Identifier: ISC */
/* The hours of a schedule for people: days that follow one another with the same hours are one. */
#include <string.h>

#include "columns.h"
#include "guichet/base/message.h"

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* Which weekday an entry is of; -1: none. */
static int weekday_of(const char *entry)
{
	for (int i = 0; i < 7; i++)
		if (strncmp(entry, weekdays[i], 3) == 0 && entry[3] == ' ')
			return i;
	return -1;
}

/* A date alone. */
static bool is_closed(const char *entry, size_t len)
{
	return *entry >= '0' && *entry <= '9' && memchr(entry, ' ', len) == NULL;
}

const char *hours_folded(struct arena *arena, const char *hours)
{
	const char *out = "", *next;

	for (const char *p = hours; *p != '\0'; p = next) {
		size_t len = strcspn(p, ";");
		int first = weekday_of(p), last = first;

		next = p + len + strspn(p + len, "; ");
		while (first >= 0 && weekday_of(next) == last + 1 && strcspn(next, ";") == len &&
		    strncmp(next + 3, p + 3, len - 3) == 0) {
			last++;
			next += len + strspn(next + len, "; ");
		}
		out = arena_printf(arena, "%s%s%.*s%s%s%.*s%s", out, *out == '\0' ? "" : "; ", first < 0 ? 0 : 3, p,
			last > first ? "-" : "", last > first ? weekdays[last] : "",
			(int)(first < 0 ? len : len - 3), first < 0 ? p : p + 3,
			is_closed(p, len) ? _(NC_("hours", " closed")) : "");
	}
	return out;
}
