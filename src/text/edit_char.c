/* SPDX-License-Identifier: ISC */
/* Changes of single characters and of the case of words. */
#include <string.h>

#include "guichet/base/utf8.h"
#include "cluster.h"
#include "edit_parts.h"
#include "unicode.h"

void edit_delete_char(struct edit *e)
{
	if (e->cursor < e->text.len)
		(void)edit_change(e, e->cursor,
			cluster_next(e->text.text, e->text.len, e->cursor) - e->cursor, NULL, 0);
}

void edit_backward_delete_char(struct edit *e)
{
	size_t from = cluster_before(e->text.text, e->text.len, e->cursor);

	(void)edit_change(e, from, e->cursor - from, NULL, 0);
}

/* The characters beside the cursor; the two before it at a line's end. */
void edit_transpose_chars(struct edit *e)
{
	const char *text = e->text.text;
	size_t middle = e->cursor, start = edit_line_start(e, middle), from, to;
	struct bytes swapped = { 0 };

	if (middle == edit_line_end(e, middle) && middle > start)
		middle = cluster_before(text, e->text.len, middle);
	if (middle == start)
		return;
	from = cluster_before(text, e->text.len, middle);
	to = cluster_next(text, e->text.len, middle);
	bytes_splice(&swapped, 0, 0, text + middle, to - middle);
	bytes_splice(&swapped, to - middle, 0, text + from, middle - from);
	(void)edit_change(e, from, to - from, swapped.text, swapped.len);
	bytes_finish(&swapped);
}

void edit_newline(struct edit *e)
{
	if (e->kind == EDIT_BLOCK)
		(void)edit_change(e, e->cursor, 0, "\n", 1);
}

/* The first letter by one rule, those behind it by another; all of it or, without room, nothing. */
static void word_map(struct edit *e, uint32_t (*first)(uint32_t), uint32_t (*rest)(uint32_t))
{
	size_t from = e->cursor, to = edit_word_end(e);
	const char *p = e->text.text + from, *end = e->text.text + to;
	uint32_t (*map)(uint32_t) = first;
	struct bytes mapped = { 0 };

	while (p < end) {
		char bytes[UTF8_MAX];
		uint32_t scalar;

		p += utf8_decode(p, end, &scalar, NULL);
		bytes_splice(&mapped, mapped.len, 0, bytes, utf8_encode(map(scalar), bytes));
		if (unicode_word(scalar))
			map = rest;
	}
	if (e->text.len - (to - from) + mapped.len <= EDIT_MAX && to > from)
		(void)edit_change(e, from, to - from, mapped.text, mapped.len);
	bytes_finish(&mapped);
}

void edit_upcase_word(struct edit *e)
{
	word_map(e, unicode_upper, unicode_upper);
}

void edit_downcase_word(struct edit *e)
{
	word_map(e, unicode_lower, unicode_lower);
}

void edit_capitalize_word(struct edit *e)
{
	word_map(e, unicode_title, unicode_lower);
}
