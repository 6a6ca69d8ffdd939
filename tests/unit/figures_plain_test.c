/* SPDX-License-Identifier: ISC */
/*
 * Proves that the quick way to figures, by blocks, codes and buckets, is the
 * plain one: each row asked for itself what it is to a metric and how long it
 * lasted, and what is found sorted.  Rows are random; every metric of waits
 * and cases, by every dimension, with opening hours, filters and targets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/alloc.h"
#include "figures_stage.h"

enum { SEEDS = 3, CUT = 40 };

/* ---- the quick way */

static void waits_feed(struct stage *stage, struct figures_maker *maker, size_t from, size_t count)
{
	struct str *bytes = arena_alloc(stage->arena, sizeof(*bytes));
	struct segment segment;

	fact_waits_pack(stage->arena, stage->waits + from, count, bytes);
	assert_null(segment_open(bytes->text, bytes->len, &segment));
	figures_add(maker, FACT_WAITS, &segment);
	str_finish(bytes);
	str_clear(bytes);
	fact_cases_pack(stage->arena, stage->cases + from, count, bytes);
	assert_null(segment_open(bytes->text, bytes->len, &segment));
	figures_add(maker, FACT_CASES, &segment);
	str_finish(bytes);
}

static struct figures quick(struct stage *stage, const struct figure_request *request)
{
	struct figures_maker *maker = figures_begin(stage->arena, request, &stage->world);
	struct figures figures = { 0 };

	for (size_t from = 0; from < ROWS; from += CUT)
		waits_feed(stage, maker, from, from + CUT < ROWS ? CUT : ROWS - from);
	assert_null(figures_end(maker, &figures));
	return figures;
}

/* ---- the plain way */

struct plain {
	struct stage *stage;
	const struct figure_request *request;
	const struct figure_window *window;
	const char *const *keys;		/* of the group, or NULL: all */
	const int64_t *closed_ms;		/* of the case that is asked of */
	enum metric metric;
	uint64_t calendar[2 * ROWS], business[2 * ROWS];
	int64_t people[ROWS];
	size_t observed, people_count, parts[PART_EXCLUDED + 1];
	int64_t sum;
};

static const struct figure_account *account_of(const struct stage *stage, int64_t id)
{
	static const struct figure_account nobody = { 0 };

	return id >= 1 && id <= ACCOUNTS ? &stage->accounts[id - 1] : &nobody;
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *p = words; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == length && memcmp(p, word, length) == 0)
			return true;
	return false;
}

static bool is_of_team(int64_t id, const char *team)
{
	size_t count = id >= 1 && id <= AGENTS ? stage_agents[id - 1].team_count : 0;

	for (size_t i = 0; team != NULL && i < count; i++)
		if (strcmp(stage_agents[id - 1].teams[i], team) == 0)
			return true;
	return team == NULL && count == 0;
}

static const char *name_of_time(struct arena *arena, enum figure_dimension by, int64_t ms)
{
	static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	struct local_time local = zone_local(NULL, ms);
	char text[DATE_TEXT];

	if (by == BY_HOUR)
		return arena_printf(arena, "%02d", (int)(ms / 3600000 % 24));
	if (by == BY_WEEKDAY)
		return weekdays[local.weekday - 1];
	if (by == BY_DAY)
		return arena_copy(arena, date_format(local.date, text));
	if (by == BY_WEEK)
		return arena_printf(arena, "%04d-W%02d", local.week_year, local.week);
	return arena_printf(arena, "%04d-%02d", local.year, local.month);
}

static bool is_in(struct stage *stage, enum figure_dimension by, const char *key, const struct figure_row *row,
	const struct fact_place *place)
{
	switch (by) {
	case BY_NOTHING: case FIGURE_BYS:
		return true;
	case BY_ACCOUNT:
		return str_equal(row->account->name == NULL ? "" : row->account->name, key == NULL ? "" : key);
	case BY_NETWORK:
		return str_equal(row->account->network == NULL ? "" : row->account->network, key == NULL ? "" : key);
	case BY_AGENT:
		return row->agent == 0 ? key == NULL : key != NULL && (row->agent <= AGENTS ?
			strcmp(stage_agents[row->agent - 1].name, key) == 0 : *key == '#');
	case BY_TEAM:
		return is_of_team(row->agent, key);
	case BY_TAG:
		return key == NULL ? *place->tags == '\0' : has_word(place->tags, key);
	case BY_LANGUAGE:
		return str_equal(place->lang, key == NULL ? "" : key);
	case BY_VISIBILITY:
		return str_equal(visibility_name((enum visibility)place->visibility), key);
	case BY_PRIORITY:
		return str_equal(priority_name((enum priority)place->priority), key);
	case BY_HOUR: case BY_WEEKDAY: case BY_DAY: case BY_WEEK: case BY_MONTH:
		return str_equal(name_of_time(stage->arena, by, row->start_ms), key);
	}
	return false;
}

static int64_t business(const struct figure_row *row, int64_t from_ms, int64_t to_ms)
{
	return schedule_business_ms(row->account->schedule, from_ms, to_ms);
}

struct span_ms { int64_t calendar_ms, business_ms; };

static struct span_ms between(const struct figure_row *row, int64_t from_ms, int64_t to_ms)
{
	return (struct span_ms){ to_ms - from_ms, business(row, from_ms, to_ms) };
}

static struct span_ms lasted_from(const struct figure_row *row, int64_t from_ms, int64_t ms)
{
	return between(row, from_ms, ms >= 0 ? from_ms + ms : AS_OF > from_ms ? AS_OF : from_ms);
}

/* What a clock said when it stopped, without what was closed, and its hours since. */
static struct span_ms clock_of(const struct plain *plain, const struct figure_row *row)
{
	const struct wait_case *one = row->of_case;
	const struct case_figures *f = row->figures;
	bool is_wait = plain->metric == METRIC_CUSTOMER_WAIT, is_hold = plain->metric == METRIC_ON_HOLD_TIME;
	bool is_theirs = plain->metric == METRIC_CUSTOMER_TIME, has_hours = plain->stage->accounts[0].schedule != NULL;
	int64_t ms = is_wait ? f->customer_wait_ms : is_hold ? f->hold_ms : is_theirs ? f->customer_ms : f->work_ms;
	int64_t closed = plain->closed_ms[is_wait ? CLOCK_WAITED : is_hold ? CLOCK_HOLD : is_theirs ? CLOCK_PENDING : CLOCK_WORK];
	bool runs = is_wait ? one->open_wait_ms != 0 : is_hold ? one->state == STATUS_ON_HOLD :
		is_theirs ? one->state == STATUS_PENDING : one->state < STATUS_RESOLVED && one->state != STATUS_PENDING;
	int64_t from = is_wait ? one->open_wait_ms : one->state_ms, more = runs && AS_OF > from ? AS_OF - from : 0;

	return (struct span_ms){ ms, ms - more - (has_hours ? closed : 0) +
		(more > 0 ? business(row, from, from + more) : 0) };
}

static struct span_ms lasted_of(const struct plain *plain, const struct figure_row *row)
{
	const struct case_figures *f = row->figures;
	int64_t ms = row->duration_ms;

	if (metric_info(plain->metric)->shape == METRIC_STOCK)
		return between(row, row->start_ms, plain->window->until_ms);
	if (plain->metric == METRIC_OWN_REACTION)
		return between(row, row->end_ms - row->own_ms, row->end_ms);
	if (plain->metric == METRIC_TIME_TO_HUMAN)
		return lasted_from(row, row->of_case->first_in_ms, f->time_to_human_ms);
	if (plain->metric == METRIC_FIRST_RESOLUTION)
		return lasted_from(row, row->start_ms, f->first_resolution_ms);
	if (plain->metric == METRIC_FULL_RESOLUTION)
		return lasted_from(row, row->start_ms, f->full_resolution_ms);
	if (plain->metric == METRIC_TIME_TO_ASSIGN)
		return lasted_from(row, row->start_ms, f->time_to_assign_ms);
	if (row->of_case == NULL)
		return (struct span_ms){ ms, row->business_ms };
	return clock_of(plain, row);
}

/* -1: nothing is added, rows are counted. */
static int64_t amount_of(enum metric metric, const struct figure_row *row)
{
	return metric == METRIC_REOPENS ? row->of_case->reopens :
		metric == METRIC_REOPENS_NET ? row->figures->net_reopens :
		metric == METRIC_REOPENS_AGENT ? row->of_case->agent_reopens :
		metric == METRIC_TRANSFERS ? row->of_case->transfers : -1;
}

static void row_ask(struct plain *plain, const struct figure_row *row, const struct fact_place *place)
{
	enum figure_part part = figure_part_of(plain->metric, row, plain->window);
	enum metric_shape shape = metric_info(plain->metric)->shape;
	const struct figure_request *request = plain->request;
	struct span_ms ms;

	if (request->wanted != NULL && !request->wanted(request->wanted_data, row->account, place))
		return;
	for (size_t d = 0; plain->keys != NULL && d < FIGURE_DIMENSIONS; d++)
		if (!is_in(plain->stage, request->by[d], plain->keys[d], row, place))
			return;
	plain->parts[part]++;
	if (part == PART_ENDED && plain->metric == METRIC_AUTHORS)
		plain->people[plain->people_count++] = row->contact;
	if (part == PART_ENDED && amount_of(plain->metric, row) > 0)
		plain->sum += amount_of(plain->metric, row);
	if (part == PART_NONE || part == PART_EXCLUDED || (shape != METRIC_TIME && shape != METRIC_STOCK))
		return;
	ms = lasted_of(plain, row);
	plain->calendar[plain->observed] = figure_observation(ms.calendar_ms, part == PART_ENDED);
	plain->business[plain->observed++] = figure_observation(ms.business_ms, part == PART_ENDED);
}

static void waits_ask(struct plain *plain)
{
	const struct figure_request *request = plain->request;

	for (int i = 0; i < ROWS; i++) {
		const struct fact_wait *fact = &plain->stage->waits[i];
		const struct wait *wait = &fact->wait;
		struct figure_row row = { .agent = wait->agent, .start_ms = wait->start_ms,
			.end_ms = wait_end_ms(wait, AS_OF), .duration_ms = wait_ms(wait, AS_OF), .own_ms = wait->own_ms,
			.target_ms = request->target_ms != 0 ? request->target_ms : fact->target_ms,
			.account = account_of(plain->stage, wait->account), .kind = wait->kind, .outcome = wait->outcome,
			.flags = wait->flags };

		row.business_ms = business(&row, row.start_ms, row.end_ms);
		if (!request->agents_only || wait->agent == request->agents[0])
			row_ask(plain, &row, &fact->place);
	}
}

static void cases_ask(struct plain *plain)
{
	for (int i = 0; i < ROWS; i++) {
		const struct fact_case *fact = &plain->stage->cases[i];
		struct case_figures figures;
		struct figure_row row = { .start_ms = fact->one.open_ms, .end_ms = fact->one.settled_ms,
			.account = account_of(plain->stage, fact->one.account), .flags = fact->one.flags, .of_case = &fact->one,
			.figures = &figures, .contact = fact->contact };

		plain->closed_ms = fact->closed_ms;
		case_figures(&fact->one, &plain->request->rules, AS_OF, &figures);
		if ((fact->one.flags & CASE_SPAM) == 0)
			row_ask(plain, &row, &fact->place);
	}
}

static size_t different(const int64_t *list, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (list[k] != list[i])
			k++;
		n += k == i;
	}
	return n;
}

static void times_equal(uint64_t *list, size_t count, const struct figure_time *quick)
{
	uint64_t scratch[2 * ROWS];
	struct figure_time time;
	size_t ended = 0;

	figure_sort(list, scratch, count);
	figure_time_of(list, count, &time);
	for (size_t i = 0; i < count; i++)
		ended += (list[i] & 1) == 0;
	for (size_t i = 0; ended < FIGURE_P50_FROM && i < count; i++)	/* too few for a quantile: told as they are */
		if ((list[i] & 1) == 0)
			time.few_ms[time.few++] = (int64_t)(list[i] >> 1);
	assert_memory_equal(&time, quick, sizeof(time));
}

static size_t plain_n(const struct plain *plain)
{
	if (metric_info(plain->metric)->shape == METRIC_SHARE)
		return plain->parts[PART_MET] + plain->parts[PART_MISSED];
	if (plain->metric == METRIC_AUTHORS)
		return different(plain->people, plain->people_count);
	switch (plain->metric) {
	case METRIC_REOPENS: case METRIC_REOPENS_NET: case METRIC_REOPENS_AGENT: case METRIC_TRANSFERS:
		return (size_t)plain->sum;
	default:
		return plain->parts[PART_ENDED];
	}
}

static void figure_equals(struct stage *stage, const struct figure_request *request, const struct figure_window *window,
	const char *const *keys, const struct figure *figures)
{
	for (size_t i = 0; i < request->asked_count; i++) {
		struct plain *plain = mem_alloc(sizeof(*plain));
		const struct figure *figure = &figures[i];

		*plain = (struct plain){ .stage = stage, .request = request, .window = window, .keys = keys,
			.metric = request->asked[i] };
		if (metric_info(plain->metric)->source == METRIC_FROM_WAITS)
			waits_ask(plain);
		else
			cases_ask(plain);
		assert_int_equal(figure->n, plain_n(plain));
		times_equal(plain->calendar, plain->observed, &figure->calendar);
		times_equal(plain->business, plain->observed, &figure->business);
		if (metric_info(plain->metric)->shape == METRIC_SHARE) {
			assert_int_equal(figure->met, plain->parts[PART_MET]);
			assert_int_equal(figure->missed, plain->parts[PART_MISSED]);
			assert_int_equal(figure->undecided, plain->parts[PART_UNDECIDED]);
			assert_int_equal(figure->excluded, plain->parts[PART_EXCLUDED]);
		}
		free(plain);
	}
}

/* ---- asked both ways */

static size_t every_metric(enum metric out[METRICS])
{
	size_t count = 0;

	for (int i = 0; i < METRICS; i++)
		if (metric_info((enum metric)i)->source != METRIC_FROM_TRACES)
			out[count++] = (enum metric)i;
	return count;
}

static void both_ways(struct stage *stage, const struct figure_request *request)
{
	struct figures figures = quick(stage, request);

	figure_equals(stage, request, &request->window, NULL, figures.all.figures);
	if (request->before.until_ms != 0)
		figure_equals(stage, request, &request->before, NULL, figures.before->figures);
	for (size_t g = 0; g < figures.group_count; g++)
		figure_equals(stage, request, &request->window, figures.groups[g].keys, figures.groups[g].figures);
}

static struct figure_request request_make(const enum metric *asked, size_t count, enum figure_dimension first,
	enum figure_dimension second)
{
	return (struct figure_request){ .asked = asked, .asked_count = count, .as_of_ms = AS_OF, .by = { first, second },
		.window = { BEGIN + 9 * DAY, BEGIN + 25 * DAY }, .before = { BEGIN + 2 * DAY, BEGIN + 9 * DAY },
		.rules = wait_rules_default() };
}

static void by_each_dimension(void **state)
{
	enum metric asked[METRICS];
	size_t count = every_metric(asked);

	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct stage *stage = stage_make(seed, seed % 2 == 1);

		for (int by = BY_NOTHING; by < FIGURE_BYS; by++) {
			struct figure_request request = request_make(asked, count, (enum figure_dimension)by, BY_NOTHING);

			both_ways(stage, &request);
		}
		stage_destroy(stage);
	}
}

static void by_two_dimensions(void **state)
{
	static const enum figure_dimension pairs[][FIGURE_DIMENSIONS] = { { BY_TAG, BY_HOUR }, { BY_AGENT, BY_MONTH },
		{ BY_ACCOUNT, BY_TAG }, { BY_TEAM, BY_LANGUAGE }, { BY_WEEKDAY, BY_PRIORITY }, { BY_DAY, BY_VISIBILITY } };
	static const enum metric asked[] = { METRIC_FIRST_RESPONSE, METRIC_ALL_REPLIES, METRIC_OWN_REACTION, METRIC_DISPOSITION,
		METRIC_SLA, METRIC_REPLIES, METRIC_WAITING, METRIC_FULL_RESOLUTION, METRIC_TRANSFERS };
	struct stage *stage = stage_make(11, true);

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct figure_request request = request_make(asked, sizeof(asked) / sizeof(asked[0]), pairs[i][0], pairs[i][1]);

		both_ways(stage, &request);
	}
	stage_destroy(stage);
}

static bool is_french(void *data, const struct figure_account *account, const struct fact_place *place)
{
	(void)data;
	return account->id != 2 && str_equal(place->lang, "fr");
}

/* All of time, where whole days lie alike, is another way than a part of it. */
static void of_some_rows(void **state)
{
	static const int64_t only[] = { 2 };
	enum metric asked[METRICS];
	size_t count = every_metric(asked);
	struct stage *stage = stage_make(21, true);

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct figure_request request = request_make(asked, count, BY_AGENT, BY_NOTHING);

		if ((i & 1) != 0) {
			request.window = (struct figure_window){ 0, AS_OF + 1 };
			request.before = (struct figure_window){ 0 };
		}
		request.wanted = (i & 2) != 0 ? is_french : NULL;
		request.target_ms = (i & 4) != 0 ? 600000 : 0;
		request.agents_only = (i & 4) != 0;
		request.agents = only;
		request.agent_count = 1;
		both_ways(stage, &request);
	}
	stage_destroy(stage);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_each_dimension),
		cmocka_unit_test(by_two_dimensions),
		cmocka_unit_test(of_some_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
