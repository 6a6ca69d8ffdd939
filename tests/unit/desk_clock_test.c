/* SPDX-License-Identifier: ISC */
/*
 * Proves what a desk makes of its network's clock: five replies at their first
 * attempt write one row, from which on times of ours are corrected and those
 * before it are as they were; what proves nothing counts for nothing; a server
 * that ends between two replies forgets none; and that an account that is
 * removed, one that came with a ledger, and a desk on another machine, begin anew.
 */
#include "desk_fixture.h"

enum { MINUTE = 60000, LATENCY = 200, BEHIND = 5000 };

/* Somebody asks by the network's clock, which is that much before ours, and we take the answer. */
static struct outbox ask_and_take(struct fixture *f, int number, int64_t ahead_ms)
{
	const char *name = arena_printf(f->arena, "p%d", number);
	struct item item = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", number), arena_printf(f->arena, "t%d", number),
		name, "where is it?", clock_now(&f->clock) + ahead_ms);
	struct outbox out;

	clock_advance(&f->clock, MINUTE);
	feed(f, &item, 1);
	clock_advance(&f->clock, MINUTE);
	(void)reply(f, f->maria, number, arena_printf(f->arena, "it left, %d", number));
	out = take(f);
	clock_advance(&f->clock, LATENCY);
	return out;
}

static void sent(struct fixture *f, const struct outbox *out, int64_t at_ms)
{
	const char *uid = arena_printf(f->arena, "r%lld", (long long)out->id);

	OK(desk_outbox_part_sent(f->desk, out->id, 0, uid, uid, NULL, at_ms));
}

static void answer(struct fixture *f, int number, int64_t ahead_ms)
{
	struct outbox out = ask_and_take(f, number, ahead_ms);

	sent(f, &out, clock_now(&f->clock) - LATENCY / 2 + ahead_ms);
}

static struct clock_held held(struct fixture *f)
{
	struct account account;
	struct clock_held out;

	OK(read_account_named(desk_reader(f->desk), f->arena, "brand", &account));
	OK(read_clock(desk_reader(f->desk), f->arena, &account, &out));
	return out;
}

/* What the reducer says of the last wait of that conversation. */
static struct wait wait_of(struct fixture *f, int64_t conversation)
{
	struct wait_row *rows = NULL;
	struct wait out = { 0 };
	size_t count = 0;

	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &rows, &count));
	for (size_t i = 0; i < count; i++)
		if (rows[i].wait.conversation == conversation)
			out = rows[i].wait;
	assert_int_equal(out.conversation, conversation);
	return out;
}

/* Asked a minute before we had it, and resolved a minute after that by our clock, without an answer. */
static void ask_and_resolve(struct fixture *f, int number, int64_t ahead_ms)
{
	struct item item = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", number), arena_printf(f->arena, "t%d", number),
		arena_printf(f->arena, "p%d", number), "thank you", clock_now(&f->clock) + ahead_ms);

	clock_advance(&f->clock, MINUTE);
	feed(f, &item, 1);
	clock_advance(&f->clock, MINUTE);
	begin(f, f->maria);
	OK(desk_status(f->desk, number, STATUS_RESOLVED, 0, NULL));
	commit(f);
}

static void five_replies_write_one_row(void **state)
{
	struct fixture *f = *state;
	struct wait before, after;
	int64_t since, events;
	int n = 1;

	ask_and_resolve(f, n++, BEHIND);
	before = wait_of(f, 1);
	assert_int_equal(before.end_ms - before.start_ms, 2 * MINUTE - BEHIND);
	while (n <= 5)
		answer(f, n++, BEHIND);
	assert_int_equal(held(f).since_ms, 0);
	answer(f, n++, BEHIND);
	since = clock_now(&f->clock);
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
	assert_int_equal(held(f).since_ms, since);
	after = wait_of(f, 1);
	assert_true(wait_equal(&after, &before));
	ask_and_resolve(f, n, BEHIND);
	assert_int_equal(wait_of(f, n).end_ms - wait_of(f, n).start_ms, 2 * MINUTE - LATENCY / 2);
	assert_int_equal(wait_of(f, n++).flags, WAIT_CORRECTED);
	for (int more = 0; more < 12; more++)
		answer(f, n++, BEHIND);
	assert_int_equal(held(f).since_ms, since);
	events = counts_of(f).events;
	answer(f, n++, BEHIND);		/* asked, taken, answered, pending */
	assert_int_equal(counts_of(f).events, events + 4);
	assert_sound(f);
}

static void it_goes_away(void **state)
{
	struct fixture *f = *state;
	int n = 1;

	while (n <= 5)
		answer(f, n++, -BEHIND);
	assert_int_equal(held(f).offset_ms, LATENCY / 2 - BEHIND);
	while (n <= 9)
		answer(f, n++, 0);
	assert_int_equal(held(f).offset_ms, LATENCY / 2 - BEHIND);
	answer(f, n++, 0);
	assert_int_equal(held(f).offset_ms, 0);
	assert_int_equal(held(f).since_ms, clock_now(&f->clock));
	assert_sound(f);
}

static void echo(struct fixture *f, int number, const struct outbox *out, int64_t at_ms)
{
	struct item item = an_item(ITEM_ECHO, arena_printf(f->arena, "r%lld", (long long)out->id),
		arena_printf(f->arena, "t%d", number), "us", arena_printf(f->arena, "it left, %d", number), at_ms);

	item.to = (struct item_author){ .id = arena_printf(f->arena, "p%d", number) };
	assert_int_equal(feed(f, &item, 1).added, 0);
}

static void what_proves_nothing(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	int n = 1;

	while (n <= 4)
		answer(f, n++, BEHIND);
	out = ask_and_take(f, n++, BEHIND);
	sent(f, &out, 0);				/* the network does not say when */
	out = ask_and_take(f, n++, BEHIND);
	OK(desk_outbox_later(f->desk, out.id, 0, "slow down"));
	out = take(f);
	assert_int_equal(out.attempt, 2);
	sent(f, &out, clock_now(&f->clock) + BEHIND);	/* at the second attempt */
	out = ask_and_take(f, n++, BEHIND);
	OK(desk_outbox_unknown(f->desk, out.id, "broken"));
	sent(f, &out, clock_now(&f->clock) + BEHIND);	/* found later */
	out = ask_and_take(f, n, BEHIND);
	echo(f, n++, &out, clock_now(&f->clock) + BEHIND);	/* read before the answer to it came */
	sent(f, &out, clock_now(&f->clock) + BEHIND);
	out = ask_and_take(f, n++, BEHIND);
	OK(desk_outbox_unknown(f->desk, out.id, "broken"));
	begin(f, f->maria);
	OK(desk_outbox_sent(f->desk, out.id));		/* a person says so */
	commit(f);
	assert_int_equal(held(f).since_ms, 0);
	answer(f, n++, BEHIND);
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
	assert_sound(f);
}

/* The network does not say when it wrote that, and a person only that it did: by its clock all the same. */
static void times_that_we_give(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	int n = 1;

	OK(desk_account_learned(f->desk, f->account, "us", "@us", "", 2, 3000));
	out = ask_and_take(f, n, 3000);
	sent(f, &out, 0);
	assert_int_equal(wait_of(f, n++).end_ms, clock_now(&f->clock) + 3000);
	while (n <= 6)
		answer(f, n++, BEHIND);
	out = ask_and_take(f, n, BEHIND);
	sent(f, &out, 0);
	assert_int_equal(wait_of(f, n++).end_ms, clock_now(&f->clock) + held(f).offset_ms);
	out = ask_and_take(f, n, BEHIND);
	OK(desk_outbox_unknown(f->desk, out.id, "broken"));
	clock_advance(&f->clock, MINUTE);
	begin(f, f->maria);
	OK(desk_outbox_sent(f->desk, out.id));
	commit(f);
	assert_int_equal(wait_of(f, n).end_ms, clock_now(&f->clock) - MINUTE - LATENCY + held(f).offset_ms);
	assert_sound(f);
}

static void the_server_ends_between(void **state)
{
	struct fixture *f = *state;

	for (int n = 1; n <= 5; n++) {
		answer(f, n, BEHIND);
		desk_close(f->desk);
		fixture_reopen(f);
	}
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
	assert_sound(f);
}

static void an_account_removed(void **state)
{
	struct fixture *f = *state;
	bool added;
	int n = 1;

	while (n <= 4)
		answer(f, n++, BEHIND);
	begin(f, f->maria);
	OK(desk_account_remove(f->desk, "brand"));
	OK(desk_account_add(f->desk, "playback", "brand", "", NULL, &f->account, &added));
	commit(f);
	OK(desk_account_learned(f->desk, f->account, "us", "@us", "", 2, 0));
	while (n <= 8)
		answer(f, n++, BEHIND);
	assert_int_equal(held(f).since_ms, 0);
	answer(f, n, BEHIND);
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
}

/* Its clock is another one, and what was measured of the one before it holds no longer. */
static void another_machine(void **state)
{
	struct fixture *f = *state;
	int n = 1;

	while (n <= 5)
		answer(f, n++, BEHIND);
	while (n <= 9)
		answer(f, n++, -BEHIND);
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
	desk_close(f->desk);
	fixture_copy_over(f);
	fixture_reopen(f);
	assert_int_equal(held(f).offset_ms, BEHIND - LATENCY / 2);
	begin(f, f->maria);
	OK(desk_courier_start(f->desk));
	commit(f);
	assert_int_equal(held(f).offset_ms, 0);
	answer(f, n, -BEHIND);
	assert_int_equal(held(f).offset_ms, 0);
	assert_sound(f);
}

/* An account that came with a ledger: its rows were corrected by the clock of another desk, and ours is not. */
static void a_ledger_from_elsewhere(void **state)
{
	struct fixture *f = *state, *other;
	struct ledger_line line = { .account_name = "brand", .network = "playback", .event = { .seq = 1,
		.kind = EVENT_CLOCK_OFFSET, .actor_kind = ACTOR_SYSTEM, .recv_ms = T0 - MINUTE, .detail = "offset_ms=5000\n" } };
	struct account account;
	void *other_state;
	size_t known;

	(void)f;
	fixture_make(&other_state, false);
	other = other_state;
	begin(other, 0);
	OK(desk_ledger_import(other->desk, &line, 1, &known));
	OK(desk_agent_add(other->desk, "maria", ROLE_AGENT, -1, false, &other->maria));
	commit(other);
	OK(read_account_named(desk_reader(other->desk), other->arena, "brand", &account));
	other->account = account.id;
	OK(desk_account_learned(other->desk, account.id, "us", "@us", "", 2, 0));
	assert_int_equal(held(other).offset_ms, 0);
	ask_and_resolve(other, 1, 0);
	assert_true(wait_of(other, 1).end_ms == clock_now(&other->clock));
	assert_sound(other);
	fixture_teardown(&other_state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(five_replies_write_one_row), TEST(it_goes_away), TEST(what_proves_nothing), TEST(times_that_we_give),
		TEST(the_server_ends_between), TEST(an_account_removed), TEST(another_machine),
		TEST(a_ledger_from_elsewhere),
	};

	return cmocka_run_group_tests_name("desk_clock", tests, NULL, NULL);
}
