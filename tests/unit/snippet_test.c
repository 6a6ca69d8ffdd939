/* SPDX-License-Identifier: ISC */
/* Fields are filled once, with what can be seen of a value, and what nobody knows stays and is told. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/model/snippet.h"

static struct arena *arena;

static void fills(const char *text, const char *name, const char *expected, unsigned missing)
{
	const char *const values[SNIPPET_FIELDS] = { [SNIPPET_NAME] = name, [SNIPPET_AGENT] = "maria" };
	unsigned got;

	assert_string_equal(snippet_fill(arena, text, values, &got), expected);
	assert_int_equal(got, missing);
}

static void test_fill(void **state)
{
	(void)state;
	fills("Hello {name}, {agent}.", "Zo\xc3\xa9", "Hello Zo\xc3\xa9, maria.", 0);
	fills("{name}{name}", "A", "AA", 0);
	fills("{} {Name} { name } {name", "A", "{} {Name} { name } {name", 0);
	fills("", "A", "", 0);
}

static void test_missing_stays(void **state)
{
	(void)state;
	fills("Hello {name} of {account}.", NULL, "Hello {name} of {account}.", 1U << SNIPPET_NAME | 1U << SNIPPET_ACCOUNT);
	fills("Hello {name}.", " \t", "Hello {name}.", 1U << SNIPPET_NAME);
	fills("Hello {name}.", "\xe2\x80\x8b\xe2\x80\xae", "Hello {name}.", 1U << SNIPPET_NAME);
}

/* A customer's name is no field, no control sequence and no page of text. */
static void test_hostile_names(void **state)
{
	char name[5000];
	const char *const values[SNIPPET_FIELDS] = { name, "maria", "kiln" };
	unsigned missing;

	(void)state;
	fills("{name}!", "{agent}", "agent!", 0);
	fills("{na{name}me}", "x", "{naxme}", 0);
	fills("{name}!", "\033]0;owned\007\nMallory", "]0;owned Mallory!", 0);
	fills("{name}!", "a\xe2\x80\xae" "b\xc2\x9b" "c", "abc!", 0);
	/* In our reply it would tell others, or lead elsewhere. */
	fills("{name}!", "@boss@big.example", "{name}!", 1U << SNIPPET_NAME);
	fills("{name}!", "Ann @\xe2\x80\x8b" "boss", "{name}!", 1U << SNIPPET_NAME);
	fills("{name}!", "win at https://phish.example", "{name}!", 1U << SNIPPET_NAME);
	fills("{name}!", "Ann @ work", "Ann @ work!", 0);
	for (size_t i = 0; i < sizeof(name) - 1; i++)
		name[i] = 'x';
	name[sizeof(name) - 1] = '\0';
	assert_true(strlen(snippet_fill(arena, "{name}", values, &missing)) < 200);
}

static void test_check(void **state)
{
	(void)state;
	assert_null(snippet_check("Hello {name}, {agent} of {account}; {1} {A} {}"));
	assert_non_null(snippet_check("Hello {nmae}"));
	assert_non_null(snippet_check(" \n"));
}

static void test_unfilled(void **state)
{
	(void)state;
	assert_null(snippet_unfilled("Hello Ann {smile}"));
	assert_string_equal(snippet_unfilled("Hello {name}"), "name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fill), cmocka_unit_test(test_missing_stays), cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_check), cmocka_unit_test(test_unfilled),
	};
	int failed;

	arena = arena_create();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_destroy(arena);
	return failed;
}
