/* SPDX-License-Identifier: ISC */
/*
 * What our posts and acts do to the people of the playback network: what may
 * be answered and how, who reacts and when, and whose words reach us no more.
 */
#include "playback_life.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "playback_message.h"

enum { STAGE_REACT_MIN_MS = 5000, STAGE_REACT_MAX_MS = 20000, STAGE_REACT_HASTE = 40 };

static struct instance *instance_find(const struct world *world, const char *uid)
{
	size_t len = strlen(world->brand->id), number;
	char *end;

	if (strncmp(uid, world->brand->id, len) != 0 || uid[len] != '-')
		return NULL;
	number = strtoull(uid + len + 1, &end, 10);
	return *end == '.' && number < world->state->instance_count
		? world->state->instances[number] : NULL;
}

bool world_is_ours(const struct world *world, const char *uid)
{
	const char *gone = "op=gone";
	size_t skip = strlen("op=echo\tuid=");
	bool ours = false;

	for (size_t i = 0; i < world->own.count; i++)
		if (str_starts(world->own.lines[i] + skip, uid) && world->own.lines[i][skip + strlen(uid)] == '\t')
			ours = !str_starts(world->own.lines[i], gone);
	return ours;
}

enum world_target world_target(const struct world *world, const char *uid)
{
	const struct instance *instance = instance_find(world, uid);

	if (instance == NULL)
		return world_is_ours(world, uid) ? TARGET_PUBLIC : TARGET_NONE;
	if (instance->last == NULL)
		return TARGET_NONE;
	return instance->gone ? TARGET_GONE : instance->conversation->blocks ? TARGET_BLOCKED
		: life_is_private(instance->conversation) ? TARGET_PRIVATE : TARGET_PUBLIC;
}

/* How long a customer takes to react, given what the script says. */
static int64_t reaction_ms(const struct world *world, int64_t delay_ms)
{
	if (!life_is_staged(world))
		return delay_ms;
	delay_ms = STAGE_REACT_MIN_MS + delay_ms / STAGE_REACT_HASTE;
	return delay_ms < STAGE_REACT_MAX_MS ? delay_ms : STAGE_REACT_MAX_MS;
}

static void block(struct world *world, const char *handle, bool on)
{
	struct world_state *state = world->state;
	size_t at = life_blocked_at(state, handle);

	if (on && at == state->blocked_count) {
		state->blocked = mem_grow(state->blocked, ++state->blocked_count, sizeof(*state->blocked));
		state->blocked[at] = arena_copy(world->arena, handle);
	} else if (!on && at < state->blocked_count) {
		state->blocked[at] = state->blocked[--state->blocked_count];
	}
}

/* What is hidden, liked or reported changes nothing that is told to us. */
static void act_apply(struct world *world, const struct posted *posted)
{
	struct message gone = {
		.op = "gone", .uid = arena_copy(world->arena, posted->to), .kind = "post", .where = "public",
		.person = life_brand(world->brand), .at_ms = posted->at_ms, .edited_ms = posted->at_ms, .edits = 1,
	};

	gone.thread = gone.uid;
	if (str_equal(posted->act, "block") || str_equal(posted->act, "unblock"))
		block(world, posted->to, str_equal(posted->act, "block"));
	else if (str_equal(posted->act, "retract") && world_is_ours(world, posted->to))
		message_add(world, &world->own, &gone, NULL);
}

void world_apply(struct world *world, const struct posted *posted)
{
	struct instance *instance;
	struct message message = {
		.op = "echo", .uid = posted->id, .parent = *posted->to != '\0' ? posted->to : NULL,
		.thread = *posted->to != '\0' ? posted->to : posted->id, .kind = "post",
		.where = posted->visibility, .person = life_brand(world->brand), .text = posted->text,
		.at_ms = posted->at_ms,
	};

	world_advance(world, posted->at_ms);
	if (posted->act != NULL) {
		act_apply(world, posted);
		return;
	}
	instance = instance_find(world, posted->to);
	if (instance == NULL || instance->last == NULL) {
		message_add(world, &world->own, &message, NULL);
		return;
	}
	life_we_say(world, instance, arena_copy(world->arena, posted->id), posted->visibility,
		posted->text, posted->at_ms);
	instance->answers++;
	for (size_t i = 0; i < instance->conversation->step_count; i++) {
		const struct script_step *step = &instance->conversation->steps[i];
		int64_t delay;

		if (step->when != WHEN_ANSWER || step->answer != instance->answers)
			continue;
		delay = reaction_ms(world, step->delay_ms * life_between(&instance->random, 100 - JITTER_PERCENT,
			100 + JITTER_PERCENT) / 100);
		life_event_push(world->state, posted->at_ms + delay, instance, step);
	}
}
