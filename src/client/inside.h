/* SPDX-License-Identifier: ISC */
/* What the client that waits and its far end of ssh share. */
#ifndef GUICHET_CLIENT_INSIDE_H
#define GUICHET_CLIENT_INSIDE_H
#include "guichet/client/client.h"
#include "seek.h"

struct client {
	struct loop *loop;
	struct seeker seeker;
	err_t why;			/* how the search ended, until the loop returns */
	int64_t last_id;
	struct loop_timer *deadline;	/* of everything, for who cannot wait */
	bool late;			/* it has passed: the loop is not run again */
	int64_t cancellable;		/* the call that an interrupt stops, or 0 */
	bool cancelled;			/* one came */
};

/* All but the connection. */
err_t client_prepare(const struct client_options *, struct client **out) MUST_CHECK;
/* Connects without a word. */
err_t client_reach(struct client *) MUST_CHECK;
#endif
