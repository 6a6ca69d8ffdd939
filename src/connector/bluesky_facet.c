/* SPDX-License-Identifier: ISC */
/*
 * What a text names, as facets: mentions of handles and links, from byte to
 * byte.  Whose a handle is decides bluesky_send.c; one that is nobody's stays
 * the word that was typed.
 */
#include "bluesky.h"

#include <ctype.h>
#include <string.h>

enum { LINKS = 32 };

/* "name.example" of "@name.example" at p, without what ends a sentence. */
static size_t handle_len(const char *p)
{
	size_t len = 0;

	while (isalnum((unsigned char)p[len]) || p[len] == '.' || p[len] == '-')
		len++;
	while (len > 0 && !isalnum((unsigned char)p[len - 1]))
		len--;
	return memchr(p, '.', len) != NULL ? len : 0;
}

/* A word begins here: not in the middle of an address of mail or of a page. */
static bool begins_word(const char *text, size_t i)
{
	static const char *const before[] = { " ", "\t", "\n", "\r", "(", "[", "\"", "'", "\u00a0", "\u202f", "\u3000",
		"\u00ab", "\u201c", "\u2018", "\u2019", "\u201e" };

	for (size_t k = 0; k < sizeof(before) / sizeof(before[0]); k++) {
		size_t len = strlen(before[k]);

		if (i >= len && memcmp(text + i - len, before[k], len) == 0)
			return true;
	}
	return i == 0;
}

void bluesky_mentions_find(struct task *task, struct bluesky_sending *sending)
{
	const char *text = task->plan->parts[task->part].text;

	for (size_t i = 0; text[i] != '\0' && sending->mention_count < BLUESKY_MENTIONS; i++) {
		size_t len = text[i] == '@' && begins_word(text, i) ? handle_len(text + i + 1) : 0;

		if (len == 0)
			continue;
		sending->mentions[sending->mention_count].start = i;
		sending->mentions[sending->mention_count].end = i + 1 + len;
		sending->mentions[sending->mention_count++].handle = arena_copy_n(task->arena, text + i + 1, len);
		i += len;
	}
}

static size_t link_len(const char *p)
{
	size_t len = str_starts(p, "https://") ? 8 : str_starts(p, "http://") ? 7 : 0, scheme = len;

	if (len == 0)
		return 0;
	while ((unsigned char)p[len] > 0x20 && p[len] != 0x7F && strchr("<>\"", p[len]) == NULL)
		len++;
	while (len > scheme && strchr(".,;:!?'", p[len - 1]) != NULL)
		len--;
	/* A bracket that was opened before the address is not its end. */
	if (len > scheme && p[len - 1] == ')' && memchr(p, '(', len) == NULL)
		len--;
	return len > scheme ? len : 0;
}

static void facet_open(struct json_out *json, size_t start, size_t end, const char *type)
{
	json_open_object(json, NULL);
	json_open_object(json, "index");
	json_put_int(json, "byteStart", (int64_t)start);
	json_put_int(json, "byteEnd", (int64_t)end);
	json_close_object(json);
	json_open_array(json, "features");
	json_open_object(json, NULL);
	json_put_text(json, "$type", type);
}

static void facet_close(struct json_out *json)
{
	json_close_object(json);
	json_close_array(json);
	json_close_object(json);
}

void bluesky_facets_write(struct json_out *json, struct task *task, const struct bluesky_sending *sending)
{
	const char *text = task->plan->parts[task->part].text;

	json_open_array(json, "facets");
	for (size_t i = 0; i < sending->mention_count; i++) {
		if (sending->mentions[i].did == NULL)
			continue;
		facet_open(json, sending->mentions[i].start, sending->mentions[i].end, "app.bsky.richtext.facet#mention");
		json_put_text(json, "did", sending->mentions[i].did);
		facet_close(json);
	}
	for (size_t i = 0, links = 0; text[i] != '\0' && links < LINKS; i++) {
		size_t len = i == 0 || !isalnum((unsigned char)text[i - 1]) ? link_len(text + i) : 0;

		if (len == 0)
			continue;
		facet_open(json, i, i + len, "app.bsky.richtext.facet#link");
		json_put_text(json, "uri", arena_copy_n(task->arena, text + i, len));
		facet_close(json);
		i += len - 1;
		links++;
	}
	json_close_array(json);
}
