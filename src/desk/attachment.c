/* SPDX-License-Identifier: ISC */
/*
 * Files that leave with replies, from the first piece to the last trace.
 * What a file is is decided here, by its bytes: what a front end says of it
 * is its name, and of that only what can do no harm.  Pieces go a few in a
 * transaction, so that nobody waits for a large file.
 */
#include "guichet/desk/attachment.h"

#include <inttypes.h>
#include <string.h>

#include "attachment.h"
#include "guichet/base/utf8.h"
#include "guichet/model/picture.h"
#include "guichet/model/settings.h"
#include "guichet/store/blob.h"
#include "private.h"

#define LOOSE_MS INT64_C(86400000)	/* how long a file waits for the reply that names it */
enum { LOOSE_MOST = 4 * ATTACH_MOST, DROPPED_AT_ONCE = 8 };

/* ---- in */

/* The last part of a path, without what could be one or end a header. */
static const char *safe_name(struct arena *arena, const char *name)
{
	const char *slash = name != NULL ? strrchr(name, '/') : NULL;
	char *safe = arena_copy(arena, slash != NULL ? slash + 1 : name != NULL ? name : "");
	size_t len = strlen(safe);

	for (char *p = safe; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F || strchr("\"\\:*?<>|%;", *p) != NULL)
			*p = '_';
	if (len > ATTACH_NAME) {
		len = ATTACH_NAME;
		while (len > 0 && ((unsigned char)safe[len] & 0xC0) == 0x80)
			len--;
		safe[len] = '\0';
	}
	while (*safe == '.' || *safe == ' ')
		safe++;
	return *safe != '\0' ? safe : "file";
}

static const char *piece_hash(const struct desk *desk, struct arena *arena, const char *before, const char *bytes,
	size_t len)
{
	unsigned char hash[CRYPT_SHORT];
	char *hex = arena_alloc(arena, 2 * CRYPT_SHORT + 1);
	struct str chained = { 0 };

	(void)str_room(&chained, strlen(before) + len);
	str_add(&chained, before);
	str_add_n(&chained, bytes, len);
	crypt_short(desk->hash_key, chained.text, chained.len, hash);
	crypt_hex(hash, sizeof(hash), hex);
	str_finish(&chained);
	return hex;
}

/* The oldest make room for the new one: nobody who works waits a day for it. */
static err_t room_make(struct desk *desk, int64_t size)
{
	int64_t loose = 0;
	bool any = true;
	err_t err = store_blob_loose(desk->store, desk->actor.agent, &loose);

	while (err == NULL && any && loose + size > LOOSE_MOST) {
		err = store_blob_oldest_spoil(desk->store, desk->actor.agent, &any);
		if (err == NULL)
			err = store_blob_loose(desk->store, desk->actor.agent, &loose);
	}
	return err;
}

static err_t blob_begin(struct desk *desk, const struct attach_piece *piece, struct blob *out)
{
	struct picture picture;
	err_t err;

	if (piece->at != 0)
		return err_make(ERR_USAGE, "media add: a file begins with its first piece");
	if (piece->size <= 0)
		return err_make(ERR_DATA, "media add: the file is empty");
	if (piece->size > ATTACH_MOST)
		return err_make(ERR_LIMIT, "media add: a file may have %d MiB", ATTACH_MOST >> 20);
	err = room_make(desk, piece->size);
	if (err != NULL)
		return err;
	picture_look(piece->piece, piece->len, &picture);
	*out = (struct blob){ .agent = desk->actor.agent, .at_ms = desk->now_ms, .name = safe_name(desk->arena, piece->name),
		.mime = picture.mime, .size = piece->size, .width = picture.width, .height = picture.height, .hash = "" };
	return store_blob_add(desk->store, out, &out->id);
}

static err_t blob_go_on(struct desk *desk, const struct attach_piece *piece, struct blob *out)
{
	bool found = false;
	err_t err = store_blob_get(desk->store, desk->arena, piece->blob, out, &found);

	if (err == NULL && (!found || out->agent != desk->actor.agent || out->at_ms == 0))
		err = err_make(ERR_NOT_FOUND, "media add: there is no file %" PRId64 " of yours", piece->blob);
	if (err == NULL && piece->at > out->kept)
		err = err_make(ERR_USAGE, "media add: the piece before this one is missing");
	return err;
}

static err_t piece_check(const struct attach_piece *piece, const struct blob *blob)
{
	int64_t left = blob->size - piece->at;

	if (piece->at < 0 || piece->at % ATTACH_PIECE != 0 || left <= 0 ||
	    (int64_t)piece->len != (left < ATTACH_PIECE ? left : ATTACH_PIECE))
		return err_make(ERR_USAGE, "media add: a piece has %d bytes, the last one what is left", ATTACH_PIECE);
	return NULL;
}

/* The alarm is for the file that has waited longest, whatever came since. */
static err_t sweep_wake(struct desk *desk, int64_t earliest_ms)
{
	int64_t id, at_ms;
	bool found = false;
	err_t err = store_blob_idle(desk->store, &id, &at_ms, &found);

	if (err != NULL || !found)
		return err != NULL ? err : store_alarm_drop(desk->store, ALARM_BLOB, 0);
	at_ms += LOOSE_MS;
	return store_alarm_set(desk->store, ALARM_BLOB, 0, at_ms > earliest_ms ? at_ms : earliest_ms);
}

err_t desk_attach(struct desk *desk, struct arena *arena, const struct attach_piece *piece, struct blob *out)
{
	struct blob blob = { 0 };
	err_t err = piece->blob == 0 ? blob_begin(desk, piece, &blob) : blob_go_on(desk, piece, &blob);

	if (err == NULL)
		err = piece_check(piece, &blob);
	if (err == NULL && piece->at == blob.kept) {
		blob.hash = piece_hash(desk, arena, blob.hash, piece->piece, piece->len);
		blob.kept += (int64_t)piece->len;
		err = store_blob_piece_add(desk->store, blob.id, piece->at / ATTACH_PIECE, blob.hash, piece->piece, piece->len);
		if (err == NULL)
			err = store_blob_set(desk->store, &blob);
	}
	if (err == NULL && blob.kept == blob.size)
		err = store_blob_same_spoil(desk->store, &blob);
	if (err == NULL)
		err = sweep_wake(desk, desk->now_ms);
	if (err != NULL)
		return err;
	*out = blob;
	out->name = arena_copy(arena, blob.name);
	out->mime = arena_copy(arena, blob.mime);
	out->hash = arena_copy(arena, blob.hash);
	return NULL;
}

err_t attachments_wake(struct desk *desk)
{
	return sweep_wake(desk, desk->now_ms);
}

/* ---- with a reply */

err_t attachments_find(struct desk *desk, struct arena *arena, const struct reply_wish *wish, struct plan_media **out)
{
	struct plan_media *media = arena_array(arena, wish->attached_count + 1, sizeof(*media));
	err_t err = NULL;

	if (wish->attached_count > PLAN_MEDIA)
		return err_make(ERR_USAGE, "reply #%" PRId64 ": at most %d files go with a reply", wish->conversation, PLAN_MEDIA);
	for (size_t i = 0; err == NULL && i < wish->attached_count; i++) {
		const struct attached *attached = &wish->attached[i];
		struct blob blob = { 0 };
		bool found = false;

		if (strlen(attached->hash) != 2 * CRYPT_SHORT)	/* a path, which only a front end can read */
			return err_make(ERR_USAGE, "reply #%" PRId64 ": a file is attached in the review, or on the command "
				"line", wish->conversation);
		err = store_blob_find(desk->store, arena, attached->hash, wish->writer, &blob, &found);
		if (err == NULL && !found)
			err = err_make(ERR_NOT_FOUND, "reply #%" PRId64 ": the desk does not have that file any more: attach it "
				"again", wish->conversation);
		media[i] = (struct plan_media){ .blob = blob.id, .hash = blob.hash, .name = blob.name, .mime = blob.mime,
			.alt = attached->alt, .size = blob.size, .width = blob.width, .height = blob.height };
	}
	*out = media;
	return err;
}

static bool is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

void attachments_describe(struct arena *arena, const struct account *account, struct plan *plan)
{
	bool required = settings_get(arena, account->settings, "alt-text") != NULL;

	for (size_t i = 0; !plan->undescribed && i < plan->media_count; i++) {
		const struct plan_media *media = &plan->media[i];

		if (!is_blank(media->alt) || strcmp(picture_kind(media->mime), "file") == 0)
			continue;
		if (required && plan->blocked == NULL)
			plan->blocked = arena_printf(arena, "%s has no description, and this account wants one", media->name);
		else if (!required && plan->warning_count < PLAN_WARNINGS)
			plan->warnings[plan->warning_count++] = arena_printf(arena, "%s has no description: who does not see it "
				"learns nothing of it", media->name);
	}
}

err_t alt_text_acceptable(struct arena *arena, const char *settings)
{
	const char *value = settings_get(arena, settings, "alt-text");

	return value == NULL || strcmp(value, "required") == 0 ? NULL :
		err_make(ERR_USAGE, "alt-text: write required, or nothing");
}

err_t attachments_use(struct desk *desk, int64_t outbox, const struct plan *plan)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < plan->media_count; i++)
		err = store_blob_use(desk->store, outbox, plan->media[i].blob);
	return err;
}

err_t desk_attached(struct desk *desk, struct arena *arena, int64_t blob, const char *hash, int64_t piece, struct str *out)
{
	const char *before = "", *said = "";
	struct blob row = { 0 };
	size_t begin = out->len;
	bool found = false;
	err_t err = store_blob_get(desk->store, arena, blob, &row, &found);

	if (err == NULL && found && str_equal(row.hash, hash) && piece > 0)
		err = store_blob_piece_hash(desk->store, arena, blob, piece - 1, &before, &found);
	if (err == NULL && found)
		err = store_blob_piece(desk->store, arena, blob, piece, &said, out, &found);
	if (err != NULL)
		return err;
	if (!found || !str_equal(row.hash, hash))
		return err_make(ERR_DATA, "the file that was attached is not there any more: attach it again");
	if (!str_equal(piece_hash(desk, arena, before, out->text + begin, out->len - begin), said) ||
	    ((piece + 1) * ATTACH_PIECE >= row.size && !str_equal(said, hash)))
		return err_make(ERR_DATA, "the file that was attached is not the one that was reviewed: attach it again");
	return NULL;
}

/* ---- out */

err_t attachments_leave(struct desk *desk, int64_t outbox, bool sent)
{
	bool any = false;
	err_t err = store_blob_leave(desk->store, outbox, sent ? 0 : desk->now_ms, &any);

	return err != NULL || !any ? err : sweep_wake(desk, desk->now_ms);
}

err_t attachments_sweep(struct desk *desk)
{
	int64_t id, at_ms;
	bool found = false, more = false;
	err_t err = store_blob_idle(desk->store, &id, &at_ms, &found);

	if (err == NULL && found && at_ms + LOOSE_MS <= desk->now_ms)
		err = store_blob_drop(desk->store, id, DROPPED_AT_ONCE, &more);
	/* The next one, or the rest, in a transaction of its own. */
	return err != NULL ? err : sweep_wake(desk, desk->now_ms + 1);
}
