/* SPDX-License-Identifier: ISC */
/* Accounts and their secrets, agents and teams, the desk's own settings.  All writes inside desk_begin. */
#ifndef GUICHET_DESK_ACCOUNT_H
#define GUICHET_DESK_ACCOUNT_H
#include "guichet/crypt/crypt.h"
#include "guichet/desk/desk.h"

/*
 * The same network and name again: *added is false, a secret is replaced.  A setting
 * that differs is ERR_CONFLICT, but for the url of a secret that comes with it.
 */
err_t desk_account_add(struct desk *, const char *network, const char *name, const char *settings,
	const struct secret *, int64_t *id, bool *added) MUST_CHECK;
/* What is dated among the settings (desk/schedule.h) holds from from_ms on. */
#define SETTINGS_FROM_NOW INT64_MAX
err_t desk_account_set(struct desk *, const char *name, const char *settings, int64_t from_ms) MUST_CHECK;
/* Neither asked nor sent to until it is resumed, whatever is changed or learned meanwhile.  Again is fine. */
err_t desk_account_pause(struct desk *, const char *name, const char *reason) MUST_CHECK;	/* reason may be NULL */
err_t desk_account_resume(struct desk *, const char *name) MUST_CHECK;
/* Somebody looked into its gap: it is told no more.  Nothing where there is none. */
err_t desk_account_seen(struct desk *, const char *name) MUST_CHECK;
err_t desk_account_remove(struct desk *, const char *name) MUST_CHECK;	/* history stays; the secret goes */
/*
 * What the network gave to self after a person let the account in, which was asked as it stood in the row that is
 * given: a secret for an address where the account no longer is, or for somebody else, is refused.
 */
err_t desk_account_signed_in(struct desk *, const struct account *asked, const char *self_id,
	const char *self_handle, const struct secret *) MUST_CHECK;
/* crypt_proof(), for those who may not know of it. */
void desk_proof(char verifier[CRYPT_PROOF], char challenge[CRYPT_PROOF]);
/* The bearer token; ERR_NOT_FOUND when there is none.  No transaction. */
/* What was given with the account; ERR_NOT_FOUND when there is none.  No transaction. */
err_t desk_account_secret(struct desk *, const struct account *, struct secret *out) MUST_CHECK;

/* Also of one who is here: role and kind are these from now on, a uid of -1 changes none.  The only admin stays one. */
err_t desk_agent_add(struct desk *, const char *name, enum role, int64_t uid, bool robot, int64_t *id) MUST_CHECK;
/* What somebody who leaves had and what was not closed: unassigned again; ids are the first of them, in the arena. */
enum { RELEASED_NAMED = 1000 };
struct released {
	size_t count;
	int64_t *ids;
	const char *to;			/* who has them now; NULL: nobody, they are in the queue */
	size_t unseen;			/* of count, in the queue all the same: who takes over does not see their account */
	size_t drafts;			/* handed on with them */
	const char *lost;		/* names of their files that were not, or NULL */
	size_t sends, scheduled;	/* replies that are still to leave, and do; of these, at a later time */
	size_t approvals, unsettled;	/* that wait for a second person; that failed or are in doubt */
	size_t promises;		/* that stand open, wherever: the conversation counts down to them as before */
};
/* Keeps its number; again is fine.  A team is ERR_USAGE, as is an agent given to desk_team_remove. */
err_t desk_agent_remove(struct desk *, struct arena *, const char *name, const char *to, struct released *out)
	MUST_CHECK;			/* to: an agent or a team that takes over; NULL: the queue */
/* The members are these from now on; *added is false when there was such a team. */
err_t desk_team_add(struct desk *, const char *name, size_t count, const char *const *members,
	bool *added) MUST_CHECK;
err_t desk_team_remove(struct desk *, struct arena *, const char *name, struct released *out) MUST_CHECK;
/* Words key=value; an empty value takes a key away.  *out: the lines that it has then, in the desk's arena. */
err_t desk_agent_set(struct desk *, const char *name, size_t count, const char *const *words,
	const char **out) MUST_CHECK;
/* It may not sign in until it is resumed; what it holds stays.  Again is fine. */
err_t desk_agent_suspend(struct desk *, const char *name, bool suspend) MUST_CHECK;
/* ERR_NOT_FOUND names it. */
err_t desk_agent_find(struct desk *, struct arena *, const char *name, struct agent *out) MUST_CHECK;
err_t desk_agent_by_uid(struct desk *, struct arena *, int64_t uid, struct agent *out) MUST_CHECK;

/* The pledge for a reply, 1800 s until somebody says otherwise: of waits from then on. */
err_t desk_target_set(struct desk *, int64_t target_ms, int64_t from_ms) MUST_CHECK;
int64_t desk_target(struct desk *);
/* False after a restore or a copy to another place: nothing leaves and nothing is asked until desk_courier_start. */
bool desk_courier_may_run(struct desk *);
err_t desk_courier_start(struct desk *) MUST_CHECK;
#endif
