/* SPDX-License-Identifier: ISC */
/* What the files share that make figures: places, groups, and what each group has counted so far. */
#ifndef MODEL_FIGURES_MAKE_H
#define MODEL_FIGURES_MAKE_H
#include "guichet/model/figures_make.h"

enum { KEYS_MAX = 64, GROUPS_MAX = 20000 };
#define KEY_NONE INT64_MIN

/* A text that a segment names its places by, known by number from then on. */
struct place {
	const char *text;
	struct fact_place place;
	int64_t lang;			/* numbers of names, KEY_NONE for none */
	int64_t tags[KEYS_MAX];
	size_t tag_count;
	unsigned char *verdicts;	/* by account: 0 not asked, 1 no, 2 yes */
};

/* Observations, before they are a curve. */
struct series { uint64_t *list; size_t count, size; };
struct cell { struct figure figure; struct series calendar, business; };
struct group { int64_t keys[FIGURE_DIMENSIONS]; struct cell *cells; };

/* Texts to numbers and back; empty is 0-initialised. */
struct names { const char **texts; size_t count, *slots, slot_count; };
size_t names_put(struct arena *, struct names *, const char *text, bool *fresh);

struct groups { struct group *list; size_t count, size, *slots, slot_count; bool too_many; };

/* A metric that was asked for, and which cell of a group is its. */
struct asked { enum metric metric; enum metric_shape shape; size_t cell; };

struct figures_maker {
	struct arena *arena;
	const struct figure_request *request;
	const struct figure_world *world;
	bool has_schedules;
	struct asked_list { struct asked list[METRICS]; size_t count; } of[METRIC_SOURCES];
	struct names place_names, names;	/* names: of tags, languages, teams */
	struct place **places;
	struct group all, before;
	struct groups groups;
	bool hid_agents;
	struct fact_block *block;
	struct fact_case_block *case_block;
	void (*row)(void *, const struct figure_row *);
	void *row_data;
};

/* figures_group.c */
struct place *place_of(struct figures_maker *, const char *text);
void group_init(struct figures_maker *, struct group *);
/* Adds the row to each group that it belongs to. */
void groups_add(struct figures_maker *, const struct figure_row *, const struct place *);
err_t groups_end(struct figures_maker *, struct figures *out) MUST_CHECK;

/* figures_take.c */
void group_take(struct figures_maker *, struct group *, const struct figure_row *,
	const struct figure_window *);
void group_end(struct figures_maker *, struct group *, struct figure *out);
#endif
