/* SPDX-License-Identifier: ISC */
/*
 * What leaves through a connector's program.  The frozen plan is given to it
 * as it is, part by part; what it does not say plainly stays unknown, and is
 * asked again only of a program that said it can tell.
 */
#include "external.h"

#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/settings.h"
#include "guichet/text/count.h"

static void put_some(struct json_out *o, const char *key, const char *text)
{
	if (text != NULL && *text != '\0')
		json_put_text(o, key, text);
}

static void reply_put(struct json_out *o, const struct task *task)
{
	const struct plan *plan = task->plan;
	const struct plan_part *part = &plan->parts[task->part];

	json_open_object(o, "reply");
	json_put_text(o, "key", part->key);
	json_put_text(o, "text", part->text);
	json_put_text(o, "visibility", visibility_name(plan->visibility));
	put_some(o, "cw", plan->cw);
	put_some(o, "lang", plan->lang);
	put_some(o, "answers", plan->reply_to);
	put_some(o, "context", plan->reply_ctx);
	json_open_array(o, "recipients");
	for (size_t i = 0; i < plan->recipient_count; i++)
		json_put_text(o, NULL, plan->recipients[i]);
	json_close_array(o);
	json_put_int(o, "part", (int64_t)task->part + 1);
	json_put_int(o, "parts", (int64_t)plan->part_count);
	if (task->kind == TASK_RECONCILE)
		json_put_time(o, "attempted", task->attempted_ms);
	json_close_object(o);
}

static void act_put(struct json_out *o, const struct act *act)
{
	json_open_object(o, "act");
	json_put_text(o, "kind", act_name(act->kind));
	put_some(o, "key", act->key);
	put_some(o, "handle", act->handle);
	put_some(o, "message", act->remote_id);
	put_some(o, "native", act->native);
	put_some(o, "context", act->reply_ctx);
	put_some(o, "reason", act->reason);
	put_some(o, "category", act->category);
	if (act->kind == ACT_REPORT)
		json_put_bool(o, "forward", act->forward);
	json_close_object(o);
}

static bool cap_is(const struct account *account, const char *cap, const char *value)
{
	struct arena *arena = arena_create();
	bool is = account->caps != NULL && str_equal(settings_get(arena, account->caps, cap), value);

	arena_destroy(arena);
	return is;
}

void external_send(struct task *task, struct need *need, struct output *out)
{
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	need->kind = NEED_NOTHING;
	if (task->kind == TASK_RECONCILE && !cap_is(task->account, "reconcile", "yes")) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the network cannot say whether it has it";
		return;
	}
	json_open_object(&o, NULL);
	json_put_text(&o, "call", task->kind == TASK_SEND ? "send" : task->kind == TASK_ACT ? "act" : "reconcile");
	if (task->kind == TASK_ACT)
		act_put(&o, task->act);
	else
		reply_put(&o, task);
	json_close_object(&o);
	external_ask(task, need, "CALL", arena_copy(task->arena, body.text));
	if (task->kind == TASK_SEND)
		need->request.flags = REQUEST_SEND;
	str_finish(&body);
}

/* ---- what became of it */

static void sent_read(struct task *task, const struct json *ok, struct output *out)
{
	const struct json *sent = json_get(ok, "sent");
	const char *id = json_text(sent, "id"), *at = json_text(sent, "at"), *url = json_text_or(sent, "url", "");

	if (task->kind == TASK_RECONCILE && json_bool(ok, "absent", false)) {
		out->sent.outcome = SEND_ABSENT;
		return;
	}
	if (task->kind != TASK_ACT && (id == NULL || *id == '\0' || strlen(id) > 2048)) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the connector does not say under which name it was sent";
		return;
	}
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = arena_copy(task->arena, id);
	out->sent.native = arena_copy(task->arena, json_text(sent, "native"));
	if (str_starts(url, "https://") || str_starts(url, "http://"))
		out->sent.url = arena_copy(task->arena, url);
	if (at != NULL)
		err_ignore(time_parse(at, &out->sent.at_ms), "then it does not say when");
}

err_t external_sent(struct task *task, const struct response *response, struct output *out)
{
	struct json *line = NULL;
	err_t err;

	if (response->fault != FAULT_NONE) {
		out->sent.outcome = task->kind == TASK_RECONCILE ? SEND_UNKNOWN : send_outcome_of(response);
		out->sent.reason = arena_copy(task->arena, response->fault_text);
		return NULL;
	}
	err = external_answer(task, response, &line);
	if (err == NULL) {
		sent_read(task, json_get(line, "ok"), out);
		json_destroy(line);
		return NULL;
	}
	out->sent.reason = arena_copy(task->arena, err->text);
	out->sent.wait_ms = err->wait_ms;
	if (task->kind == TASK_RECONCILE)
		out->sent.outcome = SEND_UNKNOWN;
	else if (response->status == 422 || response->status == 405 || response->status == 400)
		out->sent.outcome = SEND_REFUSED;
	else if (response->status == 401 || response->status == 429 || response->status == 503)
		out->sent.outcome = SEND_LATER;
	else
		out->sent.outcome = SEND_UNKNOWN;
	err_ignore(err, "it is told as what became of the reply");
	return NULL;
}

/* ---- plans */

static enum text_counter counter_of(const char *name)
{
	for (int counter = COUNT_BYTES; counter <= COUNT_GRAPHEMES; counter++)
		if (str_equal(text_counter_name((enum text_counter)counter), name))
			return (enum text_counter)counter;
	return COUNT_CODEPOINTS;
}

err_t external_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	const char *caps = wish->account->caps != NULL ? wish->account->caps : "";
	const char *why = settings_get(arena, caps, "why_not");
	struct plan_part *part = &plan->parts[0];

	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = wish->answered != NULL ? wish->answered->remote_id : NULL;
	plan->reply_ctx = wish->answered != NULL && wish->answered->reply_ctx != NULL ? wish->answered->reply_ctx : "";
	plan->visibility = visibility_ceiling(wish->conversation->visibility,
		wish->visibility >= 0 ? (enum visibility)wish->visibility : wish->conversation->visibility);
	plan->cw = wish->cw;
	plan->lang = wish->lang;
	plan->part_count = 1;
	part->text = wish->text;
	part->key = arena_printf(arena, "%s-0", wish->key);
	part->length = text_count(counter_of(settings_get(arena, caps, "counter")), wish->text, 0);
	part->max = (size_t)settings_int(caps, "max_chars", 0);
	if (wish->contact != NULL && wish->contact->handle != NULL)
		plan->recipients[plan->recipient_count++] = *wish->contact->handle != '\0' ? wish->contact->handle :
			wish->contact->remote_id;
	if (!str_equal(settings_get(arena, caps, "sends"), "yes"))
		plan->blocked = why != NULL ? why : "this network is only read";
	else if (part->max > 0 && part->length > part->max)
		plan->blocked = arena_printf(arena, "the text is %zu long, and %zu is the most there", part->length,
			part->max);
	return NULL;
}

const char *external_refuses(const struct account *account, enum act_kind kind)
{
	struct arena *arena = arena_create();
	const char *acts = account->caps != NULL ? settings_get(arena, account->caps, "acts") : NULL;
	const char *name = act_name(kind);
	bool can = false;

	for (const char *p = acts; p != NULL && *p != '\0' && !can; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		can = strlen(name) == len && strncmp(p, name, len) == 0;
		p += len;
	}
	arena_destroy(arena);
	return can ? NULL : "the network's program cannot do that";
}
