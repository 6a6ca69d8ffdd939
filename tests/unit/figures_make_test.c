/* SPDX-License-Identifier: ISC */
/*
 * Proves that figures out of packed days are those of the rows themselves:
 * sums over groups are the whole, a filter is the group it names, however the
 * rows are cut into days; closing what is late changes no share; and what is
 * known later changes no finished wait.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/alloc.h"
#include "guichet/base/random.h"
#include "guichet/model/figures_make.h"

enum { ROWS = 1200, AGENTS = 5 };
#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */
#define AS_OF (BEGIN + 30 * FACT_DAY_MS)

static const enum metric asked[] = { METRIC_FIRST_RESPONSE, METRIC_NEXT_RESPONSE, METRIC_ALL_REPLIES, METRIC_OWN_REACTION,
	METRIC_DISPOSITION, METRIC_SLA, METRIC_SLA_REQUESTS, METRIC_RESPONSE_RATE, METRIC_WAITS, METRIC_REPLIES,
	METRIC_WAITING };
enum { FIRST, NEXT, ALL, OWN, DISPOSED, SLA, SLA_REQUESTS, RATE, WAITS, REPLIES, WAITING, ASKED };

static const char *const teams_of_one[] = { "night" };
static const struct figure_account accounts[] = { { 1, "one", "mastodon", NULL, NULL }, { 2, "two", "import", NULL, NULL } };
static const struct figure_agent agents[] = { { 1, "ann", teams_of_one, 1, false, false }, { 2, "bob", NULL, 0, false, false },
	{ 3, "cleo", NULL, 0, false, false }, { 4, "dan", teams_of_one, 1, false, false }, { 5, "eve", NULL, 0, false, false } };
static const struct figure_world world = { .accounts = accounts, .account_count = 2, .agents = agents, .agent_count = AGENTS };

static struct fact_wait row_make(struct random *random, int64_t id)
{
	static const char *const tags[] = { "", "refund", "refund vip", "vip" };
	struct fact_wait row = { .target_ms = 1800000,
		.place = { .lang = random_below(random, 2) == 0 ? "fr" : "", .visibility = (int)random_below(random, 5),
			.tags = tags[random_below(random, 4)] } };
	int64_t lasts = (int64_t)random_below(random, random_below(random, 3) == 0 ? 200000000 : 3000000);

	row.wait = (struct wait){ .conversation = id, .account = 1 + (int64_t)random_below(random, 3),
		.kind = random_below(random, 2) == 0 ? WAIT_FIRST : WAIT_NEXT,
		.outcome = (enum wait_outcome)random_below(random, WAIT_OUTCOMES),
		.start_ms = BEGIN + (int64_t)random_below(random, 27 * (uint64_t)FACT_DAY_MS) };
	if (row.wait.outcome != WAIT_OPEN)
		row.wait.end_ms = row.wait.start_ms + lasts;
	if (row.wait.outcome == WAIT_WAIVED && random_below(random, 2) == 0)
		row.wait.flags = WAIT_NO_REPLY;
	if (row.wait.outcome == WAIT_ANSWERED) {
		row.wait.agent = (int64_t)random_below(random, AGENTS + 1);
		row.wait.own_ms = lasts / 2;
	}
	row.business_ms = row.wait.outcome == WAIT_OPEN ? 0 : lasts;
	return row;
}

static struct fact_wait *rows_make(uint64_t seed)
{
	struct random random = random_seeded(seed);
	struct fact_wait *rows = mem_array(ROWS, sizeof(*rows));

	for (int i = 0; i < ROWS; i++)
		rows[i] = row_make(&random, i + 1);
	return rows;
}

static struct figure_request request_make(void)
{
	return (struct figure_request){ .asked = asked, .asked_count = ASKED, .as_of_ms = AS_OF,
		.window = { 0, AS_OF + 1 }, .rules = wait_rules_default() };
}

/* cut: so many rows a segment. */
static struct figures make(struct arena *arena, const struct figure_request *request, const struct fact_wait *rows,
	size_t cut)
{
	struct figures_maker *maker = figures_begin(arena, request, &world);
	struct figures figures = { 0 };

	for (size_t i = 0; i < ROWS; i += cut) {
		struct str bytes = { 0 };
		struct segment segment;

		fact_waits_pack(arena, rows + i, i + cut < ROWS ? cut : ROWS - i, &bytes);
		assert_null(segment_open(bytes.text, bytes.len, &segment));
		figures_add(maker, FACT_WAITS, &segment);
		str_finish(&bytes);
	}
	assert_null(figures_end(maker, &figures));
	return figures;
}

static void equals_the_rows(void **state)
{
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(1);
	struct figure_request request = request_make();
	struct wait *waits = mem_array(ROWS, sizeof(*waits));
	struct figures figures = make(arena, &request, rows, 100);

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		waits[i] = rows[i].wait;
	for (int kind = -1; kind <= 1; kind++) {
		const struct figure *figure = &figures.all.figures[kind < 0 ? ALL : kind == 0 ? FIRST : NEXT];
		struct figure plain;

		figure_of_waits(waits, ROWS, kind, 1800000, AS_OF, &plain);
		assert_memory_equal(&plain, figure, sizeof(plain));
	}
	free(waits);
	free(rows);
	arena_destroy(arena);
}

/* S06: parts of any size make the same whole. */
static void cut_as_one_likes(void **state)
{
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(2);
	struct figure_request request = request_make();
	struct figures whole, pieces;

	(void)state;
	request.by[0] = BY_TAG;
	request.by[1] = BY_HOUR;
	whole = make(arena, &request, rows, ROWS);
	pieces = make(arena, &request, rows, 7);
	assert_memory_equal(whole.all.figures, pieces.all.figures, ASKED * sizeof(struct figure));
	assert_int_equal(whole.group_count, pieces.group_count);
	for (size_t i = 0; i < whole.group_count; i++) {
		assert_true(str_equal(whole.groups[i].keys[0], pieces.groups[i].keys[0]));
		assert_true(str_equal(whole.groups[i].keys[1], pieces.groups[i].keys[1]));
		assert_memory_equal(whole.groups[i].figures, pieces.groups[i].figures, ASKED * sizeof(struct figure));
	}
	free(rows);
	arena_destroy(arena);
}

/* Of what puts each row into one group. */
static void groups_add_up(void **state)
{
	static const enum figure_dimension dimensions[] = { BY_ACCOUNT, BY_NETWORK, BY_AGENT, BY_LANGUAGE, BY_VISIBILITY,
		BY_HOUR, BY_WEEKDAY, BY_DAY, BY_WEEK, BY_MONTH };
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(3);

	(void)state;
	for (size_t d = 0; d < sizeof(dimensions) / sizeof(dimensions[0]); d++)
		for (size_t e = 0; e < sizeof(dimensions) / sizeof(dimensions[0]); e++) {
			struct figure_request request = request_make();
			struct figure sum[ASKED] = { { 0 } };
			struct figures figures;

			request.by[0] = dimensions[d];
			request.by[1] = d == e ? BY_NOTHING : dimensions[e];
			figures = make(arena, &request, rows, 400);
			for (size_t i = 0; i < figures.group_count; i++)
				for (size_t m = 0; m < ASKED; m++) {
					sum[m].n += figures.groups[i].figures[m].n;
					sum[m].open += figures.groups[i].figures[m].open;
					sum[m].met += figures.groups[i].figures[m].met;
					sum[m].missed += figures.groups[i].figures[m].missed;
				}
			for (size_t m = 0; m < ASKED; m++) {
				assert_int_equal(sum[m].n, figures.all.figures[m].n);
				assert_int_equal(sum[m].open, figures.all.figures[m].open);
				assert_int_equal(sum[m].met, figures.all.figures[m].met);
				assert_int_equal(sum[m].missed, figures.all.figures[m].missed);
			}
			arena_reset(arena);
		}
	free(rows);
	arena_destroy(arena);
}

static bool is_vip(void *data, const struct figure_account *account, const struct fact_place *place)
{
	(void)data;
	return str_equal(account->name, "one") && strstr(place->tags, "vip") != NULL;
}

static const struct figure_group *group_named(const struct figures *figures, const char *first, const char *second)
{
	for (size_t i = 0; i < figures->group_count; i++)
		if (str_equal(figures->groups[i].keys[0], first) && str_equal(figures->groups[i].keys[1], second))
			return &figures->groups[i];
	fail_msg("no group is of %s", first);
	abort();
}

static void a_filter_is_a_group(void **state)
{
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(4);
	struct figure_request filtered = request_make(), grouped = request_make();
	const int64_t eve = 5;
	struct figures one, all;

	(void)state;
	grouped.by[0] = BY_TAG;
	grouped.by[1] = BY_ACCOUNT;
	filtered.wanted = is_vip;
	all = make(arena, &grouped, rows, 300);
	one = make(arena, &filtered, rows, 300);
	assert_memory_equal(one.all.figures, group_named(&all, "vip", "one")->figures, ASKED * sizeof(struct figure));
	filtered = request_make();
	filtered.agents_only = true;
	filtered.agents = &eve;
	filtered.agent_count = 1;
	grouped.by[0] = BY_AGENT;
	grouped.by[1] = BY_NOTHING;
	all = make(arena, &grouped, rows, 300);
	one = make(arena, &filtered, rows, 300);
	assert_memory_equal(one.all.figures, group_named(&all, "eve", NULL)->figures, ASKED * sizeof(struct figure));
	free(rows);
	arena_destroy(arena);
}

static void periods_add_up(void **state)
{
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(5);
	struct figure_request request = request_make(), left, right;
	struct figures all, a, b;
	int64_t middle = BEGIN + 12 * FACT_DAY_MS;

	(void)state;
	left = right = request;
	left.window.until_ms = right.window.since_ms = middle;
	right.before = left.window;
	all = make(arena, &request, rows, 200);
	a = make(arena, &left, rows, 200);
	b = make(arena, &right, rows, 200);
	for (size_t m = 0; m < WAITING; m++)
		assert_int_equal(a.all.figures[m].n + b.all.figures[m].n, all.all.figures[m].n);
	assert_memory_equal(b.before->figures, a.all.figures, ASKED * sizeof(struct figure));
	/* A stock is what has begun and not ended by then. */
	size_t waiting = 0;
	for (size_t i = 0; i < ROWS; i++)
		waiting += rows[i].wait.start_ms < middle &&
			(rows[i].wait.outcome == WAIT_OPEN || rows[i].wait.end_ms >= middle);
	assert_int_equal(a.all.figures[WAITING].n, waiting);
	free(rows);
	arena_destroy(arena);
}

/* Whether it is each row's own, packed with it, or the one that is asked for. */
static void any_target_judges(void **state)
{
	struct arena *arena = arena_create();
	struct figure_request request = request_make();
	struct fact_wait *rows = rows_make(27);
	struct figures asked_for, own;

	(void)state;
	request.target_ms = 5400000;
	asked_for = make(arena, &request, rows, 100);
	for (int i = 0; i < ROWS; i++)
		rows[i].target_ms = request.target_ms;
	request.target_ms = 0;
	own = make(arena, &request, rows, 100);
	assert_true(own.all.figures[SLA].met > 0 && own.all.figures[SLA].missed > 0);
	assert_memory_equal(asked_for.all.figures, own.all.figures, ASKED * sizeof(struct figure));
	free(rows);
	arena_destroy(arena);
}

static void closing_hides_nothing(void **state)
{
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(6);
	struct figure_request request = request_make();
	struct figures before = make(arena, &request, rows, ROWS), after;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].wait.outcome == WAIT_OPEN && AS_OF - rows[i].wait.start_ms > rows[i].target_ms) {
			rows[i].wait.outcome = WAIT_WAIVED;
			rows[i].wait.end_ms = AS_OF;
			rows[i].business_ms = AS_OF - rows[i].wait.start_ms;
		}
	after = make(arena, &request, rows, ROWS);
	assert_true(before.all.figures[SLA].share == after.all.figures[SLA].share);
	assert_true(before.all.figures[RATE].share == after.all.figures[RATE].share);
	assert_int_equal(before.all.figures[DISPOSED].n + before.all.figures[DISPOSED].open,
		after.all.figures[DISPOSED].n + after.all.figures[DISPOSED].open);
	free(rows);
	arena_destroy(arena);
}

/* The example of the specification, S04: 600 a, 1000 a, 700 and 5000 open, 300 and 2000 waived, 400 withdrawn. */
static void the_worked_example(void **state)
{
	static const struct { enum wait_outcome outcome; int seconds; } example[] = {
		{ WAIT_ANSWERED, 600 }, { WAIT_ANSWERED, 1000 }, { WAIT_OPEN, 700 }, { WAIT_OPEN, 5000 },
		{ WAIT_WAIVED, 300 }, { WAIT_WAIVED, 2000 }, { WAIT_WITHDRAWN, 400 },
	};
	struct arena *arena = arena_create();
	struct figure_request request = request_make();
	struct fact_wait *rows = mem_array(ROWS, sizeof(*rows));
	struct figures figures = { 0 };
	struct figures_maker *maker = figures_begin(arena, &request, &world);
	struct str bytes = { 0 };
	struct segment segment;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		int64_t ms = example[i].seconds * INT64_C(1000);

		rows[i] = (struct fact_wait){ .target_ms = 900000, .business_ms = ms, .place = { .lang = "", .tags = "" },
			.wait = { .outcome = example[i].outcome, .account = 1, .start_ms = AS_OF - ms,
				.end_ms = example[i].outcome == WAIT_OPEN ? 0 : AS_OF } };
	}
	rows[5].wait.flags = WAIT_NO_REPLY;
	fact_waits_pack(arena, rows, 7, &bytes);
	assert_null(segment_open(bytes.text, bytes.len, &segment));
	figures_add(maker, FACT_WAITS, &segment);
	assert_null(figures_end(maker, &figures));
	assert_int_equal(figures.all.figures[SLA].met, 1);
	assert_int_equal(figures.all.figures[SLA].missed, 3);
	assert_int_equal(figures.all.figures[SLA].undecided, 1);
	assert_int_equal(figures.all.figures[SLA].excluded, 2);
	assert_true(figures.all.figures[SLA].share == 0.25);
	assert_int_equal(figures.all.figures[SLA_REQUESTS].missed, 2);	/* told beside it, not instead */
	assert_int_equal(figures.all.figures[RATE].met, 2);
	assert_int_equal(figures.all.figures[RATE].missed, 2);
	str_finish(&bytes);
	free(rows);
	arena_destroy(arena);
}

/* Each its own, day by day, and what was known before is asked for again between them. */
static void many_tags_have_groups(void **state)
{
	enum { TAGS = 400 };
	struct arena *arena = arena_create();
	struct fact_wait *rows = rows_make(9);
	struct figure_request request = request_make();
	struct figures figures;

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		rows[i].place.tags = arena_printf(arena, "tag%zu", i % TAGS);
	request.by[0] = BY_TAG;
	figures = make(arena, &request, rows, 1);
	assert_int_equal(figures.group_count, TAGS);
	for (size_t i = 0; i < TAGS; i++)
		assert_int_equal(figures.groups[i].figures[WAITS].n, ROWS / TAGS);
	free(rows);
	arena_destroy(arena);
}

static void dimensions_are_words(void **state)
{
	enum figure_dimension by[FIGURE_DIMENSIONS];

	(void)state;
	assert_null(figure_dimensions_parse("tag,hour", by));
	assert_int_equal(by[0], BY_TAG);
	assert_int_equal(by[1], BY_HOUR);
	assert_null(figure_dimensions_parse("agent", by));
	assert_int_equal(by[1], BY_NOTHING);
	assert_true(err_is(figure_dimensions_parse("tag,hour,day", by), ERR_USAGE));
	assert_true(err_is(figure_dimensions_parse("tag,tag", by), ERR_USAGE));
	assert_true(err_is(figure_dimensions_parse("", by), ERR_USAGE));
	assert_true(err_is(figure_dimensions_parse("tag,", by), ERR_USAGE));
	assert_true(err_is(figure_dimensions_parse("mood", by), ERR_USAGE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_rows),
		cmocka_unit_test(cut_as_one_likes),
		cmocka_unit_test(groups_add_up),
		cmocka_unit_test(a_filter_is_a_group),
		cmocka_unit_test(periods_add_up),
		cmocka_unit_test(any_target_judges),
		cmocka_unit_test(closing_hides_nothing),
		cmocka_unit_test(the_worked_example),
		cmocka_unit_test(many_tags_have_groups),
		cmocka_unit_test(dimensions_are_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
