/* SPDX-License-Identifier: ISC */
/*
 * Proves what a reply says of our clock: bounds, to the whole second where a
 * network tells no more; that five agree before anything is said, that noise
 * and slow sends move nothing, and that no set of samples refutes its own
 * answer, over thousands of random sets.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/arena.h"
#include "guichet/base/random.h"
#include "guichet/model/clock_sample.h"

#define T0 INT64_C(1790000000000)

enum { ROUNDS = 20000, SPREAD_MS = 12000 };

static void test_bounds(void **state)
{
	struct clock_sample sample = { 7, 7 };

	(void)state;
	assert_true(clock_sample_of(T0, T0 + 300, T0 + 5100, &sample));
	assert_int_equal(sample.low_ms, 4800);
	assert_int_equal(sample.high_ms, 5100);
	/* 10:00:04 is anything up to 10:00:04.999. */
	assert_true(clock_sample_of(T0 + 100, T0 + 300, T0 - 4000, &sample));
	assert_int_equal(sample.low_ms, -4300);
	assert_int_equal(sample.high_ms, -3101);
}

static void test_no_proof(void **state)
{
	struct clock_sample sample = { 7, 7 };

	(void)state;
	assert_false(clock_sample_of(T0 + 300, T0, T0 + 100, &sample));	/* ours was set back meanwhile */
	assert_false(clock_sample_of(0, T0, T0, &sample));
	assert_false(clock_sample_of(T0, T0 + 300, 0, &sample));
	assert_false(clock_sample_of(T0, T0 + 300, T0 + INT64_C(400) * 86400000, &sample));
	assert_false(clock_sample_of(T0, T0 + 300, INT64_MAX / 1000 * 1000, &sample));
	assert_false(clock_sample_of(T0, T0 + 300, 1000, &sample));
	assert_int_equal(sample.low_ms, 7);
}

/* As many as there are pairs; low and high of each. */
static bool moves(int64_t held_ms, size_t count, const int64_t pairs[][2], int64_t *offset_ms)
{
	struct clock_sample samples[CLOCK_SAMPLES_MOST];

	*offset_ms = 0;
	for (size_t i = 0; i < count; i++)
		samples[i] = (struct clock_sample){ pairs[i][0], pairs[i][1] };
	return clock_offset_moves(samples, count, held_ms, offset_ms);
}

#define MOVES(held, list, offset) moves((held), sizeof(list) / sizeof((list)[0]), (list), (offset))

static void test_five_agree(void **state)
{
	static const int64_t behind[][2] = { { 4700, 5100 }, { 4900, 5200 }, { 4000, 5300 }, { 4950, 5010 }, { -100, 400 } };
	int64_t offset;

	(void)state;
	assert_false(moves(0, 4, behind, &offset));
	assert_true(moves(0, 5, behind, &offset));
	assert_int_equal(offset, 4700);
	assert_false(moves(4700, 5, behind, &offset));
	assert_false(moves(3500, 5, behind, &offset));	/* near enough */
}

static void test_right_again(void **state)
{
	static const int64_t right[][2] = { { -200, 100 }, { -300, 50 }, { -20, 20 }, { -900, 90 }, { -80, 900 } };
	static const int64_t ahead[][2] = { { -2900, -2600 }, { -3100, -2700 }, { -9000, -2500 }, { -2800, -2650 },
		{ -2950, -2610 } };
	int64_t offset;

	(void)state;
	assert_true(MOVES(4700, right, &offset));
	assert_int_equal(offset, 0);
	assert_true(MOVES(0, ahead, &offset));
	assert_int_equal(offset, -2610);
	assert_false(clock_is_off(CLOCK_OFFSET_WORTH_MS));
	assert_true(clock_is_off(-CLOCK_OFFSET_WORTH_MS - 1));
}

/* A send that took ten seconds fits what is held as well as it fits nothing. */
static void test_slow_sends(void **state)
{
	static const int64_t slow[][2] = { { -4000, 6000 }, { -3000, 5200 }, { -5000, 5500 }, { -8000, 9000 }, { -1, 5000 },
		{ -400, 7000 }, { 4600, 5100 } };
	int64_t offset;

	(void)state;
	assert_false(MOVES(4700, slow, &offset));
	assert_false(MOVES(0, slow, &offset));
}

/* Half of them is no majority. */
static void test_halves(void **state)
{
	static const int64_t two_servers[][2] = { { 4900, 5000 }, { -50, 50 }, { 4900, 5000 }, { -50, 50 }, { 4900, 5000 },
		{ -50, 50 } };
	int64_t offset;

	(void)state;
	assert_false(MOVES(0, two_servers, &offset));
	assert_false(MOVES(4900, two_servers, &offset));
}

static int64_t some(struct random *random)
{
	return (int64_t)random_below(random, 2 * SPREAD_MS) - SPREAD_MS;
}

static void test_never_refuted(void **state)
{
	struct random random = random_seeded(5);
	size_t moved = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct clock_sample samples[CLOCK_SAMPLES_MOST];
		size_t count = CLOCK_SAMPLES_LEAST + (size_t)random_below(&random, CLOCK_SAMPLES_MOST - CLOCK_SAMPLES_LEAST + 1);
		int64_t held = some(&random), offset = 0, again = 0;

		for (size_t i = 0; i < count; i++) {
			samples[i].low_ms = some(&random);
			samples[i].high_ms = samples[i].low_ms + (int64_t)random_below(&random, SPREAD_MS);
		}
		if (!clock_offset_moves(samples, count, held, &offset))
			continue;
		moved++;
		assert_true(clock_is_off(offset - held));
		assert_false(clock_offset_moves(samples, count, offset, &again));
	}
	assert_true(moved > ROUNDS / 10);
}

static void test_told(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	assert_null(clock_text(arena, &(struct clock_held){ 1999, T0 }));
	assert_string_equal(clock_text(arena, &(struct clock_held){ 3600, T0 }), "our clock is 4 s behind the network's; "
		"times that we took ourselves are corrected by it since 2026-09-21T14:13:20Z; set the clock (NTP)");
	assert_non_null(strstr(clock_text(arena, &(struct clock_held){ -120000, T0 }), "is 2 min ahead of the network's"));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_no_proof),
		cmocka_unit_test(test_five_agree),
		cmocka_unit_test(test_right_again),
		cmocka_unit_test(test_slow_sends),
		cmocka_unit_test(test_halves),
		cmocka_unit_test(test_never_refuted),
		cmocka_unit_test(test_told),
	};

	return cmocka_run_group_tests_name("clock_sample", tests, NULL, NULL);
}
