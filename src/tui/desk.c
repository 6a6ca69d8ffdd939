/* SPDX-License-Identifier: ISC */
/* What the desk brings to a screen: that it is there or away, and that something on it changed. */
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "inside.h"
#include "many.h"

static void each_view(struct tui *tui, void (*visit)(struct view *, const struct json *), const struct json *change)
{
	for (size_t i = 0; i < tui->depth; i++)
		visit(tui->stack[i], change);
	if (tui->sidebar != NULL)
		visit(tui->sidebar, change);
	if (tui->preview != NULL)
		visit(tui->preview, change);
}

static void view_tell(struct view *view, const struct json *change)
{
	if (view->ops->changed != NULL)
		view->ops->changed(view, change);
}

static void view_again(struct view *view, const struct json *change)
{
	(void)change;
	if (view->ops->refresh != NULL)
		view->ops->refresh(view);
}

static void on_held(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;

	tui->held_call = 0;
	if (why == NULL) {
		tui->held = json_bool(answer, "held", tui->held);
		tui_counts_down(tui, json_time(answer, "leaves_at"));
	}
	tui_touch(tui);
}

/*
 * Every screen says so when nothing leaves, and while a reply can be taken back, wherever it was sent from.
 * Replies that are just being sent are few: the answer is short.
 */
static void ask_held(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_held, .data = tui };
	const char *const words[] = { "outbox", "list", "--state", "sending" };

	if (tui->held_call == 0)
		err_ignore(ask(tui, &listener, &tui->held_call, 4, words), "the outbox says it, too");
}

static void on_accounts(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;
	const struct json *rows = json_get(answer, "rows");

	tui->resting_call = 0;
	if (why != NULL)
		return;
	tui->resting_count = 0;
	for (size_t i = 0; i < json_count(rows); i++)
		if (str_equal(json_text(json_at(rows, i), "state"), "paused") && tui->resting_count++ == 0) {
			free(tui->resting);
			tui->resting = mem_copy(json_text_or(json_at(rows, i), "name", ""));
		}
	tui_touch(tui);
}

/* An account that is neither read nor sent to brings nothing more into any queue: every screen says so. */
static void ask_resting(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_accounts, .data = tui };
	const char *const words[] = { "account", "list" };

	if (tui->resting_call == 0)
		err_ignore(ask(tui, &listener, &tui->resting_call, 2, words), "the accounts say it, too");
}

static void on_change(void *data, const struct json *row)
{
	struct tui *tui = data;

	if (tui->quit)		/* only last words are waited for */
		return;
	if (row == NULL)	/* who knows what happened meanwhile */
		each_view(tui, view_again, NULL);
	else
		each_view(tui, view_tell, row);
	if (row == NULL || change_is(row, "outbox"))
		ask_held(tui);
	if (row == NULL || change_is(row, "account"))
		ask_resting(tui);
	if (row == NULL || change_is(row, "agent"))
		shift_ask(tui);
	if (row == NULL || change_is(row, "notice"))
		notice_ask(tui);
	if (row == NULL || change_is(row, "alarm"))
		spikes_ask(tui);
	if (row == NULL || change_is(row, "handover"))
		shift_handovers(tui);
	if (row == NULL || change_is(row, "presence"))
		presence_ask(tui);
	if (row == NULL || change_is(row, "agent") || change_is(row, "account"))
		complete_refresh(tui);
}

static void on_changes_ended(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;

	(void)answer;
	(void)why;	/* a desk that cannot tell is asked by hand */
	tui->changes_call = 0;
}

void tui_begun(struct tui *tui)
{
	if (tui->begun)
		return;
	tui->begun = true;
	if (tui->sidebar != NULL)
		view_again(tui->sidebar, NULL);
	complete_refresh(tui);
	ask_held(tui);
	ask_resting(tui);
	presence_ask(tui);
	notify_begin(tui);
	shift_ask(tui);
	shift_handovers(tui);
	spikes_ask(tui);
	notice_ask(tui);
}

void desk_forget(struct tui *tui)
{
	const int64_t own[] = { tui->changes_call, tui->held_call, tui->resting_call, tui->here_call, tui->shift.call,
		tui->shift.handovers_call, tui->spikes.call, tui->notice.call };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] != 0)
			attach_forget(tui->desk, own[i]);
	free(tui->resting);
	tui->resting = NULL;
}

static void desk_arrived(struct tui *tui)
{
	const struct attach_listener listener = { .row = on_change, .answer = on_changes_ended, .data = tui };

	if (tui->away)
		message_say(tui, MESSAGE_INFO, shown_literal(_("the desk is here again")));
	tui->away = tui->refused = false;
	tui->told_id = 0;	/* of another connection */
	presence_arrived(tui);
	many_stopped(tui);
	if (tui->changes_call == 0)
		err_ignore(ask(tui, &listener, &tui->changes_call, 1, (const char *const[]){ "changes" }),
			"screens are refreshed by hand then");
	if (tui->script != NULL)
		script_begin(tui);
}

void desk_silent(void *data, int64_t ms)
{
	struct tui *tui = data;

	tui->silent_ms = ms;
	tui_touch(tui);
}

enum { AGAIN_MS = 5000 };	/* until somebody who is not let in is tried again */

/* Who was suspended may be resumed, and a server be brought up to date: nobody has to come and press a key. */
static void on_again(void *data)
{
	struct tui *tui = data;

	tui->again_timer = NULL;
	if (attach_state(tui->desk) == ATTACH_FAILED)
		attach_again(tui->desk);
}

void desk_state(void *data, enum attach_state state, err_t why)
{
	struct tui *tui = data;

	if (tui->quit)
		return;
	if (state != ATTACH_HERE) {
		run_lose(tui);
		run_release_all(tui);
	}
	if (state == ATTACH_HERE && tui->options.now == NULL)
		tui->clock = attach_clock(tui->desk);
	if (state == ATTACH_HERE)
		desk_arrived(tui);
	else if (state == ATTACH_FAILED && attach_hello(tui->desk) == NULL) {
		tui->failed = why;	/* never was there: said on the terminal, behind the screen */
		tui_quit(tui);
	} else if (why != NULL) {
		if (!tui->refused)
			message_error(tui, why);
		tui->away = true;
		tui->refused = state == ATTACH_FAILED || tui->refused;
	}
	loop_timer_stop(tui->loop, &tui->again_timer);
	if (state == ATTACH_FAILED && !tui->quit)
		tui->again_timer = loop_after(tui->loop, AGAIN_MS, on_again, tui);
	if (tui->depth == 0)	/* who waits for the desk before the screen is there looks again */
		loop_stop(tui->loop);
	tui_touch(tui);
}
