/* SPDX-License-Identifier: ISC */
/*
 * A conversation as it stood at an instant: its row and what was merged into
 * it by the ledger, its messages as far as they had come, in the words of
 * then.  Who may see what is said of today; what was erased since is gone.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "guichet/store/media.h"
#include "past.h"

enum { CONTEXT_LIMIT = 200 };

struct sent { unsigned char hash[CRYPT_SHORT]; };

struct then {
	struct reader *reader;
	struct arena *arena;		/* the caller's */
	const struct actor *actor;
	int64_t as_of_ms, conversation;
	struct past_frame frame;
	bool found;
	int64_t root;			/* it was shown in that one; 0 */
	struct thread thread;
	int64_t *members;		/* whose messages were shown in it, itself the first */
	size_t member_count;
	struct sent *sent;		/* what the network had of ours */
	size_t sent_count;
	unsigned char hash_key[CRYPT_KEY];
};

/* ---- what the ledger says */

static void sent_add(struct then *t, const struct event *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (events[i].kind == EVENT_MESSAGE_OUT && events[i].has_ext && events[i].recv_ms <= t->as_of_ms) {
			t->sent = list_grow(t->arena, t->sent, t->sent_count, sizeof(*t->sent));
			memcpy(t->sent[t->sent_count++].hash, events[i].ext, CRYPT_SHORT);
		}
}

static void member_add(struct then *t, int64_t id)
{
	t->members = list_grow(t->arena, t->members, t->member_count, sizeof(*t->members));
	t->members[t->member_count++] = id;
}

/* Parts and links of then, of which each must be seen today; began and goes_on are narrowed by who asks. */
static err_t family_tell(struct then *t, const struct reduction *r)
{
	const struct family *family = r->family;
	size_t self = (size_t)(r->self - family->of), merged = 0, goes_on = 0;
	struct merged_part *parts = arena_array(t->arena, family->count + 1, sizeof(*parts));
	int64_t *links = arena_array(t->arena, family->count + 1, sizeof(*links));
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < family->count; i++) {
		const struct relative *who = &family->of[i];
		bool seen = true;

		if (who->began == r->self->id)
			links[goes_on++] = who->id;
		if (who == r->self || who->root != self)
			continue;
		err = read_seen(t->reader, t->arena, t->actor, who->id, &seen);
		if (err != NULL || !seen)
			continue;
		parts[merged++] = (struct merged_part){ .id = who->id, .into = who->into };
		member_add(t, who->id);
	}
	sent_add(t, family->events, family->event_count);
	t->thread.united.merged = parts;
	t->thread.united.merged_count = merged;
	t->thread.united.goes_on = links;
	t->thread.united.goes_on_count = goes_on;
	t->thread.united.began = r->self->began;
	return err;
}

/* Why it had its status; rows are in their order. */
static const char *reason_of(const struct then *t, const struct reduction *r)
{
	const char *reason = NULL;

	for (size_t i = 0; i < r->count; i++)
		if (r->events[i].kind == EVENT_STATUS && r->events[i].recv_ms <= t->as_of_ms)
			reason = settings_get(t->arena, r->events[i].detail, "reason");
	return reason;
}

static err_t then_result(void *data, struct reduction *r, const struct wait_result *result)
{
	struct then *t = data;
	struct list_row row;
	err_t err;

	(void)result;
	if (r->conversation != t->conversation || !past_stood(&t->frame, r, &row))
		return NULL;
	if (row.conv.root != 0) {
		t->root = row.conv.root;
		return NULL;
	}
	err = past_today(t->reader, t->arena, &row, &t->thread.row, &t->found);
	t->thread.reason = reason_of(t, r);
	member_add(t, r->conversation);
	if (err == NULL && r->family != NULL)
		err = family_tell(t, r);
	else
		sent_add(t, r->events, r->count);
	return err;
}

/* What was merged by then is told of the one that it was merged into. */
static err_t ledger_read(struct then *t)
{
	struct reduction r = { .reader = t->reader, .as_of_ms = t->as_of_ms, .done = then_result, .data = t };
	struct list_row today;
	bool seen = true;
	err_t err = read_row(t->reader, t->arena, t->conversation, &today);

	if (err == NULL)
		err = reduction_one(&r, today.conv.account, t->conversation);
	if (err != NULL || t->root == 0)
		return err;
	err = read_seen(t->reader, t->arena, t->actor, t->root, &seen);
	if (err != NULL || !seen)
		return err;
	t->thread.united.asked = t->conversation;
	t->conversation = t->root;
	t->root = 0;
	return ledger_read(t);
}

/* ---- what was written */

/* It was still on its way then. */
static const char *state_then(const struct then *t, const struct message *m)
{
	unsigned char hash[CRYPT_SHORT];

	if (m->direction != DIR_OUT || m->remote_id == NULL || m->agent == 0)
		return m->state;
	crypt_short(t->hash_key, m->remote_id, strlen(m->remote_id), hash);
	for (size_t i = 0; i < t->sent_count; i++)
		if (memcmp(t->sent[i].hash, hash, CRYPT_SHORT) == 0)
			return m->state;
	return str_equal(m->state, outbox_state_name(OUT_SENT)) ? outbox_state_name(OUT_QUEUED) : m->state;
}

/* Those that had come, as they read; what was deleted since says so where its words are gone. */
static err_t messages_narrow(const struct then *t, struct message *list, size_t *count)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < *count; i++) {
		struct message *m = &list[i];

		if (m->received_ms > t->as_of_ms || m->direction == DIR_WITHDRAWN)
			continue;
		err = store_message_then(t->reader->store, t->arena, t->as_of_ms, m);
		m->state = state_then(t, m);
		if (m->deleted_ms > t->as_of_ms && m->text[0] != '\0')
			m->deleted_ms = 0;
		list[kept++] = *m;
	}
	*count = kept;
	return err;
}

static err_t messages_read(struct then *t, size_t limit)
{
	struct thread *thread = &t->thread;
	const struct conversation *conv = &thread->row.conv;
	struct store *store = t->reader->store;
	const struct message *newest;
	bool found;
	err_t err = messages_of(store, t->arena, t->members, t->member_count,
		(struct message_span){ PAST_MESSAGES, t->as_of_ms }, &thread->messages, &thread->count, &thread->cut);

	if (err == NULL)
		err = messages_narrow(t, thread->messages, &thread->count);
	newest = past_newest(thread->messages, thread->count, t->as_of_ms);
	thread->row.text = newest == NULL ? "" : newest->text;
	if (thread->count > limit) {
		thread->messages += thread->count - limit;
		thread->count = limit;
		thread->cut = true;
	}
	if (err == NULL)
		err = store_context(store, t->arena, conv->account, conv->thread,
			(struct message_span){ CONTEXT_LIMIT, t->as_of_ms }, &thread->context, &thread->context_count, &thread->cut);
	if (err == NULL)
		err = messages_narrow(t, thread->context, &thread->context_count);
	for (size_t i = 0; err == NULL && i < t->member_count; i++)
		err = store_media_of(store, t->arena, t->members[i], thread->messages, thread->count);
	if (err == NULL)
		err = store_media_around(store, t->arena, conv->account, conv->thread, thread->context,
			thread->context_count);
	return err != NULL ? err : store_contact(store, t->arena, conv->contact, &thread->contact, &found);
}

/* Not yet, or nobody knows. */
static err_t not_there(struct then *t, int64_t conversation)
{
	char text[TIME_TEXT];
	int64_t from_ms = 0;
	err_t err = read_ledger_from(t->reader, &from_ms);

	if (err != NULL)
		return err;
	return t->as_of_ms < from_ms
		? err_make(ERR_NOT_FOUND, "the ledger begins on %s: nothing is known of before", time_format(from_ms, text))
		: err_make(ERR_NOT_FOUND, "conversation #%" PRId64 " was not there yet", conversation);
}

err_t read_thread_as_of(struct reader *reader, struct arena *arena, const struct thread_wish *wish, struct thread *out)
{
	struct then t = { .reader = reader, .arena = arena, .actor = wish->actor, .as_of_ms = wish->as_of_ms,
		.conversation = wish->conversation };
	err_t err = past_frame_load(reader, arena, t.as_of_ms, &t.frame);

	if (err == NULL)
		err = desk_hash_key(reader, arena, t.hash_key);
	if (err == NULL)
		err = ledger_read(&t);
	if (err == NULL && !t.found)
		err = not_there(&t, wish->conversation);
	if (err == NULL)
		err = messages_read(&t, wish->limit);
	if (err == NULL)
		*out = t.thread;
	return err;
}

err_t read_ledger_from(struct reader *reader, int64_t *from_ms)
{
	return store_event_first(reader->store, from_ms);
}

err_t read_ledger_begun(struct reader *reader, int64_t *at_ms)
{
	return store_event_begun(reader->store, at_ms);
}
