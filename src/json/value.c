/* SPDX-License-Identifier: ISC */
/*
 * Values.  A struct json is jansson's json_t under another name: the getters
 * only add our fallbacks, so reading costs what jansson's hash costs.  They
 * are built from our own tokens: jansson's lexer took four times as long, and
 * behind the scan that a stranger's text needs it looked at each byte again.
 */
#include "guichet/json/json.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

enum { SEGMENT = 128 };

static const json_t *inner(const struct json *value)
{
	return (const json_t *)(const void *)value;
}

static const struct json *outer(const json_t *value)
{
	return (const struct json *)(const void *)value;
}

/* A byte order mark is not JSON, but some servers send one. */
static void skip_mark(const char **text, size_t *len)
{
	if (*len >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) {
		*text += 3;
		*len -= 3;
	}
}

/* The keys of the members that are being read lie behind each other. */
struct reading { struct scan scan; struct str keys; };

static err_t read_value(struct reading *r, enum token token, json_t **out);

static int64_t integer_of(const struct scan *s)
{
	const char *p = s->string, *end = p + s->len;
	uint64_t value = 0;
	bool negative = *p == '-';

	for (p += negative; p < end; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	return negative ? (int64_t)(0 - value) : (int64_t)value;
}

static err_t wrong_token(const struct reading *r, enum token token)
{
	return scan_wrong(&r->scan, r->scan.at, token == TOKEN_END ? "unexpected end" : "syntax error");
}

static err_t read_expected(struct reading *r, enum token expected)
{
	enum token token = TOKEN_END;
	err_t err = scan_next(&r->scan, &token);

	return err != NULL || token == expected ? err : wrong_token(r, token);
}

/* From a key's string to the end of its value. */
static err_t read_member(struct reading *r, json_t *object)
{
	size_t key = r->keys.len, members = json_object_size(object);
	const char *behind = r->scan.p;
	enum token token = TOKEN_END;
	json_t *value = NULL;
	err_t err;

	str_add_n(&r->keys, r->scan.string, r->scan.len);
	str_add_char(&r->keys, '\0');
	err = read_expected(r, TOKEN_COLON);
	scan_key(&r->scan, r->keys.text + key, r->keys.len - key - 1);
	if (err == NULL)
		err = scan_next(&r->scan, &token);
	if (err == NULL)
		err = read_value(r, token, &value);
	if (err != NULL)
		return err;
	if (json_object_set_new_nocheck(object, r->keys.text + key, value) != 0)
		abort();
	r->keys.len = key;
	return json_object_size(object) > members ? NULL
		: scan_wrong(&r->scan, behind, "duplicate member");
}

/* Behind the opening bracket, to the closing one. */
static err_t read_container(struct reading *r, json_t *container, enum token close)
{
	enum token token = TOKEN_END;
	err_t err = scan_next(&r->scan, &token);
	json_t *value;

	if (err != NULL || token == close)
		return err;
	for (;;) {
		if (close == TOKEN_ARRAY_END) {
			err = read_value(r, token, &value);
			if (err == NULL && json_array_append_new(container, value) != 0)
				abort();
		} else {
			err = token == TOKEN_STRING ? read_member(r, container) : wrong_token(r, token);
		}
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

/* The recursion is no deeper than the scan lets in. */
static err_t read_value(struct reading *r, enum token token, json_t **out)
{
	json_t *value = NULL;
	err_t err = NULL;

	switch (token) {
	case TOKEN_OBJECT:
		value = json_object();
		err = read_container(r, value, TOKEN_OBJECT_END);
		break;
	case TOKEN_ARRAY:
		value = json_array();
		err = read_container(r, value, TOKEN_ARRAY_END);
		break;
	case TOKEN_STRING:
		value = json_stringn_nocheck(r->scan.string, r->scan.len);
		break;
	case TOKEN_INTEGER:
		value = json_integer(integer_of(&r->scan));
		break;
	case TOKEN_REAL:	/* jansson knows of locales with a comma */
		value = json_loadb(r->scan.string, r->scan.len, JSON_DECODE_ANY, NULL);
		break;
	case TOKEN_TRUE:
	case TOKEN_FALSE:
		value = json_boolean(token == TOKEN_TRUE);
		break;
	case TOKEN_NULL:
		value = json_null();
		break;
	default:
		return wrong_token(r, token);
	}
	if (value == NULL)
		return wrong_token(r, token);
	if (err != NULL)
		json_decref(value);
	else
		*out = value;
	return err;
}

static err_t read_document(struct reading *r, json_t **out)
{
	enum token token = TOKEN_END;
	json_t *value = NULL;
	err_t err = scan_next(&r->scan, &token);

	if (err != NULL)
		return err;
	if (token != TOKEN_OBJECT && token != TOKEN_ARRAY)
		return wrong_token(r, token);
	err = read_value(r, token, &value);
	if (err == NULL)
		err = scan_next(&r->scan, &token);
	if (err == NULL && token != TOKEN_END)
		err = scan_wrong(&r->scan, r->scan.at, "more behind the value");
	if (err != NULL)
		json_decref(value);
	else
		*out = value;
	return err;
}

static err_t parse(const char *text, size_t len, bool own, struct json **out)
{
	struct reading r = { 0 };
	json_t *value = NULL;
	err_t err;

	skip_mark(&text, &len);
	scan_begin(&r.scan, text, len, own);
	err = read_document(&r, &value);
	if (err == NULL)
		*out = (struct json *)(void *)value;
	scan_finish(&r.scan);
	str_finish(&r.keys);
	return err;
}

err_t json_parse(const char *text, size_t len, struct json **out)
{
	return parse(text, len, false, out);
}

err_t json_parse_own(const char *text, size_t len, struct json **out)
{
	return parse(text, len, true, out);
}

struct json *json_share(const struct json *value)
{
	return (struct json *)(void *)json_incref((json_t *)(uintptr_t)value);
}

void json_destroy(struct json *value)
{
	json_decref((json_t *)(void *)value);
}

const struct json *json_get(const struct json *object, const char *key)
{
	const json_t *value = json_object_get(inner(object), key);

	return json_is_null(value) ? NULL : outer(value);
}

const struct json *json_path(const struct json *object, const char *dotted)
{
	char segment[SEGMENT];

	for (;;) {
		size_t len = strcspn(dotted, ".");

		if (len >= SEGMENT)
			return NULL;
		memcpy(segment, dotted, len);
		segment[len] = '\0';
		object = json_get(object, segment);
		if (object == NULL || dotted[len] == '\0')
			return object;
		dotted += len + 1;
	}
}

const char *json_value_text(const struct json *value)
{
	return json_string_value(inner(value));
}

const char *json_text(const struct json *object, const char *key)
{
	return json_string_value(json_object_get(inner(object), key));
}

const char *json_text_or(const struct json *object, const char *key, const char *fallback)
{
	const char *text = json_text(object, key);

	return text != NULL ? text : fallback;
}

static int64_t int_of_real(double real, int64_t fallback)
{
	int64_t whole;

	if (!(real >= -0x1p63 && real < 0x1p63))
		return fallback;
	whole = (int64_t)real;
	return (double)whole == real ? whole : fallback;
}

static int64_t int_of_text(const char *text, int64_t fallback)
{
	const char *digits = text + (*text == '-');
	char *end;
	long long value;

	if (*digits < '0' || *digits > '9')
		return fallback;
	errno = 0;
	value = strtoll(text, &end, 10);
	return *end == '\0' && errno == 0 ? value : fallback;
}

int64_t json_value_int(const struct json *value, int64_t fallback)
{
	const json_t *v = inner(value);

	if (json_is_integer(v))
		return json_integer_value(v);
	if (json_is_real(v))
		return int_of_real(json_real_value(v), fallback);
	if (json_is_string(v))
		return int_of_text(json_string_value(v), fallback);
	return fallback;
}

int64_t json_int(const struct json *object, const char *key, int64_t fallback)
{
	return json_value_int(outer(json_object_get(inner(object), key)), fallback);
}

bool json_value_bool(const struct json *value, bool fallback)
{
	const json_t *v = inner(value);

	return json_is_boolean(v) ? json_is_true(v) : fallback;
}

bool json_bool(const struct json *object, const char *key, bool fallback)
{
	return json_value_bool(outer(json_object_get(inner(object), key)), fallback);
}

/* jansson's own names of these two are macros, so ours are functions behind them. */
bool (json_is_object)(const struct json *value)
{
	return value != NULL && json_typeof(inner(value)) == JSON_OBJECT;
}

bool (json_is_array)(const struct json *value)
{
	return value != NULL && json_typeof(inner(value)) == JSON_ARRAY;
}

size_t json_count(const struct json *array)
{
	return json_array_size(inner(array));
}

const struct json *json_at(const struct json *array, size_t index)
{
	return outer(json_array_get(inner(array), index));
}

void json_each(const struct json *object,
	void (*visit)(void *, const char *key, const struct json *), void *data)
{
	json_t *o = (json_t *)(uintptr_t)object;

	for (void *i = json_object_iter(o); i != NULL; i = json_object_iter_next(o, i))
		visit(data, json_object_iter_key(i), outer(json_object_iter_value(i)));
}

static void dump(struct json_out *out, const char *key, const json_t *value);

static void dump_member(void *data, const char *key, const struct json *value)
{
	dump(data, key, inner(value));
}

/* The recursion is no deeper than what json_parse() lets in. */
static void dump(struct json_out *out, const char *key, const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		json_open_object(out, key);
		json_each(outer(value), dump_member, out);
		json_close_object(out);
		break;
	case JSON_ARRAY:
		json_open_array(out, key);
		for (size_t i = 0; i < json_array_size(value); i++)
			dump(out, NULL, json_array_get(value, i));
		json_close_array(out);
		break;
	case JSON_STRING:
		json_put_text(out, key, json_string_value(value));
		break;
	case JSON_INTEGER:
		json_put_int(out, key, json_integer_value(value));
		break;
	case JSON_REAL:
		json_put_number(out, key, json_real_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_put_bool(out, key, json_is_true(value));
		break;
	default:
		json_put_null(out, key);
	}
}

void json_dump(const struct json *value, struct str *to)
{
	struct json_out out = { .to = to };

	if (value == NULL)
		json_put_null(&out, NULL);
	else
		dump(&out, NULL, inner(value));
}
