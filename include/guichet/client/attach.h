/* SPDX-License-Identifier: ISC */
/*
 * A desk that stays: the client of a program with a loop of its own.
 * Nothing here waits.  Calls are answered later by a function; what a broken
 * connection cut off is said again on the next one: a write with its key, so
 * that it acts once; a read as it was; a stream from its beginning, after
 * its row function was given NULL ("forget what you have").
 */
#ifndef GUICHET_CLIENT_ATTACH_H
#define GUICHET_CLIENT_ATTACH_H
#include "guichet/client/client.h"

struct attached;

enum attach_state {
	ATTACH_SEEKING,		/* connecting or starting a server, for the first time */
	ATTACH_HERE,		/* said hello */
	ATTACH_LOST,		/* was there; sought again without end, the pause grows to a second (ssh: 15 s) */
	/*
	 * Gave up: the reason is not one that waiting cures, or the first search found nobody (as
	 * client_open() does).  Every call is answered with it, also those made until attach_again().
	 */
	ATTACH_FAILED
};

/* Called from the loop, never from inside attach() or attach_call(). */
struct attach_watcher {
	/* why: of LOST and FAILED; LOST is told again when the search fails for another reason. */
	void (*state)(void *data, enum attach_state, err_t why);
	/* Optional, each second: nothing has come for so long, though an answer is waited for; 0: something came. */
	void (*silent)(void *data, int64_t ms);
	void *data;
};

struct attach_listener {
	/*
	 * A stream's row; NULL, just before its first row from another server: it begins again.
	 * Never for other calls.
	 */
	void (*row)(void *data, const struct json *row);
	/* Exactly once, unless the call is forgotten: the answer, or why there is none. */
	void (*answer)(void *data, const struct json *answer, err_t why);
	void *data;
};

/* Only a desk that cannot exist is an error here (bad --desk); everything else comes as a state. */
err_t attach(const struct client_options *, struct loop *, const struct attach_watcher *, struct attached **out) MUST_CHECK;
/*
 * Answers that are missing never come; a write that was not answered may not be done.  NULL is fine.
 * May be called from any function of a watcher or listener.
 */
void attach_close(struct attached *);

/* Never 0.  Waits for a connection when there is none. */
int64_t attach_call(struct attached *, const struct call_request *, const char *payload, size_t payload_len,
	const struct attach_listener *);
/* No function is called for it any more; a stream or a reader's call is cancelled, a write is still done.  0 is fine. */
void attach_forget(struct attached *, int64_t call);
/* What can be stopped stops, and answers how far it came. */
void attach_cancel(struct attached *, int64_t call);
/* After ATTACH_FAILED or while the pause lasts: seek at once.  The state is SEEKING or LOST then, untold. */
void attach_again(struct attached *);

enum attach_state attach_state(const struct attached *);
/* The newest server's hello, NULL before the first. */
const struct json *attach_hello(const struct attached *);
/* The desk's clock, as that hello had it. */
struct clock attach_clock(const struct attached *);
/* Calls that a person waits for: neither answered, nor streams that have begun. */
size_t attach_pending(const struct attached *);
/* The desk in words, as client_desk(). */
const char *attach_desk(const struct attached *);
#endif
