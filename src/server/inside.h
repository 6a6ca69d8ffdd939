/* SPDX-License-Identifier: ISC */
/*
 * What the files of this layer share: the server, a session, one call in
 * progress.  Everything here belongs to the loop's thread except where
 * reader.c says otherwise.
 */
#ifndef GUICHET_SERVER_INSIDE_H
#define GUICHET_SERVER_INSIDE_H
#include <sys/types.h>

#include "guichet/base/str.h"
#include "guichet/desk/read.h"
#include "guichet/loop/loop.h"
#include "guichet/model/call.h"
#include "guichet/server/server.h"
#include "guichet/wire/frame.h"

enum {
	SESSIONS_MAX = 256,
	SESSIONS_OF_LOGIN = 64,		/* of a member's at a team's desk: nobody fills it alone */
	SESSION_IN_FLIGHT = 32,		/* requests of one client that are not answered yet */
	SESSION_OUT_HIGH = 256 << 10,	/* more than this unsent: produce nothing more */
	SESSION_STALL_MS = 30000,
	SESSION_IN_SMALL = 256 << 10,	/* what every client may send at any time */
	REQUESTS_HELD_MAX = 64 << 20,	/* all clients' requests that are not complete */
	ANSWER_MAX = WIRE_LINE_MAX - 4096,
	ANSWERS_HELD_MAX = 64 << 20	/* what was read for clients that do not take it */
};

struct session;
struct pages;
struct questions;
struct readers;
struct writes;
struct rules;
struct routes;
struct report_plans;
struct day_packer;
struct trace_packer;
struct spike_watch;
struct bulks;
struct job;
struct lane;
struct subscription;
struct carried;
struct changes;
struct limits;
struct access;
struct follower;

struct server {
	struct loop *loop;
	struct desk *desk;
	struct carrier carrier;
	bool has_carrier, team;
	int listen_fd;
	char *owner;			/* or NULL */
	struct policy policy;
	char *policy_file;		/* or NULL */
	char *socket_path;		/* NULL: not ours to unlink */
	dev_t socket_device;
	ino_t socket_inode;
	int64_t linger_ms, stall_ms, shut_at_ms;
	struct session *sessions, *dead;	/* dead: freed at the next turn */
	size_t session_count;
	size_t requests_held;		/* memory of what sessions have read */
	int64_t sessions_made;
	struct pages *pages;
	struct changes *changes;
	struct limits *limits;
	struct access *access;
	struct readers *readers;
	struct questions *questions;
	struct writes *writes;
	struct rules *rules;
	struct routes *routes;
	struct report_plans *report_plans;
	struct day_packer *day_packer;
	struct trace_packer *trace_packer;
	struct spike_watch *spike_watch;
	struct bulks *bulks;
	struct loop_timer *linger, *alarm, *idle, *carry, *agents, *listen_again, *shut, *sweep;
	bool ending, attended;
};

#define FILE_REPLACED "the desk's file was replaced"
/* The desk's path still leads to the file that is open. */
bool server_file_is_ours(const struct server *);
/* Somebody watches, or nobody does any more: the carrier is told when that changes. */
void server_attend(struct server *);
/* A session is gone. */
void server_left(struct server *);
/* Agents changed: every session learns it now, not at the next turn. */
void server_settle(struct server *);
/* A transaction is over: the log may be carried, which those hear of who changed something. */
void server_wrote(struct server *);
/* Something was done: checkpoints wait until nothing is. */
void server_was_busy(struct server *);

struct session {
	struct session *next;
	struct server *server;
	int fd;
	uid_t uid;
	pid_t pid;
	struct frame_reader in;
	size_t held;			/* by it, as counted in the server's requests_held */
	struct str out;
	size_t sent;			/* of out */
	size_t untaken;			/* of out: a long answer, counted among those of its lane (reader.c) */
	struct lane *untaken_of;
	size_t progress;		/* bytes taken since the stall timer began */
	bool greeted, dead, closing, working;
	const char *farewell;		/* to be said once nothing is in flight */
	struct loop_timer *stall;
	struct arena *names;		/* strings of actor */
	struct actor actor;
	int64_t calls;			/* that it may make a second; 0: as many as anybody */
	int64_t at_conversation, at_ms;	/* presence.c: where it is; 0: nowhere */
	const char *at_state;
	bool silent;			/* its keyboard, as it said last */
	const char *front;		/* what it says it is: "screen" ...; "" when nothing */
	size_t in_flight;
	struct job *jobs;
	struct subscription *subscriptions;
	struct follower *follower;	/* of changes, or NULL */
	struct carried *carried;
};

/* session.c */
void session_open(struct server *, int fd);
/* What it may do next: be read, be written to, or only end. */
void session_watch(struct session *);
/* Nothing more of it is used once control returns to the loop. */
void session_close(struct session *);
void session_sweep(struct server *);	/* frees what was closed */
void session_refresh(struct session *);	/* its agent may have changed */
/* One request less is in flight. */
void session_landed(struct session *);

/* session_out.c */
void session_send(struct session *, struct str *);	/* may take the bytes themselves */
void session_push(struct session *);	/* sends what waits, and ends what is over */
void session_answer(struct session *, int64_t id, err_t, const char *body);	/* ok or error */
size_t session_backlog(const struct session *);
/* Says why once nothing is in flight, then closes. */
void session_goodbye(struct session *, const char *why);
void session_refuse(struct session *, err_t);	/* why, and then it ends */

/* session_hello.c */
void session_hello(struct session *, const struct json *hello);

/* identity.c */
err_t identity_find(struct session *, const char *as);
err_t identity_again(struct session *);

/* One call in progress, in the loop or in the reader thread. */
struct call_context {
	struct server *server;		/* loop only, as are desk and session */
	struct desk *desk;
	struct session *session;
	int64_t id;
	struct reader *reader;
	struct arena *arena;
	const struct call_request *request;
	const struct actor *actor;
	const char *payload;
	size_t payload_len;
	int64_t now_ms;
	const char *facts;		/* what prepare found, as members of a JSON object */
	struct str *answer;		/* a JSON object; nothing means {} */
	err_t (*emit)(struct call_context *, const char *row);	/* of a stream in the reader */
	void *emit_data;
	const char *key;		/* of a write that the reader prepares */
	void *found;			/* what prepare left in the arena for run, or run for land */
};

struct server_call {
	const char *name;
	err_t (*run)(struct call_context *);
	/* Of a write: first in the reader (where is_slow is there: if it says so); run writes what it leaves in found. */
	err_t (*look)(struct call_context *);
	/* In the loop before run in the reader; writes facts. */
	err_t (*prepare)(struct call_context *);
	/* These arguments make it work for the reader. */
	err_t (*is_slow)(struct call_context *, bool *slow);
	/* CALL_BULK: what it does to one conversation, in a transaction. */
	err_t (*act)(struct call_context *, int64_t id);
	/* A reader of its own: it may take seconds, and nobody else's question waits for it. */
	bool alone;
	bool prompt;			/* its rows tell how far it is: each leaves at once */
	/* Of figures, in the loop: whether what it is asked makes it one of those. */
	bool (*is_long)(const struct call_context *);
	/* In the loop, when run in the reader succeeded: answers instead of it; the context is the reader's to end. */
	void (*land)(struct call_context *);
};

/* calls.c: the same calls as in the model's table, sorted by name. */
extern const struct server_call server_calls[];
extern const size_t server_calls_count;

/* dispatch.c */
void dispatch_frame(struct session *, const struct frame *);
/* The function of a row of the table. */
const struct server_call *dispatch_function(const struct call *);
/* NULL when that role may make this call with these arguments. */
err_t dispatch_check(const struct call_request *, enum role);
/* What takes the desk's content out of it may be kept from members by the site, whatever asks. */
err_t site_lets_out(const struct server *, enum role, const char *what) MUST_CHECK;
/* Bodies longer than a frame are refused. */
err_t dispatch_fits(const struct str *body);

/* --limit: how many rows are wanted, fallback when nobody says. */
err_t context_limit(const struct call_context *, int64_t fallback, int64_t most, size_t *out) MUST_CHECK;
/* The accounts that who asks may know of; and whether a conversation is one of those. */
err_t context_accounts(struct call_context *, struct account **out, size_t *count) MUST_CHECK;
err_t context_sees(struct call_context *, int64_t conversation, bool *out) MUST_CHECK;
/* The texts of a query argument as one; fallback when there are none. */
const char *context_query_text(struct call_context *, const char *fallback);
/* Who asks, and when. */
struct query_context context_who(const struct call_context *);
/* Times among the arguments are read by the desk's clocks; its zone lies in the context's arena. */
err_t context_place(struct call_context *, struct call_request *) MUST_CHECK;
err_t context_query_sql(struct call_context *, const char *text, struct query_sql *out) MUST_CHECK;

/* carried.c: what the carrier does for a request, as a stream. */
err_t carried_sync(struct call_context *, size_t count, const int64_t *accounts, bool until_idle) MUST_CHECK;
err_t carried_check(struct call_context *, int64_t account) MUST_CHECK;
err_t carried_login(struct call_context *, int64_t account, const char *code) MUST_CHECK;
err_t carried_fetch(struct call_context *, int64_t account, const struct media *) MUST_CHECK;
bool carried_cancel(struct session *, int64_t id);
void carried_resume(struct session *);		/* its client took what it had: files go on coming */
void carried_forget(struct session *);
#endif
