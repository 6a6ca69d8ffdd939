/* SPDX-License-Identifier: ISC */
/* A step of the journal as undo and redo see it: the lines of its inverse, and whether they can be taken. */
#ifndef GUICHET_DESK_STEPS_H
#define GUICHET_DESK_STEPS_H
#include "guichet/desk/undo.h"
#include "private.h"

#define UNREPLY "unreply "
#define UNACT "unact "

/* Up to STEP_UNMARK: what somebody else may have changed since. */
enum step_kind {
	STEP_ASSIGN, STEP_STATUS, STEP_PRIORITY, STEP_MARK, STEP_UNMARK, STEP_TAG, STEP_UNTAG, STEP_REPLY, STEP_ACT,
	STEP_NOTE, STEP_UNNOTE, STEP_DRAFT, STEP_FILES, STEP_EXCLUDE, STEP_INCLUDE, STEP_HANDOVER, STEP_PERSON, STEP_ABOUT,
	STEP_PROMISE, STEP_SETTING, STEP_MERGE, STEP_UNMERGE, STEP_LINK, STEP_UNLINK, STEP_KINDS
};

/* One line of an inverse. */
struct step {
	enum step_kind kind;
	int64_t conversation;
	/* Of a line of a handover: its conversation, and the handover.  Else: */
	int64_t was, became;		/* agents; statuses; priorities; became: a mark, a row of the outbox, a note, another conversation */
	int64_t was_until, became_until, seq;	/* seq also: what the line was; was_until: since when a setting holds */
	int64_t identity;		/* whose person (was, became) or note it was */
	const char *tag;		/* of a promise: what was done with it; of the desk: the setting */
	const char *was_text, *became_text;	/* of a draft, its files, a note or a setting; NULL: none; "": not told */
};

struct steps {
	struct desk *desk;
	struct arena *arena;		/* of the answer */
	const char *verb;		/* "undo" */
	struct journal_row entry;
	struct step *list;		/* the last change first */
	size_t count;
	int64_t *ids;			/* conversations, in the order of the entry; 0: the desk */
	size_t id_count;
	const char *lost;		/* files that did not come back with it; NULL: all did */
	bool sifted;			/* what stands in the way of others was left out of the list already */
};

/* From the entry's inverse. */
err_t steps_parse(struct steps *) MUST_CHECK;
/* Which conversations can be put back; without partly the first that cannot is ERR_CONFLICT. */
err_t steps_check(const struct steps *, struct undo_wish, struct undone *out) MUST_CHECK;
/*
 * A reply that has not left goes back whatever was done since: of the rest of
 * its step what somebody has changed is left out of the list.
 */
err_t steps_sift(struct steps *) MUST_CHECK;
/* Puts those back that were found to be free; done->call is what the ledger says of it. */
err_t steps_take(struct steps *, const struct undone *done) MUST_CHECK;

/* ---- dated.c: settings of the whole desk, steps with the conversation 0 */
err_t dated_check(struct desk *, const struct step *, const char **why) MUST_CHECK;
err_t dated_restore(struct desk *, const struct step *) MUST_CHECK;
#endif
