/* SPDX-License-Identifier: ISC */
/*
 * Where a reply or a note is written, below the conversation that it belongs
 * to.  The first line says who will read it.  Nothing leaves from here: a
 * reply is reviewed first; a note is for colleagues and is kept at once.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/editor.h"

enum { LEAST = 6, INDENT = 1 };

static bool may_close(struct view *view)
{
	struct compose *c = compose_of(view);

	if (c->done)
		return true;
	if (c->send_call != 0) {
		message_say(view->tui, MESSAGE_WARNING, shown_literal(_("it is on its way to the desk: one moment")));
		return false;
	}
	if (c->upload_name != NULL) {	/* it would be kept nowhere */
		message_text(view->tui, MESSAGE_WARNING, message_put(view->tui->frame,
			_("one moment: %s is on its way to the desk"), c->upload_name));
		return false;
	}
	if (!c->note && c->kept == NULL && !compose_is_blank(c)) {	/* it would take the place of an older one */
		message_say(view->tui, MESSAGE_WARNING, shown_literal(_("the desk has not said whether there is a draft: one moment")));
		return false;
	}
	if (!compose_would_lose(view))
		return true;
	compose_lose(c);
	return false;
}

/* ---- commands */

static void on_noted(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;
	struct tui *tui = c->view->tui;
	int64_t id = c->id;

	(void)answer;
	c->send_call = 0;
	if (why != NULL) {
		message_error(tui, why);
		return;
	}
	draft_drop(c);		/* of a reply that became this note */
	compose_finish(c);
	message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("noted on #%" PRId64), id));
}

static err_t send_note(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_noted, .data = c };
	const char *id = arena_printf(c->view->tui->frame, "%" PRId64, c->id);

	if (c->send_call != 0)
		return NULL;
	return ask(c->view->tui, &listener, &c->send_call, 4, (const char *const[]){ "note", "--", id, edit_text(c->edit) });
}

static err_t review(struct compose *c)
{
	if (compose_is_blank(c)) {
		message_say(c->view->tui, MESSAGE_INFO, shown_literal(_("there is nothing to send yet")));
		return NULL;
	}
	if (c->note)
		return send_note(c);
	draft_keep(c);
	return tui_open(c->view->tui, &view_review, NULL);
}

struct outside { const char *program; struct str text; bool changed; };

static err_t run_editor(void *data)
{
	struct outside *outside = data;

	return editor_run(outside->program, &outside->text, &outside->changed);
}

static err_t edit_outside(struct compose *c)
{
	const char *program = config_text(c->view->tui->config, OPT_EDITOR);
	struct outside outside = { .program = *program != '\0' ? program : NULL };
	err_t err = policy_check(attach_hello(c->view->tui->desk), POLICY_SHELL);

	if (err != NULL)
		return err;
	str_add(&outside.text, edit_text(c->edit));
	err = tui_aside(c->view->tui, run_editor, &outside);
	if (outside.changed) {	/* also when the terminal was lost meanwhile */
		while (outside.text.len > 0 && outside.text.text[outside.text.len - 1] == '\n')
			outside.text.text[--outside.text.len] = '\0';	/* editors end every line */
		edit_set(c->edit, str_text(&outside.text));
		compose_changed(c);
	}
	str_finish(&outside.text);
	return err;
}

static err_t content_warning(struct compose *c, size_t count, const char *const *words)
{
	struct str text = { 0 };

	if (c->note)
		return err_make(ERR_STATE, "a note has no content warning");
	for (size_t i = 0; i < count; i++)
		str_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
	free(c->warning);
	c->warning = mem_copy(str_text(&text));
	str_finish(&text);
	compose_changed(c);
	return NULL;
}

static err_t switch_kind(struct compose *c)
{
	if (c->send_call != 0)
		return NULL;
	draft_keep(c);
	c->note = !c->note;
	draft_load(c);
	compose_changed(c);
	message_say(c->view->tui, MESSAGE_INFO, c->note ? shown_literal(_("this is a note for colleagues now")) :
		shown_literal(_("this is a reply to the customer now")));
	return NULL;
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	struct compose *c = compose_of(view);
	const char *name = words[0];
	err_t err;

	*known = true;
	if (strcmp(name, "snippet") == 0)
		return snippet_command(c, count, words, known);
	if (strcmp(name, "cw") == 0)
		return content_warning(c, count - 1, words + 1);
	err = files_command(c, count, words, known);
	if (*known)
		return err;
	*known = count == 1;
	if (!*known)
		return NULL;
	if (strcmp(name, "review") == 0)
		return review(c);
	if (strcmp(name, "external-editor") == 0)
		return edit_outside(c);
	if (strcmp(name, "switch-kind") == 0)
		return switch_kind(c);
	if (strcmp(name, "postpone") == 0)
		compose_postpone(c);
	else if (strcmp(name, "discard") == 0)
		compose_discard(c);
	else if (strcmp(name, "visibility") == 0 && c->note)
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("a note never leaves the desk")));
	else if (strcmp(name, "visibility") == 0)
		plan_narrow(c);
	else
		*known = false;
	return NULL;
}

static const struct view_command commands[] = {
	{ "attach", N_("Attach a picture or file") },
	{ "cw", N_("Set the content warning; without words: none") },
	{ "describe", N_("Say what an attached file shows: its number, then words") },
	{ "detach", N_("Leave the last attached file out") }, { "discard", N_("Throw the text away") },
	{ "external-editor", N_("Write in your own editor") }, { "postpone", N_("Keep the text as a draft and close") },
	{ "review", N_("Show what will be sent; keep a note") },
	{ "snippet", N_("Put a saved reply in; without a name: choose one") },
	{ "switch-kind", N_("Make a reply a note, or a note a reply") },
	{ "visibility", N_("Let fewer people read it") }, { NULL, NULL },
};

/* ---- drawing */

static const char *hint_text(const struct compose *c, struct arena *arena)
{
	const char *review_key = input_key_in(c->view->tui, "compose", "review");
	const char *close_key = input_key_in(c->view->tui, "compose", "postpone");

	if (review_key == NULL || close_key == NULL)
		return c->note ? _("write a note for colleagues") : _("write your reply");
	return c->note ? arena_printf(arena, _("write a note for colleagues; %s keeps it, %s closes"), review_key, close_key) :
		arena_printf(arena, _("write your reply; %s shows what will be sent, %s keeps it as a draft"), review_key, close_key);
}

static int text_width(const struct compose *c, int width)
{
	int wrap = config_int(c->view->tui->config, OPT_WRAP), room = width - 2 * INDENT;

	room = room < wrap ? room : wrap;
	return room > 2 ? room : 2;
}

static int height(const struct view *view, int width, int most)
{
	struct compose *c = compose_of(view);
	struct notice said[NOTICES];
	struct edit_layout layout;
	int rows;

	compose_look(c);
	edit_layout(c->edit, view->tui->frame, text_width(c, width), &layout);
	rows = 1 + (int)compose_notices(c, view->tui->frame, said) + (layout.count < 1000 ? (int)layout.count : 1000) + 1;
	rows = rows < LEAST ? LEAST : rows;
	return rows < most ? rows : most;
}

/* The line of the cursor is always in sight. */
static void draw_text(struct compose *c, struct area area, bool focused)
{
	struct arena *arena = c->view->tui->frame;
	size_t rows = area.height > 0 ? (size_t)area.height : 1;
	struct edit_layout layout;

	edit_layout(c->edit, arena, text_width(c, area.width), &layout);
	if (layout.cursor_row < c->top)
		c->top = layout.cursor_row;
	if (layout.cursor_row >= c->top + rows)
		c->top = layout.cursor_row - rows + 1;
	if (c->top > 0 && layout.count < c->top + rows)
		c->top = layout.count > rows ? layout.count - rows : 0;
	for (size_t y = 0; y < rows && c->top + y < layout.count; y++)
		area_text(area, INDENT, (int)y, STYLE_TEXT, layout.lines[c->top + y].shown);
	if (edit_len(c->edit) == 0) {
		const char *hint = hint_text(c, arena);
		size_t count;
		struct shown *lines = shown_wrap(arena, shown_block(arena, hint, strlen(hint)), text_width(c, area.width), &count);

		for (size_t y = 0; y < count; y++)
			area_text(area, INDENT, (int)y, STYLE_GHOST, lines[y]);
	}
	if (focused)
		area_cursor(area, INDENT + layout.cursor_column, (int)(layout.cursor_row - c->top));
}

static void draw(struct view *view, struct area area, bool focused)
{
	struct compose *c = compose_of(view);
	struct notice said[NOTICES];
	size_t count;
	int y = 1;

	compose_look(c);
	compose_rule(c, area, c->note ? _("Note on") : _("Reply to"));
	count = compose_notices(c, view->tui->frame, said);
	for (size_t i = 0; i < count && y < area.height - 1; i++)
		area_text(area, INDENT, y++, said[i].style, shown_cut(view->tui->frame, said[i].text, area.width - 2 * INDENT));
	view->width = text_width(c, area.width);
	view->height = area.height - y;
	draw_text(c, area_part(area, 0, y, area.width, area.height - y), focused);
}

/* ---- the view */

static struct edit *field(struct view *view)
{
	return compose_of(view)->edit;
}

static void typed(struct view *view)
{
	compose_changed(compose_of(view));
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct compose *c = compose_of(view);

	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, c->id) :
		kind == ARG_ACCOUNT ? json_text(compose_thread(c), "account") : NULL;
}

static void refresh(struct view *view)
{
	draft_load(compose_of(view));
	plan_ask(compose_of(view));
}

static void changed(struct view *view, const struct json *change)
{
	if (!change_names(change, compose_of(view)->id))
		return;
	draft_load(compose_of(view));
	plan_ask(compose_of(view));
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return shown_line(arena, arena_printf(arena, "#%" PRId64, compose_of(view)->id));
}

static err_t open(struct view *view, const char *argument)
{
	struct compose *c = compose_of(view);
	const char *number = argument != NULL ? strchr(argument, ' ') : NULL;

	c->view = view;
	c->edit = edit_create(EDIT_BLOCK);
	c->wish = c->ceiling = -1;
	c->draft_newest = INT64_MAX;
	c->id = number != NULL ? strtoll(number, NULL, 10) : 0;
	c->note = number != NULL && str_starts(argument, "note ");
	if (c->id <= 0)
		return err_make(ERR_USAGE, "no conversation is open");
	view->width = text_width(c, view->width);
	draft_load(c);
	compose_look(c);
	if (compose_reader(c) != NULL)	/* the draft stands here now, not above as well */
		compose_reader(c)->pager.built_width = 0;
	if (!c->note)
		tour_event(view->tui, "composing");
	return NULL;
}

/* The reader shows the draft again. */
static void close(struct view *view)
{
	struct compose *c = compose_of(view);
	struct view *reader = compose_reader(c);
	struct tui *tui = view->tui;

	tour_left(tui, "composing");
	attach_forget(tui->desk, c->send_call);		/* still done */
	plan_forget(c);
	snippet_forget(c);
	draft_part(c);
	edit_destroy(c->edit);
	files_forget(c);
	free(c->warning);
	free(c->holder);
	if (reader != NULL && !tui->quit)
		reader->ops->refresh(reader);
}

static const struct hint hints[] = {
	{ "review", N_("review") }, { "postpone", N_("keep and close") }, { "attach", N_("attach") },
	{ "external-editor", N_("editor") }, { "visibility", N_("who reads it") },
	{ "discard", N_("throw away") }, { NULL, NULL },
};

/* A note has no readers to choose, no review and no draft. */
static const struct hint note_hints[] = {
	{ "review", N_("keep it") }, { "postpone", N_("close") }, { "external-editor", N_("editor") },
	{ "discard", N_("throw away") }, { NULL, NULL },
};

static const struct hint *hints_now(const struct view *view)
{
	return compose_of(view)->note ? note_hints : hints;
}

const struct view_ops view_compose = {
	.name = "compose", .title = N_("Writing"), .flags = VIEW_WRITER, .state_size = sizeof(struct compose),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .subtitle = subtitle, .draw = draw,
	.height = height, .field = field, .typed = typed, .subject = subject, .command = command, .commands = commands,
	.hints = hints, .hints_now = hints_now, .may_close = may_close,
};
