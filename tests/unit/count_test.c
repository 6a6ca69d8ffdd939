/* SPDX-License-Identifier: ISC */
/* Proves: each counter gives the length that its networks give, links and mentions included. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "guichet/text/count.h"

static void four_lengths(void **state)
{
	static const struct { const char *text; size_t bytes, codepoints, utf16, graphemes; } cases[] = {
		{ "", 0, 0, 0, 0 },
		{ "caf\xC3\xA9", 5, 4, 4, 4 },
		{ "cafe\xCC\x81", 6, 5, 5, 4 },
		{ "Hello, world! \xF0\x9F\x91\x8B", 18, 15, 16, 15 },
		{ "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7"
		  "\xE2\x80\x8D\xF0\x9F\x91\xA6", 25, 7, 11, 1 },
		{ "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7", 16, 4, 8, 2 },
		{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 9, 3, 3, 3 },
		{ "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", 8, 2, 4, 1 },
		{ "\xE2\x80\xA6\xE2\x80\x93\xE2\x80\x9Cx\xE2\x80\x9D", 13, 5, 5, 5 },
		{ "1\xEF\xB8\x8F\xE2\x83\xA3", 7, 3, 3, 1 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = cases[i].text;

		assert_int_equal(text_count(COUNT_NONE, text, 0), 0);
		assert_int_equal(text_count(COUNT_BYTES, text, 0), cases[i].bytes);
		assert_int_equal(text_count(COUNT_CODEPOINTS, text, 0), cases[i].codepoints);
		assert_int_equal(text_count(COUNT_UTF16, text, 0), cases[i].utf16);
		assert_int_equal(text_count(COUNT_GRAPHEMES, text, 0), cases[i].graphemes);
		assert_int_equal(text_count(COUNT_MASTODON, text, 23), cases[i].graphemes);
	}
}

/* The Unicode version decides this one: 4 before 15.1, 3 since. */
static void devanagari(void **state)
{
	static const char text[] =
		"\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87";

	(void)state;
	assert_int_equal(text_count(COUNT_BYTES, text, 0), 18);
	assert_int_equal(text_count(COUNT_CODEPOINTS, text, 0), 6);
	assert_in_range(text_count(COUNT_GRAPHEMES, text, 0), 3, 4);
}

static void mastodon(void **state)
{
	static const struct { const char *text; size_t length; } cases[] = {
		{ "https://example.org", 23 },
		{ "HTTP://EXAMPLE.ORG/A", 23 },
		{ "see https://example.org/a/very/long/path?with=query&more=1#part now", 4 + 23 + 4 },
		{ "(https://example.org/a_(b))", 1 + 23 + 1 },
		{ "https://example.org:8080/x.", 23 + 1 },
		{ "https://example.org/\xC3\x89lection", 23 },
		{ "https://example.org/\xE6\x97\xA5", 23 + 1 },
		{ "https://example.org. Oui", 23 + 5 },
		{ "example.org", 11 },
		{ "https://localhost/x", 19 },
		{ "https://", 8 },
		{ "xhttps://example.org", 20 },
		{ "@maria@example.org merci", 6 + 6 },
		{ "cc @bob@social.example.org, @carol", 3 + 4 + 2 + 6 },
		{ "maria@example.org", 17 },
		{ "@maria@", 7 },
		{ "@@example.org", 13 },
		{ "/@maria@example.org", 19 },
		{ "@maria@example.org.", 7 },
		{ "https://example.org/@maria@example.org", 23 }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(text_count(COUNT_MASTODON, cases[i].text, 23), cases[i].length);
	assert_int_equal(text_count(COUNT_MASTODON, "a https://example.org", 30), 32);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(text_counter_name(COUNT_NONE), "none");
	assert_string_equal(text_counter_name(COUNT_MASTODON), "mastodon");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_lengths), cmocka_unit_test(devanagari),
		cmocka_unit_test(mastodon), cmocka_unit_test(names)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
