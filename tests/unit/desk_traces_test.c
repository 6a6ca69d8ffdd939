/* SPDX-License-Identifier: ISC */
/*
 * Proves that packed traces that hold no longer are taken away a few days at a
 * time: whoever looks meanwhile is told the same, a desk that is opened again
 * in the middle goes on, and what is packed then is what the ledger says, also
 * of those many that were merged, each with its own family.
 */
#include "desk_fixture.h"

#include "guichet/desk/figures.h"
#include "guichet/desk/unite.h"

enum { DAYS = 14, PAIRS = 40 };
#define DAY_MS INT64_C(86400000)

/* A customer's message each day. */
static void customers(struct fixture *f)
{
	for (int i = 0; i < DAYS; i++) {
		const char *uid = arena_printf(f->arena, "m%d", i);

		f->clock = clock_fixed(T0 + i * DAY_MS);
		feed(f, (struct item[]){ an_item(ITEM_NEW, uid, uid, uid, "hello", clock_now(&f->clock) - 1000) }, 1);
	}
}

static void trace_count(void *data, const struct fact_trace *fact)
{
	(void)fact;
	(*(size_t *)data)++;
}

static size_t told(struct fixture *f)
{
	const struct trace_wish wish = { .as_of_ms = clock_now(&f->clock), .until_ms = INT64_MAX, .kinds = FACT_TRACES_ALL };
	size_t count = 0;

	OK(read_figure_traces(desk_reader(f->desk), &wish, trace_count, &count));
	return count;
}

static size_t turns_begin(struct fixture *f, const struct traces_step *step)
{
	size_t turns = 0;
	bool more = true;

	for (; more && turns < 10 * DAYS; turns++)
		OK(desk_traces_begin(f->desk, step, &more));
	return turns;
}

/* How often it begins. */
static size_t pack(struct fixture *f)
{
	struct traces_step step;
	size_t turns, next = 0;

	OK(read_traces_step(desk_reader(f->desk), INT64_MAX / 2, &step));
	assert_true(step.to_seq > 0);
	turns = turns_begin(f, &step);
	if (step.count > 0)
		OK(desk_traces_days(f->desk, &step, &next));
	assert_int_equal(next, step.count);	/* small ones go together */
	OK(desk_traces_end(f->desk, &step));
	traces_step_finish(&step);
	return turns;
}

static int64_t days_packed(struct fixture *f)
{
	struct segments_verdict verdict = { 0 };

	OK(read_traces_check(desk_reader(f->desk), &verdict));
	assert_int_equal(verdict.differ, 0);
	return verdict.days;
}

static void taken_away_in_parts(void **state)
{
	struct fixture *f = *state;
	const struct traces_step others = { .rules = 4711, .anew = true };
	size_t count;
	bool more;

	customers(f);
	count = told(f);
	assert_true(count >= DAYS);
	assert_int_equal(pack(f), 1);
	assert_int_equal(days_packed(f), DAYS);
	OK(desk_traces_begin(f->desk, &others, &more));
	assert_true(more);
	assert_true(read_traces_wait(desk_reader(f->desk), DAYS));	/* nothing counts as packed any more */
	assert_int_equal(told(f), count);
	desk_close(f->desk);		/* how far it is lies in the database */
	fixture_reopen(f);
	assert_int_equal(told(f), count);
	assert_true(pack(f) > 2);	/* by the rules that hold, and what the others left first */
	assert_int_equal(days_packed(f), DAYS);
	assert_int_equal(told(f), count);
}

/* The conversations 2 i + 1 and 2 i + 2 are the customer i in two threads. */
static void customer_says(struct fixture *f, int i, int thread, const char *uid)
{
	const char *who = arena_printf(f->arena, "who%d", i), *where = arena_printf(f->arena, "post%d.%d", i, thread);

	feed(f, (struct item[]){ an_item(ITEM_NEW, uid, where, who, "hello", clock_now(&f->clock)) }, 1);
}

static void pairs_merge(struct fixture *f)
{
	struct actor actor = by(f->maria);

	for (int i = 0; i < PAIRS; i++) {
		customer_says(f, i, 0, arena_printf(f->arena, "a%d", i));
		customer_says(f, i, 1, arena_printf(f->arena, "b%d", i));
		OK(desk_begin(f->desk, &actor, NULL, "merge", f->arena, NULL));
		OK(desk_merge(f->desk, 2 * i + 1, 2 * i + 2, false));
		commit(f);
	}
}

/* Of a family one has new rows, and all of it is read from the ledger: nothing counts twice, and nobody else's is lost. */
static void merged_count_once(void **state)
{
	struct fixture *f = *state;
	size_t count;

	pairs_merge(f);
	count = told(f);
	assert_true(count >= 2 * PAIRS);
	assert_int_equal(pack(f), 1);
	assert_int_equal(told(f), count);
	f->clock = clock_fixed(T0 + DAY_MS);
	for (int i = 0; i < PAIRS; i += 2)
		customer_says(f, i, i / 2 % 2, arena_printf(f->arena, "c%d", i));
	count = told(f);
	assert_int_equal(pack(f), 1);
	assert_int_equal(told(f), count);
	(void)days_packed(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(taken_away_in_parts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(merged_count_once, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
