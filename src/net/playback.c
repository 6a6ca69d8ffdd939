/* SPDX-License-Identifier: ISC */
/*
 * The playback network behind the transport interface.  A request is done
 * when it is started; latency delays only its answer.
 */
#include "guichet/net/transport.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "playback_server.h"

struct playback {
	struct transport transport;
	struct loop *loop;
	struct clock *clock;
	int64_t latency_ms;
	struct server *server;
	struct exchange *exchanges;
};

struct exchange {
	struct exchange *next;
	struct playback *playback;
	struct loop_timer *timer;
	struct arena *arena;
	struct response response;
	transport_done_fn done;
	void *data;
};

static void exchange_destroy(struct exchange *exchange)
{
	arena_destroy(exchange->arena);
	free(exchange);
}

static void exchange_unlink(struct exchange *exchange)
{
	struct exchange **link = &exchange->playback->exchanges;

	while (*link != exchange)
		link = &(*link)->next;
	*link = exchange->next;
}

static void deliver(void *data)
{
	struct exchange *exchange = data;

	exchange->timer = NULL;
	exchange_unlink(exchange);
	exchange->done(exchange->data, &exchange->response);
	exchange_destroy(exchange);
}

static struct exchange *playback_start(struct transport *transport, const struct request *request,
	const struct credential *credential, transport_done_fn done, void *data)
{
	struct playback *playback = (struct playback *)transport;
	struct exchange *exchange = mem_alloc(sizeof(*exchange));

	(void)credential;	/* nobody needs one here */
	exchange->playback = playback;
	exchange->arena = arena_create();
	exchange->done = done;
	exchange->data = data;
	exchange->next = playback->exchanges;
	playback->exchanges = exchange;
	server_answer(playback->server, request, clock_now(playback->clock), exchange->arena,
		&exchange->response);
	exchange->timer = loop_after(playback->loop, playback->latency_ms, deliver, exchange);
	return exchange;
}

static void playback_cancel(struct transport *transport, struct exchange *exchange)
{
	struct playback *playback = (struct playback *)transport;

	exchange_unlink(exchange);
	loop_timer_stop(playback->loop, &exchange->timer);
	exchange_destroy(exchange);
}

static void playback_destroy(struct transport *transport)
{
	struct playback *playback = (struct playback *)transport;

	while (playback->exchanges != NULL)
		playback_cancel(transport, playback->exchanges);
	playback_server_destroy(playback->server);
	free(playback);
}

static const struct transport_ops playback_ops = {
	.name = "playback",
	.start = playback_start,
	.cancel = playback_cancel,
	.destroy = playback_destroy
};

err_t transport_playback_create(struct loop *loop, struct clock *clock,
	const struct transport_playback_options *options, struct transport **out)
{
	struct server *server;
	struct playback *playback;
	err_t err = playback_server_create(options, &server);

	if (err != NULL)
		return err;
	playback = mem_alloc(sizeof(*playback));
	playback->transport.ops = &playback_ops;
	playback->loop = loop;
	playback->clock = clock;
	playback->latency_ms = options->latency_ms;
	playback->server = server;
	*out = &playback->transport;
	return NULL;
}
