/* SPDX-License-Identifier: ISC */
/* From JSON to one piece of memory; a text that no row shows whole is cut. */
#include "row.h"

#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/str.h"

static const struct { const char *key; size_t offset; } texts[] = {
	{ "account", offsetof(struct row, account) }, { "network", offsetof(struct row, network) },
	{ "contact", offsetof(struct row, contact) }, { "handle", offsetof(struct row, handle) },
	{ "visibility", offsetof(struct row, visibility) }, { "status", offsetof(struct row, status) },
	{ "assignee", offsetof(struct row, assignee) }, { "lang", offsetof(struct row, lang) },
	{ "text", offsetof(struct row, text) }, { "priority", offsetof(struct row, priority) },
	{ "due_of", offsetof(struct row, due_of) },
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static size_t kept(const char *text)
{
	size_t len = strlen(text);

	if (len <= ROW_TEXT_MOST)
		return len;
	for (len = ROW_TEXT_MOST; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80; len--)
		;
	return len;
}

int64_t json_time(const struct json *json, const char *key)
{
	const char *text = json_text(json, key);
	int64_t ms;

	return text != NULL && time_parse(text, &ms) == NULL ? ms : 0;
}

static void tags_text(const struct json *tags, struct str *out)
{
	for (size_t i = 0; i < json_count(tags); i++)
		str_printf(out, "%s+%s", i > 0 ? " " : "", json_text_at(tags, i));
}

static bool has_mark(const struct json *marks, const char *name)
{
	for (size_t i = 0; i < json_count(marks); i++)
		if (str_equal(json_text_at(marks, i), name))
			return true;
	return false;
}

struct row *row_make(const struct json *json)
{
	struct str tags = { 0 };
	size_t size = sizeof(struct row);
	struct row *row;
	char *at;

	tags_text(json_get(json, "tags"), &tags);
	for (size_t i = 0; i < TEXTS; i++)
		size += kept(json_text_or(json, texts[i].key, "")) + 1;
	row = mem_alloc(size + tags.len + 1);
	at = (char *)(row + 1);
	for (size_t i = 0; i < TEXTS; i++) {
		const char *text = json_text_or(json, texts[i].key, "");
		size_t len = kept(text);

		memcpy(at, text, len);
		*(const char **)((char *)row + texts[i].offset) = at;
		at += len + 1;
	}
	memcpy(at, str_text(&tags), tags.len);
	row->tags = at;
	str_finish(&tags);
	row->id = json_int(json, "id", 0);
	row->rev = json_int(json, "rev", 0);
	row->urgent = has_mark(json_get(json, "marks"), "urgent");
	row->muted = has_mark(json_get(json, "marks"), "muted");
	row->spam = has_mark(json_get(json, "marks"), "spam");
	row->blocked = has_mark(json_get(json, "marks"), "blocked");
	row->last_ms = json_time(json, "last_at");
	row->waiting_ms = json_time(json, "waiting_since");
	row->due_ms = json_time(json, "due_at");
	row->snoozed_ms = json_time(json, "snoozed_until");
	return row;
}
