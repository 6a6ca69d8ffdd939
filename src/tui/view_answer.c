/* SPDX-License-Identifier: ISC */
/* What a call answered at length, in its own lines: everything that the command line can print can be read here. */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "inside.h"

struct answer {
	char *title;
	struct arena *arena;		/* of the lines */
	const struct pager_span **lines;
	size_t *counts, count;
};

static void build(struct view *view, int width)
{
	const struct answer *answer = view->state;

	pager_begin(&view->pager, width);
	for (size_t i = 0; i < answer->count; i++)
		if (answer->counts[i] == 1 && answer->lines[i][0].text.width > width)	/* a sentence, no row */
			pager_block(&view->pager, answer->lines[i][0].style, answer->lines[i][0].text, 0, width);
		else
			pager_line(&view->pager, answer->lines[i], answer->counts[i]);
}

static void drop(struct answer *answer)
{
	arena_destroy(answer->arena);
	free(answer->title);
	free(answer->lines);
	free(answer->counts);
	*answer = (struct answer){ 0 };
}

static void close(struct view *view)
{
	drop(view->state);
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct answer *answer = view->state;

	return shown_line(arena, answer->title != NULL ? answer->title : "");
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("Nothing was asked yet.");
}

err_t answer_open(struct tui *tui, const char *title, struct arena *arena, const struct pager_span *const *lines,
	const size_t *counts, size_t count)
{
	err_t err = tui_open(tui, &view_answer, NULL);
	struct answer *answer;

	if (err != NULL)
		return err;
	answer = tui_top(tui)->state;
	drop(answer);
	answer->title = mem_copy(title);
	answer->lines = mem_array(count, sizeof(*answer->lines));
	answer->counts = mem_array(count, sizeof(*answer->counts));
	memcpy(answer->lines, lines, count * sizeof(*lines));
	memcpy(answer->counts, counts, count * sizeof(*counts));
	answer->count = count;
	answer->arena = arena;
	tui_top(tui)->pager.top = 0;
	view_changed(tui_top(tui));
	return NULL;
}

static const struct hint hints[] = {
	{ "leave", N_("back") }, { "prompt /", N_("search") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_answer = {
	.name = "answer", .title = N_("Answer"), .flags = VIEW_TEXT | VIEW_ONCE, .state_size = sizeof(struct answer),
	.close = close, .subtitle = subtitle, .empty = empty, .build = build, .hints = hints,
};
