/* SPDX-License-Identifier: ISC */
/*
 * Spikes above the panels of a wall take no more lines than they are given, and
 * one at least; what has no room is counted, and so are accounts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/str.h"
#include "guichet/command/wall.h"
#include "guichet/json/json.h"

/* Today with so many spikes, and as many accounts where as many wait. */
static struct json *today(size_t spikes, size_t accounts)
{
	struct str text = { 0 };
	struct json *json = NULL;

	str_add(&text, "{\"spikes\":[");
	for (size_t i = 0; i < spikes; i++)
		str_printf(&text, "%s{\"account\":\"shop%zu\",\"from\":\"2026-11-23T10:00:00Z\",\"until\":\"2026-11-23T11:00:00Z\","
			"\"count\":40,\"low\":0,\"high\":5,\"words\":[\"voucher\"],\"examples\":[7]}", i == 0 ? "" : ",", i + 1);
	str_add(&text, "],\"accounts\":{\"by\":[");
	for (size_t i = 0; i < accounts; i++)
		str_printf(&text, "%s{\"key\":\"shop%zu\",\"waiting\":{\"n\":%zu}}", i == 0 ? "" : ",", i + 1, accounts - i);
	str_add(&text, "]}}");
	assert_null(json_parse(str_text(&text), text.len, &json));
	str_finish(&text);
	return json;
}

static void says(struct arena *arena, const struct board *board, size_t line, const char *wanted)
{
	const char *got = "";

	assert_true(line < board->count);
	for (size_t i = 0; i < board->lines[line].span_count; i++)
		got = arena_printf(arena, "%s%s", got, board->lines[line].spans[i].text.bytes);
	assert_string_equal(got, wanted);
}

static void spikes_have_their_lines(void **state)
{
	struct arena *arena = arena_create();
	struct json *one = today(1, 0), *many = today(5, 0);

	(void)state;
	for (int width = 20; width < 120; width += 20) {
		const struct board_look look = { .width = width };

		for (size_t room = 0; room < 12; room++) {
			size_t count = wall_spikes(arena, many, room, &look)->count;

			assert_in_range(count, 1, room == 0 ? 1 : room);
			for (size_t i = 0; i < count; i++) {
				const struct board_line *line = &wall_spikes(arena, many, room, &look)->lines[i];
				int wide = 0;

				for (size_t k = 0; k < line->span_count; k++)
					wide += line->spans[k].text.width;
				assert_in_range(wide, 1, width);
			}
		}
		assert_int_equal(wall_spikes(arena, one, 0, &look)->count, 1);
	}
	json_destroy(one);
	json_destroy(many);
	arena_destroy(arena);
}

static void others_are_counted(void **state)
{
	const struct board_look look = { .width = 80 }, narrow = { .width = 40 };
	struct arena *arena = arena_create();
	struct json *json = today(5, 0);

	(void)state;
	says(arena, wall_spikes(arena, json, 0, &look), 0,
		"  shop1: 40 messages in an hour where 0 to 5 are usual, and 4 more");
	says(arena, wall_spikes(arena, json, 3, &look), 1, "  shop2: 40 messages in an hour where 0 to 5 are usual");
	says(arena, wall_spikes(arena, json, 3, &look), 2,
		"  shop3: 40 messages in an hour where 0 to 5 are usual, and 2 more");
	says(arena, wall_spikes(arena, json, 5, &look), 4, "  shop5: 40 messages in an hour where 0 to 5 are usual");
	says(arena, wall_spikes(arena, json, 1, &narrow), 0, "  shop1: 40 messages in a…, and 4 more");
	json_destroy(json);
	arena_destroy(arena);
}

static void accounts_are_counted(void **state)
{
	const struct board_look low = { .width = 80, .height = 6 }, free = { .width = 80 }, plain = { .plain = true };
	struct arena *arena = arena_create();
	struct json *few = today(0, 4), *dozen = today(0, 12), *more = today(0, 14);

	(void)state;
	assert_int_equal(wall_make(arena, few, WALL_ACCOUNTS, &low)->count, 6);
	assert_int_equal(wall_make(arena, dozen, WALL_ACCOUNTS, &low)->count, 6);
	says(arena, wall_make(arena, dozen, WALL_ACCOUNTS, &low), 5, "  and 9 more: stats --by account lists them");
	assert_int_equal(wall_make(arena, dozen, WALL_ACCOUNTS, &free)->count, 14);
	says(arena, wall_make(arena, more, WALL_ACCOUNTS, &free), 14, "  and 2 more: stats --by account lists them");
	says(arena, wall_make(arena, more, WALL_ACCOUNTS, &plain), 13, "and 2 more: stats --by account lists them");
	json_destroy(few);
	json_destroy(dozen);
	json_destroy(more);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spikes_have_their_lines),
		cmocka_unit_test(others_are_counted),
		cmocka_unit_test(accounts_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
