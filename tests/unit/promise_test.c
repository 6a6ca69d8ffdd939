/* SPDX-License-Identifier: ISC */
/*
 * Proves what a promise does: it is a deadline of its own, kept by the first
 * answer that leaves in time and broken without one, never kept by the reply
 * that makes it; it brings a row back into the queue, survives merging, undo
 * and an export, and a row counts down to the earliest of target, promise and
 * the window of its network, which refuses a reply once it is over.
 */
#include "desk_fixture.h"

#include <inttypes.h>

#include "guichet/desk/promise.h"
#include "guichet/desk/undo.h"
#include "guichet/desk/unite.h"

#define MINUTE INT64_C(60000)

static void ask(struct fixture *f, const char *uid, const char *thread, const char *who)
{
	struct item item = an_item(ITEM_NEW, uid, thread, who, "a question", clock_now(&f->clock));

	feed(f, &item, 1);
}

static void call(struct fixture *f, const char *name)
{
	struct actor actor = by(f->maria);

	OK(desk_begin(f->desk, &actor, NULL, name, f->arena, NULL));
}

static void undo(struct fixture *f, bool again)
{
	struct undone done;

	call(f, again ? "redo" : "undo");
	OK(again ? desk_redo(f->desk, f->arena, (struct undo_wish){ .partly = false }, &done)
		: desk_undo(f->desk, f->arena, (struct undo_wish){ .partly = false }, &done));
	commit(f);
}

static void promise(struct fixture *f, int64_t id, int64_t at_ms)
{
	call(f, "promise");
	OK(desk_promise(f->desk, id, at_ms, "the refund"));
	commit(f);
}

/* A reply of maria's, which leaves at once; at 0: it promises nothing. */
static int64_t answer(struct fixture *f, int64_t id, const char *text, int64_t promise_ms)
{
	int64_t outbox = 0;
	bool already;

	call(f, "reply");
	OK(desk_reply(f->desk, f->arena, &(struct reply_wish){ .conversation = id, .text = text, .visibility = -1,
		.promise_ms = promise_ms }, &outbox, &already));
	commit(f);
	return outbox;
}

static void leave(struct fixture *f, int64_t outbox)
{
	const char *uid = arena_printf(f->arena, "r%" PRId64, outbox);

	take(f);
	OK(desk_outbox_part_sent(f->desk, outbox, 0, uid, uid, NULL, clock_now(&f->clock)));
}

static const char *outcomes(struct fixture *f)
{
	struct promise_row *rows = NULL;
	const char *text = "";
	size_t count = 0;

	OK(read_promises(desk_reader(f->desk), f->arena, 0, INT64_MAX, &rows, &count));
	for (size_t i = 0; i < count; i++)
		text = arena_printf(f->arena, "%s%s%s", text, i > 0 ? " " : "",
			promise_outcome_name(promise_outcome(&rows[i].promise, clock_now(&f->clock))));
	return text;
}

static void the_earliest_counts(void **state)
{
	struct fixture *f = *state;
	struct list_row row;
	struct why_said why = { 0 };

	ask(f, "q1", "t1", "ann");
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_TARGET);
	promise(f, 1, T0 + 60 * MINUTE);
	row = row_of(f, 1);
	assert_int_equal(row.conv.due_of, DEADLINE_TARGET);
	assert_true(row.conv.due_ms == T0 + 30 * MINUTE && row.conv.promise_ms == T0 + 60 * MINUTE);
	promise(f, 1, T0 + 20 * MINUTE);
	row = row_of(f, 1);
	assert_int_equal(row.conv.due_of, DEADLINE_PROMISE);
	assert_true(row.conv.due_ms == T0 + 20 * MINUTE && row.conv.risk_ms == T0 + 15 * MINUTE);
	OK(read_why(desk_reader(f->desk), f->arena, 1, T0 + 10 * MINUTE, &why));
	assert_non_null(strstr(why.text, "due in 10 min: promised for "));
	assert_non_null(strstr(why.text, "by maria: the refund"));
	assert_sound(f);
}

static void an_answer_in_time_keeps_it(void **state)
{
	struct fixture *f = *state;
	int64_t first, second;

	ask(f, "q1", "t1", "ann");
	first = answer(f, 1, "We will get back to you by then", T0 + 60 * MINUTE);
	clock_advance(&f->clock, MINUTE);
	leave(f, first);
	assert_string_equal(outcomes(f), "open");	/* its own reply does not keep it */
	assert_int_equal(row_of(f, 1).conv.wait_ms, 0);
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_PROMISE);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	clock_advance(&f->clock, 10 * MINUTE);
	second = answer(f, 1, "Here it is", 0);
	leave(f, second);
	assert_string_equal(outcomes(f), "kept");
	assert_int_equal(row_of(f, 1).conv.due_ms, 0);
	assert_sound(f);
}

static void late_is_broken_and_still_due(void **state)
{
	struct fixture *f = *state;

	ask(f, "q1", "t1", "ann");
	promise(f, 1, T0 + 20 * MINUTE);
	clock_advance(&f->clock, 20 * MINUTE);
	assert_string_equal(outcomes(f), "open");	/* on the stroke it can still be kept */
	clock_advance(&f->clock, 1);
	assert_string_equal(outcomes(f), "broken");
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_PROMISE);
	leave(f, answer(f, 1, "late", 0));
	assert_string_equal(outcomes(f), "broken");
	assert_int_equal(row_of(f, 1).conv.promise_ms, 0);
	assert_sound(f);
}

static void it_comes_back_in_time(void **state)
{
	struct fixture *f = *state;
	int64_t outbox;

	ask(f, "q1", "t1", "ann");
	outbox = answer(f, 1, "by then", T0 + 40 * MINUTE);
	leave(f, outbox);
	clock_advance(&f->clock, 30 * MINUTE - 1);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	clock_advance(&f->clock, 1);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_ON_HOLD, 0, NULL));
	commit(f);
	clock_advance(&f->clock, 10 * MINUTE);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_sound(f);
}

static void words_end_it_and_undo_takes_them_back(void **state)
{
	struct fixture *f = *state;
	size_t ended;

	ask(f, "q1", "t1", "ann");
	begin(f, f->maria);
	FAILS(desk_promise_end(f->desk, 1, true, &ended), ERR_STATE);
	FAILS(desk_promise(f->desk, 1, T0, NULL), ERR_USAGE);
	FAILS(desk_promise(f->desk, 1, T0 + INT64_C(400) * 86400000, NULL), ERR_USAGE);
	commit(f);
	promise(f, 1, T0 + 20 * MINUTE);
	call(f, "promise keep");
	OK(desk_promise_end(f->desk, 1, true, &ended));
	commit(f);
	assert_string_equal(outcomes(f), "kept");
	undo(f, false);
	assert_string_equal(outcomes(f), "open");
	undo(f, true);
	assert_string_equal(outcomes(f), "kept");
	undo(f, false);
	call(f, "promise drop");
	OK(desk_promise_end(f->desk, 1, false, &ended));
	commit(f);
	assert_string_equal(outcomes(f), "dropped");
	undo(f, false);
	undo(f, false);
	assert_string_equal(outcomes(f), "unsaid");
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_TARGET);
	assert_sound(f);
}

static void a_reply_that_never_left(void **state)
{
	struct fixture *f = *state;
	int64_t outbox;

	ask(f, "q1", "t1", "ann");
	answer(f, 1, "by then", T0 + 20 * MINUTE);
	undo(f, false);
	assert_string_equal(outcomes(f), "unsaid");
	outbox = answer(f, 1, "by then", T0 + 20 * MINUTE);
	begin(f, f->maria);
	OK(desk_outbox_cancel(f->desk, outbox));
	commit(f);
	assert_string_equal(outcomes(f), "unsaid unsaid");
	assert_int_equal(row_of(f, 1).conv.promise_ms, 0);
	assert_sound(f);
}

static void merged_it_stands(void **state)
{
	struct fixture *f = *state;

	ask(f, "q1", "t1", "ann");
	ask(f, "q2", "t2", "ann");
	promise(f, 1, T0 + 20 * MINUTE);
	call(f, "merge");
	OK(desk_merge(f->desk, 1, 2, true));
	commit(f);
	assert_true(row_of(f, 2).conv.promise_ms == T0 + 20 * MINUTE);
	assert_int_equal(row_of(f, 1).conv.promise_ms, 0);
	assert_sound(f);
	leave(f, answer(f, 2, "there", 0));
	assert_string_equal(outcomes(f), "kept");
	assert_sound(f);
}

static void the_window_closes(void **state)
{
	struct fixture *f = *state;
	int64_t outbox = 0;
	bool already;
	struct plan plan;

	OK(desk_account_learned(f->desk, f->account, "us", "@us", "window_ms=1200000\n", 2, 0));
	ask(f, "q1", "t1", "ann");
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_WINDOW);
	assert_true(row_of(f, 1).conv.due_ms == T0 + 20 * MINUTE);
	ask(f, "q2", "t2", "bea");
	leave(f, answer(f, 2, "there", 0));
	assert_int_equal(row_of(f, 2).conv.due_ms, 0);	/* it closes on nobody who waits */
	clock_advance(&f->clock, 20 * MINUTE);
	OK(desk_plan(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "x", .visibility = -1 }, &plan));
	assert_null(plan.blocked);
	clock_advance(&f->clock, 1);
	OK(desk_plan(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "x", .visibility = -1 }, &plan));
	assert_non_null(plan.blocked);
	begin(f, f->maria);
	FAILS(desk_reply(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "x", .visibility = -1 },
		&outbox, &already), ERR_STATE);
	commit(f);
	OK(desk_account_learned(f->desk, f->account, "us", "@us", "", 2, 0));	/* the network takes answers for ever now */
	assert_int_equal(row_of(f, 1).conv.due_of, DEADLINE_TARGET);
	assert_sound(f);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(the_earliest_counts), T(an_answer_in_time_keeps_it), T(late_is_broken_and_still_due),
		T(it_comes_back_in_time), T(words_end_it_and_undo_takes_them_back), T(a_reply_that_never_left),
		T(merged_it_stands), T(the_window_closes),
	};
#undef T
	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests_name("promise", tests, NULL, NULL);
}
