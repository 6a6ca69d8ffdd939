/* SPDX-License-Identifier: ISC */
/*
 * What stands where.  One line at the top says where one is, one at the
 * bottom what was done, typed, or may be typed; between them one pane, two or
 * three: the views at the left, a list, and the conversation that is read.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "inside.h"
#include "macro.h"

enum {
	SIDEBAR_WIDTH = 24, SIDEBAR_WIDE = 32, WIDE_FROM = 200,
	TWO_FROM = 100, THREE_FROM = 150,	/* columns */
	LIST_LEAST = 44,
	WRITER_LEAST = 5, TYPED_LEAST = 6, READER_LEAST = 5, READER_LOW = 4,
	FOLLOW_MS = 60,		/* a selection that moves on is not read */
	SHIFT_FROM = 60, NOTICE_LEAST = 8
};

/* What is seen of the stack: its uppermost writer, the uppermost reader under it, the list or text under all readers. */
struct seen { struct view *writer, *reader, *list; };

static struct seen see(const struct tui *tui)
{
	struct seen seen = { 0 };
	size_t i = tui->depth;

	while (i > 0 && (tui->stack[i - 1]->ops->flags & VIEW_WRITER) != 0) {
		if (seen.writer == NULL)
			seen.writer = tui->stack[i - 1];
		i--;
	}
	for (; i > 0 && (tui->stack[i - 1]->ops->flags & VIEW_READER) != 0; i--)
		if (seen.reader == NULL)
			seen.reader = tui->stack[i - 1];
	seen.list = i > 0 ? tui->stack[i - 1] : NULL;
	return seen;
}

static bool is_option(const struct tui *tui, enum option option, const char *value)
{
	return strcmp(config_text(tui->config, option), value) == 0;
}

static bool has_preview(const struct tui *tui)
{
	struct seen seen = see(tui);
	int width = canvas_width(tui->canvas);

	if (seen.reader != NULL || seen.list == NULL || (seen.list->ops->flags & VIEW_TALKS) == 0)
		return false;
	return is_option(tui, OPT_PREVIEW, "on") ? width >= TWO_FROM :
		is_option(tui, OPT_PREVIEW, "auto") && width >= THREE_FROM;
}

static bool seen_whole(const struct tui *tui)
{
	struct seen seen = see(tui);

	return seen.reader == NULL && seen.list != NULL && (seen.list->ops->flags & VIEW_WHOLE) != 0;
}

static int sidebar_width(const struct tui *tui, bool beside)
{
	int width = canvas_width(tui->canvas), wanted = width < WIDE_FROM ? SIDEBAR_WIDTH : SIDEBAR_WIDE;

	if (tui->on_sidebar || is_option(tui, OPT_SIDEBAR, "on"))
		return wanted < width / 2 ? wanted : width / 2;
	if (seen_whole(tui) || is_option(tui, OPT_SIDEBAR, "off") || width < (beside ? THREE_FROM : TWO_FROM))
		return 0;
	return wanted;
}

static bool has_pane_beside(const struct tui *tui)
{
	return has_preview(tui) || (see(tui).reader != NULL && canvas_width(tui->canvas) >= TWO_FROM);
}

bool layout_has_sidebar(const struct tui *tui)
{
	return sidebar_width(tui, has_pane_beside(tui)) > 0;
}

int layout_list_width(const struct tui *tui)
{
	int side = sidebar_width(tui, false);

	return canvas_width(tui->canvas) - (side > 0 ? side + 1 : 0);
}

int layout_panes(const struct tui *tui)
{
	bool beside = has_pane_beside(tui);

	return PANES_ONE + (beside ? 1 : 0) + (sidebar_width(tui, beside) > 0 ? 1 : 0);
}

/* ---- the preview follows the selection */

static void on_follow(void *data)
{
	struct tui *tui = data;
	struct view *list = see(tui).list;
	int64_t id = list != NULL ? view_selected(list) : 0;

	tui->preview_timer = NULL;
	if (tui->preview != NULL && id != 0)
		conversation_follow(tui->preview, id);
}

void layout_follow(struct tui *tui)
{
	err_t err;

	if (tui->depth == 0)
		return;
	if (!has_preview(tui)) {
		loop_timer_stop(tui->loop, &tui->preview_timer);
		view_destroy(tui->preview);
		tui->preview = NULL;
		return;
	}
	if (tui->preview == NULL) {
		err = view_create(tui, &view_conversation, NULL, &tui->preview);
		if (err != NULL) {
			err_ignore(err, "a list without a preview is still a list");
			return;
		}
		on_follow(tui);
	} else if (tui->preview_timer == NULL) {
		tui->preview_timer = loop_after(tui->loop, FOLLOW_MS, on_follow, tui);
	}
}

/* ---- panes */

/*
 * Lines that a writer may have.  Where both have no room, whoever types sees the
 * words that are answered, and whoever reviews sees what leaves.
 */
static int writer_most(const struct view *writer, int height)
{
	int most = height * 2 / 3, low = height - READER_LOW;

	if (height - most >= READER_LEAST)
		return most;
	low = low < TYPED_LEAST ? TYPED_LEAST : low;
	return writer->ops->field != NULL && height - low >= READER_LOW - 1 ? low : height;
}

/* A reader with the writer below it, parted by a rule. */
static void draw_reading(struct tui *tui, struct area area, struct view *reader, struct view *writer)
{
	struct view *focus = tui_focus(tui);
	int height = 0, most;

	if (writer != NULL) {
		most = writer_most(writer, area.height);
		height = writer->ops->height != NULL ? writer->ops->height(writer, area.width, most) : area.height / 2;
		height = height < WRITER_LEAST ? WRITER_LEAST : height;
		height = height > area.height ? area.height : height;
		view_draw(writer, area_part(area, 0, area.height - height, area.width, height), focus == writer);
	}
	if (reader != NULL)
		conversation_low(reader, writer != NULL && area.height - height < READER_LEAST ? area.height - height : 0);
	if (reader != NULL && area.height > height)
		view_draw(reader, area_part(area, 0, 0, area.width, area.height - height), focus == reader);
}

static void draw_panes(struct tui *tui, struct area area)
{
	struct seen seen = see(tui);
	struct view *focus = tui_focus(tui), *beside = seen.reader != NULL ? seen.reader : tui->preview;
	bool split = beside != NULL && (seen.reader == NULL || area.width >= TWO_FROM);
	int side = sidebar_width(tui, split), list_width;

	if (side > 0) {
		sidebar_seen(tui->sidebar);
		view_draw(tui->sidebar, area_part(area, 0, 0, side, area.height), focus == tui->sidebar);
		area_rule_down(area, side);
		area = area_part(area, side + 1, 0, area.width - side - 1, area.height);
	}
	if (!split && seen.reader != NULL) {
		draw_reading(tui, area, seen.reader, seen.writer);
		return;
	}
	list_width = split ? area.width * 52 / 100 : area.width;
	if (split && list_width < LIST_LEAST)
		list_width = LIST_LEAST;
	if (split && seen.list != NULL) {
		area_rule_down(area, list_width);
		draw_reading(tui, area_part(area, list_width + 1, 0, area.width - list_width - 1, area.height), beside, seen.writer);
	}
	if (seen.list != NULL)
		view_draw(seen.list, area_part(area, 0, 0, list_width, area.height), focus == seen.list);
}

/* ---- the first line and the last */

static int draw_part(struct area area, int x, enum style style, struct shown text)
{
	return area_text(area, area_text(area, x, 0, STYLE_TITLE, shown_literal("  ")), 0, style, text);
}

static int draw_where(struct tui *tui, struct area area, int x, struct shown text)
{
	return draw_part(area, x, STYLE_TITLE, shown_cut(tui->frame, text, area.width - x - 2));
}

/* At the right: who I am and on which desk; before it what everybody must know. */
static void draw_title_right(struct tui *tui, struct area area, int from)
{
	const struct json *hello = attach_hello(tui->desk);
	struct arena *arena = tui->frame;
	struct shown who = shown_line(arena, arena_printf(arena, "%s ", json_text_or(hello, "agent", "")));
	struct shown state = shown_literal("");
	const char *shift = shift_shown(tui, arena), *available = availability_shown(tui, arena);
	int x;

	if (attach_state(tui->desk) == ATTACH_FAILED)
		state = shown_literal(_("THE DESK IS GONE"));
	else if (attach_state(tui->desk) != ATTACH_HERE)
		state = shown_literal(attach_hello(tui->desk) == NULL ? _("connecting") : _("the desk is away: reconnecting"));
	else if (tui->silent_ms > 0)
		state = shown_line(arena, arena_printf(arena, _("the line is silent for %d s"), (int)(tui->silent_ms / 1000)));
	else if (tui->held)
		state = shown_literal(_("SENDING IS HELD"));
	else if (tui->leaves_ms > tui_now(tui))
		state = shown_line(arena, arena_printf(arena, _("leaves in %d s"),
			(int)((tui->leaves_ms - tui_now(tui) + 999) / 1000)));
	else if (macro_recording(tui) == NULL && tui->resting_count > 0)
		state = shown_line(arena, tui->resting_count > 1 ? arena_printf(arena, message_plural("%zu account is paused",
			"%zu accounts are paused", tui->resting_count), tui->resting_count) :
			message_put(arena, _("%s is paused"), tui->resting));
	else if (macro_recording(tui) != NULL)
		state = shown_line(arena, arena_printf(arena, _("recording %s"), macro_recording(tui)));
	if (available != NULL)
		who = shown_line(arena, arena_printf(arena, "%s  %s ", json_text_or(hello, "agent", ""), available));
	else if (shift != NULL && area.width >= SHIFT_FROM)
		who = shown_line(arena, arena_printf(arena, "%s  %s ", json_text_or(hello, "agent", ""), shift));
	x = area.width - who.width - state.width - 2;
	if (state.len > 0 && x <= from) {	/* it goes before anybody's name */
		x = area.width - state.width - 1;
		area_text(area, draw_part(area, x - 2, STYLE_WARNING, state), 0, STYLE_TITLE, shown_literal(" "));
		return;
	}
	if (area.width - who.width > from)
		area_text(area, area.width - who.width, 0, STYLE_TITLE, who);
	if (state.len > 0)
		area_text(area, x, 0, STYLE_WARNING, state);
	if (tui->busy && x - 2 > from)
		area_text(area, x - 2, 0, STYLE_BUSY, canvas_spinner(tui->canvas, tui->spin));
}

static void draw_title(struct tui *tui, struct area area)
{
	struct seen seen = see(tui);
	struct view *view = seen.list;
	int x;

	if (tui->on_sidebar)
		view = tui->sidebar;
	else if (seen.reader != NULL && layout_panes(tui) == PANES_ONE)
		view = seen.reader;
	area_fill(area, STYLE_TITLE);
	x = area_text(area, 0, 0, STYLE_TITLE, shown_literal(" guichet"));
	if (view != NULL) {
		x = draw_where(tui, area, x, shown_line(tui->frame, _(view->ops->title)));
		if (view->ops->subtitle != NULL)
			x = draw_where(tui, area, x, view->ops->subtitle(view, tui->frame));
	}
	draw_title_right(tui, area, x);
}

/* Keys that were typed of a longer binding stand at the right end until it is complete. */
static int draw_keys(struct tui *tui, struct area area)
{
	struct str text = { 0 };
	char name[KEY_NAME];
	struct shown shown;

	for (size_t i = 0; i < tui->key_count; i++)
		str_printf(&text, "%s ", key_name(tui->keys[i], name));
	shown = shown_line(tui->frame, str_text(&text));
	area_text(area, area.width - shown.width, 0, STYLE_KEY, shown);
	str_finish(&text);
	return shown.width;
}

struct hinting { struct shown keys, label; };

/* A command that wants words is bound to the line where they are typed. */
static bool hint_words(const struct tui *tui, const struct hint *hint, struct hinting *out)
{
	const char *key = input_key_of(tui, hint->command);

	if (key == NULL)
		key = input_key_of(tui, arena_printf(tui->frame, "prompt '%s '", hint->command));
	if (key == NULL)
		return false;
	out->keys = shown_line(tui->frame, key);
	out->label = shown_line(tui->frame, _(hint->label));
	return true;
}

static int hint_width(const struct hinting *words)
{
	return words->keys.width + 1 + words->label.width;
}

/* The key that shows all others stands behind as many of them as have room. */
static void draw_hints(struct tui *tui, struct area area)
{
	const struct view *view = tui_focus(tui);
	const struct hint *hint = view->ops->hints_now != NULL ? view->ops->hints_now(view) : view->ops->hints;
	int x = 1, gap = shown_literal(_(NC_("between hints", "   "))).width;	/* long words stand closer */
	struct hinting words;
	int all = 0;

	if (!config_bool(tui->config, OPT_HINTS) || hint == NULL)
		return;
	for (const struct hint *h = hint; h->command != NULL; h++)
		if (strcmp(h->command, "help") == 0 && hint_words(tui, h, &words))
			all = gap + hint_width(&words);
	for (bool full = false; hint->command != NULL; hint++) {
		bool help = strcmp(hint->command, "help") == 0;

		if ((full && !help) || !hint_words(tui, hint, &words))
			continue;
		full = x + hint_width(&words) + (help ? 0 : all) > area.width;
		if (full)
			continue;
		x = area_text(area, x, 0, STYLE_STATUS_KEY, words.keys) + 1;
		x = area_text(area, x, 0, STYLE_STATUS, words.label) + gap;
	}
}

/* What is cut off is in the log: the key that shows it stands behind. */
static void draw_message(struct tui *tui, struct area area, enum style style, struct shown text)
{
	const char *key = input_key_of(tui, "go messages");
	struct shown more = shown_line(tui->frame, key != NULL ? arena_printf(tui->frame, _(" %s shows all"), key) : "");
	int room = area.width - 2, x;

	if (text.width <= room || more.len == 0 || more.width * 2 > room) {
		area_text(area, 1, 0, style, shown_cut(tui->frame, text, room));
		return;
	}
	x = area_text(area, 1, 0, style, shown_cut(tui->frame, text, room - more.width));
	area_text(area, x, 0, STYLE_DIM, more);
}

static void draw_bottom(struct tui *tui, struct area area)
{
	static const enum style styles[] = { STYLE_INFO, STYLE_WARNING, STYLE_ERROR };
	enum message_kind kind;
	struct shown text;
	int keys = draw_keys(tui, area);

	if (keys > 0)
		area = area_part(area, 0, 0, area.width - keys - 1, 1);
	if (message_now(tui, &kind, &text)) {
		if (kind != MESSAGE_INFO)
			text = shown_join(tui->frame, canvas_glyph(tui->canvas, GLYPH_WARNING), shown_join(tui->frame, shown_literal(" "), text));
		draw_message(tui, area, styles[kind], text);
	} else {
		area_fill(area, STYLE_STATUS);
		draw_hints(tui, area);
	}
}

/* What is not drawn now is not in sight. */
static void forget_places(struct tui *tui)
{
	for (size_t i = 0; i < tui->depth; i++)
		tui->stack[i]->place.width = 0;
	if (tui->sidebar != NULL)
		tui->sidebar->place.width = 0;
	if (tui->preview != NULL)
		tui->preview->place.width = 0;
}

void layout_draw(struct tui *tui)
{
	struct canvas *canvas = tui->canvas;
	struct area all = area_all(canvas);
	int tour = tui->tour != NULL ? tour_height(tui, all.width) : 0;
	int notice = notice_stands(tui) && all.height > NOTICE_LEAST ? 1 : 0;
	struct area body = area_part(all, 0, 1 + notice, all.width, all.height - 2 - tour - notice);
	struct area bottom = area_part(all, 0, all.height - 1, all.width, 1);

	canvas_clear(canvas);
	if (tui->depth == 0)
		return;
	forget_places(tui);
	draw_title(tui, area_part(all, 0, 0, all.width, 1));
	if (notice > 0)
		notice_draw(tui, area_part(all, 0, 1, all.width, 1));
	draw_panes(tui, body);
	if (tour > 0)
		tour_draw(tui, area_part(all, 0, all.height - 1 - tour, all.width, tour));
	if (tui->prompt != NULL)
		prompt_draw(tui, bottom, body);
	else
		draw_bottom(tui, bottom);
	if (tui->menu != NULL)
		menu_draw(tui, body);
}
