/* SPDX-License-Identifier: ISC */
/*
 * One step back, and forward again: each is a change of its own, with ledger
 * rows of its own, so that history is never erased.  Inside desk_begin, as
 * the call "undo" or "redo"; the steps are those of the transaction's agent,
 * over all sessions.  What a colleague or the network has changed since stays.
 */
#ifndef GUICHET_DESK_UNDO_H
#define GUICHET_DESK_UNDO_H
#include "guichet/desk/desk.h"

struct left_alone { int64_t id; const char *why; };

struct undone {
	const char *call;		/* what was taken back or done again: "resolve" */
	int64_t at_ms;			/* when that was done */
	int64_t *ids;			/* conversations; 0: settings of the whole desk */
	size_t count;
	struct left_alone *left;	/* partly: what had to stay as it is */
	size_t left_count;
	bool reply;			/* a reply was taken back: its text is a draft again */
	bool resolved;			/* and what it answered stays resolved by what was done since */
	const char *lost;		/* files that did not come back, by name or hash; NULL: all did */
};

/* partly: the conversations that can be, and the step counts as undone; dry: only says what would be. */
struct undo_wish { bool partly, dry; };

/*
 * The agent's reply that still counts down, else what they did last.
 * ERR_NOT_FOUND when there is nothing; ERR_CONFLICT names the first
 * conversation that was changed since, by whom and when: then nothing was done.
 */
err_t desk_undo(struct desk *, struct arena *, struct undo_wish, struct undone *out) MUST_CHECK;
/* Of what was undone last, until the agent does something new.  A reply is not sent again by it. */
err_t desk_redo(struct desk *, struct arena *, struct undo_wish, struct undone *out) MUST_CHECK;
#endif
