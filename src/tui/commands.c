/* SPDX-License-Identifier: ISC */
/* The screen's own commands: where to be, what to look at.  What changes the desk is a call. */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "commands.h"
#include "macro.h"

const struct view_ops *const view_table[] = {
	&view_queue, &view_conversation, &view_compose, &view_review, &view_outbox, &view_accounts, &view_handover, &view_help,
	&view_links, &view_contact,
	&view_dashboard, &view_wallboard, &view_explained, &view_reason, &view_options, &view_messages, &view_answer,
	&view_sidebar,
};
const size_t view_table_count = sizeof(view_table) / sizeof(view_table[0]);

const char *command_text(struct tui *tui, size_t count, const char *const *words)
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

err_t focus_command(struct tui *tui, size_t count, const char *const *words)
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
	return focus_command(tui, 1, (const char *const[]){ "sidebar" });
}

static err_t run_right(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	if (tui->on_sidebar)
		return focus_command(tui, 1, (const char *const[]){ "list" });
	return (tui_focus(tui)->ops->flags & VIEW_TALKS) != 0 ? run_words(tui, 1, (const char *const[]){ "open" }) : NULL;
}

static err_t run_help(struct tui *tui, size_t count, const char *const *words)
{
	return tui_open(tui, &view_help, count > 0 ? command_text(tui, count, words) : NULL);
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

	prompt_open(tui, kind ? words[0][0] : ':', command_text(tui, kind ? count - 1 : count, kind ? words + 1 : words));
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
	else if (is_any(tui, compose_loses_file))
		prompt_ask_key(tui, _("the text stays as your draft, a file does not. Leave? (y/n)"), on_quit_answer);
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
	message_text(tui, MESSAGE_INFO, command_text(tui, count, words));
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
	{ "focus", "focus [next|previous|sidebar|list|preview]", N_("Give the keys to another pane"), focus_command, NULL },
	{ "go", "go VIEW [WHAT]", N_("Go to a view"), go_command, NULL },
	{ "go-number", "go-number N", N_("Go to the view with that number"), go_number_command, NULL },
	{ "help", "help [WORD]", N_("Show keys and commands"), run_help, N_("shortcuts, manual, what can I do") },
	{ "leave", "leave", N_("Close this view; the last one ends guichet"), run_leave, NULL },
	{ "left", "left", N_("Go to the pane at the left"), run_left, NULL },
	{ "limit", "limit [QUERY]", N_("Show what a query asks for; nothing: all open"), limit_command, N_("filter, narrow") },
	{ "macro", "macro [record|stop|run|list|keep] [NAME]", N_("Record commands, and play them again"), macro_command, NULL },
	{ "mark", "mark [QUERY]", N_("Mark the row and go down"), mark_command, N_("select, tick") },
	{ "mark-invert", "mark-invert", N_("Mark what is not marked, and nothing else"), mark_invert_command, NULL },
	{ "mark-range", "mark-range", N_("Mark from here to where it is said again"), mark_range_command, NULL },
	{ "marked", "marked COMMAND...", N_("Do it to what is marked, or to nothing"), marked_command, NULL },
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
	{ "search", "search WORD...", N_("Search in everything that was written"), search_command, N_("find") },
	{ "search-next", "search-next", N_("Go to the next match"), run_search_next, NULL },
	{ "search-previous", "search-previous", N_("Go to the match before"), run_search_previous, NULL },
	{ "suspend", "suspend", N_("Stop guichet until fg"), run_suspend, NULL },
	{ "tour", "tour [off]", N_("Show the guided tour, or end it"), run_tour, N_("tutorial, how does this work") },
	{ "unmark", "unmark [QUERY]", N_("Take the mark of the row away, or of all that match"), unmark_command, NULL },
	{ "unmark-all", "unmark-all", N_("Take all marks away"), unmark_all_command, NULL },
};
const size_t screen_commands_count = sizeof(screen_commands) / sizeof(screen_commands[0]);

const struct screen_command *screen_command_find(const char *name)
{
	for (size_t i = 0; i < screen_commands_count; i++)
		if (strcmp(screen_commands[i].name, name) == 0)
			return &screen_commands[i];
	return NULL;
}
