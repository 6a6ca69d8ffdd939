/* SPDX-License-Identifier: ISC */
/*
 * Lengths by the networks' rules.  Mastodon's is the only one that looks into
 * the text: what its servers find as links and mentions is matched narrowly,
 * so that where we differ we count too much, never too little.
 */
#include "guichet/text/count.h"

#include <string.h>
#include <strings.h>

#include "guichet/base/utf8.h"
#include "unicode.h"

static size_t codepoints(const char *p, const char *end, bool utf16)
{
	size_t count = 0;

	while (p < end) {
		uint32_t scalar;

		p += utf8_decode(p, end, &scalar, NULL);
		count += utf16 && scalar > 0xFFFF ? 2 : 1;
	}
	return count;
}

static size_t clusters(const char *p, const char *end)
{
	uint32_t before = 0, scalar;
	size_t count = 0;
	int state = 0;

	for (; p < end; before = scalar) {
		p += utf8_decode(p, end, &scalar, NULL);
		count += count == 0 || unicode_break(before, scalar, &state);
	}
	return count;
}

static bool alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static const char *host_end(const char *p, const char *end)
{
	while (p < end && (alnum(*p) || *p == '.' || *p == '-'))
		p++;
	while (p[-1] == '.' || p[-1] == '-')
		p--;
	return p;
}

/* A name with a dot and a last label of two letters or more. */
static bool host_public(const char *p, const char *end)
{
	const char *dot = end;

	while (dot > p && dot[-1] != '.')
		dot--;
	return dot > p + 1 && end - dot >= 2 && !(*dot >= '0' && *dot <= '9') && alnum(*p);
}

/* Latin and Cyrillic letters beyond ASCII, which links may hold; else 0. */
static size_t letter(const char *p, const char *end)
{
	uint32_t c;
	size_t n = utf8_decode(p, end, &c, NULL);

	return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x400 && c <= 0x4FF)
		? n : 0;
}

/* Path, query and fragment; closing punctuation belongs to the sentence. */
static const char *path_end(const char *p, const char *end)
{
	const char *last = p;
	int open = 0;

	while (p < end) {
		size_t n = letter(p, end);

		if (n > 0 || alnum(*p) || strchr("/=_#-+&", *p) != NULL) {
			last = p += n > 0 ? n : 1;
			continue;
		}
		open += *p == '(';
		if (strchr("?!*';:,.$%[]~@|()", *p) == NULL || (*p == ')' && --open < 0))
			break;
		if (*p++ == ')')
			last = p;
	}
	return last;
}

/* The end of a link that starts at p, or NULL. */
static const char *link_end(const char *text, const char *p, const char *end)
{
	size_t scheme = strncasecmp(p, "https://", 8) == 0 ? 8
		      : strncasecmp(p, "http://", 7) == 0 ? 7 : 0;
	const char *host, *stop;

	if (scheme == 0 || (p > text && (alnum(p[-1]) || strchr("@$#", p[-1]) != NULL)))
		return NULL;
	host = p + scheme;
	if (host == end || !alnum(*host))
		return NULL;
	stop = host_end(host, end);
	if (!host_public(host, stop))
		return NULL;
	if (*stop == ':' && stop[1] >= '0' && stop[1] <= '9')
		for (stop++; *stop >= '0' && *stop <= '9';)
			stop++;
	return *stop == '/' || *stop == '?' || *stop == '#' ? path_end(stop, end) : stop;
}

/* The "@host" of a mention whose '@' is at p, or NULL; *stop is its end. */
static const char *mention_host(const char *text, const char *p, const char *end,
	const char **stop)
{
	const char *user = p + 1, *at = user;

	if (p > text && (alnum(p[-1]) || p[-1] == '_' || p[-1] == '/'))
		return NULL;
	while (at < end && (alnum(*at) || *at == '_' ||
			    ((*at == '.' || *at == '-') && at > user)))
		at++;
	if (at == user || at == end || *at != '@' || !(alnum(at[-1]) || at[-1] == '_'))
		return NULL;
	if (at + 1 == end || !alnum(at[1]))
		return NULL;
	*stop = host_end(at + 1, end);
	return *stop - at > 2 ? at : NULL;
}

static size_t mastodon(const char *text, const char *end, size_t url_length)
{
	const char *from = text;
	size_t count = 0;

	for (const char *p = text; p < end;) {
		const char *stop, *cut = NULL;

		if ((*p | 0x20) == 'h' && (stop = link_end(text, p, end)) != NULL) {
			count += clusters(from, p) + url_length;
			p = from = stop;
		} else if (*p == '@' && (cut = mention_host(text, p, end, &stop)) != NULL) {
			count += clusters(from, cut);
			p = from = stop;
		} else {
			p++;
		}
	}
	return count + clusters(from, end);
}

size_t text_count(enum text_counter counter, const char *text, size_t url_length)
{
	const char *end = text + strlen(text);

	switch (counter) {
	case COUNT_NONE:
		return 0;
	case COUNT_BYTES:
		return (size_t)(end - text);
	case COUNT_CODEPOINTS:
		return codepoints(text, end, false);
	case COUNT_UTF16:
		return codepoints(text, end, true);
	case COUNT_GRAPHEMES:
		return clusters(text, end);
	case COUNT_MASTODON:
		return mastodon(text, end, url_length);
	}
	return 0;
}

const char *text_counter_name(enum text_counter counter)
{
	static const char *const names[] = {
		[COUNT_NONE] = "none", [COUNT_BYTES] = "bytes",
		[COUNT_CODEPOINTS] = "codepoints", [COUNT_UTF16] = "utf16",
		[COUNT_GRAPHEMES] = "graphemes", [COUNT_MASTODON] = "mastodon"
	};

	return names[counter];
}
