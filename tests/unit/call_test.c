/* SPDX-License-Identifier: ISC */
/*
 * Proves that the table of calls is sorted in its groups, complete and worded by its rules, and that
 * the command lines of the manual are parsed, checked and refused as they should be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <ctype.h>

#include "guichet/base/str.h"
#include "guichet/model/call.h"

enum { MAX_WORDS = 16, LINE_BYTES = 256 };

/* Splits at spaces; "_" stands for a space inside a word. */
static size_t words_split(char *line, const char **words)
{
	size_t count = 0;

	for (char *p = strtok(line, " "); p != NULL && count < MAX_WORDS; p = strtok(NULL, " ")) {
		words[count++] = p;
		for (; *p != '\0'; p++)
			if (*p == '_')
				*p = ' ';
	}
	return count;
}

static err_t line_parse(struct arena *arena, const char *line, struct call_request *request,
	struct call_front *front)
{
	const char *words[MAX_WORDS];
	char *copy = arena_copy(arena, line);
	size_t count = words_split(copy, words), used;
	const struct call *call;
	err_t err = call_find_words(count, words, &call, &used);

	return err != NULL ? err : call_parse(arena, call, count - used, words + used, request, front);
}

/* "name arg=value,value arg=value" of everything that was given. */
static void request_text(const struct call_request *request, struct str *out)
{
	str_add(out, request->call->name);
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].name != NULL; i++)
		for (size_t k = 0; k < request->values[i].count; k++) {
			if (k == 0)
				str_printf(out, " | %s=", request->call->args[i].name);
			str_printf(out, "%s%s", k > 0 ? "," : "", request->values[i].texts[k]);
		}
}

static const struct { const char *line, *expected; } good[] = {
	{ "account add mastodon brand url=https://example.org --secret-fd 3",
	  "account add | network=mastodon | name=brand | setting=url=https://example.org" },
	{ "account", "account list" }, { "account list --json", "account list" },
	{ "account check brand", "account check | name=brand" },
	{ "account remove brand -y", "account remove | name=brand" },
	{ "account set brand poll=30s a=b", "account set | name=brand | setting=poll=30s,a=b" },
	{ "agent add bob --role lead --uid 1001 --robot",
	  "agent add | name=bob | role=lead | uid=1001 | robot=true" },
	{ "team add night bob maria", "team add | name=night | agent=bob,maria" },
	{ "sync", "sync" },
	{ "sync brand other --until-idle", "sync | account=brand,other | until-idle=true" },
	{ "list", "list" },
	{ "list status:open -tag:vip --limit 5", "list | query=status:open -tag:vip | limit=5" },
	{ "list --limit=5 status:open", "list | query=status:open | limit=5" },
	{ "search \"late_parcel\" lost --ranked", "search | query=\"late parcel\" lost | ranked=true" },
	{ "show 42 --limit 10", "show | id=42 | limit=10" }, { "show #42", "show | id=#42" },
	{ "watch is:mine", "watch | query=is:mine" }, { "next", "next" },
	{ "next tag:vip", "next | query=tag:vip" },
	{ "claim 1 2 3", "claim | id=1,2,3" }, { "release 1", "release | id=1" },
	{ "assign 1 2 3 maria", "assign | id=1,2,3 | who=maria" },
	{ "assign 1 @me", "assign | id=1 | who=@me" },
	{ "assign 1 nobody", "assign | id=1 | who=nobody" },
	{ "reply 42 thank_you --visibility private --lang fr --seen 9",
	  "reply | id=42 | text=thank you | visibility=private | lang=fr | seen=9" },
	{ "reply 42 -F answer.txt --again", "reply | id=42 | again=true" },
	{ "reply 42 --cw= x", "reply | id=42 | text=x | cw=" },
	{ "reply 42 -- -F", "reply | id=42 | text=-F" },
	{ "reply 42 --edit", "reply | id=42" },
	{ "reply --edit 42 hello", "reply | id=42 | text=hello" },
	{ "note 4 -F a.txt --edit", "note | id=4" },
	{ "plan 42 hello", "plan | id=42 | text=hello" },
	{ "note 42 called_back", "note | id=42 | text=called back" },
	{ "tag 1 2 refund", "tag | id=1,2 | tag=refund" },
	{ "untag 1 refund", "untag | id=1 | tag=refund" }, { "untag 1 :oops", "untag | id=1 | tag=:oops" },
	{ "tag 1 été", "tag | id=1 | tag=été" },
	{ "resolve 1 2 --reason no_reply", "resolve | id=1,2 | reason=no reply" },
	{ "reopen 1", "reopen | id=1" }, { "pending 1", "pending | id=1" },
	{ "hold 1 --reason x", "hold | id=1 | reason=x" },
	{ "snooze 1 2h", "snooze | id=1 | until=2h" }, { "snooze 1 #2 until reply", "snooze | id=1,#2 | until=reply" },
	{ "snooze 1 tomorrow 17:00", "snooze | id=1 | until=tomorrow 17:00" },
	{ "snooze 1 2 monday", "snooze | id=1,2 | until=monday" },
	{ "urgent 4 --reason self_harm", "urgent | id=4 | reason=self harm" }, { "no-answer 4", "no-answer | id=4" },
	{ "read 4 5 --unread", "read | id=4,5 | unread=true" }, { "why 4", "why | id=4" },
	{ "list (is:urgent or tag:vip) not is:mine", "list | query=(is:urgent or tag:vip) not is:mine" },
 { "close 1", "close | id=1" },
	{ "draft save 1 text", "draft save | id=1 | text=text" },
	{ "outbox", "outbox list" }, { "outbox --state failed", "outbox list | state=failed" },
	{ "outbox retry 7", "outbox retry | outbox=7" }, { "outbox cancel 7", "outbox cancel | outbox=7" },
	{ "outbox sent 7", "outbox sent | outbox=7" }, { "outbox hold", "outbox hold" },
	{ "stats --since -7d --until now --by agent --target 30m --as-of 2026-03-02",
	  "stats | since=-7d | until=now | target=30m | as-of=2026-03-02 | by=agent" },
	{ "stats --since 7d --csv", "stats | since=7d" },
	/* Periods where a query may stand, in the words of people. */
	{ "stats today", "stats | period=today" }, { "stats aujourd’hui", "stats | period=today" },
	{ "dashboard hier", "dashboard | period=yesterday" }, { "stats last week", "stats | period=last-week" },
	{ "report la semaine dernière", "report | period=last-week" }, { "report This-Month", "report | period=month" },
	{ "explain sla ce mois-ci --by agent", "explain | metric=sla | period=month | by=agent" },
	{ "stats 2026-02-28 tag:vip", "stats | query=tag:vip | since=2026-02-28 | until=2026-03-01" },
	{ "stats -tag:vip yesterday", "stats | query=-tag:vip | period=yesterday" },
	{ "stats -- today", "stats | query=today" }, { "stats today --period year", "stats | query=today | period=year" },
	{ "stats refund today", "stats | query=refund today" }, { "stats refund", "stats | query=refund" },
	{ "list today", "list | query=today" },
	/* Figures as they are called on a screen. */
	{ "explain Within the target today", "explain | metric=sla | period=today" },
	{ "explain within_target tag:vip", "explain | metric=sla | query=tag:vip" },
	{ "explain within_the_target,_all_hours", "explain | metric=sla_calendar" },
	{ "explain first response", "explain | metric=first_response" },
	{ "stats --metric Waits_Begun,sla,within_target,_requests", "stats | metric=waits,sla,sla_requests" },
	/* Times, in the words of people; what is sent on are ours. */
	{ "snooze 1 demain", "snooze | id=1 | until=tomorrow" }, { "snooze 1 ce soir", "snooze | id=1 | until=evening" },
	{ "snooze 1 dans 2 heures", "snooze | id=1 | until=2h" }, { "snooze 1 in 20 minutes", "snooze | id=1 | until=20m" },
	{ "snooze 1 Lundi matin", "snooze | id=1 | until=monday morning" },
	{ "snooze 1 jusqu’à vendredi à 17h30", "snooze | id=1 | until=friday 17:30" },
	{ "snooze 1 une heure", "snooze | id=1 | until=1h" }, { "snooze 1 next tuesday at 9:30", "snooze | id=1 | until=tuesday 9:30" },
	{ "snooze 1 tonight", "snooze | id=1 | until=evening" }, { "stats --since hier", "stats | since=yesterday" },
	{ "report --period hier", "report | period=yesterday" }, { "stats --period last_week", "stats | period=last-week" },
	{ "stats --since 2_days_ago", "stats | since=2d" }, { "stats --as-of il_y_a_une_semaine", "stats | as-of=1w" },
	{ "waits --as-of il_y_a_2h", "waits | as-of=2h" }, { "waits --as-of 90_minutes_ago", "waits | as-of=90m" },
	{ "target 30m", "target | duration=30m" },
	{ "import items data.jsonl --account brand --history",
	  "import items | file=data.jsonl | account=brand | history=true" },
	{ "import items -F data.jsonl", "import items" },
	{ "import items - --account brand", "import items | file=- | account=brand" },
	{ "export", "export" }, { "export account:brand", "export | query=account:brand" },
	{ "ledger export", "ledger export" },
	{ "ledger import ledger.jsonl", "ledger import | file=ledger.jsonl" },
	{ "ledger verify", "ledger verify" }, { "ledger v", "ledger verify" },
	{ "doctor", "doctor" }, { "doc", "doctor" }, { "status", "status" },
	{ "courier start", "courier start" },
	{ "acco", "account list" }, { "rel 3", "release | id=3" },
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct arena *arena = arena_create();
		struct call_request request;
		struct call_front front;
		struct str text = { 0 };
		err_t err = line_parse(arena, good[i].line, &request, &front);

		if (err != NULL)
			fail_msg("%s: %s", good[i].line, err->text);
		request_text(&request, &text);
		assert_string_equal(text.text, good[i].expected);
		str_finish(&text);
		arena_destroy(arena);
	}
}

static const struct { const char *line, *part; } bad[] = {
	{ "", "no command given" }, { "nonsense", "no command 'nonsense'" },
	{ "outbox zz", "no command 'zz'" }, { "ledger", "needs one of export, import, verify" },
	{ "re 3", "'re' could be read, recount, redo, release, reopen, reply, report, report-abuse, resolve, retract" },
	{ "a list", "could be account list, agent list" },
	{ "assign", "missing ID...; usage: guichet assign ID... WHO" }, { "assign 1", "missing WHO" },
	{ "reply 5", "missing TEXT" }, { "reply 5 a b", "one word too many: b" },
	{ "reply 5 a -F file", "one word too many: a" }, { "reply 5 a --nope", "no option --nope" },
	{ "reply 5 a --visibility", "a value is missing behind --visibility" },
	{ "reply 5 a --visibility all", "visibility: 'all' is not public|" },
	{ "reply 5 a --again=1", "no value belongs to --again=1" },
	{ "reply 5 a --lang fr --lang en", "lang is given 2 times" },
	{ "claim 5 -F x", "no option -F" }, { "claim 5 --edit", "no option --edit" },
	{ "reply --edit", "missing ID" }, { "reply 5 --edit=x", "no value belongs to --edit" },
 { "claim -x", "no option -x" },
	{ "claim x", "'x' is not a conversation's number" },
	{ "claim 0", "'0' is not a conversation's number" },
	{ "claim 99999999999999999999", "'99999999999999999999' is not a conversation's number" },
	{ "outbox retry 0", "'0' is not a reply's number" },
	{ "note 5 --json --secret-fd 3 x", "no option --secret-fd" },
	{ "account add mastodon brand --secret token", "a secret is read from" },
	{ "account add mastodon brand --secret-fd x", "not a descriptor: x" },
	{ "account add mastodon brand --secret-file", "a value is missing behind" },
	{ "account add mastodon me", "has a meaning of its own" },
	{ "account add mastodon a/b", "is not a name" }, { "account set brand key", "is not key=value" },
	{ "tag 1 :resoudre", "tag: ':resoudre' is not a tag: it begins like a command" },
	{ "tag 1 a,b", "is not a tag" }, { "tag 1 -- +a", "is not a tag" },
	{ "tag 1 a_b", "is not a tag" },
	{ "tag 1 a\xe2\x80\xae" "b", "is not a tag" }, { "tag 1 \xff", "not UTF-8" },
	{ "agent add bob --role boss", "is not a role" }, { "agent add bob --uid -1", "is not a number" },
	{ "list --limit #5", "is not a number" },
	{ "list --limit -1", "--limit: '-1' is not a number, 0 or more" },
	{ "list --limit 99999999999999999999", "is too large" },
	{ "list --limt 3", "list: no option --limt; did you mean --limit?" }, { "reslove 1", "did you mean resolve?" },
	{ "acount list", "did you mean account?" },
	{ "list shape:1", "list: query: column 1: no field 'shape:', but status, assignee," },
	{ "explain fisrt_response", "metric: 'fisrt response' is none; did you mean first_response?" },
	{ "explain", "explain: missing METRIC; guichet help explain" }, { "explain 8", "guichet why 8" },
	{ "stats lastweek", "'lastweek' is no period; did you mean last-week? -- lastweek looks for the word" },
	{ "report todya", "did you mean today?" }, { "stats --since in_2_hours", "'in 2 hours' is not a time" },
	{ "snooze 1 demian", "'demian' is not a time" },
	{ "snooze 1 later", "a date 2026-11-22, a duration 2h, or words like monday or 17:00" },
	{ "snooze 1 2 reply_soon", "'reply soon' is not a time" }, { "stats --since reply", "is not a time" },
	{ "snooze 1 2026-11-22T10:00", "is not a time" },
	{ "snooze 1 90", "'90' has no unit: say 90s, 90m or 90h" }, { "stats --since -90", "has no unit" },
	{ "target soon", "is not a duration" }, { "target 1800", "say 1800s, 1800m or 1800h" },
	{ "target 1h30", "is not a duration" },
	{ "note 5 bell\aring", "the text has a control character at byte 5" },
	{ "note 5 a\x7f", "the text has a control character at byte 2" },
	{ "reply 5 \xc2\x9bx", "the text has a control character at byte 1" },
	{ "resolve 5 --reason a\rb", "the reason has a control character" },
	{ "assign 1 @bob", "is not a name, @me or nobody" },
	{ "stats --by year", "account|network|agent|team|tag|language" },
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct arena *arena = arena_create();
		struct call_request request;
		struct call_front front;
		err_t err = line_parse(arena, bad[i].line, &request, &front);

		if (err == NULL)
			fail_msg("%s: was taken", bad[i].line);
		else if (strstr(err->text, bad[i].part) == NULL)
			fail_msg("%s: %s", bad[i].line, err->text);
		assert_true(err_is(err, ERR_USAGE));
		arena_destroy(arena);
	}
}

static void help_rules(const struct call *call)
{
	size_t len = strlen(call->help);

	assert_in_range(len, 8, 60);
	assert_true(isupper((unsigned char)call->help[0]));
	assert_int_not_equal(call->help[len - 1], '.');
	assert_non_null(call->manual);
	assert_null(strpbrk(call->manual, "\\\n\""));
	assert_true(isupper((unsigned char)call->manual[0]));
	assert_int_equal(call->manual[strlen(call->manual) - 1], '.');
}

static void args_rules(const struct call *call)
{
	bool ended = false, many = false, optional = false;

	for (size_t i = 0; i < CALL_ARGS; i++) {
		const struct call_arg *arg = &call->args[i];

		ended = ended || arg->name == NULL;
		assert_int_equal(ended, arg->name == NULL);
		if (ended)
			continue;
		assert_in_range(arg->kind, ARG_END + 1, ARG_KINDS - 1);
		assert_int_equal(arg->kind == ARG_CHOICE, arg->choices != NULL);
		assert_true((arg->flags & ARG_PAST) == 0 || arg->kind == ARG_TIME);
		if (arg->flags & ARG_OPTION)
			continue;
		/* One argument takes the rest of the words, or the dealing would be a guess. */
		assert_false(many && (arg->flags & (ARG_MANY | ARG_OPTIONAL)));
		assert_false(optional);
		many = many || (arg->flags & ARG_MANY);
		optional = optional || (arg->flags & ARG_OPTIONAL);
		assert_true(arg->kind != ARG_FLAG && arg->kind != ARG_SECRET);
	}
}

static void test_table(void **state)
{
	static const char groups[] = " accounts alarms contacts desk figures handover ledger mail network queue reply"
		" routes rules triage ";
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		const struct call *call = &calls[i];
		const char *group = arena_printf(arena, " %s ", call->group);

		if (i > 0)
			assert_true(strcmp(calls[i - 1].group, call->group) < 0 || (strcmp(calls[i - 1].group, call->group) == 0 &&
				strcmp(calls[i - 1].name, call->name) < 0));
		assert_ptr_equal(call_find(call->name), call);
		assert_non_null(strstr(groups, group));
		assert_in_range(call->least, ROLE_VIEWER, ROLE_ADMIN);
		help_rules(call);
		args_rules(call);
		/* What is undone or run by rules or in bulk is a write; readers do not write. */
		if (call->flags & (CALL_UNDO | CALL_BULK | CALL_RULE | CALL_LINES))
			assert_true(call->flags & CALL_WRITES);
		if (call->flags & CALL_LINES)
			assert_true(call->flags & CALL_PAYLOAD);
		if (call->flags & CALL_READER)
			assert_false(call->flags & CALL_WRITES);
		if (call->flags & CALL_WRITES)
			assert_true(call->least >= ROLE_AGENT);
	}
	assert_null(call_find("nonsense"));
	arena_destroy(arena);
}

static void test_usage(void **state)
{
	static const struct { const char *name, *expected; } rows[] = {
		{ "assign", "usage: guichet assign ID... WHO [--where QUERY] [--partly] [--dry-run]" },
		{ "list", "usage: guichet list [QUERY...] [--limit N] [--after TEXT] [--as-of TIME]" },
		{ "account add", "usage: guichet account add NETWORK NAME [SETTING...] "
			"[--secret-fd N | --secret-file PATH]" },
		{ "sync", "usage: guichet sync [ACCOUNT...] [--until-idle]" },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(call_usage(arena, call_find(rows[i].name)), rows[i].expected);
	arena_destroy(arena);
}

static void test_front(void **state)
{
	struct arena *arena = arena_create();
	struct call_request request;
	struct call_front front;

	(void)state;
	assert_null(line_parse(arena, "note --yes 5 --file=- -q --json", &request, &front));
	assert_string_equal(front.file, "-");
	assert_true(front.yes && front.quiet && front.json && !front.csv && !front.tsv);
	assert_int_equal(front.secret_fd, -1);
	assert_null(line_parse(arena, "account add playback p --secret-fd=4 --tsv --csv", &request,
		&front));
	assert_int_equal(front.secret_fd, 4);
	assert_true(front.tsv && front.csv);
	assert_null(line_parse(arena, "account add playback p --secret-file key", &request, &front));
	assert_string_equal(front.secret_file, "key");
	arena_destroy(arena);
}

static void test_values(void **state)
{
	const int64_t now = INT64_C(1772442000000);
	struct arena *arena = arena_create();
	struct call_request request;
	struct call_front front;

	(void)state;
	assert_null(line_parse(arena, "snooze 1 #22 2h", &request, &front));
	assert_int_equal(call_count(&request, "id"), 2);
	assert_int_equal(call_int(&request, "id", 0), 1);
	assert_int_equal(call_int_at(&request, "id", 1), 22);
	assert_string_equal(call_text_at(&request, "id", 1), "#22");
	assert_null(call_text_at(&request, "id", 2));
	assert_int_equal(call_time(&request, "until", now, 0), now + 7200000);
	assert_null(line_parse(arena, "snooze 1 2026-03-02T10:00:00Z", &request, &front));
	assert_int_equal(call_time(&request, "until", now, 0), INT64_C(1772445600000));
	assert_null(line_parse(arena, "stats --since 7d --until=-1h --as-of now --target 30m", &request,
		&front));
	assert_int_equal(call_time(&request, "since", now, 0), now - 7 * INT64_C(86400000));
	assert_int_equal(call_time(&request, "until", now, 0), now - 3600000);
	assert_int_equal(call_time(&request, "as-of", now, 0), now);
	assert_int_equal(call_duration(&request, "target", 5), 1800000);
	assert_null(line_parse(arena, "stats", &request, &front));
	assert_int_equal(call_time(&request, "since", now, 77), 77);
	assert_int_equal(call_duration(&request, "target", 5), 5);
	assert_null(line_parse(arena, "reply 5 x", &request, &front));
	assert_int_equal(call_int(&request, "seen", -1), -1);
	assert_false(call_flag(&request, "again"));
	assert_null(line_parse(arena, "reply 5 x --again --again", &request, &front));
	assert_true(call_flag(&request, "again"));
	arena_destroy(arena);
}

/* Every kind refuses something and takes something when it comes over the wire. */
static void test_check(void **state)
{
	static const struct { enum arg_kind kind; const char *yes, *no; } rows[] = {
		{ ARG_CONVERSATION, "#42", "4x" }, { ARG_OUTBOX, "7", "" }, { ARG_ACCOUNT, "brand", "a b" },
		{ ARG_NETWORK, "mastodon", "x/y" }, { ARG_ASSIGNEE, "@me", "@you" }, { ARG_AGENT, "bob", "-bob" },
		{ ARG_ROLE, "lead", "Lead" }, { ARG_TAG, "\xc3\xa9t\xc3\xa9", "a\"b" },
		{ ARG_QUERY, "a b", "a:b" },
		{ ARG_TIME, "-2h", "2x" }, { ARG_DURATION, "1h30m", "-1h" }, { ARG_TEXT, "x\ny", "" },
		{ ARG_WORD, "word", "two words" }, { ARG_NAME, "A.b_c-9", "nobody" }, { ARG_INT, "0", "-1" },
		{ ARG_CHOICE, "ab", "a|ab" }, { ARG_FLAG, "true", "\xff" }, { ARG_SETTING, "a.b=", "=x" },
		{ ARG_SECRET, "s", "" }, { ARG_FILE, "f", "" }, { ARG_ATTACH, "f", "" }, { ARG_PATH, "/f", "" },
		{ ARG_RULE, "refunds", "a b" }, { ARG_SNIPPET, "hello", "a b" }, { ARG_COMMAND, "tag refund", "reply hello" },
		{ ARG_METRIC, "sla,waits", "sla,none" },
	};

	(void)state;
	assert_int_equal(sizeof(rows) / sizeof(rows[0]), ARG_KINDS - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct call call = { .name = "test", .args = { { .name = "x", .kind = rows[i].kind } } };
		const char *text = rows[i].yes;
		struct call_request request = { .call = &call, .values = { { 1, &text } } };

		call.args[0].choices = "a|ab";
		if (call_check(&request) != NULL)
			fail_msg("refused: %s", text);
		text = rows[i].no;
		if (!err_is(call_check(&request), ERR_USAGE))
			fail_msg("taken: %s", text);
		text = NULL;
		assert_true(err_is(call_check(&request), ERR_USAGE));
		request.values[0].count = 0;
		assert_int_equal(call_check(&request) == NULL, rows[i].kind == ARG_FILE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_usage),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_front),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
