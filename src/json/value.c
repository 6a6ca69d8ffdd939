/* SPDX-License-Identifier: ISC */
/*
 * Values.  A struct json is jansson's json_t under another name: the getters
 * only add our fallbacks, so reading costs what jansson's hash costs.
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

static const char *reason(enum json_error_code code)
{
	switch (code) {
	case json_error_duplicate_key:
		return "duplicate member";
	case json_error_premature_end_of_input:
		return "unexpected end";
	case json_error_end_of_input_expected:
		return "more behind the value";
	default:
		return "syntax error";
	}
}

/* A byte order mark is not JSON, but some servers send one. */
static void skip_mark(const char **text, size_t *len)
{
	if (*len >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0) {
		*text += 3;
		*len -= 3;
	}
}

static err_t parse(const char *text, size_t len, bool own, struct json **out)
{
	struct str changed = { 0 };
	json_error_t error;
	json_t *value;
	err_t err;

	skip_mark(&text, &len);
	err = json_scan(text, len, own, &changed);
	if (err != NULL)
		goto out;
	value = changed.len > 0
		? json_loadb(changed.text, changed.len, JSON_REJECT_DUPLICATES, &error)
		: json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (value == NULL) {
		size_t place = error.position > 0 ? (size_t)error.position : 0;

		if (changed.len > 0)
			place = json_scan_origin(text, len, own, place);
		err = err_make(ERR_PROTOCOL, "json: %s at byte %zu",
			reason(json_error_code(&error)), place);
		goto out;
	}
	*out = (struct json *)(void *)value;
out:
	str_finish(&changed);
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

bool json_bool(const struct json *object, const char *key, bool fallback)
{
	const json_t *value = json_object_get(inner(object), key);

	return json_is_boolean(value) ? json_is_true(value) : fallback;
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
