/* SPDX-License-Identifier: ISC */
/*
 * One desk that stays attached while somebody types: calls that are waited
 * for, and a page of what waits, which keeps the courier at work and tells
 * what came meanwhile.  Nothing is asked again and again.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/json/json.h"
#include "plain.h"

enum { OWN_MOST = 64 };

#define NEWS_QUERY "status:open is:waiting"

/* A conversation in which somebody waits. */
struct waiter { int64_t id, last_ms, due_ms; bool fresh, late, there; };

struct news {
	int64_t call;
	struct waiter *waiters;
	size_t count;
	int64_t own[OWN_MOST];		/* what the command that runs is about */
	size_t own_count;
	bool building, begun, told;	/* a page comes; one was whole; the greeting was said */
};

/* ---- calls that are waited for */

struct waiting {
	struct plain *plain;
	client_row_fn row;
	void *data;
	struct json **answer;
	int64_t call;
	err_t err;
	bool done;
};

static void end(struct waiting *waiting, err_t err)
{
	waiting->err = err;
	waiting->done = true;
	loop_stop(waiting->plain->loop);
}

static void on_row(void *data, const struct json *row)
{
	struct waiting *waiting = data;
	err_t err = row != NULL && waiting->row != NULL ? waiting->row(waiting->data, row) : NULL;

	if (err == NULL)
		return;
	attach_forget(waiting->plain->desk, waiting->call);
	end(waiting, err);
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct waiting *waiting = data;

	if (why == NULL && waiting->answer != NULL)
		*waiting->answer = json_share(answer);
	end(waiting, why);
}

/* ---- what an answer makes of "this one" */

static int64_t instant(const struct json *row, const char *key)
{
	const char *text = json_text(row, key);
	int64_t ms;

	return text != NULL && time_parse(text, &ms) == NULL ? ms : 0;
}

static void list_begin(struct plain_list *list)
{
	arena_reset(list->arena);
	list->count = 0;
	list->query = NULL;
	list->after = list->limit = NULL;
}

static void list_add(struct plain_list *list, const struct json *rows)
{
	list->ids = mem_grow(list->ids, list->count + json_count(rows) + 1, sizeof(*list->ids));
	for (size_t i = 0; i < json_count(rows); i++)
		list->ids[list->count++] = json_int(json_at(rows, i), "id", 0);
}

static void listed(struct plain *plain, const struct call_request *request, const struct json *answer)
{
	struct plain_list *list = &plain->list;
	const char *limit = call_text(request, "limit");

	if (call_text(request, "after") == NULL)
		list_begin(list);
	plain->env.rows_before = list->count;
	list_add(list, json_get(answer, "rows"));
	if (list->query == NULL) {
		list->query_count = call_count(request, "query");
		list->query = arena_array(list->arena, list->query_count + 1, sizeof(*list->query));
		for (size_t i = 0; i < list->query_count; i++)
			list->query[i] = arena_copy(list->arena, call_text_at(request, "query", i));
		list->limit = arena_copy(list->arena, limit);
	}
	list->after = json_bool(answer, "more", false) ? arena_copy(list->arena, json_text(answer, "next")) : NULL;
}

static void showed(struct plain *plain, const struct json *answer)
{
	const struct json *messages = json_get(answer, "messages");

	json_destroy(plain->thread);
	plain->thread = json_share(answer);
	plain->here = json_int(answer, "id", 0);
	plain->seen = 0;
	for (size_t i = 0; i < json_count(messages); i++)
		if (strcmp(json_text_or(json_at(messages, i), "direction", ""), "in") == 0)
			plain->seen = json_int(json_at(messages, i), "id", plain->seen);
}

static void remember(struct plain *plain, const struct call_request *request, const struct json *answer)
{
	const struct json *changed = json_get(answer, "changed");
	const char *name = request->call->name;

	if (strcmp(name, "list") == 0) {
		listed(plain, request, answer);
	} else if (strcmp(name, "search") == 0) {
		list_begin(&plain->list);
		plain->env.rows_before = 0;
		list_add(&plain->list, json_get(answer, "rows"));
	} else if (strcmp(name, "show") == 0 && json_text(answer, "as_of") == NULL) {
		showed(plain, answer);
	} else if (strcmp(name, "reply") == 0) {
		plain->leaves_ms = instant(answer, "not_before");
	} else if (strcmp(name, "undo") == 0 && json_get(answer, "files") != NULL) {
		plain->leaves_ms = 0;
	} else if (strcmp(name, "next") == 0) {
		plain->here = json_int(answer, "id", 0);
		plain->seen = 0;
	}
	for (size_t i = 0; i < json_count(changed); i++)
		plain_news_own(plain, json_value_int(json_at(changed, i), 0));
}

static err_t call(void *data, const struct call_request *request, const char *payload, size_t len,
	client_row_fn row, void *row_data, struct json **answer)
{
	struct plain *plain = data;
	struct json *ours = NULL;
	struct waiting waiting = { .plain = plain, .row = row, .data = row_data, .answer = &ours };
	const struct attach_listener listener = { .row = on_row, .answer = on_answer, .data = &waiting };
	err_t err = NULL;

	if (attach_state(plain->desk) == ATTACH_FAILED)
		attach_again(plain->desk);
	plain->asking = true;
	waiting.call = attach_call(plain->desk, request, payload, len, &listener);
	while (err == NULL && !waiting.done)
		err = loop_run(plain->loop);
	plain->asking = false;
	if (!waiting.done)
		attach_forget(plain->desk, waiting.call);
	if (err == NULL)
		err = waiting.err;
	if (err == NULL)
		remember(plain, request, ours);
	if (answer != NULL)
		*answer = ours;
	else
		json_destroy(ours);
	return err;
}

bool plain_is_leaving(const struct plain *plain)
{
	return plain->leaves_ms > clock_now(&plain->clock);
}

/* ---- news */

static struct waiter *waiter_find(struct news *news, int64_t id)
{
	for (size_t i = 0; i < news->count; i++)
		if (news->waiters[i].id == id)
			return &news->waiters[i];
	return NULL;
}

static bool is_own(const struct news *news, int64_t id)
{
	for (size_t i = 0; i < news->own_count; i++)
		if (news->own[i] == id)
			return true;
	return false;
}

static void put(struct plain *plain, const struct json *row)
{
	struct news *news = plain->news;
	int64_t id = json_int(row, "id", 0), last_ms = instant(row, "last_at");
	struct waiter *waiter = waiter_find(news, id);

	if (waiter == NULL) {
		news->waiters = mem_grow(news->waiters, news->count + 1, sizeof(*news->waiters));
		waiter = &news->waiters[news->count++];
		*waiter = (struct waiter){ .id = id, .last_ms = is_own(news, id) ? last_ms : 0 };
	}
	waiter->fresh = news->begun && (waiter->fresh || last_ms > waiter->last_ms);
	waiter->last_ms = last_ms;
	waiter->due_ms = instant(row, "due_at");
	waiter->there = true;
}

static void gone(struct news *news, int64_t id)
{
	for (size_t i = 0; i < news->count; i++)
		if (news->waiters[i].id == id)
			news->waiters[i] = news->waiters[--news->count];
}

/* The first page, or the first from another server: who is not on it waits no more. */
static void page_is_whole(struct news *news)
{
	for (size_t i = news->count; news->building && i-- > 0; )
		if (!news->waiters[i].there)
			news->waiters[i] = news->waiters[--news->count];
	news->building = false;
	news->begun = true;
}

static void on_change(void *data, const struct json *row)
{
	struct plain *plain = data;
	struct news *news = plain->news;

	if (row == NULL) {
		news->building = true;
		for (size_t i = 0; i < news->count; i++)
			news->waiters[i].there = false;
	} else if (json_get(row, "put") != NULL) {
		put(plain, json_get(row, "put"));
	} else if (json_get(row, "gone") != NULL) {
		gone(news, json_int(row, "gone", 0));
	} else if (json_get(row, "page") != NULL) {
		page_is_whole(news);
		if (plain->starting)
			loop_stop(plain->loop);
	}
}

static void on_changes_ended(void *data, const struct json *answer, err_t why)
{
	struct plain *plain = data;

	(void)answer;
	(void)why;	/* then there is no news, and everything else works */
	plain->news->call = 0;
	if (plain->starting)
		loop_stop(plain->loop);
}

static err_t follow(struct plain *plain)
{
	const struct attach_listener listener = { .row = on_change, .answer = on_changes_ended, .data = plain };
	struct call_request request = { 0 };
	struct call_front front;
	err_t err = call_parse(plain->env.arena, call_find("watch"), 3,
		(const char *const[]){ NEWS_QUERY, "--limit", "500" }, &request, &front);

	if (err != NULL)
		return err;
	plain->news = mem_alloc(sizeof(*plain->news));
	plain->news->building = true;
	plain->news->call = attach_call(plain->desk, &request, NULL, 0, &listener);
	while (err == NULL && !plain->news->begun && plain->news->call != 0)
		err = loop_run(plain->loop);
	return err;
}

void plain_news_begin(struct plain *plain)
{
	if (plain->news != NULL)
		plain->news->own_count = 0;
}

void plain_news_own(struct plain *plain, int64_t id)
{
	if (plain->news != NULL && plain->news->own_count < OWN_MOST)
		plain->news->own[plain->news->own_count++] = id;
}

static void on_turn(void *data)
{
	loop_stop(data);
}

/* Takes what has arrived already, waits for nothing. */
static void catch_up(struct plain *plain)
{
	loop_after(plain->loop, 0, on_turn, plain->loop);
	err_ignore(loop_run(plain->loop), "then the news comes later");
}

const char *plain_news(struct plain *plain, struct arena *arena)
{
	struct news *news = plain->news;
	size_t fresh = 0, late = 0, all_late = 0;
	const char *came, *lates;

	catch_up(plain);
	if (attach_state(plain->desk) != ATTACH_HERE)
		return _("the desk is not there; it is looked for");
	for (size_t i = 0; news != NULL && i < news->count; i++) {
		struct waiter *waiter = &news->waiters[i];
		bool is_late = waiter->due_ms != 0 && waiter->due_ms <= clock_now(&plain->clock);

		fresh += waiter->fresh;
		late += is_late && !waiter->late;
		all_late += is_late;
		waiter->late = is_late;
		waiter->fresh = false;
	}
	if (news == NULL || (news->told && fresh + late == 0))
		return NULL;
	if (!news->told) {
		news->told = true;
		return arena_printf(arena, _("%zu waiting, %zu late; help explains the commands"), news->count, all_late);
	}
	came = arena_printf(arena, message_plural("%zu new", "%zu new", fresh), fresh);
	lates = arena_printf(arena, _("%zu late"), late);
	return fresh == 0 ? lates : late == 0 ? came : arena_printf(arena, "%s, %s", came, lates);
}

/* ---- the desk */

static void on_state(void *data, enum attach_state state, err_t why)
{
	struct plain *plain = data;

	if (state == ATTACH_HERE && plain->env.options.now == NULL)
		plain->clock = attach_clock(plain->desk);
	if (plain->starting && state != ATTACH_SEEKING) {
		plain->failed = state == ATTACH_HERE ? NULL : why;
		loop_stop(plain->loop);
	} else if (plain->asking && why != NULL && state == ATTACH_LOST) {	/* somebody waits and wonders why */
		plain->sink.note(plain, shown_line(plain->env.arena, arena_printf(plain->env.arena, _("the desk went away (%s); "
			"what you said is said again when it is back"), err_shown(plain->env.arena, why))));
	}
}

static const struct json *hello_of(void *data)
{
	return attach_hello(((const struct plain *)data)->desk);
}

err_t plain_attach(struct plain *plain)
{
	const struct attach_watcher watcher = { .state = on_state, .data = plain };
	err_t err = loop_create(&plain->loop);

	if (err == NULL)
		err = attach(&plain->env.options, plain->loop, &watcher, &plain->desk);
	plain->starting = true;
	while (err == NULL && attach_state(plain->desk) == ATTACH_SEEKING)
		err = loop_run(plain->loop);
	if (err == NULL)
		err = plain->failed;
	if (err == NULL && plain->typed)
		err = follow(plain);
	plain->starting = false;
	plain->env.call = call;
	plain->env.hello = hello_of;
	plain->env.call_data = plain;
	return err;
}

void plain_detach(struct plain *plain)
{
	json_destroy(plain->thread);
	attach_close(plain->desk);
	loop_destroy(plain->loop);
	if (plain->news != NULL)
		free(plain->news->waiters);
	free(plain->news);
}
