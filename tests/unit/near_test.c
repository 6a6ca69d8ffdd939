/* SPDX-License-Identifier: ISC */
/* A slip of the fingers finds the word that was meant; what is far away, short or the same finds nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/near.h"

static const char *nearest(const char *word)
{
	static const char *const words[] = { "assign", "claim", "close", "tag", "tags", "resolve", "snooze" };
	struct near near;

	near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		near_try(&near, words[i]);
	return near.best;
}

static void test_slips(void **state)
{
	(void)state;
	assert_string_equal(nearest("resolv"), "resolve");
	assert_string_equal(nearest("reslove"), "resolve");
	assert_string_equal(nearest("asign"), "assign");
	assert_string_equal(nearest("snoooze"), "snooze");
	assert_string_equal(nearest("clsoe"), "close");
	assert_string_equal(nearest("cliam"), "claim");
	assert_string_equal(nearest("tga"), "tag");
	assert_string_equal(nearest("rseovle"), "resolve");
}

static void test_nothing_is_near(void **state)
{
	char word[200];

	(void)state;
	assert_null(nearest("frobnicate"));
	assert_null(nearest("abc"));
	assert_null(nearest("t"));
	assert_null(nearest(""));
	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	assert_null(nearest(word));
}

/* The word itself is there: then it was meant, and something else is wrong. */
static void test_the_nearest(void **state)
{
	(void)state;
	assert_string_equal(nearest("tagz"), "tag");
	assert_string_equal(nearest("tag"), "tags");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slips), cmocka_unit_test(test_nothing_is_near), cmocka_unit_test(test_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
