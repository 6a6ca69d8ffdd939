/* SPDX-License-Identifier: ISC */
/* Routes as the other files of the desk meet them; everything inside a transaction. */
#ifndef DESK_ROUTE_H
#define DESK_ROUTE_H
#include "guichet/desk/route.h"
#include "private.h"

/* How many there are, and the shortest time after which one takes something back: nothing is noted for none. */
struct route_watch { int64_t count, back_ms; };
err_t route_watch_begin(struct desk *, struct route_watch *out) MUST_CHECK;
/* A row as this transaction leaves it, before it is stored. */
err_t route_watch(struct desk *, const struct route_watch *, const struct touched *) MUST_CHECK;
/* Its alarm went: nobody answered for long, perhaps. */
err_t route_back(struct desk *, int64_t conversation) MUST_CHECK;

/* All that waits is to be looked at anew: begins that, in the transaction that changed a route; under way; a part of it. */
err_t route_sweep_begin(struct desk *) MUST_CHECK;
err_t route_sweeps(struct desk *, struct arena *, bool *out) MUST_CHECK;
err_t route_sweep(struct desk *, int64_t until_ms) MUST_CHECK;	/* by the steady clock; one part at least */

/* Who may not see a conversation cannot get it: marked among the members of a team. */
err_t route_hide(struct reader *, struct arena *, const struct told *, struct route_member *, size_t count,
	int64_t conversation) MUST_CHECK;
/* The query as the desk asks it. */
err_t route_query(struct reader *, struct arena *, const struct route *, int64_t now_ms, struct query_sql *out) MUST_CHECK;
/* Whose, why, and by which route: ledger and log; agent 0 is the queue. */
struct route_deal { const struct route *route; int64_t agent; const char *why; };
err_t route_deal(struct desk *, struct touched *, const struct route_deal *) MUST_CHECK;
#endif
