/* SPDX-License-Identifier: ISC */
/* Searching while typing: every change of the words looks again from where the search began. */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "prompt.h"

void search_begin(struct tui *tui, struct search_place *place)
{
	struct view *view = tui_focus(tui);
	bool list = (view->ops->flags & VIEW_LIST) != 0;

	*place = (struct search_place){ .view = view, .id = view_selected(view), .match_line = view->pager.match_line,
		.top = list ? view->list.top : view->pager.top, .match = mem_copy(view->pager.match) };
}

static void list_back(struct view *view, const struct search_place *place)
{
	size_t count = view->ops->count(view);

	for (size_t row = 0; row < count; row++)
		if (view->ops->id(view, row) == place->id) {
			view->list.selected = row;
			view->list.selected_id = place->id;
			view->list.top = place->top <= row ? place->top : row;
			if (view->ops->selected != NULL)
				view->ops->selected(view);
			layout_follow(view->tui);
			return;
		}
}

void search_back(struct tui *tui, const struct search_place *place)
{
	struct view *view = tui_focus(tui);

	if (view != place->view)
		return;		/* it went away while one typed */
	if ((view->ops->flags & VIEW_LIST) != 0 && view_selected(view) != place->id) {
		list_back(view, place);
	} else if ((view->ops->flags & VIEW_TEXT) != 0) {
		pager_go(&view->pager, place->top, view->height);
		free(view->pager.match);
		view->pager.match = mem_copy(place->match);
		view->pager.match_line = place->match_line;
	}
	tui_touch(tui);
}

bool search_step(struct tui *tui, const struct search_place *place, const char *words)
{
	search_back(tui, place);
	if (*words == '\0')
		return true;
	return tui_focus(tui) == place->view && view_find(place->view, words, false, true);
}

void search_finish(struct search_place *place)
{
	free(place->match);
	*place = (struct search_place){ 0 };
}
