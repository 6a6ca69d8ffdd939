/* SPDX-License-Identifier: ISC */
/* Starting the server of a private desk, detached from us.  Nothing here waits. */
#ifndef GUICHET_CLIENT_START_H
#define GUICHET_CLIENT_START_H
#include <sys/types.h>

#include "guichet/base/str.h"

enum { START_READY_MS = 60000 };	/* a server that says nothing for so long never will */

struct start {
	const char *program;	/* our argv[0], or NULL */
	const char *desk;	/* resolved */
	const char *now;	/* or NULL */
};

/* A server on its way. */
struct starting {
	int fd;			/* to be watched; -1 when there is none */
	pid_t pid;		/* for waitpid, later */
	struct str line;
};

/* Where the server's program may be, best first; the caller finishes all START_PROGRAMS. */
enum { START_PROGRAMS = 3 };
err_t start_programs(const char *program, struct str *paths, size_t *count) MUST_CHECK;

err_t start_begin(const struct start *, struct starting *out) MUST_CHECK;
/*
 * When the descriptor can be read.  It is over when the server is ready, or
 * has left because another one holds the desk.  An error is the server's own:
 * "KIND TEXT" on the ready descriptor, where "\n" alone means ready.
 */
err_t start_listen(struct starting *, bool *over, bool *ready) MUST_CHECK;
/* What to say after START_READY_MS. */
err_t start_late(void) MUST_CHECK;
/* Closes the descriptor; the server goes on. */
void start_finish(struct starting *);
#endif
