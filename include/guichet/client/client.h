/* SPDX-License-Identifier: ISC */
/*
 * The other end of the wire.  client_open finds the desk's server or starts
 * one (private desk), says hello and keeps the connection; a call that is
 * cut off is repeated with its key on a new connection, so that it acts once.
 */
#ifndef GUICHET_CLIENT_CLIENT_H
#define GUICHET_CLIENT_CLIENT_H
#include "guichet/base/clock.h"
#include "guichet/json/json.h"
#include "guichet/loop/loop.h"
#include "guichet/model/call.h"

struct client;

struct client_options {
	const char *desk;	/* path, "unix:SOCKET", "ssh://HOST", or NULL: $GUICHET_DESK, else the private default */
	const char *as;		/* another agent's name; private desks only */
	const char *now;	/* instant passed to a server that this call starts, or NULL */
	const char *program;	/* argv[0], to find guichetd beside it */
	const char *front;	/* what hello says that this is: screen, plain, csv ...; NULL: command */
	/*
	 * Somebody cannot wait: all that this client does takes no longer, then it is ERR_NET.  A desk that
	 * does not exist is not made, and ssh, which may have to ask, is not tried.  0: the usual patience.
	 */
	int64_t within_ms;
	bool one_desk;		/* once it was at a desk, another one at the same path is an error, ERR_STATE */
};

/* A desk that others may share: its server was started by somebody else, here or on another machine. */
bool client_is_shared(const struct client_options *);
err_t client_open(const struct client_options *, struct client **out) MUST_CHECK;
void client_close(struct client *);
const struct json *client_hello(const struct client *);	/* the server's answer */
/* What times of rows are measured against: the desk's clock, whatever this machine's says. */
struct clock client_clock(const struct client *);

/* Rows of a stream, in order; an error stops it.  *answer (caller destroys) is the "ok" or "end" body. */
typedef err_t (*client_row_fn)(void *data, const struct json *row);
err_t client_call(struct client *, const struct call_request *, const char *payload, size_t payload_len,
	client_row_fn, void *data, struct json **answer) MUST_CHECK;

/*
 * A program that stands beside the server's, run for one question that needs no desk: its name
 * and words for it (NULL ends them), what its standard input is; what it says is taken as it comes.
 */
typedef void (*client_take_fn)(void *data, const char *bytes, size_t len);
err_t client_tool(const struct client_options *, const char *const *words, const struct str *input, client_take_fn,
	void *data) MUST_CHECK;
/* Bytes through: the far end of ssh://, "guichet connect". */
err_t client_connect_stdio(const struct client_options *) MUST_CHECK;
/* The desk's path or socket in words, for messages. */
const char *client_desk(const struct client *);
/* The name of this build, as hello carries it. */
const char *client_build(void);
#endif
