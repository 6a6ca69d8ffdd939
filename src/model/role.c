/* SPDX-License-Identifier: ISC */
/* Roles form one ladder: each may do what the ones below it may.  Figures about single agents have a rule of their own. */
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

static const char *const ways[MEANS] = {
	[MEANS_HAND] = "hand", [MEANS_MACRO] = "macro", [MEANS_SCRIPT] = "script",
};

static const char *const sights[AGENT_FIGURES] = {
	[AGENT_FIGURES_OFF] = "off", [AGENT_FIGURES_SELF] = "self",
	[AGENT_FIGURES_TEAM] = "team", [AGENT_FIGURES_LEAD] = "lead",
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

const char *means_name(enum means means)
{
	return ways[means];
}

enum means means_parse(const char *text)
{
	if (text == NULL)
		return MEANS_HAND;
	for (size_t i = 0; i < MEANS; i++)
		if (strcmp(ways[i], text) == 0)
			return (enum means)i;
	return MEANS_SCRIPT;
}

bool role_may(enum role have, enum role least)
{
	return have >= least;
}

const char *agent_figures_name(enum agent_figures sight)
{
	return sights[sight];
}

err_t agent_figures_parse(const char *text, enum agent_figures *out)
{
	for (size_t i = 0; i < AGENT_FIGURES; i++)
		if (strcmp(sights[i], text) == 0) {
			*out = (enum agent_figures)i;
			return NULL;
		}
	return err_make(ERR_USAGE, "agent-figures: '%s' is none of off, self, team and lead", text);
}

bool role_sees_agent(enum role role, enum agent_figures sight, enum agent_nearness nearness)
{
	bool leads = role == ROLE_AUDITOR || role_may(role, ROLE_LEAD);

	switch (sight) {
	case AGENT_FIGURES_OFF: case AGENT_FIGURES:
		return false;
	case AGENT_FIGURES_SELF:
		return nearness == AGENT_IS_SELF;
	case AGENT_FIGURES_TEAM:
		return leads || nearness != AGENT_IS_OTHER;
	case AGENT_FIGURES_LEAD:
		return leads || nearness == AGENT_IS_SELF;
	}
	return false;
}
