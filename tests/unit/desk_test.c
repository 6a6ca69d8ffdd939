/* SPDX-License-Identifier: ISC */
/*
 * Every use case of the desk leaves the database, the ledger and the waits
 * in agreement; a repeat changes nothing; who comes second is told who was
 * first; and a reply leaves at most once.
 */
#include "desk_fixture.h"

static void five_customers(struct fixture *f)
{
	const struct item items[] = {
		an_item(ITEM_CONTEXT, "post", "post", "us", "our new shoes", T0 - 9000),
		an_item(ITEM_NEW, "c1", "post", "ann", "how much?", T0 - 5000),
		an_item(ITEM_NEW, "c2", "post", "ben", "are they red?", T0 - 4000),
		an_item(ITEM_NEW, "c3", "post", "cat", "Größe 44?", T0 - 3000),
		an_item(ITEM_NEW, "c4", "post", "dan", "when?", T0 - 2000),
		an_item(ITEM_NEW, "c5", "post", "eve", "where?", T0 - 1000)
	};
	struct ingest_result result = feed(f, items, 6);

	assert_int_equal(result.added, 5);
	assert_int_equal(result.conversations, 5);
}

static bool takes_nothing(struct fixture *f)
{
	struct outbox out;
	bool found;

	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	return !found;
}

static enum outbox_state state_of(struct fixture *f, int64_t id)
{
	for (int state = 0; state < OUTBOX_STATES; state++) {
		struct outbox *rows = NULL;
		size_t count = 0;

		OK(read_outbox(desk_reader(f->desk), f->arena, state, &rows, &count));
		for (size_t i = 0; i < count; i++)
			if (rows[i].id == id)
				return (enum outbox_state)state;
	}
	fail_msg("no reply %d", (int)id);
	return OUT_QUEUED;
}

static void claims_conflict(void **state)
{
	struct fixture *f = *state;
	struct actor bob = by(f->bob);
	err_t err;

	five_customers(f);
	begin(f, f->maria);
	OK(desk_claim(f->desk, 1));
	OK(desk_claim(f->desk, 1));
	commit(f);
	clock_advance(&f->clock, 10000);
	OK(desk_begin(f->desk, &bob, NULL, "claim", f->arena, NULL));
	err = desk_claim(f->desk, 1);
	assert_non_null(err);
	assert_int_equal(err->kind, ERR_CONFLICT);
	assert_string_equal(err->text, "claim #1: taken by maria 10 s ago; assign 1 @me takes it over");
	FAILS(desk_release(f->desk, 1), ERR_CONFLICT);
	FAILS(desk_claim(f->desk, 99), ERR_NOT_FOUND);
	desk_rollback(f->desk);
	assert_string_equal(row_of(f, 1).assignee, "maria");
	assert_sound(f);
}

static void keys_are_idempotent(void **state)
{
	struct fixture *f = *state;
	struct actor maria = by(f->maria), bob = by(f->bob);
	const char *answer;
	int64_t events;

	five_customers(f);
	OK(desk_begin(f->desk, &maria, "k1", "claim", f->arena, &answer));
	assert_null(answer);
	OK(desk_claim(f->desk, 1));
	OK(desk_commit(f->desk, "{\"done\":1}"));
	events = counts_of(f).events;
	OK(desk_begin(f->desk, &maria, "k1", "claim", f->arena, &answer));
	assert_string_equal(answer, "{\"done\":1}");
	OK(desk_commit(f->desk, NULL));
	FAILS(desk_begin(f->desk, &bob, "k1", "claim", f->arena, &answer), ERR_DENIED);
	assert_int_equal(counts_of(f).events, events);
}

static void answering_one_leaves_four(void **state)
{
	struct fixture *f = *state;
	struct thread thread;
	int64_t id;

	five_customers(f);
	assert_int_equal(counts_of(f).waiting, 5);
	id = reply(f, f->maria, 2, "yes, red");
	assert_int_equal(take(f).id, id);
	OK(desk_outbox_part_sent(f->desk, id, 0, "r1", "r1", "https://example/r1", T0 + 500));
	assert_int_equal(counts_of(f).waiting, 4);
	assert_int_equal(row_of(f, 2).conv.status, STATUS_PENDING);
	assert_string_equal(row_of(f, 2).assignee, "maria");
	OK(read_thread(desk_reader(f->desk), f->arena, 2, f->maria, 50, &thread));
	assert_int_equal(thread.count, 2);
	assert_string_equal(thread.messages[1].state, "sent");
	assert_string_equal(thread.messages[1].remote_id, "r1");
	assert_int_equal(thread.context_count, 1);
	assert_sound(f);
}

static void twice_is_nothing(void **state)
{
	struct fixture *f = *state;
	struct item items[] = {
		an_item(ITEM_NEW, "a", NULL, "ann", "hello", T0 - 5000),
		an_item(ITEM_NEW, "b", "a", "ann", "hello?", T0 - 4000),
		an_item(ITEM_ECHO, "c", "a", "us", "hi ann", T0 - 3000)
	};
	struct ingest_result result;
	int64_t events;

	items[2].to = items[0].author;
	items[0].rev = "1";
	result = feed(f, items, 3);
	assert_int_equal(result.added, 3);
	events = counts_of(f).events;
	result = feed(f, items, 3);
	assert_int_equal(result.unchanged, 3);
	assert_int_equal(result.added + result.edited + result.gone + result.conversations, 0);
	assert_int_equal(counts_of(f).events, events);
	items[0].rev = "2";
	items[0].text = "hello!";
	assert_int_equal(feed(f, items, 1).edited, 1);
	items[0].op = ITEM_GONE;
	assert_int_equal(feed(f, items, 1).gone, 1);
	assert_int_equal(feed(f, items, 1).unchanged, 1);
	assert_sound(f);
}

static void private_is_one_party(void **state)
{
	struct fixture *f = *state;
	struct item items[] = {
		an_item(ITEM_NEW, "p1", "dm", "ann", "my order", T0 - 3000),
		an_item(ITEM_NEW, "p2", "dm", "ben", "ours!", T0 - 2000)
	};
	struct actor maria = by(f->maria);
	int64_t outbox;
	bool already;

	items[0].visibility = items[1].visibility = VIS_PRIVATE;
	assert_int_equal(feed(f, items, 1).conversations, 1);
	assert_int_equal(feed(f, items + 1, 1).conversations, 0);
	assert_int_equal(counts_of(f).waiting, 1);
	assert_int_equal(row_of(f, 1).conv.visibility, VIS_PRIVATE);
	assert_string_equal(row_of(f, 1).text, "ours!");
	OK(desk_begin(f->desk, &maria, NULL, "reply", f->arena, NULL));
	OK(desk_reply(f->desk, f->arena, &(struct reply_wish){ .conversation = 1, .text = "found it",
		.visibility = VIS_PUBLIC }, &outbox, &already));
	commit(f);
	assert_int_equal(take(f).plan.visibility, VIS_PRIVATE);
}

static err_t plan_leaky(void *data, struct arena *arena, const struct plan_wish *wish,
	struct plan *out)
{
	err_t err = plan_plainly(data, arena, wish, out);

	out->visibility = VIS_PUBLIC;
	return err;
}

static void private_never_leaks(void **state)
{
	const struct planner leaky = { .prepare = plan_leaky };
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "p1", "dm", "ann", "my order", T0);
	struct reply_wish wish = { .conversation = 1, .text = "hi", .visibility = -1 };
	struct plan plan;
	int64_t outbox;
	bool already;

	item.visibility = VIS_PRIVATE;
	feed(f, &item, 1);
	desk_set_planner(f->desk, &leaky);
	FAILS(desk_plan(f->desk, f->arena, &wish, &plan), ERR_STATE);
	begin(f, f->maria);
	FAILS(desk_reply(f->desk, f->arena, &wish, &outbox, &already), ERR_STATE);
	desk_rollback(f->desk);
}

static void echoes_close_waits(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "e1", "post", "us", "@ann 20 euros", T0);
	struct item post = an_item(ITEM_ECHO, "e2", "e2", "us", "good morning", T0);
	struct wait_row *waits;
	size_t count;

	five_customers(f);
	echo.to = (struct item_author){ .id = "ann" };
	assert_int_equal(feed(f, &echo, 1).added, 1);
	assert_int_equal(feed(f, &post, 1).added, 0);
	assert_int_equal(counts_of(f).waiting, 4);
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &waits, &count));
	assert_int_equal(count, 5);
	assert_int_equal(waits[0].wait.outcome, WAIT_ANSWERED);
	assert_true((waits[0].wait.flags & WAIT_EXTERNAL) != 0);
	assert_int_equal(waits[0].wait.agent, 0);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_PENDING);
	assert_sound(f);
}

/* A reply of which nobody knows whether it left did, when the network shows it: it is no other message. */
static int64_t echo_settles(struct fixture *f, const struct item *echo)
{
	int64_t id = reply(f, f->maria, 1, "20 euros"), messages;

	take(f);
	OK(desk_outbox_unknown(f->desk, id, "cut off"));
	messages = counts_of(f).messages;
	feed(f, echo, 1);
	assert_int_equal(state_of(f, id), OUT_SENT);
	assert_int_equal(counts_of(f).messages, messages);
	assert_int_equal(counts_of(f).waiting, 4);
	return id;
}

static void echo_of_our_reply(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r9", "post", "us", "@ann  20 euros", T0 + 100);
	int64_t id;

	five_customers(f);
	echo.to = (struct item_author){ .id = "ann" };
	id = echo_settles(f, &echo);
	assert_int_equal(feed(f, &echo, 1).unchanged, 1);
	OK(desk_outbox_unknown(f->desk, id, "late news"));
	assert_int_equal(state_of(f, id), OUT_SENT);
	assert_sound(f);
}

/* What a network shows below the words stands in the item's text, and not in ours. */
static void echo_with_a_picture(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r9", "post", "us", "@ann 20 euros\n[image: a box] https://img.example/1",
		T0 + 100);

	five_customers(f);
	echo.to = (struct item_author){ .id = "ann" };
	echo.words = "@ann 20 euros";
	echo_settles(f, &echo);
	assert_sound(f);
}

/* Where a network says what an answer answers, and not whom. */
static void echo_of_what_it_answers(void **state)
{
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r9", "r9", "us", "20 euros", T0 + 100);

	five_customers(f);
	echo.parent = "c1";
	echo_settles(f, &echo);
	assert_sound(f);
}

static err_t plan_wordless(void *data, struct arena *arena, const struct plan_wish *wish, struct plan *out)
{
	err_t err = plan_plainly(data, arena, wish, out);

	out->parts[0].text = "";
	return err;
}

/* A picture that a colleague posts elsewhere is not ours that may be lost, nor any other without words. */
static void an_echo_without_words(void **state)
{
	const struct planner planner = { .prepare = plan_wordless };
	const struct media picture = { .kind = "image" };
	struct fixture *f = *state;
	struct item colleague = an_item(ITEM_ECHO, "e1", "post", "us", "@ann", T0 + 100);
	struct item other = an_item(ITEM_ECHO, "e2", "post", "us", "", T0 + 200);
	struct item ours = an_item(ITEM_ECHO, "e3", "post", "us", "@ann", T0 + 300);
	int64_t id;

	five_customers(f);
	desk_set_planner(f->desk, &planner);
	colleague.to = other.to = ours.to = (struct item_author){ .id = "ann" };
	other.media = &picture;
	other.media_count = 1;
	id = reply(f, f->maria, 1, "a plan without its words");
	take(f);
	OK(desk_outbox_unknown(f->desk, id, "cut off"));
	assert_int_equal(feed(f, &colleague, 1).added, 1);
	assert_int_equal(state_of(f, id), OUT_UNKNOWN);
	begin(f, f->maria);
	OK(desk_outbox_sent(f->desk, id));	/* somebody looked: it is there, by an id that nobody knows */
	commit(f);
	assert_int_equal(feed(f, &other, 1).added, 1);	/* not as many files */
	assert_int_equal(feed(f, &ours, 1).unchanged, 1);
	assert_sound(f);
}

static err_t plan_two_parts(void *data, struct arena *arena, const struct plan_wish *wish,
	struct plan *out)
{
	err_t err = plan_plainly(data, arena, wish, out);

	out->parts[1] = out->parts[0];
	out->parts[0].text = "first half";
	out->parts[1].text = "second half";
	out->parts[1].key = NULL;
	out->part_count = 2;
	return err;
}

static void parts_arrive_one_by_one(void **state)
{
	const struct planner planner = { .prepare = plan_two_parts };
	struct fixture *f = *state;
	struct item echo = an_item(ITEM_ECHO, "r2", "post", "us", "second half @ann", T0 + 20);
	struct item first = an_item(ITEM_ECHO, "r1", "post", "us", "first half", T0 + 10);
	struct outbox out;
	int64_t id;

	five_customers(f);
	desk_set_planner(f->desk, &planner);
	id = reply(f, f->maria, 1, "first half second half");
	assert_int_equal(take(f).part, 0);
	OK(desk_outbox_part_sent(f->desk, id, 0, "r1", "n1", NULL, T0 + 10));
	assert_int_equal(state_of(f, id), OUT_SENDING);
	assert_int_equal(counts_of(f).waiting, 5);
	OK(desk_outbox_later(f->desk, id, 0, "slow down"));
	out = take(f);
	assert_int_equal(out.part, 1);
	assert_string_equal(out.plan.parts[0].remote_id, "r1");
	assert_string_equal(out.plan.parts[0].native, "n1");
	assert_non_null(out.plan.parts[1].key);
	echo.to = first.to = (struct item_author){ .id = "ann" };
	assert_int_equal(feed(f, &echo, 1).unchanged, 1);
	assert_int_equal(state_of(f, id), OUT_SENT);
	assert_int_equal(feed(f, &first, 1).unchanged, 1);
	OK(desk_outbox_part_sent(f->desk, id, 1, "r2", "r2", NULL, T0 + 20));
	assert_int_equal(counts_of(f).waiting, 4);
	assert_int_equal(counts_of(f).events, 5 + 1 + 1 + 1 + 1);	/* in, account, claim, out, status */
	assert_sound(f);
}

static void context_becomes_a_message(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_CONTEXT, "x", "post", "ann", "is it red?", T0);

	assert_int_equal(feed(f, &item, 1).added, 0);
	item.op = ITEM_NEW;
	assert_int_equal(feed(f, &item, 1).added, 1);
	assert_int_equal(feed(f, &item, 1).unchanged, 1);
	assert_int_equal(counts_of(f).waiting, 1);
	assert_string_equal(row_of(f, 1).text, "is it red?");
}

static void bad_items_are_kept_once(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "x", "post", "", "no author", T0);
	struct finding *findings;
	size_t count, bad = 0;

	assert_int_equal(feed(f, &item, 1).bad, 1);
	assert_int_equal(feed(f, &item, 1).bad, 1);
	OK(read_doctor(desk_reader(f->desk), f->arena, &findings, &count));
	for (size_t i = 0; i < count; i++)
		if (findings[i].bad) {
			bad++;
			assert_non_null(strstr(findings[i].text, "account brand brought 1 items"));
		}
	assert_int_equal(bad, 1);
}

static void history_opens_nothing(void **state)
{
	struct fixture *f = *state;
	struct item item = an_item(ITEM_NEW, "old", NULL, "ann", "long ago", T0 - 999999);

	item.history = true;
	assert_int_equal(feed(f, &item, 1).added, 1);
	assert_int_equal(counts_of(f).waiting, 0);
	item.uid = "feed";
	item.history = false;
	item.feed = true;
	feed(f, &item, 1);
	assert_int_equal(counts_of(f).waiting, 0);
	assert_sound(f);
}

static void same_text_is_same_reply(void **state)
{
	struct fixture *f = *state;
	struct reply_wish wish = { .conversation = 1, .text = "20 euros", .visibility = -1 };
	int64_t first, second = 0;
	bool already = false;

	five_customers(f);
	first = reply(f, f->maria, 1, "20 euros");
	begin(f, f->bob);
	OK(desk_reply(f->desk, f->arena, &wish, &second, &already));
	assert_true(already);
	assert_int_equal(first, second);
	wish.text = "30 euros";
	FAILS(desk_reply(f->desk, f->arena, &wish, &second, &already), ERR_CONFLICT);
	desk_rollback(f->desk);
	begin(f, f->maria);
	wish.text = "20 euros";
	wish.again = true;
	OK(desk_reply(f->desk, f->arena, &wish, &second, &already));
	assert_false(already);
	OK(desk_outbox_cancel(f->desk, first));
	wish.again = false;
	OK(desk_reply(f->desk, f->arena, &wish, &second, &already));
	assert_false(already);
	wish.text = "  \n";
	FAILS(desk_reply(f->desk, f->arena, &wish, &second, &already), ERR_USAGE);
	commit(f);
}

static void unseen_message_stops_a_reply(void **state)
{
	struct fixture *f = *state;
	struct item more = an_item(ITEM_NEW, "c6", "post", "ann", "and shipping?", T0);
	struct reply_wish wish = { .conversation = 1, .text = "x", .visibility = -1, .seen = 2 };
	int64_t outbox;
	bool already;

	five_customers(f);
	feed(f, &more, 1);
	begin(f, f->maria);
	FAILS(desk_reply(f->desk, f->arena, &wish, &outbox, &already), ERR_CONFLICT);
	desk_rollback(f->desk);
}

static void outbox_lives(void **state)
{
	struct fixture *f = *state;
	struct outbox out;
	struct outbox_counts counts;
	bool found;
	int64_t id, other;

	five_customers(f);
	id = reply(f, f->maria, 1, "20 euros");
	begin(f, f->maria);
	OK(desk_outbox_hold(f->desk, true));
	commit(f);
	assert_true(takes_nothing(f));
	begin(f, f->maria);
	OK(desk_outbox_hold(f->desk, false));
	commit(f);
	out = take(f);
	assert_int_equal(out.attempt, 1);
	assert_true(takes_nothing(f));
	OK(desk_outbox_unknown(f->desk, id, "cut off"));
	assert_int_equal(desk_next_alarm(f->desk), T0 + 120000);
	OK(desk_outbox_doubtful(f->desk, f->arena, 0, NULL, &out, &found));
	assert_false(found);
	other = reply(f, f->maria, 1, "and free shipping");
	assert_true(takes_nothing(f));	/* the doubtful one blocks its conversation */
	clock_advance(&f->clock, 120000);
	OK(desk_alarms(f->desk));
	assert_int_equal(desk_next_alarm(f->desk), 0);
	OK(desk_outbox_doubtful(f->desk, f->arena, 1, &f->account, &out, &found));
	assert_true(found);
	OK(desk_outbox_absent(f->desk, id));
	OK(desk_outbox_counts(f->desk, &counts));
	assert_int_equal(counts.queued, 2);
	out = take(f);
	assert_int_equal(out.id, id);
	assert_int_equal(out.attempt, 2);
	OK(desk_outbox_later(f->desk, id, T0 + 500000, "slow down"));
	assert_true(takes_nothing(f));
	OK(desk_outbox_counts(f->desk, &counts));
	assert_int_equal(counts.later, 1);
	assert_int_equal(counts.next_ms, T0 + 500000);
	clock_advance(&f->clock, 400000);
	take(f);
	OK(desk_outbox_refused(f->desk, id, "too rude"));
	assert_int_equal(state_of(f, id), OUT_FAILED);
	assert_int_equal(take(f).id, other);
	OK(desk_outbox_part_sent(f->desk, other, 0, "r2", "r2", NULL, T0 + 520000));
	begin(f, f->maria);
	OK(desk_outbox_cancel(f->desk, id));
	FAILS(desk_outbox_cancel(f->desk, other), ERR_STATE);
	commit(f);
	assert_int_equal(counts_of(f).waiting, 4);
	assert_sound(f);
}

static void a_crash_loses_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t id, events, doubtful;
	char path[160];
	struct desk *copy;

	five_customers(f);
	id = reply(f, f->maria, 1, "20 euros");
	doubtful = take(f).id;
	events = counts_of(f).events;
	begin(f, f->bob);
	OK(desk_claim(f->desk, 2));
	desk_close(f->desk);		/* without a commit */
	fixture_reopen(f);
	assert_int_equal(counts_of(f).events, events);
	assert_string_equal(row_of(f, 2).assignee, "");
	OK(desk_outbox_recover(f->desk));
	assert_int_equal(state_of(f, id), OUT_UNKNOWN);
	assert_int_equal(doubtful, id);
	begin(f, f->bob);
	OK(desk_claim(f->desk, 2));
	OK(desk_outbox_sent(f->desk, id));
	commit(f);
	assert_int_equal(counts_of(f).waiting, 4);
	assert_true(desk_courier_may_run(f->desk));
	reply(f, f->maria, 1, "one more");
	assert_sound(f);
	desk_idle(f->desk);
	desk_close(f->desk);
	snprintf(path, sizeof(path), "%s-copy", f->path);
	assert_int_equal(rename(f->path, path), 0);
	{
		char command[400];

		snprintf(command, sizeof(command), "cp '%s' '%s'", path, f->path);
		assert_int_equal(system(command), 0);
	}
	fixture_reopen(f);
	copy = f->desk;
	assert_false(desk_courier_may_run(copy));
	assert_true(takes_nothing(f));
	begin(f, f->maria);
	OK(desk_courier_start(copy));
	commit(f);
	assert_true(desk_courier_may_run(copy));
	assert_true(takes_nothing(f));	/* what was queued is unknown now */
}

static void statuses(void **state)
{
	struct fixture *f = *state;
	struct item more = an_item(ITEM_NEW, "c7", "post", "ann", "hello?", T0 + 5000);
	int64_t message, events;

	five_customers(f);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, "no_reply_needed"));
	OK(desk_status(f->desk, 2, STATUS_SNOOZED, T0 + 60000, NULL));
	FAILS(desk_status(f->desk, 3, STATUS_SNOOZED, T0, NULL), ERR_USAGE);
	OK(desk_status(f->desk, 4, STATUS_CLOSED, 0, NULL));
	OK(desk_tag(f->desk, 5, "refund", true));
	OK(desk_note(f->desk, 5, "ask the shop", &message));
	OK(desk_draft_save(f->desk, 5, "dear"));
	commit(f);
	assert_int_equal(counts_of(f).waiting, 3);
	events = counts_of(f).events;
	begin(f, f->bob);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	OK(desk_tag(f->desk, 5, "refund", true));
	FAILS(desk_status(f->desk, 4, STATUS_OPEN, 0, NULL), ERR_STATE);
	commit(f);
	assert_int_equal(counts_of(f).events, events);
	assert_string_equal(row_of(f, 5).tags, "refund");
	clock_advance(&f->clock, 5000);
	feed(f, &more, 1);
	assert_int_equal(row_of(f, 1).conv.status, STATUS_OPEN);
	more = an_item(ITEM_NEW, "c8", "post", "dan", "again", T0 + 5000);
	assert_int_equal(feed(f, &more, 1).conversations, 1);
	assert_int_equal(row_of(f, 4).conv.status, STATUS_CLOSED);
	clock_advance(&f->clock, 60000);
	OK(desk_alarms(f->desk));
	assert_int_equal(row_of(f, 2).conv.status, STATUS_OPEN);
	assert_sound(f);
}

struct hits { size_t count; int64_t conversation; };

static void hit(void *data, const struct search_hit *found)
{
	struct hits *hits = data;

	hits->count++;
	hits->conversation = found->row.conv.id;
}

static void the_queue_has_an_order(void **state)
{
	struct fixture *f = *state;
	struct query_context context = { .agent = f->bob, .agent_name = "bob", .now_ms = T0 };
	struct free_rows found = { 0 };
	struct list_page page;
	struct query_sql sql;
	struct query *query;
	struct hits hits = { 0 };
	int64_t id;

	five_customers(f);
	OK(query_parse(f->arena, "status:open", &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 2, NULL, &page));
	assert_int_equal(page.count, 2);
	assert_true(page.more);
	assert_int_equal(page.rows[0].conv.id, 1);
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 9, list_mark(f->arena, &page.rows[1]), &page));
	assert_int_equal(page.count, 3);
	assert_int_equal(page.rows[0].conv.id, 3);
	OK(query_parse(f->arena, "status:open,pending", &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 3, NULL, &page));
	assert_int_equal(page.rows[2].conv.id, 3);
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 9, list_mark(f->arena, &page.rows[2]), &page));
	assert_int_equal(page.count, 2);
	assert_int_equal(page.rows[0].conv.id, 4);
	begin(f, f->bob);
	OK(desk_next(f->desk, &sql, &id));
	assert_int_equal(id, 1);
	OK(desk_next(f->desk, &sql, &id));
	assert_int_equal(id, 2);
	OK(desk_target_set(f->desk, 60000, T0 - 60000));
	commit(f);
	/* What a reader found is taken only as it was found. */
	OK(read_free(desk_reader(f->desk), f->arena, &sql, &found));
	assert_true(found.count >= 2);
	begin(f, f->maria);
	OK(desk_claim(f->desk, found.rows[0].id));
	commit(f);
	begin(f, f->bob);
	OK(desk_next_of(f->desk, &found, &id));
	assert_int_equal(id, found.rows[1].id);
	desk_rollback(f->desk);
	found.count = 1;
	begin(f, f->bob);
	assert_true(err_is(desk_next_of(f->desk, &found, &id), ERR_CONFLICT));
	desk_rollback(f->desk);
	assert_int_equal(row_of(f, 3).conv.due_ms, T0 - 3000 + 60000);
	OK(query_parse(f->arena, "assignee:me grosse", &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_search(desk_reader(f->desk), f->arena, &sql, 9, true, hit, &hits));
	assert_int_equal(hits.count, 0);
	OK(query_parse(f->arena, "shoes", &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_search(desk_reader(f->desk), f->arena, &sql, 9, false, hit, &hits));
	assert_int_equal(hits.count, 0);
	OK(query_parse(f->arena, "RED", &query));
	OK(query_sql(f->arena, query, &context, &sql));
	OK(read_search(desk_reader(f->desk), f->arena, &sql, 9, true, hit, &hits));
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.conversation, 2);
	OK(read_list(desk_reader(f->desk), f->arena, &sql, 9, NULL, &page));
	assert_int_equal(page.count, 1);
}

struct heard { size_t calls, conversations; };

static void on_change(void *data, const struct change *changes, size_t count)
{
	struct heard *heard = data;

	heard->calls++;
	for (size_t i = 0; i < count; i++)
		heard->conversations += changes[i].kind == CHANGE_CONVERSATION;
}

static void observers_hear_commits(void **state)
{
	struct fixture *f = *state;
	struct heard heard = { 0 };

	desk_observe(f->desk, on_change, &heard);
	five_customers(f);
	assert_int_equal(heard.calls, 1);
	assert_int_equal(heard.conversations, 5);
	begin(f, f->maria);
	OK(desk_claim(f->desk, 1));
	desk_rollback(f->desk);
	assert_int_equal(heard.calls, 1);
	desk_observe(f->desk, NULL, &heard);
	begin(f, f->maria);
	OK(desk_claim(f->desk, 1));
	commit(f);
	assert_int_equal(heard.calls, 1);
}

static void secrets_are_sealed(void **state)
{
	struct fixture *f = *state;
	struct secret secret = secret_make("token-1", 7), out;
	struct account account;
	struct finding *findings;
	size_t count;
	int64_t id;
	bool added;

	begin(f, f->maria);
	OK(desk_account_add(f->desk, "mastodon", "shop", "url=https://example\nquarantine=10m\n",
		&secret, &id, &added));
	assert_true(added);
	FAILS(desk_account_add(f->desk, "mastodon", "shop", "poll=1m\n", NULL, &id, &added), ERR_CONFLICT);
	FAILS(desk_account_add(f->desk, "mastodon", "shop", "quarantine=5m\n", &secret, &id, &added),
		ERR_CONFLICT);
	FAILS(desk_account_add(f->desk, "mastodon", "shop", "url=https://new\n", NULL, &id, &added),
		ERR_CONFLICT);
	OK(desk_account_add(f->desk, "mastodon", "shop", "quarantine=10m\n", NULL, &id, &added));
	assert_false(added);
	OK(desk_account_add(f->desk, "mastodon", "shop", "", &secret, &id, &added));
	assert_false(added);
	FAILS(desk_account_add(f->desk, "playback", "shop", "", NULL, &id, &added), ERR_CONFLICT);
	FAILS(desk_account_set(f->desk, "shop", "url=https://elsewhere\n", T0), ERR_STATE);
	commit(f);
	OK(read_account_named(desk_reader(f->desk), f->arena, "shop", &account));
	assert_string_equal(account.url, "https://example");
	OK(desk_account_secret(f->desk, &account, &out));
	assert_memory_equal(out.bytes, "token-1", 7);
	secret_finish(&out);
	secret_finish(&secret);
	OK(read_doctor(desk_reader(f->desk), f->arena, &findings, &count));
	for (size_t i = 0; i < count; i++)
		assert_false(findings[i].bad);
	begin(f, f->maria);
	OK(desk_account_remove(f->desk, "shop"));
	commit(f);
	FAILS(desk_account_secret(f->desk, &account, &out), ERR_NOT_FOUND);
	FAILS(read_account_named(desk_reader(f->desk), f->arena, "shop", &account), ERR_NOT_FOUND);
}

static void readers_stand_beside(void **state)
{
	struct fixture *f = *state;
	struct reader *reader;
	struct desk_counts counts;

	five_customers(f);
	OK(reader_open(f->path, &reader));
	OK(read_counts(reader, T0, &counts));
	assert_int_equal(counts.waiting, 5);
	begin(f, f->maria);
	OK(desk_status(f->desk, 1, STATUS_RESOLVED, 0, NULL));
	commit(f);
	OK(read_counts(reader, T0, &counts));
	assert_int_equal(counts.waiting, 4);
	reader_close(reader);
}

/* However much came since, what was there then is shown. */
static void a_long_one_as_it_was(void **state)
{
	enum { NEWER = 2100 };
	struct fixture *f = *state;
	struct item *items = arena_array(f->arena, NEWER, sizeof(*items));
	struct item first = an_item(ITEM_NEW, "m", "t", "ann", "the first", T0);
	const struct actor maria = by(f->maria);
	struct thread thread;

	feed(f, &first, 1);
	f->clock.offset = T0 + 600000;
	for (int i = 0; i < NEWER; i++)
		items[i] = an_item(ITEM_NEW, arena_printf(f->arena, "m%d", i), "t", "ann", "more", T0 + 600000);
	feed(f, items, NEWER);
	OK(read_thread_as_of(desk_reader(f->desk), f->arena, &(struct thread_wish){ .actor = &maria, .conversation = 1,
		.as_of_ms = T0 + 60000, .limit = 50 }, &thread));
	assert_int_equal(thread.count, 1);
	assert_string_equal(thread.messages[0].text, "the first");
	assert_false(thread.cut);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(claims_conflict), T(keys_are_idempotent), T(answering_one_leaves_four),
		T(twice_is_nothing), T(private_is_one_party), T(private_never_leaks),
		T(echoes_close_waits), T(echo_of_our_reply), T(echo_with_a_picture), T(echo_of_what_it_answers), T(an_echo_without_words),
		T(parts_arrive_one_by_one),
		T(context_becomes_a_message), T(bad_items_are_kept_once), T(history_opens_nothing),
		T(same_text_is_same_reply), T(unseen_message_stops_a_reply), T(outbox_lives),
		T(a_crash_loses_nothing), T(statuses), T(the_queue_has_an_order),
		T(observers_hear_commits), T(secrets_are_sealed), T(readers_stand_beside), T(a_long_one_as_it_was)
	};
#undef T
	return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
