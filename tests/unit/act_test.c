/* SPDX-License-Identifier: ISC */
/*
 * An act is frozen when it is asked for, waits beside the replies, and only
 * what the network did is known as done: in the ledger, of the person, of the
 * message.  A desk that was restored does nothing of it by itself.
 */
#include "desk_fixture.h"

#include "guichet/desk/act.h"
#include "guichet/desk/undo.h"
#include "guichet/desk/unite.h"

static const char *no_hiding(void *data, const struct account *account, enum act_kind kind)
{
	(void)data;
	(void)account;
	return kind == ACT_HIDE ? "nobody hides anything there" : NULL;
}

static int setup(void **state)
{
	const struct planner planner = { .prepare = plan_plainly, .refuses = no_hiding };
	int code = fixture_setup(state);
	struct fixture *f = *state;
	struct item items[2] = {
		an_item(ITEM_NEW, "q1", "t1", "ann", "you are all thieves", T0 - 5000),
		an_item(ITEM_NEW, "q2", "t2", "ann", "and once more", T0 - 4000),
	};

	desk_set_planner(f->desk, &planner);
	items[0].reply_ctx = items[1].reply_ctx = "to=q1\n";
	feed(f, items, 2);
	return code;
}

static void as(struct fixture *f, int64_t agent, const char *call)
{
	struct actor actor = by(agent);

	OK(desk_begin(f->desk, &actor, NULL, call, f->arena, NULL));
}

static int64_t act(struct fixture *f, struct act_wish wish, bool *already)
{
	int64_t outbox = 0;
	bool same;

	wish.conversation = wish.conversation == 0 ? 1 : wish.conversation;
	as(f, 1, act_name(wish.kind));
	OK(desk_act(f->desk, &wish, &outbox, &same));
	commit(f);
	if (already != NULL)
		*already = same;
	return outbox;
}

static struct outbox only(struct fixture *f)
{
	struct outbox *rows;
	size_t count;

	OK(read_outbox(desk_reader(f->desk), f->arena, -1, &rows, &count));
	assert_int_equal(count, 1);
	return rows[0];
}

static bool found(struct fixture *f, const char *query, int64_t id)
{
	struct query_context context = { .agent = 1, .agent_name = "maria", .now_ms = T0 };
	struct list_row row = row_of(f, id);
	struct query *parsed;
	struct query_sql sql;
	struct list_page page;
	bool listed = false;

	OK(read_query(desk_reader(f->desk), f->arena, NULL, query, &parsed));
	OK(query_sql(f->arena, parsed, &context, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 50, NULL, &page));
	for (size_t i = 0; i < page.count; i++)
		listed = listed || page.rows[i].conv.id == id;
	assert_int_equal(listed, query_matches(parsed, &context, &row));
	return listed;
}

static void frozen(void **state)
{
	struct fixture *f = *state;
	int64_t id = act(f, (struct act_wish){ .kind = ACT_REPORT, .reason = "insults", .category = "spam",
		.forward = true }, NULL);
	struct outbox out = take(f);

	assert_int_equal(out.id, id);
	assert_int_equal(out.act->kind, ACT_REPORT);
	assert_string_equal(out.act->handle, "ann");
	assert_string_equal(out.act->native, "q1");
	assert_string_equal(out.act->reply_ctx, "to=q1\n");
	assert_string_equal(out.act->reason, "insults");
	assert_string_equal(out.act->category, "spam");
	assert_true(out.act->forward);
}

static void known_when_done(void **state)
{
	struct fixture *f = *state;

	(void)act(f, (struct act_wish){ .kind = ACT_BLOCK }, NULL);
	assert_false(found(f, "is:blocked", 1));
	OK(desk_act_done(f->desk, take(f).id, NULL));
	assert_true(found(f, "is:blocked", 1));
	assert_true(found(f, "is:blocked", 2));	/* the same person in another conversation */
	assert_false(found(f, "-is:blocked", 2));
	(void)act(f, (struct act_wish){ .kind = ACT_UNBLOCK }, NULL);
	OK(desk_act_done(f->desk, take(f).id, NULL));
	assert_false(found(f, "is:blocked", 1));
	assert_sound(f);
}

static void same_waits_once(void **state)
{
	struct fixture *f = *state;
	bool already;
	int64_t id = act(f, (struct act_wish){ .kind = ACT_BLOCK }, &already);

	assert_false(already);
	assert_int_equal(act(f, (struct act_wish){ .kind = ACT_BLOCK }, &already), id);
	assert_true(already);
}

static void refused(void **state)
{
	struct fixture *f = *state;
	const struct { struct act_wish wish; enum err_kind kind; const char *text; } cases[] = {
		{ { .kind = ACT_HIDE, .conversation = 1 }, ERR_STATE, "hide #1: nobody hides anything there" },
		{ { .kind = ACT_REPORT, .conversation = 1, .reason = " " }, ERR_USAGE, "report-abuse #1: say why with --reason" },
		{ { .kind = ACT_RETRACT, .conversation = 1 }, ERR_NOT_FOUND, "retract #1: no reply of ours stands there" },
		{ { .kind = ACT_FAVOURITE, .conversation = 1, .message = 99 }, ERR_NOT_FOUND,
			"favourite #1: there is no message 99 in it" },
		{ { .kind = ACT_FAVOURITE, .conversation = 1, .message = 2 }, ERR_NOT_FOUND,
			"favourite #1: there is no message 2 in it" },
		{ { .kind = ACT_BLOCK, .conversation = 77 }, ERR_NOT_FOUND, "there is no conversation #77" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t outbox;
		bool already;
		err_t err;

		as(f, 1, act_name(cases[i].wish.kind));
		err = desk_act(f->desk, &cases[i].wish, &outbox, &already);
		assert_non_null(err);
		assert_string_equal(err->text, cases[i].text);
		assert_true(err_is(err, cases[i].kind));
		desk_rollback(f->desk);
	}
}

static void message_state(void **state)
{
	struct fixture *f = *state;
	struct thread thread;

	(void)act(f, (struct act_wish){ .kind = ACT_FAVOURITE }, NULL);
	OK(desk_act_done(f->desk, take(f).id, NULL));
	OK(read_thread(desk_reader(f->desk), f->arena, 1, 1, 10, &thread));
	assert_int_equal(thread.messages[0].acts, MESSAGE_FAVOURITE);
	(void)act(f, (struct act_wish){ .kind = ACT_UNFAVOURITE }, NULL);
	OK(desk_act_done(f->desk, take(f).id, NULL));
	OK(read_thread(desk_reader(f->desk), f->arena, 1, 1, 10, &thread));
	assert_int_equal(thread.messages[0].acts, 0);
}

/* Our own reply: its text stays here, a wait that it had ended within the minute is open again. */
static void taken_back(void **state)
{
	struct fixture *f = *state;
	struct thread thread;
	struct outbox out;

	(void)reply(f, 1, 1, "no we are not");
	out = take(f);
	OK(desk_outbox_part_sent(f->desk, out.id, 0, "r1", "r1", "https://net.example/r1", clock_now(&f->clock)));
	assert_int_equal(row_of(f, 1).conv.wait_ms, 0);
	clock_advance(&f->clock, 20000);
	(void)act(f, (struct act_wish){ .kind = ACT_RETRACT }, NULL);
	out = take(f);
	assert_string_equal(out.act->remote_id, "r1");
	OK(desk_act_done(f->desk, out.id, NULL));
	OK(read_thread(desk_reader(f->desk), f->arena, 1, 1, 10, &thread));
	assert_string_equal(thread.messages[1].text, "no we are not");
	assert_int_equal(thread.messages[1].acts, MESSAGE_RETRACTED);
	assert_true(thread.messages[1].deleted_ms != 0);
	assert_true(row_of(f, 1).conv.wait_ms != 0);
	/* The network tells it too: it is one deletion. */
	feed(f, &(struct item){ .op = ITEM_GONE, .uid = "r1", .native = "r1", .kind = "reply", .visibility = VIS_PUBLIC,
		.author = { .id = "us" }, .at_ms = T0 }, 1);
	OK(read_thread(desk_reader(f->desk), f->arena, 1, 1, 10, &thread));
	assert_string_equal(thread.messages[1].text, "no we are not");
	assert_sound(f);
}

static void taken_back_before_it_leaves(void **state)
{
	struct fixture *f = *state;
	struct undone done;
	err_t err;

	(void)act(f, (struct act_wish){ .kind = ACT_BLOCK }, NULL);
	as(f, 1, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	commit(f);
	assert_string_equal(done.call, "block");
	as(f, 1, "redo");
	FAILS(desk_redo(f->desk, f->arena, (struct undo_wish){ 0 }, &done), ERR_STATE);
	desk_rollback(f->desk);
	(void)act(f, (struct act_wish){ .kind = ACT_BLOCK }, NULL);
	OK(desk_act_done(f->desk, take(f).id, NULL));
	clock_advance(&f->clock, 60000);
	as(f, 1, "undo");
	err = desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done);
	assert_true(err_is(err, ERR_CONFLICT));
	assert_non_null(strstr(err->text, "it was done 1 min ago; unblock takes it back"));
	desk_rollback(f->desk);
}

static void sent_as(struct fixture *f, int64_t conversation, const char *text, const char *remote_id)
{
	(void)reply(f, 1, conversation, text);
	OK(desk_outbox_part_sent(f->desk, take(f).id, 0, remote_id, remote_id, "https://net.example/r",
		clock_now(&f->clock)));
}

/* What is newest in a whole may lie in any part of it. */
static void of_a_whole(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "q3", "t1", "ann", "third", T0 + 1000);
	struct undone done;
	struct outbox out;

	as(f, 1, "merge");
	OK(desk_merge(f->desk, 1, 2, false));
	commit(f);
	sent_as(f, 2, "older", "r1");
	clock_advance(&f->clock, 2000);
	assert_int_equal(feed(f, &item, 1).added, 1);
	sent_as(f, 2, "newer", "r2");
	(void)act(f, (struct act_wish){ .kind = ACT_RETRACT, .conversation = 2 }, NULL);
	as(f, 1, "undo");
	OK(desk_undo(f->desk, f->arena, (struct undo_wish){ 0 }, &done));
	commit(f);
	(void)act(f, (struct act_wish){ .kind = ACT_RETRACT, .conversation = 2 }, NULL);
	out = take(f);
	assert_string_equal(out.act->remote_id, "r2");
	OK(desk_act_done(f->desk, out.id, NULL));
	(void)act(f, (struct act_wish){ .kind = ACT_REPORT, .conversation = 2, .reason = "insults" }, NULL);
	out = take(f);
	assert_string_equal(out.act->native, "q3");
	OK(desk_act_done(f->desk, out.id, NULL));
	(void)act(f, (struct act_wish){ .kind = ACT_FAVOURITE, .conversation = 2, .message = 1 }, NULL);
	assert_string_equal(take(f).act->native, "q1");
	assert_sound(f);
}

static void failure_is_told(void **state)
{
	struct fixture *f = *state;
	struct history_row *rows;
	size_t count;
	bool cut;

	(void)act(f, (struct act_wish){ .kind = ACT_BLOCK }, NULL);
	OK(desk_outbox_refused(f->desk, take(f).id, "no such person"));
	assert_int_equal(only(f).state, OUT_FAILED);
	OK(read_history(desk_reader(f->desk), f->arena, 1, 50, &rows, &count, &cut));
	assert_string_equal(rows[count - 1].kind, "act_failed");
	assert_string_equal(rows[count - 1].text, "block: no such person");
	assert_string_equal(rows[count - 1].who, "maria");
	assert_sound(f);
}

/* The original may have done it, and somebody may have taken it back since: a person decides. */
static void restored(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	bool some;

	(void)act(f, (struct act_wish){ .kind = ACT_BLOCK }, NULL);
	desk_close(f->desk);
	fixture_copy_over(f);
	fixture_reopen(f);
	assert_int_equal(only(f).state, OUT_UNKNOWN);
	assert_int_equal(only(f).quarantine_until_ms, 0);
	begin(f, 0);
	OK(desk_courier_start(f->desk));
	commit(f);
	clock_advance(&f->clock, 3600000);
	OK(desk_outbox_doubtful(f->desk, f->arena, 0, NULL, &out, &some));
	assert_false(some);
	begin(f, 1);
	OK(desk_outbox_retry(f->desk, only(f).id));
	commit(f);
	assert_int_equal(take(f).act->kind, ACT_BLOCK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frozen), TEST(known_when_done), TEST(same_waits_once), TEST(refused), TEST(message_state),
		TEST(taken_back), TEST(taken_back_before_it_leaves), TEST(of_a_whole), TEST(failure_is_told), TEST(restored),
	};

	return cmocka_run_group_tests_name("acts", tests, NULL, NULL);
}
