/* SPDX-License-Identifier: ISC */
/*
 * Which pages are looked at again, and when.  A change costs a page nothing
 * unless the changed row is on it or would belong to it; a page whose terms
 * depend on the time of day is looked at every second besides.
 */
#include "pages.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "answer.h"

enum {
	TICK_MS = 20, TIMED_MS = 1000, CHANGES_LOOKED_AT = 200,
	SUBSCRIPTIONS_MAX = 32		/* of one session */
};

struct subscription {
	struct subscription *session_next, *page_next;
	struct session *session;
	struct page *page;
	int64_t id;
	struct page_mark *have;
	size_t count;
	bool told;
	char *next_mark;		/* as it was told */
};

struct pages {
	struct server *server;
	struct page *first;
	size_t subscriptions, evaluations;
	struct loop_timer *tick, *timed, *sweep;
	int64_t ticked_ms;		/* steady */
};

/* ---- what a subscriber is sent */

struct sending { struct subscription *to; struct str frames; int64_t now_ms; };

static void send_gone(void *data, int64_t id)
{
	struct sending *sending = data;
	struct str body = { 0 };

	str_printf(&body, "{\"gone\":%lld}", (long long)id);
	wire_put_row(&sending->frames, sending->to->id, body.text);
	str_finish(&body);
}

static void send_put(void *data, size_t row, size_t at)
{
	struct sending *sending = data;
	const struct page_row *r = &sending->to->page->shown.rows[row];
	struct str body = { 0 };
	struct json_out o = { .to = &body, .comma = true };

	str_printf(&body, "{\"put\":%s", r->body);
	answer_waiting(&o, r->wait_ms, sending->now_ms);
	str_printf(&body, "},\"at\":%zu}", at);
	wire_put_row(&sending->frames, sending->to->id, body.text);
	str_finish(&body);
}

/* After the rows, when the first of them were told or another page follows than before. */
static void put_page(struct subscription *sub, struct str *frames)
{
	const struct page *page = sub->page;
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	if (sub->told && str_equal(page->shown.next_mark, sub->next_mark))
		return;
	json_open_object(&o, NULL);
	json_open_object(&o, "page");
	json_put_int(&o, "count", (int64_t)page->shown.count);
	json_put_bool(&o, "more", page->shown.next_mark != NULL);
	json_put_text(&o, "next", page->shown.next_mark);
	json_close_object(&o);
	json_close_object(&o);
	wire_put_row(frames, sub->id, body.text);
	str_finish(&body);
	sub->told = true;
	free(sub->next_mark);
	sub->next_mark = page->shown.next_mark == NULL ? NULL : mem_copy(page->shown.next_mark);
}

static void subscription_update(struct pages *pages, struct subscription *sub)
{
	struct page *page = sub->page;
	struct sending sending = { .to = sub, .now_ms = desk_now(pages->server->desk) };
	struct page_edit edit = { .gone = send_gone, .put = send_put, .data = &sending };
	struct page_mark *want;

	if (!page->evaluated || sub->session->closing || sub->session->dead ||
	    session_backlog(sub->session) > SESSION_OUT_HIGH)
		return;
	want = mem_array(page->shown.count + 1, sizeof(*want));
	for (size_t i = 0; i < page->shown.count; i++)
		want[i] = page->shown.rows[i].mark;
	page_diff(sub->have, sub->count, want, page->shown.count, &edit);
	free(want);
	sub->count = page->shown.count;
	put_page(sub, &sending.frames);
	session_send(sub->session, &sending.frames);
	str_finish(&sending.frames);
}

/* A send may close a session and with it any number of subscriptions: begin again after each death. */
static void page_tell(struct pages *pages, struct page *page)
{
	for (struct subscription *sub = page->watchers; sub != NULL; ) {
		struct session *session = sub->session;
		struct subscription *next = sub->page_next;

		subscription_update(pages, sub);
		if (session->dead)
			next = page->watchers;
		sub = next;
	}
}

/* ---- when */

static void on_tick(void *data);

static void pages_wake(struct pages *pages)
{
	int64_t ms = pages->ticked_ms + TICK_MS - clock_steady_ms();

	loop_timer_stop(pages->server->loop, &pages->tick);
	pages->tick = loop_after(pages->server->loop, ms > 0 ? ms : 0, on_tick, pages);
}

static void on_asked(void *data, struct page *page)
{
	struct pages *pages = data;

	if (page->evaluated)
		page_tell(pages, page);
	if (page->dirty)
		pages_wake(pages);
}

static err_t page_look(struct pages *pages, struct page *page)
{
	err_t err;

	pages->evaluations++;
	if (page->free)
		return page_ask(pages->server, page, on_asked, pages);
	err = page_evaluate(pages->server->desk, page);
	page->dirty = false;
	if (err == NULL)
		page_tell(pages, page);
	return err;
}

static bool wants_rows(const struct page *page)
{
	return page->dirty && page->watchers != NULL && page->question == NULL;
}

/* One that can be looked at now; *rest_ms becomes how long the others still rest, if any. */
static struct page *next_dirty(struct pages *pages, int64_t *rest_ms)
{
	int64_t now = clock_steady_ms();

	*rest_ms = 0;
	for (struct page *page = pages->first; page != NULL; page = page->next) {
		if (!wants_rows(page))
			continue;
		if (page->rested_ms <= now)
			return page;
		if (*rest_ms == 0 || page->rested_ms - now < *rest_ms)
			*rest_ms = page->rested_ms - now;
	}
	return NULL;
}

static void on_tick(void *data)
{
	struct pages *pages = data;
	struct page *page;
	int64_t rest_ms;

	pages->tick = NULL;
	pages->ticked_ms = clock_steady_ms();
	while ((page = next_dirty(pages, &rest_ms)) != NULL) {
		err_t err = page_look(pages, page);

		if (err != NULL)
			log_line("server", "page: %s", err->text);
	}
	if (rest_ms > 0)
		pages->tick = loop_after(pages->server->loop, rest_ms, on_tick, pages);
}

static void on_timed(void *data)
{
	struct pages *pages = data;
	bool any = false;

	pages->timed = NULL;
	for (struct page *page = pages->first; page != NULL; page = page->next) {
		page->dirty = page->dirty || page->timed;
		any = any || page->timed;
	}
	if (!any)
		return;
	pages_wake(pages);
	pages->timed = loop_after(pages->server->loop, TIMED_MS, on_timed, pages);
}

/* Every page for which this conversation matters becomes dirty. */
static void conversation_changed(struct pages *pages, struct arena *arena, int64_t id)
{
	struct list_row row = { .conv = { .id = 0 } };

	for (struct page *page = pages->first; page != NULL; page = page->next)
		page->dirty = page->dirty || page_concerns(pages->server->desk, arena, page, id, &row);
}

/* Only to pages that look at what was read or drafted. */
static void mark_changed(struct pages *pages, struct arena *arena, int64_t id)
{
	struct list_row row = { .conv = { .id = 0 } };

	for (struct page *page = pages->first; page != NULL; page = page->next)
		if (query_needs_facts(page->query))
			page->dirty = page->dirty || page_concerns(pages->server->desk, arena, page, id, &row);
}

void pages_changed(struct pages *pages, const struct change *changes, size_t count)
{
	struct arena *arena;
	bool all = count > CHANGES_LOOKED_AT;

	if (pages->first == NULL)
		return;
	arena = arena_create();
	for (size_t i = 0; i < count && !all; i++) {
		all = changes[i].kind == CHANGE_ACCOUNT || changes[i].kind == CHANGE_AGENT || changes[i].id == 0;
		if (changes[i].kind == CHANGE_CONVERSATION)
			conversation_changed(pages, arena, changes[i].id);
		else if (changes[i].kind == CHANGE_MARK)
			mark_changed(pages, arena, changes[i].id);
	}
	for (struct page *page = pages->first; page != NULL && all; page = page->next)
		page->dirty = true;
	arena_destroy(arena);
	for (struct page *page = pages->first; page != NULL; page = page->next) {
		if (wants_rows(page)) {
			pages_wake(pages);
			return;
		}
	}
}

/* ---- who */

static void page_drop(struct pages *pages, struct page *page)
{
	for (struct page **link = &pages->first; *link != NULL; link = &(*link)->next) {
		if (*link == page) {
			*link = page->next;
			break;
		}
	}
	page_destroy(page);
}

static struct page *page_find(struct pages *pages, const struct page *like)
{
	for (struct page *page = pages->first; page != NULL; page = page->next) {
		if (page_is_same(page, like))
			return page;
	}
	return NULL;
}

/* A page of that query for that agent: a new one, or the one that others watch already. */
static err_t page_open(struct pages *pages, const struct actor *actor, const char *text, size_t limit,
	struct page **out)
{
	struct page *page, *known;
	err_t err = page_create(pages->server->desk, actor, text, limit, &page);

	if (err != NULL)
		return err;
	known = page_find(pages, page);
	if (known != NULL) {
		page_destroy(page);
		*out = known;
		return NULL;
	}
	err = page_look(pages, page);	/* somebody looks at an empty screen: it waits for no tick */
	if (err != NULL) {
		page_destroy(page);
		return err;
	}
	page->next = pages->first;
	pages->first = page;
	*out = page;
	return NULL;
}

err_t pages_subscribe(struct session *session, int64_t id, const char *query, size_t limit)
{
	struct pages *pages = session->server->pages;
	struct subscription *sub;
	struct page *page;
	size_t count = 0;
	err_t err;

	for (sub = session->subscriptions; sub != NULL; sub = sub->session_next)
		count++;
	if (count >= SUBSCRIPTIONS_MAX)
		return err_make(ERR_LIMIT, "one client watches at most %d pages", SUBSCRIPTIONS_MAX);
	err = page_open(pages, &session->actor, query, limit, &page);
	if (err != NULL)
		return err;
	sub = mem_alloc(sizeof(*sub));
	sub->session = session;
	sub->page = page;
	sub->id = id;
	sub->have = mem_array(limit + 1, sizeof(*sub->have));
	sub->session_next = session->subscriptions;
	session->subscriptions = sub;
	sub->page_next = page->watchers;
	page->watchers = sub;
	pages->subscriptions++;
	if (page->dirty)
		pages_wake(pages);
	if (page->timed && pages->timed == NULL)
		pages->timed = loop_after(pages->server->loop, TIMED_MS, on_timed, pages);
	server_attend(session->server);
	if (!page->dirty)
		subscription_update(pages, sub);
	return NULL;
}

static void subscription_drop(struct subscription *sub)
{
	struct pages *pages = sub->session->server->pages;
	struct page *page = sub->page;

	for (struct subscription **link = &page->watchers; *link != NULL; link = &(*link)->page_next) {
		if (*link == sub) {
			*link = sub->page_next;
			break;
		}
	}
	for (struct subscription **link = &sub->session->subscriptions; *link != NULL;
	     link = &(*link)->session_next) {
		if (*link == sub) {
			*link = sub->session_next;
			break;
		}
	}
	pages->subscriptions--;
	free(sub->have);
	free(sub->next_mark);
	free(sub);
}

/* Pages that nobody watches go at the next turn, because one of them may just be telling its rows. */
static void on_sweep(void *data)
{
	struct pages *pages = data;

	pages->sweep = NULL;
	for (struct page *page = pages->first, *next; page != NULL; page = next) {
		next = page->next;
		if (page->watchers == NULL)
			page_drop(pages, page);
	}
}

static void sweep_soon(struct pages *pages)
{
	if (pages->sweep == NULL)
		pages->sweep = loop_after(pages->server->loop, 0, on_sweep, pages);
}

bool pages_cancel(struct session *session, int64_t id)
{
	struct subscription *sub = session->subscriptions;
	struct str frame = { 0 };

	while (sub != NULL && sub->id != id)
		sub = sub->session_next;
	if (sub == NULL)
		return false;
	subscription_drop(sub);
	sweep_soon(session->server->pages);
	server_attend(session->server);
	wire_put_end(&frame, id, NULL);
	session_send(session, &frame);
	str_finish(&frame);
	return true;
}

void pages_resume(struct session *session)
{
	for (struct subscription *sub = session->subscriptions; sub != NULL; sub = sub->session_next) {
		subscription_update(session->server->pages, sub);
		if (session->dead)
			return;
	}
}

void pages_forget(struct session *session)
{
	struct pages *pages = session->server->pages;

	if (session->subscriptions == NULL)
		return;
	while (session->subscriptions != NULL)
		subscription_drop(session->subscriptions);
	sweep_soon(pages);
	server_attend(session->server);
}

size_t pages_evaluations(const struct pages *pages)
{
	return pages->evaluations;
}

size_t pages_count(const struct pages *pages)
{
	return pages->subscriptions;
}

struct pages *pages_create(struct server *server)
{
	struct pages *pages = mem_alloc(sizeof(*pages));

	pages->server = server;
	pages->ticked_ms = clock_steady_ms() - TICK_MS;
	return pages;
}

void pages_destroy(struct pages *pages)
{
	if (pages == NULL)
		return;
	loop_timer_stop(pages->server->loop, &pages->tick);
	loop_timer_stop(pages->server->loop, &pages->timed);
	loop_timer_stop(pages->server->loop, &pages->sweep);
	while (pages->first != NULL)
		page_drop(pages, pages->first);
	free(pages);
}
