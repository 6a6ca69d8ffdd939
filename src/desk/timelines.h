/* SPDX-License-Identifier: ISC */
/*
 * The whole ledger reduced, timeline by timeline: one conversation, or all
 * that were ever united with each other.  Of the first kind only one is in
 * memory at a time; there are few of the second, and they come last.
 */
#ifndef GUICHET_DESK_TIMELINES_H
#define GUICHET_DESK_TIMELINES_H
#include "private.h"

/* The result, and what else the visitor puts into the arena, lives until it returns. */
typedef err_t (*timeline_fn)(void *, struct arena *, const struct wait_result *);
err_t timelines_each(struct reader *, const struct wait_rules *, int64_t as_of_ms, timeline_fn, void *data) MUST_CHECK;

/* The ledger's rows about a desk and its accounts, as of an instant, by seq. */
err_t desk_events(struct reader *, struct arena *, int64_t as_of_ms, struct event **out, size_t *count) MUST_CHECK;
/* The rules with what those rows say of clocks (R1). */
struct wait_rules rules_of(struct arena *, const struct event *, size_t count);
#endif
