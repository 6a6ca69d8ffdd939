/* SPDX-License-Identifier: ISC */
/*
 * A built-in connector as a program of guichet-connector(7), so that the same
 * checker judges both.  A commit of the connector is a checkpoint here, behind
 * which nothing is asked until the ack has come; whoever cancels or kills in
 * between sees whether the connector loses anything.  Settings: network, the
 * connector's own, site for a folder to ask instead of a server, and promises,
 * what the account can: repeats, reconcile.
 */
#include "adapter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "guichet/wire/item.h"

enum { STEPS_MAX = 10000, SECRET_MOST = 8192, LOGINS_MAX = 2, FD_SECRET = 3 };

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

static void refuse(int64_t id, const char *class, const char *text)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_open_object(&o, "error");
	json_put_text(&o, "class", class);
	json_put_text(&o, "text", text);
	json_close_object(&o);
	json_close_object(&o);
	say(&line);
}

static void fail(int64_t id, err_t err)
{
	static const struct { enum err_kind kind; const char *class; } classes[] = {
		{ ERR_AUTH, "auth" }, { ERR_CONFIG, "config" }, { ERR_USAGE, "config" }, { ERR_STATE, "config" },
		{ ERR_LIMIT, "limit" }, { ERR_REJECTED, "refused" }, { ERR_UNSUPPORTED, "unsupported" }
	};
	const char *class = "net";

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (err_is(err, classes[i].kind))
			class = classes[i].class;
	refuse(id, class, err->text);
}

static struct json *line_read(void)
{
	struct json *line = NULL;
	char *text = NULL;
	size_t size = 0;
	ssize_t len = getline(&text, &size, stdin);
	err_t err = len > 0 ? json_parse(text, (size_t)len, &line) : NULL;

	free(text);
	if (len <= 0)
		exit(0);
	if (err != NULL)
		err_ignore(err, "a desk writes no such line");
	return line;
}

/* ---- what a poll brings */

/* Kept?  False: it is given up. */
static bool acked(const struct adapter *a)
{
	for (;;) {
		struct json *line = line_read();
		bool is = json_int(line, "ack", 0) >= a->seq, over = json_int(line, "cancel", 0) > 0;

		json_destroy(line);
		if (is || over)
			return is;
	}
}

static void checkpoint_say(struct adapter *a)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	json_open_object(&o, NULL);
	json_put_int(&o, "seq", ++a->seq);
	json_open_object(&o, "checkpoint");
	for (const char *const *stream = a->connector->streams; *stream != NULL; stream++)
		if (settings_get(a->arena, a->cursors, *stream) != NULL)
			json_put_text(&o, *stream, settings_get(a->arena, a->cursors, *stream));
	json_close_object(&o);
	json_close_object(&o);
	say(&line);
}

static err_t commit(struct adapter *a, const char *stream, struct output *out)
{
	bool any = out->count > 0 || out->cursor != NULL;

	for (size_t i = 0; i < out->count; i++) {
		struct str line = { 0 };

		str_printf(&line, "{\"seq\":%lld,\"item\":", (long long)++a->seq);
		wire_put_item(&line, &out->items[i]);
		while (line.len > 0 && line.text[line.len - 1] == '\n')
			line.text[--line.len] = '\0';
		str_add_char(&line, '}');
		say(&line);
	}
	if (out->cursor != NULL)
		a->cursors = settings_with(a->arena, a->cursors, stream, out->cursor);
	out->count = 0;
	out->cursor = NULL;
	if (!any)
		return NULL;
	checkpoint_say(a);
	return acked(a) ? NULL : err_make(ERR_CANCELLED, "cancelled");
}

/* ---- tasks */

static err_t login(struct adapter *a);

static err_t needed(struct adapter *a, struct task *task, struct need *need, struct output *out, int *logins)
{
	if (task->kind == TASK_POLL && need->kind != NEED_HTTP && need->kind != NEED_SESSION) {
		if (out->cursor != NULL)
			task->cursor = out->cursor;
		return commit(a, task->stream, out);
	}
	if (need->kind != NEED_SESSION)
		return NULL;
	return task->kind == TASK_LOGIN || (*logins)++ == LOGINS_MAX ?
		err_make(ERR_AUTH, "one session after the other is refused") : login(a);
}

static err_t run(struct adapter *a, struct task *task, struct output *out)
{
	struct response response;
	struct need need = { .kind = NEED_UNTIL };
	bool answered = false;
	int logins = 0;
	err_t err = NULL;

	task->account = &a->account;
	task->arena = out->arena = a->arena;
	task->state = arena_alloc(a->arena, a->connector->state_size + 1);
	for (int step = 0; step < STEPS_MAX && err == NULL && need.kind != NEED_NOTHING; step++) {
		memset(&need, 0, sizeof(need));
		task->now_ms = clock_now(&a->clock);
		task->session = a->session.version > 0 ? &a->session : NULL;
		err = a->connector->step(task, answered ? &response : NULL, &need, out);
		answered = err == NULL && need.kind == NEED_HTTP;
		if (answered)
			net_ask(a, &need.request, &response);
		else if (err == NULL)
			err = needed(a, task, &need, out, &logins);
	}
	return err;
}

static err_t login(struct adapter *a)
{
	struct task task = { .kind = TASK_LOGIN };
	struct output out = { 0 };
	err_t err = run(a, &task, &out);

	if (err == NULL && !out.session.done)
		err = err_make(ERR_PROTOCOL, "signing in brought no session");
	if (err == NULL)
		a->session = (struct session){ .version = a->session.version + 1, .until_ms = out.session.until_ms,
			.origin = out.session.origin, .notes = out.session.notes };
	return err;
}

static err_t probe(struct adapter *a)
{
	struct task task = { .kind = TASK_PROBE };
	struct output out = { 0 };
	err_t err = run(a, &task, &out);

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

/* ---- calls */

static void probe_call(struct adapter *a, int64_t id)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };
	err_t err = probe(a);

	if (err != NULL) {
		fail(id, err);
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
	err_t err = a->account.self_id == NULL ? probe(a) : NULL;

	a->cursors = "";
	for (const char *const *stream = a->connector->streams; *stream != NULL; stream++)
		if (json_text(cursor, *stream) != NULL)
			a->cursors = settings_with(a->arena, a->cursors, *stream, json_text(cursor, *stream));
	for (const char *const *stream = a->connector->streams; err == NULL && *stream != NULL; stream++) {
		struct task task = { .kind = TASK_POLL, .stream = *stream,
			.cursor = settings_get(a->arena, a->cursors, *stream) };
		struct output out = { 0 };

		err = run(a, &task, &out);
	}
	if (err != NULL)
		fail(id, err);
	else
		ok(id, "{}");
}

static void fate_say(struct adapter *a, int64_t id, const struct output *out)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	switch (out->sent.outcome) {
	case SEND_SENT:
		json_open_object(&o, NULL);
		json_open_object(&o, "sent");
		json_put_text(&o, "id", out->sent.remote_id);
		json_put_text(&o, "native", out->sent.native);
		json_close_object(&o);
		json_close_object(&o);
		ok(id, line.text);
		break;
	case SEND_ABSENT:
		ok(id, "{\"absent\":true}");
		break;
	default:
		refuse(id, out->sent.outcome == SEND_REFUSED ? "refused" : out->sent.outcome == SEND_LATER ? "later" : "unknown",
			out->sent.reason != NULL ? out->sent.reason : "no plain answer");
		break;
	}
	(void)a;
	str_finish(&line);
}

static void reply_call(struct adapter *a, int64_t id, enum task_kind kind, const struct json *reply)
{
	struct plan plan = { .part_count = 1, .reply_to = arena_copy(a->arena, json_text(reply, "answers")),
		.reply_ctx = arena_copy(a->arena, json_text_or(reply, "context", "")),
		.parts[0] = { .text = arena_copy(a->arena, json_text_or(reply, "text", "")),
			.key = arena_copy(a->arena, json_text_or(reply, "key", "")) } };
	struct task task = { .kind = kind, .plan = &plan, .attempted_ms = clock_now(&a->clock) };
	struct output out = { 0 };
	err_t err = visibility_parse(json_text_or(reply, "visibility", ""), &plan.visibility);

	if (err == NULL && json_text(reply, "attempted") != NULL)
		err = time_parse(json_text(reply, "attempted"), &task.attempted_ms);
	/* What a network names by the time of the first attempt has the same name again. */
	if (!str_equal(a->key, plan.parts[0].key))
		a->begun_ms = task.attempted_ms;
	a->key = plan.parts[0].key;
	plan.begun_ms = a->begun_ms;
	if (err == NULL && a->account.self_id == NULL)
		err = probe(a);
	if (err == NULL)
		err = run(a, &task, &out);
	if (err != NULL)
		fail(id, err);
	else
		fate_say(a, id, &out);
}

static void setting_take(void *data, const char *key, const struct json *value)
{
	settings_add(data, key, json_value_text(value) != NULL ? json_value_text(value) : "");
}

static void greeting_say(const struct adapter *a, int64_t id)
{
	const char *promises = settings_get(a->arena, a->account.settings, "promises");
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	json_open_object(&o, NULL);
	json_put_int(&o, "protocol", 1);
	json_put_text(&o, "name", a->connector->name);
	json_put_bool(&o, "sends", a->connector->sends);
	json_put_bool(&o, "repeats", str_equal(promises, "repeats"));
	json_put_bool(&o, "reconcile", str_equal(promises, "reconcile"));
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

static void hello_call(struct adapter *a, int64_t id, const struct json *settings)
{
	struct str lines = { 0 };
	err_t err = NULL;

	json_each(settings, setting_take, &lines);
	a->connector = connector_find(json_text_or(settings, "network", ""));
	a->site = arena_copy(a->arena, json_text(settings, "site"));
	a->account = (struct account){ .id = 1, .network = "adapter", .name = "check", .caps = "",
		.url = arena_copy(a->arena, json_text_or(settings, "url", "")),
		.settings = arena_copy(a->arena, str_text(&lines)) };
	str_finish(&lines);
	if (a->connector == NULL)
		err = err_make(ERR_CONFIG, "no such network");
	if (err == NULL)
		err = net_open(a);
	if (err != NULL)
		fail(id, err);
	else
		greeting_say(a, id);
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
	else if (strcmp(call, "send") == 0 && a->connector != NULL)
		reply_call(a, id, TASK_SEND, json_get(line, "reply"));
	else if (strcmp(call, "reconcile") == 0 && a->connector != NULL)
		reply_call(a, id, TASK_RECONCILE, json_get(line, "reply"));
	else
		refuse(id, "unsupported", "no such call");
}

static void secret_take(struct adapter *a)
{
	struct str text = { 0 };
	struct json *handed = NULL;
	err_t err = file_read_fd(FD_SECRET, "the secret", SECRET_MOST, &text);

	if (err == NULL)
		err = json_parse(str_text(&text), text.len, &handed);
	if (err != NULL)
		err_ignore(err, "then there is none");
	a->secret = arena_copy(a->arena, json_text(handed, "secret"));
	json_destroy(handed);
	str_wipe(&text);
	close(FD_SECRET);
}

int main(void)
{
	struct adapter a = { .arena = arena_create(), .clock = clock_system(), .cursors = "" };

	secret_take(&a);
	for (;;) {	/* until the input ends */
		struct json *line = line_read();

		line_take(&a, line);
		json_destroy(line);
	}
}
