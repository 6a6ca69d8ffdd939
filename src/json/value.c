/* SPDX-License-Identifier: ISC */
/*
 * Reading values.  Readers never fail; a member is looked for from the first
 * one, because what we and the networks send has a few dozen.
 */
#include "guichet/json/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

#define SECONDS_MOST INT64_C(253402300799)	/* the end of the year 9999 */

enum { SEGMENT = 128 };

struct json *json_share(const struct json *value)
{
	value->document->users++;
	return (struct json *)(uintptr_t)value;
}

void json_destroy(struct json *value)
{
	if (value != NULL && --value->document->users == 0)
		document_destroy(value->document);
}

static const struct json *member_of(const struct json *object, const char *key)
{
	size_t len = strlen(key);

	if (object == NULL || object->kind != VALUE_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->count; i++) {
		const struct member *member = &object->is.members[i];

		if (member->len == len && memcmp(member->key, key, len) == 0)
			return &member->value;
	}
	return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
	const struct json *value = member_of(object, key);

	return value == NULL || value->kind == VALUE_NULL ? NULL : value;
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
	return value != NULL && value->kind == VALUE_TEXT ? value->is.text : NULL;
}

const char *json_text(const struct json *object, const char *key)
{
	return json_value_text(member_of(object, key));
}

const char *json_text_or(const struct json *object, const char *key, const char *fallback)
{
	const char *text = json_text(object, key);

	return text != NULL ? text : fallback;
}

const char *json_text_at(const struct json *array, size_t index)
{
	const char *text = json_value_text(json_at(array, index));

	return text != NULL ? text : "";
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
	if (value == NULL)
		return fallback;
	switch (value->kind) {
	case VALUE_INTEGER:
		return value->is.integer;
	case VALUE_REAL:
		return int_of_real(value->is.real, fallback);
	case VALUE_TEXT:
		return int_of_text(value->is.text, fallback);
	default:
		return fallback;
	}
}

int64_t json_int(const struct json *object, const char *key, int64_t fallback)
{
	return json_value_int(member_of(object, key), fallback);
}

double json_value_number(const struct json *value, double fallback)
{
	if (value == NULL || (value->kind != VALUE_INTEGER && value->kind != VALUE_REAL))
		return fallback;
	return value->kind == VALUE_REAL ? value->is.real : (double)value->is.integer;
}

double json_number(const struct json *object, const char *key, double fallback)
{
	return json_value_number(member_of(object, key), fallback);
}

int64_t json_seconds_ms(const struct json *object, const char *key)
{
	int64_t seconds = json_int(object, key, 0);

	return seconds > 0 && seconds <= SECONDS_MOST ? seconds * 1000 : 0;
}

bool json_value_bool(const struct json *value, bool fallback)
{
	if (value == NULL || (value->kind != VALUE_TRUE && value->kind != VALUE_FALSE))
		return fallback;
	return value->kind == VALUE_TRUE;
}

bool json_bool(const struct json *object, const char *key, bool fallback)
{
	return json_value_bool(member_of(object, key), fallback);
}

bool json_is_object(const struct json *value)
{
	return value != NULL && value->kind == VALUE_OBJECT;
}

bool json_is_array(const struct json *value)
{
	return value != NULL && value->kind == VALUE_ARRAY;
}

size_t json_count(const struct json *array)
{
	return json_is_array(array) ? array->count : 0;
}

const struct json *json_at(const struct json *array, size_t index)
{
	return index < json_count(array) ? &array->is.items[index] : NULL;
}

void json_each(const struct json *object,
	void (*visit)(void *, const char *key, const struct json *), void *data)
{
	for (size_t i = 0; json_is_object(object) && i < object->count; i++)
		visit(data, object->is.members[i].key, &object->is.members[i].value);
}

/* The recursion is no deeper than what json_parse() lets in. */
static void dump(struct json_out *out, const char *key, const struct json *value)
{
	switch (value->kind) {
	case VALUE_OBJECT:
		json_open_object(out, key);
		for (size_t i = 0; i < value->count; i++)
			dump(out, value->is.members[i].key, &value->is.members[i].value);
		json_close_object(out);
		break;
	case VALUE_ARRAY:
		json_open_array(out, key);
		for (size_t i = 0; i < value->count; i++)
			dump(out, NULL, &value->is.items[i]);
		json_close_array(out);
		break;
	case VALUE_TEXT:
		json_put_text(out, key, value->is.text);
		break;
	case VALUE_INTEGER:
		json_put_int(out, key, value->is.integer);
		break;
	case VALUE_REAL:
		json_put_number(out, key, value->is.real);
		break;
	case VALUE_TRUE:
	case VALUE_FALSE:
		json_put_bool(out, key, value->kind == VALUE_TRUE);
		break;
	case VALUE_NULL:
		json_put_null(out, key);
	}
}

void json_dump(const struct json *value, struct str *to)
{
	struct json_out out = { .to = to };

	if (value == NULL)
		json_put_null(&out, NULL);
	else
		dump(&out, NULL, value);
}
