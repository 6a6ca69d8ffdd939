/* SPDX-License-Identifier: ISC */
/*
 * A built-in connector as a program of guichet-connector(7), so that the same
 * checker judges both.  Its tasks run against a folder instead of a network:
 * the answer to a request is the file of its path, and what is not there is
 * not found.  Settings: network, site (the folder), and the connector's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/connector/task.h"
#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "guichet/wire/item.h"

enum { STEPS_MAX = 10000, FILE_MOST = 8 << 20 };

struct adapter {
	struct arena *arena;		/* as long as the program */
	const struct connector *connector;
	const char *site;
	struct str settings;
	struct account account;
	int64_t seq;
};

static void say(struct str *line)
{
	str_add_char(line, '\n');
	fputs(line->text, stdout);
	fflush(stdout);
	str_finish(line);
}

static void ok(int64_t id, const char *json)
{
	struct str line = { 0 };

	str_printf(&line, "{\"id\":%lld,\"ok\":%s}", (long long)id, json);
	say(&line);
}

static void refuse(int64_t id, err_t err)
{
	static const struct { enum err_kind kind; const char *class; } classes[] = {
		{ ERR_AUTH, "auth" }, { ERR_CONFIG, "config" }, { ERR_USAGE, "config" }, { ERR_STATE, "config" },
		{ ERR_LIMIT, "limit" }, { ERR_REJECTED, "refused" }, { ERR_UNSUPPORTED, "unsupported" }
	};
	const char *class = "net";
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (err_is(err, classes[i].kind))
			class = classes[i].class;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_open_object(&o, "error");
	json_put_text(&o, "class", class);
	json_put_text(&o, "text", err->text);
	json_close_object(&o);
	json_close_object(&o);
	say(&line);
}

/* ---- a task against the folder */

static void site_answer(struct adapter *a, const struct request *request, struct response *out)
{
	const char *host = strstr(request->url, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
	struct str body = { 0 };

	path = path != NULL ? path : "/";
	*out = (struct response){ .status = 404, .body = "", .rate_remaining = -1 };
	path = arena_printf(a->arena, "%s%.*s", a->site, (int)strcspn(path, "?#"), path);
	if (strstr(path, "/../") == NULL && file_read(path, FILE_MOST, &body) == NULL) {
		out->status = 200;
		out->body = arena_copy_n(a->arena, str_text(&body), body.len);
		out->len = body.len;
	}
	str_finish(&body);
}

static void items_say(struct adapter *a, struct output *out, const char *stream)
{
	for (size_t i = 0; i < out->count; i++) {
		struct str line = { 0 };

		str_printf(&line, "{\"seq\":%lld,\"item\":", (long long)++a->seq);
		wire_put_item(&line, &out->items[i]);
		while (line.len > 0 && line.text[line.len - 1] == '\n')
			line.text[--line.len] = '\0';
		str_add_char(&line, '}');
		say(&line);
	}
	out->count = 0;
	if (stream != NULL && out->cursor != NULL)
		settings_add(&a->settings, arena_printf(a->arena, "cursor-%s", stream), out->cursor);
	out->cursor = NULL;
}

static err_t run(struct adapter *a, enum task_kind kind, const char *stream, const char *cursor, struct output *out)
{
	struct clock clock = clock_system();
	struct task task = { .kind = kind, .account = &a->account, .arena = a->arena, .stream = stream, .cursor = cursor,
		.state = arena_alloc(a->arena, a->connector->state_size + 1) };
	struct response response;
	struct need need = { .kind = NEED_UNTIL };
	bool answered = false;

	for (int step = 0; step < STEPS_MAX && need.kind != NEED_NOTHING; step++) {
		err_t err;

		memset(&need, 0, sizeof(need));
		task.now_ms = clock_now(&clock);
		err = a->connector->step(&task, answered ? &response : NULL, &need, out);
		if (err != NULL)
			return err;
		answered = need.kind == NEED_HTTP;
		if (answered)
			site_answer(a, &need.request, &response);
		else if (kind == TASK_POLL) {
			if (out->cursor != NULL)
				task.cursor = out->cursor;
			items_say(a, out, stream);
		}
	}
	return NULL;
}

/* ---- calls */

static err_t probe(struct adapter *a)
{
	struct output out = { .arena = a->arena };
	err_t err = run(a, TASK_PROBE, NULL, NULL, &out);

	if (err == NULL && !out.probe.done)
		err = err_make(ERR_PROTOCOL, "the check learned nothing");
	if (err != NULL)
		return err;
	a->account.self_id = out.probe.self_id;
	a->account.self_handle = out.probe.self_handle;
	a->account.caps = out.probe.caps;
	a->account.level = out.probe.level;
	return NULL;
}

static void probe_call(struct adapter *a, int64_t id)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };
	err_t err = probe(a);

	if (err != NULL) {
		refuse(id, err);
		return;
	}
	json_open_object(&o, NULL);
	json_open_object(&o, "self");
	json_put_text(&o, "id", a->account.self_id);
	json_put_text(&o, "handle", a->account.self_handle);
	json_close_object(&o);
	json_close_object(&o);
	ok(id, line.text);
	str_finish(&line);
}

/* The cursors of all streams are one: an object of them. */
static void poll_call(struct adapter *a, int64_t id, const struct json *cursor)
{
	struct str text = { 0 };
	struct json_out o = { .to = &text };
	int64_t before = a->seq;
	err_t err = a->account.self_id == NULL ? probe(a) : NULL;

	json_open_object(&o, NULL);
	for (const char *const *stream = a->connector->streams; err == NULL && *stream != NULL; stream++) {
		struct output out = { .arena = a->arena };
		const char *at = arena_copy(a->arena, json_text(cursor, *stream));

		str_clear(&a->settings);
		err = run(a, TASK_POLL, *stream, at, &out);
		if (a->settings.len > 0)
			at = settings_get(a->arena, a->settings.text, arena_printf(a->arena, "cursor-%s", *stream));
		json_put_text(&o, *stream, at);
	}
	json_close_object(&o);
	if (err == NULL && a->seq > before) {
		struct str line = { 0 };

		str_printf(&line, "{\"seq\":%lld,\"checkpoint\":%s}", (long long)++a->seq, text.text);
		say(&line);
	}
	if (err != NULL)
		refuse(id, err);
	else
		ok(id, "{}");
	str_finish(&text);
}

static void setting_take(void *data, const char *key, const struct json *value)
{
	settings_add(data, key, json_value_text(value) != NULL ? json_value_text(value) : "");
}

static void hello_call(struct adapter *a, int64_t id, const struct json *settings)
{
	struct str lines = { 0 }, line = { 0 };
	struct json_out o = { .to = &line };

	json_each(settings, setting_take, &lines);
	a->connector = connector_find(json_text_or(settings, "network", ""));
	a->site = arena_copy(a->arena, json_text_or(settings, "site", ""));
	a->account = (struct account){ .id = 1, .network = "adapter", .name = "check", .caps = "",
		.url = arena_copy(a->arena, json_text_or(settings, "url", "")),
		.settings = arena_copy(a->arena, str_text(&lines)) };
	str_finish(&lines);
	if (a->connector == NULL) {
		refuse(id, err_make(ERR_CONFIG, "no such network"));
		return;
	}
	json_open_object(&o, NULL);
	json_put_int(&o, "protocol", 1);
	json_put_text(&o, "name", a->connector->name);
	json_put_bool(&o, "sends", a->connector->sends);
	json_open_array(&o, "settings");
	for (const char *const *key = a->connector->settings; *key != NULL; key++) {
		json_open_object(&o, NULL);
		json_put_text(&o, "name", *key);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	ok(id, line.text);
	str_finish(&line);
}

static void line_take(struct adapter *a, const struct json *line)
{
	const char *call = json_text_or(line, "call", "");
	int64_t id = json_int(line, "id", 0);

	if (id == 0)
		return;
	if (strcmp(call, "hello") == 0)
		hello_call(a, id, json_get(line, "settings"));
	else if (strcmp(call, "probe") == 0 && a->connector != NULL)
		probe_call(a, id);
	else if (strcmp(call, "poll") == 0 && a->connector != NULL)
		poll_call(a, id, json_get(line, "cursor"));
	else
		refuse(id, err_make(ERR_UNSUPPORTED, "no such call"));
}

int main(void)
{
	struct adapter a = { .arena = arena_create() };
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&text, &size, stdin)) > 0) {
		struct json *line = NULL;

		if (json_parse(text, (size_t)len, &line) == NULL)
			line_take(&a, line);
		json_destroy(line);
	}
	str_finish(&a.settings);
	arena_destroy(a.arena);
	free(text);
	return 0;
}
