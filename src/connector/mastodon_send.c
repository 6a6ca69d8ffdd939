/* SPDX-License-Identifier: ISC */
/*
 * One part of a frozen plan leaves, or is looked for.  What is sent is built
 * from the plan alone.  Reading back looks first at the answers below the
 * message (some servers list no private posts of an account), then at our own
 * posts back to the doubtful attempt; only both together say "not there".
 */
#include "mastodon.h"

#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/utf8.h"
#include "guichet/markup/html.h"

enum { SEND_ASK, SEND_READ, SEND_UPLOAD };
enum { BACK_THREAD, BACK_THREAD_READ, BACK_PAGE_READ };
enum likeness { NOT_IT, MAY_BE_IT, IS_IT };
enum { MARGIN_MS = 10 * 1000, LATER_MS = 60 * 1000 };

static const char *visibility_word(enum visibility visibility)
{
	return visibility == VIS_PUBLIC ? "public" : visibility == VIS_UNLISTED ? "unlisted" : "direct";
}

static const char *answers_of(const struct task *task, const struct mastodon_context *ctx)
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
	json_put_text(&json, "in_reply_to_id", answers_of(task, ctx));
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
	if (answers_of(task, &ctx) == NULL) {
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

/* The ids of a status that exists; false when the answer is none. */
static bool sent_read(struct task *task, const struct json *status, struct output *out)
{
	const char *uri = json_text(status, "uri"), *id = json_text(status, "id");
	const char *url = json_text(status, "url"), *created = json_text(status, "created_at");

	if (uri == NULL || *uri == '\0' || !mastodon_id_valid(id))
		return false;
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = arena_copy(task->arena, uri);
	out->sent.native = arena_copy(task->arena, id);
	out->sent.url = url != NULL && *url != '\0' ? arena_copy(task->arena, url) : out->sent.remote_id;
	if (created == NULL || time_parse(created, &out->sent.at_ms) != NULL)
		out->sent.at_ms = task->now_ms + task->account->skew_ms;
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
		named = err == NULL && sent_read(task, json, out);
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

/* ---- reading back */

/* Letters and digits without mentions: what formatting and emoticons of a server leave alone. */
static const char *essence(struct arena *arena, const char *text, bool letters)
{
	struct str out = { 0 };
	const char *p = text, *end = text + strlen(text), *mention = NULL, *result;
	size_t from = 0, len = 0;

	if (!mastodon_mention_next(text, &from, &mention, &len))
		mention = NULL;
	while (p < end) {
		uint32_t scalar;
		size_t bytes;

		if (mention != NULL && p + 1 == mention) {
			p = mention + len;
			if (!mastodon_mention_next(text, &from, &mention, &len))
				mention = NULL;
			continue;
		}
		bytes = utf8_decode(p, end, &scalar, NULL);
		if (letters ? (scalar < 0x80 ? isalnum((int)scalar) : scalar >= 0xC0 &&
				!(scalar >= 0x2000 && scalar < 0x2C00) && !(scalar >= 0xFE00 && scalar < 0xFE10) &&
				scalar < 0x1F000) : scalar > 0x20)
			str_add_n(&out, p, bytes);
		p += bytes;
	}
	result = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return result;
}

bool mastodon_same_words(struct arena *arena, const char *there, const char *here)
{
	const char *letters = essence(arena, here, true);

	if (*letters != '\0')
		return strcmp(letters, essence(arena, there, true)) == 0;
	return strcmp(essence(arena, here, false), essence(arena, there, false)) == 0;
}

static bool same_text(struct task *task, const struct json *status)
{
	const char *html = json_text_or(status, "content", "");

	return mastodon_same_words(task->arena, html_to_text(task->arena, html, strlen(html)),
		task->plan->parts[task->part].text);
}

/*
 * Without words its files tell, by what the server called them when they were uploaded.  Where it calls them otherwise
 * in a post, as many of them may be these or those of another answer.
 */
static enum likeness files_likeness(const struct task *task, const struct json *status)
{
	const struct json *list = json_get(status, "media_attachments");
	size_t count = task->part == 0 ? task->plan->media_count : 0;

	if (json_count(list) != count)
		return NOT_IT;
	for (size_t i = 0; i < count; i++)
		if (!str_equal(json_text(json_at(list, i), "id"), task->plan->media[i].remote_id))
			return MAY_BE_IT;
	return IS_IT;
}

/* Is it the post that we look for?  Parts that were sent already are not. */
static enum likeness part_likeness(struct task *task, const struct json *status, const char *answers)
{
	const char *uri = json_text(status, "uri"), *created = json_text(status, "created_at");
	int64_t at_ms;

	if (!str_equal(json_text(json_get(status, "account"), "id"), task->account->self_id) ||
	    !str_equal(json_text(status, "in_reply_to_id"), answers) ||
	    created == NULL || time_parse(created, &at_ms) != NULL ||
	    at_ms - task->account->skew_ms < task->attempted_ms - MARGIN_MS)
		return NOT_IT;
	for (size_t i = 0; i < task->plan->part_count; i++)
		if (uri != NULL && str_equal(uri, task->plan->parts[i].remote_id))
			return NOT_IT;
	if (!same_text(task, status))
		return NOT_IT;
	return *essence(task->arena, task->plan->parts[task->part].text, false) != '\0' ? IS_IT :
		files_likeness(task, status);
}

static bool part_find(struct task *task, const struct json *list, const char *answers,
	struct mastodon_readback *back, struct output *out)
{
	for (size_t i = 0; i < json_count(list); i++) {
		enum likeness likeness = part_likeness(task, json_at(list, i), answers);

		if (likeness == IS_IT && sent_read(task, json_at(list, i), out))
			return true;
		back->alike = back->alike || likeness == MAY_BE_IT;
	}
	return false;
}

/* Everything was looked through. */
static void not_found(const struct mastodon_readback *back, struct output *out)
{
	out->sent.outcome = back->alike ? SEND_UNKNOWN : SEND_ABSENT;
	out->sent.reason = back->alike ? "an answer without words stands there, this one or another" : NULL;
}

static void back_page_ask(struct task *task, struct mastodon_readback *back, struct need *need)
{
	struct str path = { 0 };

	if (mastodon_is_snac(task->account))
		str_printf(&path, "/api/v1/timelines/home?limit=%d", MASTODON_PAGE);
	else
		str_printf(&path, "/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true",
			task->account->self_id, MASTODON_PAGE);
	if (back->max_id != NULL) {
		str_add(&path, "&max_id=");
		url_escape(&path, back->max_id);
	}
	mastodon_get(task, need, str_text(&path));
	str_finish(&path);
	task->stage = BACK_PAGE_READ;
}

/* Is the page's last post from before the attempt?  Then nothing further back is ours. */
static bool page_is_older(const struct task *task, const struct json *page)
{
	const char *created = json_text(json_at(page, json_count(page) - 1), "created_at");
	int64_t at_ms;

	return created != NULL && time_parse(created, &at_ms) == NULL &&
		at_ms - task->account->skew_ms < task->attempted_ms - MARGIN_MS;
}

static err_t back_page_read(struct task *task, struct mastodon_readback *back, const char *answers,
	const struct response *response, struct need *need, struct output *out)
{
	struct json *page = NULL;
	const char *first, *last;
	bool repeats;
	err_t err = mastodon_answer(task, response, &page);

	if (err != NULL)
		return err;
	if (!json_is_array(page)) {
		err = err_make(ERR_PROTOCOL, "the server's list of our posts is no list");
		goto out;
	}
	if (part_find(task, page, answers, back, out))
		goto out;
	first = json_text(json_at(page, 0), "id");
	last = json_text(json_at(page, json_count(page) - 1), "id");
	repeats = str_equal(first, back->last_first);
	if (json_count(page) == 0 || page_is_older(task, page) || (repeats && json_count(page) < MASTODON_SHORT)) {
		not_found(back, out);
	} else if (repeats || !mastodon_id_valid(last) || ++back->pages >= MASTODON_PAGES) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "our posts cannot be read back to the attempt";
	} else {
		back->last_first = arena_copy(task->arena, first);
		back->max_id = arena_copy(task->arena, last);
		back_page_ask(task, back, need);
	}
out:
	json_destroy(page);
	return err;
}

static err_t back_thread_read(struct task *task, struct mastodon_readback *back,
	const char *answers,
	const struct response *response, struct need *need, struct output *out)
{
	struct json *context = NULL;
	bool found = false;
	err_t err;

	/* The message answered may be gone; our own posts still tell. */
	if (response->fault != FAULT_NONE || response->status != 404) {
		err = mastodon_answer(task, response, &context);
		if (err != NULL)
			return err;
		found = part_find(task, json_get(context, "descendants"), answers, back, out);
		json_destroy(context);
	}
	if (!found)
		back_page_ask(task, back, need);
	return NULL;
}

err_t mastodon_reconcile(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	union mastodon_state *state = task->state;
	struct mastodon_context ctx;
	const char *answers;

	memset(need, 0, sizeof(*need));
	mastodon_context_read(task->arena, task->plan->reply_ctx, &ctx);
	answers = answers_of(task, &ctx);
	if (!mastodon_id_valid(answers)) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "the plan does not say what it answers";
		return NULL;
	}
	switch (task->stage) {
	case BACK_THREAD:
		mastodon_get(task, need, arena_printf(task->arena, "/api/v1/statuses/%s/context", answers));
		task->stage = BACK_THREAD_READ;
		return NULL;
	case BACK_THREAD_READ:
		return back_thread_read(task, &state->readback, answers, response, need, out);
	default:
		return back_page_read(task, &state->readback, answers, response, need, out);
	}
}
