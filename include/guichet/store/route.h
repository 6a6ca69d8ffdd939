/* SPDX-License-Identifier: ISC */
/* Routes, what they have yet to give or could not, and what they did. */
#ifndef GUICHET_STORE_ROUTE_H
#define GUICHET_STORE_ROUTE_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct route_row {
	int64_t id, position, team, last;	/* last: whom it gave something last; 0 */
	const char *name, *query, *terms;	/* terms: route_terms_write() */
	int64_t back_ms;		/* of the terms, for one look at all of them */
	bool removed;
};
/* Without the removed ones, in order. */
err_t store_routes(struct store *, struct arena *, struct route_row **out, size_t *count) MUST_CHECK;
/* id 0 makes a new row; a name that is taken is its row's. */
err_t store_route_put(struct store *, const struct route_row *, int64_t *id) MUST_CHECK;
err_t store_route_last(struct store *, int64_t id, int64_t agent) MUST_CHECK;
/* How many there are, and the shortest time after which one takes something back; 0: none does. */
err_t store_route_counts(struct store *, int64_t *count, int64_t *back_ms) MUST_CHECK;
/* The number of a route, also of one that was removed; 0: there never was one. */
err_t store_route_named(struct store *, const char *name, int64_t *id) MUST_CHECK;
/* Everybody who waits for somebody's answer is looked at. */
/* So many of what waits, the most urgent first, behind that rank and number. */
struct waiting_part { int64_t rank, id, limit; };
err_t store_route_alarm_all(struct store *, const struct waiting_part *, int64_t now_ms) MUST_CHECK;
/* The team of a route. */
err_t store_route_has_team(struct store *, int64_t team, bool *out) MUST_CHECK;

/* A conversation that somebody ought to get.  heard: its customer wrote to the one who has it. */
struct unplaced {
	int64_t conversation, route;	/* route 0: nobody looked at it yet */
	int64_t rank, wait_ms, avoid;
	bool heard;
};
err_t store_unplaced_set(struct store *, const struct unplaced *) MUST_CHECK;
err_t store_unplaced_drop(struct store *, int64_t conversation) MUST_CHECK;
/* Those that nobody looked at, first first. */
err_t store_unplaced_new(struct store *, struct arena *, size_t limit, struct unplaced **out, size_t *count) MUST_CHECK;
/* Of a route, by rank or by how long they wait, those behind that key and conversation. */
struct unplaced_from { int64_t route, key, conversation; bool by_wait; };
err_t store_unplaced_of(struct store *, struct arena *, const struct unplaced_from *, size_t limit,
	struct unplaced **out, size_t *count) MUST_CHECK;
err_t store_unplaced_count(struct store *, int64_t route, int64_t *out) MUST_CHECK;
/* The one that could not give it to anybody so far; 0: none. */
err_t store_unplaced_route(struct store *, int64_t conversation, int64_t *route) MUST_CHECK;
err_t store_unplaced_any(struct store *, bool *out) MUST_CHECK;
/* A part of what was noted is to be looked at anew; what waits no more goes, and keep false: all.  Behind *conversation. */
err_t store_unplaced_again(struct store *, int64_t *conversation, int64_t limit, bool keep, bool *more) MUST_CHECK;
/* Who of a part waits and whom nobody has, or a team; the last of it when there is more. */
err_t store_unplaced_all(struct store *, const struct waiting_part *, int64_t *rank, int64_t *id, bool *more) MUST_CHECK;

struct route_deed {
	int64_t id, route, conversation, agent, was, seq, at_ms, undone_ms;	/* agent, was: 0 the queue */
	const char *name, *why;		/* name: of the route, read only */
};
err_t store_route_deed_add(struct store *, const struct route_deed *) MUST_CHECK;
/* route 0: all.  Newest first, below that number. */
err_t store_route_deeds(struct store *, struct arena *, int64_t route, int64_t below, size_t limit,
	struct route_deed **out, size_t *count) MUST_CHECK;
/* The same without those that were taken back. */
err_t store_route_deeds_done(struct store *, struct arena *, int64_t route, int64_t below, size_t limit,
	struct route_deed **out, size_t *count) MUST_CHECK;
err_t store_route_deed_undone(struct store *, int64_t id, int64_t at_ms) MUST_CHECK;
/* A person did something to the conversation behind that row of the ledger. */
err_t store_event_human_since(struct store *, int64_t account, int64_t conversation, int64_t seq, bool *out) MUST_CHECK;
#endif
