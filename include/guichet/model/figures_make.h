/* SPDX-License-Identifier: ISC */
/*
 * Figures out of segments: which rows are meant, which groups each belongs
 * to, and what it adds to each metric.  Pure: the world that names numbers,
 * the zones and the schedules are given, and so is the instant that ends what
 * still lasts.
 *
 * A row counts for the period in which it began (cohort), and for the metrics
 * of METRIC_THROUGHPUT for the one in which it ended.  Stocks are those of
 * the period's last instant.
 */
#ifndef GUICHET_MODEL_FIGURES_MAKE_H
#define GUICHET_MODEL_FIGURES_MAKE_H
#include "guichet/model/facts.h"
#include "guichet/model/figures.h"
#include "guichet/model/metric_settings.h"
#include "guichet/model/record.h"
#include "guichet/model/schedule.h"

enum figure_dimension {
	BY_NOTHING, BY_ACCOUNT, BY_NETWORK, BY_AGENT, BY_TEAM, BY_TAG, BY_LANGUAGE, BY_VISIBILITY,
	BY_PRIORITY, BY_HOUR, BY_WEEKDAY, BY_DAY, BY_WEEK, BY_MONTH, FIGURE_BYS
};
const char *figure_dimension_name(enum figure_dimension);	/* "agent" ...; NULL of BY_NOTHING */
/* "agent" or "tag,hour"; ERR_USAGE names what is none. */
err_t figure_dimensions_parse(const char *text, enum figure_dimension out[FIGURE_DIMENSIONS]) MUST_CHECK;

/* Both sorted by id. */
struct figure_account {
	int64_t id;
	const char *name, *network;
	const struct zone *zone;		/* for local hours and dates; NULL: UTC */
	const struct schedule_line *schedule;	/* NULL: open always */
};
struct figure_agent {
	int64_t id;
	const char *name;
	const char *const *teams;
	size_t team_count;
	bool hidden;		/* who asks sees no figures about this one alone */
	bool untold;		/* nor about any of the teams: they were taken off */
};
struct figure_world {
	const struct figure_account *accounts;
	size_t account_count;
	const struct figure_agent *agents;
	size_t agent_count;
	bool strangers_hidden;	/* the same of numbers that nobody has any more */
	int64_t asker;		/* an agent; 0: nobody in particular */
	struct figure_account desk;	/* where agents are there: its zone */
	const struct metric_settings *settings;	/* the hours of teams; NULL: none has any of its own */
};

/* From since on, before until, which is as_of at most. */
struct figure_window { int64_t since_ms, until_ms; };

struct figure_request {
	const enum metric *asked;
	size_t asked_count;
	enum figure_dimension by[FIGURE_DIMENSIONS];
	struct figure_window window, before;	/* before: until 0 when there is none */
	int64_t as_of_ms;
	struct wait_rules rules;
	int64_t target_ms;			/* 0: each row's own */
	bool agents_only;			/* only rows of the agents below */
	const int64_t *agents;
	size_t agent_count;
	/* Which places are meant: asked once for each; NULL: all. */
	bool (*wanted)(void *, const struct figure_account *, const struct fact_place *);
	void *wanted_data;
	/* Which conversations, a bit each; NULL: all. */
	const unsigned char *conversations;
	int64_t conversation_end;
	/* Which of them are left out, likewise; NULL: none. */
	const unsigned char *omitted;
	int64_t omitted_end;
};

/* A row that is meant, for who wants to see it; strings live as long as the maker's arena. */
struct figure_row {
	int64_t conversation, agent, team, start_ms, end_ms;	/* end: as_of while it lasts; team: whose hours count */
	int64_t duration_ms, business_ms, own_ms, target_ms;
	const struct figure_account *account;
	enum wait_kind kind;
	enum wait_outcome outcome;
	unsigned flags;
	/* Of a case; of a wait NULL and 0. */
	const struct wait_case *of_case;
	const struct case_figures *figures;
	int64_t contact;
	const char *rests;			/* of case_rests() */
	const struct trace *of_trace;		/* of a trace: its duration is the value */
	/*
	 * For who watches: what the first metric that is asked for measures of it, by both clocks, or the number that
	 * it adds; -1: it is not of that sort.  A share or a count of cases is told by how long they last.
	 */
	int64_t measured_ms, measured_business_ms, amount;
};
/* What a row is to a metric. */
enum figure_part { PART_NONE, PART_ENDED, PART_CENSORED, PART_MET, PART_MISSED, PART_UNDECIDED, PART_EXCLUDED };
enum figure_part figure_part_of(enum metric, const struct figure_row *, const struct figure_window *);
const char *figure_part_name(enum figure_part);
/* The kinds of traces that those metrics read, a bit each. */
uint32_t figure_trace_kinds(const enum metric *, size_t count);

struct figures_maker;

/* Everything lies in the arena; request and world are borrowed. */
struct figures_maker *figures_begin(struct arena *, const struct figure_request *, const struct figure_world *);
/* Rows of the period are also shown to who wants to see them. */
void figures_watch(struct figures_maker *, void (*row)(void *, const struct figure_row *), void *data);
/* For such a watcher, of the row that it is shown: is it of that group, by the keys that figures_end() gives? */
bool figures_row_is_of(struct figures_maker *, const struct figure_row *, const char *const keys[FIGURE_DIMENSIONS]);
/*
 * How many of all rows lasted longer than above and at most within, by the
 * calendar [0] and in business time [1]: those that ended, and the others of
 * the curve.  figures_end() fills the list, which is in order and ends with
 * INT64_MAX; the metric is one of those asked for.
 */
struct figure_length { int64_t above_ms, within_ms; int64_t n[2], open[2]; };
void figures_lengths(struct figures_maker *, enum metric, struct figure_length *);
void figures_add(struct figures_maker *, enum fact_set, const struct segment *);
/*
 * Many days, to some makers that have an arena together or apart: a second
 * thread takes some of the days, unless somebody watches, rows are few, or
 * there is one processor alone.  The figures are the same.
 */
void figures_add_days(struct figures_maker *const *, size_t count, const struct fact_day *, size_t day_count);
/* From so many rows on: 0 always, SIZE_MAX never. */
void figures_pair_from(struct figures_maker *, size_t rows);
/*
 * Before the end: another maker of the same question, that was fed with other
 * rows, becomes a part of this one.  One only; its arena outlives the figures.
 */
void figures_join(struct figures_maker *, const struct figures_maker *from);
void figures_add_trace(struct figures_maker *, const struct fact_trace *);
/*
 * The messages of a packed day of traces, theirs and ours, but those of
 * conversations that are apart, a bit each; the others of the day come one by
 * one.  Which kinds of traces these are, a bit each: none for who watches.
 */
struct figure_apart { const unsigned char *bits; int64_t end; };
static inline bool figure_is_apart(const struct figure_apart *apart, int64_t id)
{
	return id >= 0 && id < apart->end && (apart->bits[id >> 3] >> (id & 7) & 1) != 0;
}
uint32_t figures_messages_of(const struct figures_maker *);
/* Something of agents' days is asked, which no conversation has. */
bool figures_have_presence(const struct figure_request *);
/* Where the periods of the question begin and end: so many, or 0 where single hours matter, too. */
enum { FIGURE_BORDERS = 4 };
size_t figures_borders(const struct figures_maker *, int64_t out[FIGURE_BORDERS]);
void figures_add_messages(struct figures_maker *, const struct segment *, const struct figure_apart *);
/* Members of out that say what was asked are left to the caller.  ERR_USAGE: too many groups. */
err_t figures_end(struct figures_maker *, struct figures *out) MUST_CHECK;
#endif
