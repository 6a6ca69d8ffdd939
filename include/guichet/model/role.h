/* SPDX-License-Identifier: ISC */
/* Who somebody is at a desk, and where a write came from. */
#ifndef GUICHET_MODEL_ROLE_H
#define GUICHET_MODEL_ROLE_H
#include "guichet/base/err.h"

enum role { ROLE_VIEWER, ROLE_AUDITOR, ROLE_AGENT, ROLE_LEAD, ROLE_ADMIN, ROLES };
enum origin { ORIGIN_HUMAN, ORIGIN_RULE, ORIGIN_ROBOT, ORIGIN_NETWORK, ORIGIN_IMPORT, ORIGINS };

const char *role_name(enum role);
err_t role_parse(const char *, enum role *out) MUST_CHECK;
const char *origin_name(enum origin);

/* The auditor reads and verifies; writing starts with the agent. */
bool role_may(enum role have, enum role least);
#endif
