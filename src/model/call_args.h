/* SPDX-License-Identifier: ISC */
/* What the finder, the parser and the checker of calls share about single arguments. */
#ifndef MODEL_CALL_ARGS_H
#define MODEL_CALL_ARGS_H
#include "guichet/base/str.h"
#include "guichet/model/call.h"

/* A decimal number from 0, with or without a # before it. */
bool arg_number(const char *text, int64_t *out);
/* One value against its kind. */
err_t arg_check(const struct call_arg *, const char *text) MUST_CHECK;
/* As it stands in a usage line. */
void arg_show(const struct call_arg *, struct str *out);
/* Counts and kinds; an argument whose bit is set in absent may be missing. */
err_t request_check(const struct call_request *, unsigned absent) MUST_CHECK;

/* ---- call_said.c: what is said of figures where a query may stand */
enum { SAID_PERIOD, SAID_SINCE, SAID_UNTIL, SAID_BY, SAID_MOST };
extern const char *const call_said_options[SAID_MOST];
struct call_said { const char *values[SAID_MOST]; };	/* NULL: nothing of the kind */
/*
 * "today", "last week tag:refund", "agents", "by hour today": takes out of the words what the call
 * has options for that were not given, and changes nothing where the rest would be looked for.
 */
err_t call_said(struct arena *, const struct call_request *given, const char *const **words, size_t *count,
	struct call_said *out) MUST_CHECK;
#endif
