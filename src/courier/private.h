/* SPDX-License-Identifier: ISC */
/*
 * The courier from inside.  A channel is an account's way out: transport,
 * bucket, pace, at most one poll and one send at a time.  A run is one task
 * on its way; jobs wait for channels.  Whatever happens ends in a kick: one
 * turn later the pump looks at everything and starts what may start.
 */
#ifndef GUICHET_SRC_COURIER_PRIVATE_H
#define GUICHET_SRC_COURIER_PRIVATE_H
#include "guichet/connector/task.h"
#include "guichet/courier/courier.h"
#include "guichet/desk/account.h"
#include "guichet/desk/deliver.h"
#include "guichet/desk/ingest.h"
#include "guichet/desk/session.h"
#include "guichet/net/events.h"
#include "guichet/net/smtp.h"

#include "bucket.h"
#include "schedule.h"

enum {
	RUN_REQUESTS = 10000,		/* of one task */
	RUN_ARENA_BYTES = 16 << 20,	/* a poll goes on in a new task after a commit */
	RUN_WAIT_MS = 30 * 1000,	/* longer than this nobody waits inside a task */
	RUN_REPEATS = 3,
	RUN_RENEWALS = 3,		/* of a session that the network itself does not take */
	PER_HOST = 4, IN_ALL = 32,
	REFRESH_ROUNDS = 10,		/* of one poll */
	LIVE_BYTES = 512 << 10,
	HINT_GAP_MS = 200,		/* between two polls that were hinted at ... */
	HINT_QUICK = 20,		/* ... for the first ones of a row, */
	HINT_SLOW_MS = 1000,		/* because a flood of hints is one poll a second, */
	HINT_CALM_MS = 10 * 1000,	/* until there were none for so long */
	LIVE_POLL_MS = 5 * 60 * 1000,	/* how seldom is polled while a stream lives */
	KEY_YOUNG_MS = 50 * 60 * 1000	/* how long a network is trusted to know a key again */
};

struct host {
	struct host *next;
	char *name;
	struct bucket bucket;
	size_t flying;			/* exchanges */
	bool metered;
};

struct channel;
struct post;
struct fetch;
struct hooks;

struct run {
	struct channel *channel;
	const struct connector *connector;
	struct arena *arena, *kept;	/* kept: what the run was started with, or NULL */
	struct account account;
	struct secret secret;
	struct session session;		/* as the task sees it; version 0: none */
	bool waits;			/* the exchange is a patient one, which counts for nobody's limit either */
	bool wants_session;		/* a login is under way for it */
	int renewals;
	struct task task;
	struct output output;
	struct need need;		/* the request that waits for its turn */
	bool waiting;
	struct exchange *exchange;
	struct loop_timer *timer;
	bool listens;			/* the exchange is a stream, which counts for nobody's limit */
	struct str heard;		/* live: of the stream and not looked at yet, at most LIVE_BYTES */
	struct events events;
	struct refresh_row *due;	/* refresh: the rows of task.again */
	size_t requests;
	int repeats;			/* of the request that waits: the network asked to come back soon */
	uint64_t *cursors;		/* hashes of those that were committed */
	size_t cursor_count, cursor_size;
	int status;			/* of the last answer, 0 none */
	enum response_fault fault;
	struct request_files files;	/* of the plan, read a piece at a time */
	struct run_piece { size_t media; int64_t at; bool any; struct str bytes; } piece;	/* the one in hand */
	const char *unreadable;		/* why a file is not what was reviewed: the request broke off */
	bool sent;			/* a request that must happen once was started */
	bool more;			/* poll: goes on in another task */
	bool missed;			/* live: more was said than could be kept */
	struct outbox outbox;		/* send, reconcile */
	bool doubtful;			/* it was unknown before this attempt */
	void (*take)(struct run *, const char *bytes, size_t len);	/* media: a piece of it; may end the run */
	err_t (*commit)(struct run *);
	void (*person)(struct run *);	/* authorize: somebody is to do something; run_resume() goes on */
	void (*done)(struct run *, err_t);	/* destroys the run */
};

enum channel_phase { PHASE_IDLE, PHASE_PROBE, PHASE_STREAMS };

struct channel {
	struct channel *next;
	struct courier *courier;
	int64_t account;
	char *name;
	char *fingerprint;		/* of what the transport was made for */
	const struct connector *connector;	/* NULL: a network that this build does not know */
	struct transport *transport;
	struct host *host;
	struct bucket bucket;
	int64_t saved_ms;
	struct pace pace;
	enum channel_phase phase;
	bool check_only, must_probe;
	struct run *poll, *send, *live, *login;
	struct admission *admission;
	struct fetch *fetch;
	struct pace live_pace;
	int64_t live_ms;		/* since when the stream lives, 0 while it does not */
	uint32_t hints;			/* a bit for each stream that may hold something new */
	int64_t hinted_ms;		/* when such a poll began last, */
	int hinted_row;			/* and how many did in a row */
	size_t stream;
	int refreshes;			/* of the poll that runs */
	bool hinted;			/* the poll that runs reads one stream only */
	struct ingest_result found;	/* by the poll that runs */
	int64_t next_poll_ms;
	int quiet;
};

/* What this process learned about a reply whose fate is not known. */
struct doubt {
	struct doubt *next;
	int64_t outbox;
	int tries;
	bool read_back;			/* its key is not trusted any more */
};

enum job_kind { JOB_SYNC, JOB_CHECK };
enum job_step { STEP_WAITING, STEP_RUNNING, STEP_DONE };

struct job_account {
	int64_t id;
	enum job_step step;
	int tries;
	int rounds;
	int64_t not_before_ms;
	bool echo;			/* something was sent since it was read */
};

struct job {
	struct job *next;
	int64_t id;
	enum job_kind kind;
	struct courier_job cb;
	bool until_idle, all;
	bool told_held;
	size_t count;
	struct job_account *accounts;
	struct courier_summary summary;
	char *first_error;
	struct courier_failure *failures;	/* owned, their texts too */
	enum err_kind first_kind;
	bool cancelled, finished;
};

struct courier {
	struct courier_options options;
	bool attended;
	bool unrecorded;		/* the desk does not know what became of a reply */
	struct loop_timer *kick;	/* next turn */
	struct loop_timer *tick;	/* the next thing that time brings */
	struct channel *channels;
	struct host *hosts;
	struct doubt *doubts;
	struct post *post;
	struct hooks *hooks;
	struct job *jobs;
	int64_t last_job;
	size_t flying;
};

/* courier.c */
int64_t courier_now(const struct courier *);
void courier_kick(struct courier *);
const struct connector *courier_connector(const struct courier *, const char *network);
err_t account_acceptable(void *courier, struct arena *, const char *network, const char *settings) MUST_CHECK;
const char *account_home(void *courier, const char *network);
extern const struct actor courier_actor;

/* channel.c: made on demand, made anew when the account's settings changed. */
struct channel *channel_find(struct courier *, int64_t account);
struct channel *channel_make(struct courier *, const struct account *);
err_t channel_transport(struct channel *, const struct account *);
void channel_destroy(struct channel *);
void channel_failed(struct channel *, err_t);
void channel_save(struct channel *, bool now);
void hosts_destroy(struct courier *);

/* run.c */
err_t run_create(struct channel *, enum task_kind, struct run **out) MUST_CHECK;
void run_start(struct run *);			/* first step in the next turn */
void run_resume(struct run *);			/* the next one, after a person did what was asked */
void run_destroy(struct run *);			/* NULL is fine */
void run_wake(struct courier *);		/* an exchange ended: who waited may go, sends first */

void run_step_later(struct run *);		/* without an answer */
void run_fail(struct run *, err_t);		/* destroys it */

/* attached.c: files of the plan, for requests that carry them */
void run_files(struct run *);

/* login.c */
err_t run_session(struct run *) MUST_CHECK;	/* what the desk has now, for the task to see */
void run_session_need(struct run *);		/* a newer one than that: steps again once it is there */
err_t run_tokens(struct run *, struct session_tokens *out) MUST_CHECK;
/*
 * NULL while the secret and the address that it began with are the account's.  What was given for another one, or by a
 * server where the account is no longer, is nobody's, and a refusal of it pauses nobody.
 */
err_t run_secret_same(struct run *) MUST_CHECK;

/* poll.c */
bool channel_polls(const struct channel *);	/* it has streams, or lacks the program that has */
void channel_poll(struct channel *, const struct account *, bool check_only);

/* The stream of which the network said that something is new. */
void channel_poll_hinted(struct channel *, const struct account *);

err_t poll_commit(struct run *) MUST_CHECK;
void poll_over(struct channel *, err_t);	/* the one way out of a poll or check */

/* refresh.c: false when there is nothing to read again, and the poll is over */
bool channel_refresh(struct channel *);
int64_t refresh_first_ms(const struct channel *, const struct account *);	/* 0: nothing is read again */

/* live.c */
void courier_listen(struct courier *, const struct account *, size_t count);
void channel_deaf(struct channel *);		/* stops listening, without a word to anybody */
int64_t hint_due_ms(const struct channel *);	/* when the next poll that was hinted at may begin */
int64_t live_next(const struct courier *);	/* when something is to be done, 0: never */

/* admission.c */
void admission_destroy(struct admission *);	/* NULL is fine; nobody is told */
void admission_end(struct channel *, err_t why);	/* who waits is told */
bool admission_cancel(struct courier *, int64_t job);

/* fetch.c: a file for somebody; one at a time for each account */
void fetch_destroy(struct fetch *);		/* NULL is fine; nobody is told */
void fetch_end(struct channel *, err_t why);	/* who waits is told */
struct run *fetch_run(const struct channel *);	/* NULL: nobody waits for a file */
bool fetch_cancel(struct courier *, int64_t job);

/* deliver.c */
void courier_deliver(struct courier *, const struct account *, size_t count);

/* doubt.c: of a row of the outbox, each at most once */
struct doubt *doubt_find(struct courier *, int64_t outbox);	/* NULL: nothing was learned */
struct doubt *doubt_make(struct courier *, int64_t outbox);	/* or find */
void doubt_forget(struct courier *, int64_t outbox);
void doubts_destroy(struct courier *);

/* post.c: letters */
struct post *post_create(struct courier *);
void post_destroy(struct post *);
void post_pump(struct post *);
bool post_is_busy(const struct post *);		/* one is on its way */
bool post_is_idle(const struct post *);		/* and none may leave now */

/* hook.c: programs that are told of alarms */
struct hooks *hooks_create(struct courier *);
void hooks_destroy(struct hooks *);
void hooks_pump(struct hooks *);
bool hooks_are_busy(const struct hooks *);

/* job.c: what happened, told to whom it concerns */
const struct account *account_of(const struct account *, size_t count, int64_t id);	/* NULL: none */
bool jobs_want(const struct courier *, int64_t account);	/* a sync of it is under way */
bool jobs_wait(const struct courier *, int64_t account);	/* for its poll to end, to ask something of their own */
bool jobs_read(const struct courier *, int64_t account);	/* one waits for the poll that runs */
void jobs_progress(struct courier *, const struct channel *, const char *what, const char *detail);
void jobs_polled(struct courier *, const struct channel *, err_t);
/* act: it was no reply. */
void jobs_sent(struct courier *, const struct channel *, enum send_outcome, bool act, const char *detail);
/* A letter to somebody. */
void jobs_posted(struct courier *, enum smtp_outcome, const char *recipient, const char *said);
bool jobs_want_post(const struct courier *);	/* a sync of everything is under way */
void jobs_advance(struct courier *, const struct account *, size_t count);
void jobs_fail(struct courier *, err_t);	/* all of them */
void jobs_sweep(struct courier *);		/* tells and forgets what is finished */
int64_t jobs_next(const struct courier *);
void jobs_destroy(struct courier *);
#endif
