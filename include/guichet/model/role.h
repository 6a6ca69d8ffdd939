/* SPDX-License-Identifier: ISC */
/* Who somebody is at a desk, and where a write came from. */
#ifndef GUICHET_MODEL_ROLE_H
#define GUICHET_MODEL_ROLE_H
#include "guichet/base/err.h"

enum role { ROLE_VIEWER, ROLE_AUDITOR, ROLE_AGENT, ROLE_LEAD, ROLE_ADMIN, ROLES };
enum origin { ORIGIN_HUMAN, ORIGIN_RULE, ORIGIN_ROBOT, ORIGIN_NETWORK, ORIGIN_IMPORT, ORIGINS };

/*
 * How a person's write was made: by hand at a screen, a line or a command that
 * asked, by a macro that was played, or by a program, where nobody looked.
 */
enum means { MEANS_HAND, MEANS_MACRO, MEANS_SCRIPT, MEANS };

const char *role_name(enum role);
err_t role_parse(const char *, enum role *out) MUST_CHECK;
const char *origin_name(enum origin);
const char *means_name(enum means);
/* NULL is by hand; a word of a later build is a script's. */
enum means means_parse(const char *);

/* The auditor reads and verifies; writing starts with the agent. */
bool role_may(enum role have, enum role least);

/*
 * Who sees figures about one agent, the desk's setting agent-figures.  OFF:
 * nobody, not even their own.  SELF: each their own and nobody another's.
 * TEAM: who works in one team with them too.  LEAD: leads, admins and
 * auditors; everybody their own.  Under TEAM leads, admins and auditors see
 * all.  What is said of many at once is no figure about one agent.
 */
enum agent_figures { AGENT_FIGURES_OFF, AGENT_FIGURES_SELF, AGENT_FIGURES_TEAM, AGENT_FIGURES_LEAD, AGENT_FIGURES };
const char *agent_figures_name(enum agent_figures);
err_t agent_figures_parse(const char *, enum agent_figures *out) MUST_CHECK;
enum agent_nearness { AGENT_IS_OTHER, AGENT_IS_MATE, AGENT_IS_SELF };
bool role_sees_agent(enum role, enum agent_figures, enum agent_nearness);
#endif
