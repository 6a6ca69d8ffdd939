/* SPDX-License-Identifier: ISC */
/* Commands that mark rows, one by one, as a range, or by a query. */
#include "commands.h"
#include "guichet/base/message.h"
#include "many.h"

err_t mark_command(struct tui *tui, size_t count, const char *const *words)
{
	struct view *view = tui_focus(tui);
	int64_t id = view_selected(view);
	const char *query = NULL;
	err_t err = count > 0 ? command_query(tui, count, words, &query) : NULL;

	if (err != NULL || count > 0)
		return err != NULL ? err : many_mark(tui, query);
	if ((view->ops->flags & VIEW_TALKS) == 0 || id == 0)
		return err_make(ERR_STATE, "nothing can be marked here");
	list_mark(&view->list, id, !list_is_marked(&view->list, id));
	view_move(view, "down");
	return NULL;
}

/* mutt's ; before a command: never the selected one by accident. */
err_t marked_command(struct tui *tui, size_t count, const char *const *words)
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

err_t mark_range_command(struct tui *tui, size_t count, const char *const *words)
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

err_t mark_invert_command(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	return many_invert(tui);
}

err_t unmark_command(struct tui *tui, size_t count, const char *const *words)
{
	if (count > 0)
		return many_unmark(tui, command_text(tui, count, words));
	list_mark(&tui_focus(tui)->list, view_selected(tui_focus(tui)), false);
	tui_touch(tui);
	return NULL;
}

err_t unmark_all_command(struct tui *tui, size_t count, const char *const *words)
{
	(void)count;
	(void)words;
	list_unmark_all(&tui_focus(tui)->list);
	tui_touch(tui);
	return NULL;
}
