/* SPDX-License-Identifier: ISC */
/* Rules, what they have yet to look at, and what they did. */
#ifndef GUICHET_STORE_RULE_H
#define GUICHET_STORE_RULE_H
#include "guichet/model/query.h"
#include "guichet/store/store.h"

struct rule_row {
	int64_t id, owner, position;
	const char *name, *query, *calls, *reason;	/* calls: a line each */
	int64_t wait_ms;		/* 0: a customer's message */
	int64_t since_ms;		/* when it was enabled last */
	bool enabled, removed;
};
/* Without the removed ones, in order. */
err_t store_rules(struct store *, struct arena *, struct rule_row **out, size_t *count) MUST_CHECK;
/* id 0 makes a new row; else position, enabled, removed, reason and since_ms are replaced. */
err_t store_rule_put(struct store *, const struct rule_row *, int64_t *id) MUST_CHECK;
/* Enabled ones, by what they wait for. */
err_t store_rule_counts(struct store *, int64_t *messages, int64_t *waits) MUST_CHECK;
/* The shortest wait above that one that an enabled rule is about; 0: none. */
err_t store_rule_next_wait(struct store *, int64_t above_ms, int64_t *out) MUST_CHECK;

struct rule_due { int64_t id, conversation, message, wait_ms, known_ms, from_ms, to_ms; };
err_t store_rule_due_add(struct store *, const struct rule_due *) MUST_CHECK;
err_t store_rule_due(struct store *, struct arena *, size_t limit, struct rule_due **out, size_t *count) MUST_CHECK;
err_t store_rule_due_count(struct store *, int64_t *out) MUST_CHECK;
err_t store_rule_due_drop(struct store *, int64_t last) MUST_CHECK;	/* it and all before it */

struct rule_wait { int64_t conversation, wait_ms, known_ms, done_ms; };
err_t store_rule_wait(struct store *, int64_t conversation, struct rule_wait *out, bool *found) MUST_CHECK;
err_t store_rule_wait_set(struct store *, const struct rule_wait *) MUST_CHECK;
err_t store_rule_wait_drop(struct store *, int64_t conversation) MUST_CHECK;
/* Everybody who waits and gets to that duration after now: noted, with an alarm. */
err_t store_rule_wait_all(struct store *, int64_t duration_ms, int64_t now_ms) MUST_CHECK;

struct rule_run {
	int64_t id, rule, conversation, message, wait_ms, at_ms, undone_ms;
	const char *name;		/* of the rule, read only */
	const char *did, *refused, *inverse;
};
/* *added false when that rule has acted on that message or wait before. */
err_t store_rule_run_add(struct store *, const struct rule_run *, bool *added) MUST_CHECK;
/* rule 0: all.  Newest first, below that number (0: from the end). */
err_t store_rule_runs(struct store *, struct arena *, int64_t rule, int64_t below, size_t limit,
	struct rule_run **out, size_t *count) MUST_CHECK;
err_t store_rule_run_undone(struct store *, int64_t id, int64_t at_ms) MUST_CHECK;
err_t store_rule_runs_count(struct store *, int64_t rule, int64_t *count, int64_t *last_ms) MUST_CHECK;
#endif
