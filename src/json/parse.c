/* SPDX-License-Identifier: ISC */
/*
 * From tokens to a tree.  Values wait on one stack until their container is
 * complete and then lie side by side in the arena; nothing is allocated for
 * a single value, because a page of the queue has a thousand of them.
 */
#include "tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "scan.h"

enum { SMALL = 64 };	/* members that are compared as they come */

struct reading {
	struct scan scan;
	struct document *document;
	struct member *stack;		/* of the containers that are not complete */
	size_t count, size;
};

/* A byte order mark is not JSON, but some servers send one. */
static void skip_mark(const char **text, size_t *len)
{
	if (*len >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) {
		*text += 3;
		*len -= 3;
	}
}

static struct document *document_create(const char *text, size_t len)
{
	struct document *document = mem_alloc(sizeof(*document));

	document->users = 1;
	document->arena = arena_create();
	str_add_n(&document->text, text, len);
	return document;
}

void document_destroy(struct document *document)
{
	arena_destroy(document->arena);
	str_wipe(&document->text);
	free(document);
}

static err_t wrong_token(const struct reading *r, enum token token)
{
	return scan_wrong(&r->scan, r->scan.at, token == TOKEN_END ? "unexpected end" : "syntax error");
}

/* Decoded it is never longer than it stood there, and its closing quote leaves room for the end. */
static const char *text_of(struct reading *r)
{
	size_t at = (size_t)(r->scan.at - r->scan.text);
	char *place = r->document->text.text + at + 1;

	if (r->scan.at[0] != '"')	/* a number that is text here */
		return arena_copy_n(r->document->arena, r->scan.string, r->scan.len);
	if (r->scan.string != place)
		memcpy(place, r->scan.string, r->scan.len);
	place[r->scan.len] = '\0';
	return place;
}

static int64_t integer_of(const struct scan *s)
{
	const char *p = s->string, *end = p + s->len;
	uint64_t value = 0;
	bool negative = *p == '-';

	for (p += negative; p < end; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	return negative ? (int64_t)(0 - value) : (int64_t)value;
}

/* jansson knows of locales with a comma. */
static bool real_of(const struct scan *s, double *out)
{
	json_t *value = json_loadb(s->string, s->len, JSON_DECODE_ANY, NULL);

	*out = json_real_value(value);
	json_decref(value);
	return value != NULL;
}

static struct member *push(struct reading *r)
{
	if (r->count == r->size) {
		r->size = r->size > 0 ? 2 * r->size : 64;
		r->stack = mem_grow(r->stack, r->size, sizeof(*r->stack));
	}
	r->stack[r->count] = (struct member){ .key = NULL };
	return &r->stack[r->count++];
}

/* ---- members of one object have different names */

/* Names with different marks differ. */
static uint64_t mark_of(const struct member *member)
{
	const unsigned char *key = (const unsigned char *)member->key;
	unsigned mix = (unsigned)member->len * 7;

	if (member->len > 0)
		mix += key[0] * 5u + key[member->len / 2] * 3u + key[member->len - 1];
	return 1ULL << (mix & 63);
}

static int by_key(const void *a, const void *b)
{
	const struct member *x = *(const struct member *const *)a, *y = *(const struct member *const *)b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : x < y ? -1 : x > y;
}

static err_t duplicate(const struct reading *r, const struct member *member)
{
	const char *behind = r->scan.text + (member->key - r->document->text.text) + member->len + 1;

	return scan_wrong(&r->scan, behind, "duplicate member");
}

static err_t small_check(const struct reading *r, const struct member *first, size_t count, uint64_t *seen)
{
	const struct member *last = first + count - 1;
	uint64_t mark = mark_of(last);

	if ((*seen & mark) != 0)
		for (const struct member *m = first; m < last; m++)
			if (m->len == last->len && memcmp(m->key, last->key, last->len) == 0)
				return duplicate(r, last);
	*seen |= mark;
	return NULL;
}

/* A stranger's object may have as many as there are tokens. */
static err_t large_check(const struct reading *r, const struct member *first, size_t count)
{
	const struct member **sorted = mem_array(count, sizeof(struct member *)), *twice = NULL;

	for (size_t i = 0; i < count; i++)
		sorted[i] = &first[i];
	qsort(sorted, count, sizeof(struct member *), by_key);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0 && (twice == NULL || sorted[i] < twice))
			twice = sorted[i];
	free(sorted);
	return twice != NULL ? duplicate(r, twice) : NULL;
}

/* ---- values */

static err_t read_value(struct reading *r, enum token token, struct json *out);

static err_t read_expected(struct reading *r, enum token expected)
{
	enum token token = TOKEN_END;
	err_t err = scan_next(&r->scan, &token);

	return err != NULL || token == expected ? err : wrong_token(r, token);
}

static err_t read_item(struct reading *r, enum token token)
{
	struct json value = { 0 };
	size_t at = r->count;
	err_t err;

	push(r);
	err = read_value(r, token, &value);
	r->stack[at].value = value;	/* the stack may have moved */
	return err;
}

/* From a key's string to the end of its value. */
static err_t read_member(struct reading *r, size_t start, uint64_t *seen)
{
	struct member *member = push(r);
	struct json value = { 0 };
	size_t at = r->count - 1;
	enum token token = TOKEN_END;
	err_t err = NULL;

	member->len = r->scan.len;
	member->key = text_of(r);
	if (r->count - start <= SMALL)
		err = small_check(r, r->stack + start, r->count - start, seen);
	if (err == NULL)
		err = read_expected(r, TOKEN_COLON);
	scan_key(&r->scan, r->stack[at].key, r->stack[at].len);
	if (err == NULL)
		err = scan_next(&r->scan, &token);
	if (err == NULL)
		err = read_value(r, token, &value);
	r->stack[at].value = value;
	return err;
}

/* Behind the opening bracket, to the closing one. */
static err_t read_values(struct reading *r, size_t start, enum token close)
{
	enum token token = TOKEN_END;
	uint64_t seen = 0;
	err_t err = scan_next(&r->scan, &token);

	if (err != NULL || token == close)
		return err;
	for (;;) {
		if (close == TOKEN_ARRAY_END)
			err = read_item(r, token);
		else
			err = token == TOKEN_STRING ? read_member(r, start, &seen) : wrong_token(r, token);
		if (err == NULL)
			err = scan_next(&r->scan, &token);
		if (err != NULL || token == close)
			return err;
		if (token != TOKEN_COMMA)
			return wrong_token(r, token);
		err = scan_next(&r->scan, &token);
		if (err != NULL)
			return err;
	}
}

static err_t read_array(struct reading *r, struct json *out)
{
	size_t start = r->count;
	err_t err = read_values(r, start, TOKEN_ARRAY_END);
	struct json *items;

	if (err != NULL)
		return err;
	out->count = r->count - start;
	items = arena_array(r->document->arena, out->count, sizeof(*items));
	for (size_t i = 0; i < out->count; i++)
		items[i] = r->stack[start + i].value;
	out->is.items = items;
	r->count = start;
	return NULL;
}

static err_t read_object(struct reading *r, struct json *out)
{
	size_t start = r->count;
	err_t err = read_values(r, start, TOKEN_OBJECT_END);
	struct member *members;

	out->count = r->count - start;
	if (err == NULL && out->count > SMALL)
		err = large_check(r, r->stack + start, out->count);
	if (err != NULL)
		return err;
	members = arena_array(r->document->arena, out->count, sizeof(*members));
	if (out->count > 0)
		memcpy(members, r->stack + start, out->count * sizeof(*members));
	out->is.members = members;
	r->count = start;
	return NULL;
}

/* The recursion is no deeper than the scan lets in. */
static err_t read_value(struct reading *r, enum token token, struct json *out)
{
	*out = (struct json){ .document = r->document };
	switch (token) {
	case TOKEN_OBJECT:
		out->kind = VALUE_OBJECT;
		return read_object(r, out);
	case TOKEN_ARRAY:
		out->kind = VALUE_ARRAY;
		return read_array(r, out);
	case TOKEN_STRING:
		out->kind = VALUE_TEXT;
		out->is.text = text_of(r);
		return NULL;
	case TOKEN_INTEGER:
		out->kind = VALUE_INTEGER;
		out->is.integer = integer_of(&r->scan);
		return NULL;
	case TOKEN_REAL:
		out->kind = VALUE_REAL;
		return real_of(&r->scan, &out->is.real) ? NULL : wrong_token(r, token);
	case TOKEN_TRUE:
		out->kind = VALUE_TRUE;
		return NULL;
	case TOKEN_FALSE:
		out->kind = VALUE_FALSE;
		return NULL;
	case TOKEN_NULL:
		return NULL;
	default:
		return wrong_token(r, token);
	}
}

static err_t read_document(struct reading *r, struct json *out)
{
	enum token token = TOKEN_END;
	err_t err = scan_next(&r->scan, &token);

	if (err != NULL)
		return err;
	if (token != TOKEN_OBJECT && token != TOKEN_ARRAY)
		return wrong_token(r, token);
	err = read_value(r, token, out);
	if (err == NULL)
		err = scan_next(&r->scan, &token);
	if (err == NULL && token != TOKEN_END)
		err = scan_wrong(&r->scan, r->scan.at, "more behind the value");
	return err;
}

static err_t parse(const char *text, size_t len, bool own, bool trusted, struct json **out)
{
	struct reading r = { .count = 0 };
	struct json *root;
	err_t err;

	skip_mark(&text, &len);
	r.document = document_create(text, len);
	root = arena_alloc(r.document->arena, sizeof(*root));
	scan_begin(&r.scan, str_text(&r.document->text), len, own);
	r.scan.trusted = trusted;
	err = read_document(&r, root);
	scan_finish(&r.scan);
	free(r.stack);
	if (err != NULL)
		document_destroy(r.document);
	else
		*out = root;
	return err;
}

err_t json_parse(const char *text, size_t len, struct json **out)
{
	return parse(text, len, false, false, out);
}

err_t json_parse_own(const char *text, size_t len, struct json **out)
{
	return parse(text, len, true, false, out);
}

err_t json_parse_answer(const char *text, size_t len, struct json **out)
{
	return parse(text, len, true, true, out);
}
