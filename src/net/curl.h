/* SPDX-License-Identifier: ISC */
/*
 * libcurl inside the net layer: a pool is one transport's connections, an
 * exchange one request on its way.  Private to src/net/curl*.c.
 */
#ifndef GUICHET_SRC_NET_CURL_H
#define GUICHET_SRC_NET_CURL_H
#include <curl/curl.h>

#include "curl_multi.h"
#include "guichet/net/transport.h"

struct pool {
	struct transport base;
	struct loop *loop;
	struct multi multi;		/* begun by the first request */
	struct exchange *exchanges;
	char *ca_bundle, *user_agent, *proxy;
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
	struct loop_timer *silence;	/* of a stream: running since its last piece */
	int64_t silence_ms;
	transport_piece_fn piece;
	const char *host;		/* for messages */
	const char *refused;		/* our own reason to give up */
	char *token;			/* what it carries, to be masked in what comes back; wiped */
	struct request sent;		/* its body of pieces only, and how far that is */
	size_t sent_len;
	size_t cap, header_lines, header_bytes;
	struct str body;
	bool foreign;			/* not the account's own server: public addresses only */
	bool reached;			/* a connection stands, request bytes may have left */
	struct response response;
	transport_done_fn done;
	void *data;
};

/* For functions with an exchange and a code: the first option that is refused stays. */
#define SET(option, value) \
	do { \
		if (code == CURLE_OK) \
			code = curl_easy_setopt(exchange->easy, (option), (value)); \
	} while (0)

/* curl_url.c */
struct origin { char *scheme, *host, *port; bool userinfo; };
bool origin_parse(const char *url, struct origin *out);		/* finish it also when this fails */
void origin_finish(struct origin *);
/* Plain HTTP is for the test server that an admin configured on this machine. */
const char *allowed_protocols(const struct origin *target, const struct credential *);

/* curl_exchange.c */
CURLcode exchange_hook(struct exchange *);	/* what libcurl calls while it runs */
CURLcode exchange_pieces(struct exchange *, const struct request *);	/* a body that is asked for */
void exchange_await(struct exchange *);		/* a stream: silence is counted from now */
void exchange_done(struct exchange *, CURLcode);
void exchange_fail(struct exchange *, enum response_fault, const char *why);
void exchange_free(struct exchange *);

/* curl_request.c: what is wrong with the request, NULL once it is under way. */
const char *exchange_begin(struct exchange *, const struct request *, const struct credential *,
	const struct origin *target);
#endif
