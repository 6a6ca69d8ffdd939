/* SPDX-License-Identifier: ISC */
/*
 * What a row of the queue shows: who, where, what, how long is left of the
 * promise, who has it.  The option "columns" names which and in which order;
 * narrow screens leave some out, the text takes what is left.
 */
#include "queue.h"

#include <string.h>
#include "guichet/base/message.h"
#include "guichet/base/str.h"

struct cell_out { enum style style; struct shown text; };

static struct cell_out due_cell(const struct view *view, const struct row *row, bool brief)
{
	struct cell_out out = { STYLE_DIM, shown_literal("") };

	if (row->urgent && row->due_ms != 0)
		out = (struct cell_out){ STYLE_DUE_LATE, shown_literal(_("urgent")) };
	else if (row->spam || row->muted)
		out.text = row->spam ? shown_literal(_("spam")) : shown_literal(_("muted"));
	else if (strcmp(row->status, "snoozed") == 0 && row->snoozed_ms != 0)
		out.text = text_till(view->tui, view->tui->frame, row->snoozed_ms);
	else if (row->due_ms != 0)
		out.text = brief ? text_left_brief(view->tui, view->tui->frame, row->due_ms, &out.style)
			: text_left(view->tui, view->tui->frame, row->due_ms, &out.style);
	else if (strcmp(row->status, "open") != 0)
		out.text = shown_line(view->tui->frame, state_short(row->status));
	else
		out.text = text_ago(view->tui, view->tui->frame, row->last_ms);
	return out;
}

static struct cell_out draw_due(const struct view *view, const struct row *row)
{
	return due_cell(view, row, false);
}

static struct cell_out draw_who(const struct view *view, const struct row *row)
{
	return (struct cell_out){ STYLE_WHO, shown_line(view->tui->frame, *row->contact != '\0' ? row->contact : row->handle) };
}

static bool is_private(const struct row *row)
{
	return strcmp(row->visibility, "public") != 0 && strcmp(row->visibility, "unlisted") != 0;
}

static struct shown lock(const struct view *view)
{
	return shown_join(view->tui->frame, canvas_glyph(view->tui->canvas, GLYPH_LOCK), shown_literal(" "));
}

static struct cell_out draw_place(const struct view *view, const struct row *row)
{
	struct arena *arena = view->tui->frame;
	struct shown name = shown_line(arena, row->account), before = shown_literal("  ");

	if (is_private(row))
		before = lock(view);
	return (struct cell_out){ is_private(row) ? STYLE_PRIVATE : STYLE_ACCOUNT, shown_join(arena, before, name) };
}

static struct cell_out draw_words(const struct view *view, const struct row *row)
{
	struct shown text = shown_line(view->tui->frame, str_past_names(row->text));
	const char *here = presence_words(view->tui->frame, view->tui->here, row->id);

	if (strcmp(row->priority, "high") == 0 || strcmp(row->priority, "low") == 0)
		text = shown_join(view->tui->frame, row->priority[0] == 'h' ? shown_literal(_("[high] ")) :
			shown_literal(_("[low] ")), text);
	if (strcmp(row->due_of, "promise") == 0 || strcmp(row->due_of, "window") == 0)
		text = shown_join(view->tui->frame, row->due_of[0] == 'p' ? shown_literal(_("[promised] ")) :
			shown_literal(_("[window] ")), text);
	if (row->blocked)
		text = shown_join(view->tui->frame, shown_literal(_("[blocked] ")), text);
	if (here != NULL)
		text = shown_join(view->tui->frame, shown_line(view->tui->frame, arena_printf(view->tui->frame, "[%s] ", here)),
			text);
	return (struct cell_out){ STYLE_TEXT, text };
}

static struct cell_out draw_tags(const struct view *view, const struct row *row)
{
	return (struct cell_out){ STYLE_TAG, shown_line(view->tui->frame, row->tags) };
}

static struct cell_out draw_holder(const struct view *view, const struct row *row)
{
	const char *me = json_text_or(attach_hello(view->tui->desk), "agent", "");
	bool mine = *row->assignee != '\0' && strcmp(row->assignee, me) == 0;

	return (struct cell_out){ mine ? STYLE_MINE : STYLE_OTHERS, mine ? shown_literal(_("me")) :
		shown_line(view->tui->frame, row->assignee) };
}

static const struct column {
	const char *name, *title;
	int width;		/* 0: what is left */
	int from;		/* width of the list from which it is drawn */
	struct cell_out (*draw)(const struct view *, const struct row *);
} columns[] = {
	{ "due", NC_("column", "due"), 10, 0, draw_due },
	{ "who", NC_("column", "from"), 18, 0, draw_who },
	{ "place", NC_("column", "  account"), 13, 76, draw_place },
	{ "text", "", 0, 0, draw_words },
	{ "tags", NC_("column", "tags"), 16, 110, draw_tags },
	{ "holder", NC_("column", "has it"), 8, 60, draw_holder },
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]), GAP = 2, LEAD = 2, RIGHT = 1 };
enum { TEXT_LEAST = 16, WHO_WANTED = 14, WHO_LEAST = 8 };

static const struct column *column_find(const char *name, size_t len)
{
	for (size_t i = 0; i < COLUMNS; i++)
		if (strlen(columns[i].name) == len && strncmp(columns[i].name, name, len) == 0)
			return &columns[i];
	return NULL;
}

/* What is drawn at one width, in the person's order. */
struct drawing {
	const struct column *columns[COLUMNS];
	int widths[COLUMNS], gap, rest;		/* rest: what the text gets */
	size_t count;
	bool brief;		/* times without their words */
};

static int column_width(const struct view *view, const struct column *column, bool brief)
{
	int time = column->draw != draw_due ? 0 : brief ? text_brief_width(view->tui->frame)
		: text_time_width(view->tui->frame);

	return time > column->width || (time > 0 && brief) ? time : column->width;
}

static void measure(const struct view *view, struct drawing *out, int width)
{
	out->rest = width - LEAD - RIGHT;
	for (size_t i = 0; i < out->count; i++) {
		out->widths[i] = column_width(view, out->columns[i], out->brief);
		out->rest -= out->widths[i] + (i > 0 ? out->gap : 0);
	}
}

/* Where little room is left what was written goes before the ends of names, and then before the words of times. */
static void make_room(const struct view *view, struct drawing *out, int width)
{
	static const struct { int gap, who; bool brief; } ways[] = {
		{ GAP, WHO_WANTED, false }, { GAP - 1, WHO_LEAST, false }, { GAP - 1, WHO_LEAST, true }
	};
	size_t who = 0;

	while (who < out->count && out->columns[who]->draw != draw_who)
		who++;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]) && out->rest < TEXT_LEAST; i++) {
		out->gap = ways[i].gap;
		out->brief = ways[i].brief;
		measure(view, out, width);
		if (who < out->count && out->rest < TEXT_LEAST) {
			int give = TEXT_LEAST - out->rest, most = out->widths[who] - ways[i].who;

			give = give < most ? give : most;
			out->widths[who] -= give;
			out->rest += give;
		}
	}
}

static void columns_drawn(const struct view *view, int width, struct drawing *out)
{
	bool text = false;

	*out = (struct drawing){ .gap = GAP };
	for (const char *p = config_text(view->tui->config, OPT_COLUMNS); *p != '\0' && out->count < COLUMNS; ) {
		size_t len = strcspn(p, " ,");
		const struct column *column = column_find(p, len);

		if (column != NULL && width >= column->from) {
			out->columns[out->count++] = column;
			text = text || column->draw == draw_words;
		}
		p += len + strspn(p + len, " ,");
	}
	measure(view, out, width);
	if (text)
		make_room(view, out, width);
	for (size_t i = 0; i < out->count; i++)
		if (out->columns[i]->draw == draw_words)
			out->widths[i] = out->rest;
}

/* Without the column that marks a private conversation its text does: it is never left out. */
static bool is_marked_elsewhere(const struct drawing *drawn)
{
	for (size_t i = 0; i < drawn->count; i++)
		if (drawn->columns[i]->draw == draw_place)
			return true;
	return false;
}

int queue_draw_head(const struct view *view, struct area area)
{
	struct drawing drawn;
	int x = LEAD;

	columns_drawn(view, area.width, &drawn);
	for (size_t i = 0; i < drawn.count; i++) {
		area_text(area, x, 0, STYLE_DIM, shown_cut(view->tui->frame, shown_literal(_(drawn.columns[i]->title)),
			drawn.widths[i]));
		x += drawn.widths[i] + drawn.gap;
	}
	return 1;
}

void queue_draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	queue_row_draw(view, area, queue_row(view, index), state);
}

void queue_row_draw(const struct view *view, struct area area, const struct row *row, unsigned state)
{
	const struct canvas *canvas = view->tui->canvas;
	struct drawing drawn;
	enum style bar = (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY;
	int x = LEAD;
	bool says_private;

	columns_drawn(view, area.width, &drawn);
	says_private = is_private(row) && !is_marked_elsewhere(&drawn);
	if ((state & ROW_SELECTED) != 0)
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(canvas, GLYPH_SELECTED));
	if ((state & ROW_MARKED) != 0)
		area_text(area, 1, 0, STYLE_MARKED, canvas_glyph(canvas, GLYPH_MARK));
	for (size_t i = 0; i < drawn.count; i++) {
		const struct column *column = drawn.columns[i];
		struct cell_out cell = column->draw == draw_due ? due_cell(view, row, drawn.brief) : column->draw(view, row);

		if (says_private && column->draw == draw_words)
			cell.text = shown_join(view->tui->frame, lock(view), cell.text);
		if ((state & ROW_SELECTED) != 0 && column->draw == draw_who)
			cell.style = bar;
		area_text(area, x, 0, cell.style, shown_cut(view->tui->frame, cell.text, drawn.widths[i]));
		x += drawn.widths[i] + drawn.gap;
	}
}
