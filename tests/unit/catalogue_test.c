/* SPDX-License-Identifier: ISC */
/*
 * Proves: every key of the defaults says a command that somebody knows, in
 * its scope, and an unknown one is found out; every alias and every hint
 * stands for known commands; what only keys can say has a key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/tui/catalogue.h"

static struct tui *tui_create(void)
{
	struct tui *tui = calloc(1, sizeof(*tui));

	assert_non_null(tui);
	tui->config = config_create();
	config_defaults(tui->config);
	return tui;
}

static void tui_destroy(struct tui *tui)
{
	config_destroy(tui->config);
	free(tui);
}

struct checked { struct tui *tui; struct arena *arena; struct str unknown; size_t count; };

static void check_binding(void *data, const char *scope, const char *keys, const char *command)
{
	struct checked *checked = data;

	checked->count++;
	if (catalogue_help(checked->tui, checked->arena, scope, command) == NULL)
		str_printf(&checked->unknown, "bind %s %s %s\n", scope, keys, command);
}

static void check_alias(void *data, const char *name, const char *line)
{
	struct checked *checked = data;

	checked->count++;
	if (catalogue_help(checked->tui, checked->arena, "queue", line) == NULL)
		str_printf(&checked->unknown, "alias %s %s\n", name, line);
}

static void every_default_is_known(void **state)
{
	struct checked checked = { .tui = tui_create(), .arena = arena_create() };

	(void)state;
	keymap_each(config_keymap(checked.tui->config), check_binding, &checked);
	assert_true(checked.count > 100);
	config_aliases(checked.tui->config, check_alias, &checked);
	if (checked.unknown.len > 0)
		fail_msg("nobody knows:\n%s", checked.unknown.text);
	str_finish(&checked.unknown);
	arena_destroy(checked.arena);
	tui_destroy(checked.tui);
}

static void what_nobody_knows_is_found_out(void **state)
{
	static const struct { const char *scope, *line; bool known; } lines[] = {
		{ "queue", "frobnicate", false }, { "queue", "down", true }, { "queue", "resolve ; frobnicate", false },
		{ "queue", "resolve ; down", true }, { "queue", "prompt 'frobnicate '", false }, { "queue", "prompt 'tag '", true },
		{ "queue", "go nowhere", false }, { "queue", "go mine", true }, { "queue", "go-number 1", true },
		{ "queue", "accept", false }, { "prompt", "accept", true }, { "edit", "kill-line", true },
		{ "queue", "kill-line", false }, { "queue", "tag 'unclosed", false }, { "queue", "", false },
	};
	struct tui *tui = tui_create();
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if ((catalogue_help(tui, arena, lines[i].scope, lines[i].line) != NULL) != lines[i].known)
			fail_msg("%s: %s should be %s", lines[i].scope, lines[i].line, lines[i].known ? "known" : "unknown");
	arena_destroy(arena);
	tui_destroy(tui);
}

static void all_bound(struct tui *tui, const char *scope, const struct view_command *commands)
{
	for (; commands->name != NULL; commands++)
		if (keymap_key_of(config_keymap(tui->config), &scope, 1, commands->name) == NULL)
			fail_msg("%s has no key in %s", commands->name, scope);
}

static void what_only_keys_can_say_has_a_key(void **state)
{
	struct tui *tui = tui_create();

	(void)state;
	all_bound(tui, "prompt", prompt_commands);
	all_bound(tui, "palette", menu_commands);
	all_bound(tui, "global", view_movements);
	tui_destroy(tui);
}

/* The last line never names what nobody knows. */
static void hints_name_known_commands(void **state)
{
	struct tui *tui = tui_create();
	struct arena *arena = arena_create();
	struct str unknown = { 0 };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < view_table_count; i++)
		for (const struct hint *hint = view_table[i]->hints; hint != NULL && hint->command != NULL; hint++, count++)
			if (catalogue_help(tui, arena, view_table[i]->name, hint->command) == NULL)
				str_printf(&unknown, "%s: %s\n", view_table[i]->name, hint->command);
	assert_true(count > 10);
	if (unknown.len > 0)
		fail_msg("hints that nobody knows:\n%s", unknown.text);
	str_finish(&unknown);
	arena_destroy(arena);
	tui_destroy(tui);
}

/* The order is what completion and help show; a word means one thing. */
static void names_are_sorted_and_unique(void **state)
{
	(void)state;
	for (size_t i = 1; i < screen_commands_count; i++)
		if (strcmp(screen_commands[i - 1].name, screen_commands[i].name) >= 0)
			fail_msg("%s and %s are out of order", screen_commands[i - 1].name, screen_commands[i].name);
	for (size_t i = 0; i < screen_commands_count; i++)
		for (const struct config_command *row = config_commands; row->name != NULL; row++)
			assert_string_not_equal(screen_commands[i].name, row->name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_default_is_known),
		cmocka_unit_test(what_nobody_knows_is_found_out),
		cmocka_unit_test(what_only_keys_can_say_has_a_key),
		cmocka_unit_test(hints_name_known_commands),
		cmocka_unit_test(names_are_sorted_and_unique),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
