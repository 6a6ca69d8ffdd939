/* SPDX-License-Identifier: ISC */
/*
 * Spikes that are told while they last.  Whoever looks (the server, in its
 * reader thread) says which accounts have one just now; here it is decided
 * whether that is one that the desk knows, a new one, or none any more.  Alarms
 * (alert.h) are about these rows.
 *
 * Two looks mean the same incident when its hours overlap: a message that comes
 * late may move its beginning, a server that was off may have missed its middle.
 * One that was over does not come back with the same hours, so nobody is told of
 * it twice, whatever ends the server in between.
 */
#ifndef GUICHET_DESK_SPIKE_H
#define GUICHET_DESK_SPIKE_H
#include "guichet/desk/read.h"
#include "guichet/store/spike.h"

struct spike_seen {
	struct spike_row row;		/* of it: the account, the first example and what is said */
	bool is_certain;		/* also among so many accounts: only such a one begins */
};
/* A transaction of its own.  Accounts that are not among them have none now. */
err_t desk_spikes_seen(struct desk *, const struct spike_seen *, size_t count) MUST_CHECK;

/* Those that stand, by accounts. */
err_t read_spikes(struct reader *, struct arena *, struct spike_row **out, size_t *count) MUST_CHECK;
/* Higher whenever a message came. */
err_t read_message_mark(struct reader *, int64_t *out) MUST_CHECK;
#endif
