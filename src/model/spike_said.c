/* SPDX-License-Identifier: ISC */
/* The sentence, part by part: each is there only when there is something to say. */
#include "guichet/model/spike_said.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/utf8.h"

#define HOUR_MS 3600000
enum { WORD_CHARACTERS = 30 };

/* Parts of a text that something parts from one another. */
static const char *list_say(struct arena *arena, const char *text, char between, const char *each)
{
	const char *out = "";

	while (*text != '\0') {
		const char *end = strchrnul(text, between);

		out = arena_printf(arena, "%s%s%s", out, *out == '\0' ? "" : ", ",
			message_put(arena, each, arena_copy_n(arena, text, (size_t)(end - text))));
		text = *end == '\0' ? end : end + 1;
	}
	return out;
}

int64_t spike_hours(const struct spike_said *spike)
{
	return (spike->until_ms - spike->from_ms + HOUR_MS / 2) / HOUR_MS;
}

const char *spike_say(struct arena *arena, const struct spike_said *spike)
{
	int64_t hours = spike_hours(spike);
	const char *out = hours <= 1
		? arena_printf(arena, _("%s: %" PRId64 " messages in an hour where %" PRId64 " to %" PRId64 " are usual"),
			spike->account, spike->count, spike->low, spike->high)
		: arena_printf(arena, _("%s: %" PRId64 " messages in %" PRId64 " hours where %" PRId64 " to %" PRId64
			" are usual"), spike->account, spike->count, hours, spike->low, spike->high);

	if (spike->words[0] != '\0')
		out = arena_printf(arena, _("%s; many of them say %s"), out, list_say(arena, spike->words, '\n', _("\"%s\"")));
	if (spike->examples[0] != '\0')
		out = arena_printf(arena, _("%s; such as %s"), out, list_say(arena, spike->examples, ' ', "#%s"));
	return out;
}

/* General punctuation has what is invisible and what turns text round; so have the others, behind the letters. */
static bool is_plain(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'';
	return c == 0x2019 || (c >= 0xC0 && c != 0x61C && c != 0x180E && (c < 0x2000 || c > 0x206F) &&
		(c < 0xE000 || c > 0xFEFF) && (c < 0xFFF0 || c > 0xFFFF) && c < 0xE0000);
}

bool spike_word_is_plain(const char *word)
{
	const char *end = word + strlen(word);
	int count = 0;

	for (const char *p = word; p < end; count++) {
		uint32_t scalar;
		bool valid;

		p += utf8_decode(p, end, &scalar, &valid);
		if (!valid || !is_plain(scalar))
			return false;
	}
	return count > 0 && count <= WORD_CHARACTERS;
}
