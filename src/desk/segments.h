/* SPDX-License-Identifier: ISC */
/* Finished days, packed for figures: made one by one, spoilt by the transaction that changes a row of theirs. */
#ifndef DESK_SEGMENTS_H
#define DESK_SEGMENTS_H
#include "guichet/desk/figures.h"
#include "guichet/store/segment.h"
#include "private.h"

err_t segments_spoil_all(struct desk *) MUST_CHECK;
/* Before the rows are replaced: old are those that are stored. */
err_t segments_spoil_waits(struct desk *, const struct wait *old, size_t count, const struct wait_result *) MUST_CHECK;
err_t segments_spoil_cases(struct desk *, const struct wait_case *old, size_t count,
	const struct wait_result *) MUST_CHECK;
/* After them, and before the conversation's row is: what it is told apart by may change without its waits. */
err_t segments_spoil_place(struct desk *, const struct touched *) MUST_CHECK;

/*
 * A packed day: the reader keeps copies of what it has read, up to COPIES_MOST
 * bytes, because a year is asked for again and again.  A copy stays until
 * segment_copies_trim(), or, with a reader that keeps none, until the next.
 */
err_t segment_copy(struct reader *, enum fact_set, const struct stored_segment *, const struct segment **out) MUST_CHECK;
/* One more would be too many, or takes the place of the last one. */
bool segment_copies_are_full(const struct reader *);
/* Lets go of all of them, if there are too many. */
void segment_copies_trim(struct reader *);
void segment_copies_destroy(struct segment_copies *);

/* Target and business time of a row. */
void fact_wait_complete(const struct metric_settings *, struct fact_wait *);
void fact_case_complete(const struct metric_settings *, struct fact_case *);
#endif
