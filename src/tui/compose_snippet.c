/* SPDX-License-Identifier: ISC */
/*
 * Saved replies in a text that is written: chosen from a list with the words
 * that they would be, put where the cursor is, and named when the reply
 * leaves, so that the desk counts them.  What nobody knows stays in braces,
 * is said, and stops the reply.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "menu.h"

/* ---- into the text */

static void insert(struct compose *c, const char *name, const char *text)
{
	struct tui *tui = c->view->tui;

	if (!edit_paste(c->edit, text, strlen(text)))
		message_say(tui, MESSAGE_WARNING, shown_literal(_("the text is too long: the rest was left out")));
	free(c->snippet);
	c->snippet = mem_copy(name);
	compose_changed(c);
}

/* The uppermost text that is written. */
static struct compose *writer_of(struct tui *tui)
{
	struct view *view = tui_find(tui, VIEW_WRITER);

	return view != NULL && view->ops == &view_compose ? compose_of(view) : NULL;
}

static void say_missing(struct tui *tui, const struct json *missing)
{
	if (json_count(missing) > 0)
		message_text(tui, MESSAGE_WARNING, arena_printf(tui->frame, _("nobody knows {%s} here: write it yourself"),
			json_text_at(missing, 0)));
}

static void on_named(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;

	c->snippet_call = 0;
	if (why != NULL) {
		message_error(c->view->tui, why);
		return;
	}
	insert(c, json_text_or(answer, "snippet", ""), json_text_or(answer, "filled", ""));
	say_missing(c->view->tui, json_get(answer, "missing"));
}

/* ---- the list */

static void choose(struct tui *tui, const struct catalogue_row *row, bool look)
{
	struct compose *c = writer_of(tui);

	(void)look;
	if (c == NULL)
		return;
	insert(c, row->name, row->usage);
	if (row->section != NULL)
		message_text(tui, MESSAGE_WARNING, arena_printf(tui->frame, _("nobody knows {%s} here: write it yourself"),
			row->section));
}

static const char *preview(const struct catalogue_row *row)
{
	return row->usage;
}

static const struct menu_kind kind = {
	.ghost = N_("which saved reply?"), .nothing = N_("no saved reply has these words"), .letters = true,
	.choose = choose, .preview = preview,
};

/* section: the first field that is missing. */
static struct catalogue_row row_of(struct arena *arena, const struct json *snippet)
{
	const char *missing = json_value_text(json_at(json_get(snippet, "missing"), 0));
	const char *text = json_text_or(snippet, "filled", "");
	int64_t uses = json_int(snippet, "uses", 0);

	return (struct catalogue_row){
		.section = arena_copy(arena, missing), .name = arena_copy(arena, json_text_or(snippet, "snippet", "")),
		.usage = arena_copy(arena, text), .help = arena_copy(arena, text),
		.key = uses > 0 ? arena_printf(arena, "%" PRId64 "x", uses) : NULL,
	};
}

static void on_list(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;
	struct tui *tui = c->view->tui;
	const struct json *list = json_get(answer, "rows");
	size_t count = json_count(list);
	struct catalogue_row *rows;
	struct arena *arena;

	c->snippet_call = 0;
	if (why != NULL) {
		message_error(tui, why);
	} else if (count == 0) {
		message_say(tui, MESSAGE_INFO, shown_literal(_("no reply is saved yet: :snippet add NAME TEXT")));
	} else {
		arena = arena_create();
		rows = arena_array(arena, count, sizeof(*rows));
		for (size_t i = 0; i < count; i++)
			rows[i] = row_of(arena, json_at(list, i));
		menu_open_rows(tui, &kind, arena, rows, count);
	}
}

/* ---- the command */

err_t snippet_command(struct compose *c, size_t count, const char *const *words, bool *known)
{
	struct tui *tui = c->view->tui;
	const struct attach_listener named = { .answer = on_named, .data = c }, list = { .answer = on_list, .data = c };
	const char *id = arena_printf(tui->frame, "%" PRId64, c->id);
	const struct call *call;
	size_t used;
	err_t err = call_find_words(count, words, &call, &used);

	err_ignore(err, "then it is the name of one");
	*known = count <= 2 && (err != NULL || count == 1);
	if (!*known)
		return NULL;
	attach_forget(tui->desk, c->snippet_call);
	return count == 1 ? ask(tui, &list, &c->snippet_call, 4, (const char *const[]){ "snippet", "list", "--for", id }) :
		ask(tui, &named, &c->snippet_call, 4, (const char *const[]){ "snippet", "show", words[1], id });
}

void snippet_forget(struct compose *c)
{
	attach_forget(c->view->tui->desk, c->snippet_call);
	free(c->snippet);
	c->snippet = NULL;
}
