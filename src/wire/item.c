/* SPDX-License-Identifier: ISC */
/*
 * Items as JSON, both ways.  Reading is generous about what is missing and
 * strict about what is there: a member of the wrong type is an error that
 * names it, and item_check has the last word.  What does not say who may see
 * it is private: an answer to it must not be what makes it public.
 */
#include "guichet/wire/item.h"

#include <string.h>

#include "guichet/base/clock.h"

static const char *const ops[] = {
	[ITEM_NEW] = "new", [ITEM_ECHO] = "echo", [ITEM_CONTEXT] = "context", [ITEM_GONE] = "gone",
};

/* The first error stays; what follows does nothing. */
struct reading { struct arena *arena; const char *in; err_t err; };

static const char *wrong(struct reading *r, const char *key, const char *why)
{
	if (r->err == NULL)
		r->err = err_make(ERR_DATA, "item: %s%s %s", r->in, key, why);
	return NULL;
}

static const char *get_text(struct reading *r, const struct json *json, const char *key)
{
	const struct json *value = json_get(json, key);
	const char *text = json_value_text(value);

	if (value != NULL && text == NULL)
		return wrong(r, key, "must be text");
	return arena_copy(r->arena, text);
}

/* Remote ids are text, but many hands write them as numbers. */
static const char *get_id(struct reading *r, const struct json *json, const char *key)
{
	const struct json *value = json_get(json, key);
	struct str dump = { 0 };
	const char *id;

	if (value == NULL || json_value_text(value) != NULL)
		return get_text(r, json, key);
	json_dump(value, &dump);
	id = strspn(dump.text, "-0123456789") == dump.len ? arena_copy(r->arena, dump.text)
		: wrong(r, key, "must be text");
	str_finish(&dump);
	return id;
}

static int64_t get_time(struct reading *r, const struct json *json, const char *key)
{
	const struct json *value = json_get(json, key);
	const char *text = json_value_text(value);
	int64_t ms = 0;

	if (value == NULL)
		return 0;
	if (text != NULL ? time_parse(text, &ms) != NULL : (ms = json_value_int(value, -1)) < 0)
		wrong(r, key, "is not an instant like 2026-11-22T10:00:00Z");
	return ms;
}

/* Pages as a list of addresses; what is none, or too many, is left out. */
static const char *get_links(struct reading *r, const struct json *author)
{
	const struct json *list = json_get(author, "links");
	const char *text = "";

	if (list == NULL)
		return NULL;
	if (!json_is_array(list))
		wrong(r, "links", "must be a list");
	for (size_t i = 0; i < json_count(list) && i < ITEM_LINKS_MOST; i++) {
		const char *url = json_value_text(json_at(list, i));

		if (url != NULL && *url != '\0' && strpbrk(url, " \t\r\n") == NULL)
			text = arena_printf(r->arena, "%s%s\n", text, url);
	}
	return text;
}

static void get_author(struct reading *r, const struct json *json, const char *key,
	struct item_author *out)
{
	const struct json *author = json_get(json, key);

	if (author == NULL)
		return;
	if (!json_is_object(author)) {
		wrong(r, key, "must be an object");
		return;
	}
	r->in = strcmp(key, "to") == 0 ? "to." : "author.";
	out->id = get_id(r, author, "id");
	out->handle = get_text(r, author, "handle");
	out->name = get_text(r, author, "name");
	out->url = get_text(r, author, "url");
	out->links = get_links(r, author);
	out->followers = json_int(author, "followers", 0);
	out->bot = json_bool(author, "bot", false);
	r->in = "";
}

/* What is too much of it is left out. */
static void get_media(struct reading *r, const struct json *json, struct item *out)
{
	const struct json *list = json_get(json, "media");
	size_t count = json_count(list) < MEDIA_MOST ? json_count(list) : MEDIA_MOST;
	struct media *media = arena_array(r->arena, count + 1, sizeof(*media));

	if (list != NULL && !json_is_array(list))
		wrong(r, "media", "must be a list");
	r->in = "media.";
	for (size_t i = 0; i < count; i++) {
		const struct json *one = json_at(list, i);

		media[i] = (struct media){
			.kind = media_kind(get_text(r, one, "type")), .url = get_text(r, one, "url"),
			.alt = get_text(r, one, "alt"), .mime = get_text(r, one, "mime"),
			.size = json_int(one, "size", 0), .width = json_int(one, "width", 0),
			.height = json_int(one, "height", 0)
		};
	}
	r->in = "";
	out->media = media;
	out->media_count = count;
}

static void get_words(struct reading *r, const struct json *json, struct item *out)
{
	const char *op = get_text(r, json, "op"), *vis = get_text(r, json, "vis");
	bool known = op == NULL || strcmp(op, "edit") == 0;

	for (size_t i = 0; !known && i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(ops[i], op) == 0) {
			out->op = (enum item_op)i;
			known = true;
		}
	if (!known)
		wrong(r, "op", "is none of new, edit, echo, context, gone");
	if (vis != NULL && visibility_parse(vis, &out->visibility) != NULL)
		wrong(r, "vis", "is none of public, unlisted, followers, group, private");
}

static void get_thread(struct reading *r, const struct json *json, struct item *out)
{
	const struct json *thread = json_get(json, "thread");

	if (thread == NULL)
		return;
	if (!json_is_object(thread)) {
		wrong(r, "thread", "must be an object");
		return;
	}
	r->in = "thread.";
	out->thread = get_id(r, thread, "root");
	out->parent = get_id(r, thread, "parent");
	r->in = "";
}

err_t wire_get_item(struct arena *arena, const struct json *json, struct item *out)
{
	struct reading r = { .arena = arena, .in = "" };
	struct item item = { .visibility = VIS_PRIVATE };

	if (!json_is_object(json))
		return err_make(ERR_DATA, "item: not an object");
	item.uid = get_id(&r, json, "uid");
	item.native = get_id(&r, json, "native");
	item.rev = get_id(&r, json, "rev");
	item.kind = get_text(&r, json, "kind");
	get_words(&r, json, &item);
	get_thread(&r, json, &item);
	get_author(&r, json, "author", &item.author);
	get_author(&r, json, "to", &item.to);
	item.at_ms = get_time(&r, json, "at");
	item.edited_ms = get_time(&r, json, "edited_at");
	item.text = get_text(&r, json, "text");
	item.words = get_text(&r, json, "words");
	item.cw = get_text(&r, json, "cw");
	item.lang = get_text(&r, json, "lang");
	item.url = get_text(&r, json, "permalink");
	item.reply_ctx = get_text(&r, json, "reply_ctx");
	get_media(&r, json, &item);
	item.history = json_bool(json, "history", false);
	item.feed = json_bool(json, "feed", false);
	item.automatic = json_bool(json, "automatic", false);
	if (r.err == NULL)
		r.err = item_check(&item);
	if (r.err == NULL)
		*out = item;
	return r.err;
}

static void put_some(struct json_out *out, const char *key, const char *text)
{
	if (text != NULL)
		json_put_text(out, key, text);
}

static void put_links(struct json_out *out, const char *links)
{
	json_open_array(out, "links");
	for (const char *p = links; *p != '\0'; p += *p == '\n') {
		size_t len = strcspn(p, "\n");
		char text[512];

		if (len < sizeof(text)) {
			memcpy(text, p, len);
			text[len] = '\0';
			json_put_text(out, NULL, text);
		}
		p += len;
	}
	json_close_array(out);
}

static void put_author(struct json_out *out, const char *key, const struct item_author *author)
{
	if (author->id == NULL)
		return;
	json_open_object(out, key);
	json_put_text(out, "id", author->id);
	put_some(out, "handle", author->handle);
	put_some(out, "name", author->name);
	put_some(out, "url", author->url);
	if (author->links != NULL)
		put_links(out, author->links);
	json_put_int(out, "followers", author->followers);
	json_put_bool(out, "bot", author->bot);
	json_close_object(out);
}

static void put_number(struct json_out *out, const char *key, int64_t number)
{
	if (number > 0)
		json_put_int(out, key, number);
}

static void put_media(struct json_out *out, const struct item *item)
{
	if (item->media_count == 0)
		return;
	json_open_array(out, "media");
	for (size_t i = 0; i < item->media_count; i++) {
		const struct media *media = &item->media[i];

		json_open_object(out, NULL);
		json_put_text(out, "type", media->kind);
		put_some(out, "url", media->url);
		put_some(out, "alt", media->alt);
		put_some(out, "mime", media->mime);
		put_number(out, "size", media->size);
		put_number(out, "width", media->width);
		put_number(out, "height", media->height);
		json_close_object(out);
	}
	json_close_array(out);
}

static void put_flag(struct json_out *out, const char *key, bool flag)
{
	if (flag)
		json_put_bool(out, key, true);
}

void wire_put_item(struct str *to, const struct item *item)
{
	struct json_out out = { .to = to };

	json_open_object(&out, NULL);
	json_put_text(&out, "uid", item->uid);
	put_some(&out, "native", item->native);
	put_some(&out, "rev", item->rev);
	json_put_text(&out, "op", ops[item->op]);
	put_some(&out, "kind", item->kind);
	json_put_text(&out, "vis", visibility_name(item->visibility));
	if (item->thread != NULL || item->parent != NULL) {
		json_open_object(&out, "thread");
		put_some(&out, "root", item->thread);
		put_some(&out, "parent", item->parent);
		json_close_object(&out);
	}
	put_author(&out, "author", &item->author);
	put_author(&out, "to", &item->to);
	json_put_time(&out, "at", item->at_ms);
	json_put_time(&out, "edited_at", item->edited_ms);
	put_some(&out, "text", item->text);
	put_some(&out, "words", item->words);
	put_some(&out, "cw", item->cw);
	put_some(&out, "lang", item->lang);
	put_some(&out, "permalink", item->url);
	put_some(&out, "reply_ctx", item->reply_ctx);
	put_media(&out, item);
	put_flag(&out, "history", item->history);
	put_flag(&out, "feed", item->feed);
	put_flag(&out, "automatic", item->automatic);
	json_close_object(&out);
}
