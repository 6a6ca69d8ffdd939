/* SPDX-License-Identifier: ISC */
/*
 * The desk: the use cases of the team, and the only writer.  A write is one
 * transaction that holds the change, its ledger rows, its alarms and its
 * journal entry:
 *
 *   desk_begin(desk, &actor, key, "claim", &answer, arena)   answer != NULL: done before, here is what it said
 *   desk_claim(desk, 42, ...)
 *   desk_commit(desk, answer)                                or desk_rollback(desk)
 *
 * At commit the waits of every touched conversation are computed anew from
 * the ledger, and observers hear what changed.  Exactly one desk is open in a
 * process; readers (desk/read.h) have connections of their own.
 */
#ifndef GUICHET_DESK_DESK_H
#define GUICHET_DESK_DESK_H
#include "guichet/base/arena.h"
#include "guichet/base/clock.h"
#include "guichet/base/random.h"
#include "guichet/model/plan.h"
#include "guichet/model/record.h"

struct desk;

struct desk_options {
	const char *path;		/* resolved; its key file is PATH.key */
	struct clock *clock;		/* borrowed */
	struct random *random;		/* borrowed */
	bool create;
};

/*
 * One clear line each for: not a database, another program's database, a newer
 * version, a network file system, no space, damaged.  Migrates forward.
 */
err_t desk_open(const struct desk_options *, struct desk **out) MUST_CHECK;
void desk_close(struct desk *);
const char *desk_id(const struct desk *);		/* UUID */
const char *desk_path(const struct desk *);
/* How long transactions held the desk since it was opened, from their begin to their commit; in steps of 0.1 ms. */
struct desk_times { int64_t count, p50_us, p99_us, longest_us; };
/* What the disk took of the last one: as long, however little was written. */
int64_t desk_commit_us(const struct desk *);
struct desk_times desk_transactions(const struct desk *);
/* Device and inode of the open file: a removed or replaced file ends the server. */
bool desk_file_is(const struct desk *, uint64_t device, uint64_t inode);
void desk_set_planner(struct desk *, const struct planner *);	/* copied */
void desk_set_shared(struct desk *, bool);	/* a team's: whoever has no login cannot come */
int64_t desk_now(const struct desk *);

struct actor {
	int64_t agent;			/* 0: the system or a network */
	const char *name;
	enum role role;
	enum origin origin;
	enum means means;
	const char *session;
	const char *played_by;		/* private desk: who really sat there, or NULL */
	const char *scope;		/* model/scope.h: what it may know of; NULL: everything */
};

/* key NULL: not idempotent (the courier's and network's writes). */
err_t desk_begin(struct desk *, const struct actor *, const char *key, const char *call,
	struct arena *, const char **answer) MUST_CHECK;
/* A call with that key was made, by whomever. */
err_t desk_was_done(struct desk *, const char *key, bool *out) MUST_CHECK;
err_t desk_commit(struct desk *, const char *answer) MUST_CHECK;	/* answer: what a repeat will be told; NULL {} */
void desk_rollback(struct desk *);
/*
 * The transactions in between last together or not at all: an error of
 * desk_group_end means that none of them happened, whatever each of them said.
 * Observers hear of them once, at the end.
 */
err_t desk_group_begin(struct desk *) MUST_CHECK;
err_t desk_group_end(struct desk *) MUST_CHECK;
void desk_group_undo(struct desk *);		/* none of them happened */

/* CHANGE_MARK: what of a conversation is one agent's own affair: what was read, a draft. */
enum change_kind { CHANGE_CONVERSATION, CHANGE_OUTBOX, CHANGE_ACCOUNT, CHANGE_AGENT, CHANGE_MARK, CHANGE_HANDOVER,
	CHANGE_MAIL, CHANGE_NOTICE, CHANGE_ALERT,
	CHANGE_PRESENCE /* said by the server: who is at a conversation */ };
struct change { enum change_kind kind; int64_t id, agent; };	/* id 0: any of that kind; agent: whose mark */
/* After each commit, once per thing; many may listen; data identifies the listener for removal (fn NULL). */
typedef void (*desk_changed_fn)(void *data, const struct change *, size_t count);
void desk_observe(struct desk *, desk_changed_fn, void *data);

/* Enough was written that a portion of it should be carried from the log into the database, between transactions. */
bool desk_carry_due(const struct desk *);
bool desk_carry_kept(const struct desk *);	/* a reader is in the way of that much: to be asked for again */
void desk_carry(struct desk *);
/* Told with the pages of the log before they are carried, which stops all else, and with 0 when that is over. */
void desk_watch_carry(struct desk *, void (*told)(void *data, int64_t pages), void *data);
/* Checkpoints and lets go of memory when nothing is happening. */
void desk_idle(struct desk *);
/*
 * What goes on in slices, a transaction each: whether the one that is open took its time, and how long it is to rest
 * before the next one.
 */
bool desk_slice_over(const struct desk *);
int64_t desk_rest_ms(const struct desk *);
/* Alarms: the next instant at which desk_alarms has something to do, 0 if none.  Snoozes end, quarantines end. */
int64_t desk_next_alarm(struct desk *);
err_t desk_alarms(struct desk *) MUST_CHECK;
#endif
