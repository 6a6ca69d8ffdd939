/* SPDX-License-Identifier: ISC */
/*
 * Every post of Bluesky and every message of Telegram in a collection of
 * recorded answers can be read.  The collection is no part of the project:
 * $GUICHET_FIXTURES names its folder; without it nothing is tried.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/file.h"
#include "../../src/connector/bluesky.h"
#include "../../src/connector/telegram.h"

struct look { size_t found, bad; void (*one)(struct look *, const struct json *); };

static void bluesky_one(struct look *look, const struct json *value)
{
	struct account account = { .self_id = "did:plc:brand", .self_handle = "@brand", .settings = "", .caps = "" };
	struct arena *arena = arena_create();
	struct bluesky_post post;
	err_t err;

	if (json_text(value, "cid") != NULL && json_get(value, "record") != NULL && json_get(value, "author") != NULL) {
		err = bluesky_post_read(arena, &account, value, json_get(value, "record"), &post);
		look->found++;
		look->bad += err != NULL;
		if (err != NULL)
			print_message("%s\n", err->text);
	}
	arena_destroy(arena);
}

static void telegram_one(struct look *look, const struct json *value)
{
	struct account account = { .self_id = "1", .settings = "", .caps = "" };
	struct telegram_moved moved = { 0 };
	struct arena *arena = arena_create();
	struct item item;
	bool skip;
	err_t err;

	/* What a channel says has no writer, and is not asked for. */
	if (json_text(value, "message_id") != NULL && json_get(value, "chat") != NULL && json_get(value, "from") != NULL) {
		err = telegram_message_read(arena, &account, &moved, value, &item, &skip);
		look->found++;
		look->bad += err != NULL;
		if (err != NULL)
			print_message("%s\n", err->text);
	}
	arena_destroy(arena);
}

static void value_walk(struct look *look, const struct json *value);

static void member(void *data, const char *key, const struct json *value)
{
	(void)key;
	value_walk(data, value);
}

static void value_walk(struct look *look, const struct json *value)
{
	for (size_t i = 0; i < json_count(value); i++)
		value_walk(look, json_at(value, i));
	if (!json_is_object(value))
		return;
	look->one(look, value);
	json_each(value, member, look);
}

static void file_look(const char *name, void (*one)(struct look *, const struct json *))
{
	const char *folder = getenv("GUICHET_FIXTURES");
	struct look look = { .one = one };
	struct arena *arena = arena_create();
	struct str text = { 0 };
	struct json *json = NULL;
	err_t err;

	err = file_read(arena_printf(arena, "%s/%s", folder, name), 64 << 20, &text);
	if (err != NULL)
		print_message("%s\n", err->text);
	assert_null(err);
	assert_null(json_parse(text.text, text.len, &json));
	value_walk(&look, json);
	print_message("%s: %zu read, %zu of them wrong\n", name, look.found, look.bad);
	assert_true(look.found > 0);
	assert_int_equal(look.bad, 0);
	json_destroy(json);
	str_finish(&text);
	arena_destroy(arena);
}

static void test_bluesky(void **state)
{
	(void)state;
	file_look("bluesky/thread_view_post_with_embed_media.json", bluesky_one);
}

static void test_telegram(void **state)
{
	(void)state;
	file_look("telegram/updates.json", telegram_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_bluesky), cmocka_unit_test(test_telegram) };

	if (getenv("GUICHET_FIXTURES") == NULL) {
		printf("1..0 # SKIP GUICHET_FIXTURES names no folder of recorded answers\n");
		return 0;
	}
	return cmocka_run_group_tests_name("network fixtures", tests, NULL, NULL);
}
