/* SPDX-License-Identifier: ISC */
/*
 * The options with their values: enter turns one, or puts it on the ":" line
 * to be changed.  Where the rows have no room for what they are for, the
 * selected one's stands whole above them.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "inside.h"

enum { NAME_WIDTH = 15, VALUE_WIDTH = 14, LEAD = 2, TOLD_MOST = 4 };

static size_t count_rows(const struct view *view)
{
	(void)view;
	return OPTIONS;
}

static int64_t row_id(const struct view *view, size_t row)
{
	(void)view;
	return (int64_t)row + 1;
}

static const char *value_of(const struct view *view, size_t row)
{
	const char *value = config_text(view->tui->config, (enum option)row);

	return *value != '\0' ? value : "-";
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t row)
{
	return shown_line(arena, arena_printf(arena, "%s %s %s", option_rows[row].name, value_of(view, row),
		_(option_rows[row].help)));
}

static struct shown *told(const struct view *view, size_t row, int width, size_t *count)
{
	struct shown help = shown_line(view->tui->frame, _(option_rows[row].help));

	return shown_wrap(view->tui->frame, help, width - LEAD - 1, count);
}

/* As many lines as the longest takes, so that no row moves; 0: each has room where it stands. */
static int told_lines(const struct view *view, int width)
{
	int room = width - LEAD - NAME_WIDTH - VALUE_WIDTH - 1;
	size_t most = 0, count;
	bool cut = false;

	for (size_t i = 0; i < OPTIONS; i++) {
		cut = cut || shown_line(view->tui->frame, _(option_rows[i].help)).width > room;
		(void)told(view, i, width, &count);
		most = count > most ? count : most;
	}
	return !cut ? 0 : most < TOLD_MOST ? (int)most : TOLD_MOST;
}

static int draw_head(const struct view *view, struct area area)
{
	int lines = told_lines(view, area.width);
	size_t count = 0;
	struct shown *help = lines > 0 ? told(view, view->list.selected, area.width, &count) : NULL;

	for (size_t i = 0; i < count && i < (size_t)lines; i++)
		area_text(area, LEAD, (int)i, STYLE_NORMAL, help[i]);
	area_text(area, LEAD, lines, STYLE_DIM, shown_literal(_("option")));
	area_text(area, LEAD + NAME_WIDTH, lines, STYLE_DIM, shown_literal(_("is")));
	return lines + 1;
}

/* What differs from the preset stands out. */
static void draw_row(const struct view *view, struct area area, size_t row, unsigned state)
{
	struct arena *arena = view->tui->frame;
	enum style bar = (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY;
	bool selected = (state & ROW_SELECTED) != 0;
	bool changed = strcmp(config_text(view->tui->config, (enum option)row), option_rows[row].preset) != 0;
	int x = LEAD + NAME_WIDTH + VALUE_WIDTH;

	if (selected)
		area_text(area, 0, 0, bar, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	area_text(area, LEAD, 0, selected ? bar : STYLE_COMMAND, shown_line(arena, option_rows[row].name));
	area_text(area, LEAD + NAME_WIDTH, 0, changed ? STYLE_STRONG : STYLE_NORMAL,
		shown_cut(arena, shown_line(arena, value_of(view, row)), VALUE_WIDTH - 2));
	if (area.width > x + 1)
		area_text(area, x, 0, STYLE_DIM, shown_cut(arena, shown_line(arena, _(option_rows[row].help)), area.width - x - 1));
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	size_t row = view->list.selected;
	struct arena *arena = view->tui->frame;
	const char *value = config_text(view->tui->config, (enum option)row);

	*known = count == 1 && (strcmp(words[0], "open") == 0 || strcmp(words[0], "toggle") == 0);
	if (!*known)
		return NULL;
	if (option_rows[row].kind == OPTION_BOOL || strcmp(words[0], "toggle") == 0)
		return run_words(view->tui, 2, (const char *const[]){ "toggle", option_rows[row].name });
	prompt_open(view->tui, ':', arena_printf(arena, "set %s %s", option_rows[row].name,
		*value != '\0' ? line_quote(arena, value) : ""));
	return NULL;
}

static const struct view_command commands[] = { { "toggle", N_("Take the next choice") }, { NULL, NULL } };

static const struct hint hints[] = {
	{ "open", N_("change") }, { "leave", N_("close") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_options = {
	.name = "options", .title = N_("Options"),
	.also = N_("settings, preferences"),
	.flags = VIEW_LIST | VIEW_ONCE, .count = count_rows, .id = row_id,
	.draw_head = draw_head, .draw_row = draw_row, .row_text = row_text, .command = command, .commands = commands,
	.hints = hints,
};
