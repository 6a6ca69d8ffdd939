/* SPDX-License-Identifier: ISC */
/*
 * When agents were there, as the ledger has it.  The day of an agent, in the
 * desk's zone, lasts from the first row of that date that they wrote with
 * their own hand to the last one, and each part of it counts as what they had
 * said last: available, busy or away (a keyboard that was silent for long says
 * away by itself).  Where nothing was said they were available.  The rest of
 * such a date is off, from the first row of the ledger on: before it there
 * was no desk.  Dates without a row have nothing.
 *
 * Of the time available is also told how many open conversations were theirs,
 * and in which part of it one of them was on their screen and in use.
 */
#ifndef GUICHET_MODEL_PRESENCE_H
#define GUICHET_MODEL_PRESENCE_H
#include "guichet/model/wait.h"
#include "guichet/model/zone.h"

struct presence;

/*
 * What rows of the desk itself (no result), or of one conversation with the
 * states of its cases, say about it: TRACE_MARK, TRACE_HELD, TRACE_LOOK and
 * TRACE_SAID, of that conversation.  Rows in any order, as of that instant.
 */
struct trace_lot { struct trace *list; size_t count; };
void presence_rows(struct arena *, const struct event *, size_t count, const struct wait_result *, int64_t as_of_ms,
	struct trace_lot *out);

/*
 * In the arena, which must live as long; begun_ms: the first row of the
 * ledger.  kinds: those that will be told, a bit each.
 */
struct presence *presence_create(struct arena *, const struct zone *, int64_t begun_ms, int64_t as_of_ms, uint32_t kinds);
/*
 * Nobody asks for hours: what lasts is told in one as long as it is of one
 * date, and no hour begins at or behind one of the borders in it.  They are
 * borrowed.
 */
void presence_whole(struct presence *, const int64_t *borders, size_t count);
/* One of those, in any order; of a date all that there is, or nothing is right about it. */
void presence_take(struct presence *, const struct trace *);
/*
 * All of packed days but what was held, and but conversations that are apart.
 * A second thread takes some of the days where there are many.  going: they
 * are not shown to presence_hold(), so that what was held is kept until then.
 */
struct segment;
struct figure_apart;
void presence_add(struct presence *, const struct segment *const *, size_t count, const struct figure_apart *, bool going);
/* What was held, of the days that did not go, when all of them were added and nothing else is taken any more. */
void presence_hold(struct presence *, const struct segment *const *, size_t count, const struct figure_apart *);
/*
 * TRACE_AVAILABLE, TRACE_BUSY, TRACE_AWAY and TRACE_OFF, TRACE_HOLDING of all
 * conversations that were held in that part, one after the other, and
 * TRACE_LOOKING: value_ms is how long; none is of more than an hour of the
 * zone, unless presence_whole() said so.
 */
void presence_tell(struct presence *, void (*visit)(void *, const struct trace *), void *data);
#endif
