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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_catalogue_is_read_once) };

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
