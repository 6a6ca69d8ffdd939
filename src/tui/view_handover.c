/* SPDX-License-Identifier: ISC */
/*
 * A handover line by line, red ones first.  Who goes writes what is to be
 * done next; who comes takes, asks back, passes on or declines; the routine
 * goes at once.  Behind each the selection moves to the next that is to do.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/handover.h"
#include "table.h"

enum { SIGN_X = 2, ID_X = 4, WHO_X = 11, WHO_WIDTH = 18, WHY_WIDTH = 22, WHY_FROM = 76, GAP = 2, BAR_MOST = 24,
	ROOMY = 8 };

struct handover {
	struct table_state table;
	struct table packet;
	int64_t here;			/* the packet that is shown */
	int64_t todo;			/* the row that was to do when something was said about it, or 0 */
	const char *words[3];		/* handover show, and a number where one was chosen */
	char number[24];
	size_t routine;			/* so many were left when the routine was taken; 0: it is not */
};

static struct handover *state_of(const struct view *view)
{
	return view->state;
}

static const struct json *head_of(const struct view *view)
{
	return json_get(state_of(view)->table.answer, "handover");
}

static const struct json *row_of(const struct view *view, size_t row)
{
	return json_at(json_get(state_of(view)->table.answer, "rows"), row);
}

/* ---- what is to do */

static bool is_state(const struct json *row, const char *state)
{
	return strcmp(json_text_or(row, "state", ""), state) == 0;
}

/* For who goes: a red line, or an answer; for who comes: a red one to take. */
static bool is_todo(const struct json *row, bool mine)
{
	if (json_bool(row, "settled", false))
		return false;
	if (mine && (is_state(row, "asked") || (json_bool(row, "red", false) && json_text(row, "line") == NULL)))
		return true;
	return json_bool(row, "to_me", false) && json_bool(row, "red", false) && is_state(row, "offered");
}

static size_t routine_count(const struct json *rows)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		count += json_bool(row, "to_me", false) && !json_bool(row, "red", false) && is_state(row, "offered");
	}
	return count;
}

static err_t take_routine(struct view *view)
{
	const struct json *head = head_of(view);

	state_of(view)->routine = routine_count(json_get(state_of(view)->table.answer, "rows"));
	if (state_of(view)->routine == 0) {
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("nothing routine is offered to you")));
		return NULL;
	}
	return run_words(view->tui, 4, (const char *const[]){ "handover", "accept", "--routine",
		arena_printf(view->tui->frame, "%" PRId64, json_int(head, "handover", 0)) });
}

/* Those that are marked, else the selected one. */
static err_t take(struct view *view)
{
	const struct list *list = &view->list;
	size_t count = list->mark_count > 0 ? list->mark_count : 1;
	const char **given = arena_array(view->tui->frame, count + 2, sizeof(*given));
	err_t err;

	given[0] = "handover";
	given[1] = "accept";
	for (size_t i = 0; i < count; i++)
		given[i + 2] = arena_printf(view->tui->frame, "%" PRId64,
			list->mark_count > 0 ? list->marks[i] : view_selected(view));
	state_of(view)->todo = view_selected(view);
	err = run_words(view->tui, count + 2, given);
	if (err == NULL)
		list_unmark_all(&view->list);
	return err;
}

/* The next that is to do, behind the one that was, else from the top. */
static void advance(struct view *view, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows"), *next = NULL;
	bool mine = json_bool(json_get(answer, "handover"), "mine", false), behind = false, done = false;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		bool todo = is_todo(row, mine);

		if (json_int(row, "id", 0) == state_of(view)->todo) {
			behind = true;
			done = !todo;
			next = NULL;
		} else if (todo && next == NULL) {
			next = row;
		}
	}
	if (!behind || !done)
		return;
	for (size_t i = 0; next == NULL && i < json_count(rows); i++)
		next = is_todo(json_at(rows, i), mine) ? json_at(rows, i) : NULL;
	if (next != NULL)
		view->list.selected_id = json_int(next, "id", 0);
	state_of(view)->todo = next != NULL ? json_int(next, "id", 0) : 0;
}

static void came(struct view *view, const struct json *answer)
{
	struct handover *h = state_of(view);
	size_t left = routine_count(json_get(answer, "rows"));
	int64_t here = json_int(json_get(answer, "handover"), "handover", 0);
	err_t err = NULL;

	if (h->here != here) {	/* the one that was here is over: nothing that was begun there goes on here */
		h->here = here;
		h->todo = 0;
		h->routine = 0;
	}
	if (h->todo == 0 || view_selected(view) != h->todo)
		h->todo = view_selected(view);
	advance(view, answer);
	if (h->routine > left && left > 0)
		err = take_routine(view);
	else if (h->routine > left || left == 0)
		h->routine = 0;
	if (err != NULL)
		message_error(view->tui, err);
}

static err_t open(struct view *view, const char *argument)
{
	struct handover *h = state_of(view);

	(void)argument;
	h->words[0] = "handover";
	h->words[1] = "show";
	h->words[2] = h->number;
	h->packet = (struct table){ h->words, 2, "handover", NULL, 0, came };
	table_open(view, &h->packet);
	return NULL;
}

/* The next packet under way that is ours too, round and round. */
static err_t other(struct view *view)
{
	struct handover *h = state_of(view);
	const struct json *others = json_get(h->table.answer, "others");
	int64_t here = json_int(head_of(view), "handover", 0), next = 0, first = 0;

	for (size_t i = 0; i < json_count(others); i++) {
		int64_t id = json_value_int(json_at(others, i), 0);

		first = first == 0 || id < first ? id : first;
		if (id > here && (next == 0 || id < next))
			next = id;
	}
	if (first == 0)
		return err_make(ERR_STATE, "no other handover that is under way is yours or offered to you");
	snprintf(h->number, sizeof(h->number), "%" PRId64, next != 0 ? next : first);
	h->packet.count = 3;
	list_unmark_all(&view->list);
	table_refresh(view);
	return NULL;
}

/* What happens to its conversations stands in it, too. */
static void changed(struct view *view, const struct json *change)
{
	if (change_is(change, "handover") || change_is(change, "conversation"))
		table_refresh(view);
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("Nothing is handed over.\n\n:handover prepare gathers what your shift hands to the next,\n"
		":handover prepare --to WHO where no roster says to whom.");
}

/* ---- drawn */

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	const struct json *head = head_of(view);

	size_t others = json_count(json_get(state_of(view)->table.answer, "others"));
	const char *number, *key = input_key_in(view->tui, "handover", "other-handover");

	if (json_int(head, "handover", 0) == 0)
		return shown_literal("");
	number = arena_printf(arena, message_plural("number %" PRId64 ", %zu line",
		"number %" PRId64 ", %zu lines", table_count(view)), json_int(head, "handover", 0), table_count(view));
	return shown_line(arena, others == 0 || key == NULL ? number : arena_printf(arena,
		message_plural("%s: %zu more; %s", "%s: %zu more; %s", others), key, others, number));
}

static int draw_bar(const struct view *view, struct area line, int64_t done, int64_t of)
{
	struct shown full = canvas_glyph(view->tui->canvas, GLYPH_BAR);
	struct shown rest = canvas_glyph(view->tui->canvas, GLYPH_CONTEXT);
	int width = line.width / 4 < BAR_MOST ? line.width / 4 : BAR_MOST, x = SIGN_X;

	for (int i = 0; i < width; i++)
		x = area_text(line, x, 0, of > 0 && i < done * width / of ? STYLE_GOOD : STYLE_DIM,
			of > 0 && i < done * width / of ? full : rest);
	return x + GAP;
}

/* Behind what stands there, else in the line below where the rows can spare one; the line that it is in. */
static int draw_behind(struct arena *arena, struct area area, int x, int y, struct pager_span part)
{
	bool below = x + GAP + part.text.width > area.width && area.height > ROOMY;

	x = below ? SIGN_X : x + GAP;
	y += below ? 1 : 0;
	area_text(area, x, y, part.style, shown_cut(arena, part.text, area.width - x));
	return y;
}

/*
 * How far it is: for who goes the lines, for who comes what is taken; before
 * it a bar where there is room.  Its last line.
 */
static int draw_progress(const struct view *view, struct area area, int y)
{
	const struct json *head = head_of(view);
	int64_t red = json_int(head, "red", 0), written = json_int(head, "written", 0), items = json_int(head, "items", 0);
	int64_t settled = items - json_int(head, "open", 0) - json_int(head, "left", 0);
	bool mine = json_bool(head, "mine", false) && written < red;
	struct arena *arena = view->tui->frame;
	struct area line = area_part(area, 0, y, area.width, 1);
	const char *lines = arena_printf(arena, message_plural("%" PRId64 " of %" PRId64 " red line written",
		"%" PRId64 " of %" PRId64 " red lines written", (uint64_t)red), written, red);
	const char *taken = arena_printf(arena, _("%" PRId64 " of %" PRId64 " settled"), settled, items);

	struct shown first = shown_line(arena, mine ? lines : taken);
	int x = SIGN_X;

	if (SIGN_X + line.width / 4 + GAP + first.width <= line.width)
		x = draw_bar(view, line, mine ? written : settled, mine ? red : items);
	x = area_text(area, x, y, STYLE_STRONG, first);
	return draw_behind(arena, area, x, y, (struct pager_span){ STYLE_DIM, shown_line(arena, mine ? taken : lines) });
}

static int draw_head(const struct view *view, struct area area)
{
	const struct json *head = head_of(view);
	struct arena *arena = view->tui->frame;
	bool over = json_text(head, "over_at") != NULL, late = json_bool(head, "late", false);
	const char *left = handover_left(view->tui->frame, head);
	const char *when = over ? _("over") : arena_printf(arena,
		late ? _("was to be accepted by %s") : _("to be accepted by %s"),
		text_clock(view->tui, arena, json_time(head, "accept_by")));
	int x, lines;

	if (*left != '\0' && !late) {
		when = over ? left : arena_printf(arena, "%s; %s", when, left);
		late = true;
	}

	if (json_int(head, "handover", 0) == 0)
		return 0;
	x = area_text(area, SIGN_X, 0, STYLE_STRONG, shown_line(arena, arena_printf(arena, _("%s hands over to %s"),
		json_text_or(head, "agent", "?"), json_text_or(head, "to", "?"))));
	lines = 1 + draw_behind(arena, area, x, 0, (struct pager_span){ late ? STYLE_ERROR : STYLE_DIM,
		shown_line(arena, when) });
	lines = 1 + draw_progress(view, area, lines);
	return area.height > lines + 3 ? lines + 1 : lines;
}

static enum glyph sign_of(const struct json *row, enum style *style)
{
	bool red = json_bool(row, "red", false);

	*style = STYLE_DIM;
	if (is_state(row, "declined")) {
		*style = STYLE_ERROR;
		return GLYPH_CROSS;
	}
	if (json_bool(row, "settled", false))
		return GLYPH_CHECK;
	*style = is_state(row, "asked") ? STYLE_WARNING : red ? STYLE_DUE_LATE : STYLE_DIM;
	return red || is_state(row, "asked") ? GLYPH_WARNING : GLYPH_BULLET;
}

/* Where something stands beside it, it keeps its distance. */
static int row_end(const struct view *view, struct area area)
{
	return area.width - (area.width < canvas_width(view->tui->canvas));
}

/* What is to be done, or what the customer said where nothing is; before it what happened since. */
static void draw_doing(const struct view *view, struct area area, int x, const struct json *row)
{
	struct arena *arena = view->tui->frame;
	const char *since = handover_since(arena, row), *doing = handover_doing(arena, row);
	int end = row_end(view, area);
	bool missing = json_bool(row, "red", false) && json_text(row, "line") == NULL && !json_bool(row, "settled", false);
	enum style style = is_state(row, "asked") || is_state(row, "declined") || missing ? STYLE_WARNING : STYLE_TEXT;

	if (*since != '\0') {
		struct shown said = shown_cut(arena, shown_line(arena, arena_printf(arena, "[%s]", since)), end - x);

		x = area_text(area, x, 0, STYLE_STRONG, said) + 1;
	}
	if (*doing == '\0') {
		doing = json_text_or(row, "text", "");
		style = STYLE_DIM;
	}
	if (x < end)
		area_text(area, x, 0, json_bool(row, "settled", false) ? STYLE_DIM : style,
			shown_cut(arena, shown_line(arena, doing), end - x));
}

static void draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	const struct json *row = row_of(view, index);
	struct arena *arena = view->tui->frame;
	bool settled = json_bool(row, "settled", false), selected = (state & ROW_SELECTED) != 0;
	enum style bar = (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY, style;
	enum glyph sign = sign_of(row, &style);
	int x = WHO_X, who = area.width < WHY_FROM ? WHO_WIDTH - 4 : WHO_WIDTH;

	if (selected)
		area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
	if ((state & ROW_MARKED) != 0)
		area_text(area, 1, 0, STYLE_MARKED, canvas_glyph(view->tui->canvas, GLYPH_MARK));
	area_text(area, SIGN_X, 0, style, canvas_glyph(view->tui->canvas, sign));
	area_text(area, ID_X, 0, selected ? bar : STYLE_DIM, shown_line(arena, arena_printf(arena, "#%" PRId64,
		json_int(row, "id", 0))));
	area_text(area, x, 0, settled ? STYLE_DIM : STYLE_WHO, shown_cut(arena, shown_line(arena,
		json_text_or(row, "contact", json_text_or(row, "handle", "?"))), who));
	x += who + GAP;
	if (area.width >= WHY_FROM) {
		area_text(area, x, 0, settled ? STYLE_DIM : style, shown_cut(arena, shown_line(arena,
			handover_why(arena, row)), WHY_WIDTH));
		x += WHY_WIDTH + GAP;
	}
	if (x < row_end(view, area))
		draw_doing(view, area, x, row);
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t index)
{
	const struct json *row = row_of(view, index);

	return shown_line(arena, arena_printf(arena, "#%" PRId64 " %s %s %s %s %s", json_int(row, "id", 0),
		json_text_or(row, "contact", ""), json_text_or(row, "handle", ""), handover_why(arena, row),
		handover_doing(arena, row), json_text_or(row, "text", "")));
}

/* ---- commands */

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct json *row = table_selected(view);

	if (row == NULL)
		return NULL;
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, json_int(row, "id", 0)) :
		kind == ARG_ACCOUNT ? json_text(row, "account") : NULL;
}

static err_t say(struct view *view, const char *verb, const char *text)
{
	const struct json *row = table_selected(view);

	state_of(view)->todo = json_int(row, "id", 0);
	prompt_open(view->tui, ':', arena_printf(view->tui->frame, "handover %s #%" PRId64 " %s", verb,
		json_int(row, "id", 0), text));
	return NULL;
}

static const struct view_command commands[] = {
	{ "accept-line", N_("Take the line, or those that are marked") },
	{ "accept-routine", N_("Take every line that is not red") }, { "ask-back", N_("Ask whoever hands it over") },
	{ "decline-line", N_("Do not take it, and say why") },
	{ "other-handover", N_("Show the next handover that is yours or offered to you") },
	{ "pass-on", N_("Offer it to somebody else") },
	{ "write-line", N_("Write what is to be done next") }, { NULL, NULL },
};

static bool is_of_lines(const char *name)
{
	for (const struct view_command *one = commands; one->name != NULL; one++)
		if (strcmp(one->name, name) == 0)
			return true;
	return false;
}

static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	const struct json *row = table_selected(view);
	const char *name = given[0];

	*known = count == 1 && (row != NULL || is_of_lines(name));
	if (*known && strcmp(name, "other-handover") == 0)
		return other(view);
	if (*known && row == NULL)
		return err_make(ERR_STATE, "no handover is here: handover prepare gathers one");
	if (*known && strcmp(name, "open") == 0)
		return tui_open(view->tui, &view_conversation, subject(view, view->tui->frame, ARG_CONVERSATION));
	if (*known && strcmp(name, "write-line") == 0)
		return say(view, "line", json_text_or(row, "line", ""));
	if (*known && strcmp(name, "ask-back") == 0)
		return say(view, "ask", "");
	if (*known && strcmp(name, "pass-on") == 0)
		return say(view, "pass", "");
	if (*known && strcmp(name, "decline-line") == 0)
		return say(view, "decline", "");
	if (*known && strcmp(name, "accept-line") == 0)
		return take(view);
	if (*known && strcmp(name, "accept-routine") == 0)
		return take_routine(view);
	*known = false;
	return NULL;
}

static const struct hint hints_going[] = {
	{ "write-line", N_("write the line") }, { "open", N_("read") }, { "handover prepare", N_("prepare again") },
	{ "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};
static const struct hint hints_coming[] = {
	{ "accept-line", N_("accept") }, { "accept-routine", N_("the routine") }, { "ask-back", N_("ask back") },
	{ "pass-on", N_("pass on") }, { "decline-line", N_("decline") }, { "open", N_("read") },
	{ "help", N_("help") }, { NULL, NULL },
};

static const struct hint hints_none[] = {
	{ "handover prepare", N_("prepare") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

static const struct hint *hints_now(const struct view *view)
{
	if (table_count(view) == 0)
		return hints_none;
	return json_bool(head_of(view), "to_me", false) ? hints_coming : hints_going;
}

const struct view_ops view_handover = {
	.name = "handover", .title = N_("Handover"),
	.also = N_("shift, end of my day"),
	.flags = VIEW_LIST | VIEW_TALKS | VIEW_ONCE,
	.state_size = sizeof(struct handover),
	.open = open, .close = table_close, .refresh = table_refresh, .changed = changed, .subtitle = subtitle,
	.empty = empty,
	.count = table_count, .id = table_id, .draw_head = draw_head, .draw_row = draw_row, .row_text = row_text,
	.subject = subject, .command = command, .commands = commands, .hints = hints_going, .hints_now = hints_now,
};
