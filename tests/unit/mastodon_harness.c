/* SPDX-License-Identifier: ISC */
/* The courier's part of a task, without any network. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "mastodon_harness.h"

enum { STEPS_MAX = 20000 };

struct run *run_create(void)
{
	struct run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->arena = arena_create();
	return run;
}

void run_destroy(struct run *run)
{
	arena_destroy(run->arena);
	free(run);
}

int64_t test_time(const char *text)
{
	int64_t ms = 0;

	assert_null(time_parse(text, &ms));
	return ms;
}

struct account test_account(void)
{
	return (struct account){
		.id = 1, .network = "mastodon", .name = "brand", .url = "https://social.example/",
		.settings = "", .self_id = "109000000000000001", .self_handle = "@brand@social.example",
		.caps = "max_chars=500\nurl_chars=23\nsoftware=mastodon\ndomain=social.example\n",
		.level = 1, .since_ms = test_time("2026-11-22T10:00:00Z")
	};
}

const char *test_file(struct arena *arena, const char *name)
{
	const char *top = getenv("top_srcdir");
	struct str text = { 0 };
	const char *result;
	err_t err = file_read(arena_printf(arena, "%s/tests/data/mastodon/%s", top != NULL ? top : ".",
		name), 8 << 20, &text);

	if (err != NULL)
		fail_msg("%s", err->text);
	result = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return result;
}

const char *test_fill(struct arena *arena, const char *text, const char *key, const char *value)
{
	const char *mark = arena_printf(arena, "@%s@", key), *found, *result;
	struct str out = { 0 };

	while ((found = strstr(text, mark)) != NULL) {
		str_add_n(&out, text, (size_t)(found - text));
		str_add(&out, value);
		text = found + strlen(mark);
	}
	str_add(&out, text);
	result = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return result;
}

void respond(struct response *response, int status, const char *body)
{
	response->status = status;
	response->body = body;
	response->len = strlen(body);
	response->rate_remaining = -1;
}

/* What the courier does at a commit and at the end. */
static void collect(struct run *run, struct output *out)
{
	for (size_t i = 0; i < out->count; i++) {
		assert_true(run->count < RUN_ITEMS);
		assert_null(item_check(&out->items[i]));
		run->items[run->count++] = out->items[i];
	}
	for (size_t i = 0; i < out->bad_count && run->bad_count < RUN_ITEMS; i++)
		run->bad[run->bad_count++] = out->bad[i].why;
	if (out->cursor != NULL)
		run->cursor = out->cursor;
	if (out->gap.to_ms != 0) {
		run->gap_from_ms = out->gap.from_ms;
		run->gap_to_ms = out->gap.to_ms;
	}
	run->last = *out;
	memset(out, 0, sizeof(*out));
	out->arena = run->arena;
}

void run_task(struct run *run, struct task *task, answer_fn answer, void *data)
{
	const struct connector *connector = &connector_mastodon;
	struct response response = { 0 };
	struct output out = { .arena = run->arena };
	bool answered = false;

	task->arena = run->arena;
	task->state = arena_alloc(run->arena, connector->state_size);
	for (int step = 0;; step++) {
		struct need need = { 0 };

		assert_true(step < STEPS_MAX);
		run->err = connector->step(task, answered ? &response : NULL, &need, &out);
		answered = false;
		if (run->err != NULL || need.kind == NEED_NOTHING)
			break;
		if (need.kind == NEED_COMMIT) {
			run->commits++;
			collect(run, &out);
		} else if (need.kind == NEED_UNTIL) {
			run->waits++;
			assert_true(need.until_ms > task->now_ms);
			task->now_ms = need.until_ms;
		} else {
			assert_true(str_starts(need.request.url, "https://social.example/api/"));
			assert_true(need.request.flags & REQUEST_AUTH);
			assert_true(run->requests < RUN_REQUESTS);
			run->urls[run->requests++] = need.request.url;
			run->request = need.request;
			memset(&response, 0, sizeof(response));
			answer(data, &need.request, run->arena, &response);
			answered = true;
		}
	}
	if (run->err == NULL)
		collect(run, &out);
	else
		run->last = out;
}
