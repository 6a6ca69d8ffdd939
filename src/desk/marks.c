/* SPDX-License-Identifier: ISC */
/*
 * What agents mark a conversation with: urgent, muted, spam.  The ledger says
 * who did and why; the row keeps the bits, because the queue's order depends
 * on them.  Also what is an agent's own affair and no event: how far somebody
 * has read.
 */
#include "guichet/desk/triage.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/named.h"
#include "private.h"

struct mark_kind { unsigned mark; enum event_kind on, off; };

static const struct mark_kind *kind_of(unsigned mark)
{
	static const struct mark_kind kinds[] = {
		{ MARK_URGENT, EVENT_URGENT, EVENT_CALM },
		{ MARK_MUTED, EVENT_MUTED, EVENT_UNMUTED },
		{ MARK_SPAM, EVENT_SPAM, EVENT_UNSPAM },
	};
	size_t i = 0;

	while (kinds[i].mark != mark)
		i++;
	return &kinds[i];
}

err_t conversation_mark(struct desk *desk, struct touched *touched, unsigned mark, bool on,
	const char *reason, struct entry by)
{
	struct conversation *conv = &touched->row.conv;
	const struct mark_kind *kind = kind_of(mark);

	err_t err;

	if (((conv->marks & mark) != 0) == on)
		return NULL;
	err = inverse_mark(desk, conv, mark, on, kind->on);
	if (err != NULL)
		return err;
	conv->marks = on ? conv->marks | mark : conv->marks & ~mark;
	conversation_dirty(desk, touched);
	by.kind = on ? kind->on : kind->off;
	by.detail[0] = (struct pair){ "reason", reason };
	return ledger_append(desk, touched, 0, &by, NULL);
}

/* to: one of PRIORITIES. */
err_t conversation_priority(struct desk *desk, struct touched *touched, enum priority to, const char *reason,
	struct entry by)
{
	struct conversation *conv = &touched->row.conv;
	enum priority was = marks_priority(conv->marks);

	if (was == to)
		return NULL;
	inverse_priority(desk, conv->id, was, to);
	conv->marks = marks_with_priority(conv->marks, to);
	conversation_dirty(desk, touched);
	by.kind = EVENT_PRIORITY;
	by.detail[0] = (struct pair){ "to", priority_name(to) };
	by.detail[1] = (struct pair){ "reason", reason };
	return ledger_append(desk, touched, 0, &by, NULL);
}

err_t desk_priority(struct desk *desk, int64_t conversation, enum priority to)
{
	struct touched *touched;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL && touched->row.conv.status == STATUS_CLOSED && marks_priority(touched->row.conv.marks) != to)
		err = err_make(ERR_STATE, "priority #%" PRId64 ": closed is final", conversation);
	return err != NULL ? err : conversation_priority(desk, touched, to, NULL,
		entry_by_actor(desk, EVENT_PRIORITY));
}

/* What is muted is over as far as we can say; nobody waits for chatter. */
static err_t muted_end(struct desk *desk, struct touched *touched)
{
	enum status status = touched->row.conv.status;

	if (status == STATUS_RESOLVED || status == STATUS_CLOSED)
		return NULL;
	return conversation_status(desk, touched, STATUS_RESOLVED, 0, "muted",
		entry_by_actor(desk, EVENT_STATUS));
}

/* Who was taken for spam waits since they wrote, and what they wrote would have opened it. */
static err_t ham_open(struct desk *desk, struct touched *touched)
{
	const struct conversation *conv = &touched->row.conv;
	err_t err = desk_settle(desk);

	if (err != NULL || conv->wait_ms == 0 || conv->status == STATUS_OPEN || conv->status == STATUS_CLOSED)
		return err;
	return conversation_status(desk, touched, STATUS_OPEN, 0, "no spam",
		entry_by_actor(desk, EVENT_STATUS));
}

err_t desk_mark(struct desk *desk, int64_t conversation, unsigned mark, bool on, const char *reason)
{
	struct touched *touched;
	bool was;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err != NULL)
		return err;
	was = (touched->row.conv.marks & mark) != 0;
	if (on && !was && mark == MARK_URGENT && touched->row.conv.status == STATUS_CLOSED)
		return err_make(ERR_STATE, "urgent #%" PRId64 ": closed is final", conversation);
	err = conversation_mark(desk, touched, mark, on, reason, entry_by_actor(desk, EVENT_STATUS));
	if (err == NULL && on && mark == MARK_MUTED)
		err = muted_end(desk, touched);
	if (err == NULL && was && !on && mark == MARK_SPAM)
		err = ham_open(desk, touched);
	return err;
}

static err_t read_set(struct desk *desk, int64_t conversation, bool unread, int64_t seen)
{
	int64_t last = 0;
	err_t err = unread ? store_read_drop(desk->store, desk->actor.agent, conversation)
		: store_message_last_in(desk->store, conversation, &last);

	if (err == NULL && !unread)
		err = store_mention_seen(desk->store, desk->actor.agent, conversation);
	if (err != NULL || unread)
		return err;
	return store_read_set(desk->store, desk->actor.agent, conversation, seen > 0 && seen < last ? seen : last);
}

err_t desk_read_mark(struct desk *desk, int64_t conversation, bool unread, int64_t seen)
{
	struct touched *touched;
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL && desk->actor.agent == 0)
		err = err_make(ERR_DENIED, "only an agent can read");
	if (err == NULL)
		err = store_whole(desk->store, desk->arena, conversation, &ids, &count);
	if (err == NULL)
		desk_note_change(desk, CHANGE_MARK, conversation);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = read_set(desk, ids[i], unread, seen);
	return err;
}

err_t desk_follow(struct desk *desk, int64_t conversation, bool on)
{
	struct touched *touched;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL && desk->actor.agent == 0)
		err = err_make(ERR_DENIED, "only an agent can follow");
	if (err != NULL)
		return err;
	desk_note_change(desk, CHANGE_MARK, conversation);
	return store_follow(desk->store, desk->actor.agent, conversation, on);
}

/* ---- whom a note names */

err_t mentions_note(struct desk *desk, int64_t conversation, const char *text)
{
	const char *at = text, *name;
	struct agent agent;
	bool found = false;
	err_t err = NULL;

	while (err == NULL && (name = named_next(desk->arena, text, &at)) != NULL) {
		err = store_agent_named(desk->store, desk->arena, name, &agent, &found);
		if (err == NULL && found)
			err = store_mention_add(desk->store, agent.id, conversation);
	}
	return err;
}

static void list_add(struct arena *arena, const char **list, const char *name)
{
	*list = *list == NULL ? name : arena_printf(arena, "%s, %s", *list, name);
}

err_t read_note_missed(struct reader *reader, struct arena *arena, int64_t conversation, const char *text,
	struct note_missed *out)
{
	const char *at = text, *name;
	struct agent agent;
	bool found = false;
	err_t err = NULL;

	*out = (struct note_missed){ 0 };
	while (err == NULL && (name = named_next(arena, text, &at)) != NULL) {
		struct actor actor = { .name = name };
		bool seen = true;

		if (at[strlen(name)] == '@')	/* somebody's address */
			continue;
		err = store_agent_named(reader->store, arena, name, &agent, &found);
		if (err == NULL && (!found || !agent.active)) {
			list_add(arena, &out->unknown, name);
			continue;
		}
		actor.agent = agent.id;
		if (err == NULL && agent.kind != AGENT_TEAM)
			err = read_scope(reader, arena, &agent, &actor.scope);
		if (err == NULL && actor.scope != NULL)
			err = read_seen(reader, arena, &actor, conversation, &seen);
		if (err == NULL && !seen)
			list_add(arena, &out->blind, name);
	}
	return err;
}

static bool names(struct arena *arena, const char *text, const char *wanted)
{
	const char *at = text, *name;

	while ((name = named_next(arena, text, &at)) != NULL)
		if (str_equal(name, wanted))
			return true;
	return false;
}

err_t mentions_withdraw(struct desk *desk, int64_t conversation, const char *text)
{
	const char **texts = NULL, *at = text, *name;
	struct agent agent;
	size_t count = 0;
	bool found = false;
	err_t err = store_notes(desk->store, desk->arena, conversation, &texts, &count);

	while (err == NULL && (name = named_next(desk->arena, text, &at)) != NULL) {
		size_t i = 0;

		while (i < count && !names(desk->arena, texts[i], name))
			i++;
		if (i < count)
			continue;
		err = store_agent_named(desk->store, desk->arena, name, &agent, &found);
		if (err == NULL && found)
			err = store_mention_drop(desk->store, agent.id, conversation);
	}
	return err;
}
