/* SPDX-License-Identifier: ISC */
/*
 * Somebody who waits is told of a silence and the other end is asked first;
 * where nobody waits, nothing looks, but for a line that may end without a word.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/client/pulse.h"

enum { NOW = 100000 };

static void test_waiting(void **state)
{
	struct pulse pulse = { 0 };
	struct pulse_seen seen = { .here = true, .waiting = true, .heard_ms = NOW - 50000 };
	bool ask;

	(void)state;
	assert_int_equal(pulse_take(&pulse, &seen, NOW, &ask), 0);
	assert_false(ask);	/* it is waited for since now, whatever was before */
	assert_int_equal(pulse_take(&pulse, &seen, NOW + PULSE_ASK_MS, &ask), 0);
	assert_true(ask);
	assert_int_equal(pulse_take(&pulse, &seen, NOW + PULSE_SILENT_MS, &ask), PULSE_SILENT_MS);
	seen.heard_ms = NOW + PULSE_SILENT_MS;
	assert_int_equal(pulse_take(&pulse, &seen, NOW + PULSE_SILENT_MS, &ask), 0);
	assert_int_equal(pulse_pause(&seen, NOW), PULSE_MS);
}

static void test_rest(void **state)
{
	struct pulse pulse = { 0 };
	struct pulse_seen seen = { .here = true, .heard_ms = NOW };
	bool ask;

	(void)state;
	assert_int_equal(pulse_take(&pulse, &seen, NOW + 10 * PULSE_IDLE_MS, &ask), 0);
	assert_false(ask);
	assert_int_equal(pulse_pause(&seen, NOW), 0);
	seen.remote = true;
	assert_int_equal(pulse_pause(&seen, NOW + 5000), PULSE_IDLE_MS - 5000);
	assert_int_equal(pulse_pause(&seen, NOW + 10 * PULSE_IDLE_MS), PULSE_MS);
	assert_int_equal(pulse_take(&pulse, &seen, NOW + PULSE_IDLE_MS, &ask), 0);
	assert_true(ask);
	seen.here = false;
	assert_int_equal(pulse_pause(&seen, NOW), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests_name("pulse", tests, NULL, NULL);
}
