/* SPDX-License-Identifier: ISC */
/*
 * One row of the ledger as a person reads it: what each kind says beside who
 * and when, with the words of the message that it names, as they were then.
 */
#include "history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"

static const struct message *message_of(const struct history *h, bool has, const unsigned char *hash)
{
	for (size_t i = 0; has && i < h->named_count; i++)
		if (memcmp(h->named[i].hash, hash, CRYPT_SHORT) == 0)
			return h->named[i].message;
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
	row->to = event->kind == EVENT_ASSIGNED ? history_agent(h, event->subject) : NULL;
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
	row->who = history_agent(h, event->subject);
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
	const char *of = event->subject == 0 ? NULL : history_agent(h, event->subject);

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

/* What was promised is kept beside the ledger, and asked for. */
err_t history_row_tell(struct history *h, const struct event *event, struct history_row *row)
{
	if (event->kind == EVENT_PROMISED)
		return promised_tell(h, event, row);
	event_tell(h, event, row);
	return NULL;
}
