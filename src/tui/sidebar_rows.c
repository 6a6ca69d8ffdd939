/* SPDX-License-Identifier: ISC */
/*
 * Which rows the sidebar has: the views that every desk has, one's own, the
 * accounts and the busiest tags as the desk told them, and the other screens.
 * A section that is folded shows its heading, an empty one nothing.
 */
#include <string.h>

#include "catalogue.h"
#include "dashboard.h"
#include "guichet/base/message.h"
#include "guichet/model/tally.h"
#include "sidebar.h"

/* what: of which the screen is opened, or NULL. */
static const struct { const char *name, *what, *title; } places[] = {
	{ "outbox", NULL, N_("Outbox") }, { "accounts", NULL, N_("Accounts") }, { "dashboard", NULL, N_("Figures") },
	{ "dashboard", "today", N_("Live") }, { "handover", NULL, N_("Handover") }, { "messages", NULL, N_("Messages") },
	{ "help", NULL, N_("Help") },
};

static const char *const headings[SIDE_SECTIONS] = {
	[SIDE_VIEWS] = NULL, [SIDE_OWN] = N_("My views"), [SIDE_ACCOUNTS] = N_("By account"),
	[SIDE_TAGS] = N_("By tag"), [SIDE_PLACES] = N_("Screens"),
};

static bool is_own(const struct config_view *view)
{
	for (size_t i = 0; i < desk_views_count; i++)
		if (strcmp(desk_views[i].name, view->name) == 0)
			return false;
	return true;
}

static void add(struct sidebar *s, struct side_row row)
{
	if (s->row_count == 0 || (s->row_count & (s->row_count - 1)) == 0) {
		struct side_row *larger = arena_array(s->arena, s->row_count == 0 ? 2 : s->row_count * 2, sizeof(*larger));

		if (s->row_count > 0)
			memcpy(larger, s->rows, s->row_count * sizeof(*larger));
		s->rows = larger;
	}
	s->rows[s->row_count++] = row;
}

static void add_views(const struct view *view, enum side_section section)
{
	struct sidebar *s = sidebar_of(view);

	for (size_t i = 0; i < s->views; i++) {
		const struct config_view *v = config_view(view->tui->config, i);

		if (is_own(v) == (section == SIDE_OWN))
			add(s, (struct side_row){ SIDE_VIEW, section, i, arena_copy(s->arena, v->name), s->counts[i].count });
	}
}

static void add_told(const struct view *view, enum side_section section)
{
	struct sidebar *s = sidebar_of(view);
	const struct json *rows = json_get(s->told, "rows");
	const char *name = section == SIDE_ACCOUNTS ? "account" : "tag";
	int64_t more = json_int(s->told, "tags_more", 0);

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		if (strcmp(json_text_or(row, "section", ""), name) == 0)
			add(s, (struct side_row){ section == SIDE_ACCOUNTS ? SIDE_ACCOUNT : SIDE_TAG, section, 0,
				arena_copy(s->arena, json_text_or(row, "name", "")), json_int(row, "count", -1) });
	}
	if (section == SIDE_TAGS && (more > 0 || s->all_tags))
		add(s, (struct side_row){ SIDE_MORE, section, 0, "", more });
}

static void add_section(const struct view *view, enum side_section section)
{
	if (section == SIDE_VIEWS || section == SIDE_OWN)
		add_views(view, section);
	else if (section == SIDE_ACCOUNTS || section == SIDE_TAGS)
		add_told(view, section);
	for (size_t i = 0; section == SIDE_PLACES && i < sizeof(places) / sizeof(places[0]); i++)
		add(sidebar_of(view), (struct side_row){ SIDE_PLACE, section, i, places[i].name, -1 });
}

void side_rows_make(struct view *view)
{
	struct sidebar *s = sidebar_of(view);

	arena_reset(s->arena);
	s->row_count = 0;
	for (enum side_section section = SIDE_VIEWS; section < SIDE_SECTIONS; section++) {
		size_t before = s->row_count, count;

		if (headings[section] != NULL)
			add(s, (struct side_row){ SIDE_HEADING, section, 0, headings[section], -1 });
		count = s->row_count;
		add_section(view, section);
		count = s->row_count - count;
		if (count == 0)
			s->row_count = before;
		else if (s->folded[section]) {
			s->row_count = before + 1;
			s->rows[before].count = (int64_t)count;
		}
	}
	view_changed(view);
}

/* The first letter large, of "à traiter" too. */
static struct shown capital(struct arena *arena, const char *text)
{
	char *title = arena_copy(arena, text);
	unsigned char *p = (unsigned char *)title;

	if (p[0] >= 'a' && p[0] <= 'z')
		p[0] = (unsigned char)(p[0] - 'a' + 'A');
	else if (p[0] == 0xC3 && p[1] >= 0xA0 && p[1] <= 0xBE && p[1] != 0xB7)
		p[1] = (unsigned char)(p[1] - 0x20);
	return shown_line(arena, title);
}

err_t side_place_go(struct tui *tui, const struct side_row *row)
{
	const char *what = places[row->view].what;

	return run_words(tui, what == NULL ? 2 : 3, (const char *const[]){ "go", row->name, what });
}

struct shown side_title(const struct view *view, struct arena *arena, const struct side_row *row)
{
	switch (row->kind) {
	case SIDE_HEADING:
		return shown_literal(_(row->name));
	case SIDE_VIEW:
		return capital(arena, catalogue_title(arena, row->name));
	case SIDE_ACCOUNT: case SIDE_TAG:
		break;
	case SIDE_MORE:
		return shown_line(arena, row->count == 0 ? _("fewer") : arena_printf(arena, _("%s %lld more"),
			canvas_glyph(view->tui->canvas, GLYPH_ELLIPSIS).bytes, (long long)row->count));
	case SIDE_PLACE:
		return shown_literal(_(places[row->view].title));
	}
	return shown_line(arena, row->name);
}

static bool queue_is(const struct tui *tui, const char *kind, const char *name)
{
	const char *shown = queue_name(tui->stack[0]);
	size_t len = strlen(kind);

	return strncmp(shown, kind, len) == 0 && strcmp(shown + len, name) == 0;
}

bool side_is_here(const struct view *view, const struct side_row *row)
{
	const struct tui *tui = view->tui;
	size_t at = tui->depth;

	while (at > 1 && (tui->stack[at - 1]->ops->flags & (VIEW_READER | VIEW_WRITER)) != 0)
		at--;
	if (at == 0)
		return false;
	switch (row->kind) {
	case SIDE_VIEW:
		return at == 1 && queue_is(tui, "", row->name);
	case SIDE_ACCOUNT:
		return at == 1 && queue_is(tui, "account ", row->name);
	case SIDE_TAG:
		return at == 1 && queue_is(tui, "tag ", row->name);
	case SIDE_PLACE:
		if (tui->stack[at - 1]->ops == &view_dashboard && strcmp(row->name, "dashboard") == 0)
			return dashboard_is_live(tui->stack[at - 1]) == (places[row->view].what != NULL);
		return strcmp(tui->stack[at - 1]->ops->name, row->name) == 0;
	case SIDE_HEADING: case SIDE_MORE:
		break;
	}
	return false;
}
