/* SPDX-License-Identifier: ISC */
/*
 * libcurl's multi interface in the loop.  One pool of connections per
 * transport, one easy handle per request; a request that must happen at most
 * once gets a connection of its own, because libcurl repeats even a POST when
 * a reused connection dies.  What may be asked stands in
 * curl_request.c, what may come back in curl_exchange.c.
 */
#include "curl.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "wipe.h"

enum {
	CONNECT_MS = 10 * 1000, TOTAL_MS = 60 * 1000, RESOLVE_MS = 5 * 1000,
	LOW_SPEED_S = 20,
	PER_HOST = 4, IN_ALL = 32, IDLE_CONNECTIONS = 4,
	BODY_CAP = 8 << 20
};

static void pool_collect(struct pool *pool)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(pool->multi, &left)) != NULL) {
		struct exchange *exchange = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		exchange_done(exchange, message->data.result);
	}
}

static void on_fd(void *data, int fd, unsigned events)
{
	struct pool *pool = data;
	int mask = (events & LOOP_READ ? CURL_CSELECT_IN : 0) | (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0) |
		(events & LOOP_HANGUP ? CURL_CSELECT_ERR | CURL_CSELECT_IN : 0);
	int running;

	(void)curl_multi_socket_action(pool->multi, fd, mask, &running);
	pool_collect(pool);
}

static void on_timer(void *data)
{
	struct pool *pool = data;
	int running;

	pool->timer = NULL;
	(void)curl_multi_socket_action(pool->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	pool_collect(pool);
}

static int on_watch(CURL *easy, curl_socket_t fd, int what, void *data, void *socket_data)
{
	struct pool *pool = data;
	unsigned events = 0;

	(void)easy, (void)socket_data;
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= LOOP_READ;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= LOOP_WRITE;
	loop_fd(pool->loop, fd, events, on_fd, pool);
	return 0;
}

static int on_schedule(CURLM *multi, long ms, void *data)
{
	struct pool *pool = data;

	(void)multi;
	loop_timer_stop(pool->loop, &pool->timer);
	if (ms >= 0)
		pool->timer = loop_after(pool->loop, ms, on_timer, pool);
	return 0;
}

/* libcurl and its TLS library wake up with the first request: a desk that asks nobody stays cheap. */
static bool pool_ready(struct pool *pool)
{
	if (pool->multi != NULL)
		return true;
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, wipe_alloc, wipe_free, wipe_realloc, wipe_strdup,
		wipe_calloc) != CURLE_OK)
		return false;
	pool->multi = curl_multi_init();
	if (pool->multi == NULL) {
		curl_global_cleanup();
		return false;
	}
	(void)curl_multi_setopt(pool->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_SOCKETDATA, pool);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_TIMERFUNCTION, on_schedule);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_TIMERDATA, pool);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)PER_HOST);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)IN_ALL);
	(void)curl_multi_setopt(pool->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
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
	if (pool->multi != NULL) {
		(void)curl_multi_cleanup(pool->multi);
		curl_global_cleanup();
	}
	loop_timer_stop(pool->loop, &pool->timer);
	free(pool->ca_bundle);
	free(pool->proxy);
	free(pool->user_agent);
	free(pool);
}

static const struct transport_ops curl_ops = {
	.name = "curl",
	.start = pool_start,
	.listen = pool_listen,
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
