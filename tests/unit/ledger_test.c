/* SPDX-License-Identifier: ISC */
/*
 * What a ledger says can be taken elsewhere and says the same there; any
 * change of any of its rows is found; and the stored waits always equal what
 * the ledger gives when it is read anew.
 */
#include "desk_fixture.h"

#include "guichet/base/alloc.h"

enum { MUTATIONS = 1000, OPERATIONS = 400, CUSTOMERS = 8, BATCH = 17 };

struct lines { struct ledger_line *lines; size_t count; struct arena *arena; };

static err_t line_keep(void *data, const struct ledger_line *line)
{
	struct lines *kept = data;
	struct ledger_line copy = *line;

	copy.event.detail = arena_copy(kept->arena, line->event.detail);
	copy.desk = arena_copy(kept->arena, line->desk);
	copy.account_name = arena_copy(kept->arena, line->account_name);
	copy.network = arena_copy(kept->arena, line->network);
	copy.actor_name = arena_copy(kept->arena, line->actor_name);
	copy.subject_name = arena_copy(kept->arena, line->subject_name);
	copy.thread = arena_copy(kept->arena, line->thread);
	copy.contact = arena_copy(kept->arena, line->contact);
	kept->lines = mem_grow(kept->lines, kept->count + 1, sizeof(copy));
	kept->lines[kept->count++] = copy;
	return NULL;
}

static void random_message(struct fixture *f, struct random *random, int step)
{
	static const enum item_op ops[] = { ITEM_NEW, ITEM_NEW, ITEM_NEW, ITEM_ECHO, ITEM_GONE };
	enum item_op op = ops[random_below(random, 5)];
	char uid[32], who[32];
	struct item item;

	snprintf(uid, sizeof(uid), "m%d", op == ITEM_GONE
		? (int)random_below(random, (uint64_t)step + 1) : step);
	snprintf(who, sizeof(who), "customer%d", (int)random_below(random, CUSTOMERS));
	item = an_item(op, uid, random_below(random, 2) ? "post" : who,
		op == ITEM_ECHO ? "us" : who, "words", clock_now(&f->clock)
		- (int64_t)random_below(random, 100000));
	item.to = (struct item_author){ .id = op == ITEM_ECHO ? arena_copy(f->arena, who) : NULL };
	item.history = random_below(random, 10) == 0;
	feed(f, &item, 1);
}

static void random_reply(struct fixture *f, struct random *random, int64_t conversation, int step)
{
	struct reply_wish wish = { .conversation = conversation, .visibility = -1,
		.text = arena_printf(f->arena, "answer %d", step) };
	struct outbox out;
	bool already, found;
	int64_t id;

	begin(f, 1 + (int64_t)random_below(random, 2));
	err_ignore(desk_assign(f->desk, conversation, "@me"), "the fixture decides");
	err_ignore(desk_reply(f->desk, f->arena, &wish, &id, &already), "closed ones refuse");
	commit(f);
	OK(desk_outbox_take(f->desk, f->arena, 0, NULL, &out, &found));
	if (found)
		OK(desk_outbox_part_sent(f->desk, out.id, 0, arena_printf(f->arena, "r%d", step),
			NULL, NULL, clock_now(&f->clock)));
}

static void random_work(struct fixture *f, struct random *random, int64_t conversation)
{
	enum status status = (enum status)random_below(random, STATUSES);
	int64_t message;

	begin(f, 1 + (int64_t)random_below(random, 2));
	switch (random_below(random, 5)) {
	case 0:
		err_ignore(desk_claim(f->desk, conversation), "others may have it");
		break;
	case 1:
		err_ignore(desk_status(f->desk, conversation, status,
			clock_now(&f->clock) + 50000, NULL), "closed is final");
		break;
	case 2:
		OK(desk_tag(f->desk, conversation, "vip", random_below(random, 2) == 0));
		break;
	case 3:
		OK(desk_note(f->desk, conversation, "note", &message));
		break;
	default:
		OK(desk_assign(f->desk, conversation, random_below(random, 2) ? "bob" : "nobody"));
	}
	commit(f);
}

static void live(struct fixture *f, uint64_t seed, int operations)
{
	struct random random = random_seeded(seed);
	struct item first = an_item(ITEM_NEW, "first", "post", "customer0", "hello", T0);

	feed(f, &first, 1);
	for (int step = 0; step < operations; step++) {
		struct desk_counts counts = counts_of(f);
		int64_t all = counts.open + counts.pending + counts.on_hold + counts.snoozed +
			counts.resolved;
		int64_t conversation = 1 + (int64_t)random_below(&random, (uint64_t)(all + 1));
		struct list_row row;

		clock_advance(&f->clock, (int64_t)random_below(&random, 60000));
		OK(desk_alarms(f->desk));
		if (read_row(desk_reader(f->desk), f->arena, conversation, &row) != NULL)
			conversation = 1;
		switch (random_below(&random, 3)) {
		case 0:
			random_message(f, &random, step);
			break;
		case 1:
			random_reply(f, &random, conversation, step);
			break;
		default:
			random_work(f, &random, conversation);
		}
		arena_reset(f->arena);
	}
}

static void waits_equal_a_rebuild(void **state)
{
	struct fixture *f = *state;
	struct ledger_verdict verdict;

	live(f, 1, OPERATIONS);
	verdict = verdict_of(f);
	assert_int_equal(verdict.bad_seq, 0);
	assert_int_equal(verdict.waits_differ, 0);
	assert_true(verdict.waits > 20);
	assert_int_equal(verdict.rows, counts_of(f).events);
}

static void as_of_now_equals_rows(void **state)
{
	struct fixture *f = *state;
	struct wait_row *stored, *derived;
	size_t stored_count, derived_count;

	live(f, 2, OPERATIONS / 2);
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, 0, &stored, &stored_count));
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, clock_now(&f->clock), &derived,
		&derived_count));
	assert_int_equal(stored_count, derived_count);
	assert_true(stored_count > 10);
	OK(read_waits(desk_reader(f->desk), f->arena, 0, 0, T0 - 1, &derived, &derived_count));
	assert_int_equal(derived_count, 0);
}

static void it_can_be_taken_elsewhere(void **state)
{
	struct fixture *f = *state, *other;
	struct lines kept = { .arena = arena_create() }, again = { .arena = kept.arena };
	struct ledger_verdict here, there;
	void *other_state;
	size_t known;

	live(f, 3, OPERATIONS);
	OK(ledger_each(desk_reader(f->desk), 0, line_keep, &kept));
	fixture_make(&other_state, false);
	other = other_state;
	begin(other, 0);
	OK(desk_ledger_import(other->desk, kept.lines, kept.count, &known));
	commit(other);
	here = verdict_of(f);
	there = verdict_of(other);
	assert_int_equal(there.bad_seq, 0);
	assert_int_equal(there.waits_differ, 0);
	assert_int_equal(here.rows, there.rows);
	assert_int_equal(here.waits, there.waits);
	assert_memory_equal(here.head, there.head, EVENT_HASH);
	assert_int_equal(counts_of(f).waiting, counts_of(other).waiting);
	OK(ledger_each(desk_reader(other->desk), 0, line_keep, &again));
	assert_int_equal(kept.count, again.count);
	for (size_t i = 0; i < kept.count; i++) {
		assert_true(str_equal(kept.lines[i].thread, again.lines[i].thread));
		assert_true(str_equal(kept.lines[i].contact, again.lines[i].contact));
		assert_true(str_equal(kept.lines[i].actor_name, again.lines[i].actor_name));
		assert_true(str_equal(kept.lines[i].account_name, again.lines[i].account_name));
	}
	begin(other, 0);
	OK(desk_ledger_import(other->desk, kept.lines, kept.count, &known));
	assert_int_equal(known, kept.count);
	kept.lines[3].event.hash[0] ^= 1;
	FAILS(desk_ledger_import(other->desk, kept.lines, kept.count, &known), ERR_STATE);
	desk_rollback(other->desk);
	fixture_teardown(&other_state);
	free(kept.lines);
	free(again.lines);
	arena_destroy(kept.arena);
}

static void it_can_come_in_batches(void **state)
{
	struct fixture *f = *state, *other;
	struct lines kept = { .arena = arena_create() };
	struct ledger_verdict here, there;
	void *other_state;
	size_t known;

	live(f, 6, OPERATIONS);
	OK(ledger_each(desk_reader(f->desk), 0, line_keep, &kept));
	fixture_make(&other_state, false);
	other = other_state;
	for (size_t from = 0; from < kept.count; from += BATCH) {
		size_t count = kept.count - from < BATCH ? kept.count - from : BATCH;

		begin(other, 0);
		/* Each time from the first row, as after an import that was interrupted. */
		OK(desk_ledger_import(other->desk, kept.lines, from + count, &known));
		assert_int_equal(known, from);
		commit(other);
		begin(other, 0);
		OK(desk_ledger_import(other->desk, kept.lines + from, count, &known));
		assert_int_equal(known, count);
		if (from + count + 1 < kept.count)
			FAILS(desk_ledger_import(other->desk, kept.lines + from + count + 1, 1, &known), ERR_STATE);
		desk_rollback(other->desk);
	}
	here = verdict_of(f);
	there = verdict_of(other);
	assert_int_equal(there.bad_seq, 0);
	assert_int_equal(there.waits_differ, 0);
	assert_int_equal(here.rows, there.rows);
	assert_int_equal(here.waits, there.waits);
	assert_memory_equal(here.head, there.head, EVENT_HASH);
	assert_int_equal(counts_of(f).waiting, counts_of(other).waiting);
	fixture_teardown(&other_state);
	free(kept.lines);
	arena_destroy(kept.arena);
}

/* Behind a row of its own nothing is taken in, however well it fits. */
static void own_rows_end_an_import(void **state)
{
	struct fixture *f = *state, *other;
	struct lines kept = { .arena = arena_create() };
	void *other_state;
	size_t known;

	live(f, 8, 60);
	OK(ledger_each(desk_reader(f->desk), 0, line_keep, &kept));
	fixture_make(&other_state, false);
	other = other_state;
	begin(other, 0);
	OK(desk_ledger_import(other->desk, kept.lines, BATCH, &known));
	commit(other);
	begin(other, other->maria);
	OK(desk_tag(other->desk, 1, "ours", true));
	commit(other);
	begin(other, 0);
	FAILS(desk_ledger_import(other->desk, kept.lines + BATCH, 1, &known), ERR_STATE);
	FAILS(desk_ledger_import(other->desk, kept.lines + BATCH + 1, 1, &known), ERR_STATE);
	desk_rollback(other->desk);
	assert_sound(other);
	fixture_teardown(&other_state);
	free(kept.lines);
	arena_destroy(kept.arena);
}

static void agents_make_room(void **state)
{
	struct fixture *f = *state, *other;
	struct lines kept = { .arena = arena_create() };
	struct agent agent;
	struct actor carol;
	const char *answer;
	void *other_state;
	size_t known;
	int64_t id;

	live(f, 5, 60);
	OK(ledger_each(desk_reader(f->desk), 0, line_keep, &kept));
	fixture_make(&other_state, false);
	other = other_state;
	begin(other, 0);
	OK(desk_agent_add(other->desk, "carol", ROLE_ADMIN, 1000, false, &id));
	assert_int_equal(id, f->maria);
	commit(other);
	carol = (struct actor){ .agent = id, .name = "carol", .role = ROLE_ADMIN };
	OK(desk_begin(other->desk, &carol, "k1", "ledger import", other->arena, &answer));
	OK(desk_ledger_import(other->desk, kept.lines, kept.count, &known));
	OK(desk_commit(other->desk, "{\"rows\":1}"));
	OK(desk_agent_find(other->desk, other->arena, "carol", &agent));
	assert_int_not_equal(agent.id, id);
	carol.agent = agent.id;
	OK(desk_begin(other->desk, &carol, "k1", "ledger import", other->arena, &answer));
	assert_string_equal(answer, "{\"rows\":1}");
	OK(desk_agent_find(other->desk, other->arena, "maria", &agent));
	assert_int_equal(agent.id, f->maria);
	OK(desk_agent_by_uid(other->desk, other->arena, 1000, &agent));
	assert_string_equal(agent.name, "carol");
	assert_sound(other);
	fixture_teardown(&other_state);
	free(kept.lines);
	arena_destroy(kept.arena);
}

static void mutate(struct random *random, struct event *event)
{
	int64_t by = 1 + (int64_t)random_below(random, 1000);

	switch (random_below(random, 12)) {
	case 0: event->seq += by; break;
	case 1: event->account += by; break;
	case 2: event->conversation += by; break;
	case 3: event->kind = (enum event_kind)((event->kind + 1) % EVENT_KINDS); break;
	case 4: event->net_ms += by; break;
	case 5: event->recv_ms -= by; break;
	case 6: event->actor_kind = (enum actor_kind)((event->actor_kind + 1) % ACTOR_KINDS); break;
	case 7: event->actor += by; break;
	case 8: event->subject += by; break;
	case 9:
		event->has_ext = true;
		event->ext[random_below(random, EVENT_EXT)] ^= (unsigned char)(1 << random_below(random, 8));
		break;
	case 10: event->detail = event->detail[0] == '\0' ? "to=open\n" : ""; break;
	default: event->hash[random_below(random, EVENT_HASH)] ^= (unsigned char)(1 << random_below(random, 8));
	}
}

static void every_change_is_found(void **state)
{
	struct fixture *f = *state, *other;
	struct lines kept = { .arena = arena_create() };
	struct random random = random_seeded(11);
	void *other_state;
	size_t known;

	live(f, 4, 60);
	OK(ledger_each(desk_reader(f->desk), 0, line_keep, &kept));
	fixture_make(&other_state, false);
	other = other_state;
	for (int i = 0; i < MUTATIONS; i++) {
		struct ledger_line *line = &kept.lines[random_below(&random, kept.count)];
		struct ledger_line saved = *line;

		mutate(&random, &line->event);
		begin(other, 0);
		FAILS(desk_ledger_import(other->desk, kept.lines, kept.count, &known), ERR_DATA);
		desk_rollback(other->desk);
		*line = saved;
	}
	begin(other, 0);
	OK(desk_ledger_import(other->desk, kept.lines, kept.count, &known));
	commit(other);
	assert_sound(other);
	fixture_teardown(&other_state);
	free(kept.lines);
	arena_destroy(kept.arena);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		T(waits_equal_a_rebuild), T(as_of_now_equals_rows), T(it_can_be_taken_elsewhere),
		T(it_can_come_in_batches), T(own_rows_end_an_import),
		T(agents_make_room), T(every_change_is_found)
	};
#undef T
	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
