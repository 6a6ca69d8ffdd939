/* SPDX-License-Identifier: ISC */
/* Texts that were not sent, for the desk's other files. */
#ifndef GUICHET_SRC_DESK_DRAFT_H
#define GUICHET_SRC_DESK_DRAFT_H
#include "guichet/desk/draft.h"
#include "private.h"

/* The member that holds a draft of the agent, or the conversation itself; *text NULL: there is none. */
err_t draft_place(struct store *, struct arena *, int64_t conversation, int64_t agent, int64_t *place,
	const char **text) MUST_CHECK;
/* It is gone, and with it what it kept of files. */
err_t draft_forget(struct desk *, int64_t place, int64_t agent) MUST_CHECK;
/* It became a reply: what that did not take along stays, a text of other words with all of its files. */
err_t draft_sent(struct desk *, int64_t conversation, const char *text, const struct plan *) MUST_CHECK;
/*
 * A reply that does not leave is its writer's draft again, before what they have begun to write since.  *lost: names
 * of files that did not fit are added, with commas between; NULL: there are none.
 */
err_t draft_give_back(struct desk *, const struct outbox_row *, const char **lost) MUST_CHECK;
/* The draft of who takes over, where that is a person who has none there; else a note: whoever comes finds it. */
err_t draft_pass(struct desk *, const struct agent *from, const struct agent *to, int64_t conversation,
	const char **lost) MUST_CHECK;
/* The files of the actor's draft as the journal writes them, NULL for none; and what it wrote: they are its files again. */
err_t draft_files_told(struct desk *, int64_t conversation, const char **lines) MUST_CHECK;
err_t draft_files_restore(struct desk *, int64_t conversation, const char *lines, const char **lost) MUST_CHECK;
#endif
