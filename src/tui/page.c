/* SPDX-License-Identifier: ISC */
/* The rows of a page, in the server's order; a tail behind them that was fetched. */
#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "inside.h"

enum {
	FIRST = 100, LIVE_MOST = 500,	/* rows that the server follows for us */
	TAIL_STEP = 500, TAIL_MOST = 5000,
	NEAR = 30			/* rows before the end at which more is fetched */
};

struct rows { struct row **rows; size_t count, size; };

struct page {
	struct tui *tui;
	struct page_watcher watcher;
	char *query, *after;		/* after: the mark behind the last row, NULL: nothing more */
	bool search, loading, more;
	size_t limit;
	struct rows live, coming, tail;	/* coming: a page that is not whole yet */
	bool building;
	int64_t watch, fetch;		/* calls under way; watch lasts */
};

/* ---- rows */

static void rows_clear(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->rows[i]);
	rows->count = 0;
}

static void rows_finish(struct rows *rows)
{
	rows_clear(rows);
	free(rows->rows);
	*rows = (struct rows){ 0 };
}

static void rows_insert(struct rows *rows, size_t at, struct row *row)
{
	if (rows->count == rows->size) {
		rows->size = rows->size == 0 ? FIRST : rows->size * 2;
		rows->rows = mem_grow(rows->rows, rows->size, sizeof(struct row *));
	}
	at = at < rows->count ? at : rows->count;
	memmove(rows->rows + at + 1, rows->rows + at, (rows->count - at) * sizeof(struct row *));
	rows->rows[at] = row;
	rows->count++;
}

static void rows_remove(struct rows *rows, int64_t id)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i]->id == id) {
			free(rows->rows[i]);
			rows->count--;
			memmove(rows->rows + i, rows->rows + i + 1, (rows->count - i) * sizeof(struct row *));
			return;
		}
}

static void changed(struct page *page)
{
	page->watcher.changed(page->watcher.data);
}

static void set_after(struct page *page, const char *mark)
{
	free(page->after);
	page->after = mem_copy(mark);
	page->more = mark != NULL;
}

/* ---- the page that is followed */

static void page_frame(struct page *page, const struct json *frame)
{
	if (page->building) {	/* whole now: it takes the place of what was shown */
		rows_finish(&page->live);
		page->live = page->coming;
		page->coming = (struct rows){ 0 };
		page->building = false;
	}
	rows_clear(&page->tail);
	set_after(page, json_text(frame, "next"));
	page->more = json_bool(frame, "more", false);
	page->loading = false;
	changed(page);
}

static void on_row(void *data, const struct json *row)
{
	struct page *page = data;
	struct rows *rows;
	const struct json *put = json_get(row, "put");

	if (row == NULL) {
		rows_clear(&page->coming);
		page->building = true;
		return;
	}
	rows = page->building ? &page->coming : &page->live;
	if (put != NULL) {
		struct row *made = row_make(put);

		rows_remove(rows, made->id);
		rows_insert(rows, (size_t)json_int(row, "at", 0), made);
	} else if (json_get(row, "gone") != NULL) {
		rows_remove(rows, json_int(row, "gone", 0));
	} else if (json_get(row, "page") != NULL) {
		page_frame(page, json_get(row, "page"));
		return;
	}
	if (!page->building)
		changed(page);
}

static void failed(struct page *page, err_t why)
{
	page->loading = false;
	page->watcher.failed(page->watcher.data, err_shown(page->tui->frame, why));
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
	snprintf(limit, sizeof(limit), "%zu", page->limit);
	err = ask(page->tui, &listener, &page->watch, 4, (const char *const[]){ "watch", page->query, "--limit", limit });
	if (err != NULL)
		failed(page, err);
}

/* ---- what is asked for once */

static void on_fetched(void *data, const struct json *answer, err_t why)
{
	struct page *page = data;
	const struct json *rows = json_get(answer, "rows");

	page->fetch = 0;
	if (why != NULL) {
		failed(page, why);
		return;
	}
	if (page->search) {
		rows_clear(&page->live);
		page->loading = false;
	}
	for (size_t i = 0; i < json_count(rows); i++)
		rows_insert(page->search ? &page->live : &page->tail, SIZE_MAX, row_make(json_at(rows, i)));
	set_after(page, page->search ? NULL : json_text(answer, "next"));
	changed(page);
}

static void fetch(struct page *page, size_t count, const char *const *words)
{
	const struct attach_listener listener = { .answer = on_fetched, .data = page };
	err_t err = ask(page->tui, &listener, &page->fetch, count, words);

	if (err != NULL)
		failed(page, err);
}

static void search(struct page *page)
{
	attach_forget(page->tui->desk, page->watch);
	page->watch = 0;
	fetch(page, 4, (const char *const[]){ "search", page->query, "--limit", "500" });
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
	rows_finish(&page->live);
	rows_finish(&page->coming);
	rows_finish(&page->tail);
	free(page->query);
	free(page->after);
	free(page);
}

void page_refresh(struct page *page)
{
	attach_forget(page->tui->desk, page->fetch);
	page->fetch = 0;
	if (page->search)
		search(page);
	else
		watch(page);
}

void page_ask(struct page *page, const char *query, bool is_search)
{
	free(page->query);
	page->query = mem_copy(query);
	page->search = is_search;
	page->limit = FIRST;
	page->loading = true;
	rows_clear(&page->tail);
	set_after(page, NULL);
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

void page_reach(struct page *page, size_t index)
{
	if (!page->more || page->building || page->fetch != 0 || index + NEAR < page_count(page))
		return;
	if (page->limit < LIVE_MOST && page->tail.count == 0) {
		page->limit = LIVE_MOST;
		watch(page);
	} else if (page->after != NULL && page->tail.count < TAIL_MOST) {
		char step[32];

		snprintf(step, sizeof(step), "%d", TAIL_STEP);
		fetch(page, 6, (const char *const[]){ "list", page->query, "--limit", step, "--after", page->after });
	}
}

bool page_has_more(const struct page *page)
{
	return page->more;
}

bool page_is_loading(const struct page *page)
{
	return page->loading;
}
