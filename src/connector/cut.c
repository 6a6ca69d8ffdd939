/* SPDX-License-Identifier: ISC */
/*
 * Cutting a long text into posts: a reader should be able to stop after each
 * of them.  What fits is the network's own rule, asked of the caller.
 */
#include "cut.h"

#include <ctype.h>
#include <string.h>

#include "guichet/text/count.h"

static bool cluster_boundary(struct arena *arena, const char *text, size_t at)
{
	size_t after = at + 64;

	if (strlen(text) < after)
		after = strlen(text);
	while (after > at && ((unsigned char)text[after] & 0xC0) == 0x80)
		after--;
	return text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text, at), 0) +
		text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text + at, after - at), 0) ==
		text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text, after), 0);
}

static bool sentence_ends(const char *text, size_t at)
{
	return at > 0 && (text[at] == '\n' || strchr(".!?", text[at - 1]) != NULL ||
		(at > 2 && memcmp(text + at - 3, "\xE2\x80\xA6", 3) == 0));
}

size_t cut_find(struct arena *arena, const struct cut *cut, const char *text)
{
	size_t low = 0, high = strlen(text), best = 0, word = 0;

	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (cut->fits(cut, arena, text, middle))
			low = middle;
		else
			high = middle - 1;
	}
	if (text[low] == '\0')
		return low;
	for (size_t at = low; at > 0; at--) {
		if (!isspace((unsigned char)text[at]))
			continue;
		if (word == 0 && cut->fits(cut, arena, text, at))
			word = at;
		if (at < low / 2)
			break;
		if (sentence_ends(text, at) && cut->fits(cut, arena, text, at)) {
			best = at;
			break;
		}
	}
	if (best > 0 || word > 0)
		return best > 0 ? best : word;
	while (low > 1 && (((unsigned char)text[low] & 0xC0) == 0x80 || !cluster_boundary(arena, text, low)))
		low--;
	return low;
}

const char *text_trimmed(struct arena *arena, const char *text)
{
	size_t len;

	if (text == NULL)
		return "";
	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return arena_copy_n(arena, text, len);
}
