/* SPDX-License-Identifier: ISC */
/*
 * What a whole takes over from a conversation that becomes a part of it, so
 * that nothing which waited or was promised is lost from sight: the livelier
 * of both states, a holder where it has none, urgency, tags, and that it is
 * left out of figures.  Each is a row of the ledger with the reason "merged",
 * the last one with its own, and parting takes back those that still stand.
 */
#include <string.h>

#include "family.h"
#include "guichet/desk/omit.h"
#include "guichet/model/settings.h"
#include "unite.h"

#define BY_MERGING "merged"

/* Open before snoozed, the sooner one first, before what waits for others, before what is done. */
static bool is_livelier(const struct conversation *a, const struct conversation *b)
{
	static const int order[STATUSES] = { [STATUS_OPEN] = 0, [STATUS_SNOOZED] = 1, [STATUS_PENDING] = 2,
		[STATUS_ON_HOLD] = 3, [STATUS_RESOLVED] = 4, [STATUS_CLOSED] = 5 };

	if (a->status != STATUS_SNOOZED || b->status != STATUS_SNOOZED)
		return order[a->status] < order[b->status];
	return a->snoozed_until != 0 && (b->snoozed_until == 0 || a->snoozed_until < b->snoozed_until);
}

static err_t tag_carry(struct desk *desk, struct touched *root, const char *tag, bool on)
{
	struct entry entry = entry_by_actor(desk, on ? EVENT_TAGGED : EVENT_UNTAGGED);
	bool changed = false;
	err_t err = conversation_tag(desk, root, tag, on, &changed);

	if (err != NULL || !changed)
		return err;
	inverse_tag(desk, root->row.conv.id, tag, on);
	entry.detail[0] = (struct pair){ "tag", tag };
	entry.detail[1] = (struct pair){ "reason", on ? BY_MERGING : NULL };
	return ledger_append(desk, root, 0, &entry, NULL);
}

static err_t tags_carry(struct desk *desk, const struct conversation *from, struct touched *root)
{
	struct list_row row;
	err_t err = read_row(&desk->reader, desk->arena, from->id, &row);

	for (const char *p = err == NULL ? row.tags : ""; err == NULL && *p != '\0'; ) {
		size_t len = strcspn(p, " ");

		err = tag_carry(desk, root, arena_copy_n(desk->arena, p, len), true);
		p += len + (p[len] == ' ');
	}
	return err;
}

err_t carry_over(struct desk *desk, const struct conversation *from, struct touched *root)
{
	bool urgent = conversation_rank(from) < 0;
	err_t err = NULL;

	if (is_livelier(from, &root->row.conv))
		err = conversation_status(desk, root, from->status, from->snoozed_until, BY_MERGING,
			entry_by_actor(desk, EVENT_STATUS));
	if (err == NULL && root->row.conv.assignee == 0 && from->assignee != 0)
		err = conversation_assign(desk, root, from->assignee);
	if (err == NULL && urgent)
		err = conversation_mark(desk, root, MARK_URGENT, true, BY_MERGING, entry_by_actor(desk, EVENT_URGENT));
	if (err == NULL && marks_priority(from->marks) == PRIORITY_HIGH)
		err = conversation_priority(desk, root, PRIORITY_HIGH, BY_MERGING, entry_by_actor(desk, EVENT_PRIORITY));
	if (err == NULL)
		err = omission_carry(desk, from, root->row.conv.id);
	return err != NULL ? err : tags_carry(desk, from, root);
}

/* ---- and back */

struct carrying {
	struct desk *desk;
	struct touched *root;
	const struct event *merged;
	int64_t until;			/* rows of the same moment from here on are of another merge */
	struct event *events;		/* of the root, in order */
	size_t count;
};

/* A row that this merge wrote. */
static bool is_carried(const struct carrying *c, const struct event *event)
{
	return event->seq > c->merged->seq && event->seq < c->until && event->recv_ms == c->merged->recv_ms &&
		event->actor == c->merged->actor;
}

/* The newest of two kinds when this merge wrote it; *before: the one in front of it. */
static const struct event *newest_carried(const struct carrying *c, enum event_kind a, enum event_kind b,
	const struct event **before)
{
	const struct event *last = NULL;

	*before = NULL;
	for (size_t i = 0; i < c->count; i++)
		if (c->events[i].kind == a || c->events[i].kind == b) {
			*before = last;
			last = &c->events[i];
		}
	return last != NULL && is_carried(c, last) ? last : NULL;
}

static err_t status_back(const struct carrying *c, const struct event *before)
{
	struct desk *desk = c->desk;
	const char *to = before == NULL ? NULL : settings_get(desk->arena, before->detail, "to");
	enum status status = STATUS_OPEN;
	int64_t until = before == NULL ? 0 : settings_int(before->detail, "until", 0);
	err_t err = to == NULL ? NULL : status_parse(to, &status);

	if (status == STATUS_SNOOZED && until != 0 && until <= desk->now_ms)
		status = STATUS_OPEN;
	return err != NULL ? err : conversation_status(desk, c->root, status, status == STATUS_SNOOZED ? until : 0,
		before == NULL ? NULL : settings_get(desk->arena, before->detail, "reason"),
		entry_by_actor(desk, EVENT_STATUS));
}

/* Whether a row about the same tag stands behind it. */
static bool is_tagged_since(const struct carrying *c, const struct event *tagged, const char *tag)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->events[i].seq > tagged->seq && (c->events[i].kind == EVENT_TAGGED ||
		    c->events[i].kind == EVENT_UNTAGGED) &&
		    str_equal(settings_get(c->desk->arena, c->events[i].detail, "tag"), tag))
			return true;
	return false;
}

static err_t tags_back(const struct carrying *c)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < c->count; i++) {
		const char *tag = settings_get(c->desk->arena, c->events[i].detail, "tag");

		if (c->events[i].kind == EVENT_TAGGED && tag != NULL && is_carried(c, &c->events[i]) &&
		    !is_tagged_since(c, &c->events[i], tag))
			err = tag_carry(c->desk, c->root, tag, false);
	}
	return err;
}

/* Up to the next merge of its family. */
static err_t carrying_load(struct carrying *c)
{
	const struct conversation *conv = &c->root->row.conv;
	struct family family = { 0 };
	int64_t number = 0;
	err_t err = store_events(c->desk->store, c->desk->arena, conv->account, conv->id, &c->events, &c->count);

	if (err == NULL)
		err = store_family(c->desk->store, conv->id, &number);
	if (err == NULL)
		err = family_load(c->desk->store, c->desk->arena, number, &family);
	c->until = INT64_MAX;
	for (size_t i = 0; err == NULL && i < family.event_count; i++)
		if (family.events[i].kind == EVENT_MERGED && family.events[i].seq > c->merged->seq &&
		    family.events[i].seq < c->until)
			c->until = family.events[i].seq;
	return err;
}

err_t carry_back(struct desk *desk, struct touched *root, const struct event *merged)
{
	struct carrying c = { .desk = desk, .root = root, .merged = merged };
	const struct event *before;
	err_t err = carrying_load(&c);

	if (err == NULL && newest_carried(&c, EVENT_STATUS, EVENT_STATUS, &before) != NULL)
		err = status_back(&c, before);
	if (err == NULL && newest_carried(&c, EVENT_ASSIGNED, EVENT_UNASSIGNED, &before) != NULL)
		err = conversation_assign(desk, root, 0);
	if (err == NULL && newest_carried(&c, EVENT_URGENT, EVENT_CALM, &before) != NULL)
		err = conversation_mark(desk, root, MARK_URGENT, false, NULL, entry_by_actor(desk, EVENT_CALM));
	if (err == NULL && newest_carried(&c, EVENT_PRIORITY, EVENT_PRIORITY, &before) != NULL)
		err = conversation_priority(desk, root, before == NULL ? PRIORITY_NORMAL :
			marks_priority(event_priority(before, 0)), NULL, entry_by_actor(desk, EVENT_PRIORITY));
	if (err == NULL && newest_carried(&c, EVENT_EXCLUDED, EVENT_INCLUDED, &before) != NULL)
		err = desk_exclude(desk, root->row.conv.id, false, NULL);
	return err != NULL ? err : tags_back(&c);
}
