/* SPDX-License-Identifier: ISC */
/*
 * The binary form that msgfmt writes: a head of seven numbers, a table of the
 * texts in order of their bytes, one of their translations, each of a length
 * and a place.  Texts end with a zero; the forms of a plural follow each
 * other.  Texts with numbers whose conversion depends on the machine stand
 * apart, in pieces between the names of conversions, and are put together
 * when the file is opened.  Everything in it is checked before it is believed.
 */
#include "catalogue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/base/str.h"

#define MAGIC UINT32_C(0x950412de)
#define PIECES_END UINT32_C(0xffffffff)
enum { HEAD = 28, LONG_HEAD = 48, ROW = 8, FILE_MOST = 16 << 20 };

/* A text in pieces, put together; the forms of a plural with their zeros. */
struct composed { struct str text, told; };

struct catalogue {
	struct str bytes;
	struct composed *composed;
	size_t composed_count;
	uint32_t count, texts, told;	/* how many, and where the two tables begin */
	bool from_two;			/* one is the form of up to one and a half; else of exactly one */
};

static uint32_t number_at(const struct catalogue *c, size_t at)
{
	uint32_t number;

	memcpy(&number, c->bytes.text + at, sizeof(number));
	return number;
}

/* A text of one of the tables, or NULL; *len without the zero behind it. */
static const char *text_at(const struct catalogue *c, uint32_t table, uint32_t index, size_t *len)
{
	size_t at = number_at(c, (size_t)table + (size_t)index * ROW + 4);

	*len = number_at(c, (size_t)table + (size_t)index * ROW);
	return at + *len < c->bytes.len && c->bytes.text[at + *len] == '\0' ? c->bytes.text + at : NULL;
}

/* ---- texts in pieces */

static bool is_within(const struct catalogue *c, size_t at, size_t len)
{
	return at <= c->bytes.len && len <= c->bytes.len - at;
}

/* What a conversion is here, by its name; NULL: we have none of that name. */
static const char *conversion_of(const struct catalogue *c, uint32_t index)
{
	size_t row = (size_t)number_at(c, HEAD + 4) + (size_t)index * ROW;
	const char *name;

	if (index >= number_at(c, HEAD) || !is_within(c, row, ROW) || !is_within(c, number_at(c, row + 4), number_at(c, row)))
		return NULL;
	name = c->bytes.text + number_at(c, row + 4);
	return number_at(c, row) != sizeof("PRId64") || memcmp(name, "PRId64", sizeof("PRId64")) != 0 ? NULL : PRId64;
}

static bool compose(const struct catalogue *c, size_t at, struct str *out)
{
	size_t bytes;

	if (!is_within(c, at, 4))
		return false;
	bytes = number_at(c, at);
	for (at += 4; is_within(c, at, ROW); at += ROW) {
		uint32_t len = number_at(c, at), what = number_at(c, at + 4);
		const char *conversion = what == PIECES_END ? "" : conversion_of(c, what);

		if (conversion == NULL || !is_within(c, bytes, len))
			return false;
		str_add_n(out, c->bytes.text + bytes, len);
		str_add(out, conversion);
		bytes += len;
		if (what == PIECES_END)
			return out->len > 0 && out->text[out->len - 1] == '\0';
	}
	return false;
}

static void compose_all(struct catalogue *c)
{
	uint32_t count = c->bytes.len < LONG_HEAD || number_at(c, 4) % 65536 == 0 ? 0 : number_at(c, HEAD + 8);
	uint32_t texts = count == 0 ? 0 : number_at(c, HEAD + 12), told = count == 0 ? 0 : number_at(c, HEAD + 16);

	if (count == 0 || !is_within(c, texts, (size_t)count * 4) || !is_within(c, told, (size_t)count * 4))
		return;
	c->composed = mem_array(count, sizeof(*c->composed));
	for (uint32_t i = 0; i < count; i++) {
		struct composed *one = &c->composed[c->composed_count];

		*one = (struct composed){ { 0 }, { 0 } };
		if (compose(c, number_at(c, (size_t)texts + (size_t)i * 4), &one->text) &&
		    compose(c, number_at(c, (size_t)told + (size_t)i * 4), &one->told)) {
			c->composed_count++;
			continue;
		}
		str_finish(&one->text);
		str_finish(&one->told);
	}
}

static const char *composed_find(const struct catalogue *c, const char *text, size_t *len)
{
	for (size_t i = 0; i < c->composed_count; i++)
		if (strcmp(c->composed[i].text.text, text) == 0) {
			*len = c->composed[i].told.len - 1;
			return c->composed[i].told.text;
		}
	return NULL;
}

/* ---- looked up */

static const char *told_find(const struct catalogue *c, const char *text, size_t *len)
{
	uint32_t low = 0, high = c->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *is = text_at(c, c->texts, middle, len);
		int order = is == NULL ? 1 : strcmp(is, text);

		if (order == 0)
			return text_at(c, c->told, middle, len);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return composed_find(c, text, len);
}

static bool is_sound(struct catalogue *c)
{
	if (c->bytes.len < HEAD || number_at(c, 0) != MAGIC)
		return false;
	c->count = number_at(c, 8);
	c->texts = number_at(c, 12);
	c->told = number_at(c, 16);
	return c->count < FILE_MOST / ROW && (size_t)c->texts + (size_t)c->count * ROW <= c->bytes.len &&
		(size_t)c->told + (size_t)c->count * ROW <= c->bytes.len;
}

struct catalogue *catalogue_open(const char *path)
{
	struct catalogue *c = mem_alloc(sizeof(*c));
	const char *head = NULL;
	size_t len = 0;

	if (file_read(path, FILE_MOST, &c->bytes) != NULL || !is_sound(c)) {
		catalogue_close(c);
		return NULL;
	}
	compose_all(c);
	head = told_find(c, "", &len);
	c->from_two = head != NULL && strstr(head, "n > 1") != NULL;
	return c;
}

void catalogue_close(struct catalogue *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->composed_count; i++) {
		str_finish(&c->composed[i].text);
		str_finish(&c->composed[i].told);
	}
	free(c->composed);
	str_finish(&c->bytes);
	free(c);
}

const char *catalogue_find(const struct catalogue *c, const char *text)
{
	size_t len;
	const char *told = told_find(c, text, &len);

	return told == NULL || *told == '\0' ? NULL : told;
}

const char *catalogue_plural(const struct catalogue *c, const char *one, unsigned long long n)
{
	bool many = c->from_two ? n > 1 : n != 1;
	size_t len, first;
	const char *told = told_find(c, one, &len);

	if (told == NULL || *told == '\0')
		return NULL;
	first = strlen(told);
	return many && first < len ? told + first + 1 : told;
}
