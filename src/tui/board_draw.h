/* SPDX-License-Identifier: ISC */
/* Lines of a board on the screen, and what the views of figures share. */
#ifndef GUICHET_SRC_TUI_BOARD_DRAW_H
#define GUICHET_SRC_TUI_BOARD_DRAW_H
#include "guichet/command/board.h"
#include "inside.h"

void board_draw_line(struct arena *, struct area, const struct board_line *);
/* The selected cell of a selected line: the bar at the left and, of several cells, this one. */
void board_draw_cell(struct tui *, struct area, const struct board_line *, const struct board_cell *, bool focused);

/* What a question about figures is asked of, as words of a call; how many. */
enum { BOARD_ASKED = 6 };
size_t board_asked(struct arena *, const char *period, int back, const char *query,
	const char *words[static BOARD_ASKED]);

/* view_explained.c: the rows behind a figure, by the words behind "explain". */
err_t explained_open(struct tui *, size_t count, const char *const *words) MUST_CHECK;
/* board_save.c: what is shown, into a file; its ending says how. */
err_t figures_save(struct tui *, const struct json *dashboard, const char *path) MUST_CHECK;
#endif
