/* SPDX-License-Identifier: ISC */
/*
 * A post of Bluesky as an item.  A post is its at-uri, a person their DID,
 * because handles change hands.  Links are written in full where the text
 * shortens them, and what is attached stands below the text.
 */
#include "bluesky.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/utf8.h"
#include "guichet/model/settings.h"

enum { URI_BYTES = 512, FACETS = 64 };

/* ---- addresses */

bool bluesky_did_valid(const char *did)
{
	if (did == NULL || strlen(did) > 256 || strncmp(did, "did:", 4) != 0 || !islower((unsigned char)did[4]))
		return false;
	for (const char *p = did + 4; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr(".:_%-", *p) == NULL)
			return false;
	return strchr(did + 4, ':') != NULL;
}

static bool word(const char *text, const char *more)
{
	if (*text == '\0' || strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return false;
	for (; *text != '\0'; text++)
		if (!isalnum((unsigned char)*text) && strchr(more, *text) == NULL)
			return false;
	return true;
}

bool bluesky_uri_read(struct arena *arena, const char *uri, struct bluesky_uri *out)
{
	char *rest = NULL, *copy;

	*out = (struct bluesky_uri){ 0 };
	if (uri == NULL || strncmp(uri, "at://", 5) != 0 || strlen(uri) > URI_BYTES)
		return false;
	copy = arena_copy(arena, uri + 5);
	out->did = strtok_r(copy, "/", &rest);
	out->collection = strtok_r(NULL, "/", &rest);
	out->rkey = strtok_r(NULL, "", &rest);
	return out->rkey != NULL && bluesky_did_valid(out->did) && word(out->collection, ".-") &&
		word(out->rkey, "._:~-");
}

const char *bluesky_page_url(struct arena *arena, const char *did, const char *rkey)
{
	return arena_printf(arena, "https://bsky.app/profile/%s/post/%s", did, rkey);
}

/* FNV-1a: it keeps ids apart, and is no secret. */
static uint64_t hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return hash ^ hash >> 29;
}

const char *bluesky_tid(struct arena *arena, int64_t ms, const char *key, size_t part)
{
	static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";
	uint64_t hash = hash_of(key), us = (uint64_t)(ms > 0 ? ms : 0) * 1000 + hash % 900 + part;
	uint64_t value = us << 10 | (hash >> 32 & 1023);
	char *text = arena_alloc(arena, BLUESKY_TID);

	for (int i = 12; i >= 0; i--, value >>= 5)
		text[i] = digits[value & 31];
	return text;
}

/* ---- reply_ctx */

static void some_add(struct str *lines, const char *key, const char *value)
{
	if (value != NULL)
		settings_add(lines, key, value);
}

void bluesky_context_write(struct str *lines, const struct bluesky_context *ctx)
{
	some_add(lines, "uri", ctx->uri);
	some_add(lines, "cid", ctx->cid);
	some_add(lines, "root", ctx->root);
	some_add(lines, "root_cid", ctx->root_cid);
	some_add(lines, "did", ctx->did);
	some_add(lines, "handle", ctx->handle);
	some_add(lines, "lang", ctx->lang);
	some_add(lines, "convo", ctx->convo);
}

void bluesky_context_read(struct arena *arena, const char *lines, struct bluesky_context *out)
{
	if (lines == NULL)
		lines = "";
	*out = (struct bluesky_context){
		.uri = settings_get(arena, lines, "uri"), .cid = settings_get(arena, lines, "cid"),
		.root = settings_get(arena, lines, "root"), .root_cid = settings_get(arena, lines, "root_cid"),
		.did = settings_get(arena, lines, "did"), .handle = settings_get(arena, lines, "handle"),
		.lang = settings_get(arena, lines, "lang"), .convo = settings_get(arena, lines, "convo")
	};
}

/* ---- people */

static const char *copy_some(struct arena *arena, const char *text)
{
	return text != NULL && *text != '\0' ? arena_copy(arena, text) : NULL;
}

void bluesky_author_read(struct arena *arena, const struct json *profile, struct item_author *out)
{
	const char *handle = json_text_or(profile, "handle", "");
	const struct json *labels = json_get(profile, "labels");

	out->id = arena_copy(arena, json_text_or(profile, "did", ""));
	/* The network writes handle.invalid for a handle that is not proven. */
	out->handle = *handle != '\0' && strpbrk(handle, " \t\r\n") == NULL && !str_equal(handle, "handle.invalid") ?
		arena_printf(arena, "@%s", handle) : out->id;
	out->name = copy_some(arena, json_text(profile, "displayName"));
	if (out->name == NULL)
		out->name = out->handle;
	out->url = arena_printf(arena, "https://bsky.app/profile/%s", out->id);
	out->followers = json_int(profile, "followersCount", 0);
	if (out->followers < 0)
		out->followers = 0;
	for (size_t i = 0; i < json_count(labels); i++)
		out->bot = out->bot || str_equal(json_text(json_at(labels, i), "val"), "bot");
}

/* ---- text */

struct facet { size_t start, end; const char *uri; };

/* Those that are links, in the order of the text, none over another. */
static size_t links_read(const struct json *facets, size_t len, struct facet out[FACETS])
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(facets) && count < FACETS; i++) {
		const struct json *facet = json_at(facets, i), *features = json_get(facet, "features");
		const char *uri = json_text(json_at(features, 0), "uri");
		int64_t start = json_int(json_get(facet, "index"), "byteStart", -1);
		int64_t end = json_int(json_get(facet, "index"), "byteEnd", -1);

		if (uri == NULL || start < 0 || end <= start || (uint64_t)end > len ||
		    (count > 0 && (size_t)start < out[count - 1].end))
			continue;
		out[count++] = (struct facet){ (size_t)start, (size_t)end, uri };
	}
	return count;
}

/* A link's own words stay; its address stands behind them unless they are its beginning or all of it. */
static void link_add(struct str *out, const char *shown, size_t len, const char *uri)
{
	const char *bare = strstr(uri, "://") != NULL ? strstr(uri, "://") + 3 : uri;
	size_t stem = len;

	if (len >= 3 && (memcmp(shown + len - 3, "...", 3) == 0 || memcmp(shown + len - 3, "\xE2\x80\xA6", 3) == 0))
		stem = len - 3;
	if (strncmp(shown, bare, stem) == 0 || strncmp(shown, uri, stem) == 0) {
		str_add(out, uri);
		return;
	}
	str_add_n(out, shown, len);
	str_printf(out, " -> %s", uri);
}

static void text_read(const struct json *record, struct str *out)
{
	const char *text = json_text_or(record, "text", "");
	struct facet links[FACETS];
	size_t count = links_read(json_get(record, "facets"), strlen(text), links), at = 0;

	for (size_t i = 0; i < count; i++) {
		/* Offsets are somebody else's arithmetic: they must not cut a character. */
		if (((unsigned char)text[links[i].start] & 0xC0) == 0x80 ||
		    ((unsigned char)text[links[i].end] & 0xC0) == 0x80)
			continue;
		str_add_n(out, text + at, links[i].start - at);
		link_add(out, text + links[i].start, links[i].end - links[i].start, links[i].uri);
		at = links[i].end;
	}
	str_add(out, text + at);
}

static void line_add(struct str *out, const char *kind, const char *words, const char *url)
{
	str_printf(out, "%s[%s%s%s]%s%s", out->len > 0 ? "\n" : "", kind, *words != '\0' ? ": " : "", words,
		*url != '\0' ? " " : "", url);
}

static const char *web(const char *url)
{
	return url != NULL && (str_starts(url, "https://") || str_starts(url, "http://")) ? url : "";
}

static void images_read(struct arena *arena, const struct json *images, struct item *item, struct str *text)
{
	struct media *media = arena_array(arena, MEDIA_MOST + 1, sizeof(*media));

	for (size_t i = 0; i < json_count(images) && item->media_count < MEDIA_MOST; i++) {
		const struct json *one = json_at(images, i), *ratio = json_get(one, "aspectRatio");
		const char *url = web(json_text(one, "fullsize")), *alt = json_text_or(one, "alt", "");
		int64_t width = json_int(ratio, "width", 0), height = json_int(ratio, "height", 0);

		line_add(text, "image", alt, url);
		media[item->media_count++] = (struct media){ .kind = media_kind("image"), .url = copy_some(arena, url),
			.alt = copy_some(arena, alt), .width = width > 0 ? width : 0, .height = height > 0 ? height : 0 };
	}
	item->media = media;
}

/* What a view shows below the text: pictures, a film, a card, a quoted post. */
static void embed_read(struct arena *arena, const struct json *embed, struct item *item, struct str *text)
{
	const struct json *media = json_get(embed, "media"), *card = json_get(embed, "external");
	const struct json *quoted = json_get(embed, "record");

	if (media != NULL)
		embed_read(arena, media, item, text);
	if (json_is_array(json_get(embed, "images")))
		images_read(arena, json_get(embed, "images"), item, text);
	if (json_text(embed, "playlist") != NULL)
		line_add(text, "video", json_text_or(embed, "alt", ""), web(json_text(embed, "playlist")));
	if (json_is_object(card))
		line_add(text, "link", json_text_or(card, "title", ""), web(json_text(card, "uri")));
	if (json_is_object(quoted) && media != NULL && json_get(quoted, "record") != NULL)
		quoted = json_get(quoted, "record");
	if (json_is_object(quoted) && json_text(json_get(quoted, "value"), "text") != NULL)
		line_add(text, "quote", json_text_or(json_get(quoted, "value"), "text", ""), "");
}

/* ---- a post */

static err_t place_read(struct arena *arena, const struct json *record, struct bluesky_post *out,
	struct bluesky_context *ctx)
{
	const struct json *reply = json_get(record, "reply");
	const char *root = json_text(json_get(reply, "root"), "uri");
	const char *parent = json_text(json_get(reply, "parent"), "uri");
	struct bluesky_uri at;

	if (!json_is_object(reply))
		return NULL;
	if (!bluesky_uri_read(arena, root, &at))
		return err_make(ERR_DATA, "root is wrong");
	if (!bluesky_uri_read(arena, parent, &at))
		return err_make(ERR_DATA, "parent is wrong");
	out->parent_did = at.did;
	out->item.thread = ctx->root = arena_copy(arena, root);
	out->item.parent = arena_copy(arena, parent);
	ctx->root_cid = copy_some(arena, json_text(json_get(reply, "root"), "cid"));
	return NULL;
}

/* When it stands in the list: no later than it came, and as early as its writer says. */
static err_t time_read(const struct json *view, const struct json *record, struct item *item)
{
	const char *indexed = json_text(view, "indexedAt"), *created = json_text(record, "createdAt");

	if ((indexed == NULL || time_parse(indexed, &item->at_ms) != NULL) &&
	    (created == NULL || time_parse(created, &item->at_ms) != NULL))
		return err_make(ERR_DATA, "createdAt is wrong");
	return item->at_ms > 0 ? NULL : err_make(ERR_DATA, "createdAt is wrong");
}

/* Its words, with where they lead, and what it shows below them. */
static void words_read(struct arena *arena, const struct json *view, const struct json *record, struct item *item)
{
	struct str text = { 0 };

	text_read(record, &text);
	item->words = arena_copy(arena, str_text(&text));
	embed_read(arena, json_get(view, "embed"), item, &text);
	item->text = arena_copy(arena, str_text(&text));
	str_finish(&text);
}

const char *bluesky_letter_text(struct arena *arena, const struct json *letter)
{
	struct item item = { 0 };

	words_read(arena, letter, letter, &item);
	return item.text;
}

void bluesky_post_show(struct arena *arena, const struct json *view, struct bluesky_post *post)
{
	if (!post->bare || !json_is_object(json_get(view, "record")))
		return;
	words_read(arena, view, json_get(view, "record"), &post->item);
	post->bare = false;
}

static void item_fill(struct arena *arena, const struct json *view, const struct json *record,
	const struct bluesky_uri *at, struct bluesky_post *out)
{
	struct item *item = &out->item;

	words_read(arena, view, record, item);
	out->bare = json_is_object(json_get(record, "embed")) && !json_is_object(json_get(view, "embed"));
	item->lang = copy_some(arena, json_value_text(json_at(json_get(record, "langs"), 0)));
	if (item->lang != NULL && strlen(item->lang) > 16)
		item->lang = NULL;
	item->url = bluesky_page_url(arena, at->did, at->rkey);
	item->visibility = VIS_PUBLIC;
	item->kind = item->parent != NULL ? "reply" : out->own ? "post" : "mention";
}

err_t bluesky_post_read(struct arena *arena, const struct account *account, const struct json *view,
	const struct json *record, struct bluesky_post *out)
{
	struct item *item = &out->item;
	const struct json *author = json_get(view, "author");
	struct bluesky_context ctx = { 0 };
	struct bluesky_uri at;
	struct str lines = { 0 };
	err_t err;

	memset(out, 0, sizeof(*out));
	if (!json_is_object(record))
		return err_make(ERR_DATA, "record is missing");
	if (!bluesky_uri_read(arena, json_text(view, "uri"), &at))
		return err_make(ERR_DATA, "uri is wrong");
	if (author != NULL && !str_equal(json_text(author, "did"), at.did))
		return err_make(ERR_DATA, "author.did is wrong");
	if ((err = time_read(view, record, item)) != NULL || (err = place_read(arena, record, out, &ctx)) != NULL)
		return err;
	item->uid = item->native = arena_copy(arena, json_text(view, "uri"));
	item->rev = copy_some(arena, json_text(view, "cid"));
	out->own = str_equal(at.did, account->self_id);
	item->op = out->own ? ITEM_ECHO : ITEM_NEW;
	bluesky_author_read(arena, author, &item->author);
	if (author == NULL)
		item->author = (struct item_author){ .id = at.did, .handle = out->own ? account->self_handle : at.did,
			.name = out->own ? account->self_handle : at.did };
	item_fill(arena, view, record, &at, out);
	ctx.uri = item->uid;
	ctx.cid = item->rev;
	ctx.did = item->author.id;
	ctx.handle = item->author.handle;
	ctx.lang = item->lang;
	bluesky_context_write(&lines, &ctx);
	item->reply_ctx = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
	return item_check(item);
}

void bluesky_bad(struct output *out, const char *why, const struct json *json)
{
	struct str raw = { 0 };

	json_dump(json, &raw);
	output_bad(out, why, str_text(&raw), raw.len);
	str_finish(&raw);
}
