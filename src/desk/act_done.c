/* SPDX-License-Identifier: ISC */
/* What an act leaves when the network has done it: a row of the ledger, and what the desk knows of person and message. */
#include "guichet/desk/act.h"

#include <inttypes.h>

#include "private.h"

/* In every row of that person, not only in this one: whoever shows a list reads it again. */
static err_t blocked_set(struct desk *desk, const struct touched *touched, bool on)
{
	desk_note_change(desk, CHANGE_CONVERSATION, 0);
	return store_blocked(desk->store, touched->row.conv.account, touched->row.conv.contact, on);
}

static err_t message_set(struct desk *desk, const struct act *act, unsigned bit, bool on)
{
	struct stored_message row;
	bool found = false;
	err_t err = store_message(desk->store, desk->arena, act->message, &row, &found);
	int64_t deleted = row.message.deleted_ms;

	if (err != NULL || !found)
		return err;
	if (bit == MESSAGE_RETRACTED && deleted == 0)
		deleted = desk->now_ms;
	return store_message_acted(desk->store, act->message, on ? row.message.acts | bit : row.message.acts & ~bit, deleted);
}

/* A reply that is gone is a deletion like any other, by whoever asked for it. */
static err_t retracted(struct desk *desk, struct touched *touched, const struct outbox_row *row, const struct act *act)
{
	struct entry entry = {
		.kind = EVENT_MESSAGE_DELETED, .actor_kind = ACTOR_HUMAN, .actor = row->agent,
		.ext = act->remote_id, .ref = act->remote_id
	};
	err_t err = message_set(desk, act, MESSAGE_RETRACTED, true);

	return err != NULL ? err : ledger_append(desk, touched, 0, &entry, NULL);
}

/* It is ours and says something else now; what it said before is kept. */
static err_t corrected(struct desk *desk, struct touched *touched, const struct outbox_row *row, const struct act *act)
{
	struct stored_message was, now;
	struct entry entry = {
		.kind = EVENT_MESSAGE_EDITED, .actor_kind = ACTOR_HUMAN, .actor = row->agent, .ref = act->remote_id,
		.ext = arena_printf(desk->arena, "%s corrected %" PRId64, act->remote_id, row->id)
	};
	bool found = false;
	err_t err = store_message(desk->store, desk->arena, act->message, &was, &found);

	if (err != NULL || !found)
		return err;
	now = was;
	now.message.text = act->text;
	now.message.edited_ms = desk->now_ms;
	err = store_message_edit(desk->store, &was, &now, desk->now_ms);
	return err != NULL ? err : ledger_append(desk, touched, 0, &entry, NULL);
}

static err_t effect(struct desk *desk, struct touched *touched, const struct outbox_row *row, const struct act *act)
{
	switch (act->kind) {
	case ACT_BLOCK: case ACT_UNBLOCK:
		return blocked_set(desk, touched, act->kind == ACT_BLOCK);
	case ACT_HIDE: case ACT_UNHIDE:
		return message_set(desk, act, MESSAGE_HIDDEN, act->kind == ACT_HIDE);
	case ACT_FAVOURITE: case ACT_UNFAVOURITE:
		return message_set(desk, act, MESSAGE_FAVOURITE, act->kind == ACT_FAVOURITE);
	case ACT_RETRACT:
		return retracted(desk, touched, row, act);
	case ACT_CORRECT:
		return corrected(desk, touched, row, act);
	case ACT_REPORT: case ACT_KINDS:
		break;
	}
	return NULL;
}

static struct entry entry_of(struct desk *desk, const struct outbox_row *row, const struct act *act, enum event_kind kind)
{
	return (struct entry){
		.kind = kind, .actor_kind = row->origin == ORIGIN_HUMAN ? ACTOR_HUMAN : ACTOR_AUTOMATIC,
		.actor = row->agent, .ref = act->remote_id,
		.ext = arena_printf(desk->arena, "act %" PRId64 " %" PRId64, row->id, row->attempt),
		.detail = { { "act", act_name(act->kind) }, { "category", act->category },
			{ "forward", act->forward ? "1" : NULL },
			{ "reason", kind == EVENT_ACT_FAILED ? row->reason : act->reason } }
	};
}

err_t act_finish(struct desk *desk, struct outbox_row *row, const char *remark)
{
	struct touched *touched;
	struct entry entry;
	struct act act;
	err_t err = act_parse(desk->arena, row->plan, &act);

	if (err == NULL)
		err = conversation_touch(desk, row->conversation, &touched);
	if (err != NULL)
		return err;
	row->state = OUT_SENT;
	row->reason = remark == NULL ? "" : remark;
	entry = entry_of(desk, row, &act, EVENT_ACTED);
	err = outbox_save(desk, row);
	if (err == NULL)
		err = ledger_append(desk, touched, 0, &entry, NULL);
	return err != NULL ? err : effect(desk, touched, row, &act);
}

err_t act_failed(struct desk *desk, const struct outbox_row *row)
{
	struct touched *touched;
	struct entry entry;
	struct act act;
	err_t err = act_parse(desk->arena, row->plan, &act);

	if (err == NULL)
		err = conversation_touch(desk, row->conversation, &touched);
	if (err != NULL)
		return err;
	entry = entry_of(desk, row, &act, EVENT_ACT_FAILED);
	return ledger_append(desk, touched, 0, &entry, NULL);
}

err_t desk_act_done(struct desk *desk, int64_t outbox, const char *remark)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && row.state != OUT_SENT && row.state != OUT_CANCELLED)
		err = act_finish(desk, &row, remark);
	return desk_end(desk, err);
}
