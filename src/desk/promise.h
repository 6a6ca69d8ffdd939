/* SPDX-License-Identifier: ISC */
/* Promises as the other files of the desk meet them; touched is the row of the whole. */
#ifndef DESK_PROMISE_H
#define DESK_PROMISE_H
#include "steps.h"

#define REASON_PROMISE "a promise is due"	/* of the status that a row gets then */

/* outbox: the reply that says it, or 0. */
err_t promise_make(struct desk *, struct touched *, int64_t at_ms, const char *text, int64_t outbox) MUST_CHECK;
/* What it was about: kept beside the ledger, which has a keyed hash of it. */
err_t promise_words(struct store *, struct arena *, int64_t seq, const char *detail, const char **out) MUST_CHECK;
/* That reply was taken back before it left. */
err_t promise_unsay(struct desk *, struct touched *, int64_t outbox) MUST_CHECK;
err_t promise_restore(struct desk *, struct touched *, const struct step *) MUST_CHECK;
err_t promise_check(const struct steps *, const struct step *, const char **why) MUST_CHECK;
/* Its alarm follows the row; and what the alarm does. */
err_t promise_watch(struct desk *, const struct touched *) MUST_CHECK;
err_t promise_due(struct desk *, int64_t conversation) MUST_CHECK;
#endif
