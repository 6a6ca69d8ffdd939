/* SPDX-License-Identifier: ISC */
/*
 * Child processes with streams to their input and from their output: ssh, and
 * programs of strangers, which are confined.  The descriptors can be watched
 * by a loop or used at once; the end of the child shows as the end of its
 * output, so no signal is needed.
 */
#ifndef GUICHET_LOOP_CHILD_H
#define GUICHET_LOOP_CHILD_H
#include <sys/types.h>

#include "guichet/base/err.h"

struct child {
	pid_t pid;		/* 0 when none runs */
	int in, out;		/* sockets: we write to in and read from out; -1 when closed */
	bool group;		/* pid leads a group of its own; what is left of it is killed when its leader has ended */
};

/* Looks argv[0] up in PATH; a program that cannot be run is an error here.  Standard error is shared. */
err_t child_start(const char *const *argv, struct child *out) MUST_CHECK;
/* The same, but what it writes to standard error is lost: a screen is in the way. */
err_t child_start_mute(const char *const *argv, struct child *out) MUST_CHECK;

/*
 * A program that is trusted with one thing only.  It gets this environment and
 * no other, these limits, a group of its own, no descriptor of ours, no new
 * privileges, and ends when we do.
 */
struct confinement {
	const char *const *argv;	/* argv[0] is a path */
	const char *const *environment;
	const char *directory;		/* where it starts */
	const char *handed;		/* what can be read on descriptor 3, once; at most 16 KiB */
	size_t handed_len;
	uint64_t memory_bytes, file_bytes, cpu_s;
};
/* What it writes to standard error comes on *errors, a socket of the caller's. */
err_t child_start_confined(const struct confinement *, struct child *out, int *errors) MUST_CHECK;
/* To it and to all that it started and left in its group. */
void child_signal(const struct child *, int signal);

/* Closes both streams and waits, at most a second before it kills; the exit status, or -1. */
int child_end(struct child *);
/* The same without waiting: false while it still runs, to be asked again. */
bool child_ended(struct child *, int *status);
/* Does not wait for it to end by itself. */
void child_kill(struct child *);
#endif
