/* SPDX-License-Identifier: ISC */
/*
 * Who read what is private.  The server gathers what is asked for and hands
 * it over in batches; which of it is worth a row is decided here, from what
 * the conversations are by then.  Reading never waits for it.
 */
#ifndef GUICHET_DESK_ACCESS_H
#define GUICHET_DESK_ACCESS_H
#include "guichet/desk/read.h"
#include "guichet/store/access.h"

enum { ACCESS_WORDS = 200 };	/* bytes of what was asked that are kept, about */

/*
 * One transaction of its own.  A conversation gets a row when it is private,
 * or when its customer's page was read (contact not 0, whatever it is); what
 * is not there was not read.  Rows that are older than the setting access go.
 */
err_t desk_access_add(struct desk *, const struct access_row *, size_t count) MUST_CHECK;

struct access_asked {
	const struct actor *actor;	/* a scope leaves what is outside of it, and of the whole desk only their own */
	int64_t conversation;		/* 0: everything */
	bool person;			/* all that was read about the customer of that conversation */
	int64_t agent;			/* 0: whoever */
	int64_t since_ms;
	size_t limit;
};
/* Newest first; one more than the limit when there are more. */
err_t read_access(struct reader *, struct arena *, const struct access_asked *, struct access_row **out, size_t *count)
	MUST_CHECK;
#endif
