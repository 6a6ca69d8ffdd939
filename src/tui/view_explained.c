/* SPDX-License-Identifier: ISC */
/*
 * The rows behind a figure, the longest first; enter shows why one counts as
 * it does, and from there the conversation.  A row is a wait or a case: one
 * conversation may have several.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "board_draw.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "reason.h"
#include "table.h"

enum { OWN_WORDS = 4, COLUMN_BOTH = 120, COLUMN_OTHER = 100, COLUMN_NEVER = INT_MAX };
enum { BEGUN, MEASURED, FROM, ALL_HOURS, OPEN_HOURS, AGENT, ACCOUNT, COUNTS, WHY, COLUMNS };

struct explained {
	struct table_state table;
	struct table own;		/* the question, as a table */
	struct table_column columns[COLUMNS];
	struct arena *arena;		/* of its words */
};

static struct table_cell draw_begun(const struct view *view, struct arena *arena, const struct json *row)
{
	return (struct table_cell){ STYLE_NORMAL, shown_line(arena, text_clock(view->tui, arena, json_time(row, "start"))) };
}

/* The number of the conversation, and who wrote it. */
static struct table_cell draw_from(const struct view *view, struct arena *arena, const struct json *row)
{
	int64_t id = json_int(row, "id", 0);

	(void)view;
	return (struct table_cell){ STYLE_NORMAL, shown_line(arena, id == 0 ? "" : arena_printf(arena, "#%" PRId64 " %s", id,
		json_text_or(row, "contact", ""))) };
}

static struct table_cell seconds_cell(struct arena *arena, const struct json *row, const char *key, enum style style)
{
	char text[TIME_TEXT];
	int64_t seconds = json_int(row, key, -1);

	if (seconds < 0)
		return (struct table_cell){ style, shown_literal("") };
	return (struct table_cell){ style, shown_line(arena, duration_format(seconds * 1000, text)) };
}

/* A time, or the number that the row adds. */
static struct table_cell draw_measured(const struct view *view, struct arena *arena, const struct json *row)
{
	int64_t amount = json_int(row, "amount", -1);

	(void)view;
	if (amount >= 0)
		return (struct table_cell){ STYLE_STRONG, shown_line(arena, arena_printf(arena, "%" PRId64, amount)) };
	return seconds_cell(arena, row, "measured", STYLE_STRONG);
}

static struct table_cell draw_calendar(const struct view *view, struct arena *arena, const struct json *row)
{
	(void)view;
	return seconds_cell(arena, row, "seconds", STYLE_NORMAL);
}

static struct table_cell draw_business(const struct view *view, struct arena *arena, const struct json *row)
{
	(void)view;
	return seconds_cell(arena, row, "business_seconds", STYLE_NORMAL);
}

/* What it counts as, with a sign, because it is what one looks for. */
static struct table_cell draw_counts(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *counts = json_text_or(row, "counts_as", "");
	bool judged = json_get(row, "so") == NULL, bad = judged && strcmp(counts, "missed") == 0;
	bool good = strcmp(counts, "met") == 0 || (strcmp(counts, "ended") == 0 && !json_bool(row, "counted", false));
	struct shown mark = canvas_glyph(view->tui->canvas, bad ? GLYPH_CROSS : good ? GLYPH_CHECK : GLYPH_MORE);

	return (struct table_cell){ bad ? STYLE_DUE_LATE : STYLE_NORMAL,
		shown_join(arena, mark, shown_line(arena, arena_printf(arena, " %s", counts_shown(row)))) };
}

static struct table_cell draw_why(const struct view *view, struct arena *arena, const struct json *row)
{
	(void)view;
	return (struct table_cell){ STYLE_DIM, shown_line(arena, _(json_text_or(row, "why", ""))) };
}

static const struct table_column columns[COLUMNS] = {
	[BEGUN] = { NC_("column", "begun"), 13, 0, .draw = draw_begun },
	[MEASURED] = { NC_("column", "measured"), 9, 0, .draw = draw_measured },
	[FROM] = { NC_("column", "from"), 20, 60, .draw = draw_from },
	[ALL_HOURS] = { NC_("column", "all hours"), 10, COLUMN_NEVER, .draw = draw_calendar },
	[OPEN_HOURS] = { NC_("column", "open hours"), 10, COLUMN_OTHER, .draw = draw_business },
	[AGENT] = { NC_("column", "agent"), 10, 50, .key = "agent", .style = STYLE_OTHERS },
	[ACCOUNT] = { NC_("column", "account"), 12, 130, .key = "account", .style = STYLE_ACCOUNT },
	[COUNTS] = { NC_("column", "counts as"), 13, 0, .draw = draw_counts },
	[WHY] = { NC_("column", "why"), 0, 105, .draw = draw_why },
};

/* What is measured is of one clock, unless it is a number; so that clock has no other column. */
static int clock_from(bool asked, bool numbers)
{
	return !asked ? COLUMN_OTHER : numbers ? COLUMN_BOTH : COLUMN_NEVER;
}

static void came(struct view *view, const struct json *before, const struct json *answer)
{
	struct explained *e = view->state;
	bool open_hours = str_equal(json_text(answer, "clock"), "business");
	bool numbers = json_int(json_at(json_get(answer, "rows"), 0), "amount", -1) >= 0;

	(void)before;
	e->columns[ALL_HOURS].from = clock_from(!open_hours, numbers);
	e->columns[OPEN_HOURS].from = clock_from(open_hours, numbers);
}

static err_t open(struct view *view, const char *argument)
{
	struct explained *e = view->state;

	(void)argument;
	e->arena = arena_create();
	return NULL;
}

static void close(struct view *view)
{
	table_close(view);
	arena_destroy(((struct explained *)view->state)->arena);
}

static void refresh(struct view *view)
{
	if (((struct explained *)view->state)->own.count > 0)
		table_refresh(view);
}

err_t explained_open(struct tui *tui, size_t count, const char *const *words)
{
	err_t err = tui_open(tui, &view_explained, NULL);
	bool limited = false;
	const char **all;
	struct explained *e;
	size_t n = 0;

	if (err != NULL)
		return err;
	e = tui_top(tui)->state;
	all = arena_array(e->arena, count + OWN_WORDS, sizeof(*all));
	all[n++] = "explain";
	all[n++] = "--longest";
	for (size_t i = 0; i < count; i++)
		limited = limited || str_starts(words[i], "--limit");
	if (!limited) {
		all[n++] = "--limit";
		all[n++] = "200";
	}
	for (size_t i = 0; i < count; i++)
		all[n++] = arena_copy(e->arena, words[i]);
	memcpy(e->columns, columns, sizeof(columns));
	e->own = (struct table){ all, n, "", e->columns, COLUMNS, came };
	table_open(tui_top(tui), &e->own);
	return NULL;
}

static const struct json *answer_of(const struct view *view)
{
	return ((const struct explained *)view->state)->table.answer;
}

static size_t count(const struct view *view)
{
	return ((const struct explained *)view->state)->own.count == 0 ? 0 : table_count(view);
}

/* A conversation waits once at a time. */
static int64_t id(const struct view *view, size_t row)
{
	const struct json *one = json_at(json_get(answer_of(view), "rows"), row);
	uint64_t hash = (uint64_t)json_int(one, "id", 0) * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)json_time(one, "start");

	return (int64_t)(hash >> 1 | 1);
}

static const char *metric_title(const char *name)
{
	enum metric metric;

	return metric_find(name, &metric) ? _(metric_info(metric)->title) : name;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct json *answer = answer_of(view);
	int64_t matched = json_int(answer, "matched", 0);

	if (answer == NULL)
		return shown_literal("");
	return shown_line(arena, arena_printf(arena, "%s, %s", metric_title(json_text_or(answer, "metric", "")),
		arena_printf(arena, message_plural("%" PRId64 " row", "%" PRId64 " rows", (uint64_t)matched), matched)));
}

static struct shown foot(const struct view *view, struct arena *arena)
{
	const struct json *answer = answer_of(view);

	if (!json_bool(answer, "more", false))
		return shown_literal("");
	return shown_line(arena, arena_printf(arena, _("these are the longest %zu of %" PRId64), table_count(view),
		json_int(answer, "matched", 0)));
}

static const char *empty(const struct view *view)
{
	return answer_of(view) == NULL ? _("Nothing was asked yet.") : json_bool(answer_of(view), "hidden", false)
		? _("This is not for you to see.") : _("No row counts for it.");
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct json *row = count(view) > 0 ? table_selected(view) : NULL;

	return row == NULL ? NULL : kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, json_int(row, "id", 0)) :
		kind == ARG_ACCOUNT ? json_text(row, "account") : NULL;
}

static err_t command(struct view *view, size_t words, const char *const *given, bool *known)
{
	const struct json *row = count(view) > 0 ? table_selected(view) : NULL;

	*known = words == 1 && strcmp(given[0], "open") == 0 && row != NULL;
	return *known ? reason_open(view->tui, row) : NULL;
}

static const struct hint hints[] = {
	{ "open", N_("why") }, { "prompt /", N_("search") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

static int draw_head(const struct view *view, struct area area)
{
	return table_draw_head(view, area);
}

const struct view_ops view_explained = {
	.name = "explained", .title = N_("Rows behind"), .flags = VIEW_LIST, .state_size = sizeof(struct explained),
	.open = open, .close = close, .refresh = refresh, .subtitle = subtitle, .empty = empty,
	.count = count, .id = id, .draw_head = draw_head, .draw_row = table_draw_row, .row_text = table_row_text,
	.foot = foot, .subject = subject, .command = command, .hints = hints,
};
