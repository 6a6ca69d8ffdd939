/* SPDX-License-Identifier: ISC */
/*
 * Proves: keys and words survive the way to their written form and back,
 * bindings never hide each other, and a file of configuration says file, line
 * and what is wrong of every bad line and is read to its end all the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "guichet/base/file.h"
#include "guichet/base/random.h"
#include "guichet/config/config.h"

/* Fails unless the error says all of it. */
static void says(err_t err, enum err_kind kind, const char *part)
{
	assert_non_null(err);
	assert_int_equal(err->kind, kind);
	if (strstr(err->text, part) == NULL)
		fail_msg("no '%s' in: %s", part, err->text);
}

static void fine(err_t err)
{
	if (err != NULL)
		fail_msg("unexpected: %s", err->text);
}

static void every_key_has_one_name(void **state)
{
	char name[KEY_NAME], again[KEY_NAME];
	size_t named = 0;

	(void)state;
	for (uint32_t code = 0; code <= K_RESIZE; code++) {
		if (code >= 0xD800 && code <= 0xDFFF)
			continue;
		for (unsigned mods = 0; mods < 4; mods++) {
			struct key key = { code, mods }, back = { 0 };

			if (key_name(key, name)[0] == '\0') {
				assert_true(code < 0x20 || (code > 0x7E && code < 0xA0) || code == KEY_CODES || code >= K_PASTE);
				continue;
			}
			if (key_parse(name, &back) != NULL) {
				assert_true((mods & MOD_CTRL) != 0);
				continue;
			}
			named++;
			if ((mods & MOD_CTRL) == 0 || code < 'A' || code > 'Z')
				assert_true(key_equal(key, back));
			assert_string_equal(key_name(back, again),
				(mods & MOD_CTRL) != 0 && code >= 'A' && code <= 'Z' ? again : name);
		}
	}
	assert_true(named > 2 * 1000000);
}

static void impossible_keys_name_the_other(void **state)
{
	static const struct { const char *name, *says; } rows[] = {
		{ "ctrl-i", "ctrl-i from tab" }, { "ctrl-m", "ctrl-m from enter" }, { "ctrl-M", "from enter" },
		{ "ctrl-h", "ctrl-h from backspace" }, { "ctrl-[", "ctrl-[ from escape" }, { "ctrl-@", "from ctrl-space" },
		{ "ctrl-alt-i", "ctrl-alt-i from alt-tab" }, { "ctrl-enter", "ctrl-enter from enter" },
		{ "ctrl-1", "do not send ctrl-1" }, { "ctrl-\xc3\xa9", "do not send" }, { "esc", "escape" },
		{ "Return", "enter" }, { "ctrl-pgdn", "page-down" }, { "shift-up", "no key named shift-up" },
		{ "ctrl-", "no key named ctrl-" }, { "", "no key named" }, { "ab", "no key named ab" }, { "f13", "f13" },
		{ "\x01", "no key named" }, { "\xff", "no key named" }, { "ctrl-ctrl-a", "no key named" },
	};
	struct key key = { 7, 7 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		says(key_parse(rows[i].name, &key), ERR_USAGE, rows[i].says);
		assert_int_equal(key.code, 7);
	}
	fine(key_parse("ALT-CTRL-Page-Up", &key));
	assert_true(key_equal(key, (struct key){ K_PAGE_UP, MOD_CTRL | MOD_ALT }));
	fine(key_parse("ctrl-K", &key));
	assert_true(key_equal(key, (struct key){ 'k', MOD_CTRL }));
}

static void bindings_are_keys_or_letters(void **state)
{
	static const struct { const char *text, *names; } rows[] = {
		{ "down", "down" }, { "gg", "g g" }, { "ctrl-w h", "ctrl-w h" }, { " z  a ", "z a" }, { "Gf1", "G f 1" },
		{ "f1", "f1" }, { "\xc3\xa9\xc3\xa8", "\xc3\xa9 \xc3\xa8" }, { "space", "space" }, { "zo zc", "z o z c" },
	};
	struct key keys[KEYS_MAX] = { { 0, 0 } };
	char name[KEY_NAME];
	size_t count = 9;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str names = { 0 };

		fine(keys_parse(rows[i].text, keys, &count));
		for (size_t k = 0; k < count; k++)
			str_printf(&names, "%s%s", k > 0 ? " " : "", key_name(keys[k], name));
		assert_string_equal(names.text, rows[i].names);
		str_finish(&names);
	}
	count = 9;
	says(keys_parse("abcde", keys, &count), ERR_USAGE, "more than 4");
	says(keys_parse("ctrl-kk", keys, &count), ERR_USAGE, "no key named ctrl-kk");
	says(keys_parse("alt-", keys, &count), ERR_USAGE, "alt-");
	says(keys_parse("esc", keys, &count), ERR_USAGE, "escape");
	says(keys_parse("  ", keys, &count), ERR_USAGE, "no key");
	says(keys_parse("ab\x01", keys, &count), ERR_USAGE, "control");
	assert_int_equal(count, 9);
}

static err_t bind(struct keymap *map, const char *scope, const char *text, const char *command)
{
	struct key keys[KEYS_MAX];
	size_t count;
	err_t err = keys_parse(text, keys, &count);

	return err == NULL ? keymap_bind(map, scope, keys, count, command) : err;
}

static enum keymap_found find(const struct keymap *map, const char *text, const char **command)
{
	static const char *const scopes[] = { "queue", "global" };
	struct key keys[KEYS_MAX];
	size_t count;

	*command = NULL;
	fine(keys_parse(text, keys, &count));
	return keymap_find(map, scopes, 2, keys, count, command);
}

static void bindings_never_hide_each_other(void **state)
{
	static const char *const scopes[] = { "queue", "global" };
	struct keymap *map = keymap_create();
	const char *command;

	(void)state;
	fine(bind(map, "global", "gg", "top"));
	fine(bind(map, "global", "gm", "go mine"));
	fine(bind(map, "queue", "d", "resolve"));
	fine(bind(map, "global", "x", "global"));
	fine(bind(map, "queue", "x", "queue"));
	fine(bind(map, "global", "gd", "resolve"));
	says(bind(map, "global", "g", "go"), ERR_CONFIG, "g begins g g");
	says(bind(map, "global", "ggx", "go"), ERR_CONFIG, "g g x begins with g g");
	says(bind(map, "queue", "nn", NULL), ERR_NOT_FOUND, "n n is not bound in queue");
	assert_int_equal(find(map, "g", &command), KEYMAP_PREFIX);
	assert_int_equal(find(map, "gg", &command), KEYMAP_COMMAND);
	assert_string_equal(command, "top");
	assert_int_equal(find(map, "gz", &command), KEYMAP_NONE);
	assert_int_equal(find(map, "x", &command), KEYMAP_COMMAND);
	assert_string_equal(command, "queue");

	/* Hints name a key that says so here, not one that another scope hides. */
	assert_string_equal(keymap_key_of(map, scopes, 2, "top"), "g g");
	assert_string_equal(keymap_key_of(map, scopes, 2, "resolve"), "d");
	assert_null(keymap_key_of(map, scopes, 2, "global"));
	assert_string_equal(keymap_key_of(map, scopes + 1, 1, "global"), "x");
	fine(bind(map, "queue", "g", "grab"));
	assert_null(keymap_key_of(map, scopes, 2, "top"));

	fine(bind(map, "queue", "d", "release"));
	assert_int_equal(find(map, "d", &command), KEYMAP_COMMAND);
	assert_string_equal(command, "release");
	fine(bind(map, "global", "g", NULL));
	fine(bind(map, "global", "g", "go"));
	keymap_clear(map);
	assert_int_equal(find(map, "d", &command), KEYMAP_NONE);
	keymap_destroy(map);
	keymap_destroy(NULL);
}

static void words_come_back(void **state)
{
	static const char alphabet[] = "ab '\"\\#;\t\n\r|=\xc3\xa9\xff~$";
	struct random random = random_seeded(11);
	struct arena *arena = arena_create();

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char words[4][16];
		struct str line = { 0 };
		const char *const *back;
		size_t count = random_below(&random, 4) + 1, got;

		for (size_t i = 0; i < count; i++) {
			size_t len = random_below(&random, 15);

			for (size_t k = 0; k < len; k++)
				words[i][k] = round % 2 == 0 ? alphabet[random_below(&random, sizeof(alphabet) - 1)] :
					(char)(1 + random_below(&random, 255));
			words[i][len] = '\0';
			str_printf(&line, " %s", line_quote(arena, words[i]));
		}
		fine(line_words(arena, line.text, &back, &got));
		assert_int_equal(got, count);
		for (size_t i = 0; i < count; i++) {
			assert_string_equal(back[i], words[i]);
			assert_false(line_is_part(back, i));
		}
		str_finish(&line);
		arena_reset(arena);
	}
	arena_destroy(arena);
}

static void words_as_written(void **state)
{
	static const struct { const char *line, *words; } rows[] = {
		{ "a b", "[a][b]" }, { "  ", "" }, { "a # b", "[a]" }, { "a#b", "[a#b]" }, { "'#' b", "[#][b]" },
		{ "'it''s' x", "[its][x]" }, { "\"a\\\"b\\\\c\\n\"", "[a\"b\\c\\n]" }, { "a\\ b \\#", "[a b][#]" },
		{ "x ; y", "[x]<;>[y]" }, { "x ';' \\; y;z", "[x][;][;][y;z]" }, { "'' a", "[][a]" }, { "#", "" },
	};
	static const struct { const char *line, *says; } wrong[] = {
		{ "a 'b", "column 3: no closing '" }, { "\xc3\xa9 \"x", "column 3: no closing \"" },
		{ "ab\\", "column 3: nothing behind" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const *words;
		struct str all = { 0 };
		size_t count;

		fine(line_words(arena, rows[i].line, &words, &count));
		for (size_t k = 0; k < count; k++)
			str_printf(&all, line_is_part(words, k) ? "<%s>" : "[%s]", words[k]);
		assert_string_equal(str_text(&all), rows[i].words);
		str_finish(&all);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *const *words;
		size_t count;

		says(line_words(arena, wrong[i].line, &words, &count), ERR_USAGE, wrong[i].says);
	}
	arena_destroy(arena);
}

static void options_say_what_they_take(void **state)
{
	enum option option;

	(void)state;
	for (int i = 0; i < OPTIONS; i++) {
		fine(option_check((enum option)i, option_rows[i].preset));
		assert_true(option_find(option_rows[i].name, &option));
		assert_int_equal(option, i);
		assert_true(i == 0 || strcmp(option_rows[i - 1].name, option_rows[i].name) < 0);
	}
	assert_false(option_find("colour", &option));
	says(option_check(OPT_HINTS, "yes"), ERR_USAGE, "hints takes on or off, not 'yes'");
	says(option_check(OPT_WRAP, "39"), ERR_USAGE, "from 40 to 400");
	says(option_check(OPT_WRAP, "401"), ERR_USAGE, "not '401'");
	says(option_check(OPT_WRAP, "88x"), ERR_USAGE, "88x");
	says(option_check(OPT_WRAP, ""), ERR_USAGE, "wrap");
	says(option_check(OPT_WRAP, "99999999999999999999"), ERR_USAGE, "wrap");
	says(option_check(OPT_COLOR, "aut"), ERR_USAGE, "auto|on|off");
	says(option_check(OPT_COLOR, "auto|on"), ERR_USAGE, "auto|on|off");
	says(option_check(OPT_EDITOR, "vi\n"), ERR_USAGE, "control");
}

static void quiet_hours(void **state)
{
	static const char *const wrong[] = { "9-17", "22:00", "24:00-07:00", "22:60-07:00", "22:00-07:00 ", "22.00-07.00", "-" };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_true(err_is(option_check(OPT_QUIET, wrong[i]), ERR_USAGE));
	assert_null(option_check(OPT_QUIET, "22:00-07:00"));
	assert_null(option_check(OPT_QUIET, ""));
	assert_true(quiet_holds("22:00-07:00", 22 * 60) && quiet_holds("22:00-07:00", 0) && quiet_holds("22:00-07:00", 419));
	assert_false(quiet_holds("22:00-07:00", 420) || quiet_holds("22:00-07:00", 22 * 60 - 1));
	assert_true(quiet_holds("12:00-13:30", 12 * 60) && !quiet_holds("12:00-13:30", 810));
	assert_false(quiet_holds("", 0) || quiet_holds("09:00-09:00", 540));
	assert_true(nag_ms("0") == 0 && nag_ms("5") == 300000 && nag_ms("90s") == 90000 && nag_ms("240") == 14400000);
	assert_true(nag_ms("") < 0 && nag_ms("241") < 0 && nag_ms("5h") < 0 && nag_ms("-1") < 0 && nag_ms("soon") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_hours),
		cmocka_unit_test(every_key_has_one_name),
		cmocka_unit_test(impossible_keys_name_the_other),
		cmocka_unit_test(bindings_are_keys_or_letters),
		cmocka_unit_test(bindings_never_hide_each_other),
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(words_as_written),
		cmocka_unit_test(options_say_what_they_take),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
