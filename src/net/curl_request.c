/* SPDX-License-Identifier: ISC */
/*
 * A request becomes an easy handle: no redirects, no cookies, no netrc, no
 * proxies of the environment, TLS 1.2 or better, and caps on time and speed
 * (N-01 to N-08).  The first option that libcurl refuses stops it.
 */
#include "curl.h"

#include <string.h>
#include <strings.h>

#include "credential.h"
#include "guichet/base/alloc.h"

enum { LOW_SPEED_BYTES = 64, SILENCE_MS = 90 * 1000 };

static CURLcode set_policy(struct exchange *exchange, const char *protocols)
{
	CURLcode code = CURLE_OK;

	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_UNRESTRICTED_AUTH, 0L);
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_PROXY, exchange->pool->proxy != NULL ? exchange->pool->proxy : "");
	SET(CURLOPT_NOPROXY, exchange->pool->proxy != NULL ? "" : "*");
	/* A proxy that sees bytes only: it never reads a token. */
	SET(CURLOPT_HTTPPROXYTUNNEL, exchange->pool->proxy != NULL ? 1L : 0L);
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
	SET(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
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
	bool stream = (request->flags & REQUEST_STREAM) != 0;
	bool patient = stream || (request->flags & REQUEST_WAITS) != 0;
	CURLcode code = CURLE_OK;

	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)pool->connect_ms);
	/* A heartbeat is too slow for a speed limit; of a stream only silence is counted, by a timer of ours. */
	SET(CURLOPT_TIMEOUT_MS, stream ? 0L : (long)total);
	SET(CURLOPT_LOW_SPEED_LIMIT, patient ? 0L : (long)LOW_SPEED_BYTES);
	SET(CURLOPT_LOW_SPEED_TIME, patient ? 0L : pool->low_speed_s);
	/* What is packed arrives when the packer likes. */
	SET(CURLOPT_ACCEPT_ENCODING, stream ? NULL : "gzip");
	return code;
}

static CURLcode set_body(struct exchange *exchange, const struct request *request, const struct filled *filled)
{
	CURLcode code = CURLE_OK;

	if (filled->body.len > 0) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)filled->body.len);
		SET(CURLOPT_COPYPOSTFIELDS, filled->body.text);
	} else if (request->pieces != NULL) {
		code = exchange_pieces(exchange, request);
	} else if (request->body != NULL) {
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

static CURLcode set_headers(struct exchange *exchange, const struct request *request, const struct filled *filled)
{
	bool ok = header_add(exchange, "Expect:");
	CURLcode code = CURLE_OK;

	for (size_t i = 0; i < request->header_count; i++)
		ok = ok && header_add(exchange, request->headers[i]);
	if (filled->header.len > 0)
		ok = ok && header_add(exchange, filled->header.text);
	SET(CURLOPT_HTTPHEADER, exchange->headers);
	SET(CURLOPT_USERAGENT, exchange->pool->user_agent);
	SET(CURLOPT_URL, filled->url.len > 0 ? filled->url.text : request->url);
	return ok ? code : CURLE_BAD_FUNCTION_ARGUMENT;
}

/* Everything that libcurl must be told; it copies what it keeps. */
static CURLcode set_all(struct exchange *exchange, const struct request *request, const struct filled *filled,
	const char *protocols)
{
	CURLcode code = set_policy(exchange, protocols);

	if (code == CURLE_OK)
		code = set_limits(exchange, request);
	if (code == CURLE_OK)
		code = exchange_hook(exchange);
	if (code == CURLE_OK)
		code = set_body(exchange, request, filled);
	if (code == CURLE_OK)
		code = set_headers(exchange, request, filled);
	return code;
}

/* NULL: it may go there. */
static const char *forbidden(struct exchange *exchange, const struct request *request,
	const struct credential *credential, const struct origin *target)
{
	if (target->userinfo)
		return "the address holds a user name";
	if (strstr(allowed_protocols(target, credential), "http,") == NULL && strcasecmp(target->scheme, "https") != 0)
		return "only https is allowed";
	if (credential_forbids(request, credential))
		return "the credential belongs to another server";
	exchange->foreign = credential == NULL || credential->learned ||
		!url_same_origin(request->url, credential->origin);
	if (exchange->foreign && strcmp(target->port, "443") != 0)
		return "not the port of a public server";
	return NULL;
}

const char *exchange_begin(struct exchange *exchange, const struct request *request,
	const struct credential *credential, const struct origin *target)
{
	const char *wrong = forbidden(exchange, request, credential, target);
	struct filled filled;
	CURLcode code;

	if (wrong != NULL)
		return wrong;
	exchange->easy = curl_easy_init();
	if (exchange->easy == NULL)
		return "libcurl does not start";
	if (!credential_fill(request, credential, &filled)) {
		filled_wipe(&filled);
		return "the credential has no place in the request";
	}
	if (credential_applies(request, credential))
		exchange->token = mem_copy(credential->token);
	code = set_all(exchange, request, &filled, allowed_protocols(target, credential));
	filled_wipe(&filled);
	if (code != CURLE_OK)
		return curl_easy_strerror(code);
	if (curl_multi_add_handle(exchange->pool->multi.curl, exchange->easy) != CURLM_OK)
		return "libcurl takes no more requests";
	if ((request->flags & REQUEST_STREAM) != 0) {
		exchange->silence_ms = request->timeout_ms > 0 ? request->timeout_ms : SILENCE_MS;
		exchange_await(exchange);
	}
	return NULL;
}
