/* SPDX-License-Identifier: ISC */
/*
 * The rows that figures are made of: a wait, or a case, with what it can be
 * told apart by.  A day's rows are packed into a segment (segment.h) and
 * every figure reads segments, whether they lay in the database or were
 * packed a moment ago, so there is one way to count.
 *
 * A day is one of UTC: local dates are worked out from the instants when they
 * are asked for, and a change of the reporting zone changes no segment.
 */
#ifndef GUICHET_MODEL_FACTS_H
#define GUICHET_MODEL_FACTS_H
#include "guichet/model/segment.h"
#include "guichet/model/wait.h"

#define FACT_DAY_MS INT64_C(86400000)

/* FACT_WAITS by start, FACT_CASES by opening, FACT_TRACES by when it happened. */
enum fact_set { FACT_WAITS, FACT_CASES, FACT_TRACES, FACT_SETS };
/* A part of them; mostly a day. */
struct fact_day { enum fact_set set; const struct segment *segment; };

/* What a conversation is told apart by, beside its account: a tongue (all but the tags) and tags. */
struct fact_place { const char *lang; int visibility; const char *tags; int priority; };	/* tags: sorted, spaces between */

enum fact_wait_column {
	FW_CONVERSATION, FW_ACCOUNT, FW_AGENT, FW_START, FW_DURATION,
	FW_CLOSED,		/* the part of the duration in which nobody was open */
	FW_OWN, FW_TARGET,
	FW_CODE,		/* as below */
	FW_FLAGS, FW_TEAM, FW_TONGUE, FW_TAGS, FW_COLUMNS
};
/*
 * All that a metric asks of a wait, but when it was and how long it lasted, is
 * the kind, the outcome and these bits, so that nearly every question reads
 * them alone.  Of one that still lasts they are judged when that is known.
 */
enum {
	FACT_NO_REPLY = 1 << 3, FACT_CHASED = 1 << 4, FACT_HAS_AGENT = 1 << 5, FACT_HAS_TARGET = 1 << 6,
	FACT_LATE = 1 << 7,		/* longer than the target in business time, */
	FACT_LATE_CALENDAR = 1 << 8,	/* and by the calendar */
	FACT_OUT_OF_HOURS = 1 << 9,	/* no business time at all */
	FACT_CODE_BITS = 10
};
static inline enum wait_kind fact_kind(int64_t code) { return (enum wait_kind)(code & 1); }
static inline enum wait_outcome fact_outcome(int64_t code) { return (enum wait_outcome)(code >> 1 & 3); }
/* The same code with what a target and how long it lasted make of it. */
static inline int64_t fact_code_judged(int64_t code, int64_t target_ms, int64_t business_ms, int64_t duration_ms)
{
	return (code & (FACT_HAS_TARGET - 1)) | (target_ms > 0 ? FACT_HAS_TARGET : 0) |
		(business_ms > target_ms ? FACT_LATE : 0) | (duration_ms > target_ms ? FACT_LATE_CALENDAR : 0) |
		(business_ms == 0 && duration_ms > 0 ? FACT_OUT_OF_HOURS : 0);
}

/* business_ms: of an ended wait in the hours of its schedule.  target_ms: in force when it began. */
struct fact_wait { struct wait wait; int64_t business_ms, target_ms; struct fact_place place; };

/*
 * contact: who wrote it.  closed_ms: how much of what its clocks say up to
 * their last change lay outside of hours, of our turn, the customer's, on hold
 * and of the waits that ended; wait_team: whose hours the open one has.
 */
enum fact_clock { CLOCK_WORK, CLOCK_PENDING, CLOCK_HOLD, CLOCK_WAITED, FACT_CLOCKS };
struct fact_case {
	struct wait_case one;
	int64_t contact, wait_team, closed_ms[FACT_CLOCKS];
	struct fact_place place;
};

/* Rows in order of start, conversation and end, of cases with their clocks; the segment is appended to out. */
void fact_waits_pack(struct arena *scratch, const struct fact_wait *, size_t count, struct str *out);
void fact_cases_pack(struct arena *scratch, const struct fact_case *, size_t count, struct str *out);
/*
 * Some rows of a packed day, a column after the other; one that is not wanted
 * stays as it was.  A column is a little longer than its rows: were it a power
 * of two, the same row of all columns would lie in the same set of the cache.
 */
enum { FACT_COLUMN = SEGMENT_BLOCK + 8 };
struct fact_block { int64_t values[FW_COLUMNS][FACT_COLUMN]; size_t rows; };
void fact_block_read(const struct segment *, unsigned columns, size_t from, struct fact_block *out);

/* The same of cases: every number of one is a column, and what is not wanted stays as it was. */
enum fact_case_column {
	FC_CONVERSATION, FC_ACCOUNT, FC_CASE_NO, FC_OPEN, FC_FIRST_RESOLVED, FC_RESOLVED, FC_SETTLED,
	FC_FIRST_IN, FC_FIRST_OUT, FC_FIRST_ASSIGNED, FC_WAITS, FC_TURNS, FC_REPLIES, FC_MESSAGES_IN,
	FC_TRANSFERS, FC_REOPENS, FC_COURTESIES, FC_AGENT_REOPENS, FC_STATE, FC_STATE_MS, FC_SPENT_OPEN,
	FC_SPENT_PENDING, FC_SPENT_HOLD, FC_SPENT_SNOOZED, FC_WAITED, FC_OPEN_WAIT, FC_SURFACE, FC_FLAGS,
	FC_CONTACT, FC_TEAM, FC_WAIT_TEAM, FC_CLOSED_WORK, FC_CLOSED_PENDING, FC_CLOSED_HOLD, FC_CLOSED_WAITED,
	FC_TONGUE, FC_TAGS,
	FC_RESTS,		/* 1 + the number of the text that case_rests() has of it, 0: none */
	FC_COLUMNS
};
_Static_assert(FC_COLUMNS <= 64, "a bit for each column");
struct fact_case_block { int64_t values[FC_COLUMNS][FACT_COLUMN]; size_t rows; };
/* With a column those are read that it is told behind. */
void fact_case_block_read(const struct segment *, uint64_t columns, size_t from, struct fact_case_block *out);
/* A row of it, but for its place. */
void fact_case_get(const struct fact_case_block *, size_t at, struct fact_case *out);

struct fact_trace { struct trace trace; struct fact_place place; };
/* The packed day of what has no end yet: days of UTC are 0 and more. */
#define FACT_RUNNING_DAY INT64_C(-1)
static inline int64_t fact_trace_day(const struct trace *trace)
{
	return trace_is_running(trace) ? FACT_RUNNING_DAY : trace->at_ms / FACT_DAY_MS;
}

enum fact_trace_column {
	FT_CONVERSATION, FT_ACCOUNT, FT_AGENT, FT_CASE_NO, FT_KIND, FT_AT, FT_VALUE, FT_TEAM, FT_SURFACE,
	FT_SUPERSEDED, FT_DUE, FT_TONGUE, FT_TAGS, FT_COLUMNS
};
/* Rows are put in an order that any of them has, by kind and time, so that the same ones give the same bytes. */
void fact_traces_pack(struct arena *scratch, struct fact_trace *, size_t count, struct str *out);
/* The rows of those kinds, a bit each; their texts live in the arena. */
void fact_traces_each(struct arena *, const struct segment *, uint32_t kinds,
	void (*visit)(void *, const struct fact_trace *), void *data);
/* Where those of a kind stand; none of a segment that is damaged. */
struct fact_range { size_t from, until; };
struct fact_range fact_traces_of(const struct segment *, enum trace_kind);
/* Whether one of its rows is of a conversation that is; nothing else of it is unpacked. */
bool fact_traces_touch(const struct segment *, bool (*is)(const void *, int64_t conversation), const void *data);
#define FACT_TRACES_ALL ((UINT32_C(1) << TRACE_KINDS) - 1)

/* Of a place all but its tags, as a text of a segment. */
const char *fact_tongue_text(struct arena *, const struct fact_place *);
/* A text of a segment is tags as they are, or a tongue, which is taken apart here; it lives in the arena. */
bool fact_tongue_parse(struct arena *, const char *text, struct fact_place *out);
#endif
