/* SPDX-License-Identifier: ISC */
/*
 * Figures: what is said about many waits and cases at once.  A metric is a
 * row of the table below; a figure is a metric over some rows, with the
 * number that it rests on; figures stand in groups, one for each value of
 * what they are told apart by.  A report needs nothing but struct figures.
 *
 * Times are survival curves (Kaplan-Meier): who still waits, and who took the
 * question back, counts for as long as it lasted.  Without them a quantile is
 * the nearest rank, a real wait that can be looked at.  Shares come with the
 * interval of Wilson, medians with that of the binomial ranks, both 95 %.
 * All times are milliseconds here, and whole seconds in JSON and on paper.
 */
#ifndef GUICHET_MODEL_FIGURES_H
#define GUICHET_MODEL_FIGURES_H
#include "guichet/base/arena.h"
#include "guichet/base/message.h"

/*
 * TIME: a curve.  SHARE: part of a whole.  COUNT: how many.  STOCK: how many there are, and their ages.
 * SPAN: time added up.  RATE: time added up, over the time that it is held against.  PART: likewise, of which it is a part.
 */
enum metric_shape { METRIC_TIME, METRIC_SHARE, METRIC_COUNT, METRIC_STOCK, METRIC_SPAN, METRIC_RATE, METRIC_PART };
/*
 * What a row is: a wait, a case, or a trace, most of which are told of only
 * where they are asked for by name.  Cohort: by when it began.  Throughput: by when it happened.
 */
enum metric_source { METRIC_FROM_WAITS, METRIC_FROM_CASES, METRIC_FROM_TRACES, METRIC_SOURCES };
enum metric_date { METRIC_COHORT, METRIC_THROUGHPUT };

/* id, name, shape, source, date, title, what it is */
#define METRIC_INFO(_) \
	_(FIRST_RESPONSE, "first_response", TIME, WAITS, COHORT, \
	  N_("first response"), \
	  N_("from a customer's first message to a person's answer")) \
	_(NEXT_RESPONSE, "next_response", TIME, WAITS, COHORT, \
	  N_("next response"), \
	  N_("every later wait, to a person's answer")) \
	_(ALL_REPLIES, "all_replies", TIME, WAITS, COHORT, \
	  N_("all replies"), \
	  N_("first and later waits together")) \
	_(OWN_REACTION, "own_reaction", TIME, WAITS, COHORT, \
	  N_("own reaction"), \
	  N_("from the assignment of who answered, or the wait if that began later")) \
	_(DISPOSITION, "disposition", TIME, WAITS, COHORT, \
	  N_("until dealt with"), \
	  N_("until answered, or closed without an answer")) \
	_(WAIVED_AFTER, "waived_after", TIME, WAITS, COHORT, \
	  N_("closed unanswered after"), \
	  N_("how long those waited that were closed without an answer")) \
	_(SLA, "sla", SHARE, WAITS, COHORT, \
	  N_("within the target"), \
	  N_("met, of met and missed; closed late without an answer is missed")) \
	_(SLA_REQUESTS, "sla_requests", SHARE, WAITS, COHORT, \
	  N_("within the target, requests"), \
	  N_("the same without what needed no answer")) \
	_(SLA_CALENDAR, "sla_calendar", SHARE, WAITS, COHORT, \
	  N_("within the target, all hours"), \
	  N_("the same by the calendar, whatever the schedule says")) \
	_(RESPONSE_RATE, "response_rate", SHARE, WAITS, COHORT, \
	  N_("response rate"), \
	  N_("answered, of those answered and those not answered in time")) \
	_(RESPONSE_RATE_REQUESTS, "response_rate_requests", SHARE, WAITS, COHORT, \
	  N_("response rate, requests"), \
	  N_("the same without what needed no answer")) \
	_(CHASED, "chased", SHARE, WAITS, COHORT, \
	  N_("customer wrote again"), \
	  N_("waits in which the customer wrote again before an answer")) \
	_(OUT_OF_HOURS, "out_of_hours", SHARE, WAITS, COHORT, \
	  N_("answered outside hours"), \
	  N_("answers that took no time of the schedule")) \
	_(WAITS, "waits", COUNT, WAITS, COHORT, \
	  N_("waits begun"), \
	  N_("one begins with the first message that nobody has answered")) \
	_(REPLIES, "replies", COUNT, WAITS, THROUGHPUT, \
	  N_("waits answered"), \
	  N_("by the date of the answer")) \
	_(WAITING, "waiting", STOCK, WAITS, THROUGHPUT, \
	  N_("waiting"), \
	  N_("waits open at that moment, and how old they are")) \
	_(TIME_TO_HUMAN, "time_to_human", TIME, CASES, COHORT, \
	  N_("until a person"), \
	  N_("from the first message to a person, the time of a bot included")) \
	_(CUSTOMER_WAIT, "customer_wait", TIME, CASES, COHORT, \
	  N_("customer wait"), \
	  N_("all waits of a case together, whatever their end")) \
	_(FIRST_RESOLUTION, "first_resolution", TIME, CASES, COHORT, \
	  N_("first resolution"), \
	  N_("from the beginning of a case to its first end")) \
	_(FULL_RESOLUTION, "full_resolution", TIME, CASES, COHORT, \
	  N_("full resolution"), \
	  N_("to the end that held; a thanks behind it does not count")) \
	_(WORK_TIME, "work_time", TIME, CASES, COHORT, \
	  N_("our time"), \
	  N_("open, on hold or snoozed")) \
	_(CUSTOMER_TIME, "customer_time", TIME, CASES, COHORT, \
	  N_("customer's time"), \
	  N_("pending: it was the turn of the customer")) \
	_(ON_HOLD_TIME, "on_hold_time", TIME, CASES, COHORT, \
	  N_("on hold"), \
	  N_("a third party's turn, part of our time")) \
	_(TIME_TO_ASSIGN, "time_to_assign", TIME, CASES, COHORT, \
	  N_("until assigned"), \
	  N_("from the beginning of a case to its first assignment")) \
	_(ONE_TOUCH, "one_touch", SHARE, CASES, COHORT, \
	  N_("one touch"), \
	  N_("resolved with one turn of ours and not reopened")) \
	_(FIRST_CONTACT, "first_contact", SHARE, CASES, COHORT, \
	  N_("first contact resolution"), \
	  N_("the same of mature cases: resolved so long ago that they stay so")) \
	_(REOPENED, "reopened", SHARE, CASES, COHORT, \
	  N_("reopened"), \
	  N_("resolved cases that their customer opened again, a thanks not counted")) \
	_(CONTAINED, "contained", SHARE, CASES, COHORT, \
	  N_("left to the bot"), \
	  N_("of mature cases that a bot had, those without a person")) \
	_(CASES, "cases", COUNT, CASES, COHORT, \
	  N_("cases opened"), \
	  N_("a customer came, or came back after the window")) \
	_(MESSAGES_IN, "messages_in", COUNT, TRACES, THROUGHPUT, \
	  N_("messages received"), \
	  N_("each on the day on which it was written, whenever its case was opened")) \
	_(AUTHORS, "authors", COUNT, CASES, COHORT, \
	  N_("customers"), \
	  N_("different people who opened them")) \
	_(RESOLUTIONS, "resolutions", COUNT, CASES, THROUGHPUT, \
	  N_("cases resolved"), \
	  N_("by the date of the end that held")) \
	_(REOPENS, "reopens", COUNT, CASES, COHORT, \
	  N_("reopens"), \
	  N_("by customers, a thanks counted")) \
	_(REOPENS_NET, "reopens_net", COUNT, CASES, COHORT, \
	  N_("reopens, net"), \
	  N_("by customers who still wanted something")) \
	_(REOPENS_AGENT, "reopens_agent", COUNT, CASES, COHORT, \
	  N_("reopens by us"), \
	  N_("an agent took the case up again")) \
	_(TRANSFERS, "transfers", COUNT, CASES, COHORT, \
	  N_("transfers"), \
	  N_("from one person to another")) \
	_(BACKLOG, "backlog", STOCK, CASES, THROUGHPUT, \
	  N_("backlog"), \
	  N_("cases not resolved at that moment, and how old they are")) \
	_(NO_ANSWER_LATE, "no_answer_late", SHARE, WAITS, COHORT, \
	  N_("no answer needed, said late"), \
	  N_("of waits closed as no request, those so closed only after the target")) \
	_(HANDED_OVER, "handed_over", SHARE, CASES, COHORT, \
	  N_("handed over by the bot"), \
	  N_("of mature cases that a bot had, those it gave to a person")) \
	_(AUTOMATIC_FIRST, "automatic_first", SHARE, CASES, COHORT, \
	  N_("automatic first"), \
	  N_("of customers' cases in which we wrote, those where a machine did before any person")) \
	_(INGEST_LAG, "ingest_lag", TIME, TRACES, COHORT, \
	  N_("on its way to us"), \
	  N_("from when a customer's message was written to when the desk had it")) \
	_(UPDATE_GAP, "update_gap", TIME, TRACES, COHORT, \
	  N_("between updates"), \
	  N_("from one reply of a person to the next, in a case not resolved between them")) \
	_(UPDATE_GAP_PAUSABLE, "update_gap_pausable", TIME, TRACES, COHORT, \
	  N_("between updates, our turn"), \
	  N_("the same without the time in which it was the customer's turn")) \
	_(HANDLE_TIME, "handle_time", TIME, TRACES, COHORT, \
	  N_("handle time"), \
	  N_("how long a person had a case on the screen, all of their looks together")) \
	_(CSAT, "csat", SHARE, TRACES, COHORT, \
	  N_("satisfied"), \
	  N_("4 or 5 of 5, of the last answer of each case within 7 days of the survey")) \
	_(SURVEY_RESPONSE, "survey_response", SHARE, TRACES, COHORT, \
	  N_("surveys answered"), \
	  N_("of surveys sent, those answered within 7 days")) \
	_(SENT_PEOPLE, "sent_people", COUNT, TRACES, THROUGHPUT, \
	  N_("sent by people"), \
	  N_("messages that a person of the desk wrote by hand")) \
	_(SENT_SCRIPTED, "sent_scripted", COUNT, TRACES, THROUGHPUT, \
	  N_("sent by scripts"), \
	  N_("messages that macros and programs sent in a person's name")) \
	_(SENT_OUTSIDE, "sent_outside", COUNT, TRACES, THROUGHPUT, \
	  N_("sent elsewhere"), \
	  N_("messages written in the network's own application")) \
	_(SENT_BOTS, "sent_bots", COUNT, TRACES, THROUGHPUT, \
	  N_("sent by bots"), \
	  N_("messages that a robot login wrote")) \
	_(SENT_AUTOMATIC, "sent_automatic", COUNT, TRACES, THROUGHPUT, \
	  N_("sent by themselves"), \
	  N_("messages of rules, campaigns and surveys, which answer nothing")) \
	_(PROMISES_MADE, "promises_made", COUNT, TRACES, COHORT, \
	  N_("promises made"), \
	  N_("what agents told customers for a time, without what was taken back by undo")) \
	_(PROMISES_KEPT, "promises_kept", SHARE, TRACES, COHORT, \
	  N_("promises kept"), \
	  N_("of promises kept and broken; dropped ones are neither")) \
	_(TIME_AVAILABLE, "time_available", SPAN, TRACES, COHORT, \
	  N_("time available"), \
	  N_("of agents' days, from their first row of the ledger to their last: taking work")) \
	_(TIME_BUSY, "time_busy", SPAN, TRACES, COHORT, \
	  N_("time busy"), \
	  N_("of the same days: there, and taking no more")) \
	_(TIME_AWAY, "time_away", SPAN, TRACES, COHORT, \
	  N_("time away"), \
	  N_("of the same days: said to be away, or the keyboard was silent for long")) \
	_(TIME_OFF, "time_off", SPAN, TRACES, COHORT, \
	  N_("time off"), \
	  N_("the rest of the dates on which they were there")) \
	_(LOAD, "load", RATE, TRACES, COHORT, \
	  N_("load"), \
	  N_("open conversations that an agent had at once, on average of the time available")) \
	_(HANDLE_SHARE, "handle_share", PART, TRACES, COHORT, \
	  N_("share of handling"), \
	  N_("of the time available, that in which a conversation was on the screen and in use"))

enum metric {
#define METRIC_ENUM(id, name, shape, source, date, title, help) METRIC_##id,
	METRIC_INFO(METRIC_ENUM)
#undef METRIC_ENUM
	METRICS
};

struct metric_info {
	const char *name;		/* as in JSON, CSV and --metric: never changes */
	const char *title, *help;	/* N_() */
	enum metric_shape shape;
	enum metric_source source;
	enum metric_date date;
};
const struct metric_info *metric_info(enum metric);
/* A share of what met its target: its rows are met or missed, those of any other share are so or not so. */
bool metric_is_of_target(enum metric);
/* Whether a row is so is decided by open hours, whatever clock is asked for. */
bool metric_is_of_hours(enum metric);
/* Its rows are only counted: nothing of them has to be over. */
bool metric_is_number(enum metric);
/* Each of its rows lasts a time; each adds a number to a sum; of the others neither can be said. */
bool metric_is_time(enum metric);
bool metric_is_amount(enum metric);
bool metric_find(const char *name, enum metric *out);
/*
 * By its name, its title or what a dashboard writes above it, in English or
 * the language of who runs this; in any case, with or without "the".
 */
bool metric_meant(const char *said, enum metric *out);
/* What of these was nearly said, as it is written, or NULL. */
const char *metric_near(const char *said);
/* The same of several with commas between: their names, or NULL where one of them is none. */
const char *metrics_meant(struct arena *, const char *text);
/* ERR_USAGE for a list with a name that is none, with the one that was nearly said. */
err_t metrics_check(struct arena *, const char *list) MUST_CHECK;

/* ---- one figure */

enum { FIGURE_TOO_FEW = -1, FIGURE_NOT_REACHED = -2 };
/* Who reads a screen or a page sees a quantile from so many on; JSON always has what was computed. */
enum { FIGURE_P50_FROM = 5, FIGURE_P90_FROM = 10, FIGURE_P95_FROM = 20, FIGURE_P99_FROM = 100,
	FIGURE_INTERVAL_FROM = 6 };

/*
 * FIGURE_NOT_REACHED: so many still wait that nobody can say; then the longest
 * one seen is what it is above.  FIGURE_TOO_FEW: there is nothing at all, or,
 * of low and high, less than six.
 */
struct figure_time {
	int64_t p50_ms, p90_ms, p95_ms, p99_ms;
	int64_t low_ms, high_ms;	/* of the median, 95 % */
	int64_t longest_ms;		/* of all, those still open too */
	size_t few;			/* those that ended, where they are too few for any quantile, in order */
	int64_t few_ms[FIGURE_P50_FROM - 1];
};

struct figure {
	/*
	 * TIME: those that ended in what is measured.  SHARE: the whole, met and
	 * missed.  COUNT: the number.  STOCK: how many there are.  SPAN, RATE and
	 * PART: milliseconds, those of the last two over of.
	 */
	size_t n, of;
	size_t open, waived, withdrawn;		/* how the others stand */
	struct figure_time calendar, business;	/* TIME and STOCK */
	size_t met, missed;			/* SHARE; of TIMEs of waits: against the target */
	size_t undecided, excluded;		/* neither, yet or ever */
	double share, low, high;		/* met of both, 0 to 1, with Wilson; -1 where both are 0 */
};

/* ---- many of them */

enum { FIGURE_DIMENSIONS = 2 };

struct figure_group {
	const char *keys[FIGURE_DIMENSIONS];	/* NULL: what belongs to none: no agent, no tag */
	struct figure *figures;			/* one for each metric that was asked for */
};

/* A conversation that somebody left out, and a line that was written to a date; seq: its row of the ledger. */
struct figure_omitted { int64_t conversation, seq, at_ms; const char *who, *reason; };
struct figure_note { int64_t seq, at_ms; const char *who, *date, *text; };

/*
 * How far that is made anew which figures are read from; slow: so much is left that they take longer until it is
 * there.  Conversations after an update, whole days of waits and cases, rows of the ledger of which traces are kept.
 */
struct figures_anew { int64_t conversations, derived, days, packed, rows, traced; bool slow; };

struct figures {
	const enum metric *asked;
	size_t asked_count;
	struct figure_group all;
	struct figure_group *before;		/* the period of the same length before, or NULL */
	struct figure_group *groups;		/* sorted by their keys; those of none last */
	size_t group_count;
	const char *by[FIGURE_DIMENSIONS];	/* "agent" ...; NULL: by nothing */
	int64_t since_ms, until_ms;		/* 0: from the beginning, to the end */
	int64_t before_since_ms, before_until_ms;
	int32_t begun;				/* the date on which the ledger begins, where that is later than either; 0 */
	bool before_cut;			/* it begins within the period before, which is told from then on only */
	int64_t as_of_ms, seq;			/* what was known then: up to that row of the ledger */
	int64_t settings_seq;			/* the row of the settings that they were measured by, 0: none */
	int64_t back_seq, back_ms;		/* of those the last that reaches back in time, and to when; 0: none */
	int64_t target_ms;			/* what was asked for, or that of the desk */
	bool targets_differ;			/* each wait has its own, and they are several */
	bool in_hours;				/* there are opening hours: targets are of their time */
	const char *schedule;			/* whose hours everybody keeps here, or NULL: each their own */
	const char *query;			/* which conversations, or NULL: all */
	const struct figure_omitted *omitted;	/* what is left out of all of this */
	size_t omitted_count;
	const struct figure_note *notes;	/* of its dates */
	size_t note_count;
	struct figures_anew anew;
	bool agents_hidden;			/* groups of single agents were left out, which who asks does not see */
};

/* ---- what they are made of */

/*
 * An observation is a duration shifted by a bit that is 0 when it ended in
 * what is measured: numbers sort as the curve wants them, ends first.
 */
static inline uint64_t figure_observation(int64_t ms, bool ended)
{
	return (uint64_t)(ms > 0 ? ms : 0) << 1 | !ended;
}

/* Sort in place; scratch has room for as many. */
void figure_sort(uint64_t *list, uint64_t *scratch, size_t count);
/* Of observations in order, each p-quantile (0 < p < 1, rising) in one walk. */
void figure_quantiles(const uint64_t *sorted, size_t count, const double *p, size_t wanted, int64_t *out);
/* Their curve. */
void figure_time_of(const uint64_t *sorted, size_t count, struct figure_time *out);

/*
 * Durations in any order, in runs that ended and runs that did not; those that
 * are no half word (49 days) are observations beside them, also in any order.
 */
struct figure_run { const uint32_t *ms; size_t count; bool ended; };
struct figure_dealt;
struct figure_runs {
	const struct figure_run *list;
	size_t count;
	uint64_t *longs;
	size_t long_count;
	const struct figure_dealt *const *dealt;	/* more of those that ended */
	size_t dealt_count;
};

/* Those that ended, parted once for all curves that they are in; the runs are not looked at again. */
struct figure_dealt *figure_deal(const struct figure_run *, size_t count);
void figure_dealt_destroy(struct figure_dealt *);

/*
 * The same curve, and ranks in it, without sorting more than the answer needs.
 * Longs are sorted in place and borrowed; the runs are not looked at again.
 */
struct figure_selection *figure_select(const struct figure_runs *);
void figure_selection_destroy(struct figure_selection *);
void figure_selection_time(struct figure_selection *, struct figure_time *out);
/* How many lasted at most so long: of those that ended, and of the others. */
void figure_selection_rank(struct figure_selection *, int64_t ms, size_t *ended, size_t *open);

/* Ranks of the interval of a median, 1 ... n; both 0 below six. */
void figure_median_ranks(size_t n, size_t *low, size_t *high);
/* share, low and high of part in n. */
void figure_wilson(size_t part, size_t n, double *share, double *low, double *high);

/* What a target made of a wait (enum wait_sla), and how it ended (enum wait_outcome). */
void figure_count_sla(struct figure *, int sla);
void figure_count_outcome(struct figure *, int outcome);
/* share, low and high from met and missed. */
void figure_share(struct figure *);

/*
 * One curve of waits in memory.  kind: WAIT_FIRST, WAIT_NEXT, or -1 for both;
 * as_of ends the open ones.  Without a target (0) nothing is met or missed.
 */
struct wait;
void figure_of_waits(const struct wait *waits, size_t count, int kind, int64_t target_ms,
	int64_t as_of_ms, struct figure *out);
#endif
