/* SPDX-License-Identifier: ISC */
/*
 * The way to a desk: what a client that waits and one with a loop of its own
 * share.  A search connects, starts a private desk's server where nobody
 * answers, says hello, and pauses between attempts; it only ever runs in the
 * loop.
 */
#ifndef GUICHET_CLIENT_SEEK_H
#define GUICHET_CLIENT_SEEK_H
#include "guichet/client/client.h"
#include "link.h"
#include "start.h"
#include "target.h"

enum { SEEK_SERVERS = 8 };

/* Called from the loop, as the last thing that the search does in that turn. */
struct seek_watcher {
	/*
	 * Hello is in link.unsent: what is added now follows it in one go.
	 * Also from inside seek(), and therefore for nobody else's ears; may be NULL.
	 */
	void (*said)(void *data);
	/* The link is open and nobody watches it; or why the search gave up. */
	void (*over)(void *data, err_t why);
	/* Endless: why this attempt failed; it goes on. */
	void (*failed)(void *data, err_t why);
	void *data;
};

enum seek_next { SEEK_PAUSE, SEEK_JUDGE, SEEK_ATTEMPT };

struct seeker {
	struct loop *loop;		/* borrowed */
	struct seek_watcher watcher;
	struct target target;
	struct link link;
	struct json *hello;		/* of the newest connection */
	int64_t ahead_ms;		/* how far the desk's clock is ahead of ours */
	bool one_desk;			/* another one at the same path is refused */
	char *as, *now, *program, *front;
	bool named;			/* somebody said which desk */
	bool known;			/* a server has answered before */
	bool alone;			/* nobody is there whom ssh could ask or tell something */
	bool stays;			/* this connection may be idle for hours */
	bool bare;			/* the bytes are somebody else's: no hello */
	bool endless;			/* what waiting cures is waited for */
	/* the search in progress */
	int64_t begun, alive;		/* when a server last gave a sign of life */
	int64_t delay, pause, start_pause, next_start, leave_until;
	int goodbyes;
	bool inside;			/* seek() itself: no function may be called */
	enum seek_next next;		/* once the link is closed */
	struct starting starting;
	struct loop_timer *timer;
	pid_t servers[SEEK_SERVERS];	/* started by us, perhaps not waited for */
};

/* *seeker is set even when it fails. */
err_t seeker_init(struct seeker *, const struct client_options *, struct loop *,
	const struct seek_watcher *) MUST_CHECK;
void seeker_finish(struct seeker *);
/* Begins anew, after a delay; closes the link first.  Tries at once when there is none. */
void seek(struct seeker *, int64_t delay_ms);
/* The desk's clock, as its newest hello had it. */
struct clock seek_clock(const struct seeker *);
/* Something was added to link.unsent while hello is waited for. */
void seek_watch(struct seeker *);
void seek_stop(struct seeker *);

/* What every client says alike. */
err_t seek_cut(const struct seeker *) MUST_CHECK;	/* the connection ended */
err_t seek_tired(const struct seeker *, int tries) MUST_CHECK;	/* ... so often in one call */
#endif
