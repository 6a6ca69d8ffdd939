/* SPDX-License-Identifier: ISC */
/*
 * Panels for a wall, one after the other, in the middle of the screen.  It
 * asks for today's figures when something changed and every minute; what
 * stands stays until they are there.  Arrows turn the panels by hand.
 */
#include <stdlib.h>
#include <string.h>

#include "board_draw.h"
#include "guichet/base/message.h"
#include "guichet/command/wall.h"

enum { CHANGED_MS = 1000, MINUTE_MS = 60000, ROTATE_DEFAULT = 15, SECOND = 1000 };

struct wallboard {
	struct json *answer;
	int64_t call, rotate_ms;
	bool again;
	struct loop_timer *changed, *minute, *rotate;
	enum wall_panel panel;
};

static struct wallboard *state_of(const struct view *view)
{
	return view->state;
}

static void refresh(struct view *view);

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct wallboard *wall = state_of(view);

	wall->call = 0;
	if (why != NULL && wall->answer == NULL) {
		view_fail(view, err_shown(view->tui->frame, why));
		return;
	}
	if (why != NULL) {
		message_error(view->tui, why);
		return;
	}
	json_destroy(wall->answer);
	wall->answer = json_share(answer);
	view_changed(view);
	if (wall->again)
		refresh(view);
}

static void refresh(struct view *view)
{
	struct wallboard *wall = state_of(view);
	const struct attach_listener listener = { .answer = on_answer, .data = view };
	err_t err;

	attach_forget(view->tui->desk, wall->call);
	wall->call = 0;
	wall->again = false;
	err = ask(view->tui, &listener, &wall->call, 3, (const char *const[]){ "dashboard", "--period", "today" });
	if (err != NULL)
		on_answer(view, NULL, err);
}

static void on_changed(void *data)
{
	state_of(data)->changed = NULL;
	refresh(data);
}

static void on_minute(void *data)
{
	struct view *view = data;

	state_of(view)->minute = loop_after(view->tui->loop, MINUTE_MS, on_minute, view);
	if (state_of(view)->call == 0)
		refresh(view);
}

static void turn(struct view *view, int by)
{
	struct wallboard *wall = state_of(view);

	wall->panel = (enum wall_panel)(((int)wall->panel + by + WALL_PANELS) % WALL_PANELS);
	tui_touch(view->tui);
}

static void on_rotate(void *data)
{
	struct view *view = data;
	struct wallboard *wall = state_of(view);

	wall->rotate = loop_after(view->tui->loop, wall->rotate_ms, on_rotate, view);
	turn(view, 1);
}

static err_t open(struct view *view, const char *argument)
{
	struct wallboard *wall = state_of(view);

	wall->rotate_ms = (argument == NULL ? ROTATE_DEFAULT : strtol(argument, NULL, 10)) * SECOND;
	if (wall->rotate_ms < 0 || wall->rotate_ms > 3600 * SECOND)
		return err_make(ERR_USAGE, "wallboard: from 0 to 3600 seconds a panel");
	view->loading = true;
	wall->minute = loop_after(view->tui->loop, MINUTE_MS, on_minute, view);
	if (wall->rotate_ms > 0)
		wall->rotate = loop_after(view->tui->loop, wall->rotate_ms, on_rotate, view);
	refresh(view);
	return NULL;
}

static void close(struct view *view)
{
	struct wallboard *wall = state_of(view);

	attach_forget(view->tui->desk, wall->call);
	loop_timer_stop(view->tui->loop, &wall->changed);
	loop_timer_stop(view->tui->loop, &wall->minute);
	loop_timer_stop(view->tui->loop, &wall->rotate);
	json_destroy(wall->answer);
}

static void changed(struct view *view, const struct json *change)
{
	struct wallboard *wall = state_of(view);

	if (!change_is(change, "conversation") && !change_is(change, "account") && !change_is(change, "alarm"))
		return;
	if (wall->call != 0)
		wall->again = true;
	else if (wall->changed == NULL)
		wall->changed = loop_after(view->tui->loop, CHANGED_MS, on_changed, view);
}

static int width_of(const struct board_line *line)
{
	int width = 0;

	for (size_t i = 0; i < line->span_count; i++)
		width += line->spans[i].text.width;
	return width;
}

static void draw_lines(struct view *view, struct area area, const struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		board_draw_line(view->tui->frame, area_part(area, 0, (int)i, area.width, 1), &board->lines[i]);
}

/* The panel, and above it the spikes in what it leaves: one line of them at least, and the panel without that. */
static const struct board *panel_and_spikes(struct view *view, struct board_look look, const struct board **spikes)
{
	struct wallboard *wall = state_of(view);
	struct arena *arena = view->tui->frame;
	const struct board *board = wall_make(arena, wall->answer, wall->panel, &look);
	size_t height = (size_t)look.height, left = height > board->count ? height - board->count : 0;

	*spikes = wall_spikes(arena, wall->answer, left > 1 ? left - 1 : 0, &look);
	if ((*spikes)->count <= left)
		return board;
	look.height -= (int)(*spikes)->count;
	return look.height > 0 ? wall_make(arena, wall->answer, wall->panel, &look) : board;
}

/* The panel stays in the middle as long as what stands above it leaves it there. */
static void draw(struct view *view, struct area area, bool focused)
{
	struct wallboard *wall = state_of(view);
	const struct board_look look = { .width = area.width, .height = area.height, .ascii = tui_is_ascii(view->tui) };
	const struct board *board, *spikes;
	int widest = 0, left, x, y;

	(void)focused;
	if (wall->answer == NULL)
		return;
	board = panel_and_spikes(view, look, &spikes);
	left = area.height - (int)board->count;
	draw_lines(view, area, spikes);
	for (size_t i = 0; i < board->count; i++)
		widest = width_of(&board->lines[i]) > widest ? width_of(&board->lines[i]) : widest;
	x = area.width > widest ? (area.width - widest) / 2 : 0;
	y = left > 0 ? left / 2 : 0;
	if (spikes->count > 0 && y < (int)spikes->count + 1)
		y = (int)spikes->count + (left > (int)spikes->count ? 1 : 0);
	draw_lines(view, area_part(area, x, y, area.width - x, area.height - y), board);
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const char *as_of = json_text(json_get(state_of(view)->answer, "summary"), "as_of");
	int64_t at;

	if (as_of == NULL || time_parse(as_of, &at) != NULL)
		return shown_literal("");
	return shown_line(arena, arena_printf(arena, _("%d of %d, as of %s"), (int)state_of(view)->panel + 1, WALL_PANELS,
		text_clock(view->tui, arena, at)));
}

static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	bool on = count == 1 && (strcmp(given[0], "right") == 0 || strcmp(given[0], "down") == 0 ||
		strcmp(given[0], "open") == 0);
	bool back = count == 1 && (strcmp(given[0], "left") == 0 || strcmp(given[0], "up") == 0);

	*known = on || back;
	if (*known)
		turn(view, on ? 1 : -1);
	return NULL;
}

/* Who came for the wall alone leaves with it. */
static bool may_close(struct view *view)
{
	if (view->tui->options.first == NULL)
		return true;
	tui_quit(view->tui);
	return false;
}

static const struct hint hints[] = {
	{ "right", N_("next") }, { "left", N_("previous") }, { "leave", N_("back") }, { NULL, NULL },
};

const struct view_ops view_wallboard = {
	.name = "wallboard", .title = N_("Wallboard"),
	.also = N_("big screen, television"),
	.flags = VIEW_ONCE | VIEW_WHOLE, .state_size = sizeof(struct wallboard),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .subtitle = subtitle, .draw = draw,
	.command = command, .hints = hints, .may_close = may_close,
};
