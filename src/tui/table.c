/* SPDX-License-Identifier: ISC */
/* Rows of one answer as a list; what a cell says is the view's business. */
#include "table.h"

#include <string.h>

enum { GAP = 2, LEAD = 2 };

static struct table_state *state_of(const struct view *view)
{
	return view->state;
}

static const struct json *rows_of(const struct view *view)
{
	return json_get(state_of(view)->answer, "rows");
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct table_state *state = state_of(view);
	struct json *before;

	state->call = 0;
	if (why != NULL) {
		view_fail(view, err_shown(view->tui->frame, why));
		return;
	}
	before = state->answer;
	state->answer = json_share(answer);
	if (state->table->came != NULL)
		state->table->came(view, before, answer);
	json_destroy(before);
	view_changed(view);
}

void table_refresh(struct view *view)
{
	struct table_state *state = state_of(view);
	const struct attach_listener listener = { .answer = on_answer, .data = view };
	err_t err;

	attach_forget(view->tui->desk, state->call);
	state->call = 0;
	err = ask(view->tui, &listener, &state->call, state->table->count, state->table->words);
	if (err != NULL)
		view_fail(view, err_shown(view->tui->frame, err));
}

void table_open(struct view *view, const struct table *table)
{
	state_of(view)->table = table;
	view->loading = true;
	table_refresh(view);
}

void table_close(struct view *view)
{
	attach_forget(view->tui->desk, state_of(view)->call);
	json_destroy(state_of(view)->answer);
}

void table_changed(struct view *view, const struct json *change)
{
	if (change_is(change, state_of(view)->table->kind))
		table_refresh(view);
}

size_t table_count(const struct view *view)
{
	return json_count(rows_of(view));
}

int64_t table_id(const struct view *view, size_t row)
{
	return json_int(json_at(rows_of(view), row), "id", (int64_t)row + 1);
}

const struct json *table_selected(const struct view *view)
{
	return table_count(view) > 0 ? json_at(rows_of(view), view->list.selected) : NULL;
}

static int width_of(const struct view *view, const struct table_column *column)
{
	int time = column->time ? text_time_width(view->tui->frame) : 0;

	return time > column->width ? time : column->width;
}

static int rest_of(const struct view *view, int width)
{
	const struct table *table = state_of(view)->table;
	int rest = width - LEAD;

	for (size_t i = 0; i < table->column_count; i++)
		if (width >= table->columns[i].from)
			rest -= width_of(view, &table->columns[i]) + (i > 0 ? GAP : 0);
	return rest > 1 ? rest : 1;
}

int table_draw_head(const struct view *view, struct area area)
{
	const struct table *table = state_of(view)->table;
	int x = LEAD;

	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_column *column = &table->columns[i];

		if (area.width < column->from)
			continue;
		area_text(area, x, 0, STYLE_DIM, shown_literal(_(column->title)));
		x += (column->width > 0 ? width_of(view, column) : rest_of(view, area.width)) + GAP;
	}
	return 1;
}

static struct table_cell cell_of(const struct view *view, const struct table_column *column, const struct json *row)
{
	struct arena *arena = view->tui->frame;

	if (column->draw != NULL)
		return column->draw(view, arena, row);
	return (struct table_cell){ column->style, shown_line(arena, json_text_or(row, column->key, "")) };
}

void table_draw_row(const struct view *view, struct area area, size_t row, unsigned state)
{
	const struct table *table = state_of(view)->table;
	struct arena *arena = view->tui->frame;
	enum style bar = (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY;
	int x = LEAD;

	if ((state & ROW_SELECTED) != 0)
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_column *column = &table->columns[i];
		int width = column->width > 0 ? width_of(view, column) : rest_of(view, area.width);
		struct table_cell cell;

		if (area.width < column->from)
			continue;
		cell = cell_of(view, column, json_at(rows_of(view), row));
		if (i == 0 && (state & ROW_SELECTED) != 0)
			cell.style = bar;
		area_text(area, x, 0, cell.style, shown_cut(arena, cell.text, width));
		x += width + GAP;
	}
}

struct shown table_row_text(const struct view *view, struct arena *arena, size_t row)
{
	struct str text = { 0 };
	struct shown shown;

	json_dump(json_at(rows_of(view), row), &text);
	shown = shown_line(arena, str_text(&text));
	str_finish(&text);
	return shown;
}
