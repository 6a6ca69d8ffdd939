/* SPDX-License-Identifier: ISC */
/*
 * Help, made of what holds now: the keys as they are bound, the commands as
 * the tables have them.  A word narrows it to the lines that have the word;
 * the name of a command shows what the manual says of it.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/model/query.h"
#include "catalogue.h"

enum { INDENT = 2, GAP = 2, KEY_WIDTH = 15, COMMAND_WIDTH = 22, COMMAND_FROM = 72, TEXT_LEAST = 20, KEYS_OF_ONE = 4 };

struct help { char *topic; };

struct page {
	struct view *view;
	struct arena *arena;		/* of the pager */
	const char *filter;		/* NULL: everything */
	int width;
	int64_t sections;
	const char *heading;		/* stands when the first line of its section does */
	bool keyless;			/* words that no key says: no column for one */
	const struct view *here;
};

static const struct help *help_of(const struct view *view)
{
	return view->state;
}

/* ---- lines */

static bool has_words(struct arena *arena, const char *text, const char *filter)
{
	for (const char *p = filter + strspn(filter, " "); *p != '\0'; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		if (strcasestr(text, arena_copy_n(arena, p, len)) == NULL)
			return false;
		p += len;
	}
	return true;
}

static void section(struct page *page, const char *heading, bool keyless)
{
	page->heading = heading;
	page->keyless = keyless;
}

static void heading_now(struct page *page)
{
	struct pager *pager = &page->view->pager;

	if (page->heading == NULL)
		return;
	if (pager->count > 0)
		pager_blank(pager);
	pager_item(pager, ++page->sections);
	pager_text(pager, STYLE_HEADING, shown_line(page->arena, page->heading));
	page->heading = NULL;
}

static struct shown fit(struct page *page, const char *text, int width)
{
	return width <= 0 ? shown_literal("") : shown_fit(page->arena, shown_line(page->arena, text), width);
}

/* A key, a command and what they do, the last broken at words.  Where it is narrow the command is left out. */
static void line(struct page *page, const char *key, const char *command, const char *help)
{
	bool narrow = page->width < COMMAND_FROM;
	int keys = page->keyless || (narrow && *key == '\0') ? 0 : KEY_WIDTH;
	int commands = narrow && keys > 0 ? 0 : COMMAND_WIDTH;
	struct shown *lines;
	int room = page->width - INDENT - keys - commands;
	size_t count;

	if (page->filter != NULL &&
	    !has_words(page->arena, arena_printf(page->arena, "%s %s %s", key, command, help), page->filter))
		return;
	heading_now(page);
	key = keys_shown(page->arena, key);
	lines = shown_wrap(page->arena, shown_block(page->arena, help, strlen(help)), room > TEXT_LEAST ? room : TEXT_LEAST,
		&count);
	for (size_t i = 0; i < count; i++)
		pager_line(&page->view->pager, (const struct pager_span[]){
			{ STYLE_NORMAL, fit(page, "", INDENT) },
			{ STYLE_KEY, fit(page, i == 0 ? key : "", keys - GAP) }, { STYLE_NORMAL, fit(page, "", keys > 0 ? GAP : 0) },
			{ STYLE_COMMAND, fit(page, i == 0 ? command : "", commands - GAP) },
			{ STYLE_NORMAL, fit(page, "", commands > 0 ? GAP : 0) },
			{ STYLE_NORMAL, lines[i] },
		}, 6);
}

/* ---- keys, as they are bound */

struct bound { const char *command; const char *keys[KEYS_OF_ONE]; size_t count; };
struct bindings { struct page *page; const char *scope; struct bound *rows; size_t count, size; };

static void on_binding(void *data, const char *scope, const char *keys, const char *command)
{
	struct bindings *all = data;
	struct arena *arena = all->page->arena;
	size_t i = 0;

	if (strcmp(scope, all->scope) != 0)
		return;
	while (i < all->count && strcmp(all->rows[i].command, command) != 0)
		i++;
	if (i == all->size) {
		struct bound *more;

		all->size = all->size == 0 ? 64 : all->size * 2;
		more = arena_array(arena, all->size, sizeof(*more));
		if (all->count > 0)
			memcpy(more, all->rows, all->count * sizeof(*more));
		all->rows = more;
	}
	if (i == all->count)
		all->rows[all->count++] = (struct bound){ .command = arena_copy(arena, command) };
	if (all->rows[i].count < KEYS_OF_ONE)
		all->rows[i].keys[all->rows[i].count++] = arena_copy(arena, keys);
}

/* "prompt 'snooze '" as "snooze ..." */
static const char *command_words(struct arena *arena, const char *command)
{
	const char *const *words;
	size_t count = 0;
	err_t err = line_words(arena, command, &words, &count);

	err_ignore(err, "then it stands as it was written");
	if (err != NULL || count != 2 || strcmp(words[0], "prompt") != 0 || strlen(words[1]) < 2)
		return command;
	return arena_printf(arena, "%s...", words[1]);
}

/* As many of its keys as the column holds: the others do the same. */
static const char *key_words(struct arena *arena, const struct bound *bound)
{
	const char *text = bound->keys[0];

	for (size_t i = 1; i < bound->count; i++)
		if (strlen(text) + 2 + strlen(bound->keys[i]) <= KEY_WIDTH - GAP)
			text = arena_printf(arena, "%s  %s", text, bound->keys[i]);
	return text;
}

static void keys_of(struct page *page, const char *scope)
{
	struct bindings all = { .page = page, .scope = scope };

	keymap_each(config_keymap(page->view->tui->config), on_binding, &all);
	for (size_t i = 0; i < all.count; i++) {
		const char *help = catalogue_help(page->view->tui, page->arena, scope, all.rows[i].command);

		line(page, key_words(page->arena, &all.rows[i]), command_words(page->arena, all.rows[i].command),
			help != NULL ? help : _("nobody knows this command"));
	}
}

/* ---- the whole */

static bool group_seen(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(calls[i].group, calls[index].group) == 0)
			return true;
	return false;
}

static void rows_of(struct page *page, const struct catalogue_row *rows, size_t count, const char *group,
	const char *heading)
{
	bool here = strcmp(group, "here") == 0;		/* what has a key there stands above already */

	section(page, heading, false);
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].section, group) == 0 && !(here && rows[i].key != NULL))
			line(page, rows[i].key != NULL ? rows[i].key : "", rows[i].name, rows[i].help);
}

static void commands(struct page *page)
{
	struct arena *arena = page->arena;
	size_t count;
	const struct catalogue_row *rows = catalogue(page->view->tui, arena, page->here, &count);

	rows_of(page, rows, count, "here", _("Commands of this view without a key"));
	rows_of(page, rows, count, "screen", _("Commands of the screen"));
	for (size_t i = 0; i < calls_count; i++)
		if (!group_seen(i))
			rows_of(page, rows, count, calls[i].group, arena_printf(arena, _("Commands: %s"), group_shown(calls[i].group)));
	rows_of(page, rows, count, "configuration", _("Configuration"));
	rows_of(page, rows, count, "aliases", _("Aliases"));
}

static void queries(struct page *page)
{
	section(page, _("Queries, for limit, search and views"), true);
	for (size_t i = 0; i < query_topics_count; i++)
		line(page, "", query_topics[i].example, _(query_topics[i].help));
}

static void everything(struct page *page)
{
	struct arena *arena = page->arena;

	section(page, arena_printf(arena, _("Keys of this view: %s"), _(page->here->ops->title)), false);
	keys_of(page, page->here->ops->name);
	section(page, _("Keys everywhere"), false);
	keys_of(page, "global");
	section(page, _("Keys on the command line"), false);
	keys_of(page, "prompt");
	section(page, _("Keys in the palette"), false);
	keys_of(page, "palette");
	section(page, _("Keys where text is typed"), false);
	keys_of(page, "edit");
	commands(page);
	queries(page);
}

/* ---- one command */

static void prose(struct page *page, enum style style, const char *text)
{
	pager_block(&page->view->pager, style, shown_block(page->arena, text, strlen(text)), INDENT, page->width - 2 * INDENT);
}

static void title(struct page *page, const char *usage, const char *help)
{
	pager_item(&page->view->pager, ++page->sections);
	pager_block(&page->view->pager, STYLE_HEADING, shown_block(page->arena, usage, strlen(usage)), 0, page->width);
	pager_blank(&page->view->pager);
	prose(page, STYLE_NORMAL, arena_printf(page->arena, "%s.", help));
}

struct keys_of_one { struct page *page; const char *name; };

static void on_key_of_one(void *data, const char *scope, const char *keys, const char *command)
{
	struct keys_of_one *one = data;
	struct arena *arena = one->page->arena;
	size_t len = strlen(one->name);
	const char *meant = command_words(arena, command);

	if (strncmp(meant, one->name, len) == 0 && (meant[len] == '\0' || meant[len] == ' '))
		line(one->page, keys, meant, arena_printf(arena, _("in %s"), scope));
}

static void keys_of_command(struct page *page, const char *name)
{
	struct keys_of_one one = { page, name };

	section(page, _("Keys"), false);
	keymap_each(config_keymap(page->view->tui->config), on_key_of_one, &one);
}

/* "a|b|c" as "a, b, c": it is broken at words. */
static const char *list_words(struct arena *arena, const char *choices)
{
	struct str text = { 0 };
	const char *list;

	for (const char *p = choices; *p != '\0'; p++)
		str_add_n(&text, *p == '|' ? ", " : p, *p == '|' ? 2 : 1);
	list = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return list;
}

static void call_page(struct page *page, const struct call *call)
{
	struct arena *arena = page->arena;
	const char *usage = call_usage(arena, call);

	title(page, str_starts(usage, "usage: guichet ") ? usage + strlen("usage: guichet ") : usage, _(call->help));
	if (call->manual != NULL)
		prose(page, STYLE_NORMAL, _(call->manual));
	section(page, _("Words"), true);
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		const struct call_arg *arg = &call->args[i];

		if (arg->help != NULL || arg->choices != NULL)
			line(page, "", arena_printf(arena, "%s%s", (arg->flags & ARG_OPTION) != 0 ? "--" : "", arg->name),
				arena_printf(arena, "%s%s%s", arg->help != NULL ? _(arg->help) : "",
					arg->help != NULL && arg->choices != NULL ? "; " : "", arg->choices != NULL ? list_words(arena, arg->choices) : ""));
	}
	keys_of_command(page, call->name);
	pager_blank(&page->view->pager);
	prose(page, STYLE_DIM, arena_printf(arena, "%s %s", message_put(arena, _("On the command line: guichet %s."), call->name),
		call->least == ROLE_VIEWER ? _("Allowed to everybody at the desk.") : message_put(arena, call->least == ROLE_ADMIN ?
			_("Allowed to %s.") : _("Allowed to %s and above."), role_name(call->least))));
}

/* A word of the screen, the configuration or a call, whole; false: the topic is words to look for. */
static bool topic_page(struct page *page, const char *topic)
{
	const struct screen_command *command = screen_command_find(topic);
	const struct call *call = call_find(topic);

	if (strcmp(topic, "query") == 0 || strcmp(topic, "queries") == 0) {
		page->filter = NULL;
		queries(page);
		return true;
	}
	if (command != NULL) {
		title(page, command->usage, _(command->help));
		keys_of_command(page, topic);
		return true;
	}
	for (const struct config_command *row = config_commands; row->name != NULL; row++)
		if (strcmp(row->name, topic) == 0) {
			title(page, row->usage, _(row->help));
			prose(page, STYLE_NORMAL, _(row->manual));
			keys_of_command(page, topic);
			return true;
		}
	if (call != NULL)
		call_page(page, call);
	return call != NULL;
}

/* ---- the view */

static const struct view *below(const struct view *view)
{
	const struct tui *tui = view->tui;
	size_t i = tui->depth;

	while (i > 0 && tui->stack[i - 1] != view)
		i--;
	return i > 1 ? tui->stack[i - 2] : tui->stack[0];
}

static void build(struct view *view, int width)
{
	const char *topic = help_of(view)->topic;
	struct page page = { .view = view, .arena = view->pager.arena, .width = width, .here = below(view) };

	pager_begin(&view->pager, width);
	if (topic != NULL && topic_page(&page, topic))
		return;
	page.filter = topic;
	everything(&page);
	if (view->pager.count == 0)
		prose(&page, STYLE_DIM, arena_printf(page.arena, _("Nothing here has the words %s."), topic));
}

static err_t open(struct view *view, const char *argument)
{
	struct help *help = view->state;

	help->topic = argument != NULL && argument[strspn(argument, " ")] != '\0' ? mem_copy(argument) : NULL;
	return NULL;
}

static void close(struct view *view)
{
	free(help_of(view)->topic);
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return help_of(view)->topic != NULL ? shown_line(arena, help_of(view)->topic) : shown_literal("");
}

/* Said again while it is open: another topic, or all of it. */
static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	struct help *help = view->state;
	struct str topic = { 0 };

	*known = strcmp(words[0], "help") == 0;
	if (!*known)
		return NULL;
	for (size_t i = 1; i < count; i++)
		str_printf(&topic, "%s%s", i > 1 ? " " : "", words[i]);
	free(help->topic);
	help->topic = topic.len > 0 ? mem_copy(topic.text) : NULL;
	str_finish(&topic);
	view->pager.top = 0;
	view_changed(view);
	return NULL;
}

static const struct hint hints[] = {
	{ "prompt /", N_("find") }, { "page-down", N_("more") }, { "leave", N_("close") }, { NULL, NULL },
};

const struct view_ops view_help = {
	.name = "help", .title = N_("Help"), .flags = VIEW_TEXT | VIEW_ONCE, .state_size = sizeof(struct help), .open = open,
	.close = close, .build = build, .subtitle = subtitle, .command = command, .hints = hints,
};
