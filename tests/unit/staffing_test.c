/* SPDX-License-Identifier: ISC */
/*
 * Proves that staffing gives the published figures of Erlang C and Erlang A,
 * of chats with several at once and of messages that have hours, and that more
 * people never serve worse.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/staffing.h"

static void near(double got, double wanted, double within)
{
	if (!(fabs(got - wanted) <= within))
		fail_msg("%.12g, not %.12g", got, wanted);
}

/* E01: a hundred contacts in half an hour, of three minutes each; within 20 seconds. */
static void erlang_c(void **state)
{
	static const struct { size_t people; double waits, within, mean_wait_s, occupancy; } rows[] = {
		{ 11, .682118, .389614, 122.781, .909 }, { 12, .449388, .640158, 40.445, .833 },
		{ 13, .285270, .795595, 17.116, .769 }, { 14, .174132, .888350, 7.836, .714 },
		{ 15, .102042, .941453, 3.674, .667 },
	};
	const struct staffing_load load = { 10, 180 };
	struct staffing_level level;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		level = staffing_line(load, rows[i].people, 20);
		near(level.waits, rows[i].waits, 5e-7);
		near(level.within, rows[i].within, 5e-7);
		near(level.mean_wait_s, rows[i].mean_wait_s, 5e-4);
		near(level.occupancy, rows[i].occupancy, 5e-4);
	}
	level = staffing_line((struct staffing_load){ 48, 240 }, 55, 15);
	near(level.waits, .238701, 5e-7);
	near(level.within, .845883, 5e-7);
	near(level.mean_wait_s, 8.184, 5e-4);
	near(staffing_blocked(950, 1000), .00364929, 5e-9);
	near(staffing_line((struct staffing_load){ 950, 180 }, 1000, 20).waits, .06825342, 5e-9);
	level = staffing_line(load, 10, 20);
	assert_true(level.waits == 1 && level.within == 0 && level.mean_wait_s < 0);
	level = staffing_line((struct staffing_load){ 0, 180 }, 0, 20);
	assert_true(level.waits == 0 && level.within == 1);
}

static void people_needed(void **state)
{
	static const size_t needed[][2] = { { 1, 3 }, { 5, 8 }, { 20, 24 }, { 100, 107 } };
	const struct staffing_goal goal = { .8, 20, 1, 0 }, capped = { .8, 20, .85, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		assert_int_equal(staffing_needed((struct staffing_load){ (double)needed[i][0], 180 }, &goal, 1000), needed[i][1]);
	assert_int_equal(staffing_needed((struct staffing_load){ 10, 180 }, &capped, 1000), 14);
	assert_int_equal(staffing_needed((struct staffing_load){ 100, 180 }, &capped, 1000), 118);	/* busy too long with fewer */
	assert_int_equal(staffing_needed((struct staffing_load){ 100, 180 }, &goal, 50), 50);
	/* Who gives up leaves sooner: as many as just serve so many in time, and not one more. */
	for (size_t i = 0; i < 2; i++) {
		const struct staffing_goal patient = { .8, 20, .85, i == 0 ? 300 : 60 };
		size_t people = staffing_needed((struct staffing_load){ 10, 180 }, &patient, 1000);

		assert_true(people < 14 && staffing_patience((struct staffing_load){ 10, 180 }, people, 20, patient.patience_s).within >= .8);
		assert_true(staffing_patience((struct staffing_load){ 10, 180 }, people - 1, 20, patient.patience_s).within < .8 ||
			staffing_patience((struct staffing_load){ 10, 180 }, people - 1, 20, patient.patience_s).occupancy > .85);
	}
	assert_int_equal(staffing_rostered(14, .3), 20);
	assert_int_equal(staffing_rostered(14, 0), 14);
	assert_int_equal(staffing_rostered(7, .3), 10);
}

/* E02 */
static void erlang_a(void **state)
{
	struct staffing_level level = staffing_patience((struct staffing_load){ 10, 180 }, 14, 20, 300);

	(void)state;
	near(level.waits, .14526, 5e-6);
	near(level.abandons, .013984, 5e-7);
	near(level.occupancy, .704297, 5e-7);
	near(level.mean_wait_s / 60, .069919, 5e-7);
	near(level.within, .916792, 5e-7);
	level = staffing_patience((struct staffing_load){ 48, 60 }, 50, 6, 120);
	near(level.abandons, .0309, 5e-5);
	near(level.mean_wait_s, 3.71, 5e-3);
	near(level.occupancy, .930, 5e-4);
	near(staffing_line((struct staffing_load){ 48, 60 }, 50, 6).mean_wait_s, 20.83, 5e-3);
	level = staffing_patience((struct staffing_load){ 10, 180 }, 13, 20, 300);
	near(level.within, .8582, 5e-5);
	near(level.abandons, .0250, 5e-5);
	near(level.waits, .2258, 5e-5);
	near(level.mean_wait_s / 60, .1248, 6e-5);
	near(staffing_blocked(10, 17), .01295, 5e-6);
}

/* Who waits for ever waits as Erlang C says; and it neither falls nor breaks at sizes that overflow a product. */
static void patience_without_end(void **state)
{
	static const size_t people[] = { 12, 55, 700, 2000 };

	(void)state;
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		const struct staffing_load load = { .95 * (double)people[i], 180 };
		struct staffing_level endless = staffing_line(load, people[i], 20),
			patient = staffing_patience(load, people[i], 20, 1e8);

		near(patient.waits, endless.waits, 1e-3);
		near(patient.within, endless.within, 1e-3);
		near(patient.mean_wait_s, endless.mean_wait_s, 1e-3 * endless.mean_wait_s + 1e-3);
	}
	assert_true(staffing_patience((struct staffing_load){ 10, 180 }, 0, 20, 300).abandons == 1);
	assert_true(staffing_patience((struct staffing_load){ 100, 180 }, 10, 20, 300).abandons > .89);
}

static void more_people_serve_better(void **state)
{
	struct random rng = random_seeded(7);

	(void)state;
	for (int i = 0; i < 200; i++) {
		const struct staffing_load load = { .1 + (double)random_below(&rng, 600) / 10, 30 + (double)random_below(&rng, 3600) };
		double target_s = (double)random_below(&rng, 600), patience_s = 1 + (double)random_below(&rng, 3600);
		size_t people = 1 + (size_t)random_below(&rng, 80);

		assert_true(staffing_line(load, people + 1, target_s).within >= staffing_line(load, people, target_s).within);
		assert_true(staffing_patience(load, people + 1, target_s, patience_s).within >=
			staffing_patience(load, people, target_s, patience_s).within - 1e-12);
		assert_true(staffing_patience(load, people + 1, target_s, patience_s).abandons <=
			staffing_patience(load, people, target_s, patience_s).abandons + 1e-12);
	}
}

/* E03: sixty chats an hour, of ten minutes when they are alone. */
static void chats(void **state)
{
	const struct staffing_goal goal = { .8, 30, 1, 0 };
	size_t slots = 0;

	(void)state;
	near(staffing_chat_s(600, 3), 720, 1e-9);
	near(staffing_chat_s(600, 1), 600, 1e-9);
	assert_int_equal(staffing_chats(60, 600, 3, &goal, 1000, &slots), 6);
	assert_int_equal(slots, 16);
	near(staffing_line((struct staffing_load){ 12, 720 }, 16, 30).within, .827, 5e-4);
	/* The common short cut says more. */
	assert_int_equal(staffing_needed((struct staffing_load){ 4, 240 }, &goal, 1000), 7);
}

/* 30, 60 and 10 messages in three hours, two minutes each, to be answered within two hours. */
static void messages(void **state)
{
	const double work_s[] = { 3600, 7200, 1200, 0, 0 }, open_s[] = { 3600, 3600, 3600, 3600, 3600 };
	const double shut_s[] = { 3600, 3600, 0, 0, 3600 };
	struct staffing_work work = { work_s, open_s, 5 };

	(void)state;
	assert_int_equal(staffing_inventory(&work, .85, 2, 100), 1);
	assert_int_equal(staffing_inventory(&work, .85, 0, 100), 3);	/* each hour's within the hour */
	assert_int_equal(staffing_needed((struct staffing_load){ 2, 120 }, &(struct staffing_goal){ .8, 20, .85, 0 }, 100), 4);
	work.open_s = shut_s;
	assert_int_equal(staffing_inventory(&work, .85, 2, 100), 3);	/* two leave 0.3 hours of the third hour to the morning */
	work.work_s = open_s;
	assert_int_equal(staffing_inventory(&work, .85, 1, 7), 7);	/* what comes at night is late whoever is there by day */
}

/* Idle hours are not saved up: nobody answers a message before it is written. */
static void idle_is_lost(void **state)
{
	const double work_s[] = { 0, 0, 0, 7200, 0 }, open_s[] = { 3600, 3600, 3600, 3600, 3600 };
	const struct staffing_work work = { work_s, open_s, 5 };

	(void)state;
	assert_false(staffing_keeps_up(&work, 1, 1, 0));
	assert_true(staffing_keeps_up(&work, 1, 1, 1));
	assert_false(staffing_keeps_up(&work, 1, .9, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(erlang_c), cmocka_unit_test(people_needed), cmocka_unit_test(erlang_a),
		cmocka_unit_test(patience_without_end), cmocka_unit_test(more_people_serve_better), cmocka_unit_test(chats),
		cmocka_unit_test(messages), cmocka_unit_test(idle_is_lost)
	};

	return cmocka_run_group_tests_name("staffing", tests, NULL, NULL);
}
