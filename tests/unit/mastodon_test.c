/* SPDX-License-Identifier: ISC */
/*
 * Every mention arrives once, in its thread, oldest first, whatever the
 * server's pages look like; one broken element never costs another (N-14),
 * and no answer makes us crash, loop or ask another host (N-04).
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "mastodon_harness.h"

/* ---- a small server: notifications by ascending number */

enum order { VANILLA, NEWEST_PAGE };

struct server {
	enum order order;
	int count;		/* notifications 1 .. count, one a second from 10:00:00 */
	int size;		/* of a page; 0: 40 */
	const char *page;	/* if set, the first page is this text */
	int pages, contexts, limit_at;
	const char *context;	/* NULL: 404 */
	const char *(*element)(struct arena *, int number);
};

static const char *element_plain(struct arena *arena, int n)
{
	const char *text = test_file(arena, "notification.json");
	const char *number = arena_printf(arena, "%d", n);

	text = test_fill(arena, text, "I", arena_printf(arena, "%d", 5000 + n));
	text = test_fill(arena, text, "S", arena_printf(arena, "%02d", n % 60));
	return test_fill(arena, text, "N", number);
}

static const char *element_reply(struct arena *arena, int n)
{
	const char *text = element_plain(arena, n), *at = strstr(text, "\"in_reply_to_id\":null");

	return arena_printf(arena, "%.*s\"in_reply_to_id\":\"%s\"%s", (int)(at - text), text,
		n % 2 == 0 ? "3003" : "3001", at + strlen("\"in_reply_to_id\":null"));
}

static int query_int(const char *url, const char *key, int fallback)
{
	const char *found = strstr(url, key);

	return found != NULL ? atoi(found + strlen(key)) : fallback;
}

static void page_answer(struct server *server, const char *url, struct arena *arena, struct response *out)
{
	int min = query_int(url, "&min_id=", 0) - 5000, max = query_int(url, "&max_id=", 9999) - 5000;
	int high = max > server->count ? server->count : max - 1, low = min < 0 ? 1 : min + 1;
	int size = server->size > 0 ? server->size : 40;
	struct str body = { 0 };

	if (server->pages++ == 0 && server->page != NULL) {
		respond(out, 200, server->page);
		return;
	}
	if (high - low + 1 > size) {
		if (strstr(url, "&min_id=") != NULL && server->order == VANILLA)
			high = low + size - 1;
		else
			low = high - size + 1;
	}
	str_add_char(&body, '[');
	for (int n = high; n >= low; n--)
		str_printf(&body, "%s%s", n < high ? "," : "", server->element(arena, n));
	str_add_char(&body, ']');
	respond(out, 200, arena_copy(arena, body.text));
	str_finish(&body);
}

static void server_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct server *server = data;

	if (strstr(request->url, "/context") != NULL) {
		server->contexts++;
		if (server->limit_at == server->contexts) {
			respond(out, 429, "{}");
			out->retry_after_ms = 30000;
		} else {
			respond(out, server->context != NULL ? 200 : 404,
				server->context != NULL ? server->context : "<h1>404</h1>");
		}
	} else {
		page_answer(server, request->url, arena, out);
	}
}

static struct run *poll(struct account *account, const char *stream, const char *cursor, answer_fn answer, void *data)
{
	struct run *run = run_create();
	struct task task = { .kind = TASK_POLL, .account = account, .stream = stream, .cursor = cursor,
		.now_ms = test_time("2026-11-22T11:00:00Z") };

	run_task(run, &task, answer, data);
	return run;
}

/* What the cursor says of where the stream stands. */
static const char *place_of(const struct run *run, const char *key)
{
	assert_non_null(run->cursor);
	return settings_get(run->arena, run->cursor, key);
}

/* ---- probe */

struct probe_script { const char *instance; const char *v1; const char *policy; int self_status; };

static void probe_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const struct probe_script *script = data;

	out->date_ms = test_time("2026-11-22T11:05:00Z");
	if (strstr(request->url, "verify_credentials") != NULL)
		respond(out, script->self_status, test_file(arena, "self.json"));
	else if (strstr(request->url, "/api/v2/instance") != NULL)
		respond(out, script->instance != NULL ? 200 : 404,
			script->instance != NULL ? test_file(arena, script->instance) : "<h1>404</h1>");
	else if (strstr(request->url, "/api/v1/instance") != NULL)
		respond(out, 200, test_file(arena, script->v1));
	else
		respond(out, script->policy != NULL ? 200 : 404,
			script->policy != NULL ? test_file(arena, script->policy) : "<h1>404</h1>");
}

static struct run *probe(struct probe_script *script)
{
	static struct account account;
	struct run *run = run_create();
	struct task task = { .kind = TASK_PROBE, .account = &account,
		.now_ms = test_time("2026-11-22T11:00:00Z") };

	account = (struct account){ .id = 1, .url = "https://social.example", .settings = "" };
	run_task(run, &task, probe_answer, script);
	return run;
}

static void page_of_a_shop(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	(void)data;
	(void)request;
	(void)arena;
	respond(out, 200, "<!doctype html><title>Our shop</title>");
}

static void test_wrong_address(void **state)
{
	struct account account = { .id = 1, .url = "https://social.example", .settings = "" };
	struct task task = { .kind = TASK_PROBE, .account = &account };
	struct run *run = run_create();

	(void)state;
	run_task(run, &task, page_of_a_shop, NULL);
	assert_true(err_is(run->err, ERR_PROTOCOL));
	assert_string_equal(run->err->text, "the answer is not JSON: is url= the address of a Mastodon server?");
	run_destroy(run);
}

static void test_probe(void **state)
{
	struct probe_script script = { "instance_v2.json", NULL, "policy.json", 200 };
	struct run *run = probe(&script);

	(void)state;
	assert_null(run->err);
	assert_true(run->last.probe.done);
	assert_string_equal(run->last.probe.self_id, "109000000000000001");
	assert_string_equal(run->last.probe.self_handle, "@brand@social.example");
	assert_int_equal(run->last.probe.level, 1);
	assert_int_equal(run->last.probe.skew_ms, 300000);
	assert_int_equal(settings_int(run->last.probe.caps, "max_chars", 0), 500);
	assert_int_equal(settings_int(run->last.probe.caps, "url_chars", 0), 23);
	assert_string_equal(settings_get(run->arena, run->last.probe.caps, "software"), "mastodon");
	assert_string_equal(settings_get(run->arena, run->last.probe.caps, "policy_drops"),
		"new_accounts private_mentions");
	run_destroy(run);

	script = (struct probe_script){ NULL, "instance_v1_snac.json", NULL, 200 };
	run = probe(&script);
	assert_null(run->err);
	assert_int_equal(run->last.probe.level, 2);
	assert_string_equal(settings_get(run->arena, run->last.probe.caps, "software"), "snac");
	assert_int_equal(settings_int(run->last.probe.caps, "max_chars", 0), 100000);
	assert_null(settings_get(run->arena, run->last.probe.caps, "policy_drops"));
	run_destroy(run);

	script = (struct probe_script){ "instance_v2.json", NULL, NULL, 401 };
	run = probe(&script);
	assert_true(err_is(run->err, ERR_AUTH));
	run_destroy(run);
}

/* ---- walking */

static void numbers_check(const struct run *run, int first, int last)
{
	assert_int_equal(run->count, last - first + 1);
	for (int n = first; n <= last; n++)
		assert_string_equal(run->items[n - first].native, arena_printf(run->arena, "2200%d", n));
}

static void test_item(void **state)
{
	struct account account = test_account();
	struct server server = { .count = 7, .element = element_plain };
	struct run *run = poll(&account, "notifications", "id=5006\n", server_answer, &server);
	const struct item *item = &run->items[0];
	struct mastodon_context ctx;

	(void)state;
	assert_null(run->err);
	assert_int_equal(run->count, 1);
	assert_int_equal(item->op, ITEM_NEW);
	assert_string_equal(item->uid, "https://shop.example/users/bob7/statuses/7");
	assert_null(item->thread);
	assert_string_equal(item->kind, "mention");
	assert_string_equal(item->text, "@brand parcel 7 is late\n\nWhy?");
	assert_string_equal(item->author.id, "bob7@shop.example");
	assert_string_equal(item->author.handle, "@bob7@shop.example");
	assert_string_equal(item->author.name, "Bob 7");
	assert_int_equal(item->author.followers, 97);
	assert_int_equal(item->at_ms, test_time("2026-11-22T10:00:07Z"));
	assert_string_equal(item->lang, "de");
	assert_false(item->history);
	mastodon_context_read(run->arena, item->reply_ctx, &ctx);
	assert_string_equal(ctx.answers, "22007");
	assert_string_equal(ctx.author, "bob7@shop.example");
	assert_string_equal(ctx.author_id, "11007");
	assert_int_equal(ctx.count, 1);
	assert_string_equal(ctx.mentions[0].acct, "carol");
	assert_string_equal(ctx.mentions[0].id, "1300");
	assert_string_equal(place_of(run, "id"), "5007");
	assert_non_null(strstr(run->urls[0], "min_id=5006"));
	assert_non_null(strstr(run->urls[0], "include_filtered=true&types%5B%5D=mention"));
	run_destroy(run);
}

/* 250 mentions behind the cursor: all of them, in order, whichever page the server gives. */
static void test_forward(void **state)
{
	static const enum order orders[] = { VANILLA, NEWEST_PAGE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct account account = test_account();
		struct server server = { .order = orders[i], .count = 255, .element = element_plain };
		struct run *run;

		account.level = i == 0 ? 1 : 2;
		run = poll(&account, "notifications", "id=5005\n", server_answer, &server);
		assert_null(run->err);
		numbers_check(run, 6, 255);
		assert_string_equal(place_of(run, "id"), "5255");
		run_destroy(run);
		run = poll(&account, "notifications", "id=5255\n", server_answer, &server);
		assert_null(run->err);
		assert_int_equal(run->count, 0);
		assert_null(run->cursor);
		run_destroy(run);
	}
}

/* The first time: nothing from before since, the newest id as the cursor; history on request. */
static void test_first(void **state)
{
	static const struct { const char *since, *history; int64_t skew; int first; bool old; } cases[] = {
		{ "2026-11-22T10:00:30.900Z", "", 0, 30, false },
		{ "2026-11-22T10:00:55Z", "", 0, 55, false },
		{ "2026-11-22T10:00:50Z", "", 5000, 55, false },
		{ "2026-11-22T12:00:00Z", "", 0, 56, false },
		{ "2026-11-22T12:00:00Z", "history=all\n", 0, 1, true },
		{ "2026-11-22T10:00:58Z", "history=10s\n", 0, 48, true },
		{ "2026-11-22T10:00:00Z", "history=no\n", 0, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct account account = test_account();
		struct server server = { .count = 55, .element = element_plain };
		struct run *run;

		account.since_ms = test_time(cases[i].since);
		account.settings = cases[i].history;
		account.skew_ms = cases[i].skew;
		run = poll(&account, "notifications", NULL, server_answer, &server);
		assert_null(run->err);
		numbers_check(run, cases[i].first, 55);
		assert_string_equal(place_of(run, "id"), "5055");
		for (size_t k = 0; k < run->count; k++)
			assert_true(run->items[k].history == cases[i].old);
		run_destroy(run);
	}
}

static void test_first_empty(void **state)
{
	struct account account = test_account();
	struct server server = { .count = 0, .element = element_plain };
	struct run *run = poll(&account, "notifications", NULL, server_answer, &server);

	(void)state;
	assert_null(run->err);
	assert_int_equal(run->count, 0);
	assert_null(run->cursor);
	run_destroy(run);
}

/* ---- threads */

static void test_threads(void **state)
{
	struct account account = test_account();
	struct arena *arena = arena_create();
	struct server server = { .count = 30, .element = element_reply,
		.context = test_file(arena, "context.json") };
	struct run *run = poll(&account, "notifications", "id=5000\n", server_answer, &server);
	const struct item *items = run->items;

	(void)state;
	assert_null(run->err);
	/* One context for all 30; its three ancestors once, before what needs them. */
	assert_int_equal(server.contexts, 1);
	assert_int_equal(run->count, 33);
	assert_int_equal(items[0].op, ITEM_CONTEXT);
	assert_int_equal(items[1].op, ITEM_CONTEXT);
	assert_int_equal(items[2].op, ITEM_ECHO);
	assert_string_equal(items[2].to.id, "bob@shop.example");
	assert_string_equal(items[2].to.handle, "@bob@shop.example");
	assert_string_equal(items[2].parent, "https://shop.example/users/bob/statuses/3002");
	assert_true(items[2].history);
	for (int i = 3; i < 33; i++) {
		assert_int_equal(items[i].op, ITEM_NEW);
		assert_string_equal(items[i].kind, "reply");
		assert_string_equal(items[i].thread, "https://social.example/users/brand/statuses/3001");
	}
	assert_string_equal(items[4].parent, "https://social.example/users/brand/statuses/3003");
	assert_string_equal(items[3].parent, "https://social.example/users/brand/statuses/3001");
	run_destroy(run);

	/* The thread is gone: each is its own root, and nothing is lost. */
	server = (struct server){ .count = 5, .element = element_reply };
	run = poll(&account, "notifications", "id=5000\n", server_answer, &server);
	assert_null(run->err);
	numbers_check(run, 1, 5);
	assert_null(run->items[0].thread);
	run_destroy(run);

	/* A limit in the first walk is waited for; behind a cursor it is an error that keeps the pages before. */
	server = (struct server){ .count = 5, .element = element_reply, .limit_at = 2 };
	run = poll(&account, "notifications", NULL, server_answer, &server);
	assert_null(run->err);
	assert_int_equal(run->waits, 1);
	numbers_check(run, 1, 5);
	run_destroy(run);
	server = (struct server){ .count = 45, .element = element_reply, .limit_at = 42 };
	run = poll(&account, "notifications", "id=5000\n", server_answer, &server);
	assert_true(err_is(run->err, ERR_LIMIT));
	assert_int_equal(run->err->wait_ms, 30000);
	numbers_check(run, 1, 40);
	assert_string_equal(place_of(run, "id"), "5040");
	run_destroy(run);
	arena_destroy(arena);
}

/* ---- our own posts */

struct own_server { const char *page, *context; };

static void own_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct own_server *server = data;

	(void)arena;
	if (strstr(request->url, "/context") != NULL) {
		respond(out, 200, server->context);
	} else {
		respond(out, 200, server->page);
		server->page = "[]";
	}
}

static void test_statuses(void **state)
{
	struct account account = test_account();
	struct arena *arena = arena_create();
	const char *sent = test_file(arena, "sent.json");
	const char *reply = arena_printf(arena, "[%s]",
		test_fill(arena, test_fill(arena, sent, "X", ""), "Y", ""));
	struct own_server server = { reply, test_file(arena, "context.json") };
	struct run *run = poll(&account, "statuses", "id=4000\n", own_answer, &server);
	const struct item *echo;

	(void)state;
	assert_null(run->err);
	assert_non_null(strstr(run->urls[0], "/api/v1/accounts/109000000000000001/statuses?"));
	assert_int_equal(run->count, 4);
	echo = &run->items[3];
	assert_int_equal(echo->op, ITEM_ECHO);
	assert_string_equal(echo->to.id, "bob@shop.example");
	assert_string_equal(echo->thread, "https://social.example/users/brand/statuses/3001");
	assert_string_equal(place_of(run, "id"), "4001");
	run_destroy(run);

	/* Where an account's list hides private posts, the home timeline tells. */
	account.caps = "software=snac\ndomain=social.example\n";
	account.level = 2;
	server = (struct own_server){ "[]", "{}" };
	run = poll(&account, "statuses", "id=17953365055aa\n", own_answer, &server);
	assert_null(run->err);
	assert_non_null(strstr(run->urls[0], "/api/v1/timelines/home?"));
	run_destroy(run);
	arena_destroy(arena);
}

/* ---- what servers should not say */

static void test_foreign_pages(void **state)
{
	struct account account = test_account();
	struct arena *arena = arena_create();
	struct server server = { .count = 3, .element = element_plain };
	struct run *run;

	(void)state;
	/* The oldest page instead of none: nothing is imported again. */
	server.page = arena_printf(arena, "[%s,%s]", element_plain(arena, 2), element_plain(arena, 1));
	run = poll(&account, "notifications", "id=5003\n", server_answer, &server);
	assert_null(run->err);
	assert_int_equal(run->count, 0);
	assert_null(run->cursor);
	run_destroy(run);

	/* A cursor from another server: begin again from since. */
	account.since_ms = test_time("2026-11-22T10:00:02Z");
	server = (struct server){ .count = 3, .element = element_plain };
	run = poll(&account, "notifications", "id=01HZXW5M2Q8R7T9V0B3C4D5E6F\n", server_answer, &server);
	assert_null(run->err);
	numbers_check(run, 2, 3);
	assert_string_equal(place_of(run, "id"), "5003");
	run_destroy(run);
	arena_destroy(arena);
}

/* A server that gives the same page for ever is asked only so often. */
static void stuck_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	(void)request;
	respond(out, 200, arena_printf(arena, "[%s]", element_plain(arena, *(int *)data)));
}

static void test_stuck(void **state)
{
	struct account account = test_account();
	int number = 9;
	struct run *run;

	(void)state;
	account.level = 2;
	run = poll(&account, "notifications", "id=5001\n", stuck_answer, &number);
	assert_null(run->err);
	assert_true(run->requests <= 4);
	assert_int_equal(run->count, 1);
	/* What is between the cursor and it cannot be had there. */
	assert_int_equal(run->gap_to_ms, test_time("2026-11-22T10:00:09Z"));
	run_destroy(run);
	run = poll(&account, "notifications", NULL, stuck_answer, &number);
	assert_null(run->err);
	assert_true(run->requests <= 4);
	assert_int_equal(run->count, 1);
	run_destroy(run);
}

/* ---- more than one poll takes */

static void gap_check(struct account *account, const char *cursor, struct server server, int64_t from_ms, const char *to)
{
	struct run *run = poll(account, "notifications", cursor, server_answer, &server);

	assert_null(run->err);
	assert_int_equal(run->count, 500);
	assert_int_equal(run->gap_from_ms, from_ms);
	assert_int_equal(run->gap_to_ms, to != NULL ? test_time(to) : 0);
	run_destroy(run);
}

static void test_gap(void **state)
{
	struct server server = { .count = 600, .size = 1, .order = NEWEST_PAGE, .element = element_plain };
	struct account account = test_account();

	(void)state;
	/* The first walk ends at notification 101, and tells so. */
	gap_check(&account, NULL, server, account.since_ms, "2026-11-22T10:00:41Z");
	/* Behind a cursor at a server that gives the newest: since when is not known here. */
	account.level = 2;
	gap_check(&account, "id=5001\n", server, 0, "2026-11-22T10:00:41Z");
	/* Pages that follow the cursor leave nothing out: the next poll goes on. */
	account.level = 1;
	server.order = VANILLA;
	gap_check(&account, "id=5001\n", server, 0, NULL);
}

/* ---- N-14: 40 elements, one of them broken in many ways */

static const char *const required[] = {
	"\"id\":\"@I@\"", "\"type\":\"mention\"", "\"created_at\":\"2026-11-22T10:00:@S@.500Z\"",
	"\"id\":\"2200@N@\"", "\"uri\":\"https://shop.example/users/bob@N@/statuses/@N@\"",
	"\"created_at\":\"2026-11-22T10:00:@S@.000Z\"", "\"visibility\":\"public\"",
	"\"acct\":\"bob@N@@shop.example\",\"display_name\"", "\"id\":\"1100@N@\",\"username\":\"bob@N@\",\"acct\":\"bob@N@@shop.example\",\"display_name\""
};
static const char *const wrong[] = {
	"null", "true", "false", "[]", "{}", "[[[]]]", "{\"a\":1}", "[\"x\"]", "{\"id\":\"1\"}", "\"\"", "\"  \"",
	"\"\\u0000\"", "\"../../../x\"", "\"a/b\"", "\"\\ud800\"", "\"\xC3\xA9 \"", "\"a b\"", "\"%2e%2e/\"", "\"?x=1\"", "\"#\""
};
static const char *const elements[] = {
	"null", "true", "7", "1.5", "\"text\"", "[]", "{}", "[{}]", "{\"id\":\"5017\"}",
	"{\"id\":\"5017\",\"type\":\"mention\"}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\"}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\",\"status\":null}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\",\"status\":[]}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\",\"status\":{}}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\",\"status\":\"x\"}",
	"{\"id\":\"5017\",\"type\":\"quote\",\"created_at\":\"never\",\"status\":{}}",
	"{\"id\":\"5017\",\"type\":\"quote\",\"created_at\":-1,\"status\":{}}",
	"{\"id\":\"5017\",\"type\":\"mention\",\"created_at\":\"2026-11-22T10:00:17Z\",\"status\":{\"id\":\"1\",\"uri\":\"x\"}}",
	"{\"id\":\"5017\",\"type\":7}", "{\"type\":\"mention\"}"
};
static const char *const objects[] = { "\"account\":", "\"status\":" };
static const char *const no_objects[] = {
	"null", "true", "false", "0", "-1", "1e9", "\"x\"", "\"\"", "[]", "{}", "[{}]", "{\"id\":null}",
	"{\"id\":\"1\"}", "{\"acct\":\"bob\"}", "{\"id\":[],\"acct\":\"bob\"}", "{\"id\":\"1\",\"acct\":1}",
	"{\"id\":\"1\",\"acct\":\"\"}", "{\"id\":\"\",\"acct\":\"bob\"}", "{\"id\":\"/\",\"acct\":\"bob\"}",
	"{\"id\":\"1\",\"acct\":\"a b\"}", "{\"id\":\"1\",\"acct\":null}", "{\"account\":{}}"
};

/* The member's value replaced; a pattern's last member keeps its name. */
static const char *mutate(struct arena *arena, const char *text, const char *pattern, const char *value)
{
	const char *at = strstr(text, pattern), *key_end = strchr(pattern + 1, '"');
	const char *value_end = strchr(strchr(key_end + 1, '"') + 1, '"');

	assert_non_null(at);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text + (key_end + 2 - pattern)), text, value,
		at + (value_end + 1 - pattern));
}

static const char *page_with(struct arena *arena, const char *broken)
{
	struct str page = { 0 };
	const char *text;

	str_add_char(&page, '[');
	for (int n = 40; n >= 1; n--)
		str_printf(&page, "%s%s", n < 40 ? "," : "", n == 17 ? broken : element_plain(arena, n));
	str_add_char(&page, ']');
	text = arena_copy(arena, page.text);
	str_finish(&page);
	return text;
}

static void broken_check(const char *broken, struct arena *arena)
{
	struct account account = test_account();
	struct server server = { .count = 40, .element = element_plain, .page = page_with(arena, broken) };
	struct run *run = poll(&account, "notifications", "id=5000\n", server_answer, &server);

	if (run->err != NULL || run->count != 39 || run->bad_count != 1)
		print_message("%s\n%zu items, %zu bad\n", broken, run->count, run->bad_count);
	assert_null(run->err);
	assert_int_equal(run->count, 39);
	assert_int_equal(run->bad_count, 1);
	assert_string_equal(place_of(run, "id"), "5040");
	run_destroy(run);
}

static void test_broken_element(void **state)
{
	struct arena *arena = arena_create();
	const char *template = test_file(arena, "notification.json");
	size_t done = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		for (size_t k = 0; k < sizeof(wrong) / sizeof(wrong[0]); k++) {
			struct arena *each;
			const char *text;

			/* An address of a post may hold odd characters, and an unknown visibility is private. */
			if (wrong[k][0] == '"' && k >= 10 && (strstr(required[i], "uri") != NULL ||
			    strstr(required[i], "visib") != NULL || strstr(required[i], "type") != NULL ||
			    strstr(required[i], "\"acct") == required[i]))
				continue;
			if (k == 9 && strstr(required[i], "type") != NULL)
				continue;	/* another type is none of ours */
			if (k == 9 && strstr(required[i], "visib") != NULL)
				continue;
			each = arena_create();
			text = mutate(each, template, required[i], wrong[k]);
			text = test_fill(each, test_fill(each, test_fill(each, text, "I", "5017"), "S", "17"),
				"N", "17");
			broken_check(text, each);
			arena_destroy(each);
			done++;
		}
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++, done++) {
		struct arena *each = arena_create();

		broken_check(elements[i], each);
		arena_destroy(each);
	}
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		for (size_t k = 0; k < sizeof(no_objects) / sizeof(no_objects[0]); k++, done++) {
			struct arena *each = arena_create();
			/* The last one of that name is the status's; what follows it stays behind under another. */
			const char *text = element_plain(each, 17), *at = strstr(text, objects[i]), *next;

			while (i == 0 && (next = strstr(at + 1, objects[i])) != NULL)
				at = next;
			broken_check(arena_printf(each, "%.*s%s%s,\"was\":%s", (int)(at - text), text,
				objects[i], no_objects[k], at + strlen(objects[i])), each);
			arena_destroy(each);
		}
	print_message("%zu mutations\n", done);
	assert_true(done >= 200);
	arena_destroy(arena);
}

/* Truncated at each byte: an error and no cursor, never a crash. */
static void test_truncated(void **state)
{
	struct arena *arena = arena_create();
	const char *page = arena_printf(arena, "[%s,%s]", element_reply(arena, 2), element_reply(arena, 1));
	const char *context = test_file(arena, "context.json");

	(void)state;
	for (size_t len = 0; len < strlen(page); len++) {
		struct account account = test_account();
		struct server server = { .count = 2, .element = element_plain, .page = arena_copy_n(arena, page, len) };
		struct run *run = poll(&account, "notifications", "id=5000\n", server_answer, &server);

		assert_true(err_is(run->err, ERR_PROTOCOL));
		assert_int_equal(run->count, 0);
		assert_null(run->cursor);
		run_destroy(run);
	}
	for (size_t len = 0; len < strlen(context) - 1; len++) {
		struct account account = test_account();
		struct server server = { .count = 2, .element = element_reply, .context = arena_copy_n(arena, context, len) };
		struct run *run = poll(&account, "notifications", "id=5000\n", server_answer, &server);

		assert_true(err_is(run->err, ERR_PROTOCOL));
		assert_null(run->cursor);
		run_destroy(run);
	}
	arena_destroy(arena);
}

static void status_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	(void)request;
	(void)arena;
	*out = *(const struct response *)data;
}

static void test_bad_answers(void **state)
{
	static const struct { struct response response; enum err_kind kind; } cases[] = {
		{ { .status = 200, .body = "<html>", .len = 6 }, ERR_PROTOCOL },
		{ { .status = 200, .body = "", .len = 0 }, ERR_PROTOCOL },
		{ { .status = 200, .body = "{}", .len = 2 }, ERR_PROTOCOL },
		{ { .status = 302, .body = "", .len = 0, .header_count = 1,
		    .headers = { "location: https://evil.example/x?token=1" } }, ERR_PROTOCOL },
		{ { .status = 401, .body = "", .len = 0 }, ERR_AUTH },
		{ { .status = 403, .body = "{}", .len = 2 }, ERR_AUTH },
		{ { .status = 404, .body = "{}", .len = 2 }, ERR_REJECTED },
		{ { .status = 429, .body = "", .len = 0, .retry_after_ms = 5000 }, ERR_LIMIT },
		{ { .status = 500, .body = "", .len = 0 }, ERR_NET },
		{ { .status = 503, .body = "", .len = 0, .retry_after_ms = 5000 }, ERR_NET },
		{ { .fault = FAULT_BROKEN, .fault_text = "reset" }, ERR_NET },
		{ { .fault = FAULT_NOT_SENT, .fault_text = "no such host" }, ERR_NET },
		{ { .status = 100, .body = "", .len = 0 }, ERR_PROTOCOL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct account account = test_account();
		struct response response = cases[i].response;
		struct run *run = poll(&account, "notifications", "id=5000\n", status_answer, &response);

		assert_true(err_is(run->err, cases[i].kind));
		if (response.retry_after_ms > 0)
			assert_int_equal(run->err->wait_ms, 5000);
		assert_null(strstr(run->err->text, "token"));
		run_destroy(run);
	}
}

/* Below the words stands what is shown; an echo is known by the words alone. */
static void test_words(void **state)
{
	static const char *text = "{\"id\":\"4001\",\"uri\":\"https://social.example/s/4001\",\"visibility\":\"public\","
		"\"created_at\":\"2026-11-22T10:05:01Z\",\"content\":\"<p>look</p>\",\"account\":{\"id\":"
		"\"109000000000000001\",\"acct\":\"brand\",\"username\":\"brand\"},\"media_attachments\":[{\"id\":\"7\","
		"\"type\":\"image\",\"url\":\"https://img.example/1\",\"description\":\"a box\"}]}";
	struct arena *arena = arena_create();
	struct account account = test_account();
	struct mastodon_status status;
	struct json *json = NULL;

	(void)state;
	assert_null(json_parse(text, strlen(text), &json));
	assert_null(mastodon_status_read(arena, &account, json, &status));
	assert_int_equal(status.item.op, ITEM_ECHO);
	assert_string_equal(status.item.text, "look\n[image: a box] https://img.example/1");
	assert_string_equal(status.item.words, "look");
	json_destroy(json);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_probe),
		cmocka_unit_test(test_wrong_address),
		cmocka_unit_test(test_item),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_first_empty),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_foreign_pages),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_broken_element),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_bad_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
