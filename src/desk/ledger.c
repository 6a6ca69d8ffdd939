/* SPDX-License-Identifier: ISC */
/*
 * A ledger brought in from elsewhere.  Its rows keep their numbers, because
 * the chain covers them; what the numbers name is created beside them, and
 * the desk takes over the name under which the chain was made.  Rows without
 * a chain get this desk's.  A long ledger
 * comes in several batches: each goes on where the one before it ended, as
 * long as the desk wrote no row of its own.
 */
#include "ledger_import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define IMPORTED "ledger_imported"	/* meta: the last row that came from elsewhere */

static err_t account_need(struct import *im, const struct ledger_line *line)
{
	struct desk *desk = im->desk;
	int64_t id = line->event.account;
	const char *name = line->account_name != NULL ? line->account_name
		: arena_printf(desk->arena, "account-%" PRId64, id);
	struct account known;
	bool found = false;
	err_t err;

	if (id == 0 || map_find(&im->accounts, &id, sizeof(id)) != NULL)
		return NULL;
	map_put(&im->accounts, desk->arena, &id, sizeof(id), 1);
	err = store_account(desk->store, desk->arena, id, &known, &found);
	if (err == NULL && found && strcmp(known.name, name) != 0)
		err = err_make(ERR_STATE, "account %s stands where the ledger has %s", known.name, name);
	if (err != NULL || found)
		return err;
	err = store_account_named(desk->store, desk->arena, name, &known, &found);
	if (err == NULL && found)
		err = err_make(ERR_STATE, "account %s has another number in the ledger", name);
	if (err == NULL)
		err = store_account_import(desk->store, id,
			line->network == NULL ? "import" : line->network, name);
	if (err == NULL)
		desk_note_change(desk, CHANGE_ACCOUNT, id);
	return err;
}

/* Who imports may be the one who made room: the journal must name the new number. */
static err_t actor_follow(struct desk *desk, const char *name)
{
	struct agent moved;
	bool found = false;
	err_t err = store_agent_named(desk->store, desk->arena, name, &moved, &found);

	if (err == NULL && found)
		desk->actor.agent = moved.id;
	return err;
}

enum agent_kind import_kind(enum ledger_subject is)
{
	return is == SUBJECT_BOT ? AGENT_ROBOT : is == SUBJECT_TEAM ? AGENT_TEAM : AGENT_PERSON;
}

/* Who sits at this number makes room; who has this name moves here. */
static err_t agent_need(struct import *im, int64_t id, const char *name, enum ledger_subject is)
{
	struct desk *desk = im->desk;
	struct agent here, named;
	bool taken = false, exists = false;
	err_t err;

	if (id <= 0 || map_find(&im->agents, &id, sizeof(id)) != NULL)
		return NULL;
	map_put(&im->agents, desk->arena, &id, sizeof(id), 1);
	if (name == NULL)
		name = arena_printf(desk->arena, "agent-%" PRId64, id);
	err = store_agent(desk->store, desk->arena, id, &here, &taken);
	if (err == NULL)
		err = store_agent_named(desk->store, desk->arena, name, &named, &exists);
	if (err != NULL || (taken && strcmp(here.name, name) == 0))
		return err;
	if (taken)
		err = store_agent_move(desk->store, id, 0);
	if (err == NULL && exists)
		err = store_agent_move(desk->store, named.id, id);
	else if (err == NULL)
		err = store_agent_import(desk->store, id, name, import_kind(is));
	if (err == NULL && taken && desk->actor.agent == id)
		err = actor_follow(desk, here.name);
	else if (err == NULL && exists && desk->actor.agent == named.id)
		desk->actor.agent = id;
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, id);
	return err;
}

err_t import_contact(struct import *im, const struct ledger_line *line, const char *remote_id,
	int64_t *id)
{
	struct desk *desk = im->desk;
	struct contact contact = {
		.network = line->network == NULL ? "import" : line->network,
		.remote_id = remote_id, .handle = remote_id, .name = "", .url = ""
	}, known;
	bool found = false;
	err_t err = store_contact_find(desk->store, desk->arena, contact.network, remote_id, &known,
		&found);

	if (err == NULL && found)
		*id = known.id;
	else if (err == NULL)
		err = store_contact_put(desk->store, &contact, id);
	return err;
}

/* An earlier batch may have brought what came before in this thread. */
static err_t episode_after(struct desk *desk, struct stored_conversation *row)
{
	struct stored_conversation known;
	bool found = false;
	err_t err = store_conversation_find(desk->store, desk->arena, row->conv.account,
		row->conv.thread, row->conv.contact, &known, &found);

	if (err == NULL && found)
		row->episode = known.episode + 1;
	return err;
}

err_t import_conversation(struct import *im, const struct ledger_line *line, int64_t id, const char *name,
	struct touched **out)
{
	struct desk *desk = im->desk;
	int64_t *episode;
	struct stored_conversation row = {
		.conv = { .id = id, .account = line->event.account, .status = STATUS_OPEN,
			.visibility = line->event.surface == SURFACE_PRIVATE ? VIS_PRIVATE : VIS_PUBLIC },
		.created_ms = line->event.recv_ms
	};
	const char *key;
	err_t err;

	row.conv.thread = arena_copy(desk->arena, line->thread == NULL ? name : line->thread);
	err = import_contact(im, line, line->contact == NULL ? name : line->contact, &row.conv.contact);
	if (err != NULL)
		return err;
	key = arena_printf(desk->arena, "%" PRId64 " %" PRId64 " %s", row.conv.account,
		row.conv.contact, row.conv.thread);
	episode = map_find(&desk->conversations, key, strlen(key));
	if (episode != NULL)
		row.episode = *episode + 1;
	else if (im->goes_on)
		err = episode_after(desk, &row);
	if (err != NULL)
		return err;
	map_put(&desk->conversations, desk->arena, key, strlen(key), row.episode);
	*out = conversation_touched(desk, &row, true);
	if (id > desk->last_conversation)
		desk->last_conversation = id;
	return NULL;
}

/* By its number; one that a ledger named keeps that name. */
static err_t conversation_need(struct import *im, const struct ledger_line *line, struct touched **out)
{
	struct desk *desk = im->desk;
	int64_t id = line->event.conversation;
	int64_t *at = map_find(&desk->touched_ids, &id, sizeof(id));
	const char *number = arena_printf(desk->arena, "%" PRId64, id);
	err_t err;

	*out = NULL;
	if (id == 0)
		return NULL;
	if (at != NULL) {
		*out = desk->touched[*at];
		return NULL;
	}
	if (im->goes_on) {
		err = conversation_touch(desk, id, out);
		if (!err_is(err, ERR_NOT_FOUND))
			return err;
	}
	err = import_conversation(im, line, id, arena_printf(desk->arena, "ledger-%s", number), out);
	if (err == NULL && line->conv_name != NULL && strcmp(line->conv_name, number) != 0)
		err = store_ledger_name_add(desk->store, id, line->event.account, line->conv_name);
	return err;
}

static unsigned mark_of(enum event_kind kind)
{
	return kind == EVENT_URGENT || kind == EVENT_CALM ? MARK_URGENT :
		kind == EVENT_MUTED || kind == EVENT_UNMUTED ? MARK_MUTED : MARK_SPAM;
}

/* What was merged into another one is open where the whole is kept. */
static err_t message_replay(struct import *im, struct touched *touched, const struct event *event)
{
	struct conversation *conv = &touched->row.conv;
	struct touched *head;
	err_t err;

	if (event_time(event) > conv->last_ms)
		conv->last_ms = event_time(event);
	if (!event_asks(event))
		return NULL;
	err = import_head(im, touched, &head);
	if (err != NULL)
		return err;
	conversation_hear(&head->row.conv);
	conversation_dirty(im->desk, head);
	return NULL;
}

/* The row that the events leave behind, as far as they tell. */
static err_t conversation_replay(struct import *im, struct touched *touched,
	const struct event *event)
{
	struct conversation *conv = &touched->row.conv;
	char text[256];
	enum status status;
	bool changed;

	switch (event->kind) {
	case EVENT_MESSAGE_IN:
	case EVENT_MESSAGE_OUT:
		return message_replay(im, touched, event);
	case EVENT_ASSIGNED:
		conv->assignee = event->subject;
		return NULL;
	case EVENT_UNASSIGNED:
		conv->assignee = 0;
		return NULL;
	case EVENT_MERGED: case EVENT_UNMERGED: case EVENT_LINKED: case EVENT_UNLINKED:
		return import_family(im, conv, event);
	case EVENT_STATUS:
		if (event_detail(event, "to", text, sizeof(text)) != NULL &&
		    status_parse(text, &status) == NULL)
			conv->status = status;
		if (conv->status == STATUS_SNOOZED)
			conv->status = STATUS_OPEN;	/* its alarm did not come along */
		conversation_over(conv, event->actor_kind != ACTOR_SYSTEM ? NULL :
			event_detail(event, "reason", text, sizeof(text)), desk_calendar(im->desk), event->recv_ms);
		return NULL;
	case EVENT_URGENT: case EVENT_MUTED: case EVENT_SPAM:
		conv->marks |= mark_of(event->kind);
		return NULL;
	case EVENT_CALM: case EVENT_UNMUTED: case EVENT_UNSPAM:
		conv->marks &= ~mark_of(event->kind);
		return NULL;
	case EVENT_PRIORITY:
		conv->marks = event_priority(event, conv->marks);
		return NULL;
	case EVENT_TAGGED:
		if (event_detail(event, "tag", text, sizeof(text)) == NULL)
			return NULL;
		return conversation_tag(im->desk, touched, text, true, &changed);
	case EVENT_UNTAGGED:
		if (event_detail(event, "tag", text, sizeof(text)) == NULL)
			return NULL;
		return conversation_tag(im->desk, touched, text, false, &changed);
	default:
		return NULL;
	}
}

/* Rows that nothing could be measured by do not come in; due times follow the others. */
static err_t dated_replay(struct import *im, const struct event *event)
{
	struct metric_settings *scratch;
	err_t err;

	if (event->kind != EVENT_SETTINGS_VERSION && event->kind != EVENT_SCHEDULE_VERSION &&
	    event->kind != EVENT_CLOCK_OFFSET)
		return NULL;
	scratch = metric_settings_create(im->desk->arena);
	err = metric_settings_add(scratch, event);
	return err != NULL ? err : metrics_changed(im->desk);
}

static err_t place_of(struct import *im, const struct event *event)
{
	if (event->seq == im->desk->seq + 1)
		return NULL;
	return err_make(ERR_DATA, "ledger: row %" PRId64 " stands where %" PRId64 " should", event->seq,
		im->desk->seq + 1);
}

static err_t chain_check(struct import *im, const struct event *event)
{
	unsigned char hash[CRYPT_HASH];
	err_t err = place_of(im, event);

	if (err != NULL)
		return err;
	ledger_hash(im->desk->id, im->desk->head, event, &im->scratch, hash);
	if (memcmp(hash, event->hash, CRYPT_HASH) != 0)
		return err_make(ERR_DATA, "ledger: the chain is broken at row %" PRId64, event->seq);
	return NULL;
}

static err_t event_took_place(struct import *im, struct touched *touched, const struct event *event)
{
	struct desk *desk = im->desk;

	desk->seq = event->seq;
	memcpy(desk->head, event->hash, CRYPT_HASH);
	if (touched == NULL)
		return dated_replay(im, event);
	touched->fresh = list_grow(desk->arena, touched->fresh, touched->fresh_count,
		sizeof(*touched->fresh));
	touched->fresh[touched->fresh_count++] = *event;
	touched->has_events = true;
	conversation_dirty(desk, touched);
	return conversation_replay(im, touched, event);
}

static err_t sealed_import(struct import *im, const struct ledger_line *line)
{
	const struct event *event = &line->event;
	struct touched *touched = NULL;
	bool added = false;
	err_t err;

	if (line->desk == NULL || strcmp(line->desk, im->desk->id) != 0)
		return err_make(ERR_DATA, "ledger: row %" PRId64 " is of another desk", event->seq);
	if ((unsigned)event->kind >= EVENT_KINDS || (unsigned)event->actor_kind >= ACTOR_KINDS)
		return err_make(ERR_DATA, "ledger: row %" PRId64 " is of an unknown kind", event->seq);
	err = chain_check(im, event);
	if (err == NULL)
		err = account_need(im, line);
	if (err == NULL)
		err = agent_need(im, event->actor, line->actor_name, event->actor_kind == ACTOR_BOT ? SUBJECT_BOT : SUBJECT_PERSON);
	if (err == NULL && event_is_about_agent(event->kind))
		err = agent_need(im, event->subject, line->subject_name, line->subject_is);
	if (err == NULL)
		err = conversation_need(im, line, &touched);
	if (err == NULL)
		err = store_event_add(im->desk->store, event, &added);
	if (err == NULL && !added)
		err = err_make(ERR_DATA, "ledger: row %" PRId64 " is there twice", event->seq);
	return err != NULL ? err : event_took_place(im, touched, event);
}

/* Its number is the file's, its hash is ours. */
static err_t open_import(struct import *im, const struct ledger_line *line)
{
	struct touched *touched;
	struct event event;
	bool added = false;
	err_t err = place_of(im, &line->event);

	if (err == NULL)
		err = import_resolve(im, line, &event, &touched);
	for (int attempt = 0; err == NULL && !added && attempt < 2; attempt++) {
		if (attempt > 0)
			import_repeat(im, &event);
		ledger_hash(im->desk->id, im->desk->head, &event, &im->scratch, event.hash);
		err = store_event_add(im->desk->store, &event, &added);
	}
	return err != NULL ? err : event_took_place(im, touched, &event);
}

static err_t line_import(struct import *im, const struct ledger_line *line)
{
	err_t err = line->sealed ? sealed_import(im, line) : open_import(im, line);

	return err != NULL && line->number != 0 ? err_wrap(err, "line %zu", line->number) : err;
}

/* Into nothing, or behind rows that all came this way. */
static err_t place_check(struct import *im, const struct ledger_line *first)
{
	struct desk *desk = im->desk;

	im->goes_on = desk->seq != 0;
	if (first->sealed && (first->desk == NULL || strlen(first->desk) >= UUID_TEXT))
		return err_make(ERR_DATA, "ledger: the first row does not name its desk");
	if (!im->goes_on)
		return NULL;
	if (meta_int(desk->store, IMPORTED, 0) != desk->seq)
		return err_make(ERR_STATE, "this desk has a ledger already: import into a new one");
	if (first->event.seq != desk->seq + 1)
		return err_make(ERR_STATE, "the ledger of this desk ends at row %" PRId64
			": what comes next must begin behind it", desk->seq);
	return NULL;
}

/* What its hash would be if it came now; false where it names something that is not here. */
static err_t open_hash(struct import *im, const struct ledger_line *line, unsigned char hash[CRYPT_HASH], bool *can)
{
	struct touched *touched;
	struct event event;
	int64_t first = 0;
	err_t err = import_resolve(im, line, &event, &touched);

	*can = err == NULL;
	if (err_is(err, ERR_NOT_FOUND))
		return NULL;
	if (err == NULL && event.has_ext)
		err = store_event_find(im->desk->store, &event, &first);
	if (err != NULL)
		return err;
	if (first != 0 && first < event.seq)
		import_repeat(im, &event);
	ledger_hash(im->desk->id, im->previous, &event, &im->scratch, hash);
	return NULL;
}

static err_t known_is(struct import *im, const struct ledger_line *line, bool *same)
{
	unsigned char stored[CRYPT_HASH], hash[CRYPT_HASH];
	bool found = false, can = true;
	err_t err = store_event_hash(im->desk->store, line->event.seq, stored, &found);

	if (err != NULL)
		return err;
	memcpy(hash, line->event.hash, CRYPT_HASH);
	if (!line->sealed)
		err = open_hash(im, line, hash, &can);
	*same = found && can && memcmp(stored, hash, CRYPT_HASH) == 0;
	memcpy(im->previous, stored, CRYPT_HASH);
	return err;
}

/* How many of the lines an earlier import brought already. */
static err_t known_count(struct import *im, const struct ledger_line *lines, size_t count, size_t *known)
{
	struct desk *desk = im->desk;
	bool found = false;
	err_t err = NULL;

	*known = 0;
	if (count > 0 && lines[0].event.seq > 1 && lines[0].event.seq <= desk->seq)
		err = store_event_hash(desk->store, lines[0].event.seq - 1, im->previous, &found);
	for (; err == NULL && *known < count && lines[*known].event.seq <= desk->seq; (*known)++) {
		bool same = false;

		err = known_is(im, &lines[*known], &same);
		if (err == NULL && !same)
			err = err_make(ERR_STATE, "this desk has a ledger already, with another row %" PRId64
				": import into a new one", lines[*known].event.seq);
	}
	im->creates = true;
	return err;
}

err_t desk_ledger_import(struct desk *desk, const struct ledger_line *lines, size_t count, size_t *known)
{
	struct import im = { .desk = desk };
	err_t err = known_count(&im, lines, count, known);

	lines += *known;
	count -= *known;
	if (err == NULL && count > 0)
		err = place_check(&im, &lines[0]);
	if (err != NULL || count == 0) {
		str_finish(&im.scratch);
		return err;
	}
	if (!im.goes_on && lines[0].sealed)
		memcpy(desk->id, lines[0].desk, strlen(lines[0].desk) + 1);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = line_import(&im, &lines[i]);
	if (err == NULL)
		err = store_meta_set(desk->store, "desk_id", desk->id);
	if (err == NULL)
		err = meta_int_set(desk, IMPORTED, desk->seq);
	if (err == NULL)
		err = desk_settle(desk);
	str_finish(&im.scratch);
	return err;
}
