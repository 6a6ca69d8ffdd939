/* SPDX-License-Identifier: ISC */
/*
 * Hacker News, listened to through its search: each story or comment that
 * holds the words of the setting query.  The newest comes first and only a
 * page at a time, so the walk goes back to what the last one had seen, with
 * an overlap for what the search indexed late, and the cursor moves when the
 * walk is over.
 */
#include <string.h>

#include "guichet/json/json.h"
#include "guichet/markup/html.h"
#include "guichet/model/settings.h"
#include "listening.h"
#include "registry.h"

enum { PAGE = 100, PAGES = 10, OVERLAP_S = 600 };
enum { START, ANSWER };
#define SEARCH "https://hn.algolia.com"

struct state { int64_t from_s, newest_s; int page; };

static const char only_read[] = "Hacker News is only read: open leads to the page, where one can answer";

static void ask(struct task *task, struct need *need, const struct state *state)
{
	const struct account *account = task->account;
	bool own = account->url != NULL && *account->url != '\0';
	const char *base = own ? account->url : SEARCH;
	const char *query = settings_get(task->arena, account->settings != NULL ? account->settings : "", "query");
	size_t len = strlen(base);
	struct str url = { 0 };

	while (len > 0 && base[len - 1] == '/')
		len--;
	str_printf(&url, "%.*s/api/v1/search_by_date?query=", (int)len, base);
	url_escape(&url, query != NULL ? query : "");
	str_printf(&url, "&tags=%%28story%%2Ccomment%%29&hitsPerPage=%d&page=%d&numericFilters=created_at_i%%3E%lld",
		task->kind == TASK_PROBE ? 1 : PAGE, state->page, (long long)state->from_s);
	memset(need, 0, sizeof(*need));
	need->kind = NEED_HTTP;
	need->request.method = "GET";
	need->request.url = arena_copy(task->arena, str_text(&url));
	request_header(task->arena, &need->request, "Accept", "application/json");
	task->stage = ANSWER;
	str_finish(&url);
}

static void begin(struct task *task, struct state *state)
{
	int64_t seen_s = task->cursor != NULL ? settings_int(task->cursor, "seen", 0) : 0;

	state->from_s = seen_s > 0 ? seen_s - OVERLAP_S : history_floor_ms(task) / 1000 - 1;
	if (task->kind == TASK_PROBE || state->from_s < 0)
		state->from_s = 0;
	state->newest_s = seen_s;
}

static const char *some(struct arena *arena, const struct json *hit, const char *key)
{
	const char *text = json_text(hit, key);

	return text != NULL && *text != '\0' ? arena_copy(arena, text) : NULL;
}

/* A story is its title, with what its writer said below it. */
static const char *words_of(struct arena *arena, const struct json *hit)
{
	const char *title = some(arena, hit, "title"), *html = json_text(hit, "comment_text");

	if (html == NULL)
		html = json_text_or(hit, "story_text", "");
	html = html_to_text(arena, html, strlen(html));
	if (title == NULL)
		return html;
	return *html != '\0' ? arena_printf(arena, "%s\n\n%s", title, html) : title;
}

static void hit_read(struct task *task, const struct json *hit, struct output *out)
{
	struct arena *arena = task->arena;
	const char *id = some(arena, hit, "objectID"), *author = some(arena, hit, "author");
	const char *story = some(arena, hit, "story_id"), *parent = some(arena, hit, "parent_id");
	struct item item = { .op = ITEM_NEW, .kind = json_text(hit, "comment_text") != NULL ? "comment" : "post",
		.visibility = VIS_PUBLIC, .feed = true, .uid = id, .thread = story, .parent = parent,
		.at_ms = json_seconds_ms(hit, "created_at_i"), .text = words_of(arena, hit) };
	struct str raw = { 0 };
	err_t err;

	item.history = item.at_ms < task->account->since_ms;
	item.author = (struct item_author){ .id = author, .handle = author, .name = author };
	item.url = arena_printf(arena, "https://news.ycombinator.com/item?id=%s", id != NULL ? id : "");
	err = item_check(&item);
	if (err == NULL && item.at_ms < history_floor_ms(task))
		return;
	if (err == NULL) {
		output_item(out, &item);
		return;
	}
	json_dump(hit, &raw);
	output_bad(out, err->text, str_text(&raw), raw.len);
	str_finish(&raw);
}

static err_t page_read(struct task *task, const struct json *hits, struct need *need, struct state *state,
	struct output *out)
{
	size_t count = json_count(hits);

	for (size_t i = count; i-- > 0;) {
		int64_t at_ms = json_seconds_ms(json_at(hits, i), "created_at_i");

		hit_read(task, json_at(hits, i), out);
		if (at_ms / 1000 > state->newest_s && at_ms <= task->now_ms)
			state->newest_s = at_ms / 1000;
	}
	if (count == PAGE && ++state->page < PAGES) {
		ask(task, need, state);
		return NULL;
	}
	if (count == PAGE)
		output_gap(out, state->from_s * 1000, json_seconds_ms(json_at(hits, count - 1), "created_at_i"));
	if (state->newest_s > 0)
		out->cursor = arena_printf(task->arena, "seen=%lld\n", (long long)state->newest_s);
	return NULL;
}

static err_t answer(struct task *task, const struct response *response, struct need *need, struct state *state,
	struct output *out)
{
	struct json *page = NULL;
	const struct json *hits;
	err_t err;

	if (response->fault != FAULT_NONE || response->status != 200)
		return response_error_open(task, response);
	err = json_parse(response->body, response->len, &page);
	if (err != NULL)
		return err;
	hits = json_get(page, "hits");
	if (!json_is_array(hits)) {
		err = err_make(ERR_PROTOCOL, "the answer has no hits: is url= the address of the search?");
	} else if (task->kind == TASK_PROBE) {
		out->probe.done = true;
		out->probe.self_id = "search";
		out->probe.self_handle = settings_get(task->arena, task->account->settings, "query");
		out->probe.caps = "";
		out->probe.level = 3;
	} else {
		err = page_read(task, hits, need, state, out);
	}
	json_destroy(page);
	return err;
}

static err_t hackernews_step(struct task *task, const struct response *response, struct need *need,
	struct output *out)
{
	struct state *state = task->state;

	need->kind = NEED_NOTHING;
	if (listening_refused(task, only_read, out))
		return NULL;
	if (task->stage == ANSWER)
		return answer(task, response, need, state, out);
	begin(task, state);
	ask(task, need, state);
	return NULL;
}

static const char *const keys[] = { "query", "url", NULL };
static const char *const required[] = { "query", NULL };
static const char *const streams[] = { "hits", NULL };

const struct connector connector_hackernews = {
	.name = "hackernews",
	.title = "Hacker News search",
	.settings = keys,
	.required = required,
	.only_read = only_read,
	.state_size = sizeof(struct state),
	.streams = streams,
	.step = hackernews_step,
	.prepare = listening_prepare,
	.refuses = listening_refuses
};
