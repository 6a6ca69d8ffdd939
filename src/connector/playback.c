/* SPDX-License-Identifier: ISC */
/*
 * The dialect of the playback network: forms go out, lines of key=value
 * fields between tabs come back.  The setting brand says whose customers
 * write; fault asks the network to misbehave in a named way.
 */
#include "playback.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/str.h"
#include "guichet/base/utf8.h"
#include "guichet/base/clock.h"
#include "guichet/model/settings.h"
#include "files.h"

enum { TEXT_MAX = 500, PAGE = 40, CLOCK_SLACK_MS = 60 * 1000 };
enum { FILES_MOST = 4, FILE_BYTES = 10 << 20, ALT_CHARS = 1500 };

/* Of a poll. */
struct playback_state { int64_t cursor; bool loaded; };

static const char *const setting_keys[] = {
	"brand", "fault", "profile", "seed", "start", "latency", "window", NULL
};
static const char *const stream_names[] = { "inbox", "own", NULL };

static const char *brand_of(const struct task *task)
{
	const char *brand = settings_get(task->arena, task->account->settings, "brand");

	return brand != NULL ? brand : task->account->name;
}

void playback_ask(struct task *task, struct need *need, const char *method, const char *path)
{
	struct arena *arena = task->arena;
	const char *fault = settings_get(arena, task->account->settings, "fault");
	const char *base = task->account->url;

	if (base == NULL || *base == '\0')
		base = arena_printf(arena, "https://%s%s%s.playback.example",
			brand_of(task), fault != NULL ? "." : "", fault != NULL ? fault : "");
	need->kind = NEED_HTTP;
	need->request.method = method;
	need->request.url = arena_printf(arena, "%s%s", base, path);
	task->stage = STAGE_READ;
}

void playback_post(struct task *task, struct need *need, const char *path, const struct str *form)
{
	playback_ask(task, need, "POST", path);
	need->request.body = arena_copy_n(task->arena, form->text, form->len);
	need->request.body_len = form->len;
	need->request.flags = REQUEST_SEND;
	request_header(task->arena, &need->request, "Content-Type",
		"application/x-www-form-urlencoded");
}

void playback_form(struct str *form, const char *key, const char *value)
{
	if (form->len > 0 && form->text[form->len - 1] != '?')
		str_add_char(form, '&');
	str_add(form, key);
	str_add_char(form, '=');
	url_escape(form, value != NULL ? value : "");
}

char *playback_lines(struct arena *arena, const char *line, size_t len)
{
	char *lines = arena_copy_n(arena, line, len);

	for (char *p = lines; *p != '\0'; p++)
		if (*p == '\t')
			*p = '\n';
	return lines;
}

/* Networks that take an answer for some time only say so at the check; here a setting does. */
static void window_add(const struct task *task, struct str *caps)
{
	const char *text = settings_get(task->arena, task->account->settings, "window");
	int64_t ms = 0;

	if (text != NULL && duration_parse(text, &ms) == NULL && ms > 0)
		settings_add_int(caps, "window_ms", ms);
}

static err_t probe_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	const char *self;
	struct str caps = { 0 };

	if (task->stage == STAGE_ASK) {
		playback_ask(task, need, "GET", "/self");
		return NULL;
	}
	if (response->fault == FAULT_NONE && response->status == 404)
		return err_make(ERR_CONFIG, "no brand '%s' is played: give account %s brand=kiln", brand_of(task),
			task->account->name);
	if (response->fault != FAULT_NONE || response->status != 200)
		return response_error(task, response);
	self = playback_lines(task->arena, response->body, response->len);
	out->probe.self_id = settings_get(task->arena, self, "id");
	out->probe.self_handle = settings_get(task->arena, self, "handle");
	if (out->probe.self_id == NULL || out->probe.self_handle == NULL)
		return err_make(ERR_PROTOCOL, "the account has no id and handle");
	settings_add_int(&caps, "max_chars", settings_int(self, "max_chars", TEXT_MAX));
	settings_add(&caps, "software", "playback");
	window_add(task, &caps);
	out->probe.caps = arena_copy_n(task->arena, caps.text, caps.len);
	str_finish(&caps);
	out->probe.level = (int)settings_int(self, "level", 3);
	out->probe.skew_ms = response->date_ms != 0 ? response->date_ms - task->now_ms : 0;
	out->probe.done = true;
	return NULL;
}

static enum item_op op_parse(const char *op, bool *known)
{
	static const char *const names[] = {
		[ITEM_NEW] = "new", [ITEM_ECHO] = "echo", [ITEM_CONTEXT] = "context",
		[ITEM_GONE] = "gone",
	};

	*known = true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_equal(names[i], op))
			return (enum item_op)i;
	*known = false;
	return ITEM_NEW;
}

static const char *page_url(struct arena *arena, const char *handle, const char *uid)
{
	const char *at = handle != NULL ? strchr(handle, '@') : NULL;

	if (at == NULL)
		return NULL;
	return arena_printf(arena, "https://%s/@%.*s%s%s", at + 1, (int)(at - handle), handle,
		uid != NULL ? "/" : "", uid != NULL ? uid : "");
}

static struct item_author author_read(struct arena *arena, const char *lines, const char *handle,
	const char *name)
{
	struct item_author author = { .handle = settings_get(arena, lines, handle) };

	author.id = author.handle;
	author.name = settings_get(arena, lines, name);
	author.url = page_url(arena, author.handle, NULL);
	return author;
}

/* What an answer to this item needs. */
static const char *reply_ctx(struct arena *arena, const struct item *item)
{
	struct str lines = { 0 };
	const char *copy;

	settings_add(&lines, "to", item->uid);
	settings_add(&lines, "handle", item->author.handle);
	settings_add(&lines, "visibility", visibility_name(item->visibility));
	copy = arena_copy_n(arena, lines.text, lines.len);
	str_finish(&lines);
	return copy;
}

static err_t item_read(const struct task *task, const char *lines, struct item *item)
{
	struct arena *arena = task->arena;
	const char *op = settings_get(arena, lines, "op");
	const char *where = settings_get(arena, lines, "visibility");
	bool known;
	err_t err;

	item->op = op_parse(op, &known);
	if (!known)
		return err_make(ERR_DATA, "unknown op \"%s\"", op != NULL ? op : "");
	err = visibility_parse(where != NULL ? where : "", &item->visibility);
	if (err != NULL)
		return err;
	item->uid = item->native = settings_get(arena, lines, "uid");
	item->rev = settings_get(arena, lines, "rev");
	item->thread = settings_get(arena, lines, "thread");
	item->parent = settings_get(arena, lines, "parent");
	item->kind = settings_get(arena, lines, "kind");
	item->author = author_read(arena, lines, "handle", "name");
	item->author.followers = settings_int(lines, "followers", 0);
	if (item->op == ITEM_ECHO)
		item->to = author_read(arena, lines, "to_handle", "to_name");
	item->at_ms = settings_int(lines, "at", 0);
	item->edited_ms = settings_int(lines, "edited", 0);
	item->text = settings_get(arena, lines, "text");
	item->lang = settings_get(arena, lines, "lang");
	item->url = page_url(arena, item->author.handle, item->uid);
	item->history = item->at_ms < task->account->since_ms + task->account->skew_ms;
	err = item_check(item);
	if (err == NULL && item->op == ITEM_NEW)
		item->reply_ctx = reply_ctx(arena, item);
	return err;
}

static void line_read(const struct task *task, const char *line, size_t len, struct output *out)
{
	struct item item = { 0 };
	err_t err = utf8_valid(line, len) ? item_read(task, playback_lines(task->arena, line, len), &item)
		: err_make(ERR_DATA, "not UTF-8");

	if (err != NULL)
		output_bad(out, err->text, line, len);
	else
		output_item(out, &item);
}

/* The items of a page; its last line says where the next one begins. */
static err_t page_read(struct task *task, const struct response *response, struct output *out,
	bool *more)
{
	struct playback_state *state = task->state;
	const char *line = response->body, *end = response->body + response->len;
	const char *last = NULL;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (stop == NULL)
			break;
		if ((size_t)(stop - line) > 7 && strncmp(line, "cursor=", 7) == 0)
			last = playback_lines(task->arena, line, (size_t)(stop - line));
		else
			line_read(task, line, (size_t)(stop - line), out);
		line = stop + 1;
	}
	if (last == NULL)
		return err_make(ERR_PROTOCOL, "the page ends in the middle");
	state->cursor = settings_int(last, "cursor", 0);
	*more = settings_int(last, "more", 0) != 0;
	out->cursor = arena_printf(task->arena, "%lld", (long long)state->cursor);
	return NULL;
}

static err_t poll_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct playback_state *state = task->state;
	bool more = false;
	err_t err;

	if (task->stage == STAGE_READ) {
		if (response->fault != FAULT_NONE || response->status != 200)
			return response_error(task, response);
		err = page_read(task, response, out, &more);
		if (err == NULL && more) {
			need->kind = NEED_COMMIT;
			task->stage = STAGE_ASK;
		}
		return err;
	}
	if (!state->loaded && task->cursor != NULL)
		state->cursor = strtoll(task->cursor, NULL, 10);
	state->loaded = true;
	playback_ask(task, need, "GET", arena_printf(task->arena, "/%s?after=%lld&limit=%d", task->stream,
		(long long)state->cursor, PAGE));
	return NULL;
}

static void sent_read(const struct task *task, const struct response *response, struct output *out)
{
	const char *lines = playback_lines(task->arena, response->body, response->len);

	out->sent.remote_id = out->sent.native = settings_get(task->arena, lines, "id");
	out->sent.at_ms = settings_int(lines, "at", 0);
	out->sent.url = page_url(task->arena, task->account->self_handle, out->sent.remote_id);
	out->sent.outcome = out->sent.remote_id != NULL ? SEND_SENT : SEND_UNKNOWN;
}

const char *playback_reason(const struct task *task, const struct response *response)
{
	const char *why = NULL;

	if (response->fault != FAULT_NONE)
		return response->fault_text != NULL ? arena_copy(task->arena, response->fault_text)
			: "connection broken";
	if (response->len > 0)
		why = settings_get(task->arena,
			playback_lines(task->arena, response->body, response->len), "error");
	return why != NULL ? why : arena_printf(task->arena, "status %d", response->status);
}

static const char *plan_target(const struct task *task)
{
	const char *ctx = task->plan->reply_ctx != NULL ? task->plan->reply_ctx : "";
	const char *to = settings_get(task->arena, ctx, "to");

	return to != NULL ? to : task->plan->reply_to;
}

/* What is played has no use for their bytes: it is told that there are some, and how they are called. */
static void files_add(const struct plan *plan, struct str *form)
{
	struct str names = { 0 };

	for (size_t i = 0; i < plan->media_count; i++)
		str_printf(&names, "%s%s", i > 0 ? ", " : "", plan->media[i].name);
	if (names.len > 0)
		playback_form(form, "files", names.text);
	str_finish(&names);
}

static err_t send_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	const struct plan_part *part = &task->plan->parts[task->part];
	struct str form = { 0 };

	if (task->stage == STAGE_READ) {
		out->sent.outcome = send_outcome_of(response);
		out->sent.wait_ms = response->retry_after_ms;
		if (out->sent.outcome == SEND_SENT)
			sent_read(task, response, out);
		if (out->sent.outcome != SEND_SENT)
			out->sent.reason = playback_reason(task, response);
		return NULL;
	}
	playback_form(&form, "key", part->key);
	playback_form(&form, "to", plan_target(task));
	playback_form(&form, "visibility", visibility_name(task->plan->visibility));
	playback_form(&form, "text", part->text);
	files_add(task->plan, &form);
	playback_post(task, need, "/posts", &form);
	str_finish(&form);
	return NULL;
}

/* By key where the network keeps keys, else by what was said to whom since the attempt. */
static err_t reconcile_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	const struct plan_part *part = &task->plan->parts[task->part];
	struct str path = { 0 };

	if (task->stage == STAGE_READ) {
		if (response->fault == FAULT_NONE && response->status == 200) {
			sent_read(task, response, out);
		} else if (response->fault == FAULT_NONE && response->status == 404) {
			out->sent.outcome = task->account->level == 3 ? SEND_UNKNOWN : SEND_ABSENT;
			out->sent.reason = playback_reason(task, response);
		} else {
			return response_error(task, response);
		}
		return NULL;
	}
	str_add(&path, "/post?");
	if (task->account->level == 1) {
		playback_form(&path, "key", part->key);
	} else {
		playback_form(&path, "to", plan_target(task));
		playback_form(&path, "text", part->text);
		playback_form(&path, "since", arena_printf(task->arena, "%lld", (long long)
			(task->attempted_ms + task->account->skew_ms - CLOCK_SLACK_MS)));
	}
	playback_ask(task, need, "GET", path.text);
	str_finish(&path);
	return NULL;
}

static err_t playback_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	need->kind = NEED_NOTHING;
	switch (task->kind) {
	case TASK_PROBE:
		return probe_step(task, response, need, out);
	case TASK_POLL:
		return poll_step(task, response, need, out);
	case TASK_SEND:
		return send_step(task, response, need, out);
	case TASK_RECONCILE:
		return reconcile_step(task, response, need, out);
	case TASK_ACT:
		return playback_act(task, response, need, out);
	case TASK_LIVE:
		return err_make(ERR_UNSUPPORTED, "the playback network has no streams");
	case TASK_REFRESH:
		return NULL;
	case TASK_MEDIA:
	case TASK_AUTHORIZE:
		return err_make(ERR_UNSUPPORTED, "the playback network lets everybody in");
	case TASK_LOGIN:
		break;
	}
	return NULL;
}

static size_t code_points(const char *text)
{
	const char *end = text + strlen(text);
	size_t count = 0;

	for (uint32_t scalar; text < end; count++)
		text += utf8_decode(text, end, &scalar, NULL);
	return count;
}

static err_t playback_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	static const struct file_limits files = { .count = FILES_MOST, .image_bytes = FILE_BYTES, .other_bytes = FILE_BYTES,
		.alt_chars = ALT_CHARS };
	const struct message *answered = wish->answered;
	enum visibility ceiling = answered != NULL ? answered->visibility
		: wish->conversation->visibility;
	int64_t max = settings_int(wish->account->caps != NULL ? wish->account->caps : "",
		"max_chars", TEXT_MAX);
	struct plan_part *part = &plan->parts[0];
	const char *handle = answered != NULL && answered->handle != NULL ? answered->handle
		: wish->contact != NULL ? wish->contact->handle : NULL;

	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = answered != NULL ? answered->remote_id : wish->conversation->thread;
	plan->reply_ctx = answered != NULL && answered->reply_ctx != NULL ? answered->reply_ctx : "";
	plan->visibility = wish->visibility < 0 ? ceiling
		: visibility_ceiling(ceiling, (enum visibility)wish->visibility);
	plan->lang = wish->lang;
	plan->part_count = 1;
	part->text = wish->text;
	part->key = arena_printf(arena, "%s-0", wish->key);
	part->length = code_points(wish->text);
	part->max = (size_t)max;
	/* In a private thread with several people it is the writer of what is answered. */
	if (handle != NULL)
		plan->recipients[plan->recipient_count++] = arena_printf(arena, "@%s", handle);
	if (part->length > part->max)
		plan->blocked = arena_printf(arena, "%zu characters too long",
			part->length - part->max);
	else if (part->length == 0 && wish->media_count == 0)
		plan->blocked = "there is no text";
	files_plan(arena, wish, &files, plan);
	if (wish->cw != NULL && *wish->cw != '\0')
		plan->warnings[plan->warning_count++] = "this network has no content warnings";
	return NULL;
}

/* Its customers also write in private. */
static const char *playback_lacks(const struct account *account, enum feature feature)
{
	(void)account;
	return feature == FEATURE_DIRECT ? NULL : "this network does not have it";
}

const struct connector connector_playback = {
	.name = "playback",
	.title = "playback network",
	.settings = setting_keys,
	.sends = true,
	.state_size = sizeof(struct playback_state),
	.streams = stream_names,
	.step = playback_step,
	.prepare = playback_prepare,
	.lacks = playback_lacks,
	.refuses = playback_refuses
};
