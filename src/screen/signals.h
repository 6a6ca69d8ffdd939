/* SPDX-License-Identifier: ISC */
/*
 * Signals of a full-screen program.  Those that tell something become bytes
 * in a pipe; those that kill give the terminal back first, with what was
 * prepared for it.
 */
#ifndef GUICHET_SRC_SCREEN_SIGNALS_H
#define GUICHET_SRC_SCREEN_SIGNALS_H
#include <termios.h>

#include "guichet/base/err.h"

enum { RESTORE_MAX = 256 };

/* How to give a terminal back, in calls that a handler may make. */
struct restore {
	int fd;				/* where the bytes go */
	int tty;			/* what the attributes belong to, or -1 */
	struct termios attributes;
	char bytes[RESTORE_MAX];
	size_t len;
};

struct signals;

/* One at a time in a process: there is one set of handlers.  restore outlives it. */
err_t signals_create(const struct restore *, struct signals **out) MUST_CHECK;
void signals_destroy(struct signals *);
int signals_fd(const struct signals *);
/* The next signal that came; 0 when none did. */
int signals_next(struct signals *);
/* As if that signal had come. */
void signals_tell(struct signals *, int number);
/*
 * The terminal is somebody else's: nothing is given back when we are killed,
 * SIGINT is theirs, and SIGTSTP stops us with them.
 */
void signals_away(struct signals *, bool away);
#endif
