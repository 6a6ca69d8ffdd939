/* SPDX-License-Identifier: ISC */
/*
 * Undo: the list of changes, each with what went, what came and where the
 * cursor was.  The oldest are forgotten when the list takes too much memory;
 * what was undone is forgotten when something else is changed.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "edit_parts.h"

static size_t change_bytes(const struct edit_change *c)
{
	return sizeof(*c) + c->gone.size + c->come.size;
}

static void change_finish(struct edit *e, struct edit_change *c)
{
	e->change_bytes -= change_bytes(c);
	bytes_finish(&c->gone);
	bytes_finish(&c->come);
}

/* Many at once, because those that stay have to move. */
static void forget_oldest(struct edit *e)
{
	size_t n = 0;

	if (e->change_bytes <= UNDO_BYTES)
		return;
	while (n + 1 < e->change_count && e->change_bytes > UNDO_BYTES / 4 * 3)
		change_finish(e, &e->changes[n++]);
	e->change_count -= n;
	e->done -= n;
	memmove(e->changes, e->changes + n, e->change_count * sizeof(*e->changes));
}

static void forget_undone(struct edit *e)
{
	while (e->change_count > e->done)
		change_finish(e, &e->changes[--e->change_count]);
}

void undo_forget(struct edit *e)
{
	e->done = 0;
	forget_undone(e);
	free(e->changes);
	e->changes = NULL;
	e->change_size = 0;
}

void undo_record(struct edit *e, size_t at, size_t gone, const char *text, size_t len)
{
	struct edit_change *c;

	forget_undone(e);
	if (e->change_count == e->change_size) {
		e->change_size = e->change_size > 0 ? e->change_size * 2 : 16;
		e->changes = mem_grow(e->changes, e->change_size, sizeof(*e->changes));
	}
	c = &e->changes[e->change_count++];
	*c = (struct edit_change){ .at = at, .before = e->cursor };
	if (gone > 0)
		bytes_splice(&c->gone, 0, 0, e->text.text + at, gone);
	if (len > 0)
		bytes_splice(&c->come, 0, 0, text, len);
	e->change_bytes += change_bytes(c);
	e->done = e->change_count;
	forget_oldest(e);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

bool undo_join(struct edit *e, const char *text, size_t len)
{
	struct edit_change *c = e->done > 0 ? &e->changes[e->done - 1] : NULL;
	size_t size;

	if (c == NULL || e->done < e->change_count || c->gone.len > 0 || c->come.len == 0 ||
	    c->at + c->come.len != e->cursor)
		return false;
	if (blank(c->come.text[c->come.len - 1]) && !blank(text[0]))
		return false;
	size = c->come.size;
	bytes_splice(&c->come, c->come.len, 0, text, len);
	e->change_bytes += c->come.size - size;
	return true;
}

void edit_undo(struct edit *e)
{
	struct edit_change *c;

	if (e->done == 0)
		return;
	c = &e->changes[--e->done];
	bytes_splice(&e->text, c->at, c->come.len, c->gone.text, c->gone.len);
	e->cursor = c->before;
}

void edit_redo(struct edit *e)
{
	struct edit_change *c;

	if (e->done == e->change_count)
		return;
	c = &e->changes[e->done++];
	bytes_splice(&e->text, c->at, c->gone.len, c->come.text, c->come.len);
	e->cursor = c->after;
}
