/* SPDX-License-Identifier: ISC */
/* Roles form one ladder: each may do what the ones below it may. */
#include "guichet/model/role.h"

#include <string.h>

static const char *const roles[ROLES] = {
	[ROLE_VIEWER] = "viewer", [ROLE_AUDITOR] = "auditor", [ROLE_AGENT] = "agent",
	[ROLE_LEAD] = "lead", [ROLE_ADMIN] = "admin",
};

static const char *const origins[ORIGINS] = {
	[ORIGIN_HUMAN] = "human", [ORIGIN_RULE] = "rule", [ORIGIN_ROBOT] = "robot",
	[ORIGIN_NETWORK] = "network", [ORIGIN_IMPORT] = "import",
};

const char *role_name(enum role role)
{
	return roles[role];
}

err_t role_parse(const char *text, enum role *out)
{
	for (size_t i = 0; i < ROLES; i++)
		if (strcmp(roles[i], text) == 0) {
			*out = (enum role)i;
			return NULL;
		}
	return err_make(ERR_USAGE,
		"'%s' is not a role: write viewer, auditor, agent, lead or admin", text);
}

const char *origin_name(enum origin origin)
{
	return origins[origin];
}

bool role_may(enum role have, enum role least)
{
	return have >= least;
}
