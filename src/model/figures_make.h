/* SPDX-License-Identifier: ISC */
/* What the files share that make figures: places, groups, and what each group has counted so far. */
#ifndef MODEL_FIGURES_MAKE_H
#define MODEL_FIGURES_MAKE_H
#include "guichet/model/figures_make.h"

enum { KEYS_MAX = 64, GROUPS_MAX = 20000, ATOMS_MAX = 1 << 19 };
#define KEY_NONE INT64_MIN

/* A text that a segment names its places by, known by number from then on: a tongue, or tags. */
struct place_text {
	unsigned char *verdicts;	/* of tags: by tongue and account; 0 not asked, 1 no, 2 yes */
	size_t verdict_count;
	size_t number;			/* among all such texts */
	size_t tongue;			/* its number among the tongues */
	struct fact_place of;
	int64_t lang_key;		/* numbers of names, KEY_NONE for none */
	const char *text;
	int64_t tags[KEYS_MAX];
	size_t tag_count;
};
struct place { const struct place_text *tongue; struct place_text *tags; };

/* A metric that was asked for, and which cell of a group is its. */
struct asked { enum metric metric; enum metric_shape shape; size_t cell; };

/*
 * Rows that are the same to every metric that was asked for.  What is measured
 * of them goes into a stream of a measure, what is added into a cell.
 */
struct kind {
	enum metric_source source;
	unsigned code;			/* the first that was seen */
	bool is_early, tells;	/* began before the window; is something to a metric */
	enum wait_outcome outcome;
	enum wait_sla sla;
	unsigned char parts[METRICS];	/* enum figure_part, by cell */
	uint64_t cells;			/* a bit for each whose curve it is in */
	struct push { uint32_t stream; uint16_t measure; bool plain; } pushes[METRICS + 1];
	/* of: to what it is held against */
	struct added { enum metric metric; size_t cell; bool of; } added[METRICS];
	size_t push_count, added_count;
};
/* In a window; by code, numbers + 1. */
struct kinds { struct kind **list; size_t count, size; uint32_t *of[METRIC_SOURCES]; };

/*
 * How long rows lasted, by one clock: as they come, half a word each, with the
 * lot that they are of, its number + 1; longer ones (49 days), which are few, apart.
 */
struct log_entry { uint32_t lot, ms; };
struct long_entry { uint32_t lot; uint64_t ms; };
enum { LOG_PART = 8192 };
struct log_part { struct log_part *next; struct log_entry list[LOG_PART]; };
struct log {
	struct log_entry *at, *end;
	struct log_part *first, *last;
	struct long_entry *longs;
	size_t long_count, long_size;
};
/* The rows of an atom that are in the same curves; in the end they stand together, and end where it says. */
struct lot {
	uint32_t *end;
	size_t count;
	const struct long_entry *longs;
	size_t long_count;
	struct figure_dealt **dealt;	/* if they are many, and somebody asked */
	size_t dealt_count;
};
struct lots { struct lot *list; size_t count; uint32_t *ms; };

/* The curves: a bit for each cell, and one that says that these rows end in them. */
#define STREAM_ENDED (UINT64_C(1) << 63)
_Static_assert(METRICS < 63, "every metric has a bit");
struct stream { size_t measure; uint64_t cells; };
/* logs: by the calendar, and where there are schedules in business time. */
struct streams { struct stream *list; size_t count, size, lot_count; struct log logs[2]; };

/*
 * A row is in exactly one atom, which has one key for each dimension: a set of
 * tags stands for its tags, an agent for the teams of that one.  Groups, and
 * all rows together, are made of atoms.
 */
struct atom {
	int64_t keys[FIGURE_DIMENSIONS];
	uint32_t *lots;			/* by stream, numbers + 1 */
	size_t lot_size;
	size_t *sums;			/* by cell, then what those are held against; NULL: nothing was added */
	uint32_t *groups;		/* in the end */
	size_t group_count;
};
/* How many rows of a kind an atom has, and the lot of their first push, its number + 1. */
struct tally { uint32_t count, lot; };
/* Keys that are small numbers find their atom by themselves: agents, accounts, sets of tags, days, and those by hours. */
enum { SMALL_BITS = 15, SECOND_BITS = 5 };
struct atoms {
	struct atom *list;
	size_t count, slot_count, last;	/* last: found; days and months come one after the other */
	uint32_t *slots, *small;	/* numbers + 1 */
	struct tally *tallies;		/* those of an atom stand together, by kind */
	unsigned kind_bits, second_bits;
};

/* What is measured of rows: how long a wait lasts, for several metrics at once, or what one metric wants. */
struct measure { enum metric metric; bool plain; };
struct measures { struct measure list[METRICS + 1]; size_t count; };

/*
 * All that is counted of the rows of a window.  Of another maker that joined,
 * atoms, kinds and streams are counted here, too; its logs stay where they
 * are, and its lots have numbers here.
 */
struct face {
	const struct figure_window *window;
	struct kinds kinds;
	struct streams streams;
	struct atoms atoms;
	const struct face *beside;	/* or NULL */
	uint32_t *beside_lots;		/* by its number: the number here + 1 */
};

/* Calendar and business time of a row, as a metric measures it. */
struct lasted { int64_t calendar_ms, business_ms; };

/* Texts to numbers and back; empty is 0-initialised. */
struct names { const char **texts; size_t count, *slots, slot_count; };
size_t names_put(struct arena *, struct names *, const char *text, bool *fresh);

struct group { int64_t keys[FIGURE_DIMENSIONS]; struct figure *figures; bool withheld; };
struct groups { struct group *list; size_t count, *slots, slot_count; bool too_many; };

/* Places + 1 by id, of ids before end. */
struct id_table { uint32_t *places; int64_t end; };

/* A key of time holds from an instant until another: rows come in order, so that it is worked out once an hour. */
enum { TIMES = 8 };
struct told_time { const struct zone *zone; int64_t account, from_ms, until_ms, key; };

/* Whether a key has the name that is looked for: days and hours come again and again. */
enum { VERDICTS = 64 };
struct verdict { int64_t key; bool known, is; };

struct figures_maker {
	struct arena *arena;
	const struct figure_request *request;
	const struct figure_world *world;
	size_t pair_from;		/* rows */
	struct figures_maker *beside;	/* of some of the days, until it joins; or NULL */
	struct id_table account_table, agent_table;
	bool has_schedules;
	struct asked_list { struct asked list[METRICS]; size_t count; } of[METRIC_SOURCES];
	struct names place_names, names;	/* names: of tags, languages, teams */
	struct place_text **places;
	size_t tongue_count;
	struct place_text **told;	/* by the segment before: in the order of their texts */
	size_t told_count;
	struct measures measures;
	struct face face, before;
	struct groups groups;
	bool hid_agents;
	enum metric lengths_of;
	struct figure_length *lengths;	/* NULL: nobody asks */
	struct waits *waits;
	struct cases *cases;
	struct messages *messages;
	const struct place *row_place;	/* of the row that is shown */
	struct place trace_place;	/* of the trace before */
	struct lasted update;		/* the stretches of an update of which there are more */
	struct told_time times[FIGURE_DIMENSIONS][TIMES];	/* by account */
	struct verdict verdicts[FIGURE_DIMENSIONS][VERDICTS];
	void (*row)(void *, const struct figure_row *);
	void *row_data;
};

#define COLUMN(c) (UINT64_C(1) << (c))

/* figures_which.c */
bool is_by(const struct figure_request *, enum figure_dimension);
bool needs_places(const struct figures_maker *);
bool needs_tongues(const struct figures_maker *);
bool needs_tags(const struct figures_maker *);
bool place_ask(struct figures_maker *, const struct place *, const struct figure_account *, size_t verdict);
static inline bool place_is_wanted(struct figures_maker *m, const struct place *place, const struct figure_account *account)
{
	size_t accounts = m->world->account_count + 1, at;

	if (m->request->wanted == NULL)
		return true;
	at = place->tongue->tongue * accounts + (account->id == 0 ? accounts - 1 : (size_t)(account - m->world->accounts));
	if (at < place->tags->verdict_count && place->tags->verdicts[at] != 0)
		return place->tags->verdicts[at] == 2;
	return place_ask(m, place, account, at);
}
bool agent_is_wanted(const struct figure_request *, int64_t agent);
bool conversation_is_wanted(const struct figure_request *, int64_t id);
void row_add(struct figures_maker *, const struct figure_row *, const struct place *);

/* figures_world.c: an account that the desk has forgotten has no name, and counts all the same. */
void world_index(struct figures_maker *);
const struct figure_account *world_account(const struct figures_maker *, int64_t id);
const struct figure_agent *world_agent(const struct figures_maker *, int64_t id);	/* or NULL */
/* In business time of the account's schedule, or of the team's that has it; without schedules all time is. */
int64_t business_between(const struct figures_maker *, const struct figure_account *, int64_t team, int64_t from_ms,
	int64_t to_ms);

/* figures_batch.c: the rows of a block that are meant, by where they stand in it. */
struct batch {
	struct figures_maker *m;
	const int64_t *account, *agent, *start, *conversation, *tongue, *tags;	/* columns; nothing of one that is not read */
	struct place_text *const *places;
	size_t place_count;
	int64_t *text_keys[FIGURE_DIMENSIONS];	/* of a dimension that the texts tell apart */
	size_t text_size;
	size_t count;
	uint16_t at[SEGMENT_BLOCK];
	uint32_t atom[SEGMENT_BLOCK], kind[SEGMENT_BLOCK];
};
/* Before the first block of a segment. */
void batch_begin(struct batch *, struct figures_maker *, struct place_text *const *places, size_t count);
extern const int64_t batch_nothing[FACT_COLUMN];
/* Whether rows are left out for more than their time, and one of them. */
bool batch_is_filtered(const struct batch *);
bool batch_wants(const struct batch *, size_t at);
struct place batch_place(const struct batch *, size_t at);
void batch_atoms(struct batch *, struct face *);

/* figures_waits.c, figures_cases.c: places by the numbers of the segment's texts, which may be beyond count. */
void waits_add(struct figures_maker *, const struct segment *, struct place_text *const *places, size_t count);
void cases_add(struct figures_maker *, const struct segment *, struct place_text *const *places, size_t count);

/* figures_place.c */
struct place_text *place_text_of(struct figures_maker *, const char *text);
/* The same of all texts of a segment. */
struct place_text *const *places_of(struct figures_maker *, const struct segment *);
/* The same, or one that is none, where nobody asks for places. */
struct place_text *const *places_wanted(struct figures_maker *, const struct segment *, size_t *count);
int64_t name_key(struct figures_maker *, const char *text);

/* figures_group.c */
struct told_by { const struct figure_account *account; int64_t agent, start_ms; struct place place; };
int64_t atom_key(struct figures_maker *, size_t dimension, const struct told_by *);
/* The groups that atoms make, and all rows together, with what kinds of rows they have. */
/* A row about one agent alone that is not for who asks belongs to no group. */
bool atom_is_hidden(struct figures_maker *, enum figure_dimension, int64_t id);
/* The groups of a key in one dimension, KEYS_MAX at most; none: they are not for who asks. */
size_t atom_keys(struct figures_maker *, enum figure_dimension, int64_t key, int64_t *keys);
/* What began before the period may have ended in it: it makes a group only where it says something. */
bool atom_makes_group(const struct face *, size_t atom);
err_t groups_make(struct figures_maker *) MUST_CHECK;
void groups_protect(struct figures_maker *);	/* figures_alone.c */
void groups_name(struct figures_maker *, struct figures *out);

/* figures_kind.c */
/* A row whose code was not seen before: its number. */
size_t kind_learn(struct figures_maker *, struct face *, unsigned code, const struct figure_row *);
/* The number of a kind that another maker has learnt; measures: by its numbers those here. */
size_t kind_join(struct figures_maker *, struct face *, const struct face *from, const struct kind *,
	const size_t *measures);
/* What is wanted of a metric's rows. */
size_t measure_of(struct figures_maker *, enum metric);
/* The rows of an atom, in the figures by cell of what it belongs to. */
void atom_count(const struct figures_maker *, const struct face *, size_t atom, struct figure *figures);
enum metric_source source_of(const struct figure_row *);

/* figures_make.c: of a reply that took a while, and of an update, there is time of the schedule too. */
int64_t trace_business(const struct figures_maker *, const struct trace *, const struct figure_account *, int64_t team);

/* figures_take.c */
void face_init(struct figures_maker *, struct face *, const struct figure_window *);
/* Of a trace. */
void row_take(struct figures_maker *, struct face *, const struct figure_row *, const struct place *);
/* What a row adds to a sum of its atom. */
void sum_add(struct figures_maker *, struct face *, size_t atom, const struct added *, int64_t amount);
/* The bits of a code, by source. */
enum { WAIT_DATED_BITS = 4, WAIT_CODE_BITS = FACT_CODE_BITS + WAIT_DATED_BITS, CASE_CODE_BITS = 19, TRACE_KIND_BITS = 5,
	TRACE_KIND_SHIFT = 8, TRACE_CODE_BITS = TRACE_KIND_SHIFT + TRACE_KIND_BITS };
/* By code, numbers + 1. */
uint32_t *kind_numbers(struct figures_maker *, struct face *, enum metric_source);

/* Where a row lies in the window: bits that both sources have. */
static inline unsigned dated_code(int64_t start_ms, int64_t end_ms, const struct figure_window *window)
{
	return (unsigned)(start_ms >= window->since_ms && start_ms < window->until_ms) |
		(unsigned)(end_ms >= window->since_ms && end_ms < window->until_ms) << 1 |
		(unsigned)(start_ms < window->until_ms) << 2;
}

static inline unsigned trace_code(const struct trace *trace, enum wait_outcome outcome, const struct figure_window *window)
{
	return dated_code(trace->at_ms, trace->at_ms, window) | (unsigned)(trace->value_ms >= 0) << 3 |
		(unsigned)(trace->value_ms > 0) << 4 | (unsigned)(trace->value_ms >= 4) << 5 |
		(unsigned)trace->superseded << 6 | (unsigned)(outcome == WAIT_OPEN) << 7 |
		(unsigned)trace->kind << TRACE_KIND_SHIFT;
}

/* The slot of an atom, or where it would be. */
static inline size_t atom_slot(const struct atoms *atoms, int64_t first, int64_t second)
{
	uint64_t hash = ((uint64_t)first * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)second) * UINT64_C(0xbf58476d1ce4e5b9);
	size_t at = (size_t)(hash >> 32) & (atoms->slot_count - 1);

	while (atoms->slots[at] != 0) {
		const struct atom *atom = &atoms->list[atoms->slots[at] - 1];

		if (atom->keys[0] == first && atom->keys[1] == second)
			break;
		at = (at + 1) & (atoms->slot_count - 1);
	}
	return at;
}

size_t atom_make(struct figures_maker *, struct atoms *, int64_t first, int64_t second);
static inline size_t atom_find(struct figures_maker *m, struct atoms *atoms, int64_t first, int64_t second)
{
	uint64_t high = (uint64_t)first, low = second == KEY_NONE ? 0 : (uint64_t)second + 1;
	bool is_small = high >> (SMALL_BITS - atoms->second_bits) == 0 && low >> atoms->second_bits == 0;
	size_t at, small = is_small ? (size_t)(high << atoms->second_bits | low) : 0;

	if (is_small && atoms->small[small] != 0)
		return atoms->small[small] - 1;
	if (!is_small && atoms->last < atoms->count && atoms->list[atoms->last].keys[0] == first &&
	    atoms->list[atoms->last].keys[1] == second)
		return atoms->last;
	at = atom_slot(atoms, first, second);
	atoms->last = atoms->slots[at] != 0 ? atoms->slots[at] - 1 : atom_make(m, atoms, first, second);
	if (is_small)
		atoms->small[small] = (uint32_t)atoms->last + 1;
	return atoms->last;
}

/* Room for as many kinds in each atom. */
void tallies_widen(struct arena *, struct atoms *, size_t kinds);
static inline struct tally *tally_of(const struct atoms *atoms, size_t atom, size_t kind)
{
	return &atoms->tallies[atom << atoms->kind_bits | kind];
}

/* figures_lot.c */
size_t stream_of(struct arena *, struct streams *, size_t measure, uint64_t cells);
/* That of an atom's stream: its number + 1. */
uint32_t lot_of(struct arena *, struct streams *, struct atom *, size_t stream);
/* A long one, or where a part is full. */
void log_add_slow(struct arena *, struct log *, uint32_t lot, int64_t ms);
static inline void log_add(struct arena *arena, struct log *log, uint32_t lot, int64_t ms)
{
	if ((uint64_t)ms > UINT32_MAX || log->at == log->end)
		log_add_slow(arena, log, lot, ms);
	else
		*log->at++ = (struct log_entry){ lot, (uint32_t)ms };
}
/* What the row of a tally adds to the stream of its push. */
static inline void lasted_add(struct figures_maker *m, struct face *face, size_t atom, struct tally *tally, size_t push,
	size_t stream, struct lasted lasted)
{
	struct atom *of = &face->atoms.list[atom];
	uint32_t lot = push == 0 ? tally->lot : stream < of->lot_size ? of->lots[stream] : 0;

	if (lot == 0) {
		lot = lot_of(m->arena, &face->streams, of, stream);
		tally->lot = push == 0 ? lot : tally->lot;
	}
	log_add(m->arena, &face->streams.logs[0], lot, lasted.calendar_ms);
	if (m->has_schedules)
		log_add(m->arena, &face->streams.logs[1], lot, lasted.business_ms);
}
/* By one clock, put together. */
struct lots lots_of(const struct figures_maker *, const struct face *, bool business);
void lots_finish(struct lots *);

/* figures_days.c: from how many rows on two threads are quicker than one; and with two where there are so many. */
size_t pair_rows(void);
void pair_of(const struct figures_maker *, size_t rows, void (*run)(void *), void *here, void *beside);

/* figures_curves.c: the curves of all rows (figures by cell), and of the groups if the face is the window's. */
void curves_make(struct figures_maker *, struct face *, struct figure *all);
#endif
