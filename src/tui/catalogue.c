/* SPDX-License-Identifier: ISC */
/* One list of what can be said here, made of the tables of everybody who understands words. */
#include "catalogue.h"

#include <string.h>
#include "guichet/base/message.h"
#include "guichet/model/tally.h"

enum { ALIASES_DEEP = 8 };

const char *catalogue_title(struct arena *arena, const char *name)
{
	char *title;

	for (size_t i = 0; i < desk_views_count; i++)
		if (strcmp(desk_views[i].name, name) == 0)
			return _(desk_views[i].title);
	if (str_starts(name, "account "))
		return arena_printf(arena, _("account %s"), name + strlen("account "));
	if (str_starts(name, "tag "))
		return arena_printf(arena, _("tag %s"), name + strlen("tag "));
	title = arena_copy(arena, name);
	for (char *p = title; *p != '\0'; p++)
		*p = *p == '_' ? ' ' : *p;
	return title;
}

/* ---- what a line does */

static const char *command_help(const struct view_command *commands, const char *name)
{
	for (; commands != NULL && commands->name != NULL; commands++)
		if (strcmp(commands->name, name) == 0)
			return _(commands->help);
	return NULL;
}

static const char *edit_help(const char *name)
{
	for (const struct edit_action *action = edit_actions; action->name != NULL; action++)
		if (strcmp(action->name, name) == 0)
			return _(action->help);
	return NULL;
}

/* Words that mean something only where that scope has the keys. */
static const char *scope_help(const char *scope, const char *name)
{
	const struct view_ops *ops = view_find_ops(scope);
	const char *help = NULL;

	if (strcmp(scope, "prompt") == 0)
		help = command_help(prompt_commands, name);
	else if (strcmp(scope, "palette") == 0)
		help = command_help(menu_commands, name);
	else if (strcmp(scope, "edit") == 0)
		help = edit_help(name);
	else if (ops != NULL)
		help = command_help(ops->commands, name);
	if (help == NULL && ops != NULL && ops->field != NULL)
		help = edit_help(name);
	return help;
}

static const char *go_help(const struct tui *tui, struct arena *arena, size_t count, const char *const *words)
{
	const struct view_ops *ops = count > 1 ? view_find_ops(words[1]) : NULL;
	const struct config_view *view;

	if (strcmp(words[0], "go-number") == 0)
		view = count > 1 && words[1][0] >= '1' && words[1][0] <= '9' ?
			config_view(tui->config, (size_t)(words[1][0] - '1')) : NULL;
	else {
		view = NULL;
		for (size_t i = 0; count > 1 && config_view(tui->config, i) != NULL; i++)
			if (strcmp(config_view(tui->config, i)->name, words[1]) == 0)
				view = config_view(tui->config, i);
	}
	if (view != NULL)
		return arena_printf(arena, _("Go to %s"), catalogue_title(arena, view->name));
	if (strcmp(words[0], "go-number") == 0)
		return _("Go to the view with that number");
	return ops != NULL ? arena_printf(arena, _("Go to %s"), _(ops->title)) : NULL;
}

/* One name for several things: what the second word makes of it. */
static const char *second_help(size_t count, const char *const *words)
{
	static const struct { const char *name, *second, *help; } rows[] = {
		{ "copy", "text", N_("Copy the text of the message") }, { "copy", "link", N_("Copy the link") },
		{ "copy", "id", N_("Copy the number of the conversation") },
		{ "copy", "address", N_("Copy the customer's address") },
		{ "macro", "record", N_("Record what is done from now on") }, { "macro", "stop", N_("Stop recording") },
		{ "macro", "run", N_("Do again what was recorded") }, { "macro", "list", N_("List what was recorded") },
		{ "macro", "keep", N_("Keep what was recorded in the configuration") },
	};

	for (size_t i = 0; count > 1 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, words[0]) == 0 && strcmp(rows[i].second, words[1]) == 0)
			return _(rows[i].help);
	return NULL;
}

static const char *words_help(const struct tui *, struct arena *, const char *scope, const char *line, int depth);

/* What is put on the ":" line is said where one is. */
static const char *prompt_help(const struct tui *tui, struct arena *arena, const char *scope, size_t count,
	const char *const *words, int depth)
{
	if (count == 1 || strcmp(words[1], ":") == 0)
		return _("Type a command");
	if (strcmp(words[1], "/") == 0)
		return _("Search in what is shown");
	return words_help(tui, arena, scope, words[1], depth);
}

static const char *one_help(const struct tui *tui, struct arena *arena, const char *scope, size_t count,
	const char *const *words, int depth)
{
	const char *alias = config_alias(tui->config, words[0]), *help;
	const struct screen_command *command;
	const struct call *call;
	size_t used;
	err_t err;

	if (alias != NULL)
		return depth < ALIASES_DEEP ? words_help(tui, arena, scope, alias, depth + 1) : NULL;
	help = scope_help(scope, words[0]);
	if (help == NULL && count == 1)
		help = command_help(view_movements, words[0]);
	if (help != NULL)
		return help;
	help = second_help(count, words);
	if (help != NULL)
		return help;
	command = screen_command_find(words[0]);
	if (command != NULL && str_starts(words[0], "go"))
		return go_help(tui, arena, count, words);
	if (command != NULL)
		return strcmp(words[0], "prompt") == 0 ?
			prompt_help(tui, arena, scope, count, words, depth) : _(command->help);
	for (const struct config_command *row = config_commands; row->name != NULL; row++)
		if (strcmp(row->name, words[0]) == 0)
			return _(row->help);
	err = call_find_words(count, words, &call, &used);
	err_ignore(err, "then nobody knows it");
	return err == NULL ? _(call->help) : NULL;
}

/* Of several commands in a line the first tells what it is about; each must be known. */
static const char *words_help(const struct tui *tui, struct arena *arena, const char *scope, const char *line, int depth)
{
	const char *const *words, *help = NULL;
	size_t count, from = 0;
	err_t err = line_words(arena, line, &words, &count);

	err_ignore(err, "what cannot be read is known to nobody");
	for (size_t at = 0; err == NULL && at <= count; at++) {
		const char *one;

		if (at < count && !line_is_part(words, at))
			continue;
		one = at > from ? one_help(tui, arena, scope, at - from, words + from, depth) : NULL;
		if (one == NULL)
			return NULL;
		help = help == NULL ? one : help;
		from = at + 1;
	}
	return help;
}

const char *catalogue_help(const struct tui *tui, struct arena *arena, const char *scope, const char *line)
{
	return words_help(tui, arena, scope, line, 0);
}

/* ---- the list */

struct making {
	struct tui *tui;
	struct arena *arena;
	const struct view *here;
	const char *scopes[2];
	struct catalogue_row *rows;
	size_t count, size;
};

static void put(struct making *making, struct catalogue_row row)
{
	if (making->count == making->size) {
		struct catalogue_row *more;

		making->size = making->size == 0 ? 128 : making->size * 2;
		more = arena_array(making->arena, making->size, sizeof(*more));
		if (making->count > 0)
			memcpy(more, making->rows, making->count * sizeof(*more));
		making->rows = more;
	}
	making->rows[making->count++] = row;
}

static const char *key_of(const struct making *making, const char *command)
{
	const char *key = keymap_key_of(config_keymap(making->tui->config), making->scopes, 2, command);

	return keys_shown(making->arena, key);	/* outlives the binding */
}

/* A key may say the command, or put it on the ":" line: then so does everybody else who finds it here. */
static void add(struct making *making, struct catalogue_row row)
{
	if (row.usage == NULL)
		row.usage = row.name;
	row.key = key_of(making, row.name);
	if (row.key == NULL) {
		row.key = key_of(making, arena_printf(making->arena, "prompt '%s '", row.name));
		row.asks = row.asks || row.key != NULL;
	}
	put(making, row);
}

/* "go VIEW [WHAT]": a word that is not in brackets. */
static bool needs_words(const char *usage)
{
	const char *blank = strchr(usage, ' ');

	return blank != NULL && blank[1] != '[';
}

static bool selects(const struct making *making, const struct call_arg *arg)
{
	const struct view *here = making->here;

	return (arg->kind == ARG_CONVERSATION || arg->kind == ARG_OUTBOX || arg->kind == ARG_ACCOUNT) &&
		here->ops->subject != NULL && here->ops->subject(here, making->arena, arg->kind) != NULL;
}

/* What cannot be taken back is not done by one enter in a list. */
static bool call_asks(const struct making *making, const struct call *call)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		if ((call->args[i].flags & (ARG_OPTION | ARG_OPTIONAL)) == 0 && !(i == 0 && selects(making, &call->args[i])))
			return true;
	/* A minute is short for who pressed a wrong key. */
	return ((call->flags & CALL_WRITES) != 0 && (call->flags & CALL_UNDO) == 0) || strcmp(call->name, "close") == 0;
}

static bool may(const struct tui *tui, const struct call *call)
{
	const char *name = json_text(attach_hello(tui->desk), "role");
	enum role have = ROLE_ADMIN;
	err_t err = ask_allows(call);

	if (err != NULL) {
		err_ignore(err, "what a screen cannot do is not listed on one");
		return false;
	}
	if (name != NULL)
		err_ignore(role_parse(name, &have), "a role of a newer desk: it will refuse by itself");
	return role_may(have, call->least);
}

bool catalogue_may(const struct tui *tui, const char *name)
{
	const struct call *call = call_find(name);

	return call != NULL && may(tui, call);
}

/* "assign ID... WHO" where one is selected: "assign [ID...] WHO". */
static const char *without_id(struct making *making, const char *usage, const struct call *call)
{
	const char *id = usage + strlen(call->name) + 1, *end;

	if (!selects(making, &call->args[0]) || !str_starts(usage, call->name) || usage[strlen(call->name)] != ' ' || *id == '[')
		return usage;
	end = id + strcspn(id, " ");
	return arena_printf(making->arena, "%s [%.*s]%s", call->name, (int)(end - id), id, end);
}

/* What every command on many conversations takes besides is told by help, not in every line. */
static const char *usage_of(struct making *making, const struct call *call)
{
	const char *usage = call_usage(making->arena, call), *many = strstr(usage, " [--where ");

	if (many != NULL && (call->flags & CALL_BULK) != 0)
		usage = arena_copy_n(making->arena, usage, (size_t)(many - usage));
	if (str_starts(usage, "usage: guichet "))
		usage += strlen("usage: guichet ");
	return without_id(making, usage, call);
}

/* Everyday words, in the person's language. */
static const char *also(const char *words)
{
	return words != NULL ? _(words) : NULL;
}

static const char *also_view(const char *name)
{
	for (size_t i = 0; i < desk_views_count; i++)
		if (strcmp(desk_views[i].name, name) == 0)
			return also(desk_views[i].also);
	return NULL;
}

static void add_calls(struct making *making)
{
	for (size_t i = 0; i < calls_count; i++) {
		const char *usage = usage_of(making, &calls[i]);

		if (!may(making->tui, &calls[i]) || screen_command_find(calls[i].name) != NULL)
			continue;
		add(making, (struct catalogue_row){ .section = calls[i].group, .name = calls[i].name, .call = &calls[i],
			.usage = usage, .help = _(calls[i].help), .also = also(calls[i].also), .asks = call_asks(making, &calls[i]) });
	}
}

static void add_places(struct making *making)
{
	struct arena *arena = making->arena;
	const struct config *config = making->tui->config;

	for (size_t i = 0; config_view(config, i) != NULL; i++)
		add(making, (struct catalogue_row){ .section = "go to", .name = arena_printf(arena, "go %s", config_view(config, i)->name),
			.help = arena_printf(arena, _("Go to %s"), catalogue_title(arena, config_view(config, i)->name)),
			.also = also_view(config_view(config, i)->name) });
	for (size_t i = 0; i < view_table_count; i++)
		if ((view_table[i]->flags & (VIEW_WRITER | VIEW_READER)) == 0 && (view_table[i]->flags & VIEW_ONCE) != 0)
			add(making, (struct catalogue_row){ .section = "go to", .name = arena_printf(arena, "go %s", view_table[i]->name),
				.help = arena_printf(arena, _("Go to %s"), _(view_table[i]->title)),
				.also = also(view_table[i]->also) });
}

static void add_alias(void *data, const char *name, const char *line)
{
	struct making *making = data;
	const char *help = catalogue_help(making->tui, making->arena, making->scopes[0], line);

	add(making, (struct catalogue_row){ .section = "aliases", .name = arena_copy(making->arena, name),
		.help = arena_printf(making->arena, "%s (%s)", help != NULL ? help : _("An alias"), line) });
}

static bool is_listed(const struct making *making, const char *line)
{
	for (size_t i = 0; i < making->count; i++)
		if (strcmp(making->rows[i].name, line) == 0 ||
		    (making->rows[i].key != NULL && strcmp(line, arena_printf(making->arena, "prompt '%s '", making->rows[i].name)) == 0))
			return true;
	return false;
}

/* Whole lines that a key says, such as a query of one's own. */
static void add_binding(void *data, const char *scope, const char *keys, const char *command)
{
	struct making *making = data;
	const char *help;

	if ((strcmp(scope, making->scopes[0]) != 0 && strcmp(scope, making->scopes[1]) != 0) || is_listed(making, command))
		return;
	help = catalogue_help(making->tui, making->arena, scope, command);
	if (help != NULL && strchr(command, ' ') != NULL && !str_starts(command, "prompt ") && !str_starts(command, "go-number "))
		put(making, (struct catalogue_row){ .section = "bound", .name = arena_copy(making->arena, command),
			.usage = arena_copy(making->arena, command), .help = help, .key = keys_shown(making->arena, keys) });
}

struct catalogue_row *catalogue(struct tui *tui, struct arena *arena, const struct view *here, size_t *count)
{
	struct making making = { .tui = tui, .arena = arena, .here = here, .scopes = { here->ops->name, "global" } };

	if (here->ops->field != NULL)
		making.scopes[1] = "edit";
	for (const struct view_command *c = here->ops->commands; c != NULL && c->name != NULL; c++)
		add(&making, (struct catalogue_row){ .section = "here", .name = c->name, .help = _(c->help) });
	for (size_t i = 0; i < screen_commands_count; i++)
		add(&making, (struct catalogue_row){ .section = "screen", .name = screen_commands[i].name,
			.usage = screen_commands[i].usage, .help = _(screen_commands[i].help), .also = also(screen_commands[i].also),
			.asks = needs_words(screen_commands[i].usage) });
	add_places(&making);
	add_calls(&making);
	for (const struct config_command *c = config_commands; c->name != NULL; c++)
		add(&making, (struct catalogue_row){ .section = "configuration", .name = c->name, .usage = c->usage,
			.help = _(c->help), .asks = true });
	config_aliases(tui->config, add_alias, &making);
	keymap_each(config_keymap(tui->config), add_binding, &making);
	*count = making.count;
	return making.rows;
}
