/* SPDX-License-Identifier: ISC */
/*
 * The editor's text: cleaning what comes in, the one way in which it changes,
 * and the table of actions.  What an action does is in edit_move.c,
 * edit_kill.c and edit_char.c; undo and layout have files of their own.
 */
#include "guichet/text/edit.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/base/utf8.h"
#include "cluster.h"
#include "edit_parts.h"
#include "unicode.h"

enum { FIRST_SIZE = 64 };

/*    name                     function                    help */
#define EDIT_ACTIONS(_)                                                                          \
	_("backward-char",        edit_backward_char,         N_("Back one character"))               \
	_("forward-char",         edit_forward_char,          N_("Forward one character"))            \
	_("backward-word",        edit_backward_word,         N_("Back to the start of a word"))      \
	_("forward-word",         edit_forward_word,          N_("Forward to the end of a word"))     \
	_("beginning-of-line",    edit_beginning_of_line,     N_("To the start of the line"))         \
	_("end-of-line",          edit_end_of_line,           N_("To the end of the line"))           \
	_("beginning-of-buffer",  edit_beginning_of_buffer,   N_("To the start of the text"))         \
	_("end-of-buffer",        edit_end_of_buffer,         N_("To the end of the text"))           \
	_("up",                   edit_up,                    N_("Up one row"))                       \
	_("down",                 edit_down,                  N_("Down one row"))                     \
	_("delete-char",          edit_delete_char,           N_("Delete the character at the cursor")) \
	_("backward-delete-char", edit_backward_delete_char,  N_("Delete the character before the cursor")) \
	_("kill-line",            edit_kill_line,             N_("Cut to the end of the line"))       \
	_("backward-kill-line",   edit_backward_kill_line,    N_("Cut to the start of the line"))     \
	_("kill-word",            edit_kill_word,             N_("Cut to the end of the word"))       \
	_("backward-kill-word",   edit_backward_kill_word,    N_("Cut to the start of the word"))     \
	_("unix-word-rubout",     edit_unix_word_rubout,      N_("Cut back to the blank before"))     \
	_("yank",                 edit_yank,                  N_("Put back what was cut"))            \
	_("yank-pop",             edit_yank_pop,              N_("Put back what was cut before that")) \
	_("transpose-chars",      edit_transpose_chars,       N_("Swap two characters"))              \
	_("undo",                 edit_undo,                  N_("Undo the last change"))             \
	_("redo",                 edit_redo,                  N_("Do again what was undone"))         \
	_("newline",              edit_newline,               N_("Start a new line"))                 \
	_("upcase-word",          edit_upcase_word,           N_("Make the word upper case"))         \
	_("downcase-word",        edit_downcase_word,         N_("Make the word lower case"))         \
	_("capitalize-word",      edit_capitalize_word,       N_("Capitalize the word"))

const struct edit_action edit_actions[] = {
#define ACTION_TEXT(name, function, help) { name, help },
	EDIT_ACTIONS(ACTION_TEXT)
#undef ACTION_TEXT
	{ NULL, NULL }
};

static void (*const functions[])(struct edit *) = {
#define ACTION_FUNCTION(name, function, help) function,
	EDIT_ACTIONS(ACTION_FUNCTION)
#undef ACTION_FUNCTION
};

/* Memory that grows elsewhere would leave a copy behind. */
static void bytes_reserve(struct bytes *b, size_t len)
{
	struct bytes grown = { .len = b->len, .size = b->size > 0 ? b->size : FIRST_SIZE };

	if (len < b->size)
		return;
	while (grown.size <= len)
		grown.size *= 2;
	grown.text = mem_alloc(grown.size);
	if (b->text != NULL)
		memcpy(grown.text, b->text, b->len);
	bytes_finish(b);
	*b = grown;
}

void bytes_splice(struct bytes *b, size_t at, size_t gone, const char *text, size_t len)
{
	size_t behind = b->len - at - gone, freed = gone > len ? gone - len : 0;

	bytes_reserve(b, b->len - gone + len);
	memmove(b->text + at + len, b->text + at + gone, behind);
	if (len > 0)
		memcpy(b->text + at, text, len);
	b->len = at + len + behind;
	explicit_bzero(b->text + b->len, freed + 1);
}

void bytes_finish(struct bytes *b)
{
	if (b->text != NULL)
		explicit_bzero(b->text, b->size);
	free(b->text);
	*b = (struct bytes){ 0 };
}

/* What becomes of one scalar that is typed or pasted; false when it is dropped. */
static bool scalar_clean(int kind, uint32_t *scalar)
{
	bool line_end = *scalar == '\n' || *scalar == '\r' || *scalar == 0x2028 || *scalar == 0x2029;

	if (line_end)
		*scalar = kind == EDIT_LINE ? ' ' : '\n';
	else if (*scalar == '\t')
		*scalar = kind == EDIT_LINE ? ' ' : '\t';
	else if (*scalar < 0x20 || (*scalar >= 0x7F && *scalar < 0xA0))
		return false;
	return true;
}

/* False when more was there than any text may have. */
static bool clean(int kind, const char *p, size_t len, struct bytes *out)
{
	const char *end = p + len;

	/* An ill-formed byte becomes three. */
	bytes_reserve(out, len < EDIT_MAX / 3 ? len * 3 : EDIT_MAX);
	while (p < end) {
		char bytes[UTF8_MAX];
		uint32_t scalar;
		size_t n;

		p += utf8_decode(p, end, &scalar, NULL);
		if (scalar == '\r' && p < end && *p == '\n')
			p++;
		if (!scalar_clean(kind, &scalar))
			continue;
		n = utf8_encode(scalar, bytes);
		if (out->len + n > EDIT_MAX)
			return false;
		bytes_splice(out, out->len, 0, bytes, n);
	}
	return true;
}

/* Whole clusters of at most room < len bytes. */
static size_t prefix_that_fits(const char *text, size_t len, size_t room)
{
	size_t edge;

	while (room > 0 && ((unsigned char)text[room] & 0xC0) == 0x80)
		room--;
	edge = cluster_edge(text, len, room);
	return edge > room ? cluster_before(text, len, edge) : edge;
}

bool edit_change(struct edit *e, size_t at, size_t gone, const char *text, size_t len)
{
	size_t room = EDIT_MAX - (e->text.len - gone), fit = len;
	bool join = e->last == LAST_TYPE && e->now == LAST_TYPE && gone == 0;

	if (len > room)
		fit = prefix_that_fits(text, len, room);
	if (gone == 0 && fit == 0)
		return fit == len;
	if (!join || !undo_join(e, text, fit))
		undo_record(e, at, gone, text, fit);
	bytes_splice(&e->text, at, gone, text, fit);
	e->cursor = cluster_edge(e->text.text, e->text.len, at + fit);
	e->changes[e->done - 1].after = e->cursor;
	return fit == len;
}

/* A change that is not an action: it ends what the actions before it began. */
static bool change_clean(struct edit *e, size_t at, size_t gone, const char *text, size_t len)
{
	struct bytes cleaned = { 0 };
	bool whole = clean(e->kind, text, len, &cleaned);

	whole = edit_change(e, at, gone, cleaned.text, cleaned.len) && whole;
	if (cleaned.len > 0 || gone > 0)
		e->last = e->now;
	bytes_finish(&cleaned);
	return whole;
}

struct edit *edit_create(int kind)
{
	struct edit *e = mem_alloc(sizeof(*e));

	e->kind = kind;
	bytes_reserve(&e->text, FIRST_SIZE);
	return e;
}

void edit_destroy(struct edit *e)
{
	if (e == NULL)
		return;
	undo_forget(e);
	for (size_t i = 0; i < e->ring_count; i++)
		bytes_finish(&e->ring[i]);
	bytes_finish(&e->text);
	free(e);
}

const char *edit_text(const struct edit *e)
{
	return e->text.text;
}

size_t edit_len(const struct edit *e)
{
	return e->text.len;
}

size_t edit_cursor(const struct edit *e)
{
	return e->cursor;
}

void edit_set(struct edit *e, const char *text)
{
	e->now = LAST_OTHER;
	(void)change_clean(e, 0, e->text.len, text, strlen(text));
}

void edit_reset(struct edit *e)
{
	bytes_splice(&e->text, 0, e->text.len, NULL, 0);
	undo_forget(e);
	e->cursor = 0;
	e->last = LAST_OTHER;
}

bool edit_type(struct edit *e, uint32_t scalar)
{
	bool sane = scalar <= 0x10FFFF && (scalar < 0xD800 || scalar > 0xDFFF);
	char bytes[UTF8_MAX];
	size_t n = utf8_encode(sane ? scalar : UTF8_BAD, bytes);
	bool whole;

	e->now = LAST_TYPE;
	whole = change_clean(e, e->cursor, 0, bytes, n);
	explicit_bzero(bytes, sizeof(bytes));
	return whole;
}

bool edit_paste(struct edit *e, const char *bytes, size_t len)
{
	e->now = LAST_OTHER;
	return change_clean(e, e->cursor, 0, bytes, len);
}

/* A range from elsewhere is widened to whole scalars, so that the text stays well-formed. */
void edit_replace(struct edit *e, size_t from, size_t len, const char *text)
{
	size_t to;

	from = from < e->text.len ? from : e->text.len;
	to = len < e->text.len - from ? from + len : e->text.len;
	while (from > 0 && ((unsigned char)e->text.text[from] & 0xC0) == 0x80)
		from--;
	while (to < e->text.len && ((unsigned char)e->text.text[to] & 0xC0) == 0x80)
		to++;
	e->now = LAST_OTHER;
	(void)change_clean(e, from, to - from, text, strlen(text));
}

void edit_put(struct edit *e, size_t at, const char *text)
{
	size_t cursor = e->cursor, len = e->text.len;

	edit_replace(e, at, 0, text);
	e->cursor = cursor + (at < len && at <= cursor ? e->text.len - len : 0);
}

bool edit_do(struct edit *e, const char *action, int width)
{
	size_t i = 0;

	while (edit_actions[i].name != NULL && strcmp(edit_actions[i].name, action) != 0)
		i++;
	if (edit_actions[i].name == NULL)
		return false;
	e->now = LAST_OTHER;
	e->width = width;
	functions[i](e);
	e->last = e->now;
	return true;
}
