/* SPDX-License-Identifier: ISC */
/* Randomness is an interface: the system's for real work, a seed for demo, tests and simulation. */
#ifndef GUICHET_BASE_RANDOM_H
#define GUICHET_BASE_RANDOM_H
#include "guichet/base/err.h"

enum { UUID_TEXT = 37 };

struct random {
	uint64_t (*next)(struct random *);
	uint64_t state;
};

struct random random_system(void);
struct random random_seeded(uint64_t seed);	/* SplitMix64; not for secrets */
uint64_t random_next(struct random *);
uint64_t random_below(struct random *, uint64_t bound);	/* 0 <= x < bound, bound > 0 */
/* A version 4 UUID in lower case. */
const char *random_uuid(struct random *, char buffer[static UUID_TEXT]);
#endif
