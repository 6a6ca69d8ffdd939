/* SPDX-License-Identifier: ISC */
/*
 * What a site keeps from members of a team's desk, whatever they configure:
 * a file of lines that only the administrator of the machine writes.
 *
 *   clipboard off        # nobody copies
 *   export lead          # leads and admins take data out
 *
 * export is the server's and holds against any program; the others are what a
 * front end does on the member's machine, which it is told of and obeys.
 */
#ifndef GUICHET_MODEL_POLICY_H
#define GUICHET_MODEL_POLICY_H
#include "guichet/model/role.h"

enum policy_what {
	POLICY_CLIPBOARD,	/* copying, by the terminal or by a program */
	POLICY_EXPORT,		/* calls of CALL_EXPORT; --csv, --tsv and files of figures */
	POLICY_LINKS,		/* opening links */
	POLICY_PIPES,		/* programs that are handed a text: copy-command, notify */
	POLICY_SHELL,		/* an editor, which is a way to a shell */
	POLICY_WHATS
};

/* least: the role from which on it is allowed; ROLES: nobody.  line 0: nothing is said, everybody may. */
struct policy { struct { enum role least; int line; } of[POLICY_WHATS]; };

const char *policy_name(enum policy_what);
/* Errors name the line. */
err_t policy_parse(const char *text, struct policy *out) MUST_CHECK;
bool policy_allows(const struct policy *, enum policy_what, enum role);
#endif
