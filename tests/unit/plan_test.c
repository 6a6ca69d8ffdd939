/* SPDX-License-Identifier: ISC */
/*
 * Proves that a plan survives being frozen byte for byte, that a line it does not
 * know is refused, and that the ceiling is the more private side.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/str.h"
#include "guichet/model/plan.h"

static void text_same(const char *left, const char *right)
{
	if (left == NULL || right == NULL)
		assert_true(left == right);
	else
		assert_string_equal(left, right);
}

static void plan_same(const struct plan *a, const struct plan *b)
{
	assert_int_equal(a->conversation, b->conversation);
	assert_int_equal(a->account, b->account);
	text_same(a->reply_to, b->reply_to);
	text_same(a->reply_ctx, b->reply_ctx);
	assert_int_equal(a->visibility, b->visibility);
	text_same(a->cw, b->cw);
	text_same(a->lang, b->lang);
	text_same(a->blocked, b->blocked);
	assert_int_equal(a->begun_ms, b->begun_ms);
	assert_int_equal(a->part_count, b->part_count);
	for (size_t i = 0; i < a->part_count; i++) {
		text_same(a->parts[i].text, b->parts[i].text);
		assert_int_equal(a->parts[i].length, b->parts[i].length);
		assert_int_equal(a->parts[i].max, b->parts[i].max);
		text_same(a->parts[i].key, b->parts[i].key);
		text_same(a->parts[i].remote_id, b->parts[i].remote_id);
		text_same(a->parts[i].native, b->parts[i].native);
		text_same(a->parts[i].url, b->parts[i].url);
	}
	assert_int_equal(a->recipient_count, b->recipient_count);
	for (size_t i = 0; i < a->recipient_count; i++)
		text_same(a->recipients[i], b->recipients[i]);
	assert_int_equal(a->media_count, b->media_count);
	for (size_t i = 0; i < a->media_count; i++) {
		assert_int_equal(a->media[i].blob, b->media[i].blob);
		text_same(a->media[i].hash, b->media[i].hash);
		text_same(a->media[i].name, b->media[i].name);
		text_same(a->media[i].mime, b->media[i].mime);
		text_same(a->media[i].alt, b->media[i].alt);
		text_same(a->media[i].remote_id, b->media[i].remote_id);
		assert_int_equal(a->media[i].size, b->media[i].size);
		assert_int_equal(a->media[i].width, b->media[i].width);
		assert_int_equal(a->media[i].height, b->media[i].height);
	}
	assert_int_equal(a->warning_count, b->warning_count);
	for (size_t i = 0; i < a->warning_count; i++)
		text_same(a->warnings[i], b->warnings[i]);
}

static void round_trip(const struct plan *plan)
{
	struct arena *arena = arena_create();
	struct plan back;
	const char *text = plan_format(arena, plan);

	assert_null(plan_parse(arena, text, &back));
	plan_same(plan, &back);
	assert_string_equal(plan_format(arena, &back), text);
	arena_destroy(arena);
}

static void test_round_trip(void **state)
{
	struct plan plan = {
		.conversation = 42, .account = 3, .reply_to = "https://example.org/1",
			.reply_ctx = "a=1\nb=%25\n",
		.visibility = VIS_UNLISTED, .cw = "", .lang = "fr", .part_count = 2,
		.parts = {
			{ .text = "first\nline = 100%\n", .length = 18, .max = 500, .key = "k1" },
			{ .text = "", .key = "k2", .remote_id = "9", .native = "n9", .url = "https://example.org/9" },
		},
		.media_count = 2,
		.media = {
			{ .blob = 7, .hash = "00ff", .name = "a bowl.png", .mime = "image/png", .alt = "a bowl\nof 100%",
				.size = 99, .width = 3, .height = 4, .remote_id = "{\"a\":1}" },
			{ .blob = 8, .hash = "01", .name = "b", .mime = "image/gif", .size = 1 },
		},
		.recipient_count = 2, .recipients = { "@bob@example.org", "maria" },
		.warning_count = 1, .warnings = { "the message is private" }, .blocked = "window closed", .begun_ms = 1795341600000,
	};
	struct plan empty = { .visibility = VIS_PUBLIC };

	(void)state;
	round_trip(&plan);
	round_trip(&empty);
	plan.part_count = PLAN_PARTS;
	plan.recipient_count = PLAN_RECIPIENTS;
	plan.warning_count = PLAN_WARNINGS;
	for (size_t i = 0; i < PLAN_PARTS; i++)
		plan.parts[i].text = "x";
	for (size_t i = 0; i < PLAN_RECIPIENTS; i++)
		plan.recipients[i] = "carol";
	for (size_t i = 0; i < PLAN_WARNINGS; i++)
		plan.warnings[i] = "w";
	round_trip(&plan);
}

static void test_refused(void **state)
{
	static const char *const texts[] = { "", "plan=", "plan=2\n", "plan=11\n", "conversation=1\n",
		"plan=1\nnew=1\n", "plan=1\nlength=1\n", "plan=1\npart=x\nlength=a\n", "plan=1\nvisibility=x\n",
		"plan=1\naccount=-1\n" };
	struct arena *arena = arena_create();
	struct str many = { 0 };
	struct plan plan;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_true(err_is(plan_parse(arena, texts[i], &plan), ERR_DATA));
	str_add(&many, "plan=1\n");
	for (size_t i = 0; i <= PLAN_PARTS; i++)
		str_add(&many, "part=x\n");
	assert_true(err_is(plan_parse(arena, many.text, &plan), ERR_DATA));
	str_finish(&many);
	arena_destroy(arena);
}

static void test_ceiling(void **state)
{
	(void)state;
	assert_int_equal(visibility_ceiling(VIS_PRIVATE, VIS_PUBLIC), VIS_PRIVATE);
	assert_int_equal(visibility_ceiling(VIS_PUBLIC, VIS_PRIVATE), VIS_PRIVATE);
	assert_int_equal(visibility_ceiling(VIS_UNLISTED, VIS_PUBLIC), VIS_UNLISTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
