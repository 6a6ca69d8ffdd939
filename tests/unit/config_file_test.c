/* SPDX-License-Identifier: ISC */
/*
 * Proves: the commands of configuration do what they say, typed or in files;
 * a bad line of a file is named with file and line, and the next one is read;
 * files that name each other come to an end; the defaults are without fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "guichet/base/file.h"
#include "guichet/config/config.h"

struct desk { struct config *config; struct str said; char folder[64]; };

static void say(void *data, const char *text)
{
	struct desk *desk = data;

	str_printf(&desk->said, "%s\n", text);
}

static int setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	strcpy(desk->folder, "/tmp/guichet-config.XXXXXX");
	if (mkdtemp(desk->folder) == NULL || chdir(desk->folder) < 0)
		return -1;
	setenv("HOME", desk->folder, 1);
	setenv("XDG_CONFIG_HOME", desk->folder, 1);
	unsetenv("GUICHET_THEMES");
	desk->config = config_create();
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;
	char command[128];

	config_destroy(desk->config);
	str_finish(&desk->said);
	(void)snprintf(command, sizeof(command), "rm -rf %s", desk->folder);
	if (chdir("/") < 0 || system(command) != 0)
		return -1;
	free(desk);
	return 0;
}

static void file(const char *name, const char *text)
{
	assert_null(file_write(name, 0600, text, strlen(text)));
}

/* Reads a file of that text; what was said about it. */
static const char *reading(struct desk *desk, const char *text)
{
	const struct config_problems problems = { say, desk };

	file("config", text);
	str_clear(&desk->said);
	assert_true(config_file(desk->config, "config", &problems));
	return str_text(&desk->said);
}

/* Says a line as it is typed: NULL, or what is wrong with it. */
static const char *typed(struct desk *desk, const char *line)
{
	const struct config_problems problems = { say, desk };
	const char *rest;
	bool known = false;
	err_t err = config_line(desk->config, line, &problems, &known, &rest);

	assert_true(err != NULL || known);
	return err != NULL ? err->text : NULL;
}

static const char *bound(struct desk *desk, const char *scope, const char *text)
{
	struct key keys[KEYS_MAX];
	const char *command = NULL;
	size_t count;

	assert_null(keys_parse(text, keys, &count));
	return keymap_find(config_keymap(desk->config), &scope, 1, keys, count, &command) == KEYMAP_COMMAND ? command : NULL;
}

static void says(const char *text, const char *part)
{
	assert_non_null(text);
	if (strstr(text, part) == NULL)
		fail_msg("no '%s' in: %s", part, text);
}

static void options(void **state)
{
	struct desk *desk = *state;

	(void)config_changes(desk->config);
	assert_int_equal(config_changes(desk->config), 0);
	assert_null(typed(desk, "set wrap=100"));
	assert_int_equal(config_changes(desk->config), CHANGE_DRAW);
	assert_null(typed(desk, "set wrap = 100"));
	assert_int_equal(config_changes(desk->config), 0);
	assert_int_equal(config_int(desk->config, OPT_WRAP), 100);
	assert_null(typed(desk, "set columns who  text"));
	assert_string_equal(config_text(desk->config, OPT_COLUMNS), "who text");
	assert_null(typed(desk, "set editor='vim -n' +1"));
	assert_string_equal(config_text(desk->config, OPT_EDITOR), "vim -n +1");
	assert_null(typed(desk, "set editor="));
	assert_string_equal(config_text(desk->config, OPT_EDITOR), "");
	assert_null(typed(desk, "set nohints"));
	assert_false(config_bool(desk->config, OPT_HINTS));
	assert_null(typed(desk, "set hints"));
	assert_true(config_bool(desk->config, OPT_HINTS));
	assert_null(typed(desk, "toggle hints"));
	assert_false(config_bool(desk->config, OPT_HINTS));
	for (const char *const *c = (const char *const[]){ "on", "off", "auto", NULL }; *c != NULL; c++) {
		assert_null(typed(desk, "toggle preview"));
		assert_string_equal(config_text(desk->config, OPT_PREVIEW), *c);
	}
	says(typed(desk, "toggle wrap"), "cannot be toggled");
	says(typed(desk, "set foo=1"), "no option named 'foo'");
	says(typed(desk, "set keys=mutt"), "keys is a command, not an option: keys [NAME...]");
	says(typed(desk, "set nopreview"), "only what is on or off");
	says(typed(desk, "set nohints=on"), "without a value");
	says(typed(desk, "set wrap"), "set wrap=88");
	says(typed(desk, "set"), "usage: set OPTION");
	assert_int_equal(config_int(desk->config, OPT_WRAP), 100);
}

static void rest_as_written(void **state)
{
	struct desk *desk = *state;
	static const char *const many[] = { "bind", "queue", "w", "tag", "big order" }, *const one[] = { "bind", "queue", "v", "tag vip" };
	bool known = false;

	assert_null(typed(desk, "bind queue a prompt 'assign '  # to whom"));
	assert_string_equal(bound(desk, "queue", "a"), "prompt 'assign '");
	assert_null(typed(desk, "bind global f5 refresh ; sync"));
	assert_string_equal(bound(desk, "global", "f5"), "refresh ; sync");
	assert_null(typed(desk, "bind queue x \"tag 'big order'\""));
	assert_string_equal(bound(desk, "queue", "x"), "tag 'big order'");
	assert_null(config_run(desk->config, 5, many, NULL, &known));
	assert_true(known);
	assert_string_equal(bound(desk, "queue", "w"), "tag 'big order'");
	assert_null(config_run(desk->config, 4, one, NULL, &known));
	assert_string_equal(bound(desk, "queue", "v"), "tag vip");
	assert_null(typed(desk, "alias vip tag 'very important' ; open"));
	assert_string_equal(config_alias(desk->config, "vip"), "tag 'very important' ; open");
	assert_null(config_alias(desk->config, "vi"));
	assert_null(typed(desk, "view late status:open \"late parcel\""));
	assert_null(typed(desk, "view phrase \"late parcel\""));
	assert_null(typed(desk, "view everything"));
	assert_string_equal(config_view(desk->config, 0)->query, "status:open \"late parcel\"");
	assert_string_equal(config_view(desk->config, 1)->query, "\"late parcel\"");
	assert_string_equal(config_view(desk->config, 2)->query, "");
	assert_null(typed(desk, "view late status:closed"));
	assert_string_equal(config_view(desk->config, 0)->query, "status:closed");
	assert_null(typed(desk, "unview late"));
	assert_string_equal(config_view(desk->config, 0)->name, "phrase");
	assert_null(config_view(desk->config, 2));
	says(typed(desk, "unview late"), "no view named 'late'");
	says(typed(desk, "alias set foo"), "no alias");
	says(typed(desk, "alias Foo bar"), "small letters");
	says(typed(desk, "bind quue x open"), "no scope named 'quue'");
	says(typed(desk, "bind queue ctrl-i open"), "tab");
	says(typed(desk, "bind queue x ''"), "empty");
	says(typed(desk, "bind queue x"), "usage: bind");
	says(typed(desk, "bind queue x \"tag 'a\""), "column");
	says(typed(desk, "unbind queue"), "usage: unbind");
	says(typed(desk, "color title bold"), "fg=, bg= or attr=");
	says(typed(desk, "color titel fg=red"), "no style named 'titel'; did you mean title?");
}

static void parts_of_a_line(void **state)
{
	struct desk *desk = *state;
	const char *rest = NULL;
	bool known = true;

	assert_null(config_line(desk->config, "resolve 'a ; b' ; set hints", NULL, &known, &rest));
	assert_false(known);
	assert_string_equal(rest, " set hints");
	assert_null(config_line(desk->config, "set nohints ; resolve", NULL, &known, &rest));
	assert_true(known);
	assert_string_equal(rest, " resolve");
	assert_null(config_line(desk->config, " # nothing", NULL, &known, &rest));
	assert_true(known);
	assert_string_equal(rest, "");
	assert_string_equal(reading(desk, "set nohints;x\nset nohints ; set wrap=70 ; foo\n"),
		"config:1: no option named 'nohints;x'\nconfig:2: no command 'foo' of configuration\n");
	assert_int_equal(config_int(desk->config, OPT_WRAP), 70);
}

static void bad_lines_are_named(void **state)
{
	struct desk *desk = *state;

	assert_string_equal(reading(desk, "\xEF\xBB\xBFset wrap=50\r\n\nset foo\nclaim 7\n  # fine\nbind queue x 'y\n"
		"set wrap=\xff\nset wrap=60"),
		"config:3: no option named 'foo'\n"
		"config:4: no command 'claim' of configuration\n"
		"config:6: column 14: no closing ' for this one\n"
		"config:7: not UTF-8 text\n");
	assert_int_equal(config_int(desk->config, OPT_WRAP), 60);
	assert_int_equal(config_lines(desk->config), 8);
	assert_false(config_file(desk->config, "absent", NULL));
	str_clear(&desk->said);
	assert_false(config_file(desk->config, "absent", &(struct config_problems){ say, desk }));
	says(desk->said.text, "absent: no such file");
	assert_false(config_file(desk->config, ".", NULL));
	assert_null(file_write("zero", 0600, "set wrap=61\nset\0wrap\n", 21));
	str_clear(&desk->said);
	assert_true(config_file(desk->config, "zero", &(struct config_problems){ say, desk }));
	assert_string_equal(desk->said.text, "zero:2: not UTF-8 text\n");
}

static void files_name_files(void **state)
{
	struct desk *desk = *state;

	assert_int_equal(mkdir("d", 0700), 0);
	assert_int_equal(mkdir("d/e", 0700), 0);
	file("d/one", "source e/two\nset hints=no\n");
	file("d/e/two", "source ../three\nset wrap=x\n");
	file("d/three", "set wrap=77\nsource one\n");
	file("home", "set scroll-margin=9\n");
	says(reading(desk, "source d/one\nsource ~/home\nsource nowhere\n"), "d/e/../three:2: ");
	says(desk->said.text, "is being read already\nd/e/two:2: wrap takes");
	says(desk->said.text, "\nd/one:2: hints takes on or off, not 'no'\nconfig:3: nowhere: no such file\n");
	assert_int_equal(config_int(desk->config, OPT_WRAP), 77);
	assert_int_equal(config_int(desk->config, OPT_SCROLL_MARGIN), 9);
	for (int i = 1; i < 9; i++) {
		char name[8], text[32];

		(void)snprintf(name, sizeof(name), "n%d", i);
		(void)snprintf(text, sizeof(text), "source n%d\nset wrap=%d\n", i + 1, 50 + i);
		file(name, text);
	}
	assert_string_equal(reading(desk, "source n1\n"), "n7:1: n8: more than 8 files deep\n");
	assert_int_equal(config_int(desk->config, OPT_WRAP), 51);
	assert_string_equal(reading(desk, "source config\nsource -\n"),
		"config:1: config is being read already\nconfig:2: ./-: no such file\n");
}

static void themes_and_own_colours(void **state)
{
	struct desk *desk = *state;
	const struct look *looks = config_looks(desk->config);

	file("mine.theme", "color title fg=red\ncolor titel fg=blue\nset wrap=99\ncolor normal bg=235\n");
	assert_int_equal(mkdir("guichet", 0700), 0);
	assert_int_equal(mkdir("guichet/themes", 0700), 0);
	file("guichet/themes/own.theme", "color title fg=green\n");
	assert_string_equal(reading(desk, "color title bg=blue\nset theme ./mine.theme\n"),
		"./mine.theme:2: no style named 'titel'; did you mean title?\n./mine.theme:3: set: a theme holds color lines only\n");
	assert_int_equal(looks[STYLE_TITLE].fg, 1);
	assert_int_equal(looks[STYLE_TITLE].bg, 4);
	assert_int_equal(looks[STYLE_BUSY].bg, 235);
	assert_int_equal(config_int(desk->config, OPT_WRAP), 88);
	assert_null(typed(desk, "set theme=own"));
	assert_int_equal(looks[STYLE_TITLE].fg, 2);
	assert_int_equal(looks[STYLE_TITLE].bg, 4);
	assert_int_equal(looks[STYLE_BUSY].bg, COLOR_DEFAULT);
	says(typed(desk, "set theme=nothere"), "no theme 'nothere'; there are color-blind, dark, default");
	assert_string_equal(config_text(desk->config, OPT_THEME), "own");
	(void)config_changes(desk->config);
	assert_null(config_theme(desk->config, "mono", NULL));
	assert_string_equal(config_text(desk->config, OPT_THEME), "mono");
	assert_int_equal(config_changes(desk->config), CHANGE_LOOKS);
	assert_string_equal(config_theme_name(2), "default");
	assert_null(config_theme_name(99));
}

static void look_words(void **state)
{
	const char *const words[] = { "fg=bright-red", "bg=gray", "attr=bold,reverse" };
	struct look look = { 9, 9, 9 };

	(void)state;
	assert_null(look_parse(3, words, &look));
	assert_int_equal(look.fg, 9);
	assert_int_equal(look.bg, 8);
	assert_int_equal(look.attrs, ATTR_BOLD | ATTR_REVERSE);
	for (const char *const *w = (const char *const[]){ "fg=256", "fg=-1", "fg=", "fg=1x", "fg=rouge", "attr=", "attr=bold,",
		"attr=fat", "color=red", "", NULL }; *w != NULL; w++) {
		assert_non_null(look_parse(1, w, &look));
		assert_int_equal(look.fg, 9);
	}
}

static void defaults_have_no_fault(void **state)
{
	struct desk *desk = *state;
	const struct keymap *keys = config_keymap(desk->config);

	/* A person's own theme of that name cannot break what is compiled in. */
	assert_int_equal(mkdir("guichet", 0700), 0);
	assert_int_equal(mkdir("guichet/themes", 0700), 0);
	file("guichet/themes/default.theme", "nonsense\n");
	config_defaults(desk->config);
	for (int i = 0; i < OPTIONS; i++) {
		assert_string_equal(config_text(desk->config, (enum option)i), option_rows[i].preset);
		if (strstr(config_defaults_text(), option_rows[i].name) == NULL)
			fail_msg("defaults.conf does not show %s", option_rows[i].name);
	}
	assert_string_equal(bound(desk, "queue", "a"), "prompt 'assign '");
	assert_string_equal(bound(desk, "global", "gg"), "top");
	assert_string_equal(config_view(desk->config, 0)->name, "needs_action");
	assert_null(typed(desk, "bind queue a nothing"));
	config_defaults(desk->config);
	assert_ptr_equal(keys, config_keymap(desk->config));
	assert_string_equal(bound(desk, "queue", "a"), "prompt 'assign '");
	for (size_t i = 1; config_commands[i].name != NULL; i++)
		assert_true(strcmp(config_commands[i - 1].name, config_commands[i].name) < 0);
}

int main(void)
{
#define DESK_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		DESK_TEST(options), DESK_TEST(rest_as_written), DESK_TEST(parts_of_a_line), DESK_TEST(bad_lines_are_named),
		DESK_TEST(files_name_files), DESK_TEST(themes_and_own_colours), DESK_TEST(look_words),
		DESK_TEST(defaults_have_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
