/* SPDX-License-Identifier: ISC */
/*
 * Which query the queue asks, as what it names itself until the answer is
 * there, and what a limit or a search was laid over.
 */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/model/query.h"

static void set(char **to, const char *text)
{
	char *copy = mem_copy(text);

	free(*to);
	*to = copy;
}

/* "limit:" or "search:", laid over a view. */
bool queue_is_narrowed(const char *name)
{
	return strchr(name, ':') != NULL;
}

/* What a page of that query is asked with: words cannot be followed. */
static const char *once_of(const char *name, const char *query)
{
	struct arena *arena = arena_create();
	struct query *parsed;
	err_t err = query_parse(arena, query, &parsed);
	bool words = err == NULL && query_has_words(parsed);

	err_ignore(err, "the desk says what is wrong with it");
	arena_destroy(arena);
	return strcmp(name, "search:") == 0 ? "search" : words ? "list" : NULL;
}

void queue_ask(struct view *view, const char *name, const char *query)
{
	struct queue *queue = queue_of(view);

	if (queue->name != NULL && queue_is_narrowed(name) && !queue_is_narrowed(queue->name)) {
		set(&queue->before_name, queue->name);
		set(&queue->before_query, queue->query);
	}
	if (queue->query == NULL || strcmp(query, queue->query) != 0)
		view->list.selected_id = 0;
	set(&queue->name, name);
	set(&queue->query, query);
	view->loading = true;
	list_unmark_all(&view->list);
	page_ask(queue->page, query, once_of(name, query));
	if (view->tui->sidebar != NULL)
		tui_touch(view->tui);
}

static void on_changed(void *data)
{
	struct view *view = data;
	struct queue *queue = queue_of(view);

	if (page_is_loading(queue->page))
		return;
	set(&queue->shown_name, queue->name);
	set(&queue->shown_query, queue->query);
	view_changed(view);
	tui_begun(view->tui);
}

/* What was refused names nothing that is in sight: the rows go on as what they are. */
static void on_failed(void *data, const char *why)
{
	struct view *view = data;
	struct queue *queue = queue_of(view);
	const char *behind = strstr(why, _(": query: "));	/* the call that was made for it is none of a person's */
	bool refused = queue->shown_query != NULL &&
		(strcmp(queue->query, queue->shown_query) != 0 || strcmp(queue->name, queue->shown_name) != 0);

	tui_begun(view->tui);
	if (!refused && page_count(queue->page) == 0)
		view_fail(view, why);
	if (!run_refused(view->tui, why) && (refused || page_count(queue->page) > 0))
		message_text(view->tui, MESSAGE_ERROR, behind != NULL ? behind + strlen(_(": ")) : why);
	if (refused)
		queue_ask(view, queue->shown_name, queue->shown_query);
}

struct page_watcher queue_watcher(struct view *view)
{
	return (struct page_watcher){ on_changed, on_failed, view };
}

/* Back to what was limited or searched, if anything was. */
bool queue_widen(struct view *view)
{
	struct queue *queue = queue_of(view);

	if (!queue_is_narrowed(queue->name) || queue->before_query == NULL)
		return false;
	queue_ask(view, queue->before_name, queue->before_query);
	return true;
}
