/* SPDX-License-Identifier: ISC */
/*
 * What the two files of the adapter share: adapter.c speaks the protocol, and
 * adapter_net.c brings what a connector asks for: from a real server, from the
 * playback network, or from a folder.
 */
#ifndef GUICHET_TESTS_CLI_ADAPTER_H
#define GUICHET_TESTS_CLI_ADAPTER_H
#include "guichet/connector/task.h"
#include "guichet/net/transport.h"

struct adapter {
	struct arena *arena;		/* as long as the program */
	const struct connector *connector;
	const char *secret, *site;	/* site: the folder; NULL: whoever is asked is there */
	struct account account;
	struct session session;		/* version 0: none yet */
	const char *cursors;		/* one a stream, as lines */
	int64_t seq;
	const char *key;		/* of the reply that was sent last, and since when */
	int64_t begun_ms;
	struct clock clock;
	struct loop *loop;
	struct transport *transport;
};

err_t net_open(struct adapter *) MUST_CHECK;
/* The answer lives in the arena. */
void net_ask(struct adapter *, const struct request *, struct response *out);
#endif
