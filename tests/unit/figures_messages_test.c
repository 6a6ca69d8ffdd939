/* SPDX-License-Identifier: ISC */
/*
 * Proves that messages taken by the block give the figures of those taken row
 * by row, what is counted and what is measured: by every dimension, of a query
 * or of one agent, without what is left out or apart, and of the period before.
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

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(by_block_as_by_row) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
