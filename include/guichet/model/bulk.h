/* SPDX-License-Identifier: ISC */
/*
 * A call on many conversations: plain data that the store keeps, the desk
 * advances and the server tells people about.
 */
#ifndef GUICHET_MODEL_BULK_H
#define GUICHET_MODEL_BULK_H
#include "guichet/base/arena.h"

enum {
	BULK_ALONE = 100,	/* up to so many conversations a call is one transaction: all of them or none */
	BULK_NAMED = 20,	/* so many of those that had to stay are named, the others counted */
	BULK_MOST = 1000000	/* a list is no longer */
};

enum bulk_state { BULK_LISTING, BULK_GOING, BULK_OVER };

/* Up to request: what it is; they stay.  The rest says how far it came. */
struct bulk {
	int64_t id, agent, at_ms;
	const char *call;		/* "resolve", or "undo" and "redo" */
	const char *about;		/* of these: what they take back or do again */
	const char *request;		/* as wire_put_request() writes it; "" for undo and redo */
	int64_t undoes;			/* the journal's entry that it takes back, 0 */
	int64_t list;			/* the bulk whose list it goes through, mostly its own */
	int64_t total;			/* of the list */
	int64_t apart;			/* had to stay before it began, and are not in the list */
	const char *key;		/* of whoever asked last, or NULL */
	enum bulk_state state;
	int64_t entry;			/* its own, 0 as long as nothing was changed */
	int64_t done, changed, held;	/* done counts all that were looked at, the two others among them */
	const char *answer;		/* once it is over: what a repetition hears */
};

struct bulk_held { int64_t id; const char *why; };
#endif
