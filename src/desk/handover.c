/* SPDX-License-Identifier: ISC */
/*
 * Drafts a packet: whose it is, to whom it goes, what is in it and why.  The
 * next shift comes from the roster; without one somebody says to whom.  The
 * facts were looked up before: the transaction only writes the lines down.
 */
#include "handover.h"

#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/desk/account.h"
#include "guichet/desk/shift.h"

enum { HOUR_MS = 3600000, WITHIN_MS = 1800000, SHIFT_MS = 8 * HOUR_MS, SOON_MS = 4 * HOUR_MS };

struct drafting {
	struct desk *desk;
	struct handover_row row;
	struct shift next;		/* of whoever takes it */
	struct agent heir;		/* who that is, a team also */
	struct handover_made made;
};

bool handover_settled(const struct handover_item *item, const struct conversation *conv)
{
	if (!handover_is_open(item->state))
		return true;
	if (conv->assignee != item->owner && conv->assignee != 0)
		return true;
	/* What is over was handed over for something else that is open about it. */
	return status_is_over(conv->status) && item->wait_ms != 0;
}

err_t handover_is_for(struct store *store, struct arena *arena, int64_t target, int64_t agent, bool *out)
{
	struct agent me = { 0 };
	const char **members = NULL;
	size_t count = 0;
	bool found = false;
	err_t err;

	*out = target == agent && agent != 0;
	if (*out)
		return NULL;
	err = store_agent(store, arena, agent, &me, &found);
	if (err == NULL && found)
		err = store_team(store, arena, target, &members, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		*out = *out || str_equal(members[i], me.name);
	return err;
}

/* ---- whose, and to whom */

static err_t of_find(struct desk *desk, const char *of, int64_t *out)
{
	struct agent agent;
	err_t err;

	*out = desk->actor.agent;
	if (of == NULL || str_equal(of, "@me") || str_equal(of, desk->actor.name))
		return *out != 0 ? NULL : err_make(ERR_DENIED, "a handover needs an agent whose work it is");
	if (!role_may(desk->actor.role, ROLE_LEAD))
		return err_make(ERR_DENIED, "handover prepare: the work of another is handed over by leads");
	err = holder_find(desk->store, desk->arena, of, &agent);
	*out = agent.id;
	return err;
}

/* One name, or which there are. */
static err_t only(struct drafting *d, const struct on_shift *list, size_t count, bool *found)
{
	const char *names = "";
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct shift_row *row = list[i].row;

		if (row->agent == d->row.agent || (n > 0 && row->agent == d->row.target))
			continue;
		names = n == 0 ? row->who : arena_printf(d->desk->arena, "%s, %s", names, row->who);
		d->row.target = row->agent;
		d->next = list[i].shift;
		n++;
	}
	*found = n == 1;
	return n > 1 ? err_make(ERR_USAGE, "several come next (%s): say to whom with --to", names) : NULL;
}

/* Who comes within hours, else who is on already. */
static err_t next_find(struct drafting *d)
{
	struct desk *desk = d->desk;
	struct roster_now now;
	bool found = false;
	err_t err = read_roster_now(&desk->reader, desk->arena, desk->now_ms, &now);

	if (err == NULL && now.next_count > 0 && now.next[0].shift.from_ms <= desk->now_ms + SOON_MS)
		err = only(d, now.next, now.next_count, &found);
	if (err == NULL && !found)
		err = only(d, now.on, now.on_count, &found);
	if (err != NULL || found)
		return err;
	return now.empty ? err_make(ERR_USAGE, "there is no roster: say to whom with --to") :
		err_make(ERR_USAGE, "the roster has nobody who comes next: say to whom with --to");
}

static err_t to_find(struct drafting *d, const char *to)
{
	struct desk *desk = d->desk;
	struct roster_row *rows = NULL;
	struct agent agent;
	size_t count = 0;
	err_t err;

	if (to == NULL)
		return next_find(d);
	err = assignee_find(desk->store, desk->arena, str_equal(to, "@me") ? desk->actor.name : to, &agent);
	if (err == NULL && agent.id == d->row.agent)
		err = err_make(ERR_USAGE, "%s cannot hand over to themselves", agent.name);
	if (err == NULL)
		err = read_roster(&desk->reader, desk->arena, &rows, &count);
	if (err != NULL)
		return err;
	d->row.target = agent.id;
	for (size_t i = 0; i < count; i++)
		if (rows[i].row.agent == agent.id && d->next.from_ms == 0 &&
		    !roster_on(&rows[i].schedule, desk->now_ms, &d->next) &&
		    roster_next(&rows[i].schedule, desk->now_ms, &d->next) &&
		    d->next.from_ms > desk->now_ms + SOON_MS)
			d->next = (struct shift){ 0 };
	return NULL;
}

/* ---- what is in it */

static unsigned reasons_find(const struct drafting *d, const struct handover_found *found)
{
	int64_t now_ms = d->desk->now_ms, begin_ms = d->next.from_ms > now_ms ? d->next.from_ms : now_ms;

	return handover_reasons(&(struct handover_facts){ .conv = &found->conv, .now_ms = now_ms,
		.first_hour_ms = begin_ms + HOUR_MS,
		.shift_end_ms = d->next.until_ms > begin_ms ? d->next.until_ms : begin_ms + SHIFT_MS,
		.promise_ms = found->conv.promise_ms, .asked = found->asked, .vip = found->vip,
		.drafted = found->drafted, .failed = found->failed, .approval = found->approval });
}

static err_t item_save(struct desk *desk, const struct handover_item *item, bool is_there)
{
	return is_there ? store_handover_item_set(desk->store, item) : store_handover_item_add(desk->store, item);
}

/* Whether the heir may be offered it; counted when not. */
static err_t heir_sees(struct drafting *d, int64_t account, bool *out)
{
	const char *unseen = NULL;
	err_t err = account_unseen(d->desk->store, d->desk->arena, &d->heir, account, &unseen);

	*out = unseen == NULL;
	d->made.unseen += !*out;
	return err;
}

static err_t item_draft(struct drafting *d, const struct handover_found *fact)
{
	struct desk *desk = d->desk;
	int64_t id = fact->conv.id;
	struct handover_item item = { .handover = d->row.id, .conversation = id, .line = "", .question = "" }, known;
	bool found = false, other = false, seen = true;
	unsigned why = reasons_find(d, fact);
	err_t err = d->made.fresh ? NULL : store_handover_item(desk->store, desk->arena, d->row.id, id, &item, &found);

	if (err == NULL && !found)
		err = store_handover_item_open(desk->store, desk->arena, id, &known, &other);
	if (err != NULL || other || (!found && why == 0))
		return err;
	if (found && handover_is_open(item.state) && handover_settled(&item, &fact->conv)) {
		item.state = HANDOVER_OVER;
		item.at_ms = desk->now_ms;
	}
	if (why == 0 || (found && handover_is_open(item.state) && item.owner != fact->conv.assignee))
		return item_save(desk, &item, found);
	if (!found || !handover_is_open(item.state)) {
		err = heir_sees(d, fact->conv.account, &seen);
		if (err != NULL || !seen)
			return err == NULL && found ? item_save(desk, &item, true) : err;
		item.state = HANDOVER_OFFERED;
		item.target = d->row.target;
		item.taker = 0;
		item.at_ms = desk->now_ms;
		d->made.added++;
	}
	item.owner = fact->conv.assignee;
	item.why = handover_reasons_write(desk->arena, why);
	item.red = handover_is_red(why);
	item.wait_ms = fact->conv.wait_ms;
	item.due_ms = fact->conv.wait_ms != 0 ? fact->conv.due_ms : 0;
	item.drafted_ms = desk->now_ms;
	d->made.items++;
	d->made.red += item.red;
	return item_save(desk, &item, found);
}

/* Lines of a packet that is drafted once more whose conversations are settled, beside those that were found. */
static err_t settled_mark(struct drafting *d, const struct handover_look *look)
{
	struct desk *desk = d->desk;
	struct handover_item *items = NULL;
	size_t count = 0;
	err_t err = store_handover_items(desk->store, desk->arena, d->row.id, &items, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct touched *touched;
		int64_t id = items[i].conversation;

		if (!handover_is_open(items[i].state) ||
		    keyed_find(look->list, look->count, sizeof(*look->list), id) != NULL)
			continue;
		err = conversation_meant(desk, &id, &touched);
		if (err_is(err, ERR_NOT_FOUND)) {	/* out of sight of whoever drafts */
			err = NULL;
			continue;
		}
		if (err != NULL || !handover_settled(&items[i], &touched->row.conv))
			continue;
		items[i].state = HANDOVER_OVER;
		items[i].at_ms = desk->now_ms;
		err = store_handover_item_set(desk->store, &items[i]);
	}
	return err;
}

static err_t items_draft(struct drafting *d, const struct handover_look *look)
{
	err_t err = d->made.fresh ? NULL : settled_mark(d, look);

	for (size_t i = 0; err == NULL && i < look->count; i++)
		err = item_draft(d, &look->list[i]);
	return err;
}

/* To whom the lines go that nobody has passed on; what the heir does not see stays with whom it was offered to. */
static err_t retarget(struct drafting *d, int64_t before)
{
	struct handover_item *items = NULL;
	size_t count = 0;
	err_t err = store_handover_items(d->desk->store, d->desk->arena, d->row.id, &items, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct stored_conversation stored;
		bool found = false, seen = true;

		if (!handover_is_open(items[i].state) || items[i].target != before)
			continue;
		err = store_conversation(d->desk->store, d->desk->arena, items[i].conversation, &stored, &found);
		if (err == NULL && found)
			err = heir_sees(d, stored.conv.account, &seen);
		if (err == NULL && seen) {
			items[i].target = d->row.target;
			err = store_handover_item_set(d->desk->store, &items[i]);
		}
	}
	return err;
}

static err_t packet_open(struct drafting *d, const struct handover_wish *wish)
{
	struct desk *desk = d->desk;
	struct handover_row known = { 0 };
	int64_t within_ms = wish->within_ms > 0 ? wish->within_ms : WITHIN_MS, before = 0;
	bool found = false, heir = false;
	err_t err = store_handover_of(desk->store, desk->arena, d->row.agent, &known, &found);

	if (err == NULL && (!found || wish->to != NULL))
		err = to_find(d, wish->to);
	if (err != NULL)
		return err;
	d->made.fresh = !found;
	if (found) {
		before = known.target;
		known.target = wish->to != NULL ? d->row.target : known.target;
		d->row = known;
	}
	err = store_agent(desk->store, desk->arena, d->row.target, &d->heir, &heir);
	if (err == NULL && found)
		err = before != known.target ? retarget(d, before) : NULL;
	if (!found || wish->to != NULL || wish->within_ms > 0)
		d->row.accept_by_ms = (d->next.from_ms > desk->now_ms ? d->next.from_ms : desk->now_ms) + within_ms;
	if (err != NULL)
		return err;
	d->row.alarmed_ms = d->row.accept_by_ms > desk->now_ms ? 0 : d->row.alarmed_ms;
	if (found)
		return store_handover_set(desk->store, &d->row);
	d->row.maker = desk->actor.agent;
	d->row.at_ms = desk->now_ms;
	return store_handover_add(desk->store, &d->row, &d->row.id);
}

err_t desk_handover_prepare(struct desk *desk, const struct handover_wish *wish, const struct handover_look *look,
	struct handover_made *out)
{
	struct drafting d = { .desk = desk };
	err_t err = of_find(desk, wish->of, &d.row.agent);

	if (err == NULL)
		err = packet_open(&d, wish);
	if (err == NULL)
		err = items_draft(&d, d.row.agent == look->agent ? look : &(struct handover_look){ 0 });
	if (err == NULL && d.made.fresh && d.made.items == 0 && d.made.unseen > 0)
		err = err_make(ERR_STATE, "%s sees no account of what %s has to hand over", d.heir.name,
			agent_label(desk, desk->arena, d.row.agent));
	if (err == NULL && d.made.fresh && d.made.items == 0)
		err = err_make(ERR_STATE, "%s has nothing to hand over", agent_label(desk, desk->arena, d.row.agent));
	if (err == NULL)
		err = handover_settle(desk, d.row.id);
	if (err != NULL)
		return err;
	desk_note_change(desk, CHANGE_HANDOVER, d.row.id);
	d.made.id = d.row.id;
	d.made.target = d.row.target;
	d.made.accept_by_ms = d.row.accept_by_ms;
	*out = d.made;
	return NULL;
}
