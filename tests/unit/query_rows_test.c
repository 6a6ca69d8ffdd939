/* SPDX-License-Identifier: ISC */
/*
 * Proves that the database and the twin in memory say the same of every row,
 * whatever the query: random trees over random conversations, for two agents
 * and at two times.
 */
#include "desk_fixture.h"
#include "guichet/desk/account.h"

enum { PEOPLE = 12, ROWS = 60, TREES = 1200, MINUTE = 60000 };

static const char *const terms[] = {
	"status:open", "status:pending,resolved", "is:waiting", "is:breached", "is:unassigned", "is:mine",
	"is:unread", "is:urgent", "is:muted", "is:spam", "is:snoozed,urgent", "waiting:>20m", "waiting:<=20m",
	"waiting:10m,<5m", "followers:>500", "followers:<1k", "followers:<=700", "followers:0", "assignee:bob", "assignee:me,nobody",
	"account:brand", "network:mastodon,playback", "tag:vip", "tag:refund,none", "visibility:public",
	"visibility:private,unlisted", "from:p3", "from:@P4", "from:Name", "from:\"e 3\"", "from:%", "lang:fr",
	"lang:EN", "reason:duplicate", "reason:no_reply_needed,other", "before:15m", "after:15m", "after:today", "before:yesterday", "id:3,7,11", "id:5",
	"mentions:me", "mentions:bob,maria", "is:at-risk", "is:mentioned", "resolved:today", "has:draft", "has:link", "has:note", "has:approval",
};

static void tree(struct random *random, struct str *out, int depth)
{
	int pick = (int)random_below(random, depth > 0 ? 6 : 2);

	if (pick < 2) {
		str_printf(out, "%s%s", pick == 0 ? "" : "-",
			terms[random_below(random, sizeof(terms) / sizeof(terms[0]))]);
		return;
	}
	str_add(out, pick == 2 ? "not (" : pick == 3 ? "-(" : "(");
	for (int i = 0; i < 2 + (int)random_below(random, 2); i++) {
		str_add(out, i == 0 ? "" : pick == 4 ? " or " : pick == 3 ? " and " : " ");
		tree(random, out, depth - 1);
	}
	str_add_char(out, ')');
}

static void conversation_make(struct fixture *f, int i)
{
	static const char *const langs[] = { NULL, "fr", "fr-CA", "en-GB", "EN" };
	char *uid = arena_printf(f->arena, "m%d", i), *who = arena_printf(f->arena, "P%d", i % PEOPLE);
	struct item item = an_item(ITEM_NEW, uid, arena_printf(f->arena, "t%d", i), who,
		i % 5 == 0 ? "see HTTPS://example.org" : "hello", clock_now(&f->clock) -
		(int64_t)random_below(&f->random, 60) * MINUTE);

	item.author.handle = arena_printf(f->arena, i % 2 == 0 ? "@%s@a.example" : "%s", who);
	item.author.name = arena_printf(f->arena, i % 3 == 0 ? "NAME %d%% @P%d" : "Someone", i % PEOPLE,
		(i + 1) % PEOPLE);
	item.author.followers = (int64_t)random_below(&f->random, 15) * 100;
	item.visibility = (enum visibility)random_below(&f->random, VISIBILITIES);
	item.lang = langs[random_below(&f->random, 5)];
	feed(f, &item, 1);
}

static void conversation_treat(struct fixture *f, int64_t id)
{
	uint64_t dice = random_below(&f->random, 1 << 24);

	begin(f, (dice & 1) != 0 ? f->maria : f->bob);
	if ((dice & 2) == 0)
		OK(desk_claim(f->desk, id));
	if ((dice >> 3 & 3) == 0)
		OK(desk_tag(f->desk, id, (dice & 1) != 0 ? "vip" : "refund", true));
	if ((dice >> 5 & 1) == 0)
		OK(desk_status(f->desk, id, (enum status)(1 + (dice >> 7) % 4), (dice >> 7) % 4 == 2
			? clock_now(&f->clock) + MINUTE : 0, (dice >> 20 & 1) != 0 ? "duplicate" : "other"));
	if ((dice >> 9 & 3) != 0)
		OK(desk_mark(f->desk, id, 1U << (dice >> 16) % MARKS, true, NULL));
	if ((dice >> 11 & 3) == 0)
		OK(desk_note(f->desk, id, (dice & 2) != 0 ? "ask @bob, @nobody" : "see @maria.", &(int64_t){ 0 }));
	if ((dice >> 13 & 1) == 0)
		OK(desk_read_mark(f->desk, id, false, 0));
	if ((dice >> 14 & 1) == 0)
		OK(desk_draft_save(f->desk, id, "soon"));
	commit(f);
}

static void stage(struct fixture *f)
{
	for (int i = 0; i < ROWS; i++)
		conversation_make(f, i);
	for (int64_t id = 1; id <= ROWS; id++)
		conversation_treat(f, id);
	clock_advance(&f->clock, MINUTE);
	for (int i = 0; i < ROWS; i += 4) {
		struct item more = an_item(ITEM_NEW, arena_printf(f->arena, "n%d", i),
			arena_printf(f->arena, "t%d", i), arena_printf(f->arena, "P%d", i % PEOPLE), "again",
			clock_now(&f->clock));

		feed(f, &more, 1);
	}
	begin(f, f->maria);
	OK(desk_account_set(f->desk, "brand", "approve=all", 0));
	commit(f);
	for (int64_t id = 3; id <= ROWS; id += 9) {
		begin(f, f->bob);
		OK(desk_assign(f->desk, id, "bob"));
		commit(f);
		reply(f, f->bob, id, "we look into it");
	}
}

static bool listed(const struct list_page *page, int64_t id)
{
	for (size_t i = 0; i < page->count; i++)
		if (page->rows[i].conv.id == id)
			return true;
	return false;
}

/* How many rows the query let through. */
static size_t compare(struct fixture *f, const char *text, const struct query_context *context)
{
	struct reader *reader = desk_reader(f->desk);
	struct arena *arena = arena_create();
	struct list_page page = { 0 }, same = { 0 };
	struct query_context one = *context;
	struct query *query;
	struct query_sql sql;
	int64_t count = 0;
	bool more;

	OK(query_parse(arena, text, &query));
	OK(query_sql(arena, query, context, &sql));
	OK(read_list(reader, arena, &sql, 2 * ROWS, NULL, &page));
	OK(read_count(reader, &sql, 2 * ROWS, &count, &more));
	assert_int_equal(count, page.count);
	one.one = true;		/* as it is asked of one conversation, it means the same of each */
	OK(query_sql(arena, query, &one, &sql));
	OK(read_list(reader, arena, &sql, 2 * ROWS, NULL, &same));
	assert_int_equal(same.count, page.count);
	for (size_t i = 0; i < same.count; i++)
		assert_true(listed(&page, same.rows[i].conv.id));
	for (int64_t id = 1; id <= ROWS; id++) {
		struct list_row row;

		OK(read_row_for(reader, arena, id, context->agent, &row));
		if (query_matches(query, context, &row) != listed(&page, id))
			fail_msg("%s: #%d is %slisted", text, (int)id, listed(&page, id) ? "" : "not ");
	}
	arena_destroy(arena);
	return page.count;
}

static void twins_agree(void **state)
{
	struct fixture *f = *state;
	size_t some = 0;

	stage(f);
	for (int i = 0; i < TREES; i++) {
		struct query_context context = { .agent = i % 2 == 0 ? f->maria : f->bob,
			.agent_name = i % 2 == 0 ? "maria" : "bob",
			.now_ms = clock_now(&f->clock) + (i % 3 == 0 ? 40 * MINUTE : 0) };
		struct str text = { 0 };
		size_t count;

		tree(&f->random, &text, 3);
		count = compare(f, str_text(&text), &context);
		some += count > 0 && count < ROWS;
		str_finish(&text);
	}
	assert_true(some > TREES / 3);
}

/* Every term alone lets something through and keeps something out, or the rows prove nothing of it. */
static void no_term_is_idle(void **state)
{
	struct fixture *f = *state;

	stage(f);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct query_context context = { .agent = f->maria, .agent_name = "maria",
			.now_ms = clock_now(&f->clock) };
		size_t count = compare(f, terms[i], &context);

		if (count == 0 && strstr("before:yesterday lang:EN", terms[i]) == NULL)
			fail_msg("%s lets nothing through", terms[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(twins_agree, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(no_term_is_idle, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests_name("query_rows", tests, NULL, NULL);
}
