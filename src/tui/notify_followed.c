/* SPDX-License-Identifier: ISC */
/*
 * What others do in conversations that the person follows: the customer
 * writes, a colleague answers, resolves or writes a note.  A page of them
 * says which row changed; the history of that row says who did what, so that
 * what the person did is no news.  notify.c rings for it.
 */
#include "notify_followed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "page.h"

#define FOLLOWED_QUERY "is:followed"

enum { FOLLOWED_ASKED = 8, FOLLOWED_ROWS = 10, FOLLOWED_SLACK_MS = 60 * 1000 };

struct followed_row { int64_t id, rev, seq; };	/* seq: told up to that row of the ledger */

struct followed {
	struct tui *tui;
	void (*tell)(struct tui *);
	struct page *page;
	struct followed_row *rows;
	size_t count;
	bool begun;
	int64_t looked_ms;
	struct followed_question { struct followed *of; int64_t call, id, since_ms, changes; } asked[FOLLOWED_ASKED];
};

static struct followed_row *row_known(const struct followed *f, int64_t id)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->rows[i].id == id)
			return &f->rows[i];
	return NULL;
}

/* The customer wrote, or somebody answered, ended it or wrote a note. */
static bool is_news(const struct json *row)
{
	const char *kind = json_text_or(row, "kind", ""), *to = json_text_or(row, "to", "");

	if (strcmp(kind, "status") == 0)
		return strcmp(to, "resolved") == 0 || strcmp(to, "closed") == 0;
	return strcmp(kind, "message_in") == 0 || strcmp(kind, "message_out") == 0 || strcmp(kind, "note") == 0;
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
	struct followed_question *question = data;
	struct followed *f = question->of;
	struct followed_row *known = row_known(f, question->id);
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
		if (seq > known->seq && json_time(row, "at") >= question->since_ms && is_news(row) &&
		    strcmp(json_text_or(row, "agent", ""), me) != 0)
			news = seq > news ? seq : news;
	}
	if (news == 0)
		return;
	known->seq = news;
	f->tell(f->tui);
}

static void ask_what(struct followed *f, int64_t id, int64_t changes)
{
	char number[24], limit[8];

	for (size_t i = 0; i < FOLLOWED_ASKED; i++) {
		struct followed_question *question = &f->asked[i];
		const struct attach_listener listener = { .answer = on_history, .data = question };

		if (question->call != 0)
			continue;
		(void)snprintf(number, sizeof(number), "%" PRId64, id);
		(void)snprintf(limit, sizeof(limit), "%d", FOLLOWED_ROWS);
		*question = (struct followed_question){ f, 0, id, f->looked_ms - FOLLOWED_SLACK_MS, changes };
		err_ignore(ask(f->tui, &listener, &question->call, 4,
			(const char *const[]){ "history", number, "--limit", limit }), "then it does not ring");
		return;
	}
}

/* What the person has is told by notify.c already. */
static void on_changed(void *data)
{
	struct followed *f = data;
	const char *me = json_text_or(attach_hello(f->tui->desk), "agent", "");
	size_t count = page_count(f->page);
	struct followed_row *now;

	if (page_is_loading(f->page))
		return;
	now = mem_array(count + 1, sizeof(*now));
	for (size_t i = 0; i < count; i++) {
		const struct row *row = page_row(f->page, i);
		const struct followed_row *known = row_known(f, row->id);

		now[i] = (struct followed_row){ row->id, row->rev, known == NULL ? 0 : known->seq };
		if (f->begun && known != NULL && row->rev > known->rev && strcmp(row->assignee, me) != 0)
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

struct followed *followed_begin(struct tui *tui, void (*tell)(struct tui *))
{
	struct followed *f = mem_alloc(sizeof(*f));

	f->tui = tui;
	f->tell = tell;
	f->page = page_create(tui, &(struct page_watcher){ on_changed, on_failed, f });
	page_ask(f->page, FOLLOWED_QUERY, NULL);
	return f;
}

void followed_end(struct followed *f)
{
	for (size_t i = 0; i < FOLLOWED_ASKED; i++)
		attach_forget(f->tui->desk, f->asked[i].call);
	page_destroy(f->page);
	free(f->rows);
	free(f);
}
