/* SPDX-License-Identifier: ISC */
/*
 * Waits as figures in JSON, as a whole and by whatever the caller groups
 * them by.  Pure: the same rows give the same bytes.
 *
 *   {"first_response":FIGURE,"next_response":FIGURE,"target","as_of","seq","grouped_by",
 *    "by":[{"key","first_response":FIGURE,"next_response":FIGURE}]}
 *
 * FIGURE is {"n","open","waived","withdrawn","p50","p90","p95","longest","met","missed","undecided",
 * "excluded","within_target","target"}: whole seconds; a quantile is null below 5, 10 and 20 answers.
 * One that so many open waits keep from being reached is null too, and "p50_over" (...) says the
 * longest time seen.  within_target is a share from 0 to 1 with four digits, null when nothing is decided.
 */
#ifndef GUICHET_REPORT_FIGURES_H
#define GUICHET_REPORT_FIGURES_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/model/figures.h"
#include "guichet/model/wait.h"

/* A wait that belongs to several groups is given once for each; key NULL is a group of its own. */
struct report_wait { struct wait wait; const char *key; };

struct report_figures {
	const struct wait *waits;
	size_t count;
	struct report_wait *grouped;	/* sorted in place */
	size_t grouped_count;
	const char *grouped_by;		/* "account" ..., or NULL */
	int64_t target_ms, as_of_ms, seq;
};

void report_figures_json(struct arena *, const struct report_figures *, struct str *out);
#endif
