/* SPDX-License-Identifier: ISC */
/*
 * Whatever a site sends as its feed, a check and a poll end: with items that can
 * be stored and requests to web addresses, or with an error.  The first byte
 * chooses the task; the rest is the answer to every request.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/connector/registry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS_MAX = 150 };

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account account = { .id = 1, .url = "https://blog.example/", .settings = "history=all\n",
		.self_id = "1", .self_handle = "Blog", .caps = "" };
	struct arena *arena = arena_create();
	struct output out = { .arena = arena };
	struct response response = { .status = 200 };
	struct task task = { .kind = TASK_POLL, .account = &account, .arena = arena, .now_ms = INT64_C(1800000000000) };
	struct need need = { .kind = NEED_HTTP };

	if (size < 2)
		goto out;
	if (data[0] & 1)
		task.kind = TASK_PROBE;
	response.body = arena_copy_n(arena, (const char *)data + 1, size - 1);
	response.len = size - 1;
	task.state = arena_alloc(arena, connector_feed.state_size);
	for (int step = 0; step < STEPS_MAX && need.kind == NEED_HTTP; step++) {
		if (connector_feed.step(&task, step > 0 ? &response : NULL, &need, &out) != NULL)
			break;
		require(need.kind != NEED_HTTP || str_starts(need.request.url, "http"), "web addresses");
		require(step < STEPS_MAX - 1, "it ends");
	}
	for (size_t i = 0; i < out.count; i++)
		require(item_check(&out.items[i]) == NULL, "items can be stored");
out:
	arena_destroy(arena);
	return 0;
}
