/* SPDX-License-Identifier: ISC */
/* What every view can do: move, be searched, say that it is empty, loading or failed. */
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "inside.h"

enum { TEXT_LEFT = 1 };		/* a text stands off the rule beside it */

err_t view_create(struct tui *tui, const struct view_ops *ops, const char *argument, struct view **out)
{
	struct view *view = mem_alloc(sizeof(*view));
	err_t err = NULL;

	view->ops = ops;
	view->tui = tui;
	view->state = mem_alloc(ops->state_size > 0 ? ops->state_size : 1);
	view->height = canvas_height(tui->canvas) - 2;
	view->width = canvas_width(tui->canvas);
	pager_init(&view->pager);
	if (ops->open != NULL)
		err = ops->open(view, argument);
	if (err == NULL)
		*out = view;
	else
		view_destroy(view);
	return err;
}

void view_destroy(struct view *view)
{
	if (view == NULL)
		return;
	if (view->ops->close != NULL)
		view->ops->close(view);
	list_finish(&view->list);
	pager_finish(&view->pager);
	free(view->failed);
	free(view->state);
	free(view);
}

static int64_t row_id(const void *data, size_t row)
{
	const struct view *view = data;

	return view->ops->id(view, row);
}

static struct list_rows rows_of(const struct view *view)
{
	bool foot = view->ops->foot != NULL && view->ops->foot(view, view->tui->frame).len > 0;

	return (struct list_rows){ .count = view->ops->count(view), .behind = foot, .id = row_id, .data = view };
}

static bool is_list(const struct view *view)
{
	return (view->ops->flags & VIEW_LIST) != 0;
}

static bool is_text(const struct view *view)
{
	return (view->ops->flags & VIEW_TEXT) != 0;
}

static int margin(const struct view *view)
{
	return config_int(view->tui->config, OPT_SCROLL_MARGIN);
}

static void tell_selected(struct view *view)
{
	if (view->ops->selected != NULL)
		view->ops->selected(view);
	layout_follow(view->tui);
}

void view_changed(struct view *view)
{
	view->loading = false;
	free(view->failed);
	view->failed = NULL;
	if (is_list(view)) {
		struct list_rows rows = rows_of(view);

		list_settle(&view->list, &rows, view->height, margin(view));
		tell_selected(view);
	}
	view->pager.built_width = 0;
	tui_touch(view->tui);
}

void view_fail(struct view *view, const char *text)
{
	view->loading = false;
	free(view->failed);
	view->failed = mem_copy(text);
	tui_touch(view->tui);
}

bool view_select(struct view *view, size_t row)
{
	struct list_rows rows = rows_of(view);

	if (row >= rows.count)
		return false;
	list_select(&view->list, &rows, row, view->height, margin(view));
	tell_selected(view);
	tui_touch(view->tui);
	return true;
}

int64_t view_selected(const struct view *view)
{
	return is_list(view) && view->ops->count(view) > 0 ? view->ops->id(view, view->list.selected) : 0;
}

const struct view_command view_movements[] = {
	{ "down", N_("Go down") }, { "up", N_("Go up") },
	{ "half-down", N_("Go down half a screen") }, { "half-up", N_("Go up half a screen") },
	{ "page-down", N_("Go down a screen") }, { "page-up", N_("Go up a screen") }, { "top", N_("Go to the first") },
	{ "bottom", N_("Go to the last") }, { NULL, NULL },
};

/* Rows or lines for a movement, of a page of that height; 0: not one that counts rows. */
static int64_t steps(const char *movement, int height)
{
	static const struct { const char *name; int sign; enum { ONE, HALF, PAGE } size; } movements[] = {
		{ "down", 1, ONE }, { "up", -1, ONE }, { "half-down", 1, HALF }, { "half-up", -1, HALF },
		{ "page-down", 1, PAGE }, { "page-up", -1, PAGE },
	};
	int page = height > 1 ? height - 1 : 1;

	for (size_t i = 0; i < sizeof(movements) / sizeof(movements[0]); i++)
		if (strcmp(movements[i].name, movement) == 0)
			return movements[i].sign * (int64_t)(movements[i].size == ONE ? 1 :
				movements[i].size == HALF ? (height + 1) / 2 : page);
	return 0;
}

bool view_move(struct view *view, const char *movement)
{
	bool top = strcmp(movement, "top") == 0, bottom = strcmp(movement, "bottom") == 0;
	int64_t by = top ? -INT64_MAX : bottom ? INT64_MAX : steps(movement, view->height);

	if (by == 0)
		return false;
	if (is_list(view)) {
		struct list_rows rows = rows_of(view);

		if (list_move(&view->list, &rows, by, view->height, margin(view)))
			tell_selected(view);
	} else if (is_text(view)) {
		if (bottom)
			pager_go(&view->pager, view->pager.count, view->height);
		else
			pager_move(&view->pager, by, view->height);
	}
	tui_touch(view->tui);
	return true;
}

static bool row_has(const struct view *view, struct arena *arena, size_t row, const char *words)
{
	return strcasestr(view->ops->row_text(view, arena, row).bytes, words) != NULL;
}

bool view_find(struct view *view, const char *words, bool backward, bool from_here)
{
	struct list_rows rows;
	struct arena *arena;
	bool found = false;

	if (is_text(view)) {
		found = pager_find(&view->pager, words, backward, from_here, view->height);
		tui_touch(view->tui);
		return found;
	}
	if (!is_list(view) || view->ops->row_text == NULL)
		return false;
	rows = rows_of(view);
	arena = arena_create();
	for (size_t i = from_here ? 0 : 1; i <= rows.count && rows.count > 0 && !found; i++) {
		size_t row = (view->list.selected + (backward ? rows.count - i % (rows.count + 1) : i)) % rows.count;

		found = row_has(view, arena, row, words);
		arena_reset(arena);
		if (found && row != view->list.selected) {
			list_select(&view->list, &rows, row, view->height, margin(view));
			tell_selected(view);
		}
	}
	arena_destroy(arena);
	tui_touch(view->tui);
	return found;
}

/* A few lines in the upper middle, where the eye looks first. */
static void draw_words(struct area area, enum style style, struct arena *arena, const char *words)
{
	int most = area.width > 4 ? area.width - 4 : area.width, widest = 0, y;
	size_t count;
	struct shown *lines = shown_wrap(arena, shown_block(arena, words, strlen(words)), most > 2 ? most : 2, &count);

	for (size_t i = 0; i < count; i++)
		widest = lines[i].width > widest ? lines[i].width : widest;
	y = area.height > (int)count ? (area.height - (int)count) / 3 : 0;
	for (size_t i = 0; i < count; i++)
		area_text(area, (area.width - widest) / 2, y + (int)i, style, lines[i]);
}

static void draw_foot(const struct view *view, struct area body, const struct list_rows *rows)
{
	struct arena *arena = view->tui->frame;
	size_t y = rows->count - view->list.top;

	if (rows->behind > 0 && y < (size_t)body.height)
		area_text(body, 2, (int)y, STYLE_DIM, shown_cut(arena, view->ops->foot(view, arena), body.width - 2));
}

/* Rows that are laid out for a width are the same rows on another one. */
static void build_for(struct view *view, int width)
{
	if (view->ops->build == NULL || view->pager.built_width == width)
		return;
	view->ops->build(view, width);
	view->pager.built_width = width;
}

static void draw_rows(struct view *view, struct area area, bool focused)
{
	struct list_rows rows;
	int head;

	build_for(view, area.width);
	rows = rows_of(view);
	head = view->ops->draw_head != NULL ? view->ops->draw_head(view, area) : 0;
	struct area body = area_part(area, 0, head, area.width, area.height - head);

	if (view->height != body.height || view->width != body.width) {
		view->height = body.height;
		view->width = body.width;
		list_settle(&view->list, &rows, view->height, margin(view));
	}
	for (int y = 0; y < body.height && view->list.top + (size_t)y < rows.count; y++) {
		size_t row = view->list.top + (size_t)y;
		unsigned state = (row == view->list.selected ? ROW_SELECTED : 0) | (focused ? ROW_FOCUSED : 0) |
			(list_is_marked(&view->list, view->ops->id(view, row)) ? ROW_MARKED : 0);

		view->ops->draw_row(view, area_part(body, 0, y, body.width, 1), row, state);
		if (focused && row == view->list.selected)
			area_cursor(body, 0, y);
	}
	draw_foot(view, body, &rows);
}

/* The row of the item that commands mean: the cursor stands there. */
static int row_of_here(const struct view *view)
{
	const struct pager *pager = &view->pager;
	size_t line = pager->here != 0 ? pager_line_of(pager, pager_here(pager, view->height)) : 0;

	return line > pager->top && line < pager->top + (size_t)view->height ? (int)(line - pager->top) : 0;
}

static void draw_text(struct view *view, struct area area, bool focused)
{
	int head = view->ops->draw_head != NULL ? view->ops->draw_head(view, area) : 0;
	int64_t item = pager_item_at(&view->pager, view->pager.top);
	size_t offset = view->pager.top - pager_line_of(&view->pager, item);
	int was = view->height;
	bool end = (view->ops->flags & VIEW_READER) != 0 && view->pager.top + (size_t)was >= view->pager.count;

	area = area_part(area, TEXT_LEFT, head, area.width - TEXT_LEFT, area.height - head);
	view->height = area.height;
	view->width = area.width;
	if (view->pager.built_width != area.width) {
		size_t line;

		view->ops->build(view, area.width);
		view->pager.built_width = area.width;
		line = pager_line_of(&view->pager, item);
		if (view->pager.placed)
			end = view->pager.placed = false;
		else if (item != 0 && line < view->pager.count)
			view->pager.top = line + offset;
	}
	if (end && area.height < was)	/* what is answered stays in sight while a pane grows below it */
		view->pager.top = view->pager.count;
	pager_go(&view->pager, view->pager.top, area.height);
	pager_draw(&view->pager, area);
	if (focused)
		area_cursor(area, 0, row_of_here(view));
}

void view_draw(struct view *view, struct area area, bool focused)
{
	struct arena *arena = view->tui->frame;
	const char *empty = view->ops->empty != NULL ? view->ops->empty(view) : NULL;

	view->place = area;
	if (view->failed != NULL)
		draw_words(area, STYLE_ERROR, arena, view->failed);
	else if (view->ops->draw != NULL)
		view->ops->draw(view, area, focused);
	else if (is_text(view))
		draw_text(view, area, focused);
	else if (view->ops->count(view) > 0)
		draw_rows(view, area, focused);
	else if (!view->loading && empty != NULL)
		draw_words(area, STYLE_DIM, arena, empty);
	else if (view->loading && view->tui->busy)
		draw_words(area, STYLE_BUSY, arena, _("one moment"));
}

bool change_is(const struct json *change, const char *kind)
{
	const struct json *kinds = json_get(change, "kinds");

	for (size_t i = 0; i < json_count(kinds); i++)
		if (str_equal(json_text_at(kinds, i), kind))
			return true;
	return false;
}

bool change_names(const struct json *change, int64_t conversation)
{
	const struct json *ids = json_get(change, "ids");

	for (size_t i = 0; i < json_count(ids); i++)
		if (json_value_int(json_at(ids, i), 0) == conversation)
			return true;
	return json_bool(change, "more", false);
}

const struct view_ops *view_find_ops(const char *name)
{
	for (size_t i = 0; i < view_table_count; i++)
		if (strcmp(view_table[i]->name, name) == 0)
			return view_table[i];
	return NULL;
}
