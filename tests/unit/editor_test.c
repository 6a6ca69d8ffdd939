/* SPDX-License-Identifier: ISC */
/*
 * Proves: a line becomes the words that a shell would make of it, without its
 * other powers, and without a runtime directory the file lies in a private
 * one under the home directory.  What editors may do is in tests/cli/editor.sh.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/command/editor.h"
#include "../../src/command/words.h"

static void words(void **state)
{
	static const struct { const char *line, *want; } lines[] = {
		{ "vi", "vi|" },
		{ "  vi \t -c  x ", "vi|-c|x|" },
		{ "'/a b/vi' -c 'set x=\"y\"'", "/a b/vi|-c|set x=\"y\"|" },
		{ "sh -c \"echo 'a  b'\"", "sh|-c|echo 'a  b'|" },
		{ "a\\ b \"c\\\"d\" '\\'", "a b|c\"d|\\|" },
		{ "a'b'\"c\"d ''", "abcd||" },
		{ "vi; $(x) ~ * | > `y`", "vi;|$(x)|~|*|||>|`y`|" },
		{ "vi\\", "vi\\|" },
	};
	const char **argv;
	size_t count;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct arena *arena = arena_create();
		struct str got = { 0 };

		assert_null(words_split(arena, lines[i].line, &argv, &count));
		assert_null(argv[count]);
		assert_null(argv[count + 1]);
		for (size_t j = 0; j < count; j++)
			str_printf(&got, "%s|", argv[j]);
		assert_string_equal(str_text(&got), lines[i].want);
		str_finish(&got);
		arena_destroy(arena);
	}
	assert_true(err_is(words_split(*state, "vi 'x", &argv, &count), ERR_CONFIG));
	assert_true(err_is(words_split(*state, "  ", &argv, &count), ERR_CONFIG));
	assert_true(err_is(words_split(*state, "'' x", &argv, &count), ERR_CONFIG));
}

static void at_home(void **state)
{
	char home[] = "/tmp/guichet-home.XXXXXX";
	struct str text = { 0 };
	bool changed = false;

	(void)state;
	assert_non_null(mkdtemp(home));
	setenv("HOME", home, 1);
	setenv("XDG_RUNTIME_DIR", "relative", 1);
	str_add(&text, "as it was");
	assert_null(editor_run("true", &text, &changed));
	assert_false(changed);
	assert_string_equal(text.text, "as it was");
	assert_null(editor_run("sh -c 'stat -c %a \"${1%/*}\" \"${1%/*/*}\" >\"$1\"; echo \"${1%.*}\" >>\"$1\"' x", &text, &changed));
	assert_true(changed);
	assert_memory_equal(text.text, "700\n700\n", 8);
	assert_true(str_starts(text.text + 8, home));
	assert_non_null(strstr(text.text, "/.local/state/guichet/edit."));
	assert_true(err_is(editor_run("false", &text, &changed), ERR_CANCELLED));
	str_finish(&text);
	assert_int_equal(chdir(home), 0);
	assert_int_equal(rmdir(".local/state/guichet"), 0);
	assert_int_equal(rmdir(".local/state") | rmdir(".local") | rmdir(home), 0);
}

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(at_home),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
