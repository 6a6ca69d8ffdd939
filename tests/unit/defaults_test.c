/* SPDX-License-Identifier: ISC */
/*
 * Proves: the views of defaults.conf are those that a desk counts, "go" names only views that
 * exist, every bound line can be read, and no key sends, publishes or
 * discards at once outside of the review.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/config/config.h"
#include "guichet/model/call.h"
#include "guichet/model/tally.h"

struct seen { struct config *config; struct arena *arena; size_t count; };

static void assert_is_kept(struct arena *arena, const char *text)
{
	struct query *query;

	assert_null(query_parse(arena, text, &query));
	assert_int_not_equal(query_tally(query, NULL), TALLY_NONE);
}

static void views_are_queries(void **state)
{
	struct config *config = config_create();
	struct arena *arena = arena_create();
	struct query *query;
	size_t count = 0;

	(void)state;
	config_defaults(config);
	for (const struct config_view *view; (view = config_view(config, count)) != NULL; count++) {
		err_t err = query_parse(arena, view->query, &query);

		if (err != NULL)
			fail_msg("%s: %s", view->name, err->text);
		/* The sidebar counts them all the time. */
		assert_true(query_is_indexed(query));
	}
	assert_int_equal(count, desk_views_count);	/* exact counts know them by the same query */
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(config_view(config, i)->name, desk_views[i].name);
		assert_string_equal(config_view(config, i)->query, desk_views[i].query);
		assert_is_kept(arena, desk_views[i].query);
	}
	arena_destroy(arena);
	config_destroy(config);
}

static bool is_place(const struct config *config, const char *name)
{
	static const char *const places[] = { "queue", "links", "outbox", "accounts", "messages", "help",
		"contact", "dashboard", "wallboard", "handover" };
	const struct config_view *view;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i], name) == 0)
			return true;
	for (size_t i = 0; (view = config_view(config, i)) != NULL; i++)
		if (strcmp(view->name, name) == 0)
			return true;
	return false;
}

/* What a key may not do at once: change what customers read, what leaves, or who may what. */
static bool is_grave(size_t count, const char *const *words)
{
	const struct call *call = NULL;
	size_t used;
	err_t err;

	if (strcmp(words[0], "send") == 0 || strcmp(words[0], "discard") == 0)
		return true;
	err = call_find_words(count, words, &call, &used);
	err_ignore(err, "then it is a command of the screens");
	/* The screen asks for the name of what is done at the network. */
	if (err != NULL || (call->flags & CALL_WRITES) == 0 || (call->flags & CALL_ACT) != 0)
		return false;
	return strcmp(call->name, "close") == 0 ||
		(strcmp(call->group, "triage") != 0 && strcmp(call->group, "queue") != 0 &&
		strcmp(call->group, "contacts") != 0 && strcmp(call->name, "handover prepare") != 0 &&
		strcmp(call->name, "notice read") != 0);
}

static void binding(void *data, const char *scope, const char *keys, const char *command)
{
	struct seen *seen = data;
	const char *const *words;
	size_t count;
	err_t err = line_words(seen->arena, command, &words, &count);

	seen->count++;
	if (err != NULL || count == 0)
		fail_msg("%s %s: %s", scope, keys, err != NULL ? err->text : "empty");
	if (strcmp(words[0], "go") == 0 && !is_place(seen->config, words[1]))
		fail_msg("%s %s: no place %s", scope, keys, words[1]);
	if (is_grave(count, words) && strcmp(scope, "review") != 0)
		fail_msg("%s %s: %s is one key away", scope, keys, command);
	if (strcmp(words[0], "prompt") == 0)
		assert_true(count == 2);
}

static void grave_is_seen(void **state)
{
	static const char *const grave[] = { "outbox", "retry", "7" }, *const light[] = { "resolve" };

	(void)state;
	assert_true(is_grave(3, grave));
	assert_false(is_grave(1, light));
}

static void keys_are_safe(void **state)
{
	struct seen seen = { .config = config_create(), .arena = arena_create() };

	(void)state;
	config_defaults(seen.config);
	keymap_each(config_keymap(seen.config), binding, &seen);
	assert_true(seen.count > 150);
	arena_destroy(seen.arena);
	config_destroy(seen.config);
}

/* A mode where text is typed must not give a letter another meaning. */
static void letter(void *data, const char *scope, const char *keys, const char *command)
{
	size_t *letters = data;

	(void)command;
	if (strcmp(scope, "edit") == 0 || strcmp(scope, "prompt") == 0 || strcmp(scope, "compose") == 0 ||
	    strcmp(scope, "palette") == 0)
		*letters += strlen(keys) == 1 || strcmp(keys, "space") == 0 || strchr(keys, ' ') != NULL;
}

static void letters_can_be_typed(void **state)
{
	struct config *config = config_create();
	size_t letters = 0;

	(void)state;
	config_defaults(config);
	keymap_each(config_keymap(config), letter, &letters);
	assert_int_equal(letters, 0);
	config_destroy(config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_are_queries),
		cmocka_unit_test(grave_is_seen),
		cmocka_unit_test(keys_are_safe),
		cmocka_unit_test(letters_can_be_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
