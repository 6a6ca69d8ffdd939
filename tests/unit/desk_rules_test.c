/* SPDX-License-Identifier: ISC */
/*
 * What happens between two steps is told as it was: a reply answers what its
 * writer had seen, a private word stays between two, the ledger's end cannot
 * vanish, and nobody's work is lost with the person who had it.
 */
#include "desk_fixture.h"

#include "guichet/desk/schedule.h"
#include "guichet/model/metric_settings.h"
#include "guichet/store/ledger.h"

#include <sqlite3.h>

static void ask(struct fixture *f, const char *uid, const char *who, int64_t at_ms)
{
	struct item item = an_item(ITEM_NEW, uid, "post", who, "a question", at_ms);

	feed(f, &item, 1);
}

static struct wait_row *waits_of(struct fixture *f, int64_t as_of_ms, size_t *count)
{
	struct wait_row *rows = NULL;

	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, as_of_ms, &rows, count));
	return rows;
}

/* Something else than the desk wrote to its file. */
static void behind_its_back(struct fixture *f, const char *sql)
{
	sqlite3 *db;

	desk_close(f->desk);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	fixture_reopen(f);
}

/* ---- what a reply answers */

static void a_reply_answers_what_its_writer_saw(void **state)
{
	struct fixture *f = *state;
	struct wait_row *waits;
	size_t count;
	int64_t id;

	ask(f, "q1", "ann", T0 - 60000);
	id = reply(f, f->maria, 1, "20 euros");
	clock_advance(&f->clock, 1000);
	ask(f, "q2", "ann", T0 + 1000);
	take(f);
	clock_advance(&f->clock, 1000);
	OK(desk_outbox_part_sent(f->desk, id, 0, "r1", "r1", NULL, T0 + 2000));
	waits = waits_of(f, 0, &count);
	assert_int_equal(count, 2);
	assert_int_equal(waits[0].wait.outcome, WAIT_ANSWERED);
	assert_int_equal(waits[0].wait.end_ms, T0 + 2000);
	assert_int_equal(waits[1].wait.outcome, WAIT_OPEN);
	assert_int_equal(waits[1].wait.start_ms, T0 + 1000);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_sound(f);
}

static void resolved_while_the_reply_leaves(void **state)
{
	struct fixture *f = *state;
	struct wait_row *waits;
	size_t count;
	int64_t id;

	ask(f, "q1", "ann", T0 - 60000);
	id = reply(f, f->maria, 1, "20 euros");
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	commit(f);
	assert_int_equal(waits_of(f, 0, &count)[0].wait.outcome, WAIT_WAIVED);
	clock_advance(&f->clock, 5000);
	take(f);
	OK(desk_outbox_part_sent(f->desk, id, 0, "r1", "r1", NULL, T0 + 5000));
	waits = waits_of(f, 0, &count);
	assert_int_equal(count, 1);
	assert_int_equal(waits[0].wait.outcome, WAIT_ANSWERED);
	assert_int_equal(waits[0].wait.end_ms, T0 + 5000);
	assert_int_equal(waits[0].wait.agent, f->maria);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_RESOLVED);
	assert_sound(f);
}

/* ---- who hears it */

static struct item dm(const char *uid, const char *thread, const char *who, int64_t at_ms)
{
	struct item item = an_item(ITEM_NEW, uid, thread, who, "between us", at_ms);

	item.visibility = VIS_PRIVATE;
	item.kind = "dm";
	return item;
}

static void private_words_under_a_public_post(void **state)
{
	struct fixture *f = *state;
	struct item post = an_item(ITEM_CONTEXT, "post", "post", "us", "our new shoes", T0 - 9000);
	struct item ann = dm("d1", "post", "ann", T0 - 5000), ben = dm("d2", "post", "ben", T0 - 4000);

	feed(f, &post, 1);
	assert_int_equal(feed(f, &ann, 1).conversations, 1);
	assert_int_equal(feed(f, &ben, 1).conversations, 1);
	assert_int_equal(counts_of(f).waiting, 2);
	reply(f, f->maria, 2, "to ben alone");
	assert_string_equal(take(f).plan.recipients[0], "ben");
	assert_sound(f);
}

static void a_group_is_one_party(void **state)
{
	struct fixture *f = *state;
	struct item ann = dm("g1", "group", "ann", T0 - 5000), ben = dm("g2", "group", "ben", T0 - 4000);

	ann.visibility = ben.visibility = VIS_GROUP;
	feed(f, &ann, 1);
	assert_int_equal(feed(f, &ben, 1).conversations, 0);
	assert_int_equal(counts_of(f).waiting, 1);
}

/* A private thread of two whose first conversation was closed, and a second one of the other. */
static void episodes_never_collide(void **state)
{
	struct fixture *f = *state;
	struct item ben = an_item(ITEM_NEW, "b1", "t", "ben", "hello", T0 - 9000);
	struct item items[] = { dm("a1", "t", "ann", T0 - 8000), dm("b3", "t", "ben", T0 - 6000) };

	feed(f, &ben, 1);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	commit(f);
	ben.uid = ben.native = "b2";
	ben.at_ms = T0 - 8500;
	feed(f, &ben, 1);		/* ben's second, in public */
	feed(f, &items[0], 1);		/* ann's, in private */
	begin(f, f->maria);
	OK(desk_status(f->desk, 3, STATUS_CLOSED, 0, NULL));
	commit(f);
	assert_int_equal(feed(f, &items[1], 1).added, 1);
	assert_sound(f);
}

static void a_deleted_secret_stays_one(void **state)
{
	struct fixture *f = *state;
	struct item open = an_item(ITEM_NEW, "o1", "post", "ann", "hello", T0 - 9000);
	struct item secret = dm("s1", "post", "ann", T0 - 8000);

	feed(f, &open, 1);
	feed(f, &secret, 1);
	secret.op = ITEM_GONE;
	feed(f, &secret, 1);
	reply(f, f->maria, 1, "your card number is 1234");
	assert_int_equal(take(f).plan.visibility, VIS_PRIVATE);
}

/* A clock that runs ahead makes no message the newest for ever. */
static void tomorrow_is_not_newer(void **state)
{
	struct fixture *f = *state;
	struct item ahead = an_item(ITEM_NEW, "f1", "post", "ann", "from tomorrow",
		INT64_C(253402300799000));
	struct item secret = dm("f2", "post", "ann", T0 + 60000);

	feed(f, &ahead, 1);
	assert_int_equal(row_of(f, 1).conv.last_ms, T0);
	assert_int_equal(row_of(f, 1).conv.wait_ms, T0);
	clock_advance(&f->clock, 60000);
	feed(f, &secret, 1);
	assert_int_equal(row_of(f, 1).conv.visibility, VIS_PRIVATE);
	assert_string_equal(row_of(f, 1).text, "between us");
	reply(f, f->maria, 1, "psst");
	assert_int_equal(take(f).plan.visibility, VIS_PRIVATE);
	assert_sound(f);
}

/* ---- what arrived after all */

static void an_echo_stops_a_second_sending(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r9", "post", "us", "@ann 20 euros", T0);
	struct outbox out;
	bool found;
	int64_t id;

	ask(f, "q1", "ann", T0 - 60000);
	id = reply(f, f->maria, 1, "20 euros");
	take(f);
	OK(desk_outbox_unknown(f->desk, id, "cut off"));
	OK(desk_outbox_absent(f->desk, id));	/* the network did not show it yet */
	echo.to = (struct item_author){ .id = "ann" };
	feed(f, &echo, 1);
	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	assert_false(found);
	assert_int_equal(counts_of(f).waiting, 0);
	assert_sound(f);
}

static void ours_seen_first_as_context(void **state)
{
	struct fixture *f = *state;
	struct item seen = an_item(ITEM_CONTEXT, "r9", "post", "us", "@ann 20 euros", T0);
	struct wait_row *waits;
	size_t count;
	int64_t id;

	ask(f, "q1", "ann", T0 - 60000);
	id = reply(f, f->maria, 1, "20 euros");
	take(f);
	OK(desk_outbox_unknown(f->desk, id, "cut off"));
	feed(f, &seen, 1);
	seen.op = ITEM_ECHO;
	seen.to = (struct item_author){ .id = "ann" };
	feed(f, &seen, 1);
	waits = waits_of(f, 0, &count);
	assert_int_equal(count, 1);
	assert_int_equal(waits[0].wait.outcome, WAIT_ANSWERED);
	assert_int_equal(waits[0].wait.agent, f->maria);
	assert_int_equal(feed(f, &seen, 1).unchanged, 1);
	assert_sound(f);
}

/* The echo had other words and came first: one row, one answer, a whole chain. */
static void a_copy_sends_nothing_new(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	bool found;

	ask(f, "q1", "ann", T0 - 60000);
	behind_its_back(f, "UPDATE meta SET value = '1:2' WHERE name = 'place'");
	assert_false(desk_courier_may_run(f->desk));
	reply(f, f->maria, 1, "20 euros");
	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	assert_false(found);
}

static void a_snooze_ends_once(void **state)
{
	struct fixture *f = *state;
	const char *cursor = NULL;

	ask(f, "q1", "ann", T0 - 60000);
	OK(desk_cursor(f->desk, f->arena, f->account, "home", &cursor));
	assert_string_equal(cursor, "1");
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_SNOOZED, T0 + 60000, NULL));
	commit(f);
	assert_int_equal(desk_next_alarm(f->desk), T0 + 60000);
	assert_int_equal(counts_of(f).waiting, 1);	/* putting it away pauses nothing */
	ask(f, "q2", "ann", T0);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_int_equal(row_of(f, 1).conv.snoozed_until, 0);
	assert_int_equal(desk_next_alarm(f->desk), 0);
	assert_sound(f);
}

/* Told in two streams, the answer first. */
static void an_answer_before_its_question(void **state)
{
	struct fixture *f = *state;
	struct item question = an_item(ITEM_NEW, "q1", "post", "ann", "how much?", T0 - 60000);
	struct item echo = an_item(ITEM_ECHO, "e1", "post", "us", "20 euros", T0 - 50000);
	struct wait_row *waits;
	size_t count;

	echo.parent = "q1";
	echo.to = question.author;
	assert_int_equal(feed(f, &echo, 1).conversations, 0);
	assert_int_equal(feed(f, &question, 1).added, 2);
	waits = waits_of(f, 0, &count);
	assert_int_equal(count, 1);
	assert_int_equal(waits[0].wait.outcome, WAIT_ANSWERED);
	assert_int_equal(waits[0].wait.end_ms, T0 - 50000);
	assert_true((waits[0].wait.flags & WAIT_EXTERNAL) != 0);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	assert_int_equal(feed(f, &echo, 1).unchanged, 1);
	assert_int_equal(feed(f, &question, 1).unchanged, 1);
	assert_sound(f);
}

static void an_echo_in_other_words(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r9", "post", "us", "twenty euros", T0);
	size_t count;
	int64_t id, events;

	ask(f, "q1", "ann", T0 - 60000);
	id = reply(f, f->maria, 1, "20 euros");
	take(f);
	echo.to = (struct item_author){ .id = "ann" };
	feed(f, &echo, 1);
	events = counts_of(f).events;
	OK(desk_outbox_part_sent(f->desk, id, 0, "r9", "r9", NULL, T0));
	assert_int_equal(counts_of(f).events, events);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "vip", true));
	commit(f);
	assert_int_equal(counts_of(f).events, events + 1);
	assert_int_equal(waits_of(f, 0, &count)[0].wait.outcome, WAIT_ANSWERED);
	assert_int_equal(count, 1);
	assert_sound(f);
}

static void every_edit_is_a_row(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "q1", "post", "ann", "one", T0);
	struct thread thread;
	int64_t events;

	feed(f, &item, 1);
	events = counts_of(f).events;
	item.text = "two";
	assert_int_equal(feed(f, &item, 1).edited, 1);
	item.text = "three";
	assert_int_equal(feed(f, &item, 1).edited, 1);
	assert_int_equal(feed(f, &item, 1).unchanged, 1);
	assert_int_equal(counts_of(f).events, events + 2);

	/* A content warning that comes, changes and goes changes what is read. */
	item.cw = "food";
	assert_int_equal(feed(f, &item, 1).edited, 1);
	assert_int_equal(feed(f, &item, 1).unchanged, 1);
	item.cw = "eggs";
	assert_int_equal(feed(f, &item, 1).edited, 1);
	item.cw = "";
	assert_int_equal(feed(f, &item, 1).edited, 1);
	item.cw = NULL;
	assert_int_equal(feed(f, &item, 1).unchanged, 1);
	assert_int_equal(counts_of(f).events, events + 5);
	OK(read_thread(desk_reader(f->desk), f->arena, 1, 0, 9, &thread));
	assert_string_equal(thread.messages[0].text, "three");
	assert_true(thread.messages[0].cw == NULL || thread.messages[0].cw[0] == '\0');
	assert_true(thread.messages[0].edited_ms != 0);
	assert_sound(f);
}

/* ---- history and people who left */

static void history_is_done(void **state)
{
	struct fixture *f = *state;
	struct item old = an_item(ITEM_NEW, "h1", "post", "ann", "long ago", T0 - 86400000);
	struct wait_row *waits;
	size_t count;

	old.history = true;
	feed(f, &old, 1);
	assert_int_equal(counts_of(f).open, 0);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_RESOLVED);
	ask(f, "q1", "ann", T0);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	waits = waits_of(f, 0, &count);
	assert_int_equal(count, 1);
	assert_int_equal(waits[0].wait.kind, WAIT_FIRST);
	old.uid = old.native = "h2";
	feed(f, &old, 1);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	assert_sound(f);
}

static void who_leaves_gives_back(void **state)
{
	struct fixture *f = *state;
	struct query_sql none = { .where = "1 = 1" };
	struct released released;
	struct agent agent;
	int64_t id, bob = f->bob;

	ask(f, "q1", "ann", T0 - 5000);
	ask(f, "q2", "ben", T0 - 4000);
	begin(f, f->bob);
	OK(desk_claim(f->desk, 1));
	OK(desk_claim(f->desk, 2));
	OK(desk_status(f->desk, 2, STATUS_CLOSED, 0, NULL));
	commit(f);
	begin(f, f->maria);
	OK(desk_agent_remove(f->desk, f->arena, "bob", NULL, &released));
	assert_int_equal(released.count, 1);
	assert_int_equal(released.ids[0], 1);
	OK(desk_agent_remove(f->desk, f->arena, "bob", NULL, &released));
	assert_int_equal(released.count, 0);
	commit(f);
	assert_int_equal(row_of(f, 1).conv.assignee, 0);
	assert_int_equal(row_of(f, 2).conv.assignee, bob);
	OK(desk_agent_find(f->desk, f->arena, "bob", &agent));
	assert_int_equal(agent.id, bob);
	assert_false(agent.active);
	begin(f, f->maria);
	OK(desk_next(f->desk, &none, &id));
	commit(f);
	assert_int_equal(id, 1);
	assert_sound(f);
}

/* ---- figures as they were */

static int64_t target_at(struct fixture *f, int64_t as_of_ms)
{
	struct metric_settings *settings = NULL;

	OK(read_metric_settings(desk_reader(f->desk), f->arena, as_of_ms, 0, 0, &settings));
	return settings_target(settings, 0, SURFACE_PUBLIC, as_of_ms == 0 ? INT64_MAX : as_of_ms);
}

static void as_of_keeps_its_target(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(target_at(f, 0), 1800000);
	clock_advance(&f->clock, 10);
	begin(f, f->maria);
	OK(desk_target_set(f->desk, 60000, T0 + 10));
	commit(f);
	clock_advance(&f->clock, 10);
	begin(f, f->maria);
	OK(desk_target_set(f->desk, 90000, T0 + 20));
	FAILS(desk_target_set(f->desk, INT64_MAX, T0), ERR_USAGE);
	commit(f);
	assert_int_equal(target_at(f, 0), 90000);
	assert_int_equal(target_at(f, T0 + 25), 90000);
	assert_int_equal(target_at(f, T0 + 15), 60000);
	assert_int_equal(target_at(f, T0 + 5), 1800000);
}

/* ---- the ledger's end */

static void a_cut_end_is_found(void **state)
{
	struct fixture *f = *state;
	int64_t rows;

	ask(f, "q1", "ann", T0 - 5000);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "vip", true));
	OK(desk_tag(f->desk, 1, "refund", true));
	commit(f);
	rows = verdict_of(f).rows;
	assert_sound(f);
	behind_its_back(f, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)");
	assert_int_equal(verdict_of(f).bad_seq, rows);
	assert_non_null(strstr(verdict_of(f).what, "cut off"));
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "later", true));
	commit(f);
	assert_int_equal(verdict_of(f).rows, rows);
	assert_int_equal(verdict_of(f).bad_seq, rows);	/* going on hides nothing */
}

static void a_taken_back_change_leaves_no_end(void **state)
{
	struct fixture *f = *state;

	ask(f, "q1", "ann", T0 - 5000);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "vip", true));
	desk_rollback(f->desk);
	assert_sound(f);
	behind_its_back(f, "SELECT 1");
	assert_sound(f);
}

static void derived_columns_are_verified(void **state)
{
	static const char *const lies[] = {
		"UPDATE conversation SET wait_ms = wait_ms + 1",
		"UPDATE conversation SET due_ms = due_ms + 1", "UPDATE conversation SET rank = rank + 1",
		"UPDATE conversation SET wait_ms = 0", "UPDATE wait SET end_ms = 9",
		"DELETE FROM wait",
	};
	struct fixture *f = *state;
	char sql[200];

	ask(f, "q1", "ann", T0 - 5000);
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		behind_its_back(f, lies[i]);
		if (verdict_of(f).waits_differ == 0)
			fail_msg("not found: %s", lies[i]);
		snprintf(sql, sizeof(sql), "UPDATE conversation SET wait_ms = %lld, due_ms = %lld,"
			" rank = due_ms", (long long)(T0 - 5000), (long long)(T0 - 5000 + 1800000));
		behind_its_back(f, sql);
		snprintf(sql, sizeof(sql), "UPDATE conversation SET rank = due_ms");
		behind_its_back(f, sql);
		if (i < 4)
			assert_sound(f);
	}
}

/* ---- an import that comes to nothing */

struct first_line { struct ledger_line line; struct arena *arena; };

static err_t keep_first(void *data, const struct ledger_line *line)
{
	struct first_line *first = data;

	if (line->event.seq != 1)
		return NULL;
	first->line = *line;
	first->line.desk = arena_copy(first->arena, line->desk);
	first->line.event.detail = arena_copy(first->arena, line->event.detail);
	first->line.account_name = arena_copy(first->arena, line->account_name);
	first->line.network = arena_copy(first->arena, line->network);
	first->line.actor_name = first->line.subject_name = NULL;
	return NULL;
}

static void an_import_taken_back_leaves_the_name(void **state)
{
	struct fixture *f = *state, *other;
	struct first_line first = { .arena = f->arena };
	char id[64];
	void *other_state;
	size_t known;

	OK(ledger_each(desk_reader(f->desk), 1, keep_first, &first));
	fixture_make(&other_state, false);
	other = other_state;
	snprintf(id, sizeof(id), "%s", desk_id(other->desk));
	begin(other, 0);
	OK(desk_ledger_import(other->desk, &first.line, 1, &known));
	desk_rollback(other->desk);
	assert_string_equal(desk_id(other->desk), id);
	begin(other, 0);
	OK(desk_target_set(other->desk, 60000, T0));
	commit(other);
	assert_sound(other);
	fixture_teardown(&other_state);
}

static void a_snapshot_stands_still(void **state)
{
	struct fixture *f = *state;
	struct reader *reader;
	int64_t seq;
	size_t count;
	struct wait_row *rows = NULL;

	OK(reader_open(f->path, &reader));
	OK(reader_begin(reader));
	seq = read_ledger_seq(reader);
	ask(f, "q1", "ann", T0 - 5000);
	OK(read_waits(reader, f->arena, 0, 0, 0, &rows, &count));
	assert_int_equal(count, 0);
	assert_int_equal(read_ledger_seq(reader), seq);
	reader_end(reader);
	OK(read_waits(reader, f->arena, 0, 0, 0, &rows, &count));
	assert_int_equal(count, 1);
	reader_close(reader);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(a_reply_answers_what_its_writer_saw), T(resolved_while_the_reply_leaves),
		T(private_words_under_a_public_post), T(a_group_is_one_party),
		T(episodes_never_collide), T(a_deleted_secret_stays_one), T(tomorrow_is_not_newer),
		T(an_echo_stops_a_second_sending), T(ours_seen_first_as_context),
		T(a_copy_sends_nothing_new), T(a_snooze_ends_once), T(an_echo_in_other_words), T(an_answer_before_its_question),
		T(every_edit_is_a_row), T(history_is_done), T(who_leaves_gives_back),
		T(as_of_keeps_its_target), T(a_cut_end_is_found), T(a_taken_back_change_leaves_no_end),
		T(derived_columns_are_verified), T(an_import_taken_back_leaves_the_name),
		T(a_snapshot_stands_still),
	};
#undef T
	return cmocka_run_group_tests_name("desk rules", tests, NULL, NULL);
}
