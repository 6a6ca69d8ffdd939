/* SPDX-License-Identifier: ISC */
/*
 * Proves, for the keys of the defaults and every set laid over them: each
 * command is known in its scope; no key sends, publishes or discards but in
 * the review, and the keys that do so there mean nothing anywhere else; a
 * field where text is typed loses no letter.  With azerty, whatever needs
 * AltGr or a digit on that layout can be said without.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/tui/catalogue.h"

enum { BINDINGS = 1024 };

struct binding { const char *scope, *keys, *command; };
struct table {
	const char *set;		/* the words behind "keys" */
	struct tui tui;
	struct arena *arena;
	struct binding rows[BINDINGS];
	size_t count;
};

static const char *const sets[] = { "", "vim", "mutt", "azerty", "mutt azerty" };
enum { SETS = sizeof(sets) / sizeof(sets[0]) };

static void complain(void *data, const char *text)
{
	fail_msg("keys %s: %s", ((struct table *)data)->set, text);
}

static void add(void *data, const char *scope, const char *keys, const char *command)
{
	struct table *table = data;

	assert_true(table->count < BINDINGS);
	table->rows[table->count++] = (struct binding){ scope, keys, command };
}

static struct table *table_create(const char *set)
{
	struct table *table = calloc(1, sizeof(*table));
	const struct config_problems problems = { complain, table };
	const char *rest;
	bool known;

	assert_non_null(table);
	table->set = set;
	table->arena = arena_create();
	table->tui.config = config_create();
	config_defaults(table->tui.config);
	assert_null(config_line(table->tui.config, arena_printf(table->arena, "keys %s", set), &problems, &known, &rest));
	assert_true(known && config_keys_chosen(table->tui.config));
	keymap_each(config_keymap(table->tui.config), add, table);
	assert_true(table->count > 150);
	return table;
}

static void table_destroy(struct table *table)
{
	config_destroy(table->tui.config);
	arena_destroy(table->arena);
	free(table);
}

static void each(void (*check)(const struct table *))
{
	for (size_t i = 0; i < SETS; i++) {
		struct table *table = table_create(sets[i]);

		check(table);
		table_destroy(table);
	}
}

/* ---- known */

static void known(const struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct binding *row = &table->rows[i];

		if (catalogue_help(&table->tui, table->arena, row->scope, row->command) == NULL)
			fail_msg("keys %s: nobody knows: bind %s %s %s", table->set, row->scope, row->keys, row->command);
	}
}

static void every_command_is_known(void **state)
{
	(void)state;
	each(known);
}

/* ---- safe */

/* Changes at once what customers read, what leaves, what was written, or who may what. */
static bool is_grave(struct arena *arena, const char *command)
{
	const char *const *words;
	size_t count, used, from = 0;

	assert_null(line_words(arena, command, &words, &count));
	for (size_t i = 0; i <= count; i++) {
		const struct call *call = NULL;

		if (i < count && !line_is_part(words, i))
			continue;
		if (i > from && (strcmp(words[from], "send") == 0 || strcmp(words[from], "discard") == 0))
			return true;
		if (i > from && call_find_words(i - from, words + from, &call, &used) == NULL &&
		    (call->flags & (CALL_WRITES | CALL_ACT)) == CALL_WRITES && (strcmp(call->name, "close") == 0 ||
		    (strcmp(call->group, "triage") != 0 && strcmp(call->group, "queue") != 0 &&
		    strcmp(call->group, "contacts") != 0 && strcmp(call->name, "handover prepare") != 0 &&
		    strcmp(call->name, "notice read") != 0)))
			return true;
		from = i + 1;
	}
	return false;
}

static bool begin_alike(const char *a, const char *b)
{
	size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return strncmp(a, b, shorter) == 0 && (a[shorter] == '\0' || a[shorter] == ' ') &&
		(b[shorter] == '\0' || b[shorter] == ' ');
}

static void safe(const struct table *table)
{
	size_t grave = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct binding *row = &table->rows[i];

		if (!is_grave(table->arena, row->command))
			continue;
		grave++;
		if (strcmp(row->scope, "review") != 0)
			fail_msg("keys %s: %s is one key away: bind %s %s", table->set, row->command, row->scope, row->keys);
		for (size_t k = 0; k < table->count; k++)
			if (strcmp(table->rows[k].scope, "review") != 0 && begin_alike(table->rows[k].keys, row->keys))
				fail_msg("keys %s: %s says %s in the review and %s in %s", table->set, row->keys, row->command,
					table->rows[k].command, table->rows[k].scope);
	}
	assert_int_equal(grave, 2);	/* send and discard, and the check can fail */
}

static void no_key_is_dangerous_somewhere(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	assert_true(is_grave(arena, "outbox retry 7") && is_grave(arena, "down ; close") && is_grave(arena, "reply hello"));
	assert_false(is_grave(arena, "resolve") || is_grave(arena, "prompt 'outbox retry '") || is_grave(arena, "sync"));
	assert_true(begin_alike("g d", "g") && begin_alike("y", "y") && !begin_alike("down", "d"));
	arena_destroy(arena);
	each(safe);
}

/* ---- letters */

static void typed(const struct table *table)
{
	static const char *const fields[] = { "edit", "prompt", "compose", "palette" };

	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++) {
			struct key keys[KEYS_MAX];
			size_t count;

			if (strcmp(table->rows[i].scope, fields[k]) != 0)
				continue;
			assert_null(keys_parse(table->rows[i].keys, keys, &count));
			if (keys[0].mods == 0 && keys[0].code >= ' ' && keys[0].code != 0x7f && keys[0].code < KEY_CODES)
				fail_msg("keys %s: %s cannot be typed in %s", table->set, table->rows[i].keys, fields[k]);
		}
}

static void letters_can_be_typed(void **state)
{
	(void)state;
	each(typed);
}

/* ---- azerty */

static bool is_hard(const char *names)
{
	struct key keys[KEYS_MAX];
	size_t count;

	assert_null(keys_parse(names, keys, &count));
	for (size_t i = 0; i < count; i++)
		if (keys[i].code < 0x80 && keys[i].code != 0 && strchr("~#{[|`\\^@]}0123456789", (int)keys[i].code) != NULL)
			return true;
	return false;
}

/* Also in the scope that is looked up behind that one. */
static bool is_easy(const struct table *table, const struct binding *wanted)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct binding *row = &table->rows[i];

		if ((strcmp(row->scope, wanted->scope) == 0 || strcmp(row->scope, "global") == 0) &&
		    strcmp(row->command, wanted->command) == 0 && !is_hard(row->keys))
			return true;
	}
	return false;
}

/* A key of the row of digits must not mean something else where a view is. */
static bool is_hidden(const struct table *table, const struct binding *global)
{
	if (strcmp(global->scope, "global") != 0 || !str_starts(global->command, "go-number "))
		return false;
	for (size_t i = 0; i < table->count; i++)
		if ((strcmp(table->rows[i].scope, "queue") == 0 || strcmp(table->rows[i].scope, "conversation") == 0) &&
		    begin_alike(table->rows[i].keys, global->keys))
			return true;
	return false;
}

static size_t hard_ones(const struct table *table)
{
	size_t hard = 0;

	for (size_t i = 0; i < table->count; i++)
		hard += (is_hard(table->rows[i].keys) && !is_easy(table, &table->rows[i])) || is_hidden(table, &table->rows[i]);
	return hard;
}

static void azerty_needs_no_altgr(void **state)
{
	struct table *azerty = table_create("azerty"), *both = table_create("mutt azerty"), *plain = table_create("");

	(void)state;
	assert_true(is_hard("\\") && is_hard("g 1") && !is_hard("ù") && !is_hard("f5") && !is_hard("ctrl-x"));
	for (size_t i = 0; i < azerty->count; i++)
		if (is_hard(azerty->rows[i].keys) && !is_easy(azerty, &azerty->rows[i]))
			fail_msg("only %s says %s in %s", azerty->rows[i].keys, azerty->rows[i].command, azerty->rows[i].scope);
	assert_int_equal(hard_ones(azerty), 0);
	assert_int_equal(hard_ones(both), 0);
	assert_true(hard_ones(plain) >= 10);
	table_destroy(azerty);
	table_destroy(both);
	table_destroy(plain);
}

/* ---- told */

/* The key that hints and help name for a command says exactly that command where they name it. */
static void told_right(const struct table *table, const char *view, const char *second, const char *command)
{
	const char *const scopes[] = { view, second };
	const struct keymap *map = config_keymap(table->tui.config);
	const char *key = keymap_key_of(map, scopes, 2, command), *found = NULL;
	struct key keys[KEYS_MAX];
	size_t count;

	if (key == NULL)
		return;
	assert_null(keys_parse(key, keys, &count));
	for (size_t n = 1; n < count; n++)
		assert_int_equal(keymap_find(map, scopes, 2, keys, n, &found), KEYMAP_PREFIX);
	assert_int_equal(keymap_find(map, scopes, 2, keys, count, &found), KEYMAP_COMMAND);
	if (strcmp(found, command) != 0)
		fail_msg("keys %s: %s: %s says %s, not %s", table->set, view, key, found, command);
}

static void told(const struct table *table)
{
	for (size_t v = 0; v < view_table_count; v++) {
		const char *second = view_table[v]->field != NULL ? "edit" : "global";

		for (const struct hint *hint = view_table[v]->hints; hint != NULL && hint->command != NULL; hint++)
			told_right(table, view_table[v]->name, second, hint->command);
		for (size_t i = 0; i < table->count; i++)
			told_right(table, view_table[v]->name, second, table->rows[i].command);
	}
}

/* What a set changes is told as the set says it. */
static void key_is(const char *set, const char *view, const char *command, const char *key)
{
	struct table *table = table_create(set);
	const char *const scopes[] = { view, "global" };
	const char *is = keymap_key_of(config_keymap(table->tui.config), scopes, 2, command);

	if (!str_equal(is, key))
		fail_msg("keys %s: %s: %s is told as %s, not %s", set, view, command, is != NULL ? is : "nothing", key);
	table_destroy(table);
}

static void keys_are_told_as_they_are(void **state)
{
	(void)state;
	each(told);
	key_is("", "queue", "mark", "space");
	key_is("mutt", "queue", "mark", "t");
	key_is("mutt", "queue", "claim", "F");
	key_is("mutt", "queue", "prompt 'limit '", "l");
	key_is("mutt", "queue", "open", "space");
	key_is("mutt", "conversation", "claim", "F");
	key_is("azerty", "queue", "prompt 'limit '", "\u00f9");
	key_is("azerty", "queue", "prompt 'tag '", "=");
	key_is("azerty", "queue", "go-number 1", "&");
	key_is("azerty", "conversation", "next-message", ">");
	key_is("mutt azerty", "queue", "claim", "F");
}

/* ---- what may be in a set */

static void remember(void *data, const char *text)
{
	struct str *said = data;

	str_printf(said, "%s\n", text);
}

static void nothing_is_forgotten_for_nobody(void **state)
{
	struct config *config = config_create();
	struct str said = { 0 };
	const struct config_problems problems = { remember, &said };
	const char *const scopes[] = { "queue" }, *rest;
	bool known;
	err_t err;

	(void)state;
	config_defaults(config);
	assert_false(config_keys_chosen(config));
	assert_null(config_line(config, "bind queue x tag spam", &problems, &known, &rest));
	err = config_line(config, "keys emacs", &problems, &known, &rest);
	assert_true(err_is(err, ERR_NOT_FOUND) && strstr(err->text, "azerty, mutt, vim") != NULL);
	assert_non_null(keymap_key_of(config_keymap(config), scopes, 1, "tag spam"));
	assert_null(config_line(config, "set wrap=60 ; keys mutt", &problems, &known, &rest));
	assert_null(config_line(config, rest, &problems, &known, &rest));
	assert_null(keymap_key_of(config_keymap(config), scopes, 1, "tag spam"));
	assert_string_equal(keymap_key_of(config_keymap(config), scopes, 1, "claim"), "F");
	assert_int_equal(config_int(config, OPT_WRAP), 60);
	assert_string_equal(str_text(&said), "");
	config_destroy(config);
	str_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_is_known),
		cmocka_unit_test(no_key_is_dangerous_somewhere),
		cmocka_unit_test(letters_can_be_typed),
		cmocka_unit_test(azerty_needs_no_altgr),
		cmocka_unit_test(keys_are_told_as_they_are),
		cmocka_unit_test(nothing_is_forgotten_for_nobody),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
