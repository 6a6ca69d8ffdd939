/* SPDX-License-Identifier: ISC */
/*
 * Bluesky: signing in, who we are, and the dispatch of its tasks.  The secret
 * is an app password, which goes to the account's own server once in a while;
 * everything else carries the session that it gave.  Requests go to the server
 * that keeps the account's data, which the sign-in names.
 */
#include "bluesky.h"

#include <string.h>

#include "guichet/model/settings.h"
#include "registry.h"

enum { LOGIN_START, LOGIN_RENEW, LOGIN_CREATE };
enum { PROBE_START, PROBE_SELF, PROBE_CHAT };
enum { SKEW_IGNORED_MS = 2000, JWT_BYTES = 8192 };

/* ---- requests */

static const char *origin_of(const struct task *task)
{
	return task->session != NULL && task->session->origin != NULL ? task->session->origin : task->account->url;
}

static const char *call_url(struct task *task, const char *origin, const char *call)
{
	size_t len = strlen(origin);

	while (len > 0 && origin[len - 1] == '/')
		len--;
	return arena_printf(task->arena, "%.*s/xrpc/%s", (int)len, origin, call);
}

void bluesky_get(struct task *task, struct need *need, const char *call)
{
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = "GET";
	need->request.url = call_url(task, origin_of(task), call);
	need->request.flags = REQUEST_AUTH;
	need->request.secret = SECRET_ACCESS;
	request_header(task->arena, &need->request, "Accept", "application/json");
	if (str_starts(call, "chat."))
		request_header(task->arena, &need->request, "Atproto-Proxy", "did:web:api.bsky.chat#bsky_chat");
}

void bluesky_post(struct task *task, struct need *need, const char *call, const struct str *body)
{
	bluesky_get(task, need, call);
	need->request.method = "POST";
	need->request.flags = REQUEST_AUTH | REQUEST_SEND;
	need->request.body = arena_copy(task->arena, str_text(body));
	need->request.body_len = body->len;
	request_header(task->arena, &need->request, "Content-Type", "application/json");
}

void bluesky_param(struct str *call, const char *key, const char *value)
{
	str_printf(call, "%s%s=", strchr(str_text(call), '?') != NULL ? "&" : "?", key);
	url_escape(call, value);
}

const char *bluesky_note(const struct task *task, const char *key)
{
	return task->session != NULL ? settings_get(task->arena, task->session->notes, key) : NULL;
}

/* ---- answers */

static struct json *error_body(const struct response *response)
{
	struct json *json = NULL;
	err_t err;

	if (response->fault != FAULT_NONE)
		return NULL;
	err = json_parse(response->body, response->len, &json);
	if (err == NULL)
		return json;
	err_ignore(err, "then the status has to do");
	return NULL;
}

const char *bluesky_error(struct task *task, const struct response *response)
{
	struct json *json = error_body(response);
	const char *error = arena_copy(task->arena, json_text_or(json, "error", ""));

	json_destroy(json);
	return error;
}

const char *bluesky_reason(struct task *task, const struct response *response)
{
	struct json *json;
	char *reason;

	if (response->fault != FAULT_NONE)
		return arena_copy(task->arena, response->fault_text != NULL ? response->fault_text :
			"connection broken");
	json = error_body(response);
	reason = arena_printf(task->arena, "%.300s (status %d)", json_text_or(json, "message",
		json_text_or(json, "error", "the server refused it")), response->status);
	json_destroy(json);
	for (char *p = reason; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	return reason;
}

err_t bluesky_answer(const struct task *task, const struct response *response, struct json **out)
{
	bool foreign = false;
	err_t err = response_json(task, response, out, &foreign);

	return !foreign ? err : err_make(ERR_PROTOCOL, "the answer is not JSON: is url= the address of a Bluesky server?");
}

/* ---- signing in */

/* What a token says of itself, between its first two dots; nobody checks it, the server does that. */
static struct json *claims_of(struct arena *arena, const char *token)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *dot = token != NULL ? strchr(token, '.') : NULL, *digit;
	char *text = arena_alloc(arena, JWT_BYTES);
	struct json *json = NULL;
	uint32_t bits = 0;
	size_t len = 0;
	int count = 0;
	err_t err;

	for (dot = dot != NULL ? dot + 1 : ""; *dot != '\0' && *dot != '.' && len + 1 < JWT_BYTES; dot++) {
		digit = strchr(digits, *dot);
		if (digit == NULL)
			break;
		bits = bits << 6 | (uint32_t)(digit - digits);
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		text[len++] = (char)(bits >> count & 0xFF);
	}
	err = json_parse(text, len, &json);
	if (err != NULL)
		err_ignore(err, "a token of another kind says nothing");
	return json;
}

/* The server that keeps the data: its https address, or the one that we already have. */
static const char *server_of(struct task *task, const struct json *answer)
{
	const struct json *services = json_path(answer, "didDoc.service");

	for (size_t i = 0; i < json_count(services); i++) {
		const char *id = json_text_or(json_at(services, i), "id", "");
		const char *where = json_text_or(json_at(services, i), "serviceEndpoint", "");
		size_t len = strlen(id), tail = strlen("#atproto_pds");

		if (len >= tail && strcmp(id + len - tail, "#atproto_pds") == 0 && str_starts(where, "https://"))
			return arena_copy(task->arena, where);
	}
	return task->account->url;
}

static err_t session_read(struct task *task, const struct json *answer, struct output *out)
{
	const char *access = json_text(answer, "accessJwt"), *refresh = json_text(answer, "refreshJwt");
	const char *did = json_text(answer, "did"), *handle = json_text(answer, "handle");
	struct json *claims = claims_of(task->arena, access);
	const char *scope = json_text_or(claims, "scope", "");
	int64_t lasts_s = json_int(claims, "exp", 0) - json_int(claims, "iat", 0);
	struct str notes = { 0 };

	if (access == NULL || refresh == NULL || !bluesky_did_valid(did) || handle == NULL) {
		json_destroy(claims);
		return err_make(ERR_PROTOCOL, "the server signs us in, but gives no session");
	}
	settings_add(&notes, "did", did);
	settings_add(&notes, "handle", handle);
	settings_add(&notes, "dm", str_equal(scope, "com.atproto.appPass") ? "no" : "yes");
	out->session.done = true;
	out->session.access = arena_copy(task->arena, access);
	out->session.refresh = arena_copy(task->arena, refresh);
	out->session.origin = server_of(task, answer);
	out->session.notes = arena_copy(task->arena, str_text(&notes));
	/* By the token's own clock, which need not be ours. */
	out->session.until_ms = lasts_s > 0 && lasts_s < 30 * 86400 ? task->now_ms + lasts_s * 1000 : 0;
	str_finish(&notes);
	json_destroy(claims);
	return NULL;
}

static void create_ask(struct task *task, struct need *need)
{
	const char *handle = settings_get(task->arena, task->account->settings, "handle");
	struct str body = { 0 };
	struct json_out json = { .to = &body };

	json_open_object(&json, NULL);
	json_put_text(&json, "identifier", handle[0] == '@' ? handle + 1 : handle);
	json_close_object(&json);
	bluesky_post(task, need, "com.atproto.server.createSession", &body);
	need->request.url = call_url(task, task->account->url, "com.atproto.server.createSession");
	need->request.flags = REQUEST_AUTH;
	need->request.secret = SECRET_OWN;
	need->request.place = PLACE_JSON;
	need->request.secret_name = "password";
	str_finish(&body);
	task->stage = LOGIN_CREATE;
}

static err_t create_error(struct task *task, const struct response *response)
{
	const char *error = bluesky_error(task, response);

	if (str_equal(error, "AuthFactorTokenRequired"))
		return err_make(ERR_AUTH, "this is the account's own password: make an app password for guichet");
	if (str_equal(error, "AccountTakedown"))
		return err_make(ERR_AUTH, "the network has taken this account down");
	if (response->fault == FAULT_NONE && (response->status == 401 || str_equal(error, "InvalidRequest")))
		return err_make(ERR_AUTH, "handle or app password is wrong");
	return response_error(task, response);
}

static err_t login_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	static const struct str empty;
	struct json *answer = NULL;
	bool well = response != NULL && response->fault == FAULT_NONE && response->status == 200;
	err_t err;

	if (task->stage == LOGIN_START && task->session != NULL) {
		bluesky_post(task, need, "com.atproto.server.refreshSession", &empty);
		need->request.body = NULL;
		need->request.flags = REQUEST_AUTH;
		need->request.secret = SECRET_REFRESH;
		task->stage = LOGIN_RENEW;
		return NULL;
	}
	/* What is no longer taken is no reason to give up: the app password gives another. */
	if (task->stage == LOGIN_START || (task->stage == LOGIN_RENEW && !well && response->fault == FAULT_NONE &&
	    (response->status == 400 || response->status == 401))) {
		create_ask(task, need);
		return NULL;
	}
	if (!well)
		return task->stage == LOGIN_CREATE ? create_error(task, response) : response_error(task, response);
	err = bluesky_answer(task, response, &answer);
	if (err == NULL)
		err = session_read(task, answer, out);
	json_destroy(answer);
	need->kind = NEED_NOTHING;
	return err;
}

/* ---- probe */

static err_t self_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct json *profile = NULL;
	const char *did = bluesky_note(task, "did");
	int64_t skew = response->date_ms - task->now_ms;
	err_t err = bluesky_answer(task, response, &profile);

	if (err == NULL && !str_equal(json_text(profile, "did"), did))
		err = err_make(ERR_PROTOCOL, "the server does not say who we are");
	if (err == NULL) {
		out->probe.self_id = did;
		out->probe.self_handle = arena_printf(task->arena, "@%s", json_text_or(profile, "handle", ""));
		out->probe.level = 1;
		if (response->date_ms != 0 && (skew < -SKEW_IGNORED_MS || skew > SKEW_IGNORED_MS))
			out->probe.skew_ms = skew;
		bluesky_get(task, need, "chat.bsky.convo.listConvos?limit=1");
		task->stage = PROBE_CHAT;
	}
	json_destroy(profile);
	return err;
}

bool bluesky_lacks_chat(const struct response *response)
{
	return response->fault == FAULT_NONE &&
		(response->status == 404 || response->status == 500 || response->status == 501);
}

/* Whether there are direct messages: the password may lack the right, the server the service. */
static err_t chat_read(struct task *task, const struct response *response, struct output *out)
{
	const char *dm = "yes";
	struct str caps = { 0 };

	if (response->fault == FAULT_NONE && response->status >= 400 && response->status <= 403)
		dm = "no";
	else if (bluesky_lacks_chat(response))
		dm = "none";
	else if (response->fault != FAULT_NONE || response->status != 200)
		return response_error(task, response);
	settings_add_int(&caps, "max_chars", BLUESKY_CHARS);
	settings_add(&caps, "dm", dm);
	out->probe.caps = arena_copy(task->arena, str_text(&caps));
	out->probe.done = true;
	str_finish(&caps);
	return NULL;
}

static err_t probe_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct str call = { 0 };
	const char *did = bluesky_note(task, "did");

	if (task->stage == PROBE_SELF)
		return self_read(task, response, need, out);
	if (task->stage == PROBE_CHAT)
		return chat_read(task, response, out);
	str_add(&call, "app.bsky.actor.getProfile");
	bluesky_param(&call, "actor", did != NULL ? did : "");
	bluesky_get(task, need, call.text);
	str_finish(&call);
	task->stage = PROBE_SELF;
	return NULL;
}

/* ---- dispatch */

static bool session_is_refused(struct task *task, const struct response *response)
{
	const char *error;

	if (response->fault != FAULT_NONE || (response->status != 400 && response->status != 401))
		return false;
	error = bluesky_error(task, response);
	return str_equal(error, "ExpiredToken") || str_equal(error, "InvalidToken");
}

static err_t task_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	bool chat = task->plan != NULL && task->plan->visibility >= VIS_GROUP;

	if (task->kind != TASK_PROBE && !bluesky_did_valid(task->account->self_id))
		return err_make(ERR_STATE, "the account was never checked");
	switch (task->kind) {
	case TASK_PROBE:
		return probe_step(task, response, need, out);
	case TASK_POLL:
		return str_equal(task->stream, "messages") ? bluesky_chat(task, response, need, out) :
			bluesky_poll(task, response, need, out);
	case TASK_SEND:
	case TASK_RECONCILE:
		return chat ? bluesky_chat_send(task, response, need, out) : bluesky_send(task, response, need, out);
	case TASK_ACT:
		return bluesky_act(task, response, need, out);
	case TASK_LIVE:
	case TASK_REFRESH:
	case TASK_LOGIN:
	case TASK_MEDIA:
	case TASK_AUTHORIZE:
		break;
	}
	return err_make(ERR_UNSUPPORTED, "Bluesky has no such task");
}

static err_t bluesky_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct bluesky_state *state = task->state;
	err_t err;

	memset(need, 0, sizeof(*need));
	if (task->kind == TASK_LOGIN)
		return login_step(task, response, need, out);
	if (response != NULL ? session_is_refused(task, response) : session_is_over(task)) {
		state->again = state->again || response != NULL;
		need->kind = NEED_SESSION;
		return NULL;
	}
	if (response == NULL && state->again) {
		state->again = false;
		need->kind = NEED_HTTP;
		need->request = state->asked;
		return NULL;
	}
	err = task_step(task, response, need, out);
	if (need->kind == NEED_HTTP)
		state->asked = need->request;
	return err;
}

static const char *bluesky_lacks(const struct account *account, enum feature feature)
{
	struct arena *arena;
	const char *dm, *why = NULL;

	switch (feature) {
	case FEATURE_LIVE:
		return "Bluesky tells nobody that something is new: it is asked again and again";
	case FEATURE_REFRESH:
		return "edits and deletions are not looked for on this network yet";
	case FEATURE_DIRECT:
		arena = arena_create();
		dm = settings_get(arena, account->caps != NULL ? account->caps : "", "dm");
		if (str_equal(dm, "none"))
			why = "this server has none";
		else if (!str_equal(dm, "yes"))
			why = "this app password has no right to them: make one that may access direct messages";
		arena_destroy(arena);
		return why;
	case FEATURES:
		break;
	}
	return NULL;
}

static const char *const keys[] = { "url", "handle", "listen", NULL };
static const char *const streams[] = { "notifications", "posts", "search", "messages", NULL };

const struct connector connector_bluesky = {
	.name = "bluesky",
	.title = "Bluesky",
	.settings = keys,
	.home = "https://bsky.social",
	.needs_key = "handle",
	.needs_secret = true,
	.sends = true,
	.sessions = true,
	.state_size = sizeof(struct bluesky_state),
	.streams = streams,
	.step = bluesky_step,
	.prepare = bluesky_prepare,
	.refuses = bluesky_refuses,
	.lacks = bluesky_lacks
};
