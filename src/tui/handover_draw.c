/* SPDX-License-Identifier: ISC */
/* A handover drawn: who hands over to whom, how far it is, and a row for each line. */
#include <inttypes.h>

#include "guichet/base/message.h"
#include "guichet/report/handover.h"
#include "handover.h"
#include "table.h"

enum { SIGN_X = 2, ID_X = 4, WHO_X = 11, WHO_WIDTH = 18, WHY_WIDTH = 22, WHY_FROM = 76, GAP = 2, BAR_MOST = 24,
	ROOMY = 8 };

static const struct json *answer_of(const struct view *view)
{
	return ((const struct table_state *)view->state)->answer;
}

static const struct json *head_of(const struct view *view)
{
	return json_get(answer_of(view), "handover");
}

static int draw_bar(const struct view *view, struct area line, int64_t done, int64_t of)
{
	struct shown full = canvas_glyph(view->tui->canvas, GLYPH_BAR);
	struct shown rest = canvas_glyph(view->tui->canvas, GLYPH_CONTEXT);
	int width = line.width / 4 < BAR_MOST ? line.width / 4 : BAR_MOST, x = SIGN_X;

	for (int i = 0; i < width; i++)
		x = area_text(line, x, 0, of > 0 && i < done * width / of ? STYLE_GOOD : STYLE_DIM,
			of > 0 && i < done * width / of ? full : rest);
	return x + GAP;
}

/* Behind what stands there, else in the line below where the rows can spare one; the line that it is in. */
static int draw_behind(struct arena *arena, struct area area, int x, int y, struct pager_span part)
{
	bool below = x + GAP + part.text.width > area.width && area.height > ROOMY;

	x = below ? SIGN_X : x + GAP;
	y += below ? 1 : 0;
	area_text(area, x, y, part.style, shown_cut(arena, part.text, area.width - x));
	return y;
}

/*
 * How far it is: for who goes the lines, for who comes what is taken; before
 * it a bar where there is room.  Its last line.
 */
static int draw_progress(const struct view *view, struct area area, int y)
{
	const struct json *head = head_of(view);
	int64_t red = json_int(head, "red", 0), written = json_int(head, "written", 0), items = json_int(head, "items", 0);
	int64_t settled = items - json_int(head, "open", 0) - json_int(head, "left", 0);
	bool mine = json_bool(head, "mine", false) && written < red;
	struct arena *arena = view->tui->frame;
	struct area line = area_part(area, 0, y, area.width, 1);
	const char *lines = arena_printf(arena, message_plural("%" PRId64 " of %" PRId64 " red line written",
		"%" PRId64 " of %" PRId64 " red lines written", (uint64_t)red), written, red);
	const char *taken = arena_printf(arena, _("%" PRId64 " of %" PRId64 " settled"), settled, items);

	struct shown first = shown_line(arena, mine ? lines : taken);
	int x = SIGN_X;

	if (SIGN_X + line.width / 4 + GAP + first.width <= line.width)
		x = draw_bar(view, line, mine ? written : settled, mine ? red : items);
	x = area_text(area, x, y, STYLE_STRONG, first);
	return draw_behind(arena, area, x, y, (struct pager_span){ STYLE_DIM, shown_line(arena, mine ? taken : lines) });
}

int handover_draw_head(const struct view *view, struct area area)
{
	const struct json *head = head_of(view);
	struct arena *arena = view->tui->frame;
	bool over = json_text(head, "over_at") != NULL, late = json_bool(head, "late", false);
	const char *left = handover_left(view->tui->frame, head);
	const char *when = over ? _("over") : arena_printf(arena,
		late ? _("was to be accepted by %s") : _("to be accepted by %s"),
		text_clock(view->tui, arena, json_time(head, "accept_by")));
	int x, lines;

	if (*left != '\0' && !late) {
		when = over ? left : arena_printf(arena, _("%s; %s"), when, left);
		late = true;
	}

	if (json_int(head, "handover", 0) == 0)
		return 0;
	x = area_text(area, SIGN_X, 0, STYLE_STRONG, shown_line(arena, arena_printf(arena, _("%s hands over to %s"),
		json_text_or(head, "agent", "?"), json_text_or(head, "to", "?"))));
	lines = 1 + draw_behind(arena, area, x, 0, (struct pager_span){ late ? STYLE_ERROR : STYLE_DIM,
		shown_line(arena, when) });
	lines = 1 + draw_progress(view, area, lines);
	return area.height > lines + 3 ? lines + 1 : lines;
}

static enum glyph sign_of(const struct json *row, enum style *style)
{
	bool red = json_bool(row, "red", false);

	*style = STYLE_DIM;
	if (handover_is(row, "declined")) {
		*style = STYLE_ERROR;
		return GLYPH_CROSS;
	}
	if (json_bool(row, "settled", false))
		return GLYPH_CHECK;
	*style = handover_is(row, "asked") ? STYLE_WARNING : red ? STYLE_DUE_LATE : STYLE_DIM;
	return red || handover_is(row, "asked") ? GLYPH_WARNING : GLYPH_BULLET;
}

/* Where something stands beside it, it keeps its distance. */
static int row_end(const struct view *view, struct area area)
{
	return area.width - (area.width < canvas_width(view->tui->canvas));
}

/* What is to be done, or what the customer said where nothing is; before it what happened since. */
static void draw_doing(const struct view *view, struct area area, int x, const struct json *row)
{
	struct arena *arena = view->tui->frame;
	const char *since = handover_since(arena, row), *doing = handover_doing(arena, row);
	int end = row_end(view, area);
	bool missing = json_bool(row, "red", false) && json_text(row, "line") == NULL && !json_bool(row, "settled", false);
	enum style style = handover_is(row, "asked") || handover_is(row, "declined") || missing ? STYLE_WARNING : STYLE_TEXT;

	if (*since != '\0') {
		struct shown said = shown_cut(arena, shown_line(arena, arena_printf(arena, "[%s]", since)), end - x);

		x = area_text(area, x, 0, STYLE_STRONG, said) + 1;
	}
	if (*doing == '\0') {
		doing = json_text_or(row, "text", "");
		style = STYLE_DIM;
	}
	if (x < end)
		area_text(area, x, 0, json_bool(row, "settled", false) ? STYLE_DIM : style,
			shown_cut(arena, shown_line(arena, doing), end - x));
}

void handover_draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	const struct json *row = json_at(json_get(answer_of(view), "rows"), index);
	struct arena *arena = view->tui->frame;
	bool settled = json_bool(row, "settled", false), selected = (state & ROW_SELECTED) != 0;
	enum style bar = (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY, style;
	enum glyph sign = sign_of(row, &style);
	int x = WHO_X, who = area.width < WHY_FROM ? WHO_WIDTH - 4 : WHO_WIDTH;

	if (selected)
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	if ((state & ROW_MARKED) != 0)
		area_text(area, 1, 0, STYLE_MARKED, canvas_glyph(view->tui->canvas, GLYPH_MARK));
	area_text(area, SIGN_X, 0, style, canvas_glyph(view->tui->canvas, sign));
	area_text(area, ID_X, 0, selected ? bar : STYLE_DIM, shown_line(arena, arena_printf(arena, "#%" PRId64,
		json_int(row, "id", 0))));
	area_text(area, x, 0, settled ? STYLE_DIM : STYLE_WHO, shown_cut(arena, shown_line(arena,
		json_text_or(row, "contact", json_text_or(row, "handle", "?"))), who));
	x += who + GAP;
	if (area.width >= WHY_FROM) {
		area_text(area, x, 0, settled ? STYLE_DIM : style, shown_cut(arena, shown_line(arena,
			handover_why(arena, row)), WHY_WIDTH));
		x += WHY_WIDTH + GAP;
	}
	if (x < row_end(view, area))
		draw_doing(view, area, x, row);
}
