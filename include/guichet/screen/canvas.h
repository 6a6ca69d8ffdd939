/* SPDX-License-Identifier: ISC */
/*
 * A grid of cells to draw on.  Every cell holds one cluster of shown text and
 * a style; a wide one fills two.  Nothing else can be put there, so nothing
 * else can reach a terminal.  The grid is the whole truth: a terminal is
 * brought in line with it (term.h), a test reads it (canvas_dump).
 */
#ifndef GUICHET_SCREEN_CANVAS_H
#define GUICHET_SCREEN_CANVAS_H
#include "guichet/config/style.h"
#include "guichet/text/shown.h"

enum { CELL_BYTES = 32 };
struct cell {
	char bytes[CELL_BYTES];		/* UTF-8, not terminated; a blank is one space */
	unsigned char len, width;	/* width 0: the second half of the wide cell before it, len 0 */
	unsigned char style;		/* enum style */
};

struct canvas;
struct canvas *canvas_create(int width, int height);	/* at least 1 x 1 */
void canvas_destroy(struct canvas *);
void canvas_resize(struct canvas *, int width, int height);	/* and clears */
void canvas_clear(struct canvas *);			/* blanks in STYLE_NORMAL, no cursor */
int canvas_width(const struct canvas *);
int canvas_height(const struct canvas *);
const struct cell *canvas_row(const struct canvas *, int y);	/* canvas_width() cells */
/* Lines as in ASCII art, for terminals and files that are not UTF-8; changes what area_rule draws. */
void canvas_set_ascii(struct canvas *, bool);
bool canvas_is_ascii(const struct canvas *);
/* Where the terminal's cursor stands; false: nowhere. */
bool canvas_cursor(const struct canvas *, int *x, int *y);

/*
 * A rectangle of a canvas.  Drawing is in its own coordinates and is cut at its edges; a wide cell
 * that would be cut becomes a blank.
 */
struct area { struct canvas *canvas; int x, y, width, height; };
struct area area_all(struct canvas *);
struct area area_part(struct area, int x, int y, int width, int height);	/* clipped; may be empty */

/* One line of text from x on; the column behind it.  LF and what is outside are left out. */
int area_text(struct area, int x, int y, enum style, struct shown);
void area_fill(struct area, enum style);			/* blanks */
/* The same for what lies over everything: rules inside join with none outside. */
void area_island(struct area, enum style);
/* Cells keep their text and take the style. */
void area_restyle(struct area, int x, int y, int width, enum style);
void area_cursor(struct area, int x, int y);
/* Rules between panes and their crossings, in STYLE_BORDER. */
void area_rule_across(struct area, int y);
void area_rule_down(struct area, int x);
/* Marks that have an ASCII form; each is one cell wide. */
enum glyph { GLYPH_SELECTED, GLYPH_MARK, GLYPH_ELLIPSIS, GLYPH_IN, GLYPH_OUT, GLYPH_NOTE, GLYPH_CONTEXT, GLYPH_BULLET,
	GLYPH_CHECK, GLYPH_CROSS, GLYPH_WARNING, GLYPH_UP, GLYPH_DOWN, GLYPH_MORE, GLYPH_BIDI, GLYPH_LOCK, GLYPH_BAR, GLYPHS };
struct shown canvas_glyph(const struct canvas *, enum glyph);
/* A ring that turns, one step a call number. */
struct shown canvas_spinner(const struct canvas *, unsigned step);

/* The grid as lines, blanks at their ends cut. */
void canvas_dump(const struct canvas *, struct str *out);
/* The same with a letter for each cell's style and a legend behind it, for tests of styles. */
void canvas_dump_styles(const struct canvas *, struct str *out);
#endif
