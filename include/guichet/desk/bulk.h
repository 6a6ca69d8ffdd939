/* SPDX-License-Identifier: ISC */
/*
 * Calls on many conversations, as far as they are the desk's.  Whom a call is
 * about is found and looked at by a reader (read_bulk), which writes nothing:
 * that is also what a preview says.  Then the list is written down, and slice
 * by slice each conversation is changed as by a call of its own.  A slice is
 * one transaction with how far the call came in it, so whatever ends a server
 * leaves each conversation either done and counted or neither.  All slices
 * share one entry of the journal, and are taken back in slices too.
 */
#ifndef GUICHET_DESK_BULK_H
#define GUICHET_DESK_BULK_H
#include "guichet/desk/read.h"
#include "guichet/desk/undo.h"
#include "guichet/model/bulk.h"
#include "guichet/model/call.h"

/* Who asks for what; where: the request's --where as SQL, or NULL. */
struct bulk_wish {
	const struct call_request *request;
	const struct actor *actor;
	const struct query_sql *where;
	int64_t now_ms;
};

struct bulk_look {
	int64_t *ids;			/* whom it would be done to, each once; the order is the queue's or the caller's */
	size_t count;
	size_t same;			/* among them: it is so already */
	size_t urgent, others;		/* among the rest: marked urgent; assigned to somebody else */
	size_t drafts;			/* of calls that end a conversation: with a text of the caller's that was not sent */
	struct bulk_held *held;		/* the first BULK_NAMED of those who have to stay */
	size_t held_count;		/* all of those */
	err_t refused;			/* the first of them in one line, until the next error is made; or NULL */
};
/* An error is about the call as a whole: nobody of that name, or a list of more than BULK_MOST. */
err_t read_bulk(struct reader *, struct arena *, const struct bulk_wish *, struct bulk_look *out) MUST_CHECK;
/* The numbers of all that match, in the order of the queue, most of them at most. */
err_t read_ids(struct reader *, struct arena *, const struct query_sql *, size_t most, int64_t **out,
	size_t *count) MUST_CHECK;

/* ERR_NOT_FOUND; number 0: the agent's newest that is not over. */
err_t read_bulk_of(struct reader *, struct arena *, int64_t agent, int64_t number, struct bulk *out) MUST_CHECK;
err_t read_bulk_keyed(struct reader *, struct arena *, const char *key, struct bulk *out, bool *found) MUST_CHECK;
err_t read_bulks(struct reader *, struct arena *, struct bulk **out, size_t *count) MUST_CHECK;	/* not over */
err_t read_bulk_held(struct reader *, struct arena *, int64_t id, struct bulk_held **out, size_t *count) MUST_CHECK;
/* Its ids from that position on, as far as they lie together. */
err_t read_bulk_ids(struct reader *, struct arena *, const struct bulk *, int64_t position, int64_t **out,
	size_t *count) MUST_CHECK;
/* What that agent's undo (or redo) would take back, when that was done in slices. */
err_t read_bulk_undoable(struct reader *, struct arena *, int64_t agent, bool again, struct bulk *out,
	bool *found) MUST_CHECK;

/*
 * Each a transaction of its own; nothing of them is in the journal.  bulk is
 * changed only when it was written.
 */
/* Gives it its number; held are those whom it begins without. */
err_t desk_bulk_add(struct desk *, struct bulk *, const struct bulk_held *held, size_t named) MUST_CHECK;
/* Ids from that position on; with the last of them it can begin. */
err_t desk_bulk_list(struct desk *, struct bulk *, int64_t position, const int64_t *ids, size_t count) MUST_CHECK;
/* Another key asks for it now. */
err_t desk_bulk_key(struct desk *, struct bulk *, const char *key) MUST_CHECK;
err_t desk_bulk_end(struct desk *, struct bulk *, const char *answer) MUST_CHECK;

/* Inside desk_begin: it is left at what was done. */
err_t desk_bulk_drop(struct desk *, struct bulk *) MUST_CHECK;

/* Inside desk_begin of its agent and call: the transaction is a slice of it; bulk: as it is to be afterwards. */
void desk_bulk_slice(struct desk *, struct bulk *);
/* In a slice: that one has to stay. */
err_t desk_bulk_hold(struct desk *, struct bulk *, int64_t conversation, const char *why) MUST_CHECK;
/*
 * In a slice of an undo or a redo: one conversation back to what the entry found.  only_look changes
 * nothing.  *why, in the desk's arena, when it has to stay as it is.
 */
err_t desk_bulk_back(struct desk *, const struct bulk *, int64_t conversation, bool only_look, bool *touched,
	const char **why) MUST_CHECK;
/* "closed is final" from "#7: closed is final". */
const char *bulk_why(const char *text);
/* "resolve", "undo resolve"; "4130/10000": the same in every language. */
const char *bulk_name(struct arena *, const struct bulk *);
const char *bulk_place(struct arena *, const struct bulk *);
#endif
