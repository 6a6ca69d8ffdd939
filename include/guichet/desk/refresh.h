/* SPDX-License-Identifier: ISC */
/*
 * Customers' messages that are read again because their network does not say
 * by itself that one was edited or deleted.  The older a message, the more
 * seldom: half its age apart; never more than two weeks long, and only while
 * its conversation is not resolved.
 */
#ifndef GUICHET_DESK_REFRESH_H
#define GUICHET_DESK_REFRESH_H
#include "guichet/desk/desk.h"
#include "guichet/store/refresh.h"

enum { REFRESH_FIRST_MS = 2 * 60 * 1000 };	/* the shortest time between two readings, unless an account says another */

/* What is due of an account, at most so many; one that is not worth reading any more is forgotten on the way. */
err_t desk_refresh_due(struct desk *, struct arena *, int64_t account, size_t limit, struct refresh_row **out,
	size_t *count) MUST_CHECK;
/* They were read: when next. */
err_t desk_refreshed(struct desk *, int64_t account, const struct refresh_row *, size_t count, int64_t first_ms)
	MUST_CHECK;
#endif
