/* SPDX-License-Identifier: ISC */
/*
 * How customers behave: when they come, what they say next, how they react
 * to answers.  Pending events are taken in order of their instants and draw
 * from generators of their own, so the history never depends on how often
 * anybody looks.
 */
#include "playback_life.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "playback_message.h"

enum {
	GAP_FIRST_MS = 4000, GAP_MIN_MS = 12000, GAP_MAX_MS = 75000,
	WAVE_MIN_MS = 1500, WAVE_MAX_MS = 9000,
	STAGE_FIRST_MS = 5000, STAGE_GAP_MIN_MS = 10000, STAGE_GAP_MAX_MS = 25000,
	STAGE_SOON_MS = 15000, STAGE_HASTE = 20,
	PERSON_STEP = 7
};

/* FNV-1a: only to spread names over seeds. */
static uint64_t hash_text(uint64_t seed, const char *text)
{
	uint64_t hash = seed ^ UINT64_C(0xCBF29CE484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return hash;
}

int64_t life_between(struct random *random, int64_t low, int64_t high)
{
	return low + (int64_t)random_below(random, (uint64_t)(high - low + 1));
}

void life_event_push(struct world_state *state, int64_t at_ms, struct instance *instance,
	const struct script_step *step)
{
	struct event event = { at_ms, instance, step };
	size_t place = state->event_count;

	if (state->event_count == state->event_size) {
		state->event_size = state->event_size > 0 ? state->event_size * 2 : 64;
		state->events = mem_grow(state->events, state->event_size, sizeof(event));
	}
	/* A new event follows the older ones of its instant. */
	while (place > 0 && state->events[place - 1].at_ms <= at_ms)
		place--;
	memmove(&state->events[place + 1], &state->events[place],
		(state->event_count - place) * sizeof(event));
	state->events[place] = event;
	state->event_count++;
}

/* "{6}" becomes six digits, the same ones throughout one telling. */
static const char *fill_in(struct world *world, const struct instance *instance, const char *text)
{
	struct str out = { 0 };
	const char *filled;

	for (; *text != '\0'; text++) {
		if (text[0] == '{' && text[1] > '0' && text[1] <= '9' && text[2] == '}') {
			struct random random = random_seeded(instance->digits + (uint64_t)text[1]);

			str_add_char(&out, (char)('1' + random_below(&random, 9)));
			for (char left = text[1]; left > '1'; left--)
				str_add_char(&out, (char)('0' + random_below(&random, 10)));
			text += 2;
		} else {
			str_add_char(&out, *text);
		}
	}
	filled = arena_copy_n(world->arena, out.text, out.len);
	str_finish(&out);
	return filled;
}

static const char *post_uid(struct world *world, const char *post)
{
	return arena_printf(world->arena, "%s-post.%s", world->brand->id, post);
}

static const char *next_uid(struct world *world, struct instance *instance)
{
	return arena_printf(world->arena, "%s-%zu.%zu", world->brand->id, instance->number,
		++instance->messages);
}

struct script_person life_brand(const struct script_brand *brand)
{
	return (struct script_person){ .name = brand->name, .handle = brand->handle };
}

bool life_is_private(const struct script_conversation *conversation)
{
	return str_equal(conversation->where, "private");
}

static const char *kind_of(const struct instance *instance, bool first)
{
	const struct script_conversation *conversation = instance->conversation;

	if (conversation->kind != NULL && first)
		return conversation->kind;
	if (life_is_private(conversation))
		return "dm";
	return !first ? "reply" : conversation->under != NULL ? "comment" : "mention";
}

static void customer_says(struct world *world, struct instance *instance, const char *text,
	int64_t at_ms)
{
	bool first = instance->last == NULL;
	const char *parent = instance->newest != NULL ? instance->newest
		: instance->conversation->under != NULL ? instance->thread : NULL;
	struct message message = {
		.op = "new", .uid = next_uid(world, instance),
		.parent = first && instance->stranger != NULL ? instance->stranger : parent,
		.kind = kind_of(instance, first), .where = instance->conversation->where,
		.lang = instance->conversation->lang, .person = *instance->person,
		.text = fill_in(world, instance, text), .at_ms = at_ms,
	};

	if (instance->thread == NULL)
		instance->thread = message.uid;
	message.thread = instance->thread;
	instance->last = instance->newest = message.uid;
	instance->last_parent = message.parent;
	instance->last_ms = at_ms;
	message_add(world, &world->inbox, &message, NULL);
}

/* The customer's newest message, edited or gone. */
static void customer_changes(struct world *world, struct instance *instance, const char *text,
	int64_t at_ms)
{
	struct message message = {
		.op = text != NULL ? "new" : "gone", .uid = instance->last,
		.thread = instance->thread, .parent = instance->last_parent,
		.kind = kind_of(instance, instance->messages == 1),
		.where = instance->conversation->where, .lang = instance->conversation->lang,
		.person = *instance->person, .at_ms = instance->last_ms, .edited_ms = at_ms,
		.edits = ++instance->edits,
		.text = text != NULL ? fill_in(world, instance, text) : NULL,
	};

	if (text == NULL)
		instance->gone = true;
	message_add(world, &world->inbox, &message, NULL);
}

static void stranger_says(struct world *world, struct instance *instance,
	const struct script_step *step, int64_t at_ms)
{
	struct message message = {
		.op = "context", .uid = next_uid(world, instance), .kind = "comment",
		.where = instance->conversation->where, .person = step->other,
		.text = fill_in(world, instance, step->text), .at_ms = at_ms,
	};

	message.parent = instance->newest != NULL ? instance->newest : instance->thread;
	/* Whoever speaks first in a thread that nobody began is its root. */
	if (instance->thread == NULL)
		instance->thread = message.uid;
	message.thread = instance->thread;
	if (instance->conversation->answers_other && instance->last == NULL)
		instance->stranger = message.uid;
	message_add(world, &world->inbox, &message, NULL);
}

void life_we_say(struct world *world, struct instance *instance, const char *uid,
	const char *where, const char *text, int64_t at_ms)
{
	struct message message = {
		.op = "echo", .uid = uid, .thread = instance->thread, .parent = instance->last,
		.kind = life_is_private(instance->conversation) ? "dm" : "reply", .where = where,
		.lang = instance->conversation->lang, .person = life_brand(world->brand),
		.text = text, .at_ms = at_ms,
	};

	instance->answered = true;
	instance->newest = uid;
	message_add(world, &world->own, &message, instance->person);
}

static void root_context(struct world *world, struct instance *instance)
{
	const struct script_brand *brand = world->brand;

	for (size_t i = 0; i < brand->post_count; i++) {
		const struct script_post *post = &brand->posts[i];
		struct message message = {
			.op = "context", .uid = post_uid(world, post->id), .kind = "post",
			.where = "public", .lang = brand->lang, .person = life_brand(brand),
			.text = post->text,
			.at_ms = world->state->options.start_ms - post->age_ms,
		};

		if (!str_equal(post->id, instance->conversation->under))
			continue;
		message.thread = instance->thread = message.uid;
		message_add(world, &world->inbox, &message, NULL);
	}
}

bool life_is_staged(const struct world *world)
{
	return world->state->options.pace == PACE_STAGE;
}

/* On the stage whatever is more than a moment ahead comes sooner, in its order. */
static int64_t stage_instant(const struct world *world, int64_t arrived_ms, int64_t at_ms)
{
	int64_t start_ms = world->state->options.start_ms;
	int64_t soon = (arrived_ms > start_ms ? arrived_ms : start_ms) + STAGE_SOON_MS;

	return !life_is_staged(world) || at_ms <= soon ? at_ms : soon + (at_ms - soon) / STAGE_HASTE;
}

size_t life_blocked_at(const struct world_state *state, const char *handle)
{
	size_t i = 0;

	while (i < state->blocked_count && strcmp(state->blocked[i], handle) != 0)
		i++;
	return i;
}

static bool is_blocked(const struct world *world, const struct instance *instance)
{
	return life_blocked_at(world->state, instance->person->handle) < world->state->blocked_count;
}

static void instance_arrive(struct world *world, struct instance *instance, int64_t at_ms)
{
	const struct script_conversation *conversation = instance->conversation;
	struct world_state *state = world->state;

	instance->arrived_ms = at_ms;
	if (is_blocked(world, instance))
		return;
	root_context(world, instance);
	for (size_t i = 0; i < conversation->step_count; i++) {
		const struct script_step *step = &conversation->steps[i];
		bool at_once = state->options.pace == PACE_FLOOD && step->when == WHEN_ARRIVAL;

		if (step->when != WHEN_ANSWER)
			life_event_push(state, stage_instant(world, at_ms, at_ms + (at_once ? 0 : step->delay_ms)),
				instance, step);
	}
}

static void instance_step(struct world *world, struct instance *instance,
	const struct script_step *step, int64_t at_ms)
{
	if (instance->gone || (step->when == WHEN_UNANSWERED && instance->answered))
		return;
	if (is_blocked(world, instance) && step->act != ACT_US)
		return;
	switch (step->act) {
	case ACT_SAY:
		customer_says(world, instance, step->text, at_ms);
		break;
	case ACT_EDIT:
	case ACT_DELETE:
		customer_changes(world, instance, step->text, at_ms);
		break;
	case ACT_OTHER:
		stranger_says(world, instance, step, at_ms);
		break;
	case ACT_US:
		life_we_say(world, instance, next_uid(world, instance), instance->conversation->where,
			fill_in(world, instance, step->text), at_ms);
		break;
	}
}

/* In later cycles other people have the same trouble. */
static const struct script_person *person_of(const struct script_brand *brand,
	const struct script_conversation *conversation, size_t cycle)
{
	size_t index = (size_t)(conversation - brand->conversations);

	if (cycle == 0 || conversation->is_hostile)
		return &conversation->person;
	for (size_t i = 0; i < brand->count; i++) {
		const struct script_conversation *lender =
			&brand->conversations[(index + cycle * PERSON_STEP + i) % brand->count];

		if (!lender->is_hostile && str_equal(lender->lang, conversation->lang))
			return &lender->person;
	}
	return &conversation->person;
}

static void instance_create(struct world *world, const struct script_conversation *conversation,
	size_t cycle, int64_t at_ms)
{
	struct world_state *state = world->state;
	struct instance *instance = arena_alloc(world->arena, sizeof(*instance));

	if (state->instance_count == state->instance_size) {
		state->instance_size = state->instance_size > 0 ? state->instance_size * 2 : 64;
		state->instances = mem_grow(state->instances, state->instance_size,
			sizeof(*state->instances));
	}
	instance->conversation = conversation;
	instance->person = person_of(world->brand, conversation, cycle);
	instance->random = random_seeded(hash_text(state->seed + cycle, conversation->id));
	instance->digits = random_next(&instance->random);
	instance->number = state->instance_count;
	state->instances[state->instance_count++] = instance;
	life_event_push(state, at_ms, instance, NULL);
}

static int draw_compare(const void *a, const void *b)
{
	const struct draw *left = a, *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return left->conversation < right->conversation ? -1 : left->conversation > right->conversation;
}

/* A cycle's live arrivals in seeded order; a wave stays together. */
static void draw_fill(struct world *world)
{
	struct world_state *state = world->state;

	state->draw_count = state->draw_next = 0;
	for (size_t i = 0; i < world->brand->count; i++) {
		const struct script_conversation *conversation = &world->brand->conversations[i];
		const char *name = conversation->wave != NULL ? conversation->wave : conversation->id;
		struct random random = random_seeded(hash_text(state->seed + state->cycle, name));

		if (state->cycle == 0 && (life_is_staged(world) ? conversation->is_staged || conversation->is_hostile
							   : conversation->is_early))
			continue;
		state->draws[state->draw_count++] = (struct draw){ random_next(&random), conversation };
	}
	qsort(state->draws, state->draw_count, sizeof(*state->draws), draw_compare);
}

/* The next turn that is this brand's. */
static int64_t stage_turn(struct world_state *state)
{
	int64_t at_ms;
	size_t slot;

	do {
		at_ms = state->slot_ms;
		slot = state->slot++;
		state->slot_ms += life_between(&state->slots, STAGE_GAP_MIN_MS, STAGE_GAP_MAX_MS);
	} while (state->options.turns > 1 && (slot + state->options.seed) % state->options.turns != state->options.turn);
	return at_ms;
}

static void draw_arrive(struct world *world)
{
	struct world_state *state = world->state;
	const struct draw *draw = &state->draws[state->draw_next++];
	bool wave;

	instance_create(world, draw->conversation, state->cycle, state->draw_ms);
	wave = state->draw_next < state->draw_count && draw[1].key == draw->key;
	if (state->draw_next == state->draw_count) {
		state->cycle++;
		draw_fill(world);
	}
	if (life_is_staged(world))
		state->draw_ms = stage_turn(state);
	else
		state->draw_ms += wave ? life_between(&state->random, WAVE_MIN_MS, WAVE_MAX_MS)
			: life_between(&state->random, GAP_MIN_MS, GAP_MAX_MS);
}

static void world_begin(struct world *world)
{
	struct world_state *state = world->state;
	const struct script_brand *brand = world->brand;
	bool flood = state->options.pace == PACE_FLOOD;

	for (size_t i = 0; i < brand->post_count; i++) {
		const struct script_post *post = &brand->posts[i];
		struct message message = {
			.op = "echo", .uid = post_uid(world, post->id), .kind = "post",
			.where = "public", .lang = brand->lang, .person = life_brand(brand),
			.text = post->text, .at_ms = state->options.start_ms - post->age_ms,
		};

		message.thread = message.uid;
		message_add(world, &world->own, &message, NULL);
	}
	for (size_t i = 0; i < brand->count; i++) {
		const struct script_conversation *conversation = &brand->conversations[i];

		if (life_is_staged(world) ? conversation->is_staged : flood || conversation->is_early)
			instance_create(world, conversation, 0, state->options.start_ms -
				(flood ? 0 : life_is_staged(world) ? conversation->stage_ms : conversation->age_ms));
	}
	state->draws = mem_array(brand->count, sizeof(*state->draws));
	draw_fill(world);
	state->slot_ms = state->options.start_ms + STAGE_FIRST_MS;
	state->draw_ms = life_is_staged(world) ? stage_turn(state) : state->options.start_ms + GAP_FIRST_MS;
}

struct world *world_create(const struct script_brand *brand, const struct world_options *options)
{
	struct world *world = mem_alloc(sizeof(*world));

	world->brand = brand;
	world->arena = arena_create();
	world->state = mem_alloc(sizeof(*world->state));
	world->state->options = *options;
	world->state->seed = hash_text(options->seed, brand->id);
	world->state->random = random_seeded(world->state->seed);
	world->state->slots = random_seeded(options->seed);
	world->state->now_ms = INT64_MIN;
	world_begin(world);
	return world;
}

void world_destroy(struct world *world)
{
	if (world == NULL)
		return;
	free(world->state->events);
	free(world->state->blocked);
	free(world->state->instances);
	free(world->state->draws);
	free(world->state);
	free(world->inbox.lines);
	free(world->own.lines);
	arena_destroy(world->arena);
	free(world);
}

void world_advance(struct world *world, int64_t now_ms)
{
	struct world_state *state = world->state;
	bool live = (state->options.pace == PACE_DEMO || life_is_staged(world)) && state->draw_count > 0;

	if (now_ms > state->now_ms)
		state->now_ms = now_ms;
	for (;;) {
		const struct event *event = state->event_count > 0
			? &state->events[state->event_count - 1] : NULL;

		if (live && state->draw_ms <= state->now_ms
		    && (event == NULL || state->draw_ms <= event->at_ms)) {
			draw_arrive(world);
			continue;
		}
		if (event == NULL || event->at_ms > state->now_ms)
			return;
		state->event_count--;
		if (event->step == NULL)
			instance_arrive(world, event->instance, event->at_ms);
		else
			instance_step(world, event->instance, event->step, event->at_ms);
	}
}
