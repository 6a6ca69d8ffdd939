/* SPDX-License-Identifier: ISC */
/*
 * What rules have to look at and what they find: a customer's message once,
 * with its own words, in the order of the rules; a wait once for each
 * duration, also when it is known late; nothing of history, nothing that a
 * rule brought about, nothing from before the rule.
 */
#include "desk_fixture.h"

#include "guichet/desk/rule.h"

#define MINUTE INT64_C(60000)

static void add(struct fixture *f, const char *name, const char *query, int64_t wait_ms)
{
	const char *commands[] = { "tag seen" };
	bool added;

	begin(f, f->maria);
	OK(desk_rule_add(f->desk, &(struct rule_wish){ .name = name, .query = query, .wait_ms = wait_ms,
		.count = 1, .commands = commands }, &added));
	commit(f);
	assert_true(added);
}

static void ask(struct fixture *f, const char *uid, const char *who, const char *text, int64_t at_ms)
{
	struct item item = an_item(ITEM_NEW, uid, "post", who, text, at_ms);

	feed(f, &item, 1);
}

static struct rule_due *due_of(struct fixture *f, size_t *count)
{
	struct rule_due *due = NULL;

	OK(desk_rule_due(f->desk, f->arena, 100, &due, count));
	return due;
}

static size_t due_count(struct fixture *f)
{
	size_t count;

	due_of(f, &count);
	return count;
}

static void looked(struct fixture *f)
{
	size_t count;
	struct rule_due *due = due_of(f, &count);

	if (count > 0)
		OK(desk_rule_looked(f->desk, due[count - 1].id));
}

static bool finds(struct fixture *f, const char *name, const struct rule_due *due)
{
	struct reader *reader = desk_reader(f->desk);
	struct query_sql sql = { 0 };
	struct rule rule;
	bool found = false;

	OK(read_rule(reader, f->arena, name, &rule));
	OK(read_rule_query(reader, f->arena, &rule, clock_now(&f->clock), &sql));
	OK(desk_rule_matches(f->desk, f->arena, &rule, &sql, due, &found));
	return found;
}

static void alarms(struct fixture *f)
{
	OK(desk_alarms(f->desk));
}

static void a_message_is_looked_at_once(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "q1", "post", "ann", "a refund", T0 - MINUTE);
	struct item old = an_item(ITEM_NEW, "q0", "older", "bob", "a refund", T0 - 9 * MINUTE);
	struct rule_due *due;
	size_t count;

	ask(f, "q9", "zoe", "before any rule", T0 - MINUTE);
	assert_int_equal(due_count(f), 0);
	add(f, "refunds", "refund", 0);
	old.history = true;
	feed(f, &old, 1);
	assert_int_equal(due_count(f), 0);
	feed(f, &item, 1);
	feed(f, &item, 1);
	due = due_of(f, &count);
	assert_int_equal(count, 1);
	assert_true(finds(f, "refunds", &due[0]));
	desk_close(f->desk);
	fixture_reopen(f);
	assert_int_equal(due_count(f), 1);
	looked(f);
	feed(f, &item, 1);
	assert_int_equal(due_count(f), 0);
}

static void words_are_of_that_message(void **state)
{
	struct fixture *f = *state;
	struct rule_due *due;
	size_t count;

	add(f, "refunds", "status:open refund", 0);
	ask(f, "q1", "ann", "I want a R\xc3\xa9" "fund!", T0 - 3 * MINUTE);
	ask(f, "q2", "ann", "hello?", T0 - 2 * MINUTE);
	ask(f, "q3", "ben", "refunded", T0 - MINUTE);
	due = due_of(f, &count);
	assert_int_equal(count, 3);
	assert_true(finds(f, "refunds", &due[0]));
	assert_false(finds(f, "refunds", &due[1]));
	assert_false(finds(f, "refunds", &due[2]));
}

static void the_order_is_kept_and_changed(void **state)
{
	static const struct { const char *name; int64_t to; const char *order; } moves[] = {
		{ "c", 1, "cab" }, { "c", 3, "abc" }, { "a", 2, "bac" }, { "b", 99, "acb" }, { "b", 3, "acb" },
	};
	struct fixture *f = *state;
	struct rule *rules;
	size_t count;

	add(f, "a", "", 0);
	add(f, "b", "", 0);
	add(f, "c", "", 0);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
		begin(f, f->maria);
		OK(desk_rule_move(f->desk, moves[i].name, moves[i].to));
		commit(f);
		OK(read_rules(desk_reader(f->desk), f->arena, false, &rules, &count));
		assert_int_equal(count, 3);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(rules[k].row.name[0], moves[i].order[k]);
	}
	begin(f, f->maria);
	FAILS(desk_rule_move(f->desk, "a", 0), ERR_USAGE);
	FAILS(desk_rule_move(f->desk, "d", 1), ERR_NOT_FOUND);
	OK(desk_rule_remove(f->desk, "c"));
	commit(f);
	add(f, "c", "", 0);	/* another one of that name */
	OK(read_rules(desk_reader(f->desk), f->arena, false, &rules, &count));
	assert_int_equal(rules[2].row.id, 4);
}

static void a_run_is_logged_once(void **state)
{
	struct fixture *f = *state;
	const struct rule_run run = { .rule = 1, .conversation = 1, .message = 5, .at_ms = T0,
		.did = "tag seen\n", .refused = "", .inverse = "untag seen\n" };
	struct rule_run wait = run, *runs;
	size_t count;

	add(f, "a", "", 0);
	wait.wait_ms = T0 - MINUTE;
	OK(desk_rule_ran(f->desk, &run));
	OK(desk_rule_ran(f->desk, &run));
	OK(desk_rule_ran(f->desk, &wait));
	OK(read_rule_runs(desk_reader(f->desk), f->arena, 1, 0, 10, &runs, &count));
	assert_int_equal(count, 2);
	assert_string_equal(runs[1].did, "tag seen\n");
}

static void a_wait_is_looked_at_when_it_gets_long(void **state)
{
	struct fixture *f = *state;
	struct rule_due *due;
	size_t count;

	add(f, "half", "", 30 * MINUTE);
	add(f, "hour", "", 60 * MINUTE);
	ask(f, "q1", "ann", "hello", T0);
	alarms(f);
	assert_int_equal(due_count(f), 0);
	assert_int_equal(desk_next_alarm(f->desk), T0 + 30 * MINUTE);
	clock_advance(&f->clock, 30 * MINUTE);
	alarms(f);
	due = due_of(f, &count);
	assert_int_equal(count, 1);
	assert_true(finds(f, "half", &due[0]));
	assert_false(finds(f, "hour", &due[0]));
	looked(f);
	ask(f, "q2", "ann", "hello?", T0 + 30 * MINUTE);	/* the same wait */
	alarms(f);
	assert_int_equal(due_count(f), 0);
	clock_advance(&f->clock, 40 * MINUTE);
	alarms(f);
	due = due_of(f, &count);
	assert_int_equal(count, 1);
	assert_false(finds(f, "half", &due[0]));
	assert_true(finds(f, "hour", &due[0]));
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	commit(f);
	assert_false(finds(f, "hour", &due[0]));	/* nobody waits any more */
}

static void a_wait_that_is_known_late_counts(void **state)
{
	struct fixture *f = *state;
	struct rule_due *due;
	size_t count;

	ask(f, "q0", "zoe", "before the rule", T0 - 20 * MINUTE);
	ask(f, "q1", "ann", "long before the rule", T0 - 90 * MINUTE);
	add(f, "half", "", 30 * MINUTE);
	ask(f, "q2", "ben", "written before the rule, read behind it", T0 - 50 * MINUTE);
	alarms(f);
	due = due_of(f, &count);
	assert_int_equal(count, 1);
	assert_int_equal(due[0].conversation, 3);
	assert_true(finds(f, "half", &due[0]));
	looked(f);
	clock_advance(&f->clock, 10 * MINUTE);
	alarms(f);
	due = due_of(f, &count);
	assert_int_equal(count, 1);
	assert_int_equal(due[0].conversation, 1);
	assert_true(finds(f, "half", &due[0]));
}

static void what_a_rule_does_starts_none(void **state)
{
	struct fixture *f = *state;
	struct actor rule = { .agent = f->maria, .name = "maria", .role = ROLE_AGENT, .origin = ORIGIN_RULE };

	add(f, "half", "", 30 * MINUTE);
	ask(f, "q1", "ann", "hello", T0);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, "no_reply_needed"));
	commit(f);
	assert_int_equal(desk_next_alarm(f->desk), 0);
	OK(desk_begin(f->desk, &rule, "rule 1 1 0 0", "reopen", f->arena, NULL));
	OK(desk_status(f->desk, 1, STATUS_OPEN, 0, NULL));
	commit(f);
	assert_int_equal(desk_next_alarm(f->desk), 0);
	assert_int_equal(due_count(f), 0);
	assert_sound(f);
}

static void a_rule_that_cannot_run_says_why(void **state)
{
	const char *commands[] = { "assign bob" };
	struct fixture *f = *state;
	struct released released;
	struct rule rule;
	bool added;

	begin(f, f->maria);
	FAILS(desk_rule_add(f->desk, &(struct rule_wish){ .name = "x", .query = "account:none", .count = 1,
		.commands = commands }, &added), ERR_USAGE);
	OK(desk_rule_add(f->desk, &(struct rule_wish){ .name = "x", .query = "", .count = 1,
		.commands = commands }, &added));
	OK(desk_agent_remove(f->desk, f->arena, "bob", NULL, &released));
	commit(f);
	OK(read_rule(desk_reader(f->desk), f->arena, "x", &rule));
	assert_string_equal(rule.trouble, "bob has left the desk");
	OK(desk_rule_fail(f->desk, &rule, rule.trouble));
	OK(read_rule(desk_reader(f->desk), f->arena, "x", &rule));
	assert_false(rule.row.enabled);
	assert_string_equal(rule.row.reason, "bob has left the desk");
	begin(f, f->maria);
	FAILS(desk_rule_enable(f->desk, "x", true), ERR_STATE);
	commit(f);
	ask(f, "q1", "ann", "hello", T0);
	assert_int_equal(due_count(f), 0);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_message_is_looked_at_once), TEST(words_are_of_that_message),
		TEST(the_order_is_kept_and_changed), TEST(a_run_is_logged_once),
		TEST(a_wait_is_looked_at_when_it_gets_long), TEST(a_wait_that_is_known_late_counts),
		TEST(what_a_rule_does_starts_none), TEST(a_rule_that_cannot_run_says_why),
	};
#undef TEST

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
