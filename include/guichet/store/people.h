/* SPDX-License-Identifier: ISC */
/* Accounts with their secrets and cursors, agents and teams. */
#ifndef GUICHET_STORE_PEOPLE_H
#define GUICHET_STORE_PEOPLE_H
#include "guichet/base/str.h"
#include "guichet/model/record.h"
#include "guichet/store/store.h"

/* By name, without the removed ones. */
err_t store_accounts(struct store *, struct arena *, struct account **out, size_t *count) MUST_CHECK;
err_t store_account(struct store *, struct arena *, int64_t id, struct account *out, bool *found) MUST_CHECK;
/* What its check learned, NULL when there is no such account. */
err_t store_account_caps(struct store *, struct arena *, int64_t id, const char **caps) MUST_CHECK;
err_t store_account_wishes(struct store *, struct arena *, int64_t id, const char **settings) MUST_CHECK;	/* likewise */
err_t store_account_named(struct store *, struct arena *, const char *name, struct account *out,
	bool *found) MUST_CHECK;
/* id 0 makes a new row. */
err_t store_account_put(struct store *, const struct account *, int64_t *id) MUST_CHECK;
/* It works: the reason of a trouble goes, that of a pause stays. */
err_t store_account_polled(struct store *, int64_t id, int64_t at_ms) MUST_CHECK;
/* What store_account_put leaves as it is; to_ms 0: none. */
err_t store_account_gap(struct store *, int64_t id, int64_t from_ms, int64_t to_ms) MUST_CHECK;

err_t store_secret(struct store *, int64_t account, struct str *sealed, int64_t *version,
	bool *found) MUST_CHECK;
err_t store_secret_set(struct store *, int64_t account, int64_t version, const char *sealed,
	size_t len) MUST_CHECK;
err_t store_secret_drop(struct store *, int64_t account) MUST_CHECK;
/* The same of what the network gave for the secret. */
err_t store_session(struct store *, int64_t account, struct str *sealed, int64_t *version, bool *found) MUST_CHECK;
err_t store_session_set(struct store *, int64_t account, int64_t version, const char *sealed, size_t len) MUST_CHECK;
err_t store_session_drop(struct store *, int64_t account) MUST_CHECK;	/* account 0: of all */
err_t store_secret_count(struct store *, int64_t *count) MUST_CHECK;

err_t store_cursor(struct store *, struct arena *, int64_t account, const char *stream,
	const char **out) MUST_CHECK;
err_t store_cursor_set(struct store *, int64_t account, const char *stream, const char *value) MUST_CHECK;
err_t store_bucket(struct store *, struct arena *, const char *name, const char **out) MUST_CHECK;
err_t store_bucket_set(struct store *, const char *name, const char *state) MUST_CHECK;

/* What could not be parsed; the same thing (mark) is kept once. */
struct bad_row { const char *account, *mark, *why, *raw; int64_t account_id, at_ms, count; };
err_t store_bad_add(struct store *, const struct bad_row *, bool *added) MUST_CHECK;
/* By account: name, count and one reason. */
err_t store_bad(struct store *, struct arena *, struct bad_row **out, size_t *count) MUST_CHECK;

err_t store_agents(struct store *, struct arena *, struct agent **out, size_t *count) MUST_CHECK;
/* Number and name of those who ever answered, by number. */
err_t store_wait_agents(struct store *, struct arena *, struct agent **out, size_t *count) MUST_CHECK;
err_t store_agent(struct store *, struct arena *, int64_t id, struct agent *out, bool *found) MUST_CHECK;
err_t store_agent_named(struct store *, struct arena *, const char *name, struct agent *out,
	bool *found) MUST_CHECK;
err_t store_agent_uid(struct store *, struct arena *, int64_t uid, struct agent *out, bool *found) MUST_CHECK;
err_t store_agent_put(struct store *, const struct agent *, int64_t *id) MUST_CHECK;
err_t store_agent_settings(struct store *, const struct agent *) MUST_CHECK;	/* and suspended_ms */
err_t store_team_clear(struct store *, int64_t team) MUST_CHECK;
err_t store_team_add(struct store *, int64_t team, int64_t agent) MUST_CHECK;
err_t store_team_leave(struct store *, int64_t agent) MUST_CHECK;
err_t store_team(struct store *, struct arena *, int64_t team, const char ***names, size_t *count) MUST_CHECK;
struct team_pair { int64_t team, agent; };
err_t store_team_pairs(struct store *, struct arena *, struct team_pair **out, size_t *count) MUST_CHECK;
/* Rows with numbers of their own, as an imported ledger names them: nobody's login, nothing to poll. */
err_t store_account_import(struct store *, int64_t id, const char *network, const char *name) MUST_CHECK;
err_t store_agent_import(struct store *, int64_t id, const char *name, enum agent_kind) MUST_CHECK;
/* Another number for an agent that nothing refers to yet; to 0: behind all others. */
err_t store_agent_move(struct store *, int64_t id, int64_t to) MUST_CHECK;
#endif
