/* SPDX-License-Identifier: ISC */
/* Writing and reading the records and forms that the playback network speaks. */
#include "playback_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void record_add(struct str *line, const char *key, const char *value)
{
	if (value == NULL)
		return;
	if (line->len > 0 && line->text[line->len - 1] != '\n')
		str_add_char(line, '\t');
	str_add(line, key);
	str_add_char(line, '=');
	for (; *value != '\0'; value++) {
		unsigned char byte = (unsigned char)*value;

		if (byte < ' ' || byte == 0x7F || byte == '%')
			str_printf(line, "%%%02X", byte);
		else
			str_add_char(line, *value);
	}
}

void record_add_int(struct str *line, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	record_add(line, key, text);
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10
		: c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A zero byte would end the text early: it is left as it was written. */
static const char *percent_decode(struct arena *arena, const char *in, size_t len, bool form)
{
	char *out = arena_alloc(arena, len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		int high = in[i] == '%' && i + 2 < len ? hex_value(in[i + 1]) : -1;
		int low = high >= 0 ? hex_value(in[i + 2]) : -1;

		if (low >= 0 && high * 16 + low > 0) {
			out[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[n++] = form && in[i] == '+' ? ' ' : in[i];
		}
	}
	out[n] = '\0';
	return out;
}

static const char *field_get(struct arena *arena, const char *text, const char *key,
	const char *ends, bool form)
{
	size_t key_len = strlen(key);

	for (;;) {
		size_t len = strcspn(text, ends);

		if (len > key_len && text[key_len] == '=' && strncmp(text, key, key_len) == 0)
			return percent_decode(arena, text + key_len + 1, len - key_len - 1, form);
		text += len;
		if (*text == '\0' || *text == '\n')
			return "";
		text++;
	}
}

const char *record_get(struct arena *arena, const char *line, const char *key)
{
	return field_get(arena, line, key, "\t\n", false);
}

const char *form_get(struct arena *arena, const char *form, const char *key)
{
	return field_get(arena, form, key, "&\n", true);
}
