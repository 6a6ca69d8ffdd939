/* SPDX-License-Identifier: ISC */
/*
 * Messages that the desk knows, told again by their network: edited, deleted,
 * moved out of the context, or as they were.
 */
#include "ingest.h"

#include <string.h>

err_t ingest_gone(struct ingest *in, const struct stored_message *known)
{
	struct entry entry = {
		.kind = EVENT_MESSAGE_DELETED, .ext = known->message.remote_id,
		.ref = known->message.remote_id, .actor_kind = known->message.direction == DIR_IN
			? ACTOR_CUSTOMER : ACTOR_EXTERNAL
	};
	struct touched *touched;
	err_t err;

	if (known->message.deleted_ms != 0) {
		in->result->unchanged++;
		return NULL;
	}
	in->result->gone++;
	err = store_message_blank(in->desk->store, known, in->desk->now_ms);
	if (err != NULL || known->message.conversation == 0)
		return err;
	err = conversation_touch(in->desk, known->message.conversation, &touched);
	return err != NULL ? err : ledger_append(in->desk, touched, 0, &entry, NULL);
}

/* No warning and an empty one are the same. */
static bool same_warning(const struct stored_message *known, const struct item *item)
{
	const char *was = known->message.cw, *is = item->cw;

	return strcmp(was != NULL ? was : "", is != NULL ? is : "") == 0;
}

/* What tells one edit from another where the network has no revisions. */
static const char *revision_of(struct ingest *in, const struct stored_message *known, const struct item *item)
{
	if (item->rev != NULL)
		return item->rev;
	return same_warning(known, item) ? item->text : arena_printf(in->desk->arena, "%s [%s > %s]", item->text,
		known->message.cw != NULL ? known->message.cw : "", item->cw != NULL ? item->cw : "");
}

/*
 * By its customer.  What was answered reads otherwise now: somebody has to look, and a reply that waits for a second
 * person answers another text than that person reads.  No wait begins by it (metrics M15).
 */
static err_t edit_heard(struct ingest *in, struct touched *touched, const struct entry *entry)
{
	struct approvals approvals = { 0 };
	struct touched *head;
	bool added = false;
	err_t err = conversation_head(in->desk, touched, &head);

	if (err == NULL)
		err = approvals_standing(in->desk, head, &approvals);
	if (err == NULL)
		err = ledger_append(in->desk, touched, 0, entry, &added);
	if (err == NULL && added)
		err = approvals_void(in->desk, &approvals, "the customer has changed what they wrote since");
	if (err != NULL || head->row.conv.status != STATUS_PENDING)
		return err;
	return conversation_status(in->desk, head, STATUS_OPEN, 0, "customer edited",
		(struct entry){ .actor_kind = ACTOR_SYSTEM });
}

static err_t known_edited(struct ingest *in, const struct stored_message *known,
	const struct item *item)
{
	struct stored_message now = ingest_message(in, item, known->message.conversation,
		known->message.direction);
	struct entry entry = {
		.kind = EVENT_MESSAGE_EDITED, .net_ms = item->edited_ms, .ref = item->uid,
		.actor_kind = known->message.direction == DIR_IN ? ACTOR_CUSTOMER : ACTOR_EXTERNAL,
		.ext = arena_printf(in->desk->arena, "%s %s", item->uid, revision_of(in, known, item))
	};
	struct touched *touched;
	err_t err;

	if (now.message.edited_ms == 0)
		now.message.edited_ms = in->desk->now_ms;
	in->result->edited++;
	err = store_message_edit(in->desk->store, known, &now, in->desk->now_ms);
	if (err != NULL || known->message.conversation == 0)
		return err;
	err = conversation_touch(in->desk, known->message.conversation, &touched);
	if (err != NULL)
		return err;
	return known->message.direction == DIR_IN ? edit_heard(in, touched, &entry)
		: ledger_append(in->desk, touched, 0, &entry, NULL);
}

/* The network's form of our own words is no edit. */
static bool is_edit(const struct stored_message *known, const struct item *item)
{
	if (known->message.agent != 0 && known->rev == NULL)
		return false;
	if (item->rev != NULL && str_equal(known->rev, item->rev))
		return false;
	return strcmp(known->message.text, item->text) != 0 || !same_warning(known, item);
}

err_t ingest_known(struct ingest *in, const struct stored_message *known,
	const struct item *item)
{
	struct touched *touched;
	err_t err;

	if (known->message.deleted_ms == 0 && known->message.direction == DIR_CONTEXT) {
		if (item->op == ITEM_ECHO)
			return ingest_echo(in, item, known);
		if (item->op == ITEM_NEW) {
			err = conversation_for(in, item, &touched);
			if (err == NULL)
				err = store_message_place(in->desk->store, known,
					touched->row.conv.id, DIR_IN);
			if (err == NULL)
				err = ingest_inbound(in, touched, item, known->message.id);
			return err != NULL || item->history ? err : ingest_early_echo(in, item);
		}
	}
	if (known->message.deleted_ms == 0 && is_edit(known, item))
		return known_edited(in, known, item);
	in->result->unchanged++;
	if (item->rev != NULL && !str_equal(known->rev, item->rev))
		return store_message_rev(in->desk->store, known->message.id, item->rev);
	return NULL;
}
