/* SPDX-License-Identifier: ISC */
/*
 * One conversation: who it is, what was said, what others said around it,
 * what colleagues noted.  It is read again whenever the desk says that it
 * changed, and stays where one was reading.  Its lines are made elsewhere.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conversation.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

struct talk *talk_of(const struct view *view)
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

/* Of that direction; NULL: of all. */
static int64_t newest_message(const struct talk *talk, const char *direction)
{
	const struct json *messages = json_get(talk->thread, "messages");
	int64_t newest = 0;

	for (size_t i = 0; i < json_count(messages); i++) {
		const struct json *message = json_at(messages, i);

		if (json_int(message, "id", 0) > newest &&
		    (direction == NULL || str_equal(json_text(message, "direction"), direction)))
			newest = json_int(message, "id", 0);
	}
	return newest;
}

int64_t talk_newest_in(const struct talk *talk)
{
	return newest_message(talk, "in");
}

/* Where nothing was read before, all is new and nothing need be said. */
bool talk_is_new(const struct talk *talk, const struct json *message)
{
	return talk->seen != 0 && json_int(message, "id", 0) > talk->seen &&
		str_equal(json_text(message, "direction"), "in");
}

static const struct json *find_message(const struct json *messages, int64_t id)
{
	for (size_t i = 0; i < json_count(messages); i++)
		if (json_int(json_at(messages, i), "id", 0) == id)
			return json_at(messages, i);
	return NULL;
}

const struct json *talk_here(const struct view *view)
{
	const struct talk *talk = talk_of(view);
	int64_t id = pager_here(&view->pager, view->height) - 1;
	const struct json *message = find_message(json_get(talk->thread, "messages"), id);

	return message != NULL ? message : find_message(json_get(talk->thread, "context"), id);
}

/* Who opened it has read it; a preview only passed by. */
static void mark_read(struct view *view)
{
	struct talk *talk = talk_of(view);
	const struct attach_listener listener = { .answer = on_read };
	int64_t newest = newest_message(talk, NULL);
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
	if (!talk->arrived)
		talk->seen = json_int(answer, "seen", 0);
	talk->place = !talk->arrived;
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
	talk->arrived = false;
	folds_forget(&talk->folds);
	view->loading = talk->thread == NULL;
	refresh(view);
}

void conversation_low(struct view *view, int lines)
{
	if (view->ops != &view_conversation || talk_of(view)->low == lines)
		return;
	talk_of(view)->low = lines;
	view->pager.built_width = 0;
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

static err_t next_conversation(struct view *view)
{
	return go_beside(view, "down");
}

static err_t previous_conversation(struct view *view)
{
	return go_beside(view, "up");
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

static err_t next_action(struct view *view)
{
	return go_action(view, "next-action");
}

static err_t previous_action(struct view *view)
{
	return go_action(view, "previous-action");
}

/* Where it began, or where it goes on. */
static err_t go_linked(struct view *view)
{
	const struct json *thread = talk_of(view)->thread, *goes_on = json_get(thread, "goes_on");
	int64_t id = json_int(thread, "began", 0);

	if (id == 0 && json_count(goes_on) > 0)
		id = json_value_int(json_at(goes_on, json_count(goes_on) - 1), 0);
	if (id == 0)
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("it is linked with no other; link joins them")));
	else
		conversation_follow(view, id);
	return NULL;
}

static err_t compose(struct view *view, const char *kind)
{
	if (talk_of(view)->id == 0)
		return err_make(ERR_STATE, "no conversation is open");
	return tui_open(view->tui, &view_compose, arena_printf(view->tui->frame, "%s %" PRId64, kind, talk_of(view)->id));
}

static err_t compose_reply(struct view *view)
{
	return compose(view, "reply");
}

static err_t compose_note(struct view *view)
{
	return compose(view, "note");
}

/* Commands that look at lines need those that will be drawn. */
static void settle(struct view *view)
{
	if (view->pager.built_width != view->width) {
		talk_build(view, view->width);
		view->pager.built_width = view->width;
	}
	pager_go(&view->pager, view->pager.top, view->height);
	tui_touch(view->tui);
}

/* The messages that say something, one after the other. */
static err_t go_message(struct view *view, bool backward)
{
	settle(view);
	if (!pager_step(&view->pager, backward, view->height))
		message_say(view->tui, MESSAGE_INFO, backward ? shown_literal(_("this is the first message")) :
			shown_literal(_("this is the last message")));
	return NULL;
}

static err_t next_message(struct view *view)
{
	return go_message(view, false);
}

static err_t previous_message(struct view *view)
{
	return go_message(view, true);
}

/* Behind the one that is meant, else the first that is new. */
static err_t next_unread(struct view *view)
{
	const struct talk *talk = talk_of(view);
	const struct json *messages = json_get(talk->thread, "messages"), *found = NULL;
	size_t here, line;

	settle(view);
	here = pager_line_of(&view->pager, pager_here(&view->pager, view->height));
	for (size_t i = 0; i < json_count(messages); i++)
		if (talk_is_new(talk, json_at(messages, i)) && (found == NULL ||
		    (line = pager_line_of(&view->pager, json_int(found, "id", 0) + 1)) <= here))
			found = json_at(messages, i);
	if (found == NULL) {
		message_say(view->tui, MESSAGE_INFO, shown_literal(_("nothing here is new since you looked")));
		return NULL;
	}
	view->pager.here = json_int(found, "id", 0) + 1;
	line = pager_line_of(&view->pager, view->pager.here);
	pager_go(&view->pager, talk->news < line ? line - 1 : line, view->height);
	return NULL;
}

static err_t turn(struct view *view, bool open, const char *nothing)
{
	settle(view);
	if (folds_turn(&talk_of(view)->folds, &view->pager, view->height, open))
		view_changed(view);
	else
		message_text(view->tui, MESSAGE_INFO, nothing);
	return NULL;
}

static err_t fold_open(struct view *view)
{
	return turn(view, false, _("nothing in sight is folded"));
}

static err_t fold_close(struct view *view)
{
	return turn(view, true, _("nothing in sight is long enough to be folded"));
}

static err_t fold(struct view *view)
{
	settle(view);
	if (folds_turn(&talk_of(view)->folds, &view->pager, view->height, false))
		view_changed(view);
	else
		return fold_close(view);
	return NULL;
}

static err_t turn_all(struct view *view, bool open)
{
	settle(view);
	if (folds_turn_all(&talk_of(view)->folds, open))
		view_changed(view);
	return NULL;
}

static err_t fold_open_all(struct view *view)
{
	return turn_all(view, true);
}

static err_t fold_close_all(struct view *view)
{
	return turn_all(view, false);
}

#define COMMANDS(_) \
	_("compose", compose_reply, N_("Reply to this conversation")) \
	_("compose-note", compose_note, N_("Write a note for colleagues")) \
	_("edit", compose_reply, N_("Go on with your draft")) \
	_("fold", fold, N_("Show or hide what is long, or what others said")) \
	_("fold-close", fold_close, N_("Hide what is long, or what others said")) \
	_("fold-close-all", fold_close_all, N_("Hide all that can be hidden")) \
	_("fold-open", fold_open, N_("Show the first thing in sight that is hidden")) \
	_("fold-open-all", fold_open_all, N_("Show all that is hidden")) \
	_("go-linked", go_linked, N_("Go where it began, or where it goes on")) \
	_("next-action", next_action, N_("Go to the next conversation that waits for you")) \
	_("next-conversation", next_conversation, N_("Go to the next conversation of the list")) \
	_("next-message", next_message, N_("Go to the next message")) \
	_("next-unread", next_unread, N_("Go to the next message that is new to you")) \
	_("previous-action", previous_action, N_("Go to the one before that waits for you")) \
	_("previous-conversation", previous_conversation, N_("Go to the conversation before")) \
	_("previous-message", previous_message, N_("Go to the message before"))

static const struct view_command commands[] = {
#define COMMAND(name, run, help) { name, help },
	COMMANDS(COMMAND)
#undef COMMAND
	{ NULL, NULL },
};

static const struct { const char *name; err_t (*run)(struct view *); } runs[] = {
#define COMMAND(name, run, help) { name, run },
	COMMANDS(COMMAND)
#undef COMMAND
};

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	*known = false;
	for (size_t i = 0; count == 1 && i < sizeof(runs) / sizeof(runs[0]); i++)
		if (strcmp(runs[i].name, words[0]) == 0) {
			*known = true;
			return runs[i].run(view);
		}
	return NULL;
}

/* A message without a link has an address of its own. */
static const char *copied(const struct view *view, struct arena *arena, enum copied what)
{
	const struct json *message = talk_here(view);
	const char *link;

	switch (what) {
	case COPIED_TEXT:
		return json_text(message, "text");
	case COPIED_LINK:
		link = copy_link_of(arena, json_text_or(message, "text", ""));
		return link != NULL ? link : json_text(message, "url");
	case COPIED_ID:
		return talk_of(view)->id != 0 ? arena_printf(arena, "#%" PRId64, talk_of(view)->id) : NULL;
	case COPIED_ADDRESS:
		return json_text(talk_of(view)->thread, "handle");
	case COPIED:
		break;
	}
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
	folds_forget(&talk_of(view)->folds);
}

static const struct hint hints[] = {
	{ "compose", N_("reply") }, { "compose-note", N_("note") }, { "claim", N_("take") }, { "resolve", N_("done") },
	{ "next-conversation", N_("next") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_conversation = {
	.name = "conversation", .title = N_("Conversation"), .flags = VIEW_TEXT | VIEW_READER, .state_size = sizeof(struct talk),
	.open = open, .close = close, .refresh = refresh, .changed = changed, .subtitle = subtitle,
	.draw_head = talk_draw_head, .build = talk_build, .subject = subject,
	.copied = copied, .command = command, .commands = commands, .hints = hints,
};
