/* SPDX-License-Identifier: ISC */
/*
 * The playback network's people from inside: playback_world.c lets them come
 * and speak, playback_answer.c is how they take what we say and do.
 */
#ifndef GUICHET_SRC_NET_PLAYBACK_LIFE_H
#define GUICHET_SRC_NET_PLAYBACK_LIFE_H
#include "playback_world.h"

#include "guichet/base/random.h"

enum { JITTER_PERCENT = 15 };	/* of what a script says, either way */

/* One telling of a conversation. */
struct instance {
	const struct script_conversation *conversation;
	const struct script_person *person;
	struct random random;
	uint64_t digits;
	int64_t arrived_ms, last_ms;
	size_t number, messages, answers, edits;
	bool answered, gone;
	const char *thread, *last, *last_parent, *stranger, *newest;
};

struct event {
	int64_t at_ms;
	struct instance *instance;
	const struct script_step *step;	/* NULL: the arrival */
};

struct draw { uint64_t key; const struct script_conversation *conversation; };

struct world_state {
	struct world_options options;
	uint64_t seed;
	int64_t now_ms;
	struct event *events;		/* latest first */
	size_t event_count, event_size;
	struct instance **instances;
	size_t instance_count, instance_size;
	size_t posts;
	const char **blocked;		/* handles whose words do not reach us */
	size_t blocked_count;
	struct draw *draws;		/* the live arrivals of this cycle */
	size_t draw_count, draw_next, cycle;
	int64_t draw_ms;		/* when the next one comes */
	int64_t slot_ms;		/* the next turn of any brand; the same in all worlds of a seed */
	size_t slot;
	struct random slots;
	struct random random;
};

/* A delay or a percentage, both ends included. */
int64_t life_between(struct random *random, int64_t low, int64_t high);
struct script_person life_brand(const struct script_brand *brand);
bool life_is_private(const struct script_conversation *conversation);
bool life_is_staged(const struct world *world);
/* Where a handle stands among those whose words do not reach us; their count: nowhere. */
size_t life_blocked_at(const struct world_state *state, const char *handle);
void life_event_push(struct world_state *state, int64_t at_ms, struct instance *instance,
	const struct script_step *step);
/* Our own words in somebody's conversation. */
void life_we_say(struct world *world, struct instance *instance, const char *uid, const char *where,
	const char *text, int64_t at_ms);
#endif
