/* SPDX-License-Identifier: ISC */
/*
 * Lines of key=value.  Escaped are only what would end a line, what a
 * terminal would obey, and "%"; in keys also "=".  Text stays readable in the
 * database and a value may hold anything but a zero byte.
 */
#include "guichet/model/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lines.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool line_next(const char **rest, struct line *out)
{
	while (**rest != '\0') {
		const char *line = *rest, *end = strchr(line, '\n'), *equals;

		if (end == NULL)
			end = line + strlen(line);
		*rest = *end == '\0' ? end : end + 1;
		equals = memchr(line, '=', (size_t)(end - line));
		if (equals == NULL)
			continue;
		out->key = line;
		out->key_len = (size_t)(equals - line);
		out->value = equals + 1;
		out->value_len = (size_t)(end - equals) - 1;
		return true;
	}
	return false;
}

/* The escape at p as a byte, or -1; nothing may become a zero byte. */
static int escape_value(const char *p, const char *end)
{
	int high, low;

	if (*p != '%' || end - p < 3)
		return -1;
	high = hex_value(p[1]);
	low = hex_value(p[2]);
	return high < 0 || low < 0 || (high == 0 && low == 0) ? -1 : high * 16 + low;
}

size_t line_unescape(const char *escaped, size_t len, char *out)
{
	const char *p = escaped, *end = escaped + len;
	size_t used = 0;

	while (p < end) {
		int byte = escape_value(p, end);

		out[used++] = byte < 0 ? *p : (char)byte;
		p += byte < 0 ? 1 : 3;
	}
	out[used] = '\0';
	return used;
}

static bool key_is(const struct line *line, const char *key)
{
	const char *p = line->key, *end = p + line->key_len;

	for (; p < end; key++) {
		int byte = escape_value(p, end);

		if (*key == '\0' || *key != (byte < 0 ? *p : (char)byte))
			return false;
		p += byte < 0 ? 1 : 3;
	}
	return *key == '\0';
}

bool line_find(const char *lines, const char *key, struct line *out)
{
	while (lines != NULL && line_next(&lines, out))
		if (key_is(out, key))
			return true;
	return false;
}

const char *settings_get(struct arena *arena, const char *lines, const char *key)
{
	struct line line;
	char *value;

	if (!line_find(lines, key, &line))
		return NULL;
	value = arena_alloc(arena, line.value_len + 1);
	line_unescape(line.value, line.value_len, value);
	return value;
}

int64_t settings_int(const char *lines, const char *key, int64_t fallback)
{
	struct line line;
	char digits[24], *end;
	long long value;

	if (!line_find(lines, key, &line) || line.value_len == 0 || line.value_len >= sizeof(digits))
		return fallback;
	memcpy(digits, line.value, line.value_len);
	digits[line.value_len] = '\0';
	if (strchr("-0123456789", digits[0]) == NULL)
		return fallback;
	errno = 0;
	value = strtoll(digits, &end, 10);
	return *end == '\0' && end != digits && errno == 0 ? value : fallback;
}

static void escape_add(struct str *out, const char *text, bool key)
{
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7F || c == '%' || (key && c == '='))
			str_printf(out, "%%%02X", c);
		else
			str_add_char(out, *p);
	}
}

void settings_add(struct str *lines, const char *key, const char *value)
{
	escape_add(lines, key, true);
	str_add_char(lines, '=');
	escape_add(lines, value, false);
	str_add_char(lines, '\n');
}

void settings_add_int(struct str *lines, const char *key, int64_t value)
{
	escape_add(lines, key, true);
	str_printf(lines, "=%" PRId64 "\n", value);
}

const char *settings_with(struct arena *arena, const char *lines, const char *key,
	const char *value)
{
	const char *rest = lines == NULL ? "" : lines, *result;
	struct str out = { 0 };
	struct line line;

	while (line_next(&rest, &line)) {
		if (!key_is(&line, key)) {
			str_add_n(&out, line.key, line.key_len + 1 + line.value_len);
			str_add_char(&out, '\n');
		} else if (value != NULL) {
			settings_add(&out, key, value);
			value = NULL;
		}
	}
	if (value != NULL)
		settings_add(&out, key, value);
	result = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return result;
}
