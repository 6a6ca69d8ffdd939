/* SPDX-License-Identifier: ISC */
/*
 * Proves that cases come out of a packed day as they went in, that a metric
 * says the same asked alone, where few columns are unpacked, as among all,
 * and that every figure is the count of the rows that explain it.
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

enum { ROWS = 700, SEEDS = 5 };
#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */
#define AS_OF (BEGIN + 40 * FACT_DAY_MS)
#define WEEK (7 * FACT_DAY_MS)

static const struct figure_account accounts[] = { { .id = 1, .name = "one", .network = "mastodon" },
	{ .id = 2, .name = "two", .network = "import" } };
static const struct figure_agent agents[] = { { .id = 1, .name = "ann" }, { .id = 2, .name = "bob" } };
static const struct figure_world world = { .accounts = accounts, .account_count = 2, .agents = agents, .agent_count = 2 };

static int64_t below(struct random *random, int64_t n)
{
	return (int64_t)random_below(random, (uint64_t)n);
}

static bool one_in(struct random *random, int64_t n)
{
	return below(random, n) == 0;
}

static struct fact_place place_make(struct random *random)
{
	static const char *const tags[] = { "", "refund", "refund vip", "vip" };

	return (struct fact_place){ .lang = one_in(random, 2) ? "fr" : "", .visibility = (int)below(random, 5),
		.tags = tags[below(random, 4)], .priority = (int)below(random, PRIORITIES) };
}

static struct fact_wait wait_make(struct random *random, int64_t id)
{
	struct fact_wait row = { .target_ms = one_in(random, 4) ? 0 : 1800000, .place = place_make(random) };
	int64_t lasts = below(random, one_in(random, 3) ? 60 * FACT_DAY_MS : 3000000);

	row.wait = (struct wait){ .conversation = id, .account = 1 + below(random, 3),
		.kind = (enum wait_kind)below(random, 2), .outcome = (enum wait_outcome)below(random, WAIT_OUTCOMES),
		.start_ms = BEGIN + below(random, 39 * FACT_DAY_MS),
		.flags = (one_in(random, 3) ? WAIT_NO_REPLY : 0U) | (one_in(random, 3) ? WAIT_CHASED : 0U) };
	if (row.wait.outcome != WAIT_OPEN) {
		row.wait.end_ms = row.wait.start_ms + lasts;
		row.business_ms = lasts;
	}
	if (row.wait.outcome == WAIT_ANSWERED) {
		row.wait.agent = below(random, 3);
		row.wait.own_ms = lasts / 3;
	}
	return row;
}

static struct fact_case case_make(struct random *random, int64_t id)
{
	struct fact_case row = { .contact = 1 + below(random, 50), .place = place_make(random) };
	struct wait_case *one = &row.one;
	unsigned flags = (unsigned)below(random, 16);

	one->conversation = id;
	one->account = 1 + below(random, 3);
	one->open_ms = BEGIN + below(random, 39 * FACT_DAY_MS);
	one->case_no = (int)below(random, 3);
	one->first_in_ms = one_in(random, 5) ? 0 : one->open_ms + below(random, 1000);
	one->first_out_ms = one_in(random, 3) ? 0 : one->open_ms + below(random, WEEK);
	one->first_assigned_ms = one_in(random, 3) ? 0 : one->open_ms + below(random, WEEK);
	one->first_resolved_ms = one_in(random, 3) ? 0 : one->open_ms + below(random, WEEK);
	one->resolved_ms = one->first_resolved_ms == 0 || one_in(random, 4) ? 0 : one->first_resolved_ms + below(random, WEEK);
	one->settled_ms = one->resolved_ms == 0 ? 0 : one->resolved_ms - below(random, 2) * below(random, 1000);
	one->state = (enum status)below(random, STATUSES);
	one->state_ms = one->resolved_ms != 0 ? one->resolved_ms : one->open_ms + below(random, WEEK);
	for (int i = 0; i <= STATUS_SNOOZED; i++)
		one->spent_ms[i] = one_in(random, 2) ? 0 : below(random, WEEK);
	one->waits = (int)below(random, 3);
	one->turns = (int)below(random, 3);
	one->replies = (int)below(random, 3);
	one->messages_in = (int)below(random, 9);
	one->transfers = (int)below(random, 3);
	one->reopens = (int)below(random, 3);
	one->courtesies = (int)below(random, one->reopens + 1);
	one->agent_reopens = (int)below(random, 2);
	one->waited_ms = below(random, WEEK);
	one->open_wait_ms = one_in(random, 3) ? one->open_ms + below(random, 1000) : 0;
	one->surface = (int)below(random, 2);
	one->flags = (flags & 1 ? CASE_WE_BEGAN : 0U) | (flags & 2 ? CASE_BOT_HELD : 0U) |
		(flags & 4 ? CASE_BOT_RESOLVED : 0U) | (one_in(random, 20) ? CASE_SPAM : 0U);
	row.wait_team = below(random, 3);
	for (int i = 0; i < FACT_CLOCKS; i++)
		row.closed_ms[i] = below(random, WEEK);
	return row;
}

/* ---- back as it went in */

static void cases_come_back(void **state)
{
	struct arena *arena = arena_create();
	struct random random = random_seeded(1);
	struct fact_case *rows = mem_array(ROWS, sizeof(*rows));
	struct fact_case_block *block = mem_alloc(sizeof(*block));
	struct str bytes = { 0 };
	struct segment segment;
	size_t seen = 0;

	(void)state;
	for (int i = 0; i < ROWS; i++)
		rows[i] = case_make(&random, i + 1);
	fact_cases_pack(arena, rows, ROWS, &bytes);
	assert_null(segment_open(bytes.text, bytes.len, &segment));
	for (size_t from = 0; from < segment.rows; from += block->rows) {
		const char **texts = arena_array(arena, segment.texts + 1, sizeof(*texts));

		segment_texts(&segment, texts);
		fact_case_block_read(&segment, UINT64_MAX, from, block);
		for (size_t i = 0; i < block->rows; i++, seen++) {
			const struct fact_case *was = &rows[seen];
			struct fact_place tongue = { 0 };
			struct fact_case is;

			fact_case_get(block, i, &is);
			assert_memory_equal(&is.one, &was->one, sizeof(is.one));
			assert_int_equal(is.contact, was->contact);
			assert_int_equal(is.wait_team, was->wait_team);
			assert_memory_equal(is.closed_ms, was->closed_ms, sizeof(is.closed_ms));
			assert_string_equal(texts[block->values[FC_TAGS][i]], was->place.tags);
			assert_true(fact_tongue_parse(arena, texts[block->values[FC_TONGUE][i]], &tongue));
			assert_string_equal(tongue.lang, was->place.lang);
			assert_int_equal(tongue.visibility, was->place.visibility);
			assert_int_equal(tongue.priority, was->place.priority);
		}
	}
	assert_int_equal(seen, ROWS);
	free(block);
	free(rows);
	str_finish(&bytes);
	arena_destroy(arena);
}

/* ---- asked alone, asked among all, and explained */

struct days { struct str waits, cases; };

static struct days days_make(struct arena *arena, uint64_t seed)
{
	struct random random = random_seeded(seed);
	struct fact_wait *waits = arena_array(arena, ROWS, sizeof(*waits));
	struct fact_case *cases = arena_array(arena, ROWS, sizeof(*cases));
	struct days days = { 0 };

	for (int i = 0; i < ROWS; i++) {
		waits[i] = wait_make(&random, i + 1);
		cases[i] = case_make(&random, i + 1);
	}
	fact_waits_pack(arena, waits, ROWS, &days.waits);
	fact_cases_pack(arena, cases, ROWS, &days.cases);
	return days;
}

static void feed(struct figures_maker *maker, const struct days *days)
{
	struct segment segment;

	assert_null(segment_open(days->waits.text, days->waits.len, &segment));
	figures_add(maker, FACT_WAITS, &segment);
	assert_null(segment_open(days->cases.text, days->cases.len, &segment));
	figures_add(maker, FACT_CASES, &segment);
}

static struct figure_request request_make(const enum metric *asked, size_t count)
{
	return (struct figure_request){ .asked = asked, .asked_count = count, .as_of_ms = AS_OF,
		.by = { BY_VISIBILITY, BY_NOTHING }, .window = { BEGIN + 9 * FACT_DAY_MS, BEGIN + 25 * FACT_DAY_MS },
		.before = { BEGIN + 2 * FACT_DAY_MS, BEGIN + 9 * FACT_DAY_MS }, .rules = wait_rules_default() };
}

static const enum metric *every_metric(struct arena *arena)
{
	enum metric *all = arena_array(arena, METRICS, sizeof(*all));

	for (int i = 0; i < METRICS; i++)
		all[i] = (enum metric)i;
	return all;
}

static void alone_as_among_all(void **state)
{
	struct arena *arena = arena_create();
	const enum metric *all = every_metric(arena);

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct days days = days_make(arena, seed);
		struct figure_request request = request_make(all, METRICS);
		struct figures_maker *maker = figures_begin(arena, &request, &world);
		struct figures together = { 0 };

		feed(maker, &days);
		assert_null(figures_end(maker, &together));
		for (size_t i = 0; i < METRICS; i++) {
			struct figure_request one = request_make(&all[i], 1);
			struct figures alone = { 0 };

			maker = figures_begin(arena, &one, &world);
			feed(maker, &days);
			assert_null(figures_end(maker, &alone));
			assert_memory_equal(alone.all.figures, &together.all.figures[i], sizeof(struct figure));
			assert_memory_equal(alone.before->figures, &together.before->figures[i], sizeof(struct figure));
			for (size_t g = 0; g < together.group_count; g++)
				for (size_t k = 0; k < alone.group_count; k++)
					if (str_equal(alone.groups[k].keys[0], together.groups[g].keys[0]))
						assert_memory_equal(alone.groups[k].figures,
							&together.groups[g].figures[i], sizeof(struct figure));
		}
		str_finish(&days.waits);
		str_finish(&days.cases);
	}
	arena_destroy(arena);
}

struct told { const struct figure_window *window; size_t parts[METRICS][PART_EXCLUDED + 1]; };

static void tell(void *data, const struct figure_row *row)
{
	struct told *told = data;

	for (int i = 0; i < METRICS; i++)
		told->parts[i][figure_part_of((enum metric)i, row, told->window)]++;
}

/* What is no sum of what the rows say, but how many they are; traces are not among these rows. */
static bool counts_rows(enum metric metric)
{
	return metric_info(metric)->source != METRIC_FROM_TRACES && metric != METRIC_AUTHORS &&
		metric != METRIC_REOPENS && metric != METRIC_REOPENS_NET && metric != METRIC_REOPENS_AGENT && metric != METRIC_TRANSFERS;
}

static void explained_is_counted(void **state)
{
	struct arena *arena = arena_create();
	const enum metric *all = every_metric(arena);

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct days days = days_make(arena, seed);
		struct figure_request request = request_make(all, METRICS);
		struct figures_maker *maker = figures_begin(arena, &request, &world);
		struct told told = { .window = &request.window };
		struct figures figures = { 0 };

		figures_watch(maker, tell, &told);
		feed(maker, &days);
		assert_null(figures_end(maker, &figures));
		for (int i = 0; i < METRICS; i++) {
			const struct figure *figure = &figures.all.figures[i];
			const size_t *parts = told.parts[i];

			if (metric_info((enum metric)i)->shape == METRIC_SHARE) {
				assert_int_equal(figure->met, parts[PART_MET]);
				assert_int_equal(figure->missed, parts[PART_MISSED]);
				assert_int_equal(figure->undecided, parts[PART_UNDECIDED]);
				assert_int_equal(figure->excluded, parts[PART_EXCLUDED]);
			} else if (counts_rows((enum metric)i)) {
				assert_int_equal(figure->n, parts[PART_ENDED]);
				assert_int_not_equal(figure->n, 0);
			}
		}
		str_finish(&days.waits);
		str_finish(&days.cases);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_come_back),
		cmocka_unit_test(alone_as_among_all),
		cmocka_unit_test(explained_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
