/* SPDX-License-Identifier: ISC */
/* Accounts and their secrets, agents and teams, the desk's own settings.  All writes inside desk_begin. */
#ifndef GUICHET_DESK_ACCOUNT_H
#define GUICHET_DESK_ACCOUNT_H
#include "guichet/crypt/crypt.h"
#include "guichet/desk/desk.h"

/* The same network and name again: settings are merged, the secret is replaced, *added is false. */
err_t desk_account_add(struct desk *, const char *network, const char *name, const char *settings,
	const struct secret *, int64_t *id, bool *added) MUST_CHECK;
err_t desk_account_set(struct desk *, const char *name, const char *settings) MUST_CHECK;
err_t desk_account_remove(struct desk *, const char *name) MUST_CHECK;	/* history stays; the secret goes */
/* The bearer token; ERR_NOT_FOUND when there is none.  No transaction. */
err_t desk_account_secret(struct desk *, const struct account *, struct secret *out) MUST_CHECK;

err_t desk_agent_add(struct desk *, const char *name, enum role, int64_t uid, bool robot, int64_t *id) MUST_CHECK;
/* Keeps its number; its open conversations go back to the queue. */
err_t desk_agent_remove(struct desk *, const char *name) MUST_CHECK;
err_t desk_team_add(struct desk *, const char *name, size_t count, const char *const *members) MUST_CHECK;
/* ERR_NOT_FOUND names it. */
err_t desk_agent_find(struct desk *, struct arena *, const char *name, struct agent *out) MUST_CHECK;
err_t desk_agent_by_uid(struct desk *, struct arena *, int64_t uid, struct agent *out) MUST_CHECK;

/* The pledge for a first reply, 1800 s until somebody says otherwise; every open wait's due time moves with it. */
err_t desk_target_set(struct desk *, int64_t target_ms) MUST_CHECK;
int64_t desk_target(struct desk *);
/* False after a restore or a copy to another place: nothing leaves and nothing is asked until desk_courier_start. */
bool desk_courier_may_run(struct desk *);
err_t desk_courier_start(struct desk *) MUST_CHECK;
#endif
