/* SPDX-License-Identifier: ISC */
/*
 * What the service manager that started us is told, where one did: that the
 * desk is open, and then, as often as it wants, that the loop still turns;
 * one that stands still is started again.  What is known to hold the loop up
 * is told before: it is waited for so much longer.  Requirement: sd_notify(3).
 */
#ifndef GUICHETD_SERVICE_H
#define GUICHETD_SERVICE_H
#include "guichet/loop/loop.h"

struct service {
	int fd;			/* -1: nobody asks */
	int64_t every_ms;	/* 0: only at the beginning and the end */
	bool ready;		/* READY=1 was taken */
	bool patient;		/* the watchdog was asked to wait for longer */
	struct loop *loop;
	struct loop_timer *timer;
};

/* Takes what it was asked for out of the environment; what cannot be told is logged, no more. */
void service_open(struct service *, struct loop *);
void service_ready(struct service *);	/* said until it is taken, while the loop turns */
/* Before the log of the desk, of so many pages, is carried, and behind it with 0: until then the loop stands. */
void service_carries(void *service, int64_t pages);
void service_ends(struct service *);
void service_finish(struct service *);
#endif
