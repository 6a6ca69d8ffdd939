/* SPDX-License-Identifier: ISC */
/*
 * The binary form that msgfmt writes: a head of seven numbers, a table of the
 * texts in order of their bytes, one of their translations, each of a length
 * and a place.  Texts end with a zero; the forms of a plural follow each
 * other.  Everything in the file is checked before it is believed.
 */
#include "catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/base/str.h"

#define MAGIC UINT32_C(0x950412de)
enum { HEAD = 28, ROW = 8, FILE_MOST = 16 << 20 };

struct catalogue {
	struct str bytes;
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
	return NULL;
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
	head = told_find(c, "", &len);
	c->from_two = head != NULL && strstr(head, "n > 1") != NULL;
	return c;
}

void catalogue_close(struct catalogue *c)
{
	if (c == NULL)
		return;
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
