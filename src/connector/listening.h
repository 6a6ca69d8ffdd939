/* SPDX-License-Identifier: ISC */
/*
 * What networks have in common to which we only listen: nothing asks for an
 * answer, none can be given from here, and what one would say stands on the
 * page itself.
 */
#ifndef GUICHET_SRC_CONNECTOR_LISTENING_H
#define GUICHET_SRC_CONNECTOR_LISTENING_H
#include "guichet/connector/task.h"

/* A plan that says why it is blocked. */
err_t listening_prepare(struct arena *, const struct plan_wish *, const char *why, struct plan *) MUST_CHECK;
#endif
