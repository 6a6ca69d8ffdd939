/* SPDX-License-Identifier: ISC */
/*
 * Proves that quantiles are those of the worked examples, equal the nearest rank
 * where nothing is censored, and count what is still open.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/figures.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

/* The remission times of the 6-MP group; a negative one is censored. */
static const int freireich[] = { 6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23,
	-25,
	-32, -32, -34, -35 };

static size_t observations_make(const int *values, size_t count, struct observation *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct observation){ abs(values[i]), values[i] > 0 };
	return count;
}

static void test_freireich(void **state)
{
	/* S is .857 .807 .753 .690 .627 .538 .448 after 6 7 10 13 16 22 23. */
	static const struct { double p; int64_t expected; } rows[] = {
		{ 0.14, 6 }, { 0.15, 7 }, { 0.19, 7 }, { 0.20, 10 }, { 0.24, 10 }, { 0.25, 13 },
		{ 0.30, 13 }, { 0.31, 16 }, { 0.37, 16 }, { 0.40, 22 }, { 0.46, 22 }, { 0.5, 23 }, { 0.55, 23 },
		{ 0.56, FIGURE_NOT_REACHED },
	};
	struct observation list[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = observations_make(freireich, sizeof(freireich) / sizeof(freireich[0]), list);

		assert_int_equal(figures_quantile(list, n, rows[i].p), rows[i].expected);
	}
}

static int number_compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

static void test_nearest_rank(void **state)
{
	struct random random = random_seeded(3);

	(void)state;
	for (size_t n = 1; n <= 120; n++) {
		struct observation list[120];
		int64_t sorted[120];

		for (size_t i = 0; i < n; i++) {
			sorted[i] = (int64_t)random_below(&random, 60);
			list[i] = (struct observation){ sorted[i], true };
		}
		qsort(sorted, n, sizeof(sorted[0]), number_compare);
		for (size_t percent = 1; percent < 100; percent++)
			assert_int_equal(figures_quantile(list, n, (double)percent / 100),
				sorted[(percent * n + 99) / 100 - 1]);
	}
}

static struct wait wait_make(enum wait_outcome outcome, int64_t duration_ms, int64_t as_of_ms)
{
	struct wait wait = { .outcome = outcome, .kind = WAIT_FIRST, .start_ms = as_of_ms - duration_ms };

	wait.end_ms = outcome == WAIT_OPEN ? 0 : as_of_ms;
	return wait;
}

static void test_open_counts(void **state)
{
	const int64_t now = INT64_C(1772409600000);
	struct arena *arena = arena_create();
	struct wait waits[8];
	struct figure figure;

	(void)state;
	for (int i = 0; i < 4; i++) {
		waits[i] = wait_make(WAIT_ANSWERED, (i + 1) * MINUTE, now);
		waits[4 + i] = wait_make(WAIT_OPEN, (i + 1) * HOUR, now);
	}
	figures_of(arena, waits, 8, WAIT_FIRST, 30 * MINUTE, now, &figure);
	assert_int_equal(figure.n, 4);
	assert_int_equal(figure.open, 4);
	assert_int_equal(figure.p50_ms, 4 * MINUTE);
	assert_int_equal(figure.p90_ms, FIGURE_NOT_REACHED);
	assert_int_equal(figure.p95_ms, FIGURE_NOT_REACHED);
	assert_int_equal(figure.longest_ms, 4 * HOUR);
	assert_int_equal(figure.met, 4);
	assert_int_equal(figure.missed, 4);
	assert_true(figure.within_target == 0.5);
	figures_of(arena, waits, 8, WAIT_NEXT, 30 * MINUTE, now, &figure);
	assert_int_equal(figure.n + figure.open, 0);
	assert_int_equal(figure.p50_ms, FIGURE_NOT_REACHED);
	assert_true(figure.within_target == -1);
	figures_of(arena, waits, 8, -1, 0, now, &figure);
	assert_int_equal(figure.n, 4);
	assert_int_equal(figure.met + figure.missed + figure.undecided + figure.excluded, 0);
	arena_destroy(arena);
}

static void test_target(void **state)
{
	static const struct { enum wait_outcome outcome; int seconds; } rows[] = {
		{ WAIT_ANSWERED, 600 }, { WAIT_ANSWERED, 1000 }, { WAIT_OPEN, 700 }, { WAIT_OPEN, 5000 },
		{ WAIT_WAIVED, 300 }, { WAIT_WAIVED, 2000 }, { WAIT_WITHDRAWN, 400 },
	};
	const int64_t now = INT64_C(1772409600000);
	struct arena *arena = arena_create();
	struct wait waits[7];
	struct figure figure;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		waits[i] = wait_make(rows[i].outcome, rows[i].seconds * INT64_C(1000), now);
	figures_of(arena, waits, 7, -1, 900000, now, &figure);
	assert_int_equal(figure.met, 1);
	assert_int_equal(figure.missed, 3);
	assert_int_equal(figure.undecided, 1);
	assert_int_equal(figure.excluded, 2);
	assert_true(figure.within_target == 0.25);
	assert_int_equal(figure.waived, 2);
	assert_int_equal(figure.withdrawn, 1);
	/* Closing a wait that has missed its target changes nothing. */
	waits[3].outcome = WAIT_WAIVED;
	waits[3].end_ms = now;
	figures_of(arena, waits, 7, -1, 900000, now, &figure);
	assert_true(figure.within_target == 0.25);
	arena_destroy(arena);
}

/* Waived waits leave the population: they make it neither faster nor slower. */
static void test_waived(void **state)
{
	const int64_t now = INT64_C(1772409600000);
	struct wait waits[12];
	struct figure figure;

	(void)state;
	for (int i = 0; i < 12; i++)
		waits[i] = i < 6 ? wait_make(WAIT_ANSWERED, (i + 1) * MINUTE, now)
			: wait_make(WAIT_WAIVED, 100 * HOUR, now);
	figures_of(NULL, waits, 12, -1, 0, now, &figure);
	assert_int_equal(figure.n, 6);
	assert_int_equal(figure.waived, 6);
	assert_int_equal(figure.p50_ms, 3 * MINUTE);
	assert_int_equal(figure.p95_ms, 6 * MINUTE);
	assert_int_equal(figure.longest_ms, 6 * MINUTE);
}

static void test_nothing(void **state)
{
	struct figure figure;

	(void)state;
	figures_of(NULL, NULL, 0, -1, 900000, 0, &figure);
	assert_int_equal(figure.n, 0);
	assert_int_equal(figure.p50_ms, FIGURE_NOT_REACHED);
	assert_true(figure.within_target == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_freireich),
		cmocka_unit_test(test_nearest_rank),
		cmocka_unit_test(test_open_counts),
		cmocka_unit_test(test_target),
		cmocka_unit_test(test_waived),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
