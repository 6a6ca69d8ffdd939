/* SPDX-License-Identifier: ISC */
/*
 * Proves that the chances of counts are the published ones, that an hour
 * alarms from the count that the table says, that slow growth is added up as by
 * hand, and that ordinary months are quiet while a storm is one incident.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "guichet/model/spike.h"
#include "guichet/model/spike_said.h"

enum { WEEK = 168 };

static void near(double got, double wanted, double share)
{
	if (!(fabs(got - wanted) <= share * wanted))
		fail_msg("%.15g, not %.15g", got, wanted);
}

static struct count_law law_of_size(double size, double mean)
{
	return (struct count_law){ mean, mean + mean * mean / size };
}

/* X01 */
static void tails(void **state)
{
	(void)state;
	near(count_tail(law_of_size(4, 5), 15), .0134983604852, 1e-11);
	near(count_tail(law_of_size(10, 10), 25), .00452059274539, 1e-11);
	near(count_tail(law_of_size(10, 10), 40), 4.63177320498e-06, 1e-11);
	near(count_tail((struct count_law){ 5, 5 }, 15), .000226253676177, 1e-11);
	near(count_tail((struct count_law){ 5, 5 }, 0), 1, 0);
	near(count_tail((struct count_law){ 5, 5 }, 1), 1 - exp(-5), 1e-12);
	near(count_tail((struct count_law){ 2000, 2000 }, 2001) + 1 - count_tail((struct count_law){ 2000, 2000 }, 2001), 1, 1e-12);
	assert_int_equal(count_quantile((struct count_law){ 5, 5 }, .95), 9);
	assert_int_equal(count_quantile((struct count_law){ 5, 5 }, .05), 2);
	assert_int_equal(count_quantile((struct count_law){ 0, 0 }, .95), 0);
}

static void smallest_that_alarms(void **state)
{
	static const double means[] = { .2, .5, 1, 2, 5, 10, 20, 50 }, dispersions[] = { 0, .1, .3 };
	static const size_t wanted[][8] = {
		{ 5, 7, 8, 11, 17, 26, 41, 81 }, { 5, 7, 9, 13, 22, 36, 64, 147 }, { 6, 8, 11, 16, 30, 54, 101, 241 },
	};

	(void)state;
	for (size_t d = 0; d < 3; d++)
		for (size_t i = 0; i < 8; i++)
			assert_int_equal(spike_smallest(count_law_of(means[i], dispersions[d], SPIKE_WEEKS), SPIKE_CHANCE), wanted[d][i]);
	assert_true(count_law_of(0, 0, 8).mean == .0625);	/* of a silent hour too little is known */
}

/* X02 */
static void slow_growth(void **state)
{
	static const double counts[] = { 4, 8, 10, 12, 14 }, sums[] = { 0, 1.2437, 3.2984, 6.1640 };
	double sum = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_false(spike_burns(&sum, counts[i], 4, 1));
		assert_true(fabs(sum - sums[i]) < 5e-5);
	}
	assert_true(fabs(sum + 14 * log(1.5) - 2 - 9.8405) < 5e-5);
	assert_true(spike_burns(&sum, counts[4], 4, 1));
	assert_true(sum == 0);
}

static void spread(void **state)
{
	const double counts[] = { 4, 8, -1, 6 };
	struct count_spread one = count_spread_of(counts, 4), list[2] = { one, { 2, 6, 8 } };

	(void)state;
	assert_true(one.mean == 6 && one.variance == 4 && one.weeks == 3);
	assert_true(fabs(count_dispersion(list, 2) - 2.0 / 40) < 1e-12);	/* (4 - 6 + 6 - 2) / (36 + 4) */
	assert_true(count_dispersion(list, 1) == 0);
}

/* ---- months that a seed makes */

struct found { struct spike list[64]; size_t count; };

static void keep(void *data, const struct spike *spike)
{
	struct found *found = data;

	assert_true(found->count < 64);
	found->list[found->count++] = *spike;
}

static double uniform(struct random *rng)
{
	return ((double)random_below(rng, 1000000) + .5) / 1000000;
}

static double count_of(struct random *rng, double mean, int size)
{
	double shape = 0, left, product = 1;
	int n = -1;

	for (int i = 0; i < size; i++)
		shape -= log(uniform(rng));
	left = exp(-mean * shape / size);
	do {
		product *= uniform(rng);
		n++;
	} while (product > left);
	return n;
}

static struct spike_hour *hours_make(uint64_t seed, size_t count, double mean)
{
	struct random rng = random_seeded(seed);
	struct spike_hour *hours = mem_array(count, sizeof(*hours));

	for (size_t i = 0; i < count; i++) {
		hours[i].count = count_of(&rng, mean * (i % 24 >= 8 && i % 24 < 20 ? 1.6 : .4), 10);
		hours[i].authors = (size_t)hours[i].count;
	}
	return hours;
}

/* Two years of five messages an hour: some of chance's own, not one a week. */
static void ordinary_months_are_quiet(void **state)
{
	enum { HOURS = 104 * WEEK };
	size_t fast = 0, slow = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		struct found found = { .count = 0 };
		struct spike_hour *hours = hours_make(seed, HOURS, 5);

		spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
		for (size_t i = 0; i < found.count; i++)
			(*(found.list[i].is_slow ? &slow : &fast))++;
		free(hours);
	}
	assert_true(fast <= 2 * HOURS / 1000 * .54);
	assert_true(slow <= 2 * HOURS / 2000);
}

static void a_storm_is_one_incident(void **state)
{
	enum { HOURS = 10 * WEEK, STORM = 9 * WEEK + 34 };
	struct found found = { .count = 0 };
	struct spike_hour *hours = hours_make(3, HOURS, 5);
	const struct spike *spike = &found.list[0];

	(void)state;
	for (size_t i = 0; i < 6; i++)
		hours[STORM + i].count = hours[STORM + i].authors = (size_t)(60 + 20 * i);
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	assert_int_equal(found.count, 1);
	assert_true(spike->from == STORM && spike->peak == STORM + 5 && !spike->is_slow && !spike->is_open);
	assert_true(spike->until >= STORM + 6 + SPIKE_CALM_HOURS && spike->until < STORM + 24);
	assert_true(spike->count >= 6 * 110 && spike->expected > 6 * 5 && spike->expected < spike->count / 5);
	/* The week after, the same hours are measured by what is ordinary. */
	found.count = 0;
	spikes_find(hours, STORM + 3, WEEK, SPIKE_CHANCE, keep, &found);
	assert_true(found.count == 1 && spike->is_open && spike->until == STORM + 3);
	free(hours);
}

/* It alarms by what came so far, and what is not enough yet is neither ordinary nor the end of an incident. */
static void an_hour_that_is_not_over(void **state)
{
	enum { HOURS = 9 * WEEK + 35, LAST = HOURS - 1 };
	struct found found = { .count = 0 };
	struct spike_hour *hours = hours_make(3, HOURS, 5);
	const struct spike *spike = &found.list[0];

	(void)state;
	hours[LAST] = (struct spike_hour){ .count = 60, .authors = 60, .so_far = true };
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	assert_int_equal(found.count, 1);
	assert_true(spike->from == LAST && spike->until == HOURS && spike->is_open && spike->count == 60);
	assert_true(spike_usual(spike).low < spike->expected && spike_usual(spike).high > spike->expected);
	assert_true(spike_usual(spike).high < 30);
	hours[LAST].count = 10;
	found.count = 0;
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	assert_int_equal(found.count, 0);
	/* An incident before it, and quiet so far. */
	hours[LAST].count = hours[LAST].authors = 0;
	hours[LAST - 3].count = hours[LAST - 3].authors = 80;
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	assert_true(found.count == 1 && spike->is_open && spike->until == LAST);
	free(hours);
}

/* One who writes sixty times is a nuisance and no storm; and nothing alarms before two weeks are known. */
static void what_is_none(void **state)
{
	enum { HOURS = 10 * WEEK };
	struct found found = { .count = 0 };
	struct spike_hour *hours = hours_make(4, HOURS, .5);

	(void)state;
	hours[9 * WEEK + 20] = (struct spike_hour){ .count = 14, .authors = 2 };
	hours[WEEK + 20] = (struct spike_hour){ .count = 200, .authors = 90 };
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	for (size_t i = 0; i < found.count; i++)
		assert_true(found.list[i].is_slow && found.list[i].from >= 2 * WEEK);
	free(hours);
}

/* It never jumps, and is seen within a day or two. */
static void a_level_that_doubles_is_seen(void **state)
{
	enum { HOURS = 12 * WEEK, FROM = 10 * WEEK };
	struct found found = { .count = 0 };
	struct spike_hour *hours = hours_make(6, HOURS, 2);
	struct random rng = random_seeded(8);
	size_t i = 0;

	(void)state;
	for (size_t k = FROM; k < HOURS; k++)
		hours[k].count += count_of(&rng, 2 * (k % 24 >= 8 && k % 24 < 20 ? 1.6 : .4), 10);
	spikes_find(hours, HOURS, WEEK, SPIKE_CHANCE, keep, &found);
	while (i < found.count && found.list[i].from < FROM)
		i++;
	assert_true(i < found.count && found.list[i].from < FROM + 72);
	free(hours);
}

static void words_that_may_leave(void **state)
{
	static const char *const plain[] = { "refused", "remboursé", "can't", "l’hôtel", "24h", "Ошибка", "退款" };
	static const char hidden[] = "pay\xe2\x80\xae" "pal";
	static const char *const not[] = { "", "https://shop.example/v", "shop.example", "@helper", "#help", "a\"b", "<b>", "a\nb",
		hidden, "zero\xe2\x80\x8bwidth", "\xff", "\xf3\xa0\x81\x81tag",
		"averylongwordthatnobodywouldreadatall" };

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		assert_true(spike_word_is_plain(plain[i]));
	for (size_t i = 0; i < sizeof(not) / sizeof(not[0]); i++)
		assert_false(spike_word_is_plain(not[i]));
}

static void in_a_sentence(void **state)
{
	struct arena *arena = arena_create();
	struct spike_said said = { .account = "brand", .from_ms = 0, .until_ms = 3600000, .count = 48, .low = 6, .high = 14,
		.words = "refund\nbroken", .examples = "12 15" };

	(void)state;
	assert_string_equal(spike_say(arena, &said), "brand: 48 messages in an hour where 6 to 14 are usual; "
		"many of them say \"refund\", \"broken\"; such as #12, #15");
	said.until_ms = 3 * 3600000;
	said.words = said.examples = "";
	assert_string_equal(spike_say(arena, &said), "brand: 48 messages in 3 hours where 6 to 14 are usual");
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tails), cmocka_unit_test(smallest_that_alarms), cmocka_unit_test(slow_growth),
		cmocka_unit_test(spread), cmocka_unit_test(ordinary_months_are_quiet),
		cmocka_unit_test(a_storm_is_one_incident), cmocka_unit_test(an_hour_that_is_not_over),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(a_level_that_doubles_is_seen),
		cmocka_unit_test(words_that_may_leave), cmocka_unit_test(in_a_sentence)
	};

	return cmocka_run_group_tests_name("spike", tests, NULL, NULL);
}
