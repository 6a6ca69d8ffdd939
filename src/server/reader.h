/* SPDX-License-Identifier: ISC */
/*
 * The reader thread: whatever takes longer than one indexed page.  Jobs run
 * one after the other on a read-only connection and hand finished frames
 * back to the loop.  Streams have a lane (thread and connection) of their
 * own, so that a client who does not read its export delays nobody's search;
 * so have figures, of which a year takes a while.
 */
#ifndef GUICHET_SERVER_READER_H
#define GUICHET_SERVER_READER_H
#include "inside.h"

struct readers *readers_create(struct server *);
void readers_destroy(struct readers *);
/* Takes the context's arena. */
void readers_add(struct readers *, const struct call_context *, const struct server_call *);
/* True when that request was a job; it will be answered "cancelled". */
bool readers_cancel(struct session *, int64_t id);
/* The session has room again. */
void readers_resume(struct session *);
/* Its client took all that was there. */
void readers_taken(struct session *);
/* The session ends. */
void readers_forget(struct session *);
#endif
