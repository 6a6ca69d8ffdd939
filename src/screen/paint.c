/* SPDX-License-Identifier: ISC */
/*
 * Painting is a comparison of two grids.  The cursor is moved by absolute
 * address after each cell of which terminals may disagree how far it moves
 * it: wide ones, those with marks, those of which libc thinks otherwise than
 * we do.  What such a cell may have spilled upon is painted again, so a
 * stranger's text can spoil its own cells and never a border.  Lines that only
 * moved up or down are moved by the terminal, where it can.
 */
#include "paint.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"

enum { ERASED = 255, NOWHERE = -1 };
enum { GAP = 6, ERASE_WORTH = 4 };	/* cells that are cheaper to write again than to step over; to erase */

_Static_assert(STYLES < (int)ERASED, "a style is a byte");

struct paint {
	const struct terminfo *info;
	bool utf8, known;
	int width, height;
	struct cell *cells;		/* what the screen shows */
	struct look looks[STYLES];
	struct str pens[STYLES];	/* what gives each style its look */
	bool bare[STYLES];		/* its blanks look like erased ones */
	int pen;			/* the style that the terminal writes in, or NOWHERE */
	int x, y;			/* its cursor, or NOWHERE */
	int cursor;			/* shown 1, hidden 0, NOWHERE */
	int doubt;			/* cells from here on that may have been spilled upon */
	struct str *out;
};

static const struct cell erased = { " ", 1, 1, ERASED };

struct paint *paint_create(const struct terminfo *info, bool utf8)
{
	struct paint *p = mem_alloc(sizeof(*p));

	p->info = info;
	p->utf8 = utf8;
	paint_resize(p, 1, 1);
	return p;
}

void paint_destroy(struct paint *p)
{
	if (p == NULL)
		return;
	for (int i = 0; i < STYLES; i++)
		str_finish(&p->pens[i]);
	free(p->cells);
	free(p);
}

void paint_resize(struct paint *p, int width, int height)
{
	free(p->cells);
	p->width = width;
	p->height = height;
	p->cells = mem_array((size_t)width * (size_t)height, sizeof(*p->cells));
	paint_forget(p);
}

void paint_forget(struct paint *p)
{
	p->known = false;
	p->pen = p->x = p->y = p->cursor = NOWHERE;
}

static bool blank(const struct cell *cell)
{
	return cell->len == 1 && cell->bytes[0] == ' ';
}

static bool bare(const struct paint *p, unsigned style)
{
	return style == ERASED || p->bare[style];
}

static bool same(const struct paint *p, const struct cell *a, const struct cell *b)
{
	if (a->len != b->len || a->width != b->width || memcmp(a->bytes, b->bytes, a->len) != 0)
		return false;
	return a->style == b->style || (blank(a) && bare(p, a->style) && bare(p, b->style));
}

/* Scripts, rules, blocks and arrows that no terminal draws wider than one cell. */
static bool narrow(uint32_t c)
{
	return (c >= 0xA0 && c < 0x300 && c != 0xAD) || (c >= 0x370 && c < 0x483) ||
		(c >= 0x48A && c < 0x530) || (c >= 0x1E00 && c < 0x2000) ||
		(c >= 0x2010 && c < 0x2028) || (c >= 0x20A0 && c < 0x20C0) ||
		(c >= 0x2190 && c < 0x2194) || (c >= 0x2500 && c < 0x25A1) || c == 0xFFFD;
}

/* Every terminal is known to step over just one cell. */
static bool steady(uint32_t c)
{
	return (c >= 0x20 && c < 0x7F) || (narrow(c) && wcwidth((wchar_t)c) == 1);
}

/*
 * How many cells behind this one a terminal with other widths could touch;
 * NOWHERE when every terminal is known to step just over the cell.
 */
static int spill(const struct cell *cell)
{
	const char *at = cell->bytes, *end = at + cell->len;
	int scalars = 0;
	uint32_t c = 0;

	if (cell->len == 1)
		return NOWHERE;
	for (; at < end; scalars++)
		at += utf8_decode(at, end, &c, NULL);
	if (scalars == 1 && cell->width == 1 && steady(c))
		return NOWHERE;
	return 2 * scalars > cell->width ? 2 * scalars - cell->width : 0;
}

static void set_pen(struct paint *p, int style)
{
	const struct str *new = &p->pens[style], *old = p->pen >= 0 ? &p->pens[p->pen] : NULL;
	size_t reset = strlen(p->info->reset);

	if (old != NULL && str_equal(str_text(old), str_text(new))) {
		p->pen = style;
		return;
	}
	/* A pen begins with a reset, which one that is nothing else has just done. */
	if (old != NULL && old->len == reset)
		str_add(p->out, str_text(new) + reset);
	else
		str_add(p->out, str_text(new));
	p->pen = style;
}

/* What stands for a cell that cannot be written: its base where that is plain, question marks else. */
static void write_substitute(struct paint *p, const struct cell *cell)
{
	uint32_t c;
	size_t n = utf8_decode(cell->bytes, cell->bytes + cell->len, &c, NULL);

	if (cell->width == 1 && (n == 1 || (p->utf8 && steady(c)))) {
		str_add_n(p->out, cell->bytes, n);
		return;
	}
	for (int i = 0; i < cell->width; i++)
		str_add_char(p->out, '?');
}

/* The cells between the cursor and x, when they can be written again for less than a move. */
static bool step_over(struct paint *p, int x, int y)
{
	const struct cell *row = p->cells + (size_t)y * (size_t)p->width;

	if (p->y != y || p->x == NOWHERE || p->x >= x || x - p->x > GAP || p->pen < 0)
		return false;
	for (int i = p->x; i < x; i++)
		if (row[i].len != 1 || (row[i].style != p->pen &&
		    !(blank(&row[i]) && bare(p, row[i].style) && p->bare[p->pen])))
			return false;
	for (int i = p->x; i < x; i++)
		str_add_char(p->out, row[i].bytes[0]);
	return true;
}

static void move_to(struct paint *p, int x, int y)
{
	if ((p->x != x || p->y != y) && !step_over(p, x, y))
		terminfo_move(p->info, p->out, x, y);
	p->x = x;
	p->y = y;
}

/* A terminal that thinks a wide cell narrow leaves its second half as it was: a blank. */
static void clear_under(struct paint *p, const struct cell *under, int x, int y)
{
	if (blank(&under[0]) && blank(&under[1]))
		return;
	str_add(p->out, "  ");
	p->x = NOWHERE;
	move_to(p, x, y);
}

static void put(struct paint *p, const struct cell *want, int x, int y)
{
	struct cell *have = p->cells + (size_t)y * (size_t)p->width + x;
	int spilled = p->utf8 ? spill(want) : NOWHERE;
	bool over_edge = spilled > 0 && x + want->width + spilled > p->width;
	bool substitute = (!p->utf8 && want->len != 1) || (over_edge && y == p->height - 1);

	/* Past the edge it goes on in the next line, a wide one whole; past the last one all would scroll. */
	if (substitute)
		spilled = NOWHERE;
	else if (over_edge)
		spilled++;
	move_to(p, x, y);
	set_pen(p, want->style);
	if (want->width == 2 && !substitute)
		clear_under(p, have, x, y);
	if (substitute)
		write_substitute(p, want);
	else
		str_add_n(p->out, want->bytes, want->len);
	have[0] = want[0];
	if (want->width == 2)
		have[1] = want[1];
	p->x += want->width;
	if (spilled != NOWHERE || p->x >= p->width)
		p->x = NOWHERE;
	p->doubt = spilled > p->doubt ? spilled : p->doubt;
}

/* From x on all blanks that look like erased ones: how many of them the screen has not. */
static int to_erase(const struct paint *p, const struct cell *want, const struct cell *have, int x)
{
	int changed = 0;

	for (; x < p->width; x++) {
		if (!blank(&want[x]) || !bare(p, want[x].style))
			return 0;
		changed += !same(p, &want[x], &have[x]);
	}
	return changed;
}

static void erase(struct paint *p, const struct cell *want, int x, int y)
{
	struct cell *have = p->cells + (size_t)y * (size_t)p->width;

	move_to(p, x, y);
	if (p->pen < 0 || !p->bare[p->pen])
		set_pen(p, want[x].style);
	str_add(p->out, p->info->erase_line);
	for (; x < p->width; x++)
		have[x] = erased;
	p->doubt = 0;
}

static void paint_row(struct paint *p, const struct cell *want, int y)
{
	const struct cell *have = p->cells + (size_t)y * (size_t)p->width;
	bool tried = *p->info->erase_line == '\0';

	for (int x = 0; x < p->width;) {
		int step = want[x].width == 2 ? 2 : 1;
		bool changed = !same(p, &want[x], &have[x]) || p->doubt > 0;

		if (p->info->corner_scrolls && y == p->height - 1 && x + step >= p->width)
			return;
		if (changed && !tried && blank(&want[x])) {
			int count = to_erase(p, want, have, x);

			if (count > ERASE_WORTH) {
				erase(p, want, x, y);
				return;
			}
			tried = count > 0;
		}
		if (changed) {
			p->doubt -= p->doubt < step ? p->doubt : step;
			put(p, &want[x], x, y);
		}
		x += step;
	}
}

/* The canvas's row, with blanks where the screen is wider; a wide cell that the edge cuts is a blank. */
static void fetch_row(const struct paint *p, const struct canvas *canvas, int y, struct cell *row)
{
	int width = canvas_width(canvas) < p->width ? canvas_width(canvas) : p->width;
	int x = 0;

	if (y >= canvas_height(canvas))
		width = 0;
	if (width > 0)
		memcpy(row, canvas_row(canvas, y), (size_t)width * sizeof(*row));
	if (width > 0 && row[width - 1].width == 2)
		x = width - 1;
	else
		x = width;
	for (; x < p->width; x++) {
		row[x] = erased;
		row[x].style = STYLE_NORMAL;
	}
}

/* ---- lines that only moved */

enum { SHIFT_MOST = 3, SHIFT_WORTH = 3 };	/* how far; lines saved, from which it is cheaper than to write them */

struct shift { int by, top, bottom, gain; };

/* What a row shows as a number: rows that look alike have the same. */
static uint64_t row_number(const struct paint *p, const struct cell *row)
{
	uint64_t number = UINT64_C(14695981039346656037);

	for (int x = 0; x < p->width; x++) {
		unsigned style = blank(&row[x]) && bare(p, row[x].style) ? (unsigned)ERASED : row[x].style;

		number = (number ^ style ^ (uint64_t)row[x].width << 8) * UINT64_C(1099511628211);
		for (int i = 0; i < row[x].len; i++)
			number = (number ^ (unsigned char)row[x].bytes[i]) * UINT64_C(1099511628211);
	}
	return number;
}

/* The lines between the first and the last that stand elsewhere now; what stood right among them is lost. */
static struct shift shift_by(const struct paint *p, const uint64_t *want, const uint64_t *have, int by)
{
	struct shift shift = { .by = by, .top = -1 };

	for (int y = by < 0 ? -by : 0; y < p->height && y + by < p->height; y++)
		if (want[y] == have[y + by] && want[y] != have[y]) {
			shift.top = shift.top < 0 ? (by < 0 ? y + by : y) : shift.top;
			shift.bottom = by < 0 ? y : y + by;
		}
	for (int y = shift.top; shift.top >= 0 && y <= shift.bottom; y++) {
		bool moved = y + by >= shift.top && y + by <= shift.bottom && want[y] == have[y + by];

		shift.gain += moved && want[y] != have[y] ? 1 : !moved && want[y] == have[y] ? -1 : 0;
	}
	return shift;
}

static void shift_apply(struct paint *p, const struct shift *shift)
{
	size_t width = (size_t)p->width, count = (size_t)(shift->bottom - shift->top + 1);
	size_t by = (size_t)(shift->by > 0 ? shift->by : -shift->by);
	struct cell *top = p->cells + (size_t)shift->top * width, *fresh;

	str_add(p->out, p->info->reset);	/* some terminals fill what comes in with the colour they write in */
	terminfo_scroll(p->info, p->out, (const int[]){ shift->top, shift->bottom, p->height }, shift->by);
	if (shift->by > 0)
		memmove(top, top + by * width, (count - by) * width * sizeof(*top));
	else
		memmove(top + by * width, top, (count - by) * width * sizeof(*top));
	fresh = shift->by > 0 ? top + (count - by) * width : top;
	for (size_t i = 0; i < by * width; i++)
		fresh[i] = erased;
	p->x = p->y = p->pen = NOWHERE;
}

/* A list that scrolls by a line is the same lines elsewhere: the terminal can move them itself. */
static void shift_lines(struct paint *p, const struct canvas *canvas, struct cell *row)
{
	uint64_t *want = mem_array((size_t)p->height * 2, sizeof(*want)), *have = want + p->height;
	struct shift best = { 0 };

	for (int y = 0; y < p->height; y++) {
		fetch_row(p, canvas, y, row);
		want[y] = row_number(p, row);
		have[y] = row_number(p, p->cells + (size_t)y * (size_t)p->width);
	}
	for (int by = -SHIFT_MOST; by <= SHIFT_MOST; by++) {
		struct shift shift = by != 0 ? shift_by(p, want, have, by) : best;

		best = shift.gain > best.gain ? shift : best;
	}
	if (best.gain >= SHIFT_WORTH)
		shift_apply(p, &best);
	free(want);
}

static void take_looks(struct paint *p, const struct look looks[static STYLES])
{
	bool taken = p->pens[STYLE_NORMAL].len > 0;

	if (taken && memcmp(p->looks, looks, sizeof(p->looks)) == 0)
		return;
	memcpy(p->looks, looks, sizeof(p->looks));
	for (int i = 0; i < STYLES; i++) {
		str_clear(&p->pens[i]);
		terminfo_look(p->info, &p->pens[i], looks[i]);
		p->bare[i] = terminfo_bare(p->info, looks[i]);
	}
	p->known = false;
	p->pen = NOWHERE;
}

/* The screen empty in the terminal's own colours, the cursor where clearing puts it. */
static void clear(struct paint *p)
{
	str_add(p->out, p->info->reset);
	str_add(p->out, p->info->clear);
	for (size_t i = 0; i < (size_t)p->width * (size_t)p->height; i++)
		p->cells[i] = erased;
	p->x = p->y = 0;
	p->pen = NOWHERE;
	p->known = true;
}

static void show_cursor(struct paint *p, const struct canvas *canvas)
{
	int x, y;
	bool shown = canvas_cursor(canvas, &x, &y) && x < p->width && y < p->height;

	if (shown)
		move_to(p, x, y);
	if (p->cursor == (int)shown)
		return;
	str_add(p->out, shown ? p->info->cursor_on : p->info->cursor_off);
	p->cursor = shown;
}

void paint_show(struct paint *p, const struct canvas *canvas, const struct look looks[static STYLES],
	struct str *out)
{
	struct cell *row = mem_array((size_t)p->width, sizeof(*row));

	p->out = out;
	p->doubt = 0;
	take_looks(p, looks);
	if (!p->known)
		clear(p);
	else if (*p->info->region != '\0')
		shift_lines(p, canvas, row);
	for (int y = 0; y < p->height; y++) {
		fetch_row(p, canvas, y, row);
		paint_row(p, row, y);
	}
	show_cursor(p, canvas);
	free(row);
}
