/* SPDX-License-Identifier: ISC */
/* The courier waits as long as the network asks, else longer with each failure, and never for ever. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../src/courier/bucket.h"
#include "../../src/courier/schedule.h"

#define NOW INT64_C(1795341600000)

static void test_backoff(void **state)
{
	struct random random = random_seeded(1);
	int64_t cap = BACKOFF_BASE_MS;

	(void)state;
	for (int failures = 1; failures < 40; failures++) {
		int64_t longest = 0;

		for (int i = 0; i < 200; i++) {
			int64_t wait = backoff_ms(failures, &random);

			assert_true(wait >= 0 && wait <= cap);
			longest = wait > longest ? wait : longest;
		}
		assert_true(longest > cap / 2);
		cap = cap * 2 < BACKOFF_CAP_MS ? cap * 2 : BACKOFF_CAP_MS;
	}
}

static void test_pace(void **state)
{
	struct random random = random_seeded(2);
	struct pace pace = { 0 };
	int64_t now = NOW + 7000;

	(void)state;
	assert_true(pace_may(&pace, NOW));
	pace_failed(&pace, NOW, 7000, &random);
	assert_int_equal(pace.not_before_ms, NOW + 7000);
	assert_false(pace_may(&pace, NOW + 6999));
	assert_true(pace_may(&pace, NOW + 7000));
	for (int i = 1; i < BREAKER_FAILURES; i++) {
		assert_false(pace_is_open(&pace, now));
		pace_failed(&pace, now, 0, &random);
		now = i + 1 < BREAKER_FAILURES ? now + BACKOFF_CAP_MS : now;
	}
	assert_true(pace_is_open(&pace, now));
	assert_int_equal(pace.not_before_ms, now + BREAKER_PROBE_MS);
	assert_false(pace_is_open(&pace, now + BREAKER_PROBE_MS));
	pace_failed(&pace, now + BREAKER_PROBE_MS, 1000, &random);
	assert_int_equal(pace.not_before_ms, now + 2 * BREAKER_PROBE_MS);
	pace_failed(&pace, now, 3600 * 1000, &random);
	assert_int_equal(pace.not_before_ms, now + 3600 * 1000);
	pace_succeeded(&pace);
	assert_true(pace_may(&pace, NOW) && !pace_is_open(&pace, NOW));
}

/* Whatever meets one outage is one failure: a queue of replies does not shut the account for minutes. */
static void test_one_outage(void **state)
{
	struct random random = random_seeded(4);
	struct pace pace = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		pace_failed(&pace, NOW + i * 10, 0, &random);
	assert_int_equal(pace.failures, 1);
	assert_true(pace.not_before_ms <= NOW + 990 + BACKOFF_BASE_MS);
	pace_failed(&pace, NOW + 60 * 1000, 0, &random);
	assert_int_equal(pace.failures, 2);
	/* What the network asks for holds all the same. */
	pace_failed(&pace, NOW + 60 * 1000, 40 * 1000, &random);
	assert_int_equal(pace.failures, 2);
	assert_int_equal(pace.not_before_ms, NOW + 100 * 1000);
}

/* A long outage opens the breaker as soon as its waits allow, whatever else fails meanwhile. */
static void test_long_outage(void **state)
{
	struct random random = random_seeded(5);
	struct pace pace = { 0 };
	int64_t waits = 0, now = NOW;

	(void)state;
	for (int failures = 1; failures < BREAKER_FAILURES; failures++)
		waits += INT64_C(2) * BACKOFF_BASE_MS << (failures - 1);
	for (; !pace_is_open(&pace, now) && now <= NOW + waits; now += 100)
		pace_failed(&pace, now, 0, &random);
	assert_true(pace_is_open(&pace, now));
	assert_int_equal(pace.failures, BREAKER_FAILURES);
	/* What was still on its way then changes nothing. */
	pace_failed(&pace, now + 5000, 0, &random);
	assert_true(pace.not_before_ms <= now + BREAKER_PROBE_MS);
	assert_true(pace_may(&pace, now + BREAKER_PROBE_MS));
}

static void test_interval(void **state)
{
	struct random random = random_seeded(3);
	int64_t before = 0;

	(void)state;
	for (int quiet = 0; quiet < 50; quiet++) {
		int64_t interval = poll_interval_ms(POLL_BASE_MS, quiet, &random);

		assert_true(interval >= POLL_BASE_MS && interval <= POLL_BASE_MS * POLL_DECAY * 11 / 10);
		assert_true(quiet > 3 || interval > before);
		before = interval;
	}
	assert_true(poll_interval_ms(0, 0, &random) >= POLL_FLOOR_MS);
}

static void test_bucket(void **state)
{
	struct bucket bucket = bucket_make(10, 2, NOW);
	int polls = 0, sends = 0;

	(void)state;
	for (; bucket_wait(&bucket, NOW, false) == 0; polls++)
		bucket_take(&bucket, NOW);
	assert_int_equal(polls, 8);	/* a fifth is left for sends */
	for (; bucket_wait(&bucket, NOW, true) == 0; sends++)
		bucket_take(&bucket, NOW);
	assert_int_equal(sends, 2);
	assert_int_equal(bucket_wait(&bucket, NOW, true), 500);
	assert_int_equal(bucket_wait(&bucket, NOW, false), 1500);
	assert_int_equal(bucket_wait(&bucket, NOW + 500, true), 0);
	assert_int_equal(bucket_wait(&bucket, NOW + 86400000, false), 0);
	assert_int_equal(bucket_wait(&bucket, NOW - 86400000, true), 500);
}

static void test_network_word(void **state)
{
	struct bucket bucket = bucket_make(10, 2, NOW);

	(void)state;
	bucket_learn(&bucket, 2, NOW + 60000, NOW);
	assert_int_equal(bucket_wait(&bucket, NOW, false), 0);
	bucket_take(&bucket, NOW);
	assert_int_equal(bucket_wait(&bucket, NOW, false), 60000);
	assert_int_equal(bucket_wait(&bucket, NOW, true), 0);
	bucket_take(&bucket, NOW);
	assert_int_equal(bucket_wait(&bucket, NOW, true), 60000);
	assert_int_equal(bucket_wait(&bucket, NOW + 60000, true), 0);
	bucket_learn(&bucket, 0, NOW - 1, NOW);
	bucket_learn(&bucket, -1, NOW + 1, NOW);
	bucket_learn(&bucket, 0, NOW + INT64_C(99999999999), NOW);
	assert_int_equal(bucket_wait(&bucket, NOW, true), 0);
	bucket_block(&bucket, NOW + 5000);
	bucket_block(&bucket, NOW + 1000);
	assert_int_equal(bucket_wait(&bucket, NOW, true), 5000);
}

static void test_restart(void **state)
{
	struct arena *arena = arena_create();
	struct bucket bucket = bucket_make(10, 2, NOW), again = bucket;

	(void)state;
	for (int i = 0; i < 10; i++)
		bucket_take(&bucket, NOW);
	bucket_block(&bucket, NOW + 90000);
	bucket_parse(&again, bucket_format(arena, &bucket), NOW);
	assert_int_equal(bucket_wait(&again, NOW, true), 90000);
	assert_int_equal(bucket_wait(&again, NOW + 90000, true), 0);
	again = bucket_make(10, 2, NOW);
	bucket_parse(&again, "milli=-5\nat=99999999999999\nblocked=99999999999999\n", NOW);
	assert_int_equal(bucket_wait(&again, NOW, true), 500);
	bucket_parse(&again, "nonsense", NOW);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backoff), cmocka_unit_test(test_pace),
		cmocka_unit_test(test_one_outage), cmocka_unit_test(test_long_outage),
		cmocka_unit_test(test_interval),
		cmocka_unit_test(test_bucket), cmocka_unit_test(test_network_word), cmocka_unit_test(test_restart),
	};

	return cmocka_run_group_tests_name("schedule", tests, NULL, NULL);
}
