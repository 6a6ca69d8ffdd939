/* SPDX-License-Identifier: ISC */
/*
 * Proves that messages taken by the block give the figures of those taken row
 * by row, what is counted and what is measured: by every dimension, of a query
 * or of one agent, without what is left out or apart, and of the period before;
 * and that a damaged day which names no instant keeps nobody.
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
#include "guichet/model/presence.h"

enum { ROWS = 1500, CONVERSATIONS = 200, BITS = CONVERSATIONS / 8 + 1, SEEDS = 3 };
#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */

static const struct figure_account accounts[] = { { .id = 1, .name = "one", .network = "mastodon" },
	{ .id = 2, .name = "two", .network = "import" } };
static const struct figure_agent agents[] = { { .id = 1, .name = "ann" }, { .id = 2, .name = "ben" } };
static const struct figure_world world = { .accounts = accounts, .account_count = 2, .agents = agents, .agent_count = 2 };
static const enum metric asked[] = { METRIC_MESSAGES_IN, METRIC_SENT_PEOPLE, METRIC_SENT_OUTSIDE, METRIC_INGEST_LAG,
	METRIC_UPDATE_GAP };
enum { ASKED = sizeof(asked) / sizeof(asked[0]) };

static struct fact_trace row_make(struct random *random)
{
	static const char *const tags[] = { "", "refund", "refund vip", "vip" };
	static const enum trace_kind kinds[] = { TRACE_IN, TRACE_REPLY, TRACE_OUTSIDE, TRACE_UPDATE, TRACE_MARK };
	int64_t id = (int64_t)random_below(random, CONVERSATIONS);
	enum trace_kind kind = kinds[random_below(random, 5)];

	return (struct fact_trace){ .trace = { .conversation = id, .account = 1 + id % 3,
		.kind = kind, .agent = kind == TRACE_REPLY ? 1 + id % 2 : 0, .case_no = 0,
		.at_ms = BEGIN + (int64_t)random_below(random, 30 * FACT_DAY_MS), .value_ms = (int64_t)random_below(random, 9) - 1 },
		.place = { .lang = id % 2 == 0 ? "fr" : "", .visibility = (int)(id % 4), .tags = tags[id % 4],
			.priority = (int)(id % PRIORITIES) } };
}

static void bits_make(struct random *random, unsigned char *bits)
{
	memset(bits, 0, BITS);
	for (int i = 0; i < CONVERSATIONS; i += 1 + (int)random_below(random, 9))
		bits[i >> 3] |= (unsigned char)(1 << (i & 7));
}

static bool is_french(void *data, const struct figure_account *account, const struct fact_place *place)
{
	(void)data;
	return account->id != 2 && strcmp(place->lang, "fr") == 0;
}

struct feeding { struct figures_maker *maker; const struct figure_apart *apart; };

static void row_feed(void *data, const struct fact_trace *row)
{
	const struct feeding *feeding = data;
	int64_t id = row->trace.conversation;

	if (id >= feeding->apart->end || (feeding->apart->bits[id >> 3] >> (id & 7) & 1) == 0)
		figures_add_trace(feeding->maker, row);
}

static struct figures count(struct arena *arena, const struct figure_request *request, const struct segment *segment,
	const struct figure_apart *apart, bool by_block)
{
	struct feeding feeding = { figures_begin(arena, request, &world), apart };
	struct figures figures = { 0 };

	assert_true((figures_messages_of(feeding.maker) >> TRACE_REPLY & 1) != 0);
	if (by_block)
		figures_add_messages(feeding.maker, segment, apart);
	else
		fact_traces_each(arena, segment, figures_messages_of(feeding.maker), row_feed, &feeding);
	assert_null(figures_end(feeding.maker, &figures));
	return figures;
}

static bool key_equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void same(const struct figure *blocks, const struct figure *rows)
{
	for (size_t i = 0; i < ASKED; i++) {
		assert_int_equal(blocks[i].n, rows[i].n);
		assert_int_equal(blocks[i].calendar.p50_ms, rows[i].calendar.p50_ms);
		assert_int_equal(blocks[i].business.p90_ms, rows[i].business.p90_ms);
		assert_int_equal(blocks[i].calendar.longest_ms, rows[i].calendar.longest_ms);
	}
}

static void both_ways(struct arena *arena, const struct figure_request *request, const struct segment *segment,
	const struct figure_apart *apart)
{
	struct figures rows = count(arena, request, segment, apart, false), blocks = count(arena, request, segment, apart, true);

	for (size_t i = 0; i < ASKED; i++)
		assert_true(request->agents_only || rows.all.figures[i].n > 0);
	assert_true(rows.all.figures[1].n > 0);
	same(blocks.all.figures, rows.all.figures);
	same(blocks.before->figures, rows.before->figures);
	assert_int_equal(blocks.group_count, rows.group_count);
	for (size_t i = 0; i < rows.group_count; i++) {
		assert_true(key_equal(blocks.groups[i].keys[0], rows.groups[i].keys[0]));
		same(blocks.groups[i].figures, rows.groups[i].figures);
	}
}

static void by_block_as_by_row(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct random random = random_seeded(seed);
		struct arena *arena = arena_create();
		struct fact_trace *rows = arena_array(arena, ROWS, sizeof(*rows));
		unsigned char apart[BITS], omitted[BITS];
		struct segment segment;
		struct str bytes = { 0 };

		for (int i = 0; i < ROWS; i++)
			rows[i] = row_make(&random);
		bits_make(&random, apart);
		bits_make(&random, omitted);
		fact_traces_pack(arena, rows, ROWS, &bytes);
		assert_null(segment_open(bytes.text, bytes.len, &segment));
		for (int i = 0; i < 4 * FIGURE_BYS; i++) {
			const struct figure_apart some = { apart, i % 2 == 0 ? 0 : CONVERSATIONS };
			struct figure_request request = { .asked = asked, .asked_count = ASKED, .rules = wait_rules_default(),
				.by = { (enum figure_dimension)(i / 4), BY_NOTHING }, .as_of_ms = BEGIN + 40 * FACT_DAY_MS,
				.window = { BEGIN + 10 * FACT_DAY_MS, BEGIN + 20 * FACT_DAY_MS },
				.before = { BEGIN, BEGIN + 10 * FACT_DAY_MS }, .wanted = i % 4 < 2 ? NULL : is_french,
				.omitted = i % 3 == 0 ? omitted : NULL, .omitted_end = CONVERSATIONS, .agents_only = i % 5 == 1,
				.agents = &agents[0].id, .agent_count = 1 };

			both_ways(arena, &request, &segment, &some);
		}
		str_finish(&bytes);
		arena_destroy(arena);
	}
}

static void trace_count(void *data, const struct trace *trace)
{
	(void)trace;
	++*(size_t *)data;
}

static void no_instant(void **state)
{
	struct arena *arena = arena_create();
	struct presence *presence = presence_create(arena, NULL, BEGIN, BEGIN + 10 * FACT_DAY_MS, FACT_TRACES_ALL);
	struct fact_trace rows[3];
	struct segment segment;
	const struct segment *day = &segment;
	struct str bytes = { 0 };
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		rows[i] = (struct fact_trace){ .trace = { .conversation = 1, .account = 1, .kind = TRACE_MARK, .agent = 1,
			.at_ms = i == 0 ? -(INT64_C(1) << 60) : BEGIN + i * INT64_C(3600000) }, .place = { .lang = "", .tags = "" } };
	fact_traces_pack(arena, rows, 3, &bytes);
	assert_null(segment_open(bytes.text, bytes.len, &segment));
	presence_add(presence, &day, 1, &(struct figure_apart){ NULL, 0 });
	presence_tell(presence, trace_count, &count);
	assert_int_equal(count, 24);	/* the hours of the one day that is known */
	str_finish(&bytes);
	arena_destroy(arena);
}

/* ---- days of agents */

enum { DAYS = 16, DAY_ROWS = 2500, HELD_MOST = DAYS * DAY_ROWS, TOLD_MOST = 60000 };

struct told { struct trace list[TOLD_MOST]; size_t count; };

static void trace_keep(void *data, const struct trace *trace)
{
	struct told *told = data;

	assert_true(told->count < TOLD_MOST);
	told->list[told->count++] = *trace;
}

static struct fact_trace mark_make(struct random *random, int day)
{
	static const enum trace_kind of[] = { TRACE_MARK, TRACE_MARK, TRACE_HELD, TRACE_LOOK };
	enum trace_kind kind = of[random_below(random, 4)];
	int64_t hours = kind == TRACE_HELD ? 60 : 1;

	return (struct fact_trace){ .trace = { .conversation = (int64_t)random_below(random, 90), .account = 1, .kind = kind,
		.agent = random_below(random, 9) == 0 ? 5000 : 1 + (int64_t)random_below(random, 6),
		.at_ms = BEGIN + day * FACT_DAY_MS + (int64_t)random_below(random, FACT_DAY_MS),
		.value_ms = kind == TRACE_MARK ? 0 : (int64_t)random_below(random, (uint64_t)(hours * 3600000)) },
		.place = { .lang = "", .tags = "" } };
}

static struct presence *presence_new(struct arena *arena)
{
	return presence_create(arena, NULL, BEGIN, BEGIN + 40 * FACT_DAY_MS, FACT_TRACES_ALL);
}

static void same_told(const struct told *one, const struct told *other)
{
	assert_true(one->count > 1000);
	assert_int_equal(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		assert_int_equal(one->list[i].kind, other->list[i].kind);
		assert_int_equal(one->list[i].agent, other->list[i].agent);
		assert_int_equal(one->list[i].at_ms, other->list[i].at_ms);
		assert_int_equal(one->list[i].value_ms, other->list[i].value_ms);
	}
}

static int64_t overlap(int64_t from_ms, int64_t to_ms, const struct trace *held)
{
	int64_t begin = held->at_ms > from_ms ? held->at_ms : from_ms, end = held->at_ms + held->value_ms;

	end = end < to_ms ? end : to_ms;
	return end > begin ? end - begin : 0;
}

/* What was held in each part of the time available, added up one by one. */
static void held_adds_up(const struct told *told, const struct fact_trace *rows, size_t count)
{
	size_t parts = 0;

	for (size_t i = 0; i < told->count; i++) {
		const struct trace *part = &told->list[i];
		int64_t held = 0, said = 0;

		if (part->kind != TRACE_AVAILABLE || i % 7 != 0)
			continue;
		for (size_t k = 0; k < count; k++)
			if (rows[k].trace.kind == TRACE_HELD && rows[k].trace.agent == part->agent)
				held += overlap(part->at_ms, part->at_ms + part->value_ms, &rows[k].trace);
		for (size_t k = 0; k < told->count; k++)
			if (told->list[k].kind == TRACE_HOLDING && told->list[k].agent == part->agent &&
			    told->list[k].at_ms == part->at_ms)
				said += told->list[k].value_ms;
		assert_int_equal(said, held);
		parts++;
	}
	assert_true(parts > 50);
}

static void rows_make(struct random *random, struct fact_trace *rows)
{
	for (int d = 0; d < DAYS; d++)
		for (int i = 0; i < DAY_ROWS; i++)
			rows[d * DAY_ROWS + i] = mark_make(random, d);
}

static void days_pack(struct arena *arena, struct fact_trace *rows, struct segment *segments, struct str *bytes)
{
	for (int d = 0; d < DAYS; d++) {
		fact_traces_pack(arena, rows + d * DAY_ROWS, DAY_ROWS, &bytes[d]);
		assert_null(segment_open(bytes[d].text, bytes[d].len, &segments[d]));
	}
}

/* Every second day is packed, from the last one on; the others come row by row. */
static void mixed_take(struct presence *presence, const struct fact_trace *rows, const struct segment *const *days)
{
	const struct figure_apart none = { NULL, 0 };

	for (int d = DAYS; d-- > 0; ) {
		if (d % 2 == 0)
			presence_add(presence, &days[d], 1, &none);
		for (int i = 0; d % 2 != 0 && i < DAY_ROWS; i++)
			presence_take(presence, &rows[d * DAY_ROWS + i].trace);
	}
	for (int d = DAYS; d-- > 0; )
		if (d % 2 == 0)
			presence_hold(presence, &days[d], 1, &none);
}

/* Of many rows by two threads, of some by one, and row by row. */
static void days_of_agents(void **state)
{
	struct arena *arena = arena_create();
	struct presence *at_once = presence_new(arena), *mixed = presence_new(arena), *by_row = presence_new(arena);
	struct fact_trace *rows = arena_array(arena, HELD_MOST, sizeof(*rows));
	struct told *told = arena_array(arena, 3, sizeof(*told));
	struct random random = random_seeded(11);
	const struct figure_apart none = { NULL, 0 };
	const struct segment *days[DAYS];
	struct segment segments[DAYS];
	struct str bytes[DAYS] = { { 0 } };

	(void)state;
	rows_make(&random, rows);
	days_pack(arena, rows, segments, bytes);
	for (int d = 0; d < DAYS; d++)
		days[d] = &segments[d];
	presence_add(at_once, days, DAYS, &none);
	mixed_take(mixed, rows, days);
	for (size_t i = HELD_MOST; i-- > 0; )
		presence_take(by_row, &rows[i].trace);
	presence_hold(at_once, days, DAYS, &none);
	presence_tell(at_once, trace_keep, &told[0]);
	presence_tell(mixed, trace_keep, &told[1]);
	presence_tell(by_row, trace_keep, &told[2]);
	same_told(&told[0], &told[1]);
	same_told(&told[0], &told[2]);
	held_adds_up(&told[0], rows, HELD_MOST);
	for (int d = 0; d < DAYS; d++)
		str_finish(&bytes[d]);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(by_block_as_by_row), cmocka_unit_test(no_instant),
		cmocka_unit_test(days_of_agents) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
