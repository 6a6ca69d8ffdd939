/* SPDX-License-Identifier: ISC */
/* Everything that the last line said since the start. */
#include "guichet/base/message.h"
#include "inside.h"

static void build(struct view *view, int width)
{
	static const enum style styles[] = { STYLE_NORMAL, STYLE_WARNING, STYLE_ERROR };
	struct pager *pager = &view->pager;

	pager_begin(pager, width);
	for (size_t i = 0; i < messages_count(view->tui->messages); i++) {
		enum message_kind kind;
		struct shown text, when;
		int64_t at;
		size_t count;
		struct shown *lines;

		messages_at(view->tui->messages, i, &at, &kind, &text);
		when = shown_fit(pager->arena, text_ago(view->tui, pager->arena, at), 12);
		lines = shown_wrap(pager->arena, text, width - 15 > 20 ? width - 15 : 20, &count);
		for (size_t l = 0; l < count; l++)
			pager_line(pager, (const struct pager_span[]){
				{ STYLE_DIM, l == 0 ? when : shown_fit(pager->arena, shown_literal(""), 12) },
				{ styles[kind], lines[l] } }, 2);
	}
	if (pager->count == 0)
		pager_text(pager, STYLE_DIM, shown_literal(_("nothing was said yet")));
}

static err_t open(struct view *view, const char *argument)
{
	(void)argument;
	view->pager.top = SIZE_MAX / 2;
	return NULL;
}

static const struct hint hints[] = {
	{ "leave", N_("back") }, { "prompt /", N_("search") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_messages = {
	.name = "messages", .title = N_("Messages"),
	.also = N_("what was said, errors"),
	.flags = VIEW_TEXT | VIEW_ONCE, .open = open, .build = build, .hints = hints,
};
