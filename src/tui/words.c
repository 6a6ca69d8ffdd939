/* SPDX-License-Identifier: ISC */
/* Instants as people read them: short, in columns and in heads of messages. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/message.h"
#include "inside.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, SOON_MS = 10 * 60 * 1000 };

/* "12m", "1h27", "3d" */
static const char *span(struct arena *arena, int64_t seconds)
{
	if (seconds < MINUTE)
		return _("<1m");
	if (seconds < HOUR)
		return arena_printf(arena, _("%dm"), (int)(seconds / MINUTE));
	if (seconds < DAY)
		return arena_printf(arena, _("%dh%02d"), (int)(seconds / HOUR), (int)(seconds % HOUR / MINUTE));
	return arena_printf(arena, _("%lldd"), (long long)(seconds / DAY));
}

struct shown text_left(const struct tui *tui, struct arena *arena, int64_t due_ms, enum style *style)
{
	int64_t left = due_ms - tui_now(tui);

	if (left < 0) {
		*style = STYLE_DUE_LATE;
		return shown_line(arena, arena_printf(arena, _("%s late"), span(arena, -left / 1000)));
	}
	*style = left < SOON_MS ? STYLE_DUE_SOON : STYLE_DUE;
	return shown_line(arena, arena_printf(arena, _("in %s"), span(arena, left / 1000)));
}

/* What is late is marked by more than its colour. */
struct shown text_left_brief(const struct tui *tui, struct arena *arena, int64_t due_ms, enum style *style)
{
	int64_t left = due_ms - tui_now(tui);

	*style = left < 0 ? STYLE_DUE_LATE : left < SOON_MS ? STYLE_DUE_SOON : STYLE_DUE;
	return shown_line(arena, arena_printf(arena, "%s%s", left < 0 ? "! " : "  ", span(arena, llabs(left) / 1000)));
}

int text_brief_width(struct arena *arena)
{
	return 2 + shown_line(arena, span(arena, 24 * HOUR - 1)).width;
}

/* Ten columns at most: "till 14:00", "till Mon", "02 Dec". */
struct shown text_till(const struct tui *tui, struct arena *arena, int64_t at_ms)
{
	time_t at = (time_t)(at_ms / 1000), now = (time_t)(tui_now(tui) / 1000);
	bool week = at - now < 6 * DAY;
	struct tm tm, today;
	char text[64];

	localtime_r(&at, &tm);
	localtime_r(&now, &today);
	message_time(text, sizeof(text), !week ? _("%d %b") : tm.tm_wday == today.tm_wday ? _("till %H:%M") : _("till %a"), &tm);
	return shown_line(arena, text);
}

static const char *clock_text(struct arena *arena, int64_t at_ms, int64_t now_ms)
{
	time_t at = (time_t)(at_ms / 1000), now = (time_t)(now_ms / 1000);
	struct tm tm, today;
	char text[64];

	localtime_r(&at, &tm);
	localtime_r(&now, &today);
	message_time(text, sizeof(text), tm.tm_yday == today.tm_yday && tm.tm_year == today.tm_year ? "%H:%M" :
		_("%d %b %H:%M"), &tm);
	return arena_copy(arena, text);
}

const char *text_clock(const struct tui *tui, struct arena *arena, int64_t at_ms)
{
	return clock_text(arena, at_ms, tui_now(tui));
}

struct shown text_ago(const struct tui *tui, struct arena *arena, int64_t at_ms)
{
	int64_t seconds = (tui_now(tui) - at_ms) / 1000;

	if (at_ms == 0)
		return shown_literal("");
	if (strcmp(config_text(tui->config, OPT_TIMES), "clock") == 0 || seconds < -MINUTE || seconds >= 7 * DAY)
		return shown_line(arena, clock_text(arena, at_ms, tui_now(tui)));
	if (seconds < MINUTE)	/* the desk's clock may be a little ahead of ours */
		return shown_literal(_("now"));
	return shown_line(arena, arena_printf(arena, _("%s ago"), span(arena, seconds)));
}

int text_time_width(struct arena *arena)
{
	const char *longest = span(arena, 24 * HOUR - 1);
	int late = shown_line(arena, arena_printf(arena, _("%s late"), longest)).width;
	int ago = shown_line(arena, arena_printf(arena, _("%s ago"), longest)).width;

	return late > ago ? late : ago;
}
