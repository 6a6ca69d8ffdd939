/* SPDX-License-Identifier: ISC */
/*
 * libcurl's multi interface in the loop.  Decides what libcurl may do: no
 * redirects, no cookies, no netrc, no proxies of the environment, TLS 1.2 or
 * better, and caps on time, size, ratio and headers (N-01 to N-08).  One pool
 * of connections per transport, one easy handle per request; a request that
 * must happen at most once gets a connection of its own, because libcurl
 * repeats even a POST when a reused connection dies.
 */
#include "guichet/net/transport.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "address.h"
#include "credential.h"
#include "guichet/base/alloc.h"
#include "headers.h"
#include "limits.h"
#include "wipe.h"

enum {
	CONNECT_MS = 10 * 1000, TOTAL_MS = 60 * 1000, RESOLVE_MS = 5 * 1000,
	LOW_SPEED_BYTES = 64, LOW_SPEED_S = 20,
	PER_HOST = 4, IN_ALL = 32, IDLE_CONNECTIONS = 4,
	BODY_CAP = 8 << 20, RATIO_FLOOR = 1 << 20, RATIO_CAP = 200,
	HEADER_LINES = 100, HEADER_BYTES = 64 << 10
};

struct pool {
	struct transport base;
	struct loop *loop;
	CURLM *multi;			/* made by the first request */
	struct loop_timer *timer;
	struct exchange *exchanges;
	char *ca_bundle, *user_agent;
	int64_t connect_ms, total_ms, resolve_ms;
	long low_speed_s;
};

struct exchange {
	struct pool *pool;
	struct exchange *next;
	CURL *easy;
	struct curl_slist *headers;
	struct arena *arena;
	struct loop_timer *resolving;	/* running while a name is looked up */
	struct loop_timer *delivery;
	const char *host;		/* for messages */
	const char *refused;		/* our own reason to give up */
	size_t cap, header_lines, header_bytes;
	struct str body;
	bool foreign;			/* not the account's own server: public addresses only */
	bool reached;			/* a connection stands, request bytes may have left */
	struct response response;
	transport_done_fn done;
	void *data;
};

/* ---- URLs */

struct origin { char *scheme, *host, *port; bool userinfo; };

static void origin_finish(struct origin *origin)
{
	curl_free(origin->scheme);
	curl_free(origin->host);
	curl_free(origin->port);
}

static bool origin_parse(const char *url, struct origin *out)
{
	CURLU *parsed = curl_url();
	char *user = NULL, *password = NULL;
	bool ok = false;

	*out = (struct origin){ 0 };
	if (parsed == NULL || url == NULL || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK)
		goto out;
	(void)curl_url_get(parsed, CURLUPART_USER, &user, 0);
	(void)curl_url_get(parsed, CURLUPART_PASSWORD, &password, 0);
	out->userinfo = user != NULL || password != NULL;
	ok = curl_url_get(parsed, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_HOST, &out->host, 0) == CURLUE_OK &&
		curl_url_get(parsed, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) == CURLUE_OK;
out:
	curl_free(user);
	curl_free(password);
	curl_url_cleanup(parsed);
	return ok;
}

bool url_same_origin(const char *a, const char *b)
{
	struct origin left, right;
	bool one = origin_parse(a, &left), both = origin_parse(b, &right) && one;
	bool same = both && !left.userinfo && !right.userinfo && strcasecmp(left.scheme, right.scheme) == 0 &&
		strcasecmp(left.host, right.host) == 0 && strcmp(left.port, right.port) == 0;
	origin_finish(&left);
	origin_finish(&right);
	return same;
}

/* Plain HTTP is for the test server that an admin configured on this machine. */
static const char *allowed_protocols(const struct origin *target, const struct credential *credential)
{
	struct origin own;
	bool plain = credential != NULL && origin_parse(credential->origin, &own);

	if (!plain)
		return "https";
	plain = strcasecmp(own.scheme, "http") == 0 && host_is_loopback(own.host) &&
		host_is_loopback(target->host);
	origin_finish(&own);
	return plain ? "http,https" : "https";
}

/* ---- an exchange ends */

static void exchange_unlink(struct exchange *exchange)
{
	struct exchange **link = &exchange->pool->exchanges;

	while (*link != exchange)
		link = &(*link)->next;
	*link = exchange->next;
}

static void exchange_drop_handle(struct exchange *exchange)
{
	if (exchange->easy == NULL)
		return;
	(void)curl_multi_remove_handle(exchange->pool->multi, exchange->easy);
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->headers);
	exchange->easy = NULL;
	exchange->headers = NULL;
}

static void exchange_free(struct exchange *exchange)
{
	loop_timer_stop(exchange->pool->loop, &exchange->resolving);
	loop_timer_stop(exchange->pool->loop, &exchange->delivery);
	exchange_unlink(exchange);
	exchange_drop_handle(exchange);
	str_finish(&exchange->body);
	arena_destroy(exchange->arena);
	free(exchange);
}

/* The callback may destroy the whole pool, so nothing of it is on the stack by then. */
static void exchange_deliver(void *data)
{
	struct exchange *exchange = data;
	struct arena *arena = exchange->arena;
	struct response response = exchange->response;
	struct str body = exchange->body;
	transport_done_fn done = exchange->done;
	void *done_data = exchange->data;

	exchange->delivery = NULL;
	exchange->arena = NULL;
	exchange->body = (struct str){ 0 };
	exchange_free(exchange);
	done(done_data, &response);
	str_finish(&body);
	arena_destroy(arena);
}

static void exchange_settle(struct exchange *exchange)
{
	loop_timer_stop(exchange->pool->loop, &exchange->resolving);
	exchange_drop_handle(exchange);
	exchange->delivery = loop_after(exchange->pool->loop, 0, exchange_deliver, exchange);
}

static void exchange_fail(struct exchange *exchange, enum response_fault fault, const char *why)
{
	struct response *response = &exchange->response;

	*response = (struct response){ .fault = fault, .rate_remaining = -1, .body = "" };
	response->fault_text = arena_printf(exchange->arena, "%s: %s", exchange->host, why);
	exchange_settle(exchange);
}

/* A 3xx is an answer, not something to follow; the message names where it pointed. */
static void redirect_note(struct exchange *exchange)
{
	const char *to = response_header(&exchange->response, "location");
	struct origin origin;

	if (exchange->response.status < 300 || exchange->response.status > 399)
		return;
	exchange->response.fault_text = arena_printf(exchange->arena, "%s: redirects to %s",
		exchange->host, origin_parse(to, &origin) ? origin.host : "another path");
	origin_finish(&origin);
}

static void exchange_succeed(struct exchange *exchange)
{
	struct clock clock = clock_system();
	long status = 0;

	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	exchange->response.status = (int)status;
	exchange->response.body = str_text(&exchange->body);
	exchange->response.len = exchange->body.len;
	limits_read(&exchange->response, clock_now(&clock));
	redirect_note(exchange);
	exchange_settle(exchange);
}

static void exchange_done(struct exchange *exchange, CURLcode code)
{
	long request_bytes = 0, errnum = 0;
	const char *why = exchange->refused != NULL ? exchange->refused : curl_easy_strerror(code);

	if (code == CURLE_OK && exchange->refused == NULL) {
		exchange_succeed(exchange);
		return;
	}
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &errnum);
	if (code == CURLE_COULDNT_CONNECT && errnum != 0)
		why = strerror((int)errnum);
	/* Either alone would do; a duplicate is worse than an unnecessary doubt. */
	exchange_fail(exchange, exchange->reached || request_bytes > 0 ? FAULT_BROKEN : FAULT_NOT_SENT, why);
}

/* ---- what libcurl asks while an exchange runs */

static size_t on_body(char *bytes, size_t unit, size_t count, void *data)
{
	struct exchange *exchange = data;
	size_t len = unit * count;
	size_t total = exchange->body.len + len;
	curl_off_t wire = 0;

	(void)curl_easy_getinfo(exchange->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
	if (total > exchange->cap)
		exchange->refused = "the answer is too large";
	else if (wire > 0 && total > RATIO_FLOOR && total / RATIO_CAP > (size_t)wire)
		exchange->refused = "the answer unpacks to too much";
	if (exchange->refused != NULL)
		return 0;
	str_add_n(&exchange->body, bytes, len);
	return len;
}

static size_t on_header(char *line, size_t unit, size_t count, void *data)
{
	struct exchange *exchange = data;
	size_t len = unit * count, kept = len;

	exchange->header_lines++;
	exchange->header_bytes += len;
	if (exchange->header_lines > HEADER_LINES || exchange->header_bytes > HEADER_BYTES) {
		exchange->refused = "too many headers";
		return 0;
	}
	while (kept > 0 && (line[kept - 1] == '\r' || line[kept - 1] == '\n'))
		kept--;
	if (kept >= 5 && memcmp(line, "HTTP/", 5) == 0)
		exchange->response.header_count = 0;	/* an interim answer came before */
	else
		response_keep_header(exchange->arena, &exchange->response, line, kept);
	return len;
}

static void on_resolve_timeout(void *data)
{
	struct exchange *exchange = data;
	curl_off_t looked_up = 0;

	exchange->resolving = NULL;
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_NAMELOOKUP_TIME_T, &looked_up);
	if (looked_up == 0 && !exchange->reached)
		exchange_fail(exchange, FAULT_NOT_SENT, "the name lookup took too long");
}

static int on_resolve(void *resolver, void *reserved, void *data)
{
	struct exchange *exchange = data;

	(void)resolver;
	(void)reserved;
	if (exchange->resolving == NULL)
		exchange->resolving = loop_after(exchange->pool->loop, exchange->pool->resolve_ms,
			on_resolve_timeout, exchange);
	return 0;
}

static int on_ready(void *data, char *remote, char *local, int remote_port, int local_port)
{
	struct exchange *exchange = data;

	(void)remote, (void)local, (void)remote_port, (void)local_port;
	exchange->reached = true;
	return CURL_PREREQFUNC_OK;
}

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *exchange = data;
	int type = address->socktype | SOCK_CLOEXEC;

	(void)purpose;
	if (exchange->foreign && !address_is_public(&address->addr)) {
		exchange->refused = "not a public address";
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, type, address->protocol);
}

/* ---- the loop */

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

/* ---- a request becomes an easy handle; the first option that libcurl refuses stops it */

#define SET(option, value) \
	do { \
		if (code == CURLE_OK) \
			code = curl_easy_setopt(exchange->easy, (option), (value)); \
	} while (0)

static CURLcode set_policy(struct exchange *exchange, const char *protocols)
{
	CURLcode code = CURLE_OK;

	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_UNRESTRICTED_AUTH, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_ACCEPT_ENCODING, "gzip");
	SET(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
	SET(CURLOPT_QUICK_EXIT, 1L);	/* a name server that is silent must not hold the loop at a cancel */
#endif
	if (exchange->pool->ca_bundle != NULL)
		SET(CURLOPT_CAINFO, exchange->pool->ca_bundle);
	return code;
}

static CURLcode set_limits(struct exchange *exchange, const struct request *request)
{
	const struct pool *pool = exchange->pool;
	int64_t total = request->timeout_ms > 0 ? request->timeout_ms : pool->total_ms;
	CURLcode code = CURLE_OK;

	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)pool->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, (long)total);
	SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, pool->low_speed_s);
	SET(CURLOPT_WRITEFUNCTION, on_body);
	SET(CURLOPT_WRITEDATA, exchange);
	SET(CURLOPT_HEADERFUNCTION, on_header);
	SET(CURLOPT_HEADERDATA, exchange);
	SET(CURLOPT_RESOLVER_START_FUNCTION, on_resolve);
	SET(CURLOPT_RESOLVER_START_DATA, exchange);
	SET(CURLOPT_PREREQFUNCTION, on_ready);
	SET(CURLOPT_PREREQDATA, exchange);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
	SET(CURLOPT_OPENSOCKETDATA, exchange);
	SET(CURLOPT_PRIVATE, exchange);
	return code;
}

static CURLcode set_body(struct exchange *exchange, const struct request *request)
{
	CURLcode code = CURLE_OK;

	if (request->body != NULL) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_len);
		SET(CURLOPT_COPYPOSTFIELDS, request->body);
	} else if (strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
		SET(CURLOPT_COPYPOSTFIELDS, "");
	}
	if (strcmp(request->method, "GET") == 0)
		SET(CURLOPT_HTTPGET, 1L);
	else
		SET(CURLOPT_CUSTOMREQUEST, request->method);
	if ((request->flags & REQUEST_SEND) != 0) {
		SET(CURLOPT_FRESH_CONNECT, 1L);
		SET(CURLOPT_FORBID_REUSE, 1L);
		SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);	/* HTTP/2 repeats refused streams */
	}
	return code;
}

static bool header_add(struct exchange *exchange, const char *line)
{
	struct curl_slist *longer = NULL;

	if (strpbrk(line, "\r\n") == NULL)
		longer = curl_slist_append(exchange->headers, line);
	if (longer != NULL)
		exchange->headers = longer;
	return longer != NULL;
}

static CURLcode set_headers(struct exchange *exchange, const struct request *request,
	const struct credential *credential)
{
	bool ok = header_add(exchange, "Expect:");
	CURLcode code = CURLE_OK;
	struct str line = { 0 };

	for (size_t i = 0; i < request->header_count; i++)
		ok = ok && header_add(exchange, request->headers[i]);
	if (credential_applies(request, credential)) {
		str_printf(&line, "Authorization: Bearer %s", credential->token);
		ok = ok && header_add(exchange, line.text);
		explicit_bzero(line.text, line.size);
		str_finish(&line);
	}
	SET(CURLOPT_HTTPHEADER, exchange->headers);
	SET(CURLOPT_USERAGENT, exchange->pool->user_agent);
	SET(CURLOPT_URL, request->url);
	return ok ? code : CURLE_BAD_FUNCTION_ARGUMENT;
}

/* What is wrong with the request, NULL once it is under way. */
static const char *exchange_begin(struct exchange *exchange, const struct request *request,
	const struct credential *credential, const struct origin *target)
{
	const char *protocols = allowed_protocols(target, credential);
	CURLcode code;

	if (target->userinfo)
		return "the address holds a user name";
	if (strstr(protocols, "http,") == NULL && strcasecmp(target->scheme, "https") != 0)
		return "only https is allowed";
	if (credential_forbids(request, credential))
		return "the credential belongs to another server";
	exchange->foreign = credential == NULL || !url_same_origin(request->url, credential->origin);
	if (exchange->foreign && strcmp(target->port, "443") != 0)
		return "not the port of a public server";
	exchange->easy = curl_easy_init();
	if (exchange->easy == NULL)
		return "libcurl does not start";
	code = set_policy(exchange, protocols);
	if (code == CURLE_OK)
		code = set_limits(exchange, request);
	if (code == CURLE_OK)
		code = set_body(exchange, request);
	if (code == CURLE_OK)
		code = set_headers(exchange, request, credential);
	if (code != CURLE_OK)
		return curl_easy_strerror(code);
	if (curl_multi_add_handle(exchange->pool->multi, exchange->easy) != CURLM_OK)
		return "libcurl takes no more requests";
	return NULL;
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
	free(pool->user_agent);
	free(pool);
}

static const struct transport_ops curl_ops = {
	.name = "curl",
	.start = pool_start,
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
		.user_agent = mem_copy(options->user_agent != NULL ? options->user_agent : "guichet"),
		.connect_ms = options->connect_ms > 0 ? options->connect_ms : CONNECT_MS,
		.total_ms = options->total_ms > 0 ? options->total_ms : TOTAL_MS,
		.resolve_ms = RESOLVE_MS,
		.low_speed_s = options->low_speed_s > 0 ? options->low_speed_s : LOW_SPEED_S,
	};
	*out = &pool->base;
	return NULL;
}
