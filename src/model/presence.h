/* SPDX-License-Identifier: ISC */
/* What is known of agents before their days are told. */
#ifndef MODEL_PRESENCE_H
#define MODEL_PRESENCE_H
#include "guichet/model/availability.h"
#include "guichet/model/presence.h"

struct stretch { int64_t from_ms, to_ms; };
struct said { int64_t ms, seq; enum availability is; };

struct workday { int64_t begin_ms, end_ms, first_ms, last_ms; };	/* a date of the zone; first and last mark */

struct person {
	int64_t agent;
	struct workday *days;		/* ascending */
	struct said *said;
	struct stretch *holds, *looks, *available;
	size_t day_count, day_last, said_count, hold_count, look_count, available_count;
};
enum { PEOPLE_NEAR = 4096 };		/* ids below are found at once */

struct presence {
	struct arena *arena;
	const struct zone *zone;
	int64_t begun_ms, as_of_ms;
	struct person *people;		/* ascending by agent */
	size_t count;
	uint32_t near[PEOPLE_NEAR];	/* places + 1 */
	uint32_t kinds;			/* that are wanted */
	void (*visit)(void *, const struct trace *);
	void *data;
};

/* One that lasts. */
void stretch_add(struct arena *, struct stretch **list, size_t *count, struct stretch);
#endif
