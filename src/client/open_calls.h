/* SPDX-License-Identifier: ISC */
/*
 * Calls that are not answered yet, in the order in which they were made.  A
 * connection is told all of them; one that ends leaves them for the next.
 */
#ifndef GUICHET_CLIENT_OPEN_CALLS_H
#define GUICHET_CLIENT_OPEN_CALLS_H
#include "guichet/client/attach.h"
#include "guichet/wire/frame.h"

enum { CALL_TRIES = 25 };	/* connections that end before they answer one call */

struct open_call {
	struct open_call *next;
	int64_t id;
	const struct call *call;
	size_t line_len, payload_len;
	struct str bytes;		/* its key and payload included; empty when it fits no frame */
	struct attach_listener listener;
	bool forgotten;			/* a write that nobody listens to */
	bool said;			/* to the current connection */
	bool begun;			/* a stream of which that connection sent rows */
	bool again;			/* a stream whose rows of before are to be forgotten */
	int tries;
};

struct open_calls {
	struct open_call *first, **end;
	int64_t last_id;
};

void open_calls_init(struct open_calls *);
void open_calls_finish(struct open_calls *);
struct open_call *open_calls_add(struct open_calls *, const struct call_request *, const char *payload,
	size_t payload_len, const struct attach_listener *);
void open_call_say(struct open_call *, struct str *to);
/* All but those that were tried too often. */
void open_calls_say(struct open_calls *, struct str *to);
/* The connection ended; those that it had been told were tried once more. */
void open_calls_cut(struct open_calls *);
/* No function is called any more; true when the server is to be told. */
bool open_calls_forget(struct open_calls *, int64_t id);
void open_calls_forget_all(struct open_calls *);
/* Both call the listener as their last act; unknown ids are those that were forgotten. */
void open_calls_row(struct open_calls *, int64_t id, const struct json *row);
void open_calls_answer(struct open_calls *, int64_t id, const struct json *answer, err_t why);
/* The first that no server will answer: it fits no frame, or was tried too often; NULL. */
const struct open_call *open_calls_hopeless(const struct open_calls *);
size_t open_calls_pending(const struct open_calls *);

/* NULL, or why a request fits no frame; line_len is without its payload. */
err_t call_fits(const struct call *, size_t line_len, size_t payload_len) MUST_CHECK;
#endif
