/* SPDX-License-Identifier: ISC */
/*
 * The supervisor's figures, laid out by the board (command/board.h), with a
 * selection that goes from figure to figure: moving, choosing what is shown,
 * and enter, which asks for the rows behind one.
 */
#include <stdlib.h>
#include <string.h>

#include "board_draw.h"
#include "dashboard.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

enum { HEAD = 2 };

static struct dashboard *state_of(const struct view *view)
{
	return view->state;
}

static bool is_named(const char *name, const char *text, size_t len)
{
	return name != NULL && strlen(name) == len && strncmp(name, text, len) == 0;
}

/* "last-week account:shop": a period, which may be left out, and a query. */
static void wanted_read(struct wanted *wanted, const char *text)
{
	size_t len = strcspn(text, " ");

	for (size_t i = 0; i < DASHBOARD_PERIODS; i++) {
		bool before = is_named(dashboard_periods[i].before, text, len);

		if (!before && !is_named(dashboard_periods[i].name, text, len))
			continue;
		wanted->period = i;
		wanted->back = before;
		text += len + strspn(text + len, " ");
		break;
	}
	wanted->query = *text == '\0' ? NULL : mem_copy(text);
}

static err_t open(struct view *view, const char *argument)
{
	struct dashboard *d = state_of(view);

	d->arena = arena_create();
	d->wanted.period = DASHBOARD_FIRST;
	if (argument != NULL)
		wanted_read(&d->wanted, argument);
	view->loading = true;
	dashboard_ask(view);
	dashboard_keep_current(view);
	return NULL;
}

static void close(struct view *view)
{
	struct dashboard *d = state_of(view);

	attach_forget(view->tui->desk, d->call);
	loop_timer_stop(view->tui->loop, &d->changed);
	loop_timer_stop(view->tui->loop, &d->minute);
	json_destroy(d->answer);
	arena_destroy(d->arena);
	free(d->wanted.query);
	free(d->shown.query);
}

/* ---- rows */

static const struct board_line *line_at(const struct view *view, size_t row)
{
	return &state_of(view)->board->lines[row];
}

static size_t count(const struct view *view)
{
	return state_of(view)->board == NULL ? 0 : state_of(view)->board->count;
}

static int64_t id(const struct view *view, size_t row)
{
	return line_at(view, row)->id != 0 ? line_at(view, row)->id : -(int64_t)row - 1;
}

static bool has_cells(const struct view *view, size_t row)
{
	return row < count(view) && line_at(view, row)->cell_count > 0;
}

static const struct board_cell *cell_of(const struct view *view)
{
	const struct dashboard *d = state_of(view);
	const struct board_line *line;

	if (!has_cells(view, view->list.selected))
		return NULL;
	line = line_at(view, view->list.selected);
	return &line->cells[d->cell < line->cell_count ? d->cell : line->cell_count - 1];
}

static void draw_row(const struct view *view, struct area area, size_t row, unsigned state)
{
	const struct board_line *line = line_at(view, row);
	bool selected = (state & ROW_SELECTED) != 0 && line->cell_count > 0;

	board_draw_line(view->tui->frame, area, line);
	if (selected)
		board_draw_cell(view->tui, area, line, cell_of(view), (state & ROW_FOCUSED) != 0);
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t row)
{
	const struct board_line *line = line_at(view, row);
	struct shown text = shown_literal("");

	for (size_t i = 0; i < line->span_count; i++)
		text = shown_join(arena, text, line->spans[i].text);
	return text;
}

/* The first line says what is shown, the second what the selected cell says. */
static int draw_head(const struct view *view, struct area area)
{
	const struct dashboard *d = state_of(view);
	struct arena *arena = view->tui->frame;
	const struct board_cell *cell;
	const char *text;

	if (d->answer == NULL)
		return HEAD;
	text = arena_printf(arena, "%s, %s, %s", board_period(arena, d->answer),
		d->look.business ? _("open hours") : _("calendar hours"), board_quantile_name(d->look.quantile));
	if (d->shown.query != NULL)
		text = arena_printf(arena, "%s, %s", text, message_put(arena, _("only %s"), d->shown.query));
	area_text(area, 2, 0, STYLE_NORMAL, shown_cut(arena, shown_line(arena, text), area.width - 3));
	cell = cell_of(view);
	if (cell != NULL && cell->about != NULL)
		area_text(area, 2, 1, STYLE_DIM, shown_cut(arena, shown_line(arena, cell->about), area.width - 3));
	return HEAD;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct dashboard *d = state_of(view);
	const struct dashboard_period *period = &dashboard_periods[d->shown.period];
	const char *title = _(period->title);
	const char *as_of = json_text(json_get(d->answer, "summary"), "as_of");
	int64_t at;

	if (as_of == NULL || time_parse(as_of, &at) != NULL)
		return shown_literal("");
	if (d->shown.back == 1 && period->before != NULL)
		title = _(period->before_title);
	else if (d->shown.back > 0)
		title = arena_printf(arena, message_plural("%s, %d period back", "%s, %d periods back",
			(unsigned)d->shown.back), title, d->shown.back);
	return shown_line(arena, arena_printf(arena, _("%s, as of %s"), title, text_clock(view->tui, arena, at)));
}

const char *dashboard_first(void)
{
	return dashboard_periods[DASHBOARD_FIRST].name;
}

bool dashboard_is_live(const struct view *view)
{
	const struct wanted *shown = &state_of(view)->shown;

	return shown->back == 0 && strcmp(dashboard_periods[shown->period].name, "today") == 0;
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("There are no figures yet.");
}

/* ---- moving: only over what can be asked about */

/* Behind the last figure stands what is said of all of them. */
static void show_foot(struct view *view, size_t at)
{
	size_t rows = count(view), height = view->height > 0 ? (size_t)view->height : 1;

	for (size_t i = at + 1; i < rows; i++)
		if (has_cells(view, i))
			return;
	if (rows > height && at + height >= rows)
		view->list.top = rows - height;
}

static void select_near(struct view *view, size_t row, bool backward)
{
	size_t rows = count(view), at = row < rows ? row : rows - 1;

	for (size_t i = 0; i < rows && !has_cells(view, at); i++)
		at = backward ? (at > 0 ? at - 1 : 0) : (at + 1 < rows ? at + 1 : at);
	for (size_t i = 0; i < rows && !has_cells(view, at); i++)	/* nothing there: back */
		at = backward ? (at + 1 < rows ? at + 1 : at) : (at > 0 ? at - 1 : 0);
	if (!has_cells(view, at))
		return;
	view_select(view, at);
	show_foot(view, at);
}

/* The selection begins on the first figure, and never stands on a heading. */
static void selected(struct view *view)
{
	if (count(view) > 0 && !has_cells(view, view->list.selected))
		select_near(view, view->list.selected, false);
}

/* The cell that stands above or below the one that was selected. */
static void keep_column(struct view *view, int x)
{
	struct dashboard *d = state_of(view);
	const struct board_line *line = line_at(view, view->list.selected);

	d->cell = 0;
	while (d->cell + 1 < line->cell_count && line->cells[d->cell + 1].x <= x)
		d->cell++;
}

static void move(struct view *view, const char *movement)
{
	const struct board_cell *cell = cell_of(view);
	int x = cell == NULL ? 0 : cell->x;
	bool backward = strstr(movement, "up") != NULL || strcmp(movement, "top") == 0;
	size_t row = view->list.selected;

	if (strcmp(movement, "top") == 0)
		select_near(view, 0, false);
	else if (strcmp(movement, "bottom") == 0)
		select_near(view, count(view) - 1, true);
	else if (strcmp(movement, "down") == 0)
		select_near(view, row + 1, false);
	else if (strcmp(movement, "up") == 0)
		select_near(view, row > 0 ? row - 1 : 0, true);
	else {
		size_t page = (size_t)(view->height > 1 ? strncmp(movement, "half", 4) == 0 ? view->height / 2 : view->height - 1 : 1);

		select_near(view, backward ? (row > page ? row - page : 0) : row + page, backward);
	}
	if (count(view) > 0)
		keep_column(view, x);
}

static bool is_movement(const char *name)
{
	for (const struct view_command *command = view_movements; command->name != NULL; command++)
		if (strcmp(command->name, name) == 0)
			return true;
	return false;
}

/* Along the cells of a line; false where it has only one: then the keys mean the panes. */
static bool step(struct view *view, int by)
{
	struct dashboard *d = state_of(view);
	const struct board_line *line;

	if (!has_cells(view, view->list.selected))
		return false;
	line = line_at(view, view->list.selected);
	if (line->cell_count < 2)
		return false;
	if (d->cell >= line->cell_count)
		d->cell = line->cell_count - 1;
	if (by < 0 ? d->cell > 0 : d->cell + 1 < line->cell_count)
		d->cell += (size_t)by;
	tui_touch(view->tui);
	return true;
}

static void section(struct view *view, bool backward)
{
	size_t rows = count(view), row = view->list.selected;

	for (size_t i = 0; i < rows; i++) {
		row = backward ? (row + rows - 1) % rows : (row + 1) % rows;
		if (!line_at(view, row)->begins)
			continue;
		if (backward && i == 0)
			continue;	/* the head of the section that one is in */
		break;
	}
	state_of(view)->cell = 0;
	if (rows == 0)
		return;
	select_near(view, row, false);
	view->list.top = row;	/* all of it is seen, where there is room */
	if (row + (size_t)view->height > rows)
		view->list.top = rows > (size_t)view->height ? rows - (size_t)view->height : 0;
}

/* ---- what is shown */

static void zoom(struct view *view, int by)
{
	struct wanted *wanted = &state_of(view)->wanted;
	size_t length = dashboard_periods[wanted->period].length;

	if (by < 0 ? length == 0 : length + 1 == DASHBOARD_LENGTHS) {
		message_say(view->tui, MESSAGE_INFO, shown_literal(by < 0 ? _("a day is the shortest") : _("a year is the longest")));
		return;
	}
	wanted->period = length + (size_t)by;
	wanted->back = 0;
	dashboard_ask(view);
}

static void shift(struct view *view, int by)
{
	struct wanted *wanted = &state_of(view)->wanted;

	if (by < 0 && wanted->back == 0) {
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("this is the present")));
		return;
	}
	wanted->back = wanted->back + by > DASHBOARD_BACK_MOST ? DASHBOARD_BACK_MOST : wanted->back + by;
	dashboard_ask(view);
}

static void limit(struct view *view, size_t words, const char *const *given)
{
	struct wanted *wanted = &state_of(view)->wanted;
	struct str query = { 0 };

	for (size_t i = 1; i < words; i++)
		str_printf(&query, "%s%s", i > 1 ? " " : "", given[i]);
	free(wanted->query);
	wanted->query = query.len == 0 ? NULL : mem_copy(query.text);
	str_finish(&query);
	dashboard_ask(view);
}

static void look_again(struct view *view)
{
	dashboard_lay_out(view, view->width);
	view_changed(view);
}

static bool changes_look(struct dashboard *d, const char *name)
{
	if (strcmp(name, "clock") == 0)
		d->look.business = !d->look.business;
	else if (strcmp(name, "quantile") == 0)
		d->look.quantile = (d->look.quantile + 1) % BOARD_QUANTILES;
	else if (strcmp(name, "shade") == 0)
		d->look.measure = (d->look.measure + 1) % BOARD_MEASURES;
	else
		return false;
	return true;
}

static err_t explain(struct view *view)
{
	struct dashboard *d = state_of(view);
	const struct board_cell *cell = cell_of(view);
	const char *words[BOARD_WORDS + BOARD_ASKED];
	size_t used;

	if (cell == NULL)
		return NULL;
	if (cell->ask.list != NULL)
		return screen_command_find("limit")->run(view->tui, 1, &cell->ask.list);
	used = board_words(&cell->ask, words);
	used += board_asked(view->tui->frame, dashboard_periods[d->shown.period].name, d->shown.back, d->shown.query, words + used);
	return explained_open(view->tui, used - 1, words + 1);
}

static err_t command(struct view *view, size_t words, const char *const *given, bool *known)
{
	struct dashboard *d = state_of(view);
	const char *name = given[0];

	*known = true;
	if (strcmp(name, "limit") == 0)
		limit(view, words, given);
	else if (strcmp(name, "save-figures") == 0)
		return words == 2 && d->answer != NULL ? figures_save(view->tui, d->answer, given[1]) :
			err_make(ERR_USAGE, "usage: save-figures FILE.csv or FILE.json");
	else if (words != 1)
		*known = false;
	else if (is_movement(name) && count(view) > 0)
		move(view, name);
	else if (strcmp(name, "left") == 0 || strcmp(name, "right") == 0)
		*known = step(view, *name == 'l' ? -1 : 1);
	else if (strcmp(name, "next-section") == 0 || strcmp(name, "previous-section") == 0)
		section(view, *name == 'p');
	else if (strcmp(name, "zoom-in") == 0 || strcmp(name, "zoom-out") == 0)
		zoom(view, strcmp(name, "zoom-in") == 0 ? -1 : 1);
	else if (strcmp(name, "earlier") == 0 || strcmp(name, "later") == 0)
		shift(view, *name == 'e' ? 1 : -1);
	else if (strcmp(name, "open") == 0)
		return explain(view);
	else if (changes_look(d, name))
		look_again(view);
	else
		*known = false;
	return NULL;
}

static const struct view_command commands[] = {
	{ "zoom-in", N_("Show a shorter period") }, { "zoom-out", N_("Show a longer period") },
	{ "earlier", N_("Show the period before") }, { "later", N_("Show the period behind") },
	{ "next-section", N_("Go to the next section") }, { "previous-section", N_("Go to the section before") },
	{ "clock", N_("Count open hours only, or the calendar") }, { "quantile", N_("Show P50, P90 or P95") },
	{ "shade", N_("Shade the week by waits, share or time") },
	{ "save-figures", N_("Write the figures to a file, .csv or .json") }, { NULL, NULL },
};

static const struct hint hints[] = {
	{ "open", N_("the rows") }, { "zoom-out", N_("longer") }, { "zoom-in", N_("shorter") }, { "earlier", N_("earlier") },
	{ "later", N_("later") }, { "quantile", N_("quantile") }, { "clock", N_("hours") }, { "prompt 'limit '", N_("limit") },
	{ "leave", N_("back") }, { NULL, NULL },
};

const struct view_ops view_dashboard = {
	.name = "dashboard", .title = N_("Figures"),
	.also = N_("how fast, how long, speed, average, statistics"),
	.flags = VIEW_LIST | VIEW_ONCE, .state_size = sizeof(struct dashboard),
	.open = open, .close = close, .refresh = dashboard_ask, .changed = dashboard_changed, .subtitle = subtitle,
	.empty = empty, .count = count, .id = id, .draw_head = draw_head, .draw_row = draw_row, .row_text = row_text,
	.selected = selected, .build = dashboard_lay_out,
	.command = command, .commands = commands, .hints = hints,
};
