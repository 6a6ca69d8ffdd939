/* SPDX-License-Identifier: ISC */
/*
 * A text from its beginning to its end, whatever shows it: what the
 * conversation above it says, and how it is kept, sent or thrown away.
 */
#include "compose.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

struct compose *compose_of(const struct view *view)
{
	return view->state;
}

bool compose_is_blank(const struct compose *c)
{
	const char *text = edit_text(c->edit);

	return text[strspn(text, " \t\n")] == '\0' && (c->note || c->file_count == 0);
}

void compose_keep(const struct view *view)
{
	if (view->ops == &view_compose)
		draft_keep(compose_of(view));
}

bool compose_would_lose(const struct view *view)
{
	return view->ops == &view_compose && !compose_is_blank(compose_of(view)) &&
		(compose_of(view)->note || compose_of(view)->not_kept != NULL);
}

bool compose_loses_file(const struct view *view)
{
	return view->ops == &view_compose && (compose_of(view)->lost != NULL || compose_of(view)->upload_name != NULL);
}

/* ---- the conversation above */

struct view *compose_reader(const struct compose *c)
{
	const struct tui *tui = c->view->tui;

	for (size_t i = tui->depth; i-- > 0; )
		if (tui->stack[i]->ops == &view_conversation && conversation_id(tui->stack[i]) == c->id)
			return tui->stack[i];
	return NULL;
}

const struct json *compose_thread(const struct compose *c)
{
	struct view *reader = compose_reader(c);
	const struct json *thread = reader != NULL ? conversation_thread(reader) : NULL;

	return json_int(thread, "id", 0) == c->id ? thread : NULL;
}

int64_t compose_newest(const struct compose *c, const char *direction)
{
	const struct json *messages = json_get(compose_thread(c), "messages");
	int64_t newest = 0;

	for (size_t i = 0; i < json_count(messages); i++) {
		const struct json *message = json_at(messages, i);
		int64_t id = json_int(message, "id", 0);

		if (id > newest && str_equal(json_text(message, "direction"), direction))
			newest = id;
	}
	return newest;
}

void compose_has_read(struct compose *c)
{
	c->newest_in = compose_newest(c, "in");
	c->newest_out = compose_newest(c, "out");
}

void compose_look(struct compose *c)
{
	if (c->began || compose_thread(c) == NULL)
		return;
	c->began = true;
	c->holder = mem_copy(json_text_or(compose_thread(c), "assignee", ""));
	compose_has_read(c);
}

/* ---- changes and the end */

void compose_changed(struct compose *c)
{
	plan_ask(c);
	draft_keep_later(c);
	tui_touch(c->view->tui);
}

static void close_both(struct compose *c)
{
	struct tui *tui = c->view->tui;

	if (c->review != NULL)
		tui_close(tui, c->review);
	tui_close(tui, c->view);
}

void compose_finish(struct compose *c)
{
	c->done = true;
	close_both(c);
}

void compose_postpone(struct compose *c)
{
	struct tui *tui = c->view->tui;
	bool kept = !c->note && !compose_is_blank(c), goes = c->view->ops->may_close(c->view);

	if (!goes)
		return;
	close_both(c);
	if (kept)
		message_say(tui, MESSAGE_INFO, shown_literal(_("your text is kept as a draft")));
}

/* The question was about the uppermost text. */
static void on_discard(struct tui *tui, bool yes)
{
	struct compose *c = NULL;

	for (size_t i = tui->depth; c == NULL && i-- > 0; )
		if (tui->stack[i]->ops == &view_compose)
			c = compose_of(tui->stack[i]);
	if (!yes || c == NULL)
		return;
	draft_drop(c);
	compose_finish(c);
	message_say(tui, MESSAGE_INFO, shown_literal(_("the text is thrown away")));
}

void compose_discard(struct compose *c)
{
	if (c->send_call != 0)
		message_say(c->view->tui, MESSAGE_WARNING, shown_literal(_("it is on its way to the desk already")));
	else if (compose_is_blank(c))
		on_discard(c->view->tui, true);
	else
		prompt_ask(c->view->tui, _("throw this text away? type discard: "), "discard", on_discard);
}

void compose_lose(struct compose *c)
{
	prompt_ask(c->view->tui, c->note ? _("lose this note? type discard: ")
		: _("the desk does not have this text. Lose it? type discard: "), "discard", on_discard);
}
