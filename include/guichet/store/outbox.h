/* SPDX-License-Identifier: ISC */
/* Replies on their way, each with its frozen plan, and acts. */
#ifndef GUICHET_STORE_OUTBOX_H
#define GUICHET_STORE_OUTBOX_H
#include "guichet/model/record.h"
#include "guichet/store/store.h"

struct outbox_row {
	int64_t id, conversation, account, message, answered, agent;
	enum origin origin;
	enum means means;
	enum outbox_state state;
	const char *plan;		/* plan_format */
	int64_t part, attempt;
	int64_t queued_ms, not_before_ms, attempted_ms, quarantine_until_ms;
	const char *reason;
	const char *key;		/* NULL once it was cancelled */
	int64_t seen;			/* the ledger's last row when it was written */
	const char *act;		/* "block" ...: then plan is act_format, and message 0; "" for a reply */
	int64_t approver;		/* who let it leave, 0: nobody had to */
};

err_t store_outbox_add(struct store *, const struct outbox_row *, int64_t *id) MUST_CHECK;
/* Everything that can change: state, plan, part, attempt, times, reason, key. */
err_t store_outbox_set(struct store *, const struct outbox_row *) MUST_CHECK;
err_t store_outbox_get(struct store *, struct arena *, int64_t id, struct outbox_row *out, bool *found) MUST_CHECK;
err_t store_outbox_keyed(struct store *, struct arena *, const char *key, struct outbox_row *out,
	bool *found) MUST_CHECK;
/* state -1: everything that was neither sent nor cancelled; of those two the newest OUTBOX_OVER. */
enum { OUTBOX_OVER = 500 };
err_t store_outbox(struct store *, struct arena *, int state, struct outbox_row **out, size_t *count) MUST_CHECK;
/* Of one conversation: replies that may have arrived, or were sent without an id that the network gave. */
err_t store_outbox_open(struct store *, struct arena *, int64_t conversation, struct outbox_row **out,
	size_t *count) MUST_CHECK;
/* Those that wait for a second person. */
err_t store_outbox_unapproved(struct store *, struct arena *, int64_t conversation, struct outbox_row **out,
	size_t *count) MUST_CHECK;
/* Every reply and act of a conversation, oldest first. */
err_t store_outbox_of(struct store *, struct arena *, int64_t conversation, struct outbox_row **out,
	size_t *count) MUST_CHECK;
/* account 0: any. */
err_t store_outbox_next(struct store *, struct arena *, int64_t now_ms, int64_t account,
	struct outbox_row *out, bool *found) MUST_CHECK;
err_t store_outbox_doubtful(struct store *, struct arena *, int64_t now_ms, int64_t account,
	struct outbox_row *out, bool *found) MUST_CHECK;
struct outbox_count { int64_t total, later, next_ms; };
err_t store_outbox_counts(struct store *, int64_t now_ms, struct outbox_count out[OUTBOX_STATES]) MUST_CHECK;

err_t store_part_add(struct store *, int64_t account, const char *remote_id, int64_t outbox, int64_t part) MUST_CHECK;
err_t store_part_find(struct store *, int64_t account, const char *remote_id, int64_t *outbox, bool *found) MUST_CHECK;
/* Lets a reply go that waits for it, unless who says so wrote it; alone: even then.  *done false: it did not wait. */
err_t store_outbox_approve(struct store *, int64_t id, int64_t approver, bool alone, bool *done) MUST_CHECK;
/* A reply that is a survey, until it was sent; of a conversation one that was not, *outbox 0: none. */
err_t store_survey_add(struct store *, int64_t outbox) MUST_CHECK;
err_t store_survey_drop(struct store *, int64_t outbox, bool *was) MUST_CHECK;
err_t store_survey_of(struct store *, int64_t conversation, int64_t *outbox) MUST_CHECK;
/* When the last of an agent's queued replies leaves that nobody has tried to send; 0: none waits. */
err_t store_outbox_leaves(struct store *, int64_t agent, int64_t now_ms, int64_t *at_ms) MUST_CHECK;
/* Replies of an agent that were queued after that instant and not cancelled. */
err_t store_outbox_since(struct store *, int64_t agent, int64_t after_ms, int64_t *count) MUST_CHECK;
#endif
