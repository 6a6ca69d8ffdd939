/* SPDX-License-Identifier: ISC */
/*
 * A person's page: who they are on each network and what colleagues should
 * know of them above, every conversation with them below, then who else they
 * may be.  Enter reads a conversation; on somebody who may be the same person
 * it writes the command that would say so, and leaves it to be sent.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/command/contact.h"
#include "queue.h"

enum { NAMES_FROM = 60, NETWORK = 12, ROWS_LEAST = 5 };

struct contact_page {
	int64_t id;			/* a conversation of theirs */
	struct json *answer;		/* of contact show, or NULL */
	struct row **rows;		/* conversations, then suggestions, which have the id of theirs below 0 */
	size_t count, talks;
	int64_t call;
};

static struct contact_page *page_of(const struct view *view)
{
	return view->state;
}

/* ---- what it shows */

static void rows_drop(struct contact_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		free(page->rows[i]);
	free(page->rows);
	page->rows = NULL;
	page->count = page->talks = 0;
}

static void rows_take(struct contact_page *page)
{
	const struct json *talks = json_get(page->answer, "conversations"), *others = json_get(page->answer, "suggested");

	rows_drop(page);
	page->talks = json_count(talks);
	page->rows = mem_array(page->talks + json_count(others) + 1, sizeof(*page->rows));
	for (size_t i = 0; i < page->talks; i++)
		page->rows[page->count++] = row_make(json_at(talks, i));
	for (size_t i = 0; i < json_count(others); i++) {
		struct row *row = row_make(json_at(others, i));

		row->id = -row->id;
		page->rows[page->count++] = row;
	}
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct contact_page *page = page_of(view);

	page->call = 0;
	if (why != NULL) {
		view_fail(view, err_shown(view->tui->frame, why));
		return;
	}
	json_destroy(page->answer);
	page->answer = json_share(answer);
	rows_take(page);
	view_changed(view);
}

static void refresh(struct view *view)
{
	struct contact_page *page = page_of(view);
	const struct attach_listener listener = { .answer = on_answer, .data = view };
	err_t err;

	attach_forget(view->tui->desk, page->call);
	page->call = 0;
	err = ask(view->tui, &listener, &page->call, 3, (const char *const[]){ "contact", "show",
		arena_printf(view->tui->frame, "%" PRId64, page->id) });
	if (err != NULL)
		view_fail(view, err_shown(view->tui->frame, err));
}

static void on_change(struct view *view, const struct json *change)
{
	if (change_is(change, "conversation"))
		refresh(view);
}

/* argument: a conversation of theirs; else the one that is selected below. */
static err_t open(struct view *view, const char *argument)
{
	struct view *below = tui_focus(view->tui);

	if (argument == NULL && below != NULL && below->ops->subject != NULL)
		argument = below->ops->subject(below, view->tui->frame, ARG_CONVERSATION);
	if (argument == NULL)
		return err_make(ERR_STATE, "nothing is selected: whose page?");
	page_of(view)->id = strtoll(argument + (*argument == '#'), NULL, 10);
	view->loading = true;
	refresh(view);
	return NULL;
}

static void close(struct view *view)
{
	attach_forget(view->tui->desk, page_of(view)->call);
	json_destroy(page_of(view)->answer);
	rows_drop(page_of(view));
}

/* ---- drawing */

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return shown_line(arena, page_of(view)->answer != NULL ? contact_title(page_of(view)->answer) : "");
}

/* Columns that a member of all of them takes. */
static int widest(struct arena *arena, const struct json *identities, const char *member, int most)
{
	int width = 0;

	for (size_t i = 0; i < json_count(identities); i++) {
		int own = shown_line(arena, json_text_or(json_at(identities, i), member, "")).width;

		width = own > width ? own : width;
	}
	return width < most ? width : most;
}

static int identity_draw(const struct view *view, struct area area, int y, size_t index)
{
	const struct json *identities = json_get(page_of(view)->answer, "identities"), *one = json_at(identities, index);
	struct arena *arena = view->tui->frame;
	const char *note = json_text(one, "note");
	int networks = widest(arena, identities, "network", NETWORK), x = 2 + networks + 2;
	int handles = widest(arena, identities, "handle", area.width - x - 1);

	area_text(area, 2, y, STYLE_ACCOUNT, shown_cut(arena, shown_line(arena, json_text_or(one, "network", "")), networks));
	area_text(area, x, y, STYLE_HANDLE, shown_cut(arena, shown_line(arena, json_text_or(one, "handle", "")), handles));
	x += handles;
	if (area.width >= NAMES_FROM)
		area_text(area, x + 2, y, STYLE_DIM, shown_cut(arena, shown_line(arena, contact_reach(arena, one)),
			area.width - x - 3));
	if (note == NULL)
		return 1;
	area_text(area, 4, y + 1, STYLE_INTERNAL, shown_cut(arena, shown_line(arena, arena_printf(arena, "# %s", note)),
		area.width - 5));
	return 2;
}

/* As much of who they are as leaves room for what was said. */
static int draw_head(const struct view *view, struct area area)
{
	const struct contact_page *page = page_of(view);
	const struct json *identities = json_get(page->answer, "identities");
	int most = area.height - ROWS_LEAST, y = 0;
	size_t told = 0;

	if (page->answer == NULL || most < 2)
		return 0;
	for (; told < json_count(identities) && y + 2 < most; told++)
		y += identity_draw(view, area, y, told);
	if (y + 1 < most)
		area_text(area, 2, y++, STYLE_DIM, shown_cut(view->tui->frame, shown_line(view->tui->frame,
			contact_facts(view->tui->frame, page->answer)), area.width - 3));
	area_rule_across(area, y);
	return y + 1;
}

static void draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	const struct contact_page *page = page_of(view);
	struct arena *arena = view->tui->frame;
	bool selected = (state & ROW_SELECTED) != 0;
	int x;

	if (index < page->talks) {
		queue_row_draw(view, area, page->rows[index], state);
		return;
	}
	if (selected)
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	x = area_text(area, 2, 0, selected ? STYLE_SELECTED : STYLE_WARNING, shown_literal(_("the same person?")));
	area_text(area, x + 2, 0, STYLE_TEXT, shown_cut(arena, shown_line(arena, contact_suggestion(arena,
		json_at(json_get(page->answer, "suggested"), index - page->talks))), area.width - x - 3));
}

/* ---- rows */

static size_t count_rows(const struct view *view)
{
	return page_of(view)->count;
}

static int64_t row_id(const struct view *view, size_t row)
{
	return page_of(view)->rows[row]->id;
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t index)
{
	const struct row *row = page_of(view)->rows[index];

	return shown_line(arena, arena_printf(arena, "%s %s %s %s", row->contact, row->handle, row->account, row->text));
}

static struct shown foot(const struct view *view, struct arena *arena)
{
	(void)arena;
	return shown_literal(json_bool(page_of(view)->answer, "more", false) ? _("more follow: others lists them") : "");
}

/* A conversation of the person: the selected one, or the one that led here. */
static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	int64_t id = view_selected(view);

	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, id > 0 ? id : page_of(view)->id) : NULL;
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	int64_t id = view_selected(view);
	struct arena *arena = view->tui->frame;

	*known = count == 1 && strcmp(words[0], "open") == 0 && id != 0;
	if (!*known)
		return NULL;
	if (id > 0)
		return tui_open(view->tui, &view_conversation, arena_printf(arena, "%" PRId64, id));
	prompt_open(view->tui, ':', arena_printf(arena, "contact merge %" PRId64 " %" PRId64, page_of(view)->id, -id));
	return NULL;
}

static const struct hint hints[] = {
	{ "open", N_("read") }, { "prompt 'contact note '", N_("note") }, { "contact merge", N_("the same person") },
	{ "prompt 'contact part'", N_("apart") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_contact = {
	.name = "contact", .title = N_("Contact"), .flags = VIEW_LIST | VIEW_TALKS, .state_size = sizeof(struct contact_page),
	.open = open, .close = close, .refresh = refresh, .changed = on_change, .subtitle = subtitle,
	.count = count_rows, .id = row_id, .draw_head = draw_head, .draw_row = draw_row, .row_text = row_text, .foot = foot,
	.subject = subject, .command = command, .hints = hints,
};
