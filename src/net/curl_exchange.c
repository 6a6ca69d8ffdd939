/* SPDX-License-Identifier: ISC */
/*
 * An exchange while it runs and how it ends: what libcurl calls with bytes,
 * headers and sockets, the caps on them, and the one answer that the asker
 * gets in a later turn of the loop, whatever happened.
 */
#include "curl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address.h"
#include "credential.h"
#include "guichet/base/alloc.h"
#include "headers.h"
#include "limits.h"

enum { RATIO_FLOOR = 1 << 20, RATIO_CAP = 200, HEADER_LINES = 100, HEADER_BYTES = 64 << 10 };

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
	(void)curl_multi_remove_handle(exchange->pool->multi.curl, exchange->easy);
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->headers);
	exchange->easy = NULL;
	exchange->headers = NULL;
}

static void token_drop(struct exchange *exchange)
{
	if (exchange->token != NULL)
		explicit_bzero(exchange->token, strlen(exchange->token));
	free(exchange->token);
	exchange->token = NULL;
}

void exchange_free(struct exchange *exchange)
{
	loop_timer_stop(exchange->pool->loop, &exchange->resolving);
	loop_timer_stop(exchange->pool->loop, &exchange->silence);
	loop_timer_stop(exchange->pool->loop, &exchange->delivery);
	exchange_unlink(exchange);
	exchange_drop_handle(exchange);
	token_drop(exchange);
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
	str_wipe(&body);	/* it may have brought a session */
	arena_destroy(arena);
}

static void exchange_settle(struct exchange *exchange)
{
	loop_timer_stop(exchange->pool->loop, &exchange->resolving);
	loop_timer_stop(exchange->pool->loop, &exchange->silence);
	exchange_drop_handle(exchange);
	exchange->delivery = loop_after(exchange->pool->loop, 0, exchange_deliver, exchange);
}

void exchange_fail(struct exchange *exchange, enum response_fault fault, const char *why)
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

/* A server that repeats the secret in its answer, in a message or in where it points to, must not put it on a screen. */
static void mask(struct exchange *exchange)
{
	struct response *response = &exchange->response;

	credential_mask(exchange->body.text, exchange->body.len, exchange->token);
	for (size_t i = 0; i < response->header_count; i++) {
		char *line = arena_copy(exchange->arena, response->headers[i]);

		credential_mask(line, strlen(line), exchange->token);
		response->headers[i] = line;
	}
}

static void exchange_succeed(struct exchange *exchange)
{
	struct clock clock = clock_system();
	long status = 0;

	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	exchange->response.status = (int)status;
	mask(exchange);
	exchange->response.body = str_text(&exchange->body);
	exchange->response.len = exchange->body.len;
	limits_read(&exchange->response, clock_now(&clock));
	redirect_note(exchange);
	exchange_settle(exchange);
}

/* In words that say what to do; of the rest curl's own are good enough. */
static const char *words_of(CURLcode code)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return "its certificate is signed by nobody whom this machine trusts, or is another server's; the setting ca "
			"names a file of who signed it";
	case CURLE_SSL_CACERT_BADFILE:
		return "the file that the setting ca names cannot be read, or holds no certificate";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "there is no such host";
	case CURLE_COULDNT_RESOLVE_PROXY:
		return "there is no such proxy";
	case CURLE_OPERATION_TIMEDOUT:
		return "no answer in time";
	case CURLE_SSL_CONNECT_ERROR:
		return "it does not speak TLS there";
	default:
		return curl_easy_strerror(code);
	}
}

void exchange_done(struct exchange *exchange, CURLcode code)
{
	long request_bytes = 0, errnum = 0;
	const char *why = exchange->refused != NULL ? exchange->refused : words_of(code);

	if (code == CURLE_OK && exchange->refused == NULL) {
		exchange_succeed(exchange);
		return;
	}
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
	(void)curl_easy_getinfo(exchange->easy, CURLINFO_OS_ERRNO, &errnum);
	if (code == CURLE_COULDNT_CONNECT && errnum != 0)
		why = strerror((int)errnum);
	/* Either alone would do; a duplicate is worse than an unnecessary doubt. Bytes to a proxy are none of the request. */
	exchange_fail(exchange, exchange->reached || (request_bytes > 0 && exchange->pool->proxy == NULL) ?
		FAULT_BROKEN : FAULT_NOT_SENT, why);
}

/* ---- what libcurl asks while an exchange runs */

static void on_silence(void *data)
{
	struct exchange *exchange = data;

	exchange->silence = NULL;
	exchange_fail(exchange, FAULT_BROKEN, "the stream fell silent");
}

void exchange_await(struct exchange *exchange)
{
	loop_timer_stop(exchange->pool->loop, &exchange->silence);
	if (exchange->silence_ms > 0)
		exchange->silence = loop_after(exchange->pool->loop, exchange->silence_ms, on_silence, exchange);
}

/* A stream's bytes are handed on and not kept; what a server says instead of streaming is an answer like any other. */
static bool hand_on(struct exchange *exchange, const char *bytes, size_t len)
{
	long status = 0;

	(void)curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	if (exchange->piece == NULL || status < 200 || status > 299)
		return false;
	exchange_await(exchange);
	exchange->piece(exchange->data, bytes, len);
	return true;
}

static size_t on_body(char *bytes, size_t unit, size_t count, void *data)
{
	struct exchange *exchange = data;
	size_t len = unit * count;
	size_t total = exchange->body.len + len;
	curl_off_t wire = 0;

	if (hand_on(exchange, bytes, len))
		return len;
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
	if (exchange->foreign && exchange->pool->proxy == NULL && !address_is_public(&address->addr)) {
		exchange->refused = "not a public address";
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, type, address->protocol);
}

/* The next bytes of a body that comes in pieces. */
static size_t on_read(char *to, size_t unit, size_t count, void *data)
{
	struct exchange *exchange = data;
	size_t got = 0;

	if (!request_pieces_read(&exchange->sent, exchange->sent_len, to, unit * count, &got)) {
		exchange->refused = "the file cannot be read";
		return CURL_READFUNC_ABORT;
	}
	exchange->sent_len += got;
	return got;
}

static int on_seek(void *data, curl_off_t offset, int origin)
{
	struct exchange *exchange = data;

	if (origin != SEEK_SET || offset < 0)
		return CURL_SEEKFUNC_CANTSEEK;
	exchange->sent_len = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

CURLcode exchange_pieces(struct exchange *exchange, const struct request *request)
{
	CURLcode code = CURLE_OK;

	exchange->sent = (struct request){ .pieces = request->pieces, .piece_count = request->piece_count,
		.files = request->files };
	SET(CURLOPT_POST, 1L);
	SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request_pieces_len(request));
	SET(CURLOPT_READFUNCTION, on_read);
	SET(CURLOPT_READDATA, exchange);
	SET(CURLOPT_SEEKFUNCTION, on_seek);
	SET(CURLOPT_SEEKDATA, exchange);
	return code;
}

CURLcode exchange_hook(struct exchange *exchange)
{
	CURLcode code = CURLE_OK;

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
