/* SPDX-License-Identifier: ISC */
/*
 * What is true of a text being edited, whatever was done to it.  Clusters are
 * walked here from the start of the text with the library itself, and columns
 * are added up again; shared by the unit test and the fuzz target.
 */
#ifndef GUICHET_TESTS_EDIT_CHECK_H
#define GUICHET_TESTS_EDIT_CHECK_H
#include <string.h>
#include <utf8proc.h>

#include "guichet/text/edit.h"
#include "shown_check.h"

/* Walks on to the next edge; state belongs to the whole walk. */
static inline size_t edge_after(const char *text, size_t len, size_t at, utf8proc_int32_t *state)
{
	uint32_t before, after;

	at += utf8_decode(text + at, text + len, &before, NULL);
	while (at < len) {
		size_t n = utf8_decode(text + at, text + len, &after, NULL);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)after, state))
			break;
		at += n;
		before = after;
	}
	return at;
}

/* Cells of [from, to) in a row that starts at from. */
static inline int cells_of(struct arena *arena, const char *text, size_t from, size_t to, int width)
{
	utf8proc_int32_t state = 0;
	int column = 0;

	while (from < to) {
		size_t next = edge_after(text, to, from, &state);
		struct shown one = shown_line_n(arena, text + from, next - from);

		if (text[from] == '\t')
			column = column / 4 * 4 + 4;
		else
			column += shown_cut(arena, one, width).width;
		from = next;
	}
	return column;
}

static inline const char *edit_text_broken(const struct edit *e)
{
	const char *text = edit_text(e);
	size_t len = edit_len(e), at = 0;
	utf8proc_int32_t state = 0;

	if (len > EDIT_MAX || strlen(text) != len || !utf8_valid(text, len))
		return "text";
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t') || text[i] == 0x7F)
			return "control characters";
	while (at < edit_cursor(e) && at < len)
		at = edge_after(text, len, at, &state);
	return at != edit_cursor(e) ? "cursor at an edge" : NULL;
}

static inline const char *edit_rows_broken(const struct edit *e, struct arena *arena, int width)
{
	const char *text = edit_text(e);
	size_t at = 0, cursor = edit_cursor(e);
	struct edit_layout out;

	edit_layout(e, arena, width, &out);
	if (out.count == 0 || out.cursor_row >= out.count)
		return "rows";
	for (size_t i = 0; i < out.count; i++) {
		const struct edit_line *line = &out.lines[i];

		if (line->start != at && !(at < edit_len(e) && text[at] == '\n' && line->start == at + 1))
			return "rows in order";
		if (memchr(text + line->start, '\n', line->len) != NULL)
			return "rows end at line ends";
		if (line->shown.width > width || shown_broken(line->shown, false) != NULL)
			return "shown rows";
		at = line->start + line->len;
		if (i == out.cursor_row) {
			int column = cells_of(arena, text, line->start, cursor, width);

			if (cursor < line->start || cursor > at ||
			    out.cursor_column != (column < width ? column : width - 1))
				return "cursor's cell";
			if (cursor == at && i + 1 < out.count && text[at] != '\n')
				return "cursor at a wrap";
		}
	}
	return at != edit_len(e) ? "rows cover the text" : NULL;
}

static inline const char *edit_broken(const struct edit *e, struct arena *arena, int width)
{
	const char *broken = edit_text_broken(e);

	return broken != NULL ? broken : edit_rows_broken(e, arena, width);
}
#endif
