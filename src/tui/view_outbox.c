/* SPDX-License-Identifier: ISC */
/* Replies and acts that have not left, failed, or may or may not have arrived; what can be done about each. */
#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "table.h"

struct outbox { struct table_state table; };

static struct table_cell draw_state(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *state = json_text_or(row, "state", "");
	int64_t left = json_time(row, "not_before") - tui_now(view->tui);
	bool bad = strcmp(state, "failed") == 0 || strcmp(state, "unknown") == 0;
	enum style style = bad ? STYLE_ERROR : strcmp(state, "sent") == 0 ? STYLE_GOOD : STYLE_NORMAL;

	if (strcmp(state, "queued") == 0 && left > 0 && left < 60 * 1000)
		return (struct table_cell){ STYLE_DUE_SOON, shown_line(arena, arena_printf(arena, _("in %d s"),
			(int)((left + 999) / 1000))) };
	return (struct table_cell){ style, shown_line(arena, state_shown(state)) };
}

static struct table_cell draw_queued(const struct view *view, struct arena *arena, const struct json *row)
{
	return (struct table_cell){ STYLE_DIM, text_ago(view->tui, arena, json_time(row, "queued_at")) };
}

static struct table_cell draw_talk(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *number = arena_printf(arena, "#%" PRId64, json_int(row, "conversation", 0));

	(void)view;
	return (struct table_cell){ STYLE_DIM, shown_line(arena, number) };
}

/* When the network is asked what became of it, and why it is still here. */
static const char *why_text(const struct tui *tui, struct arena *arena, const struct json *row)
{
	const char *reason = json_text(row, "reason");
	int64_t asked_ms = json_time(row, "asked_at");
	enum style style;

	if (reason != NULL)
		reason = message_told(arena, reason);
	if (asked_ms <= tui_now(tui))
		return reason;
	return arena_printf(arena, _("asks %s: %s"), text_left(tui, arena, asked_ms, &style).bytes,
		reason != NULL ? reason : state_shown("unknown"));
}

/* That comes first: it is what somebody looks for. */
static struct table_cell draw_text(const struct view *view, struct arena *arena, const struct json *row)
{
	const char *why = why_text(view->tui, arena, row), *text = json_text_or(row, "text", "");

	if (json_text(row, "act") != NULL)
		text = arena_printf(arena, "%s%s%s", act_shown(arena, json_text(row, "act"), json_text_or(row, "handle", "")),
			json_text(row, "comment") != NULL ? ": " : "", json_text_or(row, "comment", ""));
	if (why != NULL)
		text = arena_printf(arena, "[%s] %s", why, text);
	return (struct table_cell){ STYLE_TEXT, shown_line(arena, text) };
}

static const struct table_column columns[] = {
	{ NC_("column", "state"), 9, 0, .draw = draw_state },
	{ NC_("column", "queued"), 10, 0, .draw = draw_queued, .time = true },
	{ NC_("column", "to"), 7, 0, .draw = draw_talk },
	{ NC_("column", "account"), 12, 90, .key = "account", .style = STYLE_ACCOUNT },
	{ NC_("column", "by"), 10, 76, .key = "agent", .style = STYLE_OTHERS },
	{ "", 0, 0, .draw = draw_text },
};

static void came(struct view *view, const struct json *before, const struct json *answer)
{
	(void)before;
	view->tui->held = json_bool(answer, "held", false);
}

static const char *const words[] = { "outbox", "list" };
static const struct table table = { words, 2, "outbox", columns, sizeof(columns) / sizeof(columns[0]), came };

static err_t open(struct view *view, const char *argument)
{
	(void)argument;
	table_open(view, &table);
	return NULL;
}

static const char *empty(const struct view *view)
{
	return view->tui->held ? _("Nothing waits to leave. Sending is held: :outbox release lets replies leave again.") :
		_("Everything that was written has left.");
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct json *row = table_selected(view);

	if (row == NULL)
		return NULL;
	return kind == ARG_OUTBOX ? arena_printf(arena, "%" PRId64, json_int(row, "id", 0)) :
		kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, json_int(row, "conversation", 0)) :
		kind == ARG_ACCOUNT ? json_text(row, "account") : NULL;
}

static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	const char *id = subject(view, view->tui->frame, ARG_CONVERSATION);

	*known = count == 1 && strcmp(given[0], "open") == 0 && id != NULL;
	return *known ? tui_open(view->tui, &view_conversation, id) : NULL;
}

static const struct hint hints[] = {
	{ "open", N_("read") }, { "prompt 'outbox cancel '", N_("take back") }, { "prompt 'outbox retry '", N_("try again") },
	{ "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_outbox = {
	.name = "outbox", .title = N_("Outbox"),
	.also = N_("what leaves, what failed, sent"),
	.flags = VIEW_LIST | VIEW_ONCE, .state_size = sizeof(struct outbox),
	.open = open, .close = table_close, .refresh = table_refresh, .changed = table_changed, .empty = empty,
	.count = table_count, .id = table_id, .draw_head = table_draw_head, .draw_row = table_draw_row,
	.row_text = table_row_text, .subject = subject, .command = command, .hints = hints,
};
