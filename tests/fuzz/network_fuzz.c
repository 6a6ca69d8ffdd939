/* SPDX-License-Identifier: ISC */
/*
 * Whatever a server answers, each task of a connector ends: with items that
 * can be stored and requests to the account's own server, or with an error.
 * The first byte chooses the network, the second the task; the answers follow,
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

struct answers { const char *next, *all, *end; };

static void answer_next(struct answers *answers, struct arena *arena, struct response *out)
{
	size_t len = strnlen(answers->next, (size_t)(answers->end - answers->next));

	*out = (struct response){ .status = 200, .rate_remaining = -1, .len = len };
	out->body = arena_copy_n(arena, answers->next, len);
	answers->next = answers->next + len < answers->end ? answers->next + len + 1 : answers->all;
}

static void play(const struct connector *connector, struct task *task, struct answers *answers)
{
	struct output out = { .arena = task->arena };
	struct session session = { .version = 1, .origin = task->account->url,
		.notes = "did=did:plc:a\nhandle=a\ndm=yes\n" };
	struct response response;
	bool answered = false;
	struct need need;
	err_t err;

	task->session = &session;
	task->state = arena_alloc(task->arena, connector->state_size + 1);
	for (int step = 0; step < STEPS_MAX; step++) {
		err = connector->step(task, answered ? &response : NULL, &need, &out);
		answered = false;
		if (err != NULL || need.kind == NEED_NOTHING)
			break;
		if (need.kind == NEED_COMMIT) {
			if (out.cursor != NULL)
				task->cursor = out.cursor;
			output_look(&out, task->arena);
		} else if (need.kind == NEED_HTTP) {
			require(str_starts(need.request.url, "https://social.example/"), "own server");
			require(strstr(need.request.url, "/../") == NULL, "own paths");
			answer_next(answers, task->arena, &response);
			answered = true;
		} else if (need.kind == NEED_UNTIL) {
			task->now_ms = need.until_ms;
		}
	}
	output_look(&out, task->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const networks[] = { "bluesky", "telegram", "wordpress", "hackernews" };
	static const enum task_kind kinds[] = { TASK_POLL, TASK_POLL, TASK_POLL, TASK_POLL, TASK_PROBE, TASK_LOGIN,
		TASK_SEND, TASK_RECONCILE };
	struct account account = { .id = 1, .name = "a", .url = "https://social.example",
		.settings = "history=all\nhandle=a\nlisten=tea\nuser=host\nquery=tea\n", .self_id = "did:plc:a", .self_handle = "@a",
		.caps = "dm=yes\n" };
	struct plan plan = { .begun_ms = 1, .part_count = 1, .parts[0] = { .text = "@b.c https://d.e", .key = "k" },
		.reply_ctx = "uri=at://did:plc:b/app.bsky.feed.post/c\nconvo=c\nchat=1\nmessage=2\npost=5\ncomment=1\n" };
	struct answers answers = { (const char *)data + 2, (const char *)data + 2, (const char *)data + size };
	const struct connector *connector;
	struct task task = { .account = &account, .plan = &plan, .now_ms = 1795341600000 };
	size_t stream = 0;

	if (size < 3)
		return 0;
	connector = connector_find(networks[data[0] % (sizeof(networks) / sizeof(networks[0]))]);
	task.kind = kinds[data[1] & 7];
	plan.visibility = data[1] & 8 ? VIS_PRIVATE : VIS_PUBLIC;
	if (data[1] & 16)
		account.self_id = "1";
	for (size_t i = 0; i < (data[1] & 3) && connector->streams[stream + 1] != NULL; i++)
		stream++;
	task.stream = connector->streams[stream];
	task.arena = arena_create();
	play(connector, &task, &answers);
	arena_destroy(task.arena);
	return 0;
}
