/* SPDX-License-Identifier: ISC */
/*
 * What is derived from the ledger: the waits of a timeline in their order,
 * and its cases.  Whoever writes events replaces both in the same
 * transaction; only the figures read them.
 */
#ifndef GUICHET_STORE_WAIT_H
#define GUICHET_STORE_WAIT_H
#include "guichet/model/wait.h"
#include "guichet/store/store.h"

err_t store_waits(struct store *, struct arena *, int64_t conversation, struct wait **out, size_t *count) MUST_CHECK;
err_t store_wait_set(struct store *, size_t position, const struct wait *) MUST_CHECK;
err_t store_wait_cut(struct store *, int64_t conversation, size_t count) MUST_CHECK;	/* keeps that many */
err_t store_wait_count(struct store *, int64_t *out) MUST_CHECK;
struct named_wait { struct wait wait; const char *account, *agent; };
err_t store_waits_between(struct store *, struct arena *, int64_t since_ms, int64_t until_ms,
	struct named_wait **out, size_t *count) MUST_CHECK;

/* Of a timeline, in order of their rows; and all that fall due in that time. */
err_t store_promises(struct store *, struct arena *, int64_t conversation, struct promise **out, size_t *count) MUST_CHECK;
err_t store_promises_due(struct store *, struct arena *, int64_t since_ms, int64_t until_ms, struct promise **out,
	size_t *count) MUST_CHECK;
/* How many that agent made stand open. */
err_t store_promises_open(struct store *, int64_t agent, size_t *count) MUST_CHECK;
err_t store_promise_set(struct store *, size_t position, const struct promise *) MUST_CHECK;
/* What it was about, by its row of the ledger; NULL where nothing was said, or it was erased. */
err_t store_promise_text(struct store *, struct arena *, int64_t seq, const char **out) MUST_CHECK;
err_t store_promise_text_add(struct store *, int64_t seq, const char *text) MUST_CHECK;
err_t store_promise_cut(struct store *, int64_t conversation, size_t count) MUST_CHECK;	/* keeps that many */

err_t store_cases(struct store *, struct arena *, int64_t conversation, struct wait_case **out, size_t *count) MUST_CHECK;
err_t store_case_set(struct store *, const struct wait_case *) MUST_CHECK;
err_t store_case_cut(struct store *, int64_t conversation, int64_t count) MUST_CHECK;	/* keeps that many */
err_t store_case_count(struct store *, int64_t *out) MUST_CHECK;

/* How a conversation was called in the ledger that it came with; one name once in an account. */
err_t store_ledger_name_add(struct store *, int64_t conversation, int64_t account, const char *name) MUST_CHECK;
err_t store_ledger_name(struct store *, struct arena *, int64_t conversation, const char **out) MUST_CHECK;	/* or NULL */
err_t store_ledger_named(struct store *, int64_t account, const char *name, int64_t *out) MUST_CHECK;	/* 0: none */
#endif
