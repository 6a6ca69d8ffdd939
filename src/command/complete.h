/* SPDX-License-Identifier: ISC */
/* What the two files of completion share: one word to complete, and where candidates go. */
#ifndef GUICHET_SRC_COMMAND_COMPLETE_H
#define GUICHET_SRC_COMMAND_COMPLETE_H
#include "parts.h"

struct completion {
	struct command_env *env;
	const char *kept;	/* typed before the part that is completed: "--by=", "-tag:" */
	const char *part;	/* what is completed */
	bool describe;		/* WORD<TAB>HELP */
	bool unanswered;	/* the desk was asked and did not answer in time: not again */
};

/* One candidate, if it begins with what was typed.  help may be NULL or a stranger's text. */
void complete_offer(const struct completion *, const char *word, const char *help);
/* What stands here is the name of a file: the shell knows better. */
void complete_files(const struct completion *);
/* Every value that an argument of this call may have, the desk's names among them. */
void complete_value(struct completion *, const struct call *, const struct call_arg *);
#endif
