/* SPDX-License-Identifier: ISC */
/*
 * Proves that key=value lines give back every value that went in, whatever bytes it has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/settings.h"

static void test_round_trip(void **state)
{
	static const char *const values[] = { "", "plain", "a=b", "100%", "two\nlines\r\n", "%0A",
		"\t\x1b[31m\x7f",
		"\xc3\xa9", "%", "%zz" };
	struct arena *arena = arena_create();
	struct str lines = { 0 };
	char key[16];

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		(void)snprintf(key, sizeof(key), "k%zu", i);
		settings_add(&lines, key, values[i]);
	}
	settings_add(&lines, "odd=key\n%", "value");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		(void)snprintf(key, sizeof(key), "k%zu", i);
		assert_string_equal(settings_get(arena, lines.text, key), values[i]);
	}
	assert_string_equal(settings_get(arena, lines.text, "odd=key\n%"), "value");
	assert_null(settings_get(arena, lines.text, "k"));
	assert_null(settings_get(arena, lines.text, "k77"));
	assert_null(strchr(lines.text, '\x1b'));
	str_finish(&lines);
	arena_destroy(arena);
}

static void test_int(void **state)
{
	static const struct { const char *lines; int64_t expected; } rows[] = {
		{ "n=12\n", 12 }, { "n=-3", -3 }, { "n=\n", 7 }, { "n=1x\n", 7 }, { "n= 1\n", 7 }, { "m=1\n", 7 },
		{ "nn=1\nn=2\n", 2 }, { "", 7 }, { NULL, 7 }, { "n=99999999999999999999\n", 7 },
		{ "n=9223372036854775807\n", INT64_MAX }, { "n=-\n", 7 },
	};
	struct str lines = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(settings_int(rows[i].lines, "n", 7), rows[i].expected);
	settings_add_int(&lines, "n", INT64_MIN);
	assert_int_equal(settings_int(lines.text, "n", 7), INT64_MIN);
	str_finish(&lines);
}

static void test_with(void **state)
{
	static const struct { const char *lines, *value, *expected; } rows[] = {
		{ "a=1\nb=2\n", "3", "a=1\nb=3\n" }, { "a=1\n", "3", "a=1\nb=3\n" }, { NULL, "3", "b=3\n" },
		{ "b=1\na=1\nb=2", NULL, "a=1\n" }, { "b=1\na=1\nb=2\n", "9", "b=9\na=1\n" }, { "", NULL, "" },
		{ "bb=1", "x", "bb=1\nb=x\n" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(settings_with(arena, rows[i].lines, "b", rows[i].value), rows[i].expected);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_int),
		cmocka_unit_test(test_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
