/* SPDX-License-Identifier: ISC */
/*
 * Moving.  Lines are logical ones, between line ends, but for "up" and
 * "down", which go by the rows that a person sees.  Words are letters, digits
 * and their marks.
 */
#include <string.h>

#include "guichet/base/utf8.h"
#include "cluster.h"
#include "edit_parts.h"
#include "unicode.h"

static uint32_t scalar_at(const struct edit *e, size_t at)
{
	uint32_t scalar;

	(void)utf8_decode(e->text.text + at, e->text.text + e->text.len, &scalar, NULL);
	return scalar;
}

static size_t next(const struct edit *e, size_t at)
{
	return cluster_next(e->text.text, e->text.len, at);
}

static bool solid(uint32_t scalar)
{
	enum unicode_kind kind = unicode_kind(scalar);

	return kind != UNICODE_SPACE && kind != UNICODE_TAB && kind != UNICODE_BREAK;
}

size_t edit_line_start(const struct edit *e, size_t at)
{
	const char *end = at > 0 ? memrchr(e->text.text, '\n', at) : NULL;

	return end != NULL ? (size_t)(end - e->text.text) + 1 : 0;
}

size_t edit_line_end(const struct edit *e, size_t at)
{
	const char *end = memchr(e->text.text + at, '\n', e->text.len - at);

	return end != NULL ? (size_t)(end - e->text.text) : e->text.len;
}

size_t edit_word_end(const struct edit *e)
{
	size_t at = e->cursor;

	while (at < e->text.len && !unicode_word(scalar_at(e, at)))
		at = next(e, at);
	while (at < e->text.len && unicode_word(scalar_at(e, at)))
		at = next(e, at);
	return at;
}

/* From the start of the text: one walk forward is cheaper than many steps back. */
static size_t run_start(const struct edit *e, bool (*belongs)(uint32_t))
{
	size_t found = 0;
	bool inside = false;

	for (size_t at = 0; at < e->cursor; at = next(e, at)) {
		bool one = belongs(scalar_at(e, at));

		if (one && !inside)
			found = at;
		inside = one;
	}
	return found;
}

size_t edit_word_start(const struct edit *e)
{
	return run_start(e, unicode_word);
}

size_t edit_blank_word_start(const struct edit *e)
{
	return run_start(e, solid);
}

void edit_backward_char(struct edit *e)
{
	e->cursor = cluster_before(e->text.text, e->text.len, e->cursor);
}

void edit_forward_char(struct edit *e)
{
	if (e->cursor < e->text.len)
		e->cursor = next(e, e->cursor);
}

void edit_backward_word(struct edit *e)
{
	e->cursor = edit_word_start(e);
}

void edit_forward_word(struct edit *e)
{
	e->cursor = edit_word_end(e);
}

void edit_beginning_of_line(struct edit *e)
{
	e->cursor = edit_line_start(e, e->cursor);
}

void edit_end_of_line(struct edit *e)
{
	e->cursor = edit_line_end(e, e->cursor);
}

void edit_beginning_of_buffer(struct edit *e)
{
	e->cursor = 0;
}

void edit_end_of_buffer(struct edit *e)
{
	e->cursor = e->text.len;
}

/* By one row, to the column where going up or down began. */
static void row(struct edit *e, bool down)
{
	struct edit_layout layout;
	struct arena *arena;
	size_t to;

	if (e->kind == EDIT_LINE)
		return;
	arena = arena_create();
	edit_layout(e, arena, e->width, &layout);
	e->goal = e->last == LAST_ROW ? e->goal : layout.cursor_column;
	e->now = LAST_ROW;
	to = down ? layout.cursor_row + 1 : layout.cursor_row - 1;
	if (to < layout.count)
		e->cursor = edit_layout_find(e, &layout, to);
	arena_destroy(arena);
}

void edit_up(struct edit *e)
{
	row(e, false);
}

void edit_down(struct edit *e)
{
	row(e, true);
}
