/* SPDX-License-Identifier: ISC */
/* What people call a group of figures: days of the week have names in every language. */
#include <string.h>
#include <time.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"

/* Whether the nth of "weekday,hour" are days of the week. */
static bool is_weekday(const char *grouped_by, int nth)
{
	static const char name[] = "weekday";
	size_t len;

	for (; nth > 0 && grouped_by != NULL; nth--)
		grouped_by = (grouped_by = strchr(grouped_by, ',')) == NULL ? NULL : grouped_by + 1;
	if (grouped_by == NULL)
		return false;
	len = strcspn(grouped_by, ",");
	return len == sizeof(name) - 1 && strncmp(grouped_by, name, len) == 0;
}

const char *report_key(struct arena *arena, const char *grouped_by, int nth, const char *key)
{
	static const char *const days[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };
	char text[64];

	for (int i = 0; is_weekday(grouped_by, nth) && i < 7; i++)
		if (strcmp(days[i], key) == 0) {
			message_time(text, sizeof(text), "%a", &(struct tm){ .tm_wday = i });
			return arena_copy(arena, text);
		}
	return key;
}
