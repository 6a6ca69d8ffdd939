/* SPDX-License-Identifier: ISC */
/* Rows of media; they come and go with the text of their message. */
#include "guichet/store/media.h"

#include "db.h"

struct media_row { int64_t message; struct media media; };

static void media_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct media_row *out = row;

	*out = (struct media_row){
		.message = col_int(rows, 0),
		.media = {
			.kind = col_text(rows, 1, arena), .url = col_text(rows, 2, arena),
			.alt = col_text(rows, 3, arena), .mime = col_text(rows, 4, arena),
			.size = col_int(rows, 5), .width = col_int(rows, 6), .height = col_int(rows, 7),
			.ref = col_text(rows, 8, arena)
		}
	};
}

err_t store_media_set(struct store *store, int64_t message, const struct media *media, size_t count)
{
	err_t err = db_run(store, MEDIA_DROP, "i", message);

	for (size_t i = 0; err == NULL && i < count && i < MEDIA_MOST; i++)
		err = db_run(store, MEDIA_ADD, "iittttiiit", message, (int64_t)i, media[i].kind, media[i].url,
			media[i].alt, media[i].mime, media[i].size, media[i].width, media[i].height, media[i].ref);
	return err;
}

err_t store_media(struct store *store, struct arena *arena, int64_t message, const struct media **out, size_t *count)
{
	struct media_row *found = NULL;
	struct media *list;
	struct rows rows;
	err_t err;

	db_query(store, MEDIA_LIST, &rows, "i", message);
	err = rows_list(&rows, arena, sizeof(*found), media_read, &found, count);
	if (err != NULL)
		return err;
	list = arena_array(arena, *count + 1, sizeof(*list));
	for (size_t i = 0; i < *count; i++)
		list[i] = found[i].media;
	*out = list;
	return NULL;
}

static struct message *message_of(struct message *messages, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (messages[i].id == id)
			return &messages[i];
	return NULL;
}

/* Rows of one message stand together. */
static err_t media_give(struct rows *rows, struct arena *arena, struct message *messages, size_t count)
{
	struct media_row *found = NULL;
	struct media *list;
	size_t n = 0;
	err_t err = rows_list(rows, arena, sizeof(*found), media_read, &found, &n);

	if (err != NULL)
		return err;
	list = arena_array(arena, n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		struct message *message = message_of(messages, count, found[i].message);

		list[i] = found[i].media;
		if (message == NULL)
			continue;	/* older than what is shown */
		if (message->media_count == 0)
			message->media = &list[i];
		message->media_count++;
	}
	return NULL;
}

err_t store_media_of(struct store *store, struct arena *arena, int64_t conversation, struct message *messages,
	size_t count)
{
	struct rows rows;

	db_query(store, MEDIA_OF, &rows, "i", conversation);
	return media_give(&rows, arena, messages, count);
}

err_t store_media_around(struct store *store, struct arena *arena, int64_t account, const char *thread,
	struct message *messages, size_t count)
{
	struct rows rows;

	db_query(store, MEDIA_AROUND, &rows, "it", account, thread);
	return media_give(&rows, arena, messages, count);
}
