/* SPDX-License-Identifier: ISC */
/*
 * Telegram: bots, and business accounts that a bot serves.  What people write
 * waits in a queue at the network, and asking for what lies behind a message
 * takes it out for ever: so the next question is asked only when everything
 * before it is on disk, in the same transaction as where the queue goes on.
 * Numbers of the queue jump, so they are handed back and never compared.
 */
#include "telegram.h"

#include <string.h>

#include "guichet/model/settings.h"
#include "registry.h"

enum { PROBE_START, PROBE_SELF, PROBE_HOOK };
enum { POLL_ASK, POLL_READ };
enum { WAIT_S = 25, MARGIN_S = 15, SKEW_IGNORED_MS = 2000 };
#define DAY_MS (24 * 3600 * INT64_C(1000))

static const char allowed[] = "[\"message\",\"edited_message\",\"business_connection\",\"business_message\","
	"\"edited_business_message\",\"deleted_business_messages\"]";

/* ---- requests and answers */

void telegram_call(struct task *task, struct need *need, const char *method, const struct str *body)
{
	const char *url = task->account->url;
	size_t len = strlen(url);

	while (len > 0 && url[len - 1] == '/')
		len--;
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = body != NULL ? "POST" : "GET";
	need->request.url = arena_printf(task->arena, "%.*s/bot" REQUEST_SECRET_MARK "/%s", (int)len, url, method);
	need->request.flags = REQUEST_AUTH | (body != NULL ? REQUEST_SEND : 0);
	need->request.place = PLACE_PATH;
	if (body == NULL)
		return;
	need->request.body = arena_copy(task->arena, str_text(body));
	need->request.body_len = body->len;
	request_header(task->arena, &need->request, "Content-Type", "application/json");
}

static struct json *body_of(const struct response *response)
{
	struct json *json = NULL;
	err_t err;

	if (response->fault != FAULT_NONE)
		return NULL;
	err = json_parse(response->body, response->len, &json);
	if (err != NULL)
		err_ignore(err, "then the status has to do");
	return json;
}

int64_t telegram_wait_ms(const struct response *response)
{
	struct json *json = body_of(response);
	int64_t seconds = json_int(json_get(json, "parameters"), "retry_after", 0);

	json_destroy(json);
	if (seconds > 0 && seconds < 6 * 3600)
		return seconds * 1000;
	return response->retry_after_ms;
}

const char *telegram_reason(struct task *task, const struct response *response)
{
	struct json *json;
	char *reason;

	if (response->fault != FAULT_NONE)
		return arena_copy(task->arena, response->fault_text != NULL ? response->fault_text :
			"connection broken");
	json = body_of(response);
	reason = arena_printf(task->arena, "%.300s (status %d)", json_text_or(json, "description",
		"the server refused it"), response->status);
	json_destroy(json);
	for (char *p = reason; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	return reason;
}

err_t telegram_answer(struct task *task, const struct response *response, struct json **whole, const struct json **result)
{
	int status = response->status;

	*whole = NULL;
	*result = NULL;
	if (response->fault == FAULT_NONE && (status == 401 || status == 404))
		return err_make(ERR_AUTH, "the bot's token is wrong");
	if (response->fault == FAULT_NONE && status == 409)
		return strstr(response->body, "webhook") != NULL ?
			err_make(ERR_CONFIG, "a webhook takes this bot's messages: delete it first") :
			err_make(ERR_NET, "another program takes this bot's messages");
	if (response->fault == FAULT_NONE && status == 429)
		return err_wait(err_make(ERR_LIMIT, "the server asks to slow down (status %d)", status),
			telegram_wait_ms(response));
	if (response->fault != FAULT_NONE || status < 200 || status > 299)
		return response_error(task, response);
	*whole = body_of(response);
	*result = json_get(*whole, "result");
	if (!json_bool(*whole, "ok", false) || *result == NULL)
		return err_make(ERR_PROTOCOL, "the answer is none of the Bot API");
	return NULL;
}

/* ---- probe */

static err_t hook_read(struct task *task, const struct json *result, struct output *out)
{
	struct telegram_state *state = task->state;
	const char *url = json_text_or(result, "url", "");
	struct str caps = { 0 };

	if (*url != '\0')
		return err_make(ERR_CONFIG, "a webhook takes this bot's messages: delete it first");
	settings_add_int(&caps, "max_chars", TELEGRAM_CHARS);
	/* A business account may answer for a day after the customer wrote. */
	if (str_equal(settings_get(task->arena, task->account->settings, "business"), "on"))
		settings_add_int(&caps, "window_ms", DAY_MS);
	out->probe.caps = arena_copy(task->arena, str_text(&caps));
	out->probe.level = 3;
	out->probe.skew_ms = state->skew_ms;
	out->probe.done = true;
	str_finish(&caps);
	return NULL;
}

static err_t probe_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct telegram_state *state = task->state;
	struct json *whole = NULL;
	const struct json *result = NULL;
	const char *id;
	int64_t skew;
	err_t err;

	if (task->stage == PROBE_START) {
		telegram_call(task, need, "getMe", NULL);
		task->stage = PROBE_SELF;
		return NULL;
	}
	err = telegram_answer(task, response, &whole, &result);
	id = json_text(result, "id");
	if (err == NULL && task->stage == PROBE_HOOK) {
		err = hook_read(task, result, out);
	} else if (err == NULL && !telegram_id_valid(id)) {
		err = err_make(ERR_PROTOCOL, "the server does not say who we are");
	} else if (err == NULL) {
		skew = response->date_ms - task->now_ms;
		if (response->date_ms != 0 && (skew < -SKEW_IGNORED_MS || skew > SKEW_IGNORED_MS))
			state->skew_ms = skew;
		out->probe.self_id = arena_copy(task->arena, id);
		out->probe.self_handle = arena_printf(task->arena, "@%s", json_text_or(result, "username", id));
		telegram_call(task, need, "getWebhookInfo", NULL);
		task->stage = PROBE_HOOK;
	}
	json_destroy(whole);
	return err;
}

/* ---- the queue */

static void moved_read(struct arena *arena, const char *text, struct telegram_moved *moved)
{
	char *rest = NULL, *now, *before;

	for (now = text != NULL ? strtok_r(arena_copy(arena, text), " ", &rest) : NULL;
	     now != NULL && moved->count < TELEGRAM_MOVED; now = strtok_r(NULL, " ", &rest)) {
		before = strtok_r(NULL, " ", &rest);
		if (before == NULL)
			break;
		moved->of[moved->count].now = now;
		moved->of[moved->count++].before = before;
	}
}

static void updates_ask(struct task *task, struct telegram_state *state, struct need *need)
{
	struct str call = { 0 };

	str_printf(&call, "getUpdates?limit=100&timeout=%d&allowed_updates=", task->patient ? WAIT_S : 0);
	url_escape(&call, allowed);
	if (state->offset != NULL)
		str_printf(&call, "&offset=%s", state->offset);
	telegram_call(task, need, call.text, NULL);
	if (task->patient) {
		need->request.flags |= REQUEST_WAITS;
		need->request.timeout_ms = (WAIT_S + MARGIN_S) * 1000;
	}
	str_finish(&call);
	task->stage = POLL_READ;
}

static void bad_add(struct output *out, const char *why, const struct json *json)
{
	struct str raw = { 0 };

	json_dump(json, &raw);
	output_bad(out, why, str_text(&raw), raw.len);
	str_finish(&raw);
}

static void gone_add(struct task *task, const struct json *gone, struct output *out)
{
	const struct json *ids = json_get(gone, "message_ids");
	struct telegram_place place = { .business = json_text(gone, "business_connection_id"),
		.chat = json_text(json_get(gone, "chat"), "id") };

	if (place.business == NULL || !telegram_id_valid(place.chat))
		return;
	for (size_t i = 0; i < json_count(ids); i++) {
		struct item item = { .op = ITEM_GONE };

		place.message = arena_printf(task->arena, "%lld", (long long)json_value_int(json_at(ids, i), 0));
		item.uid = telegram_uid(task->arena, &place);
		output_item(out, &item);
	}
}

/* The group goes on under another number. */
static void moved_note(struct task *task, struct telegram_state *state, const struct json *message)
{
	const char *now = json_text(message, "migrate_to_chat_id"), *before = json_text(json_get(message, "chat"), "id");
	struct telegram_moved *moved = &state->moved;

	if (!telegram_id_valid(now) || !telegram_id_valid(before) || moved->count == TELEGRAM_MOVED)
		return;
	for (size_t i = 0; i < moved->count; i++)
		if (str_equal(moved->of[i].now, now))
			return;
	moved->of[moved->count].now = arena_copy(task->arena, now);
	moved->of[moved->count++].before = arena_copy(task->arena, before);
}

/* One picture of several is none of its own. */
static bool is_part(struct task *task, struct telegram_state *state, const struct json *message, bool edited,
	struct item *item, struct output *out)
{
	const char *group = json_text(message, "media_group_id");

	if (group == NULL)
		return false;
	return edited ? telegram_album_edit(task->arena, &state->albums, group, item, out) :
		telegram_album_join(task->arena, &state->albums, group, item, out);
}

static void update_read(struct task *task, struct telegram_state *state, const struct json *update, struct output *out)
{
	static const char *const members[] = { "message", "edited_message", "business_message", "edited_business_message" };
	const struct json *message = NULL;
	struct item item;
	bool skip, edited = false;
	err_t err;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && message == NULL; i++) {
		message = json_get(update, members[i]);
		edited = str_starts(members[i], "edited");
	}
	if (json_get(update, "deleted_business_messages") != NULL)
		gone_add(task, json_get(update, "deleted_business_messages"), out);
	if (message == NULL)
		return;
	moved_note(task, state, message);
	err = telegram_message_read(task->arena, task->account, &state->moved, message, &item, &skip);
	if (err != NULL)
		bad_add(out, err->text, update);
	else if (!skip && !is_part(task, state, message, edited, &item, out))
		output_item(out, &item);
}

static void cursor_set(struct task *task, const struct telegram_state *state, struct output *out)
{
	struct str lines = { 0 }, moved = { 0 };

	for (size_t i = 0; i < state->moved.count; i++)
		str_printf(&moved, "%s%s %s", i > 0 ? " " : "", state->moved.of[i].now, state->moved.of[i].before);
	settings_add(&lines, "offset", state->offset);
	if (moved.len > 0)
		settings_add(&lines, "moved", moved.text);
	telegram_albums_write(&lines, &state->albums);
	out->cursor = arena_copy(task->arena, str_text(&lines));
	str_finish(&lines);
	str_finish(&moved);
}

static err_t updates_read(struct task *task, struct telegram_state *state, const struct response *response,
	struct need *need, struct output *out)
{
	struct json *whole = NULL;
	const struct json *result = NULL;
	const char *last;
	err_t err = telegram_answer(task, response, &whole, &result);

	if (err == NULL && !json_is_array(result))
		err = err_make(ERR_PROTOCOL, "the answer is none of the Bot API");
	telegram_albums_stale(&state->albums);
	for (size_t i = 0; err == NULL && i < json_count(result); i++)
		update_read(task, state, json_at(result, i), out);
	last = err == NULL ? json_text(json_at(result, json_count(result) - 1), "update_id") : NULL;
	if (telegram_id_valid(last)) {
		/* Behind the last one that was given, whatever its number: asked for once this is on disk. */
		state->offset = arena_printf(task->arena, "%lld", (long long)json_int(json_at(result,
			json_count(result) - 1), "update_id", 0) + 1);
		cursor_set(task, state, out);
		need->kind = NEED_COMMIT;
		task->stage = POLL_ASK;
	}
	json_destroy(whole);
	return err;
}

static err_t poll_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct telegram_state *state = task->state;

	if (task->stage == POLL_READ)
		return updates_read(task, state, response, need, out);
	if (state->offset == NULL && task->cursor != NULL) {
		state->offset = settings_get(task->arena, task->cursor, "offset");
		if (!telegram_id_valid(state->offset))
			state->offset = NULL;
		moved_read(task->arena, settings_get(task->arena, task->cursor, "moved"), &state->moved);
		telegram_albums_read(task->arena, task->cursor, &state->albums);
	} else if (state->offset != NULL) {
		/* The acknowledgement of what is on disk now waits for nothing. */
		task->patient = false;
	}
	updates_ask(task, state, need);
	return NULL;
}

/* ---- dispatch */

/* ---- files: a number becomes a path for an hour, below an address that holds the token */

static bool path_is_plain(const char *path)
{
	return path != NULL && *path != '\0' && *path != '/' && strstr(path, "..") == NULL &&
		strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/") == strlen(path);
}

static err_t fetch_step(struct task *task, const struct response *response, struct need *need)
{
	struct json *whole = NULL;
	const struct json *result = NULL;
	struct str query = { 0 };
	const char *path, *url;
	err_t err = NULL;

	if (task->stage == 0) {
		str_add(&query, "getFile?file_id=");
		url_escape(&query, task->media->ref != NULL ? task->media->ref : "");
		telegram_call(task, need, arena_copy(task->arena, query.text), NULL);
		str_finish(&query);
	} else if (task->stage == 1) {
		bool refused = response->fault == FAULT_NONE && response->status == 400;

		err = refused ? NULL : telegram_answer(task, response, &whole, &result);
		path = json_text(result, "file_path");
		if (err == NULL && !path_is_plain(path))
			err = err_make(ERR_UNSUPPORTED, "Telegram gives a bot files of up to 20 MB, and not this one");
		if (err == NULL) {
			telegram_call(task, need, "", NULL);
			url = strstr(need->request.url, "/bot" REQUEST_SECRET_MARK);
			need->request.url = arena_printf(task->arena, "%.*s/file/bot" REQUEST_SECRET_MARK "/%s",
				(int)(url - need->request.url), need->request.url, path);
			need->kind = NEED_BYTES;
		}
		json_destroy(whole);
	} else if (response->fault != FAULT_NONE || response->status < 200 || response->status > 299) {
		err = response_error(task, response);
	}
	task->stage++;
	return err;
}

static err_t telegram_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	memset(need, 0, sizeof(*need));
	if (task->kind != TASK_PROBE && !telegram_id_valid(task->account->self_id))
		return err_make(ERR_STATE, "the account was never checked");
	switch (task->kind) {
	case TASK_PROBE:
		return probe_step(task, response, need, out);
	case TASK_POLL:
		return poll_step(task, response, need, out);
	case TASK_SEND:
		return telegram_send(task, response, need, out);
	case TASK_RECONCILE:
		out->sent.outcome = SEND_UNKNOWN;
		out->sent.reason = "Telegram shows a bot nothing of what it wrote";
		return NULL;
	case TASK_ACT:
		return telegram_act(task, response, need, out);
	case TASK_MEDIA:
		return fetch_step(task, response, need);
	case TASK_LIVE:
	case TASK_LOGIN:
	case TASK_REFRESH:
	case TASK_AUTHORIZE:
		break;
	}
	return err_make(ERR_UNSUPPORTED, "Telegram has no such task");
}

static const char *telegram_lacks(const struct account *account, enum feature feature)
{
	(void)account;
	return feature == FEATURE_LIVE ? "what is new comes with the answer to a question that waits for it" : NULL;
}

static const char *const keys[] = { "url", "business", NULL };
static const char *const streams[] = { "updates", NULL };

const struct connector connector_telegram = {
	.name = "telegram",
	.title = "Telegram",
	.settings = keys,
	.home = "https://api.telegram.org",
	.needs_secret = true,
	.sends = true,
	.waits = true,
	.fetches = true,
	.state_size = sizeof(struct telegram_state),
	.streams = streams,
	.step = telegram_step,
	.prepare = telegram_prepare,
	.refuses = telegram_refuses,
	.lacks = telegram_lacks
};
