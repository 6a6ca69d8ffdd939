/* SPDX-License-Identifier: ISC */
/*
 * The tour has one text for each thing that a screen tells of, fits into two
 * lines whatever keys are bound, and asks for keys of known commands only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "guichet/command/tour.h"
#include "guichet/text/shown.h"

static const char *const whens[] = {
	"start", "opened", "claimed", "composing", "review", "sent", "resolved", "done"
};
static const char *const commands[] = {
	"down", "up", "open", "claim", "compose", "review", "send", "resolve", "help", "quit"
};

static const char *wide_key(void *data, const char *command)
{
	size_t *unknown = data;
	bool known = false;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		known = known || strcmp(commands[i], command) == 0;
	*unknown += !known;
	return "ctrl-f12";
}

static const char *only_j(void *data, const char *command)
{
	(void)data;
	return strcmp(command, "down") == 0 ? "j" : NULL;
}

static void every_event_has_its_text(void **state)
{
	(void)state;
	assert_int_equal(tour_steps_count, sizeof(whens) / sizeof(whens[0]));
	for (size_t i = 0; i < tour_steps_count; i++) {
		assert_string_equal(tour_steps[i].when, whens[i]);
		assert_ptr_equal(tour_step_find(whens[i]), &tour_steps[i]);
	}
	assert_null(tour_step_find("wibble"));
}

static void texts_fit(void **state)
{
	struct arena *arena = arena_create();
	size_t unknown = 0;

	(void)state;
	assert_int_equal(strlen("ctrl-f12"), TOUR_KEY_WIDTH);
	for (size_t i = 0; i < tour_steps_count; i++) {
		const char *text = tour_text(arena, &tour_steps[i], wide_key, &unknown);
		size_t lines;

		(void)shown_wrap(arena, shown_block(arena, text, strlen(text)), TOUR_WIDTH, &lines);
		if (lines > TOUR_LINES)
			fail_msg("%s: %zu lines", tour_steps[i].when, lines);
		assert_null(strpbrk(text, "{}"));
	}
	assert_int_equal(unknown, 0);
	arena_destroy(arena);
}

static void keys_stand_in_their_places(void **state)
{
	struct arena *arena = arena_create();
	struct tour_step step = { "start", "{down}, {open}{down} and {" };

	(void)state;
	assert_string_equal(tour_text(arena, &step, only_j, NULL), "j, openj and {");
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_has_its_text),
		cmocka_unit_test(texts_fit),
		cmocka_unit_test(keys_stand_in_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
