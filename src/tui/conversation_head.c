/* SPDX-License-Identifier: ISC */
/* The head above the lines of a conversation: who, where, how it stands. */
#include <inttypes.h>
#include <string.h>

#include "conversation.h"
#include "guichet/base/message.h"
#include "guichet/command/united.h"

enum { HEAD_LINES = 3, NARROW = 48 };

/* Where there is little room, what is cut off is where it came in. */
static const char *standing(const struct view *view, const struct json *t, bool narrow, enum style *due_style,
	struct shown *due)
{
	struct arena *arena = view->tui->frame;
	const char *assignee = json_text(t, "assignee"), *status = json_text_or(t, "status", "");

	*due = shown_literal("");
	if (json_text(t, "due_at") != NULL)
		*due = text_left(view->tui, arena, json_time(t, "due_at"), due_style);
	if (strcmp(status, "snoozed") == 0 && json_text(t, "snoozed_until") != NULL)
		status = message_put(arena, _("snoozed until %s"), text_clock(view->tui, arena, json_time(t, "snoozed_until")));
	if (narrow)
		return arena_printf(arena, "%s, %s, %s, %s", visibility_shown(json_text_or(t, "visibility", "")),
			state_shown(status), assignee != NULL ? message_put(arena, _("with %s"), assignee) : _("nobody has it"),
			json_text_or(t, "account", ""));
	return arena_printf(arena, _("%s on %s (%s), %s, %s"), visibility_shown(json_text_or(t, "visibility", "")),
		json_text_or(t, "account", ""), json_text_or(t, "network", ""), state_shown(status),
		assignee != NULL ? message_put(arena, _("with %s"), assignee) : _("nobody has it"));
}

static const char *tags_text(struct arena *arena, const struct json *tags, const struct json *marks)
{
	struct str words = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(marks); i++)
		if (!str_equal(json_text_at(marks, i), "blocked"))
			str_printf(&words, " !%s", json_text_at(marks, i));
	for (size_t i = 0; i < json_count(tags); i++)
		str_printf(&words, " +%s", json_text_at(tags, i));
	copy = arena_copy(arena, str_text(&words));
	str_finish(&words);
	return copy;
}

/* Before all other words: a narrow screen must not lose it. */
static bool is_blocked(const struct json *marks)
{
	for (size_t i = 0; i < json_count(marks); i++)
		if (str_equal(json_text_at(marks, i), "blocked"))
			return true;
	return false;
}

/* What it belongs with, in one line; how many lines that takes. */
static int united_draw(const struct view *view, struct area area, int y)
{
	struct arena *arena = view->tui->frame;
	const char *lines[UNITED_LINES], *text = "";
	size_t count = united_lines(arena, talk_of(view)->thread, lines);

	for (size_t i = 0; i < count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", lines[i]);
	if (count > 0)
		area_text(area, 1, y, STYLE_STRONG, shown_cut(arena, shown_line(arena, text), area.width - 1));
	return count > 0;
}

/* One line: how it stands, before whose it is. */
static int draw_brief(const struct view *view, struct area area)
{
	const struct json *t = talk_of(view)->thread;
	struct arena *arena = view->tui->frame;
	enum style due_style = STYLE_DUE;
	struct shown due, words = shown_line(arena, standing(view, t, true, &due_style, &due));
	int x = area_text(area, 1, 0, due_style, due);

	x = due.len > 0 ? x + 2 : x;
	x = area_text(area, x, 0, STYLE_DIM, shown_cut(arena, words, area.width - x)) + 2;
	area_text(area, x, 0, STYLE_STRONG, shown_line(arena, json_text_or(t, "contact", json_text_or(t, "handle", ""))));
	return 1;
}

int talk_draw_head(const struct view *view, struct area area)
{
	const struct json *t = talk_of(view)->thread;
	struct arena *arena = view->tui->frame;
	enum style due_style = STYLE_DUE;
	struct shown due, words;
	const char *here;
	int x, more;

	if (t == NULL)
		return 0;
	if (talk_of(view)->low > 0)
		return draw_brief(view, area);
	x = area_text(area, 1, 0, STYLE_STRONG, shown_line(arena, json_text_or(t, "contact", json_text_or(t, "handle", ""))));
	x = area_text(area, x + 2, 0, STYLE_HANDLE, shown_line(arena, json_text_or(t, "handle", "")));
	if (json_int(t, "followers", 0) > 0)
		area_text(area, x + 2, 0, STYLE_DIM, shown_line(arena, arena_printf(arena, message_plural(
			"%" PRId64 " follower", "%" PRId64 " followers", (uint64_t)json_int(t, "followers", 0)), json_int(t, "followers", 0))));
	words = shown_line(arena, standing(view, t, area.width < NARROW, &due_style, &due));
	x = area_text(area, 1, 1, due_style, due);
	x = due.len > 0 ? x + 2 : x;
	here = presence_words(arena, json_get(t, "here"), 0);
	if (here != NULL)
		x = area_text(area, x, 1, STYLE_WARNING, shown_cut(arena, shown_line(arena, here), area.width - x)) + 2;
	if (is_blocked(json_get(t, "marks")))
		x = area_text(area, x, 1, STYLE_WARNING, shown_literal(_("blocked"))) + 2;
	x = area_text(area, x, 1, STYLE_DIM, shown_cut(arena, words, area.width - x));
	area_text(area, x + 1, 1, STYLE_TAG, shown_line(arena, tags_text(arena, json_get(t, "tags"), json_get(t, "marks"))));
	more = united_draw(view, area, 2);
	area_rule_across(area, 2 + more);
	return HEAD_LINES + more;
}
