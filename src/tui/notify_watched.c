/* SPDX-License-Identifier: ISC */
/*
 * What others do in the conversations of a query: those that the person
 * follows, and those where a note names them.  A page of them says which row
 * changed; the history of that row says who did what, so that what the person
 * did is no news.  notify.c rings for it.
 */
#include "notify_watched.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "page.h"

enum { WATCHED_ASKED = 8, WATCHED_ROWS = 10, WATCHED_SLACK_MS = 60 * 1000 };

struct watched_row { int64_t id, rev, seq; };	/* seq: told up to that row of the ledger */

struct watched {
	struct tui *tui;
	struct watched_wish wish;
	struct page *page;
	struct watched_row *rows;
	size_t count;
	bool begun;
	int64_t looked_ms;
	struct watched_question { struct watched *of; int64_t call, id, since_ms, changes; } asked[WATCHED_ASKED];
};

static struct watched_row *row_known(const struct watched *f, int64_t id)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->rows[i].id == id)
			return &f->rows[i];
	return NULL;
}

/* Going back from there: rows of one change follow each other and are of one instant. */
static bool begins_change(const struct json *rows, size_t at)
{
	const struct json *row = json_at(rows, at), *newer = at + 1 < json_count(rows) ? json_at(rows, at + 1) : NULL;

	return newer == NULL || json_int(newer, "seq", 0) != json_int(row, "seq", 0) + 1 ||
		json_time(newer, "at") != json_time(row, "at");
}

static void on_history(void *data, const struct json *answer, err_t why)
{
	struct watched_question *question = data;
	struct watched *f = question->of;
	struct watched_row *known = row_known(f, question->id);
	const char *me = json_text_or(attach_hello(f->tui->desk), "agent", "");
	const struct json *rows = json_get(answer, "rows");
	int64_t news = 0, left = question->changes;

	question->call = 0;
	for (size_t i = json_count(rows); why == NULL && known != NULL && i-- > 0; ) {
		const struct json *row = json_at(rows, i);
		int64_t seq = json_int(row, "seq", 0);

		left -= begins_change(rows, i);
		if (left < 0)
			break;
		if (seq > known->seq && json_time(row, "at") >= question->since_ms &&
		    f->wish.is_news(row, me) && strcmp(json_text_or(row, "agent", ""), me) != 0)
			news = seq > news ? seq : news;
	}
	if (news == 0)
		return;
	known->seq = news;
	f->wish.tell(f->tui);
}

static void ask_what(struct watched *f, int64_t id, int64_t changes)
{
	char number[24], limit[8];

	for (size_t i = 0; i < WATCHED_ASKED; i++) {
		struct watched_question *question = &f->asked[i];
		const struct attach_listener listener = { .answer = on_history, .data = question };

		if (question->call != 0)
			continue;
		(void)snprintf(number, sizeof(number), "%" PRId64, id);
		(void)snprintf(limit, sizeof(limit), "%d", WATCHED_ROWS);
		*question = (struct watched_question){ f, 0, id, f->looked_ms - WATCHED_SLACK_MS, changes };
		err_ignore(ask(f->tui, &listener, &question->call, 4,
			(const char *const[]){ "history", number, "--limit", limit }), "then it does not ring");
		return;
	}
}

static void on_changed(void *data)
{
	struct watched *f = data;
	const char *me = json_text_or(attach_hello(f->tui->desk), "agent", "");
	size_t count = page_count(f->page);
	struct watched_row *now;

	if (page_is_loading(f->page))
		return;
	now = mem_array(count + 1, sizeof(*now));
	for (size_t i = 0; i < count; i++) {
		const struct row *row = page_row(f->page, i);
		const struct watched_row *known = row_known(f, row->id);

		now[i] = (struct watched_row){ row->id, row->rev, known == NULL ? 0 : known->seq };
		if (f->begun && known == NULL && f->wish.entering)
			f->wish.tell(f->tui);
		else if (f->begun && known != NULL && row->rev > known->rev && (f->wish.mine || strcmp(row->assignee, me) != 0))
			ask_what(f, row->id, row->rev - known->rev);
	}
	free(f->rows);
	f->rows = now;
	f->count = count;
	f->looked_ms = tui_now(f->tui);
	f->begun = true;
}

static void on_failed(void *data, const char *why)
{
	(void)data;	/* then nothing rings; what else fails says so itself */
	(void)why;
}

struct watched *watched_begin(struct tui *tui, const struct watched_wish *wish)
{
	struct watched *f = mem_alloc(sizeof(*f));

	f->tui = tui;
	f->wish = *wish;
	f->page = page_create(tui, &(struct page_watcher){ on_changed, on_failed, f });
	page_ask(f->page, wish->query, NULL);
	return f;
}

void watched_end(struct watched *f)
{
	for (size_t i = 0; i < WATCHED_ASKED; i++)
		attach_forget(f->tui->desk, f->asked[i].call);
	page_destroy(f->page);
	free(f->rows);
	free(f);
}
