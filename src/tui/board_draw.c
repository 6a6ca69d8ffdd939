/* SPDX-License-Identifier: ISC */
/* Lines of a board on the screen. */
#include "board_draw.h"

enum { NAME = 2 };	/* where the name of a line begins */

static enum style style_of(enum sink_style style)
{
	switch (style) {
	case SINK_STRONG:
		return STYLE_STRONG;
	case SINK_DIM:
		return STYLE_DIM;
	case SINK_WARN:
		return STYLE_DUE_LATE;
	case SINK_GOOD:
		return STYLE_GOOD;
	case SINK_PLAIN:
		break;
	}
	return STYLE_NORMAL;
}

void board_draw_line(struct arena *arena, struct area area, const struct board_line *line)
{
	int x = 0;

	for (size_t i = 0; i < line->span_count; i++) {
		enum style style = style_of(line->spans[i].style);

		x = area_text(area, x, 0, line->begins && style == STYLE_STRONG ? STYLE_HEADING : style,
			shown_cut(arena, line->spans[i].text, area.width > x ? area.width - x : 0));
	}
}

void board_draw_cell(struct tui *tui, struct area area, const struct board_line *line, const struct board_cell *cell,
	bool focused)
{
	enum style style = focused ? STYLE_SELECTED : STYLE_SELECTED_AWAY;

	area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(tui->canvas, GLYPH_SELECTED));
	if (line->cell_count > 1) {
		area_restyle(area, cell->x, 0, cell->width, style);
		area_cursor(area, cell->x, 0);
	} else if (line->span_count > 1) {
		area_restyle(area, NAME, 0, line->spans[1].text.width, style);
	}
}
