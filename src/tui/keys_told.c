/* SPDX-License-Identifier: ISC */
/*
 * The keys of the screen for those who print them: each scope as it is bound
 * without a configuration, what a line does, and behind it the commands there
 * that no key says; then of each compiled-in set of keys what it makes
 * different.
 */
#include <string.h>

#include "catalogue.h"
#include "guichet/base/message.h"
#include "guichet/tui/tui.h"

struct telling {
	struct tui *tui;
	struct arena *arena;
	const char *set, *scope;
	keys_row_fn row;
	void *data;
};

static void tell(struct telling *telling, const char *keys, const char *command, const char *help)
{
	telling->row(telling->data, &(struct keys_row){ .set = telling->set, .scope = telling->scope, .keys = keys,
		.command = command, .help = help != NULL ? help : N_("Nobody knows this command") });
}

static void on_binding(void *data, const char *scope, const char *keys, const char *command)
{
	struct telling *telling = data;

	if (strcmp(scope, telling->scope) == 0)
		tell(telling, keys, command, catalogue_help(telling->tui, telling->arena, scope, command));
}

static bool has_key(const struct telling *telling, const char *name)
{
	const struct keymap *keys = config_keymap(telling->tui->config);
	const char *typed = arena_printf(telling->arena, "prompt '%s '", name);

	return keymap_key_of(keys, &telling->scope, 1, name) != NULL || keymap_key_of(keys, &telling->scope, 1, typed) != NULL;
}

static void commands_of(struct telling *telling)
{
	const struct view_ops *ops = view_find_ops(telling->scope);
	const struct view_command *commands = ops != NULL ? ops->commands : NULL;

	for (; commands != NULL && commands->name != NULL; commands++)
		if (!has_key(telling, commands->name))
			tell(telling, NULL, commands->name, _(commands->help));
	for (size_t i = 0; strcmp(telling->scope, "global") == 0 && i < screen_commands_count; i++)
		if (!has_key(telling, screen_commands[i].name))
			tell(telling, NULL, screen_commands[i].usage, _(screen_commands[i].help));
}

/* ---- sets of keys */

struct bound { const char *scope, *keys, *command; };
struct bounds { struct arena *arena; struct bound *rows; size_t count; };

static void on_count(void *data, const char *scope, const char *keys, const char *command)
{
	(void)scope, (void)keys, (void)command;
	++*(size_t *)data;
}

static void on_gather(void *data, const char *scope, const char *keys, const char *command)
{
	struct bounds *all = data;

	all->rows[all->count++] = (struct bound){ arena_copy(all->arena, scope), arena_copy(all->arena, keys),
		arena_copy(all->arena, command) };
}

static struct bounds gather(const struct telling *telling)
{
	const struct keymap *keys = config_keymap(telling->tui->config);
	struct bounds all = { .arena = telling->arena };
	size_t count = 0;

	keymap_each(keys, on_count, &count);
	all.rows = arena_array(telling->arena, count + 1, sizeof(*all.rows));
	keymap_each(keys, on_gather, &all);
	return all;
}

static const char *bound_to(const struct bounds *all, const struct bound *asked)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->rows[i].scope, asked->scope) == 0 && strcmp(all->rows[i].keys, asked->keys) == 0)
			return all->rows[i].command;
	return NULL;
}

/* Where a key is looked up that the scope does not have; NULL: nowhere else. */
static const char *behind(const char *scope)
{
	const struct view_ops *ops = view_find_ops(scope);

	return strcmp(scope, "global") == 0 || strcmp(scope, "edit") == 0 ? NULL
		: ops == NULL ? NULL : ops->field != NULL ? "edit" : "global";
}

/* A key that is taken away says what lies behind it. */
static void lost_tell(struct telling *telling, const struct bounds *now, const struct bound *lost)
{
	const char *scope = behind(lost->scope);
	const struct bound there = { .scope = scope, .keys = lost->keys };
	const char *command = scope == NULL ? NULL : bound_to(now, &there);

	tell(telling, lost->keys, command, command == NULL ? N_("Says nothing")
		: catalogue_help(telling->tui, telling->arena, scope, command));
}

static void differences(struct telling *telling, const struct bounds *before, const struct bounds *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct bound *row = &now->rows[i];
		const char *was = bound_to(before, row);

		if (strcmp(row->scope, telling->scope) == 0 && (was == NULL || strcmp(was, row->command) != 0))
			tell(telling, row->keys, row->command,
				catalogue_help(telling->tui, telling->arena, row->scope, row->command));
	}
	for (size_t i = 0; i < before->count; i++)
		if (strcmp(before->rows[i].scope, telling->scope) == 0 && bound_to(now, &before->rows[i]) == NULL)
			lost_tell(telling, now, &before->rows[i]);
}

static void set_tell(struct telling *telling, const struct bounds *before, const char *name)
{
	const struct config_problems none = { 0 };
	bool known = false;
	struct bounds now;
	err_t err;

	config_defaults(telling->tui->config);
	err = config_run(telling->tui->config, 2, (const char *const[]){ "keys", name }, &none, &known);
	err_ignore(err, "it is compiled in, and a test reads it");
	now = gather(telling);
	telling->set = name;
	for (const struct config_scope *scope = config_scopes; scope->name != NULL; scope++) {
		telling->scope = scope->name;
		differences(telling, before, &now);
	}
}

/* ---- names */

/* The row of that number in a list that ends with a NULL name; else the number goes on behind it. */
static const char *name_in(const struct view_command *list, size_t *index)
{
	for (; list != NULL && list->name != NULL; list++)
		if ((*index)-- == 0)
			return list->name;
	return NULL;
}

const char *tui_command_name(size_t index)
{
	const struct view_command *const lists[] = { view_movements, prompt_commands, menu_commands };
	const char *name = NULL;

	if (index < screen_commands_count)
		return screen_commands[index].name;
	index -= screen_commands_count;
	for (size_t i = 0; name == NULL && i < sizeof(lists) / sizeof(lists[0]); i++)
		name = name_in(lists[i], &index);
	for (size_t i = 0; name == NULL && i < view_table_count; i++)
		name = name_in(view_table[i]->commands, &index);
	for (const struct edit_action *action = edit_actions; name == NULL && action->name != NULL; action++)
		if (index-- == 0)
			name = action->name;
	return name;
}

void tui_keys(keys_row_fn row, void *data)
{
	struct tui tui = { .config = config_create() };
	struct telling telling = { .tui = &tui, .arena = arena_create(), .row = row, .data = data };
	struct bounds before;

	config_defaults(tui.config);
	for (const struct config_scope *scope = config_scopes; scope->name != NULL; scope++) {
		telling.scope = scope->name;
		keymap_each(config_keymap(tui.config), on_binding, &telling);
		commands_of(&telling);
	}
	before = gather(&telling);
	for (size_t i = 0; config_keys_name(i) != NULL; i++)
		set_tell(&telling, &before, config_keys_name(i));
	arena_destroy(telling.arena);
	config_destroy(tui.config);
}
