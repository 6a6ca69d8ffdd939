/* SPDX-License-Identifier: ISC */
/*
 * Whatever an agent does in whatever order, with steps back and forth and new
 * starts in between: each step back shows the desk as it was before, each
 * step forward as it was after, and all steps back the desk as it began.
 * The queue as of every moment in between is the queue that was seen then.
 */
#include "desk_fixture.h"

#include "guichet/base/alloc.h"
#include "guichet/desk/undo.h"

enum { PEOPLE = 6, MINE = 4, STEPS = 160, SEEDS = 8, MOMENTS = 16 };

/* What an agent sees of one conversation; of it a step may miss nothing. */
struct sight {
	enum status status;
	int64_t until_ms, wait_ms, due_ms;
	unsigned marks;
	char assignee[16], tags[64], reason[32];
};

struct desk_sight { struct sight of[PEOPLE]; };
struct moment { int64_t at_ms; struct desk_sight seen; };

struct world {
	struct fixture *f;
	struct random random;
	struct desk_sight history[STEPS + 1];	/* [0] at the beginning */
	bool was_reply[STEPS + 1];		/* the step that led to it */
	size_t at, top;
	struct moment moments[MOMENTS];
	size_t moment_count;
};

static int64_t below(struct world *w, uint64_t n)
{
	return (int64_t)random_below(&w->random, n);
}

static struct sight sight_of(const struct list_row *row)
{
	struct sight s = { .status = row->conv.status, .until_ms = row->conv.snoozed_until, .marks = row->conv.marks,
		.wait_ms = row->conv.wait_ms, .due_ms = row->conv.due_ms };

	snprintf(s.assignee, sizeof(s.assignee), "%s", row->assignee == NULL ? "" : row->assignee);
	snprintf(s.tags, sizeof(s.tags), "%s", row->tags);
	return s;
}

static struct desk_sight look(struct world *w)
{
	struct desk_sight seen;

	memset(&seen, 0, sizeof(seen));
	for (int64_t id = 1; id <= PEOPLE; id++) {
		struct thread thread;
		struct sight *s = &seen.of[id - 1];

		OK(read_thread(desk_reader(w->f->desk), w->f->arena, id, w->f->maria, 1, &thread));
		*s = sight_of(&thread.row);
		snprintf(s->reason, sizeof(s->reason), "%s", thread.reason == NULL ? "" : thread.reason);
	}
	return seen;
}

/* waits: those that a resolve ended stay ended when it was taken back late. */
static void assert_same(const struct desk_sight *wanted, const struct desk_sight *seen, int64_t most, bool waits)
{
	for (int64_t i = 0; i < most; i++) {
		const struct sight *a = &wanted->of[i], *b = &seen->of[i];

		assert_int_equal(a->status, b->status);
		assert_int_equal(a->until_ms, b->until_ms);
		assert_int_equal(a->marks, b->marks);
		assert_string_equal(a->assignee, b->assignee);
		assert_string_equal(a->tags, b->tags);
		if (waits) {
			assert_int_equal(a->wait_ms, b->wait_ms);
			assert_int_equal(a->due_ms, b->due_ms);
		} else {
			assert_string_equal(a->reason, b->reason);
		}
	}
}

static void as(struct world *w, int64_t agent, const char *call)
{
	struct actor actor = by(agent);

	OK(desk_begin(w->f->desk, &actor, NULL, call, w->f->arena, NULL));
}

static err_t one_act(struct world *w, int64_t kind, int64_t id, int64_t choice)
{
	static const char *const whom[] = { "maria", "bob", "nobody", "late" };
	static const char *const tags[] = { "vip", "refund", "depot" };
	static const char *const reasons[] = { NULL, "no_reply_needed", "two words" };
	static const enum status statuses[] = { STATUS_OPEN, STATUS_PENDING, STATUS_ON_HOLD,
		STATUS_SNOOZED, STATUS_RESOLVED };
	struct desk *desk = w->f->desk;

	switch (kind) {
	case 0:
		return desk_assign(desk, id, whom[choice % 4]);
	case 1:
		return desk_tag(desk, id, tags[choice % 3], choice % 2 == 0);
	case 2:
		return desk_release(desk, id);
	case 3:
		return desk_mark(desk, id, 1U << choice % MARKS, choice % 2 == 0, reasons[choice % 3]);
	default:
		return desk_status(desk, id, statuses[choice % 5],
			T0 + INT64_C(90000000000) + choice, reasons[choice % 3]);
	}
}

/* One call on one or several conversations; what it changed, if anything, is a step. */
static bool act(struct world *w)
{
	static const char *const calls[] = { "assign", "tag", "release", "urgent", "resolve", "resolve" };
	int64_t kind = below(w, 6), choice = below(w, 60);
	err_t err = NULL;

	as(w, w->f->maria, calls[kind]);
	for (int64_t times = 1 + below(w, 4); err == NULL && times > 0; times--)
		err = one_act(w, kind, 1 + below(w, MINE), choice);
	if (err != NULL) {
		desk_rollback(w->f->desk);
		return false;
	}
	commit(w->f);
	return true;
}

static bool write_reply(struct world *w)
{
	struct reply_wish wish = { .conversation = 1 + below(w, MINE), .visibility = -1,
		.text = arena_printf(w->f->arena, "answer %d", (int)w->at), .again = true };
	int64_t outbox;
	bool already;

	as(w, w->f->maria, "reply");
	if (desk_reply(w->f->desk, w->f->arena, &wish, &outbox, &already) != NULL) {
		desk_rollback(w->f->desk);
		return false;
	}
	commit(w->f);
	return true;
}

static bool differs(const struct desk_sight *a, const struct desk_sight *b)
{
	for (int i = 0; i < MINE; i++)
		if (a->of[i].status != b->of[i].status || a->of[i].marks != b->of[i].marks ||
		    a->of[i].until_ms != b->of[i].until_ms ||
		    strcmp(a->of[i].assignee, b->of[i].assignee) != 0 ||
		    strcmp(a->of[i].tags, b->of[i].tags) != 0)
			return true;
	return false;
}

static void mine(struct world *w)
{
	bool reply = below(w, 8) == 0;
	struct desk_sight before = look(w), after;
	bool done = reply ? write_reply(w) : act(w);

	after = look(w);
	if (!done || (!reply && !differs(&before, &after)))
		return;
	w->history[++w->at] = after;
	w->was_reply[w->at] = reply;
	w->top = w->at;
}

static void go(struct world *w, bool again)
{
	struct undone done = { 0 };
	bool possible = again ? w->at < w->top && !w->was_reply[w->at + 1] : w->at > 0;
	struct desk_sight seen;
	err_t err;

	as(w, w->f->maria, again ? "redo" : "undo");
	err = again ? desk_redo(w->f->desk, w->f->arena, (struct undo_wish){ 0 }, &done)
		: desk_undo(w->f->desk, w->f->arena, (struct undo_wish){ 0 }, &done);
	if (possible && err != NULL)
		fail_msg("step %zu of %zu: %s", w->at, w->top, err->text);
	if (err != NULL) {
		desk_rollback(w->f->desk);
		return;
	}
	assert_true(possible);
	commit(w->f);
	w->at = again ? w->at + 1 : w->at - 1;
	seen = look(w);
	assert_same(&w->history[w->at], &seen, MINE, false);
}

/* What is none of her business: a colleague in other conversations. */
static void colleague(struct world *w)
{
	int64_t kind = below(w, 4);

	as(w, w->f->bob, kind == 0 ? "assign" : "tag");
	err_ignore(one_act(w, kind, MINE + 1 + below(w, PEOPLE - MINE), below(w, 60)), "it may be hers");
	commit(w->f);
}

/* ---- the queue as it stood */

static void keep_moment(struct world *w)
{
	if (w->moment_count == MOMENTS)
		return;
	w->moments[w->moment_count].at_ms = clock_now(&w->f->clock);
	w->moments[w->moment_count++].seen = look(w);
	clock_advance(&w->f->clock, 1);
}

static void page_at(struct world *w, const struct moment *moment, const char *text, size_t limit,
	const char *after, struct list_page *page)
{
	struct query_context who = { .agent = w->f->maria, .agent_name = "maria",
		.now_ms = moment->at_ms };
	struct query *query;

	OK(query_parse(w->f->arena, text, &query));
	OK(read_list_as_of(desk_reader(w->f->desk), w->f->arena, query, &who, limit, after, page));
}

#define EVERYTHING "is:spam or not is:spam"

static void moment_stands(struct world *w, const struct moment *moment)
{
	struct desk_sight seen;
	struct list_page page, part = { 0 };
	const char *after = NULL;
	size_t open = 0;

	memset(&seen, 0, sizeof(seen));
	page_at(w, moment, EVERYTHING, 50, NULL, &page);
	assert_int_equal(page.count, PEOPLE);
	for (size_t i = 0; i < page.count; i++) {
		seen.of[page.rows[i].conv.id - 1] = sight_of(&page.rows[i]);
		page_at(w, moment, EVERYTHING, 1, after, &part);
		assert_int_equal(part.rows[0].conv.id, page.rows[i].conv.id);
		assert_int_equal(part.more, i + 1 < page.count);
		after = list_mark(w->f->arena, &part.rows[0]);
	}
	assert_same(&moment->seen, &seen, PEOPLE, true);
	page_at(w, moment, "status:open -tag:vip", 50, NULL, &page);
	for (int i = 0; i < PEOPLE; i++)
		open += moment->seen.of[i].status == STATUS_OPEN &&
			(moment->seen.of[i].marks & MARK_SPAM) == 0 &&
			strstr(moment->seen.of[i].tags, "vip") == NULL;
	assert_int_equal(page.count, open);
}

static void live(struct fixture *f, uint64_t seed)
{
	struct world *w = mem_alloc(sizeof(*w));
	struct item items[PEOPLE];
	bool added;

	w->f = f;
	w->random = random_seeded(seed);
	for (int i = 0; i < PEOPLE; i++)
		items[i] = an_item(ITEM_NEW, arena_printf(f->arena, "q%d", i),
			arena_printf(f->arena, "t%d", i), "ann", "a question", T0 - 5000 + i);
	begin(f, 0);
	OK(desk_team_add(f->desk, "late", 1, (const char *const[]){ "bob" }, &added));
	commit(f);
	feed(f, items, PEOPLE);
	w->history[0] = look(w);
	for (int number = 0; number < STEPS; number++) {
		clock_advance(&f->clock, below(w, 90000));
		switch (below(w, 8)) {
		case 0: case 1:
			go(w, false);
			break;
		case 2:
			go(w, true);
			break;
		case 3:
			colleague(w);
			break;
		default:
			mine(w);
		}
		if (number % 10 == 5)
			keep_moment(w);
		if (number % 50 == 49) {
			desk_close(f->desk);
			fixture_reopen(f);
			assert_sound(f);
		}
		arena_reset(f->arena);
	}
	while (w->at > 0)
		go(w, false);
	go(w, false);	/* and no further */
	assert_sound(f);
	for (size_t i = 0; i < w->moment_count; i++)
		moment_stands(w, &w->moments[i]);
	free(w);
}

static void lives(void **state)
{
	(void)state;
	each_seed(SEEDS, live);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lives) };

	return cmocka_run_group_tests_name("undo at random", tests, NULL, NULL);
}
