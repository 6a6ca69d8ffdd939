/* SPDX-License-Identifier: ISC */
/*
 * A step back leads exactly to where things were, as a change of its own;
 * what somebody else did since is never overrun but named; a step forward
 * leads back again until something new is done.
 */
#include "desk_fixture.h"

#include "guichet/desk/undo.h"

static const char *const people[] = { "ann", "ben", "cleo", "dan", "eve" };

/* Five customers wrote, so there are #1 to #5. */
static void arrive(struct fixture *f)
{
	struct item items[5];

	for (int i = 0; i < 5; i++)
		items[i] = an_item(ITEM_NEW, arena_printf(f->arena, "q%d", i),
			arena_printf(f->arena, "t%d", i), people[i], "a question", T0 - 5000 + i);
	feed(f, items, 5);
}

static void as(struct fixture *f, int64_t agent, const char *call)
{
	struct actor actor = by(agent);

	OK(desk_begin(f->desk, &actor, NULL, call, f->arena, NULL));
}

/* One call of an agent in a transaction of its own. */
#define DO(agent, call, action) do { as(f, (agent), (call)); OK(action); commit(f); } while (0)

static struct undone step(struct fixture *f, int64_t agent, bool again, bool partly)
{
	struct undo_wish wish = { .partly = partly };
	struct undone done = { 0 };

	as(f, agent, again ? "redo" : "undo");
	OK(again ? desk_redo(f->desk, f->arena, wish, &done) : desk_undo(f->desk, f->arena, wish, &done));
	commit(f);
	return done;
}

static struct undone undo(struct fixture *f, int64_t agent)
{
	return step(f, agent, false, false);
}

/* Refused in these words, and nothing has changed. */
static void refuses(struct fixture *f, int64_t agent, bool again, const char *words)
{
	int64_t seq = read_ledger_seq(desk_reader(f->desk));
	struct undone done;
	err_t err;

	as(f, agent, again ? "redo" : "undo");
	err = again ? desk_redo(f->desk, f->arena, (struct undo_wish){ 0 }, &done)
		: desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done);
	if (err == NULL)
		fail_msg("nothing refused what should say: %s", words);
	else
		assert_string_equal(err->text, words);
	desk_rollback(f->desk);
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);
	assert_sound(f);
}

static const char *reason_of(struct fixture *f, int64_t id)
{
	struct thread thread;

	OK(read_thread(desk_reader(f->desk), f->arena, id, f->maria, 10, &thread));
	return thread.reason == NULL ? "" : thread.reason;
}

static const char *draft_of(struct fixture *f, int64_t id)
{
	struct thread thread;

	OK(read_thread(desk_reader(f->desk), f->arena, id, f->maria, 10, &thread));
	return thread.draft == NULL ? "" : thread.draft;
}

static void is(struct fixture *f, int64_t id, enum status status, const char *assignee, const char *tags)
{
	struct list_row row = row_of(f, id);

	assert_int_equal(row.conv.status, status);
	assert_string_equal(row.assignee, assignee);
	assert_string_equal(row.tags, tags);
}

/* ---- exactly there */

static void each_status_with_its_time_and_reason(void **state)
{
	struct fixture *f = *state;
	struct undone done;

	arrive(f);
	DO(f->maria, "hold", desk_status(f->desk, 1, STATUS_ON_HOLD, 0, "the depot"));
	DO(f->maria, "snooze", desk_status(f->desk, 1, STATUS_SNOOZED, T0 + 3600123, NULL));
	DO(f->maria, "resolve", desk_status(f->desk, 1, STATUS_RESOLVED, 0, "no_reply_needed"));
	DO(f->maria, "reopen", desk_status(f->desk, 1, STATUS_OPEN, 0, NULL));
	clock_advance(&f->clock, 12000);
	done = undo(f, f->maria);
	assert_string_equal(done.call, "reopen");
	assert_int_equal(done.count, 1);
	assert_int_equal(done.ids[0], 1);
	assert_int_equal(done.at_ms, T0);
	is(f, 1, STATUS_RESOLVED, "", "");
	assert_string_equal(reason_of(f, 1), "no_reply_needed");
	undo(f, f->maria);
	is(f, 1, STATUS_SNOOZED, "", "");
	assert_int_equal(row_of(f, 1).conv.snoozed_until, T0 + 3600123);
	assert_int_equal(desk_next_alarm(f->desk), T0 + 3600123);
	undo(f, f->maria);
	is(f, 1, STATUS_ON_HOLD, "", "");
	assert_string_equal(reason_of(f, 1), "the depot");
	assert_int_equal(desk_next_alarm(f->desk), 0);
	undo(f, f->maria);
	is(f, 1, STATUS_OPEN, "", "");
	assert_string_equal(reason_of(f, 1), "");
	refuses(f, f->maria, false, "undo: there is nothing of yours to take back");
}

static void only_what_was_really_changed(void **state)
{
	struct fixture *f = *state;
	struct undone done;

	arrive(f);
	DO(f->bob, "tag", desk_tag(f->desk, 2, "vip", true));
	DO(f->bob, "tag", desk_tag(f->desk, 4, "vip", true));
	as(f, f->maria, "tag");
	for (int64_t id = 1; id <= 5; id++)
		OK(desk_tag(f->desk, id, "VIP", true));
	commit(f);
	DO(f->maria, "tag", desk_tag(f->desk, 1, "vip", true));	/* changes nothing, is no step */
	done = undo(f, f->maria);
	assert_int_equal(done.count, 3);
	for (int64_t id = 1; id <= 5; id++)
		is(f, id, STATUS_OPEN, "", id == 2 || id == 4 ? "vip" : "");
	assert_int_equal(step(f, f->maria, true, false).count, 3);
	is(f, 5, STATUS_OPEN, "", "vip");
	DO(f->maria, "untag", desk_tag(f->desk, 5, "vip", false));
	undo(f, f->maria);
	is(f, 5, STATUS_OPEN, "", "vip");
}

static void whoever_had_it(void **state)
{
	struct fixture *f = *state;

	arrive(f);
	DO(f->bob, "claim", desk_claim(f->desk, 1));
	DO(f->maria, "assign", desk_assign(f->desk, 1, "@me"));
	DO(f->maria, "release", desk_release(f->desk, 1));
	undo(f, f->maria);
	is(f, 1, STATUS_OPEN, "maria", "");
	undo(f, f->maria);
	is(f, 1, STATUS_OPEN, "bob", "");
	step(f, f->maria, true, false);
	is(f, 1, STATUS_OPEN, "maria", "");
	as(f, 0, "agent remove");
	OK(desk_agent_remove(f->desk, f->arena, "bob", NULL, &(struct released){ 0 }));
	commit(f);
	refuses(f, f->maria, false, "undo #1: bob has left the desk; --partly leaves it so and goes on");
}

/* ---- somebody else */

static void a_colleague_is_named(void **state)
{
	struct fixture *f = *state;
	struct undone done;

	arrive(f);
	as(f, f->maria, "claim");
	for (int64_t id = 1; id <= 3; id++)
		OK(desk_claim(f->desk, id));
	commit(f);
	DO(f->bob, "resolve", desk_status(f->desk, 2, STATUS_RESOLVED, 0, NULL));
	clock_advance(&f->clock, 3 * 60000);
	refuses(f, f->maria, false,
		"undo #2: bob resolved it 3 min ago; nothing was changed, --partly does the others");
	is(f, 1, STATUS_OPEN, "maria", "");
	done = step(f, f->maria, false, true);
	assert_int_equal(done.count, 2);
	assert_int_equal(done.left_count, 1);
	assert_int_equal(done.left[0].id, 2);
	assert_string_equal(done.left[0].why, "bob resolved it 3 min ago");
	is(f, 1, STATUS_OPEN, "", "");
	is(f, 2, STATUS_RESOLVED, "maria", "");
	is(f, 3, STATUS_OPEN, "", "");
	refuses(f, f->maria, false, "undo: there is nothing of yours to take back");
	assert_int_equal(step(f, f->maria, true, false).count, 2);
	is(f, 3, STATUS_OPEN, "maria", "");
	is(f, 2, STATUS_RESOLVED, "maria", "");
}

static void words_of_a_colleague_count(void **state)
{
	struct fixture *f = *state;
	int64_t note, outbox;
	bool already;
	struct reply_wish wish = { .conversation = 2, .text = "hello", .visibility = -1 };

	arrive(f);
	DO(f->maria, "pending", desk_status(f->desk, 1, STATUS_PENDING, 0, NULL));
	DO(f->bob, "note", desk_note(f->desk, 1, "careful", &note));
	refuses(f, f->maria, false, "undo #1: bob wrote a note 0 s ago; --partly leaves it so and goes on");
	assert_int_equal(step(f, f->maria, false, true).count, 0);
	DO(f->maria, "pending", desk_status(f->desk, 2, STATUS_PENDING, 0, NULL));
	DO(f->bob, "reply", desk_reply(f->desk, f->arena, &wish, &outbox, &already));
	refuses(f, f->maria, false, "undo #2: bob wrote a reply 0 s ago; --partly leaves it so and goes on");
	/* One's own words are in nobody's way. */
	DO(f->maria, "pending", desk_status(f->desk, 3, STATUS_PENDING, 0, NULL));
	DO(f->maria, "note", desk_note(f->desk, 3, "for me", &note));
	assert_string_equal(undo(f, f->maria).call, "note");
	assert_string_equal(undo(f, f->maria).call, "pending");
	/* Nor are a colleague's steps ours. */
	refuses(f, f->bob, true, "redo: nothing was undone last");
}

static void the_customer_may_write_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct item again = an_item(ITEM_NEW, "more", "t0", "ann", "well?", T0 + 1000);

	arrive(f);
	DO(f->maria, "tag", desk_tag(f->desk, 1, "vip", true));
	DO(f->maria, "resolve", desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	clock_advance(&f->clock, 2000);
	feed(f, &again, 1);
	is(f, 1, STATUS_OPEN, "", "vip");
	refuses(f, f->maria, false,
		"undo #1: the customer wrote 0 s ago; --partly leaves it so and goes on");
	assert_int_equal(step(f, f->maria, false, true).count, 0);
	undo(f, f->maria);	/* the tag has nothing to do with it */
	is(f, 1, STATUS_OPEN, "", "");
}

static void a_snooze_that_ended(void **state)
{
	struct fixture *f = *state;

	arrive(f);
	DO(f->maria, "snooze", desk_status(f->desk, 1, STATUS_SNOOZED, T0 + 60000, NULL));
	clock_advance(&f->clock, 120000);
	OK(desk_alarms(f->desk));
	is(f, 1, STATUS_OPEN, "", "");
	refuses(f, f->maria, false, "undo #1: its snooze ended 0 s ago; --partly leaves it so and goes on");
}

/* For a minute a close can be taken back, and then no figure knows of it. */
static void closed_is_final(void **state)
{
	struct fixture *f = *state;
	int64_t wait;

	arrive(f);
	wait = row_of(f, 1).conv.wait_ms;
	DO(f->maria, "close", desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	assert_int_equal(row_of(f, 1).conv.wait_ms, 0);
	clock_advance(&f->clock, 59000);
	assert_string_equal(undo(f, f->maria).call, "close");
	is(f, 1, STATUS_OPEN, "", "");
	assert_int_equal(row_of(f, 1).conv.wait_ms, wait);
	assert_sound(f);
	DO(f->maria, "resolve", desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	clock_advance(&f->clock, 100000);
	DO(f->maria, "close", desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	undo(f, f->maria);
	is(f, 1, STATUS_RESOLVED, "", "");
	DO(f->maria, "close", desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	clock_advance(&f->clock, 61000);
	refuses(f, f->maria, false, "undo #1: it was closed 1 min ago; after a minute that is final; "
		"--partly leaves it so and goes on");
}

static void closed_and_begun_anew(void **state)
{
	struct fixture *f = *state;
	struct item again = an_item(ITEM_NEW, "more", "t0", "ann", "well?", T0 + 1000);

	arrive(f);
	DO(f->maria, "close", desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	clock_advance(&f->clock, 2000);
	feed(f, &again, 1);
	refuses(f, f->maria, false, "undo #1: the customer has begun anew in #6; --partly leaves it so and goes on");
}

static size_t notes_shown(struct fixture *f, int64_t id)
{
	struct thread thread;
	size_t count = 0;

	OK(read_thread(desk_reader(f->desk), f->arena, id, f->maria, 100, &thread));
	for (size_t i = 0; i < thread.count; i++)
		count += thread.messages[i].direction == DIR_NOTE;
	return count;
}

/* A withdrawn note names nobody any more, unless another one does. */
static void a_note_is_withdrawn(void **state)
{
	struct fixture *f = *state;
	struct list_row row;
	int64_t note;

	arrive(f);
	DO(f->bob, "note", desk_note(f->desk, 1, "ask @maria", &note));
	DO(f->maria, "note", desk_note(f->desk, 1, "no, ask @bob and @maria", &note));
	undo(f, f->maria);
	assert_int_equal(notes_shown(f, 1), 1);
	OK(read_row_for(desk_reader(f->desk), f->arena, 1, f->maria, &row));
	assert_string_equal(row.mentioned, "maria");
	step(f, f->maria, true, false);
	assert_int_equal(notes_shown(f, 1), 2);
	OK(read_row_for(desk_reader(f->desk), f->arena, 1, f->maria, &row));
	assert_string_equal(row.mentioned, "bob maria");
	assert_sound(f);
}

static void drafts(void **state)
{
	static const char odd[] = "- 100% of\n\tit  -";
	struct fixture *f = *state;

	arrive(f);
	DO(f->maria, "draft save", desk_draft_save(f->desk, 1, odd));
	DO(f->maria, "draft save", desk_draft_save(f->desk, 1, "shorter"));
	DO(f->maria, "draft drop", desk_draft_drop(f->desk, 1));
	DO(f->bob, "tag", desk_tag(f->desk, 1, "vip", true));	/* nobody's draft but hers */
	undo(f, f->maria);
	assert_string_equal(draft_of(f, 1), "shorter");
	undo(f, f->maria);
	assert_string_equal(draft_of(f, 1), odd);
	undo(f, f->maria);
	assert_string_equal(draft_of(f, 1), "");
	step(f, f->maria, true, false);
	assert_string_equal(draft_of(f, 1), odd);
	DO(f->maria, "draft save", (desk_no_step(f->desk), desk_draft_save(f->desk, 1, "typed on")));
	refuses(f, f->maria, false, "undo #1: you have written on in the draft since; --partly leaves it so and goes on");
}

/* ---- replies */

static int64_t write_reply(struct fixture *f, int64_t id, const char *text)
{
	struct reply_wish wish = { .conversation = id, .text = text, .visibility = -1 };
	int64_t outbox = 0;
	bool already = false;

	DO(f->maria, "reply", desk_reply(f->desk, f->arena, &wish, &outbox, &already));
	return outbox;
}

static enum outbox_state outbox_state(struct fixture *f, int64_t id)
{
	struct outbox *rows;
	size_t count;

	for (int state = 0; state < OUTBOX_STATES; state++) {
		OK(read_outbox(desk_reader(f->desk), f->arena, state, &rows, &count));
		for (size_t i = 0; i < count; i++)
			if (rows[i].id == id)
				return rows[i].state;
	}
	return OUTBOX_STATES;
}

static void a_queued_reply_becomes_a_draft(void **state)
{
	struct fixture *f = *state;
	int64_t outbox;

	arrive(f);
	outbox = write_reply(f, 1, "It leaves today.");
	is(f, 1, STATUS_OPEN, "maria", "");
	DO(f->maria, "resolve", desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	undo(f, f->maria);
	DO(f->maria, "draft save", (desk_no_step(f->desk), desk_draft_save(f->desk, 1, "And also")));
	undo(f, f->maria);
	assert_int_equal(outbox_state(f, outbox), OUT_CANCELLED);
	assert_string_equal(draft_of(f, 1), "It leaves today.\n\nAnd also");
	is(f, 1, STATUS_OPEN, "", "");
	refuses(f, f->maria, true, "redo: a reply is sent by reply; its text is your draft");
	assert_int_equal(outbox_state(f, outbox), OUT_CANCELLED);
	/* The same words again are a new reply. */
	assert_true(write_reply(f, 1, "It leaves today.") != outbox);
}

static int64_t write_delayed(struct fixture *f, int64_t id, const char *text)
{
	struct reply_wish wish = { .conversation = id, .text = text, .visibility = -1, .delay_ms = 10000 };
	int64_t outbox = 0;
	bool already = false;

	DO(f->maria, "reply", desk_reply(f->desk, f->arena, &wish, &outbox, &already));
	return outbox;
}

/* In a moment nothing takes it back: whatever was done since, by whomever, comes behind it. */
static void what_counts_down_goes_first(void **state)
{
	struct fixture *f = *state;
	int64_t outbox, at_ms = 0;
	struct undone done;

	arrive(f);
	outbox = write_delayed(f, 1, "It leaves today.");
	OK(read_outbox_leaves(desk_reader(f->desk), f->maria, T0, &at_ms));
	assert_int_equal(at_ms, T0 + 10000);
	OK(read_outbox_leaves(desk_reader(f->desk), f->bob, T0, &at_ms));
	assert_int_equal(at_ms, 0);
	DO(f->maria, "tag", desk_tag(f->desk, 2, "vip", true));
	done = undo(f, f->maria);
	assert_string_equal(done.call, "reply");
	assert_true(done.reply);
	assert_null(done.lost);
	assert_int_equal(outbox_state(f, outbox), OUT_CANCELLED);
	assert_string_equal(draft_of(f, 1), "It leaves today.");
	is(f, 1, STATUS_OPEN, "", "");
	is(f, 2, STATUS_OPEN, "", "vip");
	OK(read_outbox_leaves(desk_reader(f->desk), f->maria, T0, &at_ms));
	assert_int_equal(at_ms, 0);
	assert_string_equal(undo(f, f->maria).call, "tag");
	/* A colleague's work on it stays, and what they may have meant by it. */
	outbox = write_delayed(f, 3, "Not yet.");
	DO(f->bob, "tag", desk_tag(f->desk, 3, "vip", true));
	DO(f->maria, "resolve", desk_status(f->desk, 3, STATUS_RESOLVED, 0, NULL));
	assert_string_equal(undo(f, f->maria).call, "reply");
	assert_int_equal(outbox_state(f, outbox), OUT_CANCELLED);
	is(f, 3, STATUS_RESOLVED, "maria", "vip");
	assert_string_equal(undo(f, f->maria).call, "resolve");
	/* Two of them: the newest first. */
	write_delayed(f, 4, "One.");
	outbox = write_delayed(f, 5, "Two.");
	undo(f, f->maria);
	assert_int_equal(outbox_state(f, outbox), OUT_CANCELLED);
	DO(f->maria, "tag", desk_tag(f->desk, 2, "late", true));
	clock_advance(&f->clock, 10001);
	assert_string_equal(undo(f, f->maria).call, "tag");
}

static void a_sent_reply_stays_sent(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	bool found;

	arrive(f);
	DO(f->maria, "tag", desk_tag(f->desk, 1, "vip", true));
	write_reply(f, 1, "It leaves today.");
	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	assert_true(found);
	refuses(f, f->maria, false, "undo #1: the reply is being sent; --partly leaves it so and goes on");
	OK(desk_outbox_unknown(f->desk, out.id, "cut off"));
	refuses(f, f->maria, false, "undo #1: the reply may have been sent; --partly leaves it so and goes on");
	OK(desk_outbox_part_sent(f->desk, out.id, 0, "r1", "r1", NULL, T0));
	refuses(f, f->maria, false, "undo #1: the reply was sent 0 s ago and cannot be taken back; "
		"--partly leaves it so and goes on");
	assert_int_equal(step(f, f->maria, false, true).count, 0);
	is(f, 1, STATUS_PENDING, "maria", "vip");
	undo(f, f->maria);
	is(f, 1, STATUS_PENDING, "maria", "");
}

/* ---- back and forth */

static void forward_until_something_new(void **state)
{
	struct fixture *f = *state;
	struct undone done;

	arrive(f);
	DO(f->maria, "tag", desk_tag(f->desk, 1, "one", true));
	DO(f->maria, "tag", desk_tag(f->desk, 1, "two", true));
	for (int turn = 0; turn < 3; turn++) {
		undo(f, f->maria);
		done = undo(f, f->maria);
		assert_string_equal(done.call, "tag");
		is(f, 1, STATUS_OPEN, "", "");
		desk_close(f->desk);
		fixture_reopen(f);
		step(f, f->maria, true, false);
		is(f, 1, STATUS_OPEN, "", "one");
		done = step(f, f->maria, true, false);
		assert_string_equal(done.call, "tag");
		is(f, 1, STATUS_OPEN, "", "one two");
		refuses(f, f->maria, true, "redo: nothing was undone last");
	}
	undo(f, f->maria);
	undo(f, f->maria);
	DO(f->maria, "tag", desk_tag(f->desk, 2, "three", true));
	refuses(f, f->maria, true, "redo: nothing was undone last");
	undo(f, f->maria);
	step(f, f->maria, true, false);
	refuses(f, f->maria, true, "redo: nothing was undone last");
	is(f, 1, STATUS_OPEN, "", "");
}

static void a_key_says_the_same_twice(void **state)
{
	struct fixture *f = *state;
	struct actor actor = by(f->maria);
	struct undone done;
	const char *answer = NULL;

	arrive(f);
	DO(f->maria, "tag", desk_tag(f->desk, 1, "one", true));
	DO(f->maria, "tag", desk_tag(f->desk, 1, "two", true));
	OK(desk_begin(f->desk, &actor, "key", "undo", f->arena, &answer));
	assert_null(answer);
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	OK(desk_commit(f->desk, "{\"undone\":\"tag\"}"));
	OK(desk_begin(f->desk, &actor, "key", "undo", f->arena, &answer));
	assert_string_equal(answer, "{\"undone\":\"tag\"}");
	is(f, 1, STATUS_OPEN, "", "one");
}

static void trying_it_out_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct undone done;
	int64_t seq;

	arrive(f);
	DO(f->maria, "claim", desk_claim(f->desk, 1));
	seq = read_ledger_seq(desk_reader(f->desk));
	as(f, f->maria, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ .dry = true }, &done));
	desk_rollback(f->desk);
	assert_string_equal(done.call, "claim");
	assert_int_equal(done.count, 1);
	assert_int_equal(read_ledger_seq(desk_reader(f->desk)), seq);
	is(f, 1, STATUS_OPEN, "maria", "");
	assert_string_equal(undo(f, f->maria).call, "claim");
}

/* R5: a resolve that the same person takes back within a minute never happened. */
static void soon_enough_it_never_happened(void **state)
{
	struct fixture *f = *state;
	struct wait_row *rows;
	size_t count;

	arrive(f);
	for (int late = 0; late < 2; late++) {
		DO(f->maria, "resolve", desk_status(f->desk, 1 + late, STATUS_RESOLVED, 0, NULL));
		clock_advance(&f->clock, late ? 61000 : 60000);
		undo(f, f->maria);
	}
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &rows, &count));
	for (size_t i = 0; i < count; i++)
		if (rows[i].wait.conversation <= 2)
			assert_int_equal(rows[i].wait.outcome,
				rows[i].wait.conversation == 1 ? WAIT_OPEN : WAIT_WAIVED);
	assert_int_not_equal(row_of(f, 1).conv.wait_ms, 0);
	assert_sound(f);
}

/* ---- told afterwards */

static void expect(const struct history_row *row, const char *kind, const char *who, const char *text)
{
	assert_string_equal(row->kind, kind);
	if (who == NULL)
		assert_null(row->who);
	else
		assert_string_equal(row->who, who);
	assert_string_equal(row->text, text);
}

static void history_tells_it(void **state)
{
	struct fixture *f = *state;
	struct item edited = an_item(ITEM_NEW, "q0", "t0", "ann", "other words", T0 - 5000);
	struct item gone = an_item(ITEM_GONE, "q0", "t0", "ann", "", T0 - 5000);
	struct history_row *rows;
	struct outbox out;
	size_t count, n = 0;
	int64_t note, outbox;
	bool cut, found;

	arrive(f);
	DO(f->maria, "claim", desk_claim(f->desk, 1));
	DO(f->maria, "assign", desk_assign(f->desk, 1, "bob"));
	DO(f->bob, "note", desk_note(f->desk, 1, "ask the depot", &note));
	DO(f->bob, "snooze", desk_status(f->desk, 1, STATUS_SNOOZED, T0 + 60000, NULL));
	undo(f, f->bob);
	DO(f->bob, "release", desk_release(f->desk, 1));
	clock_advance(&f->clock, 1000);
	outbox = write_reply(f, 1, "It leaves today.");
	clock_advance(&f->clock, 1000);
	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	OK(desk_outbox_refused(f->desk, out.id, "too long"));
	clock_advance(&f->clock, 1000);
	DO(f->maria, "outbox cancel", desk_outbox_cancel(f->desk, outbox));
	edited.rev = "2";
	feed(f, &edited, 1);
	clock_advance(&f->clock, 1000);
	feed(f, &gone, 1);
	OK(read_history(desk_reader(f->desk), f->arena, 1, 100, &rows, &count, &cut));
	assert_false(cut);
	expect(&rows[n++], "arrived", "ann", "");
	assert_string_equal(rows[0].origin, "network");
	expect(&rows[n++], "claimed", "maria", "");
	assert_string_equal(rows[1].origin, "person");
	expect(&rows[n++], "assigned", "maria", "to bob");
	expect(&rows[n++], "note", "bob", "ask the depot");
	expect(&rows[n++], "status", "bob", "snoozed");
	assert_int_equal(rows[n - 1].until_ms, T0 + 60000);
	expect(&rows[n++], "status", "bob", "open");
	assert_string_equal(rows[n - 1].undoes, "snooze");
	expect(&rows[n++], "released", "bob", "");
	expect(&rows[n++], "queued", "maria", "It leaves today.");
	assert_int_equal(rows[n - 1].seq, 0);
	expect(&rows[n++], "claimed", "maria", "");
	expect(&rows[n++], "failed", "maria", "too long");
	expect(&rows[n++], "cancelled", "maria", "");
	expect(&rows[n++], "edited", "ann", "");
	expect(&rows[n++], "deleted", "ann", "");
	assert_int_equal(count, n);
	OK(read_history(desk_reader(f->desk), f->arena, 1, 2, &rows, &count, &cut));
	assert_true(cut);
	assert_int_equal(count, 2);
	expect(&rows[1], "deleted", "ann", "");
	FAILS(read_history(desk_reader(f->desk), f->arena, 99, 2, &rows, &count, &cut), ERR_NOT_FOUND);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(each_status_with_its_time_and_reason), T(only_what_was_really_changed),
		T(whoever_had_it), T(a_colleague_is_named), T(words_of_a_colleague_count),
		T(the_customer_may_write_meanwhile), T(a_snooze_that_ended), T(closed_is_final),
		T(closed_and_begun_anew), T(a_note_is_withdrawn), T(drafts),
		T(a_queued_reply_becomes_a_draft), T(what_counts_down_goes_first), T(a_sent_reply_stays_sent),
		T(forward_until_something_new), T(a_key_says_the_same_twice),
		T(trying_it_out_changes_nothing), T(soon_enough_it_never_happened), T(history_tells_it),
	};
#undef T
	return cmocka_run_group_tests_name("undo", tests, NULL, NULL);
}
