/* SPDX-License-Identifier: ISC */
/* What is known of agents before their days are told. */
#ifndef MODEL_PRESENCE_H
#define MODEL_PRESENCE_H
#include "guichet/model/availability.h"
#include "guichet/model/facts.h"
#include "guichet/model/figures_make.h"
#include "guichet/model/presence.h"

struct stretch { int64_t from_ms, to_ms; };
struct said { int64_t ms, seq; enum availability is; };
struct phase { struct stretch part; enum trace_kind kind; };	/* of a date: available, busy, away or off */

struct workday { int64_t begin_ms, end_ms, first_ms, last_ms; };	/* a date of the zone; first and last mark */

struct person {
	int64_t agent;
	struct workday *days;		/* ascending */
	struct said *said;
	struct stretch *holds, *looks;	/* holds: those that presence_hold() is not shown */
	size_t day_count, day_last, said_count, hold_count, look_count;
	struct phase *phases;		/* when all that is said of them is known: in order of time */
	struct stretch *available;	/* of these */
	size_t phase_count, available_count;
};
enum { PEOPLE_NEAR = 4096 };		/* ids below are found at once */

/* The first and the last mark of each of them within one date of the zone, which are no days yet; last_ms 0: none. */
struct today { int64_t begin_ms, end_ms; struct { int64_t first_ms, last_ms; } of[PEOPLE_NEAR]; };

struct presence {
	struct arena *arena;
	const struct zone *zone;
	int64_t begun_ms, as_of_ms;
	struct person *people;		/* ascending by agent */
	size_t count;
	uint32_t near[PEOPLE_NEAR];	/* places + 1 */
	struct today today;
	uint32_t kinds;			/* that are wanted */
	bool going;			/* what was held in the days that are added is kept */
	const int64_t *borders;		/* of presence_whole() */
	size_t border_count;
	bool settled;			/* phases are known */
	struct held *held;		/* of each of the people then */
};

/* Where that agent stands; it moves when one comes that was not known. */
struct person *person_new(struct presence *, int64_t agent);
static inline struct person *person_of(struct presence *p, int64_t agent)
{
	bool near = agent >= 0 && agent < PEOPLE_NEAR && p->near[agent] != 0;

	return near ? &p->people[p->near[agent] - 1] : person_new(p, agent);
}

/*
 * From the midnight before that instant to the one behind it.  Where clocks go
 * back behind midnight the second hour before it is of the new date: so dates
 * follow one another, whatever comes first.
 */
void date_around(const struct presence *, int64_t ms, int64_t *begin_ms, int64_t *end_ms);
void mark_add(struct presence *, struct person *, int64_t ms);

/* One that lasts. */
static inline void stretch_add(struct arena *arena, struct stretch **list, size_t *count, struct stretch stretch)
{
	if (stretch.to_ms <= stretch.from_ms)
		return;
	*list = list_grow(arena, *list, *count, sizeof(**list));
	(*list)[(*count)++] = stretch;
}

/* Where a piece of a stretch that begins there ends: as long as it may be told in one. */
int64_t piece_end(const struct presence *, int64_t from_ms, int64_t to_ms);

/* Once: their days as phases. */
void presence_settle(struct presence *);
/* What the one at that place held, if that is wanted. */
void held_tell(struct presence *, size_t place, void (*visit)(void *, const struct trace *), void *data);

/* ---- packed days */

struct block {
	int64_t agent[SEGMENT_BLOCK], at[SEGMENT_BLOCK], value[SEGMENT_BLOCK], of[SEGMENT_BLOCK];
	size_t rows;
};

#define PRESENCE_LAST_MS INT64_C(253402300800000)	/* the year 10000 */

/* A file that is damaged may name any number. */
static inline bool block_is_sound(const struct block *b, size_t i)
{
	return b->at[i] >= 0 && b->at[i] < PRESENCE_LAST_MS && b->value[i] < PRESENCE_LAST_MS;
}

/* Such a row of what was held, which may still be. */
static inline struct stretch block_held(const struct presence *p, const struct block *b, size_t i)
{
	return (struct stretch){ b->at[i], b->value[i] < 0 ? p->as_of_ms : b->at[i] + b->value[i] };
}

/* All rows of a kind, by the block. */
void blocks_each(const struct segment *, enum trace_kind, const struct figure_apart *,
	void (*take)(void *, const struct block *, const struct figure_apart *), void *data);

/* Each day is taken with here, or, where it pays, by a second thread with beside. */
struct day_lot { const struct segment *const *days; size_t count; const struct figure_apart *apart; };
bool days_are_for_two(const struct day_lot *);
void days_share(const struct day_lot *, void (*take)(void *, const struct segment *, const struct figure_apart *),
	void *here, void *beside);
#endif
