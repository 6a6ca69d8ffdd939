/* SPDX-License-Identifier: ISC */
/*
 * The grid.  Two things are kept true by every function: a wide cell always
 * has its second half behind it, and the lines of rules join where they
 * meet.  What is drawn over half of a wide cell leaves a blank in the other
 * half.  An ASCII canvas holds nothing but ASCII, whatever is drawn on it.
 */
#include "guichet/screen/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"

enum { RULE_ACROSS = 1 << 0, RULE_DOWN = 1 << 1, RULE_COVERED = 1 << 2, RULE_ISLAND = 1 << 3 };
enum { ARM_UP = 1 << 0, ARM_RIGHT = 1 << 1, ARM_DOWN = 1 << 2, ARM_LEFT = 1 << 3, ARMS = 1 << 4 };
enum { SPINNER_STEPS = 4 };

struct canvas {
	int width, height;
	struct cell *cells;
	unsigned char *rules;		/* which rules run through each cell */
	bool ascii, has_cursor;
	int cursor_x, cursor_y;
	struct arena *own, *scratch;	/* what lives as long as the canvas; one text */
	struct shown glyphs[2][GLYPHS], spinner[2][SPINNER_STEPS], joints[2][ARMS];
};

/*
 * Every one of these is one cell wide for every terminal and, but for the
 * ellipsis and the cross, in the character set of the PC that each console's
 * font covers.
 */
static const char *const glyph_text[2][GLYPHS] = {
	{
		[GLYPH_SELECTED] = "\u258C", [GLYPH_MARK] = "\u25A0", [GLYPH_ELLIPSIS] = "\u2026",
		[GLYPH_IN] = "\u2190", [GLYPH_OUT] = "\u2192", [GLYPH_NOTE] = "\u2261",
		[GLYPH_CONTEXT] = "\u00B7", [GLYPH_BULLET] = "\u2022", [GLYPH_CHECK] = "\u221A",
		[GLYPH_CROSS] = "\u00D7", [GLYPH_WARNING] = "!", [GLYPH_UP] = "\u2191",
		[GLYPH_DOWN] = "\u2193", [GLYPH_MORE] = "\u00BB", [GLYPH_BIDI] = "\u21A8",
		[GLYPH_LOCK] = "\u25D8", [GLYPH_BAR] = "\u2588"
	}, {
		[GLYPH_SELECTED] = ">", [GLYPH_MARK] = "*", [GLYPH_ELLIPSIS] = "~",
		[GLYPH_IN] = "<", [GLYPH_OUT] = ">", [GLYPH_NOTE] = "#",
		[GLYPH_CONTEXT] = ".", [GLYPH_BULLET] = "-", [GLYPH_CHECK] = "v",
		[GLYPH_CROSS] = "x", [GLYPH_WARNING] = "!", [GLYPH_UP] = "^",
		[GLYPH_DOWN] = "v", [GLYPH_MORE] = "+", [GLYPH_BIDI] = "%",
		[GLYPH_LOCK] = "P", [GLYPH_BAR] = "="
	}
};

static const char *const spinner_text[2][SPINNER_STEPS] = {
	{ "\u258C", "\u2580", "\u2590", "\u2584" },
	{ "|", "/", "-", "\\" }
};

/* By the arms that leave the cell; one arm alone is drawn as a whole line. */
static const char *const joint_text[2][ARMS] = {
	{ " ", "\u2502", "\u2500", "\u2514", "\u2502", "\u2502", "\u250C", "\u251C",
	  "\u2500", "\u2518", "\u2500", "\u2534", "\u2510", "\u2524", "\u252C", "\u253C" },
	{ " ", "|", "-", "+", "|", "|", "+", "+", "-", "+", "-", "+", "+", "+", "+", "+" }
};

static void show_all(struct arena *arena, const char *const *texts, struct shown *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		out[i] = shown_line(arena, texts[i]);
}

struct canvas *canvas_create(int width, int height)
{
	struct canvas *c = mem_alloc(sizeof(*c));

	c->own = arena_create();
	c->scratch = arena_create();
	for (int ascii = 0; ascii < 2; ascii++) {
		show_all(c->own, glyph_text[ascii], c->glyphs[ascii], GLYPHS);
		show_all(c->own, spinner_text[ascii], c->spinner[ascii], SPINNER_STEPS);
		show_all(c->own, joint_text[ascii], c->joints[ascii], ARMS);
	}
	canvas_resize(c, width, height);
	return c;
}

void canvas_destroy(struct canvas *c)
{
	if (c == NULL)
		return;
	arena_destroy(c->own);
	arena_destroy(c->scratch);
	free(c->cells);
	free(c->rules);
	free(c);
}

void canvas_resize(struct canvas *c, int width, int height)
{
	c->width = width > 0 ? width : 1;
	c->height = height > 0 ? height : 1;
	free(c->cells);
	free(c->rules);
	c->cells = mem_array((size_t)c->width * (size_t)c->height, sizeof(*c->cells));
	c->rules = mem_array((size_t)c->width * (size_t)c->height, sizeof(*c->rules));
	canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
	size_t count = (size_t)c->width * (size_t)c->height;

	for (size_t i = 0; i < count; i++)
		c->cells[i] = (struct cell){ " ", 1, 1, STYLE_NORMAL };
	memset(c->rules, 0, count);
	c->has_cursor = false;
}

int canvas_width(const struct canvas *c)
{
	return c->width;
}

int canvas_height(const struct canvas *c)
{
	return c->height;
}

const struct cell *canvas_row(const struct canvas *c, int y)
{
	return c->cells + (size_t)y * (size_t)c->width;
}

void canvas_set_ascii(struct canvas *c, bool ascii)
{
	c->ascii = ascii;
}

bool canvas_is_ascii(const struct canvas *c)
{
	return c->ascii;
}

bool canvas_cursor(const struct canvas *c, int *x, int *y)
{
	*x = c->cursor_x;
	*y = c->cursor_y;
	return c->has_cursor;
}

static struct cell *cell_at(struct canvas *c, int x, int y)
{
	return c->cells + (size_t)y * (size_t)c->width + x;
}

static unsigned char *rule_of(const struct canvas *c, int x, int y)
{
	return &c->rules[(size_t)y * (size_t)c->width + (size_t)x];
}

static unsigned rule_at(const struct canvas *c, int x, int y)
{
	if (x < 0 || y < 0 || x >= c->width || y >= c->height)
		return 0;
	return *rule_of(c, x, y) & (RULE_ACROSS | RULE_DOWN);
}

/* The cell becomes a blank of one column in the style that it has. */
static void cell_blank(struct cell *cell)
{
	memset(cell->bytes, 0, sizeof(cell->bytes));
	cell->bytes[0] = ' ';
	cell->len = cell->width = 1;
}

/* What is about to change is no longer half of a wide cell. */
static void split(struct canvas *c, int x, int y)
{
	struct cell *cell = cell_at(c, x, y);

	if (cell->width == 0)
		cell_blank(cell - 1);
	else if (cell->width == 2)
		cell_blank(cell + 1);
	cell_blank(cell);
}

/*
 * A cluster's bytes, marks left out where they do not fit: a scalar with a
 * column of its own never is, because the columns behind it count on it.
 */
static void cell_set(struct cell *cell, const char *p, size_t len, int cells)
{
	const char *end = p + len;
	size_t spare = CELL_BYTES;
	uint32_t scalar;

	memset(cell->bytes, 0, sizeof(cell->bytes));
	cell->len = 0;
	cell->width = (unsigned char)cells;
	if (len > CELL_BYTES)
		for (const char *q = p; q < end;) {
			size_t n = utf8_decode(q, end, &scalar, NULL);

			spare -= shown_scalar_width(scalar) > 0 ? n : 0;
			q += n;
		}
	while (len > CELL_BYTES && p < end) {
		size_t n = utf8_decode(p, end, &scalar, NULL);
		bool mark = shown_scalar_width(scalar) == 0;

		if (!mark || n <= spare) {
			memcpy(cell->bytes + cell->len, p, n);
			cell->len = (unsigned char)(cell->len + n);
			spare -= mark ? n : 0;
		}
		p += n;
	}
	if (len <= CELL_BYTES) {
		memcpy(cell->bytes, p, len);
		cell->len = (unsigned char)len;
	}
}

/* x and y are the canvas's, and all of the cluster is inside.  A rule goes on under the text. */
static void put(struct canvas *c, int x, int y, enum style style, const char *p, size_t len, int cells)
{
	struct cell *cell = cell_at(c, x, y);

	for (int i = 0; i < cells; i++) {
		split(c, x + i, y);
		*rule_of(c, x + i, y) |= RULE_COVERED;
		cell[i].style = (unsigned char)style;
	}
	cell_set(cell, p, len, cells);
	if (cells == 2)
		cell_set(cell + 1, "", 0, 0);
}

struct area area_all(struct canvas *c)
{
	return (struct area){ c, 0, 0, c->width, c->height };
}

struct area area_part(struct area a, int x, int y, int width, int height)
{
	int right = width < a.width - (int64_t)x ? x + width : a.width;
	int bottom = height < a.height - (int64_t)y ? y + height : a.height;

	x = x > 0 ? x : 0;
	y = y > 0 ? y : 0;
	return (struct area){ a.canvas, a.x + x, a.y + y,
		right > x ? right - x : 0, bottom > y ? bottom - y : 0 };
}

static bool row_inside(struct area a, int y)
{
	return y >= 0 && y < a.height;
}

int area_text(struct area a, int x, int y, enum style style, struct shown text)
{
	if (!row_inside(a, y))
		return x;
	if (a.canvas->ascii) {
		arena_reset(a.canvas->scratch);
		text = shown_ascii(a.canvas->scratch, text);
	}
	for (size_t at = 0; at < text.len && x < a.width;) {
		int cells;
		size_t len = shown_cluster(text, at, &cells);

		if (x >= 0 && cells > 0 && x + cells <= a.width)
			put(a.canvas, a.x + x, a.y + y, style, text.bytes + at, len, cells);
		else if (cells == 2 && x + 1 >= 0)	/* one half is inside */
			put(a.canvas, a.x + (x < 0 ? 0 : x), a.y + y, style, " ", 1, 1);
		at += len;
		x += cells;
	}
	return x < a.width ? x : a.width;
}

/* The first half of a wide cell decides for both. */
void area_restyle(struct area a, int x, int y, int width, enum style style)
{
	struct area part = area_part(a, x, y, width, 1);

	for (int i = 0; row_inside(a, y) && i < part.width; i++) {
		struct cell *cell = cell_at(part.canvas, part.x + i, part.y);

		if (cell->width > 0)
			cell->style = (unsigned char)style;
		if (cell->width == 2)
			cell[1].style = (unsigned char)style;
	}
}

void area_cursor(struct area a, int x, int y)
{
	a.canvas->has_cursor = row_inside(a, y) && x >= 0 && x < a.width;
	if (!a.canvas->has_cursor)
		return;
	a.canvas->cursor_x = a.x + x;
	a.canvas->cursor_y = a.y + y;
}

/* The rule of a neighbour that is on the same island, or on the same shore of all. */
static unsigned beside(const struct canvas *c, int x, int y, unsigned land)
{
	unsigned rule = rule_at(c, x, y);

	return rule != 0 && (*rule_of(c, x, y) & RULE_ISLAND) == land ? rule : 0;
}

/*
 * A rule reaches both sides of its cell, and towards each neighbour that a
 * rule leaves in this direction; where two cross, it ends if nothing goes on.
 */
static unsigned arms(const struct canvas *c, int x, int y)
{
	unsigned here = rule_at(c, x, y), land = *rule_of(c, x, y) & RULE_ISLAND, out = 0;

	out |= beside(c, x, y - 1, land) & RULE_DOWN || here == RULE_DOWN ? ARM_UP : 0;
	out |= beside(c, x, y + 1, land) & RULE_DOWN || here == RULE_DOWN ? ARM_DOWN : 0;
	out |= beside(c, x - 1, y, land) & RULE_ACROSS || here == RULE_ACROSS ? ARM_LEFT : 0;
	out |= beside(c, x + 1, y, land) & RULE_ACROSS || here == RULE_ACROSS ? ARM_RIGHT : 0;
	return out;
}

static void rule_draw(struct canvas *c, int x, int y)
{
	struct cell *cell;
	struct shown text;

	if (rule_at(c, x, y) == 0 || *rule_of(c, x, y) & RULE_COVERED)
		return;
	cell = cell_at(c, x, y);
	text = c->joints[c->ascii][arms(c, x, y)];
	cell_set(cell, text.bytes, text.len, 1);
}

static void rules_join(struct canvas *c, int x, int y)
{
	rule_draw(c, x, y);
	rule_draw(c, x - 1, y);
	rule_draw(c, x + 1, y);
	rule_draw(c, x, y - 1);
	rule_draw(c, x, y + 1);
}

/* Rules end where something is laid over them. */
void area_fill(struct area a, enum style style)
{
	for (int y = 0; y < a.height; y++)
		for (int x = 0; x < a.width; x++) {
			bool ruled = rule_at(a.canvas, a.x + x, a.y + y) != 0;

			put(a.canvas, a.x + x, a.y + y, style, " ", 1, 1);
			*rule_of(a.canvas, a.x + x, a.y + y) = 0;
			if (ruled)
				rules_join(a.canvas, a.x + x, a.y + y);
		}
}

void area_island(struct area a, enum style style)
{
	area_fill(a, style);
	for (int y = 0; y < a.height; y++)
		for (int x = 0; x < a.width; x++)
			*rule_of(a.canvas, a.x + x, a.y + y) |= RULE_ISLAND;
}

static void rule_add(struct area a, int x, int y, unsigned kind)
{
	struct canvas *c = a.canvas;
	int at_x = a.x + x, at_y = a.y + y;
	unsigned char *rule = rule_of(c, at_x, at_y);

	split(c, at_x, at_y);
	cell_at(c, at_x, at_y)->style = STYLE_BORDER;
	*rule = (unsigned char)((*rule & RULE_COVERED ? *rule & RULE_ISLAND : *rule) | kind);
	rules_join(c, at_x, at_y);
}

void area_rule_across(struct area a, int y)
{
	for (int x = 0; row_inside(a, y) && x < a.width; x++)
		rule_add(a, x, y, RULE_ACROSS);
}

void area_rule_down(struct area a, int x)
{
	for (int y = 0; x >= 0 && x < a.width && y < a.height; y++)
		rule_add(a, x, y, RULE_DOWN);
}

struct shown canvas_glyph(const struct canvas *c, enum glyph glyph)
{
	return c->glyphs[c->ascii][glyph];
}

struct shown canvas_spinner(const struct canvas *c, unsigned step)
{
	return c->spinner[c->ascii][step % SPINNER_STEPS];
}
