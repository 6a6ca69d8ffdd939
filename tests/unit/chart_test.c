/* SPDX-License-Identifier: ISC */
/*
 * Charts are exactly as wide as they were asked to be, never show something
 * as nothing or nothing as something, keep the order of what they show, and
 * say the same in ASCII.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/report/chart.h"

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

static void bar_is(struct arena *arena, bool ascii, double value, double most, int cells, const char *wanted)
{
	struct shown bar = chart_bar(arena, ascii, value, most, cells);

	assert_string_equal(bar.bytes, wanted);
	assert_int_equal(bar.width, cells);
}

static void bars_have_eighths(void **state)
{
	bar_is(*state, false, 0, 10, 4, "    ");
	bar_is(*state, false, 10, 10, 4, "████");
	bar_is(*state, false, 5, 10, 4, "██  ");
	bar_is(*state, false, 9, 16, 2, "█▏");
	bar_is(*state, false, 99, 10, 3, "███");
	bar_is(*state, false, -1, 10, 3, "   ");
	bar_is(*state, false, 5, 0, 3, "   ");
}

static void something_is_never_nothing(void **state)
{
	bar_is(*state, false, 1, 1e9, 3, "▏  ");
	bar_is(*state, true, 1, 1e9, 3, ".  ");
	assert_string_equal(chart_spark(*state, false, (const double[]){ 0, 1, 1e9 }, 3).bytes, "▁▂█");
}

static void shades_are_shared(void **state)
{
	double peak[] = { 1, 400, 2, 3, 4, 5, 6, 7 }, same[] = { 1, 1, 1, 1, 1, 9 }, none[] = { 0 }, three[] = { 3, 10, 16 };
	double upto[CHART_HEAT_MOST];

	(void)state;
	chart_heats(peak, 8, upto);
	assert_int_equal(chart_heat(1, upto), 1);
	assert_int_equal(chart_heat(3, upto), 2);
	assert_int_equal(chart_heat(6, upto), 3);
	assert_int_equal(chart_heat(7, upto), CHART_HEAT_MOST);
	assert_int_equal(chart_heat(400, upto), CHART_HEAT_MOST);
	chart_heats(same, 6, upto);
	assert_int_equal(chart_heat(1, upto), 1);
	assert_int_equal(chart_heat(9, upto), CHART_HEAT_MOST);
	chart_heats(three, 3, upto);
	assert_int_equal(chart_heat(3, upto), 1);
	assert_int_equal(chart_heat(10, upto), 2);
	assert_int_equal(chart_heat(16, upto), CHART_HEAT_MOST);
	chart_heats(none, 0, upto);
	assert_true(upto[CHART_HEAT_MOST - 1] < 0);
}

static void ascii_bars_have_halves(void **state)
{
	bar_is(*state, true, 10, 10, 4, "####");
	bar_is(*state, true, 4.5, 8, 4, "##. ");
	bar_is(*state, true, 5.5, 8, 4, "##: ");
}

/* A longer value is never drawn shorter. */
static void bars_keep_the_order(void **state)
{
	size_t before = 0;

	for (int i = 0; i <= 400; i++) {
		size_t eighths = 0;
		struct shown bar = chart_bar(*state, false, i, 400, 10);

		for (const char *p = bar.bytes; (unsigned char)*p == 0xe2; p += 3)
			eighths += (size_t)(0x90 - (unsigned char)p[2]);
		assert_true(eighths >= before);
		before = eighths;
	}
	assert_int_equal(before, 80);
}

static void sparks_have_a_cell_each(void **state)
{
	const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7, -1 };
	struct shown spark = chart_spark(*state, false, values, 9), ascii = chart_spark(*state, true, values, 9);

	assert_string_equal(spark.bytes, "▁▂▃▄▅▆▇█ ");
	assert_string_equal(ascii.bytes, "_.:-=+*# ");
	assert_int_equal(spark.width, 9);
	assert_string_equal(chart_spark(*state, false, (const double[]){ 0, 0 }, 2).bytes, "▁▁");
	assert_int_equal(chart_spark(*state, false, NULL, 0).width, 0);
}

static void shades_differ_without_colour(void **state)
{
	for (int a = 0; a <= CHART_HEAT_MOST; a++)
		for (int b = 0; b < a; b++) {
			assert_string_not_equal(chart_shade(*state, false, a, 2).bytes, chart_shade(*state, false, b, 2).bytes);
			assert_string_not_equal(chart_shade(*state, true, a, 2).bytes, chart_shade(*state, true, b, 2).bytes);
		}
	assert_int_equal(chart_shade(*state, false, 2, 3).width, 3);
}

static void counts_fit(void **state)
{
	assert_string_equal(chart_count(*state, 0, 3).bytes, "  0");
	assert_string_equal(chart_count(*state, 999, 3).bytes, "999");
	assert_string_equal(chart_count(*state, 12345, 3).bytes, "12k");
	assert_string_equal(chart_count(*state, 123456, 3).bytes, "  +");
	assert_string_equal(chart_count(*state, 123456, 4).bytes, "123k");
}

static void large_digits_are_equally_wide(void **state)
{
	struct shown lines[CHART_BIG_LINES], wide[CHART_BIG_LINES];

	chart_big(*state, false, "27:05 %", 1, lines);
	chart_big(*state, true, "27:05 %", 2, wide);
	for (int i = 1; i < CHART_BIG_LINES; i++) {
		assert_int_equal(lines[i].width, lines[0].width);
		assert_int_equal(wide[i].width, wide[0].width);
	}
	assert_int_equal(wide[0].width, lines[0].width * 2);
	chart_big(*state, true, "42", 1, lines);
	assert_string_equal(lines[0].bytes, "#  # ####");
	assert_string_equal(lines[2].bytes, "#### ####");
	assert_string_equal(lines[4].bytes, "   # ####");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bars_have_eighths, setup, teardown),
		cmocka_unit_test_setup_teardown(something_is_never_nothing, setup, teardown),
		cmocka_unit_test(shades_are_shared),
		cmocka_unit_test_setup_teardown(ascii_bars_have_halves, setup, teardown),
		cmocka_unit_test_setup_teardown(bars_keep_the_order, setup, teardown),
		cmocka_unit_test_setup_teardown(sparks_have_a_cell_each, setup, teardown),
		cmocka_unit_test_setup_teardown(shades_differ_without_colour, setup, teardown),
		cmocka_unit_test_setup_teardown(counts_fit, setup, teardown),
		cmocka_unit_test_setup_teardown(large_digits_are_equally_wide, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
