/* SPDX-License-Identifier: ISC */
/*
 * Whatever a server answers, a poll of the Mastodon API ends, and a reading
 * again of what we have: with items that can be stored and requests to the
 * account's own server, or with an error.  The first byte chooses stream, level and cursor; the answers follow,
 * separated by a zero byte, and come round again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/json/json.h"
#include "../../src/connector/registry.h"
#include "promise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answer_next(const char **next, const char *all, const char *end, struct arena *arena,
	struct response *out)
{
	size_t len = strnlen(*next, (size_t)(end - *next));

	memset(out, 0, sizeof(*out));
	out->status = 200;
	out->body = arena_copy_n(arena, *next, len);
	out->len = len;
	*next = *next + len < end ? *next + len + 1 : all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account account = { .id = 1, .url = "https://social.example", .settings = "history=all\n",
		.self_id = "1", .self_handle = "@brand@social.example", .caps = "software=mastodon\n" };
	const char *bytes = (const char *)data, *next = bytes + 1, *all = next, *end = bytes + size;
	struct arena *arena = arena_create();
	struct output out = { .arena = arena };
	struct response response;
	bool answered = false;
	static const struct refresh_message again[] = { { .uid = "https://social.example/1", .native = "1", .rev = "" },
		{ .uid = "https://social.example/2", .native = "2", .rev = "2026-11-22T10:00:00Z", .reply_ctx = "author=bob\n" } };
	struct task task = { .kind = TASK_POLL, .account = &account, .arena = arena, .now_ms = 1, .again = again,
		.again_count = sizeof(again) / sizeof(again[0]) };
	struct need need;
	err_t err;

	if (size < 2)
		goto out;
	account.level = data[0] & 1 ? 1 : 2;
	task.stream = data[0] & 2 ? "statuses" : "notifications";
	task.cursor = data[0] & 4 ? "id=3\n" : NULL;
	if (data[0] & 8)
		account.caps = "software=snac\n";
	if (data[0] & 16)
		task.kind = TASK_PROBE;
	if (data[0] & 32)
		task.kind = TASK_REFRESH;
	task.state = arena_alloc(arena, connector_mastodon.state_size);
	for (int step = 0; step < STEPS_MAX; step++) {
		err = connector_mastodon.step(&task, answered ? &response : NULL, &need, &out);
		answered = false;
		if (err != NULL || need.kind == NEED_NOTHING)
			break;
		if (need.kind == NEED_COMMIT) {
			output_look(&out, arena);
		} else if (need.kind == NEED_HTTP) {
			require(str_starts(need.request.url, "https://social.example/api/v"), "own server");
			require(strstr(need.request.url, "/../") == NULL, "own paths");
			answer_next(&next, all, end, arena, &response);
			answered = true;
		}
	}
	output_look(&out, arena);
out:
	arena_destroy(arena);
	return 0;
}
