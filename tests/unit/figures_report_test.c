/* SPDX-License-Identifier: ISC */
/*
 * Figures are printed in whole seconds, nothing is printed from too few
 * answers, a quantile that open waits keep away says how long the longest
 * took, and groups come in a fixed order.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/json/json.h"
#include "guichet/report/figures.h"

enum { TARGET_MS = 1800000, AS_OF_MS = 100000000 };

static struct wait answered(int64_t seconds)
{
	return (struct wait){ .conversation = seconds, .kind = WAIT_FIRST, .outcome = WAIT_ANSWERED,
		.start_ms = 1000000, .end_ms = 1000000 + seconds * 1000 };
}

static struct wait still_open(int64_t seconds)
{
	return (struct wait){ .conversation = seconds, .kind = WAIT_FIRST, .outcome = WAIT_OPEN,
		.start_ms = AS_OF_MS - seconds * 1000 };
}

static struct json *report(struct arena *arena, const struct wait *waits, size_t count,
	struct report_wait *grouped, size_t grouped_count)
{
	struct report_figures figures = { .waits = waits, .count = count, .grouped = grouped,
		.grouped_count = grouped_count, .grouped_by = grouped == NULL ? NULL : "account",
		.target_ms = TARGET_MS, .as_of_ms = AS_OF_MS, .seq = 42 };
	struct str out = { 0 };
	struct json *json = NULL;

	report_figures_json(arena, &figures, &out);
	assert_null(json_parse(out.text, out.len, &json));
	str_finish(&out);
	return json;
}

static void too_few_print_nothing(void **state)
{
	static const struct { size_t n; bool p50, p90, p95; } rows[] = {
		{ 0, false, false, false }, { 4, false, false, false }, { 5, true, false, false },
		{ 9, true, false, false }, { 10, true, true, false }, { 19, true, true, false },
		{ 20, true, true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *arena = arena_create();
		struct wait waits[20];
		struct json *json;
		const struct json *first;

		for (size_t k = 0; k < rows[i].n; k++)
			waits[k] = answered(60 * (int64_t)(k + 1));
		json = report(arena, waits, rows[i].n, NULL, 0);
		first = json_get(json, "first_response");
		assert_int_equal(json_int(first, "n", -1), rows[i].n);
		assert_int_equal(json_get(first, "p50") != NULL, rows[i].p50);
		assert_int_equal(json_get(first, "p90") != NULL, rows[i].p90);
		assert_int_equal(json_get(first, "p95") != NULL, rows[i].p95);
		assert_null(json_get(first, "p50_over"));
		assert_int_equal(json_int(json, "seq", -1), 42);
		json_destroy(json);
		arena_destroy(arena);
	}
}

static void seconds_are_whole(void **state)
{
	struct arena *arena = arena_create();
	struct wait waits[5] = { answered(10), answered(20), answered(30), answered(40), answered(3600) };
	struct json *json;
	const struct json *first;

	(void)state;
	waits[2].end_ms += 900;
	json = report(arena, waits, 5, NULL, 0);
	first = json_get(json, "first_response");
	assert_int_equal(json_int(first, "p50", -1), 30);
	assert_int_equal(json_int(first, "met", -1), 4);
	assert_int_equal(json_int(first, "missed", -1), 1);
	assert_int_equal(json_int(first, "target", -1), 1800);
	assert_int_equal(json_int(json_get(json, "next_response"), "n", -1), 0);
	assert_null(json_get(json_get(json, "next_response"), "within_target"));
	json_destroy(json);
	arena_destroy(arena);
}

static void not_reached_says_over_what(void **state)
{
	struct arena *arena = arena_create();
	struct wait waits[20];
	struct json *json;
	const struct json *first;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		waits[i] = answered(10);
	for (size_t i = 5; i < 20; i++)
		waits[i] = still_open(5000);
	json = report(arena, waits, 20, NULL, 0);
	first = json_get(json, "first_response");
	assert_null(json_get(first, "p50"));
	assert_int_equal(json_int(first, "p50_over", -1), 5000);
	assert_null(json_get(first, "p90_over"));
	assert_int_equal(json_int(first, "open", -1), 15);
	json_destroy(json);
	arena_destroy(arena);
}

static void groups_are_in_order(void **state)
{
	struct arena *arena = arena_create();
	struct wait waits[3] = { answered(10), answered(20), answered(30) };
	struct report_wait grouped[3] = { { waits[0], NULL }, { waits[1], "b" }, { waits[2], "a" } };
	struct json *json = report(arena, waits, 3, grouped, 3);
	const struct json *by = json_get(json, "by");

	(void)state;
	assert_int_equal(json_count(by), 3);
	assert_string_equal(json_text(json_at(by, 0), "key"), "a");
	assert_string_equal(json_text(json_at(by, 1), "key"), "b");
	assert_null(json_text(json_at(by, 2), "key"));
	assert_int_equal(json_int(json_get(json_at(by, 0), "first_response"), "longest", -1), 30);
	json_destroy(json);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_few_print_nothing),
		cmocka_unit_test(seconds_are_whole),
		cmocka_unit_test(not_reached_says_over_what),
		cmocka_unit_test(groups_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
