/* SPDX-License-Identifier: ISC */
/*
 * Whatever the program of an external network writes, whoever asks gets one
 * answer, items that can be stored, and an end.  The input is its lines, each
 * heard when the desk wants one; a zero byte ends the program, which is then
 * begun again.  It is checked, read, answered and asked again, with the real
 * dialogue and connector and without a process.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/connector/task.h"
#include "guichet/json/json.h"
#include "../../src/courier/dialogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TURNS_MAX = 20000, STEPS_MAX = 5000 };

static void require(bool kept, const char *promise)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n", promise);
	abort();
}

/* ---- a program that is only its lines */

err_t program_start(struct outside *outside)
{
	outside->phase = PHASE_HELLO;
	outside->last_id = outside->seq = outside->handed = outside->acknowledged = 0;
	outside->greeted = outside->told_other = false;
	return NULL;
}

void program_write(struct outside *outside, const char *line)
{
	struct json *json = NULL;

	require(outside->phase != PHASE_DOWN && outside->phase != PHASE_ENDING, "only who runs is told");
	require(json_parse(line, strlen(line), &json) == NULL && json_is_object(json), "a line is an object");
	json_destroy(json);
}

void program_end(struct outside *outside)
{
	if (outside->phase == PHASE_DOWN || outside->phase == PHASE_ENDING)
		return;
	loop_timer_stop(outside->loop, &outside->clock);
	outside->phase = PHASE_ENDING;
}

void program_kill(struct outside *outside)
{
	loop_timer_stop(outside->loop, &outside->clock);
	outside->phase = PHASE_DOWN;
}

void program_resume(struct outside *outside)
{
	(void)outside;
}

/* ---- who asks */

struct player {
	struct arena *arena;
	struct transport *transport;
	struct account account;
	struct plan plan;
	struct act act;
	struct task task;
	struct output out;
	size_t done;			/* tasks */
	int steps;
	bool asks;			/* an answer is to come */
};

static const enum task_kind kinds[] = { TASK_PROBE, TASK_POLL, TASK_SEND, TASK_RECONCILE, TASK_ACT, TASK_POLL };
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void step(struct player *player, const struct response *response);

static void task_begin(struct player *player)
{
	player->task = (struct task){ .kind = kinds[player->done], .account = &player->account, .arena = player->arena,
		.plan = &player->plan, .act = &player->act, .stream = "all", .now_ms = INT64_C(1795341600000),
		.state = arena_alloc(player->arena, connector_external.state_size + 1) };
	player->out = (struct output){ .arena = player->arena };
	step(player, NULL);
}

static void task_end(struct player *player)
{
	if (player->out.probe.done)
		player->account.caps = player->out.probe.caps;
	if (player->transport->ops->leave != NULL)
		player->transport->ops->leave(player->transport, player);
	if (++player->done < KINDS)
		task_begin(player);
}

static void on_answer(void *data, const struct response *response)
{
	struct player *player = data;

	require(player->asks, "a question has one answer");
	player->asks = false;
	step(player, response);
}

static void items_look(struct player *player)
{
	for (size_t i = 0; i < player->out.count; i++)
		require(item_check(&player->out.items[i]) == NULL, "items can be stored");
	player->out.count = player->out.bad_count = 0;
	if (player->out.cursor != NULL)
		player->task.cursor = player->out.cursor;
	player->out.cursor = NULL;
}

static void step(struct player *player, const struct response *response)
{
	struct need need = { 0 };

	do {
		err_t err = player->steps++ < STEPS_MAX ?
			connector_external.step(&player->task, response, &need, &player->out) : err_make(ERR_NET, "enough");

		response = NULL;
		if (err != NULL || need.kind == NEED_NOTHING) {
			if (err != NULL)
				err_ignore(err, "an end like another");
			items_look(player);
			task_end(player);
			return;
		}
		items_look(player);
	} while (need.kind != NEED_HTTP);
	player->asks = true;
	(void)player->transport->ops->start(player->transport, &need.request, NULL, on_answer, player);
}

/* ---- turns */

static void on_stop(void *data)
{
	loop_stop(data);
}

static void turn(struct loop *loop)
{
	loop_after(loop, 0, on_stop, loop);
	require(loop_run(loop) == NULL, "the loop turns");
}

static void heard(struct outside *outside, const char **next, const char *end)
{
	size_t len = (size_t)(end - *next);
	const char *stop = memchr(*next, '\n', len);

	if (stop != NULL)
		len = (size_t)(stop - *next);
	if (len > 0 && **next == '\0')
		program_end(outside);
	else
		dialogue_line(outside, *next, len);
	*next += len + (stop != NULL);
}

static void play(struct player *player, struct loop *loop, const char *next, const char *end)
{
	struct outside *outside = (struct outside *)player->transport;

	task_begin(player);
	for (int i = 0; i < TURNS_MAX && player->done < KINDS; i++) {
		turn(loop);
		if (outside->phase == PHASE_ENDING) {
			outside->phase = PHASE_DOWN;
			dialogue_down(outside, "the connector was ended");
		} else if (outside->phase != PHASE_DOWN && next == end) {
			program_end(outside);
		} else if (dialogue_wants(outside)) {
			heard(outside, &next, end);
		}
	}
	require(player->done == KINDS, "it ends");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = mem_copy_n((const char *)data, size);
	struct player player = { .arena = arena_create(), .account = { .id = 1, .network = "x", .name = "a",
		.url = "", .settings = "url=x\n", .self_id = "1", .caps = "" } };
	struct outside_options options = { .program = "x", .directory = "/", .account = "a", .settings = "{}" };
	struct loop *loop = NULL;

	player.plan = (struct plan){ .part_count = 1, .reply_to = "u", .reply_ctx = "c",
		.parts[0] = { .text = "hello", .key = "k" } };
	player.act = (struct act){ .kind = ACT_RETRACT, .remote_id = "u" };
	require(loop_create(&loop) == NULL, "a loop");
	player.transport = transport_outside_create(loop, &options);
	play(&player, loop, copy, copy + size);
	transport_destroy(player.transport);
	loop_destroy(loop);
	arena_destroy(player.arena);
	free(copy);
	return 0;
}
