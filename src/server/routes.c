/* SPDX-License-Identifier: ISC */
/*
 * Routes at work.  What waits lies in the database; each turn gives some of
 * it, for a few milliseconds, and lets the others have theirs.  While nobody
 * can take what is left, a turn looks again only now and then: when something
 * was done on the desk, when a screen was opened, and every half minute, in
 * which a shift may have begun.
 */
#include "routes.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "people_here.h"

/* A slice that could give nothing of what it looked at lets the others have thrice its time. */
enum { SLICE_MS = 8, REST_MS = 24, AGAIN_MS = 1000, STUCK_MS = 250, LOOK_MS = 30000 };

struct routes {
	struct server *server;
	struct loop_timer *timer;
	bool waits;			/* the timer is one of a turn that could give nothing */
	bool walks, changed;		/* between its turns; since it began: what it passed may be for somebody now */
	int64_t stuck_ms;		/* when it could give nothing, by the steady clock */
	struct route_mark mark;
};

static void on_turn(void *data);

static void turn_after(struct routes *routes, int64_t ms, bool waits)
{
	loop_timer_stop(routes->server->loop, &routes->timer);
	routes->waits = waits;
	routes->timer = loop_after(routes->server->loop, ms, on_turn, routes);
}

static void on_turn(void *data)
{
	struct routes *routes = data;
	struct server *server = routes->server;
	struct arena *arena = arena_create();
	struct connected connected = people_here(server, arena);
	struct route_turn turn = { .slice_ms = SLICE_MS, .connected = &connected, .mark = routes->mark };
	err_t err;

	if (!routes->walks)
		routes->changed = false;
	routes->walks = true;
	routes->timer = NULL;
	err = desk_route_turn(server->desk, &turn);
	routes->walks = err == NULL && turn.more;
	routes->mark = routes->walks ? turn.mark : (struct route_mark){ 0 };
	routes->stuck_ms = turn.stuck ? clock_steady_ms() : 0;
	if (err != NULL) {
		log_line("routes", "later why=\"%s\"", err->text);
		turn_after(routes, AGAIN_MS, true);
	} else if (turn.more) {
		turn_after(routes, turn.given > 0 ? 0 : REST_MS, false);
	} else if (turn.stuck || routes->changed) {
		turn_after(routes, !routes->changed ? LOOK_MS : turn.stuck ? STUCK_MS : 0, !routes->changed);
	}
	arena_destroy(arena);
}

/* Its own commits wake it too: one more walk finds nothing to do. */
void routes_wake(struct routes *routes)
{
	int64_t ms = routes->stuck_ms == 0 ? 0 : routes->stuck_ms + STUCK_MS - clock_steady_ms();

	routes->changed = true;
	if (routes->walks)
		return;
	if (routes->timer == NULL || routes->waits)
		turn_after(routes, ms > 0 ? ms : 0, false);
}

struct routes *routes_create(struct server *server)
{
	struct routes *routes = mem_alloc(sizeof(*routes));

	routes->server = server;
	routes_wake(routes);
	return routes;
}

void routes_destroy(struct routes *routes)
{
	if (routes == NULL)
		return;
	loop_timer_stop(routes->server->loop, &routes->timer);
	free(routes);
}
