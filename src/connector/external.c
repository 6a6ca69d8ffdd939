/* SPDX-License-Identifier: ISC */
/*
 * Networks for which a program speaks (guichet-connector(7)): what the desk
 * asks of any connector as calls, and lines of the program as items and
 * outcomes.  What it says is judged like any stranger's words; that it was
 * installed by a person makes its texts no safer.
 */
#include <string.h>

#include "external.h"
#include "guichet/base/clock.h"
#include "guichet/model/settings.h"
#include "registry.h"

enum { START, GREETED, PROBED, LINES, KEPT, LAST_KEPT, TOLD, SENT };
enum { REASON_MOST = 300, SEND_PATIENCE_MS = 120 * 1000 };

struct state { bool more, moved; };

void external_ask(struct task *task, struct need *need, const char *method, const char *body)
{
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = method;
	need->request.url = task->account->name;
	need->request.body = body;
	need->request.body_len = body != NULL ? strlen(body) : 0;
}

/* A program's own words as a reason: one line, not for ever. */
const char *external_reason(struct arena *arena, const struct json *line)
{
	char *text = arena_copy(arena, json_text_or(json_get(line, "error"), "text", "the connector says no more"));
	size_t len = strlen(text);

	if (len > REASON_MOST) {
		len = REASON_MOST;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
		text[len] = '\0';
	}
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	return text;
}

static err_t error_of(struct task *task, const struct response *response, const struct json *line)
{
	static const struct { int status; enum err_kind kind; } kinds[] = {
		{ 400, ERR_CONFIG }, { 401, ERR_AUTH }, { 405, ERR_UNSUPPORTED }, { 422, ERR_REJECTED },
		{ 429, ERR_LIMIT }, { 502, ERR_NET }, { 503, ERR_NET }
	};
	const char *text = external_reason(task->arena, line);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].status == response->status)
			return err_wait(err_make(kinds[i].kind, "%s", text), response->retry_after_ms);
	return err_make(ERR_PROTOCOL, "%s", text);
}

err_t external_answer(struct task *task, const struct response *response, struct json **out)
{
	const char *last;
	size_t len;
	struct json *line = NULL;
	err_t err;

	*out = NULL;
	if (response->fault != FAULT_NONE)
		return err_make(ERR_NET, "%s", response->fault_text != NULL ? response->fault_text : "no answer");
	/* The answer is the last line; what is before it are events. */
	len = response->len;
	while (len > 0 && response->body[len - 1] == '\n')
		len--;
	last = len > 0 ? memrchr(response->body, '\n', len) : NULL;
	last = last != NULL ? last + 1 : response->body;
	err = json_parse(last, len - (size_t)(last - response->body), &line);
	if (err == NULL && json_get(line, "ok") == NULL && json_int(line, "id", 0) != 0)
		err = error_of(task, response, line);
	if (err != NULL)
		json_destroy(line);
	else
		*out = line;
	return err;
}

/* ---- probe */

static err_t setting_check(const struct task *task, const struct json *setting)
{
	const char *name = json_text(setting, "name");

	if (name == NULL || !json_bool(setting, "required", false) ||
	    settings_get(task->arena, task->account->settings, name) != NULL)
		return NULL;
	return err_make(ERR_CONFIG, "%s needs %s=...: account set %s %s=...", task->account->network, name,
		task->account->name, name);
}

static bool takes(const struct json *settings, const char *key, size_t len)
{
	for (size_t i = 0; i < json_count(settings); i++) {
		const char *name = json_text_or(json_at(settings, i), "name", "");

		if (strlen(name) == len && strncmp(name, key, len) == 0)
			return true;
	}
	return connector_common_setting(key, len);
}

/* The program says which settings it takes; a mistyped one is found here and not by what does not happen. */
static err_t settings_check(const struct task *task, const struct json *ok)
{
	const struct json *settings = json_get(ok, "settings");
	err_t err = NULL;

	for (size_t i = 0; i < json_count(settings) && err == NULL; i++)
		err = setting_check(task, json_at(settings, i));
	for (const char *line = task->account->settings; err == NULL && *line != '\0';) {
		size_t len = strcspn(line, "=\n");

		if (!takes(settings, line, len))
			err = err_make(ERR_CONFIG, "%s takes no setting '%.*s'", task->account->network, (int)len, line);
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return err;
}

static void caps_add(struct str *caps, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		settings_add(caps, key, value);
}

/* What prepare and refuses will want to know. */
static const char *caps_of(struct arena *arena, const struct json *ok)
{
	const struct json *acts = json_get(ok, "acts"), *text = json_get(ok, "text");
	struct str caps = { 0 }, words = { 0 };
	const char *result;

	caps_add(&caps, "software", json_text(ok, "name"));
	caps_add(&caps, "version", json_text(ok, "version"));
	caps_add(&caps, "title", json_text(ok, "title"));
	settings_add(&caps, "sends", json_bool(ok, "sends", false) ? "yes" : "no");
	caps_add(&caps, "why_not", json_text(ok, "why_not"));
	caps_add(&caps, "counter", json_text(text, "counter"));
	if (json_int(text, "most", 0) > 0)
		settings_add_int(&caps, "max_chars", json_int(text, "most", 0));
	for (size_t i = 0; i < json_count(acts); i++)
		str_printf(&words, "%s%s", i > 0 ? " " : "", json_value_text(json_at(acts, i)) != NULL ?
			json_value_text(json_at(acts, i)) : "");
	caps_add(&caps, "acts", str_text(&words));
	settings_add(&caps, "reconcile", json_bool(ok, "reconcile", false) ? "yes" : "no");
	result = arena_copy(arena, str_text(&caps));
	str_finish(&words);
	str_finish(&caps);
	return result;
}

static err_t greeted(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct json *line;
	const struct json *ok;
	err_t err = external_answer(task, response, &line);

	if (err != NULL)
		return err;
	ok = json_get(line, "ok");
	err = settings_check(task, ok);
	if (err == NULL) {
		out->probe.caps = caps_of(task->arena, ok);
		out->probe.level = json_bool(ok, "repeats", false) ? 1 : json_bool(ok, "reconcile", false) ? 2 : 3;
		external_ask(task, need, "CALL", "{\"call\":\"probe\"}");
		task->stage = PROBED;
	}
	json_destroy(line);
	return err;
}

static err_t probed(struct task *task, const struct response *response, struct output *out)
{
	struct json *line;
	const struct json *self;
	const char *id;
	err_t err = external_answer(task, response, &line);

	if (err != NULL)
		return err;
	self = json_path(line, "ok.self");
	id = json_text(self, "id");
	if (id == NULL || *id == '\0') {
		err = err_make(ERR_PROTOCOL, "the connector does not say who we are: ok.self.id");
	} else {
		out->probe.done = true;
		out->probe.self_id = arena_copy(task->arena, id);
		out->probe.self_handle = arena_copy(task->arena, json_text_or(self, "handle", id));
	}
	json_destroy(line);
	return err;
}

static err_t external_probe(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	need->kind = NEED_NOTHING;
	switch (task->stage) {
	case START:
		external_ask(task, need, "HELLO", NULL);
		task->stage = GREETED;
		return NULL;
	case GREETED:
		return greeted(task, response, need, out);
	default:
		return probed(task, response, out);
	}
}

/* ---- poll */

static void poll_ask(struct task *task, struct need *need)
{
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	json_put_text(&o, "call", "poll");
	if (task->cursor != NULL)
		json_put_raw(&o, "cursor", task->cursor);
	else
		json_put_null(&o, "cursor");
	json_put_time(&o, "since", history_floor_ms(task) > 0 ? history_floor_ms(task) : 1);
	json_close_object(&o);
	external_ask(task, need, "CALL", arena_copy(task->arena, body.text));
	task->stage = LINES;
	str_finish(&body);
}

/* An address that a person may open; anything else is left out. */
static const char *web(const char *url)
{
	return url != NULL && (str_starts(url, "https://") || str_starts(url, "http://")) ? url : NULL;
}

static void item_take(struct task *task, const struct json *json, const char *raw, size_t len, struct output *out)
{
	struct item item;
	err_t err = wire_get_item(task->arena, json, &item);

	if (err != NULL) {
		output_bad(out, err->text, raw, len);
		return;
	}
	item.url = web(item.url);
	item.author.url = web(item.author.url);
	item.to.url = web(item.to.url);
	item.history = item.history || (item.op == ITEM_NEW && item.at_ms < task->account->since_ms);
	output_item(out, &item);
}

static void checkpoint_take(struct task *task, const struct json *checkpoint, struct state *state,
	struct output *out)
{
	struct str text = { 0 };

	json_dump(checkpoint, &text);
	if (!str_equal(text.text, task->cursor)) {
		out->cursor = arena_copy(task->arena, text.text);
		state->moved = true;
	}
	str_finish(&text);
}

/* The program says that something is between what it told and what it tells. */
static void gap_take(const struct json *gap, struct output *out)
{
	int64_t from = 0, to = 0;
	const char *since = json_text(gap, "from");

	if (json_text(gap, "to") == NULL || time_parse(json_text(gap, "to"), &to) != NULL)
		return;
	output_gap(out, since != NULL && time_parse(since, &from) == NULL ? from : 0, to);
}

/* One line of a poll; *over when it was its answer. */
static err_t line_take(struct task *task, const struct response *response, const char *text, size_t len,
	struct output *out, bool *over)
{
	struct state *state = task->state;
	struct json *line = NULL;
	err_t err = json_parse(text, len, &line);

	if (err != NULL)
		return err;
	if (json_int(line, "id", 0) != 0) {
		*over = true;
		state->more = json_bool(json_get(line, "ok"), "more", false);
		gap_take(json_path(line, "ok.gap"), out);
		if (json_get(line, "ok") == NULL)
			err = error_of(task, response, line);
	}
	if (json_get(line, "item") != NULL)
		item_take(task, json_get(line, "item"), text, len, out);
	if (json_get(line, "checkpoint") != NULL)
		checkpoint_take(task, json_get(line, "checkpoint"), state, out);
	json_destroy(line);
	return err;
}

static err_t lines_take(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	const char *line = response->body, *end = response->body + response->len;
	bool over = false;
	err_t err = NULL;

	if (response->fault != FAULT_NONE)
		return err_make(ERR_NET, "%s", response->fault_text != NULL ? response->fault_text : "no answer");
	while (line < end && err == NULL) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		stop = stop != NULL ? stop : end;
		err = line_take(task, response, line, (size_t)(stop - line), out, &over);
		line = stop + 1;
	}
	need->kind = NEED_COMMIT;
	task->stage = over ? LAST_KEPT : KEPT;
	return err;
}

static err_t external_poll(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct state *state = task->state;

	switch (task->stage) {
	case START:
		poll_ask(task, need);
		return NULL;
	case LINES:
		return lines_take(task, response, need, out);
	case KEPT:
		external_ask(task, need, "MORE", NULL);
		task->stage = LINES;
		return NULL;
	case LAST_KEPT:
		external_ask(task, need, "TELL", NULL);
		task->stage = TOLD;
		return NULL;
	default:
		need->kind = NEED_NOTHING;
		if (state->more && !state->moved)
			return err_make(ERR_PROTOCOL, "the connector has more and moves no checkpoint");
		if (state->more) {
			state->moved = false;
			poll_ask(task, need);
		}
		return NULL;
	}
}

/* ---- dispatch */

static err_t external_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	switch (task->kind) {
	case TASK_PROBE:
		return external_probe(task, response, need, out);
	case TASK_POLL:
		return external_poll(task, response, need, out);
	case TASK_SEND:
	case TASK_RECONCILE:
	case TASK_ACT:
		if (task->stage == SENT)
			return external_sent(task, response, out);
		external_send(task, need, out);
		need->request.timeout_ms = SEND_PATIENCE_MS;
		task->stage = SENT;
		return NULL;
	default:
		return err_make(ERR_UNSUPPORTED, "a connector's program has no such task");
	}
}

static const char *const streams[] = { "all", NULL };

const struct connector connector_external = {
	.name = "external",
	.title = "a connector's program",
	.outside = true,
	.sends = true,
	.state_size = sizeof(struct state),
	.streams = streams,
	.step = external_step,
	.prepare = external_prepare,
	.refuses = external_refuses
};
