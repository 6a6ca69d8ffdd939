/* SPDX-License-Identifier: ISC */
/*
 * A family: every conversation that was ever merged or linked with the
 * others.  Its rows of the ledger say how they stood united at an instant;
 * those that did are reduced as one customer's timeline.
 */
#ifndef GUICHET_DESK_FAMILY_H
#define GUICHET_DESK_FAMILY_H
#include "private.h"

struct relative {
	int64_t id, account;
	int64_t into, began;		/* merged into; began there; 0 */
	size_t root, group;		/* index: where it is shown; who stands for its timeline */
	bool changed;			/* merged or parted at some time */
	const struct wait *open;	/* the customer waits here: a wait of the timeline; else NULL */
	const struct promise *promise;	/* the earliest that stands open and was made in what is shown here, or NULL */
	struct wait_result result;	/* of the whole timeline, where it stands for it */
};

struct family {
	struct relative *of;		/* by number */
	size_t count;
	struct event *events;		/* of all, in no order */
	size_t event_count;
};

/* The family with that number, and its rows. */
err_t family_load(struct store *, struct arena *, int64_t family, struct family *out) MUST_CHECK;
/* Who was united at that instant (0: now). */
void family_fold(struct family *, int64_t as_of_ms);
/* The same, and how long the customer waited. */
void family_reduce(struct family *, struct arena *, const struct wait_rules *, int64_t as_of_ms);
struct relative *family_find(const struct family *, int64_t conversation);
/* Where it is shown, 0: it stands for itself. */
int64_t family_root(const struct family *, const struct relative *);
/* Brings two together; families become one. */
err_t family_join(struct desk *, const struct conversation *, const struct conversation *) MUST_CHECK;
/* When somebody wrote last in what is shown there. */
void family_heard(const struct family *, const struct relative *, int64_t as_of_ms, struct conversation *out);
/* The wait that is shown in a conversation, or NULL; its family is not 0. */
err_t family_open(struct store *, struct arena *, const struct kinship *, const struct wait_rules *,
	const struct wait **out) MUST_CHECK;
/* Their waits are written and their rows follow. */
err_t family_settle(struct desk *, int64_t family) MUST_CHECK;
#endif
