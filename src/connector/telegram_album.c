/* SPDX-License-Identifier: ISC */
/*
 * Albums.  Several pictures that were sent as one come as messages of their
 * own and are one message here: the first of them, which holds the others.
 * The newest albums are remembered in the cursor, because an edit brings one
 * picture alone: of the first it changes the words and leaves the rest, of
 * another one it has no place here.  Nobody's words stay in the cursor, where
 * they would outlive their message: what the others said is then their kind.
 */
#include "telegram.h"

#include <stdio.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/settings.h"

enum { GROUP_MOST = 64 };

static bool is_of(const struct telegram_album *album, const char *group, const struct item *item)
{
	return str_equal(album->group, group) && str_equal(album->thread, item->thread);
}

/* ---- new messages */

static void album_begin(struct arena *arena, struct telegram_albums *albums, const char *group, const struct item *item,
	size_t at)
{
	if (strlen(group) > GROUP_MOST)
		return;
	if (albums->count == TELEGRAM_ALBUMS)
		memmove(&albums->of[0], &albums->of[1], --albums->count * sizeof(albums->of[0]));
	albums->of[albums->count++] = (struct telegram_album){ .group = arena_copy(arena, group), .thread = item->thread,
		.uid = item->uid, .tail = "", .fresh = true, .item = at };
}

static void media_add(struct arena *arena, struct item *item, const struct media *more, size_t count)
{
	struct media *media = arena_array(arena, MEDIA_MOST, sizeof(*media));

	if (item->media_count > 0)
		memcpy(media, item->media, item->media_count * sizeof(*media));
	for (size_t i = 0; i < count && item->media_count < MEDIA_MOST; i++)
		media[item->media_count++] = more[i];
	item->media = media;
}

bool telegram_album_join(struct arena *arena, struct telegram_albums *albums, const char *group,
	const struct item *item, struct output *out)
{
	struct telegram_album *album = NULL;
	struct item *first;

	for (size_t i = 0; i < albums->count; i++)
		if (albums->of[i].fresh && is_of(&albums->of[i], group, item))
			album = &albums->of[i];
	if (album == NULL) {
		album_begin(arena, albums, group, item, out->count);
		return false;
	}
	first = &out->items[album->item];
	first->text = arena_printf(arena, "%s\n%s", first->text, item->text);
	media_add(arena, first, item->media, item->media_count);
	album->tail = arena_printf(arena, "%s\n%s", album->tail, item->text);
	for (size_t i = 0; i < item->media_count && album->rest_count < MEDIA_MOST; i++)
		album->rest[album->rest_count++] = item->media[i];
	return true;
}

/* ---- edits */

bool telegram_album_edit(struct arena *arena, const struct telegram_albums *albums, const char *group,
	struct item *item, struct output *out)
{
	bool known = false;

	for (size_t i = albums->count; i-- > 0;) {
		const struct telegram_album *album = &albums->of[i];

		if (!is_of(album, group, item))
			continue;
		known = true;
		if (!str_equal(album->uid, item->uid))
			continue;
		item->text = arena_printf(arena, "%s%s", item->text, album->tail);
		media_add(arena, item, album->rest, album->rest_count);
		if (album->fresh)
			out->items[album->item] = *item;
		return album->fresh;
	}
	return known;
}

/* ---- in the cursor */

void telegram_albums_stale(struct telegram_albums *albums)
{
	for (size_t i = 0; i < albums->count; i++)
		albums->of[i].fresh = false;
}

static void album_write(struct str *lines, const char *key, const struct telegram_album *album)
{
	struct str one = { 0 };
	char name[16];

	settings_add(&one, "group", album->group);
	settings_add(&one, "thread", album->thread);
	settings_add(&one, "uid", album->uid);
	for (size_t i = 0; i < album->rest_count; i++) {
		(void)snprintf(name, sizeof(name), "kind%zu", i);
		settings_add(&one, name, album->rest[i].kind);
		(void)snprintf(name, sizeof(name), "size%zu", i);
		settings_add_int(&one, name, album->rest[i].size);
		(void)snprintf(name, sizeof(name), "mime%zu", i);
		if (album->rest[i].mime != NULL)
			settings_add(&one, name, album->rest[i].mime);
	}
	settings_add(lines, key, one.text);
	str_finish(&one);
}

void telegram_albums_write(struct str *lines, const struct telegram_albums *albums)
{
	char key[16];

	for (size_t i = 0, n = 0; i < albums->count; i++) {
		if (albums->of[i].rest_count == 0)
			continue;
		(void)snprintf(key, sizeof(key), "album%zu", n++);
		album_write(lines, key, &albums->of[i]);
	}
}

static const char *word_of(const char *kind)
{
	return str_equal(kind, "image") ? "photo" : kind;
}

static void album_read(struct arena *arena, const char *lines, struct telegram_album *out)
{
	*out = (struct telegram_album){ .group = settings_get(arena, lines, "group"),
		.thread = settings_get(arena, lines, "thread"), .uid = settings_get(arena, lines, "uid"),
		.tail = "" };
	for (size_t i = 0; i < MEDIA_MOST; i++) {
		const char *kind = settings_get(arena, lines, arena_printf(arena, "kind%zu", i));

		if (kind == NULL)
			break;
		out->tail = arena_printf(arena, "%s\n[%s]", out->tail, word_of(media_kind(kind)));
		out->rest[out->rest_count++] = (struct media){ .kind = media_kind(kind),
			.mime = settings_get(arena, lines, arena_printf(arena, "mime%zu", i)),
			.size = settings_int(lines, arena_printf(arena, "size%zu", i), 0) };
	}
}

void telegram_albums_read(struct arena *arena, const char *lines, struct telegram_albums *out)
{
	const char *one;

	while (out->count < TELEGRAM_ALBUMS &&
	       (one = settings_get(arena, lines, arena_printf(arena, "album%zu", out->count))) != NULL) {
		album_read(arena, one, &out->of[out->count]);
		if (out->of[out->count].group == NULL || out->of[out->count].uid == NULL)
			return;
		out->count++;
	}
}
