/* SPDX-License-Identifier: ISC */
/*
 * What leaves for a WordPress site: an answer to a comment, whether it is
 * there, and what becomes of a comment.  The site does not know our key, so an
 * answer in doubt is read back: whose it is, what it answers, when, the words.
 */
#include "wordpress.h"

#include <string.h>

#include "guichet/markup/html.h"
#include "guichet/model/settings.h"
#include "guichet/text/count.h"

enum { RECONCILE_SLACK_MS = 10 * 60 * 1000, COMMENT_BYTES = 65525 };

static void sent_take(struct task *task, const struct json *comment, struct output *out)
{
	int64_t id = json_int(comment, "id", 0);

	if (id <= 0) {
		out->sent.outcome = SEND_UNKNOWN;
		return;
	}
	out->sent.outcome = SEND_SENT;
	out->sent.remote_id = arena_printf(task->arena, "comment:%lld", (long long)id);
	out->sent.native = arena_printf(task->arena, "%lld", (long long)id);
	out->sent.url = wordpress_web(wordpress_text(task->arena, comment, "link"));
	out->sent.at_ms = wordpress_instant(task->arena, comment);
}

static const char *refusal(struct arena *arena, const struct response *response)
{
	struct json *json = NULL;
	const char *why = NULL;
	err_t err;

	if (response->fault != FAULT_NONE)
		return response->fault_text;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the status has to do");
	if (json_text(json, "message") != NULL) {
		const char *html = json_text(json, "message");

		why = html_to_text(arena, html, strlen(html));
	}
	json_destroy(json);
	return why != NULL ? why : arena_printf(arena, "the site answers %d", response->status);
}

static err_t sent_step(struct task *task, const struct response *response, struct output *out)
{
	struct json *comment = NULL;
	err_t err;

	out->sent.outcome = send_outcome_of(response);
	out->sent.wait_ms = response->retry_after_ms;
	if (out->sent.outcome != SEND_SENT) {
		out->sent.reason = refusal(task->arena, response);
		return NULL;
	}
	if (task->kind == TASK_ACT)
		return NULL;
	err = json_parse(response->body, response->len, &comment);
	if (err != NULL)
		err_ignore(err, "without a number nobody knows what became of it");
	sent_take(task, comment, out);
	json_destroy(comment);
	return NULL;
}

/* The site takes HTML: what was typed is made to say itself, whoever may write tags there. */
static const char *html_of(struct arena *arena, const char *text)
{
	struct str html = { 0 };
	const char *result;

	for (const char *p = text; *p != '\0'; p++)
		if (*p == '&')
			str_add(&html, "&amp;");
		else if (*p == '<')
			str_add(&html, "&lt;");
		else if (*p == '>')
			str_add(&html, "&gt;");
		else
			str_add_char(&html, *p);
	result = arena_copy(arena, str_text(&html));
	str_finish(&html);
	return result;
}

err_t wordpress_send(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	const struct plan *plan = task->plan;
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	if (task->stage == WORDPRESS_ANSWER)
		return sent_step(task, response, out);
	json_open_object(&o, NULL);
	json_put_int(&o, "post", settings_int(plan->reply_ctx, "post", 0));
	json_put_int(&o, "parent", settings_int(plan->reply_ctx, "comment", 0));
	json_put_text(&o, "content", html_of(task->arena, plan->parts[task->part].text));
	json_close_object(&o);
	wordpress_ask_json(task, need, "/comments", &body);
	need->request.flags |= REQUEST_SEND;
	return NULL;
}

static bool same_words(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, " \t\r\n");
		b += strspn(b, " \t\r\n");
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
	}
}

/* Written by us, in answer to that, no earlier than the attempt, with these words. */
static bool is_the_reply(struct task *task, const struct json *comment)
{
	const char *html = json_text_or(json_get(comment, "content"), "raw", "");
	const char *author = arena_printf(task->arena, "%lld", (long long)json_int(comment, "author", 0));

	return str_equal(author, task->account->self_id) &&
		json_int(comment, "parent", 0) == settings_int(task->plan->reply_ctx, "comment", 0) &&
		wordpress_instant(task->arena, comment) >= task->attempted_ms - RECONCILE_SLACK_MS &&
		same_words(html_to_text(task->arena, html, strlen(html)), task->plan->parts[task->part].text);
}

/* Among the newest answers to that comment. */
err_t wordpress_reconcile(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct json *page = NULL;
	int64_t parent = settings_int(task->plan->reply_ctx, "comment", 0);
	err_t err;

	if (task->stage == WORDPRESS_START) {
		wordpress_ask(task, need, "GET", arena_printf(task->arena, "/comments?context=edit&status=all&orderby=id&order=desc"
			"&per_page=%d&parent=%lld", WORDPRESS_PAGE, (long long)parent));
		return NULL;
	}
	err = wordpress_answer(task, response, &page);
	if (err != NULL)
		return err;
	out->sent.outcome = json_is_array(page) && json_count(page) < WORDPRESS_PAGE && task->account->self_id != NULL ?
		SEND_ABSENT : SEND_UNKNOWN;
	for (size_t i = 0; i < json_count(page); i++)
		if (is_the_reply(task, json_at(page, i)))
			sent_take(task, json_at(page, i), out);
	json_destroy(page);
	return NULL;
}

static const char *status_after(enum act_kind kind)
{
	return kind == ACT_HIDE ? "hold" : kind == ACT_UNHIDE ? "approved" : "spam";
}

err_t wordpress_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	const struct act *act = task->act;
	struct str body = { 0 };

	if (task->stage == WORDPRESS_ANSWER)
		return sent_step(task, response, out);
	if (act->native == NULL || act->native[strspn(act->native, "0123456789")] != '\0') {
		out->sent.outcome = SEND_REFUSED;
		out->sent.reason = "this is about a comment, and there is none";
		return NULL;
	}
	if (act->kind == ACT_RETRACT) {
		wordpress_ask(task, need, "DELETE", arena_printf(task->arena, "/comments/%s", act->native));
		return NULL;
	}
	str_printf(&body, "{\"status\":\"%s\"}", status_after(act->kind));
	wordpress_ask_json(task, need, arena_printf(task->arena, "/comments/%s", act->native), &body);
	return NULL;
}

/* What the site says of a text that it cannot keep, before it has to. */
static const char *too_long(struct arena *arena, const char *text)
{
	size_t bytes = strlen(html_of(arena, text));

	return bytes <= COMMENT_BYTES ? NULL : arena_printf(arena, "the text is %zu bytes long, and %d is the most there", bytes,
		COMMENT_BYTES);
}

err_t wordpress_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	const struct message *answered = wish->answered;

	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = answered != NULL ? answered->remote_id : NULL;
	plan->reply_ctx = answered != NULL && answered->reply_ctx != NULL ? answered->reply_ctx : "";
	plan->visibility = VIS_PUBLIC;
	plan->part_count = 1;
	plan->parts[0].text = wish->text;
	plan->parts[0].length = text_count(COUNT_CODEPOINTS, wish->text, 0);
	plan->parts[0].key = arena_printf(arena, "%s-0", wish->key);
	plan->blocked = too_long(arena, wish->text);
	if (wish->contact != NULL && wish->contact->handle != NULL)
		plan->recipients[plan->recipient_count++] = wish->contact->handle;
	if (settings_int(plan->reply_ctx, "post", 0) <= 0)
		plan->blocked = "there is no comment to answer";
	else if (wish->conversation->visibility > VIS_PUBLIC || wish->visibility > VIS_PUBLIC)
		plan->blocked = "an answer to a comment is always public";
	else if (str_equal(settings_get(arena, plan->reply_ctx, "status"), "hold"))
		plan->warnings[plan->warning_count++] = "the comment is held back: unhide approves it";
	return NULL;
}
