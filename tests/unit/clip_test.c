/* SPDX-License-Identifier: ISC */
/* Copied text reaches a terminal byte for byte as base64, through tmux and screen too, and carries no control sequence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../src/screen/clip.h"

static void same(enum clip_wrap wrap, const char *text, const char *expected)
{
	struct str out = { 0 };

	clip_write(&out, wrap, text, strlen(text));
	assert_string_equal(str_text(&out), expected);
	str_finish(&out);
}

static void test_plain(void **state)
{
	(void)state;
	same(CLIP_PLAIN, "a", "\033]52;c;YQ==\a");
	same(CLIP_PLAIN, "ab", "\033]52;c;YWI=\a");
	same(CLIP_PLAIN, "abc", "\033]52;c;YWJj\a");
	same(CLIP_PLAIN, "d\xc3\xa9j\xc3\xa0 \xf0\x9f\x8d\xb5", "\033]52;c;ZMOpasOgIPCfjbU=\a");
}

static void test_no_escape_survives(void **state)
{
	static const char hostile[] = "\033]52;c;?\a\033[2J\x9d";
	struct str out = { 0 };

	(void)state;
	clip_write(&out, CLIP_PLAIN, hostile, sizeof(hostile) - 1);
	for (size_t i = 1; i + 1 < out.len; i++)
		assert_true(out.text[i] > ' ' && out.text[i] < 0x7f);
	str_finish(&out);
}

static void test_tmux(void **state)
{
	(void)state;
	same(CLIP_TMUX, "abc", "\033]52;c;YWJj\a\033Ptmux;\033\033]52;c;YWJj\a\033\\");
}

/* Screen forgets a string that is longer than it expects. */
static void test_screen(void **state)
{
	char text[1000];
	struct str out = { 0 }, plain = { 0 }, joined = { 0 };

	(void)state;
	same(CLIP_SCREEN, "abc", "\033P\033]52;c;YWJj\a\033\\");
	memset(text, 'x', sizeof(text));
	clip_write(&plain, CLIP_PLAIN, text, sizeof(text));
	clip_write(&out, CLIP_SCREEN, text, sizeof(text));
	for (const char *p = out.text; *p != '\0'; ) {
		const char *end = strstr(p + 2, "\033\\");

		assert_memory_equal(p, "\033P", 2);
		assert_non_null(end);
		assert_true(end - p < 256);
		str_add_n(&joined, p + 2, (size_t)(end - p - 2));
		p = end + 2;
	}
	assert_string_equal(str_text(&joined), str_text(&plain));
	str_finish(&out);
	str_finish(&plain);
	str_finish(&joined);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain), cmocka_unit_test(test_no_escape_survives),
		cmocka_unit_test(test_tmux), cmocka_unit_test(test_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
