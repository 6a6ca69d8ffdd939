/* SPDX-License-Identifier: ISC */
/*
 * The mouse, where it is wanted: a click selects a row or a message, a second
 * one on it opens what can be read, one in the sidebar goes there, the wheel
 * scrolls what is under it.  Nothing is sent, changed or typed by it, and a
 * text that is written keeps its place.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "inside.h"

enum { DOUBLE_MS = 400, WHEEL_ROWS = 3 };

void mouse_apply(struct tui *tui)
{
	if (!term_mouse(tui->term, config_bool(tui->config, OPT_MOUSE)) && config_bool(tui->config, OPT_MOUSE))
		message_say(tui, MESSAGE_INFO, shown_literal(_("this terminal tells no clicks")));
}

static bool covers(const struct view *view, int x, int y)
{
	return view != NULL && view->place.width > 0 && x >= view->place.x && x < view->place.x + view->place.width &&
		y >= view->place.y && y < view->place.y + view->place.height;
}

/* What is seen there; the uppermost of the stack first. */
static struct view *view_at(struct tui *tui, int x, int y)
{
	if (covers(tui->sidebar, x, y))
		return tui->sidebar;
	for (size_t i = tui->depth; i-- > 0; )
		if (covers(tui->stack[i], x, y))
			return tui->stack[i];
	return covers(tui->preview, x, y) ? tui->preview : NULL;
}

/* The row or line of its body that is there, counted from the first of all; false above them. */
static bool line_at(const struct view *view, int y, size_t *out)
{
	int line = y - (view->place.y + view->place.height - view->height);

	*out = (size_t)(line > 0 ? line : 0) + ((view->ops->flags & VIEW_LIST) != 0 ? view->list.top : view->pager.top);
	return line >= 0;
}

static void open_selected(struct tui *tui)
{
	err_t err = run_words(tui, 1, (const char *const[]){ "open" });

	if (err != NULL)
		message_error(tui, err);
}

/* A list beside a reader: the reader shows what is selected. */
static void select_row(struct tui *tui, struct view *view, size_t row, bool again)
{
	struct view *reader = tui_find(tui, VIEW_READER);

	if (!view_select(view, row))
		return;
	tui->on_sidebar = view == tui->sidebar;
	if (tui->on_sidebar || (again && view == tui_top(tui) && (view->ops->flags & VIEW_TALKS) != 0))
		open_selected(tui);
	else if (reader != NULL && reader->ops == &view_conversation && view == tui->stack[0])
		conversation_follow(reader, view_selected(view));
}

static void click(struct tui *tui, struct view *view, const struct term_event *event)
{
	int64_t now = clock_steady_ms();
	bool again = event->x == tui->click.x && event->y == tui->click.y && now - tui->click.at_ms < DOUBLE_MS;
	size_t line;

	tui->click.x = event->x;
	tui->click.y = event->y;
	tui->click.at_ms = now;
	if (!line_at(view, event->y, &line) || tui_find(tui, VIEW_WRITER) != NULL)
		return;
	if ((view->ops->flags & VIEW_LIST) != 0)
		select_row(tui, view, line, again);
	else if ((view->ops->flags & VIEW_TEXT) != 0 && line < view->pager.count)
		view->pager.here = pager_item_at(&view->pager, line);
}

static void wheel(struct view *view, int direction)
{
	for (int i = 0; i < WHEEL_ROWS && (view->ops->flags & (VIEW_LIST | VIEW_TEXT)) != 0; i++)
		view_move(view, direction < 0 ? "up" : "down");
}

void mouse_event(struct tui *tui, const struct term_event *event)
{
	struct view *view = view_at(tui, event->x, event->y);

	if (view == NULL || tui->prompt != NULL || tui->menu != NULL)
		return;
	if (event->wheel != 0)
		wheel(view, event->wheel);
	else
		click(tui, view, event);
}
