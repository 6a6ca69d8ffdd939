/* SPDX-License-Identifier: ISC */
/*
 * The lines of a conversation: what was said, by whom and when, what became
 * of our replies, what others wrote in the thread, and where the new begins.
 * Every sign has its word beside it.
 */
#include <inttypes.h>
#include <string.h>

#include "conversation.h"
#include "guichet/command/united.h"
#include "guichet/base/message.h"
#include "guichet/command/media.h"

enum { INDENT = 2, CONTEXT_OPEN = 3, ROOT_LINES = 4, FOLD_WORTH = 3 };

static struct shown text(struct view *view, const char *untrusted)
{
	return shown_line(view->pager.arena, untrusted);
}

static const struct { const char *direction; enum glyph glyph; enum style head, body; } kinds[] = {
	{ "in", GLYPH_IN, STYLE_CUSTOMER, STYLE_TEXT }, { "out", GLYPH_OUT, STYLE_OURS, STYLE_TEXT },
	{ "note", GLYPH_NOTE, STYLE_INTERNAL, STYLE_TEXT }, { "context", GLYPH_CONTEXT, STYLE_CONTEXT, STYLE_CONTEXT },
};

static size_t kind_of(const struct json *message)
{
	const char *direction = json_text_or(message, "direction", "context");
	size_t kind = 0;

	while (kind < 3 && strcmp(kinds[kind].direction, direction) != 0)
		kind++;
	return kind;
}

/* ---- heads */

/* What became of a reply. */
static const struct { const char *state; enum glyph glyph; enum style style; const char *words; } deliveries[] = {
	{ "queued", GLYPH_ELLIPSIS, STYLE_DIM, NC_("reply", "queued") },
	{ "approval", GLYPH_ELLIPSIS, STYLE_WARNING, N_("waits for approval") },
	{ "sending", GLYPH_UP, STYLE_DIM, N_("on its way") },
	{ "sent", GLYPH_CHECK, STYLE_DIM, NC_("reply", "sent") },
	{ "failed", GLYPH_CROSS, STYLE_ERROR, NC_("reply", "failed") },
	{ "unknown", GLYPH_WARNING, STYLE_ERROR, N_("nobody knows whether it was sent") },
	{ "cancelled", GLYPH_CROSS, STYLE_DIM, NC_("reply", "cancelled") },
};

static const char *delivery(struct view *view, const struct json *message, enum style *style)
{
	const char *state = json_text_or(message, "state", ""), *reason = json_text(message, "reason");
	struct arena *arena = view->pager.arena;

	for (size_t i = 0; i < sizeof(deliveries) / sizeof(deliveries[0]); i++) {
		const char *words = message_of(deliveries[i].words);

		if (strcmp(deliveries[i].state, state) != 0)
			continue;
		*style = deliveries[i].style;
		if (*style == STYLE_ERROR && reason != NULL)
			words = arena_printf(arena, _("%s: %s"), words, message_told(arena, reason));
		return arena_printf(arena, "%s %s", canvas_glyph(view->tui->canvas, deliveries[i].glyph).bytes, words);
	}
	return "";
}

/* What was done to it at the network, or NULL. */
static const char *acts_text(struct arena *arena, const struct json *acts)
{
	const char *text = NULL;

	for (size_t i = 0; i < json_count(acts); i++) {
		const char *word = message_act_shown(json_text_at(acts, i));

		text = text == NULL ? word : arena_printf(arena, "%s, %s", text, word);
	}
	return text;
}

/* What a head says behind name and time: only what is not as usual. */
static const char *remarks(struct view *view, const struct json *message, enum style *style)
{
	const char *visibility = json_text_or(message, "visibility", "");
	const char *direction = json_text_or(message, "direction", "");
	struct arena *arena = view->pager.arena;
	const char *acts = acts_text(arena, json_get(message, "acts"));

	*style = STYLE_DIM;
	if (strcmp(direction, "note") == 0)
		return _("internal note");
	if (acts != NULL)
		return acts;
	if (strcmp(direction, "out") == 0 && *json_text_or(message, "state", "") != '\0')
		return delivery(view, message, style);
	if (json_text(message, "deleted_at") != NULL)
		return _("deleted by its writer");
	if (json_text(message, "edited_at") != NULL)
		return arena_printf(arena, _("edited %s"), text_ago(view->tui, arena, json_time(message, "edited_at")).bytes);
	return strcmp(visibility, "public") == 0 || strcmp(direction, "context") == 0 ? "" : visibility_shown(visibility);
}

static void build_head(struct view *view, const struct json *message, size_t kind)
{
	const char *author = json_text_or(message, "author", json_text_or(message, "handle", _("somebody")));
	enum style style;
	const char *remark = remarks(view, message, &style);
	struct arena *arena = view->pager.arena;
	const char *part = united_part(arena, talk_of(view)->thread, message);
	struct pager_span spans[] = {
		{ kinds[kind].head, canvas_glyph(view->tui->canvas, kinds[kind].glyph) },
		{ STYLE_NORMAL, shown_literal(" ") },
		{ kinds[kind].head, text(view, author) },
		{ STYLE_NORMAL, shown_literal("  ") },
		{ STYLE_DIM, text_ago(view->tui, arena, json_time(message, "at")) },
		{ STYLE_NORMAL, shown_literal(*remark != '\0' ? "  " : "") },
		{ style, text(view, remark) },
		{ STYLE_NORMAL, shown_literal(*part != '\0' ? "  " : "") },
		{ STYLE_DIM, text(view, part) },
	};

	pager_item(&view->pager, json_int(message, "id", 0) + 1);
	pager_line(&view->pager, spans, sizeof(spans) / sizeof(spans[0]));
}

/* ---- messages */

/* What the text layer left out is said, so that nobody is fooled by what cannot be seen. */
static void build_warnings(struct view *view, struct shown block)
{
	if ((block.flags & SHOWN_BIDI) != 0)
		pager_line(&view->pager, (const struct pager_span[]){ { STYLE_NORMAL, shown_literal("  ") },
			{ STYLE_WARNING, shown_literal(_("marks that turn the direction of writing were left out")) } }, 2);
	if ((block.flags & SHOWN_HIDDEN) != 0)
		pager_line(&view->pager, (const struct pager_span[]){ { STYLE_NORMAL, shown_literal("  ") }, { STYLE_WARNING,
			text(view, arena_printf(view->pager.arena, message_plural("%u invisible character was left out",
				"%u invisible characters were left out", block.hidden), block.hidden)) } }, 2);
}

/* " (zo)", or nothing where no key does it. */
static const char *key_told(struct view *view, const char *command)
{
	const char *key = input_key_in(view->tui, "conversation", command);

	return key != NULL ? arena_printf(view->pager.arena, " (%s)", key) : "";
}

/* What is new, and what one answers, is never folded. */
static bool is_whole(const struct talk *talk, const struct json *message)
{
	return talk_is_new(talk, message) || json_int(message, "id", 0) == talk_newest_in(talk);
}

/* A long text is folded behind its first lines; most is 0 where none is. */
static void build_text(struct view *view, const struct json *message, enum style style, int width, size_t most)
{
	struct talk *talk = talk_of(view);
	const char *words = json_text_or(message, "text", "");
	struct shown block = shown_block(view->pager.arena, words, strlen(words));
	int64_t item = json_int(message, "id", 0) + 1;
	size_t from = view->pager.count - 1, wrapped, left;

	shown_wrap(view->pager.arena, block, width - INDENT > 2 ? width - INDENT : 2, &wrapped);
	if (most == 0 || wrapped <= most + FOLD_WORTH || folds_is_open(&talk->folds, item, is_whole(talk, message))) {
		pager_block(&view->pager, style, block, INDENT, width);
		if (most != 0 && wrapped > most + FOLD_WORTH)
			folds_add(&talk->folds, item, from, view->pager.count, true);
		build_warnings(view, block);
		return;
	}
	left = pager_block_part(&view->pager, style, block, INDENT, width, most);
	build_warnings(view, block);
	pager_line(&view->pager, (const struct pager_span[]){ { STYLE_NORMAL, shown_literal("  ") }, { STYLE_CONTEXT,
		text(view, arena_printf(view->pager.arena, message_plural("%s %zu more line%s", "%s %zu more lines%s", left),
			canvas_glyph(view->tui->canvas, GLYPH_ELLIPSIS).bytes, left, key_told(view, "fold-open"))) } }, 2);
	folds_add(&talk->folds, item, view->pager.count - 1, view->pager.count, false);
}

/* What stands beside a text is told by its description; it is never fetched. */
static void build_media(struct view *view, const struct json *message, enum style style, int width)
{
	const struct json *list = json_get(message, "media");
	struct arena *arena = view->pager.arena;

	for (size_t i = 0; i < json_count(list); i++) {
		const char *words = arena_printf(arena, "[%s]", media_told(arena, json_at(list, i)));

		if (!media_is_told(message, json_at(list, i)))
			pager_block(&view->pager, style, shown_block(arena, words, strlen(words)), INDENT, width);
	}
}

static void build_message(struct view *view, const struct json *message, int width, size_t most)
{
	size_t kind = kind_of(message);
	const char *warning = json_text_or(message, "cw", "");

	build_head(view, message, kind);
	if (*warning != '\0')
		pager_block(&view->pager, STYLE_WARNING, text(view, arena_printf(view->pager.arena, "[%s]", warning)), INDENT, width);
	build_text(view, message, kinds[kind].body, width, most);
	build_media(view, message, STYLE_LINK, width);
	pager_blank(&view->pager);
}

/* Nobody read it, and its words are a draft again or were thrown away. */
static bool is_taken_back(const struct json *message)
{
	return str_equal(json_text(message, "direction"), "out") && str_equal(json_text(message, "state"), "cancelled");
}

/* One dim line, with how it begins, until it is opened; false: it is open. */
static bool build_taken_back(struct view *view, const struct json *message, int width)
{
	struct talk *talk = talk_of(view);
	struct arena *arena = view->pager.arena;
	int64_t item = json_int(message, "id", 0) + 1;
	enum style style;
	const char *what = delivery(view, message, &style), *words = json_text_or(message, "text", "");
	struct shown line;

	if (folds_is_open(&talk->folds, item, false))
		return false;
	line = text(view, arena_printf(arena, "%s %s  %s  %s  %s", canvas_glyph(view->tui->canvas, GLYPH_OUT).bytes,
		json_text_or(message, "author", json_text_or(message, "handle", _("somebody"))),
		text_ago(view->tui, arena, json_time(message, "at")).bytes, what, words));
	pager_item(&view->pager, item);
	pager_text(&view->pager, STYLE_DIM, shown_cut(arena, line, width));
	folds_add(&talk->folds, item, view->pager.count - 1, view->pager.count, false);
	return true;
}

/* ---- the thread */

static bool is_before(const struct json *a, const struct json *b)
{
	return strcmp(json_text_or(a, "at", ""), json_text_or(b, "at", "")) <= 0;
}

/* What the thread began with stays in sight: without it an answer means nothing. */
static bool is_root(const struct talk *talk, const struct json *message)
{
	return str_equal(json_text(message, "remote_id"), json_text(talk->thread, "thread"));
}

struct thread_lines {
	struct view *view;
	int width;
	size_t most;			/* lines of a long message */
	size_t hidden;			/* what others said that is folded away and not told yet */
};

static void build_fold(struct thread_lines *lines)
{
	struct view *view = lines->view;

	pager_text(&view->pager, STYLE_CONTEXT, text(view, arena_printf(view->pager.arena, message_plural(
		"%s others wrote %zu comment%s", "%s others wrote %zu comments%s", lines->hidden),
		canvas_glyph(view->tui->canvas, GLYPH_MORE).bytes, lines->hidden, key_told(view, "fold-open"))));
	folds_add(&talk_of(view)->folds, CONTEXT_ITEM, view->pager.count - 1, view->pager.count, false);
	pager_blank(&view->pager);
	lines->hidden = 0;
}

static void build_context(struct thread_lines *lines, const struct json *message, bool open)
{
	bool root = is_root(talk_of(lines->view), message);

	if (open)
		build_message(lines->view, message, lines->width, lines->most);
	else if (root)
		build_message(lines->view, message, lines->width, ROOT_LINES);
	else if (lines->hidden > 0)
		build_fold(lines);
}

static void build_divider(struct view *view, int width)
{
	const char *dash = canvas_is_ascii(view->tui->canvas) ? "-" : "\u2500";
	struct shown words = text(view, arena_printf(view->pager.arena, "%s%s %s ", dash, dash, _("new since you looked")));
	struct str line = { 0 };

	talk_of(view)->news = view->pager.count;
	for (int x = words.width; x < width; x++)
		str_add(&line, dash);
	pager_line(&view->pager, (const struct pager_span[]){ { STYLE_STRONG, words },
		{ STYLE_BORDER, text(view, str_text(&line)) } }, 2);
	str_finish(&line);
}

/* What others said is counted but for the root, wherever it stands. */
static size_t others(const struct talk *talk, const struct json *context)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(context); i++)
		count += !is_root(talk, json_at(context, i));
	return count;
}

/* What was taken back several times stands together. */
static void build_next(struct view *view, const struct json *messages, size_t index, size_t most, int width)
{
	const struct json *message = json_at(messages, index);
	size_t from = view->pager.count;
	bool back = is_taken_back(message);

	if (back && build_taken_back(view, message, width)) {
		if (!is_taken_back(json_at(messages, index + 1)))
			pager_blank(&view->pager);
		return;
	}
	build_message(view, message, width, most);
	if (back)
		folds_add(&talk_of(view)->folds, json_int(message, "id", 0) + 1, from, view->pager.count, true);
}

static void build_thread(struct view *view, int width)
{
	struct talk *talk = talk_of(view);
	const struct json *messages = json_get(talk->thread, "messages"), *context = json_get(talk->thread, "context");
	size_t m = 0, c = 0, count = others(talk, context), from = view->pager.count;
	bool open = folds_is_open(&talk->folds, CONTEXT_ITEM, count <= CONTEXT_OPEN);
	struct thread_lines lines = { view, width, (size_t)config_int(view->tui->config, OPT_FOLD), open ? 0 : count };

	if (json_bool(talk->thread, "cut", false))
		pager_text(&view->pager, STYLE_DIM, shown_literal(_("older messages are not shown here")));
	if (json_count(messages) + json_count(context) == 0)	/* of a ledger from elsewhere */
		pager_text(&view->pager, STYLE_DIM, shown_literal(_("No words of it are here: history tells what happened.")));
	while (m < json_count(messages) || c < json_count(context)) {
		if (m == json_count(messages) || (c < json_count(context) && is_before(json_at(context, c), json_at(messages, m)))) {
			build_context(&lines, json_at(context, c++), open);
			continue;
		}
		if (talk->news == SIZE_MAX && view->pager.count > from && talk_is_new(talk, json_at(messages, m)))
			build_divider(view, width);
		build_next(view, messages, m++, lines.most, width);
	}
	if (open && count > 0)
		folds_add(&talk->folds, CONTEXT_ITEM, from, view->pager.count, true);
}

/* Reading begins where the new does, or with the last screen. */
static void find_place(struct view *view)
{
	struct talk *talk = talk_of(view);

	talk->place = false;
	if (talk->news < view->pager.top) {
		view->pager.top = talk->news;
		view->pager.placed = true;
	}
	view->pager.here = talk_newest_in(talk) + 1;
}

/* What the customer said last; of what is longer than there is room for its end, where most ask. */
static void find_answered(struct view *view)
{
	struct pager *pager = &view->pager;
	size_t from = pager_line_of(pager, talk_newest_in(talk_of(view)) + 1), to = from + 1;
	size_t room = talk_of(view)->low > 1 ? (size_t)talk_of(view)->low - 1 : 1;

	if (from >= pager->count)
		return;
	while (to < pager->count && pager->lines[to].item == 0)
		to++;
	while (to > from + 1 && pager->lines[to - 1].count == 0)
		to--;
	pager->top = to - from <= room ? from : to - room;
	pager->placed = true;
}

void talk_build(struct view *view, int width)
{
	struct talk *talk = talk_of(view);
	const char *draft = json_text(talk->thread, "draft");
	int wrap = config_int(view->tui->config, OPT_WRAP);
	int columns = width - 2 < wrap + INDENT ? width - 2 : wrap + INDENT;

	pager_begin(&view->pager, width);
	folds_begin(&talk->folds);
	talk->news = SIZE_MAX;
	if (talk->thread == NULL)
		return;
	build_thread(view, columns);
	if (draft != NULL && tui_find(view->tui, VIEW_WRITER) == NULL) {
		pager_text(&view->pager, STYLE_DRAFT, shown_literal(_("your draft")));
		pager_block(&view->pager, STYLE_DRAFT, shown_block(view->pager.arena, draft, strlen(draft)), INDENT, columns);
	}
	if (talk->place)
		find_place(view);
	if (talk->low > 0)
		find_answered(view);
}
