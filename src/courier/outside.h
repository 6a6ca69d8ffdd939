/* SPDX-License-Identifier: ISC */
/*
 * Networks that nobody built in: each is a program, found by its name, that
 * speaks lines of JSON (guichet-connector(7)).  An account's program is its
 * transport: a request is a call, its answer the lines that came with it.
 */
#ifndef GUICHET_SRC_COURIER_OUTSIDE_H
#define GUICHET_SRC_COURIER_OUTSIDE_H
#include "guichet/desk/account.h"
#include "guichet/loop/loop.h"
#include "guichet/net/transport.h"

struct outside_options {
	const char *program;		/* a path */
	const char *directory;		/* the connector's own, made when missing */
	const char *account, *settings;
	int64_t patience_ms;		/* longest silence within a call, 0: 30 s */
};

/* The program of that network, in the arena; NULL: there is none that may be run. */
const char *outside_find(struct arena *, const char *network);
/* Why a program that is there may not be run, NULL: it may. */
const char *outside_objection(const char *program);
/* The program is started when something is asked of it for the first time, and again after it ended. */
struct transport *transport_outside_create(struct loop *, const struct outside_options *);
#endif
