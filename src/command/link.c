/* SPDX-License-Identifier: ISC */
/*
 * What a link may be.  It is taken apart and written anew, so that the
 * program that opens it sees letters, digits and the signs of RFC 3986 only;
 * where two readers could see two hosts in it, it is refused.
 */
#include "guichet/command/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"
#include "guichet/base/utf8.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HEX DIGITS "abcdefABCDEF"

enum { PORT_DIGITS = 5, PORT_MAX = 65535 };

/* Length of "http://" or "https://" at p, else 0. */
static size_t scheme_len(const char *p)
{
	return strncasecmp(p, "https://", 8) == 0 ? 8 : strncasecmp(p, "http://", 7) == 0 ? 7 : 0;
}

static err_t characters_check(const char *link)
{
	size_t len = strlen(link);

	if (len > LINK_MAX_BYTES)
		return err_make(ERR_DATA, "the link is longer than %d bytes", LINK_MAX_BYTES);
	if (!utf8_valid(link, len))
		return err_make(ERR_DATA, "the link is not text");
	for (const char *p = link; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7F)
			return err_make(ERR_DATA, "the link has a blank or a control character in it");
	return NULL;
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static err_t host_check(const char *host, size_t len)
{
	size_t good;

	if (len == 0)
		return err_make(ERR_DATA, "the link names no host");
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)host[i] >= 0x80)
			return err_make(ERR_DATA, "the link's host is not written in ASCII and may look like another");
	if (host[0] == '[') {
		good = 1 + strspn(host + 1, HEX ":.");
		return good > 2 && good == len - 1 && host[good] == ']' ? NULL
			: err_make(ERR_DATA, "the link's host is no address");
	}
	good = strspn(host, LOWER UPPER DIGITS ".-_");
	if (good < len || strchr(".-_", host[0]) != NULL || memmem(host, len, "..", 2) != NULL)
		return err_make(ERR_DATA, "the link's host is no name");
	return NULL;
}

static err_t port_check(const char *port, size_t len)
{
	if (len > PORT_DIGITS || strspn(port, DIGITS) < len || strtol(port, NULL, 10) > PORT_MAX)
		return err_make(ERR_DATA, "the link's port is no number");
	return NULL;
}

static void add_lower(struct str *out, const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		str_add_char(out, p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] - 'A' + 'a') : p[i]);
}

/* "%" is kept only where it already stands for a byte. */
static void add_rest(struct str *out, const char *p)
{
	for (; *p != '\0'; p++) {
		bool escape = *p == '%' && p[1] != '\0' && strchr(HEX, p[1]) != NULL &&
			p[2] != '\0' && strchr(HEX, p[2]) != NULL;

		if (escape || strchr(LOWER UPPER DIGITS "-._~:/?#[]@!$&'()*+,;=", *p) != NULL)
			str_add_char(out, *p);
		else
			str_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

static err_t normalise(const char *link, struct str *out)
{
	size_t scheme = scheme_len(link), len, host;
	const char *authority = link + scheme;
	err_t err = characters_check(link);

	if (err != NULL)
		return err;
	if (scheme == 0)
		return err_make(ERR_DATA, "only http and https links are opened");
	len = strcspn(authority, "/?#");
	if (memchr(authority, '@', len) != NULL)
		return err_make(ERR_DATA, "the link carries a name or a password before its host");
	host = authority[0] == '[' ? strcspn(authority, "]") + 1 : strcspn(authority, ":");
	host = host < len ? host : len;
	err = host_check(authority, host);
	if (err == NULL && host < len && authority[host] != ':')
		err = err_make(ERR_DATA, "the link's host is no address");
	if (err == NULL && host + 1 < len)
		err = port_check(authority + host + 1, len - host - 1);
	if (err != NULL)
		return err;
	add_lower(out, link, scheme + host);
	if (host + 1 < len)
		str_add_n(out, authority + host, len - host);
	add_rest(out, authority + len);
	return out->len <= LINK_MAX_BYTES ? NULL
		: err_make(ERR_DATA, "the link is longer than %d bytes", LINK_MAX_BYTES);
}

err_t link_check(struct arena *arena, const char *untrusted, const char **url)
{
	struct str out = { 0 };
	err_t err = normalise(untrusted, &out);

	if (err == NULL)
		*url = arena_copy_n(arena, out.text, out.len);
	str_finish(&out);
	return err;
}

/* What no link has in it, though a text may have it right behind one. */
static bool ends_link(uint32_t c)
{
	if (c < 0x80)
		return c <= 0x20 || c == 0x7F || strchr("<>\"`|\\^{}", (int)c) != NULL;
	return c <= 0xA0 || c == 0xAB || c == 0xBB || (c >= 0x2000 && c <= 0x206F) ||
		(c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF65) || c == UTF8_BAD;
}

static size_t count_of(const char *p, size_t len, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += p[i] == c;
	return n;
}

/*
 * Punctuation of the sentence around it; a bracket stays when it was opened inside.  Counted once: a stranger
 * may write as many of them as fit.
 */
static size_t trimmed(const char *p, size_t len)
{
	size_t round = count_of(p, len, '('), square = count_of(p, len, '[');
	size_t round_ends = count_of(p, len, ')'), square_ends = count_of(p, len, ']');

	for (; len > 0; len--) {
		char last = p[len - 1];

		if (last == ')' && round < round_ends)
			round_ends--;
		else if (last == ']' && square < square_ends)
			square_ends--;
		else if (strchr(".,;:!?'*_~", last) == NULL)
			break;
	}
	return len;
}

static size_t link_len(const char *p, const char *end)
{
	const char *from = p;

	while (p < end) {
		uint32_t c;
		size_t n = utf8_decode(p, end, &c, NULL);

		if (ends_link(c))
			break;
		p += n;
	}
	return trimmed(from, (size_t)(p - from));
}

static bool starts_word(const char *text, const char *p)
{
	return p == text || strchr(LOWER UPPER DIGITS "+-.", p[-1]) == NULL;
}

size_t link_list(struct arena *arena, const char *text, struct link **out)
{
	const char *end = text + strlen(text);
	struct link *found = arena_array(arena, strlen(text) / sizeof("http://") + 1, sizeof(*found));
	size_t count = 0;

	for (const char *p = text; p < end; p++) {
		struct link *link = &found[count];
		size_t len;
		err_t err;

		if (scheme_len(p) == 0 || !starts_word(text, p))
			continue;
		len = link_len(p, end);
		*link = (struct link){ .raw = arena_copy_n(arena, p, len) };
		err = link_check(arena, link->raw, &link->url);
		if (err != NULL)
			*link = (struct link){ .raw = link->raw, .why = arena_copy(arena, err_shown(arena, err)) };
		count++;
		p += len > 0 ? len - 1 : 0;
	}
	*out = found;
	return count;
}

size_t link_find(struct arena *arena, const char *text, const char ***urls)
{
	struct link *links;
	size_t all = link_list(arena, text, &links), count = 0;

	*urls = arena_array(arena, all + 1, sizeof(**urls));
	for (size_t i = 0; i < all; i++)
		if (links[i].url != NULL)
			(*urls)[count++] = links[i].url;
	return count;
}
