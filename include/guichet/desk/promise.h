/* SPDX-License-Identifier: ISC */
/*
 * What an agent told a customer: an answer by then.  The first answer of a
 * person that leaves in time keeps it.  Inside a transaction of desk_begin.
 */
#ifndef GUICHET_DESK_PROMISE_H
#define GUICHET_DESK_PROMISE_H
#include "guichet/desk/read.h"
#include "guichet/model/wait.h"

/* text: what was promised, or NULL.  ERR_USAGE for a time that is not ahead, or more than a year. */
err_t desk_promise(struct desk *, int64_t conversation, int64_t at_ms, const char *text) MUST_CHECK;
/* All that stand open there: kept in another way, or given up.  ERR_STATE when none does. */
err_t desk_promise_end(struct desk *, int64_t conversation, bool kept, size_t *ended) MUST_CHECK;

/* Those that fall due in that time, by then; agent and text as the ledger says them. */
struct promise_row { struct promise promise; const char *agent, *text, *account; };
err_t read_promises(struct reader *, struct arena *, int64_t since_ms, int64_t until_ms, struct promise_row **out,
	size_t *count) MUST_CHECK;
#endif
