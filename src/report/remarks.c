/* SPDX-License-Identifier: ISC */
/* What is said beside figures: who still waits, and what is left out, with the reasons. */
#include <inttypes.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/report/report.h"
#include "words.h"

bool report_is_over(const struct json *figures)
{
	int64_t until_ms, as_of_ms;

	return time_parse(json_text_or(figures, "until", ""), &until_ms) == NULL &&
		time_parse(json_text_or(figures, "as_of", ""), &as_of_ms) == NULL && until_ms < as_of_ms;
}

const char *report_waiting(struct arena *arena, const struct json *figures)
{
	const struct json *waiting = json_get(figures, "waiting");
	int64_t n = json_int(waiting, "n", 0);
	const char *longest = words_time(arena, json_int(waiting, "longest", 0));

	if (n == 0)
		return NULL;
	return arena_printf(arena, report_is_over(figures)
		? message_plural("%" PRId64 " still waited at its end, for %s",
			"%" PRId64 " still waited at its end, the longest for %s", (uint64_t)n)
		: message_plural("%" PRId64 " still waits, for %s", "%" PRId64 " still wait, the longest for %s", (uint64_t)n),
		n, longest);
}

const char *report_excluded(struct arena *arena, const struct json *figures)
{
	int64_t n = json_int(figures, "excluded_count", 0);

	return n == 0 ? NULL : arena_printf(arena, message_plural("%" PRId64 " conversation is left out by somebody",
		"%" PRId64 " conversations are left out by somebody", (uint64_t)n), n);
}

const char *report_excluded_why(struct arena *arena, const struct json *figures, size_t index)
{
	const struct json *left = json_get(figures, "excluded");

	if (index >= json_count(left) || index >= EXCLUDED_SHOWN)
		return NULL;
	left = json_at(left, index);
	return arena_printf(arena, "#%" PRId64 "  %s (%s)", json_int(left, "id", 0), json_text_or(left, "reason", ""),
		json_text_or(left, "who", "-"));
}
