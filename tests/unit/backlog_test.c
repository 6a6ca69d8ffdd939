/* SPDX-License-Identifier: ISC */
/*
 * Proves that the backlog of any instant that is over, asked of all that the
 * ledger has by now, is what a count of the open cases found when the ledger
 * ended there: of random cases that are resolved, opened again and parked, as
 * often as one likes, by its number and the age of the oldest, and by the rows
 * that explain it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/random.h"
#include "guichet/model/figures_make.h"

enum { CONVERSATIONS = 30, EVENTS_MOST = 40, INSTANTS = 60, SEEDS = 12 };
#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */
#define END (BEGIN + 60 * FACT_DAY_MS)
#define MINUTE INT64_C(60000)

static const struct figure_account accounts[] = { { .id = 1, .name = "one", .network = "import" } };
static const struct figure_world world = { .accounts = accounts, .account_count = 1 };

struct talk { struct event events[EVENTS_MOST]; size_t count; };

/* ---- what happens */

/* Mostly customers who write, people who answer and resolve, and now and then one who opens or parks it by hand. */
static struct event step_make(struct random *random, int64_t conversation, int64_t at_ms)
{
	static const char *const states[] = { "to=resolved\n", "to=resolved\n", "to=resolved\n", "to=resolved\n",
		"reason=no_reply_needed\nto=resolved\n", "reason=no_reply_needed\nto=resolved\n", "to=open\n", "to=open\n",
		"to=pending\n", "to=snoozed\n", "to=on_hold\n", "to=closed\n" };
	struct event event = { .account = 1, .conversation = conversation, .recv_ms = at_ms, .detail = "" };
	uint64_t what = random_below(random, 10);

	event.kind = what < 3 ? EVENT_MESSAGE_IN : what < 5 ? EVENT_MESSAGE_OUT : EVENT_STATUS;
	if (event.kind == EVENT_STATUS)
		event.detail = states[random_below(random, sizeof(states) / sizeof(states[0]))];
	if (event.kind != EVENT_MESSAGE_IN) {
		event.actor_kind = ACTOR_HUMAN;
		event.actor = 1 + (int64_t)random_below(random, 2);
	}
	return event;
}

/* Some end within the hour, some later than a case can be opened again; what was put right within a minute never was. */
static void talk_make(struct random *random, int64_t conversation, struct talk *talk)
{
	int64_t at_ms = BEGIN + (int64_t)random_below(random, 5) * FACT_DAY_MS;

	talk->count = 0;
	while (talk->count < EVENTS_MOST) {
		static const int64_t most[] = { 50, 300, 3000, 15000 };

		at_ms += (2 + (int64_t)random_below(random, (uint64_t)most[random_below(random, 4)])) * MINUTE;
		if (at_ms >= END)
			break;
		talk->events[talk->count] = step_make(random, conversation, at_ms);
		talk->events[talk->count].seq = (int64_t)talk->count + 1;
		talk->count++;
	}
}

/* ---- counted one by one, where the ledger ends */

struct stock { size_t count; int64_t oldest_ms; };

static void stock_add(struct arena *arena, const struct talk *talk, int64_t at_ms, struct stock *stock)
{
	const struct wait_rules rules = wait_rules_default();
	struct wait_result result;
	size_t count = 0;

	while (count < talk->count && talk->events[count].recv_ms < at_ms)
		count++;
	wait_reduce(arena, talk->events, count, &rules, at_ms, &result);
	for (size_t i = 0; i < result.case_count; i++) {
		if (result.cases[i].resolved_ms != 0)
			continue;
		stock->count++;
		if (at_ms - result.cases[i].open_ms > stock->oldest_ms)
			stock->oldest_ms = at_ms - result.cases[i].open_ms;
	}
}

/* ---- asked of all of it */

static int opened_compare(const void *left, const void *right)
{
	const struct fact_case *a = left, *b = right;

	return a->one.open_ms < b->one.open_ms ? -1 : a->one.open_ms > b->one.open_ms;
}

static void cases_make(struct arena *arena, const struct talk *talks, struct segment *out, int *often)
{
	struct fact_case *rows = arena_array(arena, CONVERSATIONS * EVENTS_MOST, sizeof(*rows));
	const struct wait_rules rules = wait_rules_default();
	struct str bytes = { 0 };
	size_t count = 0;

	for (int i = 0; i < CONVERSATIONS; i++) {
		struct wait_result result;

		wait_reduce(arena, talks[i].events, talks[i].count, &rules, END, &result);
		for (size_t k = 0; k < result.case_count; k++) {
			rows[count++] = (struct fact_case){ .one = result.cases[k],
				.place = { .lang = "", .tags = i % 2 == 0 ? "refund" : "" } };
			*often += result.cases[k].reopens + result.cases[k].agent_reopens > 1;
		}
	}
	qsort(rows, count, sizeof(*rows), opened_compare);
	fact_cases_pack(arena, rows, count, &bytes);
	assert_null(segment_open(arena_copy_n(arena, bytes.text, bytes.len), bytes.len, out));
	str_finish(&bytes);
}

struct rows { const struct figure_window *window; size_t count; };

static void row_count(void *data, const struct figure_row *row)
{
	struct rows *rows = data;

	rows->count += figure_part_of(METRIC_BACKLOG, row, rows->window) == PART_ENDED;
}

static void backlog_ask(const struct segment *segment, int64_t at_ms, bool by_tag, const struct stock *wanted)
{
	static const enum metric asked[] = { METRIC_BACKLOG };
	struct arena *arena = arena_create();
	struct figure_request request = { .asked = asked, .asked_count = 1, .as_of_ms = END,
		.by = { by_tag ? BY_TAG : BY_NOTHING, BY_NOTHING }, .window = { at_ms - 3 * FACT_DAY_MS, at_ms },
		.rules = wait_rules_default() };
	struct figures_maker *maker = figures_begin(arena, &request, &world);
	struct figures figures = { 0 };
	size_t in_groups = 0;

	figures_add(maker, FACT_CASES, segment);
	assert_null(figures_end(maker, &figures));
	assert_int_equal(figures.all.figures[0].n, wanted->count);
	if (wanted->count > 0)
		assert_int_equal(figures.all.figures[0].calendar.longest_ms, wanted->oldest_ms);
	for (size_t i = 0; i < figures.group_count; i++)
		in_groups += figures.groups[i].figures[0].n;
	if (by_tag)
		assert_int_equal(in_groups, wanted->count);
	arena_destroy(arena);
}

static void backlog_explain(const struct segment *segment, int64_t at_ms, const struct stock *wanted)
{
	static const enum metric asked[] = { METRIC_BACKLOG };
	struct arena *arena = arena_create();
	struct figure_request request = { .asked = asked, .asked_count = 1, .as_of_ms = END,
		.window = { at_ms - 3 * FACT_DAY_MS, at_ms }, .rules = wait_rules_default() };
	struct figures_maker *maker = figures_begin(arena, &request, &world);
	struct rows rows = { .window = &request.window };

	figures_watch(maker, row_count, &rows);
	figures_add(maker, FACT_CASES, segment);
	assert_int_equal(rows.count, wanted->count);
	arena_destroy(arena);
}

static void backlog_is_what_stood_open(void **state)
{
	int often = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct random random = random_seeded(seed);
		struct arena *arena = arena_create();
		struct talk *talks = arena_array(arena, CONVERSATIONS, sizeof(*talks));
		struct segment segment;

		for (int i = 0; i < CONVERSATIONS; i++)
			talk_make(&random, i + 1, &talks[i]);
		cases_make(arena, talks, &segment, &often);
		for (int i = 0; i < INSTANTS; i++) {
			int64_t at_ms = BEGIN + 3 * FACT_DAY_MS + (int64_t)random_below(&random, 57 * FACT_DAY_MS);
			struct stock wanted = { 0 };

			for (int k = 0; k < CONVERSATIONS; k++)
				stock_add(arena, &talks[k], at_ms, &wanted);
			backlog_ask(&segment, at_ms, i % 2 == 0, &wanted);
			backlog_explain(&segment, at_ms, &wanted);
		}
		arena_destroy(arena);
	}
	assert_true(often > SEEDS * 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backlog_is_what_stood_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
