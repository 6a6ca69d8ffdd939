/* SPDX-License-Identifier: ISC */
/*
 * How a person lets us in: we register ourselves with the server, the person
 * opens its page and is shown a code, the code becomes a token (OAuth 2.0 out
 * of band, with PKCE where it is offered).  The token is believed only after
 * the server said whom it stands for, and only when it may do what an account
 * cannot live without.
 */
#include "mastodon.h"

#include <string.h>

enum { LOGIN_DISCOVER, LOGIN_REGISTER, LOGIN_ADDRESS, LOGIN_TOKEN, LOGIN_SELF, LOGIN_SEEN };

static const char oob[] = "urn:ietf:wg:oauth:2.0:oob";

/* What each permission is for; without the first four an account is of no use. */
static const struct { const char *scope, *missing; bool needed; } scopes[] = {
	{ "read:accounts", "this token may not read who it is: read:accounts is missing", true },
	{ "read:notifications", "this token may not read what customers write: read:notifications is missing", true },
	{ "read:statuses", "this token may not read posts: read:statuses is missing", true },
	{ "write:statuses", "this token may not post: write:statuses is missing", true },
	{ "write:media", "this token may not attach files: write:media is missing", false },
	{ "write:favourites", "this token may not mark favourites: write:favourites is missing", false },
	{ "write:blocks", "this token may not block anybody: write:blocks is missing", false },
	{ "write:reports", "this token may not report anybody: write:reports is missing", false },
};
enum { SCOPES = sizeof(scopes) / sizeof(scopes[0]) };

/* "write" grants all that begins with it. */
static bool granted(const char *list, const char *scope)
{
	size_t family = strcspn(scope, ":"), whole = strlen(scope);

	while (list != NULL && *list != '\0') {
		size_t len = strcspn(list, " ");

		if ((len == whole && memcmp(list, scope, len) == 0) || (len == family && memcmp(list, scope, len) == 0))
			return true;
		list += len;
		list += strspn(list, " ");
	}
	return false;
}

const char *mastodon_scope_lacks(const char *granted_list, const char *scope)
{
	for (size_t i = 0; granted_list != NULL && *granted_list != '\0' && i < SCOPES; i++)
		if (strcmp(scopes[i].scope, scope) == 0 && !granted(granted_list, scope))
			return scopes[i].missing;
	return NULL;
}

err_t mastodon_scopes_check(const char *granted_list, bool reading_only)
{
	for (size_t i = 0; granted_list != NULL && *granted_list != '\0' && i < SCOPES; i++)
		if (scopes[i].needed && !(reading_only && str_starts(scopes[i].scope, "write")) &&
		    !granted(granted_list, scopes[i].scope))
			return err_make(ERR_AUTH, "%s", scopes[i].missing);
	return NULL;
}

/* The fine ones where the server says that it knows all of them. */
static const char *scopes_wanted(struct arena *arena, const struct json *metadata)
{
	const struct json *list = json_get(metadata, "scopes_supported");
	const char *fine = "";

	for (size_t i = 0; i < SCOPES; i++) {
		bool known = false;

		for (size_t j = 0; j < json_count(list) && !known; j++)
			known = str_equal(json_value_text(json_at(list, j)), scopes[i].scope);
		if (!known)
			return "read write";
		fine = arena_printf(arena, "%s%s%s", fine, i > 0 ? " " : "", scopes[i].scope);
	}
	return fine;
}

static bool pkce_offered(const struct json *metadata)
{
	const struct json *list = json_get(metadata, "code_challenge_methods_supported");

	for (size_t i = 0; i < json_count(list); i++)
		if (str_equal(json_value_text(json_at(list, i)), "S256"))
			return true;
	return false;
}

static void param(struct str *form, const char *key, const char *value)
{
	str_printf(form, "%s%s=", form->len > 0 ? "&" : "", key);
	url_escape(form, value);
}

/* Never repeated by the transport: a code is good for once. */
static void post_form(struct task *task, struct need *need, const char *path, struct str *form)
{
	mastodon_get(task, need, path);
	need->request.method = "POST";
	need->request.flags = REQUEST_SEND;
	need->request.body = arena_copy(task->arena, str_text(form));
	need->request.body_len = form->len;
	request_header(task->arena, &need->request, "Content-Type", "application/x-www-form-urlencoded");
	str_wipe(form);
}

static void register_ask(struct task *task, const struct response *response, struct need *need,
	struct mastodon_login *login)
{
	struct json *metadata = NULL;
	struct str form = { 0 };

	/* Servers that do not tell what they offer offer what every server did before. */
	if (response->fault == FAULT_NONE && response->status == 200)
		err_ignore(json_parse(response->body, response->len, &metadata), "then nothing is known of it");
	login->scopes = scopes_wanted(task->arena, metadata);
	login->pkce = pkce_offered(metadata);
	json_destroy(metadata);
	param(&form, "client_name", "guichet");
	param(&form, "redirect_uris", oob);
	param(&form, "scopes", login->scopes);
	post_form(task, need, "/api/v1/apps", &form);
	task->stage = LOGIN_ADDRESS;
}

static err_t address_make(struct task *task, const struct response *response, struct need *need,
	struct mastodon_login *login, struct output *out)
{
	struct json *app = NULL;
	struct str query = { 0 };
	err_t err = mastodon_answer(task, response, &app);
	const char *id = json_text(app, "client_id"), *secret = json_text(app, "client_secret");

	if (err == NULL && (id == NULL || *id == '\0' || secret == NULL || *secret == '\0'))
		err = err_make(ERR_PROTOCOL, "the server registers no programs");
	if (err == NULL) {
		login->id = arena_copy(task->arena, id);
		login->secret = arena_copy(task->arena, secret);
		param(&query, "response_type", "code");
		param(&query, "client_id", id);
		param(&query, "redirect_uri", oob);
		param(&query, "scope", login->scopes);
		if (login->pkce) {
			param(&query, "code_challenge", task->challenge);
			param(&query, "code_challenge_method", "S256");
		}
		out->grant.address = mastodon_url(task->arena, task->account,
			arena_printf(task->arena, "/oauth/authorize?%s", str_text(&query)));
		need->kind = NEED_PERSON;
		task->stage = LOGIN_TOKEN;
	}
	str_finish(&query);
	json_destroy(app);
	return err;
}

static void token_ask(struct task *task, struct need *need, const struct mastodon_login *login)
{
	struct str form = { 0 };

	param(&form, "grant_type", "authorization_code");
	param(&form, "client_id", login->id);
	param(&form, "client_secret", login->secret);
	param(&form, "redirect_uri", oob);
	param(&form, "scope", login->scopes);
	if (login->pkce)
		param(&form, "code_verifier", task->verifier);
	param(&form, "code", task->code);
	post_form(task, need, "/oauth/token", &form);
	task->stage = LOGIN_SELF;
}

static err_t token_read(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct json *answer = NULL;
	const char *token;
	err_t err;

	if (response->fault == FAULT_NONE && (response->status == 400 || response->status == 401 ||
	    response->status == 422))
		return err_make(ERR_AUTH, "the server does not take this code: it is wrong, was used before, or is too old");
	err = mastodon_answer(task, response, &answer);
	token = json_text(answer, "access_token");
	if (err == NULL && (token == NULL || *token == '\0' || strpbrk(token, "\r\n") != NULL))
		err = err_make(ERR_PROTOCOL, "the server gives no token for the code");
	if (err == NULL)
		err = mastodon_scopes_check(json_text(answer, "scope"), false);
	if (err == NULL) {
		out->grant.secret = arena_copy(task->arena, token);
		mastodon_get(task, need, "/api/v1/accounts/verify_credentials");
		task->stage = LOGIN_SEEN;
	}
	json_destroy(answer);
	return err;
}

static err_t self_seen(struct task *task, const struct response *response, struct output *out)
{
	struct json *self = NULL;
	err_t err = mastodon_answer(task, response, &self);
	const char *acct = json_text(self, "acct"), *id = json_text(self, "id");

	if (err == NULL && (acct == NULL || *acct == '\0' || !mastodon_id_valid(id)))
		err = err_make(ERR_PROTOCOL, "the server does not say who we are");
	if (err == NULL) {
		out->grant.self_id = arena_copy(task->arena, id);
		out->grant.handle = mastodon_handle(task->arena, task->account, acct);
	}
	json_destroy(self);
	return err;
}

err_t mastodon_login(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	union mastodon_state *state = task->state;
	struct mastodon_login *login = &state->login;

	memset(need, 0, sizeof(*need));
	switch (task->stage) {
	case LOGIN_DISCOVER:
		mastodon_get(task, need, "/.well-known/oauth-authorization-server");
		need->request.flags = 0;
		task->stage = LOGIN_REGISTER;
		return NULL;
	case LOGIN_REGISTER:
		register_ask(task, response, need, login);
		return NULL;
	case LOGIN_ADDRESS:
		return address_make(task, response, need, login, out);
	case LOGIN_TOKEN:
		token_ask(task, need, login);
		return NULL;
	case LOGIN_SELF:
		return token_read(task, response, need, out);
	default:
		return self_seen(task, response, out);
	}
}
