/* SPDX-License-Identifier: ISC */
/*
 * Whether the other end is still there.  A server that computes for long still
 * answers a small question at once, so one is asked when somebody waits and
 * nothing comes, and now and then over ssh when nobody does.  Pure: time and
 * what is known are parameters.
 */
#ifndef GUICHET_CLIENT_PULSE_H
#define GUICHET_CLIENT_PULSE_H
#include "guichet/base/err.h"

enum { PULSE_MS = 1000 /* how often while somebody waits */,
	PULSE_ASK_MS = 2000, PULSE_IDLE_MS = 20000, PULSE_SILENT_MS = 4000 };

struct pulse_seen {
	bool here;		/* the server said hello and not goodbye */
	bool remote;		/* a line may be in between that ends without a word */
	bool waiting;		/* an answer is missing, also one to our own question */
	bool asked;		/* our own question is not answered yet */
	int64_t heard_ms;	/* steady, when something last came */
};

/* Since when an answer is waited for, 0: none is. */
struct pulse { int64_t since_ms; };

/* How long the other end has been silent though an answer is waited for; 0: it is not.  *ask: ask it now. */
int64_t pulse_take(struct pulse *, const struct pulse_seen *, int64_t now_ms, bool *ask);

/* After how long to look again; 0: not before something is asked or a connection is made. */
int64_t pulse_pause(const struct pulse_seen *, int64_t now_ms);
#endif
