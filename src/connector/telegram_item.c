/* SPDX-License-Identifier: ISC */
/*
 * A message of Telegram as an item.  Numbers of messages mean something in
 * their chat only, offsets count UTF-16 units, and whatever has no text is
 * told in a line, because somebody waits for an answer to it.
 */
#include "telegram.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/utf8.h"
#include "guichet/model/settings.h"

enum { ENTITIES = 100 };

bool telegram_id_valid(const char *id)
{
	if (id == NULL || strlen(id) > 20)
		return false;
	id += *id == '-';
	return *id != '\0' && id[strspn(id, "0123456789")] == '\0';
}

const char *telegram_uid(struct arena *arena, const struct telegram_place *place)
{
	return arena_printf(arena, "%s%s%s:%s", place->business != NULL ? place->business : "",
		place->business != NULL ? "/" : "", place->chat, place->message);
}

bool telegram_uid_read(struct arena *arena, const char *uid, struct telegram_place *out)
{
	char *copy = uid != NULL ? arena_copy(arena, uid) : NULL, *slash = copy != NULL ? strrchr(copy, '/') : NULL, *colon;

	*out = (struct telegram_place){ 0 };
	if (copy == NULL)
		return false;
	if (slash != NULL) {
		*slash = '\0';
		out->business = copy;
		copy = slash + 1;
	}
	colon = strchr(copy, ':');
	if (colon == NULL)
		return false;
	*colon = '\0';
	out->chat = copy;
	out->message = colon + 1;
	return telegram_id_valid(out->chat) && telegram_id_valid(out->message);
}

/* ---- people */

static void person_read(struct arena *arena, const struct json *person, struct item_author *out)
{
	const char *first = json_text_or(person, "first_name", json_text_or(person, "title", ""));
	const char *last = json_text_or(person, "last_name", ""), *name = json_text_or(person, "username", "");

	out->id = arena_copy(arena, json_text_or(person, "id", ""));
	out->name = arena_printf(arena, "%s%s%s", first, *first != '\0' && *last != '\0' ? " " : "", last);
	if (*out->name == '\0')
		out->name = out->id;
	out->handle = *name != '\0' && strpbrk(name, " \t\r\n/") == NULL ? arena_printf(arena, "@%s", name) : out->id;
	if (*name != '\0' && out->handle[0] == '@')
		out->url = arena_printf(arena, "https://t.me/%s", name);
	out->bot = json_bool(person, "is_bot", false);
}

/* ---- text */

/* The byte at which a UTF-16 offset stands; the end for one beyond it. */
static size_t byte_at(const char *text, int64_t units)
{
	const char *p = text, *end = text + strlen(text);

	while (p < end && units > 0) {
		uint32_t scalar;

		p += utf8_decode(p, end, &scalar, NULL);
		units -= scalar > 0xFFFF ? 2 : 1;
	}
	return (size_t)(p - text);
}

/* Links whose words are not their address: it stands behind them. */
static void text_add(struct str *out, const char *text, const struct json *entities)
{
	size_t at = 0;

	for (size_t i = 0; i < json_count(entities) && i < ENTITIES; i++) {
		const struct json *entity = json_at(entities, i);
		const char *url = json_text(entity, "url");
		int64_t offset = json_int(entity, "offset", -1), length = json_int(entity, "length", 0);
		size_t end;

		if (!str_equal(json_text(entity, "type"), "text_link") || url == NULL || offset < 0 || length <= 0 ||
		    length > INT32_MAX || offset > INT32_MAX)
			continue;
		end = byte_at(text, offset + length);
		if (end <= at)
			continue;
		str_add_n(out, text + at, end - at);
		str_printf(out, " -> %s", url);
		at = end;
	}
	str_add(out, text + at);
}

/* ---- what is attached */

struct part { const char *member, *word, *kind; };
static const struct part parts[] = {
	{ "photo", "photo", "image" }, { "animation", "animation", "video" }, { "video", "video", "video" },
	{ "video_note", "video", "video" }, { "voice", "voice message", "audio" }, { "audio", "audio", "audio" },
	{ "document", "file", "file" }, { "sticker", "sticker", NULL }, { "location", "location", NULL },
	{ "contact", "contact", NULL }, { "poll", "poll", NULL },
};

static void part_line(struct str *out, const struct part *part, const struct json *value)
{
	const char *words = json_text_or(value, "file_name", json_text_or(value, "emoji",
		json_text_or(value, "question", json_text_or(value, "phone_number", ""))));

	str_printf(out, "%s[%s%s%s]", out->len > 0 ? "\n" : "", part->word, *words != '\0' ? ": " : "", words);
}

static void parts_read(struct arena *arena, const struct json *message, struct item *item, struct str *text)
{
	struct media *media = arena_array(arena, MEDIA_MOST, sizeof(*media));

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct json *value = json_get(message, parts[i].member);

		/* An animation is told a second time as a file. */
		if (value == NULL || (str_equal(parts[i].member, "document") && json_get(message, "animation") != NULL))
			continue;
		if (json_is_array(value))
			value = json_at(value, json_count(value) > 0 ? json_count(value) - 1 : 0);
		part_line(text, &parts[i], value);
		if (parts[i].kind != NULL && item->media_count < MEDIA_MOST)
			media[item->media_count++] = (struct media){ .kind = parts[i].kind,
				.mime = arena_copy(arena, json_text(value, "mime_type")),
				.ref = arena_copy(arena, json_text(value, "file_id")),
				.size = json_int(value, "file_size", 0) > 0 ? json_int(value, "file_size", 0) : 0 };
	}
	item->media = media;
}

/* ---- a message */

static const char *thread_of(struct arena *arena, const struct telegram_moved *moved, const struct telegram_place *place,
	const char *topic)
{
	const char *chat = place->chat;

	for (size_t i = 0; i < moved->count; i++)
		if (str_equal(moved->of[i].now, chat))
			chat = moved->of[i].before;
	return arena_printf(arena, "chat:%s%s%s%s%s", place->business != NULL ? place->business : "",
		place->business != NULL ? "/" : "", chat, topic != NULL ? "/" : "", topic != NULL ? topic : "");
}

static void context_add(struct arena *arena, const struct telegram_place *place, const char *topic, struct item *item)
{
	struct str lines = { 0 };

	settings_add(&lines, "chat", place->chat);
	settings_add(&lines, "message", place->message);
	settings_add(&lines, "handle", item->author.handle);
	if (topic != NULL)
		settings_add(&lines, "topic", topic);
	if (place->business != NULL)
		settings_add(&lines, "business", place->business);
	item->reply_ctx = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
}

static err_t place_read(struct arena *arena, const struct account *account, const struct telegram_moved *moved,
	const struct json *message, struct item *item)
{
	const struct json *chat = json_get(message, "chat"), *answered = json_get(message, "reply_to_message");
	const char *type = json_text_or(chat, "type", ""), *business = json_text(message, "business_connection_id");
	const char *topic = json_bool(message, "is_topic_message", false) ? json_text(message, "message_thread_id") : NULL;
	struct telegram_place place = { .business = business, .chat = json_text(chat, "id"),
		.message = json_text(message, "message_id") };
	bool private = str_equal(type, "private");

	if (!telegram_id_valid(place.chat))
		return err_make(ERR_DATA, "chat.id is wrong");
	if (!telegram_id_valid(place.message))
		return err_make(ERR_DATA, "message_id is wrong");
	if (!telegram_id_valid(json_text(json_get(message, "from"), "id")))
		return err_make(ERR_DATA, "from.id is wrong");
	if (business != NULL && (strlen(business) > 200 || strpbrk(business, " /:\r\n") != NULL))
		return err_make(ERR_DATA, "business_connection_id is wrong");
	if (topic != NULL && !telegram_id_valid(topic))
		topic = NULL;
	item->uid = telegram_uid(arena, &place);
	item->native = arena_copy(arena, place.message);
	item->thread = thread_of(arena, moved, &place, topic);
	item->visibility = private ? VIS_PRIVATE : VIS_GROUP;
	item->kind = "dm";
	person_read(arena, json_get(message, "from"), &item->author);
	/* In a business account's chat with somebody, who is not that somebody is the account itself. */
	if ((business != NULL && private && !str_equal(item->author.id, place.chat)) ||
	    str_equal(item->author.id, account->self_id)) {
		item->op = ITEM_ECHO;
		person_read(arena, chat, &item->to);
	}
	if (telegram_id_valid(json_text(answered, "message_id"))) {
		struct telegram_place above = place;

		above.message = json_text(answered, "message_id");
		item->parent = telegram_uid(arena, &above);
	}
	context_add(arena, &place, topic, item);
	return NULL;
}

err_t telegram_message_read(struct arena *arena, const struct account *account, const struct telegram_moved *moved,
	const struct json *message, struct item *out, bool *skip)
{
	const char *words = json_text(message, "text");
	const struct json *entities = json_get(message, words != NULL ? "entities" : "caption_entities");
	struct str text = { 0 };
	int64_t edited_ms = json_seconds_ms(message, "edit_date");
	err_t err;

	*out = (struct item){ .op = ITEM_NEW };
	*skip = false;
	err = place_read(arena, account, moved, message, out);
	if (err != NULL)
		return err;
	out->at_ms = json_seconds_ms(message, "date");
	if (edited_ms > 0) {
		out->edited_ms = edited_ms;
		out->rev = arena_printf(arena, "%lld", (long long)(edited_ms / 1000));
	}
	if (words == NULL)
		words = json_text(message, "caption");
	if (words != NULL)
		text_add(&text, words, entities);
	parts_read(arena, message, out, &text);
	out->text = arena_copy(arena, str_text(&text));
	*skip = text.len == 0;
	str_finish(&text);
	out->lang = arena_copy(arena, json_text(json_get(message, "from"), "language_code"));
	if (out->lang != NULL && strlen(out->lang) > 16)
		out->lang = NULL;
	out->history = out->at_ms - account->skew_ms < account->since_ms - 999;
	return *skip ? NULL : item_check(out);
}
