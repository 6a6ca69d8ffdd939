/* SPDX-License-Identifier: ISC */
/*
 * What happened to one conversation, told from the ledger's rows, each of
 * them by history_row.c.  The outbox adds when a reply was
 * written and why it failed, the journal what was done with one on its way,
 * and whether an agent's change was made by hand.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "history.h"

enum { HISTORY_MESSAGES = 2000 };

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

const char *history_agent(const struct history *h, int64_t id)
{
	for (size_t i = 0; i < h->agent_count; i++)
		if (h->agents[i].id == id)
			return h->agents[i].name;
	return id == 0 ? NULL : arena_printf(h->arena, "agent %" PRId64, id);
}

static const char *text_numbered(const struct history *h, int64_t id)
{
	for (size_t i = 0; i < h->message_count; i++)
		if (h->messages[i].id == id)
			return h->messages[i].text;
	return "";
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

/* ---- rows of the ledger */

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
			.kind = event_kind_name(events[i].kind), .who = history_agent(h, events[i].actor),
			.origin = origin_of(h, &events[i]), .text = "", .conversation = events[i].conversation,
			.undoes = settings_get(h->arena, events[i].detail, "undoes"),
			.redoes = settings_get(h->arena, events[i].detail, "redoes"),
			.played_by = settings_get(h->arena, events[i].detail, "played_by") };
		err = history_row_tell(h, &events[i], row);
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
			.who = history_agent(h, out->agent), .origin = origin_word(out->origin) };
		if (out->act[0] != '\0')
			row->text = out->act;
		else
			row->text = text_numbered(h, out->message);
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
				.who = history_agent(h, entry->agent), .origin = origin_word(entry->origin),
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
