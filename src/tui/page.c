/* SPDX-License-Identifier: ISC */
/*
 * The rows of a page, in the server's order: first those that it follows for
 * us, behind them a tail that was fetched and stands still.  A row that the
 * server lets go at the end of what it follows was pushed out by another one
 * and goes on at the beginning of the tail.  When the tail may have changed it
 * is fetched again if one looks at it, else let go.
 */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "inside.h"
#include "rows.h"

/*
 * An answer is as small as a key can wait behind, here and at the desk: what
 * is fetched while somebody reads must not be felt.
 */
enum {
	LIVE = 100,			/* rows that the server follows for us */
	STEP = 100,			/* rows of one answer */
	HITS_MOST = 500,		/* of what is asked for once */
	TAIL_MOST = 5000,
	NEAR = 60,			/* rows before the end at which more is fetched */
	FURTHER = 400,			/* rows that are wanted behind the last one by who goes there */
	FAR = 250,			/* rows away from it nobody looks at the tail */
	RENEW_MS = 1000			/* between two renewals of the tail */
};

struct page {
	struct tui *tui;
	struct page_watcher watcher;
	char *query;
	const char *once;	/* the call that is asked once, or NULL: the page is followed */
	bool loading, cut;	/* cut: there are more of them than are shown */
	size_t at, want;		/* the row where the person is, and how many they look for */
	struct rows live, coming;	/* coming: a page that is not whole yet */
	struct rows tail, fresh;	/* fresh: what will take the tail's place */
	char *live_end, *tail_end, *fresh_end;	/* marks behind their last rows, NULL: nothing follows */
	size_t pushed;			/* rows at the tail's front that were pushed out since fresh began */
	bool building, stale, renewing;	/* stale: the tail may lack rows, or have some that are gone */
	int64_t watch, fetch;		/* calls under way; watch lasts */
	struct loop_timer *pause;	/* before the next renewal */
};

static void changed(struct page *page)
{
	page->watcher.changed(page->watcher.data);
}

static void set(char **mark, const char *text)
{
	free(*mark);
	*mark = text != NULL ? mem_copy(text) : NULL;
}

static void stop_fetching(struct page *page)
{
	attach_forget(page->tui->desk, page->fetch);
	page->fetch = 0;
	rows_clear(&page->fresh);
	page->renewing = false;
}

static void drop_tail(struct page *page)
{
	stop_fetching(page);
	rows_finish(&page->tail);
	set(&page->tail_end, page->live_end);
	page->pushed = 0;
	page->stale = false;
}

static void failed(struct page *page, err_t why)
{
	page->loading = false;
	page->watcher.failed(page->watcher.data, err_shown(page->tui->frame, why));
}

/* ---- the page that is followed */

/* The page is whole, or ends elsewhere than before. */
static void page_frame(struct page *page, const struct json *frame)
{
	if (page->building) {	/* it takes the place of what was shown */
		rows_finish(&page->live);
		page->live = page->coming;
		page->coming = (struct rows){ 0 };
		page->building = false;
		rows_remove_all(&page->tail, &page->live);
		page->pushed = 0;
	}
	set(&page->live_end, json_bool(frame, "more", false) ? json_text(frame, "next") : NULL);
	page->stale = page->tail.count > 0 || page->renewing;
	if (page->live_end == NULL || !page->stale || page->loading)
		drop_tail(page);	/* there is none, or it was another query's */
	page->loading = false;
	changed(page);
}

static void put(struct page *page, struct rows *rows, struct row *row, size_t at)
{
	size_t was;

	rows_remove(rows, row->id);
	if (!page->building) {
		struct row *old = rows_take(&page->tail, row->id, &was);

		page->pushed -= old != NULL && was < page->pushed;
		free(old);
	}
	rows_insert(rows, at, row);
}

static void gone(struct page *page, struct rows *rows, int64_t id)
{
	size_t at = 0;
	struct row *row = rows_take(rows, id, &at);

	if (row != NULL && !page->building && page->live_end != NULL && at == rows->count) {
		rows_insert(&page->tail, 0, row);
		page->pushed++;
	} else {
		free(row);
	}
}

static void on_row(void *data, const struct json *row)
{
	struct page *page = data;
	struct rows *rows;

	if (row == NULL) {
		rows_clear(&page->coming);
		page->building = true;
		return;
	}
	rows = page->building ? &page->coming : &page->live;
	if (json_get(row, "put") != NULL) {
		put(page, rows, row_make(json_get(row, "put")), (size_t)json_int(row, "at", 0));
	} else if (json_get(row, "gone") != NULL) {
		gone(page, rows, json_int(row, "gone", 0));
	} else if (json_get(row, "page") != NULL) {
		page_frame(page, json_get(row, "page"));
		return;
	}
	if (!page->building)
		changed(page);
}

static void on_watch_ended(void *data, const struct json *answer, err_t why)
{
	struct page *page = data;

	(void)answer;
	page->watch = 0;
	if (why != NULL)
		failed(page, why);
}

static void watch(struct page *page)
{
	const struct attach_listener listener = { on_row, on_watch_ended, page };
	char limit[32];
	err_t err;

	attach_forget(page->tui->desk, page->watch);
	rows_clear(&page->coming);
	page->building = true;
	snprintf(limit, sizeof(limit), "%d", LIVE);
	err = ask(page->tui, &listener, &page->watch, 4, (const char *const[]){ "watch", page->query, "--limit", limit });
	if (err != NULL)
		failed(page, err);
}

/* ---- what is asked for once */

static void fetch(struct page *page, const char *const *words, size_t count,
	void (*answered)(void *, const struct json *, err_t))
{
	const struct attach_listener listener = { .answer = answered, .data = page };
	err_t err = ask(page->tui, &listener, &page->fetch, count, words);

	if (err != NULL) {
		page->renewing = false;
		failed(page, err);
	}
}

static void take_rows(struct rows *to, const struct json *rows)
{
	for (size_t i = 0; i < json_count(rows); i++)
		rows_insert(to, SIZE_MAX, row_make(json_at(rows, i)));
}

static void on_found(void *data, const struct json *answer, err_t why)
{
	struct page *page = data;

	page->fetch = 0;
	if (why != NULL) {
		failed(page, why);
		return;
	}
	rows_clear(&page->live);
	set(&page->live_end, NULL);
	drop_tail(page);
	take_rows(&page->live, json_get(answer, "rows"));
	page->cut = page->live.count >= HITS_MOST;
	page->loading = false;
	changed(page);
}

static void ask_once(struct page *page)
{
	char most[32];

	attach_forget(page->tui->desk, page->watch);
	page->watch = 0;
	snprintf(most, sizeof(most), "%d", HITS_MOST);
	fetch(page, (const char *const[]){ page->once, page->query, "--limit", most }, 4, on_found);
}

static void list(struct page *page, const char *after, void (*answered)(void *, const struct json *, err_t))
{
	char most[32];

	snprintf(most, sizeof(most), "%d", STEP);
	fetch(page, (const char *const[]){ "list", page->query, "--limit", most, "--after", after }, 6, answered);
}

/* ---- the tail */

static void on_pause(void *data)
{
	struct page *page = data;

	page->pause = NULL;
	page_reach(page, page->at);
}

/* Who was pushed out while fresh was fetched is at its front, in the order of the tail. */
static void take_fresh(struct page *page)
{
	struct rows pushed = { 0 };

	for (size_t i = 0; i < page->pushed && i < page->tail.count; i++) {
		rows_insert(&pushed, i, page->tail.rows[i]);
		page->tail.rows[i] = NULL;	/* free(NULL) below */
	}
	rows_remove_all(&page->fresh, &pushed);
	for (size_t i = 0; i < pushed.count; i++)
		rows_insert(&page->fresh, i, pushed.rows[i]);
	free(pushed.rows);
	rows_remove_all(&page->fresh, &page->live);
	rows_finish(&page->tail);
	page->tail = page->fresh;
	page->fresh = (struct rows){ 0 };
	set(&page->tail_end, page->fresh_end);
	page->renewing = false;
}

/* Rows that a new tail has at least. */
static size_t wanted(const struct page *page)
{
	size_t rows = page->at + FAR > page->live.count ? page->at + FAR - page->live.count : 0;

	return rows < TAIL_MOST ? rows : TAIL_MOST;
}

static void on_renewed(void *data, const struct json *answer, err_t why)
{
	struct page *page = data;

	page->fetch = 0;
	if (why != NULL) {
		stop_fetching(page);	/* the old one is better than none */
		failed(page, why);
		return;
	}
	take_rows(&page->fresh, json_get(answer, "rows"));
	set(&page->fresh_end, json_text(answer, "next"));
	if (page->fresh_end != NULL && page->fresh.count < wanted(page)) {
		list(page, page->fresh_end, on_renewed);
		return;
	}
	take_fresh(page);
	page->pause = loop_after(page->tui->loop, RENEW_MS, on_pause, page);
	changed(page);
}

static void renew(struct page *page)
{
	stop_fetching(page);
	page->renewing = true;
	page->stale = false;
	page->pushed = 0;
	list(page, page->live_end, on_renewed);
}

static void on_more(void *data, const struct json *answer, err_t why);

/* One step after the other, so that keys come between. */
static void reach_on(struct page *page)
{
	if (page_count(page) < page->want && page->tail_end != NULL && page->tail.count < TAIL_MOST)
		list(page, page->tail_end, on_more);
}

static void on_more(void *data, const struct json *answer, err_t why)
{
	struct page *page = data;
	struct rows more = { 0 };

	page->fetch = 0;
	if (why != NULL) {
		failed(page, why);
		return;
	}
	take_rows(&more, json_get(answer, "rows"));
	rows_remove_all(&more, &page->live);
	rows_remove_all(&page->tail, &more);	/* what is there twice was last seen further down */
	for (size_t i = 0; i < more.count; i++)
		rows_insert(&page->tail, SIZE_MAX, more.rows[i]);
	free(more.rows);
	set(&page->tail_end, json_text(answer, "next"));
	reach_on(page);
	changed(page);
}

static bool is_far(const struct page *page)
{
	size_t half = page->live.count / 2;

	return page->at + (half < FAR ? half : FAR) < page->live.count;
}

void page_reach(struct page *page, size_t index)
{
	if (index != page->at)
		page->want = index + 1 < page_count(page) ? index + NEAR : index + FURTHER;
	page->at = index;
	if (page->once != NULL || page->building)
		return;
	if (page->stale && is_far(page))
		drop_tail(page);
	else if (page->stale && !page->renewing && page->pause == NULL)
		renew(page);
	if (page->fetch == 0 && !page->renewing && !page->stale)
		reach_on(page);
}

void page_doubt(struct page *page)
{
	if (page->tail.count == 0 || page->once != NULL)
		return;
	page->stale = true;
	page_reach(page, page->at);
}

/* ---- */

struct page *page_create(struct tui *tui, const struct page_watcher *watcher)
{
	struct page *page = mem_alloc(sizeof(*page));

	page->tui = tui;
	page->watcher = *watcher;
	return page;
}

void page_destroy(struct page *page)
{
	if (page == NULL)
		return;
	attach_forget(page->tui->desk, page->watch);
	attach_forget(page->tui->desk, page->fetch);
	loop_timer_stop(page->tui->loop, &page->pause);
	rows_finish(&page->live);
	rows_finish(&page->coming);
	rows_finish(&page->tail);
	rows_finish(&page->fresh);
	free(page->query);
	free(page->live_end);
	free(page->tail_end);
	free(page->fresh_end);
	free(page);
}

void page_refresh(struct page *page)
{
	stop_fetching(page);
	if (page->once != NULL)
		ask_once(page);
	else
		watch(page);
}

void page_ask(struct page *page, const char *query, const char *once)
{
	free(page->query);
	page->query = mem_copy(query);
	page->once = once;
	page->at = 0;
	page->want = NEAR;
	page->loading = true;
	page->cut = false;
	page_refresh(page);
}

size_t page_count(const struct page *page)
{
	return page->live.count + page->tail.count;
}

const struct row *page_row(const struct page *page, size_t index)
{
	return index < page->live.count ? page->live.rows[index] : page->tail.rows[index - page->live.count];
}

bool page_has_more(const struct page *page)
{
	return page->cut || (page->tail.count > 0 ? page->tail_end : page->live_end) != NULL;
}

bool page_is_full(const struct page *page)
{
	return page->cut || page->tail.count >= TAIL_MOST;
}

bool page_is_loading(const struct page *page)
{
	return page->loading;
}
