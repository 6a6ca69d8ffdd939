/* SPDX-License-Identifier: ISC */
/*
 * Proves that a query becomes the SQL and the parameters that it should, judges a row
 * in memory the same way, and points at the column of a mistake.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/query.h"

static const struct query_context context = { .agent = 4, .agent_name = "maria",
	.now_ms = INT64_C(1772442000000) };

struct sql_row { const char *text, *where, *match, *binds; };

#define ASKS(n) "(c.id IN (SELECT CASE WHEN k.root <> 0 THEN k.root ELSE k.id END FROM message_fts" \
	" CROSS JOIN message w ON w.id = message_fts.rowid CROSS JOIN conversation k ON k.id = w.conversation" \
	" WHERE message_fts MATCH ?" n "))"
#define TAGGED(n) "(c.id IN (SELECT t.conversation FROM tag t WHERE t.name = ?" n "))"
#define NAMED(n, m) "(c.id IN (SELECT n.conversation FROM mention n WHERE n.agent = " n \
	" UNION ALL SELECT k.root FROM mention n JOIN conversation k ON k.id = n.conversation WHERE k.root <> 0" \
	" AND n.agent = " m "))"

/* What every query carries that does not name spam itself. */
#define NO_SPAM "+c.rank < 9007199254740992"

#define KEY "lower(ltrim(f.handle, '@'))"
#define FROM "((c.contact IN (SELECT f.id FROM identity f WHERE " KEY " = ?1 OR (" KEY " >= ?2 AND " KEY " < ?3)"

static const struct sql_row sql_rows[] = {
	{ "", "1 = 1", NULL, "" },
	{ "is:spam", "((c.rank >= 9007199254740992 AND c.rank < 18014398509481984)) AND +c.rank < 18014398509481984",
	  NULL, "" },
	{ "is:merged", "((c.rank >= 18014398509481984))", NULL, "" },
	{ "is:urgent", "((c.rank < 0))", NULL, "" },
	{ "is:muted", "(((c.marks & 2) <> 0))", NULL, "" },
	{ "waiting:>30m", "((c.wait_ms <> 0 AND c.wait_ms < ?1))", NULL, "1772440200000" },
	{ "waiting:<=2h", "((c.wait_ms <> 0 AND c.wait_ms >= ?1))", NULL, "1772434800000" },
	{ "followers:>10k,5", "((i.followers > ?1) OR (i.followers >= ?2))", NULL, "10000 5" },
	{ "mentions:me,bob", "(" NAMED("?1", "?2") " OR "
	  NAMED("(SELECT g.id FROM agent g WHERE g.name = ?3)", "(SELECT g.id FROM agent g WHERE g.name = ?4)") ")",
	  NULL, "4 4 'bob' 'bob'" },
	{ "status:open or is:waiting status:pending",
	  "(((c.status = ?1)) OR (((c.wait_ms <> 0)) AND ((c.status = ?2))))", NULL, "0 1" },
	{ "status:open and (is:waiting OR not id:4)", "((c.status = ?1)) AND "
	  "(((c.wait_ms <> 0)) OR NOT COALESCE(((c.id = ?2)), FALSE))", NULL, "0 4" },
	{ "-(status:open or status:pending)",
	  "NOT COALESCE((((c.status = ?1)) OR ((c.status = ?2))), FALSE)", NULL, "0 1" },
	{ "not -status:open", "NOT COALESCE(NOT COALESCE(((c.status = ?1)), FALSE), FALSE)", NULL, "0" },
	{ "late (parcel or box) -(lost or found)", "1 = 1",
	  "(\"late\" AND (\"parcel\" OR \"box\")) NOT ((\"lost\" OR \"found\"))", "" },
	{ "tag:a or late parcel", "((" TAGGED("1") ") OR "
	  ASKS("2") ")", NULL, "'a' '(\"late\" AND \"parcel\")'" },
	{ "status:open -thanks", "((c.status = ?1)) AND NOT COALESCE(" ASKS("2") ", FALSE)", NULL,
	  "0 '\"thanks\"'" },
	{ "status:open", "((c.status = ?1))", NULL, "0" },
	{ "status:open,on_hold", "((c.status = ?1) OR (c.status = ?2))", NULL, "0 2" },
	{ "-status:closed", "NOT COALESCE(((c.status = ?1)), FALSE)", NULL, "5" },
	{ "assignee:me", "((c.assignee = ?1))", NULL, "4" },
	{ "assignee:nobody", "((c.assignee IS NULL))", NULL, "" },
	{ "assignee:bob", "((c.assignee = (SELECT g.id FROM agent g WHERE g.name = ?1)))", NULL, "'bob'" },
	{ "account:brand network:mastodon", "((a.name = ?1)) AND ((a.network = ?2))", NULL,
	  "'brand' 'mastodon'" },
	{ "tag:a status:open", "((EXISTS (SELECT 1 FROM tag t WHERE t.conversation = c.id AND t.name = ?1))) AND "
	  "((c.status = ?2))", NULL, "'a' 0" },
	{ "tag:refund", "(" TAGGED("1") ")", NULL, "'refund'" },
	{ "visibility:private", "((c.visibility = ?1))", NULL, "4" },
	{ "from:Bob", FROM " OR lower(f.name) LIKE ?4 ESCAPE '!')))", NULL, "'bob' 'bob@' 'bobA' '%bob%'" },
	{ "from:@Bob", FROM ")))", NULL, "'bob' 'bob@' 'bobA'" },
	{ "from:@a_b%", FROM ")))", NULL, "'a_b%' 'a_b%@' 'a_b%A'" },
	{ "is:waiting", "((c.wait_ms <> 0))", NULL, "" },
	{ "is:snoozed,waiting", "((c.status = ?1) OR (c.wait_ms <> 0))", NULL, "3" },
	{ "is:breached", "((c.rank < ?1 AND c.due_ms <> 0 AND c.due_ms < ?2))", NULL, "1772442060000 1772442000000" },
	{ "is:at-risk", "((c.rank < ?1 + COALESCE((SELECT d.due_ms - d.risk_ms FROM conversation d"
	  " WHERE d.risk_ms <> 0 ORDER BY d.due_ms - d.risk_ms DESC LIMIT 1), 0)"
	  " AND c.risk_ms <> 0 AND c.risk_ms < ?2))", NULL, "1772442060000 1772442000000" },
	{ "priority:high", "(((c.marks & 48) = 16))", NULL, "" },
	{ "is:mentioned", "((c.id IN (SELECT n.conversation FROM mention n WHERE n.unread = 1 AND n.agent = ?1"
	  " UNION ALL SELECT k.root FROM mention n JOIN conversation k ON k.id = n.conversation"
	  " WHERE k.root <> 0 AND n.unread = 1 AND n.agent = ?2)))",
	  NULL, "4 4" },
	{ "resolved:2026-03-01", "((c.resolved_day <> 0 AND c.resolved_day = ?1))", NULL, "20513" },
	{ "is:mine,unassigned", "((c.assignee = ?1) OR (c.assignee IS NULL))", NULL,
	  "4" },
	{ "lang:fr", "((lower(c.lang) = ?1 OR lower(c.lang) LIKE ?2 ESCAPE '!'))", NULL, "'fr' 'fr-%'" },
	{ "reason:a_b", "(((SELECT lower('\n' || e.detail) FROM event e WHERE e.account = c.account AND e.conversation = c.id"
	  " AND e.kind = 8 ORDER BY e.seq DESC LIMIT 1) LIKE ?1 ESCAPE '!'))", NULL, "'%\nreason=a!_b\n%'" },
	{ "before:2h", "((c.last_ms < ?1))", NULL, "1772434800000" },
	{ "after:2026-03-02T08:00:00Z", "((c.last_ms >= ?1))", NULL, "1772438400000" },
	{ "id:42,#7", "((c.id = ?1) OR (c.id = ?2))", NULL, "42 7" },
	{ "late parcel", "1 = 1", "\"late\" AND \"parcel\"", "" },
	{ "\"late parcel\" -lost -NEAR status:open", "((c.status = ?1))",
	  "(\"late parcel\") NOT (\"lost\" OR \"NEAR\")", "0" },
	{ "a\"b \"OR\" \"c*\" :) f(x)", "1 = 1", "\"a\"\"b\" AND \"OR\" AND \"c*\" AND \":)\" AND \"f(x)\"", "" },
	{ "tag:\"x'; DROP\"",
	  "(" TAGGED("1") ")", NULL,
	  "'x'; drop'" },
};

static void binds_text(const struct query_sql *sql, struct str *out)
{
	for (size_t i = 0; i < sql->count; i++) {
		str_add(out, i > 0 ? " " : "");
		if (sql->binds[i].is_text)
			str_printf(out, "'%s'", sql->binds[i].text);
		else
			str_printf(out, "%lld", (long long)sql->binds[i].number);
	}
}

static const char *where_of(struct arena *arena, const struct sql_row *row)
{
	if (strstr(row->text, "is:spam") != NULL || strstr(row->text, "is:merged") != NULL || strncmp(row->text, "id:", 3) == 0 ||
	    strstr(row->text, "not id:") != NULL)
		return row->where;
	return strcmp(row->where, "1 = 1") == 0 ? NO_SPAM : arena_printf(arena, "%s AND " NO_SPAM, row->where);
}

static void test_sql(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(sql_rows) / sizeof(sql_rows[0]); i++) {
		const struct sql_row *row = &sql_rows[i];
		struct str binds = { 0 };
		struct query *query;
		struct query_sql sql;

		assert_null(query_parse(arena, row->text, &query));
		assert_null(query_sql(arena, query, &context, &sql));
		assert_string_equal(sql.where, where_of(arena, row));
		if (row->match == NULL)
			assert_null(sql.match);
		else
			assert_string_equal(sql.match, row->match);
		assert_int_equal(query_has_words(query), row->match != NULL || strstr(row->where, "MATCH") != NULL);
		binds_text(&sql, &binds);
		assert_string_equal(str_text(&binds), row->binds);
		str_finish(&binds);
	}
	arena_destroy(arena);
}

static const struct { const char *text, *error; } wrong[] = {
#define ALL "status, assignee, account, network, tag, visibility, from, is, has, waiting, followers, " \
	"mentions, lang, reason, resolved, before, after, id, priority, promise"
	{ "is:mine shape:1", "query: column 9: no field 'shape:', but " ALL },
	{ "shape:1", "query: column 1: no field 'shape:', but " ALL },
	{ "\xc3\xa9\xc3\xa9 foo:1", "query: column 4: no field 'foo:', but " ALL },
#undef ALL
	{ "stauts:1", "query: column 1: no field 'stauts:'; did you mean status:?" },
	{ "or status:pending", "query: column 1: nothing stands before 'or'" },
	{ "status:open OR", "query: column 13: nothing stands behind 'OR'" },
	{ "status:open or or tag:a", "query: column 16: nothing stands before 'or'" },
	{ "status:open and", "query: column 13: nothing stands behind 'and'" },
	{ "(and tag:a)", "query: column 2: nothing stands before 'and'" },
	{ "tag:a not", "query: column 7: nothing stands behind 'not'" },
	{ "tag:a (not )", "query: column 8: nothing stands behind 'not'" },
	{ "status:open ()", "query: column 13: nothing stands between ( and )" },
	{ "status:open (late or soon", "query: column 13: '(' is not closed" },
	{ "(", "query: column 1: '(' is not closed" },
	{ "late soon)", "query: column 10: ')' closes nothing" },
	{ "(late soon))", "query: column 12: a space is missing before ')'" },
	{ "(late)soon", "query: column 7: a space is missing before 'soon'" },
	{ "waiting:long", "query: column 9: 'long' is not a duration: write 90s, 30m, 2h or 1h30m" },
	{ "waiting:>30", "query: column 9: '30' has no unit: say 30s, 30m or 30h" },
	{ "followers:many", "query: column 11: a number like >1000 or >10k is wanted, not 'many'" },
	{ "followers:>", "query: column 11: a number like >1000 or >10k is wanted, not '>'" },
	{ "has:reply", "query: column 5: has: means draft, link or note, not 'reply'" },
	{ "refund*", "query: column 1: '*' has no meaning yet; write the whole word" },
	{ "status:", "query: column 8: a value is missing for 'status'" },
	{ "status:open,,closed", "query: column 13: a value is missing for 'status'" },
	{ "status:ope", "query: column 8: 'ope' is not a status: write open, pending, on_hold, snoozed, "
		"resolved or closed" },
	{ "is:late", "query: column 4: is: means waiting, breached, at-risk, promised, unassigned, mine, followed, unread, "
		"mentioned, urgent, muted, spam, blocked or a status, not 'late'" },
	{ "x id:none", "query: column 6: not a number: 'none'" },
	{ "before:x", "query: column 8: 'x' is not a time: write an instant 2026-11-22T10:00:00Z, "
		"a date 2026-11-22, a duration 2h, or words like monday or 17:00" },
	{ "a \"b c", "query: column 3: no closing quote for '\"b c'" },
	{ "\"a\"b", "query: column 4: a space is missing before 'b'" },
	{ "\xff", "query: not UTF-8" },
};

static void test_wrong(void **state)
{
	struct arena *arena = arena_create();
	char big[6000];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct query *query;
		err_t err = query_parse(arena, wrong[i].text, &query);

		assert_true(err_is(err, ERR_USAGE));
		assert_string_equal(err->text, wrong[i].error);
	}
	memset(big, 'a', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	for (size_t i = 1; i < 4000; i += 2)
		big[i] = ' ';
	assert_true(err_is(query_parse(arena, big, &(struct query *){ NULL }), ERR_USAGE));
	big[4000] = '\0';
	assert_true(err_is(query_parse(arena, big, &(struct query *){ NULL }), ERR_USAGE));
	memset(big, '(', 1000);
	big[1000] = '\0';
	assert_true(err_is(query_parse(arena, big, &(struct query *){ NULL }), ERR_USAGE));
	memset(big, '-', 1000);
	assert_true(err_is(query_parse(arena, big, &(struct query *){ NULL }), ERR_USAGE));
	arena_destroy(arena);
}

static const struct { const char *text; bool matches; } judged[] = {
	{ "", true }, { "status:open", true }, { "status:pending,open", true }, { "-status:open", false },
	{ "assignee:me", true }, { "assignee:@me", true }, { "assignee:maria", true },
	{ "assignee:bob", false },
	{ "assignee:nobody", false }, { "-assignee:bob", true }, { "account:brand", true },
	{ "network:other", false },
	{ "tag:vip", true }, { "tag:VIP", true }, { "tag:vi", false }, { "-tag:vip", false }, { "tag:refund,none", true },
	{ "visibility:private", false }, { "visibility:unlisted", true }, { "from:@carol", true },
	{ "from:CAROL", true }, { "from:carol@example.org", true }, { "from:carole", false },
	{ "from:carol@other", false },
	{ "is:waiting", true }, { "is:breached", true }, { "is:unassigned", false }, { "is:mine", true },
	{ "is:open", true }, { "-is:open", false }, { "is:closed", false }, { "is:on_hold,open", true },
	{ "lang:fr", true }, { "lang:f", false }, { "lang:fr-CA", true }, { "before:1h", true },
	{ "before:3h", false },
	{ "after:3h", true }, { "id:42", true }, { "id:43", false }, { "Parcel", true },
	{ "\"late parcel\"", true },
	{ "\"parcel late\"", false }, { "parcel -lost", true }, { "parcel -late", false },
	{ "status:open assignee:me tag:vip is:waiting parcel", true },
	{ "status:closed or tag:vip", true }, { "status:closed or tag:vi", false },
	{ "status:closed tag:vip or id:42", true }, { "status:closed (tag:vip or id:42)", false },
	{ "not (status:closed or tag:vip)", false }, { "not status:closed not tag:vi", true },
	{ "-(status:open tag:vi)", true }, { "status:open and not not tag:vip", true },
	{ "waiting:>1h", true }, { "waiting:>2h", false }, { "waiting:2h", true }, { "waiting:<=2h", true },
	{ "waiting:<2h", false }, { "-waiting:<2h", true }, { "followers:>999", true },
	{ "followers:>1k", false }, { "followers:1k", true }, { "followers:<1M", true },
	{ "from:rol", true }, { "from:@rol", false }, { "from:\"Carol B\"", true },
	{ "is:unread", true }, { "is:urgent", true }, { "is:muted", false }, { "is:spam", false },
	{ "has:draft", false }, { "has:link", true }, { "has:note,draft", true }, { "has:approval", false }, { "has:note,approval", true }, { "mentions:me", true },
	{ "mentions:bob", false }, { "after:yesterday", true }, { "after:2026-03-02", true },
	{ "before:2026-03-02", false }, { "before:09:00", true }, { "after:tomorrow", false },
};

static void test_matches(void **state)
{
	const struct list_row row = {
		.conv = { .id = 42, .assignee = 4, .status = STATUS_OPEN, .visibility = VIS_UNLISTED,
			.last_ms = context.now_ms - 7200000, .wait_ms = context.now_ms - 7200000,
			.due_ms = context.now_ms - 1, .risk_ms = context.now_ms - 450001, .lang = "fr-CA", .marks = MARK_URGENT },
		.network = "mastodon", .account = "brand", .handle = "@carol@example.org", .assignee = "maria",
		.tags = "refund vip", .text = "my late parcel", .contact = "Carol Bell", .followers = 1000,
		.unread = true, .linked = true, .noted = true, .mentioned = "anna maria",
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		struct query *query;

		assert_null(query_parse(arena, judged[i].text, &query));
		if (query_matches(query, &context, &row) != judged[i].matches)
			fail_msg("%s", judged[i].text);
	}
	arena_destroy(arena);
}

/* A row of nothing but zeros is judged without reading what is not there. */
static void test_empty_row(void **state)
{
	const struct list_row row = { .conv = { .id = 0 } };
	const struct query_context nobody = { .now_ms = 1 };
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++) {
		struct query *query;

		assert_null(query_parse(arena, judged[i].text, &query));
		(void)query_matches(query, &nobody, &row);
	}
	arena_destroy(arena);
}

/* What help tells people to type is understood. */
static void topics(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < query_topics_count; i++) {
		struct query *query;

		assert_null(query_parse(arena, query_topics[i].example, &query));
	}
	arena_destroy(arena);
}

/* Only these are answered beside the writes: everything else may look at every row. */
static void test_indexed(void **state)
{
	static const struct { const char *text; bool indexed; } rows[] = {
		{ "", true }, { "status:open", true }, { "is:mine,snoozed account:brand", true },
		{ "id:4 assignee:bob", true }, { "-status:open", false }, { "tag:vip", false },
		{ "status:open from:@bob", false }, { "parcel", false }, { "lang:fr", false },
		{ "before:2h", false }, { "network:mastodon", false }, { "visibility:private", false },
		{ "is:urgent", true }, { "is:spam", true }, { "is:unread", false }, { "has:draft", false },
		{ "status:open or is:mine", false }, { "(status:open) (is:mine)", true },
		{ "waiting:>1h", false }, { "status:open (is:mine or tag:vip)", false },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct query *query;

		assert_null(query_parse(arena, rows[i].text, &query));
		assert_int_equal(query_is_indexed(query), rows[i].indexed);
	}
	arena_destroy(arena);
}

static err_t known(void *data, enum query_noun noun, const char *name, bool *out)
{
	(*(int *)data)++;
	*out = strcmp(name, noun == QUERY_ACCOUNT ? "brand" : "maria") == 0;
	return NULL;
}

/* Accounts, agents and teams must be there, wherever they stand; me and nobody always are. */
/* mutt's patterns, and what they are here; an error, where the text begins with "query:". */
static const struct { const char *pattern, *query; } mutt_rows[] = {
	{ "", "" }, { "late parcel", "late parcel" }, { "from:ann is:unread", "from:ann is:unread" },
	{ "~f ann", "from:ann" }, { "~fann", "from:ann" }, { "~f ann ~N", "from:ann is:unread" },
	{ "~s refund", "refund" }, { "~b \"late parcel\" ~F", "\"late parcel\" is:urgent" },
	{ "!~f ann", "-from:ann" }, { "! ~N", "-is:unread" }, { "~t shop | ~y vip", "account:shop or tag:vip" },
	{ "~N !(~f ann | ~f bob)", "is:unread not (from:ann or from:bob)" },
	{ "~d <2d", "after:2d" }, { "~d >3h", "before:3h" }, { "~d 2026-11-22-", "after:2026-11-22" },
	{ "~d 2026-11-22", "after:2026-11-22" }, { "~D", "status:resolved" },
	{ "parcel ~N status:open", "parcel is:unread status:open" }, { "a~b", "a~b" }, { "~ 5", "~ 5" },
	{ "~x ann", "query: column 1: no pattern '~x' here; there are ~f ~s ~b ~t ~y ~d ~N ~F ~D ~A" },
	{ "~N ~f", "query: column 4: a word is missing behind '~f'" },
	{ "~N ~d 1/2/2026-3/2/2026", "query: column 7: ~d takes <2d, >2d or a date such as 2026-11-22" },
};

static void test_mutt(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(mutt_rows) / sizeof(mutt_rows[0]); i++) {
		const char *out = NULL;
		err_t err = query_from_mutt(arena, mutt_rows[i].pattern, &out);

		assert_string_equal(err != NULL ? err->text : out, mutt_rows[i].query);
		if (err == NULL)
			assert_null(query_check(out));
	}
	arena_destroy(arena);
}

static void test_names(void **state)
{
	static const struct { const char *text, *error; int asked; } rows[] = {
		{ "tag:nope from:nope status:open word", NULL, 0 },
		{ "account:brand assignee:me,@me,nobody,maria", NULL, 2 },
		{ "tag:a or (not mentions:me,maria)", NULL, 1 },
		{ "mentions:nobody", "query: column 1: there is no agent or team 'nobody'", 1 },
		{ "account:nope", "query: column 1: there is no account 'nope'", 1 },
		{ "status:open -assignee:maria,mria", "query: column 14: there is no agent or team 'mria'", 2 },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct query *query;
		int asked = 0;
		err_t err = query_parse(arena, rows[i].text, &query);

		assert_null(err);
		err = query_names(query, known, &asked);
		assert_int_equal(asked, rows[i].asked);
		assert_int_equal(err == NULL, rows[i].error == NULL);
		if (err != NULL) {
			assert_true(err_is(err, ERR_USAGE));
			assert_string_equal(err->text, rows[i].error);
		}
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics), cmocka_unit_test(test_indexed), cmocka_unit_test(test_sql),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_mutt),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_empty_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
