/* SPDX-License-Identifier: ISC */
/*
 * The pane at the left: the views that the configuration names, with how many
 * conversations each holds, and the other screens.  Counts are asked of the
 * reader a moment after something changed; a bounded count shows a +.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "catalogue.h"
#include "inside.h"

enum { SETTLE_MS = 400, VIEWS_MOST = 32 };

struct sidebar {
	int64_t counts[VIEWS_MOST];	/* -1: not known */
	bool more[VIEWS_MOST], stale;
	int64_t call;
	struct loop_timer *timer;
};

static const struct { const char *name, *title; } places[] = {
	{ "outbox", N_("Outbox") }, { "accounts", N_("Accounts") }, { "messages", N_("Messages") }, { "help", N_("Help") },
};
enum { PLACES = sizeof(places) / sizeof(places[0]) };

static size_t views(const struct view *view)
{
	size_t count = 0;

	while (count < VIEWS_MOST && config_view(view->tui->config, count) != NULL)
		count++;
	return count;
}

static size_t count_rows(const struct view *view)
{
	return views(view) + PLACES;
}

static int64_t row_id(const struct view *view, size_t row)
{
	(void)view;
	return (int64_t)row + 1;
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t row)
{
	size_t count = views(view);

	return row < count ? shown_line(arena, catalogue_heading(arena, config_view(view->tui->config, row)->name)) :
		shown_literal(_(places[row - count].title));
}

static bool is_here(const struct view *view, size_t row)
{
	const struct tui *tui = view->tui;
	size_t count = views(view), at = tui->depth;

	while (at > 1 && (tui->stack[at - 1]->ops->flags & (VIEW_READER | VIEW_WRITER)) != 0)
		at--;
	if (at == 0)
		return false;
	if (row < count)
		return at == 1 && strcmp(queue_name(tui->stack[0]), config_view(tui->config, row)->name) == 0;
	return strcmp(tui->stack[at - 1]->ops->name, places[row - count].name) == 0;
}

static void draw_row(const struct view *view, struct area area, size_t row, unsigned state)
{
	const struct sidebar *sidebar = view->state;
	struct arena *arena = view->tui->frame;
	bool is_view = row < views(view), focused = (state & ROW_FOCUSED) != 0 && (state & ROW_SELECTED) != 0;
	int room = area.width - 5;
	enum style style = focused ? STYLE_SELECTED : is_here(view, row) ? STYLE_STRONG : STYLE_NORMAL;

	if (focused || (is_here(view, row) && !view->tui->on_sidebar))
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	if (is_view && row < 9)
		area_text(area, 2, 0, STYLE_KEY, shown_line(arena, arena_printf(arena, "%zu", row + 1)));
	if (is_view && sidebar->counts[row] >= 0) {
		struct shown count = shown_line(arena, arena_printf(arena, "%lld%s", (long long)sidebar->counts[row],
			sidebar->more[row] ? "+" : ""));

		room -= count.width + 1;
		area_text(area, area.width - count.width - 1, 0, STYLE_COUNT, count);
	}
	area_text(area, 4, 0, style, shown_cut(arena, row_text(view, arena, row), room));
}

/* The keys come to it where one is. */
void sidebar_select_here(struct view *view)
{
	for (size_t row = 0; row < count_rows(view); row++)
		if (is_here(view, row)) {
			view->list.selected = row;
			view->list.selected_id = row_id(view, row);
		}
}

/* ---- counts */

static void refresh(struct view *view);

static void on_counts(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct sidebar *sidebar = view->state;
	const struct json *counts = json_get(answer, "counts"), *more = json_get(answer, "more");

	sidebar->call = 0;
	if (why != NULL)
		return;		/* the names stay, without numbers */
	for (size_t i = 0; i < VIEWS_MOST && i < json_count(counts); i++) {
		sidebar->counts[i] = json_value_int(json_at(counts, i), -1);
		sidebar->more[i] = json_value_bool(json_at(more, i), false);
	}
	tui_touch(view->tui);
	if (sidebar->stale)
		refresh(view);
}

static void refresh(struct view *view)
{
	struct sidebar *sidebar = view->state;
	const struct attach_listener listener = { .answer = on_counts, .data = view };
	const char *words[VIEWS_MOST + 1] = { "count" };
	size_t count = views(view);

	sidebar->stale = sidebar->call != 0;
	if (sidebar->stale)
		return;
	for (size_t i = 0; i < count; i++)
		words[i + 1] = config_view(view->tui->config, i)->query;
	if (count > 0)
		err_ignore(ask(view->tui, &listener, &sidebar->call, count + 1, words), "the names stay, without numbers");
}

void sidebar_count_again(struct view *view)
{
	struct sidebar *sidebar = view->state;

	attach_forget(view->tui->desk, sidebar->call);
	sidebar->call = 0;
	for (size_t i = 0; i < VIEWS_MOST; i++)
		sidebar->counts[i] = -1;
	refresh(view);
	view_changed(view);
}

static void on_settled(void *data)
{
	struct view *view = data;

	((struct sidebar *)view->state)->timer = NULL;
	refresh(view);
}

static void changed(struct view *view, const struct json *change)
{
	struct sidebar *sidebar = view->state;

	if (sidebar->timer == NULL && change_is(change, "conversation"))
		sidebar->timer = loop_after(view->tui->loop, SETTLE_MS, on_settled, view);
}

/* ---- */

static err_t open(struct view *view, const char *argument)
{
	struct sidebar *sidebar = view->state;

	(void)argument;
	for (size_t i = 0; i < VIEWS_MOST; i++)
		sidebar->counts[i] = -1;
	if (view->tui->begun)
		refresh(view);
	return NULL;
}

static void close(struct view *view)
{
	struct sidebar *sidebar = view->state;

	loop_timer_stop(view->tui->loop, &sidebar->timer);
	attach_forget(view->tui->desk, sidebar->call);
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	size_t row = view->list.selected, all = views(view);

	*known = count == 1 && strcmp(words[0], "open") == 0;
	if (!*known)
		return NULL;
	return run_words(view->tui, 2, (const char *const[]){ "go", row < all ? config_view(view->tui->config, row)->name :
		places[row - all].name });
}

static const struct hint hints[] = {
	{ "open", N_("go there") }, { "right", N_("back to the list") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_sidebar = {
	.name = "sidebar", .title = N_("Views"), .flags = VIEW_LIST | VIEW_SIDE, .state_size = sizeof(struct sidebar),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .count = count_rows, .id = row_id,
	.draw_row = draw_row, .row_text = row_text, .command = command, .hints = hints,
};
