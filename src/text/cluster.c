/* SPDX-License-Identifier: ISC */
/*
 * Whether two scalars are one cluster may depend on all that is before them
 * (flags, emoji sequences, conjuncts), so looking back begins at a place that
 * is an edge whatever is before it, and then walks forward.  In ordinary text
 * such a place is at most a few scalars away.
 */
#include "cluster.h"

#include "guichet/base/utf8.h"
#include "unicode.h"

static bool ascii(char c)
{
	return (unsigned char)c < 0x80;
}

size_t cluster_next(const char *text, size_t len, size_t at)
{
	const char *p = text + at, *end = text + len;
	uint32_t before, after;
	int state = 0;

	if (ascii(*p) && (p + 1 == end || ascii(p[1])))
		return at + 1;
	p += utf8_decode(p, end, &before, NULL);
	while (p < end) {
		size_t n = utf8_decode(p, end, &after, NULL);

		if (unicode_break(before, after, &state))
			break;
		p += n;
		before = after;
	}
	return (size_t)(p - text);
}

static size_t scalar_before(const char *text, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
	return at;
}

/* What continues a cluster, or pairs with its like, is judged by more than its neighbour. */
static bool steady(uint32_t scalar)
{
	int state = 0;

	return scalar < 0x80 ||
		(unicode_kind(scalar) != UNICODE_REGION && unicode_break('a', scalar, &state));
}

/* True only where no text before could make it anything but an edge. */
static bool certain(const char *text, size_t len, size_t at)
{
	uint32_t before, after;
	int state = 0;

	if (at == 0)
		return true;
	if (ascii(text[at - 1]) && ascii(text[at]))
		return true;
	(void)utf8_decode(text + scalar_before(text, at), text + at, &before, NULL);
	(void)utf8_decode(text + at, text + len, &after, NULL);
	return steady(before) && unicode_break(before, after, &state);
}

size_t cluster_before(const char *text, size_t len, size_t at)
{
	size_t edge, next;

	if (at == 0)
		return 0;
	edge = scalar_before(text, at);
	while (!certain(text, len, edge))
		edge = scalar_before(text, edge);
	while ((next = cluster_next(text, len, edge)) < at)
		edge = next;
	return edge;
}

size_t cluster_edge(const char *text, size_t len, size_t at)
{
	size_t edge;

	if (at >= len)
		return len;
	if (certain(text, len, at))
		return at;
	edge = cluster_before(text, len, at);
	return cluster_next(text, len, edge);
}
