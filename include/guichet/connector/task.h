/* SPDX-License-Identifier: ISC */
/*
 * A connector is one network's dialect as a set of resumable tasks.  It does
 * no I/O, has no clock, no store and no secret: each step says what it needs
 * next and what it found; the courier brings the one and commits the other.
 *
 * The courier calls step() with the answer to the last need (NULL the first
 * time) until it needs nothing more or fails.  Found items and the cursor
 * behind them are committed in one transaction at NEED_COMMIT and at the end,
 * so a task that dies in between loses nothing and repeats harmlessly.
 *
 * A live task listens: NEED_STREAM opens a stream, and every event of it is a
 * step with task.event set, which answers NEED_STREAM again to go on.  A
 * stream is only ever a hint: it names a stream to poll, and the poll is the
 * truth.  Such a task may last for days, so it takes nothing from the arena.
 *
 * Files of a reply are bytes that no task ever holds: the body of a request is
 * a list of pieces (net/request.h), where file n is the plan's media n - 1, and
 * the courier reads them while they leave.  What the network calls an uploaded
 * file is found and committed before the message that names it is sent.
 *
 * A network may want no secret with each request, but a session that it gives
 * in exchange: the login task finds one, the desk seals and keeps it, and only
 * then requests ask for it (SECRET_ACCESS).  A step that finds none in the task,
 * or one that the server takes no more, answers NEED_SESSION and is called again
 * without an answer; one login serves all tasks of the account that wait for it.
 *
 * Errors say what is wrong and how wide it is: ERR_AUTH pauses the account,
 * ERR_LIMIT waits (wait_ms), ERR_NET and ERR_PROTOCOL back off, ERR_REJECTED
 * concerns this message only.
 */
#ifndef GUICHET_CONNECTOR_TASK_H
#define GUICHET_CONNECTOR_TASK_H
#include "guichet/model/act.h"
#include "guichet/model/item.h"
#include "guichet/model/plan.h"
#include "guichet/model/session.h"
#include "guichet/net/request.h"

enum task_kind {
	TASK_PROBE,		/* who am I, limits, idempotency level, clock skew */
	TASK_POLL,		/* one stream from its cursor to its end */
	TASK_SEND,		/* one part of a frozen plan */
	TASK_RECONCILE,		/* was that part sent?  read back */
	TASK_REFRESH,		/* messages that we know: edited, gone? */
	TASK_AUTHORIZE,		/* a person lets the account in: an address to open, a code, a secret */
	TASK_LOGIN,		/* a session for the account's secret, or for the session before it */
	TASK_LIVE,		/* listen for as long as it lasts */
	TASK_MEDIA,		/* a file beside a message; only where the connector says that it fetches */
	TASK_ACT		/* something besides replying, with what it left read back where that is possible */
};

enum { REFRESH_MOST = 20 };
/*
 * A message that we have: found anew it is an item of its uid, gone it is ITEM_GONE, else it is nothing.  Gone is
 * only what its writer deleted: what the server merely does not show us stays as it was.
 */
struct refresh_message { const char *uid, *native, *rev, *reply_ctx; };

struct task {
	enum task_kind kind;
	const struct account *account;
	struct arena *arena;		/* lives as long as the task */
	int64_t now_ms;			/* set before every step */
	const struct session *session;	/* set before every step; NULL: there is none */
	const char *stream, *cursor;	/* poll; cursor NULL the first time */
	const struct plan *plan;	/* send, reconcile */
	size_t part;
	bool patient;			/* poll: it may wait at the server until something comes */
	bool doubtful;			/* send: an attempt before this one may have arrived */
	const struct act *act;		/* act */
	const struct media *media;	/* media */
	const struct refresh_message *again;	/* refresh: what is to be read again, at most REFRESH_MOST */
	size_t again_count;
	const struct stream_event *event;	/* live: what the stream said; NULL for the other steps */
	const char *verifier, *challenge;	/* authorize: fresh proof of who asked (RFC 7636) */
	const char *code;		/* authorize: what the person was shown, NULL at first */
	int64_t attempted_ms;		/* reconcile: when the doubtful attempt began */
	int stage;			/* the connector's own */
	void *state;			/* state_size zeroed bytes, the connector's own */
};

enum need_kind {
	NEED_NOTHING, NEED_HTTP, NEED_UNTIL, NEED_COMMIT,
	NEED_STREAM,		/* live: the request the first time, then "go on listening" */
	NEED_PERSON,		/* authorize: output.grant.address is to be opened; the next step has task.code */
	NEED_SESSION,		/* a newer one than the task has now */
	NEED_BYTES		/* media: the request whose answer is the file; its end, or what it is instead, is the next step */
};

struct need {
	enum need_kind kind;
	struct request request;		/* NEED_HTTP, NEED_STREAM */
	int64_t until_ms;		/* NEED_UNTIL */
};

enum send_outcome {
	SEND_NONE,
	SEND_SENT,		/* remote_id is set; url and at_ms where the network tells them */
	SEND_REFUSED,		/* definite: reason says why */
	SEND_LATER,		/* definitely not done: try again (reason, error's wait_ms) */
	SEND_UNKNOWN,		/* may have happened */
	SEND_ABSENT		/* reconcile: authoritatively not there */
};

struct bad_item { const char *why, *raw; };	/* raw <= 64 KiB */

/* What a step found; strings live in the task's arena.  The courier empties it after each commit. */
struct output {
	struct arena *arena;
	struct item *items;
	size_t count;
	struct bad_item *bad;
	size_t bad_count;
	const char *cursor;		/* new cursor of the stream, NULL: unchanged */
	/*
	 * TASK_POLL: more waited than one poll takes, and the cursor passes over what was written between these
	 * instants of our clock (output_gap); told with the cursor that does so.  from 0: since the poll before it.
	 */
	struct { int64_t from_ms, to_ms; } gap;
	const char *hint;		/* TASK_LIVE: the stream that may hold something new; static */
	struct {			/* TASK_PROBE */
		bool done;
		const char *self_id, *self_handle, *caps;
		int level;
		int64_t skew_ms;
	} probe;
	struct {			/* TASK_AUTHORIZE */
		const char *address;
		char *secret;		/* taken and wiped after the step; requests carry it from then on */
		const char *self_id, *handle;	/* who was let in, once the network said so */
	} grant;
	struct {			/* TASK_LOGIN */
		bool done;
		const char *access, *refresh;	/* refresh may be NULL */
		const char *origin;	/* the account's own, or a public https one that its server named */
		const char *notes;
		int64_t until_ms;
	} session;
	struct {			/* TASK_SEND, at NEED_COMMIT: a file of the plan is at the network */
		const char *remote_id;	/* NULL: none */
		size_t media;
	} uploaded;
	struct {			/* TASK_SEND, TASK_RECONCILE, TASK_ACT: which names no message */
		enum send_outcome outcome;
		const char *remote_id, *native, *url, *reason;
		int64_t at_ms;		/* when the network wrote it, by its own clock; 0: it does not say */
		int64_t wait_ms;
	} sent;
};

/* Copies the record (not its strings, which must live in the arena). */
void output_item(struct output *, const struct item *);
void output_bad(struct output *, const char *why, const char *raw, size_t len);
/* Any from_ms: what is before 1970 or not before to_ms is not known. */
void output_gap(struct output *, int64_t from_ms, int64_t to_ms);

/* What a network may lack besides acts. */
enum feature {
	FEATURE_REFRESH,	/* a message can be read again, to see whether it was edited or deleted */
	FEATURE_LIVE,		/* it says by itself that something is new */
	FEATURE_DIRECT,		/* private messages */
	FEATURES
};

struct connector {
	const char *name, *title;	/* "mastodon", "Mastodon API" */
	const char *const *settings;	/* keys that account add takes, NULL-terminated */
	const char *const *required;	/* those of them without which there is no account; NULL: none */
	bool needs_url, needs_secret, sends;
	const char *home;		/* where an account is that names no url; NULL: nowhere */
	const char *needs_key;		/* a setting without which there is no account, or NULL */
	bool waits;			/* its polls may be patient, and are begun again at once */
	bool fetches;			/* a file is fetched by its own TASK_MEDIA, not from media.url as it is */
	bool admits;			/* a page of it lets a program in: TASK_AUTHORIZE */
	bool sessions;			/* it wants one instead of the secret */
	const char *only_read;		/* why nothing leaves where we only listen; NULL: something may */
	bool outside;			/* a program speaks for it: that judges its settings, and no limit of a server is ours */
	size_t state_size;
	const char *const *streams;	/* polled in this order, NULL-terminated */
	err_t (*step)(struct task *, const struct response *, struct need *, struct output *);
	/* Pure: no network, no clock. */
	err_t (*prepare)(struct arena *, const struct plan_wish *, struct plan *);
	/* Why that cannot be done there, as a clause; NULL: it can.  Pure.  No function: nothing can. */
	const char *(*refuses)(const struct account *, enum act_kind);
	/* Why that is not there, as a clause; NULL: it is.  Pure.  No function: all is lacking. */
	const char *(*lacks)(const struct account *, enum feature);
};

/* TASK_MEDIA of every network whose files have an address: no secret goes along, redirects are followed with care. */
err_t media_fetch(struct task *, const struct response *, struct need *) MUST_CHECK;
extern const struct connector connector_web;	/* whose only task that is */

/* No session, or one whose access token ends within a minute. */
bool session_is_over(const struct task *);

/* The same for any connector. */
const char *connector_refuses(const struct connector *, const struct account *, enum act_kind);
const char *feature_name(enum feature);	/* "live" */
const char *connector_lacks(const struct connector *, const struct account *, enum feature);

const struct connector *connector_find(const char *network);
extern const struct connector *const connectors[];	/* NULL-terminated; every network by name */
/* A setting of accounts that is the desk's and the courier's, whatever the network. */
bool connector_common_setting(const char *key, size_t len);
/* For every network that has a program instead of a line in the list; see guichet-connector(7). */
extern const struct connector connector_external;

/*
 * The part of classifying a send that is the same everywhere:
 * nothing left the machine: LATER; 4xx with a body: REFUSED (429: LATER with
 * its wait); 2xx: SENT (the connector must find the id, else UNKNOWN);
 * anything else: UNKNOWN.
 */
enum send_outcome send_outcome_of(const struct response *);
/* By the setting "history": how long before the account's since messages are brought; INT64_MAX: all of them. */
int64_t history_span_ms(const struct task *);
/* What was written before that instant, by our clock, is not brought. */
int64_t history_floor_ms(const struct task *);
/* The error for an answer of a read request that is no success: AUTH, LIMIT, NET, PROTOCOL, REJECTED. */
err_t response_error(const struct task *, const struct response *) MUST_CHECK;
struct json;
/* What a read request was answered; *foreign: a success that is no JSON, no error yet: the network has words for it. */
err_t response_json(const struct task *, const struct response *, struct json **out, bool *foreign) MUST_CHECK;
/* The same where no credential went along: 401 and 403 refuse none and pass, as those of a wall against robots do. */
err_t response_error_open(const struct task *, const struct response *) MUST_CHECK;
#endif
