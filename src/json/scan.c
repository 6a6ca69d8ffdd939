/* SPDX-License-Identifier: ISC */
/*
 * From bytes to tokens.  Depth, tokens and strings are bounded, UTF-8 is
 * insisted on, and what would make a reader lose a whole document over one
 * value becomes text: numbers it cannot hold, ids, NUL and lone surrogates.
 * In what order tokens may come is value.c's matter.
 */
#include "scan.h"

#include <string.h>

#include "guichet/base/utf8.h"
#include "plain.h"

enum { MAX_TOKENS = 200000, MAX_STRING = 1 << 20, MAX_EXPONENT = 308 };

err_t scan_wrong(const struct scan *s, const char *at, const char *why)
{
	return err_make(ERR_PROTOCOL, "json: %s at byte %zu", why, (size_t)(at - s->text));
}

static bool hex4(const char *p, const char *end, unsigned *value)
{
	*value = 0;
	if (end - p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		unsigned char c = (unsigned char)p[i], low = c | 0x20;

		if (c >= '0' && c <= '9')
			*value = *value << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			*value = *value << 4 | (low - 'a' + 10u);
		else
			return false;
	}
	return true;
}

static void decoded_add(struct scan *s, uint32_t scalar)
{
	char bytes[UTF8_MAX];

	str_add_n(&s->decoded, bytes, utf8_encode(scalar, bytes));
}

/* s->p is behind "\\u". */
static err_t unicode(struct scan *s)
{
	unsigned unit, low;

	if (!hex4(s->p, s->end, &unit))
		return scan_wrong(s, s->p - 2, "wrong escape");
	s->p += 4;
	if (unit >= 0xD800 && unit <= 0xDBFF && s->end - s->p >= 6 && s->p[0] == '\\' &&
	    s->p[1] == 'u' && hex4(s->p + 2, s->end, &low) && low >= 0xDC00 && low <= 0xDFFF) {
		s->p += 6;
		decoded_add(s, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
	} else if (unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
		decoded_add(s, UTF8_BAD);
	} else {
		decoded_add(s, unit);
	}
	return NULL;
}

/* s->p is at a backslash. */
static err_t escape(struct scan *s)
{
	static const char letters[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (s->end - s->p < 2)
		return scan_wrong(s, s->p, "unfinished escape");
	s->p += 2;
	if (s->p[-1] == 'u')
		return unicode(s);
	letter = memchr(letters, s->p[-1], sizeof(letters) - 1);
	if (letter == NULL)
		return scan_wrong(s, s->p - 2, "wrong escape");
	str_add_char(&s->decoded, means[letter - letters]);
	return NULL;
}

/* s->p is behind the opening quote.  Without escapes the string is where it stands. */
static err_t string(struct scan *s)
{
	const char *start = s->p, *rest = s->p;
	err_t err;

	str_clear(&s->decoded);
	for (;;) {
		s->p = plain_end(s->p, s->end);
		if (s->p == s->end)
			return scan_wrong(s, start - 1, "unfinished string");
		if (*s->p == '"')
			break;
		if (*s->p == '\\') {
			str_add_n(&s->decoded, rest, (size_t)(s->p - rest));
			err = escape(s);
			if (err != NULL)
				return err;
			rest = s->p;
		} else if ((unsigned char)*s->p < 0x20) {
			return scan_wrong(s, s->p, "control character");
		} else {
			uint32_t scalar;
			bool valid;
			size_t n = utf8_decode(s->p, s->end, &scalar, &valid);

			if (!valid)
				return scan_wrong(s, s->p, "invalid UTF-8");
			s->p += n;
		}
	}
	if (rest == start) {
		s->string = start;
		s->len = (size_t)(s->p - start);
	} else {
		str_add_n(&s->decoded, rest, (size_t)(s->p - rest));
		s->string = s->decoded.text;
		s->len = s->decoded.len;
	}
	if (s->len > MAX_STRING)
		return scan_wrong(s, start - 1, "string above 1 MiB");
	s->p++;
	return NULL;
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

static bool fits_int64(const char *digit, size_t count, bool negative)
{
	const char *limit = negative ? "9223372036854775808" : "9223372036854775807";

	return count < 19 || (count == 19 && memcmp(digit, limit, 19) <= 0);
}

static err_t number(struct scan *s, enum token *out)
{
	const char *start = s->p, *whole, *p = s->p;
	size_t count, exponent = 0;
	bool negative = *p == '-', real = false;

	whole = p += negative;
	p = digits(p, s->end);
	count = (size_t)(p - whole);
	if (count == 0 || (count > 1 && *whole == '0'))
		return scan_wrong(s, start, "wrong number");
	if (p < s->end && *p == '.') {
		const char *fraction = ++p;

		p = digits(p, s->end);
		if (p == fraction)
			return scan_wrong(s, start, "wrong number");
		real = true;
	}
	if (p < s->end && (*p == 'e' || *p == 'E')) {
		bool shrinks = ++p < s->end && *p == '-';
		const char *power = p < s->end && (*p == '-' || *p == '+') ? ++p : p;

		p = digits(p, s->end);
		if (p == power)
			return scan_wrong(s, start, "wrong number");
		for (; power < p && exponent <= MAX_EXPONENT; power++)
			exponent = exponent * 10 + (size_t)(*power - '0');
		if (shrinks)
			exponent = 0;
		real = true;
	}
	s->p = p;
	s->string = start;
	s->len = (size_t)(p - start);
	if (s->id_value || (real ? count + exponent > MAX_EXPONENT
				 : !fits_int64(whole, count, negative)))
		*out = TOKEN_STRING;
	else
		*out = real ? TOKEN_REAL : TOKEN_INTEGER;
	return NULL;
}

void scan_key(struct scan *s, const char *key, size_t len)
{
	s->id_value = !s->own && len >= 2 && memcmp(key + len - 2, "id", 2) == 0 &&
		(len == 2 || key[len - 3] == '_');
}

static err_t word(struct scan *s, enum token *out)
{
	static const struct { const char *text; size_t len; enum token token; } words[] = {
		{ "true", 4, TOKEN_TRUE }, { "false", 5, TOKEN_FALSE }, { "null", 4, TOKEN_NULL }
	};
	const char *start = s->p;

	while (s->p < s->end && *s->p >= 'a' && *s->p <= 'z')
		s->p++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if ((size_t)(s->p - start) == words[i].len &&
		    memcmp(start, words[i].text, words[i].len) == 0) {
			*out = words[i].token;
			return NULL;
		}
	return scan_wrong(s, start, "syntax error");
}

/* Apart, so that the half of all tokens that is punctuation pays nothing for the other half. */
static __attribute__((noinline)) err_t value(struct scan *s, enum token *out)
{
	err_t err = NULL;

	switch (*s->p) {
	case '{': case '[':
		*out = *s->p++ == '{' ? TOKEN_OBJECT : TOKEN_ARRAY;
		if (++s->depth > SCAN_DEPTH)
			return scan_wrong(s, s->p - 1, "nesting above 64");
		break;
	case '"':
		s->p++;
		*out = TOKEN_STRING;
		err = string(s);
		break;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		err = number(s, out);
		break;
	default:
		err = word(s, out);
	}
	s->id_value = false;
	if (err == NULL && ++s->tokens > MAX_TOKENS && (!s->own || s->end - s->text <= MAX_STRING))
		return scan_wrong(s, s->p, "above 200000 tokens");
	return err;
}

err_t scan_next(struct scan *s, enum token *out)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
	s->at = s->p;
	if (s->p == s->end) {
		*out = TOKEN_END;
		return NULL;
	}
	switch (*s->p) {
	case ':':
		*out = TOKEN_COLON;
		break;
	case ',':
		*out = TOKEN_COMMA;
		break;
	case '}': case ']':
		if (s->depth == 0)
			return scan_wrong(s, s->p, "unexpected bracket");
		s->depth--;
		*out = *s->p == '}' ? TOKEN_OBJECT_END : TOKEN_ARRAY_END;
		break;
	default:
		return value(s, out);
	}
	s->p++;
	return NULL;
}

void scan_begin(struct scan *s, const char *text, size_t len, bool own)
{
	*s = (struct scan){ .own = own, .text = text, .p = text, .at = text, .end = text + len };
}

void scan_finish(struct scan *s)
{
	str_wipe(&s->decoded);
}
