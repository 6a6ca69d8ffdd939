/* SPDX-License-Identifier: ISC */
/* JSON Feed, versions 1 and 1.1: the same entries from other names. */
#include "feed.h"

#include <string.h>

#include "guichet/base/str.h"
#include "guichet/json/json.h"
#include "guichet/markup/html.h"

static const char *some(struct arena *arena, const struct json *object, const char *key)
{
	const char *text = json_text(object, key);

	return text != NULL && *text != '\0' ? arena_copy(arena, text) : NULL;
}

static const char *words_of(struct arena *arena, const struct json *item)
{
	const char *summary = some(arena, item, "summary"), *html = json_text(item, "content_html");

	if (summary != NULL)
		return summary;
	return html != NULL ? html_to_text(arena, html, strlen(html)) : some(arena, item, "content_text");
}

static void item_read(struct arena *arena, const struct json *item, const char *base, struct feed *feed)
{
	struct feed_entry *entry = json_is_object(item) ? feed_entry_add(arena, feed) : NULL;
	const struct json *author = json_at(json_get(item, "authors"), 0);

	if (entry == NULL)
		return;
	if (author == NULL)
		author = json_get(item, "author");
	entry->id = some(arena, item, "id");
	entry->link = feed_url(arena, base, json_text(item, "url"));
	if (entry->link == NULL)
		entry->link = feed_url(arena, base, json_text(item, "external_url"));
	entry->title = some(arena, item, "title");
	entry->text = words_of(arena, item);
	entry->author = some(arena, author, "name");
	entry->author_url = feed_url(arena, base, json_text(author, "url"));
	entry->at_ms = feed_date(json_text(item, "date_published"));
	entry->edited_ms = feed_date(json_text(item, "date_modified"));
	entry->rev = entry->edited_ms != 0 ? some(arena, item, "date_modified") : NULL;
	if (entry->at_ms == 0)
		entry->at_ms = entry->edited_ms;
}

err_t feed_read_json(struct arena *arena, const char *bytes, size_t len, const char *base, struct feed *out)
{
	struct json *root = NULL;
	const struct json *items;
	err_t err = json_parse(bytes, len, &root);

	if (err != NULL)
		return err;
	items = json_get(root, "items");
	if (str_starts(json_text_or(root, "version", ""), "https://jsonfeed.org/version/") && json_is_array(items)) {
		out->title = arena_copy(arena, json_text_or(root, "title", ""));
		for (size_t i = 0; i < json_count(items); i++)
			item_read(arena, json_at(items, i), base, out);
		feed_finish(arena, out);
	} else {
		err = err_make(ERR_PROTOCOL, "the document is no JSON feed");
	}
	json_destroy(root);
	return err;
}
