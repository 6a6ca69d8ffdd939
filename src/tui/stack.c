/* SPDX-License-Identifier: ISC */
/* The views that are open, one on the other: which one has the keys, what opening and closing mean. */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

struct view *tui_top(const struct tui *tui)
{
	return tui->depth > 0 ? tui->stack[tui->depth - 1] : NULL;
}

struct view *tui_focus(const struct tui *tui)
{
	return tui->on_sidebar && tui->sidebar != NULL ? tui->sidebar : tui_top(tui);
}

struct view *tui_find(const struct tui *tui, unsigned flag)
{
	for (size_t i = tui->depth; i-- > 0; )
		if ((tui->stack[i]->ops->flags & flag) != 0)
			return tui->stack[i];
	return NULL;
}

static void stack_take(struct tui *tui, struct view *view)
{
	size_t at = 0;

	while (at < tui->depth && tui->stack[at] != view)
		at++;
	if (at == tui->depth)
		return;
	memmove(&tui->stack[at], &tui->stack[at + 1], (tui->depth - at - 1) * sizeof(tui->stack[0]));
	tui->depth--;
}

static struct view *stack_open_one(const struct tui *tui, const struct view_ops *ops)
{
	for (size_t i = 0; i < tui->depth; i++)
		if (tui->stack[i]->ops == ops)
			return tui->stack[i];
	return NULL;
}

/* The preview becomes the reader: what it shows is there already. */
static struct view *preview_take(struct tui *tui, const struct view_ops *ops, const char *argument)
{
	struct view *view = tui->preview;

	if (view == NULL || ops != view->ops || argument == NULL || conversation_id(view) != strtoll(argument, NULL, 10))
		return NULL;
	tui->preview = NULL;
	conversation_opened(view);
	return view;
}

err_t tui_open(struct tui *tui, const struct view_ops *ops, const char *argument)
{
	struct view *view = (ops->flags & VIEW_ONCE) != 0 ? stack_open_one(tui, ops) : NULL;
	err_t err = NULL;

	if (view != NULL)
		stack_take(tui, view);
	if (view != NULL && argument != NULL) {		/* it shows something else now */
		view_destroy(view);
		view = NULL;
	}
	if (view != NULL)
		view->pager.built_width = 0;	/* what it says may lean on what is under it */
	else
		view = preview_take(tui, ops, argument);
	if (view == NULL && tui->depth == STACK_MAX)
		return err_make(ERR_STATE, "%d views are open: close one first", STACK_MAX);
	if (view == NULL)
		err = view_create(tui, ops, argument, &view);
	if (err != NULL)
		return err;
	tui->stack[tui->depth++] = view;
	tui->on_sidebar = false;
	layout_follow(tui);
	tui_touch(tui);
	return NULL;
}

void tui_close(struct tui *tui, struct view *view)
{
	if (view == tui->sidebar) {
		tui->on_sidebar = false;
	} else if (view == tui->stack[0]) {
		tui_quit(tui);
		return;
	} else if (view->ops->may_close == NULL || view->ops->may_close(view)) {
		stack_take(tui, view);
		view_destroy(view);
		layout_follow(tui);
	}
	tui_touch(tui);
}
