/* SPDX-License-Identifier: ISC */
/* Our accounts and how they are: which network, who it is there, when it was read, what is wrong. */
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "table.h"

enum { THERE_FROM = 90 };	/* width from which who we are there has a column of its own */

struct accounts { struct table_state table; };

static struct table_cell draw_state(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *state = json_text_or(row, "state", "");
	bool whole = json_text(row, "gap_to") == NULL && json_text(row, "clock_since") == NULL;
	bool ok = whole && strcmp(state, "ok") == 0;
	enum glyph glyph = ok ? GLYPH_CHECK : strcmp(state, "new") == 0 ? GLYPH_MORE : GLYPH_WARNING;
	struct shown mark = canvas_glyph(view->tui->canvas, glyph);
	enum style style = ok ? STYLE_GOOD : whole ? STYLE_DIM : STYLE_WARNING;

	if (strcmp(state, "paused") == 0)
		style = STYLE_ERROR;
	return (struct table_cell){ style,
		shown_join(arena, mark, shown_line(arena, arena_printf(arena, " %s", state_shown(state)))) };
}

static struct table_cell draw_read(const struct view *view, struct arena *arena, const struct json *row)
{
	/* What is new comes by itself; when it was asked last says nothing then. */
	if (json_bool(row, "live", false))
		return (struct table_cell){ STYLE_GOOD, shown_line(arena, _("live")) };
	return (struct table_cell){ STYLE_DIM, text_ago(view->tui, arena, json_time(row, "polled_at")) };
}

/* In a few words; account check has room for what follows from it. */
static const char *clock_short(struct arena *arena, int64_t ms)
{
	char by[TIME_TEXT];

	(void)duration_format((ms < 0 ? -ms : ms) + 500, by);
	return message_put(arena, ms < 0 ? _("clock %s ahead") : _("clock %s behind"), by);
}

/*
 * What is wrong with it, else that it missed something, else that our clock is off: account check has room for the
 * sentence.  Where nothing is and there is no column for it, who we are there.
 */
static struct table_cell draw_trouble(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *text = message_told(arena, json_text_or(row, "reason", ""));

	if (*text == '\0' && json_text(row, "gap_to") != NULL)
		text = message_put(arena, _("gap before %s"), text_clock(view->tui, arena, json_time(row, "gap_to")));
	if (*text == '\0' && json_text(row, "clock_since") != NULL)
		text = clock_short(arena, json_int(row, "clock_ms", 0));
	if (*text == '\0' && view->width < THERE_FROM)
		return (struct table_cell){ STYLE_HANDLE, shown_line(arena, json_text_or(row, "handle", "")) };
	return (struct table_cell){ STYLE_WARNING, shown_line(arena, text) };
}

static const struct table_column columns[] = {
	{ NC_("column", "account"), 14, 0, .key = "name", .style = STYLE_STRONG },
	{ NC_("column", "state"), 10, 0, .draw = draw_state },
	{ NC_("column", "network"), 10, 60, .key = "network", .style = STYLE_DIM },
	{ NC_("column", "there"), 26, THERE_FROM, .key = "handle", .style = STYLE_HANDLE },
	{ NC_("column", "read"), 10, 0, .draw = draw_read, .time = true },
	{ "", 0, 0, .draw = draw_trouble },
};

static const char *const words[] = { "account", "list" };
static const struct table table = { words, 2, "account", columns, sizeof(columns) / sizeof(columns[0]), NULL };

static err_t open(struct view *view, const char *argument)
{
	(void)argument;
	table_open(view, &table);
	return NULL;
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("No account yet.\n\nguichet account add mastodon NAME url=https://...\n\non the command line connects one: "
		"it asks for the token and never shows it.");
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct json *row = table_selected(view);

	(void)arena;
	return row != NULL && kind == ARG_ACCOUNT ? json_text(row, "name") : NULL;
}

/* Its conversations. */
static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	const struct json *row = table_selected(view);

	*known = count == 1 && strcmp(given[0], "open") == 0 && row != NULL;
	return *known ? run_words(view->tui, 2, (const char *const[]){ "limit",
		arena_printf(view->tui->frame, "account:%s", json_text_or(row, "name", "")) }) : NULL;
}

static const struct hint hints[] = {
	{ "open", N_("its conversations") }, { "prompt 'account check '", N_("check") }, { "sync", N_("read now") },
	{ "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_accounts = {
	.name = "accounts", .title = N_("Accounts"),
	.also = N_("networks, is it connected"),
	.flags = VIEW_LIST | VIEW_ONCE, .state_size = sizeof(struct accounts),
	.open = open, .close = table_close, .refresh = table_refresh, .changed = table_changed, .empty = empty,
	.count = table_count, .id = table_id, .draw_head = table_draw_head, .draw_row = table_draw_row,
	.row_text = table_row_text, .subject = subject, .command = command, .hints = hints,
};
