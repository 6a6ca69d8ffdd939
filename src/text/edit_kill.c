/* SPDX-License-Identifier: ISC */
/*
 * What is cut goes to the kill ring and comes back by yank.  Cuts that follow
 * one another are one entry, in the order of the text.
 */
#include <string.h>

#include "edit_parts.h"

static struct bytes *ring_push(struct edit *e)
{
	if (e->ring_count == KILL_RING)
		bytes_finish(&e->ring[--e->ring_count]);
	memmove(e->ring + 1, e->ring, e->ring_count * sizeof(*e->ring));
	e->ring[0] = (struct bytes){ 0 };
	e->ring_count++;
	return &e->ring[0];
}

/* A cut of nothing between two others does not part them. */
static void kill_range(struct edit *e, size_t from, size_t to)
{
	bool backward = from < e->cursor;
	struct bytes *entry;

	e->now = e->last == LAST_KILL || from < to ? LAST_KILL : LAST_OTHER;
	if (from == to)
		return;
	entry = e->last == LAST_KILL ? &e->ring[0] : ring_push(e);
	bytes_splice(entry, backward ? 0 : entry->len, 0, e->text.text + from, to - from);
	(void)edit_change(e, from, to - from, NULL, 0);
}

void edit_kill_line(struct edit *e)
{
	size_t end = edit_line_end(e, e->cursor);

	if (end == e->cursor && end < e->text.len)
		end++;
	kill_range(e, e->cursor, end);
}

void edit_backward_kill_line(struct edit *e)
{
	kill_range(e, edit_line_start(e, e->cursor), e->cursor);
}

void edit_kill_word(struct edit *e)
{
	kill_range(e, e->cursor, edit_word_end(e));
}

void edit_backward_kill_word(struct edit *e)
{
	kill_range(e, edit_word_start(e), e->cursor);
}

void edit_unix_word_rubout(struct edit *e)
{
	kill_range(e, edit_blank_word_start(e), e->cursor);
}

static void put(struct edit *e, size_t at, size_t gone)
{
	const struct bytes *entry = &e->ring[e->yank_index];
	size_t without = e->text.len - gone;

	(void)edit_change(e, at, gone, entry->text, entry->len);
	e->yank_at = at;
	e->yank_len = e->text.len - without;
	e->now = LAST_YANK;
}

void edit_yank(struct edit *e)
{
	if (e->ring_count == 0)
		return;
	e->yank_index = 0;
	put(e, e->cursor, 0);
}

void edit_yank_pop(struct edit *e)
{
	if (e->last != LAST_YANK)
		return;
	e->yank_index = (e->yank_index + 1) % e->ring_count;
	put(e, e->yank_at, e->yank_len);
}
