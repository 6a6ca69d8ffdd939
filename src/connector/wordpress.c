/* SPDX-License-Identifier: ISC */
/*
 * Comments on a WordPress site, through its REST API and an application
 * password.  The list is read from the newest back to what is known, and its
 * first page always, so that what was edited or approved lately is seen.
 * hide holds a comment back, unhide approves it, report calls it spam.
 */
#include <ctype.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/json/json.h"
#include "guichet/markup/html.h"
#include "guichet/model/settings.h"
#include "registry.h"
#include "wordpress.h"

enum { PAGES = 100, OVERLAP = 10 };

struct state {
	int64_t known, newest, oldest;	/* poll */
	int page;
	const char *self_id, *self_name;	/* probe */
};

/* ---- asking */

void wordpress_ask(struct task *task, struct need *need, const char *method, const char *path)
{
	const struct account *account = task->account;
	size_t len = strlen(account->url);

	while (len > 0 && account->url[len - 1] == '/')
		len--;
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = method;
	need->request.url = arena_printf(task->arena, "%.*s/wp-json/wp/v2%s", (int)len, account->url, path);
	need->request.flags = REQUEST_AUTH;
	need->request.place = PLACE_BASIC;
	need->request.secret_name = settings_get(task->arena, account->settings, "user");
	request_header(task->arena, &need->request, "Accept", "application/json");
	task->stage = WORDPRESS_ANSWER;
}

void wordpress_ask_json(struct task *task, struct need *need, const char *path, struct str *body)
{
	wordpress_ask(task, need, "POST", path);
	request_header(task->arena, &need->request, "Content-Type", "application/json");
	need->request.body = arena_copy_n(task->arena, body->text, body->len);
	need->request.body_len = body->len;
	str_finish(body);
}

err_t wordpress_answer(struct task *task, const struct response *response, struct json **out)
{
	bool foreign = false;
	err_t err = response_json(task, response, out, &foreign);

	return !foreign ? err : err_make(ERR_PROTOCOL, "the answer is not JSON: is url= the address of a WordPress site?");
}

/* ---- reading */

const char *wordpress_text(struct arena *arena, const struct json *json, const char *key)
{
	const char *text = json_text(json, key);

	return text != NULL && *text != '\0' ? arena_copy(arena, text) : NULL;
}

const char *wordpress_web(const char *url)
{
	return url != NULL && (str_starts(url, "https://") || str_starts(url, "http://")) ? url : NULL;
}

/* Its instants are UTC and do not say so. */
int64_t wordpress_instant(struct arena *arena, const struct json *comment)
{
	const char *text = json_text(comment, "date_gmt");
	int64_t at = 0;

	return text != NULL && time_parse(arena_printf(arena, "%sZ", text), &at) == NULL ? at : 0;
}

/*
 * Somebody who signed in is the same person each time; of others only the
 * address says it.  A name is what anybody may type: it stands apart, so that
 * a guest who is called "user:1" or like an address is nobody else.
 */
static struct item_author author_of(struct arena *arena, const struct json *comment)
{
	int64_t user = json_int(comment, "author", 0);
	const char *name = wordpress_text(arena, comment, "author_name");
	const char *email = wordpress_text(arena, comment, "author_email");
	char *id = email != NULL ? arena_copy(arena, email)
		: arena_printf(arena, "name:%s", name != NULL ? name : "anonymous");

	for (char *p = id; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return (struct item_author){ .id = user > 0 ? arena_printf(arena, "user:%lld", (long long)user) : id,
		.handle = name != NULL ? name : "anonymous", .name = name,
		.url = wordpress_web(wordpress_text(arena, comment, "author_url")) };
}

static const struct json *comment_find(const struct json *page, int64_t id)
{
	for (size_t i = 0; id > 0 && i < json_count(page); i++)
		if (json_int(json_at(page, i), "id", 0) == id)
			return json_at(page, i);
	return NULL;
}

static const char *context_of(struct arena *arena, const struct json *comment)
{
	struct str lines = { 0 };
	const char *result;

	settings_add_int(&lines, "post", json_int(comment, "post", 0));
	settings_add_int(&lines, "comment", json_int(comment, "id", 0));
	settings_add(&lines, "status", json_text_or(comment, "status", ""));
	result = arena_copy(arena, str_text(&lines));
	str_finish(&lines);
	return result;
}

static void comment_read(struct task *task, const struct json *page, const struct json *comment, struct output *out)
{
	struct arena *arena = task->arena;
	int64_t id = json_int(comment, "id", 0), post = json_int(comment, "post", 0);
	int64_t parent = json_int(comment, "parent", 0), author = json_int(comment, "author", 0);
	bool own = author > 0 && str_equal(arena_printf(arena, "%lld", (long long)author), task->account->self_id);
	const char *html = json_text_or(json_get(comment, "content"), "rendered", "");
	const struct json *answered = comment_find(page, parent);
	struct item item = { .op = own ? ITEM_ECHO : ITEM_NEW, .visibility = VIS_PUBLIC,
		.kind = str_equal(json_text(comment, "status"), "hold") ? "held" : "comment" };
	struct str raw = { 0 };
	err_t err;

	item.uid = arena_printf(arena, "comment:%lld", (long long)id);
	item.native = arena_printf(arena, "%lld", (long long)id);
	item.thread = arena_printf(arena, "post:%lld", (long long)post);
	item.parent = parent > 0 ? arena_printf(arena, "comment:%lld", (long long)parent) : item.thread;
	item.author = author_of(arena, comment);
	if (own && answered != NULL)
		item.to = author_of(arena, answered);
	item.at_ms = wordpress_instant(arena, comment);
	item.history = !own && item.at_ms < task->account->since_ms;
	item.text = html_to_text(arena, html, strlen(html));
	item.url = wordpress_web(wordpress_text(arena, comment, "link"));
	item.reply_ctx = context_of(arena, comment);
	item.feed = !str_equal(json_text_or(comment, "type", "comment"), "comment");	/* a page that links here */
	err = id <= 0 ? err_make(ERR_DATA, "item: id is missing")
		: item.at_ms == 0 ? err_make(ERR_DATA, "item: date_gmt is no instant") : item_check(&item);
	if (err == NULL) {
		output_item(out, &item);
		return;
	}
	json_dump(comment, &raw);
	output_bad(out, err->text, str_text(&raw), raw.len);
	str_finish(&raw);
}

/* Each page begins a little before the end of the one before it: what is deleted meanwhile moves the rest up. */
static void page_ask(struct task *task, struct need *need, const struct state *state)
{
	wordpress_ask(task, need, "GET", arena_printf(task->arena,
		"/comments?context=edit&status=all&orderby=id&order=desc&per_page=%d&offset=%d", WORDPRESS_PAGE,
		state->page * (WORDPRESS_PAGE - OVERLAP)));
}

/*
 * The oldest first.  What is known ends the walk, or a whole page of what is
 * older than asked for: a single old date may be one that was imported.
 */
static err_t page_read(struct task *task, const struct json *page, struct need *need, struct state *state,
	struct output *out)
{
	size_t count = json_count(page);
	bool known = false, recent = false;

	if (state->page > 0 && json_int(json_at(page, 0), "id", 0) < state->oldest)
		return err_make(ERR_NET, "comments were deleted while they were read");
	for (size_t i = count; i-- > 0;) {
		const struct json *comment = json_at(page, i);
		int64_t id = json_int(comment, "id", 0), at = wordpress_instant(task->arena, comment);

		known = known || id <= state->known;
		if (at == 0 || at >= history_floor_ms(task)) {
			recent = true;
			comment_read(task, page, comment, out);
		}
		if (id > state->newest)
			state->newest = id;
	}
	if (count == WORDPRESS_PAGE && recent && !known && state->page + 1 == PAGES)
		output_gap(out, state->known == 0 ? history_floor_ms(task) : 0,
			wordpress_instant(task->arena, json_at(page, count - 1)));
	if (count == WORDPRESS_PAGE && recent && !known && state->page + 1 < PAGES) {
		state->oldest = json_int(json_at(page, count - 1), "id", 0);
		state->page++;
		page_ask(task, need, state);
		return NULL;
	}
	if (state->newest > state->known)
		out->cursor = arena_printf(task->arena, "id=%lld\n", (long long)state->newest);
	return NULL;
}

static err_t poll_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct state *state = task->state;
	struct json *page = NULL;
	err_t err;

	if (task->stage == WORDPRESS_START) {
		state->known = task->cursor != NULL ? settings_int(task->cursor, "id", 0) : 0;
		page_ask(task, need, state);
		return NULL;
	}
	err = wordpress_answer(task, response, &page);
	if (err == NULL && !json_is_array(page))
		err = err_make(ERR_PROTOCOL, "the answer is no list of comments");
	if (err == NULL)
		err = page_read(task, page, need, state, out);
	json_destroy(page);
	return err;
}

static err_t self_read(struct task *task, const struct response *response, struct need *need, struct state *state)
{
	struct json *self = NULL;
	int64_t id;
	err_t err = wordpress_answer(task, response, &self);

	if (err != NULL)
		return err;
	id = json_int(self, "id", 0);
	if (id > 0) {
		state->self_id = arena_printf(task->arena, "%lld", (long long)id);
		state->self_name = arena_copy(task->arena, json_text_or(self, "name", "WordPress"));
		wordpress_ask(task, need, "GET", "/comments?context=edit&status=all&per_page=1");
	}
	json_destroy(self);
	return id > 0 ? NULL : err_make(ERR_PROTOCOL, "the site does not say who we are");
}

/* Who may read comments as their editor may moderate them.  Capabilities do not tell: some have rights beyond theirs. */
static err_t rights_read(struct task *task, const struct response *response, const struct state *state,
	struct output *out)
{
	struct json *page = NULL;
	err_t err;

	if (response->fault == FAULT_NONE && response->status == 403)
		return err_make(ERR_AUTH, "%s may not moderate comments there: that takes the role of an editor",
			state->self_name);
	err = wordpress_answer(task, response, &page);
	json_destroy(page);
	if (err != NULL)
		return err;
	out->probe.done = true;
	out->probe.self_id = state->self_id;
	out->probe.self_handle = state->self_name;
	out->probe.caps = "";
	out->probe.level = 2;
	return NULL;
}

static err_t probe_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	struct state *state = task->state;

	if (task->stage == WORDPRESS_START) {
		wordpress_ask(task, need, "GET", "/users/me?context=edit");
		return NULL;
	}
	return state->self_id == NULL ? self_read(task, response, need, state) : rights_read(task, response, state, out);
}

static err_t wordpress_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	need->kind = NEED_NOTHING;
	switch (task->kind) {
	case TASK_PROBE:
		return probe_step(task, response, need, out);
	case TASK_POLL:
		return poll_step(task, response, need, out);
	case TASK_SEND:
		return wordpress_send(task, response, need, out);
	case TASK_RECONCILE:
		return wordpress_reconcile(task, response, need, out);
	case TASK_ACT:
		return wordpress_act(task, response, need, out);
	default:
		return err_make(ERR_UNSUPPORTED, "WordPress has no such task");
	}
}

static const char *wordpress_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	if (kind == ACT_HIDE || kind == ACT_UNHIDE || kind == ACT_REPORT || kind == ACT_RETRACT)
		return NULL;
	return "WordPress cannot do that with a comment";
}

static const char *const keys[] = { "url", "user", NULL };
static const char *const required[] = { "user", NULL };
static const char *const streams[] = { "comments", NULL };

const struct connector connector_wordpress = {
	.name = "wordpress",
	.title = "WordPress comments",
	.settings = keys,
	.required = required,
	.needs_url = true,
	.needs_secret = true,
	.sends = true,
	.state_size = sizeof(struct state),
	.streams = streams,
	.step = wordpress_step,
	.prepare = wordpress_prepare,
	.refuses = wordpress_refuses
};
