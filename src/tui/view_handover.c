/* SPDX-License-Identifier: ISC */
/*
 * A handover line by line, red ones first.  Who goes writes what is to be
 * done next; who comes takes, asks back, passes on or declines; the routine
 * goes at once.  Behind each the selection moves to the next that is to do.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/handover.h"
#include "handover.h"
#include "table.h"

struct handover {
	struct table_state table;
	struct table packet;
	int64_t taken;			/* the row whose take is under way: it need not have been to do; or 0 */
	const char *words[3];		/* handover show, and a number where one was chosen */
	char number[24];
	size_t routine;			/* so many were left when the routine was taken; 0: it is not */
};

static struct handover *state_of(const struct view *view)
{
	return view->state;
}

static const struct json *head_of(const struct view *view)
{
	return json_get(state_of(view)->table.answer, "handover");
}

/* ---- what is to do */

static err_t take_routine(struct view *view)
{
	const struct json *head = head_of(view);

	state_of(view)->routine = handover_routine(state_of(view)->table.answer);
	if (state_of(view)->routine == 0) {
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("nothing routine is offered to you")));
		return NULL;
	}
	return run_words(view->tui, 4, (const char *const[]){ "handover", "accept", "--routine",
		arena_printf(view->tui->frame, "%" PRId64, json_int(head, "handover", 0)) });
}

/* Those that are marked, else the selected one. */
static err_t take(struct view *view)
{
	const struct list *list = &view->list;
	size_t count = list->mark_count > 0 ? list->mark_count : 1;
	const char **given = arena_array(view->tui->frame, count + 2, sizeof(*given));
	err_t err;

	given[0] = "handover";
	given[1] = "accept";
	for (size_t i = 0; i < count; i++)
		given[i + 2] = arena_printf(view->tui->frame, "%" PRId64,
			list->mark_count > 0 ? list->marks[i] : view_selected(view));
	state_of(view)->taken = view_selected(view);
	err = run_words(view->tui, count + 2, given);
	if (err == NULL)
		list_unmark_all(&view->list);
	return err;
}

/* One stays where one stands, unless that was to do, or was to be taken, and is done. */
static void advance(struct view *view, const struct json *before, const struct json *answer)
{
	struct handover *h = state_of(view);
	int64_t here = view->list.selected_id;
	const struct json *next = NULL;

	if (h->taken != here)
		h->taken = 0;
	if (h->taken != 0 || handover_is_todo(before, handover_row(before, here)))
		next = handover_next(answer, here);
	if (next == NULL)
		return;
	h->taken = 0;
	view->list.selected_id = json_int(next, "id", 0);
}

/* Another one: nothing that was begun in the one before goes on here. */
static void begin(struct view *view, const struct json *answer)
{
	const struct json *first = handover_next(answer, 0);

	state_of(view)->taken = 0;
	state_of(view)->routine = 0;
	if (first != NULL)
		view->list.selected_id = json_int(first, "id", 0);
}

static void came(struct view *view, const struct json *before, const struct json *answer)
{
	struct handover *h = state_of(view);
	size_t left = handover_routine(answer);
	err_t err = NULL;

	if (handover_number(before) == handover_number(answer))
		advance(view, before, answer);
	else
		begin(view, answer);
	if (h->routine > left && left > 0)
		err = take_routine(view);
	else if (h->routine > left || left == 0)
		h->routine = 0;
	if (err != NULL)
		message_error(view->tui, err);
}

static err_t open(struct view *view, const char *argument)
{
	struct handover *h = state_of(view);

	(void)argument;
	h->words[0] = "handover";
	h->words[1] = "show";
	h->words[2] = h->number;
	h->packet = (struct table){ h->words, 2, "handover", NULL, 0, came };
	table_open(view, &h->packet);
	return NULL;
}

/* The next packet under way that is ours too, round and round. */
static err_t other(struct view *view)
{
	struct handover *h = state_of(view);
	const struct json *others = json_get(h->table.answer, "others");
	int64_t here = json_int(head_of(view), "handover", 0), next = 0, first = 0;

	for (size_t i = 0; i < json_count(others); i++) {
		int64_t id = json_value_int(json_at(others, i), 0);

		first = first == 0 || id < first ? id : first;
		if (id > here && (next == 0 || id < next))
			next = id;
	}
	if (first == 0)
		return err_make(ERR_STATE, "no other handover that is under way is yours or offered to you");
	snprintf(h->number, sizeof(h->number), "%" PRId64, next != 0 ? next : first);
	h->packet.count = 3;
	list_unmark_all(&view->list);
	table_refresh(view);
	return NULL;
}

/* What happens to its conversations stands in it, too. */
static void changed(struct view *view, const struct json *change)
{
	if (change_is(change, "handover") || change_is(change, "conversation"))
		table_refresh(view);
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("Nothing is handed over.\n\n:handover prepare gathers what your shift hands to the next,\n"
		":handover prepare --to WHO where no roster says to whom.");
}

/* ---- said */

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct json *head = head_of(view);

	size_t others = json_count(json_get(state_of(view)->table.answer, "others"));
	const char *number, *key = input_key_in(view->tui, "handover", "other-handover");

	if (json_int(head, "handover", 0) == 0)
		return shown_literal("");
	number = arena_printf(arena, message_plural("number %" PRId64 ", %zu line",
		"number %" PRId64 ", %zu lines", table_count(view)), json_int(head, "handover", 0), table_count(view));
	return shown_line(arena, others == 0 || key == NULL ? number : arena_printf(arena,
		message_plural("%s: %zu more; %s", "%s: %zu more; %s", others), key, others, number));
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t index)
{
	const struct json *row = json_at(json_get(state_of(view)->table.answer, "rows"), index);

	return shown_line(arena, arena_printf(arena, "#%" PRId64 " %s %s %s %s %s", json_int(row, "id", 0),
		json_text_or(row, "contact", ""), json_text_or(row, "handle", ""), handover_why(arena, row),
		handover_doing(arena, row), json_text_or(row, "text", "")));
}

/* ---- commands */

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct json *row = table_selected(view);

	if (row == NULL)
		return NULL;
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, json_int(row, "id", 0)) :
		kind == ARG_ACCOUNT ? json_text(row, "account") : NULL;
}

static err_t say(struct view *view, const char *verb, const char *text)
{
	const struct json *row = table_selected(view);

	prompt_open(view->tui, ':', arena_printf(view->tui->frame, "handover %s #%" PRId64 " %s", verb,
		json_int(row, "id", 0), text));
	return NULL;
}

static const struct view_command commands[] = {
	{ "accept-line", N_("Take the line, or those that are marked") },
	{ "accept-routine", N_("Take every line that is not red") }, { "ask-back", N_("Ask whoever hands it over") },
	{ "decline-line", N_("Do not take it, and say why") },
	{ "other-handover", N_("Show the next handover that is yours or offered to you") },
	{ "pass-on", N_("Offer it to somebody else") },
	{ "write-line", N_("Write what is to be done next") }, { NULL, NULL },
};

static bool is_of_lines(const char *name)
{
	for (const struct view_command *one = commands; one->name != NULL; one++)
		if (strcmp(one->name, name) == 0)
			return true;
	return false;
}

static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	const struct json *row = table_selected(view);
	const char *name = given[0];

	*known = count == 1 && (row != NULL || is_of_lines(name));
	if (*known && strcmp(name, "other-handover") == 0)
		return other(view);
	if (*known && row == NULL)
		return err_make(ERR_STATE, "no handover is here: handover prepare gathers one");
	if (*known && strcmp(name, "open") == 0)
		return tui_open(view->tui, &view_conversation, subject(view, view->tui->frame, ARG_CONVERSATION));
	if (*known && strcmp(name, "write-line") == 0)
		return say(view, "line", json_text_or(row, "line", ""));
	if (*known && strcmp(name, "ask-back") == 0)
		return say(view, "ask", "");
	if (*known && strcmp(name, "pass-on") == 0)
		return say(view, "pass", "");
	if (*known && strcmp(name, "decline-line") == 0)
		return say(view, "decline", "");
	if (*known && strcmp(name, "accept-line") == 0)
		return take(view);
	if (*known && strcmp(name, "accept-routine") == 0)
		return take_routine(view);
	*known = false;
	return NULL;
}

static const struct hint hints_going[] = {
	{ "write-line", N_("write the line") }, { "open", N_("read") }, { "handover prepare", N_("prepare again") },
	{ "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};
static const struct hint hints_coming[] = {
	{ "accept-line", N_("accept") }, { "accept-routine", N_("the routine") }, { "ask-back", N_("ask back") },
	{ "pass-on", N_("pass on") }, { "decline-line", N_("decline") }, { "open", N_("read") },
	{ "help", N_("help") }, { NULL, NULL },
};

static const struct hint hints_none[] = {
	{ "handover prepare", N_("prepare") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

static const struct hint *hints_now(const struct view *view)
{
	if (table_count(view) == 0)
		return hints_none;
	return json_bool(head_of(view), "to_me", false) ? hints_coming : hints_going;
}

const struct view_ops view_handover = {
	.name = "handover", .title = N_("Handover"),
	.also = N_("shift, end of my day"),
	.flags = VIEW_LIST | VIEW_TALKS | VIEW_ONCE,
	.state_size = sizeof(struct handover),
	.open = open, .close = table_close, .refresh = table_refresh, .changed = changed, .subtitle = subtitle,
	.empty = empty,
	.count = table_count, .id = table_id, .draw_head = handover_draw_head, .draw_row = handover_draw_row, .row_text = row_text,
	.subject = subject, .command = command, .commands = commands, .hints = hints_going, .hints_now = hints_now,
};
