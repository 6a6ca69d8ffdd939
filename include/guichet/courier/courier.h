/* SPDX-License-Identifier: ISC */
/*
 * The courier runs connectors' tasks against transports: who is asked when,
 * who is answered when, and what is recorded.  It observes the desk and does
 * nothing by itself unless attended (a screen is open, or a team's server) or
 * while a sync lasts.
 */
#ifndef GUICHET_COURIER_COURIER_H
#define GUICHET_COURIER_COURIER_H
#include "guichet/desk/desk.h"
#include "guichet/desk/mail.h"
#include "guichet/loop/loop.h"
#include "guichet/net/transport.h"

struct courier;
struct connector;

struct courier_options {
	struct loop *loop;
	struct desk *desk;
	struct clock *clock;
	struct random *random;
	/* Tests give their own; NULL: curl, or playback for that network. */
	struct transport *(*transport)(void *data, const struct account *);
	void *transport_data;
	/* Tests give their own networks; NULL: connector_find. */
	const struct connector *(*connector)(const char *network);
	int64_t fetch_ms;		/* how long a file may take; 0: 15 min, tests are shorter */
};

err_t courier_create(const struct courier_options *, struct courier **out) MUST_CHECK;
void courier_destroy(struct courier *);		/* cancels; what was sending becomes unknown at the next start */
/* For desk_set_planner. */
struct planner courier_planner(struct courier *);

/* Poll and send by itself from now on, or stop doing so. */
void courier_attend(struct courier *, bool attended);
/* An exchange is in flight: the server must not end yet. */
bool courier_is_busy(const struct courier *);

struct courier_progress {
	const char *account;		/* NULL: the outbox as a whole */
	const char *what;		/* "polled", "sent", "done", "failed", "unknown", "paused", "checked" ... */
	const char *detail;		/* one line or NULL */
	size_t added;			/* new messages so far in this job */
	const char *piece;		/* of courier_fetch: the next len bytes; else NULL */
	size_t len;
};
struct courier_failure { char *account, *text; };	/* the job's */
struct courier_summary {
	size_t accounts, added, edited, sent, acted, failed;
	size_t later, held, unknown;	/* what is left in the outbox, and why it did not leave */
	struct mail_tally mail;		/* of a job that is about all accounts */
	bool waits;			/* for a person who starts the courier: nothing was asked or sent */
	size_t errors;			/* accounts that could not be read */
	const char *first_error;
	size_t failure_count;
	const struct courier_failure *failures;	/* all of them */
};
struct courier_job {
	void (*progress)(void *data, const struct courier_progress *);
	void (*done)(void *data, err_t, const struct courier_summary *);	/* exactly once unless cancelled */
	void *data;
};

/* Polls these accounts (count 0: all) and delivers what is due; until_idle: again until nothing is due or in flight. */
err_t courier_sync(struct courier *, size_t count, const int64_t *accounts, bool until_idle,
	const struct courier_job *, int64_t *job) MUST_CHECK;
/* A file beside a message, of at most 64 MiB: its bytes are progress.  ERR_STATE while another one of the account comes. */
err_t courier_fetch(struct courier *, int64_t account, const struct media *, const struct courier_job *,
	int64_t *job) MUST_CHECK;
/* Its bytes wait at the network, or go on coming: whoever takes them is slower.  Of another job nothing happens. */
void courier_hold(struct courier *, int64_t job, bool held);
/* Probes one account and says what it learned. */
err_t courier_check(struct courier *, int64_t account, const struct courier_job *, int64_t *job) MUST_CHECK;
/*
 * A person lets an account in.  Without a code the network is asked for an
 * address, which is told (progress "open") before the job is done; with the code
 * that was shown there the secret is fetched, tried out and only then kept, in the
 * name of who asked.  What stands between the two is remembered for a quarter of an hour.
 */
err_t courier_authorize(struct courier *, const struct actor *, int64_t account, const char *code,
	const struct courier_job *, int64_t *job) MUST_CHECK;
bool courier_lives(const struct courier *, int64_t account);	/* a stream of it lives */
void courier_cancel(struct courier *, int64_t job);
#endif
