/* SPDX-License-Identifier: ISC */
/*
 * Proves: a thread reads a catalogue once, however often it changes its
 * language, until it forgets it; one that was not there is looked for again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/base/message.h"

static void a_catalogue_is_read_once(void **state)
{
	char place[] = "/tmp/guichet-message-XXXXXX", link[64], catalogues[PATH_MAX];
	const char *build = getenv("top_builddir");

	(void)state;
	snprintf(catalogues, sizeof(catalogues), "%s/po/fr", build != NULL ? build : ".");
	if (access(catalogues, X_OK) != 0)
		skip();		/* built without msgfmt */
	assert_non_null(mkdtemp(place));
	snprintf(link, sizeof(link), "%s/fr", place);
	assert_int_equal(setenv("GUICHET_LOCALEDIR", place, 1), 0);
	assert_false(message_speaks("fr"));
	assert_int_equal(symlink(catalogues, link), 0);
	assert_true(message_speaks("fr"));
	assert_int_equal(unlink(link), 0);
	assert_int_equal(rmdir(place), 0);
	assert_true(message_language("fr"));
	assert_string_equal(message_of("Sun"), "dim.");
	message_language(NULL);
	assert_true(message_language("fr"));
	message_forget();
	assert_string_equal(message_of("Sun"), "Sun");
	assert_false(message_speaks("fr"));
}

/* The catalogue says which mark it is; without one it is a point. */
static void a_fraction_has_the_mark_of_its_language(void **state)
{
	char catalogues[PATH_MAX];
	const char *build = getenv("top_builddir");
	struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(number_decimal(arena, "74.6 %"), "74.6 %");
	snprintf(catalogues, sizeof(catalogues), "%s/po", build != NULL ? build : ".");
	assert_int_equal(setenv("GUICHET_LOCALEDIR", catalogues, 1), 0);
	if (message_language("fr")) {
		assert_string_equal(number_decimal(arena, "74.6 %"), "74,6 %");
		assert_string_equal(number_decimal(arena, "74"), "74");
	}
	message_forget();
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_catalogue_is_read_once),
		cmocka_unit_test(a_fraction_has_the_mark_of_its_language) };

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
