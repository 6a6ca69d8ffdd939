/* SPDX-License-Identifier: ISC */
/*
 * A field is one small word in braces; braces around anything else are text.
 * What a stranger calls himself is cut to one line that can be seen, and is
 * not said for him where it names others or leads somewhere.
 */
#include "guichet/model/snippet.h"

#include <string.h>

#include "guichet/base/str.h"
#include "guichet/base/utf8.h"

enum { VALUE_BYTES = 120, WORD_BYTES = 20 };

static const char *const names[SNIPPET_FIELDS] = { "name", "agent", "account" };

const char *snippet_field(int field)
{
	return names[field];
}

/* Bytes of "{word}" at p, 0 for anything else. */
static size_t field_len(const char *p)
{
	size_t len = *p == '{' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

	return len > 0 && len <= WORD_BYTES && p[len + 1] == '}' ? len + 2 : 0;
}

/* SNIPPET_FIELDS for a word that is none. */
static int field_of(const char *p, size_t len)
{
	int field = 0;

	while (field < SNIPPET_FIELDS && (strlen(names[field]) != len - 2 || strncmp(names[field], p + 1, len - 2) != 0))
		field++;
	return field;
}

err_t snippet_check(const char *text)
{
	if (text[strspn(text, " \t\r\n")] == '\0')
		return err_make(ERR_USAGE, "the text is empty");
	if (strlen(text) > SNIPPET_BYTES)
		return err_make(ERR_USAGE, "the text is longer than %d KiB", SNIPPET_BYTES >> 10);
	for (const char *p = text; *p != '\0'; p++) {
		size_t len = field_len(p);

		if (len > 0 && field_of(p, len) == SNIPPET_FIELDS) {
			char word[WORD_BYTES + 3];

			memcpy(word, p, len);
			word[len] = '\0';
			return err_make(ERR_USAGE, "no field %s: there are {name}, {agent} and {account}", word);
		}
	}
	return NULL;
}

/* Blanks for line breaks, nothing for what cannot be seen or turns the direction, no braces. */
static bool keeps(uint32_t c)
{
	return c > 0x20 && !(c >= 0x7F && c <= 0x9F) && c != 0xAD && c != 0x061C && !(c >= 0x200B && c <= 0x200F) &&
		!(c >= 0x2028 && c <= 0x202E) && !(c >= 0x2060 && c <= 0x206F) && c != 0xFEFF && c != '{' && c != '}' &&
		!(c >= 0xE0000 && c <= 0xE0FFF);
}

/* In our reply it would tell somebody else of it, or lead readers elsewhere: the writer fills it in, or not. */
static bool speaks(const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		if ((*p == '@' && p[1] != ' ') || strncmp(p, "://", 3) == 0)
			return true;
	return false;
}

static void add_value(struct str *out, const char *value)
{
	const char *end = value + strlen(value);
	size_t from = out->len;
	bool blank = false;

	for (const char *p = value; p < end && out->len - from < VALUE_BYTES; ) {
		uint32_t c;
		size_t len = utf8_decode(p, end, &c, NULL);

		if (c <= 0x20)
			blank = out->len > from;
		if (keeps(c) && blank)
			str_add_char(out, ' ');
		if (keeps(c))
			str_add_n(out, p, len);
		blank = blank && !keeps(c);
		p += len;
	}
	if (out->len > from && speaks(out->text + from)) {
		out->len = from;
		out->text[from] = '\0';
	}
}

const char *snippet_fill(struct arena *arena, const char *text, const char *const values[static SNIPPET_FIELDS],
	unsigned *missing)
{
	struct str out = { 0 };
	const char *copy;

	*missing = 0;
	for (const char *p = text; *p != '\0'; ) {
		size_t len = field_len(p), from = out.len;
		int field = len > 0 ? field_of(p, len) : SNIPPET_FIELDS;

		if (field < SNIPPET_FIELDS && values[field] != NULL)
			add_value(&out, values[field]);
		if (field < SNIPPET_FIELDS && out.len == from)
			*missing |= 1U << field;
		if (out.len == from)
			str_add_n(&out, p, len > 0 ? len : 1);
		p += len > 0 ? len : 1;
	}
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

const char *snippet_unfilled(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		size_t len = field_len(p);
		int field = len > 0 ? field_of(p, len) : SNIPPET_FIELDS;

		if (field < SNIPPET_FIELDS)
			return names[field];
	}
	return NULL;
}
