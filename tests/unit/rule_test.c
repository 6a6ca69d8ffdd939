/* SPDX-License-Identifier: ISC */
/*
 * What a rule may say: which commands are taken, what each would change in a
 * row, and what takes it back.  Nothing that a rule may do reaches a customer.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/model/rule.h"

static void commands_are_calls_without_a_conversation(void **state)
{
	static const struct { const char *text, *why; } rows[] = {
		{ "tag refund", NULL }, { "  assign   evening ", NULL }, { "note asked 'the depot', twice", NULL },
		{ "snooze 2h", NULL }, { "resolve --reason 'no answer'", NULL }, { "pending", NULL },
		{ "", "empty" }, { "tag", "missing" }, { "tag a b", "number" }, { "tag #7 b", "name none" },
		{ "reply hello", "nothing that a rule may do" }, { "claim", "nothing that a rule may do" },
		{ "ta refund", "nothing that a rule may do" }, { "agent add x", "nothing that a rule may do" },
		{ "note 'open", "quote" }, { "tag a\ntag b", "one line" }, { "note -F /etc/passwd", "" },
		{ "snooze never", "" }, { "frob", "nothing that a rule may do" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct call_request request;
		err_t err = rule_command(arena, rows[i].text, 7, &request);

		if ((err == NULL) != (rows[i].why == NULL))
			fail_msg("'%s': %s", rows[i].text, err == NULL ? "taken" : err->text);
		if (err != NULL && strstr(err->text, rows[i].why) == NULL)
			fail_msg("'%s': %s", rows[i].text, err->text);
		if (err == NULL)
			assert_int_equal(call_int(&request, "id", 0), 7);
	}
	arena_destroy(arena);
}

static void a_text_is_what_stands_behind(void **state)
{
	struct arena *arena = arena_create();
	struct call_request request;

	(void)state;
	assert_null(rule_command(arena, "note asked 'the  depot' twice", 7, &request));
	assert_string_equal(call_text(&request, "text"), "asked the  depot twice");
	arena_destroy(arena);
}

static void nothing_that_rules_do_is_sent(void **state)
{
	(void)state;
	for (size_t i = 0; i < calls_count; i++)
		if ((calls[i].flags & CALL_RULE) != 0) {
			assert_string_not_equal(calls[i].group, "reply");
			assert_int_equal(calls[i].flags & CALL_COURIER, 0);
		}
}

static void a_row_says_what_would_change(void **state)
{
	static const struct { const char *text; bool would; const char *inverse; } rows[] = {
		{ "tag refund", false, "untag refund" }, { "tag Refund", false, "untag Refund" },
		{ "tag fund", true, "untag fund" }, { "untag vip", true, "tag vip" }, { "untag none", false, "tag none" },
		{ "assign evening", false, "assign evening" }, { "assign @me", true, "assign evening" },
		{ "assign nobody", true, "assign evening" }, { "reopen", true, "pending" },
		{ "pending", false, "pending" }, { "resolve", true, "pending" }, { "snooze 1h", true, "pending" },
		{ "note x", true, NULL }, { "urgent", false, "calm" }, { "calm", true, "urgent" }, { "spam", true, "ham" },
		{ "no-answer", true, "pending" },
	};
	const struct list_row row = { .conv = { .id = 7, .assignee = 3, .status = STATUS_PENDING,
		.marks = MARK_URGENT },
		.assignee = "evening", .tags = "refund vip" };
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct call_request request;
		const char *inverse;

		assert_null(rule_command(arena, rows[i].text, 7, &request));
		if (rule_would(&request, &row, "maria") != rows[i].would)
			fail_msg("%s would %schange it", rows[i].text, rows[i].would ? "not " : "");
		inverse = rule_inverse(arena, &request, &row);
		assert_int_equal(inverse == NULL, rows[i].inverse == NULL);
		if (inverse != NULL)
			assert_string_equal(inverse, rows[i].inverse);
	}
	arena_destroy(arena);
}

static void what_takes_it_back_is_a_command_too(void **state)
{
	const struct list_row row = { .conv = { .id = 7, .status = STATUS_SNOOZED,
		.snoozed_until = INT64_C(1790000000000) }, .assignee = "", .tags = "" };
	struct arena *arena = arena_create();
	struct call_request request, back;

	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		static const char *const behind[] = { "", " x", " 2h" };
		const char *inverse = NULL;

		for (size_t k = 0; k < 3 && inverse == NULL && (calls[i].flags & CALL_RULE) != 0; k++)
			if (rule_command(arena, arena_printf(arena, "%s%s", calls[i].name, behind[k]), 7, &request) == NULL)
				inverse = rule_inverse(arena, &request, &row);
		if (inverse != NULL)
			assert_null(rule_command(arena, inverse, 7, &back));
	}
	assert_null(rule_command(arena, "resolve", 7, &request));
	assert_string_equal(rule_inverse(arena, &request, &row), "snooze 2026-09-21T14:13:20Z");
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_are_calls_without_a_conversation),
		cmocka_unit_test(a_text_is_what_stands_behind),
		cmocka_unit_test(nothing_that_rules_do_is_sent),
		cmocka_unit_test(a_row_says_what_would_change),
		cmocka_unit_test(what_takes_it_back_is_a_command_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
