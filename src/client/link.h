/* SPDX-License-Identifier: ISC */
/*
 * One connection: bytes to send, frames that came.  Some users wait for each
 * answer (link_next), others watch the descriptors in a loop of their own
 * (link_watch, link_pump, link_take).
 */
#ifndef GUICHET_CLIENT_LINK_H
#define GUICHET_CLIENT_LINK_H
#include "guichet/loop/child.h"
#include "guichet/loop/loop.h"
#include "guichet/wire/frame.h"

struct link {
	int in, out;		/* read from in, write to out; one number for a socket; -1 when closed */
	struct child child;	/* ssh */
	struct frame_reader reader;
	struct str unsent;
	size_t sent;
	bool ended;		/* nothing more will come */
	int64_t heard_ms;	/* steady, when something last came */
};

/* Waits until one of them can be used; *events is 0 when ms (-1: for ever) went by.  Either may be -1. */
err_t link_wait(struct loop *, int read_fd, int write_fd, int64_t ms, unsigned *events) MUST_CHECK;

void link_init(struct link *);
void link_finish(struct link *);
/* The exit status of ssh, or -1.  The link is as after link_init(). */
int link_close(struct link *);
bool link_is_open(const struct link *);
/* *there is false when nobody listens or the listener has no room. */
err_t link_connect(struct link *, const char *socket, bool *there) MUST_CHECK;
/* mute: what it says on standard error is lost. */
err_t link_spawn(struct link *, const char *const *argv, bool mute) MUST_CHECK;

/* For a loop of one's own: fn is told until link_unwatch().  Called again whenever unsent changed. */
void link_watch(const struct link *, struct loop *, loop_fd_fn, void *data);
void link_unwatch(const struct link *, struct loop *);
/* Closes without waiting; false while ssh still runs, to be asked again or to kill it. */
bool link_leave(struct link *, bool kill, int *status);

/* Sends what it can without waiting. */
void link_flush(struct link *);
/* Sends and receives what it can without waiting. */
void link_pump(struct link *);
/* A frame that came; *got is false when there is none yet, or ever (link->ended). */
err_t link_take(struct link *, struct frame *out, bool *got) MUST_CHECK;
/* Waits for a frame; *got is false at the end of the connection.  ERR_NET after ms (-1: never). */
err_t link_next(struct link *, struct loop *, int64_t ms, struct frame *out, bool *got) MUST_CHECK;
#endif
