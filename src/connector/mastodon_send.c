/* SPDX-License-Identifier: ISC */
/*
 * One part of a frozen plan leaves: what is sent is built from the plan alone.
 * What may have arrived is looked for in mastodon_back.c.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/base/clock.h"

enum { SEND_ASK, SEND_READ, SEND_UPLOAD };
enum { LATER_MS = 60 * 1000 };

static const char *visibility_word(enum visibility visibility)
{
	return visibility == VIS_PUBLIC ? "public" : visibility == VIS_UNLISTED ? "unlisted" : "direct";
}

const char *mastodon_answers_of(const struct task *task, const struct mastodon_context *ctx)
{
	return task->part == 0 ? ctx->answers : task->plan->parts[task->part - 1].native;
}

/* Does the text name somebody whose id we do not have?  Then, in public, no list can be given. */
static bool names_others(const struct task *task, const struct mastodon_context *ctx,
	const char *text)
{
	const char *found;
	size_t from = 0, len;

	while (mastodon_mention_next(text, &from, &found, &len)) {
		bool known = mastodon_same_acct(task->account, found, len, ctx->author);

		for (size_t i = 0; i < ctx->count; i++)
			known = known || mastodon_same_acct(task->account, found, len, ctx->mentions[i].acct);
		if (!known)
			return true;
	}
	return false;
}

static void allowed_write(struct json_out *json, const struct task *task,
	const struct mastodon_context *ctx)
{
	bool private = task->plan->visibility > VIS_UNLISTED;

	if (!private && names_others(task, ctx, task->plan->parts[task->part].text))
		return;
	json_open_array(json, "allowed_mentions");
	json_put_text(json, NULL, ctx->author_id);
	for (size_t i = 0; i < ctx->count && !private; i++)
		json_put_text(json, NULL, ctx->mentions[i].id);
	json_close_array(json);
}

static void body_write(struct str *body, const struct task *task,
	const struct mastodon_context *ctx)
{
	struct json_out json = { .to = body };
	const struct plan *plan = task->plan;

	json_open_object(&json, NULL);
	json_put_text(&json, "status", plan->parts[task->part].text);
	json_put_text(&json, "in_reply_to_id", mastodon_answers_of(task, ctx));
	json_put_text(&json, "visibility", visibility_word(plan->visibility));
	if (plan->cw != NULL) {
		json_put_text(&json, "spoiler_text", plan->cw);
		json_put_bool(&json, "sensitive", true);
	}
	if (plan->lang != NULL)
		json_put_text(&json, "language", plan->lang);
	if (task->part == 0 && plan->media_count > 0) {
		json_open_array(&json, "media_ids");
		for (size_t i = 0; i < plan->media_count; i++)
			json_put_text(&json, NULL, plan->media[i].remote_id);
		json_close_array(&json);
	}
	allowed_write(&json, task, ctx);
	json_close_object(&json);
}

static void refuse(struct output *out, const char *reason)
{
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = reason;
}

static void send_ask(struct task *task, struct need *need, struct output *out)
{
	struct mastodon_context ctx;
	struct str body = { 0 };

	mastodon_context_read(task->arena, task->plan->reply_ctx, &ctx);
	if (ctx.answers == NULL || ctx.author == NULL || ctx.author_id == NULL) {
		refuse(out, "the plan does not say what it answers");
		return;
	}
	if (mastodon_answers_of(task, &ctx) == NULL) {
		refuse(out, "the part before this one has no id on the network");
		return;
	}
	body_write(&body, task, &ctx);
	need->kind = NEED_HTTP;
	need->request.method = "POST";
	need->request.url = mastodon_url(task->arena, task->account, "/api/v1/statuses");
	need->request.flags = REQUEST_AUTH | REQUEST_SEND;
	need->request.body = arena_copy(task->arena, str_text(&body));
	need->request.body_len = body.len;
	request_header(task->arena, &need->request, "Accept", "application/json");
	request_header(task->arena, &need->request, "Content-Type", "application/json");
	request_header(task->arena, &need->request, "Idempotency-Key", task->plan->parts[task->part].key);
	str_finish(&body);
	task->stage = SEND_READ;
}

bool mastodon_sent_read(struct task *task, const struct json *status, struct output *out)
{
	const char *uri = json_text(status, "uri"), *id = json_text(status, "id");
	const char *url = json_text(status, "url"), *created = json_text(status, "created_at");

	if (uri == NULL || *uri == '\0' || !mastodon_id_valid(id))
		return false;
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = arena_copy(task->arena, uri);
	out->sent.native = arena_copy(task->arena, id);
	out->sent.url = url != NULL && *url != '\0' ? arena_copy(task->arena, url) : out->sent.remote_id;
	if (created != NULL)
		err_ignore(time_parse(created, &out->sent.at_ms), "then it does not say when");
	return true;
}

const char *mastodon_reason(struct task *task, const struct response *response)
{
	struct json *json = NULL;
	const struct json *accounts;
	struct str text = { 0 };
	const char *reason;
	err_t err;

	if (response->fault != FAULT_NONE)
		return arena_copy(task->arena, response->fault_text != NULL ? response->fault_text :
			"connection broken");
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the status has to do");
	accounts = json_get(json, "unexpected_accounts");
	for (size_t i = 0; i < json_count(accounts) && i < 8; i++)
		str_printf(&text, "%s@%s", i > 0 ? ", " : "the text would also reach ",
			json_text_or(json_at(accounts, i), "acct", "?"));
	if (text.len == 0)
		str_printf(&text, "%s (status %d)", json_text_or(json, "error",
			"the server refused it"), response->status);
	for (char *p = text.text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	reason = arena_copy_n(task->arena, text.text, text.len);
	str_finish(&text);
	json_destroy(json);
	return reason;
}

static err_t send_read(struct task *task, const struct response *response, struct output *out)
{
	enum send_outcome outcome = send_outcome_of(response);
	struct json *json = NULL;
	bool named;
	err_t err;

	if (outcome == SEND_SENT) {
		err = json_parse(response->body, response->len, &json);
		if (err != NULL)
			err_ignore(err, "then the answer names no post");
		named = err == NULL && mastodon_sent_read(task, json, out);
		json_destroy(json);
		if (named)
			return NULL;
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the server's answer names no post";
		return NULL;
	}
	out->sent.outcome = outcome;
	out->sent.reason = mastodon_reason(task, response);
	if (outcome != SEND_LATER)
		return NULL;
	out->sent.wait_ms = response->retry_after_ms;
	if (out->sent.wait_ms == 0 && response->rate_reset_ms > task->now_ms)
		out->sent.wait_ms = response->rate_reset_ms - task->now_ms;
	if (out->sent.wait_ms == 0)
		out->sent.wait_ms = LATER_MS;
	/* A refused credential concerns the account, not this message. */
	return response->fault == FAULT_NONE && response->status == 401 ?
		response_error(task, response) : NULL;
}

err_t mastodon_send(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct mastodon_uploading *up = &((union mastodon_state *)task->state)->uploading;
	size_t media = 0;
	err_t err;

	memset(need, 0, sizeof(*need));
	if (task->stage == SEND_READ)
		return send_read(task, response, out);
	if (task->stage == SEND_UPLOAD) {
		err = mastodon_upload(task, up, response, need, out);
		task->stage = need->kind == NEED_COMMIT ? SEND_ASK : SEND_UPLOAD;
		return err;
	}
	if (mastodon_upload_next(task, &media)) {
		up->media = media;
		mastodon_upload_ask(task, media, need);
		task->stage = SEND_UPLOAD;
	} else {
		send_ask(task, need, out);
	}
	return NULL;
}
