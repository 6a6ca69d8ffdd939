/* SPDX-License-Identifier: ISC */
/*
 * Routes, as far as they are the desk's: which there are, what waits for
 * somebody, who gets it, and what went back.  A conversation belongs to the
 * first route whose query finds it.  What is done is the desk's own deed: a
 * row of the ledger that names the route and says why, and a row of the log.
 */
#ifndef GUICHET_DESK_ROUTE_H
#define GUICHET_DESK_ROUTE_H
#include "guichet/desk/availability.h"
#include "guichet/model/route.h"
#include "guichet/store/route.h"

struct route_wish {
	const char *name, *query, *team;
	struct route_terms terms;
	int64_t position;		/* 0: the last, or where it is */
};
/* Inside desk_begin.  A name that is there is replaced, and *added is false. */
err_t desk_route_set(struct desk *, const struct route_wish *, bool *added) MUST_CHECK;
err_t desk_route_remove(struct desk *, const char *name) MUST_CHECK;
/* Newest first, as far as nobody has acted since; left: conversations that stay as they are. */
struct route_left { int64_t conversation; const char *why; };
struct route_undone { int64_t undone, below; struct route_left *left; size_t left_count; };	/* below 0: all is done */
/* What it did since then and, unless that is 0, before that row of the log. */
struct route_back_wish { const char *name; int64_t since_ms, below; };
err_t desk_route_undo(struct desk *, struct arena *, const struct route_back_wish *, struct route_undone *out) MUST_CHECK;

struct route {
	struct route_row row;
	struct route_terms terms;
	const char *team;		/* its name */
	const char *trouble;		/* why it does nothing, or NULL */
};
err_t read_routes(struct reader *, struct arena *, struct route **out, size_t *count) MUST_CHECK;
err_t read_route(struct reader *, struct arena *, const char *name, struct route *out) MUST_CHECK;	/* ERR_NOT_FOUND */
/* Members of its team, by number, as they are now. */
struct told { const struct availability_told *list; size_t count; };
err_t read_route_members(struct reader *, struct arena *, const struct route *, const struct told *,
	struct route_member **out, size_t *count) MUST_CHECK;
/* What waits for its team, and why nobody has it; NULL: nothing waits. */
struct route_state { int64_t waiting; const char *why; };
err_t read_route_state(struct reader *, struct arena *, const struct route *, const struct told *,
	struct route_state *out) MUST_CHECK;
/* The route that a conversation waits for somebody by; *found false: none. */
err_t read_route_of(struct reader *, struct arena *, int64_t conversation, struct route *out, bool *found) MUST_CHECK;
/* What it would do now to what the queue has, and nothing is done. */
struct route_trial { int64_t conversation; const char *agent, *why; };	/* agent NULL: nobody */
err_t read_route_trial(struct reader *, struct arena *, const struct route *, const struct told *, int64_t now_ms,
	size_t limit, struct route_trial **out, size_t *count) MUST_CHECK;
/* name NULL: of all, newest first. */
err_t read_route_deeds(struct reader *, struct arena *, const char *name, size_t limit, struct route_deed **out,
	size_t *count) MUST_CHECK;

/*
 * One slice, a transaction of the desk itself: looks at what is new and gives what can be given, for that long.
 * After a route was set or removed the first slices only go over the queue, to see what is to be looked at anew.
 * What cannot be given hides nothing that stands behind it: a walk goes through all that waits, in as many turns
 * as it takes, from the mark that the caller keeps between them (zeros: from the first).
 * more: the walk goes on.  stuck: it is over, something waits, and only people can change that.
 */
struct route_mark { int64_t route, key, conversation; bool left; };	/* left: something behind it waits on */
struct route_turn {
	int64_t slice_ms;
	const struct connected *connected;
	struct route_mark mark;
	size_t given;
	bool more, stuck;
};
err_t desk_route_turn(struct desk *, struct route_turn *) MUST_CHECK;
#endif
