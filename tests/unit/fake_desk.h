/* SPDX-License-Identifier: ISC */
/* A desk's server that says what a test tells it to, line for line, in a thread of its own. */
#ifndef GUICHET_FAKE_DESK_H
#define GUICHET_FAKE_DESK_H
#include <pthread.h>
#include <semaphore.h>

#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/model/call.h"

/* One connection: what is said after each line that came; NULL hangs up. */
struct talk { const char *replies[6]; };

struct desk {
	char base[64];
	struct str path, socket;
	int listener;
	pthread_t thread;
	const struct talk *talks;
	struct str heard;	/* every line */
	struct arena *arena;
	sem_t go;		/* what WHEN_TOLD waits for */
};

#define HELLO "{\"hello\":{\"protocol\":1,\"agent\":\"maria\",\"private\":true}}\n"
#define GOODBYE "{\"goodbye\":\"another build starts\"}\n"
#define WHEN_TOLD "\1"	/* in front of a reply */

/* cmocka's setup and teardown: *state is the desk. */
int fake_desk_setup(void **state);
int fake_desk_teardown(void **state);
/* Until the list's end, a talk without replies. */
void fake_desk_listen(struct desk *, const struct talk *);
/* After the last talk; somebody else may then listen. */
void fake_desk_done(struct desk *);
/* An executable file in the desk's directory, its path in the environment. */
void fake_desk_script(struct desk *, const char *name, const char *variable, const char *text);
struct call_request fake_desk_request(struct desk *, const char *name, size_t argc,
	const char *const *argv);
#endif
