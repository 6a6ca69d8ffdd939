/* SPDX-License-Identifier: ISC */
/*
 * Rules, as far as they are the desk's: which there are and in what order,
 * what they have yet to look at, and what they did.  What arrives is noted in
 * the transaction that brings it and looked at later, in turns of its own;
 * who runs a rule's commands is the server, as it runs everybody's.
 *
 * A rule looks at a conversation when a customer's message arrives in it
 * (nothing that is history or that a feed brought), or once when its customer
 * waits longer than the rule says.  What rules themselves do brings no wait
 * and no message that a rule would look at, so none starts another.
 */
#ifndef GUICHET_DESK_RULE_H
#define GUICHET_DESK_RULE_H
#include "guichet/desk/read.h"
#include "guichet/store/rule.h"

struct rule_wish {
	const char *name, *query;
	int64_t wait_ms;		/* 0: when a message arrives */
	size_t count;
	const char *const *commands;
};

struct rule {
	struct rule_row row;
	struct agent owner;
	const char **commands;
	size_t count;
	const char *trouble;		/* why it cannot run, or NULL */
	int64_t runs, last_ms;		/* read_rules only */
};

/*
 * Inside desk_begin; the owner is the actor.  The same again: *added is false; another one of
 * that name is ERR_CONFLICT.
 */
err_t desk_rule_add(struct desk *, const struct rule_wish *, bool *added) MUST_CHECK;
err_t desk_rule_remove(struct desk *, const char *name) MUST_CHECK;
/* ERR_STATE says why it cannot run. */
err_t desk_rule_enable(struct desk *, const char *name, bool on) MUST_CHECK;
/* 1 is the first; what is behind the last is the last. */
err_t desk_rule_move(struct desk *, const char *name, int64_t position) MUST_CHECK;

/* In order, with what keeps each from running; said: also how often each ran. */
err_t read_rules(struct reader *, struct arena *, bool said, struct rule **out, size_t *count) MUST_CHECK;
/* ERR_NOT_FOUND names it. */
err_t read_rule(struct reader *, struct arena *, const char *name, struct rule *out) MUST_CHECK;
/* The query as its owner asks it now. */
err_t read_rule_query(struct reader *, struct arena *, const struct rule *, int64_t now_ms,
	struct query_sql *out) MUST_CHECK;
/* What it finds now among the newest conversations, newest first. */
err_t read_rule_hits(struct reader *, struct arena *, const struct rule *, int64_t now_ms, size_t newest,
	struct list_row **rows, size_t *count) MUST_CHECK;
err_t read_rule_runs(struct reader *, struct arena *, int64_t rule, int64_t below, size_t limit,
	struct rule_run **out, size_t *count) MUST_CHECK;

/* What there is to look at, oldest first. */
err_t desk_rule_due(struct desk *, struct arena *, size_t limit, struct rule_due **out, size_t *count) MUST_CHECK;
/* Is the rule about that one, and does its query find it? */
err_t desk_rule_matches(struct desk *, struct arena *, const struct rule *, const struct query_sql *,
	const struct rule_due *, bool *out) MUST_CHECK;
/* The row as this transaction leaves it. */
err_t desk_rule_row(struct desk *, struct arena *, int64_t conversation, struct list_row *out) MUST_CHECK;
/* Transactions of their own, by the system: up to that number all was looked at; a rule acted; a rule cannot run. */
err_t desk_rule_looked(struct desk *, int64_t last) MUST_CHECK;
err_t desk_rule_ran(struct desk *, const struct rule_run *) MUST_CHECK;
err_t desk_rule_fail(struct desk *, const struct rule *, const char *reason) MUST_CHECK;
/* Inside desk_begin: what it did was taken back. */
err_t desk_rule_undone(struct desk *, int64_t run) MUST_CHECK;
#endif
