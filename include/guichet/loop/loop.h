/* SPDX-License-Identifier: ISC */
/*
 * The poll loop: descriptors, timers, one function posted from another
 * thread.  Single-threaded but for loop_post.  Callbacks may add and remove
 * anything, themselves included.
 */
#ifndef GUICHET_LOOP_LOOP_H
#define GUICHET_LOOP_LOOP_H
#include "guichet/base/err.h"

enum { LOOP_READ = 1 << 0, LOOP_WRITE = 1 << 1, LOOP_HANGUP = 1 << 2 };

struct loop;
struct loop_timer;
typedef void (*loop_fd_fn)(void *data, int fd, unsigned events);
typedef void (*loop_fn)(void *data);

err_t loop_create(struct loop **out) MUST_CHECK;
void loop_destroy(struct loop *);
/* Watches fd for events; 0 removes it.  The last call for a descriptor wins. */
void loop_fd(struct loop *, int fd, unsigned events, loop_fd_fn, void *data);
/* Once, after ms (0: next turn).  The handle is dead after it fired or was stopped. */
struct loop_timer *loop_after(struct loop *, int64_t ms, loop_fn, void *data);
void loop_timer_stop(struct loop *, struct loop_timer **timer);	/* NULL is fine; sets NULL */
/* From any thread: fn runs in the loop's thread soon.  A thread that posts ends before the loop is destroyed. */
void loop_post(struct loop *, loop_fn, void *data);
err_t loop_run(struct loop *) MUST_CHECK;	/* until loop_stop */
void loop_stop(struct loop *);
#endif
