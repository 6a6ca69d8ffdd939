/* SPDX-License-Identifier: ISC */
/*
 * What appears below what was read already still comes, and comes once: within
 * a minute by the next poll, within a day by the daily one; and where a server
 * cannot walk back to where we were, the gap is told.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "mastodon_harness.h"

/* Notifications 5001 .. 5000 + count, one a second from 10:00:00; late: this one does not stand there yet. */
struct server {
	int count, late;
	int window;		/* if set, the server has no more than its newest ones */
	bool newest_page;	/* min_id gives the newest page, not the next one */
	bool stuck;		/* max_id is not understood */
	bool replies;
	bool fails;		/* at threads */
	int contexts;
};

static const char *element(const struct server *server, struct arena *arena, int n)
{
	const char *text = test_file(arena, "notification.json"), *at;

	text = test_fill(arena, text, "I", arena_printf(arena, "%d", 5000 + n));
	text = test_fill(arena, text, "S", arena_printf(arena, "%02d", n % 60));
	text = test_fill(arena, text, "N", arena_printf(arena, "%d", n));
	if (!server->replies)
		return text;
	at = strstr(text, "\"in_reply_to_id\":null");
	return arena_printf(arena, "%.*s\"in_reply_to_id\":\"%d\"%s", (int)(at - text), text, 3000 + n,
		at + strlen("\"in_reply_to_id\":null"));
}

static int query_int(const char *url, const char *key, int fallback)
{
	const char *found = strstr(url, key);

	return found != NULL ? atoi(found + strlen(key)) : fallback;
}

/* The lowest and the highest that a page may hold. */
static void page_bounds(const struct server *server, const char *url, int *low, int *high)
{
	int min = query_int(url, "&min_id=", 0) - 5000, max = query_int(url, "&max_id=", 9999) - 5000;

	*low = min < 0 ? 1 : min + 1;
	*high = max > server->count || server->stuck ? server->count : max - 1;
	if (server->window > 0 && *low < server->count - server->window + 1)
		*low = server->count - server->window + 1;
	if (*high - *low < 40)
		return;
	if (strstr(url, "&min_id=") != NULL && !server->newest_page)
		*high = *low + 39;
	else
		*low = *high - 39;
}

static void server_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct server *server = data;
	struct str body = { 0 };
	int low, high;

	if (strstr(request->url, "/context") != NULL) {
		server->contexts++;
		respond(out, server->fails ? 503 : 404, "{}");
		return;
	}
	page_bounds(server, request->url, &low, &high);
	str_add_char(&body, '[');
	for (int n = high; n >= low; n--)
		if (n != server->late)
			str_printf(&body, "%s%s", body.len > 1 ? "," : "", element(server, arena, n));
	str_add_char(&body, ']');
	respond(out, 200, arena_copy(arena, body.text));
	str_finish(&body);
}

/* The cursor outlives the run that brought it. */
static struct run *poll_any(struct arena *arena, const char **cursor, int level, const char *now,
	struct server *server)
{
	struct account account = test_account();
	struct run *run = run_create();
	struct task task = { .kind = TASK_POLL, .account = &account, .stream = "notifications", .cursor = *cursor,
		.now_ms = test_time(now) };

	account.level = level;
	run_task(run, &task, server_answer, server);
	if (run->cursor != NULL)
		*cursor = arena_copy(arena, run->cursor);
	return run;
}

static struct run *poll(struct arena *arena, const char **cursor, int level, const char *now, struct server *server)
{
	struct run *run = poll_any(arena, cursor, level, now, server);

	assert_null(run->err);
	return run;
}

static void brings(const struct run *run, int count, int first)
{
	assert_int_equal(run->count, count);
	for (int i = 0; i < count; i++)
		assert_string_equal(run->items[i].native, arena_printf(run->arena, "2200%d", first + i));
}

static void poll_brings(struct arena *arena, const char **cursor, int level, const char *now, struct server *server,
	int count, int first)
{
	struct run *run = poll(arena, cursor, level, now, server);

	brings(run, count, first);
	run_destroy(run);
}

/* The fourth is slow, and stands there a second after the sixth. */
static void test_late(void **state)
{
	(void)state;
	for (int level = 1; level <= 2; level++) {
		struct server server = { .count = 2, .newest_page = level == 2 };
		struct arena *arena = arena_create();
		const char *cursor = NULL;
		struct run *run;

		poll_brings(arena, &cursor, level, "2026-11-22T10:00:03Z", &server, 2, 1);
		server.count = server.late = 4;
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:05Z", &server, 1, 3);
		server = (struct server){ .count = 6, .late = 4, .newest_page = level == 2 };
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:07Z", &server, 2, 5);
		server.late = 0;
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:08Z", &server, 1, 4);
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:09Z", &server, 0, 0);
		/* Once nothing may appear before it any more the newest alone is asked behind. */
		poll_brings(arena, &cursor, level, "2026-11-22T10:02:00Z", &server, 0, 0);
		run = poll(arena, &cursor, level, "2026-11-22T10:03:00Z", &server);
		assert_int_equal(run->requests, 1);
		assert_non_null(strstr(run->urls[0], "min_id=5006"));
		assert_null(run->cursor);
		run_destroy(run);
		arena_destroy(arena);
	}
}

/* The very first one may be overtaken too: nothing was read before it. */
static void test_late_first(void **state)
{
	(void)state;
	for (int level = 1; level <= 2; level++) {
		struct server server = { .count = 2, .late = 1, .newest_page = level == 2 };
		struct arena *arena = arena_create();
		const char *cursor = NULL;

		poll_brings(arena, &cursor, level, "2026-11-22T10:00:03Z", &server, 1, 2);
		server.late = 0;
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:04Z", &server, 1, 1);
		poll_brings(arena, &cursor, level, "2026-11-22T10:00:05Z", &server, 0, 0);
		arena_destroy(arena);
	}
}

/* What appears hours later comes with the walk through the last day, and nothing else does. */
static void test_daily(void **state)
{
	(void)state;
	for (int level = 1; level <= 2; level++) {
		struct server server = { .count = 4, .newest_page = level == 2, .replies = true };
		struct arena *arena = arena_create();
		const char *cursor = NULL;
		struct run *run;

		poll_brings(arena, &cursor, level, "2026-11-22T10:00:05Z", &server, 4, 1);
		server.count = 50;
		server.late = 30;
		run = poll(arena, &cursor, level, "2026-11-22T10:00:52Z", &server);
		assert_int_equal(run->count, 45);
		run_destroy(run);
		poll_brings(arena, &cursor, level, "2026-11-22T10:30:00Z", &server, 0, 0);
		server.late = server.contexts = 0;
		poll_brings(arena, &cursor, level, "2026-11-23T10:00:04Z", &server, 0, 0);
		poll_brings(arena, &cursor, level, "2026-11-23T10:00:06Z", &server, 1, 30);
		assert_int_equal(server.contexts, 1);	/* of what was known no thread is asked for */
		run = poll(arena, &cursor, level, "2026-11-23T10:00:07Z", &server);
		brings(run, 0, 0);
		assert_int_equal(run->requests, 1);
		run_destroy(run);
		arena_destroy(arena);
	}
}

/*
 * More in a day than are remembered, and one of those is gone: the walk ends
 * where the memory ends, brings the late one, and asks for no other's thread.
 */
static void test_daily_forgotten(void **state)
{
	(void)state;
	for (int level = 1; level <= 2; level++) {
		struct server server = { .count = 1300, .late = 900, .newest_page = level == 2, .replies = true };
		struct arena *arena = arena_create();
		const char *cursor = "id=5000\n";
		struct run *run = poll(arena, &cursor, level, "2026-11-22T10:02:00Z", &server);

		assert_int_equal(run->count, 1299);
		run_destroy(run);
		poll_brings(arena, &cursor, level, "2026-11-22T12:00:00Z", &server, 0, 0);
		server.late = 1050;
		server.contexts = 0;
		run = poll(arena, &cursor, level, "2026-11-23T10:02:40Z", &server);
		brings(run, 1, 900);
		assert_int_equal(server.contexts, 1);
		assert_true(run->requests < 35);
		run_destroy(run);
		run = poll(arena, &cursor, level, "2026-11-23T10:02:41Z", &server);
		brings(run, 0, 0);
		assert_int_equal(run->requests, 1);
		run_destroy(run);
		arena_destroy(arena);
	}
}

/* A walk that fails costs the polls after it nothing, and is made up for. */
static void test_daily_fails(void **state)
{
	struct server server = { .count = 50, .late = 30, .replies = true };
	struct arena *arena = arena_create();
	const char *cursor = "id=5000\n";
	struct run *run = poll(arena, &cursor, 1, "2026-11-22T10:00:52Z", &server);

	(void)state;
	assert_int_equal(run->count, 49);
	run_destroy(run);
	poll_brings(arena, &cursor, 1, "2026-11-22T10:30:00Z", &server, 0, 0);
	server.late = 0;
	server.fails = true;
	run = poll_any(arena, &cursor, 1, "2026-11-23T10:01:00Z", &server);
	assert_non_null(run->err);
	run_destroy(run);
	run = poll(arena, &cursor, 1, "2026-11-23T10:02:00Z", &server);
	brings(run, 0, 0);
	assert_int_equal(run->requests, 1);
	run_destroy(run);
	server.fails = false;
	poll_brings(arena, &cursor, 1, "2026-11-23T11:01:00Z", &server, 1, 30);
	run = poll(arena, &cursor, 1, "2026-11-23T12:01:00Z", &server);
	assert_int_equal(run->requests, 1);
	run_destroy(run);
	arena_destroy(arena);
}

/* Many within a minute: reading them again costs a few pages, and what comes behind them comes at once. */
static void test_flood(void **state)
{
	struct server server = { .count = 1000 };
	struct arena *arena = arena_create();
	const char *cursor = "id=5000\n";
	struct run *run = poll(arena, &cursor, 1, "2026-11-22T10:00:30Z", &server);

	(void)state;
	assert_int_equal(run->count, 1000);
	run_destroy(run);
	server.count = 1010;
	run = poll(arena, &cursor, 1, "2026-11-22T10:00:31Z", &server);
	brings(run, 10, 1001);
	assert_true(run->requests <= 13);
	run_destroy(run);
	arena_destroy(arena);
}

/* ---- servers that do not reach back */

static void gap_is(struct server server, const char *cursor, int level, int count, int64_t from_ms, const char *to)
{
	struct arena *arena = arena_create();
	struct run *run = poll(arena, &cursor, level, "2026-11-22T10:30:00Z", &server);

	assert_int_equal(run->count, count);
	assert_int_equal(run->gap_from_ms, from_ms);
	assert_int_equal(run->gap_to_ms, to != NULL ? test_time(to) : 0);
	run_destroy(run);
	arena_destroy(arena);
}

static void test_cut_short(void **state)
{
	const int64_t since = test_time("2026-11-22T10:00:00Z");

	(void)state;
	/* It knows its newest 64 only: the others of 100 were missed. */
	gap_is((struct server){ .count = 100, .window = 64, .newest_page = true }, "id=5000\n", 2, 64, 0,
		"2026-11-22T10:00:37Z");
	/* As many as it has: it reaches to what was read last time. */
	gap_is((struct server){ .count = 100, .window = 64, .newest_page = true }, "id=5040\n", 2, 60, 0, NULL);
	/* The same page again and again, the first time: nobody knows what lies before. */
	gap_is((struct server){ .count = 59, .stuck = true, .newest_page = true }, NULL, 2, 40, since,
		"2026-11-22T10:00:20Z");
	gap_is((struct server){ .count = 59, .stuck = true, .newest_page = true }, NULL, 1, 40, since,
		"2026-11-22T10:00:20Z");
	/* A short page is the whole list. */
	gap_is((struct server){ .count = 5, .stuck = true, .newest_page = true }, NULL, 2, 5, 0, NULL);
	/* And behind a place it does not reach. */
	gap_is((struct server){ .count = 59, .stuck = true, .newest_page = true }, "id=5001\n", 2, 40, 0,
		"2026-11-22T10:00:20Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_late_first),
		cmocka_unit_test(test_daily),
		cmocka_unit_test(test_daily_forgotten),
		cmocka_unit_test(test_daily_fails),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
