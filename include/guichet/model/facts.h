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

/* FACT_WAITS by start, FACT_CASES by opening. */
enum fact_set { FACT_WAITS, FACT_CASES, FACT_SETS };

/* What a conversation is told apart by, beside its account. */
struct fact_place { const char *lang; int visibility; const char *tags; int priority; };	/* tags: sorted, spaces between */

enum fact_wait_column {
	FW_CONVERSATION, FW_ACCOUNT, FW_AGENT, FW_START, FW_DURATION, FW_BUSINESS, FW_OWN, FW_TARGET,
	FW_KIND, FW_OUTCOME, FW_FLAGS, FW_PLACE, FW_COLUMNS
};

/* business_ms: of an ended wait in the hours of its schedule.  target_ms: in force when it began. */
struct fact_wait { struct wait wait; int64_t business_ms, target_ms; struct fact_place place; };

/* contact: who wrote it. */
struct fact_case { struct wait_case one; int64_t contact; struct fact_place place; };

/* Rows in order of start, conversation and end; the segment is appended to out. */
void fact_waits_pack(struct arena *scratch, const struct fact_wait *, size_t count, struct str *out);
void fact_cases_pack(struct arena *scratch, const struct fact_case *, size_t count, struct str *out);
/* Some rows of a packed day, a column after the other; NULL where a column is not wanted. */
struct fact_block { int64_t values[FW_COLUMNS][SEGMENT_BLOCK]; size_t rows; };
void fact_block_read(const struct segment *, unsigned columns, size_t from, struct fact_block *out);

/* The same of cases: the last column are numbers of places. */
enum { FACT_CASE_COLUMNS = 30 };
struct fact_case_block { int64_t values[FACT_CASE_COLUMNS][SEGMENT_BLOCK]; size_t rows; };
void fact_case_block_read(const struct segment *, size_t from, struct fact_case_block *out);
/* A row of it; returns the number of its place. */
uint64_t fact_case_row(const struct fact_case_block *, size_t row, struct fact_case *out);

/* A text of a segment, taken apart; it lives in the arena. */
void fact_place_parse(struct arena *, const char *text, struct fact_place *out);
#endif
