/* SPDX-License-Identifier: ISC */
/*
 * Figures in JSON are whole seconds with the number that they rest on, a
 * quantile that open waits keep away says how long the longest took, every
 * metric that was asked for stands under its own name, and what is not known
 * is null.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/json/json.h"
#include "guichet/model/wait.h"
#include "guichet/report/figures.h"

enum { TARGET_MS = 1800000, AS_OF_MS = 100000000 };

static struct wait answered(int64_t seconds)
{
	return (struct wait){ .kind = WAIT_FIRST, .outcome = WAIT_ANSWERED, .start_ms = 1000000,
		.end_ms = 1000000 + seconds * 1000 };
}

static struct wait still_open(int64_t seconds)
{
	return (struct wait){ .kind = WAIT_FIRST, .outcome = WAIT_OPEN, .start_ms = AS_OF_MS - seconds * 1000 };
}

static struct json *report(const struct figures *figures)
{
	struct str out = { 0 };
	struct json *json = NULL;

	report_figures_json(figures, &out);
	assert_null(json_parse(out.text, out.len, &json));
	str_finish(&out);
	return json;
}

static struct json *report_waits(const struct wait *waits, size_t count)
{
	static const enum metric asked[] = { METRIC_FIRST_RESPONSE };
	struct figure figure;
	struct figures figures = { .asked = asked, .asked_count = 1, .all.figures = &figure, .as_of_ms = AS_OF_MS,
		.until_ms = AS_OF_MS, .seq = 42, .target_ms = TARGET_MS };

	figure_of_waits(waits, count, WAIT_FIRST, TARGET_MS, AS_OF_MS, &figure);
	return report(&figures);
}

static void seconds_are_whole(void **state)
{
	struct wait waits[5] = { answered(10), answered(20), answered(30), answered(40), answered(3600) };
	struct json *json;
	const struct json *first;

	(void)state;
	waits[2].end_ms += 900;
	json = report_waits(waits, 5);
	first = json_get(json, "first_response");
	assert_int_equal(json_int(json, "seq", -1), 42);
	assert_int_equal(json_int(json, "target", -1), 1800);
	assert_int_equal(json_int(first, "n", -1), 5);
	assert_int_equal(json_int(first, "p50", -1), 30);
	assert_int_equal(json_int(first, "p90", -1), 3600);
	assert_null(json_get(first, "p50_low"));
	assert_int_equal(json_int(json_get(first, "business"), "p50", -1), 30);
	assert_int_equal(json_int(first, "met", -1), 4);
	assert_int_equal(json_int(first, "missed", -1), 1);
	assert_null(json_get(json, "next_response"));
	assert_null(json_get(json, "before"));
	json_destroy(json);
}

static void nothing_is_null(void **state)
{
	struct json *json = report_waits(NULL, 0);
	const struct json *first = json_get(json, "first_response");

	(void)state;
	assert_int_equal(json_int(first, "n", -1), 0);
	assert_null(json_get(first, "p50"));
	assert_null(json_get(first, "p50_over"));
	assert_null(json_get(first, "within_target"));
	json_destroy(json);
}

static void not_reached_says_over_what(void **state)
{
	struct wait waits[20];
	struct json *json;
	const struct json *first;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		waits[i] = answered(10);
	for (size_t i = 5; i < 20; i++)
		waits[i] = still_open(5000);
	json = report_waits(waits, 20);
	first = json_get(json, "first_response");
	assert_null(json_get(first, "p50"));
	assert_int_equal(json_int(first, "p50_over", -1), 5000);
	assert_int_equal(json_int(first, "open", -1), 15);
	json_destroy(json);
}

static void groups_have_keys(void **state)
{
	static const enum metric asked[] = { METRIC_SLA, METRIC_WAITS, METRIC_BACKLOG };
	struct figure rows[3] = { { .n = 20, .met = 18, .missed = 2 }, { .n = 7 }, { .n = 3, .calendar.p50_ms = 5000 } };
	struct figure_group groups[2] = { { { "refund", "09" }, rows }, { { NULL, "10" }, rows } };
	struct figures figures = { .asked = asked, .asked_count = 3, .all.figures = rows, .before = &groups[0],
		.groups = groups, .group_count = 2, .by = { "tag", "hour" }, .until_ms = 5, .as_of_ms = 5 };
	struct json *json;

	(void)state;
	figure_share(&rows[0]);
	json = report(&figures);
	assert_string_equal(json_text(json, "grouped_by"), "tag,hour");
	assert_int_equal(json_count(json_get(json, "by")), 2);
	assert_string_equal(json_text(json_at(json_get(json, "by"), 0), "key"), "refund");
	assert_string_equal(json_text(json_at(json_get(json, "by"), 1), "key2"), "10");
	assert_null(json_text(json_at(json_get(json, "by"), 1), "key"));
	assert_int_equal(json_int(json_path(json, "sla"), "n", -1), 20);
	assert_int_equal(json_int(json_path(json, "waits"), "n", -1), 7);
	assert_int_equal(json_int(json_path(json, "backlog"), "p50", -1), 5);
	assert_int_equal(json_int(json_path(json, "before.waits"), "n", -1), 7);
	assert_non_null(json_path(json, "before.backlog"));
	json_destroy(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_are_whole),
		cmocka_unit_test(nothing_is_null),
		cmocka_unit_test(not_reached_says_over_what),
		cmocka_unit_test(groups_have_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
