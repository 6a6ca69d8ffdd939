/* SPDX-License-Identifier: ISC */
/* What the files share that make figures: places, groups, and what each group has counted so far. */
#ifndef MODEL_FIGURES_MAKE_H
#define MODEL_FIGURES_MAKE_H
#include "guichet/model/figures_make.h"

enum { KEYS_MAX = 64, GROUPS_MAX = 20000 };
#define KEY_NONE INT64_MIN

/* A text that a segment names its places by, known by number from then on: a tongue, or tags. */
struct place_text {
	size_t tongue;			/* its number among the tongues */
	struct fact_place of;
	int64_t lang_key;		/* numbers of names, KEY_NONE for none */
	const char *text;
	int64_t tags[KEYS_MAX];
	size_t tag_count;
	unsigned char *verdicts;	/* of tags: by tongue and account; 0 not asked, 1 no, 2 yes */
	size_t verdict_count;
};
struct place { const struct place_text *tongue; struct place_text *tags; };

/* Observations, before they are a curve: those below 2^32, and the others. */
struct chunk { struct chunk *next; size_t count, size; uint32_t values[]; };
struct series {
	struct chunk *first, *last;
	uint64_t *high;
	size_t low_count, high_count, high_size;
};
struct cell { struct series calendar, business; size_t sum; };
/* counts: of rows of each kind. */
struct group { int64_t keys[FIGURE_DIMENSIONS]; struct cell *cells; size_t *counts, count_size; };

/* A metric that was asked for, and which cell of a group is its; plain: how long a wait lasts, no more. */
struct asked { enum metric metric; enum metric_shape shape; size_t cell; bool plain; };

/* Rows that are the same to every metric that was asked for. */
struct kind {
	bool of_wait;
	enum wait_outcome outcome;
	enum wait_sla sla;
	unsigned char parts[METRICS];	/* enum figure_part, by cell */
	struct asked measured[METRICS], added[METRICS];	/* whose duration, whose amount is wanted */
	size_t measured_count, added_count;
};
/* In a window; by code, numbers + 1. */
struct kinds { struct kind **list; size_t count, size; uint32_t *of[METRIC_SOURCES]; };

/* Calendar and business time of a row, as a metric measures it. */
struct lasted { int64_t calendar_ms, business_ms; };
/* A row as every group takes it: an observation for each that is measured, a number for each that is added. */
struct measured {
	size_t number;
	const struct kind *kind;
	struct lasted observations[METRICS];
	size_t amounts[METRICS];
};

/* Texts to numbers and back; empty is 0-initialised. */
struct names { const char **texts; size_t count, *slots, slot_count; };
size_t names_put(struct arena *, struct names *, const char *text, bool *fresh);

struct groups { struct group *list; size_t count, size, *slots, slot_count; bool too_many; };

/* Places + 1 by id, of ids before end. */
struct id_table { uint32_t *places; int64_t end; };

/* Whether a key has the name that is looked for: days and hours come again and again. */
enum { VERDICTS = 64 };
struct verdict { int64_t key; bool known, is; };

struct figures_maker {
	struct arena *arena;
	const struct figure_request *request;
	const struct figure_world *world;
	struct id_table account_table, agent_table;
	bool has_schedules;
	struct asked_list { struct asked list[METRICS]; size_t count; } of[METRIC_SOURCES];
	struct names place_names, names;	/* names: of tags, languages, teams */
	struct place_text **places;
	size_t tongue_count;
	struct kinds kinds, kinds_before;
	struct group all, before;
	struct groups groups;
	uint32_t *room;			/* to sort in */
	size_t room_size;
	bool hid_agents;
	struct fact_block *block;
	struct fact_case_block *case_block;
	const struct place *row_place;	/* of the row that is shown */
	struct verdict verdicts[FIGURE_DIMENSIONS][VERDICTS];
	void (*row)(void *, const struct figure_row *);
	void *row_data;
};

#define COLUMN(c) (1u << (c))

/* figures_which.c */
bool is_by(const struct figure_request *, enum figure_dimension);
bool needs_places(const struct figures_maker *);
bool place_is_wanted(struct figures_maker *, const struct place *, const struct figure_account *);
bool agent_is_wanted(const struct figure_request *, int64_t agent);
bool conversation_is_wanted(const struct figure_request *, int64_t id);
void row_add(struct figures_maker *, const struct figure_row *, const struct place *);

/* figures_world.c: an account that the desk has forgotten has no name, and counts all the same. */
void world_index(struct figures_maker *);
const struct figure_account *world_account(const struct figures_maker *, int64_t id);
const struct figure_agent *world_agent(const struct figures_maker *, int64_t id);	/* or NULL */

/* figures_waits.c, figures_cases.c: places by the numbers of the segment's texts, which may be beyond count. */
void waits_add(struct figures_maker *, const struct segment *, struct place_text *const *places, size_t count);
void cases_add(struct figures_maker *, const struct segment *, struct place_text *const *places, size_t count);

/* figures_group.c */
struct place_text *place_text_of(struct figures_maker *, const char *text);
void group_init(struct figures_maker *, struct group *);
/* Adds the row to each group that it belongs to. */
void groups_add(struct figures_maker *, const struct figure_row *, const struct place *, const struct measured *);
err_t groups_end(struct figures_maker *, struct figures *out) MUST_CHECK;

/* figures_kind.c */
size_t kind_of(struct figures_maker *, struct kinds *, const struct figure_row *, const struct figure_window *);
/* So many of that kind, in the figure of a metric. */
void kind_count(const struct kind *, enum metric, size_t cell, size_t count, struct figure *);

/* figures_take.c */
bool metric_has_amount(enum metric);	/* its count is a sum of what the rows say */
void row_measure(struct figures_maker *, struct kinds *, const struct figure_row *, const struct figure_window *,
	struct measured *out);
void group_take(struct figures_maker *, struct group *, const struct measured *);
void group_end(struct figures_maker *, const struct kinds *, struct group *, struct figure *out);
#endif
