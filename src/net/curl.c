/* SPDX-License-Identifier: ISC */
/*
 * Requests and their connections.  One pool of connections per
 * transport, one easy handle per request; a request that must happen at most
 * once gets a connection of its own, because libcurl repeats even a POST when
 * a reused connection dies.  What may be asked stands in
 * curl_request.c, what may come back in curl_exchange.c.
 */
#include "curl.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"

enum {
	CONNECT_MS = 10 * 1000, TOTAL_MS = 60 * 1000, RESOLVE_MS = 5 * 1000,
	LOW_SPEED_S = 20,
	PER_HOST = 4, IN_ALL = 32, IDLE_CONNECTIONS = 4,
	BODY_CAP = 8 << 20
};

static void on_done(CURL *easy, CURLcode code)
{
	struct exchange *exchange = NULL;

	(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&exchange);
	exchange_done(exchange, code);
}

static bool pool_ready(struct pool *pool)
{
	if (pool->multi.curl != NULL)
		return true;
	if (!multi_begin(&pool->multi))
		return false;
	(void)curl_multi_setopt(pool->multi.curl, CURLMOPT_MAX_HOST_CONNECTIONS, (long)PER_HOST);
	(void)curl_multi_setopt(pool->multi.curl, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)IN_ALL);
	(void)curl_multi_setopt(pool->multi.curl, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
	return true;
}

static struct exchange *pool_start(struct transport *transport, const struct request *request,
	const struct credential *credential, transport_done_fn done, void *data)
{
	struct pool *pool = (struct pool *)transport;
	struct exchange *exchange = mem_alloc(sizeof(*exchange));
	struct origin target = { 0 };
	const char *wrong = "not an address";

	*exchange = (struct exchange){ .pool = pool, .next = pool->exchanges, .done = done, .data = data,
		.arena = arena_create(), .cap = request->max_body > 0 ? request->max_body : BODY_CAP,
		.response.rate_remaining = -1, .host = "request" };
	pool->exchanges = exchange;
	/* First of all: what libcurl hands out before and after comes from different allocators. */
	if (!pool_ready(pool)) {
		wrong = "libcurl does not start";
	} else if (origin_parse(request->url, &target)) {
		exchange->host = arena_copy(exchange->arena, target.host);
		wrong = exchange_begin(exchange, request, credential, &target);
	}
	origin_finish(&target);
	if (wrong != NULL)
		exchange_fail(exchange, FAULT_NOT_SENT, wrong);
	return exchange;
}

static void pool_listen(struct exchange *exchange, transport_piece_fn piece)
{
	exchange->piece = piece;
}

/* What waits for us is not silent. */
static void pool_hold(struct exchange *exchange, bool held)
{
	if (exchange->easy == NULL)	/* it is over, and only its end is still to be told */
		return;
	if (held)
		loop_timer_stop(exchange->pool->loop, &exchange->silence);
	else
		exchange_await(exchange);
	(void)curl_easy_pause(exchange->easy, held ? CURLPAUSE_RECV : CURLPAUSE_CONT);
}

static void pool_cancel(struct transport *transport, struct exchange *exchange)
{
	(void)transport;
	exchange_free(exchange);
}

static void pool_destroy(struct transport *transport)
{
	struct pool *pool = (struct pool *)transport;

	while (pool->exchanges != NULL)
		exchange_free(pool->exchanges);
	multi_end(&pool->multi);
	free(pool->ca_bundle);
	free(pool->proxy);
	free(pool->user_agent);
	free(pool);
}

static const struct transport_ops curl_ops = {
	.name = "curl",
	.start = pool_start,
	.listen = pool_listen,
	.hold = pool_hold,
	.cancel = pool_cancel,
	.destroy = pool_destroy,
};

err_t transport_curl_create(struct loop *loop, const struct transport_curl_options *options,
	struct transport **out)
{
	struct pool *pool = mem_alloc(sizeof(*pool));

	*pool = (struct pool){
		.base.ops = &curl_ops,
		.loop = loop,
		.multi = { .loop = loop, .done = on_done },
		.ca_bundle = mem_copy(options->ca_bundle),
		.proxy = mem_copy(options->proxy),
		.user_agent = mem_copy(options->user_agent != NULL ? options->user_agent : "guichet"),
		.connect_ms = options->connect_ms > 0 ? options->connect_ms : CONNECT_MS,
		.total_ms = options->total_ms > 0 ? options->total_ms : TOTAL_MS,
		.resolve_ms = RESOLVE_MS,
		.low_speed_s = options->low_speed_s > 0 ? options->low_speed_s : LOW_SPEED_S,
	};
	*out = &pool->base;
	return NULL;
}
