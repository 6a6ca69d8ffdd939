/* SPDX-License-Identifier: ISC */
/*
 * What tests ask figures of: seeded waits and cases of some weeks, with every
 * outcome, accounts that nobody knows any more, and with opening hours if one
 * likes.  Waits are in order, as a desk packs them.
 */
#ifndef UNIT_FIGURES_STAGE_H
#define UNIT_FIGURES_STAGE_H
#include "guichet/model/figures_make.h"

enum { ROWS = 150, ACCOUNTS = 3, AGENTS = 3 };
#define BEGIN INT64_C(1772409600000)	/* Mon 2026-03-02 00:00 UTC */
#define DAY FACT_DAY_MS
#define AS_OF (BEGIN + 40 * DAY)

extern const struct figure_agent stage_agents[AGENTS];

/* Everything that a question is asked of. */
struct stage {
	struct arena *arena;
	struct figure_account accounts[ACCOUNTS];
	struct figure_world world;
	struct fact_wait waits[ROWS];
	struct fact_case cases[ROWS];
};
struct stage *stage_make(uint64_t seed, bool has_hours);
void stage_destroy(struct stage *);
#endif
