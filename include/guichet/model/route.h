/* SPDX-License-Identifier: ISC */
/*
 * Who gets what, where a team does not simply claim.  A route is about the
 * conversations that its query finds and about the members of one team; here
 * it says, of members and a conversation as they are now, whose it should be
 * and why, or why nobody's.  Pure: nothing is looked up, nothing is done.
 */
#ifndef GUICHET_MODEL_ROUTE_H
#define GUICHET_MODEL_ROUTE_H
#include "guichet/base/arena.h"
#include "guichet/model/availability.h"

/* How members are chosen; CLAIM: nobody is given anything, they take it. */
enum route_way { ROUTE_CLAIM, ROUTE_ROUND_ROBIN, ROUTE_LEAST_LOADED, ROUTE_WAYS };
/* Which conversation is given first: by the queue's order, or whoever waits longest. */
enum route_first { ROUTE_DUE, ROUTE_WAITING, ROUTE_FIRSTS };
/* What a member must be able to. */
enum route_match { ROUTE_ANYBODY, ROUTE_TAG, ROUTE_LANGUAGE, ROUTE_MATCHES };
/* A customer writes to somebody who is not there: it stays theirs, goes to the queue, or to another member. */
enum route_absent { ROUTE_KEEP, ROUTE_QUEUE, ROUTE_SUBSTITUTE, ROUTE_ABSENTS };

struct route_terms {
	enum route_way way;
	enum route_first first;
	enum route_match match;
	enum route_absent absent;
	int64_t capacity;		/* open conversations a member holds at most; 0: as many as come */
	int64_t back_ms;		/* business time without an answer until it goes back; 0: never */
};

/* The words of a call: "round-robin". */
const char *route_way_name(enum route_way);
const char *route_first_name(enum route_first);
const char *route_match_name(enum route_match);
const char *route_absent_name(enum route_absent);
/* Each with its word, or NULL for what holds without one: claim, due, anybody, keep.  ERR_USAGE names it. */
struct route_words { const char *way, *first, *match, *absent; };
err_t route_terms_read(const struct route_words *, struct route_terms *out) MUST_CHECK;
/* key=value lines, and back. */
const char *route_terms_write(struct arena *, const struct route_terms *);
struct route_terms route_terms_of(struct arena *, const char *lines);

struct route_member {
	int64_t id;
	const char *name;
	enum absence absence;
	int64_t held;			/* open conversations that they have */
	int64_t capacity;		/* their own; 0: the route's */
	const char *skills, *languages;	/* names with commas between; NULL: none */
	bool hidden;			/* the conversation is none that they may see */
};

struct route_need {
	const char *tags;		/* of the conversation, space separated */
	const char *lang;		/* or NULL */
	int64_t avoid;			/* who had it last, and gets it again only if nobody else can; 0 */
};

/*
 * Members in the order of their names; last: whom the route gave something last, the next one after them
 * begins the round.  ROUTE_NOBODY: none of them.
 */
#define ROUTE_NOBODY SIZE_MAX
struct route_round { const struct route_member *members; size_t count; int64_t last; };
size_t route_choose(const struct route_terms *, const struct route_round *, const struct route_need *);
/* "round robin of care, 3 of 8 held"; of the one who was chosen. */
const char *route_why(struct arena *, const struct route_terms *, const char *team, const struct route_member *);
/* "nobody of care takes it: 2 off shift, 1 away, 1 full" */
const char *route_why_nobody(struct arena *, const struct route_terms *, const char *team,
	const struct route_round *);
/* They take work and have room. */
bool route_may(const struct route_terms *, const struct route_member *);
#endif
