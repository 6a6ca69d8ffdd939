/* SPDX-License-Identifier: ISC */
/* What the files of handovers share. */
#ifndef GUICHET_SRC_DESK_HANDOVER_H
#define GUICHET_SRC_DESK_HANDOVER_H
#include "guichet/desk/handover.h"
#include "private.h"

/* Resolved, closed, or in hands that it was not offered from. */
bool handover_settled(const struct handover_item *, const struct conversation *);
/* The agent, or a team that they are in. */
err_t handover_is_for(struct store *, struct arena *, int64_t target, int64_t agent, bool *out) MUST_CHECK;
/* A line of that whole conversation, or of a part of it, waits to be accepted by them. */
err_t handover_offered_to(struct store *, struct arena *, int64_t root, int64_t agent, bool *out) MUST_CHECK;
/* Behind the last open line it is over; else its alarm stands. */
err_t handover_settle(struct desk *, int64_t id) MUST_CHECK;
/* A line becomes again what it was, and nobody's; it stays where its conversation is
 * in another open line, or its agent's next packet is under way. */
err_t handover_back(struct desk *, struct touched *, int64_t conversation, int64_t id, enum handover_state was) MUST_CHECK;
/* Time is up. */
err_t handover_missed(struct desk *, int64_t id) MUST_CHECK;
#endif
