/* SPDX-License-Identifier: ISC */
/* An item that was written is read back as it was, and a wrong member is named. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/base/arena.h"
#include "guichet/wire/item.h"

static err_t read_item(struct arena *arena, const char *text, struct item *out)
{
	struct json *json;
	err_t err;

	assert_null(json_parse(text, strlen(text), &json));
	err = wire_get_item(arena, json, out);
	json_destroy(json);
	return err;
}

/* Each is the line that it is written as again. */
static void lines_come_back(void **state)
{
	static const char *const lines[] = {
		"{\"uid\":\"u1\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\","
		"\"author\":{\"id\":\"7\",\"followers\":0,\"bot\":false},"
		"\"at\":\"2026-11-22T10:00:00Z\",\"edited_at\":null,\"text\":\"hello\"}",
		"{\"uid\":\"u1\",\"native\":\"9\",\"rev\":\"2\",\"op\":\"echo\",\"kind\":\"reply\",\"vis\":\"followers\","
		"\"thread\":{\"root\":\"r\",\"parent\":\"p\"},"
		"\"author\":{\"id\":\"7\",\"handle\":\"@us@x.example\",\"name\":\"Us\",\"url\":\"https://x.example/us\","
		"\"followers\":97,\"bot\":true},"
		"\"to\":{\"id\":\"8\",\"handle\":\"@bob@x.example\",\"followers\":0,\"bot\":false},"
		"\"at\":\"2026-11-22T10:00:00.123Z\",\"edited_at\":\"2026-11-22T11:00:00Z\",\"text\":\"\\u00e9\\n\","
		"\"cw\":\"c\",\"lang\":\"fr\",\"permalink\":\"https://x.example/1\",\"reply_ctx\":\"a=b\\n\","
		"\"history\":true,\"feed\":true,\"automatic\":true}",
		"{\"uid\":\"u1\",\"op\":\"gone\",\"vis\":\"public\",\"at\":null,\"edited_at\":null}",
		"{\"uid\":\"u1\",\"op\":\"context\",\"kind\":\"post\",\"vis\":\"private\","
		"\"thread\":{\"parent\":\"p\"},\"author\":{\"id\":\"7\",\"followers\":0,\"bot\":false},"
		"\"at\":\"1970-01-01T00:00:00.001Z\",\"edited_at\":null,\"text\":\"\"}",
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct item item;
		struct str out = { 0 };

		assert_null(read_item(arena, lines[i], &item));
		wire_put_item(&out, &item);
		assert_string_equal(out.text, lines[i]);
		str_finish(&out);
	}
	arena_destroy(arena);
}

#define REST ",\"kind\":\"dm\",\"text\":\"t\",\"at\":\"2026-11-22\",\"author\":{\"id\":7}}"

static void wrong_members_are_named(void **state)
{
	static const struct { const char *in, *says; } cases[] = {
		{ "{\"uid\":1,\"native\":11391" REST, NULL },
		{ "{\"uid\":\"1\",\"op\":\"edit\",\"more\":[{}]" REST, NULL },
		{ "[]", "not an object" },
		{ "{\"native\":\"1\"" REST, "uid" },
		{ "{\"uid\":1.5" REST, "uid" },
		{ "{\"uid\":[]" REST, "uid" },
		{ "{\"uid\":\"1\",\"op\":\"sing\"" REST, "op" },
		{ "{\"uid\":\"1\",\"vis\":\"secret\"" REST, "vis" },
		{ "{\"uid\":\"1\",\"vis\":3" REST, "vis" },
		{ "{\"uid\":\"1\",\"thread\":\"x\"" REST, "thread" },
		{ "{\"uid\":\"1\",\"thread\":{\"root\":[]}" REST, "thread.root" },
		{ "{\"uid\":\"1\",\"to\":{\"handle\":1}" REST, "to.handle" },
		{ "{\"uid\":\"1\",\"to\":[]" REST, "to" },
		{ "{\"uid\":\"1\",\"edited_at\":\"soon\"" REST, "edited_at" },
		{ "{\"uid\":\"1\",\"edited_at\":true" REST, "edited_at" },
		{ "{\"uid\":\"1\",\"cw\":5" REST, "cw" },
		{ "{\"uid\":\"1\",\"kind\":\"dm\",\"text\":\"t\",\"at\":\"2026-11-22\"}", "author.id" },
		{ "{\"uid\":\"1\",\"kind\":\"dm\",\"text\":\"t\",\"author\":{\"id\":7}}", "at" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct item item = { .uid = "untouched" };
		err_t err = read_item(arena, cases[i].in, &item);

		if (cases[i].says == NULL) {
			assert_null(err);
			continue;
		}
		assert_true(err_is(err, ERR_DATA));
		assert_non_null(strstr(err->text, cases[i].says));
		assert_string_equal(item.uid, "untouched");
	}
	arena_destroy(arena);
}

static void years_end(void **state)
{
	struct item item = { .uid = "u", .kind = "dm", .author.id = "a", .text = "t", .at_ms = 253402300799999 };
	err_t err;

	(void)state;
	assert_null(item_check(&item));
	item.edited_ms = item.at_ms + 1;
	err = item_check(&item);
	assert_true(err_is(err, ERR_DATA));
	assert_string_equal(err->text, "item: at or edited is after the year 9999");
	item.at_ms = INT64_MAX;
	item.edited_ms = 0;
	assert_true(err_is(item_check(&item), ERR_DATA));
}

static void what_does_not_say_is_private(void **state)
{
	struct arena *arena = arena_create();
	struct item item = { 0 };

	(void)state;
	assert_null(read_item(arena, "{\"uid\":\"1\"" REST, &item));
	assert_int_equal(item.visibility, VIS_PRIVATE);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_back),
		cmocka_unit_test(wrong_members_are_named),
		cmocka_unit_test(what_does_not_say_is_private),
		cmocka_unit_test(years_end),
	};

	return cmocka_run_group_tests_name("item", tests, NULL, NULL);
}
