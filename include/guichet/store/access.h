/* SPDX-License-Identifier: ISC */
/* Rows of who read what. */
#ifndef GUICHET_STORE_ACCESS_H
#define GUICHET_STORE_ACCESS_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct access_row {
	int64_t id, at_ms, agent;
	const char *who;		/* the agent's name; not stored here */
	const char *front;		/* "screen", "plain", "command", "csv" ... as the front end says of itself */
	const char *call;
	int64_t conversation, contact;	/* 0: the whole desk */
	const char *words;		/* of a search or an export, or "" */
};

/* Whose rows: everybody's, or by one of the numbers. */
enum access_of { ACCESS_OF_ALL, ACCESS_OF_AGENT, ACCESS_OF_CONVERSATION, ACCESS_OF_CONTACT };

err_t store_access_add(struct store *, const struct access_row *) MUST_CHECK;
/* The oldest few from before that instant go. */
err_t store_access_prune(struct store *, int64_t before_ms) MUST_CHECK;
/* Newest first, from since_ms on and before the row with that number. */
struct access_page { enum access_of of; int64_t number, since_ms, before; size_t limit; };
err_t store_access(struct store *, struct arena *, const struct access_page *, struct access_row **out,
	size_t *count) MUST_CHECK;
#endif
