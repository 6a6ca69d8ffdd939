/* SPDX-License-Identifier: ISC */
/*
 * Proves: whatever happens in whatever order, with steps back and forth, new
 * starts and time passing, every count that is kept equals the number of rows
 * that its view's query finds; a ledger that was carried over brings the same
 * counts; who is named is reminded until they look or act; and what is wrong
 * is found and put right.
 */
#include "desk_fixture.h"

#include <sqlite3.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/recount.h"
#include "guichet/desk/undo.h"

enum { PEOPLE = 14, STEPS = 160, SEEDS = 4, MINUTE = 60000, DAY = 24 * 60 * MINUTE };

struct world { struct fixture *f; struct random random; int64_t other; int sent; };

static int64_t below(struct world *w, uint64_t n)
{
	return (int64_t)random_below(&w->random, n);
}

/* ---- what must hold */

static const char *const more_queries[] = {
	"", "status:open account:brand", "status:open account:other", "status:open assignee:bob", "assignee:late",
	"status:open tag:vip", "status:open tag:refund", "status:open tag:none", "is:urgent", "is:muted is:urgent",
	"is:spam is:urgent", "status:open or is:muted", "not (status:open or assignee:maria)", "network:playback",
	"is:breached", "status:pending is:at-risk", "is:at-risk assignee:me", "resolved:yesterday",
	"resolved:today account:other", "is:mentioned status:open", "is:open,closed -assignee:nobody",
};

/* All rows as one agent sees them. */
struct sight { struct query_context who; struct list_row rows[4 * PEOPLE]; int64_t count; bool lists; };

/* By judging every row, and sometimes by the page that the query lists. */
static int64_t brute(struct fixture *f, const struct sight *seen, const struct query *query)
{
	struct list_page page;
	struct query_sql sql;
	int64_t matching = 0;

	for (int64_t i = 0; i < seen->count; i++)
		matching += query_matches(query, &seen->who, &seen->rows[i]);
	if (!seen->lists)
		return matching;
	OK(query_sql(f->arena, query, &seen->who, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 1000, NULL, &page));
	assert_int_equal(page.count, matching);
	for (size_t i = 1; i < page.count; i++)
		assert_true(conversation_rank(&page.rows[i - 1].conv) <= conversation_rank(&page.rows[i].conv));
	return matching;
}

static void one_is_exact(struct fixture *f, const struct sight *seen, const struct desk_tally *tally, const char *text)
{
	struct query *query;
	struct query_count count;

	OK(query_parse(f->arena, text, &query));
	if (query_tally(query, NULL) == TALLY_NONE)
		fail_msg("'%s' is not kept", text);
	OK(read_tally_count(desk_reader(f->desk), tally, f->arena,
		&(struct query_asked){ query, &seen->who, 3 }, &count));
	if (count.more || count.count != brute(f, seen, query))
		fail_msg("'%s' is told as %d and is %d", text, (int)count.count, (int)brute(f, seen, query));
}

static struct query_context who_is(struct fixture *f, int64_t agent)
{
	return (struct query_context){ .agent = agent, .agent_name = agent == f->maria ? "maria" : "bob",
		.now_ms = clock_now(&f->clock) };
}

static void all_is_exact(struct fixture *f, bool lists)
{
	int64_t agents[] = { f->maria, f->bob };
	struct desk_tally tally;

	OK(read_tally(desk_reader(f->desk), f->arena, &tally));
	for (size_t a = 0; a < 2; a++) {
		struct sight seen = { .who = who_is(f, agents[a]), .lists = lists };

		while (read_row_for(desk_reader(f->desk), f->arena, seen.count + 1, agents[a],
			&seen.rows[seen.count]) == NULL)
			assert_true(++seen.count < 4 * PEOPLE);
		for (size_t i = 0; i < desk_views_count; i++)
			one_is_exact(f, &seen, &tally, desk_views[i].query);
		for (size_t i = 0; i < sizeof(more_queries) / sizeof(more_queries[0]); i++)
			one_is_exact(f, &seen, &tally, more_queries[i]);
	}
}

/* What doctor would say, and how many counts are wrong. */
static int64_t wrong(struct fixture *f)
{
	struct recount recount;

	OK(read_recount(desk_reader(f->desk), f->arena, &recount));
	return recount_differed(&recount);
}

/* ---- what happens */

static void network(struct world *w)
{
	struct item items[3];
	struct ingest_result result;

	for (size_t i = 0; i < 3; i++) {
		int64_t who = below(w, PEOPLE);

		items[i] = an_item(below(w, 6) == 0 ? ITEM_ECHO : ITEM_NEW, arena_printf(w->f->arena, "m%d", w->sent++),
			arena_printf(w->f->arena, "t%d", (int)who), arena_printf(w->f->arena, "p%d", (int)who), "words",
			clock_now(&w->f->clock) - below(w, 20 * MINUTE));
		items[i].history = below(w, 10) == 0;
		if (items[i].op == ITEM_ECHO)
			items[i].to.id = items[i].author.id;
	}
	begin(w->f, 0);
	OK(desk_ingest(w->f->desk, &(struct ingest_batch){ .account = below(w, 2) == 0 ? w->f->account : w->other,
		.items = items, .count = 3, .stream = "home", .cursor = "1" }, &result));
	commit(w->f);
}

static err_t one_act(struct world *w, int64_t kind, int64_t id, int64_t choice)
{
	static const char *const whom[] = { "maria", "bob", "nobody", "late" };
	static const char *const tags[] = { "vip", "refund" };
	static const char *const notes[] = { "ask @bob", "@maria please", "@bob and @maria", "nobody" };
	static const enum status statuses[] = { STATUS_OPEN, STATUS_PENDING, STATUS_ON_HOLD, STATUS_SNOOZED,
		STATUS_RESOLVED, STATUS_RESOLVED };
	struct desk *desk = w->f->desk;
	int64_t note;

	switch (kind) {
	case 0:
		return desk_assign(desk, id, whom[choice % 4]);
	case 1:
		return desk_tag(desk, id, tags[choice % 2], choice % 3 != 0);
	case 2:
		return desk_mark(desk, id, 1U << choice % MARKS, choice % 2 == 0, NULL);
	case 3:
		return desk_note(desk, id, notes[choice % 4], &note);
	case 4:
		return desk_read_mark(desk, id, choice % 5 == 0, 0);
	case 5:
		return desk_status(desk, id, STATUS_CLOSED, 0, NULL);
	default:
		return desk_status(desk, id, statuses[choice % 6], clock_now(&w->f->clock) + MINUTE * (1 + choice), NULL);
	}
}

/* Several conversations in one transaction, some of them twice. */
static void act(struct world *w)
{
	static const char *const calls[] = { "assign", "tag", "urgent", "note", "read", "close", "resolve", "resolve" };
	int64_t kind = below(w, 14), choice = below(w, 60), last = 0;
	struct list_row row;
	struct actor actor = by(1 + below(w, 2));
	err_t err = NULL;

	while (read_row(desk_reader(w->f->desk), w->f->arena, last + 1, &row) == NULL)
		last++;
	kind = kind > 7 ? kind % 5 : kind;
	kind = kind == 5 && below(w, 4) != 0 ? 6 : kind;
	OK(desk_begin(w->f->desk, &actor, NULL, calls[kind], w->f->arena, NULL));
	for (int64_t times = 1 + below(w, 5); err == NULL && times > 0; times--)
		err = one_act(w, kind, 1 + below(w, (uint64_t)last + 1), choice);
	if (err != NULL && below(w, 2) == 0)
		desk_rollback(w->f->desk);
	else
		commit(w->f);	/* what was possible of it */
}

static void step_back(struct world *w, bool again)
{
	struct actor actor = by(1 + below(w, 2));
	struct undone done = { 0 };
	struct undo_wish wish = { .partly = true };
	err_t err;

	OK(desk_begin(w->f->desk, &actor, NULL, again ? "redo" : "undo", w->f->arena, NULL));
	err = again ? desk_redo(w->f->desk, w->f->arena, wish, &done) : desk_undo(w->f->desk, w->f->arena, wish, &done);
	if (err != NULL)
		desk_rollback(w->f->desk);
	else
		commit(w->f);
}

static void answer(struct world *w)
{
	struct reply_wish wish = { .conversation = 1 + below(w, PEOPLE), .visibility = -1,
		.text = arena_printf(w->f->arena, "answer %d", w->sent++), .again = true };
	struct outbox out;
	int64_t id;
	bool already, found = false;

	begin(w->f, 1 + below(w, 2));
	if (desk_reply(w->f->desk, w->f->arena, &wish, &id, &already) != NULL) {
		desk_rollback(w->f->desk);
		return;
	}
	commit(w->f);
	OK(desk_outbox_take(w->f->desk, w->f->arena, 0, NULL, &out, &found));
	if (found)
		OK(desk_outbox_part_sent(w->f->desk, out.id, 0, wish.text, wish.text, NULL, clock_now(&w->f->clock)));
}

static void step(struct world *w, int number)
{
	clock_advance(&w->f->clock, below(w, 30) == 0 ? below(w, DAY) : below(w, 4 * MINUTE));
	OK(desk_alarms(w->f->desk));
	switch (below(w, 12)) {
	case 0: case 1: case 2:
		network(w);
		break;
	case 3:
		step_back(w, false);
		break;
	case 4:
		step_back(w, true);
		break;
	case 5:
		answer(w);
		break;
	case 6:
		if (below(w, 4) == 0) {
			begin(w->f, w->f->maria);
			OK(desk_target_set(w->f->desk, MINUTE * (1 + below(w, 90)), below(w, 2) ? 0 : desk_now(w->f->desk)));
			commit(w->f);
		}
		break;
	default:
		act(w);
	}
	if (number % 60 == 59) {
		desk_close(w->f->desk);
		fixture_reopen(w->f);
	}
}

/* ---- */

static err_t carry(void *data, const struct ledger_line *line)
{
	struct fixture *to = data;
	size_t known;

	return desk_ledger_import(to->desk, line, 1, &known);
}

/* What events leave behind is counted, too, and once. */
static void carried_over(struct fixture *f)
{
	void *other;

	fixture_make(&other, false);
	begin(other, 0);
	OK(ledger_each(desk_reader(f->desk), 1, carry, other));
	commit(other);
	assert_int_equal(wrong(other), 0);
	fixture_teardown(&other);
}

static void live(struct fixture *f, uint64_t seed)
{
	struct world w = { .f = f, .random = random_seeded(seed) };
	bool added;

	begin(f, 0);
	OK(desk_team_add(f->desk, "late", 1, (const char *const[]){ "bob" }, &added));
	OK(desk_account_add(f->desk, "playback", "other", "", NULL, &w.other, &added));
	commit(f);
	for (int i = 0; i < STEPS; i++) {
		step(&w, i);
		all_is_exact(f, i % 10 == 9);
		if (i % 20 == 19)
			assert_int_equal(wrong(f), 0);
		arena_reset(f->arena);
	}
	carried_over(f);
}

static void lives(void **state)
{
	(void)state;
	each_seed(SEEDS, live);
}

/* ---- one thing at a time */

static int64_t count_for(struct fixture *f, int64_t agent, const char *text)
{
	struct query_context who = who_is(f, agent);
	struct desk_tally tally;
	struct query *query;
	struct query_count count;

	OK(query_parse(f->arena, text, &query));
	OK(read_tally(desk_reader(f->desk), f->arena, &tally));
	OK(read_tally_count(desk_reader(f->desk), &tally, f->arena, &(struct query_asked){ query, &who, 3 }, &count));
	return count.count;
}

static void do_note(struct fixture *f, int64_t agent, const char *text)
{
	int64_t note;

	begin(f, agent);
	OK(desk_note(f->desk, 1, text, &note));
	commit(f);
}

static void who_is_named(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "m1", "t1", "ann", "hello", T0 - MINUTE);

	feed(f, &item, 1);
	do_note(f, f->maria, "@bob, what do you say? @maria waits");
	assert_int_equal(count_for(f, f->bob, "is:mentioned"), 1);
	assert_int_equal(count_for(f, f->maria, "is:mentioned"), 0);	/* her own words */
	begin(f, f->bob);
	OK(desk_read_mark(f->desk, 1, false, 0));
	commit(f);
	assert_int_equal(count_for(f, f->bob, "is:mentioned"), 0);
	do_note(f, f->maria, "@bob?");
	assert_int_equal(count_for(f, f->bob, "is:mentioned"), 1);
	begin(f, f->bob);
	OK(desk_claim(f->desk, 1));
	commit(f);
	assert_int_equal(count_for(f, f->bob, "is:mentioned"), 0);
	assert_int_equal(count_for(f, f->bob, "status:open assignee:me"), 1);
}

/* A quarter of half an hour before it is due, not earlier, and the desk says when it will look different. */
static void what_is_at_risk(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "m1", "t1", "ann", "hello", T0);
	struct query_context who;
	int64_t until = 0;

	feed(f, &item, 1);
	assert_int_equal(count_for(f, f->bob, "is:at-risk"), 0);
	who = who_is(f, f->bob);
	OK(read_tally_until(desk_reader(f->desk), f->arena, &who, &until));
	assert_int_equal(until, T0 + 30 * MINUTE * 3 / 4 + 1);
	clock_advance(&f->clock, until - T0 - 1);
	assert_int_equal(count_for(f, f->bob, "is:at-risk"), 0);
	clock_advance(&f->clock, 1);
	assert_int_equal(count_for(f, f->bob, "is:at-risk"), 1);
	assert_int_equal(count_for(f, f->bob, "is:breached"), 0);
	begin(f, f->bob);
	OK(desk_mark(f->desk, 1, MARK_URGENT, true, NULL));
	commit(f);
	assert_int_equal(count_for(f, f->bob, "is:at-risk"), 1);
	clock_advance(&f->clock, 10 * MINUTE);
	assert_int_equal(count_for(f, f->bob, "is:breached"), 1);
	who = who_is(f, f->bob);
	OK(read_tally_until(desk_reader(f->desk), f->arena, &who, &until));
	assert_int_equal(until, calendar_day_begin(NULL, calendar_day(NULL, who.now_ms) + 1));
}

static void what_was_done_today(void **state)
{
	struct fixture *f = *state;
	struct item items[2] = { an_item(ITEM_NEW, "m1", "t1", "ann", "hello", T0),
		an_item(ITEM_NEW, "m2", "t2", "bo", "old", T0 - DAY) };

	items[1].history = true;
	feed(f, &items[0], 1);
	feed(f, &items[1], 1);
	assert_int_equal(count_for(f, f->bob, "resolved:today"), 0);	/* nobody did what came as history */
	assert_int_equal(count_for(f, f->bob, "status:resolved"), 1);
	begin(f, f->bob);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, REASON_HISTORY));
	commit(f);
	assert_int_equal(count_for(f, f->bob, "resolved:today"), 1);	/* whatever an agent's reason is */
	clock_advance(&f->clock, DAY);
	assert_int_equal(count_for(f, f->bob, "resolved:today"), 0);
	assert_int_equal(count_for(f, f->bob, "resolved:yesterday"), 1);
	begin(f, f->bob);
	OK(desk_status(f->desk, 1, STATUS_CLOSED, 0, NULL));
	commit(f);
	assert_int_equal(count_for(f, f->bob, "resolved:yesterday"), 1);
	assert_int_equal(count_for(f, f->bob, "resolved:today"), 0);
}

/* ---- what something else wrote into the file */

static void damage(struct fixture *f, const char *statements)
{
	sqlite3 *db = NULL;

	desk_close(f->desk);
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, statements, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	fixture_reopen(f);
}

static bool doctor_says(struct fixture *f, const char *words)
{
	struct finding *findings;
	size_t count;

	OK(read_doctor(desk_reader(f->desk), f->arena, &findings, &count));
	for (size_t i = 0; i < count; i++)
		if (strstr(findings[i].text, words) != NULL)
			return true;
	return false;
}

static void wrong_is_put_right(void **state)
{
	static const char *const rows[] = {
		"UPDATE tally SET n = n + 1 WHERE status = 0",
		"DELETE FROM tally",
		"INSERT INTO tally VALUES (2, 1, 0, 0, 4)",
		"UPDATE tag_tally SET n = 7",
		"DELETE FROM tag_tally",
		"UPDATE tag SET rank = 5",
		"UPDATE conversation SET status = 1",
	};
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "m1", "t1", "ann", "hello", T0);

	feed(f, &item, 1);
	begin(f, f->maria);
	OK(desk_tag(f->desk, 1, "vip", true));
	commit(f);
	assert_true(doctor_says(f, "the counts of views equal what they count"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct recount recount;
		int64_t left = 1;

		damage(f, rows[i]);
		assert_true(doctor_says(f, "counts of views differ from what they count: guichet recount"));
		OK(read_recount(desk_reader(f->desk), f->arena, &recount));
		assert_true(recount_differed(&recount) >= 1);
		/* Others go on while it counts. */
		item = an_item(ITEM_NEW, arena_printf(f->arena, "n%zu", i), arena_printf(f->arena, "u%zu", i), "bob",
			"hello", T0);
		feed(f, &item, 1);
		begin(f, f->maria);
		OK(desk_tag(f->desk, (int64_t)i + 2, "vip", true));
		OK(desk_claim(f->desk, (int64_t)i + 2));
		commit(f);
		begin(f, f->maria);
		OK(desk_recount(f->desk, &recount, &left));
		commit(f);
		assert_int_equal(left, 0);
		begin(f, f->maria);
		assert_true(err_is(desk_recount(f->desk, &recount, &left), ERR_CONFLICT));
		desk_rollback(f->desk);
		assert_true(doctor_says(f, "the counts of views equal what they count"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_is_named, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(what_is_at_risk, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(what_was_done_today, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(wrong_is_put_right, fixture_setup, fixture_teardown),
		cmocka_unit_test(lives),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
