/* SPDX-License-Identifier: ISC */
/* The rows behind a figure, one by one, and the first of them in an order in which they do not come. */
#ifndef SERVER_EXPLAIN_H
#define SERVER_EXPLAIN_H
#include "figures_ask.h"

/* explain_row.c: to whom rows are told, of which question, and whether its clock is that of open hours. */
struct explain_teller {
	struct call_context *context;
	const struct figures_asked *asked;
	struct json_out *o;
	bool business;
};
err_t explain_row_put(const struct explain_teller *, const struct figure_row *, enum figure_part) MUST_CHECK;
/* Who is credited, if that is for who asks; else NULL. */
const char *explain_agent_name(const struct figures_asked *, int64_t id);

/*
 * explain_longest.c: where a row stands among all: the longest first where they are asked for so, and else in the
 * order in which they come.  Traces come packed or from the ledger, in another order each; they stand by when and of
 * what they are, so that a page goes on where the one before it ended whatever was packed meanwhile.
 */
struct explain_place {
	int64_t length, at_ms, of;	/* 0 where it is not looked at; of: the conversation, or the agent of a day */
	int kind;
	size_t number;			/* of all rows; of traces, of those that are the same in all the rest */
};
bool explain_is_before(const struct explain_place *, const struct explain_place *);

struct explain_kept {
	struct explain_place place;
	struct figure_row row;
	struct wait_case of_case;
	struct case_figures figures;
	struct trace of_trace;
	enum figure_part part;
};
/* The first of them: so many at most, in no order until explain_sort(). */
struct explain_longest { struct explain_kept *list; size_t count, limit; };
void explain_keep(struct explain_longest *, const struct figure_row *, enum figure_part, struct explain_place);
/* In order; each row then points to what is kept beside it. */
void explain_sort(struct explain_longest *);
#endif
