/* SPDX-License-Identifier: ISC */
/*
 * One conversation: who it is, what was said, what others said around it,
 * what colleagues noted.  It is read again whenever the desk says that it
 * changed, and stays where one was reading.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/command/link.h"
#include "inside.h"

enum { INDENT = 2, CONTEXT_OPEN = 3, HEAD_LINES = 3 };

struct talk {
	int64_t id, call;
	struct json *thread;		/* the answer of "show", or NULL */
	bool context_shown, context_decided;
	bool arrived;			/* its newest message was shown once */
	int64_t read;			/* the newest message that the desk was told I read */
};

static struct talk *talk_of(const struct view *view)
{
	return view->state;
}

int64_t conversation_id(const struct view *view)
{
	return view->ops == &view_conversation ? talk_of(view)->id : 0;
}

const struct json *conversation_thread(const struct view *view)
{
	return talk_of(view)->thread;
}

/* ---- asking */

static bool at_the_end(const struct view *view)
{
	return view->pager.top + (size_t)view->height >= view->pager.count;
}

static void on_read(void *data, const struct json *answer, err_t why)
{
	(void)data;
	(void)answer;
	(void)why;	/* then it counts as unread a little longer */
}

static int64_t newest_message(const struct json *thread)
{
	const struct json *messages = json_get(thread, "messages");
	int64_t newest = 0;

	for (size_t i = 0; i < json_count(messages); i++)
		if (json_int(json_at(messages, i), "id", 0) > newest)
			newest = json_int(json_at(messages, i), "id", 0);
	return newest;
}

/* Who opened it has read it; a preview only passed by. */
static void mark_read(struct view *view)
{
	struct talk *talk = talk_of(view);
	const struct attach_listener listener = { .answer = on_read };
	int64_t newest = newest_message(talk->thread);
	char id[32], seen[32];

	if (newest <= talk->read || view == view->tui->preview)
		return;
	talk->read = newest;
	snprintf(id, sizeof(id), "%" PRId64, talk->id);
	snprintf(seen, sizeof(seen), "%" PRId64, newest);
	err_ignore(ask(view->tui, &listener, NULL, 4, (const char *const[]){ "read", id, "--seen", seen }),
		"then it counts as unread a little longer");
}

void conversation_opened(struct view *view)
{
	if (talk_of(view)->thread != NULL)
		mark_read(view);
}

static void on_thread(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct talk *talk = talk_of(view);
	bool end = !talk->arrived || at_the_end(view);

	talk->call = 0;
	if (why != NULL) {
		view_fail(view, err_shown(view->tui->frame, why));
		return;
	}
	json_destroy(talk->thread);
	talk->thread = json_share(answer);
	if (!talk->context_decided)
		talk->context_shown = json_count(json_get(answer, "context")) <= CONTEXT_OPEN;
	view_changed(view);
	if (end)
		view->pager.top = SIZE_MAX / 2;
	if (!talk->arrived && tui_top(view->tui) == view)
		tour_event(view->tui, "opened");
	talk->arrived = true;
	mark_read(view);
}

static void refresh(struct view *view)
{
	struct talk *talk = talk_of(view);
	const struct attach_listener listener = { .answer = on_thread, .data = view };
	char id[32];
	err_t err;

	if (talk->id == 0)
		return;
	attach_forget(view->tui->desk, talk->call);
	talk->call = 0;
	snprintf(id, sizeof(id), "%" PRId64, talk->id);
	err = ask(view->tui, &listener, &talk->call, 2, (const char *const[]){ "show", id });
	if (err != NULL)
		view_fail(view, err_shown(view->tui->frame, err));
}

static void changed(struct view *view, const struct json *change)
{
	if (talk_of(view)->id != 0 && (change_names(change, talk_of(view)->id) || change_is(change, "outbox")))
		refresh(view);
}

/* Another conversation in the same pane; what was there stays in sight until the new one is here. */
void conversation_follow(struct view *view, int64_t id)
{
	struct talk *talk = talk_of(view);

	if (id == talk->id)
		return;
	talk->id = id;
	talk->read = 0;
	talk->arrived = talk->context_decided = false;
	view->loading = talk->thread == NULL;
	refresh(view);
}

/* ---- lines */

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

/* What was done to it at the network, or NULL. */
static const char *acts_text(struct arena *arena, const struct json *acts)
{
	const char *text = NULL;

	for (size_t i = 0; i < json_count(acts); i++) {
		const char *word = message_act_shown(json_value_text(json_at(acts, i)));

		text = text == NULL ? word : arena_printf(arena, "%s, %s", text, word);
	}
	return text;
}

/* What a head says behind name and time: only what is not as usual. */
static const char *remarks(struct view *view, const struct json *message, enum style *style)
{
	const char *state = json_text_or(message, "state", ""), *visibility = json_text_or(message, "visibility", "");
	const char *reason = json_text(message, "reason"), *direction = json_text_or(message, "direction", "");
	struct arena *arena = view->pager.arena;
	const char *acts;

	acts = acts_text(arena, json_get(message, "acts"));
	*style = STYLE_DIM;
	if (strcmp(direction, "note") == 0)
		return _("internal note");
	if (strcmp(state, "failed") == 0 || strcmp(state, "unknown") == 0) {
		*style = STYLE_ERROR;
		state = state_shown(state);
		return reason != NULL ? arena_printf(arena, _("%s: %s"), state, message_told(arena, reason)) : state;
	}
	if (strcmp(direction, "out") == 0 && *state != '\0' && strcmp(state, "sent") != 0)
		return strcmp(state, "queued") == 0 ? _("on its way") :
			strcmp(state, "sending") == 0 ? _("leaving now") : state_shown(state);
	if (acts != NULL)
		return acts;
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
	struct pager_span spans[] = {
		{ kinds[kind].head, canvas_glyph(view->tui->canvas, kinds[kind].glyph) },
		{ STYLE_NORMAL, shown_literal(" ") },
		{ kinds[kind].head, text(view, author) },
		{ STYLE_NORMAL, shown_literal("  ") },
		{ STYLE_DIM, text_ago(view->tui, arena, json_time(message, "at")) },
		{ STYLE_NORMAL, shown_literal(*remark != '\0' ? "  " : "") },
		{ style, text(view, remark) },
	};

	pager_item(&view->pager, json_int(message, "id", 0) + 1);
	pager_line(&view->pager, spans, sizeof(spans) / sizeof(spans[0]));
}

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

static void build_message(struct view *view, const struct json *message, int width)
{
	size_t kind = kind_of(message);
	const char *words = json_text_or(message, "text", ""), *warning = json_text_or(message, "cw", "");
	struct shown block = shown_block(view->pager.arena, words, strlen(words));

	build_head(view, message, kind);
	if (*warning != '\0')
		pager_block(&view->pager, STYLE_WARNING, text(view, arena_printf(view->pager.arena, "[%s]", warning)), INDENT, width);
	pager_block(&view->pager, kinds[kind].body, block, INDENT, width);
	build_warnings(view, block);
	pager_blank(&view->pager);
}

static bool is_before(const struct json *a, const struct json *b)
{
	return strcmp(json_text_or(a, "at", ""), json_text_or(b, "at", "")) <= 0;
}

static void build_fold(struct view *view, size_t count)
{
	const char *key = input_key_of(view->tui, "fold");

	pager_text(&view->pager, STYLE_CONTEXT, text(view, arena_printf(view->pager.arena, message_plural(
		"%s %zu other message in this thread%s%s%s", "%s %zu other messages in this thread%s%s%s", count),
		canvas_glyph(view->tui->canvas, GLYPH_MORE).bytes, count,
		key != NULL ? " (" : "", key != NULL ? key : "", key != NULL ? ")" : "")));
	pager_blank(&view->pager);
}

static void build_thread(struct view *view, int width)
{
	const struct talk *talk = talk_of(view);
	const struct json *messages = json_get(talk->thread, "messages"), *context = json_get(talk->thread, "context");
	size_t m = 0, c = 0, folded = talk->context_shown ? 0 : json_count(context);

	if (folded > 0) {
		build_fold(view, folded);
		c = folded;
	}
	if (json_bool(talk->thread, "cut", false))
		pager_text(&view->pager, STYLE_DIM, shown_literal(_("older messages are not shown here")));
	while (m < json_count(messages) || c < json_count(context))
		if (m == json_count(messages) || (c < json_count(context) && is_before(json_at(context, c), json_at(messages, m))))
			build_message(view, json_at(context, c++), width);
		else
			build_message(view, json_at(messages, m++), width);
}

static void build(struct view *view, int width)
{
	const struct talk *talk = talk_of(view);
	const char *draft = json_text(talk->thread, "draft");
	int wrap = config_int(view->tui->config, OPT_WRAP);
	int columns = width - 2 < wrap + INDENT ? width - 2 : wrap + INDENT;

	pager_begin(&view->pager, width);
	if (talk->thread == NULL)
		return;
	build_thread(view, columns);
	if (draft != NULL && tui_find(view->tui, VIEW_WRITER) == NULL) {
		pager_text(&view->pager, STYLE_DRAFT, shown_literal(_("your draft")));
		pager_block(&view->pager, STYLE_DRAFT, shown_block(view->pager.arena, draft, strlen(draft)), INDENT, columns);
	}
}

/* ---- the head above the lines: who, where, how it stands */

static const char *standing(const struct view *view, const struct json *t, enum style *due_style, struct shown *due)
{
	struct arena *arena = view->tui->frame;
	const char *assignee = json_text(t, "assignee"), *status = json_text_or(t, "status", "");

	*due = shown_literal("");
	if (json_get(t, "waiting_since") != NULL && json_text(t, "due_at") != NULL)
		*due = text_left(view->tui, arena, json_time(t, "due_at"), due_style);
	if (strcmp(status, "snoozed") == 0 && json_text(t, "snoozed_until") != NULL)
		status = message_put(arena, _("snoozed until %s"), text_clock(view->tui, arena, json_time(t, "snoozed_until")));
	return arena_printf(arena, _("%s on %s (%s), %s, %s"), visibility_shown(json_text_or(t, "visibility", "")),
		json_text_or(t, "account", ""), json_text_or(t, "network", ""), state_shown(status),
		assignee != NULL ? message_put(arena, _("with %s"), assignee) : _("nobody has it"));
}

static const char *tags_text(struct arena *arena, const struct json *tags, const struct json *marks)
{
	struct str words = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(marks); i++)
		if (!str_equal(json_value_text(json_at(marks, i)), "blocked"))
			str_printf(&words, " !%s", json_value_text(json_at(marks, i)));
	for (size_t i = 0; i < json_count(tags); i++)
		str_printf(&words, " +%s", json_value_text(json_at(tags, i)));
	copy = arena_copy(arena, str_text(&words));
	str_finish(&words);
	return copy;
}

/* Before all other words: a narrow screen must not lose it. */
static bool is_blocked(const struct json *marks)
{
	for (size_t i = 0; i < json_count(marks); i++)
		if (str_equal(json_value_text(json_at(marks, i)), "blocked"))
			return true;
	return false;
}

static int draw_head(const struct view *view, struct area area)
{
	const struct json *t = talk_of(view)->thread;
	struct arena *arena = view->tui->frame;
	enum style due_style = STYLE_DUE;
	struct shown due, words;
	int x;

	if (t == NULL)
		return 0;
	x = area_text(area, 1, 0, STYLE_STRONG, shown_line(arena, json_text_or(t, "contact", json_text_or(t, "handle", ""))));
	x = area_text(area, x + 2, 0, STYLE_HANDLE, shown_line(arena, json_text_or(t, "handle", "")));
	if (json_int(t, "followers", 0) > 0)
		area_text(area, x + 2, 0, STYLE_DIM, shown_line(arena, arena_printf(arena, message_plural(
			"%" PRId64 " follower", "%" PRId64 " followers", (uint64_t)json_int(t, "followers", 0)), json_int(t, "followers", 0))));
	words = shown_line(arena, standing(view, t, &due_style, &due));
	x = area_text(area, 1, 1, due_style, due);
	x = due.len > 0 ? x + 2 : x;
	if (is_blocked(json_get(t, "marks")))
		x = area_text(area, x, 1, STYLE_WARNING, shown_literal(_("blocked"))) + 2;
	x = area_text(area, x, 1, STYLE_DIM, shown_cut(arena, words, area.width - x));
	area_text(area, x + 1, 1, STYLE_TAG, shown_line(arena, tags_text(arena, json_get(t, "tags"), json_get(t, "marks"))));
	area_rule_across(area, 2);
	return HEAD_LINES;
}

/* ---- commands */

/* The next conversation of the list below, in this pane. */
static err_t go_beside(struct view *view, const char *movement)
{
	struct view *list = view->tui->stack[0];

	if (!view_move(list, movement) || view_selected(list) == 0)
		return NULL;
	if (view_selected(list) == talk_of(view)->id)
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("this is the last one of the list")));
	conversation_follow(view, view_selected(list));
	return NULL;
}

static err_t go_action(struct view *view, const char *command)
{
	struct view *list = view->tui->stack[0];
	bool known;
	err_t err = list->ops->command(list, 1, &command, &known);

	if (err == NULL && view_selected(list) != 0)
		conversation_follow(view, view_selected(list));
	return err;
}

static err_t compose(struct view *view, const char *kind)
{
	if (talk_of(view)->id == 0)
		return err_make(ERR_STATE, "no conversation is open");
	return tui_open(view->tui, &view_compose, arena_printf(view->tui->frame, "%s %" PRId64, kind, talk_of(view)->id));
}

/* The messages that say something, one after the other. */
static void go_message(struct view *view, bool backward)
{
	size_t line;
	int64_t here;

	pager_go(&view->pager, view->pager.top, view->height);	/* "the end" may not have been drawn yet */
	line = view->pager.top;
	here = pager_item_at(&view->pager, line);
	if (backward)
		while (line > 0 && (pager_item_at(&view->pager, line) == here || view->pager.lines[line].item == 0))
			line--;
	else
		while (line < view->pager.count && pager_item_at(&view->pager, line) == here)
			line++;
	pager_go(&view->pager, line, view->height);
	tui_touch(view->tui);
}

static void fold(struct view *view, bool shown)
{
	talk_of(view)->context_decided = true;
	talk_of(view)->context_shown = shown;
	view_changed(view);
}

/* The newest link first: that is what somebody who just read it wants. */
static err_t open_link(struct view *view)
{
	const struct json *messages = json_get(talk_of(view)->thread, "messages");
	struct arena *arena = view->tui->frame;
	const char **urls, *url;
	err_t err;

	for (size_t i = json_count(messages); i-- > 0; ) {
		size_t count = link_find(arena, json_text_or(json_at(messages, i), "text", ""), &urls);

		if (count == 0)
			continue;
		err = link_check(arena, urls[0], &url);
		if (err == NULL)
			err = link_open(config_text(view->tui->config, OPT_OPENER), url);
		if (err == NULL)
			message_text(view->tui, MESSAGE_INFO, arena_printf(arena, _("opening %s"), url));
		return err;
	}
	return err_make(ERR_NOT_FOUND, "no message here has a link");
}

static const struct view_command commands[] = {
	{ "compose", N_("Reply to this conversation") }, { "compose-note", N_("Write a note for colleagues") },
	{ "edit", N_("Go on with your draft") }, { "fold", N_("Show or hide what others said") },
	{ "fold-close", N_("Hide what others said") }, { "fold-open", N_("Show what others said") },
	{ "next-action", N_("Go to the next conversation that waits for you") },
	{ "next-conversation", N_("Go to the next conversation of the list") },
	{ "next-message", N_("Go to the next message") }, { "open-link", N_("Open the newest link in a browser") },
	{ "previous-action", N_("Go to the one before that waits for you") },
	{ "previous-conversation", N_("Go to the conversation before") },
	{ "previous-message", N_("Go to the message before") }, { NULL, NULL },
};

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	const char *name = words[0];

	*known = count == 1;
	if (!*known)
		return NULL;
	if (strcmp(name, "compose") == 0 || strcmp(name, "edit") == 0)
		return compose(view, "reply");
	if (strcmp(name, "compose-note") == 0)
		return compose(view, "note");
	if (strcmp(name, "next-conversation") == 0)
		return go_beside(view, "down");
	if (strcmp(name, "previous-conversation") == 0)
		return go_beside(view, "up");
	if (strcmp(name, "next-action") == 0 || strcmp(name, "previous-action") == 0)
		return go_action(view, name);
	if (strcmp(name, "open-link") == 0)
		return open_link(view);
	if (strcmp(name, "next-message") == 0 || strcmp(name, "previous-message") == 0)
		go_message(view, *name == 'p');
	else if (str_starts(name, "fold"))
		fold(view, strcmp(name, "fold") == 0 ? !talk_of(view)->context_shown : strcmp(name, "fold-open") == 0);
	else
		*known = false;
	return NULL;
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct talk *talk = talk_of(view);

	if (talk->id == 0)
		return NULL;
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, talk->id) :
		kind == ARG_ACCOUNT ? json_text(talk->thread, "account") : NULL;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return shown_line(arena, arena_printf(arena, "#%" PRId64, talk_of(view)->id));
}

static err_t open(struct view *view, const char *argument)
{
	struct talk *talk = talk_of(view);

	if (argument == NULL)
		return NULL;	/* a preview: told later what it shows */
	talk->id = strtoll(argument, NULL, 10);
	if (talk->id <= 0)
		return err_make(ERR_USAGE, "%s is no conversation", argument);
	view->loading = true;
	refresh(view);
	return NULL;
}

static void close(struct view *view)
{
	attach_forget(view->tui->desk, talk_of(view)->call);
	json_destroy(talk_of(view)->thread);
}

static const struct hint hints[] = {
	{ "compose", N_("reply") }, { "compose-note", N_("note") }, { "claim", N_("take") }, { "resolve", N_("done") },
	{ "next-conversation", N_("next") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_conversation = {
	.name = "conversation", .title = N_("Conversation"), .flags = VIEW_TEXT | VIEW_READER, .state_size = sizeof(struct talk),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .subtitle = subtitle,
	.draw_head = draw_head, .build = build, .subject = subject, .command = command, .commands = commands, .hints = hints,
};
