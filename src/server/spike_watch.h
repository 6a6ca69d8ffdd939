/* SPDX-License-Identifier: ISC */
/*
 * Looks whether an account has a spike just now, by the law and the counts of
 * the call spikes, each account for itself.
 *
 * In the reader thread, once a minute at most and for a fiftieth of the time at
 * most, and only when messages came since, or while one stands; the loop writes
 * what differs (desk/spike.h).  Nothing is looked for in the first seconds of a
 * server: one that is started for a single command has gone by then.
 */
#ifndef SERVER_SPIKE_WATCH_H
#define SERVER_SPIKE_WATCH_H
#include "inside.h"

struct spike_watch *spike_watch_create(struct server *);
void spike_watch_destroy(struct spike_watch *);
/* A message may have come. */
void spike_watch_wake(struct spike_watch *);
#endif
