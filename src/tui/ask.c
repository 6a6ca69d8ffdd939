/* SPDX-License-Identifier: ISC */
/*
 * Calls, from words to what came of them.  What a person types may leave out
 * which conversation is meant: the selected one, or all that are marked.  A
 * short answer is a message, a long one a view of lines.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/command/bulk.h"
#include "guichet/base/message.h"
#include "guichet/command/guide.h"
#include "guichet/command/line.h"
#include "board_draw.h"
#include "inside.h"
#include "macro.h"
#include "many.h"
#include "pick.h"

err_t ask(struct tui *tui, const struct attach_listener *listener, int64_t *call, size_t count, const char *const *words)
{
	return ask_with(tui, listener, call, (struct ask_words){ count, words, NULL, 0 });
}

err_t ask_with(struct tui *tui, const struct attach_listener *listener, int64_t *call, struct ask_words what)
{
	struct arena *arena = arena_create();
	struct call_request request = { 0 };
	struct call_front front;
	const struct call *row;
	size_t used;
	err_t err = call_find_words(what.count, what.words, &row, &used);
	int64_t id = 0;

	if (err == NULL)
		err = call_parse(arena, row, what.count - used, what.words + used, &request, &front);
	if (err == NULL) {
		id = attach_call(tui->desk, &request, what.bytes, what.len, listener);
		ask_busy(tui);
		tui->asked++;
		if (call != NULL)
			*call = id;
	}
	arena_destroy(arena);
	return err;
}

/* ---- what a person typed */

struct selecting { struct tui *tui; bool marks; };

static err_t subjects(void *data, struct arena *arena, const struct call_arg *arg, const char *const **words,
	size_t *count)
{
	struct selecting *selecting = data;
	struct view *view = tui_focus(selecting->tui);
	const struct list *list = &view->list;
	bool many = arg->kind == ARG_CONVERSATION && (arg->flags & ARG_MANY) != 0 && list->mark_count > 0 &&
		(view->ops->flags & VIEW_TALKS) != 0;
	const char **out = arena_array(arena, many ? list->mark_count : 1, sizeof(*out));

	selecting->marks = many;
	*words = out;
	*count = many ? list->mark_count : 1;
	for (size_t i = 0; many && i < *count; i++)
		out[i] = arena_printf(arena, "%" PRId64, list->marks[i]);
	if (!many)
		out[0] = view->ops->subject != NULL ? view->ops->subject(view, arena, arg->kind) : NULL;
	return out[0] != NULL ? NULL : err_make(ERR_USAGE, "nothing is selected here: name the %s", arg->name);
}

/* ---- what came of it */

/* A call on its way, with a sink that keeps lines. */
struct asked {
	struct tui *tui;
	struct arena *arena;
	struct call_request request;
	struct sink sink;
	struct command_env env;
	const struct pager_span **lines;
	size_t *counts, count, size;
	struct shown note;
	bool marks;
	bool holds;			/* keys are held for the view that it opens */
	char *change;			/* for "repeat", or NULL */
};

static void asked_destroy(struct asked *asked)
{
	arena_destroy(asked->arena);
	free(asked->lines);
	free(asked->counts);
	free(asked->change);
	free(asked);
}

static enum style style_of(enum sink_style style)
{
	switch (style) {
	case SINK_STRONG:
		return STYLE_STRONG;
	case SINK_DIM:
		return STYLE_DIM;
	case SINK_WARN:
		return STYLE_WARNING;
	case SINK_GOOD:
		return STYLE_GOOD;
	case SINK_PLAIN:
		break;
	}
	return STYLE_NORMAL;
}

static void sink_line(void *data, const struct span *spans, size_t count)
{
	struct asked *asked = data;
	struct pager_span *line = arena_array(asked->arena, count, sizeof(*line));

	for (size_t i = 0; i < count; i++)
		line[i] = (struct pager_span){ style_of(spans[i].style), spans[i].text };
	if (asked->count == asked->size) {
		asked->size = asked->size == 0 ? 16 : asked->size * 2;
		asked->lines = mem_grow(asked->lines, asked->size, sizeof(*asked->lines));
		asked->counts = mem_grow(asked->counts, asked->size, sizeof(*asked->counts));
	}
	asked->lines[asked->count] = line;
	asked->counts[asked->count++] = count;
}

static void sink_json(void *data, const char *ascii)
{
	struct asked *asked = data;

	sink_line(data, &(struct span){ SINK_PLAIN, shown_line(asked->arena, ascii) }, 1);
}

static err_t sink_flush(void *data)
{
	(void)data;
	return NULL;
}

static void sink_note(void *data, struct shown text)
{
	((struct asked *)data)->note = text;
}

static void sink_progress(void *data, struct shown text)
{
	struct asked *asked = data;

	if (text.len > 0)
		message_say(asked->tui, MESSAGE_INFO, text);
}

/* All spans of the only line as one message. */
static void say_line(struct asked *asked)
{
	struct shown text = shown_literal("");

	for (size_t i = 0; i < asked->counts[0]; i++)
		text = shown_join(asked->arena, text, asked->lines[0][i].text);
	message_say(asked->tui, MESSAGE_INFO, text);
}

static void on_row(void *data, const struct json *row)
{
	struct asked *asked = data;

	if (row != NULL)
		command_row(&asked->env, &asked->request, row);
	if (asked->count == 1 && strcmp(asked->request.call->name, "sync") == 0)
		say_line(asked);
}

/* What the guided tour waits for. */
static void tell_tour(struct tui *tui, const char *call)
{
	static const struct { const char *call, *when; } events[] = {
		{ "claim", "claimed" }, { "next", "claimed" }, { "resolve", "resolved" }, { "snooze", "snoozed" },
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].call, call) == 0)
			tour_event(tui, events[i].when);
}

/* What was claimed is opened; what was changed can be repeated. */
static void succeeded(struct asked *asked, const struct json *answer)
{
	struct tui *tui = asked->tui;
	err_t err = NULL;

	if (asked->change != NULL)
		macro_changed(tui, asked->change);
	if (strcmp(asked->request.call->name, "next") == 0 && !tui->quit)
		err = tui_open(tui, &view_conversation, arena_printf(tui->frame, "%" PRId64, json_int(answer, "id", 0)));
	if (err != NULL)
		message_error(tui, err);
	tell_tour(tui, asked->request.call->name);
}

/* The account asks why: the same again, for the reason to be typed. */
static bool asks_why(struct asked *asked, err_t why)
{
	const struct call_request *request = &asked->request;
	struct str line = { 0 };

	if (!err_is(why, ERR_USAGE) || !call_takes_reason(request->call) || call_text(request, "reason") != NULL)
		return false;
	str_add(&line, request->call->name);
	for (size_t i = 0; i < call_count(request, "id"); i++)
		str_printf(&line, " %s", call_text_at(request, "id", i));
	str_add(&line, " --reason ");
	prompt_open(asked->tui, ':', str_text(&line));
	str_finish(&line);
	return true;
}

/* What was said meanwhile: a screen of lines, one line, or a remark. */
static err_t told_show(struct asked *asked, err_t err)
{
	if (asked->count > 1) {
		err_t shown = answer_open(asked->tui, asked->request.call->name, asked->arena, asked->lines, asked->counts, asked->count);

		if (shown == NULL)
			asked->arena = NULL;	/* the view has it now */
		else if (err == NULL)
			err = shown;
	} else if (asked->count == 1) {
		say_line(asked);
	} else if (asked->note.len > 0) {
		message_say(asked->tui, MESSAGE_INFO, asked->note);
	}
	return err;
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct asked *asked = data;
	struct tui *tui = asked->tui;
	err_t err = why;

	if ((asked->request.call->flags & (CALL_BULK | CALL_SLICES)) != 0)
		tui->slicing = 0;
	if (tui->quit) {	/* there is no view to show it in */
		if (err != NULL)
			message_error(tui, err);
		asked_destroy(asked);
		return;
	}
	tui_touch(tui);
	if (err == NULL)
		err = command_answer(&asked->env, &asked->request, answer);
	if (err == NULL && asked->marks)	/* what was marked is done */
		list_unmark_all(&tui_focus(tui)->list);
	err = told_show(asked, err);
	if (err == NULL)
		succeeded(asked, answer);
	else if (!run_refused(tui, err_shown(tui->frame, err)) && !asks_why(asked, err))
		message_error(tui, err);
	if (asked->holds && err != NULL)
		run_lose(tui);
	if (asked->holds)
		run_release(tui);
	asked_destroy(asked);
}

static struct asked *asked_create(struct tui *tui)
{
	struct asked *asked = mem_alloc(sizeof(*asked));

	asked->tui = tui;
	asked->arena = arena_create();
	asked->sink = (struct sink){ .data = asked, .width = layout_list_width(tui) - 2, .terminal = true,
		.line = sink_line, .json = sink_json, .flush = sink_flush, .note = sink_note, .progress = sink_progress };
	asked->env = (struct command_env){ .options = tui->options.client, .out = &asked->sink,
		.arena = asked->arena, .clock = &tui->clock,
		.front = { .secret_fd = -1 } };
	return asked;
}

err_t ask_allows(const struct call *call)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if (call->args[i].kind == ARG_SECRET || call->args[i].kind == ARG_FILE ||
		    strcmp(call->name, "media save") == 0)
			return err_make(ERR_UNSUPPORTED, "%s reads a secret or a file: say it on the command line, guichet %s",
				call->name, call->name);
	if (strcmp(call->name, "watch") == 0 || strcmp(call->name, "changes") == 0 ||
	    ((call->flags & CALL_STREAM) != 0 && (call->flags & CALL_COURIER) == 0))
		return err_make(ERR_UNSUPPORTED, "%s is for the command line: guichet %s", call->name, call->name);
	return NULL;
}

/* The line that does the same to another selection: without the conversations.  A reply is never repeated. */
static char *change_of(struct arena *arena, const struct call *call, size_t count, const char *const *words)
{
	size_t required, plain = line_plain_words(count, words), from = 1;
	struct str line = { 0 };

	if ((call->flags & CALL_WRITES) == 0 || call->args[0].kind != ARG_CONVERSATION || strcmp(call->group, "reply") == 0)
		return NULL;
	if (line_last_argument(call, &required) != NULL && (call->args[0].flags & ARG_MANY) != 0 && plain > required)
		from = plain - required + 1;
	str_add(&line, call->name);
	for (size_t i = from; i < count; i++)
		str_printf(&line, " %s", line_quote(arena, words[i]));
	return line.text;
}

static void asked_send(struct asked *asked)
{
	struct attach_listener listener = { .row = on_row, .answer = on_answer, .data = asked };
	int64_t call;

	asked->holds = strcmp(asked->request.call->name, "next") == 0 && attach_state(asked->tui->desk) == ATTACH_HERE;
	if (asked->holds)
		run_hold(asked->tui);
	call = attach_call(asked->tui->desk, &asked->request, NULL, 0, &listener);
	if ((asked->request.call->flags & (CALL_BULK | CALL_SLICES)) != 0)
		asked->tui->slicing = call;
	ask_busy(asked->tui);
	asked->tui->asked++;
}

/* ---- what strangers notice is said twice */

void ask_forget(struct tui *tui)
{
	if (tui->confirming != NULL)
		asked_destroy(tui->confirming);
	tui->confirming = NULL;
}

static void on_confirmed(struct tui *tui, bool yes)
{
	struct asked *asked = tui->confirming;

	tui->confirming = NULL;
	if (yes) {
		asked_send(asked);
		return;
	}
	message_say(tui, MESSAGE_INFO, shown_literal(_("nothing was done")));
	asked_destroy(asked);
}

/* Who they are stands in what is selected; the word that is typed is the command's own. */
static void confirm(struct tui *tui, struct asked *asked)
{
	const char *name = asked->request.call->name;
	size_t count = call_count(&asked->request, "id");
	const char *what = count == 1 ? arena_printf(tui->frame, "#%s", call_text(&asked->request, "id")) :
		arena_printf(tui->frame, message_plural("%zu conversation", "%zu conversations", count), count);

	ask_forget(tui);
	tui->confirming = asked;
	prompt_ask(tui, arena_printf(tui->frame, _("%s %s? type %s:"), name, what, name),
		name, on_confirmed);
}

/* ---- what many customers notice is previewed */

static void on_preview(void *data, const struct json *answer, err_t why)
{
	struct asked *asked = data;
	struct tui *tui = asked->tui;

	if (why == NULL && !tui->quit && json_int(answer, "count", 0) > 0) {
		ask_forget(tui);
		tui->confirming = asked;
		many_set(asked->arena, &asked->request, "partly", "true");
		prompt_ask(tui, many_question(tui, answer), "y", on_confirmed);
		return;
	}
	if (why == NULL && !tui->quit) {
		const struct json *left = json_at(json_get(answer, "left"), 0);

		message_text(tui, MESSAGE_INFO, left == NULL ? _("nothing to change: it is so already")
			: bulk_left(tui->frame, left));
	} else if (why != NULL && !run_refused(tui, err_shown(tui->frame, why))) {
		message_error(tui, why);
	}
	tui_touch(tui);
	asked_destroy(asked);
}

/* What was marked must still be what the queue shows. */
static void preview(struct tui *tui, struct asked *asked)
{
	struct view *view = tui_focus(tui);
	struct attach_listener listener = { .answer = on_preview, .data = asked };
	const char *shown = asked->marks && call_where(&asked->request) == NULL && view->ops->subject != NULL
		? view->ops->subject(view, asked->arena, ARG_QUERY) : NULL;
	struct call_request request;

	if (shown != NULL && *shown != '\0')
		many_set(asked->arena, &asked->request, "where", arena_copy(asked->arena, shown));
	request = asked->request;
	many_set(asked->arena, &request, "dry-run", "true");
	attach_call(tui->desk, &request, NULL, 0, &listener);
	ask_busy(tui);
	tui->asked++;
}

/* What has a screen of its own is not told as lines, unless more is asked for than that. */
static const char *screen_of(const struct call *call, size_t count)
{
	static const struct { const char *call, *screen; } screens[] = {
		{ "contact show", "contact" }, { "show", "conversation" },
	};

	for (size_t i = 0; count == 1 && i < sizeof(screens) / sizeof(screens[0]); i++)
		if (strcmp(screens[i].call, call->name) == 0)
			return screens[i].screen;
	return NULL;
}

/* What an account wants is said here; adding it is for the command line. */
static err_t guide_show(struct asked *asked, const struct call *call, const char *network)
{
	err_t err;

	asked->request.call = call;
	guide_say(&asked->env, network);
	err = told_show(asked, NULL);
	asked_destroy(asked);
	return err;
}

err_t ask_typed(struct tui *tui, const struct call *call, size_t count, const char *const *words)
{
	struct asked *asked = asked_create(tui);
	struct selecting selecting = { .tui = tui };
	const struct line_selection selection = { subjects, &selecting };
	err_t err;

	if (guide_is_asked(call, count, words))
		return guide_show(asked, call, count > 0 ? words[0] : NULL);
	err = ask_allows(call);
	if (err == NULL && pick_is_for(call, count)) {
		const char *const *ids;

		err = subjects(&selecting, asked->arena, &call->args[0], &ids, &count);
		if (err == NULL)
			err = pick_other(tui, call, count, ids);
		asked_destroy(asked);
		return err;
	}
	if (err == NULL)
		err = line_select(asked->arena, call, &selection, &count, &words);
	if (err == NULL)
		err = call_parse(asked->arena, call, count, words, &asked->request, &asked->env.front);
	if (err == NULL && screen_of(call, count) != NULL) {
		err = run_words(tui, 3, (const char *const[]){ "go", screen_of(call, count), call_text(&asked->request, "id") });
		asked_destroy(asked);
		return err;
	}
	if (err == NULL && strcmp(call->name, "explain") == 0 && !asked->env.front.json) {
		err = explained_open(tui, count, words);
		asked_destroy(asked);
		return err;
	}
	if (err == NULL)
		err = ask_fits(tui, &asked->request, &asked->env.front);
	if (err != NULL) {
		asked_destroy(asked);
		return err;
	}
	if (run_is_macro(tui))
		asked->request.means = MEANS_MACRO;
	asked->change = change_of(asked->arena, call, count, words);
	asked->marks = selecting.marks;
	if ((call->flags & CALL_ACT) != 0)
		confirm(tui, asked);
	else if (many_is(&asked->request))
		preview(tui, asked);
	else
		asked_send(asked);
	return NULL;
}
