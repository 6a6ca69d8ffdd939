/* SPDX-License-Identifier: ISC */
/* What the files of this layer share. */
#ifndef GUICHET_CLIENT_INSIDE_H
#define GUICHET_CLIENT_INSIDE_H
#include "guichet/client/client.h"
#include "link.h"
#include "start.h"
#include "target.h"

struct client {
	struct loop *loop;
	struct target target;
	struct link link;
	struct json *hello;		/* of the newest connection */
	bool known;			/* a server has answered before */
	pid_t server;			/* started by us, perhaps not waited for */
	char *as, *now, *program;
	int64_t last_id;
	int64_t deadline;		/* of everything, on the steady clock; 0: none */
};

/* All but the connection. */
err_t client_prepare(const struct client_options *, struct client **out) MUST_CHECK;
/* Connects without a word. */
err_t client_reach(struct client *) MUST_CHECK;
#endif
