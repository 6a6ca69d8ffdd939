/* SPDX-License-Identifier: ISC */
/* Growing strings: doubling, one terminator. */
#include "guichet/base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

char *str_room(struct str *str, size_t more)
{
	size_t need = str->len + more + 1, size = str->size > 0 ? str->size : 64;

	if (need > str->size) {
		while (size < need)
			size *= 2;
		str->text = mem_grow(str->text, size, 1);
		str->size = size;
	}
	return str->text + str->len;
}

void str_add_n(struct str *str, const char *bytes, size_t len)
{
	str_room(str, len);
	if (len > 0)
		memcpy(str->text + str->len, bytes, len);
	str->len += len;
	str->text[str->len] = '\0';
}

void str_add(struct str *str, const char *text)
{
	str_add_n(str, text, strlen(text));
}

void str_add_char(struct str *str, char c)
{
	char *end = str_room(str, 1);

	end[0] = c;
	end[1] = '\0';
	str->len++;
}

void str_printf(struct str *str, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	str_room(str, (size_t)n);
	(void)vsnprintf(str->text + str->len, (size_t)n + 1, fmt, again);
	va_end(again);
	str->len += (size_t)n;
}

void str_cut_front(struct str *str, size_t len)
{
	if (len == 0)
		return;
	memmove(str->text, str->text + len, str->len - len);
	str->len -= len;
	str->text[str->len] = '\0';
}

void str_clear(struct str *str)
{
	str->len = 0;
	if (str->text != NULL)
		str->text[0] = '\0';
}

void str_finish(struct str *str)
{
	free(str->text);
	memset(str, 0, sizeof(*str));
}

void str_wipe(struct str *str)
{
	if (str->text != NULL)
		explicit_bzero(str->text, str->size);
	str_finish(str);
}

const char *str_text(const struct str *str)
{
	return str->text != NULL ? str->text : "";
}

void str_base64(struct str *out, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

		if (i + 1 < len)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (i + 2 < len)
			bits |= (unsigned char)text[i + 2];
		str_add_char(out, digits[bits >> 18]);
		str_add_char(out, digits[bits >> 12 & 63]);
		str_add_char(out, i + 1 < len ? digits[bits >> 6 & 63] : '=');
		str_add_char(out, i + 2 < len ? digits[bits & 63] : '=');
	}
}

bool str_unbase64(struct str *out, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	int have = 0;

	for (; *text != '\0' && *text != '='; text++) {
		const char *digit = strchr(digits, *text);

		if (digit == NULL)
			return false;
		bits = bits << 6 | (uint32_t)(digit - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			str_add_char(out, (char)(bits >> have & 0xFF));
		}
	}
	return text[strspn(text, "=")] == '\0';
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

const char *str_past_names(const char *text)
{
	const char *said = text + strspn(text, " \n");

	while (*said == '@' && said[1] != ' ' && said[1] != '\n') {
		said += strcspn(said, " \n");
		said += strspn(said, " \n");
	}
	return *said == '\0' ? text : said;
}

bool str_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}
