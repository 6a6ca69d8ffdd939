/* SPDX-License-Identifier: ISC */
/*
 * Settings of the desk that are not dated: no figure is measured against
 * them, so the ledger does not keep them; the journal says who changed them.
 * And what one of them decides: whose figures somebody may see.
 */
#ifndef GUICHET_DESK_SETTING_H
#define GUICHET_DESK_SETTING_H
#include "guichet/desk/read.h"

/* access, agent-figures, alarms, mail.url and its kin, views */
bool desk_setting_is_plain(const char *key);
/* ERR_USAGE for a value that it cannot have; an empty one takes it away.  Inside desk_begin. */
err_t desk_setting_put(struct desk *, const char *key, const char *value) MUST_CHECK;
/* In the arena; what holds when nobody said anything, or NULL when nothing does. */
err_t read_setting(struct reader *, struct arena *, const char *key, const char **out) MUST_CHECK;
/* Of those that say how long something is kept: access, alarms, mail.keep. */
err_t read_setting_kept(struct reader *, struct arena *, const char *key, int64_t *ms) MUST_CHECK;

/* Whose figures an agent sees, by model/role.h. */
struct agent_sight {
	enum agent_figures setting;
	enum role role;
	int64_t agent;
	const char *const *mates;	/* names of who is in one team with them */
	size_t mate_count;
	int64_t companion;		/* would be seen, but for the one who is not: the rest of a total is nobody alone; 0: none */
};
err_t read_agent_sight(struct reader *, struct arena *, int64_t agent, enum role, struct agent_sight *out) MUST_CHECK;
bool agent_is_seen(const struct agent_sight *, int64_t agent, const char *name);
#endif
