/* SPDX-License-Identifier: ISC */
/* The screen's own commands: where to be, what to look at.  What changes the desk is a call. */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/base/near.h"
#include "guichet/model/tally.h"
#include "inside.h"
#include "macro.h"
#include "many.h"

static const char open_query[] = "status:open";

const struct view_ops *const view_table[] = {
	&view_queue, &view_conversation, &view_compose, &view_review, &view_outbox, &view_accounts, &view_handover, &view_help,
	&view_links, &view_contact,
	&view_dashboard, &view_wallboard, &view_explained, &view_reason, &view_options, &view_messages, &view_answer,
	&view_sidebar,
};
const size_t view_table_count = sizeof(view_table) / sizeof(view_table[0]);

static const char *first(size_t count, const char *const *words)
{
	return count > 0 ? words[0] : NULL;
}

/* The words as one text, in the arena of one drawing. */
static const char *joined(struct tui *tui, size_t count, const char *const *words)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < count; i++)
		str_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
	copy = arena_copy(tui->frame, str_text(&text));
	str_finish(&text);
	return copy;
}

/* A limit or a search is one thing less to close. */
static bool is_widened(struct tui *tui)
{
	bool known = false;

	if (tui->on_sidebar || tui->depth > 1)
		return false;
	err_ignore(tui->stack[0]->ops->command(tui->stack[0], 1, (const char *const[]){ "widen" }, &known),
		"there is nothing that could be refused");
	return known;
}

static err_t run_back(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->on_sidebar || tui->depth > 1)
		tui_close(tui, tui_focus(tui));
	else if (!is_widened(tui))
		message_say(tui, MESSAGE_INFO, shown_literal(_("this is the queue: there is nothing to go back to")));
	return NULL;
}

static void on_quit_answer(struct tui *tui, bool yes)
{
	if (yes)
		tui_quit(tui);
}

static err_t run_leave(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->on_sidebar || tui->depth > 1)
		tui_close(tui, tui_focus(tui));
	else if (is_widened(tui))
		return NULL;
	else
		return run_words(tui, 1, (const char *const[]){ "quit" });
	return NULL;
}

/* Escape: one thing less, never the end of the program. */
static err_t run_cancel(struct tui *tui, size_t count, const char *const *words)
{
	struct view *view = tui_focus(tui);

	(void)count;
	(void)words;
	if (tui->slicing != 0) {
		attach_cancel(tui->desk, tui->slicing);
	} else if (view->list.mark_count > 0) {
		list_unmark_all(&view->list);
	} else if (view->pager.match != NULL) {
		free(view->pager.match);
		view->pager.match = NULL;
	} else if (tui->on_sidebar || tui->depth > 1) {
		tui_close(tui, view);
	} else if (is_widened(tui)) {
		return NULL;
	}
	tui_touch(tui);
	return NULL;
}

static err_t run_focus(struct tui *tui, size_t count, const char *const *words)
{
	const char *to = count > 0 ? words[0] : "next";

	if (strcmp(to, "sidebar") == 0 || strcmp(to, "previous") == 0) {
		sidebar_select_here(tui->sidebar);
		tui->on_sidebar = true;
	} else if (strcmp(to, "list") == 0) {
		tui->on_sidebar = false;
	} else if (strcmp(to, "next") == 0 && tui->on_sidebar) {
		tui->on_sidebar = false;
	} else if (strcmp(to, "next") == 0 || strcmp(to, "preview") == 0) {
		return tui->preview != NULL ? run_words(tui, 1, (const char *const[]){ "open" }) : NULL;
	} else {
		return err_make(ERR_USAGE, "usage: focus [next|previous|sidebar|list|preview]");
	}
	layout_follow(tui);
	tui_touch(tui);
	return NULL;
}

static err_t run_left(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (!tui->on_sidebar && tui_find(tui, VIEW_READER) == tui_top(tui) && tui->depth > 1) {
		tui_close(tui, tui_top(tui));
		return NULL;
	}
	return run_focus(tui, 1, (const char *const[]){ "sidebar" });
}

static err_t run_right(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->on_sidebar)
		return run_focus(tui, 1, (const char *const[]){ "list" });
	return (tui_focus(tui)->ops->flags & VIEW_TALKS) != 0 ? run_words(tui, 1, (const char *const[]){ "open" }) : NULL;
}

/* The queue at the bottom of the stack, with a query. */
static err_t go_query(struct tui *tui, const char *name, const char *query)
{
	struct view *queue = tui->stack[0];
	bool known;

	while (tui->depth > 1) {
		struct view *top = tui_top(tui);

		tui_close(tui, top);
		if (tui_top(tui) == top)	/* it would not go */
			return NULL;
	}
	tui->on_sidebar = false;
	return queue->ops->command(queue, 3, (const char *const[]){ "query", name, query }, &known);
}

static err_t no_view(struct tui *tui, const char *name)
{
	struct near near;

	near_begin(&near, name, strlen(name));
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		near_try(&near, config_view(tui->config, i)->name);
	for (size_t i = 0; i < view_table_count; i++)
		near_try(&near, view_table[i]->name);
	near_try(&near, "live");
	return near.best == NULL ? err_make(ERR_USAGE, "no view named %s", name) :
		err_make(ERR_USAGE, "no view named %s; did you mean %s?", name, near.best);
}

/* What lists all that is open has one name, however one came to it. */
static const char *view_of_open(const struct tui *tui)
{
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		if (strcmp(config_view(tui->config, i)->query, open_query) == 0)
			return config_view(tui->config, i)->name;
	return "";
}

static err_t run_go(struct tui *tui, size_t count, const char *const *words)
{
	const char *name = first(count, words);
	const struct view_ops *ops;

	if (name == NULL || count > 2)
		return err_make(ERR_USAGE, "usage: go VIEW [WHAT]");
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		if (strcmp(config_view(tui->config, i)->name, name) == 0)
			return go_query(tui, name, config_view(tui->config, i)->query);
	if (count == 2 && (strcmp(name, "account") == 0 || strcmp(name, "tag") == 0))
		return go_query(tui, joined(tui, count, words), desk_view_query(tui->frame, name, words[1]));
	if (count == 1 && strcmp(name, "live") == 0)
		return tui_open(tui, &view_dashboard, "today");
	ops = view_find_ops(name);
	if (ops == &view_sidebar)
		return run_focus(tui, 1, (const char *const[]){ "sidebar" });
	if (ops == &view_queue)
		return go_query(tui, view_of_open(tui), open_query);
	if (ops == NULL || (ops->flags & VIEW_WRITER) != 0 || ops == &view_answer ||
	    ops == &view_explained || ops == &view_reason)
		return no_view(tui, name);
	if (ops == &view_conversation)
		return run_words(tui, count, (const char *const[]){ "open", words[count - 1] });
	return tui_open(tui, ops, count > 1 ? words[1] : NULL);
}

static err_t run_go_number(struct tui *tui, size_t count, const char *const *words)
{
	long number = count == 1 ? strtol(words[0], NULL, 10) : 0;
	const struct config_view *view = number > 0 ? config_view(tui->config, (size_t)number - 1) : NULL;

	if (view == NULL)
		return err_make(ERR_USAGE, "no view has the number %s", count == 1 ? words[0] : "that is missing");
	return go_query(tui, view->name, view->query);
}

static err_t run_help(struct tui *tui, size_t count, const char *const *words)
{
	return tui_open(tui, &view_help, count > 0 ? joined(tui, count, words) : NULL);
}

/* Words as one query; whoever thinks in mutt's patterns may say these. */
static err_t query_meant(struct tui *tui, size_t count, const char *const *words, const char **out)
{
	return query_from_mutt(tui->frame, joined(tui, count, words), out);
}

static err_t run_limit(struct tui *tui, size_t count, const char *const *words)
{
	const char *query = NULL;
	err_t err = query_meant(tui, count, words, &query);

	if (err == NULL)
		err = query_check(query);

	if (err != NULL)
		return err;	/* what is shown stays */
	return count == 0 ? go_query(tui, view_of_open(tui), open_query) : go_query(tui, "limit:", query);
}

static err_t run_search(struct tui *tui, size_t count, const char *const *words)
{
	const char *query = NULL;
	err_t err = count == 0 ? err_make(ERR_USAGE, "usage: search WORD...") : query_meant(tui, count, words, &query);

	return err != NULL ? err : go_query(tui, "search:", query);
}

static err_t run_mark(struct tui *tui, size_t count, const char *const *words)
{
	struct view *view = tui_focus(tui);
	int64_t id = view_selected(view);
	const char *query = NULL;
	err_t err = count > 0 ? query_meant(tui, count, words, &query) : NULL;

	if (err != NULL || count > 0)
		return err != NULL ? err : many_mark(tui, query);
	if ((view->ops->flags & VIEW_TALKS) == 0 || id == 0)
		return err_make(ERR_STATE, "nothing can be marked here");
	list_mark(&view->list, id, !list_is_marked(&view->list, id));
	view_move(view, "down");
	return NULL;
}

/* mutt's ; before a command: never the selected one by accident. */
static err_t run_marked(struct tui *tui, size_t count, const char *const *words)
{
	if (count == 0)
		return err_make(ERR_USAGE, "usage: marked COMMAND...");
	if (tui_focus(tui)->list.mark_count == 0)
		return err_make(ERR_STATE, "nothing is marked: nothing was done");
	return run_words(tui, count, words);
}

static int64_t list_id(const void *data, size_t row)
{
	const struct view *view = data;

	return view->ops->id(view, row);
}

static err_t run_mark_range(struct tui *tui, size_t count, const char *const *words)
{
	struct view *view = tui_focus(tui);
	struct list_rows rows;

	(void)count;
	(void)words;
	if ((view->ops->flags & VIEW_TALKS) == 0 || view_selected(view) == 0)
		return err_make(ERR_STATE, "nothing can be marked here");
	rows = (struct list_rows){ .count = view->ops->count(view), .id = list_id, .data = view };
	if (view->list.range_from == 0) {
		view->list.range_from = view_selected(view);
		message_say(tui, MESSAGE_INFO, shown_literal(_("move to the other end of the range and press the key again")));
	} else {
		list_mark_range(&view->list, &rows);
	}
	tui_touch(tui);
	return NULL;
}

static err_t run_mark_invert(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	return many_invert(tui);
}

static err_t run_unmark(struct tui *tui, size_t count, const char *const *words)
{
	if (count > 0)
		return many_unmark(tui, joined(tui, count, words));
	list_mark(&tui_focus(tui)->list, view_selected(tui_focus(tui)), false);
	tui_touch(tui);
	return NULL;
}

static err_t run_unmark_all(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	list_unmark_all(&tui_focus(tui)->list);
	tui_touch(tui);
	return NULL;
}

static err_t run_palette(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	menu_open(tui);
	return NULL;
}

/* prompt : [TEXT]   prompt / [TEXT]   prompt TEXT */
static err_t run_prompt(struct tui *tui, size_t count, const char *const *words)
{
	bool kind = count > 0 && (strcmp(words[0], ":") == 0 || strcmp(words[0], "/") == 0);

	prompt_open(tui, kind ? words[0][0] : ':', joined(tui, kind ? count - 1 : count, kind ? words + 1 : words));
	return NULL;
}

/* A text may be open under another one. */
static bool is_any(const struct tui *tui, bool (*holds)(const struct view *))
{
	for (size_t i = 0; i < tui->depth; i++)
		if (holds(tui->stack[i]))
			return true;
	return false;
}

/* The server of a private desk ends with its last front end, any other goes on. */
static bool is_private(const struct tui *tui)
{
	return !str_starts(attach_desk(tui->desk), "unix:") && !str_starts(attach_desk(tui->desk), "ssh://");
}

/*
 * The one rule of every key that ends guichet: it asks where something would be lost, and only there.  What can
 * be written again or waits is answered by a key, what would be gone for good by a word.
 */
static err_t run_quit(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (is_any(tui, compose_would_lose))
		prompt_ask(tui, _("lose the text that you write? type discard: "), "discard", on_quit_answer);
	else if (tui->leaves_ms > tui_now(tui))
		prompt_ask_key(tui, is_private(tui) ? _("a reply has not left; it leaves when guichet runs again. Leave? (y/n)")
			: _("a reply has not left; without you nothing takes it back. Leave? (y/n)"), on_quit_answer);
	else if (is_any(tui, compose_has_files))
		prompt_ask_key(tui, _("the text stays as your draft, the files do not. Leave? (y/n)"), on_quit_answer);
	else
		tui_quit(tui);
	return NULL;
}

static err_t run_redraw(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->term != NULL)
		term_redraw(tui->term);
	tui_touch(tui);
	return NULL;
}

static err_t run_refresh(struct tui *tui, size_t count, const char *const *words)
{
	struct view *view = tui_focus(tui);

	(void)count;
	(void)words;
	if (attach_state(tui->desk) != ATTACH_HERE)
		attach_again(tui->desk);
	if (view->ops->refresh != NULL)
		view->ops->refresh(view);
	tui_touch(tui);
	return NULL;
}

static err_t run_reload(struct tui *tui, size_t count, const char *const *words)
{
	enum message_kind kind;
	struct shown text;

	(void)words;
	if (count != 0)
		return err_make(ERR_USAGE, "usage: reload");
	tui_load_config(tui);
	tui_apply_changes(tui);
	if (!message_now(tui, &kind, &text))	/* nothing is wrong with it */
		message_say(tui, MESSAGE_INFO, shown_literal(_("the configuration is read again")));
	return NULL;
}

static err_t find_again(struct tui *tui, bool backward)
{
	if (tui->found == NULL)
		return err_make(ERR_STATE, "nothing was searched for yet");
	if (!view_find(tui_focus(tui), tui->found, backward, false))
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("%s is not found here"), tui->found));
	return NULL;
}

static err_t run_search_next(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	return find_again(tui, tui->found_backward);
}

static err_t run_search_previous(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	return find_again(tui, !tui->found_backward);
}

static err_t run_suspend(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->term != NULL) {
		tui_stop(tui);
		return run_redraw(tui, 0, NULL);
	}
	return NULL;
}

static err_t run_open(struct tui *tui, size_t count, const char *const *words)
{
	if (count == 1)
		return tui_open(tui, &view_conversation, words[0][0] == '#' ? words[0] + 1 : words[0]);
	return err_make(ERR_STATE, "nothing to open here");
}

static err_t run_say(struct tui *tui, size_t count, const char *const *words)
{
	message_text(tui, MESSAGE_INFO, joined(tui, count, words));
	return NULL;
}

static err_t run_tour(struct tui *tui, size_t count, const char *const *words)
{
	if (count > 1 || (count == 1 && strcmp(words[0], "off") != 0))
		return err_make(ERR_USAGE, "usage: tour [off]");
	if (count == 1)
		tour_end(tui);
	else
		tour_begin(tui);
	return NULL;
}

static err_t run_bells(struct tui *tui, size_t count, const char *const *words)
{
	const char *last = NULL;
	unsigned bells = notify_count(tui, &last);

	(void)count;
	(void)words;
	message_text(tui, MESSAGE_INFO, bells == 0 ? _("the bell has not rung") : arena_printf(tui->frame,
		_("the bell rang %s: %s"), bells == 1 ? _("once") : arena_printf(tui->frame, _("%u times"), bells), last));
	return NULL;
}

static err_t run_screen_dump(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	script_dump(tui);
	return NULL;
}

const struct screen_command screen_commands[] = {
	{ "back", "back", N_("Go back to what was there before"), run_back, NULL },
	{ "bells", "bells", N_("Say how often the bell rang and for what"), run_bells, NULL },
	{ "cancel", "cancel", N_("Clear marks or matches, or go back"), run_cancel, N_("escape, clear") },
	{ "copy", "copy [text|link|id|address]", N_("Copy something of the conversation or the row"), copy_command, NULL },
	{ "focus", "focus [next|previous|sidebar|list|preview]", N_("Give the keys to another pane"), run_focus, NULL },
	{ "go", "go VIEW [WHAT]", N_("Go to a view"), run_go, NULL },
	{ "go-number", "go-number N", N_("Go to the view with that number"), run_go_number, NULL },
	{ "help", "help [WORD]", N_("Show keys and commands"), run_help, N_("shortcuts, manual, what can I do") },
	{ "leave", "leave", N_("Close this view; the last one ends guichet"), run_leave, NULL },
	{ "left", "left", N_("Go to the pane at the left"), run_left, NULL },
	{ "limit", "limit [QUERY]", N_("Show what a query asks for; nothing: all open"), run_limit, N_("filter, narrow") },
	{ "macro", "macro [record|stop|run|list|keep] [NAME]", N_("Record commands, and play them again"), macro_command, NULL },
	{ "mark", "mark [QUERY]", N_("Mark the row and go down"), run_mark, N_("select, tick") },
	{ "mark-invert", "mark-invert", N_("Mark what is not marked, and nothing else"), run_mark_invert, NULL },
	{ "mark-range", "mark-range", N_("Mark from here to where it is said again"), run_mark_range, NULL },
	{ "marked", "marked COMMAND...", N_("Do it to what is marked, or to nothing"), run_marked, NULL },
	{ "open", "open [ID]", N_("Open the selected row, or a conversation"), run_open, NULL },
	{ "palette", "palette", N_("Choose a command from a list"), run_palette, NULL },
	{ "prompt", "prompt [:|/] [TEXT]", N_("Type a command or a search"), run_prompt, NULL },
	{ "quit", "quit", N_("Leave guichet; drafts stay"), run_quit, N_("exit, stop") },
	{ "redraw", "redraw", N_("Paint the whole screen again"), run_redraw, NULL },
	{ "refresh", "refresh", N_("Ask the desk again"), run_refresh, NULL },
	{ "reload", "reload", N_("Read the configuration again"), run_reload, NULL },
	{ "repeat", "repeat", N_("Do again what changed something, here"), macro_repeat, NULL },
	{ "right", "right", N_("Go to the pane at the right"), run_right, NULL },
	{ "say", "say TEXT...", N_("Show a text in the last line"), run_say, NULL },
	{ "screen-dump", "screen-dump", N_("Print the screen (of a grid)"), run_screen_dump, NULL },
	{ "search", "search WORD...", N_("Search in everything that was written"), run_search, N_("find") },
	{ "search-next", "search-next", N_("Go to the next match"), run_search_next, NULL },
	{ "search-previous", "search-previous", N_("Go to the match before"), run_search_previous, NULL },
	{ "suspend", "suspend", N_("Stop guichet until fg"), run_suspend, NULL },
	{ "tour", "tour [off]", N_("Show the guided tour, or end it"), run_tour, N_("tutorial, how does this work") },
	{ "unmark", "unmark [QUERY]", N_("Take the mark of the row away, or of all that match"), run_unmark, NULL },
	{ "unmark-all", "unmark-all", N_("Take all marks away"), run_unmark_all, NULL },
};
const size_t screen_commands_count = sizeof(screen_commands) / sizeof(screen_commands[0]);

const struct screen_command *screen_command_find(const char *name)
{
	for (size_t i = 0; i < screen_commands_count; i++)
		if (strcmp(screen_commands[i].name, name) == 0)
			return &screen_commands[i];
	return NULL;
}
