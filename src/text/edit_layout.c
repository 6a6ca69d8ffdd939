/* SPDX-License-Identifier: ISC */
/*
 * Laying out what is written.  Each cluster is made fit to be shown by
 * itself, so that a row is the sum of its clusters and a column is known for
 * every edge: a cluster may show as more than it is (a flag), or as nothing.
 * Rows end where shown_wrap would end them.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"
#include "cluster.h"
#include "edit_parts.h"
#include "layout.h"
#include "unicode.h"

enum { TAB_STOP = 4 };		/* shown_block's */

struct layout {
	const struct edit *edit;
	struct arena *arena, *scratch;
	int width;
	struct edit_line *lines;
	size_t count, size, cursor_row;
	int cursor_column;
};

/* One cluster: its raw bytes, and what is shown of it at a column. */
struct piece { size_t len; struct shown shown; };

static bool blank(const struct piece *piece)
{
	return piece->shown.len > 0 && strspn(piece->shown.bytes, " ") >= piece->shown.len;
}

static struct shown shown_as(const char *bytes, size_t len, int width)
{
	return (struct shown){ .bytes = bytes, .len = len, .width = width };
}

/* Wider than a row (a flag in a narrow field), it is cut. */
static struct piece piece_at(struct layout *l, size_t at, int column)
{
	const char *p = l->edit->text.text + at, *end = l->edit->text.text + l->edit->text.len;
	struct piece piece = { .len = cluster_next(l->edit->text.text, l->edit->text.len, at) - at };
	uint32_t scalar;
	int width;

	if (*p == '\t' && piece.len == 1) {
		width = TAB_STOP - column % TAB_STOP;
		piece.shown = shown_as("    ", (size_t)width, width);
	} else if (piece.len == 1) {
		piece.shown = shown_as(p, 1, 1);
	} else if (utf8_decode(p, end, &scalar, NULL) == piece.len &&
		   unicode_kind(scalar) == UNICODE_PLAIN) {
		piece.shown = shown_as(p, piece.len, unicode_width(scalar));
	} else {
		piece.shown = shown_line_n(l->scratch, p, piece.len);
		if (piece.shown.width > l->width)
			piece.shown = shown_cut(l->scratch, piece.shown, l->width);
	}
	return piece;
}

/* The column of the edge at, in the row that starts at start. */
static int column_of(struct layout *l, size_t start, size_t at)
{
	int column = 0;

	while (start < at) {
		struct piece piece = piece_at(l, start, column);

		arena_reset(l->scratch);
		start += piece.len;
		column += piece.shown.width;
	}
	return column;
}

/* Blanks at the end of a row are not drawn. */
static struct shown row_shown(struct layout *l, size_t start, size_t end)
{
	struct shown row = { 0 };
	struct str text = { 0 };
	size_t ink = 0;
	int column = 0;

	while (start < end) {
		struct piece piece = piece_at(l, start, column);

		str_add_n(&text, piece.shown.bytes, piece.shown.len);
		column += piece.shown.width;
		if (piece.shown.len > 0 && !blank(&piece)) {
			ink = text.len;
			row.width = column;
		}
		row.flags |= piece.shown.flags;
		row.hidden += piece.shown.hidden;
		arena_reset(l->scratch);
		start += piece.len;
	}
	row.bytes = arena_copy_n(l->arena, str_text(&text), ink);
	row.len = ink;
	if (text.text != NULL)
		explicit_bzero(text.text, text.size);
	str_finish(&text);
	return row;
}

static void add(struct layout *l, size_t start, size_t end)
{
	if (l->count == l->size) {
		l->size = l->size > 0 ? l->size * 2 : 16;
		l->lines = mem_grow(l->lines, l->size, sizeof(*l->lines));
	}
	l->lines[l->count++] = (struct edit_line){ .start = start, .len = end - start,
		.shown = row_shown(l, start, end) };
}

/*
 * The cursor where a row is broken is on the next one.  Behind a full last
 * row of a paragraph there is none yet, so it gets one, as its next letter
 * would.
 */
static void add_row(struct layout *l, size_t start, size_t end, bool last)
{
	size_t cursor = l->edit->cursor;
	int column;

	add(l, start, end);
	if (cursor < start || cursor > end || (cursor == end && !last))
		return;
	column = column_of(l, start, cursor);
	if (column >= l->width && cursor == end) {
		add(l, end, end);
		column = 0;
	}
	l->cursor_row = l->count - 1;
	l->cursor_column = column < l->width ? column : l->width - 1;
}

static void paragraph(struct layout *l, size_t at, size_t end)
{
	const char *text = l->edit->text.text;
	size_t first = at, start = at, chance = at, held = at;	/* where a row may end; start: nowhere yet */
	int column = 0, before = 0;	/* cells of the cluster before, 0 at a blank */
	bool ink = false;

	while (at < end) {
		struct piece piece = piece_at(l, at, column);
		int cells = piece.shown.width;
		bool space = blank(&piece), wide = cells == 2 || before == 2;

		if (!space && ink && cells > 0 && before > 0 && wide &&
		    !layout_sticks(piece.shown.bytes, piece.shown.bytes + piece.shown.len))
			chance = at;
		arena_reset(l->scratch);
		if (!space && column + cells > l->width && at > start) {
			at = chance > start ? chance : held > start ? held : at;
			add_row(l, start, at, false);
			start = chance = held = at;
			column = before = 0;
			ink = false;
			continue;
		}
		at += piece.len;
		if (cells == 0)
			continue;
		if (space && ink)
			*(layout_holds(text + first, text + at - piece.len, text + end) ? &held : &chance) = at;
		ink = ink || !space;
		column += cells;
		before = space ? 0 : cells;
	}
	add_row(l, start, end, true);
}

void edit_layout(const struct edit *e, struct arena *arena, int width, struct edit_layout *out)
{
	struct layout l = { .edit = e, .arena = arena, .scratch = arena_create(),
		.width = width < 2 ? 2 : width };
	size_t at = 0, end;

	do {
		end = edit_line_end(e, at);
		paragraph(&l, at, end);
		at = end + 1;
	} while (end < e->text.len);
	*out = (struct edit_layout){ .count = l.count, .cursor_row = l.cursor_row,
		.cursor_column = l.cursor_column, .lines = arena_array(arena, l.count, sizeof(*l.lines)) };
	memcpy(out->lines, l.lines, l.count * sizeof(*l.lines));
	free(l.lines);
	arena_destroy(l.scratch);
}

size_t edit_layout_find(const struct edit *e, const struct edit_layout *layout, size_t row)
{
	struct layout l = { .edit = e, .scratch = arena_create(), .width = e->width < 2 ? 2 : e->width };
	const struct edit_line *line = &layout->lines[row];
	size_t at = line->start, end = at + line->len;
	bool broken = row + 1 < layout->count && layout->lines[row + 1].start == end;
	int column = 0;

	while (at < end && column < e->goal) {
		struct piece piece = piece_at(&l, at, column);

		arena_reset(l.scratch);
		if (column + piece.shown.width > e->goal || (broken && at + piece.len == end))
			break;
		at += piece.len;
		column += piece.shown.width;
	}
	arena_destroy(l.scratch);
	return at;
}
