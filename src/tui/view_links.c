/* SPDX-License-Identifier: ISC */
/*
 * Links and pictures of a conversation, the newest first.  The address of the
 * selected one stands above the list in full, as it would be opened, before
 * anything is opened; what may not be opened is shown, and why.  A picture or
 * file is fetched only when "save" is said, and never opened by us.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/link.h"
#include "guichet/command/media.h"
#include "guichet/command/save.h"
#include "conversation.h"

enum { KIND_WIDTH = 8, WHO_WIDTH = 18, WHO_FROM = 60, LEFT = 1, ALT_LINES = 2, LIST_LEAST = 2 };

struct entry {
	const struct json *message, *media;	/* media: NULL for a link of the text */
	struct link link;			/* raw NULL: a medium without an address */
};

struct links {
	struct json *thread;
	int64_t id;
	struct arena *arena;			/* of the entries */
	struct entry *entries;
	size_t count, size;
	struct view *view;
	int64_t save_call;			/* a file that is being fetched; 0: none */
	struct media_saving saving;		/* and its arena */
};

static struct links *links_of(const struct view *view)
{
	return view->state;
}

/* ---- what there is */

static void add(struct links *links, struct entry entry)
{
	if (links->count == links->size) {
		links->size = links->size == 0 ? 16 : links->size * 2;
		links->entries = mem_grow(links->entries, links->size, sizeof(*links->entries));
	}
	links->entries[links->count++] = entry;
}

static bool has_media(const struct json *message, const char *url)
{
	const struct json *media = json_get(message, "media");

	for (size_t i = 0; i < json_count(media); i++)
		if (str_equal(json_text(json_at(media, i), "url"), url))
			return true;
	return false;
}

static struct link link_of(struct arena *arena, const char *url)
{
	struct link link = { .raw = url };
	err_t err = url != NULL ? link_check(arena, url, &link.url) : NULL;

	if (err != NULL)
		link.why = arena_copy(arena, err_shown(arena, err));
	return link;
}

/* What went with our own words has no address until the network tells it to us. */
static bool is_unsaid(const struct json *message, const struct json *media)
{
	return str_equal(json_text_or(message, "direction", ""), "out") && json_text(media, "url") == NULL;
}

static void add_message(struct links *links, const struct json *message)
{
	const struct json *media = json_get(message, "media");
	struct link *found;
	size_t count = link_list(links->arena, json_text_or(message, "text", ""), &found);

	for (size_t i = 0; i < json_count(media); i++)
		if (!is_unsaid(message, json_at(media, i)))
			add(links, (struct entry){ message, json_at(media, i),
				link_of(links->arena, json_text(json_at(media, i), "url")) });
	for (size_t i = 0; i < count; i++)
		if (!has_media(message, found[i].raw))
			add(links, (struct entry){ message, NULL, found[i] });
}

static bool is_newer(const struct json *a, const struct json *b)
{
	return b == NULL || strcmp(json_text_or(a, "at", ""), json_text_or(b, "at", "")) >= 0;
}

static void collect(struct links *links)
{
	const struct json *messages = json_get(links->thread, "messages"), *context = json_get(links->thread, "context");
	size_t m = json_count(messages), c = json_count(context);

	while (m > 0 || c > 0)
		if (m > 0 && is_newer(json_at(messages, m - 1), c > 0 ? json_at(context, c - 1) : NULL))
			add_message(links, json_at(messages, --m));
		else
			add_message(links, json_at(context, --c));
}

/* ---- drawing */

static const struct entry *entry_at(const struct view *view, size_t row)
{
	return row < links_of(view)->count ? &links_of(view)->entries[row] : NULL;
}

static struct shown kind_text(struct arena *arena, const struct entry *entry)
{
	const char *told = entry->media != NULL ? media_told(arena, entry->media) : _("link");

	return shown_line_n(arena, told, strcspn(told, ":,"));
}

/* What its writer says it shows, else where it leads to. */
static const char *words_of(struct arena *arena, const struct entry *entry)
{
	const char *alt = entry->media != NULL ? json_text(entry->media, "alt") : NULL;

	if (alt != NULL)
		return alt;
	if (entry->media != NULL)
		return arena_printf(arena, "(%s)", _("no description"));
	return entry->link.url != NULL ? entry->link.url : entry->link.raw;
}

static const char *who_of(const struct entry *entry)
{
	return json_text_or(entry->message, "author", json_text_or(entry->message, "handle", ""));
}

/* "Ann Lee, 12 min ago, 640x480, 8 kB" */
static const char *about(const struct view *view, const struct entry *entry)
{
	struct arena *arena = view->tui->frame;
	const char *size = entry->media != NULL ? media_size(arena, entry->media) : "";

	return arena_printf(arena, "%s, %s%s%s", who_of(entry),
		text_ago(view->tui, arena, json_time(entry->message, "at")).bytes, *size != '\0' ? ", " : "", size);
}

static int draw_block(const struct view *view, struct area area, int y, enum style style, const char *words, int most)
{
	struct arena *arena = view->tui->frame;
	size_t count;
	struct shown *lines = shown_wrap(arena, shown_block(arena, words, strlen(words)),
		area.width > LEFT + 2 ? area.width - LEFT : 2, &count);

	for (size_t i = 0; i < count && (int)i < most; i++)
		area_text(area, LEFT, y++, style, (int)i + 1 == most && i + 1 < count ?
			shown_join(arena, shown_cut(arena, lines[i], area.width - LEFT - 1),
				canvas_glyph(view->tui->canvas, GLYPH_ELLIPSIS)) : lines[i]);
	return y;
}

/* The selected one in full: who and when, its address, its description, what to beware of. */
static int draw_head(const struct view *view, struct area area)
{
	const struct entry *entry = entry_at(view, view->list.selected);
	int room = area.height - LIST_LEAST - 1, y = 0;

	if (entry == NULL || room < 2)
		return 0;
	y = draw_block(view, area, y, STYLE_DIM, about(view, entry), 1);
	if (entry->link.raw != NULL)
		y = draw_block(view, area, y, STYLE_LINK, entry->link.url != NULL ? entry->link.url : entry->link.raw, room - y);
	if (entry->media != NULL && y < room)
		y = draw_block(view, area, y, STYLE_TEXT, words_of(view->tui->frame, entry), room - y < ALT_LINES ? room - y : ALT_LINES);
	if (entry->link.why != NULL && y < room)
		y = draw_block(view, area, y, STYLE_WARNING, arena_printf(view->tui->frame, _("%s not opened: %s"),
			canvas_glyph(view->tui->canvas, GLYPH_WARNING).bytes, entry->link.why), room - y);
	area_rule_across(area, y);
	return y + 1;
}

static void draw_row(const struct view *view, struct area area, size_t index, unsigned state)
{
	const struct entry *entry = &links_of(view)->entries[index];	/* the list draws rows that are there */
	struct arena *arena = view->tui->frame;
	bool selected = (state & ROW_SELECTED) != 0;
	enum style style = entry->link.why != NULL ? STYLE_WARNING : entry->media != NULL ? STYLE_TEXT : STYLE_LINK;
	int x = 2;

	area_text(area, x, 0, STYLE_DIM, shown_cut(arena, kind_text(arena, entry), KIND_WIDTH - 1));
	x += KIND_WIDTH;
	if (area.width >= WHO_FROM) {
		area_text(area, x, 0, STYLE_WHO, shown_cut(arena, shown_line(arena, who_of(entry)), WHO_WIDTH - 2));
		x += WHO_WIDTH;
	}
	if (entry->link.why != NULL)
		x = area_text(area, x, 0, STYLE_WARNING, canvas_glyph(view->tui->canvas, GLYPH_WARNING)) + 1;
	area_text(area, x, 0, style, shown_cut(arena, shown_line(arena, words_of(arena, entry)), area.width - x));
	if (!selected)
		return;
	area_restyle(area, 1, 0, area.width - 1, (state & ROW_FOCUSED) != 0 ? STYLE_SELECTED : STYLE_SELECTED_AWAY);
	area_text(area, 0, 0, STYLE_SELECTED_BAR, canvas_glyph(view->tui->canvas, GLYPH_SELECTED));
}

/* ---- commands */

/* Without a display there is nothing that the usual opener could open it on. */
static bool has_display(const struct tui *tui)
{
	return strcmp(config_text(tui->config, OPT_OPENER), option_rows[OPT_OPENER].preset) != 0 ||
		getenv("DISPLAY") != NULL || getenv("WAYLAND_DISPLAY") != NULL;
}

static err_t open_entry(struct view *view)
{
	const struct entry *entry = entry_at(view, view->list.selected);
	struct tui *tui = view->tui;
	err_t err;

	if (entry == NULL || entry->link.raw == NULL)
		return err_make(ERR_STATE, "it has no address to open");
	if (entry->link.url == NULL)
		return err_make(ERR_DATA, "not opened: %s", entry->link.why);
	err = policy_check(attach_hello(tui->desk), POLICY_LINKS);
	if (err != NULL)
		return err;
	if (!has_display(tui))
		return err_make(ERR_STATE, "there is no display to open it on: copy the link, or set opener");
	err = link_open(config_text(tui->config, OPT_OPENER), entry->link.url);
	if (err == NULL)
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("opening %s"), entry->link.url));
	return err;
}

/* ---- saving */

static void save_over(struct links *links, err_t why)
{
	struct tui *tui = links->view->tui;
	err_t err = saving_end(&links->saving, why);

	links->save_call = 0;
	if (err != NULL)
		message_error(tui, err);
	else
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("saved as %s"), links->saving.path));
	arena_destroy(links->saving.arena);
	links->saving.arena = NULL;
}

static void on_bytes(void *data, const struct json *row)
{
	struct links *links = data;
	struct tui *tui = links->view->tui;
	int64_t call = links->save_call;
	err_t err = saving_row(&links->saving, row);

	if (err == NULL) {
		message_text(tui, MESSAGE_INFO, saving_told(&links->saving));
		return;
	}
	save_over(links, err);
	attach_forget(tui->desk, call);
}

static void on_saved(void *data, const struct json *answer, err_t why)
{
	(void)answer;
	save_over(data, why);
}

/* Which of its message's files it is, from 1. */
static size_t number_of(const struct entry *entry)
{
	const struct json *media = json_get(entry->message, "media");
	size_t number = 1;

	while (number < json_count(media) && json_at(media, number - 1) != entry->media)
		number++;
	return number;
}

static err_t save_entry(struct view *view, const char *directory)
{
	struct links *links = links_of(view);
	const struct entry *entry = entry_at(view, view->list.selected);
	const struct attach_listener listener = { .row = on_bytes, .answer = on_saved, .data = links };
	struct arena *arena;
	err_t err;

	if (entry == NULL || entry->media == NULL)
		return err_make(ERR_STATE, "a picture or file is saved; a link is opened or copied");
	if (links->save_call != 0)
		return err_make(ERR_STATE, "one moment: another file is on its way");
	arena = arena_create();
	err = saving_begin(&links->saving, arena, arena_printf(arena, "%" PRId64, links->id), directory);
	if (err == NULL)
		err = ask(view->tui, &listener, &links->save_call, 6, (const char *const[]){ "media", "save", links->saving.id,
			arena_printf(arena, "%zu", number_of(entry)), "--message",
			arena_printf(arena, "%" PRId64, json_int(entry->message, "id", 0)) });
	if (err != NULL) {
		arena_destroy(arena);
		links->saving.arena = NULL;
	}
	return err;
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	*known = count <= 2 && strcmp(words[0], "save") == 0;
	if (*known)
		return save_entry(view, count > 1 ? words[1] : NULL);
	*known = count == 1 && strcmp(words[0], "open") == 0;
	return *known ? open_entry(view) : NULL;
}

static const char *copied(const struct view *view, struct arena *arena, enum copied what)
{
	const struct entry *entry = entry_at(view, view->list.selected);

	if (entry == NULL)
		return NULL;
	switch (what) {
	case COPIED_TEXT:
		return words_of(arena, entry);
	case COPIED_LINK:
		return entry->link.url != NULL ? entry->link.url : entry->link.raw;
	case COPIED_ID:
		return arena_printf(arena, "#%" PRId64, links_of(view)->id);
	case COPIED_ADDRESS:
		return json_text(entry->message, "handle");
	case COPIED:
		break;
	}
	return NULL;
}

/* ---- the view */

static size_t count_rows(const struct view *view)
{
	return links_of(view)->count;
}

static int64_t row_id(const struct view *view, size_t row)
{
	(void)view;
	return (int64_t)row + 1;
}

static struct shown row_text(const struct view *view, struct arena *arena, size_t row)
{
	const struct entry *entry = &links_of(view)->entries[row];

	return shown_line(arena, arena_printf(arena, "%s %s %s", who_of(entry), words_of(arena, entry),
		entry->link.raw != NULL ? entry->link.raw : ""));
}

static const char *empty(const struct view *view)
{
	(void)view;
	return _("This conversation has no links and no pictures.");
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	return kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, links_of(view)->id) : NULL;
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return shown_line(arena, arena_printf(arena, "#%" PRId64, links_of(view)->id));
}

/* Of the conversation that is read; what comes later is there when it is opened again. */
static void refresh(struct view *view)
{
	struct links *links = links_of(view);
	struct view *reader = tui_find(view->tui, VIEW_READER);
	const struct json *thread = reader != NULL && reader->ops == &view_conversation ? conversation_thread(reader) : NULL;

	if (thread == NULL)
		return;
	json_destroy(links->thread);
	links->thread = json_share(thread);
	links->id = conversation_id(reader);
	arena_reset(links->arena);
	links->count = 0;
	collect(links);
	view_changed(view);
}

static err_t open(struct view *view, const char *argument)
{
	struct links *links = links_of(view);

	(void)argument;
	links->view = view;
	links->arena = arena_create();
	refresh(view);
	return links->thread != NULL ? NULL : err_make(ERR_STATE, "open a conversation first: its links are listed");
}

static const struct view_command commands[] = {
	{ "save", N_("Fetch the picture or file into a directory, or this one") }, { NULL, NULL },
};

/* Whoever leaves stops what is on its way. */
static void close(struct view *view)
{
	struct links *links = links_of(view);

	if (links->save_call != 0) {
		attach_forget(view->tui->desk, links->save_call);
		err_ignore(saving_end(&links->saving, err_make(ERR_CANCELLED, "it was stopped")), "who left knows");
		arena_destroy(links->saving.arena);
	}
	json_destroy(links_of(view)->thread);
	arena_destroy(links_of(view)->arena);
	free(links_of(view)->entries);
}

static const struct hint hints[] = {
	{ "open", N_("open it") }, { "save", N_("save it") }, { "copy link", N_("copy the link") },
	{ "leave", N_("back") }, { "help", N_("help") },
	{ NULL, NULL },
};

const struct view_ops view_links = {
	.name = "links", .title = N_("Links and pictures"), .flags = VIEW_LIST | VIEW_ONCE, .state_size = sizeof(struct links),
	.open = open, .close = close, .refresh = refresh, .subtitle = subtitle, .empty = empty, .draw_head = draw_head,
	.count = count_rows, .id = row_id, .draw_row = draw_row, .row_text = row_text, .subject = subject,
	.copied = copied, .command = command, .commands = commands, .hints = hints,
};
