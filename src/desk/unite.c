/* SPDX-License-Identifier: ISC */
/*
 * Merging, linking, and both taken back.  Here is what may be united and what
 * the ledger says of it; family.c makes the rows follow from that.
 */
#include "unite.h"

#include <inttypes.h>
#include <string.h>

#include "family.h"
#include "guichet/store/people.h"

/* ---- the plain change */

static void inverse_unite(struct desk *desk, const char *verb, int64_t id, int64_t other)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "%s %" PRId64 " %" PRId64 "\n", verb, id, other);
}

static err_t event_write(struct desk *desk, struct touched *touched, struct entry entry, int64_t other)
{
	struct touched *beside, *head;
	err_t err = conversation_touch(desk, other, &beside);

	if (err == NULL)
		err = family_join(desk, &touched->row.conv, &beside->row.conv);
	entry.subject = other;
	if (err == NULL)
		err = ledger_append(desk, touched, 0, &entry, NULL);
	if (err != NULL)
		return err;
	err = conversation_head(desk, beside, &head);
	if (err != NULL)
		return err;
	conversation_dirty(desk, beside);
	conversation_dirty(desk, head);
	return desk_settle(desk);
}

/* Its own snooze is no alarm while the whole has a state of its own. */
err_t merge_set(struct desk *desk, struct touched *touched, int64_t into)
{
	const struct conversation *conv = &touched->row.conv;
	err_t err = NULL;

	inverse_unite(desk, "merge", conv->id, into);
	if (conv->status == STATUS_SNOOZED)
		err = store_alarm_drop(desk->store, ALARM_SNOOZE, conv->id);
	return err != NULL ? err : event_write(desk, touched, entry_by_actor(desk, EVENT_MERGED), into);
}

/* Whether the customer wrote in it, asking for something, behind that row. */
static err_t asked_since(struct desk *desk, const struct conversation *conv, int64_t seq, bool *out)
{
	struct event *events = NULL;
	size_t count = 0;
	char text[8];
	err_t err = store_events(desk->store, desk->arena, conv->account, conv->id, &events, &count);

	*out = false;
	for (size_t i = 0; err == NULL && i < count; i++)
		*out = *out || (events[i].seq > seq && events[i].kind == EVENT_MESSAGE_IN &&
			event_detail(&events[i], "request", text, sizeof(text)) == NULL);
	return err;
}

/* The newest row of that kind about it; seq 0: none. */
static err_t united_last(struct desk *desk, const struct conversation *conv, enum event_kind kind, struct event *out)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(desk->store, desk->arena, conv->account, conv->id, &events, &count);

	*out = (struct event){ 0 };
	for (size_t i = 0; err == NULL && i < count; i++)
		if (events[i].kind == kind)
			*out = events[i];
	return err;
}

/* It stands again as it stood; but whoever wrote in it since and waits is not left resolved. */
err_t merge_clear(struct desk *desk, struct touched *touched)
{
	struct conversation *conv = &touched->row.conv;
	struct event merged;
	bool asked = false;
	err_t err = united_last(desk, conv, EVENT_MERGED, &merged);

	inverse_unite(desk, "unmerge", conv->id, touched->row.merged_into);
	if (err == NULL)
		err = asked_since(desk, conv, merged.seq, &asked);
	if (err == NULL && conv->status == STATUS_SNOOZED && conv->snoozed_until != 0)
		err = store_alarm_set(desk->store, ALARM_SNOOZE, conv->id, conv->snoozed_until);
	if (err == NULL)
		err = event_write(desk, touched, entry_by_actor(desk, EVENT_UNMERGED), touched->row.merged_into);
	if (err != NULL || !asked || conv->wait_ms == 0 || conv->status == STATUS_OPEN)
		return err;
	err = conversation_status(desk, touched, STATUS_OPEN, 0, "customer wrote",
		(struct entry){ .actor_kind = ACTOR_SYSTEM });
	return err != NULL ? err : desk_settle(desk);
}

err_t link_set(struct desk *desk, struct touched *touched, int64_t began, struct entry by)
{
	inverse_unite(desk, "link", touched->row.conv.id, began);
	by.kind = EVENT_LINKED;
	return event_write(desk, touched, by, began);
}

err_t link_clear(struct desk *desk, struct touched *touched)
{
	int64_t began = 0;
	err_t err = store_link_began(desk->store, touched->row.conv.id, &began);

	if (err != NULL || began == 0)
		return err;
	inverse_unite(desk, "unlink", touched->row.conv.id, began);
	return event_write(desk, touched, entry_by_actor(desk, EVENT_UNLINKED), began);
}

/* ---- what may be one */

/* Whoever wrote that row, and how long ago. */
static const char *writer_of(struct desk *desk, const struct event *event)
{
	return event->actor == desk->actor.agent && event->actor != 0 ? "you"
		: agent_label(desk, desk->arena, event->actor);
}

static const char *since(struct desk *desk, const struct event *event)
{
	char text[TIME_TEXT];

	return arena_copy(desk->arena,
		duration_format(desk->now_ms > event->recv_ms ? desk->now_ms - event->recv_ms : 0, text));
}

err_t merged_say(struct desk *desk, const struct conversation *conv, int64_t into, const char **out)
{
	struct event merged;
	err_t err = united_last(desk, conv, EVENT_MERGED, &merged);

	if (err == NULL)
		*out = arena_printf(desk->arena, "%s merged it into #%" PRId64 " %s ago", writer_of(desk, &merged), into,
			since(desk, &merged));
	return err;
}

struct pair_of { const char *call; int64_t id, other; struct touched *a, *b; bool anyway; };

/* The same identity, or two that were found to be one person. */
static err_t person_check(struct desk *desk, const struct pair_of *pair)
{
	struct contact a, b;
	int64_t left = pair->a->row.conv.contact, right = pair->b->row.conv.contact, person = 0, other = 0;
	bool found = false;
	err_t err = NULL;

	if (left == right || pair->anyway)
		return NULL;
	err = store_contact_person(desk->store, left, &person);
	if (err == NULL)
		err = store_contact_person(desk->store, right, &other);
	if (err != NULL || (person != 0 && person == other))
		return err;
	err = store_contact(desk->store, desk->arena, left, &a, &found);
	if (err == NULL)
		err = store_contact(desk->store, desk->arena, right, &b, &found);
	if (err == NULL)
		err = err_make(ERR_STATE, "%s #%" PRId64 ": it is of %s, #%" PRId64 " is of %s; --anyway if they are "
			"one person", pair->call, pair->id, a.handle, pair->other, b.handle);
	return err;
}

static err_t spam_check(const struct pair_of *pair)
{
	if (((pair->a->row.conv.marks | pair->b->row.conv.marks) & MARK_SPAM) != 0)
		return err_make(ERR_STATE, "%s #%" PRId64 ": #%" PRId64 " was taken for spam; ham takes that back",
			pair->call, pair->id, (pair->a->row.conv.marks & MARK_SPAM) != 0 ? pair->id : pair->other);
	return NULL;
}

/* What a colleague works on is not moved under their hands. */
static err_t holder_check(struct desk *desk, const struct pair_of *pair, const struct conversation *conv)
{
	const char *taken;
	struct agent agent;
	bool found = false;
	err_t err;

	if (conv->assignee == 0 || conv->assignee == desk->actor.agent || pair->anyway)
		return NULL;
	err = store_agent(desk->store, desk->arena, conv->assignee, &agent, &found);
	if (err != NULL || !found || !agent.active || agent.kind == AGENT_TEAM)
		return err;
	err = taken_say(desk->store, desk->arena, conv, desk->now_ms, &taken);
	return err != NULL ? err : err_make(ERR_CONFLICT, "%s #%" PRId64 ": #%" PRId64 " is %s; --anyway merges all "
		"the same", pair->call, pair->id, conv->id, taken);
}

static bool is_private(const struct conversation *conv)
{
	return conv->visibility >= VIS_GROUP;
}

static err_t merge_check(struct desk *desk, const struct pair_of *pair)
{
	const struct conversation *a = &pair->a->row.conv, *b = &pair->b->row.conv;
	int64_t later = is_private(a) ? a->id : b->id, first = is_private(a) ? b->id : a->id;
	err_t err = NULL;

	if (a->account != b->account)
		err = err_make(ERR_STATE, "merge #%" PRId64 ": #%" PRId64 " is on another account; link %" PRId64
			" %" PRId64 " keeps both and joins them", pair->id, pair->other, later, first);
	else if (is_private(a) != is_private(b))
		err = err_make(ERR_STATE, "merge #%" PRId64 ": one of the two is private, the other is not; link %" PRId64
			" %" PRId64 " keeps both and joins them", pair->id, later, first);
	else if (a->status == STATUS_CLOSED || b->status == STATUS_CLOSED)
		err = err_make(ERR_STATE, "%s #%" PRId64 ": #%" PRId64 " is closed, and closed is final", pair->call,
			pair->id, a->status == STATUS_CLOSED ? a->id : b->id);
	if (err == NULL)
		err = spam_check(pair);
	if (err == NULL)
		err = person_check(desk, pair);
	if (err == NULL)
		err = holder_check(desk, pair, a);
	return err != NULL ? err : holder_check(desk, pair, b);
}

static err_t pair_touch(struct desk *desk, struct pair_of *pair)
{
	err_t err = desk->actor.agent == 0 ? err_make(ERR_DENIED, "%s: only an agent can do that", pair->call) : NULL;

	if (err == NULL && pair->id == pair->other)
		err = err_make(ERR_USAGE, "%s #%" PRId64 ": it needs another conversation", pair->call, pair->id);
	if (err == NULL)
		err = conversation_touch(desk, pair->id, &pair->a);
	return err != NULL ? err : conversation_touch(desk, pair->other, &pair->b);
}

/* Already a part of something: of the same whole is well, else whoever did it is named. */
static err_t merged_already(struct desk *desk, const struct pair_of *pair)
{
	const char *who = NULL;
	int64_t root = pair->b->row.conv.root != 0 ? pair->b->row.conv.root : pair->other;
	err_t err;

	if (pair->a->row.conv.root == root)
		return NULL;
	err = merged_say(desk, &pair->a->row.conv, pair->a->row.merged_into, &who);
	return err != NULL ? err : err_make(ERR_CONFLICT, "merge #%" PRId64 ": %s; unmerge %" PRId64 " parts them",
		pair->id, who, pair->id);
}

/* What it is to be merged into is a part of it: somebody may just have merged the two the other way round. */
static err_t circle(struct desk *desk, const struct pair_of *pair)
{
	const char *who = NULL;
	err_t err = merged_say(desk, &pair->b->row.conv, pair->b->row.merged_into, &who);

	return err != NULL ? err : err_make(ERR_CONFLICT, "merge #%" PRId64 ": #%" PRId64 " is a part of it already, %s; "
		"merge the other way round, or unmerge %" PRId64 " first", pair->id, pair->other, who, pair->other);
}

err_t desk_merge(struct desk *desk, int64_t conversation, int64_t into, bool anyway)
{
	struct pair_of pair = { .call = "merge", .id = conversation, .other = into, .anyway = anyway };
	struct conversation before;
	struct touched *root;
	err_t err = pair_touch(desk, &pair);

	if (err == NULL && pair.a->row.conv.root != 0)
		return merged_already(desk, &pair);
	if (err == NULL)
		err = conversation_head(desk, pair.b, &root);
	if (err != NULL)
		return err;
	if (root == pair.a)
		return circle(desk, &pair);
	pair.b = root;
	pair.other = root->row.conv.id;
	err = merge_check(desk, &pair);
	before = pair.a->row.conv;
	if (err == NULL)
		err = merge_set(desk, pair.a, into);
	return err != NULL ? err : carry_over(desk, &before, root);
}

/* A part of nothing, or a whole: what to say to whoever wants to take it out, who may have come second. */
static err_t not_merged(struct desk *desk, const struct conversation *conv)
{
	struct merged *parts = NULL;
	struct event parted;
	size_t count = 0;
	err_t err = store_merged(desk->store, desk->arena, conv->id, &parts, &count);

	if (err == NULL && count > 0)
		err = err_make(ERR_STATE, "unmerge #%" PRId64 ": it is the whole; unmerge %" PRId64
			" takes that one out of it", conv->id, parts[count - 1].id);
	if (err == NULL)
		err = united_last(desk, conv, EVENT_UNMERGED, &parted);
	if (err != NULL)
		return err;
	return parted.seq == 0 ? err_make(ERR_STATE, "unmerge #%" PRId64 ": it is not merged into anything", conv->id)
		: err_make(ERR_CONFLICT, "unmerge #%" PRId64 ": it is not merged into anything any more: %s parted it %s ago",
			conv->id, writer_of(desk, &parted), since(desk, &parted));
}

err_t desk_unmerge(struct desk *desk, int64_t conversation, int64_t *from)
{
	struct touched *touched, *root;
	struct event merged;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err == NULL && touched->row.conv.root == 0)
		err = not_merged(desk, &touched->row.conv);
	if (err == NULL)
		err = conversation_head(desk, touched, &root);
	if (err == NULL)
		err = united_last(desk, &touched->row.conv, EVENT_MERGED, &merged);
	if (err != NULL)
		return err;
	*from = root->row.conv.id;
	err = merge_clear(desk, touched);
	return err != NULL ? err : carry_back(desk, root, &merged);
}

/* ---- links */

/* Following where it began leads back to itself. */
static err_t circle_check(struct desk *desk, const struct pair_of *pair)
{
	int64_t at = pair->other;
	err_t err = NULL;

	for (int i = 0; err == NULL && at != 0 && i < 100; i++) {
		if (at == pair->id)
			return err_make(ERR_STATE, "link #%" PRId64 ": #%" PRId64 " goes on from it already", pair->id,
				pair->other);
		err = store_link_began(desk->store, at, &at);
	}
	return err;
}

static err_t link_check(struct desk *desk, const struct pair_of *pair)
{
	const struct conversation *a = &pair->a->row.conv, *b = &pair->b->row.conv;
	int64_t began = 0;
	err_t err = store_link_began(desk->store, pair->id, &began);

	if (err == NULL && began != 0)
		err = err_make(ERR_CONFLICT, "link #%" PRId64 ": it began in #%" PRId64 "; unlink %" PRId64
			" takes that back", pair->id, began, pair->id);
	if (err == NULL && !is_private(a) && is_private(b))
		err = err_make(ERR_STATE, "link #%" PRId64 ": it is public and #%" PRId64 " is private; link %" PRId64
			" %" PRId64 " is the way round", pair->id, pair->other, pair->other, pair->id);
	if (err == NULL && is_private(a) == is_private(b) && a->account == b->account)
		err = err_make(ERR_STATE, "link #%" PRId64 ": both are in the same place; merge %" PRId64 " %" PRId64
			" makes them one", pair->id, pair->id, pair->other);
	if (err == NULL)
		err = spam_check(pair);
	if (err == NULL)
		err = person_check(desk, pair);
	return err != NULL ? err : circle_check(desk, pair);
}

/* Parts are linked as the whole that they are in. */
static err_t pair_wholes(struct desk *desk, struct pair_of *pair)
{
	err_t err = conversation_head(desk, pair->a, &pair->a);

	if (err == NULL)
		err = conversation_head(desk, pair->b, &pair->b);
	if (err != NULL)
		return err;
	pair->id = pair->a->row.conv.id;
	pair->other = pair->b->row.conv.id;
	return pair->id != pair->other ? NULL : err_make(ERR_STATE,
		"link #%" PRId64 ": the two are one conversation already", pair->id);
}

err_t desk_link(struct desk *desk, int64_t conversation, int64_t began, bool anyway)
{
	struct pair_of pair = { .call = "link", .id = conversation, .other = began, .anyway = anyway };
	int64_t is = 0;
	err_t err = pair_touch(desk, &pair);

	if (err == NULL)
		err = pair_wholes(desk, &pair);
	if (err == NULL)
		err = store_link_began(desk->store, pair.id, &is);
	if (err != NULL || is == pair.other)
		return err;
	err = link_check(desk, &pair);
	return err != NULL ? err : link_set(desk, pair.a, pair.other, entry_by_actor(desk, EVENT_LINKED));
}

err_t desk_unlink(struct desk *desk, int64_t conversation, int64_t *began)
{
	int64_t *goes_on = NULL;
	size_t count = 0;
	struct touched *touched;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL)
		err = store_link_began(desk->store, conversation, began);
	if (err == NULL && *began == 0)
		err = store_link_goes_on(desk->store, desk->arena, conversation, &goes_on, &count);
	if (err == NULL && *began == 0 && count > 0)
		err = err_make(ERR_STATE, "unlink #%" PRId64 ": unlink %" PRId64 ", which goes on from it", conversation,
			goes_on[0]);
	if (err == NULL && *began == 0)
		err = err_make(ERR_STATE, "unlink #%" PRId64 ": it is linked to nothing", conversation);
	return err != NULL ? err : link_clear(desk, touched);
}
