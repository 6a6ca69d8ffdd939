/* SPDX-License-Identifier: ISC */
/* Why a conversation is in the packet of a shift follows from facts, and only what somebody must know is red. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "guichet/model/handover.h"

enum { NOW = 1000, HOUR_END = 2000, SHIFT_END = 9000 };

static void check(const struct handover_facts *given, struct conversation conv, const char *expected, bool red)
{
	struct arena *arena = arena_create();
	struct handover_facts facts = *given;
	unsigned bits;

	facts.conv = &conv;
	facts.now_ms = NOW;
	facts.first_hour_ms = HOUR_END;
	facts.shift_end_ms = SHIFT_END;
	bits = handover_reasons(&facts);
	assert_string_equal(handover_reasons_write(arena, bits), expected);
	assert_int_equal(handover_reasons_read(expected), bits);
	assert_int_equal(handover_is_red(bits), red);
	arena_destroy(arena);
}

static void reasons(void **state)
{
	const struct handover_facts none = { 0 };

	(void)state;
	check(&none, (struct conversation){ .status = STATUS_OPEN, .wait_ms = 5, .due_ms = NOW }, "breached", true);
	check(&none, (struct conversation){ .status = STATUS_OPEN, .wait_ms = 5, .due_ms = NOW + 1 }, "due", true);
	check(&none, (struct conversation){ .status = STATUS_OPEN, .wait_ms = 5, .due_ms = HOUR_END }, "due", true);
	check(&none, (struct conversation){ .status = STATUS_OPEN, .wait_ms = 5, .due_ms = HOUR_END + 1 }, "waiting", false);
	check(&none, (struct conversation){ .status = STATUS_PENDING }, "held", false);
	check(&none, (struct conversation){ .status = STATUS_SNOOZED, .snoozed_until = SHIFT_END }, "wakes", false);
	check(&none, (struct conversation){ .status = STATUS_SNOOZED, .snoozed_until = SHIFT_END + 1 }, "held", false);
	check(&none, (struct conversation){ .status = STATUS_SNOOZED }, "held", false);
	check(&none, (struct conversation){ .status = STATUS_PENDING, .marks = MARK_URGENT }, "urgent", true);
	/* What is over is in it only for what is still open about it. */
	check(&none, (struct conversation){ .status = STATUS_RESOLVED, .marks = MARK_URGENT }, "", false);
	check(&(struct handover_facts){ .failed = true }, (struct conversation){ .status = STATUS_RESOLVED }, "failed", true);
	check(&(struct handover_facts){ .asked = true }, (struct conversation){ .status = STATUS_RESOLVED }, "asked", true);
	check(&(struct handover_facts){ .drafted = true }, (struct conversation){ .status = STATUS_RESOLVED }, "draft", false);
	check(&(struct handover_facts){ .vip = true, .drafted = true },
		(struct conversation){ .status = STATUS_OPEN, .wait_ms = 5, .due_ms = 1 }, "breached,vip,draft", true);
	check(&(struct handover_facts){ .vip = true }, (struct conversation){ .status = STATUS_RESOLVED }, "", false);
	check(&(struct handover_facts){ .promise_ms = SHIFT_END }, (struct conversation){ .status = STATUS_PENDING }, "promise", true);
	check(&(struct handover_facts){ .promise_ms = SHIFT_END + 1 }, (struct conversation){ .status = STATUS_PENDING }, "held", false);
	assert_int_equal(handover_reasons_read("breached,nonsense,,vip"), 1U << HANDOVER_BREACHED | 1U << HANDOVER_VIP);
}

static void states(void **state)
{
	(void)state;
	assert_string_equal(handover_state_name(HANDOVER_QUESTION), "asked");
	assert_true(handover_is_open(HANDOVER_OFFERED) && handover_is_open(HANDOVER_QUESTION));
	assert_false(handover_is_open(HANDOVER_ACCEPTED) || handover_is_open(HANDOVER_DECLINED) || handover_is_open(HANDOVER_OVER));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reasons), cmocka_unit_test(states) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
