/* SPDX-License-Identifier: ISC */
/*
 * The courier's side of the outbox: who leaves next, and what became of it.
 * Each function is a transaction of its own.
 *
 * queued -> sending -> sent | failed | queued (later) | unknown;
 * unknown -> (quarantine over) reconciled to sent or queued at level 1 and 2, left to a person at level 3.
 * Order inside a conversation is kept, of replies and of acts apart; a doubtful reply blocks its conversation, not
 * the others.  A doubtful act is done again, because twice is once; a doubtful report, and an act of a desk that was
 * restored, are left to a person: their quarantine is 0.
 */
#ifndef GUICHET_DESK_DELIVER_H
#define GUICHET_DESK_DELIVER_H
#include "guichet/desk/desk.h"

struct outbox {
	int64_t id, conversation, account, message, agent;
	enum outbox_state state;
	struct act *act;		/* NULL: a reply */
	struct plan plan;		/* of a reply, frozen; parts that were sent carry their remote ids */
	size_t part;			/* next part to send, or the doubtful one */
	int attempt;
	int64_t queued_ms, not_before_ms, attempted_ms, quarantine_until_ms;
	const char *reason;
	int64_t approver;		/* a second person who let it leave; 0 */
};

/* At start: what an earlier server left in "sending" becomes unknown, its quarantine counted from its attempt. */
err_t desk_outbox_recover(struct desk *) MUST_CHECK;
/* Takes the next reply of any account in the list (count 0: all) that may leave now; *found false if none. */
err_t desk_outbox_take(struct desk *, struct arena *, size_t count, const int64_t *accounts,
	struct outbox *out, bool *found) MUST_CHECK;
/* Unknown replies whose quarantine is over and whose account's level allows reading back; marks nothing. */
err_t desk_outbox_doubtful(struct desk *, struct arena *, size_t count, const int64_t *accounts,
	struct outbox *out, bool *found) MUST_CHECK;

/* Is what the network named another reply's already?  Then it is no part of this one. */
err_t desk_outbox_is_others(struct desk *, const struct outbox *, const char *remote_id, bool *others) MUST_CHECK;
/*
 * One part arrived, and was written at that instant of the network's clock; 0: it does not say.  ERR_STATE: it is
 * another reply's.  The last part makes the reply sent: message, ledger, status pending and what the reply proves of
 * our clock in one transaction.
 */
err_t desk_outbox_part_sent(struct desk *, int64_t outbox, size_t part, const char *remote_id,
	const char *native, const char *url, int64_t at_ms) MUST_CHECK;
/* A file of it was uploaded: however often the reply is tried, it names that one. */
err_t desk_outbox_uploaded(struct desk *, int64_t outbox, size_t media, const char *remote_id) MUST_CHECK;
err_t desk_outbox_refused(struct desk *, int64_t outbox, const char *reason) MUST_CHECK;
/* Certainly not done: queued again, not before then. */
err_t desk_outbox_later(struct desk *, int64_t outbox, int64_t not_before_ms, const char *reason) MUST_CHECK;
/* May have happened: quarantine from the attempt (the account's setting quarantine, 120 s by default). */
err_t desk_outbox_unknown(struct desk *, int64_t outbox, const char *reason) MUST_CHECK;
/* It was asked for and is as unknown as before: why, and when it is asked for again. */
err_t desk_outbox_still_unknown(struct desk *, int64_t outbox, int64_t again_ms, const char *reason) MUST_CHECK;
/* Read back and not found (authoritative): queued again with the same keys. */
err_t desk_outbox_absent(struct desk *, int64_t outbox) MUST_CHECK;

struct outbox_counts { size_t queued, sending, unknown, failed, later; int64_t next_ms; };
err_t desk_outbox_counts(struct desk *, struct outbox_counts *out) MUST_CHECK;

/* What a probe learned; ACCOUNT_OK.  ERR_AUTH, and nothing is learned: we are somebody else than we were. */
err_t desk_account_learned(struct desk *, int64_t account, const char *self_id, const char *self_handle,
	const char *caps, int level, int64_t skew_ms) MUST_CHECK;
/* Paused with its reason until a person changes its secret or settings. */
err_t desk_account_paused(struct desk *, int64_t account, const char *reason) MUST_CHECK;
/* It could not be read: the reason is kept until it works again; its state stays. */
err_t desk_account_troubled(struct desk *, int64_t account, const char *reason) MUST_CHECK;
err_t desk_account_polled(struct desk *, int64_t account) MUST_CHECK;
/* Rate buckets and back-off survive a restart (N-09). */
err_t desk_bucket_save(struct desk *, const char *name, const char *state) MUST_CHECK;
err_t desk_bucket_load(struct desk *, struct arena *, const char *name, const char **state) MUST_CHECK;
#endif
