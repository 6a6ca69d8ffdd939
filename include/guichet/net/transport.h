/* SPDX-License-Identifier: ISC */
/*
 * A transport carries requests and brings answers later, in the loop.  curl
 * is one, the playback network another, the fake of the tests a third.
 */
#ifndef GUICHET_NET_TRANSPORT_H
#define GUICHET_NET_TRANSPORT_H
#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/loop/loop.h"
#include "guichet/net/request.h"

struct transport;
struct exchange;

/* A secret and the only origin that may ever see it. */
struct credential {
	const char *origin, *token;
	bool learned;		/* a server named the origin: it must be a public one (N-05) */
};

/* The response lives until the callback returns.  Called exactly once unless cancelled, never from start(). */
typedef void (*transport_done_fn)(void *data, const struct response *);
/*
 * A piece of a stream's body as it came; of an answer that is no success nothing
 * is handed out in pieces.  It may note and start timers, never cancel.
 */
typedef void (*transport_piece_fn)(void *data, const char *bytes, size_t len);

struct transport_ops {
	const char *name;
	/* Request and credential may be gone after the call returns. */
	struct exchange *(*start)(struct transport *, const struct request *, const struct credential *,
		transport_done_fn, void *data);
	/* Right after start() of a REQUEST_STREAM.  NULL: this transport has no streams. */
	void (*listen)(struct exchange *, transport_piece_fn);
	/* A stream brings nothing more until it is let go on: who reads it is slower.  NULL: it cannot wait. */
	void (*hold)(struct exchange *, bool held);
	void (*cancel)(struct transport *, struct exchange *);
	/* Whoever gave that data asks no more: what it left open may be closed.  NULL: nothing stays open. */
	void (*leave)(struct transport *, void *data);
	void (*destroy)(struct transport *);
};

struct transport { const struct transport_ops *ops; };

/* libcurl's multi interface in the loop, with the limits N-01 to N-09.  One pool of connections: make one per account. */
struct transport_curl_options {
	const char *ca_bundle, *user_agent;		/* NULL: the system's, "guichet" */
	const char *proxy;				/* http://HOST:PORT, by CONNECT also for http; NULL: none, whatever the environment says */
	int64_t connect_ms, total_ms, low_speed_s;	/* 0: 10 s, 60 s, 20 s; tests are shorter */
};
err_t transport_curl_create(struct loop *, const struct transport_curl_options *, struct transport **out) MUST_CHECK;

/*
 * The playback network: a deterministic little social network with customers
 * who write, read and react.  Same seed, same start, same answers received:
 * same history.  What it was sent is kept in a file, so that it survives the
 * desk's server as a real network would.
 */
struct transport_playback_options {
	const char *state_path;		/* what was posted to it; created when missing */
	uint64_t seed;
	int64_t start_ms;		/* instant of the first arrivals */
	const char *profile;		/* "demo": live arrival; "stage": for who watches; "flood", "quiet": for tests */
	int64_t latency_ms;
};
err_t transport_playback_create(struct loop *, struct clock *, const struct transport_playback_options *,
	struct transport **out) MUST_CHECK;

/* Answers from a script of functions: for tests of the courier and of connectors. */
typedef void (*transport_fake_fn)(void *data, const struct request *, struct arena *, struct response *out);
struct transport *transport_fake_create(struct loop *, transport_fake_fn, void *data);

void transport_destroy(struct transport *);	/* NULL is fine */
#endif
