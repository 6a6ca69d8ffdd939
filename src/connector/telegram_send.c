/* SPDX-License-Identifier: ISC */
/*
 * What a bot writes.  Telegram knows no repetition and shows a bot nothing of
 * its own, so a message whose fate is not known is left to a person.
 */
#include "telegram.h"

#include <string.h>

#include "cut.h"
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

static void send_ask(struct task *task, struct telegram_sending *sending, struct need *need, struct output *out)
{
	const char *chat = sending->chat != NULL ? sending->chat : ctx_get(task, "chat");
	const char *message = ctx_get(task, "message"), *topic = ctx_get(task, "topic"), *business = ctx_get(task, "business");
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	if (!telegram_id_valid(chat)) {
		refuse(out, "the plan does not say what it answers");
		return;
	}
	sending->chat = chat;
	json_open_object(&json, NULL);
	json_put_raw(&json, "chat_id", chat);
	json_put_text(&json, "text", task->plan->parts[task->part].text);
	if (business != NULL)
		json_put_text(&json, "business_connection_id", business);
	if (telegram_id_valid(topic))
		json_put_raw(&json, "message_thread_id", topic);
	if (task->part == 0 && !sending->moved && telegram_id_valid(message)) {
		json_open_object(&json, "reply_parameters");
		json_put_raw(&json, "message_id", message);
		json_put_bool(&json, "allow_sending_without_reply", true);
		json_close_object(&json);
	}
	json_close_object(&json);
	telegram_call(task, need, "sendMessage", &body);
	str_finish(&body);
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

err_t telegram_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	static const struct measure measure = { COUNT_UTF16, TELEGRAM_CHARS, 0 };
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
	else if (*text == '\0')
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
	parts_plan(arena, wish, &measure, text, plan);
	return NULL;
}
