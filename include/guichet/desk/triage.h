/* SPDX-License-Identifier: ISC */
/* What agents do between two answers.  All inside a transaction of desk_begin; the actor is its actor. */
#ifndef GUICHET_DESK_TRIAGE_H
#define GUICHET_DESK_TRIAGE_H
#include "guichet/desk/desk.h"
#include "guichet/model/query.h"

/* ERR_CONFLICT "claim #42: taken by maria 10 s ago" when somebody else has it; mine already is success. */
err_t desk_claim(struct desk *, int64_t conversation) MUST_CHECK;
err_t desk_release(struct desk *, int64_t conversation) MUST_CHECK;
/* assignee: name of an agent or team, "@me", or "nobody". */
err_t desk_assign(struct desk *, int64_t conversation, const char *assignee) MUST_CHECK;
/* Claims the most urgent unassigned row that matches; ERR_NOT_FOUND when the queue is empty. */
err_t desk_next(struct desk *, const struct query_sql *, int64_t *conversation) MUST_CHECK;
/*
 * The same where finding takes a search: a reader looks for a few, and the first that is still as it was is
 * claimed.  ERR_CONFLICT when somebody else was at all of them meanwhile.
 */
struct reader;
struct free_rows { struct free_row *rows; size_t count; };
err_t read_free(struct reader *, struct arena *, const struct query_sql *, struct free_rows *out) MUST_CHECK;
err_t desk_next_of(struct desk *, const struct free_rows *, int64_t *conversation) MUST_CHECK;
/* until: snoozed only, 0: until the customer writes.  reason may be NULL, but for
 * what is done on an account that asks for one: ERR_USAGE then names those that it takes. */
err_t desk_status(struct desk *, int64_t conversation, enum status, int64_t until_ms, const char *reason) MUST_CHECK;
err_t desk_tag(struct desk *, int64_t conversation, const char *tag, bool on) MUST_CHECK;
err_t desk_note(struct desk *, int64_t conversation, const char *text, int64_t *message) MUST_CHECK;

/* mark: one of MARK_URGENT, MARK_MUTED, MARK_SPAM.  Muting also resolves; taking spam back opens again who waits. */
err_t desk_mark(struct desk *, int64_t conversation, unsigned mark, bool on, const char *reason) MUST_CHECK;
err_t desk_priority(struct desk *, int64_t conversation, enum priority) MUST_CHECK;
/* The actor has read it, up to message seen where that is not 0; unread: nothing of it. */
err_t desk_read_mark(struct desk *, int64_t conversation, bool unread, int64_t seen) MUST_CHECK;

/* The actor is told of it, or no longer; no event. */
err_t desk_follow(struct desk *, int64_t conversation, bool on) MUST_CHECK;

/*
 * The actor had it on the screen for so long until now, a second to a day: a row of the ledger, and nothing
 * else changes.  Where the desk's setting views is off nothing is recorded.
 */
err_t desk_look(struct desk *, int64_t conversation, int64_t ms, bool *recorded) MUST_CHECK;

/* What this transaction does is no step that could be taken back: somebody types. */
void desk_no_step(struct desk *);
#endif
