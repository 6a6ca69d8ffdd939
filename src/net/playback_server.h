/* SPDX-License-Identifier: ISC */
/* The playback network as a function of requests and instants: no loop, no clock. */
#ifndef GUICHET_SRC_NET_PLAYBACK_SERVER_H
#define GUICHET_SRC_NET_PLAYBACK_SERVER_H
#include "guichet/net/transport.h"

struct server;

err_t playback_server_create(const struct transport_playback_options *, struct server **out) MUST_CHECK;
void playback_server_destroy(struct server *);
/* The request is done and the response, which lives in the arena, is filled in. */
void server_answer(struct server *, const struct request *, int64_t now_ms, struct arena *,
	struct response *);
#endif
