/* SPDX-License-Identifier: ISC */
/*
 * What networks have in common to which we only listen: nothing asks for an
 * answer, none can be given from here, and what one would say stands on the
 * page itself.  The connector's only_read says so, whatever is asked for.
 */
#ifndef GUICHET_CONNECTOR_LISTENING_H
#define GUICHET_CONNECTOR_LISTENING_H
#include "guichet/connector/task.h"

/* A plan that says why it is blocked. */
err_t listening_prepare(struct arena *, const struct plan_wish *, struct plan *) MUST_CHECK;
const char *listening_refuses(const struct account *, enum act_kind);
/* A task that would let something leave is refused; false: it is one that reads, or asks who we are. */
bool listening_refused(const struct task *, const char *only_read, struct output *);
#endif
