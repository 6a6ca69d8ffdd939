/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases read one after the other, measured as of an instant: in
 * calendar time, in business time by the schedules that were in force, and
 * against the target of the instant at which each wait began.  From the
 * ledger alone; only a query asks how a conversation is today.
 */
#ifndef GUICHET_DESK_CASES_H
#define GUICHET_DESK_CASES_H
#include "guichet/desk/read.h"

struct case_names { const char *conv, *account, *agent, *team; };	/* agent NULL: nobody is credited */

struct measured_wait {
	struct wait wait;
	struct case_names names;
	int64_t elapsed_ms, business_ms, target_ms;
	enum wait_sla sla;
};

struct measured_case {
	struct wait_case one;
	struct case_names names;
	struct case_figures figures;
};

struct case_wish {
	const struct query *query;	/* NULL: all but spam */
	const struct query_context *context;
	int64_t as_of_ms;		/* never 0 */
	bool pinned;			/* measured by the settings as of the row below, not as of as_of */
	int64_t settings_seq;
};

/* ERR_USAGE when the query asks for words, or what is for one agent.  Strings live until visit returns. */
err_t read_measured_waits(struct reader *, const struct case_wish *,
	err_t (*visit)(void *, const struct measured_wait *), void *data) MUST_CHECK;
err_t read_measured_cases(struct reader *, const struct case_wish *,
	err_t (*visit)(void *, const struct measured_case *), void *data) MUST_CHECK;
#endif
