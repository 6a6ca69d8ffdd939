/* SPDX-License-Identifier: ISC */
/*
 * From waits to figures.  Quantiles are Kaplan-Meier with open and withdrawn
 * waits censored; without censoring they are nearest-rank percentiles.  Still
 * open work is data: it is counted, never left out.
 */
#ifndef GUICHET_MODEL_FIGURES_H
#define GUICHET_MODEL_FIGURES_H
#include "guichet/base/arena.h"
#include "guichet/model/wait.h"

struct figure {
	size_t n;			/* answered */
	size_t open, waived, withdrawn;
	/* -1: too few (P50 from 5, P90 from 10, P95 from 20) is decided by whoever prints; -2: not reached */
	int64_t p50_ms, p90_ms, p95_ms;
	int64_t longest_ms;		/* longest observation, for "> longest" */
	size_t met, missed, undecided, excluded;	/* against the target */
	double within_target;		/* met / (met + missed); -1 without any */
	int64_t target_ms;
};

enum { FIGURE_TOO_FEW = -1, FIGURE_NOT_REACHED = -2 };

/*
 * kind: WAIT_FIRST, WAIT_NEXT, or -1 for both.  as_of ends open waits.
 * Without a target (0) nothing is met or missed.
 */
void figures_of(struct arena *, const struct wait *waits, size_t count, int kind, int64_t target_ms,
	int64_t as_of_ms, struct figure *out);

/* The p-quantile (0 < p < 1) by Kaplan-Meier over durations; FIGURE_NOT_REACHED if the curve never falls so far. */
struct observation { int64_t duration_ms; bool answered; };
int64_t figures_quantile(struct observation *sorted_in_place, size_t count, double p);
#endif
