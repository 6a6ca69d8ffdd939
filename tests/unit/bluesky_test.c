/* SPDX-License-Identifier: ISC */
/*
 * Whatever the pages look like and whenever the session ends: each post
 * arrives once, nothing below the mark is overlooked, a reply is one record
 * however often it is sent, and no answer sends us to another server.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "../../src/connector/bluesky.h"
#include "../../src/connector/registry.h"

enum { STEPS = 20000, ITEMS = 600, LOG = 600 };
#define SELF "did:plc:brand"
#define BOB "did:plc:bob"

typedef void (*answer_fn)(void *data, const struct request *, struct arena *, struct response *);

struct fixture {
	struct arena *arena;
	struct account account;
	struct session session;
	struct task task;
	struct item items[ITEMS];
	size_t count, bad, logins, commits, asked, waits;
	const char *urls[LOG], *bodies[LOG];
	const char *cursor;
	struct output last;
	int64_t gap_to_ms;		/* the last that was told */
	err_t err;
	/* the network */
	const char *posts[8];
	int expire_at;			/* the request that finds the session over; 0: none */
	int status, failing;		/* failing: so many views */
	const char *body;
};

static int64_t instant(const char *text)
{
	int64_t ms = 0;

	assert_null(time_parse(text, &ms));
	return ms;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->arena = arena_create();
	f->account = (struct account){ .id = 1, .network = "bluesky", .name = "brand", .url = "https://social.example",
		.settings = "handle=brand.example\n", .self_id = SELF, .self_handle = "@brand.example",
		.caps = "max_chars=300\ndm=yes\n", .level = 1, .since_ms = instant("2026-11-22T10:00:00Z") };
	f->session = (struct session){ .version = 1, .origin = "https://pds.example",
		.notes = "did=" SELF "\nhandle=brand.example\ndm=yes\n" };
	f->task = (struct task){ .kind = TASK_POLL, .account = &f->account, .arena = f->arena, .stream = "notifications",
		.now_ms = instant("2026-11-22T11:00:00Z"), .session = &f->session };
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_destroy(f->arena);
	free(f);
	return 0;
}

static void collect(struct fixture *f, struct output *out)
{
	for (size_t i = 0; i < out->count; i++) {
		assert_true(f->count < ITEMS);
		assert_null(item_check(&out->items[i]));
		f->items[f->count++] = out->items[i];
	}
	f->bad += out->bad_count;
	if (out->cursor != NULL)
		f->cursor = f->task.cursor = out->cursor;
	f->gap_to_ms = out->gap.to_ms != 0 ? out->gap.to_ms : f->gap_to_ms;
	f->last = *out;
	memset(out, 0, sizeof(*out));
	out->arena = f->arena;
}

/* As the courier does it; a login brings the next version. */
static void run(struct fixture *f, answer_fn answer)
{
	struct response response = { 0 };
	struct output out = { .arena = f->arena };
	bool answered = false;

	f->task.state = arena_alloc(f->arena, connector_bluesky.state_size);
	f->task.stage = 0;
	f->count = f->asked = f->commits = 0;
	for (int step = 0;; step++) {
		struct need need = { 0 };

		assert_true(step < STEPS);
		f->err = connector_bluesky.step(&f->task, answered ? &response : NULL, &need, &out);
		answered = false;
		if (f->err != NULL || need.kind == NEED_NOTHING)
			break;
		if (need.kind == NEED_COMMIT) {
			f->commits++;
			collect(f, &out);
		} else if (need.kind == NEED_SESSION) {
			f->logins++;
			f->session.version++;
			f->session.until_ms = 0;
		} else if (need.kind == NEED_UNTIL) {
			assert_true(need.until_ms > f->task.now_ms);
			f->task.now_ms = need.until_ms;
			f->waits++;
		} else {
			assert_int_equal(need.kind, NEED_HTTP);
			assert_true(str_starts(need.request.url, f->task.kind == TASK_LOGIN ? "https://" :
				"https://pds.example/xrpc/"));
			assert_true(need.request.flags & REQUEST_AUTH);
			assert_true(f->asked < LOG);
			f->urls[f->asked] = need.request.url;
			f->bodies[f->asked++] = need.request.body;
			response = (struct response){ .rate_remaining = -1 };
			if (f->expire_at != 0 && (int)f->asked == f->expire_at) {
				f->expire_at = 0;
				response.status = 400;
				response.body = "{\"error\":\"ExpiredToken\",\"message\":\"Token has expired\"}";
				response.len = strlen(response.body);
			} else {
				answer(f, &need.request, f->arena, &response);
			}
			answered = true;
		}
	}
	if (f->err == NULL)
		collect(f, &out);
}

static void respond(struct response *out, int status, const char *body)
{
	out->status = status;
	out->body = body;
	out->len = strlen(body);
}

static const char *entry(struct arena *arena, const char *rkey, const char *at, const char *reply)
{
	return arena_printf(arena, "{\"uri\":\"at://" BOB "/app.bsky.feed.post/%s\",\"cid\":\"c%s\",\"reason\":\"%s\","
		"\"author\":{\"did\":\"" BOB "\",\"handle\":\"bob.example\",\"displayName\":\"Bob\"},\"record\":{\"$type\":"
		"\"app.bsky.feed.post\",\"text\":\"post %s\",\"createdAt\":\"%s\"%s},\"indexedAt\":\"%s\"}", rkey, rkey,
		reply[0] != '\0' ? "reply" : "mention", rkey, at, reply, at);
}

/* ---- pages: 250 at one second each, newest first, cut at a hundred by a bare instant */

static const char *second_text(struct arena *arena, int n)
{
	char text[TIME_TEXT];

	return arena_copy(arena, time_format(instant("2026-11-22T10:00:00Z") + n / 4 * INT64_C(4000), text));
}

static void pages_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const char *cursor = strstr(request->url, "&cursor=");
	struct str body = { 0 };
	int64_t before = INT64_MAX;
	int given = 0, last = 0;

	(void)data;
	if (strstr(request->url, "getProfiles") != NULL) {
		respond(out, 200, "{\"profiles\":[{\"did\":\"" BOB "\",\"handle\":\"bob.example\",\"followersCount\":7}]}");
		return;
	}
	assert_non_null(strstr(request->url, "&priority=false"));
	if (cursor != NULL) {
		char when[TIME_TEXT] = "";
		size_t n = 0;

		for (const char *p = cursor + 8; *p != '\0' && *p != '&' && n + 1 < sizeof(when); p++)
			if (strncmp(p, "%3A", 3) == 0) {
				when[n++] = ':';
				p += 2;
			} else {
				when[n++] = *p;
			}
		before = instant(when);
	}
	str_add(&body, "{\"notifications\":[");
	for (int n = 250; n > 0 && given < 100; n--)
		if (instant(second_text(arena, n)) < before) {
			str_printf(&body, "%s%s", given++ > 0 ? "," : "", entry(arena, arena_printf(arena, "r%d", n),
				second_text(arena, n), ""));
			last = n;
		}
	str_printf(&body, "]%s%s%s}", given > 0 ? ",\"cursor\":\"" : "", given > 0 ? second_text(arena, last) : "",
		given > 0 ? "\"" : "");
	respond(out, 200, arena_copy(arena, body.text));
	str_finish(&body);
}

static void test_pages(void **state)
{
	struct fixture *f = *state;

	run(f, pages_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 250);
	assert_string_equal(f->items[0].uid, "at://" BOB "/app.bsky.feed.post/r1");
	assert_string_equal(f->items[249].uid, "at://" BOB "/app.bsky.feed.post/r250");
	assert_int_equal(f->items[0].author.followers, 7);
	assert_string_equal(f->items[0].author.handle, "@bob.example");
	/* Read again: nothing is brought twice, and nothing but the page of the last hour is asked. */
	run(f, pages_answer);
	assert_int_equal(f->count, 0);
}

static void test_expires_in_a_page(void **state)
{
	struct fixture *f = *state;

	for (int at = 1; at <= 6; at++) {
		f->expire_at = at;
		f->task.cursor = NULL;
		run(f, pages_answer);
		assert_null(f->err);
		assert_int_equal(f->count, 250);
	}
	assert_int_equal(f->logins, 6);
}

/* What was committed before an interruption comes again; the mark did not move. */
static void fails_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	if (strstr(request->url, "cursor=") != NULL)
		respond(out, 502, "{}");
	else
		pages_answer(data, request, arena, out);
}

static void test_interrupted(void **state)
{
	struct fixture *f = *state;

	run(f, fails_answer);
	assert_true(err_is(f->err, ERR_NET));
	assert_null(f->cursor);
	run(f, pages_answer);
	assert_int_equal(f->count, 250);
}

/* ---- more than one poll takes: a page of one for each second before eleven */

static void endless_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const char *cursor = strstr(request->url, "&cursor=");
	int n = cursor != NULL ? atoi(cursor + strlen("&cursor=")) : 1;
	char at[TIME_TEXT];

	if (strstr(request->url, "getProfiles") != NULL) {
		pages_answer(data, request, arena, out);
		return;
	}
	(void)time_format(instant("2026-11-22T11:00:00Z") - n * INT64_C(1000), at);
	respond(out, 200, arena_printf(arena, "{\"notifications\":[%s],\"cursor\":\"%d\"}",
		entry(arena, arena_printf(arena, "e%d", n), at, ""), n + 1));
}

static void test_gap(void **state)
{
	struct fixture *f = *state;

	run(f, endless_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 500);
	assert_int_equal(f->last.gap.from_ms, f->account.since_ms);
	assert_int_equal(f->last.gap.to_ms, instant("2026-11-22T10:51:40Z"));
	assert_non_null(f->last.cursor);
	/* A deep look behind the mark that ends early passes over nothing that was not read before. */
	f->task.cursor = "mark=1795345200000\ndeep=1\n";
	run(f, endless_answer);
	assert_null(f->err);
	assert_int_equal(f->last.gap.to_ms, 0);
}

/* ---- scripts of single posts */

static void posts_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;
	struct str body = { 0 };

	if (strstr(request->url, "listNotifications") == NULL) {
		respond(out, f->status != 0 ? f->status : 400, f->body != NULL ? f->body : "{\"error\":\"NotFound\"}");
		return;
	}
	if (strstr(request->url, "cursor=") == NULL) {
		/* The reasons are sifted after the page was cut: an empty one goes on. */
		respond(out, 200, "{\"notifications\":[],\"cursor\":\"2026-11-22T10:59:00.000Z\"}");
		return;
	}
	str_add(&body, "{\"notifications\":[");
	for (size_t i = 0; f->posts[i] != NULL; i++)
		str_printf(&body, "%s%s", i > 0 ? "," : "", f->posts[i]);
	str_add(&body, "]}");
	respond(out, 200, arena_copy(arena, body.text));
	str_finish(&body);
}

static void test_backdated(void **state)
{
	struct fixture *f = *state;

	f->posts[0] = entry(f->arena, "a", "2026-11-22T10:50:00Z", "");
	run(f, posts_answer);
	assert_int_equal(f->count, 1);
	assert_false(f->items[0].history);
	f->posts[1] = entry(f->arena, "b", "2026-11-22T10:20:00Z", "");
	f->posts[2] = entry(f->arena, "c", "2026-11-22T09:20:00Z", "");
	run(f, posts_answer);
	assert_int_equal(f->count, 1);
	assert_string_equal(f->items[0].text, "post b");
	/* Once a day three days are read again; what lies before the beginning waits for nobody. */
	f->task.now_ms += INT64_C(25) * 3600 * 1000;
	run(f, posts_answer);
	assert_string_equal(f->items[0].text, "post c");
	assert_true(f->items[0].history);
}

#define REPLY ",\"reply\":{\"root\":{\"uri\":\"at://" SELF "/app.bsky.feed.post/root\",\"cid\":\"cr\"}," \
	"\"parent\":{\"uri\":\"at://did:plc:carol/app.bsky.feed.post/mid\",\"cid\":\"cm\"}}"

static void test_reply(void **state)
{
	struct fixture *f = *state;
	struct bluesky_context ctx;

	f->posts[0] = entry(f->arena, "a", "2026-11-22T10:50:00Z", REPLY);
	run(f, posts_answer);
	/* The thread cannot be had: its place is known from the post itself. */
	assert_int_equal(f->count, 1);
	assert_string_equal(f->items[0].thread, "at://" SELF "/app.bsky.feed.post/root");
	assert_string_equal(f->items[0].parent, "at://did:plc:carol/app.bsky.feed.post/mid");
	bluesky_context_read(f->arena, f->items[0].reply_ctx, &ctx);
	assert_string_equal(ctx.root_cid, "cr");
	f->cursor = f->task.cursor = NULL;
	f->status = 200;
	f->body = arena_printf(f->arena, "{\"thread\":{\"post\":{},\"parent\":{\"post\":{\"uri\":\"at://did:plc:carol/app.bsky.feed.post"
		"/mid\",\"cid\":\"cm\",\"author\":{\"did\":\"did:plc:carol\",\"handle\":\"carol.example\"},\"record\":{\"text\":"
		"\"in between\",\"createdAt\":\"2026-11-22T10:40:00Z\"%s},\"indexedAt\":\"2026-11-22T10:40:00Z\"}}}}", "");
	run(f, posts_answer);
	assert_int_equal(f->count, 2);
	assert_int_equal(f->items[0].op, ITEM_CONTEXT);
	assert_string_equal(f->items[0].text, "in between");
}

static void test_broken(void **state)
{
	struct fixture *f = *state;

	f->posts[0] = "{\"uri\":\"https://evil.example/\"}";
	f->posts[1] = "7";
	f->posts[2] = entry(f->arena, "a/../b", "2026-11-22T10:50:00Z", "");
	f->posts[3] = entry(f->arena, "a", "yesterday", "");
	f->posts[4] = entry(f->arena, "good", "2026-11-22T10:50:00Z", "");
	run(f, posts_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 1);
	assert_int_equal(f->bad, 4);
}

static void test_links(void **state)
{
	struct fixture *f = *state;

	f->posts[0] = "{\"uri\":\"at://" BOB "/app.bsky.feed.post/a\",\"cid\":\"c\",\"author\":{\"did\":\"" BOB "\",\"handle\":"
		"\"handle.invalid\"},\"reason\":\"mention\",\"indexedAt\":\"2026-11-22T10:50:00Z\",\"record\":{\"text\":"
		"\"\\u00e9 shop.example/lo... and here\",\"facets\":["
		"{\"index\":{\"byteStart\":3,\"byteEnd\":21},\"features\":[{\"uri\":\"https://shop.example/long/way\"}]},"
		"{\"index\":{\"byteStart\":26,\"byteEnd\":30},\"features\":[{\"uri\":\"https://evil.example/\"}]},"
		"{\"index\":{\"byteStart\":1,\"byteEnd\":900},\"features\":[{\"uri\":\"https://evil.example/\"}]}]},"
		"\"embed\":{\"images\":[{\"fullsize\":\"https://img.example/1\",\"alt\":\"a box\"}]}}";
	run(f, posts_answer);
	assert_int_equal(f->count, 1);
	assert_string_equal(f->items[0].text, "\u00e9 https://shop.example/long/way and here -> https://evil.example/\n"
		"[image: a box] https://img.example/1");
	assert_string_equal(f->items[0].author.handle, BOB);
	assert_int_equal(f->items[0].media_count, 1);
}

/* A notification has the numbers of pictures only: how they look and where they are is asked for, once. */
static void pictured_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	static const char record[] = "\"record\":{\"text\":\"look\",\"createdAt\":\"2026-11-22T10:30:00Z\",\"embed\":{\"$type\":"
		"\"app.bsky.embed.images\",\"images\":[{\"alt\":\"A bowl\",\"image\":{\"ref\":{\"$link\":\"bafy\"}}}]}}";
	static const char who[] = "\"uri\":\"at://" BOB "/app.bsky.feed.post/a\",\"cid\":\"c\",\"author\":{\"did\":\"" BOB "\"},"
		"\"indexedAt\":\"2026-11-22T10:30:00Z\"";
	struct fixture *f = data;

	if (strstr(request->url, "listNotifications") != NULL)
		respond(out, 200, arena_printf(arena, "{\"notifications\":[{%s,\"reason\":\"mention\",%s}]}", who, record));
	else if (strstr(request->url, "getPosts") != NULL)
		respond(out, f->status, arena_printf(arena, "{\"posts\":[{%s,%s,\"embed\":{\"images\":[{\"alt\":\"A bowl\","
			"\"fullsize\":\"https://cdn.example/b.jpg\",\"aspectRatio\":{\"width\":4,\"height\":3}}]}}]}", who, record));
	else
		respond(out, 200, "{\"profiles\":[]}");
}

static void test_pictures(void **state)
{
	struct fixture *f = *state;

	f->status = 200;
	run(f, pictured_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 1);
	assert_string_equal(f->items[0].text, "look\n[image: A bowl] https://cdn.example/b.jpg");
	assert_string_equal(f->items[0].words, "look");
	assert_int_equal(f->items[0].media_count, 1);
	assert_string_equal(f->items[0].media[0].url, "https://cdn.example/b.jpg");
	assert_int_equal(f->items[0].media[0].width, 4);
	run(f, pictured_answer);
	assert_int_equal(f->count, 0);
	assert_int_equal(f->asked, 1);
	/* A server that does not know it costs the picture and no word; one that fails is asked again. */
	f->task.cursor = NULL;
	f->status = 400;
	run(f, pictured_answer);
	assert_null(f->err);
	assert_string_equal(f->items[0].text, "look");
	f->task.cursor = NULL;
	f->status = 503;
	run(f, pictured_answer);
	assert_non_null(f->err);
	assert_int_equal(f->count, 0);
}

/* Two posts with pictures, and a server that fails some times, or does not tell of one of them. */
static void troubled_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	static const char *const names[] = { "a", "b" };
	struct fixture *f = data;
	struct str list = { 0 };
	bool views = strstr(request->url, "getPosts") != NULL;

	for (size_t i = 0; i < 2; i++) {
		const char *name = names[i];

		if (views && strstr(request->url, arena_printf(arena, "feed.post%%2F%s", name)) == NULL)
			continue;
		str_printf(&list, "%s{\"uri\":\"at://" BOB "/app.bsky.feed.post/%s\",\"cid\":\"c\",\"reason\":\"mention\","
			"\"author\":{\"did\":\"" BOB "\"},\"indexedAt\":\"2026-11-22T10:30:00Z\",\"record\":{\"text\":\"%s\","
			"\"createdAt\":\"2026-11-22T10:30:00Z\",\"embed\":{\"images\":[]}}%s}", list.len > 0 ? "," : "", name, name,
			views ? ",\"embed\":{\"images\":[{\"alt\":\"\",\"fullsize\":\"https://cdn.example/1\"}]}" : "");
	}
	if (!views)
		respond(out, 200, strstr(request->url, "listNotifications") == NULL ? "{\"profiles\":[]}" :
			arena_printf(arena, "{\"notifications\":[%s]}", str_text(&list)));
	else if (f->failing > 0 && f->failing-- > 0)
		respond(out, 500, "{\"error\":\"InternalServerError\"}");
	else if (f->body != NULL && strstr(request->url, f->body) != NULL)
		respond(out, f->status, "{\"error\":\"Bad\"}");
	else
		respond(out, 200, arena_printf(arena, "{\"posts\":[%s]}", str_text(&list)));
	str_finish(&list);
}

static size_t pictured(const struct fixture *f)
{
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++)
		count += f->items[i].media_count;
	return count;
}

static void test_pictures_of_a_troubled_server(void **state)
{
	static const int statuses[] = { 400, 403, 500 };
	struct fixture *f = *state;

	f->failing = 2;
	run(f, troubled_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 2);
	assert_int_equal(pictured(f), 2);
	assert_int_equal(f->waits, 2);
	/* One that it never tells of costs the other one nothing. */
	for (size_t i = 0; i < 3; i++) {
		f->task.cursor = NULL;
		f->status = statuses[i];
		f->body = "feed.post%2Fa";
		f->waits = 0;
		run(f, troubled_answer);
		assert_null(f->err);
		assert_int_equal(f->count, 2);
		assert_int_equal(pictured(f), 1);
		assert_int_equal(f->waits, f->status == 500 ? 3 : 0);
	}
}

/* ---- sending */

static void send_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;

	(void)arena;
	if (strstr(request->url, "getPosts") != NULL)
		respond(out, 200, "{\"posts\":[{\"uri\":\"at://" BOB "/app.bsky.feed.post/a\",\"cid\":\"now\",\"record\":{\"reply\":"
			"{\"root\":{\"uri\":\"at://" SELF "/app.bsky.feed.post/root\",\"cid\":\"cr\"}}}}]}");
	else if (strstr(request->url, "resolveHandle") != NULL)
		respond(out, strstr(request->url, "carol") != NULL ? 200 : 400, "{\"did\":\"did:plc:carol\"}");
	else
		respond(out, f->status, f->body);
}

static struct plan plan_of(const char *text)
{
	return (struct plan){ .reply_ctx = "uri=at://" BOB "/app.bsky.feed.post/a\ncid=old\ndid=" BOB "\n",
		.part_count = 1, .begun_ms = instant("2026-11-22T10:30:00Z"), .parts[0] = { .text = text, .key = "k-0" } };
}

static void test_send(void **state)
{
	struct fixture *f = *state;
	struct plan plan = plan_of("\u00e9 @carol.example @nobody.example (https://shop.example/a).");
	const char *first;

	f->task.kind = TASK_SEND;
	f->task.plan = &plan;
	f->status = 200;
	f->body = "{\"uri\":\"at://" SELF "/app.bsky.feed.post/3mmm\",\"cid\":\"x\"}";
	run(f, send_answer);
	assert_int_equal(f->last.sent.outcome, SEND_SENT);
	first = f->bodies[f->asked - 1];
	assert_non_null(strstr(first, "\"createdAt\":\"2026-11-22T10:30:00Z\""));
	assert_non_null(strstr(first, "\"parent\":{\"uri\":\"at://" BOB "/app.bsky.feed.post/a\",\"cid\":\"now\"}"));
	assert_non_null(strstr(first, "\"root\":{\"uri\":\"at://" SELF "/app.bsky.feed.post/root\",\"cid\":\"cr\"}"));
	assert_non_null(strstr(first, "{\"byteStart\":3,\"byteEnd\":17}"));
	assert_non_null(strstr(first, "{\"byteStart\":35,\"byteEnd\":57}"));
	assert_null(strstr(first, "nobody.example\",\"did"));
	/* An hour later, after a crash: the same bytes. */
	f->task.now_ms += 3600 * 1000;
	run(f, send_answer);
	assert_string_equal(f->bodies[f->asked - 1], first);
}

/* ---- what the network is told about a text: from byte to byte, exactly, whatever stands around it */

struct facet { size_t start, end; bool link; };
enum { FACETS = 40 };

/* Pieces that are one, and that only look like one, between others of any width. */
static size_t facets_random(struct str *text, uint64_t seed, struct facet *facets)
{
	static const char *const between[] = { " ", "\n", " (", " \u00ab\u00a0", " \u65e5\u672c ", " \U0001f44b ", " e\u0301 ", ", " };
	static const struct { const char *text; size_t len; bool link; } pieces[] = {
		{ "@carol.example", 14, false }, { "@carol.example.", 14, false }, { "@carol-b.shop.example!", 21, false },
		{ "https://shop.example/a_(b)", 26, true }, { "http://shop.example/\u00e9?x=1&y=2.", 30, true },
		{ "https://shop.example/@carol.example", 35, true }, { "jo@carol.example", 0, false },
		{ "ren\u00e9@carol.example", 0, false }, { "@carol", 0, false }, { "@@", 0, false }, { "https://", 0, false },
		{ "ftp://a.example", 0, false }, { "\u0928\u092e\u0938\u094d\u0924\u0947", 0, false } };
	size_t count = 0;

	for (int i = 0; i < 12; i++) {
		size_t piece, start;

		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		piece = (seed >> 33) % (sizeof(pieces) / sizeof(pieces[0]));
		start = text->len;
		str_add(text, pieces[piece].text);
		if (pieces[piece].len > 0)
			facets[count++] = (struct facet){ start, start + pieces[piece].len, pieces[piece].link };
		str_add(text, between[(seed >> 50) % (sizeof(between) / sizeof(between[0]))]);
	}
	return count;
}

static const struct facet *facet_find(const struct facet *facets, size_t count, const struct json *facet)
{
	const struct json *index = json_get(facet, "index"), *feature = json_at(json_get(facet, "features"), 0);
	bool link = str_equal(json_text(feature, "$type"), "app.bsky.richtext.facet#link");

	for (size_t i = 0; i < count; i++)
		if ((size_t)json_int(index, "byteStart", -1) == facets[i].start && link == facets[i].link &&
		    (size_t)json_int(index, "byteEnd", -1) == facets[i].end)
			return &facets[i];
	return NULL;
}

static void test_facets(void **state)
{
	struct fixture *f = *state;

	f->task.kind = TASK_SEND;
	f->status = 200;
	f->body = "{\"uri\":\"at://" SELF "/app.bsky.feed.post/3mmm\",\"cid\":\"x\"}";
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct facet wanted[FACETS];
		struct str text = { 0 };
		size_t count = facets_random(&text, seed, wanted);
		struct plan plan = plan_of(text.text);
		struct json *body = NULL;
		const struct json *facets;

		f->task.plan = &plan;
		run(f, send_answer);
		assert_null(json_parse(f->bodies[f->asked - 1], strlen(f->bodies[f->asked - 1]), &body));
		facets = json_get(json_get(body, "record"), "facets");
		if (json_count(facets) != count)
			fail_msg("%zu instead of %zu in: %s", json_count(facets), count, text.text);
		for (size_t i = 0; i < count; i++)
			if (facet_find(wanted, count, json_at(facets, i)) == NULL)
				fail_msg("another in: %s", text.text);
		json_destroy(body);
		str_finish(&text);
	}
}

static void there_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;

	if (strstr(request->url, "getRecord") != NULL)
		respond(out, 200, f->body);
	else if (strstr(request->url, "putRecord") != NULL)
		respond(out, 400, "{\"error\":\"InvalidSwap\"}");
	else
		send_answer(data, request, arena, out);
}

static void test_never_writes_over(void **state)
{
	struct fixture *f = *state;
	struct plan plan = plan_of("hello");

	f->task.kind = TASK_SEND;
	f->task.plan = &plan;
	f->body = "{\"uri\":\"at://" SELF "/app.bsky.feed.post/3mmm\",\"cid\":\"x\",\"value\":{\"text\":\"hello\"}}";
	run(f, there_answer);
	assert_int_equal(f->last.sent.outcome, SEND_SENT);
	f->body = "{\"uri\":\"at://" SELF "/app.bsky.feed.post/3mmm\",\"cid\":\"x\",\"value\":{\"text\":\"other\"}}";
	run(f, there_answer);
	assert_int_equal(f->last.sent.outcome, SEND_REFUSED);
	f->task.kind = TASK_RECONCILE;
	f->status = 400;
	f->body = "{\"error\":\"RecordNotFound\"}";
	run(f, send_answer);
	assert_int_equal(f->last.sent.outcome, SEND_ABSENT);
}

static void test_ids(void **state)
{
	struct fixture *f = *state;
	const char *a = bluesky_tid(f->arena, 1795341600000, "k", 0), *b = bluesky_tid(f->arena, 1795341600000, "k", 1);

	assert_int_equal(strlen(a), 13);
	assert_true(strcmp(a, b) < 0);
	assert_true(strcmp(b, bluesky_tid(f->arena, 1795341600001, "k", 0)) < 0);
	assert_string_equal(a, bluesky_tid(f->arena, 1795341600000, "k", 0));
	assert_string_not_equal(a, bluesky_tid(f->arena, 1795341600000, "l", 0));
}

/* ---- signing in */

static void login_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;

	(void)arena;
	if (strstr(request->url, "refreshSession") != NULL) {
		assert_int_equal(request->secret, SECRET_REFRESH);
		respond(out, 400, "{\"error\":\"ExpiredToken\"}");
		return;
	}
	assert_true(str_starts(request->url, "https://social.example/xrpc/com.atproto.server.createSession"));
	assert_int_equal(request->place, PLACE_JSON);
	assert_string_equal(request->secret_name, "password");
	assert_string_equal(request->body, "{\"identifier\":\"brand.example\"}");
	respond(out, f->status, f->body);
}

static void test_login(void **state)
{
	struct fixture *f = *state;

	f->task.kind = TASK_LOGIN;
	f->status = 200;
	/* {"scope":"com.atproto.appPass","iat":1000,"exp":8200} */
	f->body = "{\"accessJwt\":\"e30.eyJzY29wZSI6ImNvbS5hdHByb3RvLmFwcFBhc3MiLCJpYXQiOjEwMDAsImV4cCI6ODIwMH0.x\",\"refreshJwt\":"
		"\"r\",\"did\":\"" SELF "\",\"handle\":\"brand.example\",\"didDoc\":{\"service\":[{\"id\":\"#atproto_pds\","
		"\"serviceEndpoint\":\"https://pds.example\"}]}}";
	run(f, login_answer);
	assert_null(f->err);
	assert_int_equal(f->asked, 2);
	assert_true(f->last.session.done);
	assert_string_equal(f->last.session.origin, "https://pds.example");
	assert_int_equal(f->last.session.until_ms, f->task.now_ms + 7200 * 1000);
	assert_non_null(strstr(f->last.session.notes, "dm=no"));
	f->status = 401;
	f->body = "{\"error\":\"AuthFactorTokenRequired\"}";
	run(f, login_answer);
	assert_true(err_is(f->err, ERR_AUTH));
	assert_non_null(strstr(f->err->text, "make an app password"));
}

/* ---- direct messages */

static void chat_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;

	(void)arena;
	assert_int_equal(request->header_count > 1, true);
	if (strstr(request->url, "listConvos") != NULL)
		respond(out, 200, "{\"convos\":[{\"id\":\"c1\",\"rev\":\"222\",\"members\":[{\"did\":\"" SELF "\"},{\"did\":\"" BOB "\","
			"\"handle\":\"bob.example\"}],\"lastMessage\":{\"sentAt\":\"2026-11-22T10:30:00Z\"}},{\"id\":\"c2\",\"rev\":"
			"\"111\",\"members\":[],\"lastMessage\":{\"sentAt\":\"2020-01-01T00:00:00Z\"}}]}");
	else if (strstr(request->url, "getMessages") != NULL)
		respond(out, 200, "{\"messages\":[{\"id\":\"m2\",\"rev\":\"2\",\"text\":\"hello\",\"sender\":{\"did\":\"" SELF "\"},"
			"\"sentAt\":\"2026-11-22T10:30:00Z\"},{\"id\":\"m1\",\"rev\":\"1\",\"text\":\"my order\",\"sender\":{\"did\":\""
			BOB "\"},\"sentAt\":\"2026-11-22T10:20:00Z\"}]}");
	else if (strstr(request->url, "getLog?cursor=222") != NULL)
		respond(out, 200, "{\"cursor\":\"333\",\"logs\":[{\"$type\":\"chat.bsky.convo.defs#logCreateMessage\",\"convoId\":\"c1\","
			"\"message\":{\"id\":\"m3\",\"rev\":\"3\",\"text\":\"are you there\",\"sender\":{\"did\":\"" BOB "\"},"
			"\"sentAt\":\"2026-11-22T10:40:00Z\"}},{\"$type\":\"chat.bsky.convo.defs#logReadMessage\"}]}");
	else if (strstr(request->url, "getLog") != NULL)
		respond(out, 200, "{\"cursor\":\"333\",\"logs\":[]}");
	else
		respond(out, f->status, f->body);
}

static void test_chat(void **state)
{
	struct fixture *f = *state;

	f->task.stream = "messages";
	run(f, chat_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 3);
	assert_string_equal(f->items[0].text, "my order");
	assert_int_equal(f->items[0].visibility, VIS_PRIVATE);
	assert_int_equal(f->items[1].op, ITEM_ECHO);
	assert_string_equal(f->items[1].to.id, BOB);
	assert_string_equal(f->items[2].thread, "chat:c1");
	assert_string_equal(f->cursor, "rev=333\n");
	run(f, chat_answer);
	assert_int_equal(f->count, 0);
	assert_int_equal(f->asked, 1);
}

/* A link that is shown short leads where it says, and a post that somebody shares is seen, also without a word. */
static void shared_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	if (strstr(request->url, "getMessages") == NULL) {
		chat_answer(data, request, arena, out);
		return;
	}
	respond(out, 200, "{\"messages\":[{\"id\":\"m2\",\"rev\":\"2\",\"text\":\"\",\"sender\":{\"did\":\"" BOB "\"},\"sentAt\":"
		"\"2026-11-22T10:21:00Z\",\"embed\":{\"$type\":\"app.bsky.embed.record#view\",\"record\":{\"value\":{\"text\":"
		"\"a sale\"}}}},{\"id\":\"m1\",\"rev\":\"1\",\"text\":\"see here\",\"sender\":{\"did\":\"" BOB "\"},\"sentAt\":"
		"\"2026-11-22T10:20:00Z\",\"facets\":[{\"index\":{\"byteStart\":4,\"byteEnd\":8},\"features\":[{\"uri\":"
		"\"https://shop.example/a\"}]}]}]}");
}

static void test_chat_shows(void **state)
{
	struct fixture *f = *state;

	f->task.stream = "messages";
	run(f, shared_answer);
	assert_null(f->err);
	assert_int_equal(f->count, 3);
	assert_string_equal(f->items[0].text, "see here -> https://shop.example/a");
	assert_string_equal(f->items[1].text, "[quote: a sale]");
}

/* The first time: a list of conversations that has no end, each page about a minute before the one before it. */
static void endless_convos(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const char *cursor = strstr(request->url, "&cursor=");
	int n = cursor != NULL ? atoi(cursor + strlen("&cursor=")) : 1;
	char at[TIME_TEXT];

	(void)data;
	if (strstr(request->url, "listConvos") == NULL) {
		respond(out, 200, "{\"cursor\":\"333\",\"logs\":[],\"messages\":[]}");
		return;
	}
	(void)time_format(instant("2026-11-22T11:00:00Z") - n * INT64_C(60000), at);
	respond(out, 200, arena_printf(arena, "{\"cursor\":\"%d\",\"convos\":[{\"id\":\"c%d\",\"rev\":\"222\",\"members\":"
		"[{\"did\":\"" SELF "\"},{\"did\":\"" BOB "\"}],\"lastMessage\":{\"sentAt\":\"%s\"}}]}", n + 1, n, at));
}

static void test_chat_gap(void **state)
{
	struct fixture *f = *state;

	f->task.stream = "messages";
	run(f, endless_convos);
	assert_null(f->err);
	assert_int_equal(f->gap_to_ms, instant("2026-11-22T10:10:00Z"));
}

/* The first time: one conversation in which more was said than is asked for, a second between two messages. */
static void endless_letters(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const char *cursor = strstr(request->url, "&cursor=");
	int n = cursor != NULL ? atoi(cursor + strlen("&cursor=")) : 1;
	char at[TIME_TEXT];

	if (strstr(request->url, "getMessages") == NULL) {
		chat_answer(data, request, arena, out);
		return;
	}
	(void)time_format(instant("2026-11-22T10:30:00Z") - n * INT64_C(1000), at);
	respond(out, 200, arena_printf(arena, "{\"cursor\":\"%d\",\"messages\":[{\"id\":\"m%d\",\"rev\":\"2\",\"text\":"
		"\"and\",\"sender\":{\"did\":\"" BOB "\"},\"sentAt\":\"%s\"}]}", n + 1, n, at));
}

static void test_letters_gap(void **state)
{
	struct fixture *f = *state;

	f->task.stream = "messages";
	run(f, endless_letters);
	assert_null(f->err);
	assert_int_equal(f->count, BLUESKY_PAGES + 1);
	assert_int_equal(f->gap_to_ms, instant("2026-11-22T10:30:00Z") - BLUESKY_PAGES * INT64_C(1000));
	assert_string_equal(f->items[0].native, arena_printf(f->arena, "chat:c1/m%d", BLUESKY_PAGES));
	/* It is told once, and the log goes on where it began. */
	f->gap_to_ms = 0;
	run(f, endless_letters);
	assert_int_equal(f->count, 0);
	assert_int_equal(f->gap_to_ms, 0);
}

/* A message whose fate is not known is looked for before it is sent again. */
static void test_chat_send(void **state)
{
	struct fixture *f = *state;
	struct plan plan = plan_of("hello");

	plan.visibility = VIS_PRIVATE;
	plan.reply_ctx = "convo=c1\ndid=" BOB "\n";
	f->task.kind = TASK_SEND;
	f->task.plan = &plan;
	f->task.doubtful = true;
	f->task.attempted_ms = instant("2026-11-22T10:29:59Z");
	run(f, chat_answer);
	assert_int_equal(f->last.sent.outcome, SEND_SENT);
	assert_int_equal(f->asked, 1);
	assert_string_equal(f->last.sent.remote_id, "chat:c1/m2");
	f->task.attempted_ms = instant("2026-11-22T10:40:00Z");
	f->status = 200;
	f->body = "{\"id\":\"m9\",\"sentAt\":\"2026-11-22T11:00:00Z\"}";
	run(f, chat_answer);
	assert_int_equal(f->asked, 2);
	assert_string_equal(f->last.sent.remote_id, "chat:c1/m9");
	/* Links are links there as well; whom it names is not told of it. */
	plan = plan_of("@carol.example see https://shop.example/a.");
	plan.visibility = VIS_PRIVATE;
	plan.reply_ctx = "convo=c1\ndid=" BOB "\n";
	f->task.doubtful = false;
	run(f, chat_answer);
	assert_non_null(strstr(f->bodies[f->asked - 1], "{\"byteStart\":19,\"byteEnd\":41}"));
	assert_null(strstr(f->bodies[f->asked - 1], "#mention"));
}

/* A group of more people than it is told with: each message is its sender's, and everybody reads the answer. */
static void group_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	const char *convos = "{\"convos\":[{\"id\":\"g1\",\"rev\":\"222\",\"kind\":{\"$type\":\"chat.bsky.convo.defs#groupConvo\","
		"\"memberCount\":40},\"members\":[{\"did\":\"" SELF "\"},{\"did\":\"" BOB "\",\"handle\":\"bob.example\"}],"
		"\"lastMessage\":{\"sentAt\":\"2026-11-22T10:30:00Z\"}}]}";

	(void)data, (void)arena;
	if (strstr(request->url, "listConvos") != NULL)
		respond(out, 200, convos);
	else if (strstr(request->url, "getMessages") != NULL)
		respond(out, 200, "{\"messages\":[{\"id\":\"m3\",\"rev\":\"3\",\"text\":\"we look\",\"sender\":{\"did\":\"" SELF "\"},"
			"\"sentAt\":\"2026-11-22T10:40:00Z\"},{\"$type\":\"chat.bsky.convo.defs#systemMessageView\",\"id\":\"s1\","
			"\"rev\":\"3\",\"sentAt\":\"2026-11-22T10:31:00Z\"},{\"id\":\"m2\",\"rev\":\"2\",\"text\":\"mine too\","
			"\"sender\":{\"did\":\"did:plc:carol\"},\"sentAt\":\"2026-11-22T10:30:00Z\"},{\"id\":\"m1\",\"rev\":\"1\","
			"\"text\":\"my order\",\"sender\":{\"did\":\"" BOB "\"},\"sentAt\":\"2026-11-22T10:20:00Z\"}]}");
	else if (strstr(request->url, "getProfiles?actors=did%3Aplc%3Acarol") != NULL)
		respond(out, 200, "{\"profiles\":[{\"did\":\"did:plc:carol\",\"handle\":\"carol.example\"}]}");
	else
		respond(out, 200, "{\"cursor\":\"333\",\"logs\":[]}");
}

static void test_chat_group(void **state)
{
	struct fixture *f = *state;
	struct conversation conversation = { .id = 1, .visibility = VIS_GROUP };
	struct message answered = { .remote_id = "chat:g1/m2", .visibility = VIS_GROUP };
	struct plan_wish wish = { .account = &f->account, .conversation = &conversation, .answered = &answered,
		.text = "hello", .visibility = -1, .key = "k" };
	struct plan plan = { 0 };

	f->task.stream = "messages";
	run(f, group_answer);
	assert_null(f->err);
	assert_int_equal(f->bad, 0);
	assert_int_equal(f->count, 3);
	assert_string_equal(f->items[0].author.id, BOB);
	assert_string_equal(f->items[1].author.handle, "@carol.example");
	assert_null(f->items[2].to.id);
	for (size_t i = 0; i < f->count; i++)
		assert_int_equal(f->items[i].visibility, VIS_GROUP);
	answered.reply_ctx = f->items[1].reply_ctx;
	assert_null(connector_bluesky.prepare(f->arena, &wish, &plan));
	assert_null(plan.blocked);
	assert_int_equal(plan.visibility, VIS_GROUP);
	assert_int_equal(plan.recipient_count, 2);
	assert_string_equal(plan.recipients[0], "@carol.example");
	f->task.kind = TASK_SEND;
	f->task.plan = &plan;
	f->status = 200;
	f->body = "{\"id\":\"m9\",\"sentAt\":\"2026-11-22T11:00:00Z\"}";
	run(f, chat_answer);
	assert_string_equal(f->last.sent.remote_id, "chat:g1/m9");
	wish.visibility = VIS_PRIVATE;
	assert_null(connector_bluesky.prepare(f->arena, &wish, &plan));
	assert_non_null(plan.blocked);
}

/* Page after page of what was said since; status says at which page it is, 0: never. */
static void busy_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *f = data;
	bool ours = f->status != 0 && (int)f->asked == f->status;

	if (strstr(request->url, "sendMessage") != NULL) {
		respond(out, 200, "{\"id\":\"m9\",\"sentAt\":\"2026-11-22T11:00:00Z\"}");
		return;
	}
	respond(out, 200, arena_printf(arena, "{\"cursor\":\"p%zu\",\"messages\":[{\"id\":\"x%zu\",\"text\":\"%s\",\"sender\":"
		"{\"did\":\"%s\"},\"sentAt\":\"2026-11-22T10:%02zu:00Z\"}]}", f->asked, f->asked, ours ? "hello" : "and?",
		ours ? SELF : BOB, f->asked < 30 ? 59 - f->asked : 30));
}

/* One in doubt is not sent again, nor said not to be there, before the walk reached back to its attempt. */
static void test_chat_in_doubt(void **state)
{
	struct fixture *f = *state;
	struct plan plan = plan_of("hello");

	plan.visibility = VIS_PRIVATE;
	plan.reply_ctx = "convo=c1\ndid=" BOB "\n";
	f->task.kind = TASK_RECONCILE;
	f->task.plan = &plan;
	f->task.attempted_ms = instant("2026-11-22T10:55:30Z");
	f->status = 3;
	run(f, busy_answer);
	assert_int_equal(f->last.sent.outcome, SEND_SENT);
	assert_string_equal(f->last.sent.remote_id, "chat:c1/x3");
	f->status = 0;
	run(f, busy_answer);
	assert_int_equal(f->last.sent.outcome, SEND_ABSENT);
	assert_int_equal(f->asked, 4);
	f->task.attempted_ms = instant("2026-11-22T09:00:00Z");
	run(f, busy_answer);
	assert_int_equal(f->last.sent.outcome, SEND_UNKNOWN);
	f->task.kind = TASK_SEND;
	f->task.doubtful = true;
	run(f, busy_answer);
	assert_int_equal(f->last.sent.outcome, SEND_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_pages), TEST(test_expires_in_a_page), TEST(test_interrupted), TEST(test_backdated),
		TEST(test_gap),
		TEST(test_reply), TEST(test_broken), TEST(test_links), TEST(test_pictures),
		TEST(test_pictures_of_a_troubled_server),
		TEST(test_send), TEST(test_facets), TEST(test_never_writes_over),
		TEST(test_ids), TEST(test_login), TEST(test_chat), TEST(test_chat_shows), TEST(test_chat_send),
		TEST(test_chat_group), TEST(test_chat_gap), TEST(test_letters_gap), TEST(test_chat_in_doubt),
	};

	return cmocka_run_group_tests_name("bluesky", tests, NULL, NULL);
}
