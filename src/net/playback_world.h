/* SPDX-License-Identifier: ISC */
/*
 * One account's part of the playback network: what arrived by when.  Pure:
 * a function of the options, the posts applied and the instant advanced to.
 */
#ifndef GUICHET_SRC_NET_PLAYBACK_WORLD_H
#define GUICHET_SRC_NET_PLAYBACK_WORLD_H
#include "playback_script.h"

#include "guichet/base/str.h"

/*
 * DEMO: people come for ever, minutes apart.  STAGE: for somebody who watches;
 * chosen people wait at the start, then one comes every 10 to 25 s, the brands
 * in turn, and who is answered reacts within 5 to 20 s.
 */
enum pace { PACE_DEMO, PACE_STAGE, PACE_FLOOD, PACE_QUIET };

struct world_options {
	uint64_t seed;
	int64_t start_ms;
	enum pace pace;
	size_t turn, turns;		/* of STAGE: which brand this is, of how many */
};

/*
 * Something that the desk posted, as the network recorded it.  act: what it did instead ("block"), and then
 * to is whom or which message it is about.
 */
struct posted {
	const char *brand, *id, *key, *to, *visibility, *text, *act;
	int64_t at_ms;
};

/* Records in order of arrival; the n-th (from 1) has the sequence number n. */
struct feed { const char **lines; size_t count, size; };

struct world {
	const struct script_brand *brand;
	struct arena *arena;
	struct feed inbox, own;
	size_t applied;			/* how many of the network's posts it has seen */
	struct world_state *state;
};

struct world *world_create(const struct script_brand *, const struct world_options *);
void world_destroy(struct world *);
/* Everything up to that instant has happened; time never goes back. */
void world_advance(struct world *, int64_t now_ms);
/* Advances to the post's instant first. */
void world_apply(struct world *, const struct posted *);

enum world_target { TARGET_NONE, TARGET_GONE, TARGET_BLOCKED, TARGET_PUBLIC, TARGET_PRIVATE };
/* May this message be answered, and how? */
enum world_target world_target(const struct world *, const char *uid);
/* One of our own posts that still stands. */
bool world_is_ours(const struct world *, const char *uid);
#endif
