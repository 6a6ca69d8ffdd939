/* SPDX-License-Identifier: ISC */
/* The socket that a server listens at: one that it makes, or one that systemd made for it. */
#ifndef GUICHET_LISTEN_H
#define GUICHET_LISTEN_H
#include <sys/types.h>

#include "guichet/base/err.h"

/* Somebody listens there. */
bool listen_answers(const char *path);
/*
 * The desk's lock is ours, so a socket that nobody answers at was left behind.
 * group: whose members may connect, NULL for the process's own.
 */
err_t listen_make(const char *path, mode_t mode, const char *group, int *out) MUST_CHECK;
/*
 * What systemd hands over (LISTEN_PID, LISTEN_FDS: sd_listen_fds(3)); *out is
 * -1 when it hands over nothing.  It must be the one socket at that path.
 */
err_t listen_inherit(const char *path, int *out) MUST_CHECK;
#endif
