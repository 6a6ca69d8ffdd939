/* SPDX-License-Identifier: ISC */
/* Starting the server of a private desk, detached from us. */
#ifndef GUICHET_CLIENT_START_H
#define GUICHET_CLIENT_START_H
#include <sys/types.h>

#include "guichet/loop/loop.h"

struct start {
	const char *program;	/* our argv[0], or NULL */
	const char *desk;	/* resolved */
	const char *now;	/* or NULL */
	int64_t ready_ms;	/* how long to wait for it; 0: as long as a big desk may need */
};

/*
 * Returns when the server is ready (*ready) or has left because another one
 * holds the desk.  An error is the server's own: "KIND TEXT" on the ready
 * descriptor, where "\n" alone means ready.  *pid is for waitpid, later.
 */
err_t start_server(struct loop *, const struct start *, bool *ready, pid_t *pid) MUST_CHECK;
#endif
