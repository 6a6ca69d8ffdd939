/* SPDX-License-Identifier: ISC */
/*
 * A lane: a thread with a read-only connection of its own, that takes one
 * piece of work after the other.  It starts with its first.
 */
#ifndef GUICHET_SERVER_LANE_H
#define GUICHET_SERVER_LANE_H
#include <pthread.h>

#include "inside.h"

struct lane;

/* The first member of what is done in a lane. */
struct lane_work {
	struct lane_work *next;		/* in the lane's queue */
	struct lane *lane;
	/* In the thread, without the lock.  problem: it was cancelled before, or there is no connection. */
	void (*run)(struct lane_work *, struct reader *, err_t problem);
	/* In the thread, with the lock, which it may let go: its last use there. */
	void (*finish)(struct lane_work *);
	bool cancelled;			/* under the lock */
};

struct lane {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;		/* the thread waits for one thing at a time */
	struct loop *loop;
	char *path;
	struct reader *reader;		/* the thread's; interrupted under the lock */
	struct lane_work *first, **end, *running;
	size_t held;			/* under the lock: bytes of long answers that nobody took yet */
	bool started, stop;
	bool keeps;			/* set before it starts: what was read stays at hand for the next piece of work */
};

void lane_create(struct lane *, struct loop *, const char *path);
/* Ends the thread and interrupts its work; drop gets what was never begun. */
void lane_destroy(struct lane *, void (*drop)(struct lane_work *));
err_t lane_start(struct lane *) MUST_CHECK;
void lane_add(struct lane *, struct lane_work *);
/* Interrupts it, or keeps it from being begun: it ends as cancelled, soon. */
void lane_cancel(struct lane_work *);
#endif
