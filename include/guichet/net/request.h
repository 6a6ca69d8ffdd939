/* SPDX-License-Identifier: ISC */
/*
 * One HTTP exchange as data: what a connector asks for and what came back.
 * Connectors include this header and nothing else of the net layer.
 */
#ifndef GUICHET_NET_REQUEST_H
#define GUICHET_NET_REQUEST_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

enum { REQUEST_HEADERS = 12, RESPONSE_HEADERS = 32 };

enum {
	REQUEST_AUTH = 1 << 0,	/* add the account's credential; only ever to the account's own origin (N-04) */
	REQUEST_SEND = 1 << 1,	/* must happen at most once: fresh connection, never reused */
	REQUEST_STREAM = 1 << 2,	/* the answer does not end: no total time, timeout_ms is the longest silence */
	REQUEST_WAITS = 1 << 3,	/* the server is silent until something comes: only timeout_ms ends it */
	REQUEST_UPLOAD = 1 << 4	/* a file that nobody sees yet: twice does no harm */
};

/* Which secret of the account a request asks for: its own, or one of the session that was derived from it. */
enum request_secret { SECRET_OWN, SECRET_ACCESS, SECRET_REFRESH };

/* Where the secret stands when the request leaves; whoever makes the request never sees it. */
enum request_place {
	PLACE_BEARER,		/* Authorization: Bearer SECRET */
	PLACE_BASIC,		/* Authorization: Basic, secret_name is the user */
	PLACE_JSON,		/* the first member of the body, a JSON object; secret_name is its key */
	PLACE_PATH		/* instead of the one REQUEST_SECRET_MARK in the path */
};
/* url_escape leaves no brace as it is, so no text of anybody's can make a mark. */
#define REQUEST_SECRET_MARK "{secret}"

/*
 * A body that is too large to be held: text and files in turn.  Files have
 * numbers; only whoever starts the request can read them, a part at a time.
 * The list, its text and the reader outlive the exchange.
 */
struct request_piece { const char *text; int64_t file; size_t len; };	/* text NULL: that file */
struct request_files {
	bool (*read)(void *data, int64_t file, size_t at, char *to, size_t len);	/* false: not this time */
	void *data;
};

struct request {
	const char *method;		/* GET POST PUT DELETE */
	const char *url;		/* absolute */
	size_t header_count;
	const char *headers[REQUEST_HEADERS];	/* "Name: value" */
	const char *body;
	size_t body_len;
	const struct request_piece *pieces;	/* instead of a body; NULL: none */
	size_t piece_count;
	const struct request_files *files;
	unsigned flags;
	enum request_secret secret;	/* of REQUEST_AUTH */
	enum request_place place;
	const char *secret_name;
	size_t max_body;		/* 0: 8 MiB, counted on decoded bytes */
	int64_t timeout_ms;		/* 0: 60 s; of a stream 90 s */
};

enum response_fault {
	FAULT_NONE,			/* there is a status */
	FAULT_NOT_SENT,			/* no byte of the request left: name, connection or TLS failed */
	FAULT_BROKEN			/* anything else: it may have arrived */
};

struct response {
	int status;
	size_t header_count;
	const char *headers[RESPONSE_HEADERS];	/* "name: value", name in lower case */
	const char *body;		/* terminated; len bytes */
	size_t len;
	enum response_fault fault;
	const char *fault_text;		/* one line, no secret, no query string */
	int64_t retry_after_ms;		/* Retry-After, clamped to 1 s .. 6 h; 0 if none */
	int64_t rate_remaining;		/* -1 unknown */
	int64_t rate_reset_ms;		/* instant, 0 unknown */
	int64_t date_ms;		/* the server's Date, 0 if none */
};

/* One event of a stream; data is terminated, NULL when it was too large to keep. */
struct stream_event { const char *name, *data; size_t len; };

/* How long the pieces are together; and up to len bytes of them from at, *got 0 at the end.  False: a file was not read. */
size_t request_pieces_len(const struct request *);
bool request_pieces_read(const struct request *, size_t at, char *to, size_t len, size_t *got);
/* Value of a header by lower-case name, or NULL. */
const char *response_header(const struct response *, const char *name);
void request_header(struct arena *, struct request *, const char *name, const char *value);
/* application/x-www-form-urlencoded; percent-encodes everything but the unreserved characters. */
void url_escape(struct str *out, const char *text);
/* Scheme, host and port equal?  Both are parsed; userinfo never matches. */
bool url_same_origin(const char *a, const char *b);
/* May a credential go there?  https, or http on this machine's loopback; never with a userinfo (N-02). */
bool url_is_safe(const char *url);
#endif
