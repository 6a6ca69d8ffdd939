/* SPDX-License-Identifier: ISC */
/*
 * What a whole takes over from a conversation that becomes a part of it, so
 * that nothing which waited or was promised is lost from sight: the livelier
 * of both states, a holder where it has none, urgency.  Each is a row of the
 * ledger with the reason "merged", and parting takes back those that still
 * stand.
 */
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
	return err;
}

/* Of the rows behind the merge the newest of these kinds, and the one before it. */
struct carried { const struct event *last, *before; size_t since; };

static struct carried carried_find(const struct event *events, size_t count, int64_t seq, enum event_kind a,
	enum event_kind b)
{
	struct carried out = { 0 };

	for (size_t i = 0; i < count; i++)
		if (events[i].kind == a || events[i].kind == b) {
			out.before = out.last;
			out.last = &events[i];
			out.since += events[i].seq > seq;
		}
	return out;
}

/* The one change since, and made by that merge: its rows stand right behind it. */
static bool is_by_merge(const struct carried *c, const struct event *merged)
{
	return c->since == 1 && c->last->recv_ms == merged->recv_ms && c->last->actor == merged->actor;
}

static err_t status_back(struct desk *desk, struct touched *root, const struct event *before)
{
	const char *to = before == NULL ? NULL : settings_get(desk->arena, before->detail, "to");
	enum status status = STATUS_OPEN;
	int64_t until = before == NULL ? 0 : settings_int(before->detail, "until", 0);
	err_t err = to == NULL ? NULL : status_parse(to, &status);

	if (status == STATUS_SNOOZED && until != 0 && until <= desk->now_ms)
		status = STATUS_OPEN;
	return err != NULL ? err : conversation_status(desk, root, status, status == STATUS_SNOOZED ? until : 0,
		before == NULL ? NULL : settings_get(desk->arena, before->detail, "reason"),
		entry_by_actor(desk, EVENT_STATUS));
}

err_t carry_back(struct desk *desk, struct touched *root, const struct event *merged)
{
	const struct conversation *conv = &root->row.conv;
	struct event *events = NULL;
	size_t count = 0;
	struct carried c;
	err_t err = store_events(desk->store, desk->arena, conv->account, conv->id, &events, &count);

	if (err != NULL)
		return err;
	c = carried_find(events, count, merged->seq, EVENT_STATUS, EVENT_STATUS);
	if (c.since == 1 && str_equal(settings_get(desk->arena, c.last->detail, "reason"), BY_MERGING))
		err = status_back(desk, root, c.before);
	c = carried_find(events, count, merged->seq, EVENT_ASSIGNED, EVENT_UNASSIGNED);
	if (err == NULL && is_by_merge(&c, merged) && c.last->kind == EVENT_ASSIGNED)
		err = conversation_assign(desk, root, 0);
	c = carried_find(events, count, merged->seq, EVENT_URGENT, EVENT_CALM);
	if (err == NULL && c.since == 1 && str_equal(settings_get(desk->arena, c.last->detail, "reason"), BY_MERGING))
		err = conversation_mark(desk, root, MARK_URGENT, false, NULL, entry_by_actor(desk, EVENT_CALM));
	return err;
}
