/* SPDX-License-Identifier: ISC */
/*
 * Child processes with streams to their input and from their output: ssh
 * today, external connectors later.  The descriptors can be watched by a loop
 * or used at once; the end of the child shows as the end of its output, so
 * no signal is needed.
 */
#ifndef GUICHET_LOOP_CHILD_H
#define GUICHET_LOOP_CHILD_H
#include <sys/types.h>

#include "guichet/base/err.h"

struct child {
	pid_t pid;		/* 0 when none runs */
	int in, out;		/* sockets: we write to in and read from out; -1 when closed */
};

/* Looks argv[0] up in PATH; a program that cannot be run is an error here.  Standard error is shared. */
err_t child_start(const char *const *argv, struct child *out) MUST_CHECK;
/* The same, but what it writes to standard error is lost: a screen is in the way. */
err_t child_start_mute(const char *const *argv, struct child *out) MUST_CHECK;
/*
 * Mute, in a process group of its own, and with an environment that has nothing of ours: for programs that
 * somebody else wrote.  child_kill_apart ends the whole group.
 */
err_t child_start_apart(const char *const *argv, struct child *out) MUST_CHECK;
void child_kill_apart(struct child *);
/* Closes both streams and waits, at most a second before it kills; the exit status, or -1. */
int child_end(struct child *);
/* The same without waiting: false while it still runs, to be asked again. */
bool child_ended(struct child *, int *status);
/* Does not wait for it to end by itself. */
void child_kill(struct child *);
#endif
