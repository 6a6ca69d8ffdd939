/* SPDX-License-Identifier: ISC */
/*
 * What a bot writes.  Telegram knows no repetition and shows a bot nothing of
 * its own, so a message whose fate is not known is left to a person.
 */
#include "telegram.h"

#include <string.h>

#include "cut.h"
#include "files.h"
#include "guichet/model/settings.h"

enum { SEND_ASK, SEND_READ };
enum { LATER_MS = 30 * 1000, TEXT_MAX = 64 * 1024 };

static const char *ctx_get(struct task *task, const char *key)
{
	const char *ctx = task->plan->reply_ctx;

	return ctx != NULL ? settings_get(task->arena, ctx, key) : NULL;
}

static void refuse(struct output *out, const char *reason)
{
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = reason;
}

static enum send_outcome outcome_read(struct task *task, const struct response *response, struct output *out)
{
	enum send_outcome outcome = send_outcome_of(response);

	out->sent.outcome = outcome;
	if (outcome == SEND_SENT)
		return outcome;
	out->sent.reason = telegram_reason(task, response);
	if (outcome == SEND_LATER) {
		out->sent.wait_ms = response->fault == FAULT_NONE ? telegram_wait_ms(response) : 0;
		if (out->sent.wait_ms == 0)
			out->sent.wait_ms = LATER_MS;
	}
	return outcome;
}

/* ---- a reply */

/* Where it goes: members of the one form of a request, fields of the other. */
struct whereto { const char *chat, *business, *topic, *answers; };

static bool whereto_find(struct task *task, struct telegram_sending *sending, struct whereto *out)
{
	const char *message = ctx_get(task, "message"), *topic = ctx_get(task, "topic");

	if (sending->chat == NULL)
		sending->chat = ctx_get(task, "chat");
	*out = (struct whereto){ .chat = sending->chat, .business = ctx_get(task, "business"),
		.topic = telegram_id_valid(topic) ? topic : NULL,
		.answers = task->part == 0 && !sending->moved && telegram_id_valid(message) ? message : NULL };
	return telegram_id_valid(sending->chat);
}

/* Pictures are shown as such, up to a size; everything else, and what stands beside something else, is a file. */
static bool is_photo(const struct plan_media *media)
{
	return media->size <= TELEGRAM_PHOTO_BYTES && (strcmp(media->mime, "image/jpeg") == 0 ||
		strcmp(media->mime, "image/png") == 0 || strcmp(media->mime, "image/webp") == 0);
}

/* Several files are one message to whoever reads, told as a list of what stands in the form behind it. */
static void album_write(struct multipart *m, const struct plan *plan, const char *type, const char *caption)
{
	struct str text = { 0 };
	struct json_out json = { .to = &text };

	json_open_array(&json, NULL);
	for (size_t i = 0; i < plan->media_count; i++) {
		json_open_object(&json, NULL);
		json_put_text(&json, "type", type);
		json_put_text(&json, "media", arena_printf(m->arena, "attach://file%zu", i));
		if (i == 0 && *caption != '\0')
			json_put_text(&json, "caption", caption);
		json_close_object(&json);
	}
	json_close_array(&json);
	multipart_field(m, "media", arena_copy(m->arena, text.text));
	for (size_t i = 0; i < plan->media_count; i++)
		multipart_file(m, arena_printf(m->arena, "file%zu", i), plan, i);
	str_finish(&text);
}

static void files_ask(struct task *task, const struct whereto *to, struct need *need)
{
	const struct plan *plan = task->plan;
	const char *caption = plan->parts[0].text, *type = "photo";
	struct str none = { 0 };
	struct multipart m;

	for (size_t i = 0; i < plan->media_count; i++)
		if (!is_photo(&plan->media[i]))
			type = "document";
	multipart_begin(&m, task->arena, plan->media[0].hash);
	multipart_field(&m, "chat_id", to->chat);
	if (to->business != NULL)
		multipart_field(&m, "business_connection_id", to->business);
	if (to->topic != NULL)
		multipart_field(&m, "message_thread_id", to->topic);
	if (to->answers != NULL)
		multipart_field(&m, "reply_parameters", arena_printf(task->arena,
			"{\"message_id\":%s,\"allow_sending_without_reply\":true}", to->answers));
	telegram_call(task, need, plan->media_count > 1 ? "sendMediaGroup" : *type == 'p' ? "sendPhoto" : "sendDocument", &none);
	need->request.body = NULL;
	need->request.header_count = 0;
	if (plan->media_count > 1) {
		album_write(&m, plan, type, caption);
	} else {
		if (*caption != '\0')
			multipart_field(&m, "caption", caption);
		multipart_file(&m, type, plan, 0);
	}
	multipart_end(&m, &need->request);
}

static void text_ask(struct task *task, const struct whereto *to, struct need *need)
{
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	json_put_raw(&json, "chat_id", to->chat);
	json_put_text(&json, "text", task->plan->parts[task->part].text);
	if (to->business != NULL)
		json_put_text(&json, "business_connection_id", to->business);
	if (to->topic != NULL)
		json_put_raw(&json, "message_thread_id", to->topic);
	if (to->answers != NULL) {
		json_open_object(&json, "reply_parameters");
		json_put_raw(&json, "message_id", to->answers);
		json_put_bool(&json, "allow_sending_without_reply", true);
		json_close_object(&json);
	}
	json_close_object(&json);
	telegram_call(task, need, "sendMessage", &body);
	str_finish(&body);
}

static void send_ask(struct task *task, struct telegram_sending *sending, struct need *need, struct output *out)
{
	struct whereto to;

	if (!whereto_find(task, sending, &to)) {
		refuse(out, "the plan does not say what it answers");
		return;
	}
	if (task->part == 0 && task->plan->media_count > 0)
		files_ask(task, &to, need);
	else
		text_ask(task, &to, need);
	task->stage = SEND_READ;
}

/* The group has another number by now: nothing was sent, and it is said where to. */
static bool chat_moved(struct task *task, struct telegram_sending *sending, const struct response *response)
{
	struct json *json = NULL;
	const char *now;
	err_t err;

	if (response->fault != FAULT_NONE || response->status != 400 || sending->moved)
		return false;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then it says nothing");
	now = json_text(json_get(json, "parameters"), "migrate_to_chat_id");
	if (telegram_id_valid(now)) {
		sending->chat = arena_copy(task->arena, now);
		sending->moved = true;
	}
	json_destroy(json);
	return sending->moved;
}

static void sent_read(struct task *task, const struct telegram_sending *sending, const struct response *response,
	struct output *out)
{
	struct json *json = NULL;
	const struct json *result = NULL;
	struct telegram_place place = { .business = ctx_get(task, "business"), .chat = sending->chat };
	err_t err = telegram_answer(task, response, &json, &result);

	if (err != NULL)
		err_ignore(err, "then the answer names no message");
	if (json_is_array(result))	/* of an album its first message is the one that can be answered */
		result = json_at(result, 0);
	place.message = json_text(result, "message_id");
	if (telegram_id_valid(place.message)) {
		out->sent.remote_id = telegram_uid(task->arena, &place);
		out->sent.native = arena_copy(task->arena, place.message);
		out->sent.at_ms = json_seconds_ms(result, "date");
	} else {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the server's answer names no message";
	}
	json_destroy(json);
}

err_t telegram_send(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct telegram_sending *sending = &((struct telegram_state *)task->state)->sending;

	if (task->stage == SEND_ASK || chat_moved(task, sending, response)) {
		send_ask(task, sending, need, out);
		return NULL;
	}
	if (outcome_read(task, response, out) == SEND_SENT)
		sent_read(task, sending, response, out);
	return NULL;
}

/* ---- what is no reply */

const char *telegram_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	switch (kind) {
	case ACT_BLOCK: case ACT_UNBLOCK:
		return "a bot can block nobody; mute hides them here";
	case ACT_REPORT:
		return "a bot can report nobody";
	case ACT_HIDE: case ACT_UNHIDE:
		return "Telegram hides no messages";
	case ACT_CORRECT:
		return "corrections are not made on this network yet; retract it and write again";
	case ACT_FAVOURITE: case ACT_UNFAVOURITE: case ACT_RETRACT: case ACT_KINDS:
		break;
	}
	return NULL;
}

static void act_ask(struct task *task, const struct telegram_place *place, struct need *need)
{
	enum act_kind kind = task->act->kind;
	bool business = place->business != NULL && kind == ACT_RETRACT;
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	if (business) {
		json_put_text(&json, "business_connection_id", place->business);
		json_open_array(&json, "message_ids");
		json_put_raw(&json, NULL, place->message);
		json_close_array(&json);
	} else {
		json_put_raw(&json, "chat_id", place->chat);
		json_put_raw(&json, "message_id", place->message);
	}
	if (kind != ACT_RETRACT) {
		json_open_array(&json, "reaction");
		if (kind == ACT_FAVOURITE)
			json_put_raw(&json, NULL, "{\"type\":\"emoji\",\"emoji\":\"\\ud83d\\udc4d\"}");
		json_close_array(&json);
	}
	json_close_object(&json);
	telegram_call(task, need, business ? "deleteBusinessMessages" : kind == ACT_RETRACT ? "deleteMessage" :
		"setMessageReaction", &body);
	str_finish(&body);
	task->stage = SEND_READ;
}

err_t telegram_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct telegram_place place;

	if (task->stage == SEND_READ) {
		(void)outcome_read(task, response, out);
		return NULL;
	}
	if (!telegram_uid_read(task->arena, task->act->remote_id, &place))
		refuse(out, "the message has no id on the network");
	else
		act_ask(task, &place, need);
	return NULL;
}

/* ---- plans */

/* Words go with the files as long as they fit there, else behind them. */
static void files_and_words(struct arena *arena, const struct plan_wish *wish, const char *text, struct plan *plan)
{
	static const struct measure caption = { COUNT_UTF16, TELEGRAM_CAPTION, 0 }, message = { COUNT_UTF16, TELEGRAM_CHARS, 0 };
	struct file_limits limits = { .count = TELEGRAM_FILES, .image_bytes = TELEGRAM_FILE_BYTES,
		.other_bytes = TELEGRAM_FILE_BYTES };
	bool described = false;

	if (wish->media_count == 0) {
		parts_plan(arena, wish, &message, text, plan);
		return;
	}
	files_plan(arena, wish, &limits, plan);
	plan->undescribed = true;
	for (size_t i = 0; i < plan->media_count; i++)
		described = described || (plan->media[i].alt != NULL && *plan->media[i].alt != '\0');
	if (described && plan->warning_count < PLAN_WARNINGS)
		plan->warnings[plan->warning_count++] = "Telegram has no descriptions of pictures: they are left out";
	if (text_count(COUNT_UTF16, text, 0) <= TELEGRAM_CAPTION) {
		parts_plan(arena, wish, &caption, text, plan);
		return;
	}
	parts_plan(arena, wish, &caption, "", plan);
	parts_plan(arena, wish, &message, text, plan);
}

err_t telegram_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	const char *text = text_trimmed(arena, wish->text), *ctx, *handle;

	memset(plan, 0, sizeof(*plan));
	plan->account = wish->account->id;
	plan->conversation = wish->conversation->id;
	plan->visibility = VIS_PRIVATE;
	ctx = wish->answered != NULL && wish->answered->reply_ctx != NULL ? wish->answered->reply_ctx : "";
	if (wish->answered == NULL)
		plan->blocked = "there is no message to answer";
	else if (!telegram_id_valid(settings_get(arena, ctx, "chat")))
		plan->blocked = "the message cannot be answered: the network's address of it is missing";
	else if (*text == '\0' && wish->media_count == 0)
		plan->blocked = "there is no text";
	else if (strlen(text) > TEXT_MAX)
		plan->blocked = "the text is longer than 64 KiB";
	if (plan->blocked != NULL)
		return NULL;
	plan->reply_to = wish->answered->remote_id;
	plan->reply_ctx = ctx;
	plan->visibility = wish->answered->visibility >= VIS_GROUP ? wish->answered->visibility : VIS_PRIVATE;
	if (wish->visibility > (int)plan->visibility)
		plan->blocked = "everybody in the group reads an answer there";
	handle = settings_get(arena, ctx, "handle");
	if (handle != NULL)
		plan->recipients[plan->recipient_count++] = handle;
	if (plan->visibility == VIS_GROUP)
		plan->recipients[plan->recipient_count++] = "everybody in the group";
	files_and_words(arena, wish, text, plan);
	return NULL;
}
