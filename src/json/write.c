/* SPDX-License-Identifier: ISC */
/*
 * JSON as bytes: printable ASCII only, so that a line of it is harmless on a
 * terminal, in a log and in a pipe that is not UTF-8.
 */
#include "guichet/json/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/utf8.h"
#include "plain.h"

static void unit(struct str *to, unsigned value)
{
	static const char hex[] = "0123456789abcdef";
	char text[6] = { '\\', 'u', hex[value >> 12 & 15], hex[value >> 8 & 15],
		hex[value >> 4 & 15], hex[value & 15] };

	str_add_n(to, text, sizeof(text));
}

static void scalar(struct str *to, uint32_t c)
{
	static const char names[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *name = c < 0x80 ? memchr(names, (int)c, sizeof(names) - 1) : NULL;

	if (name != NULL) {
		char text[2] = { '\\', letters[name - names] };

		str_add_n(to, text, sizeof(text));
	} else if (c >= 0x10000) {
		unit(to, 0xD800 + ((c - 0x10000) >> 10));
		unit(to, 0xDC00 + ((c - 0x10000) & 0x3FF));
	} else {
		unit(to, c);
	}
}

/* Behind the plain beginning of a text, whose bytes are there already. */
static void escaped(struct str *to, const char *p, const char *end)
{
	while (p < end) {
		const char *start;
		uint32_t c;

		start = p += utf8_decode(p, end, &c, NULL);
		scalar(to, c);
		p = plain_end(p, end);
		str_add_n(to, start, (size_t)(p - start));
	}
}

/* A text and one byte on either side, of which most texts need no more. */
static void quoted(struct str *to, const char *text, size_t len)
{
	char *start = str_room(to, len + 2), *put = start;
	size_t plain = (size_t)(plain_end(text, text + len) - text);

	*put++ = '"';
	memcpy(put, text, plain);
	put += plain;
	if (plain == len)
		*put++ = '"';
	*put = '\0';
	to->len += (size_t)(put - start);
	if (plain < len) {
		escaped(to, text + plain, text + len);
		str_add_char(to, '"');
	}
}

/* What stands before a value. */
static void lead(struct json_out *out, const char *key)
{
	if (out->comma)
		str_add_char(out->to, ',');
	out->comma = true;
	if (key != NULL) {
		quoted(out->to, key, strlen(key));
		str_add_char(out->to, ':');
	}
}

static void word(struct json_out *out, const char *key, const char *text)
{
	lead(out, key);
	str_add(out->to, text);
}

void json_open_object(struct json_out *out, const char *key)
{
	word(out, key, "{");
	out->comma = false;
}

void json_close_object(struct json_out *out)
{
	str_add_char(out->to, '}');
	out->comma = true;
}

void json_open_array(struct json_out *out, const char *key)
{
	word(out, key, "[");
	out->comma = false;
}

void json_close_array(struct json_out *out)
{
	str_add_char(out->to, ']');
	out->comma = true;
}

void json_put_text(struct json_out *out, const char *key, const char *value)
{
	if (value == NULL) {
		json_put_null(out, key);
		return;
	}
	lead(out, key);
	quoted(out->to, value, strlen(value));
}

void json_put_int(struct json_out *out, const char *key, int64_t value)
{
	char text[24], *p = text + sizeof(text) - 1;
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	*p = '\0';
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (value < 0)
		*--p = '-';
	word(out, key, p);
}

/* The shortest text that reads back as the same number, with a point in every locale. */
void json_put_number(struct json_out *out, const char *key, double value)
{
	char text[40], *comma;

	if (!isfinite(value)) {
		json_put_null(out, key);
		return;
	}
	value += 0.0;	/* -0 would come back as an integer, 0 */
	for (int precision = 15; precision <= 17; precision++) {
		(void)snprintf(text, sizeof(text), "%.*g", precision, value);
		if (strtod(text, NULL) == value)
			break;
	}
	comma = strchr(text, ',');
	if (comma != NULL)
		*comma = '.';
	word(out, key, text);
}

void json_put_bool(struct json_out *out, const char *key, bool value)
{
	word(out, key, value ? "true" : "false");
}

void json_put_null(struct json_out *out, const char *key)
{
	word(out, key, "null");
}

void json_put_raw(struct json_out *out, const char *key, const char *json)
{
	word(out, key, json != NULL ? json : "null");
}

void json_put_time(struct json_out *out, const char *key, int64_t ms)
{
	char *place;

	if (ms == 0) {
		json_put_null(out, key);
		return;
	}
	lead(out, key);
	place = str_room(out->to, TIME_TEXT + 2);
	place[0] = '"';
	out->to->len += 1 + strlen(time_format(ms, place + 1));
	str_add_char(out->to, '"');
}
