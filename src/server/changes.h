/* SPDX-License-Identifier: ISC */
/*
 * For who keeps something of their own up to date and asks again when it may
 * differ: after commits, at most every 50 ms, each follower is sent one row
 *
 *   {"kinds":["conversation","outbox","account","agent","mark"],"ids":[4,7],"more":false}
 *
 * with the kinds that changed and the first 50 of the conversations; more
 * says that others changed besides.  A mark is what the follower's own agent
 * read or drafted.  The first row is empty: from it on
 * nothing is missed.  To follow is not to attend: the carrier
 * neither fetches nor sends for it.
 */
#ifndef GUICHET_SERVER_CHANGES_H
#define GUICHET_SERVER_CHANGES_H
#include "inside.h"

struct changes *changes_create(struct server *);
void changes_destroy(struct changes *);
/* From desk_observe. */
void changes_note(struct changes *, const struct change *, size_t count);
err_t changes_follow(struct session *, int64_t id) MUST_CHECK;
bool changes_cancel(struct session *, int64_t id);
/* The session has room again. */
void changes_resume(struct session *);
void changes_forget(struct session *);
#endif
