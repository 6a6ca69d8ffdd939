/* SPDX-License-Identifier: ISC */
/* The queue: a page of conversations, the most urgent first, by a view, a limit or a search. */
#include "queue.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "catalogue.h"
#include "page.h"

struct queue { struct page *page; char *name, *query; };

static struct queue *queue_of(const struct view *view)
{
	return view->state;
}

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

static void selected(struct view *view)
{
	page_reach(queue_of(view)->page, view->list.selected);
}

static void on_changed(void *data)
{
	struct view *view = data;

	if (page_is_loading(queue_of(view)->page))
		return;
	view_changed(view);
	tui_begun(view->tui);
}

static void on_failed(void *data, const char *why)
{
	struct view *view = data;

	tui_begun(view->tui);
	if (page_count(queue_of(view)->page) == 0)
		view_fail(view, why);
	else
		message_text(view->tui, MESSAGE_ERROR, why);
}

static const char *empty(const struct view *view)
{
	const struct json *accounts = json_get(view->tui->known, "accounts");

	if (accounts != NULL && json_count(accounts) == 0)
		return _("This desk has no account yet.\n\nguichet account add mastodon NAME url=https://...\n"
			"connects one; guichet demo shows how it looks with customers.");
	if (strcmp(queue_of(view)->query, "status:open") == 0)
		return _("Nobody waits. Well done.");
	return _("Nothing here.");
}

/* ---- commands */

static void ask_page(struct view *view, const char *name, const char *query)
{
	struct queue *queue = queue_of(view);
	bool search = strcmp(name, "search") == 0;

	if (queue->query == NULL || strcmp(query, queue->query) != 0)
		view->list.selected_id = 0;
	free(queue->name);
	free(queue->query);
	queue->name = mem_copy(name);
	queue->query = mem_copy(query);
	view->loading = true;
	list_unmark_all(&view->list);
	page_ask(queue->page, query, search);
	if (view->tui->sidebar != NULL)
		tui_touch(view->tui);
}

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
		ask_page(view, words[1], words[2]);
	else if (one && strcmp(words[0], "next-action") == 0)
		go_action(view, false);
	else if (one && strcmp(words[0], "previous-action") == 0)
		go_action(view, true);
	else
		*known = false;
	return err;
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	int64_t id = view_selected(view);
	const struct row *row = id != 0 ? row_at(view, view->list.selected) : NULL;

	if (row == NULL)
		return NULL;
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, id) : kind == ARG_ACCOUNT ? row->account : NULL;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct queue *queue = queue_of(view);
	size_t count = page_count(queue->page), marks = view->list.mark_count;
	struct str text = { 0 };
	struct shown shown;

	if (strcmp(queue->name, "limit") == 0 || strcmp(queue->name, "search") == 0)
		str_printf(&text, "%s %s", *queue->name == 'l' ? _("limit") : _("search"), queue->query);
	else
		str_add(&text, *queue->name != '\0' ? catalogue_title(arena, queue->name) : _("all open"));
	if (!page_is_loading(queue->page))
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

	(void)argument;
	queue->page = page_create(view->tui, &(struct page_watcher){ on_changed, on_failed, view });
	ask_page(view, first != NULL ? first->name : "", first != NULL ? first->query : "status:open");
	return NULL;
}

static void close(struct view *view)
{
	page_destroy(queue_of(view)->page);
	free(queue_of(view)->name);
	free(queue_of(view)->query);
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
	{ "open", N_("read") }, { "compose", N_("reply") }, { "claim", N_("take") },
	{ "resolve", N_("done") },
	{ "prompt 'snooze '", N_("snooze") }, { "next-action", N_("next") }, { "prompt 'limit '", N_("limit") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_queue = {
	.name = "queue", .title = N_("Queue"), .flags = VIEW_LIST | VIEW_TALKS | VIEW_ONCE, .state_size = sizeof(struct queue),
	.open = open, .close = close, .refresh = refresh, .subtitle = subtitle, .empty = empty,
	.count = count_rows, .id = row_id, .draw_head = queue_draw_head, .draw_row = queue_draw_row, .row_text = row_text,
	.selected = selected, .subject = subject, .command = command, .commands = commands, .hints = hints,
};
