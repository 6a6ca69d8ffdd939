/* SPDX-License-Identifier: ISC */
/* What reads a query and what judges its values share. */
#ifndef MODEL_QUERY_SCAN_H
#define MODEL_QUERY_SCAN_H
#include "query_tree.h"

struct scanner {
	struct arena *arena;
	const char *text, *next;
	struct query *query;
	size_t groups, depth;		/* groups: parentheses that are open; depth: those and negations */
};

size_t query_column(const struct scanner *, const char *at);
err_t query_wrong(const struct scanner *, const char *at, const char *what, const char *text) MUST_CHECK;
/* Wraps what a checker of another module said. */
err_t query_wrong_value(const struct scanner *, const char *at, err_t) MUST_CHECK;
/* Fills in number and compare. */
err_t query_value_check(const struct scanner *, enum query_field, const char *at, struct query_value *) MUST_CHECK;
#endif
