/* SPDX-License-Identifier: ISC */
/*
 * A reply never goes to more people than the message it answers did, names
 * everybody whom it must, fits the server's limit, and is sent as it was
 * reviewed; what may have been sent is found again or certainly absent.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "guichet/text/count.h"
#include "mastodon_harness.h"

/* ---- plans */

struct scene {
	struct account account;
	struct conversation conversation;
	struct message answered;
	struct plan_wish wish;
};

static void scene_set(struct scene *s, struct arena *arena, enum visibility item, int wish, const char *text)
{
	struct mastodon_context ctx = { .answers = "3004", .author = "bob@shop.example",
		.author_id = "1111", .visibility = item, .lang = "de", .count = 1,
		.mentions = { { "carol", "1300" } } };
	struct str lines = { 0 };

	mastodon_context_write(&lines, &ctx);
	memset(s, 0, sizeof(*s));
	s->account = test_account();
	s->account.polled_ms = test_time("2026-11-22T11:00:00Z");
	s->conversation = (struct conversation){ .id = 42, .account = 1, .visibility = item };
	s->answered = (struct message){ .remote_id = "https://shop.example/users/bob/statuses/3004",
		.visibility = item, .at_ms = test_time("2026-11-22T10:00:00Z"),
		.reply_ctx = arena_copy(arena, lines.text) };
	s->wish = (struct plan_wish){ .account = &s->account, .conversation = &s->conversation,
		.answered = &s->answered, .text = text, .visibility = wish, .key = "k" };
	str_finish(&lines);
}

static void prepare(struct scene *s, struct arena *arena, struct plan *plan)
{
	assert_null(connector_mastodon.prepare(arena, &s->wish, plan));
}

/* item visibility x wish: what the reply is, and who may get it. */
static void test_visibility(void **state)
{
	static const struct { enum visibility item; int wish; enum visibility plan; bool all; } cases[] = {
		{ VIS_PUBLIC, -1, VIS_PUBLIC, true }, { VIS_PUBLIC, VIS_PUBLIC, VIS_PUBLIC, true },
		{ VIS_PUBLIC, VIS_UNLISTED, VIS_UNLISTED, true }, { VIS_PUBLIC, VIS_FOLLOWERS, VIS_PRIVATE, false },
		{ VIS_PUBLIC, VIS_GROUP, VIS_PRIVATE, false }, { VIS_PUBLIC, VIS_PRIVATE, VIS_PRIVATE, false },
		{ VIS_UNLISTED, -1, VIS_UNLISTED, true }, { VIS_UNLISTED, VIS_PUBLIC, VIS_UNLISTED, true },
		{ VIS_UNLISTED, VIS_UNLISTED, VIS_UNLISTED, true }, { VIS_UNLISTED, VIS_FOLLOWERS, VIS_PRIVATE, false },
		{ VIS_UNLISTED, VIS_GROUP, VIS_PRIVATE, false }, { VIS_UNLISTED, VIS_PRIVATE, VIS_PRIVATE, false },
		{ VIS_FOLLOWERS, -1, VIS_PRIVATE, false }, { VIS_FOLLOWERS, VIS_PUBLIC, VIS_PRIVATE, false },
		{ VIS_FOLLOWERS, VIS_UNLISTED, VIS_PRIVATE, false }, { VIS_FOLLOWERS, VIS_FOLLOWERS, VIS_PRIVATE, false },
		{ VIS_FOLLOWERS, VIS_PRIVATE, VIS_PRIVATE, false },
		{ VIS_GROUP, -1, VIS_PRIVATE, false }, { VIS_GROUP, VIS_PUBLIC, VIS_PRIVATE, false },
		{ VIS_PRIVATE, -1, VIS_PRIVATE, false }, { VIS_PRIVATE, VIS_PUBLIC, VIS_PRIVATE, false },
		{ VIS_PRIVATE, VIS_UNLISTED, VIS_PRIVATE, false }, { VIS_PRIVATE, VIS_PRIVATE, VIS_PRIVATE, false },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;
		struct plan plan;

		scene_set(&scene, arena, cases[i].item, cases[i].wish, "sorry!");
		prepare(&scene, arena, &plan);
		assert_null(plan.blocked);
		assert_int_equal(plan.visibility, cases[i].plan);
		assert_true(plan.visibility >= cases[i].item);
		assert_int_equal(plan.recipient_count, cases[i].all ? 2 : 1);
		assert_string_equal(plan.recipients[0], "@bob@shop.example");
		if (cases[i].all)
			assert_string_equal(plan.recipients[1], "@carol@social.example");
		assert_string_equal(plan.parts[0].text,
			cases[i].all ? "@bob@shop.example @carol sorry!" : "@bob@shop.example sorry!");
		assert_string_equal(plan.lang, "de");
		assert_string_equal(plan.parts[0].key, "k-0");
	}
	/* Any one of the three sources makes it private. */
	for (int i = 0; i < 2; i++) {
		struct scene scene;
		struct plan plan;

		scene_set(&scene, arena, VIS_PUBLIC, VIS_PUBLIC, "sorry!");
		*(i == 0 ? &scene.conversation.visibility : &scene.answered.visibility) = VIS_PRIVATE;
		prepare(&scene, arena, &plan);
		assert_int_equal(plan.visibility, VIS_PRIVATE);
	}
	arena_destroy(arena);
}

static void test_mentions(void **state)
{
	static const struct { const char *text, *sent; enum visibility item; size_t people; int warnings, level; bool blocked; } cases[] = {
		{ "@bob@shop.example hi", "@carol @bob@shop.example hi", VIS_PUBLIC, 2, 0, 1, false },
		{ "hi @Carol@social.example!", "@bob@shop.example hi @Carol@social.example!", VIS_PUBLIC, 2, 0, 1, false },
		{ "hi @carolina", "@bob@shop.example @carol hi @carolina", VIS_PUBLIC, 3, 1, 1, false },
		{ "mail me@bob.example or x/@y", "@bob@shop.example @carol mail me@bob.example or x/@y", VIS_PUBLIC, 2, 0, 1, false },
		{ "ask @carol", "@bob@shop.example ask @carol", VIS_PRIVATE, 1, 2, 1, false },
		{ "ask @carol", "@bob@shop.example ask @carol", VIS_PRIVATE, 1, 2, 2, true },
		{ "ask @mallory@evil.example.", "@bob@shop.example ask @mallory@evil.example.", VIS_PRIVATE, 1, 2, 2, true },
		{ "  \n padded \n ", "@bob@shop.example @carol padded", VIS_PUBLIC, 2, 0, 1, false },
		{ "@ alone, @@, @-", "@bob@shop.example @carol @ alone, @@, @-", VIS_PUBLIC, 2, 0, 1, false },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;
		struct plan plan;

		scene_set(&scene, arena, cases[i].item, -1, cases[i].text);
		scene.account.level = cases[i].level;
		prepare(&scene, arena, &plan);
		assert_string_equal(plan.parts[0].text, cases[i].sent);
		assert_int_equal(plan.recipient_count, cases[i].people);
		assert_int_equal(plan.warning_count, cases[i].warnings);
		assert_int_equal(plan.blocked != NULL, cases[i].blocked);
	}
	arena_destroy(arena);
}

static void test_warning_text(void **state)
{
	static const struct { const char *item, *wish, *plan; } cases[] = {
		{ NULL, NULL, NULL }, { "spoiler", NULL, "spoiler" }, { "spoiler", "", NULL },
		{ "spoiler", "other", "other" }, { NULL, "mine", "mine" }, { "re: spoiler", NULL, "re: spoiler" },
		{ "re: re: RE: spoiler", NULL, "RE: spoiler" }, { "", NULL, NULL }
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene scene;
		struct plan plan;

		scene_set(&scene, arena, VIS_PUBLIC, -1, "hi");
		scene.answered.cw = cases[i].item;
		scene.wish.cw = cases[i].wish;
		prepare(&scene, arena, &plan);
		if (cases[i].plan == NULL)
			assert_null(plan.cw);
		else
			assert_string_equal(plan.cw, cases[i].plan);
	}
	arena_destroy(arena);
}

/* Parts fit, begin with the author's name, and together say everything in order. */
static void parts_check(const struct plan *plan, struct arena *arena, const char *text)
{
	struct str all = { 0 }, want = { 0 };

	for (size_t i = 0; i < plan->part_count; i++) {
		const char *part = plan->parts[i].text, *suffix;

		assert_true(plan->parts[i].length <= plan->parts[i].max);
		assert_int_equal(plan->parts[i].length, text_count(COUNT_MASTODON, part, 23) +
			(plan->cw != NULL ? strlen(plan->cw) : 0));
		assert_true(str_starts(part, "@bob@shop.example "));
		part += strlen("@bob@shop.example ");
		if (str_starts(part, "@carol "))
			part += 7;
		suffix = strstr(part, arena_printf(arena, " (%zu/%zu)", i + 1, plan->part_count));
		assert_non_null(suffix);
		for (; part < suffix; part++)
			if (*part != ' ' && *part != '\n')
				str_add_char(&all, *part);
		assert_string_equal(plan->parts[i].key, arena_printf(arena, "k-%zu", i));
	}
	for (; *text != '\0'; text++)
		if (*text != ' ' && *text != '\n')
			str_add_char(&want, *text);
	assert_string_equal(str_text(&all), str_text(&want));
	str_finish(&all);
	str_finish(&want);
}

static void test_splitting(void **state)
{
	static const char *const pieces[] = {
		"word ", "A sentence ends here. ", "x", "https://help.example/a/very/long/address ",
		"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", "\xE6\x97\xA5\xE6\x9C\xAC",
		"e\xCC\x81", "line\n\n", "no-blank-at-all-"
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		for (size_t units = 100; units <= 2000; units += 450) {
			struct str text = { 0 };
			struct scene scene;
			struct plan plan;
			size_t at = 0;

			while (text_count(COUNT_MASTODON, str_text(&text), 23) < units)
				str_add(&text, pieces[i]);
			while (text.len > 0 && strchr(" \n", text.text[text.len - 1]) != NULL)
				text.text[--text.len] = '\0';
			scene_set(&scene, arena, VIS_PUBLIC, -1, text.text);
			scene.wish.cw = i % 2 == 0 ? "warned" : NULL;
			prepare(&scene, arena, &plan);
			assert_null(plan.blocked);
			if (units == 100) {
				assert_int_equal(plan.part_count, 1);
			} else {
				assert_in_range(plan.part_count, 2, 8);
				parts_check(&plan, arena, text.text);
			}
			/* No part begins or ends inside a cluster: the sum of clusters is kept. */
			for (size_t k = 0; k < plan.part_count; k++)
				at += text_count(COUNT_GRAPHEMES, plan.parts[k].text, 0);
			assert_true(at >= text_count(COUNT_GRAPHEMES, text.text, 0));
			str_finish(&text);
		}
	arena_destroy(arena);
}

static void test_blocked(void **state)
{
	struct arena *arena = arena_create();
	struct str text = { 0 };
	struct scene scene;
	struct plan plan;

	(void)state;
	for (int i = 0; i < 3000; i++)
		str_add(&text, "word ");
	scene_set(&scene, arena, VIS_PUBLIC, -1, text.text);
	prepare(&scene, arena, &plan);
	assert_non_null(strstr(plan.blocked, "too long"));
	scene_set(&scene, arena, VIS_PUBLIC, -1, " \n\t ");
	prepare(&scene, arena, &plan);
	assert_string_equal(plan.blocked, "there is no text");
	scene_set(&scene, arena, VIS_PUBLIC, -1, "hi");
	scene.answered.reply_ctx = "";
	prepare(&scene, arena, &plan);
	assert_non_null(plan.blocked);
	scene.wish.answered = NULL;
	prepare(&scene, arena, &plan);
	assert_non_null(plan.blocked);
	/* A limit that leaves no room for anything. */
	scene_set(&scene, arena, VIS_PUBLIC, -1, "hello there, this is longer than that");
	scene.account.caps = "max_chars=10\n";
	prepare(&scene, arena, &plan);
	assert_non_null(plan.blocked);
	/* Old news. */
	scene_set(&scene, arena, VIS_PUBLIC, -1, "hi");
	scene.answered.at_ms = test_time("2026-01-01T00:00:00Z");
	prepare(&scene, arena, &plan);
	assert_int_equal(plan.warning_count, 1);
	str_finish(&text);
	arena_destroy(arena);
}

/* ---- sending */

static void scripted(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	(void)request;
	(void)arena;
	*out = *(const struct response *)data;
}

static struct run *send_part(struct scene *scene, struct plan *plan, size_t part, struct response *response)
{
	struct run *run = run_create();
	struct task task = { .kind = TASK_SEND, .account = &scene->account, .plan = plan, .part = part,
		.now_ms = test_time("2026-11-22T10:05:00Z") };

	run_task(run, &task, scripted, response);
	return run;
}

static void test_send(void **state)
{
	struct arena *arena = arena_create();
	const char *body = test_file(arena, "sent.json");
	struct response response = { .status = 200, .body = body, .len = strlen(body) };
	struct json *json = NULL;
	struct scene scene;
	struct plan plan;
	struct run *run;

	(void)state;
	scene_set(&scene, arena, VIS_PUBLIC, -1, "sorry!");
	scene.wish.cw = "parcels";
	prepare(&scene, arena, &plan);
	run = send_part(&scene, &plan, 0, &response);
	assert_null(run->err);
	assert_int_equal(run->last.sent.outcome, SEND_SENT);
	assert_string_equal(run->last.sent.remote_id, "https://social.example/users/brand/statuses/4001");
	assert_string_equal(run->last.sent.native, "4001");
	assert_string_equal(run->last.sent.url, "https://social.example/@brand/4001");
	assert_int_equal(run->last.sent.at_ms, test_time("2026-11-22T10:05:00.250Z"));
	assert_string_equal(run->request.method, "POST");
	assert_string_equal(run->request.url, "https://social.example/api/v1/statuses");
	assert_true(run->request.flags == (REQUEST_AUTH | REQUEST_SEND));
	assert_string_equal(run->request.headers[2], "Idempotency-Key: k-0");
	assert_string_equal(run->request.body, "{\"status\":\"@bob@shop.example @carol sorry!\","
		"\"in_reply_to_id\":\"3004\",\"visibility\":\"public\",\"spoiler_text\":\"parcels\","
		"\"sensitive\":true,\"language\":\"de\",\"allowed_mentions\":[\"1111\",\"1300\"]}");
	run_destroy(run);

	/* Private: the author alone, whatever else was typed. */
	scene_set(&scene, arena, VIS_PRIVATE, -1, "ask @carol");
	prepare(&scene, arena, &plan);
	run = send_part(&scene, &plan, 0, &response);
	assert_null(json_parse(run->request.body, run->request.body_len, &json));
	assert_string_equal(json_text(json, "visibility"), "direct");
	assert_int_equal(json_count(json_get(json, "allowed_mentions")), 1);
	json_destroy(json);
	run_destroy(run);

	/* In public a typed name may be told: no list then. */
	scene_set(&scene, arena, VIS_PUBLIC, -1, "ask @dave");
	prepare(&scene, arena, &plan);
	run = send_part(&scene, &plan, 0, &response);
	assert_null(strstr(run->request.body, "allowed_mentions"));
	run_destroy(run);

	/* A later part answers the one before. */
	plan.part_count = 2;
	plan.parts[1] = plan.parts[0];
	run = send_part(&scene, &plan, 1, &response);
	assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
	assert_int_equal(run->requests, 0);
	run_destroy(run);
	plan.parts[0].native = "4000";
	run = send_part(&scene, &plan, 1, &response);
	assert_non_null(strstr(run->request.body, "\"in_reply_to_id\":\"4000\""));
	run_destroy(run);
	arena_destroy(arena);
}

static void test_outcomes(void **state)
{
	static const struct { struct response response; enum send_outcome outcome; const char *reason; } cases[] = {
		{ { .status = 200, .body = "{}" }, SEND_UNKNOWN, "names no post" },
		{ { .status = 200, .body = "" }, SEND_UNKNOWN, NULL },
		{ { .status = 200, .body = "{\"id\":\"4001\",\"uri\":" }, SEND_UNKNOWN, NULL },
		{ { .status = 201, .body = "{\"id\":\"4001\"}" }, SEND_UNKNOWN, NULL },
		{ { .status = 204, .body = "" }, SEND_UNKNOWN, NULL },
		{ { .status = 302, .body = "" }, SEND_UNKNOWN, NULL },
		{ { .status = 500, .body = "{\"error\":\"x\"}" }, SEND_UNKNOWN, NULL },
		{ { .status = 503, .body = "" }, SEND_UNKNOWN, NULL },
		{ { .status = 408, .body = "x" }, SEND_UNKNOWN, NULL },
		{ { .status = 400, .body = "" }, SEND_UNKNOWN, NULL },
		{ { .status = 422, .body = "{\"error\":\"too\\nlong\"}" }, SEND_REFUSED, "too long (status 422)" },
		{ { .status = 404, .body = "<h1>" }, SEND_REFUSED, "status 404" },
		{ { .status = 403, .body = "{\"error\":\"This action is not allowed\"}" }, SEND_REFUSED, "not allowed" },
		{ { .status = 429, .body = "{}", .retry_after_ms = 7000 }, SEND_LATER, "429" },
		{ { .status = 401, .body = "" }, SEND_LATER, NULL },
		{ { .fault = FAULT_NOT_SENT, .fault_text = "no route" }, SEND_LATER, "no route" },
		{ { .fault = FAULT_BROKEN, .fault_text = "reset" }, SEND_UNKNOWN, "reset" },
	};
	struct arena *arena = arena_create();
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_set(&scene, arena, VIS_PUBLIC, -1, "sorry!");
	prepare(&scene, arena, &plan);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response response = cases[i].response;
		struct run *run;

		response.len = response.body != NULL ? strlen(response.body) : 0;
		run = send_part(&scene, &plan, 0, &response);
		assert_int_equal(run->last.sent.outcome, cases[i].outcome);
		assert_true(err_is(run->err, ERR_AUTH) == (response.status == 401));
		if (cases[i].reason != NULL)
			assert_non_null(strstr(run->last.sent.reason, cases[i].reason));
		if (cases[i].outcome == SEND_LATER)
			assert_true(run->last.sent.wait_ms > 0);
		run_destroy(run);
	}
	{
		const char *body = test_file(arena, "unexpected.json");
		struct response response = { .status = 422, .body = body, .len = strlen(body) };
		struct run *run = send_part(&scene, &plan, 0, &response);

		assert_int_equal(run->last.sent.outcome, SEND_REFUSED);
		assert_string_equal(run->last.sent.reason, "the text would also reach @mallory@evil.example");
		run_destroy(run);
	}
	arena_destroy(arena);
}

/* ---- reading back */

struct readback { const char *context, *pages[4]; int page, context_status; };

static void readback_answer(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct readback *back = data;

	(void)arena;
	if (strstr(request->url, "/context") != NULL)
		respond(out, back->context_status != 0 ? back->context_status : 200, back->context);
	else
		respond(out, 200, back->pages[back->page] != NULL ? back->pages[back->page++] : "[]");
}

static struct run *reconcile(struct scene *scene, struct plan *plan, struct readback *back)
{
	struct run *run = run_create();
	struct task task = { .kind = TASK_RECONCILE, .account = &scene->account, .plan = plan,
		.now_ms = test_time("2026-11-22T10:10:00Z"), .attempted_ms = test_time("2026-11-22T10:05:00Z") };

	run_task(run, &task, readback_answer, back);
	return run;
}

static const char *post(struct arena *arena, const char *id, const char *answers, const char *at, const char *html)
{
	return arena_printf(arena, "{\"id\":\"%s\",\"uri\":\"https://social.example/s/%s\",\"created_at\":\"%s\","
		"\"in_reply_to_id\":%s,\"content\":\"%s\",\"account\":{\"id\":\"109000000000000001\"}}",
		id, id, at, answers, html);
}

static void test_reconcile(void **state)
{
	struct arena *arena = arena_create();
	const char *sent = test_file(arena, "sent.json"), *empty = "{\"ancestors\":[],\"descendants\":[]}";
	const char *in_time = "2026-11-22T10:05:01Z", *before = "2026-11-22T09:00:00Z";
	/* What servers make of "sorry! see https://help.example/late 🙂". */
	const struct { const char *answers, *at, *html; bool found; } cases[] = {
		{ "\"3004\"", in_time, "<p>@bob sorry! see <a href='https://help.example/late'>https://help.example/late</a> \xF0\x9F\x99\x82</p>", true },
		{ "\"3004\"", in_time, "<span><a href='x'>@bob@shop.example</a></span> <i>sorry</i>!  see https://help.example/late &#128578;<br>", true },
		{ "\"3004\"", in_time, "sorry! see https://help.example/late", true },
		{ "\"3004\"", in_time, "something else", false },
		{ "\"3004\"", in_time, "", false },
		{ "\"3005\"", in_time, "sorry! see https://help.example/late", false },
		{ "null", in_time, "sorry! see https://help.example/late", false },
		{ "\"3004\"", before, "sorry! see https://help.example/late", false },
		{ "\"3004\"", "never", "sorry! see https://help.example/late", false },
	};
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_set(&scene, arena, VIS_PRIVATE, -1, "sorry! see https://help.example/late \xF0\x9F\x99\x82");
	prepare(&scene, arena, &plan);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int where = 0; where < 2; where++) {
			const char *one = post(arena, "4001", cases[i].answers, cases[i].at, cases[i].html);
			struct readback back = { .context = empty };
			struct run *run;

			if (where == 0)
				back.context = arena_printf(arena, "{\"ancestors\":[],\"descendants\":[%s]}", one);
			else
				back.pages[0] = arena_printf(arena, "[%s,%s]", one,
					post(arena, "4000", "null", before, "old"));
			run = reconcile(&scene, &plan, &back);
			assert_null(run->err);
			assert_int_equal(run->last.sent.outcome, cases[i].found ? SEND_SENT : SEND_ABSENT);
			if (cases[i].found)
				assert_string_equal(run->last.sent.native, "4001");
			run_destroy(run);
		}
	/* Found on the second page; the first one is all newer. */
	{
		struct readback back = { .context = "<h1>404</h1>", .context_status = 404,
			.pages = { arena_printf(arena, "[%s]", post(arena, "4009", "null", "2026-11-22T10:09:00Z", "x")),
				arena_printf(arena, "[%s]", sent) } };
		struct run *run = reconcile(&scene, &plan, &back);

		assert_int_equal(run->last.sent.outcome, SEND_SENT);
		assert_non_null(strstr(run->urls[2], "max_id=4009"));
		run_destroy(run);
	}
	/* A server that does not walk back: what lies before a full page nobody knows, so it is not sent again. */
	for (int count = 19; count <= 20; count++) {
		struct str page = { 0 };
		struct readback back = { .context = empty };
		struct run *run;

		for (int i = 0; i < count; i++)
			str_printf(&page, "%s%s", i == 0 ? "[" : ",", post(arena, arena_printf(arena, "%d", 4100 - i),
				"null", "2026-11-22T10:09:00Z", "x"));
		str_add_char(&page, ']');
		back.pages[0] = back.pages[1] = page.text;
		run = reconcile(&scene, &plan, &back);
		assert_int_equal(run->last.sent.outcome, count < 20 ? SEND_ABSENT : SEND_UNKNOWN);
		run_destroy(run);
		str_finish(&page);
	}
	/* A part that is known to be there is not taken for another one. */
	{
		struct readback back = { .context = empty, .pages = { arena_printf(arena, "[%s]", sent) } };
		struct run *run;

		plan.parts[0].remote_id = "https://social.example/users/brand/statuses/4001";
		run = reconcile(&scene, &plan, &back);
		assert_int_equal(run->last.sent.outcome, SEND_ABSENT);
		plan.parts[0].remote_id = NULL;
		run_destroy(run);
	}
	/* When the server cannot be read, nothing is said. */
	{
		struct readback back = { .context = "", .context_status = 502 };
		struct run *run = reconcile(&scene, &plan, &back);

		assert_true(err_is(run->err, ERR_NET));
		assert_int_equal(run->last.sent.outcome, SEND_NONE);
		run_destroy(run);
		back = (struct readback){ .context = empty, .pages = { "{}" } };
		run = reconcile(&scene, &plan, &back);
		assert_true(err_is(run->err, ERR_PROTOCOL));
		run_destroy(run);
	}
	arena_destroy(arena);
}

/* Without words every picture would be this one: what the server calls its file tells, and else nobody knows. */
static void test_reconcile_files(void **state)
{
	static const struct { const char *files[2]; enum send_outcome outcome; const char *native; } cases[] = {
		{ { "[{\"id\":\"77\"}]" }, SEND_SENT, "4000" },
		{ { "[{\"id\":\"76\"}]" }, SEND_UNKNOWN, NULL },
		{ { "[{\"id\":\"76\"}]", "[{\"id\":\"77\"}]" }, SEND_SENT, "4001" },
		{ { "[]" }, SEND_ABSENT, NULL },
		{ { "[{\"id\":\"77\"},{\"id\":\"78\"}]" }, SEND_ABSENT, NULL },
	};
	struct arena *arena = arena_create();
	struct scene scene;
	struct plan plan;

	(void)state;
	scene_set(&scene, arena, VIS_PUBLIC, -1, "words");
	prepare(&scene, arena, &plan);
	plan.parts[0].text = "@bob@shop.example";
	plan.media_count = 1;
	plan.media[0].remote_id = "77";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct readback back = { 0 };
		struct str list = { 0 };
		struct run *run;

		for (size_t k = 0; k < 2 && cases[i].files[k] != NULL; k++)
			str_printf(&list, "%s{\"id\":\"400%zu\",\"uri\":\"https://social.example/s/400%zu\",\"created_at\":"
				"\"2026-11-22T10:05:01Z\",\"in_reply_to_id\":\"3004\",\"content\":\"<p>@bob</p>\",\"account\":"
				"{\"id\":\"109000000000000001\"},\"media_attachments\":%s}", k > 0 ? "," : "", k, k,
				cases[i].files[k]);
		back.context = arena_printf(arena, "{\"ancestors\":[],\"descendants\":[%s]}", str_text(&list));
		str_finish(&list);
		run = reconcile(&scene, &plan, &back);
		assert_null(run->err);
		assert_int_equal(run->last.sent.outcome, cases[i].outcome);
		if (cases[i].native != NULL)
			assert_string_equal(run->last.sent.native, cases[i].native);
		run_destroy(run);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_visibility),
		cmocka_unit_test(test_mentions),
		cmocka_unit_test(test_warning_text),
		cmocka_unit_test(test_splitting),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_reconcile),
		cmocka_unit_test(test_reconcile_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
