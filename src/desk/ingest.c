/* SPDX-License-Identifier: ISC */
/*
 * What a network brought, turned into contacts, conversations, messages and
 * ledger rows.  Every item is looked up by its uid first: what is known is at
 * most edited, deleted or moved out of the context; only what is new opens
 * or continues a conversation.
 */
#include "guichet/desk/ingest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "autolink.h"
#include "guichet/store/refresh.h"
#include "party.h"
#include "survey.h"

enum { BAD_RAW = 8192, GAP_MARGIN_MS = 10 * 60 * 1000 };

static bool is_request(const struct item *item)
{
	return !item->history && !item->feed;
}

/* ---- messages */

static struct stored_message message_of(const struct ingest *in, const struct item *item,
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

static err_t inbound_record(struct ingest *in, struct touched *touched, const struct item *item,
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

static err_t context_add(struct ingest *in, const struct item *item)
{
	struct stored_message row = message_of(in, item, 0, DIR_CONTEXT);
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

static err_t echo_add(struct ingest *in, const struct item *item, const struct stored_message *known)
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
		return context_add(in, item);
	row = message_of(in, item, touched->row.conv.id, DIR_OUT);
	if (known != NULL) {
		id = known->message.id;
		err = store_message_place(in->desk->store, known, touched->row.conv.id, DIR_OUT);
	} else {
		err = store_message_add(in->desk->store, &row, &id);
	}
	return err != NULL ? err : external_record(in, touched, item, id);
}

/* Streams come one after the other: what we answered may be told after our answer. */
static err_t early_echo(struct ingest *in, const struct item *asked)
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
	return echo_add(in, &echo, &known);
}

static err_t inbound_add(struct ingest *in, const struct item *item)
{
	struct stored_message row;
	struct touched *touched;
	int64_t id = 0;
	err_t err = conversation_for(in, item, &touched);

	if (err != NULL)
		return err;
	row = message_of(in, item, touched->row.conv.id, DIR_IN);
	err = store_message_add(in->desk->store, &row, &id);
	if (err == NULL)
		err = inbound_record(in, touched, item, id);
	return err != NULL || item->history ? err : early_echo(in, item);
}

/* ---- what is known already */

static err_t known_gone(struct ingest *in, const struct stored_message *known)
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
	struct stored_message now = message_of(in, item, known->message.conversation,
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

static err_t known_update(struct ingest *in, const struct stored_message *known,
	const struct item *item)
{
	struct touched *touched;
	err_t err;

	if (known->message.deleted_ms == 0 && known->message.direction == DIR_CONTEXT) {
		if (item->op == ITEM_ECHO)
			return echo_add(in, item, known);
		if (item->op == ITEM_NEW) {
			err = conversation_for(in, item, &touched);
			if (err == NULL)
				err = store_message_place(in->desk->store, known,
					touched->row.conv.id, DIR_IN);
			if (err == NULL)
				err = inbound_record(in, touched, item, known->message.id);
			return err != NULL || item->history ? err : early_echo(in, item);
		}
	}
	if (known->message.deleted_ms == 0 && is_edit(known, item))
		return known_edited(in, known, item);
	in->result->unchanged++;
	if (item->rev != NULL && !str_equal(known->rev, item->rev))
		return store_message_rev(in->desk->store, known->message.id, item->rev);
	return NULL;
}

static err_t item_ingest(struct ingest *in, const struct item *item)
{
	struct stored_message known;
	bool found = false;
	err_t err = store_message_find(in->desk->store, in->desk->arena, in->account.id, item->uid,
		&known, &found);

	if (err != NULL)
		return err;
	if (item->op == ITEM_GONE) {
		if (found)
			return known_gone(in, &known);
		in->result->unchanged++;
		return NULL;
	}
	if (found)
		return known_update(in, &known, item);
	switch (item->op) {
	case ITEM_NEW:
		return inbound_add(in, item);
	case ITEM_ECHO:
		return echo_add(in, item, NULL);
	case ITEM_CONTEXT:
	case ITEM_GONE:
		break;
	}
	return context_add(in, item);
}

/* ---- the batch */

static err_t bad_keep(struct ingest *in, const char *why, const char *raw)
{
	unsigned char hash[CRYPT_SHORT];
	char mark[2 * CRYPT_SHORT + 1];
	struct bad_row row = {
		.account_id = in->account.id, .mark = mark, .at_ms = in->desk->now_ms, .why = why,
		.raw = raw == NULL ? "" : raw
	};
	size_t len = strlen(row.raw);
	bool added;

	crypt_short(in->desk->hash_key, row.raw, len, hash);
	crypt_hex(hash, sizeof(hash), mark);
	if (len > BAD_RAW)
		row.raw = arena_copy_n(in->desk->arena, row.raw, BAD_RAW);
	in->result->bad++;
	return store_bad_add(in->desk->store, &row, &added);
}

/* Oldest first, deletions last: an answer never comes before its question. */
static int64_t item_order(const struct item *item)
{
	return item->op == ITEM_GONE ? INT64_MAX : item->at_ms;
}

static int item_compare(const void *left, const void *right)
{
	const struct item *a = *(const struct item *const *)left;
	const struct item *b = *(const struct item *const *)right;

	if (item_order(a) != item_order(b))
		return item_order(a) < item_order(b) ? -1 : 1;
	if ((a->op == ITEM_ECHO) != (b->op == ITEM_ECHO))
		return a->op == ITEM_ECHO ? 1 : -1;
	return a < b ? -1 : a > b;
}

static const struct item **batch_sort(struct arena *arena, const struct ingest_batch *batch)
{
	const struct item **order = arena_array(arena, batch->count + 1, sizeof(*order));
	bool sorted = true;

	for (size_t i = 0; i < batch->count; i++) {
		order[i] = &batch->items[i];
		sorted = sorted && (i == 0 || item_compare(&order[i - 1], &order[i]) < 0);
	}
	if (!sorted)
		qsort(order, batch->count, sizeof(*order), item_compare);
	return order;
}

/*
 * Kept as one span with what was passed over before.  Where the network does not tell since when, it is the end of the
 * last whole poll, and a little more: its streams were read before it ended.
 */
static err_t gap_keep(struct ingest *in, const struct ingest_batch *batch)
{
	const struct account *account = &in->account;
	int64_t from = batch->gap_from_ms, to = batch->gap_to_ms;

	if (to == 0)
		return NULL;
	if (from == 0 && account->polled_ms > GAP_MARGIN_MS)
		from = account->polled_ms - GAP_MARGIN_MS;
	if (from > to)
		from = to;
	if (account->gap_to_ms != 0) {
		from = from < account->gap_from_ms ? from : account->gap_from_ms;
		to = to > account->gap_to_ms ? to : account->gap_to_ms;
	}
	desk_note_change(in->desk, CHANGE_ACCOUNT, account->id);
	return store_account_gap(in->desk->store, account->id, from, to);
}

static err_t batch_ingest(struct ingest *in, const struct ingest_batch *batch)
{
	const struct item **order = batch_sort(in->desk->arena, batch);
	err_t err = NULL, bad;

	for (size_t i = 0; err == NULL && i < batch->count; i++) {
		bad = item_check(order[i]);
		err = bad == NULL ? item_ingest(in, order[i])
			: bad_keep(in, bad->text, order[i]->uid == NULL ? order[i]->text : order[i]->uid);
	}
	for (size_t i = 0; err == NULL && i < batch->bad_count; i++)
		err = bad_keep(in, text_or_empty(batch->bad[i].why), batch->bad[i].raw);
	if (err == NULL && batch->stream != NULL && batch->cursor != NULL)
		err = store_cursor_set(in->desk->store, in->account.id, batch->stream, batch->cursor);
	if (err == NULL)
		err = gap_keep(in, batch);
	if (err == NULL)
		err = desk_settle(in->desk);
	for (size_t i = 0; err == NULL && i < in->begun_count; i++)
		err = autolink_take(in->desk, in->begun[i]);
	return err;
}

err_t desk_ingest(struct desk *desk, const struct ingest_batch *batch, struct ingest_result *out)
{
	struct ingest_result result = { 0 };
	struct ingest in = { .desk = desk, .result = &result, .refresh_ms = batch->refresh_ms };
	bool found = false;
	err_t err = store_account(desk->store, desk->arena, batch->account, &in.account, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no account %" PRId64, batch->account);
	if (err == NULL)
		err = rule_watch_begin(desk, &in.watch);
	if (err == NULL)
		err = batch_ingest(&in, batch);
	if (err == NULL && out != NULL)
		*out = result;
	return err;
}

err_t desk_cursor(struct desk *desk, struct arena *arena, int64_t account, const char *stream,
	const char **out)
{
	return store_cursor(desk->store, arena, account, stream, out);
}
