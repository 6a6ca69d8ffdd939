/* SPDX-License-Identifier: ISC */
/*
 * The other conversation of merge, link and contact merge, chosen from a list
 * when it is not named: those that are likely first, which is the same
 * person's, or for a contact who may be that person, then what is in sight.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/contact.h"
#include "menu.h"
#include "pick.h"

enum { ROWS_MOST = 200 };

struct picking {
	struct tui *tui;
	struct arena *arena;		/* of the list */
	const char *line;		/* "merge 7", to be followed by the other number */
	int64_t id;
	const char *handle;		/* of the person */
	bool person;			/* persons are asked for, not conversations */
	struct catalogue_row *rows;
	size_t count;
};

static void choose(struct tui *tui, const struct catalogue_row *row, bool look)
{
	if (look)
		prompt_open(tui, ':', row->section);
	else
		run_line(tui, row->section);
}

static const char *preview(const struct catalogue_row *row)
{
	return row->usage;
}

static const struct menu_kind kind = {
	.ghost = N_("with which one?"), .nothing = N_("none of these has the words"), .choose = choose, .preview = preview,
};

static void add(struct picking *p, int64_t id, const char *help, const char *text)
{
	const char *name = arena_printf(p->arena, "#%" PRId64, id);

	if (id == p->id || id <= 0 || p->count == ROWS_MOST)
		return;
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->rows[i].name, name) == 0)
			return;
	p->rows[p->count++] = (struct catalogue_row){ .section = arena_printf(p->arena, "%s %" PRId64, p->line, id),
		.name = name, .help = arena_copy(p->arena, help), .usage = arena_copy(p->arena, text) };
}

static void add_suggested(struct picking *p, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++)
		add(p, json_int(json_at(list, i), "id", 0), contact_suggestion(p->arena, json_at(list, i)), "");
}

static void add_talks(struct picking *p, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		const char *text = json_text_or(one, "text", "");

		add(p, json_int(one, "id", 0), arena_printf(p->arena, "%s, %s, %s: %s", json_text_or(one, "handle", ""),
			json_text_or(one, "account", ""), state_shown(json_text_or(one, "status", "")), text), text);
	}
}

static void add_sight(struct picking *p)
{
	const struct row *row;

	/* Another conversation of the same address is no other person. */
	for (size_t i = 0; (row = queue_row(p->tui->stack[0], i)) != NULL && p->count < ROWS_MOST; i++)
		if (!p->person || strcmp(row->handle, p->handle) != 0)
			add(p, row->id, arena_printf(p->arena, "%s, %s: %s", row->handle, row->account, row->text), row->text);
}

static void on_person(void *data, const struct json *answer, err_t why)
{
	struct picking *p = data;
	struct tui *tui = p->tui;

	if (tui->quit || why != NULL) {
		if (why != NULL)
			message_error(tui, why);
		arena_destroy(p->arena);
		return;
	}
	p->handle = json_text_or(json_at(json_get(answer, "identities"), 0), "handle", "");
	p->rows = arena_array(p->arena, ROWS_MOST, sizeof(*p->rows));
	if (p->person)
		add_suggested(p, json_get(answer, "suggested"));
	else
		add_talks(p, json_get(answer, "conversations"));
	add_sight(p);
	if (p->count == 0) {
		message_say(tui, MESSAGE_INFO, shown_literal(_("there is no other conversation here")));
		arena_destroy(p->arena);
		return;
	}
	menu_open_rows(tui, &kind, p->arena, p->rows, p->count);
	tui_touch(tui);
}

bool pick_is_for(const struct call *call, size_t words)
{
	return words == 0 && (strcmp(call->name, "merge") == 0 || strcmp(call->name, "link") == 0 ||
		strcmp(call->name, "contact merge") == 0);
}

err_t pick_other(struct tui *tui, const struct call *call, size_t count, const char *const *ids)
{
	struct arena *arena = arena_create();
	struct picking *p = arena_alloc(arena, sizeof(*p));
	const struct attach_listener listener = { .answer = on_person, .data = p };
	const char *line = call->name;
	err_t err;

	for (size_t i = 0; i < count; i++)
		line = arena_printf(arena, "%s %s", line, ids[i]);
	*p = (struct picking){ .tui = tui, .arena = arena, .line = line, .id = strtoll(ids[0], NULL, 10),
		.person = strcmp(call->name, "contact merge") == 0 };
	err = ask(tui, &listener, NULL, 3, (const char *const[]){ "contact", "show", ids[0] });
	if (err != NULL)
		arena_destroy(arena);
	return err;
}
