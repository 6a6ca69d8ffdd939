/* SPDX-License-Identifier: ISC */
/*
 * The pre-scan.  It bounds depth, tokens and strings, insists on UTF-8, and
 * replaces what would make the parser lose a whole document over one value:
 * numbers it cannot hold, ids, NUL and lone surrogates.  Grammar is left to
 * the parser; only numbers are read exactly, so that a replaced one was valid.
 */
#include "scan.h"

#include <string.h>

#include "guichet/base/utf8.h"

enum { MAX_DEPTH = 64, MAX_TOKENS = 200000, MAX_STRING = 1 << 20, MAX_EXPONENT = 308 };

struct scan {
	const char *text, *p, *end;
	const char *copied;		/* everything before is in out */
	struct str *out;
	const char *last;		/* the last string: a key once ':' follows */
	size_t last_len;
	size_t tokens, depth;
	bool own;			/* ids of our own programs stay numbers */
	bool id_value;			/* the next value belongs to an id */
	size_t watch, shift;		/* see json_scan_origin() */
};

/* Bytes that a string holds as they are. */
static const bool plain[256] = {
	[0x20] = 1, 1, [0x23] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x30] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x40] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x50] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, [0x5D] = 1, 1, 1,
	[0x60] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	[0x70] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
};

static err_t bad(const struct scan *s, const char *at, const char *why)
{
	return err_make(ERR_PROTOCOL, "json: %s at byte %zu", why, (size_t)(at - s->text));
}

/* Puts instead in place of len bytes, or on both sides of them when they are kept. */
static void replace(struct scan *s, const char *from, size_t len, bool keep, const char *instead)
{
	str_add_n(s->out, s->copied, (size_t)(from - s->copied));
	str_add(s->out, instead);
	if (keep) {
		str_add_n(s->out, from, len);
		str_add(s->out, instead);
	}
	s->copied = from + len;
	if (s->out->len <= s->watch)
		s->shift = s->out->len - (size_t)(s->copied - s->text);
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

/* s->p is at a backslash.  *spare grows by the bytes that decoding will save. */
static err_t escape(struct scan *s, size_t *spare)
{
	const char *at = s->p;
	unsigned unit, low;

	if (s->end - at < 2)
		return bad(s, at, "unfinished escape");
	if (at[1] != 'u') {
		s->p += 2;
		*spare += 1;
		return NULL;
	}
	if (!hex4(at + 2, s->end, &unit))
		return bad(s, at, "wrong escape");
	s->p += 6;
	*spare += unit < 0x80 ? 5 : unit < 0x800 ? 4 : 3;
	if (unit >= 0xD800 && unit <= 0xDBFF && s->end - s->p >= 6 && s->p[0] == '\\' &&
	    s->p[1] == 'u' && hex4(s->p + 2, s->end, &low) && low >= 0xDC00 && low <= 0xDFFF) {
		s->p += 6;
		*spare += 5;
	} else if (unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF)) {
		replace(s, at, 6, false, "\\ufffd");
	}
	return NULL;
}

/* s->p is behind the opening quote. */
static err_t string(struct scan *s)
{
	const char *start = s->p;
	size_t spare = 0;
	err_t err;

	for (;;) {
		while (s->p < s->end && plain[(unsigned char)*s->p])
			s->p++;
		if (s->p == s->end)
			return bad(s, start - 1, "unfinished string");
		if (*s->p == '"')
			break;
		if (*s->p == '\\') {
			err = escape(s, &spare);
			if (err != NULL)
				return err;
		} else if ((unsigned char)*s->p < 0x20) {
			return bad(s, s->p, "control character");
		} else {
			uint32_t scalar;
			bool valid;
			size_t n = utf8_decode(s->p, s->end, &scalar, &valid);

			if (!valid)
				return bad(s, s->p, "invalid UTF-8");
			s->p += n;
		}
	}
	s->last = start;
	s->last_len = (size_t)(s->p - start);
	if (s->last_len - spare > MAX_STRING)
		return bad(s, start - 1, "string above 1 MiB");
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

static err_t number(struct scan *s)
{
	const char *start = s->p, *whole, *p = s->p;
	size_t count, exponent = 0;
	bool negative = *p == '-', real = false;

	whole = p += negative;
	p = digits(p, s->end);
	count = (size_t)(p - whole);
	if (count == 0 || (count > 1 && *whole == '0'))
		return bad(s, start, "wrong number");
	if (p < s->end && *p == '.') {
		const char *fraction = ++p;

		p = digits(p, s->end);
		if (p == fraction)
			return bad(s, start, "wrong number");
		real = true;
	}
	if (p < s->end && (*p == 'e' || *p == 'E')) {
		bool shrinks = ++p < s->end && *p == '-';
		const char *power = p < s->end && (*p == '-' || *p == '+') ? ++p : p;

		p = digits(p, s->end);
		if (p == power)
			return bad(s, start, "wrong number");
		for (; power < p && exponent <= MAX_EXPONENT; power++)
			exponent = exponent * 10 + (size_t)(*power - '0');
		if (shrinks)
			exponent = 0;
		real = true;
	}
	s->p = p;
	if (s->id_value || (real ? count + exponent > MAX_EXPONENT
				 : !fits_int64(whole, count, negative)))
		replace(s, start, (size_t)(p - start), true, "\"");
	return NULL;
}

static bool names_id(const char *key, size_t len)
{
	if (len < 2 || key[len - 1] != 'd' || key[len - 2] != 'i')
		return false;
	return len == 2 || key[len - 3] == '_';
}

/* true, false, null; which of them it is, and whether it is one, the parser sees. */
static err_t word(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p >= 'a' && *s->p <= 'z')
		s->p++;
	return s->p == start ? bad(s, start, "syntax error") : NULL;
}

/* One token or punctuation mark at s->p. */
static err_t token(struct scan *s)
{
	char c = *s->p;
	err_t err = NULL;

	switch (c) {
	case ' ': case '\t': case '\n': case '\r':
		s->p++;
		return NULL;
	case ':':
		s->p++;
		s->id_value = !s->own && names_id(s->last, s->last_len);
		return NULL;
	case ',':
		s->p++;
		return NULL;
	case '}': case ']':
		if (s->depth == 0)
			return bad(s, s->p, "unexpected bracket");
		s->depth--;
		s->p++;
		return NULL;
	case '{': case '[':
		if (++s->depth > MAX_DEPTH)
			return bad(s, s->p, "nesting above 64");
		s->p++;
		break;
	case '"':
		s->p++;
		err = string(s);
		break;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		err = number(s);
		break;
	default:
		err = word(s);
	}
	s->id_value = false;
	if (err == NULL && ++s->tokens > MAX_TOKENS)
		return bad(s, s->p, "above 200000 tokens");
	return err;
}

static err_t scan(struct scan *s)
{
	while (s->p < s->end) {
		err_t err = token(s);

		if (err != NULL)
			return err;
	}
	if (s->out->len > 0)
		str_add_n(s->out, s->copied, (size_t)(s->end - s->copied));
	return NULL;
}

static struct scan scan_of(const char *text, size_t len, bool own, struct str *out, size_t watch)
{
	return (struct scan){ .own = own, .text = text, .p = text, .end = text + len, .copied = text,
		.out = out, .last = "", .watch = watch };
}

err_t json_scan(const char *text, size_t len, bool own, struct str *out)
{
	struct scan s = scan_of(text, len, own, out, 0);

	return scan(&s);
}

size_t json_scan_origin(const char *text, size_t len, bool own, size_t place)
{
	struct str out = { 0 };
	struct scan s = scan_of(text, len, own, &out, place);

	err_ignore(scan(&s), "it passed before");
	str_finish(&out);
	return place - s.shift;
}
