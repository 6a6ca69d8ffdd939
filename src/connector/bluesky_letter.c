/* SPDX-License-Identifier: ISC */
/*
 * Direct messages, written.  Sending knows no repetition by itself: one whose
 * fate is not known is looked for, as far back as the attempt, before anything
 * is sent again.
 */
#include "bluesky.h"

#include <string.h>

#include "guichet/base/clock.h"

enum { LETTER_START, LETTER_LOOK, LETTER_SENT };
enum { MARGIN_MS = 10 * 1000, LOOK_PAGES = 20 };

static bool letter_set(struct task *task, const char *convo, const struct json *json, struct output *out)
{
	const char *id = json_text(json, "id"), *sent = json_text(json, "sentAt");

	if (id == NULL || *id == '\0')
		return false;
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = out->sent.native = bluesky_letter_uid(task->arena, convo, id);
	if (sent != NULL)
		err_ignore(time_parse(sent, &out->sent.at_ms), "then it does not say when");
	return true;
}

/* By their clock; which is not ours to the second. */
static bool is_before(const struct task *task, int64_t at_ms)
{
	return at_ms - task->account->skew_ms < task->attempted_ms - MARGIN_MS;
}

static bool is_part(const struct task *task, const char *convo, const struct json *json)
{
	const char *sent = json_text(json, "sentAt"), *uid = bluesky_letter_uid(task->arena, convo, json_text_or(json, "id", ""));
	int64_t at_ms;

	if (!str_equal(json_text(json_get(json, "sender"), "did"), task->account->self_id) ||
	    !str_equal(json_text(json, "text"), task->plan->parts[task->part].text) ||
	    sent == NULL || time_parse(sent, &at_ms) != NULL ||
	    is_before(task, at_ms))
		return false;
	for (size_t i = 0; i < task->plan->part_count; i++)
		if (str_equal(uid, task->plan->parts[i].remote_id))
			return false;
	return true;
}

static void letter_send(struct task *task, const char *convo, struct need *need)
{
	const struct bluesky_sending none = { 0 };	/* whom it names is told nothing: it is between us */
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	json_put_text(&json, "convoId", convo);
	json_open_object(&json, "message");
	json_put_text(&json, "text", task->plan->parts[task->part].text);
	bluesky_facets_write(&json, task, &none);
	json_close_object(&json);
	json_close_object(&json);
	bluesky_post(task, need, "chat.bsky.convo.sendMessage", &body);
	str_finish(&body);
	task->stage = LETTER_SENT;
}

static void look_ask(struct task *task, const char *convo, const char *cursor, struct need *need)
{
	bluesky_chat_ask(task, need, "chat.bsky.convo.getMessages?limit=100", convo, cursor);
	task->stage = LETTER_LOOK;
}

/* Does the page reach back to before the attempt? */
static bool reaches_back(const struct task *task, const struct json *messages)
{
	for (size_t i = 0; i < json_count(messages); i++) {
		const char *sent = json_text(json_at(messages, i), "sentAt");
		int64_t at_ms;

		if (sent != NULL && time_parse(sent, &at_ms) == NULL && is_before(task, at_ms))
			return true;
	}
	return false;
}

/* It is not there, as far as was looked. */
static void look_on(struct task *task, const char *convo, const struct json *page, struct need *need,
	struct output *out)
{
	struct bluesky_sending *sending = &((struct bluesky_state *)task->state)->of.sending;
	const struct json *messages = json_get(page, "messages");
	const char *cursor = arena_copy(task->arena, json_text(page, "cursor"));
	bool whole = reaches_back(task, messages) || json_count(messages) == 0 || cursor == NULL || *cursor == '\0';

	if (!whole && ++sending->pages < LOOK_PAGES) {
		look_ask(task, convo, cursor, need);
	} else if (!whole) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "too much was said since then to know";
	} else if (task->kind == TASK_RECONCILE) {
		out->sent.outcome = SEND_ABSENT;
	} else {
		letter_send(task, convo, need);
	}
}

static err_t look_read(struct task *task, const char *convo, const struct response *response, struct need *need,
	struct output *out)
{
	struct json *json = NULL;
	const struct json *messages;
	err_t err = bluesky_answer(task, response, &json);

	if (err != NULL)
		return err;
	messages = json_get(json, "messages");
	for (size_t i = 0; i < json_count(messages) && out->sent.outcome == SEND_NONE; i++)
		if (is_part(task, convo, json_at(messages, i)))
			(void)letter_set(task, convo, json_at(messages, i), out);
	if (out->sent.outcome == SEND_NONE)
		look_on(task, convo, json, need, out);
	json_destroy(json);
	return NULL;
}

static void sent_read(struct task *task, const char *convo, const struct response *response, struct output *out)
{
	struct json *json = NULL;
	err_t err;

	if (bluesky_outcome(task, response, out) != SEND_SENT)
		return;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the answer names no message");
	if (!letter_set(task, convo, json, out)) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the server's answer names no message";
	}
	json_destroy(json);
}

err_t bluesky_chat_send(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct bluesky_context ctx;

	bluesky_context_read(task->arena, task->plan->reply_ctx, &ctx);
	if (ctx.convo == NULL) {
		out->sent.outcome = SEND_REFUSED;
		out->sent.reason = "the plan does not say what it answers";
		return NULL;
	}
	if (task->stage == LETTER_LOOK)
		return look_read(task, ctx.convo, response, need, out);
	if (task->stage == LETTER_SENT) {
		sent_read(task, ctx.convo, response, out);
	} else if (task->kind == TASK_RECONCILE || task->doubtful) {
		look_ask(task, ctx.convo, NULL, need);
	} else {
		letter_send(task, ctx.convo, need);
	}
	return NULL;
}
