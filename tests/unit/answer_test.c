/* SPDX-License-Identifier: ISC */
/*
 * What came of a call that changes conversations is said in words, for one
 * and for many of them: every such row of the table of calls has them, and
 * none falls back to the members of the answer.  Lists and figures are no
 * wider than the terminal, and no number of them is cut; what has no room is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/str.h"
#include "guichet/command/command.h"
#include "guichet/json/json.h"
#include "guichet/model/figures.h"
#include "../../src/command/columns.h"
#include "../../src/command/parts.h"

static void keep(void *data, const struct span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		str_add(data, spans[i].text.bytes);
	str_add_char(data, '\n');
}

static const char *said(struct str *out, const struct call *call, const char *answer)
{
	const struct sink sink = { .data = out, .line = keep };
	struct command_env env = { .out = &sink, .arena = arena_create() };
	const struct call_request request = { .call = call };
	struct json *json = NULL;

	str_clear(out);
	assert_null(json_parse(answer, strlen(answer), &json));
	assert_null(command_answer(&env, &request, json));
	json_destroy(json);
	arena_destroy(env.arena);
	return str_text(out);
}

static void every_change_has_words(void **state)
{
	struct str out = { 0 };
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		if ((calls[i].flags & (CALL_BULK | CALL_ACT)) != CALL_BULK)
			continue;
		checked++;
		if (strstr(said(&out, &calls[i], "{\"changed\":[7],\"count\":1}"), "#7 ") == NULL)
			fail_msg("%s, one: %s", calls[i].name, out.text);
		if (strchr(out.text, '\n')[1] != '\0')
			fail_msg("%s says more than a line: %s", calls[i].name, out.text);
		if (strstr(said(&out, &calls[i], "{\"changed\":[7,8],\"count\":2}"), "changed:") != NULL)
			fail_msg("%s, two: %s", calls[i].name, out.text);
	}
	assert_true(checked >= 15);
	str_finish(&out);
}

/* ---- as wide as the terminal */

enum { NARROWEST = 40, WIDEST = 140, USUAL = 78, ROWS = 2 };	/* a screen of 80 has a margin */

struct page { struct str *out; int width, over; };

static void measure(void *data, const struct span *spans, size_t count)
{
	struct page *page = data;
	int width = 0;

	for (size_t i = 0; i < count; i++)
		width += spans[i].text.width;
	page->over = count > 1 && width > page->width ? width : page->over;	/* a sentence is no row */
	keep(page->out, spans, count);
}

static void value_add(struct str *json, const struct column *column)
{
	static const char *const values[] = { [CELL_INT] = "12345", [CELL_SECONDS] = "12300", [CELL_BOOL] = "true",
		[CELL_LIST] = "[\"one\",\"another\"]", [CELL_DUE] = "\"2026-11-20T09:31:00Z\"",
		[CELL_WHEN] = "\"2026-11-20T09:31:00Z\"", [CELL_SHARE] = "0.4567", [CELL_WAIT] = "\"answered\"",
		[CELL_STATE] = "\"available\"" };
	const char *value = (size_t)column->kind < sizeof(values) / sizeof(values[0]) ? values[column->kind] : NULL;

	str_printf(json, "%s\"%s\":%s", json->text[json->len - 1] == '{' ? "" : ",", column->key,
		value != NULL ? value : "\"a text that is rather long, as texts of strangers and of agents are\"");
}

/* A row of the list, some times. */
static void rows_make(const struct table *table, struct str *json)
{
	str_clear(json);
	str_add(json, "{\"rows\":[");
	for (int k = 0; k < ROWS; k++) {
		str_add(json, k > 0 ? ",{" : "{");
		for (size_t i = 0; i < table->count; i++)
			value_add(json, &table->columns[i]);
		str_add(json, "}");
	}
	str_add(json, "]}");
}

/* A figure of each kind, with times of some length. */
static void figures_make(struct str *json)
{
	str_clear(json);
	str_add(json, "{\"since\":\"2026-11-20T09:31:00Z\",\"until\":\"2026-11-20T09:31:00Z\",\"target\":1800");
	for (int i = 0; i < METRICS; i++)
		str_printf(json, ",\"%s\":{\"n\":12345,\"open\":1234,\"waived\":1234,\"withdrawn\":1234,\"p50\":12300,"
			"\"p90\":12300,\"p95\":123000,\"longest\":123000,\"within_target\":0.8765,\"share\":0.8765,\"low\":0.8,"
			"\"high\":0.9,\"undecided\":123,\"seconds\":123000,\"of_seconds\":123000,\"rate\":0.5}",
			metric_info((enum metric)i)->name);
	str_add(json, "}");
}

/* True when it says that something is left out. */
static bool page_check(const struct call *call, const char *answer, int width)
{
	struct str out = { 0 };
	bool told;
	struct page page = { .out = &out, .width = width };
	const struct sink sink = { .data = &page, .line = measure, .width = width, .terminal = true };
	struct command_env env = { .out = &sink, .arena = arena_create(), .front = { .quiet = true } };
	const struct call_request request = { .call = call };
	struct json *json = NULL;

	assert_null(json_parse(answer, strlen(answer), &json));
	assert_null(command_answer(&env, &request, json));
	if (page.over > 0)
		fail_msg("%s at %d columns has a line of %d:\n%s", call->name, width, page.over, out.text);
	for (const char *cut = str_text(&out); (cut = strstr(cut, "\xe2\x80\xa6")) != NULL; cut++)
		if (cut > out.text && strchr("0123456789%", cut[-1]) != NULL)
			fail_msg("%s at %d columns cuts a number:\n%s", call->name, width, out.text);
	told = strstr(str_text(&out), "no room here for") != NULL;
	json_destroy(json);
	arena_destroy(env.arena);
	str_finish(&out);
	return told;
}

static void lists_fit(void **state)
{
	struct str answer = { 0 };
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		const struct table *table = table_find(&calls[i]);

		if (table == NULL)
			continue;
		checked++;
		rows_make(table, &answer);
		for (int width = NARROWEST; width <= WIDEST; width++)
			assert_false(page_check(&calls[i], answer.text, width) && width >= USUAL);
	}
	assert_true(checked >= 30);
	str_finish(&answer);
}

static void figures_fit(void **state)
{
	struct str answer = { 0 };

	(void)state;
	figures_make(&answer);
	for (int width = NARROWEST; width <= WIDEST; width++)
		assert_int_equal(page_check(call_find("stats"), answer.text, width), width < USUAL);
	str_finish(&answer);
}

/* Of an answer of sql: three columns of ten cells each. */
static const char *asked_in_sql(struct str *out, int width)
{
	static const char row[] = "{\"first\":\"aaaaaaaaaa\",\"second\":\"bbbbbbbbbb\",\"third\":\"cccccccccc\"}";
	const struct sink sink = { .data = out, .line = keep, .width = width, .terminal = true };
	struct command_env env = { .out = &sink, .arena = arena_create() };
	const struct call_request request = { .call = call_find("sql") };
	struct json *json = NULL;

	str_clear(out);
	assert_null(json_parse(row, strlen(row), &json));
	sql_row(&env, json);
	assert_null(sql_say(&env, &request, json));
	json_destroy(json);
	arena_destroy(env.arena);
	return str_text(out);
}

static void columns_of_sql_that_have_no_room_are_counted(void **state)
{
	struct str out = { 0 };

	(void)state;
	assert_non_null(strstr(asked_in_sql(&out, 20), "no room here for 1 column:"));
	assert_non_null(strstr(asked_in_sql(&out, 10), "no room here for 2 columns:"));
	assert_null(strstr(asked_in_sql(&out, 40), "no room here"));
	assert_null(strstr(asked_in_sql(&out, 0), "no room here"));
	str_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_change_has_words),
		cmocka_unit_test(lists_fit),
		cmocka_unit_test(figures_fit),
		cmocka_unit_test(columns_of_sql_that_have_no_room_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
