/* SPDX-License-Identifier: ISC */
/*
 * Direct messages, read.  It begins with the conversations and goes on with a
 * log that only moves forward, so nothing is skipped.  A conversation of more
 * than two is a group: everybody in it reads all, each message is its
 * sender's, and of a large one the network names a few members only, so who
 * else speaks is asked for.  bluesky_letter.c writes.
 */
#include "bluesky.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"

enum { CHAT_START, CHAT_LIST, CHAT_LETTERS, CHAT_LOG, CHAT_CONVO, CHAT_PEOPLE, CHAT_NEXT };
enum { LIST_PAGES = 50, CHUNK = 25 };

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), tail = strlen(end);

	return len >= tail && strcmp(text + len - tail, end) == 0;
}

static const char *copy(struct task *task, const struct json *object, const char *key)
{
	const char *text = json_text(object, key);

	return text != NULL && *text != '\0' ? arena_copy(task->arena, text) : NULL;
}

void bluesky_chat_ask(struct task *task, struct need *need, const char *call, const char *convo, const char *cursor)
{
	struct str text = { 0 };

	str_add(&text, call);
	if (convo != NULL)
		bluesky_param(&text, "convoId", convo);
	if (cursor != NULL)
		bluesky_param(&text, "cursor", cursor);
	bluesky_get(task, need, text.text);
	str_finish(&text);
}

/* ---- reading */

static struct bluesky_convo *convo_find(const struct bluesky_chat *chat, const char *id)
{
	for (size_t i = 0; i < chat->convo_count; i++)
		if (str_equal(chat->convos[i].id, id))
			return &chat->convos[i];
	return NULL;
}

static struct item_author *person_find(const struct bluesky_chat *chat, const char *did)
{
	for (size_t i = 0; i < chat->people_count; i++)
		if (str_equal(chat->people[i].id, did))
			return &chat->people[i];
	return NULL;
}

static void person_add(struct task *task, struct bluesky_chat *chat, const struct json *profile)
{
	const char *did = json_text(profile, "did");

	if (!bluesky_did_valid(did) || person_find(chat, did) != NULL)
		return;
	chat->people = list_grow(task->arena, chat->people, chat->people_count, sizeof(*chat->people));
	chat->people[chat->people_count] = (struct item_author){ 0 };
	bluesky_author_read(task->arena, profile, &chat->people[chat->people_count++]);
}

static void convo_add(struct task *task, struct bluesky_chat *chat, const struct json *json)
{
	const struct json *members = json_get(json, "members");
	const char *sent = json_text(json_get(json, "lastMessage"), "sentAt"), *rev = copy(task, json, "rev");
	struct bluesky_convo *convo;

	chat->convos = list_grow(task->arena, chat->convos, chat->convo_count, sizeof(*convo));
	convo = &chat->convos[chat->convo_count++];
	*convo = (struct bluesky_convo){ .id = copy(task, json, "id"),
		.group = ends_with(json_text_or(json_get(json, "kind"), "$type", ""), "#groupConvo") };
	if (sent == NULL || time_parse(sent, &convo->last_ms) != NULL)
		convo->last_ms = 0;
	for (size_t i = 0; i < json_count(members); i++) {
		const char *did = copy(task, json_at(members, i), "did");

		if (!bluesky_did_valid(did) || str_equal(did, task->account->self_id))
			continue;
		person_add(task, chat, json_at(members, i));
		convo->group = convo->group || convo->other != NULL;
		convo->other = did;
	}
	if (rev != NULL && (chat->rev == NULL || strcmp(rev, chat->rev) > 0) && task->cursor == NULL)
		chat->rev = rev;
}

static void letter_add(struct task *task, struct bluesky_chat *chat, const char *convo, const struct json *json,
	struct output *out)
{
	const char *sent = json_text(json, "sentAt"), *type = json_text_or(json, "$type", "");
	struct bluesky_letter letter = { .convo = convo, .id = copy(task, json, "id"), .rev = copy(task, json, "rev"),
		.text = bluesky_letter_text(task->arena, json),
		.sender = copy(task, json_get(json, "sender"), "did"),
		.gone = ends_with(type, "#deletedMessageView") };

	/* That somebody came or went is said by nobody. */
	if (ends_with(type, "#systemMessageView"))
		return;
	if (convo == NULL || letter.id == NULL || !bluesky_did_valid(letter.sender) || sent == NULL ||
	    time_parse(sent, &letter.at_ms) != NULL || letter.at_ms <= 0) {
		bluesky_bad(out, "message is wrong", json);
		return;
	}
	chat->letters = list_grow(task->arena, chat->letters, chat->letter_count, sizeof(letter));
	chat->letters[chat->letter_count++] = letter;
}

const char *bluesky_letter_uid(struct arena *arena, const char *convo, const char *id)
{
	return arena_printf(arena, "chat:%s/%s", convo, id);
}

/* Left or deleted: who was in it cannot be told, and so nothing of it. */
static bool can_be_told(const struct bluesky_convo *convo)
{
	return convo != NULL && (convo->group || convo->other != NULL);
}

static struct item_author author_of(const struct task *task, const struct bluesky_chat *chat, const char *did)
{
	const struct item_author *person = person_find(chat, did);

	if (str_equal(did, task->account->self_id))
		return (struct item_author){ .id = did, .handle = task->account->self_handle,
			.name = task->account->self_handle };
	return person != NULL ? *person : (struct item_author){ .id = did, .handle = did, .name = did };
}

static void letter_emit(struct task *task, const struct bluesky_chat *chat, const struct bluesky_letter *letter,
	struct output *out)
{
	const struct bluesky_convo *convo = convo_find(chat, letter->convo);
	bool own = str_equal(letter->sender, task->account->self_id);
	struct bluesky_context ctx = { .convo = letter->convo };
	struct item item = { .op = letter->gone ? ITEM_GONE : own ? ITEM_ECHO : ITEM_NEW, .kind = "dm",
		.at_ms = letter->at_ms, .text = letter->text, .rev = letter->rev };
	struct item_author them = { 0 };
	struct str lines = { 0 };
	err_t err;

	if (!can_be_told(convo))
		return;
	item.visibility = convo->group ? VIS_GROUP : VIS_PRIVATE;
	item.uid = item.native = bluesky_letter_uid(task->arena, letter->convo, letter->id);
	item.thread = arena_printf(task->arena, "chat:%s", letter->convo);
	item.author = author_of(task, chat, letter->sender);
	/* What we say in a group is said to all of them. */
	if (!own)
		them = item.author;
	else if (!convo->group)
		item.to = them = author_of(task, chat, convo->other);
	ctx.did = them.id;
	ctx.handle = them.handle;
	bluesky_context_write(&lines, &ctx);
	item.reply_ctx = arena_copy(task->arena, str_text(&lines));
	item.history = letter->at_ms - task->account->skew_ms < task->account->since_ms;
	str_finish(&lines);
	err = item_check(&item);
	if (err == NULL)
		output_item(out, &item);
	else
		output_bad(out, err->text, item.uid, strlen(item.uid));
}

static int by_time(const void *a, const void *b)
{
	const struct bluesky_letter *x = a, *y = b;

	return x->at_ms != y->at_ms ? (x->at_ms < y->at_ms ? -1 : 1) : strcmp(x->id, y->id);
}

/* Everything that was read, and where the log goes on behind it. */
static void letters_emit(struct task *task, struct bluesky_chat *chat, struct need *need, struct output *out)
{
	struct str cursor = { 0 };

	if (chat->letter_count > 0)
		qsort(chat->letters, chat->letter_count, sizeof(*chat->letters), by_time);
	for (size_t i = 0; i < chat->letter_count; i++)
		letter_emit(task, chat, &chat->letters[i], out);
	chat->letter_count = 0;
	if (chat->gap_ms != 0)
		output_gap(out, chat->floor_ms > task->account->skew_ms ? chat->floor_ms - task->account->skew_ms : 0,
			chat->gap_ms - task->account->skew_ms);
	chat->gap_ms = 0;
	settings_add(&cursor, "rev", chat->rev != NULL ? chat->rev : "");
	if (!str_equal(str_text(&cursor), task->cursor))
		out->cursor = arena_copy(task->arena, str_text(&cursor));
	str_finish(&cursor);
	need->kind = chat->more && out->cursor != NULL ? NEED_COMMIT : NEED_NOTHING;
	task->stage = CHAT_NEXT;
}

static void log_ask(struct task *task, struct bluesky_chat *chat, struct need *need)
{
	bluesky_chat_ask(task, need, "chat.bsky.convo.getLog", NULL, chat->rev);
	task->stage = CHAT_LOG;
}

static void people_ask(struct task *, struct bluesky_chat *, struct need *, struct output *);

/* The first time: more is there than is asked for, and what was read ends at that instant. */
static void gap_note(struct bluesky_chat *chat, int64_t at_ms)
{
	if (at_ms > chat->floor_ms && at_ms > chat->gap_ms)
		chat->gap_ms = at_ms;
}

/* The first time: the next conversation in which something was said since the floor. */
static void letters_ask(struct task *task, struct bluesky_chat *chat, struct need *need, struct output *out)
{
	while (chat->convo < chat->convo_count && chat->convos[chat->convo].last_ms < chat->floor_ms)
		chat->convo++;
	if (chat->convo == chat->convo_count) {
		chat->more = true;
		people_ask(task, chat, need, out);
		return;
	}
	bluesky_chat_ask(task, need, "chat.bsky.convo.getMessages?limit=100", chat->convos[chat->convo].id, chat->back);
	task->stage = CHAT_LETTERS;
}

static void list_read(struct task *task, struct bluesky_chat *chat, const struct json *json, struct need *need,
	struct output *out)
{
	const struct json *convos = json_get(json, "convos");
	const char *cursor = copy(task, json, "cursor");

	for (size_t i = 0; i < json_count(convos); i++)
		if (json_text(json_at(convos, i), "id") != NULL)
			convo_add(task, chat, json_at(convos, i));
	if (cursor != NULL && json_count(convos) > 0 && ++chat->pages < LIST_PAGES) {
		bluesky_chat_ask(task, need, "chat.bsky.convo.listConvos?limit=100", NULL, cursor);
		return;
	}
	if (cursor != NULL && json_count(convos) > 0 && chat->convo_count > 0)
		gap_note(chat, chat->convos[chat->convo_count - 1].last_ms);
	letters_ask(task, chat, need, out);
}

static void letters_read(struct task *task, struct bluesky_chat *chat, const struct json *json, struct need *need,
	struct output *out)
{
	const struct json *messages = json_get(json, "messages");
	const char *cursor = copy(task, json, "cursor");
	bool old = false;

	for (size_t i = 0; i < json_count(messages); i++) {
		size_t before = chat->letter_count;

		letter_add(task, chat, chat->convos[chat->convo].id, json_at(messages, i), out);
		old = chat->letter_count > before && chat->letters[before].at_ms < chat->floor_ms;
		if (old)
			chat->letter_count--;
	}
	chat->back = cursor != NULL && !old && json_count(messages) > 0 ? cursor : NULL;
	if (chat->back != NULL && ++chat->pages >= BLUESKY_PAGES) {
		gap_note(chat, chat->letter_count > 0 ? chat->letters[chat->letter_count - 1].at_ms : task->now_ms);
		chat->back = NULL;
	}
	if (chat->back == NULL)
		chat->convo++;
	letters_ask(task, chat, need, out);
}

/* Who speaks in a group and is not among the members that it came with. */
static void people_ask(struct task *task, struct bluesky_chat *chat, struct need *need, struct output *out)
{
	struct str call = { 0 };
	size_t asked = 0, before = chat->people_count;

	for (size_t i = 0; i < chat->letter_count && asked < CHUNK; i++) {
		const char *did = chat->letters[i].sender;

		if (str_equal(did, task->account->self_id) || person_find(chat, did) != NULL ||
		    !can_be_told(convo_find(chat, chat->letters[i].convo)))
			continue;
		if (asked++ == 0)
			str_add(&call, "app.bsky.actor.getProfiles");
		bluesky_param(&call, "actors", did);
		/* Known by that much, should the answer leave it out. */
		chat->people = list_grow(task->arena, chat->people, chat->people_count, sizeof(*chat->people));
		chat->people[chat->people_count++] = (struct item_author){ .id = did, .handle = did, .name = did };
	}
	chat->people_asked = before;
	if (asked > 0)
		bluesky_get(task, need, call.text);
	else
		letters_emit(task, chat, need, out);
	if (asked > 0)
		task->stage = CHAT_PEOPLE;
	str_finish(&call);
}

static void people_read(struct task *task, struct bluesky_chat *chat, const struct json *json, struct need *need,
	struct output *out)
{
	const struct json *list = json_get(json, "profiles");

	for (size_t i = 0; i < json_count(list); i++) {
		struct item_author *person = person_find(chat, json_text(json_at(list, i), "did"));

		if (person != NULL && (size_t)(person - chat->people) >= chat->people_asked)
			bluesky_author_read(task->arena, json_at(list, i), person);
	}
	people_ask(task, chat, need, out);
}

/* Conversations that the log names and we have not met are asked for one by one. */
static void convo_ask(struct task *task, struct bluesky_chat *chat, struct need *need, struct output *out)
{
	for (size_t i = 0; i < chat->letter_count; i++)
		if (convo_find(chat, chat->letters[i].convo) == NULL) {
			bluesky_chat_ask(task, need, "chat.bsky.convo.getConvo", chat->letters[i].convo, NULL);
			chat->back = chat->letters[i].convo;
			task->stage = CHAT_CONVO;
			return;
		}
	people_ask(task, chat, need, out);
}

static void log_read(struct task *task, struct bluesky_chat *chat, const struct json *json, struct need *need,
	struct output *out)
{
	const struct json *logs = json_get(json, "logs");
	const char *cursor = copy(task, json, "cursor");

	for (size_t i = 0; i < json_count(logs); i++) {
		const char *type = json_text_or(json_at(logs, i), "$type", "");

		if (ends_with(type, "#logCreateMessage") || ends_with(type, "#logDeleteMessage")) {
			size_t before = chat->letter_count;

			letter_add(task, chat, copy(task, json_at(logs, i), "convoId"),
				json_get(json_at(logs, i), "message"), out);
			if (chat->letter_count > before && ends_with(type, "#logDeleteMessage"))
				chat->letters[before].gone = true;
		}
	}
	chat->more = json_count(logs) > 0 && cursor != NULL && !str_equal(cursor, chat->rev);
	if (cursor != NULL)
		chat->rev = cursor;
	convo_ask(task, chat, need, out);
}

static void convo_read(struct task *task, struct bluesky_chat *chat, const struct json *json, struct need *need,
	struct output *out)
{
	const char *wanted = chat->back;

	if (json_text(json_get(json, "convo"), "id") != NULL)
		convo_add(task, chat, json_get(json, "convo"));
	chat->back = NULL;
	if (convo_find(chat, wanted) == NULL) {
		chat->convos = list_grow(task->arena, chat->convos, chat->convo_count, sizeof(*chat->convos));
		chat->convos[chat->convo_count++] = (struct bluesky_convo){ .id = wanted };
	}
	convo_ask(task, chat, need, out);
}

static void chat_start(struct task *task, struct bluesky_chat *chat, struct need *need)
{
	const char *rev = task->cursor != NULL ? settings_get(task->arena, task->cursor, "rev") : NULL;

	chat->floor_ms = bluesky_floor(task);
	chat->rev = rev != NULL && *rev != '\0' ? rev : NULL;
	if (task->cursor != NULL) {
		log_ask(task, chat, need);
		return;
	}
	bluesky_chat_ask(task, need, "chat.bsky.convo.listConvos?limit=100", NULL, NULL);
	task->stage = CHAT_LIST;
}

static bool may_chat(const struct task *task)
{
	return str_equal(bluesky_note(task, "dm"), "yes") &&
		!str_equal(settings_get(task->arena, task->account->caps, "dm"), "no");
}

/* The check found no such service; should there be one later, it is read. */
static bool lacks_chat(const struct task *task)
{
	return str_equal(settings_get(task->arena, task->account->caps, "dm"), "none");
}

err_t bluesky_chat(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct bluesky_chat *chat = &((struct bluesky_state *)task->state)->of.chat;
	struct json *json = NULL;
	err_t err;

	if (!may_chat(task) || (response != NULL && lacks_chat(task) && bluesky_lacks_chat(response)))
		return NULL;
	if (task->stage == CHAT_START) {
		chat_start(task, chat, need);
		return NULL;
	}
	if (task->stage == CHAT_NEXT) {
		if (chat->more)
			log_ask(task, chat, need);
		return NULL;
	}
	err = bluesky_answer(task, response, &json);
	if (err != NULL && (task->stage == CHAT_CONVO || task->stage == CHAT_PEOPLE) && err_is(err, ERR_REJECTED)) {
		err_ignore(err, "a conversation that is gone, or people of whom no more is known than that they spoke");
		err = NULL;
	}
	if (err == NULL && task->stage == CHAT_LIST)
		list_read(task, chat, json, need, out);
	else if (err == NULL && task->stage == CHAT_LETTERS)
		letters_read(task, chat, json, need, out);
	else if (err == NULL && task->stage == CHAT_LOG)
		log_read(task, chat, json, need, out);
	else if (err == NULL && task->stage == CHAT_CONVO)
		convo_read(task, chat, json, need, out);
	else if (err == NULL)
		people_read(task, chat, json, need, out);
	json_destroy(json);
	return err;
}
