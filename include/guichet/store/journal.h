/* SPDX-License-Identifier: ISC */
/*
 * The journal: every call that changed something, with the answer that a
 * repetition hears, what would take it back, and what it touched.
 */
#ifndef GUICHET_STORE_JOURNAL_H
#define GUICHET_STORE_JOURNAL_H
#include "guichet/model/role.h"
#include "guichet/store/store.h"

struct journal_row {
	int64_t id, at_ms, agent;
	const char *key, *session, *call, *inverse, *answer;
	enum origin origin;
	int64_t seq;			/* the ledger's last row behind it */
	int64_t undoes, undone;		/* the entry that it took back; that took it back; 0 */
	const char *about;		/* of an undo or a redo: the call that it speaks of */
};

err_t store_journal_find(struct store *, struct arena *, const char *key, int64_t *agent,
	const char **answer, bool *found) MUST_CHECK;
err_t store_journal_add(struct store *, const struct journal_row *, int64_t *id) MUST_CHECK;
/* inverse: what would put that conversation back, where the entry is one of many slices; else "". */
err_t store_journal_touch(struct store *, int64_t conversation, int64_t entry, int64_t rev,
	const char *inverse) MUST_CHECK;
/* That inverse, "" where there is none. */
err_t store_journal_step(struct store *, struct arena *, int64_t conversation, int64_t entry,
	const char **inverse) MUST_CHECK;
/* The rest is read without key, session and answer. */
/* When a person last did something that is in it; 0: never, or long ago. */
err_t store_journal_active(struct store *, int64_t *at_ms) MUST_CHECK;
err_t store_journal_get(struct store *, struct arena *, int64_t id, struct journal_row *out, bool *found) MUST_CHECK;
/* The agent's newest entry that changed something, is no undo and was not taken back. */
err_t store_journal_undoable(struct store *, struct arena *, int64_t agent, struct journal_row *out,
	bool *found) MUST_CHECK;
/* The agent's entries of that call since then that were not taken back, the newest first. */
err_t store_journal_recent(struct store *, struct arena *, int64_t agent, const char *call, int64_t since_ms,
	struct journal_row **out, size_t *count) MUST_CHECK;
/* The agent's newest undo that was not taken back, with nothing new behind it. */
err_t store_journal_redoable(struct store *, struct arena *, int64_t agent, struct journal_row *out,
	bool *found) MUST_CHECK;
err_t store_journal_taken_back(struct store *, int64_t id, int64_t by) MUST_CHECK;
/* What touched a conversation behind that entry, oldest first. */
err_t store_journal_since(struct store *, struct arena *, int64_t conversation, int64_t entry,
	struct journal_row **out, size_t *count) MUST_CHECK;
/* The revision that an entry left, 0 when it did not touch it. */
err_t store_journal_rev(struct store *, int64_t conversation, int64_t entry, int64_t *rev) MUST_CHECK;
#endif
