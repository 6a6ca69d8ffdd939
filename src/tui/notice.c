/* SPDX-License-Identifier: ISC */
/*
 * The line of the day, below the first line of every screen until this agent
 * says that it was read, or its time is over.
 */
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "catalogue.h"
#include "inside.h"

static void on_notice(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;
	bool stands = why == NULL && json_int(answer, "notice", 0) != 0 && !json_bool(answer, "mine", false);

	tui->notice.call = 0;
	if (why != NULL)
		return;
	if (tui->notice.again)
		notice_ask(tui);
	free(tui->notice.text);
	tui->notice.text = NULL;
	if (stands) {
		tui->notice.text = mem_copy(arena_printf(tui->frame, "%s: %s", json_text_or(answer, "by", "?"),
			json_text_or(answer, "text", "")));
		tui->notice.until_ms = json_time(answer, "until");
		if (tui->notice.told != json_int(answer, "notice", 0))
			notify_tell(tui, tui->notice.text);
		tui->notice.told = json_int(answer, "notice", 0);
	}
	tui_touch(tui);
}

void notice_ask(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_notice, .data = tui };

	tui->notice.again = tui->notice.call != 0;	/* what is under way may be answered with what was before */
	if (tui->notice.call == 0)
		err_ignore(ask(tui, &listener, &tui->notice.call, 2, (const char *const[]){ "notice", "show" }),
			"then no screen says it");
}

bool notice_stands(const struct tui *tui)
{
	return tui->notice.text != NULL && tui_now(tui) < tui->notice.until_ms;
}

void notice_draw(struct tui *tui, struct area area)
{
	struct arena *arena = tui->frame;
	const char *key = input_key_of(tui, "notice read");
	/* A screen on the wall reads nothing. */
	struct shown hint = shown_line(arena, !catalogue_may(tui, "notice read") ? "" :
		key == NULL ? ":notice read" : arena_printf(arena, _("%s: I have read it"), key));
	struct shown text = shown_line(arena, tui->notice.text);

	area_fill(area, STYLE_WARNING);
	area_text(area, 1, 0, STYLE_WARNING, shown_cut(arena, text, area.width - hint.width - 4 > 0 ?
		area.width - hint.width - 4 : area.width - 1));
	if (area.width - hint.width - 4 > 0)
		area_text(area, area.width - hint.width - 1, 0, STYLE_WARNING, hint);
}

void notice_end(struct tui *tui)
{
	free(tui->notice.text);
	tui->notice.text = NULL;
}
