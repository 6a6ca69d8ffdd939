/* SPDX-License-Identifier: ISC */
/*
 * What is no reply: blocking, reports, favourites, and taking our own posts
 * back.  A server that says "done" is believed as far as its answer shows it:
 * a relationship that is blocked, a status that is a favourite, a post that
 * cannot be read any more.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/base/utf8.h"
#include "guichet/markup/html.h"
#include "guichet/model/settings.h"

enum { ACT_ASK, ACT_ANSWER, ACT_LOOK, ACT_SEEN };
enum { LOOKS = 3, LOOK_AGAIN_MS = 2000, COMMENT_CHARS = 1000 };

static const char *scope_of(enum act_kind kind)
{
	switch (kind) {
	case ACT_BLOCK: case ACT_UNBLOCK:
		return "write:blocks";
	case ACT_REPORT:
		return "write:reports";
	case ACT_FAVOURITE: case ACT_UNFAVOURITE:
		return "write:favourites";
	case ACT_RETRACT: case ACT_CORRECT: case ACT_HIDE: case ACT_UNHIDE: case ACT_KINDS:
		break;
	}
	return "write:statuses";
}

const char *mastodon_token_lacks(const struct account *account, const char *scope)
{
	struct arena *arena = arena_create();
	const char *lacks = mastodon_scope_lacks(account->caps != NULL ?
		settings_get(arena, account->caps, "scopes") : NULL, scope);

	arena_destroy(arena);
	return lacks;
}

const char *mastodon_refuses(const struct account *account, enum act_kind kind)
{
	switch (kind) {
	case ACT_HIDE: case ACT_UNHIDE:
		return "Mastodon lets nobody hide somebody else's post; block keeps its writer away";
	case ACT_REPORT:
		if (mastodon_is_snac(account))
			return "snac takes no reports";
		break;
	case ACT_BLOCK: case ACT_UNBLOCK: case ACT_FAVOURITE: case ACT_UNFAVOURITE: case ACT_RETRACT:
	case ACT_CORRECT: case ACT_KINDS:
		break;
	}
	return mastodon_token_lacks(account, scope_of(kind));
}

static void refuse(struct output *out, const char *reason)
{
	out->sent.outcome = SEND_REFUSED;
	out->sent.reason = reason;
}

static void change(struct task *task, struct need *need, const char *method, const char *path)
{
	mastodon_get(task, need, path);
	need->request.method = method;
	need->request.flags = REQUEST_AUTH | REQUEST_SEND;
	task->stage = ACT_ANSWER;
}

/* At most so many characters as a server takes. */
static const char *comment_of(struct arena *arena, const char *reason)
{
	const char *p = reason, *end = reason + strlen(reason);
	uint32_t scalar;

	for (size_t n = 0; p < end && n < COMMENT_CHARS; n++)
		p += utf8_decode(p, end, &scalar, NULL);
	return arena_copy_n(arena, reason, (size_t)(p - reason));
}

static void report_ask(struct task *task, struct need *need, const char *person, const char *status)
{
	const struct act *act = task->act;
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	json_put_text(&json, "account_id", person);
	if (mastodon_id_valid(status)) {
		json_open_array(&json, "status_ids");
		json_put_text(&json, NULL, status);
		json_close_array(&json);
	}
	json_put_text(&json, "comment", comment_of(task->arena, act->reason != NULL ? act->reason : ""));
	json_put_text(&json, "category", act->category != NULL ? act->category : "other");
	json_put_bool(&json, "forward", act->forward);
	json_close_object(&json);
	change(task, need, "POST", "/api/v1/reports");
	need->request.body = arena_copy(task->arena, str_text(&body));
	need->request.body_len = body.len;
	request_header(task->arena, &need->request, "Content-Type", "application/json");
	str_finish(&body);
}

/* An edit has no list of who may be reached: whom a private text names besides its reader would be told. */
static const char *names_stranger(const struct task *task, const struct mastodon_context *ctx)
{
	const char *found;
	size_t from = 0, len;

	while (task->act->private && mastodon_mention_next(task->act->wire, &from, &found, &len))
		if (ctx->author == NULL || !mastodon_same_acct(task->account, found, len, ctx->author))
			return arena_printf(task->arena, "%s is typed in a private answer and would receive it",
				mastodon_handle(task->arena, task->account, arena_copy_n(task->arena, found, len)));
	return NULL;
}

static void correct_ask(struct task *task, struct need *need, struct output *out, const struct mastodon_context *ctx)
{
	const struct act *act = task->act;
	const char *why = names_stranger(task, ctx);
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	if (why != NULL) {
		refuse(out, why);
		return;
	}
	json_open_object(&json, NULL);
	json_put_text(&json, "status", act->wire);
	if (act->cw != NULL) {
		json_put_text(&json, "spoiler_text", act->cw);
		json_put_bool(&json, "sensitive", true);
	}
	if (act->lang != NULL)
		json_put_text(&json, "language", act->lang);
	json_close_object(&json);
	change(task, need, "PUT", arena_printf(task->arena, "/api/v1/statuses/%s", act->native));
	need->request.body = arena_copy(task->arena, str_text(&body));
	need->request.body_len = body.len;
	request_header(task->arena, &need->request, "Content-Type", "application/json");
	str_finish(&body);
}

static void act_ask(struct task *task, struct need *need, struct output *out)
{
	const struct act *act = task->act;
	struct mastodon_context ctx;
	bool about = act_needs_message(act->kind);

	mastodon_context_read(task->arena, act->reply_ctx, &ctx);
	if (about ? !mastodon_id_valid(act->native) : !mastodon_id_valid(ctx.author_id)) {
		refuse(out, about ? "the message has no id on the network" : "the person has no id on the network");
		return;
	}
	if (act->kind == ACT_REPORT)
		report_ask(task, need, ctx.author_id, act->native);
	else if (act->kind == ACT_CORRECT)
		correct_ask(task, need, out, &ctx);
	else if (act->kind == ACT_RETRACT)
		change(task, need, "DELETE", arena_printf(task->arena, "/api/v1/statuses/%s", act->native));
	else
		change(task, need, "POST", arena_printf(task->arena, "/api/v1/%s/%s/%s", about ? "statuses" : "accounts",
			about ? act->native : ctx.author_id, act_name(act->kind)));
}

/* ---- what it left */

/* The member that the answer shows when it was done; NULL: the answer shows nothing. */
static const char *sign_of(enum act_kind kind)
{
	return kind == ACT_BLOCK || kind == ACT_UNBLOCK ? "blocking" :
		kind == ACT_FAVOURITE || kind == ACT_UNFAVOURITE ? "favourited" : NULL;
}

static bool is_done(struct task *task, const struct response *response)
{
	const char *sign = sign_of(task->act->kind);
	bool wanted = task->act->kind == ACT_BLOCK || task->act->kind == ACT_FAVOURITE, done = false;
	struct json *json = NULL;
	err_t err;

	if (sign == NULL)
		return true;
	err = json_parse(response->body, response->len, &json);
	if (err == NULL)
		done = json_get(json, sign) != NULL && json_bool(json, sign, !wanted) == wanted;
	else
		err_ignore(err, "then the answer shows nothing");
	json_destroy(json);
	return done;
}

/* An act done twice is done once, so an answer without a body is no riddle: 4xx did nothing. */
static enum send_outcome outcome_of(const struct response *response)
{
	enum send_outcome outcome = send_outcome_of(response);
	bool transfer = response->status == 408 || response->status == 425;

	if (outcome == SEND_UNKNOWN && response->fault == FAULT_NONE && response->status >= 400 &&
	    response->status <= 499 && !transfer)
		return SEND_REFUSED;
	return outcome;
}

static void look(struct task *task, struct need *need)
{
	mastodon_get(task, need, arena_printf(task->arena, "/api/v1/statuses/%s", task->act->native));
	task->stage = ACT_SEEN;
}

static err_t answer_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	union mastodon_state *state = task->state;
	enum send_outcome outcome = outcome_of(response);

	/* Whatever the server says, what counts is whether the post can still be read, or what it says now. */
	if (act_is_ours(task->act->kind) && (outcome == SEND_SENT || outcome == SEND_REFUSED)) {
		state->acting.status = response->status;
		look(task, need);
		return NULL;
	}
	out->sent.outcome = outcome;
	if (outcome == SEND_SENT && !is_done(task, response))
		refuse(out, "the server says yes, but its answer shows that nothing changed");
	else if (outcome != SEND_SENT)
		out->sent.reason = mastodon_reason(task, response);
	if (outcome == SEND_LATER)
		out->sent.wait_ms = response->retry_after_ms;
	return outcome == SEND_LATER && response->status == 401 ? response_error(task, response) : NULL;
}

/* Our own words, in the network's formatting?  An answer that nobody can read says neither yes nor no. */
static enum send_outcome says_it(struct task *task, const struct response *response)
{
	struct json *status = NULL;
	const char *html;
	bool same;
	err_t err = json_parse(response->body, response->len, &status);

	if (err != NULL) {
		err_ignore(err, "what it says is not known");
		return SEND_UNKNOWN;
	}
	html = json_text_or(status, "content", "");
	same = mastodon_same_words(task->arena, html_to_text(task->arena, html, strlen(html)), task->act->wire);
	json_destroy(status);
	return same ? SEND_SENT : SEND_REFUSED;
}

static err_t corrected_read(struct task *task, const struct response *response, struct output *out)
{
	union mastodon_state *state = task->state;

	out->sent.outcome = SEND_UNKNOWN;
	if (response->fault == FAULT_NONE && response->status == 200)
		out->sent.outcome = says_it(task, response);
	if (out->sent.outcome == SEND_UNKNOWN) {
		out->sent.reason = response->status == 200 ? "the server's answer cannot be read" :
			mastodon_reason(task, response);
	} else if (out->sent.outcome == SEND_REFUSED) {
		refuse(out, arena_printf(task->arena, "it still says what it said: the server did not change it (status %d)",
			state->acting.status));
	}
	return NULL;
}

static err_t seen_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	union mastodon_state *state = task->state;
	int said = state->acting.status;

	if (response->fault != FAULT_NONE) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = mastodon_reason(task, response);
	} else if (response->status == 404 || response->status == 410) {
		out->sent.outcome = SEND_SENT;
	} else if (response->status != 200) {
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = mastodon_reason(task, response);
	} else if (said >= 200 && said <= 299 && ++state->acting.looks < LOOKS) {
		need->kind = NEED_UNTIL;
		need->until_ms = task->now_ms + LOOK_AGAIN_MS;
		task->stage = ACT_LOOK;
	} else if (said >= 200 && said <= 299) {
		refuse(out, "still public: the server says that it is gone, and still shows it");
	} else {
		refuse(out, arena_printf(task->arena, "still public: the server did not delete it (status %d)", said));
	}
	return NULL;
}

err_t mastodon_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	memset(need, 0, sizeof(*need));
	switch (task->stage) {
	case ACT_ASK:
		act_ask(task, need, out);
		return NULL;
	case ACT_ANSWER:
		return answer_read(task, response, need, out);
	case ACT_LOOK:
		look(task, need);
		return NULL;
	default:
		if (task->act->kind == ACT_CORRECT)
			return corrected_read(task, response, out);
		return seen_read(task, response, need, out);
	}
}
