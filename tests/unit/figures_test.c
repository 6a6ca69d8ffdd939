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

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "guichet/model/figures.h"
#include "guichet/model/wait.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)

/* S03: the remission times of the 6-MP group; a negative one is censored. */
static const int freireich[] = { 6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23,
	-25,
	-32, -32, -34, -35 };

static size_t observations_make(const int *values, size_t count, uint64_t *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = figure_observation(abs(values[i]), values[i] > 0);
	return count;
}

static int64_t quantile(const uint64_t *sorted, size_t count, double p)
{
	int64_t found;

	figure_quantiles(sorted, count, &p, 1, &found);
	return found;
}

static void test_freireich(void **state)
{
	/* S is .857 .807 .753 .690 .627 .538 .448 after 6 7 10 13 16 22 23. */
	static const struct { double p; int64_t expected; } rows[] = {
		{ 0.14, 6 }, { 0.15, 7 }, { 0.19, 7 }, { 0.20, 10 }, { 0.24, 10 }, { 0.25, 13 },
		{ 0.30, 13 }, { 0.31, 16 }, { 0.37, 16 }, { 0.40, 22 }, { 0.46, 22 }, { 0.5, 23 }, { 0.55, 23 },
		{ 0.56, FIGURE_NOT_REACHED },
	};
	uint64_t list[32], scratch[32];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = observations_make(freireich, sizeof(freireich) / sizeof(freireich[0]), list);

		figure_sort(list, scratch, n);
		assert_int_equal(quantile(list, n, rows[i].p), rows[i].expected);
	}
}

static int number_compare(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

/* S01: also where many are equal. */
static void test_nearest_rank(void **state)
{
	struct random random = random_seeded(3);

	(void)state;
	for (size_t n = 1; n <= 120; n++) {
		uint64_t list[120], scratch[120];
		int64_t sorted[120];

		for (size_t i = 0; i < n; i++) {
			sorted[i] = (int64_t)random_below(&random, 60);
			list[i] = figure_observation(sorted[i], true);
		}
		figure_sort(list, scratch, n);
		qsort(sorted, n, sizeof(sorted[0]), number_compare);
		for (size_t percent = 1; percent < 100; percent++)
			assert_int_equal(quantile(list, n, (double)percent / 100),
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
	struct wait waits[8];
	struct figure figure;

	(void)state;
	for (int i = 0; i < 4; i++) {
		waits[i] = wait_make(WAIT_ANSWERED, (i + 1) * MINUTE, now);
		waits[4 + i] = wait_make(WAIT_OPEN, (i + 1) * HOUR, now);
	}
	figure_of_waits(waits, 8, WAIT_FIRST, 30 * MINUTE, now, &figure);
	assert_int_equal(figure.n, 4);
	assert_int_equal(figure.open, 4);
	assert_int_equal(figure.calendar.p50_ms, 4 * MINUTE);
	assert_int_equal(figure.calendar.p90_ms, FIGURE_NOT_REACHED);
	assert_int_equal(figure.calendar.p95_ms, FIGURE_NOT_REACHED);
	assert_int_equal(figure.calendar.longest_ms, 4 * HOUR);
	assert_int_equal(figure.met, 4);
	assert_int_equal(figure.missed, 4);
	assert_true(figure.share == 0.5);
	figure_of_waits(waits, 8, WAIT_NEXT, 30 * MINUTE, now, &figure);
	assert_int_equal(figure.n + figure.open, 0);
	assert_int_equal(figure.calendar.p50_ms, FIGURE_TOO_FEW);
	assert_true(figure.share == -1);
	figure_of_waits(waits, 8, -1, 0, now, &figure);
	assert_int_equal(figure.n, 4);
	assert_int_equal(figure.met + figure.missed + figure.undecided + figure.excluded, 0);
}

static void test_target(void **state)
{
	static const struct { enum wait_outcome outcome; int seconds; } rows[] = {
		{ WAIT_ANSWERED, 600 }, { WAIT_ANSWERED, 1000 }, { WAIT_OPEN, 700 }, { WAIT_OPEN, 5000 },
		{ WAIT_WAIVED, 300 }, { WAIT_WAIVED, 2000 }, { WAIT_WITHDRAWN, 400 },
	};
	const int64_t now = INT64_C(1772409600000);
	struct wait waits[7];
	struct figure figure;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		waits[i] = wait_make(rows[i].outcome, rows[i].seconds * INT64_C(1000), now);
	figure_of_waits(waits, 7, -1, 900000, now, &figure);
	assert_int_equal(figure.met, 1);
	assert_int_equal(figure.missed, 3);
	assert_int_equal(figure.undecided, 1);
	assert_int_equal(figure.excluded, 2);
	assert_true(figure.share == 0.25);
	assert_int_equal(figure.waived, 2);
	assert_int_equal(figure.withdrawn, 1);
	/* Closing a wait that has missed its target changes nothing. */
	waits[3].outcome = WAIT_WAIVED;
	waits[3].end_ms = now;
	figure_of_waits(waits, 7, -1, 900000, now, &figure);
	assert_true(figure.share == 0.25);
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
	figure_of_waits(waits, 12, -1, 0, now, &figure);
	assert_int_equal(figure.n, 6);
	assert_int_equal(figure.waived, 6);
	assert_int_equal(figure.calendar.p50_ms, 3 * MINUTE);
	assert_int_equal(figure.calendar.p95_ms, 6 * MINUTE);
	assert_int_equal(figure.calendar.longest_ms, 6 * MINUTE);
}

static void test_nothing(void **state)
{
	struct figure figure;

	(void)state;
	figure_of_waits(NULL, 0, -1, 900000, 0, &figure);
	assert_int_equal(figure.n, 0);
	assert_int_equal(figure.calendar.p50_ms, FIGURE_TOO_FEW);
	assert_true(figure.share == -1);
}

/* S02 and S05: ranks and shares as the specification of the metrics prints them. */
static void test_intervals(void **state)
{
	static const size_t ranks[][3] = { { 5, 0, 0 }, { 6, 1, 6 }, { 8, 1, 8 }, { 10, 2, 9 }, { 15, 4, 12 },
		{ 20, 6, 15 }, { 30, 10, 21 }, { 50, 18, 33 }, { 100, 40, 61 } };
	static const struct { size_t part, n; double low, high; } shares[] = {
		{ 18, 20, 69.9, 97.2 }, { 3, 3, 43.9, 100 }, { 0, 3, 0, 56.1 }, { 1, 1, 20.7, 100 } };
	size_t low, high;
	double share, from, to;

	(void)state;
	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++) {
		figure_median_ranks(ranks[i][0], &low, &high);
		assert_int_equal(low, ranks[i][1]);
		assert_int_equal(high, ranks[i][2]);
	}
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		figure_wilson(shares[i].part, shares[i].n, &share, &from, &to);
		assert_float_equal(100 * from, shares[i].low, 0.05);
		assert_float_equal(100 * to, shares[i].high, 0.05);
	}
	figure_wilson(0, 0, &share, &from, &to);
	assert_true(share == -1 && from == -1 && to == -1);
}

/* Whichever way the chance of the middle is worked out, ranks go on where they were. */
static void test_many_ranks(void **state)
{
	size_t before = 0, low, high;

	(void)state;
	for (size_t n = 6; n < 3000; n++) {
		figure_median_ranks(n, &low, &high);
		assert_int_equal(low + high, n + 1);
		assert_true(low >= before && low <= before + 1);
		before = low;
	}
	figure_median_ranks(1200000, &low, &high);
	assert_in_range(low, 598926, 598928);	/* n/2 less 1.96 of sqrt(n)/2 */
}

/* S falls at each end by its share of those still there: the definition, a step at a time. */
static int64_t walked(const uint64_t *sorted, size_t count, double p)
{
	double survival = 1;

	for (size_t i = 0; i < count; i++) {
		if (sorted[i] & 1)
			continue;
		survival *= (double)(count - i - 1) / (double)(count - i);
		if (survival <= 1 - p + 1e-9)
			return (int64_t)(sorted[i] >> 1);
	}
	return FIGURE_NOT_REACHED;
}

static void test_sorted_and_walked(void **state)
{
	struct random random = random_seeded(11);

	(void)state;
	for (size_t round = 0; round < 300; round++) {
		size_t n = 1 + random_below(&random, round % 3 == 0 ? 2000 : 60);
		uint64_t *list = mem_array(3 * n, sizeof(*list)), *copy = list + n;
		uint64_t range = UINT64_C(1) << random_below(&random, 41);

		for (size_t i = 0; i < n; i++)
			list[i] = copy[i] = figure_observation((int64_t)random_below(&random, range),
				random_below(&random, 4) != 0);
		figure_sort(list, copy + n, n);
		qsort(copy, n, sizeof(*copy), number_compare);
		assert_memory_equal(list, copy, n * sizeof(*copy));
		for (int percent = 1; percent < 100; percent += 7)
			assert_int_equal(quantile(list, n, percent / 100.0 + 0.0003),
				walked(list, n, percent / 100.0 + 0.0003));
		free(list);
	}
}

/* In runs of those that ended and that did not, some of which are dealt before, and the long ones. */
static void selected(const uint64_t *list, size_t count, struct figure_time *out, size_t ranks[2], int64_t within_ms)
{
	uint32_t *ms[2] = { mem_array(count, sizeof(*ms[0])), mem_array(count, sizeof(*ms[1])) };
	uint64_t *longs = mem_array(count, sizeof(*longs));
	size_t counts[2] = { 0 }, long_count = 0;
	struct figure_selection *selection;

	for (size_t i = 0; i < count; i++)
		if (list[i] >> 1 <= UINT32_MAX)
			ms[list[i] & 1][counts[list[i] & 1]++] = (uint32_t)(list[i] >> 1);
		else
			longs[long_count++] = list[i];
	{
		const struct figure_run runs[] = { { ms[1], counts[1], false }, { ms[0], counts[0] / 2, true },
			{ ms[0] + counts[0] / 2, counts[0] - counts[0] / 2, true } };
		struct figure_dealt *dealt[] = { figure_deal(&runs[1], 1), figure_deal(&runs[2], 1) };
		size_t before = count % 3;	/* of the two runs */

		selection = figure_select(&(struct figure_runs){ runs, 3 - before, longs, long_count,
			(const struct figure_dealt *const *)(dealt + 2 - before), before });
		figure_selection_time(selection, out);
		figure_selection_rank(selection, within_ms, &ranks[0], &ranks[1]);
		figure_selection_destroy(selection);
		figure_dealt_destroy(dealt[0]);
		figure_dealt_destroy(dealt[1]);
	}
	free(ms[0]);
	free(ms[1]);
	free(longs);
}

/* Few and many, spread and alike, nearly all ended and hardly any, long ones and none. */
static void test_selected_and_sorted(void **state)
{
	static const uint64_t ended_of[] = { 1, 2, 4, 50, 1000000 };
	struct random random = random_seeded(12);

	(void)state;
	for (size_t round = 0; round < 600; round++) {
		size_t n = 1 + random_below(&random, round % 20 == 0 ? 60000 : round % 3 == 0 ? 2000 : 60), ranks[2], told[2] = { 0 };
		uint64_t *list = mem_array(2 * n, sizeof(*list)), *scratch = list + n;
		uint64_t range = UINT64_C(1) << random_below(&random, 41), ended = ended_of[random_below(&random, 5)];
		uint64_t unit = random_below(&random, 3) == 0 ? 60000 : 1;
		int64_t within_ms = (int64_t)random_below(&random, 2 * range * unit);
		struct figure_time sorted, found;

		for (size_t i = 0; i < n; i++)
			list[i] = figure_observation((int64_t)(random_below(&random, range) * unit), random_below(&random, ended) != 0);
		selected(list, n, &found, ranks, within_ms);
		figure_sort(list, scratch, n);
		figure_time_of(list, n, &sorted);
		assert_memory_equal(&found, &sorted, sizeof(sorted));
		for (size_t i = 0; i < n; i++)
			told[list[i] & 1] += (int64_t)(list[i] >> 1) <= within_ms;
		assert_int_equal(ranks[0], told[0]);
		assert_int_equal(ranks[1], told[1]);
		free(list);
	}
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
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_many_ranks),
		cmocka_unit_test(test_sorted_and_walked),
		cmocka_unit_test(test_selected_and_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
