/* SPDX-License-Identifier: ISC */
/*
 * Acts reach the address that the API has for them, and are done as far as the
 * server's own answer shows it: a relationship, a favourite, a post that
 * cannot be read any more.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "mastodon_harness.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Answers in order, the last one for ever. */
struct reply { int status; const char *body; };
struct script { const struct reply *replies; size_t count, next; bool cut; };

static void on_ask(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct script *script = data;
	const struct reply *reply = &script->replies[script->next];

	(void)request;
	(void)arena;
	if (script->next + 1 < script->count)
		script->next++;
	respond(out, reply->status, reply->body);
	if (script->cut)
		out->fault = FAULT_BROKEN;
}

static struct run *run_act(struct act act, struct script *script)
{
	struct run *run = run_create();
	struct account account = test_account();
	struct mastodon_context ctx = { .answers = "3004", .author = "bob@shop.example", .author_id = "1111" };
	struct task task = { .kind = TASK_ACT, .account = &account, .arena = run->arena, .act = &act,
		.state = arena_alloc(run->arena, connector_mastodon.state_size), .now_ms = account.since_ms };
	struct str lines = { 0 };

	mastodon_context_write(&lines, &ctx);
	act.reply_ctx = arena_copy(run->arena, lines.text);
	act.native = act.native == NULL ? "3004" : act.native;
	str_finish(&lines);
	run_task(run, &task, on_ask, script);
	return run;
}

#define SAYS(...) const struct reply replies[] = { __VA_ARGS__ }; \
	struct script script = { replies, COUNT(replies), 0, false }

static void test_addresses(void **state)
{
	static const struct { enum act_kind kind; const char *method, *path, *answer; } cases[] = {
		{ ACT_BLOCK, "POST", "/api/v1/accounts/1111/block", "{\"id\":\"1111\",\"blocking\":true}" },
		{ ACT_UNBLOCK, "POST", "/api/v1/accounts/1111/unblock", "{\"id\":\"1111\",\"blocking\":false}" },
		{ ACT_FAVOURITE, "POST", "/api/v1/statuses/3004/favourite", "{\"id\":\"3004\",\"favourited\":true}" },
		{ ACT_UNFAVOURITE, "POST", "/api/v1/statuses/3004/unfavourite", "{\"id\":\"3004\",\"favourited\":false}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		SAYS({ 200, cases[i].answer });
		struct run *run = run_act((struct act){ .kind = cases[i].kind }, &script);

		assert_null(run->err);
		assert_string_equal(run->request.method, cases[i].method);
		assert_string_equal(strstr(run->request.url, "/api"), cases[i].path);
		assert_true((run->request.flags & REQUEST_AUTH) != 0);
		assert_int_equal(run->last.sent.outcome, SEND_SENT);
		run_destroy(run);
	}
}

/* "200" is not enough. */
static void test_answer_shows_nothing(void **state)
{
	SAYS({ 200, "{\"id\":\"1111\",\"blocking\":false}" });
	struct run *run = run_act((struct act){ .kind = ACT_BLOCK }, &script);

	(void)state;
	assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
	assert_non_null(strstr(run->last.sent.reason, "nothing changed"));
	run_destroy(run);
}

static void test_report(void **state)
{
	SAYS({ 200, "{\"id\":\"9\",\"action_taken\":false}" });
	struct run *run = run_act((struct act){ .kind = ACT_REPORT, .reason = "insults \"us\"", .category = "violation",
		.forward = true }, &script);

	(void)state;
	assert_int_equal(run->last.sent.outcome, SEND_SENT);
	assert_non_null(strstr(run->request.url, "/api/v1/reports"));
	assert_string_equal(run->request.body, "{\"account_id\":\"1111\",\"status_ids\":[\"3004\"],"
		"\"comment\":\"insults \\\"us\\\"\",\"category\":\"violation\",\"forward\":true}");
	run_destroy(run);
}

static void test_retracted(void **state)
{
	SAYS({ 200, "{}" }, { 404, "{\"error\":\"Record not found\"}" });
	struct run *run = run_act((struct act){ .kind = ACT_RETRACT, .native = "77" }, &script);

	(void)state;
	assert_null(run->err);
	assert_string_equal(run->urls[0], "https://social.example/api/v1/statuses/77");
	assert_int_equal(run->requests, 2);
	assert_int_equal(run->last.sent.outcome, SEND_SENT);
	run_destroy(run);
}

/* It was deleted before: what counts is that nobody can read it. */
static void test_retracted_already(void **state)
{
	SAYS({ 404, "{\"error\":\"Record not found\"}" });
	struct run *run = run_act((struct act){ .kind = ACT_RETRACT, .native = "77" }, &script);

	(void)state;
	assert_int_equal(run->last.sent.outcome, SEND_SENT);
	run_destroy(run);
}

static void test_still_public(void **state)
{
	SAYS({ 200, "{}" }, { 200, "{\"id\":\"77\"}" });
	struct run *run = run_act((struct act){ .kind = ACT_RETRACT, .native = "77" }, &script);

	(void)state;
	assert_int_equal(run->requests, 4);	/* asked, and looked three times */
	assert_int_equal(run->waits, 2);
	assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
	assert_non_null(strstr(run->last.sent.reason, "still public: the server says that it is gone"));
	run_destroy(run);
}

/* A server that knows no such address deletes nothing. */
static void test_never_deleted(void **state)
{
	SAYS({ 404, "" }, { 200, "{\"id\":\"77\"}" });
	struct run *run = run_act((struct act){ .kind = ACT_RETRACT, .native = "77" }, &script);

	(void)state;
	assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
	assert_string_equal(run->last.sent.reason, "still public: the server did not delete it (status 404)");
	run_destroy(run);
}

/* Looked at after it was asked for: what it says now decides, and what cannot be read decides nothing. */
static void test_corrected(void **state)
{
	static const struct { const char *body; enum send_outcome outcome; } cases[] = {
		{ "{\"content\":\"<p>At <b>ten</b>.</p>\"}", SEND_SENT },
		{ "{\"content\":\"<p>At nine.</p>\"}", SEND_REFUSED }, { "<html>busy", SEND_UNKNOWN }, { "", SEND_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		SAYS({ 200, "{}" }, { 200, cases[i].body });
		struct run *run = run_act((struct act){ .kind = ACT_CORRECT, .native = "77", .text = "At ten.",
			.wire = "At ten." }, &script);

		assert_int_equal(run->last.sent.outcome, cases[i].outcome);
		run_destroy(run);
	}
}

static void test_outcomes(void **state)
{
	static const struct { int status; const char *body; enum send_outcome outcome; } cases[] = {
		{ 422, "", SEND_REFUSED }, { 404, "{\"error\":\"Record not found\"}", SEND_REFUSED },
		{ 403, "{\"error\":\"no\"}", SEND_REFUSED }, { 408, "", SEND_UNKNOWN }, { 500, "", SEND_UNKNOWN },
		{ 429, "{}", SEND_LATER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		SAYS({ cases[i].status, cases[i].body });
		struct run *run = run_act((struct act){ .kind = ACT_BLOCK }, &script);

		assert_int_equal(run->last.sent.outcome, cases[i].outcome);
		assert_non_null(run->last.sent.reason);
		run_destroy(run);
	}
}

static void test_broken(void **state)
{
	SAYS({ 200, "" });
	struct run *run;

	(void)state;
	script.cut = true;
	run = run_act((struct act){ .kind = ACT_BLOCK }, &script);
	assert_int_equal(run->last.sent.outcome, SEND_UNKNOWN);
	run_destroy(run);
}

/* Nothing of an answer or a database reaches an address that it does not belong to. */
static void test_hostile_ids(void **state)
{
	SAYS({ 200, "{}" });
	struct run *run = run_act((struct act){ .kind = ACT_RETRACT, .native = "../../v1/accounts/1/unfollow" }, &script);

	(void)state;
	assert_int_equal(run->requests, 0);
	assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
	run_destroy(run);
}

static void test_refusals(void **state)
{
	struct account account = test_account(), snac = test_account();

	(void)state;
	snac.caps = "software=snac\n";
	assert_null(connector_mastodon.refuses(&account, ACT_BLOCK));
	assert_null(connector_mastodon.refuses(&account, ACT_REPORT));
	assert_non_null(strstr(connector_mastodon.refuses(&account, ACT_HIDE), "block"));
	assert_string_equal(connector_mastodon.refuses(&snac, ACT_REPORT), "snac takes no reports");
	assert_null(connector_mastodon.refuses(&snac, ACT_RETRACT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses), cmocka_unit_test(test_answer_shows_nothing), cmocka_unit_test(test_report),
		cmocka_unit_test(test_retracted), cmocka_unit_test(test_retracted_already), cmocka_unit_test(test_still_public),
		cmocka_unit_test(test_never_deleted), cmocka_unit_test(test_outcomes), cmocka_unit_test(test_corrected), cmocka_unit_test(test_broken),
		cmocka_unit_test(test_hostile_ids), cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests_name("mastodon acts", tests, NULL, NULL);
}
