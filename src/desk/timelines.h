/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases as of an instant, timeline by timeline: one conversation, or
 * all that were ever united with each other.  A conversation without rows of
 * the ledger after that instant is what is stored of it; the others are
 * reduced.  Of the first kind only one is in memory at a time; there are few
 * of the second, and they come last.
 */
#ifndef GUICHET_DESK_TIMELINES_H
#define GUICHET_DESK_TIMELINES_H
#include "reduce.h"

/* The result, and what else the visitor puts into the arena, lives until it returns. */
typedef err_t (*timeline_fn)(void *, struct arena *, const struct wait_result *);
/* only: of those, and all that were ever united with others; NULL: all.  */
struct timeline_wish { const struct wait_rules *rules; int64_t as_of_ms; const struct id_set *only; };
err_t timelines_each(struct reader *, const struct timeline_wish *, timeline_fn, void *data) MUST_CHECK;

/* The ledger's rows about a desk and its accounts, as of an instant, by seq. */
err_t desk_events(struct reader *, struct arena *, int64_t as_of_ms, struct event **out, size_t *count) MUST_CHECK;
/* The rules with what those rows say of clocks (R1). */
struct wait_rules rules_of(struct arena *, const struct event *, size_t count);
#endif
