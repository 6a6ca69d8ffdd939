/* SPDX-License-Identifier: ISC */
/*
 * Everything that can be said here, in one list: the view's own commands, the
 * screen's, the places to go, the calls, configuration, aliases, and what the
 * person bound.  The palette, help and completion read it; none has a list of
 * its own.
 */
#ifndef GUICHET_SRC_TUI_CATALOGUE_H
#define GUICHET_SRC_TUI_CATALOGUE_H
#include "inside.h"

struct catalogue_row {
	const char *section;		/* "here", "screen", "go to", "configuration" ..., or the group of a call */
	const char *name;		/* what is typed: "snooze", "go mine" */
	const char *usage, *help;
	const char *also;		/* everyday words for it, in the person's language; or NULL */
	const char *key;		/* in that view, or NULL */
	bool asks;			/* goes to the ":" line first: words are missing, or it cannot be taken back */
	const struct call *call;	/* or NULL */
};
/* What can be said while that view has the keys; in the arena. */
struct catalogue_row *catalogue(struct tui *, struct arena *, const struct view *here, size_t *count);
/* What a line does, for a key of that scope; NULL when nobody knows its command. */
const char *catalogue_help(const struct tui *, struct arena *, const char *scope, const char *line);
/* Whether who sits here may make that call; one that is not known nobody may. */
bool catalogue_may(const struct tui *, const char *name);
/* "needs_action" as "needs action". */
const char *catalogue_title(struct arena *, const char *name);
#endif
