/* SPDX-License-Identifier: ISC */
/*
 * Proves that two makers which share the days and join, and two threads that
 * take days and curves in turns, say what one maker alone says, bit for bit:
 * wherever the days are parted, by every dimension, with filters, targets,
 * opening hours, the window before, lengths, traces and watched rows, and
 * when there is more than a maker can tell apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "figures_stage.h"
#include "guichet/base/alloc.h"
#include "guichet/base/random.h"

enum { SEEDS = 2, CUT = 10, DAYS = 2 * ROWS / CUT, TRACES = 40, LENGTHS = 4, GREAT = 18000, MANY = (1 << 18) + 1000, MANY_CUT = 4000 };

/* The rows of a stage, packed: waits, then cases. */
struct packed {
	struct stage *stage;
	struct str bytes[DAYS];
	struct segment segments[DAYS];
	struct fact_day days[DAYS];
	struct fact_trace traces[TRACES];
};

static struct packed *packed_make(uint64_t seed)
{
	struct packed *packed = mem_alloc(sizeof(*packed));
	struct random random = random_seeded(seed);

	packed->stage = stage_make(seed, seed % 2 == 1);
	for (size_t i = 0; i < DAYS; i++) {
		size_t from = i * CUT % ROWS;
		bool waits = i < DAYS / 2;

		if (waits)
			fact_waits_pack(packed->stage->arena, packed->stage->waits + from, CUT, &packed->bytes[i]);
		else
			fact_cases_pack(packed->stage->arena, packed->stage->cases + from, CUT, &packed->bytes[i]);
		assert_null(segment_open(packed->bytes[i].text, packed->bytes[i].len, &packed->segments[i]));
		packed->days[i] = (struct fact_day){ waits ? FACT_WAITS : FACT_CASES, &packed->segments[i] };
	}
	for (size_t i = 0; i < TRACES; i++)
		packed->traces[i] = (struct fact_trace){ .place = packed->stage->waits[i].place, .trace = { .conversation = 1,
			.account = 1 + (int64_t)random_below(&random, ACCOUNTS), .agent = (int64_t)random_below(&random, AGENTS + 1),
			.kind = (enum trace_kind)random_below(&random, TRACE_KINDS), .value_ms = (int64_t)random_below(&random, 9),
			.at_ms = BEGIN + (int64_t)random_below(&random, 39 * (uint64_t)DAY) } };
	return packed;
}

static void packed_destroy(struct packed *packed)
{
	for (size_t i = 0; i < DAYS; i++)
		str_finish(&packed->bytes[i]);
	stage_destroy(packed->stage);
	free(packed);
}

/* ---- what is asked */

static bool is_french(void *data, const struct figure_account *account, const struct fact_place *place)
{
	(void)data;
	return account->id != 2 && str_equal(place->lang, "fr");
}

static const enum metric everything[] = { METRIC_FIRST_RESPONSE, METRIC_ALL_REPLIES, METRIC_OWN_REACTION, METRIC_DISPOSITION,
	METRIC_SLA, METRIC_REPLIES, METRIC_WAITING, METRIC_TIME_TO_HUMAN, METRIC_FULL_RESOLUTION, METRIC_WORK_TIME,
	METRIC_TRANSFERS, METRIC_AUTHORS, METRIC_BACKLOG, METRIC_REOPENS };
enum { EVERYTHING = sizeof(everything) / sizeof(everything[0]), FILTERS = 4 };

static struct figure_request request_make(enum figure_dimension first, enum figure_dimension second, int filter)
{
	static const int64_t only[] = { 2 };
	struct figure_request request = { .asked = everything, .asked_count = EVERYTHING, .as_of_ms = AS_OF,
		.by = { first, second }, .window = { BEGIN + 9 * DAY, BEGIN + 25 * DAY }, .rules = wait_rules_default(),
		.agents = only, .agent_count = 1 };

	if (filter == 1)
		request.before = (struct figure_window){ BEGIN + 2 * DAY, BEGIN + 9 * DAY };
	if (filter == 2)
		request.wanted = is_french;
	if (filter == 3) {
		request.window = (struct figure_window){ 0, AS_OF + 1 };
		request.target_ms = 600000;
		request.agents_only = true;
	}
	return request;
}

/* ---- said by one, by two makers, and by two threads */

struct answer { struct figures figures; struct figure_length lengths[LENGTHS]; };
struct asking { struct packed *packed; const struct figure_request *request; struct arena *arena; };

static struct figures_maker *begin(const struct asking *asking, struct answer *answer)
{
	struct figures_maker *maker = figures_begin(asking->arena, asking->request, &asking->packed->stage->world);
	static const int64_t within_ms[LENGTHS] = { 600000, 86400000, 60 * DAY, INT64_MAX };

	*answer = (struct answer){ .figures.group_count = 0 };
	for (size_t i = 0; i < LENGTHS; i++)
		answer->lengths[i] = (struct figure_length){ .above_ms = i == 0 ? 0 : within_ms[i - 1], .within_ms = within_ms[i] };
	figures_lengths(maker, METRIC_ALL_REPLIES, answer->lengths);
	figures_pair_from(maker, SIZE_MAX);
	return maker;
}

static void feed(const struct asking *asking, struct figures_maker *maker, size_t from, size_t until)
{
	for (size_t i = from; i < until; i++)
		figures_add(maker, asking->packed->days[i].set, asking->packed->days[i].segment);
}

static void of_one(const struct asking *asking, struct answer *answer)
{
	struct figures_maker *maker = begin(asking, answer);

	feed(asking, maker, 0, DAYS);
	assert_null(figures_end(maker, &answer->figures));
}

/* Those from split on, and before it those from some other place on, are the other's. */
static void of_two(const struct asking *asking, size_t split, bool late, struct answer *answer)
{
	struct figures_maker *maker = begin(asking, answer), *other = figures_begin(asking->arena, asking->request,
		&asking->packed->stage->world);

	feed(asking, late ? maker : other, 0, split);
	feed(asking, late ? other : maker, split, DAYS);
	figures_join(maker, other);
	figures_pair_from(maker, split % 2 == 0 ? 0 : SIZE_MAX);
	assert_null(figures_end(maker, &answer->figures));
}

static void of_threads(const struct asking *asking, struct answer *answer)
{
	struct figures_maker *maker = begin(asking, answer);
	const struct fact_day *days = asking->packed->days;

	figures_pair_from(maker, 0);
	figures_add_days(&maker, 1, days, DAYS / 3);
	figures_add_days(&maker, 1, days, 0);
	figures_add_days(&maker, 1, days + DAYS / 3, DAYS - DAYS / 3);
	assert_null(figures_end(maker, &answer->figures));
}

static void figures_equal(const struct figures *one, const struct figures *two)
{
	const size_t bytes = one->asked_count * sizeof(struct figure);

	assert_memory_equal(one->all.figures, two->all.figures, bytes);
	assert_true((one->before == NULL) == (two->before == NULL));
	if (one->before != NULL)
		assert_memory_equal(one->before->figures, two->before->figures, bytes);
	assert_true(one->agents_hidden == two->agents_hidden);
	assert_int_equal(one->group_count, two->group_count);
	for (size_t i = 0; i < one->group_count; i++) {
		for (size_t d = 0; d < FIGURE_DIMENSIONS; d++)
			assert_true(str_equal(one->groups[i].keys[d], two->groups[i].keys[d]));
		assert_memory_equal(one->groups[i].figures, two->groups[i].figures, bytes);
	}
}

static void answers_equal(const struct answer *one, const struct answer *two)
{
	figures_equal(&one->figures, &two->figures);
	assert_memory_equal(one->lengths, two->lengths, sizeof(one->lengths));
}

static void ask_all_ways(struct packed *packed, const struct figure_request *request, size_t step)
{
	struct asking asking = { packed, request, arena_create() };
	struct answer one, two;

	of_one(&asking, &one);
	for (size_t split = 0; split <= DAYS; split += step) {
		of_two(&asking, split, split % 3 != 0, &two);
		answers_equal(&one, &two);
	}
	of_threads(&asking, &two);
	answers_equal(&one, &two);
	arena_destroy(asking.arena);
}

static void by_each_dimension(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct packed *packed = packed_make(seed);

		for (int by = BY_NOTHING; by < FIGURE_BYS; by++) {
			struct figure_request request = request_make((enum figure_dimension)by, BY_NOTHING, by % FILTERS);

			ask_all_ways(packed, &request, by == BY_TAG || by == BY_NOTHING ? 1 : 7);
		}
		packed_destroy(packed);
	}
}

static void by_two_dimensions(void **state)
{
	static const enum figure_dimension pairs[][FIGURE_DIMENSIONS] = { { BY_TAG, BY_HOUR }, { BY_AGENT, BY_MONTH },
		{ BY_ACCOUNT, BY_TAG }, { BY_TEAM, BY_LANGUAGE }, { BY_LANGUAGE, BY_TAG }, { BY_DAY, BY_VISIBILITY } };
	struct packed *packed = packed_make(11);

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		for (int filter = 0; filter < FILTERS; filter++) {
			struct figure_request request = request_make(pairs[i][0], pairs[i][1], filter);

			ask_all_ways(packed, &request, 11);
		}
	packed_destroy(packed);
}

/* A total may not tell of the one who is hidden, whoever counted. */
static void of_hidden_agents(void **state)
{
	struct packed *packed = packed_make(12);
	struct figure_agent agents[AGENTS];

	(void)state;
	memcpy(agents, stage_agents, sizeof(agents));
	agents[1].hidden = true;
	packed->stage->world.agents = agents;
	packed->stage->world.asker = 1;
	for (int by = BY_AGENT; by <= BY_TEAM; by++) {
		struct figure_request request = request_make((enum figure_dimension)by, BY_TAG, 0);

		ask_all_ways(packed, &request, 5);
	}
	packed_destroy(packed);
}

/* ---- traces, several makers, and who watches */

static void of_traces(void **state)
{
	enum metric asked[METRICS];
	struct packed *packed = packed_make(5);
	struct figure_request request = request_make(BY_AGENT, BY_TAG, 1);
	struct asking asking = { packed, &request, arena_create() };
	struct answer one, two;

	(void)state;
	request.asked = asked;
	request.asked_count = 0;
	for (int i = 0; i < METRICS; i++)
		if (metric_info((enum metric)i)->source == METRIC_FROM_TRACES || i == METRIC_ALL_REPLIES)
			asked[request.asked_count++] = (enum metric)i;
	for (size_t split = 0; split <= TRACES; split += 4) {
		struct figures_maker *alone = begin(&asking, &one), *maker = begin(&asking, &two), *other = figures_begin(
			asking.arena, &request, &packed->stage->world);

		for (size_t i = 0; i < TRACES; i++) {
			figures_add_trace(alone, &packed->traces[i]);
			figures_add_trace(i < split ? maker : other, &packed->traces[i]);
		}
		figures_join(maker, other);
		assert_null(figures_end(alone, &one.figures));
		assert_null(figures_end(maker, &two.figures));
		answers_equal(&one, &two);
	}
	arena_destroy(asking.arena);
	packed_destroy(packed);
}

static void for_several_makers(void **state)
{
	enum { MAKERS = 3 };
	struct packed *packed = packed_make(6);
	struct arena *arena = arena_create();
	struct figures_maker *makers[MAKERS];
	struct figure_request requests[MAKERS];

	(void)state;
	for (int i = 0; i < MAKERS; i++) {
		requests[i] = request_make(i == 0 ? BY_NOTHING : BY_TAG, i == 2 ? BY_HOUR : BY_NOTHING, i);
		makers[i] = figures_begin(arena, &requests[i], &packed->stage->world);
		figures_pair_from(makers[i], 0);
	}
	figures_add_days(makers, MAKERS, packed->days, DAYS);
	for (int i = 0; i < MAKERS; i++) {
		struct asking asking = { packed, &requests[i], arena };
		struct figures figures = { .group_count = 0 };
		struct answer one;

		of_one(&asking, &one);
		assert_null(figures_end(makers[i], &figures));
		figures_equal(&one.figures, &figures);
	}
	arena_destroy(arena);
	packed_destroy(packed);
}

struct seen { int64_t list[2 * ROWS]; size_t count; };

static void see(void *data, const struct figure_row *row)
{
	struct seen *seen = data;

	seen->list[seen->count++] = row->conversation;
}

static void rows_are_watched_in_order(void **state)
{
	struct packed *packed = packed_make(7);
	struct figure_request request = request_make(BY_AGENT, BY_NOTHING, 0);
	struct asking asking = { packed, &request, arena_create() };
	struct seen one = { .count = 0 }, two = { .count = 0 };
	struct answer answers[2];
	struct figures_maker *alone = begin(&asking, &answers[0]), *maker = begin(&asking, &answers[1]);

	(void)state;
	figures_watch(alone, see, &one);
	figures_watch(maker, see, &two);
	figures_pair_from(maker, 0);
	feed(&asking, alone, 0, DAYS);
	figures_add_days(&maker, 1, packed->days, DAYS);
	assert_null(figures_end(alone, &answers[0].figures));
	assert_null(figures_end(maker, &answers[1].figures));
	answers_equal(&answers[0], &answers[1]);
	assert_true(one.count > 0);
	assert_int_equal(one.count, two.count);
	assert_memory_equal(one.list, two.list, one.count * sizeof(one.list[0]));
	arena_destroy(asking.arena);
	packed_destroy(packed);
}

/* So many rows that they are dealt in pieces, which several curves read at the same time. */
static void of_great_lots(void **state)
{
	static const enum metric asked[] = { METRIC_ALL_REPLIES, METRIC_DISPOSITION };
	struct packed *packed = packed_make(9);
	struct fact_day *days = mem_array(GREAT, sizeof(*days));

	(void)state;
	for (size_t i = 0; i < GREAT; i++)
		days[i] = packed->days[i % (DAYS / 2)];
	for (int by = BY_NOTHING; by <= BY_ACCOUNT; by++) {
		struct figure_request request = request_make((enum figure_dimension)by, BY_NOTHING, 0);
		struct asking asking = { packed, &request, arena_create() };
		struct answer one, two;
		struct figures_maker *alone, *maker;

		request.window = (struct figure_window){ 0, AS_OF + 1 };
		request.asked = asked;
		request.asked_count = 2;
		alone = begin(&asking, &one);
		maker = begin(&asking, &two);
		figures_pair_from(maker, 0);
		figures_add_days(&alone, 1, days, GREAT);
		figures_add_days(&maker, 1, days, GREAT);
		assert_null(figures_end(alone, &one.figures));
		assert_null(figures_end(maker, &two.figures));
		answers_equal(&one, &two);
		arena_destroy(asking.arena);
	}
	free(days);
	packed_destroy(packed);
}

/* ---- more than can be told apart: rows of accounts that nobody knows are of one group, and each of its own atom */

static void many_feed(struct arena *arena, struct figures_maker *maker, int64_t first)
{
	struct fact_wait *rows = mem_array(MANY_CUT, sizeof(*rows));

	for (int64_t from = 0; from < MANY; from += MANY_CUT) {
		int64_t count = from + MANY_CUT < MANY ? MANY_CUT : MANY - from;
		struct str bytes = { 0 };
		struct segment segment;

		for (int64_t i = 0; i < count; i++)
			rows[i] = (struct fact_wait){ .place = { .lang = "", .tags = "" }, .wait = { .account = first + from + i,
				.conversation = 1, .start_ms = BEGIN, .end_ms = BEGIN + 1000, .outcome = WAIT_ANSWERED } };
		fact_waits_pack(arena, rows, (size_t)count, &bytes);
		assert_null(segment_open(bytes.text, bytes.len, &segment));
		figures_add(maker, FACT_WAITS, &segment);
		str_finish(&bytes);
	}
	free(rows);
}

static err_t many_end(bool join, int64_t second, struct figures *out, struct arena *arena)
{
	static const struct figure_world nobody = { 0 };
	static const enum metric asked[] = { METRIC_ALL_REPLIES };
	struct figure_request *request = arena_alloc(arena, sizeof(*request));
	struct figures_maker *maker, *other;

	*request = request_make(BY_ACCOUNT, BY_NOTHING, 0);
	request->window = (struct figure_window){ 0, AS_OF };
	request->asked = asked;
	request->asked_count = 1;
	maker = figures_begin(arena, request, &nobody);
	other = join ? figures_begin(arena, request, &nobody) : maker;
	many_feed(arena, maker, 1000);
	many_feed(arena, other, second);
	if (join)
		figures_join(maker, other);
	return figures_end(maker, out);
}

static void more_than_can_be_told_apart(void **state)
{
	(void)state;
	for (int join = 0; join < 2; join++) {
		struct arena *arena = arena_create();
		struct figures same = { 0 }, different = { 0 };

		assert_null(many_end(join, 1000, &same, arena));
		assert_int_equal(same.group_count, 1);
		assert_int_equal(same.all.figures[0].n, 2 * MANY);
		assert_true(err_is(many_end(join, 1000 + MANY, &different, arena), ERR_USAGE));
		arena_destroy(arena);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_each_dimension),
		cmocka_unit_test(by_two_dimensions),
		cmocka_unit_test(of_hidden_agents),
		cmocka_unit_test(of_traces),
		cmocka_unit_test(for_several_makers),
		cmocka_unit_test(rows_are_watched_in_order),
		cmocka_unit_test(of_great_lots),
		cmocka_unit_test(more_than_can_be_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
