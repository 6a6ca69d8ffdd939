/* SPDX-License-Identifier: ISC */
/* The queue: a page of conversations, the most urgent first, by a view, a limit or a search. */
#include "queue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"

static const struct row *row_at(const struct view *view, size_t row)
{
	return page_row(queue_of(view)->page, row);
}

/* ---- rows */

static size_t count_rows(const struct view *view)
{
	return page_count(queue_of(view)->page);
}

static int64_t row_id(const struct view *view, size_t row)
{
	return row_at(view, row)->id;
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t index)
{
	const struct row *row = row_at(view, index);

	(void)view;
	return shown_line(arena, arena_printf(arena, "%s %s %s %s %s %s", row->contact, row->handle, row->account, row->text,
		row->tags, row->assignee));
}

/* A queue of a million is not read to its end: what to do instead. */
static struct shown foot(const struct view *view, struct arena *arena)
{
	const struct queue *queue = queue_of(view);
	const char *key = input_key_in(view->tui, "queue", "prompt 'limit '");

	if (!page_has_more(queue->page))
		return shown_literal("");
	if (!page_is_full(queue->page))
		return shown_literal(_("more follow"));
	if (strcmp(queue->name, "search:") == 0)
		return shown_line(arena, arena_printf(arena, _("more than these %zu: search for more words"), page_count(queue->page)));
	return shown_line(arena, arena_printf(arena, _("more than these %zu: limit narrows them%s%s%s"), page_count(queue->page),
		key != NULL ? " (" : "", key != NULL ? key : "", key != NULL ? ")" : ""));
}

static void selected(struct view *view)
{
	page_reach(queue_of(view)->page, view->list.selected);
}

static void on_change(struct view *view, const struct json *change)
{
	if (change_is(change, "conversation"))
		page_doubt(queue_of(view)->page);
}

static const char *empty(const struct view *view)
{
	const struct json *accounts = json_get(view->tui->known, "accounts");
	struct arena *arena = view->tui->frame;
	size_t unread = 0;

	if (accounts != NULL && json_count(accounts) == 0)
		return _("This desk has no account yet.\n\nguichet account add mastodon NAME url=https://...\n"
			"connects one; guichet demo shows how it looks with customers.");
	for (size_t i = 0; i < json_count(accounts); i++)
		unread += json_text(json_at(accounts, i), "reason") != NULL;
	if (unread > 0)
		return arena_printf(arena, message_plural("Nothing is here; an account could not be read.\n\n:go accounts says why.",
			"Nothing is here; %zu accounts could not be read.\n\n:go accounts says why.", unread), unread);
	if (strcmp(queue_of(view)->query, "status:open") == 0)
		return _("Nobody waits. Well done.");
	if (strchr(queue_of(view)->query, ':') == NULL && *queue_of(view)->query != '\0')
		return _("Nothing here.\n\nWords are looked for in messages, and whole.\n"
			"from:NAME finds people; :help query has the rest.");
	return _("Nothing here.");
}

/* ---- commands */

/* Down or up to the next row that waits for us and that no colleague has. */
static void go_action(struct view *view, bool backward)
{
	const char *me = json_text_or(attach_hello(view->tui->desk), "agent", "");
	size_t count = count_rows(view), at = view->list.selected;

	for (size_t i = 1; i <= count; i++) {
		size_t row = backward ? (at + count - i) % count : (at + i) % count;
		const struct row *r = row_at(view, row);

		if (r->waiting_ms != 0 && (*r->assignee == '\0' || strcmp(r->assignee, me) == 0)) {
			view->list.selected_id = r->id;
			view->list.selected = row;
			view_changed(view);
			return;
		}
	}
	message_say(view->tui, MESSAGE_INFO, shown_literal(_("nothing here waits for you")));
}

static err_t open_selected(struct view *view)
{
	int64_t id = view_selected(view);

	if (id == 0)
		return err_make(ERR_STATE, "nothing is selected");
	return tui_open(view->tui, &view_conversation, arena_printf(view->tui->frame, "%" PRId64, id));
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	bool one = count == 1;
	err_t err = NULL;

	*known = true;
	if (one && strcmp(words[0], "open") == 0)
		return open_selected(view);
	if (strcmp(words[0], "compose") == 0 || strcmp(words[0], "compose-note") == 0 || strcmp(words[0], "edit") == 0) {
		err = open_selected(view);
		return err != NULL ? err : run_words(view->tui, count, words);
	}
	if (count == 3 && strcmp(words[0], "query") == 0)
		queue_ask(view, words[1], words[2]);
	else if (one && strcmp(words[0], "widen") == 0)
		*known = queue_widen(view);
	else if (one && strcmp(words[0], "next-action") == 0)
		go_action(view, false);
	else if (one && strcmp(words[0], "previous-action") == 0)
		go_action(view, true);
	else
		*known = false;
	return err;
}

/* A row has only the beginning of its text: that is not copied. */
static const char *copied(const struct view *view, struct arena *arena, enum copied what)
{
	const struct row *row = view_selected(view) != 0 ? row_at(view, view->list.selected) : NULL;

	if (row == NULL || what == COPIED_TEXT || what == COPIED_LINK)
		return NULL;
	return what == COPIED_ID ? arena_printf(arena, "#%" PRId64, row->id) : row->handle;
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	int64_t id = view_selected(view);
	const struct row *row = id != 0 ? row_at(view, view->list.selected) : NULL;

	if (kind == ARG_QUERY)
		return queue_of(view)->query;
	if (row == NULL)
		return NULL;
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, id) : kind == ARG_ACCOUNT ? row->account : NULL;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct queue *queue = queue_of(view);
	size_t count = page_count(queue->page), marks = view->list.mark_count;
	struct shown all = layout_has_sidebar(view->tui) ? sidebar_count_here(view->tui->sidebar) : shown_literal("");
	struct str text = { 0 };
	struct shown shown;

	if (queue_is_narrowed(queue->name))
		str_printf(&text, "%.*s %s", (int)strcspn(*queue->name == 'l' ? _("limit") : _("search"), ":"),
			*queue->name == 'l' ? _("limit") : _("search"), queue->query);
	else
		str_add(&text, *queue->name != '\0' ? catalogue_title(arena, queue->name) : _("all open"));
	if (!page_is_loading(queue->page) && page_has_more(queue->page) && all.width > 0)
		str_printf(&text, "  %s", all.bytes);
	else if (!page_is_loading(queue->page))
		str_printf(&text, "  %zu%s", count, page_has_more(queue->page) ? "+" : "");
	if (marks > 0)
		str_printf(&text, message_plural("  %zu marked", "  %zu marked", marks), marks);
	shown = shown_line(arena, text.text);
	str_finish(&text);
	return shown;
}

static err_t open(struct view *view, const char *argument)
{
	struct queue *queue = queue_of(view);
	const struct config_view *first = config_view(view->tui->config, 0);
	struct page_watcher watcher = queue_watcher(view);

	(void)argument;
	queue->page = page_create(view->tui, &watcher);
	queue_ask(view, first != NULL ? first->name : "", first != NULL ? first->query : "status:open");
	return NULL;
}

static void close(struct view *view)
{
	page_destroy(queue_of(view)->page);
	free(queue_of(view)->name);
	free(queue_of(view)->query);
	free(queue_of(view)->shown_name);
	free(queue_of(view)->shown_query);
	free(queue_of(view)->before_name);
	free(queue_of(view)->before_query);
}

static void refresh(struct view *view)
{
	page_refresh(queue_of(view)->page);
}

const struct row *queue_row(const struct view *view, size_t index)
{
	return index < count_rows(view) ? row_at(view, index) : NULL;
}

const char *queue_name(const struct view *view)
{
	return queue_of(view)->name;
}

static const struct view_command commands[] = {
	{ "compose", N_("Reply to the selected conversation") }, { "compose-note", N_("Write a note for colleagues") },
	{ "edit", N_("Go on with your draft") }, { "next-action", N_("Go to the next row that waits for you") },
	{ "previous-action", N_("Go to the one before") }, { NULL, NULL },
};

static const struct hint hints[] = {
	{ "open", N_("read") }, { "compose", N_("reply") }, { "claim", N_("take") }, { "resolve", N_("done") },
	{ "prompt 'snooze '", N_("snooze") }, { "next-action", N_("next") }, { "prompt 'limit '", N_("limit") },
	{ "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_queue = {
	.name = "queue", .title = N_("Queue"), .flags = VIEW_LIST | VIEW_TALKS | VIEW_ONCE, .state_size = sizeof(struct queue),
	.open = open, .close = close, .refresh = refresh, .changed = on_change, .subtitle = subtitle, .empty = empty,
	.count = count_rows, .id = row_id, .draw_head = queue_draw_head, .draw_row = queue_draw_row, .row_text = row_text,
	.foot = foot, .selected = selected, .subject = subject, .copied = copied,
	.command = command, .commands = commands, .hints = hints,
};
