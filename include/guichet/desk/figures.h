/* SPDX-License-Identifier: ISC */
/*
 * Figures of a desk: the world that they are made in, which conversations a
 * query means, and the segments of a period.  For readers; everything lies in
 * the caller's arena.
 */
#ifndef GUICHET_DESK_FIGURES_H
#define GUICHET_DESK_FIGURES_H
#include "guichet/desk/read.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/setting.h"
#include "guichet/model/figures_make.h"
#include "guichet/model/metric_settings.h"

/* Accounts, agents and their teams as they are now, with schedules and zones of the settings. */
err_t read_figure_world(struct reader *, struct arena *, const struct metric_settings *, int64_t as_of_ms,
	struct figure_world *out) MUST_CHECK;
/* The agents alone. */
err_t read_figure_agents(struct reader *, struct arena *, struct figure_world *out) MUST_CHECK;
/* Marks whom somebody does not see figures about; teams of such a one alone are taken off. */
void figure_world_hide(struct arena *, struct figure_world *, const struct agent_sight *);
/* Fills wanted or conversations of the request. */
err_t read_figure_query(struct reader *, struct arena *, struct query *, const struct query_context *,
	struct figure_request *out) MUST_CHECK;

/*
 * of_past: from the ledger as it stood at as_of; else from what is derived now.
 * What began from since on and before until; packed days of which all ended
 * before ended_ms may be left out.
 */
struct figure_wish {
	bool waits, cases, of_past;
	bool unpacked;			/* the settings are not those that packed days were measured by */
	int64_t since_ms, until_ms, ended_ms, as_of_ms;
	const struct metric_settings *settings;
};
/* Shown as many at a time as are at hand; they stay until visit returns. */
err_t read_figure_days(struct reader *, const struct figure_wish *,
	void (*visit)(void *, const struct fact_day *, size_t count), void *data) MUST_CHECK;

/*
 * Traces of those kinds (a bit each) that happened from since on and before
 * until, and perhaps others, as of then: what is packed, and from the ledger
 * those conversations of which something was recorded since they were packed,
 * or after as_of.  presence: days of agents are wanted, too; zone: theirs;
 * borders: as in presence_whole(), or NULL: by the hour.
 */
struct trace_wish {
	int64_t as_of_ms, since_ms, until_ms;
	const struct zone *zone;
	bool presence;
	uint32_t kinds;
	/* Takes those kinds of a packed day at once, with the data of visit; 0: all come one by one. */
	uint32_t at_once;
	void (*messages)(void *, const struct segment *, const struct figure_apart *);
	const int64_t *borders;
	size_t border_count;
};
err_t read_figure_traces(struct reader *, const struct trace_wish *, void (*visit)(void *, const struct fact_trace *),
	void *data) MUST_CHECK;

/* The ledger's rows of a conversation in that time, as figures count it, by seq. */
struct events_wish { int64_t account, conversation, from_ms, to_ms; struct wait_rules rules; };
err_t read_events_between(struct reader *, struct arena *, const struct events_wish *, struct event **out,
	size_t *count) MUST_CHECK;

/*
 * A finished day of waits or cases that is not packed, or does not hold: the loop says which, a reader works it out
 * from its rows, and the desk writes it, unless one of these changed meanwhile: then it is there again the next time.
 */
struct day_made { enum fact_set set; int64_t day, now_ms, last_ms; struct str bytes; };
err_t desk_day_next(struct desk *, struct day_made *out, bool *found) MUST_CHECK;
err_t read_day(struct reader *, struct day_made *) MUST_CHECK;
err_t desk_day_put(struct desk *, const struct day_made *) MUST_CHECK;
/* What of figures is made anew just now; cheap. */
err_t read_figures_anew(struct reader *, int64_t now_ms, struct figures_anew *out) MUST_CHECK;
/*
 * Traces are packed some rows of the ledger at a time: what these change is
 * worked out by a reader, and the desk writes it day by day.  A conversation
 * with later rows than those is read from the ledger, so a step that is half
 * written, or never ends, harms nothing.
 */
struct traces_day { int64_t day; struct str bytes; };
struct traces_step {
	int64_t from_seq, to_seq, stale, rules;
	bool anew;			/* what is packed holds no longer: it is taken away first */
	struct traces_day *days;
	size_t count;
};
/* Whether so many rows wait to be packed; cheap. */
bool read_traces_wait(struct reader *, int64_t rows);
/* At most so many rows; to_seq 0: there is nothing to do.  Days are finished by the caller. */
err_t read_traces_step(struct reader *, int64_t rows, struct traces_step *out) MUST_CHECK;
void traces_step_finish(struct traces_step *);
/*
 * In the loop, each a transaction of its own: it begins, again as long as there is *more to be taken away, then come
 * the days, and in the end that they are all there.  ERR_CONFLICT: something else was packed meanwhile.
 */
err_t desk_traces_begin(struct desk *, const struct traces_step *, bool *more) MUST_CHECK;
/* From the day *next on as many as are written in a moment, one at least; *next is behind them then. */
err_t desk_traces_days(struct desk *, const struct traces_step *, size_t *next) MUST_CHECK;
err_t desk_traces_end(struct desk *, const struct traces_step *) MUST_CHECK;

/* Every packed day that holds is made again and held against what is stored; first_set and first_day: where one differs. */
struct segments_verdict { int64_t days, bytes, differ, first_day; enum fact_set first_set; };
/* The same of packed traces, added to the verdict. */
err_t read_traces_check(struct reader *, struct segments_verdict *) MUST_CHECK;
err_t read_segments_check(struct reader *, int64_t now_ms, struct segments_verdict *out) MUST_CHECK;
#endif
