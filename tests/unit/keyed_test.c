/* SPDX-License-Identifier: ISC */
/*
 * A list by key gives the same places, records and steps as walking it does:
 * empty, of one, with keys at both ends of what a key can be, between and
 * beside them; and whatever order it came in, it is put into that of its keys.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "guichet/base/keyed.h"

struct record { int64_t key; char what; };

enum { MOST = 7 };
static const int64_t keys[MOST] = { INT64_MIN, -5, 0, 1, 7, 7000000000, INT64_MAX };

static size_t walked_place(const struct record *list, size_t count, int64_t key)
{
	size_t at = 0;

	while (at < count && list[at].key < key)
		at++;
	return at;
}

static size_t walked_last(const struct record *list, size_t count, int64_t key)
{
	size_t at = 0;

	while (at + 1 < count && list[at + 1].key <= key)
		at++;
	return at;
}

static void test_as_walked(void **state)
{
	static const int64_t beside[] = { INT64_MIN + 1, -6, -1, 2, 6, 8, 6999999999, INT64_MAX - 1 };
	struct record list[MOST];

	(void)state;
	for (size_t count = 0; count <= MOST; count++) {
		for (size_t i = 0; i < count; i++)
			list[i] = (struct record){ keys[i], (char)('a' + i) };
		for (size_t k = 0; k < MOST; k++) {
			assert_int_equal(keyed_place(list, count, sizeof(*list), keys[k]), walked_place(list, count, keys[k]));
			assert_int_equal(keyed_last(list, count, sizeof(*list), keys[k]), walked_last(list, count, keys[k]));
			assert_ptr_equal(keyed_find(list, count, sizeof(*list), keys[k]), k < count ? &list[k] : NULL);
		}
		for (size_t k = 0; k < sizeof(beside) / sizeof(beside[0]); k++) {
			assert_int_equal(keyed_place(list, count, sizeof(*list), beside[k]), walked_place(list, count, beside[k]));
			assert_int_equal(keyed_last(list, count, sizeof(*list), beside[k]), walked_last(list, count, beside[k]));
			assert_null(keyed_find(list, count, sizeof(*list), beside[k]));
		}
	}
}

static void test_nothing_at_all(void **state)
{
	(void)state;
	assert_int_equal(keyed_place(NULL, 0, sizeof(int64_t), 7), 0);
	assert_int_equal(keyed_last(NULL, 0, sizeof(int64_t), 7), 0);
	assert_null(keyed_find(NULL, 0, sizeof(int64_t), 7));
}

static void test_put_in_order(void **state)
{
	struct record list[MOST];

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		list[i * 3 % MOST] = (struct record){ keys[i], (char)('a' + i) };
	qsort(list, MOST, sizeof(*list), keyed_order);
	for (size_t i = 0; i < MOST; i++)
		assert_int_equal(list[i].what, 'a' + i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_walked),
		cmocka_unit_test(test_nothing_at_all),
		cmocka_unit_test(test_put_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
