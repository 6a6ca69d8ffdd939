/* SPDX-License-Identifier: ISC */
/* The system's generator, and SplitMix64 (Steele, Lea, Flood 2014) for reproducible runs. */
#include "guichet/base/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

static uint64_t system_next(struct random *random)
{
	uint64_t value;

	(void)random;
	if (getrandom(&value, sizeof(value), 0) != sizeof(value))
		abort();
	return value;
}

static uint64_t seeded_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

struct random random_system(void)
{
	return (struct random){ .next = system_next };
}

struct random random_seeded(uint64_t seed)
{
	return (struct random){ .next = seeded_next, .state = seed };
}

uint64_t random_next(struct random *random)
{
	return random->next(random);
}

uint64_t random_below(struct random *random, uint64_t bound)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % bound, value;

	do
		value = random_next(random);
	while (value >= limit);
	return value % bound;
}

const char *random_uuid(struct random *random, char buffer[static UUID_TEXT])
{
	uint64_t a = random_next(random), b = random_next(random);

	(void)snprintf(buffer, UUID_TEXT, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
		a >> 32, a >> 16 & 0xFFFF, a & 0xFFF, (b >> 48 & 0x3FFF) | 0x8000, b & UINT64_C(0xFFFFFFFFFFFF));
	return buffer;
}
