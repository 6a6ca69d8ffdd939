/* SPDX-License-Identifier: ISC */
/*
 * When the bell rings and a program of the person's choice is told: a new
 * message in a conversation that I have, one that a colleague gives me, a note
 * that names me, one of mine that becomes late, and what others do in one that
 * I follow.
 * What is told is a number and a few words of ours, never a stranger's (T-19).
 * The desk says what changes, on a page of its own; nothing is polled, and one
 * timer waits for the next that becomes late.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/link.h"
#include "guichet/model/named.h"
#include "notify_watched.h"
#include "page.h"

#define MINE_QUERY "status:open,pending,on_hold,snoozed,resolved assignee:me"

enum { ASKED_MOST = 8, HISTORY_ROWS = 10 };	/* more come at once where somebody hands over: those are enough */

enum { SETTLE_MS = 200, MINUTE_MS = 60 * 1000, LONGEST_MS = 24 * 60 * MINUTE_MS, TEXT_MOST = 96 };

struct known { int64_t id, last_ms; bool late; };

struct notifier {
	struct page *page;
	struct known *known;
	size_t count;
	bool begun;			/* what was there before is no news */
	struct watched *followed, *named;	/* named: where a note that I did not see names me */
	size_t fresh, given, late, news, notes;	/* to be told; news: in what is followed, notes: that name me */
	int64_t looked_ms;		/* when the page was compared last */
	struct question { struct tui *tui; int64_t call, since_ms; } asked[ASKED_MOST];	/* who gave it to me? */
	unsigned bells;
	char last[TEXT_MOST];
	struct loop_timer *settle, *due, *nag;
};

static const struct known *known_find(const struct notifier *n, int64_t id)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->known[i].id == id)
			return &n->known[i];
	return NULL;
}

static bool is_late(const struct tui *tui, const struct row *row)
{
	return row->due_ms != 0 && row->due_ms <= tui_now(tui);
}

/* ---- telling */

static bool is_quiet(const struct tui *tui)
{
	time_t seconds = (time_t)(tui_now(tui) / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return quiet_holds(config_text(tui->config, OPT_QUIET), tm.tm_hour * 60 + tm.tm_min);
}

static void ring(struct tui *tui)
{
	struct notifier *n = tui->notifier;
	const char *program = config_text(tui->config, OPT_NOTIFY);
	err_t err = NULL;

	if (is_quiet(tui))
		return;
	n->bells++;
	if (tui->term != NULL)
		term_bell(tui->term);
	if (*program != '\0')
		err = policy_check(attach_hello(tui->desk), POLICY_PIPES);
	if (*program != '\0' && err == NULL)
		err = program_start(program, n->last);
	if (err != NULL)
		message_error(tui, err);
}

static void on_nag(void *data)
{
	struct tui *tui = data;
	int64_t ms = nag_ms(config_text(tui->config, OPT_NAG));

	tui->notifier->nag = NULL;
	if (ms <= 0)
		return;
	ring(tui);
	tui->notifier->nag = loop_after(tui->loop, ms, on_nag, tui);
}

static const char *comma(const struct str *text)
{
	return text->len > 0 ? ", " : "";
}

/* What came together is told together. */
static void on_settled(void *data)
{
	struct tui *tui = data;
	struct notifier *n = tui->notifier;
	const char *bell = config_text(tui->config, OPT_BELL);
	size_t fresh = bell[0] == 'm' ? n->fresh : 0, given = bell[0] == 'm' ? n->given : 0;
	size_t late = bell[0] != 'o' ? n->late : 0, news = bell[0] == 'm' ? n->news : 0;
	size_t notes = bell[0] == 'm' ? n->notes : 0;
	int64_t again_ms = nag_ms(config_text(tui->config, OPT_NAG));
	struct str text = { 0 };

	n->settle = NULL;
	if (notes > 0)
		str_printf(&text, message_plural("a note names you in %zu conversation", "notes name you in %zu conversations",
			notes), notes);
	if (fresh > 0)
		str_printf(&text, message_plural("%s%zu new message", "%s%zu new messages", fresh), comma(&text), fresh);
	if (given > 0)
		str_printf(&text, message_plural("%s%zu conversation is given to you",
			"%s%zu conversations are given to you", given), comma(&text), given);
	if (late > 0)
		str_printf(&text, message_plural("%s%zu conversation is late", "%s%zu conversations are late", late),
			comma(&text), late);
	if (news > 0)
		str_printf(&text, message_plural("%ssomething new in %zu conversation that you follow",
			"%ssomething new in %zu conversations that you follow", news), comma(&text), news);
	n->fresh = n->given = n->late = n->news = n->notes = 0;
	if (text.len == 0)
		return;
	text.text[text.len < TEXT_MOST ? text.len : TEXT_MOST - 1] = '\0';
	memcpy(n->last, text.text, strlen(text.text) + 1);
	str_finish(&text);
	if (notes + given > 0)	/* what a colleague wants is not seen in the list by itself */
		message_text(tui, MESSAGE_INFO, n->last);
	ring(tui);
	loop_timer_stop(tui->loop, &n->nag);
	if (again_ms > 0)
		n->nag = loop_after(tui->loop, again_ms, on_nag, tui);
}

static void settle(struct tui *tui)
{
	struct notifier *n = tui->notifier;

	if (n->fresh + n->given + n->late + n->news + n->notes > 0 && n->settle == NULL)
		n->settle = loop_after(tui->loop, SETTLE_MS, on_settled, tui);
}

void notify_tell(struct tui *tui, const char *words)
{
	struct notifier *n = tui->notifier;

	if (n == NULL || *config_text(tui->config, OPT_BELL) == 'o')
		return;
	(void)snprintf(n->last, sizeof(n->last), "%s", words);
	ring(tui);
}

/* ---- what others did */

/* The customer wrote, or somebody answered, ended it or wrote a note. */
static bool is_news(const struct json *row, const char *me)
{
	const char *kind = json_text_or(row, "kind", ""), *to = json_text_or(row, "to", "");

	(void)me;
	if (strcmp(kind, "status") == 0)
		return strcmp(to, "resolved") == 0 || strcmp(to, "closed") == 0;
	return strcmp(kind, "message_in") == 0 || strcmp(kind, "message_out") == 0 || strcmp(kind, "note") == 0;
}

/* The desk takes names as they are written, and so does the bell. */
static bool names_me(const struct json *row, const char *me)
{
	const char *text = json_text_or(row, "text", ""), *at = text, *name;
	struct arena *arena;
	bool found = false;

	if (strcmp(json_text_or(row, "kind", ""), "note") != 0)
		return false;
	arena = arena_create();
	while (!found && (name = named_next(arena, text, &at)) != NULL)
		found = strcmp(name, me) == 0;
	arena_destroy(arena);
	return found;
}

static void on_named(struct tui *tui)
{
	tui->notifier->notes++;
	settle(tui);
}

static void on_followed(struct tui *tui)
{
	tui->notifier->news++;
	settle(tui);
}

/* ---- who gave me what I had not */

/* The last who gave it to somebody, since the page was looked at before: not me, who takes in another window, too. */
static bool was_given(const struct tui *tui, const struct json *answer, int64_t since_ms)
{
	const char *me = json_text_or(attach_hello(tui->desk), "agent", "");
	const struct json *rows = json_get(answer, "rows");

	for (size_t i = json_count(rows); i-- > 0; ) {
		const struct json *row = json_at(rows, i);

		if (strcmp(json_text_or(row, "kind", ""), "assigned") == 0)
			return json_time(row, "at") >= since_ms && strcmp(json_text_or(row, "to", ""), me) == 0 &&
				strcmp(json_text_or(row, "agent", ""), me) != 0;
	}
	return false;
}

static void on_history(void *data, const struct json *answer, err_t why)
{
	struct question *question = data;
	struct tui *tui = question->tui;

	question->call = 0;
	if (why != NULL || !was_given(tui, answer, question->since_ms))
		return;
	tui->notifier->given++;
	settle(tui);
}

static void ask_who(struct tui *tui, int64_t id)
{
	struct notifier *n = tui->notifier;
	char number[24], limit[8];

	for (size_t i = 0; i < ASKED_MOST; i++) {
		struct question *question = &n->asked[i];
		const struct attach_listener listener = { .answer = on_history, .data = question };

		if (question->call != 0)
			continue;
		(void)snprintf(number, sizeof(number), "%" PRId64, id);
		(void)snprintf(limit, sizeof(limit), "%d", HISTORY_ROWS);
		*question = (struct question){ tui, 0, n->looked_ms - MINUTE_MS };
		err_ignore(ask(tui, &listener, &question->call, 4,
			(const char *const[]){ "history", number, "--limit", limit }), "then it does not ring");
		return;
	}
}

/* ---- what differs */

/* A reply of ours ends the wait: that is no message. */
static void compare(struct tui *tui, const struct row *row)
{
	struct notifier *n = tui->notifier;
	const struct known *before = known_find(n, row->id);

	if (n->begun && before == NULL)
		ask_who(tui, row->id);
	if (!n->begun || before == NULL)
		return;
	n->fresh += row->waiting_ms != 0 && row->last_ms > before->last_ms;
	n->late += !before->late && is_late(tui, row);
}

static void on_due(void *data);

/* Behind the first that is not late yet. */
static void await_due(struct tui *tui)
{
	struct notifier *n = tui->notifier;
	int64_t first = INT64_MAX, left;

	for (size_t i = 0; i < page_count(n->page); i++) {
		const struct row *row = page_row(n->page, i);

		if (row->due_ms > tui_now(tui) && row->due_ms < first)
			first = row->due_ms;
	}
	loop_timer_stop(tui->loop, &n->due);
	if (first == INT64_MAX || tui->options.now != NULL)	/* a clock that stands still reaches nothing */
		return;
	left = first - tui_now(tui);
	n->due = loop_after(tui->loop, left < LONGEST_MS ? left + 1 : LONGEST_MS, on_due, tui);
}

static void on_changed(void *data)
{
	struct tui *tui = data;
	struct notifier *n = tui->notifier;
	size_t count = page_count(n->page);
	struct known *now;

	if (page_is_loading(n->page))
		return;
	now = mem_array(count + 1, sizeof(*now));
	for (size_t i = 0; i < count; i++) {
		const struct row *row = page_row(n->page, i);

		compare(tui, row);
		now[i] = (struct known){ row->id, row->last_ms, is_late(tui, row) };
	}
	free(n->known);
	n->known = now;
	n->count = count;
	n->looked_ms = tui_now(tui);
	n->begun = true;
	await_due(tui);
	settle(tui);
}

static void on_due(void *data)
{
	struct tui *tui = data;

	tui->notifier->due = NULL;
	on_changed(tui);
}

static void on_failed(void *data, const char *why)
{
	(void)data;	/* then nothing rings; what else fails says so itself */
	(void)why;
}

/* ---- */

void notify_begin(struct tui *tui)
{
	if (tui->notifier != NULL)
		return;
	tui->notifier = mem_alloc(sizeof(*tui->notifier));
	tui->notifier->page = page_create(tui, &(struct page_watcher){ on_changed, on_failed, tui });
	page_ask(tui->notifier->page, MINE_QUERY, NULL);
	tui->notifier->followed = watched_begin(tui, &(struct watched_wish){ "is:followed", is_news, .tell = on_followed });
	tui->notifier->named = watched_begin(tui, &(struct watched_wish){ "is:mentioned", names_me, .entering = true,
		.mine = true, .tell = on_named });
}

void notify_seen(struct tui *tui)
{
	if (tui->notifier != NULL)
		loop_timer_stop(tui->loop, &tui->notifier->nag);
}

unsigned notify_count(const struct tui *tui, const char **last)
{
	if (tui->notifier == NULL || tui->notifier->bells == 0)
		return 0;
	*last = tui->notifier->last;
	return tui->notifier->bells;
}

void notify_end(struct tui *tui)
{
	struct notifier *n = tui->notifier;

	if (n == NULL)
		return;
	loop_timer_stop(tui->loop, &n->settle);
	loop_timer_stop(tui->loop, &n->due);
	loop_timer_stop(tui->loop, &n->nag);
	for (size_t i = 0; i < ASKED_MOST; i++)
		attach_forget(tui->desk, n->asked[i].call);
	watched_end(n->followed);
	watched_end(n->named);
	page_destroy(n->page);
	free(n->known);
	free(n);
	tui->notifier = NULL;
}
