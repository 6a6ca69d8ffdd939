/* SPDX-License-Identifier: ISC */
/*
 * What happened to one conversation, told from the ledger's rows, with the
 * words of the messages that they name.  The outbox adds when a reply was
 * written and why it failed, the journal what was done with one on its way,
 * and whether an agent's change was made by hand.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "promise.h"

enum { HISTORY_MESSAGES = 2000 };

struct named { unsigned char hash[CRYPT_SHORT]; const struct message *message; };

struct history {
	struct reader *reader;
	struct arena *arena;
	struct list_row row;
	unsigned char hash_key[CRYPT_KEY];
	struct message *messages;
	struct named *named;		/* those that the network knows */
	size_t message_count, named_count, note;
	struct outbox_row *outbox;
	struct journal_row *journal;
	struct agent *agents;
	size_t outbox_count, journal_count, agent_count;
	bool heard;			/* the customer's first message was told */
	const char *holder;
	struct history_row *rows;
	size_t count;
	err_t failed;			/* earlier words could not be read */
};

/* ---- what is known about it */

err_t desk_hash_key(struct reader *reader, struct arena *arena, unsigned char out[CRYPT_KEY])
{
	const char *hex = NULL;
	err_t err = store_meta(reader->store, arena, "hash_key", &hex);

	if (err == NULL && (hex == NULL || !crypt_unhex(hex, out, CRYPT_KEY)))
		err = err_make(ERR_STORE, "the desk is damaged: it does not know its own key");
	return err;
}

static void messages_name(struct history *h)
{
	h->named = arena_array(h->arena, h->message_count + 1, sizeof(*h->named));
	for (size_t i = 0; i < h->message_count; i++) {
		const char *id = h->messages[i].remote_id;

		if (id == NULL)
			continue;
		crypt_short(h->hash_key, id, strlen(id), h->named[h->named_count].hash);
		h->named[h->named_count++].message = &h->messages[i];
	}
}

static err_t part_load(struct history *h, int64_t conversation)
{
	struct outbox_row *outbox = NULL;
	struct journal_row *journal = NULL;
	size_t outbox_count = 0, journal_count = 0;
	err_t err = store_outbox_of(h->reader->store, h->arena, conversation, &outbox, &outbox_count);

	if (err == NULL)
		err = store_journal_since(h->reader->store, h->arena, conversation, 0, &journal, &journal_count);
	for (size_t i = 0; err == NULL && i < outbox_count; i++) {
		h->outbox = list_grow(h->arena, h->outbox, h->outbox_count, sizeof(*outbox));
		h->outbox[h->outbox_count++] = outbox[i];
	}
	for (size_t i = 0; err == NULL && i < journal_count; i++) {
		h->journal = list_grow(h->arena, h->journal, h->journal_count, sizeof(*journal));
		h->journal[h->journal_count++] = journal[i];
	}
	return err;
}

static err_t history_load(struct history *h, int64_t conversation)
{
	struct store *store = h->reader->store;
	bool cut;
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = read_row(h->reader, h->arena, conversation, &h->row);

	if (err == NULL)
		err = desk_hash_key(h->reader, h->arena, h->hash_key);
	if (err == NULL)
		err = whole_messages(store, h->arena, conversation, HISTORY_MESSAGES, &h->messages,
			&h->message_count, &cut);
	if (err == NULL)
		err = store_whole(store, h->arena, conversation, &ids, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = part_load(h, ids[i]);
	if (err == NULL)
		err = store_agents(store, h->arena, &h->agents, &h->agent_count);
	if (err == NULL)
		messages_name(h);
	return err;
}

static const char *agent_of(const struct history *h, int64_t id)
{
	for (size_t i = 0; i < h->agent_count; i++)
		if (h->agents[i].id == id)
			return h->agents[i].name;
	return id == 0 ? NULL : arena_printf(h->arena, "agent %" PRId64, id);
}

static const struct message *message_of(const struct history *h, bool has, const unsigned char *hash)
{
	for (size_t i = 0; has && i < h->named_count; i++)
		if (memcmp(h->named[i].hash, hash, CRYPT_SHORT) == 0)
			return h->named[i].message;
	return NULL;
}

static const struct message *message_numbered(const struct history *h, int64_t id)
{
	for (size_t i = 0; i < h->message_count; i++)
		if (h->messages[i].id == id)
			return &h->messages[i];
	return NULL;
}

static bool is_note(const struct message *message)
{
	return message->direction == DIR_NOTE || message->direction == DIR_WITHDRAWN;
}

/* Notes come in the order in which they were written. */
static const struct message *note_next(struct history *h)
{
	while (h->note < h->message_count)
		if (is_note(&h->messages[h->note++]))
			return &h->messages[h->note - 1];
	return NULL;
}

/* ---- where a row came from */

static const char *origin_word(enum origin origin)
{
	return origin == ORIGIN_HUMAN ? "person" : origin_name(origin);
}

static const char *origin_of(const struct history *h, const struct event *event)
{
	for (size_t i = 0; event->actor != 0 && i < h->journal_count; i++)
		if (h->journal[i].at_ms == event->recv_ms && h->journal[i].agent == event->actor)
			return origin_word(h->journal[i].origin);
	switch (event->actor_kind) {
	case ACTOR_HUMAN:
		return "person";
	case ACTOR_AUTOMATIC:
		return "rule";
	case ACTOR_BOT:
		return "robot";
	case ACTOR_CUSTOMER: case ACTOR_EXTERNAL:
		return str_equal(h->row.network, "import") ? "import" : "network";
	case ACTOR_SYSTEM: case ACTOR_KINDS:
		break;
	}
	return "desk";
}

/* ---- one row of the ledger */

static void words_tell(struct history_row *row, const struct message *message)
{
	if (message == NULL)
		return;
	row->text = message->text;
	row->written_ms = message->at_ms;
}

/* The words of that instant. */
static void words_then(struct history *h, struct history_row *row, const struct message *message, int64_t at_ms)
{
	struct message then;

	if (message == NULL)
		return;
	then = *message;
	if (h->failed == NULL)
		h->failed = store_message_then(h->reader->store, h->arena, at_ms, &then);
	words_tell(row, &then);
}

static void message_tell(struct history *h, const struct event *event, struct history_row *row)
{
	const struct message *about = message_of(h, event->has_ext, event->ext);

	if (about == NULL)
		about = message_of(h, event->has_ref, event->ref);
	words_then(h, row, about, event->recv_ms);
	if (event->actor_kind == ACTOR_CUSTOMER || event->actor_kind == ACTOR_EXTERNAL)
		row->who = about != NULL && about->handle != NULL && about->handle[0] != '\0'
			? about->handle : event->actor_kind == ACTOR_CUSTOMER ? h->row.handle : NULL;
	if (event->kind == EVENT_MESSAGE_IN) {
		row->kind = h->heard ? "wrote" : "arrived";
		h->heard = true;
	} else if (event->kind == EVENT_MESSAGE_OUT) {
		row->kind = event->actor_kind == ACTOR_EXTERNAL ? "answered" : "sent";
	} else if (event->kind == EVENT_MESSAGE_EDITED) {
		row->kind = "edited";
	} else {
		row->kind = "deleted";
	}
}

static void assigned_tell(struct history *h, const struct event *event, struct history_row *row)
{
	const char *why;
	int64_t handover;

	row->from = h->holder;
	row->to = event->kind == EVENT_ASSIGNED ? agent_of(h, event->subject) : NULL;
	h->holder = row->to;
	if (row->to == NULL)
		row->kind = "released";
	else
		row->kind = event->subject == event->actor ? "claimed" : "assigned";
	row->text = "";
	if (row->from != NULL && !str_equal(row->from, row->who))
		row->text = arena_printf(h->arena, "from %s", row->from);
	if (str_equal(row->kind, "assigned"))
		row->text = arena_printf(h->arena, "%s%sto %s", row->text, row->text[0] != '\0' ? " " : "",
			row->to);
	why = settings_get(h->arena, event->detail, "why");
	if (why != NULL)
		row->text = arena_printf(h->arena, "%s: %s (route %s)", row->text, why,
			settings_get(h->arena, event->detail, "route"));
	handover = event->kind == EVENT_ASSIGNED ? settings_int(event->detail, "handover", 0) : 0;
	if (handover != 0)
		row->text = arena_printf(h->arena, "%s%sby handover %" PRId64, row->text, row->text[0] != '\0' ? " " : "", handover);
}

static void status_tell(struct history *h, const struct event *event, struct history_row *row)
{
	row->kind = "status";
	row->to = settings_get(h->arena, event->detail, "to");
	row->reason = settings_get(h->arena, event->detail, "reason");
	row->until_ms = settings_int(event->detail, "until", 0);
	row->text = arena_printf(h->arena, "%s%s%s%s", row->to == NULL ? "?" : row->to,
		row->reason == NULL ? "" : " (", row->reason == NULL ? "" : row->reason,
		row->reason == NULL ? "" : ")");
}

/* Why it failed is known of the newest attempt only. */
static void failed_tell(struct history *h, const struct event *event, struct history_row *row)
{
	row->kind = "failed";
	row->who = agent_of(h, event->subject);
	for (size_t i = 0; i < h->outbox_count; i++) {
		const struct outbox_row *out = &h->outbox[i];
		const char *name = arena_printf(h->arena, "outbox %" PRId64 " %" PRId64, out->id, out->attempt);
		unsigned char hash[CRYPT_SHORT];

		crypt_short(h->hash_key, name, strlen(name), hash);
		if (event->has_ext && memcmp(hash, event->ext, CRYPT_SHORT) == 0)
			row->text = row->reason = out->reason;
	}
}

/* Told of both: what was merged or linked, and with what. */
static void united_tell(struct history *h, const struct event *event, struct history_row *row)
{
	static const char *const between[] = { [EVENT_MERGED] = "into", [EVENT_UNMERGED] = "from",
		[EVENT_LINKED] = "with", [EVENT_UNLINKED] = "from" };

	row->text = arena_printf(h->arena, "#%" PRId64 " %s #%" PRId64, event->conversation, between[event->kind],
		event->subject);
	row->reason = settings_get(h->arena, event->detail, "reason");
	row->other = event->conversation == h->row.conv.id ? event->subject : event->conversation;
}

/* "block", "report (spam): insults" */
static void acted_tell(struct history *h, const struct event *event, struct history_row *row)
{
	const char *act = settings_get(h->arena, event->detail, "act");
	const char *category = settings_get(h->arena, event->detail, "category");

	row->reason = settings_get(h->arena, event->detail, "reason");
	row->text = arena_printf(h->arena, "%s%s%s%s%s%s", act == NULL ? "?" : act, category == NULL ? "" : " (",
		category == NULL ? "" : category, category == NULL ? "" : ")", row->reason == NULL ? "" : ": ",
		row->reason == NULL ? "" : row->reason);
}

/* A note that was withdrawn, or is back, is named by the row that first told of it. */
static void note_tell(struct history *h, const struct event *event, struct history_row *row)
{
	for (size_t i = 0; event->subject != 0 && i < h->count; i++)
		if (h->rows[i].seq == event->subject)
			row->text = h->rows[i].text;
	if (event->subject == 0)
		words_tell(row, note_next(h));
}

/* Who was found to be who: its customer and another identity, or a note about them. */
static void contact_tell(struct history *h, const struct event *event, struct history_row *row)
{
	int64_t to = settings_int(event->detail, "to", 0);

	if (settings_get(h->arena, event->detail, "about") != NULL)
		row->text = "note";
	else if (event->subject != 0)
		row->text = arena_printf(h->arena, "%s #%" PRId64, to != 0 ? "with" : "from", event->subject);
}

/* For when, and what. */
static err_t promised_tell(struct history *h, const struct event *event, struct history_row *row)
{
	const char *at = settings_get(h->arena, event->detail, "at"), *text = NULL;
	char instant[TIME_TEXT];
	err_t err = promise_words(h->reader->store, h->arena, event->seq, event->detail, &text);

	row->to = at == NULL ? NULL : arena_copy(h->arena, time_format(strtoll(at, NULL, 10), instant));
	row->text = text == NULL ? "" : text;
	return err;
}

/* "reply 7 of maria, alone" */
static void approval_tell(struct history *h, const struct event *event, struct history_row *row)
{
	const char *of = event->subject == 0 ? NULL : agent_of(h, event->subject);

	row->reason = settings_get(h->arena, event->detail, "reason");
	row->text = arena_printf(h->arena, "reply %" PRId64 "%s%s%s%s%s", settings_int(event->detail, "outbox", 0),
		of == NULL ? "" : " of ", of == NULL ? "" : of,
		settings_int(event->detail, "alone", 0) != 0 ? ", alone" : "",
		row->reason == NULL ? "" : ": ", row->reason == NULL ? "" : row->reason);
}

static void event_tell(struct history *h, const struct event *event, struct history_row *row)
{
	switch (event->kind) {
	case EVENT_MESSAGE_IN: case EVENT_MESSAGE_OUT: case EVENT_MESSAGE_EDITED:
	case EVENT_MESSAGE_DELETED:
		message_tell(h, event, row);
		break;
	case EVENT_MESSAGE_FAILED:
		failed_tell(h, event, row);
		break;
	case EVENT_ASSIGNED: case EVENT_UNASSIGNED:
		assigned_tell(h, event, row);
		break;
	case EVENT_STATUS:
		status_tell(h, event, row);
		break;
	case EVENT_TAGGED: case EVENT_UNTAGGED:
		row->text = settings_get(h->arena, event->detail, "tag");
		break;
	case EVENT_NOTE:
		note_tell(h, event, row);
		break;
	case EVENT_URGENT: case EVENT_CALM: case EVENT_MUTED: case EVENT_UNMUTED:
	case EVENT_SPAM: case EVENT_UNSPAM: case EVENT_EXCLUDED: case EVENT_INCLUDED:
		row->reason = settings_get(h->arena, event->detail, "reason");
		row->text = row->reason == NULL ? "" : row->reason;
		break;
	case EVENT_MERGED: case EVENT_UNMERGED: case EVENT_LINKED: case EVENT_UNLINKED:
		united_tell(h, event, row);
		break;
	case EVENT_ACTED: case EVENT_ACT_FAILED:
		acted_tell(h, event, row);
		break;
	case EVENT_PRIORITY:
		row->to = settings_get(h->arena, event->detail, "to");
		row->text = row->to == NULL ? "" : row->to;
		break;
	case EVENT_NOTE_WITHDRAWN:
		note_tell(h, event, row);
		break;
	case EVENT_CONTACT:
		contact_tell(h, event, row);
		break;
	case EVENT_APPROVAL_ASKED: case EVENT_APPROVED: case EVENT_DECLINED: case EVENT_APPROVAL_VOIDED:
		approval_tell(h, event, row);
		break;
	case EVENT_PROMISED:		/* needs what is kept beside it */
	case EVENT_PROMISE_KEPT: case EVENT_PROMISE_DROPPED:
	case EVENT_HANDED_OVER:
	case EVENT_VIEWED: case EVENT_SURVEY_SENT:
	case EVENT_SURVEY: case EVENT_SCHEDULE_VERSION: case EVENT_SETTINGS_VERSION:
	case EVENT_CLOCK_OFFSET: case EVENT_AGENT_DEACTIVATED: case EVENT_ACCOUNT_ADDED:
	case EVENT_ACCOUNT_CHANGED: case EVENT_ANNOTATED: case EVENT_ANNOTATION_REMOVED:
	case EVENT_REPORT_PUBLISHED: case EVENT_AVAILABILITY: case EVENT_KINDS:
		break;
	}
}

static struct history_row *row_add(struct history *h)
{
	h->rows = list_grow(h->arena, h->rows, h->count, sizeof(*h->rows));
	h->rows[h->count] = (struct history_row){ .text = "" };
	return &h->rows[h->count++];
}

static err_t events_tell(struct history *h, const struct event *events, size_t count)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct history_row *row;

		if (events[i].kind == EVENT_VIEWED)	/* nothing was done to it */
			continue;
		row = row_add(h);
		*row = (struct history_row){ .at_ms = events[i].recv_ms, .seq = events[i].seq,
			.kind = event_kind_name(events[i].kind), .who = agent_of(h, events[i].actor),
			.origin = origin_of(h, &events[i]), .text = "", .conversation = events[i].conversation,
			.undoes = settings_get(h->arena, events[i].detail, "undoes"),
			.redoes = settings_get(h->arena, events[i].detail, "redoes"),
			.played_by = settings_get(h->arena, events[i].detail, "played_by") };
		if (events[i].kind == EVENT_PROMISED)
			err = promised_tell(h, &events[i], row);
		else
			event_tell(h, &events[i], row);
	}
	return err;
}

/* ---- replies on their way */

static void outbox_tell(struct history *h)
{
	for (size_t i = 0; i < h->outbox_count; i++) {
		const struct outbox_row *out = &h->outbox[i];
		struct history_row *row = row_add(h);

		*row = (struct history_row){ .at_ms = out->queued_ms, .kind = "queued", .text = "",
			.who = agent_of(h, out->agent), .origin = origin_word(out->origin) };
		if (out->act[0] != '\0')
			row->text = out->act;
		else
			words_tell(row, message_numbered(h, out->message));
		row->written_ms = 0;
	}
}

static void journal_tell(struct history *h)
{
	static const struct { const char *call, *kind; } kinds[] = {
		{ "outbox cancel", "cancelled" }, { "outbox retry", "retried" }, { "outbox sent", "found sent" },
	};

	for (size_t i = 0; i < h->journal_count; i++) {
		const struct journal_row *entry = &h->journal[i];
		enum act_kind act;
		bool undone = str_equal(entry->call, "undo") &&
			(str_equal(entry->about, "reply") || act_of_call(entry->about, &act));
		const char *kind = undone ? "cancelled" : NULL;

		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (str_equal(kinds[k].call, entry->call))
				kind = kinds[k].kind;
		if (kind != NULL)
			*row_add(h) = (struct history_row){ .at_ms = entry->at_ms, .kind = kind, .text = "",
				.who = agent_of(h, entry->agent), .origin = origin_word(entry->origin),
				.undoes = undone ? entry->about : NULL };
	}
}

/* By time; the ledger's rows keep their order, and what is in no ledger goes first. */
static int row_compare(const void *left, const void *right)
{
	const struct history_row *a = left, *b = right;

	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

err_t read_history(struct reader *reader, struct arena *arena, int64_t conversation, size_t limit,
	struct history_row **out, size_t *count, bool *cut)
{
	struct history h = { .reader = reader, .arena = arena };
	struct event *events = NULL;
	struct united united;
	size_t event_count = 0;
	err_t err = read_united(reader, arena, &conversation, &united);

	if (err == NULL)
		err = history_load(&h, conversation);
	if (err == NULL)
		err = whole_events(reader->store, arena, &h.row.conv, &events, &event_count);
	if (err != NULL)
		return err;
	err = events_tell(&h, events, event_count);
	if (err != NULL)
		return err;
	outbox_tell(&h);
	journal_tell(&h);
	if (h.count > 1)
		qsort(h.rows, h.count, sizeof(*h.rows), row_compare);
	if (h.failed != NULL)
		return h.failed;
	*cut = h.count > limit;
	*out = h.rows + (*cut ? h.count - limit : 0);
	*count = *cut ? limit : h.count;
	return NULL;
}
