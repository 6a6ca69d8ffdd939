/* SPDX-License-Identifier: ISC */
/*
 * One reply's states, whoever moves it: the courier, an echo that proves it
 * arrived, or a person who decides.  A reply enters the ledger only when it
 * was sent.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "guichet/desk/reply.h"
#include "guichet/model/settings.h"
#include "attachment.h"
#include "private.h"
#include "promise.h"
#include "survey.h"

err_t outbox_load(struct desk *desk, int64_t id, struct outbox_row *out)
{
	bool found = false;
	err_t err = store_outbox_get(desk->store, desk->arena, id, out, &found);

	if (err == NULL && found && desk->actor.scope != NULL)
		err = read_seen(&desk->reader, desk->arena, &desk->actor, out->conversation, &found);
	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is nothing with the number %" PRId64 " in the outbox", id);
	return err;
}

err_t outbox_save(struct desk *desk, const struct outbox_row *row)
{
	struct touched *touched;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	if (err == NULL)
		err = store_outbox_set(desk->store, row);
	if (err == NULL && row->state != OUT_UNKNOWN)
		err = store_alarm_drop(desk->store, ALARM_QUARANTINE, row->id);
	if (err == NULL && (row->state == OUT_SENT || row->state == OUT_CANCELLED))
		err = attachments_leave(desk, row->id, row->state == OUT_SENT);
	if (err != NULL)
		return err;
	conversation_dirty(desk, touched);
	desk_note_change(desk, CHANGE_OUTBOX, row->id);
	return NULL;
}

err_t outbox_public(struct arena *arena, const struct outbox_row *row, struct outbox *out)
{
	*out = (struct outbox){
		.id = row->id, .conversation = row->conversation, .account = row->account,
		.message = row->message, .agent = row->agent, .state = row->state,
		.part = (size_t)row->part, .attempt = (int)row->attempt, .queued_ms = row->queued_ms,
		.not_before_ms = row->not_before_ms, .attempted_ms = row->attempted_ms,
		.quarantine_until_ms = row->quarantine_until_ms, .reason = row->reason, .approver = row->approver
	};
	if (row->act == NULL || row->act[0] == '\0')
		return plan_parse(arena, row->plan, &out->plan);
	out->act = arena_alloc(arena, sizeof(*out->act));
	return act_parse(arena, row->plan, out->act);
}

static int64_t quarantine_of(struct desk *desk, int64_t account)
{
	struct account row;
	const char *text;
	int64_t ms;
	bool found = false;

	if (store_account(desk->store, desk->arena, account, &row, &found) != NULL || !found)
		return QUARANTINE_MS;
	text = settings_get(desk->arena, row.settings, "quarantine");
	return text != NULL && duration_parse(text, &ms) == NULL ? ms : QUARANTINE_MS;
}

/* Twice is once: such an act need not wait.  One that is not, or that another desk may have done, never does. */
static int64_t quarantine_end(struct desk *desk, const struct outbox_row *row)
{
	enum act_kind kind;

	if (!act_find(row->act, &kind))
		return row->attempted_ms + quarantine_of(desk, row->account);
	return act_may_repeat(kind) && desk->courier_ok ? desk->now_ms : 0;
}

err_t outbox_doubt(struct desk *desk, struct outbox_row *row, const char *reason)
{
	err_t err;

	if (row->attempted_ms == 0)
		row->attempted_ms = desk->now_ms;
	row->state = OUT_UNKNOWN;
	if (outbox_again(row) == OUT_QUEUED)
		row->reason = reason;
	row->quarantine_until_ms = quarantine_end(desk, row);
	err = outbox_save(desk, row);
	if (err == NULL && row->quarantine_until_ms != 0)
		err = store_alarm_set(desk->store, ALARM_QUARANTINE, row->id,
			row->quarantine_until_ms);
	return err;
}

err_t outbox_still_doubt(struct desk *desk, struct outbox_row *row, int64_t again_ms, const char *reason)
{
	err_t err;

	if (outbox_again(row) == OUT_QUEUED)
		row->reason = reason;
	row->quarantine_until_ms = again_ms;
	err = outbox_save(desk, row);
	return err != NULL ? err : store_alarm_set(desk->store, ALARM_QUARANTINE, row->id, again_ms);
}

/* ---- sent */

static enum actor_kind sender_kind(const struct outbox_row *row)
{
	return row->origin == ORIGIN_HUMAN ? ACTOR_HUMAN : ACTOR_AUTOMATIC;
}

/* The customer's turn, unless more has come since or somebody chose otherwise. */
static err_t sent_status(struct desk *desk, struct touched *touched, const struct outbox_row *row)
{
	bool newer = false;
	err_t err = conversation_head(desk, touched, &touched);

	if (err != NULL || touched->row.conv.status != STATUS_OPEN || row->origin != ORIGIN_HUMAN)
		return err;
	err = whole_heard_since(desk, touched, row->seen, false, &newer);
	if (err != NULL || newer)
		return err;
	return conversation_status(desk, touched, STATUS_PENDING, 0, "replied",
		(struct entry){ .actor_kind = sender_kind(row), .actor = row->agent });
}

static err_t outbox_finish(struct desk *desk, struct outbox_row *row, const struct plan *plan,
	int64_t at_ms)
{
	const char *remote_id = plan->parts[0].remote_id;
	struct entry entry = {
		.kind = EVENT_MESSAGE_OUT, .actor_kind = sender_kind(row), .actor = row->agent,
		.net_ms = at_ms, .ref = plan->reply_to,
		.ext = remote_id != NULL ? remote_id
			: arena_printf(desk->arena, "outbox %" PRId64, row->id)
	};
	bool by_hand = row->means == MEANS_HAND || entry.actor_kind != ACTOR_HUMAN;
	char seen[24];
	struct touched *touched;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	if (err != NULL)
		return err;
	(void)snprintf(seen, sizeof(seen), "%" PRId64, row->seen);
	entry.detail[0] = (struct pair){ "seen", row->seen > 0 ? seen : NULL };
	entry.detail[1] = (struct pair){ "means", by_hand ? NULL : means_name(row->means) };
	row->state = OUT_SENT;
	row->reason = "";
	err = outbox_save(desk, row);
	if (err == NULL)
		err = ledger_append(desk, touched, 0, &entry, NULL);
	if (err == NULL)
		err = survey_sent(desk, touched, row->id);
	if (err == NULL)
		err = sent_status(desk, touched, row);
	if (at_ms > touched->row.conv.last_ms)
		touched->row.conv.last_ms = at_ms;
	return err;
}

/* The first part's id is the message's; somebody may have stored that message already. */
static err_t message_named(struct desk *desk, const struct outbox_row *row, const char *remote_id,
	const char *native, const char *url, int64_t at_ms)
{
	struct stored_message known;
	bool found = false;
	err_t err = store_message_find(desk->store, desk->arena, row->account, remote_id, &known,
		&found);

	if (err != NULL || found)
		return err;
	return store_message_sent(desk->store, row->message, remote_id, native, url, at_ms);
}

/* One post of the network is one part of one reply: what is another reply's already proves nothing of this one. */
static err_t part_claim(struct desk *desk, const struct outbox_row *row, size_t part, const char *remote_id)
{
	int64_t owner = 0;
	bool found = false;
	err_t err = store_part_find(desk->store, row->account, remote_id, &owner, &found);

	if (err == NULL && found && owner != row->id)
		err = err_make(ERR_STATE, "reply %" PRId64 " cannot be what reply %" PRId64 " is", row->id, owner);
	return err != NULL ? err : store_part_add(desk->store, row->account, remote_id, row->id, (int64_t)part);
}

err_t outbox_part_done(struct desk *desk, struct outbox_row *row, size_t part,
	const char *remote_id, const char *native, const char *url, int64_t at_ms)
{
	bool was_sent = row->state == OUT_SENT;
	struct plan plan;
	err_t err = plan_parse(desk->arena, row->plan, &plan);

	if (err == NULL && part >= plan.part_count)
		err = err_make(ERR_STATE, "reply %" PRId64 " has no part %zu", row->id, part);
	if (err == NULL)
		err = part_claim(desk, row, part, remote_id);
	if (err == NULL && part == 0)
		err = message_named(desk, row, remote_id, native, url, at_ms);
	if (err != NULL)
		return err;
	plan.parts[part].remote_id = remote_id;
	plan.parts[part].native = native;
	plan.parts[part].url = url;
	row->plan = plan_format(desk->arena, &plan);
	if ((int64_t)part + 1 > row->part)
		row->part = (int64_t)part + 1;
	if (!was_sent && (size_t)row->part >= plan.part_count)
		return outbox_finish(desk, row, &plan, at_ms);
	return outbox_save(desk, row);
}

/* ---- what a person decides */

static err_t state_refused(const char *call, const struct outbox_row *row)
{
	return err_make(ERR_STATE, "outbox %s %" PRId64 ": it is %s", call, row->id,
		outbox_state_name(row->state));
}

err_t desk_outbox_waits(struct desk *desk, int64_t outbox, int64_t *until_ms, bool *approval, bool *rests)
{
	struct outbox_row row;
	struct account account;
	bool found = false;
	err_t err = outbox_load(desk, outbox, &row);

	*approval = err == NULL && row.state == OUT_APPROVAL;
	if (err == NULL)
		err = store_account(desk->store, desk->arena, row.account, &account, &found);
	*rests = err == NULL && found && account.state == ACCOUNT_PAUSED;
	if (err == NULL)
		*until_ms = row.state == OUT_QUEUED && row.not_before_ms > desk->now_ms ? row.not_before_ms : 0;
	return err;
}

err_t outbox_drop(struct desk *desk, struct outbox_row *row)
{
	struct touched *root;
	int64_t conversation = row->conversation;
	err_t err;

	row->state = OUT_CANCELLED;
	row->key = NULL;
	err = outbox_save(desk, row);
	if (err != NULL || row->act[0] != '\0')
		return err;
	err = conversation_meant(desk, &conversation, &root);
	return err != NULL ? err : promise_unsay(desk, root, row->id);
}

err_t desk_outbox_cancel(struct desk *desk, int64_t outbox)
{
	struct outbox_row row;
	err_t err = outbox_load(desk, outbox, &row);

	if (err != NULL || row.state == OUT_CANCELLED)
		return err;
	if (row.state != OUT_QUEUED && row.state != OUT_FAILED && row.state != OUT_UNKNOWN && row.state != OUT_APPROVAL)
		return state_refused("cancel", &row);
	if (row.state == OUT_APPROVAL)
		err = approval_void(desk, &row, "taken back", entry_by_actor(desk, EVENT_APPROVAL_VOIDED));
	return err != NULL ? err : outbox_drop(desk, &row);
}

enum outbox_state outbox_again(const struct outbox_row *row)
{
	return str_equal(row->reason, REASON_UNAPPROVED) ? OUT_APPROVAL : OUT_QUEUED;
}

/* It was refused plainly: what was uploaded for it may be what was wrong, or be gone. */
static err_t outbox_upload_anew(struct desk *desk, struct outbox_row *row)
{
	struct plan plan;
	err_t err = plan_parse(desk->arena, row->plan, &plan);

	if (err != NULL || plan.media_count == 0)
		return err;
	for (size_t i = 0; i < plan.media_count; i++)
		plan.media[i].remote_id = NULL;
	row->plan = plan_format(desk->arena, &plan);
	return NULL;
}

err_t desk_outbox_retry(struct desk *desk, int64_t outbox)
{
	struct outbox_row row;
	err_t err = outbox_load(desk, outbox, &row);

	if (err != NULL || row.state == OUT_QUEUED)
		return err;
	if (row.state != OUT_FAILED && row.state != OUT_UNKNOWN)
		return state_refused("retry", &row);
	if (row.state == OUT_FAILED && row.act[0] == '\0')
		err = outbox_upload_anew(desk, &row);
	if (err != NULL)
		return err;
	row.state = outbox_again(&row);
	row.not_before_ms = 0;
	row.reason = "";
	err = outbox_save(desk, &row);
	return err != NULL || row.state != OUT_APPROVAL ? err :
		approval_record(desk, &row, entry_by_actor(desk, EVENT_APPROVAL_ASKED));
}

err_t desk_outbox_sent(struct desk *desk, int64_t outbox)
{
	struct outbox_row row;
	struct plan plan;
	int64_t at_ms;
	err_t err = outbox_load(desk, outbox, &row);

	if (err != NULL || row.state == OUT_SENT)
		return err;
	if (row.state != OUT_UNKNOWN)
		return state_refused("sent", &row);
	if (row.act[0] != '\0')
		return act_finish(desk, &row, NULL);
	err = plan_parse(desk->arena, row.plan, &plan);
	if (err == NULL)
		err = clock_theirs(desk, row.account, row.attempted_ms, &at_ms);
	if (err != NULL)
		return err;
	row.part = (int64_t)plan.part_count;
	return outbox_finish(desk, &row, &plan, at_ms);
}

err_t desk_outbox_hold(struct desk *desk, bool hold)
{
	err_t err = meta_flag(desk, "outbox_hold", hold);

	if (err == NULL && desk->held != hold) {
		desk->held = hold;
		desk_note_change(desk, CHANGE_OUTBOX, 0);
	}
	return err;
}

bool desk_outbox_is_held(struct desk *desk)
{
	return desk->held;
}
