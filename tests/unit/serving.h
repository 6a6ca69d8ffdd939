/* SPDX-License-Identifier: ISC */
/*
 * A desk server in a thread of the test, on a desk in a directory of its own,
 * and a plain client that says what a test tells it to.
 */
#ifndef GUICHET_TESTS_SERVING_H
#define GUICHET_TESTS_SERVING_H
#include <pthread.h>

#include "guichet/desk/desk.h"
#include "guichet/json/json.h"
#include "guichet/loop/loop.h"
#include "guichet/server/server.h"

struct serving {
	char directory[64];
	struct str desk_path, socket_path;
	struct clock clock;
	struct random random;
	struct loop *loop;
	struct desk *desk;
	struct server *server;
	pthread_t thread;
	bool running;
};

/* Private desk; it lingers for ever and drops a stalled client after stall_ms. */
void serving_begin(struct serving *, int64_t stall_ms);
void serving_end(struct serving *);
/* The loop ended by itself: waits for that. */
void serving_wait(struct serving *);
/* Ends the thread: the desk is the test's. */
void serving_stop(struct serving *);

struct talker { int fd; struct str in; int64_t id; };

/* No hello; and with one, whose answer is read. */
void talker_connect(const struct serving *, struct talker *);
void talker_open(const struct serving *, struct talker *, const char *as);
void talker_add(struct talker *, const char *name);	/* an agent whom others may then play */
void talker_close(struct talker *);
void talker_send(struct talker *, const char *bytes, size_t len);
/* The next frame, NULL at end of file; fails the test after 10 s. */
struct json *talker_frame(struct talker *);
/* No frame within ms. */
bool talker_is_quiet(struct talker *, int ms);
/* Sends a call; args is JSON of the member args; returns its id. */
int64_t talker_call(struct talker *, const char *name, const char *key, const char *args, const char *payload);
/* And waits for its last frame, dropping rows. */
struct json *talker_ask(struct talker *, const char *name, const char *key, const char *args, const char *payload);
/* The kind of its error, NULL when it went well; the frame stays the caller's. */
const char *error_kind(const struct json *frame);
/* A message of customer n, at second at. */
void talker_import(struct talker *, int n, const char *text);
#endif
