/* SPDX-License-Identifier: ISC */
/*
 * Proves: a look lasts from opening to leaving, ends two minutes after the
 * last key and not later, begins again with the next one, and one of less
 * than a second is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/tui/look.h"

#define BEGIN INT64_C(1700000000000)

static int64_t seconds_at(struct looking *look, int64_t id, int64_t after_ms, int64_t of)
{
	struct looked ended = { 0 };

	if (!look_at(look, id, BEGIN + after_ms, &ended))
		return 0;
	assert_int_equal(ended.id, of);
	return ended.seconds;
}

static void lasts_until_left(void **state)
{
	struct looking look = { 0 };

	(void)state;
	assert_int_equal(seconds_at(&look, 7, 0, 0), 0);
	assert_int_equal(seconds_at(&look, 7, 30000, 0), 0);
	assert_int_equal(seconds_at(&look, 0, 41900, 7), 41);
	assert_int_equal(seconds_at(&look, 0, 50000, 0), 0);
}

static void another_one_ends_it(void **state)
{
	struct looking look = { 0 };

	(void)state;
	assert_int_equal(seconds_at(&look, 7, 0, 0), 0);
	assert_int_equal(seconds_at(&look, 8, 5000, 7), 5);
	assert_int_equal(seconds_at(&look, 7, 5999, 8), 0);	/* passed by */
	assert_int_equal(seconds_at(&look, 0, 7999, 7), 2);
}

static void nobody_is_there(void **state)
{
	struct looking look = { 0 };

	(void)state;
	assert_int_equal(seconds_at(&look, 7, 0, 0), 0);
	look_key(&look, BEGIN + 10000);
	assert_int_equal(seconds_at(&look, 7, 129999, 0), 0);
	assert_int_equal(seconds_at(&look, 7, 500000, 7), 130);	/* the timer was late */
	assert_int_equal(seconds_at(&look, 7, 600000, 0), 0);
	look_key(&look, BEGIN + 600000);
	assert_int_equal(seconds_at(&look, 7, 600000, 0), 0);
	assert_int_equal(seconds_at(&look, 0, 603000, 7), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lasts_until_left), cmocka_unit_test(another_one_ends_it),
		cmocka_unit_test(nobody_is_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
