/* SPDX-License-Identifier: ISC */
/*
 * Messages that the desk did not know: what a customer wrote, what the account
 * itself wrote elsewhere, and what others said around it, turned into
 * conversations, messages and ledger rows.
 */
#include "ingest.h"

#include "guichet/store/refresh.h"
#include "survey.h"

static bool is_request(const struct item *item)
{
	return !item->history && !item->feed;
}

struct stored_message ingest_message(const struct ingest *in, const struct item *item,
	int64_t conversation, enum direction direction)
{
	return (struct stored_message){
		.message = {
			.conversation = conversation, .account = in->account.id,
			.direction = direction, .remote_id = item->uid, .author = item->author.name,
			.handle = item->author.handle, .at_ms = item_at(in, item),
			.received_ms = in->desk->now_ms, .edited_ms = item->edited_ms,
			.visibility = item->visibility, .text = item->text, .cw = item->cw,
			.lang = item->lang, .url = item->url, .reply_to = item->parent,
			.reply_ctx = item->reply_ctx, .media = item->media, .media_count = item->media_count
		},
		.thread = item_thread(item), .native = item->native, .rev = item->rev,
		.kind = item->kind
	};
}

static err_t newest_know(struct ingest *in, struct touched *touched)
{
	struct stored_message newest;
	bool found = false;
	err_t err;

	if (touched->newest_known)
		return NULL;
	err = store_message(in->desk->store, in->desk->arena, touched->row.newest, &newest, &found);
	if (err == NULL && found) {
		touched->newest_is_in = newest.message.direction == DIR_IN;
		touched->newest_ms = newest.message.at_ms;
	}
	touched->newest_known = err == NULL;
	return err;
}

static void conversation_last(struct ingest *in, struct touched *touched, int64_t at_ms)
{
	if (at_ms > touched->row.conv.last_ms)
		touched->row.conv.last_ms = at_ms;
	conversation_dirty(in->desk, touched);
}

/* What the queue shows of a conversation follows the customer's newest message. */
static err_t conversation_heard(struct ingest *in, struct touched *touched, const struct item *item,
	int64_t message)
{
	int64_t at_ms = item_at(in, item);
	err_t err = newest_know(in, touched);

	if (err != NULL)
		return err;
	conversation_last(in, touched, at_ms);
	if (touched->newest_is_in && at_ms < touched->newest_ms)
		return NULL;
	touched->newest_is_in = true;
	touched->newest_ms = at_ms;
	touched->row.newest = message;
	touched->row.conv.visibility = item->visibility;
	touched->row.conv.reach = followers_reach(item->author.followers);
	if (item->lang != NULL)
		touched->row.conv.lang = item->lang;
	return NULL;
}

/* It answers one of our own messages in this conversation, or a part of one. */
static err_t answers_us(struct ingest *in, const struct touched *touched, const struct item *item, bool *out)
{
	struct stored_message parent;
	int64_t outbox;
	bool found = false;
	err_t err;

	*out = false;
	if (item->parent == NULL)
		return NULL;
	err = store_message_find(in->desk->store, in->desk->arena, in->account.id, item->parent,
		&parent, &found);
	if (err == NULL && found)
		*out = parent.message.direction == DIR_OUT &&
			parent.message.conversation == touched->row.conv.id;
	else if (err == NULL)
		err = store_part_find(in->desk->store, in->account.id, item->parent, &outbox, out);
	return err;
}

static err_t is_customer(struct ingest *in, const struct touched *touched, const struct item *item, bool *out)
{
	struct contact contact;
	bool found = false;
	err_t err = store_contact(in->desk->store, in->desk->arena, touched->row.conv.contact, &contact,
		&found);

	*out = err == NULL && found && str_equal(contact.remote_id, item->author.id);
	return err;
}

/* What is said in a muted thread asks for nothing, until its customer answers us. */
static err_t muted_hear(struct ingest *in, struct touched *touched, struct touched *head, const struct item *item,
	bool *asks)
{
	bool answer = false, customer = false;
	err_t err;

	if (!*asks || (head->row.conv.marks & MARK_MUTED) == 0)
		return NULL;
	err = answers_us(in, touched, item, &answer);
	if (err == NULL && answer)
		err = is_customer(in, touched, item, &customer);
	if (err == NULL && customer)
		err = conversation_mark(in->desk, head, MARK_MUTED, false, "customer answered",
			(struct entry){ .actor_kind = ACTOR_SYSTEM });
	*asks = customer;
	return err;
}

err_t ingest_inbound(struct ingest *in, struct touched *touched, const struct item *item,
	int64_t message)
{
	struct entry entry = {
		.kind = EVENT_MESSAGE_IN, .actor_kind = ACTOR_CUSTOMER, .net_ms = item->at_ms,
		.ext = item->uid, .ref = item->parent
	};
	struct touched *head = touched;		/* of what was merged: the whole's state is kept there */
	bool first = touched->is_new && touched->fresh_count == 0, added = false, asks = is_request(item);
	struct approvals approvals = { 0 };
	enum status status;
	err_t err = conversation_heard(in, touched, item, message);

	if (err == NULL)
		err = conversation_head(in->desk, touched, &head);
	status = head->row.conv.status;
	if (err == NULL)
		err = muted_hear(in, touched, head, item, &asks);
	if (err == NULL)
		err = survey_hear(in->desk, touched, &in->account, item->text, item_at(in, item), &asks);
	entry.detail[0] = (struct pair){ "request", asks ? NULL : "0" };
	if (err == NULL && !touched->is_new)
		err = approvals_standing(in->desk, head, &approvals);
	if (err == NULL)
		err = ledger_append(in->desk, touched, 0, &entry, &added);
	if (err == NULL && added)
		err = approvals_void(in->desk, &approvals, "the customer has written since");
	if (err == NULL && added && asks && status != STATUS_OPEN &&
	    (head->row.conv.marks & MARK_SPAM) == 0)
		err = conversation_status(in->desk, head, STATUS_OPEN, 0, "customer wrote",
			(struct entry){ .actor_kind = ACTOR_SYSTEM });
	if (err == NULL && first && !item->history && item->visibility >= VIS_GROUP) {
		in->begun = list_grow(in->desk->arena, in->begun, in->begun_count, sizeof(*in->begun));
		in->begun[in->begun_count++] = touched->row.conv.id;
	}
	head->heard = head->heard || (added && asks);
	if (err == NULL && added && asks)
		err = rule_message_in(in->desk, &in->watch, head->row.conv.id, message);
	if (err == NULL && first && item->history)
		err = conversation_status(in->desk, touched, STATUS_RESOLVED, 0, REASON_HISTORY,
			(struct entry){ .actor_kind = ACTOR_SYSTEM });
	if (err == NULL && in->refresh_ms > 0 && !item->history && item->native != NULL)
		err = store_refresh_set(in->desk->store, message, in->account.id, in->desk->now_ms + in->refresh_ms);
	in->result->added++;
	return err;
}

err_t ingest_context(struct ingest *in, const struct item *item)
{
	struct stored_message row = ingest_message(in, item, 0, DIR_CONTEXT);
	int64_t id;

	if (item->op == ITEM_ECHO)
		row.kind = "echo";
	return store_message_add(in->desk->store, &row, &id);
}

/* ---- what the account itself wrote */

static err_t external_record(struct ingest *in, struct touched *touched, const struct item *item,
	int64_t message)
{
	struct entry entry = {
		.kind = EVENT_MESSAGE_OUT,
		.actor_kind = item->automatic ? ACTOR_AUTOMATIC : ACTOR_EXTERNAL,
		.net_ms = item->at_ms, .ext = item->uid, .ref = item->parent,
		.detail = { { "request", item->history ? "0" : NULL } }
	};
	struct touched *head;
	err_t err = newest_know(in, touched);

	if (err == NULL)
		err = ledger_append(in->desk, touched, 0, &entry, NULL);
	if (err == NULL)
		err = conversation_head(in->desk, touched, &head);
	if (err != NULL)
		return err;
	conversation_last(in, touched, item_at(in, item));
	if (touched->row.newest == 0)
		touched->row.newest = message;
	in->result->added++;
	if (item->automatic || item->history || head->row.conv.status != STATUS_OPEN ||
	    item_at(in, item) < touched->newest_ms)
		return NULL;
	return conversation_status(in->desk, head, STATUS_PENDING, 0, "answered elsewhere",
		(struct entry){ .actor_kind = ACTOR_SYSTEM });
}

/* Of a message that we have, NULL where it is in none. */
static err_t conversation_of(struct ingest *in, const char *uid, struct touched **out)
{
	struct stored_message known;
	bool found = false;
	err_t err = store_message_find(in->desk->store, in->desk->arena, in->account.id, uid, &known, &found);

	return err == NULL && found && known.message.conversation != 0 ?
		conversation_touch(in->desk, known.message.conversation, out) : err;
}

/* Of the person it is addressed to; where the network names none, of the message that it answers. */
static err_t echo_conversation(struct ingest *in, const struct item *item, struct touched **out)
{
	struct contact contact = { 0 };
	bool found = false;
	err_t err = NULL;

	if (item->to.id != NULL)
		err = store_contact_find(in->desk->store, in->desk->arena, in->account.network,
			item->to.id, &contact, &found);
	if (err == NULL)
		err = conversation_find(in, item, contact.id, out);
	if (err == NULL && *out == NULL && item->to.id == NULL && item->parent != NULL)
		err = conversation_of(in, item->parent, out);
	return err;
}

err_t ingest_echo(struct ingest *in, const struct item *item, const struct stored_message *known)
{
	struct stored_message row;
	struct touched *touched = NULL;
	bool matched = false;
	int64_t id = 0;
	err_t err = echo_known(in->desk, in->account.id, item, &matched);

	if (err == NULL && !matched)
		err = echo_conversation(in, item, &touched);
	if (err == NULL && touched != NULL)
		err = echo_match(in->desk, in->account.id, touched->row.conv.id, item, &matched);
	if (err != NULL)
		return err;
	if (matched || (touched == NULL && known != NULL)) {
		in->result->unchanged++;
		return NULL;
	}
	if (touched == NULL)
		return ingest_context(in, item);
	row = ingest_message(in, item, touched->row.conv.id, DIR_OUT);
	if (known != NULL) {
		id = known->message.id;
		err = store_message_place(in->desk->store, known, touched->row.conv.id, DIR_OUT);
	} else {
		err = store_message_add(in->desk->store, &row, &id);
	}
	return err != NULL ? err : external_record(in, touched, item, id);
}

/* Streams come one after the other: what we answered may be told after our answer. */
err_t ingest_early_echo(struct ingest *in, const struct item *asked)
{
	struct stored_message known;
	struct item echo = { .op = ITEM_ECHO, .to = asked->author };
	bool found = false;
	err_t err = store_message_early(in->desk->store, in->desk->arena, in->account.id,
		item_thread(asked), asked->uid, &known, &found);

	if (err != NULL || !found)
		return err;
	echo.uid = known.message.remote_id;
	echo.native = known.native;
	echo.thread = known.thread;
	echo.parent = known.message.reply_to;
	echo.visibility = known.message.visibility;
	echo.at_ms = known.message.at_ms;
	echo.text = known.message.text;
	echo.url = known.message.url;
	return ingest_echo(in, &echo, &known);
}

err_t ingest_new(struct ingest *in, const struct item *item)
{
	struct stored_message row;
	struct touched *touched;
	int64_t id = 0;
	err_t err = conversation_for(in, item, &touched);

	if (err != NULL)
		return err;
	row = ingest_message(in, item, touched->row.conv.id, DIR_IN);
	err = store_message_add(in->desk->store, &row, &id);
	if (err == NULL)
		err = ingest_inbound(in, touched, item, id);
	return err != NULL || item->history ? err : ingest_early_echo(in, item);
}
