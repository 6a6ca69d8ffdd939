/* SPDX-License-Identifier: ISC */
/*
 * What an agent has to hand over and what is known of it, and to whom a
 * conversation is offered.  It is read, never decided here: reasons are
 * model/handover.h's.
 */
#include "guichet/desk/account.h"
#include "handover.h"

struct looking {
	struct reader *reader;
	struct arena *arena;
	int64_t agent;
};

static err_t agent_meant(struct reader *reader, struct arena *arena, const struct actor *actor, const char *of,
	int64_t *out)
{
	struct agent agent = { 0 };
	bool found = false;
	err_t err;

	*out = actor->agent;
	if (of == NULL || str_equal(of, "@me") || str_equal(of, actor->name))
		return NULL;
	*out = 0;
	if (!role_may(actor->role, ROLE_LEAD))
		return NULL;
	err = store_agent_named(reader->store, arena, of, &agent, &found);
	*out = err == NULL && found ? agent.id : 0;
	return err;
}

static err_t fact_find(const struct looking *l, int64_t id, struct handover_found *out)
{
	struct list_row row = { 0 };
	struct outbox_row *outbox = NULL;
	size_t count = 0;
	bool vip = false;
	err_t err = read_row_for(l->reader, l->arena, id, l->agent, &row);

	if (err == NULL)
		err = store_outbox_of(l->reader->store, l->arena, id, &outbox, &count);
	if (err == NULL)
		err = store_tag_has(l->reader->store, id, HANDOVER_VIP_TAG, &vip);
	*out = (struct handover_found){ .conv = row.conv, .asked = row.named, .vip = vip, .drafted = row.drafted };
	for (size_t i = 0; err == NULL && i < count; i++) {
		out->failed = out->failed || outbox[i].state == OUT_FAILED || outbox[i].state == OUT_UNKNOWN;
		out->approval = out->approval || outbox[i].state == OUT_APPROVAL;
	}
	return err;
}

err_t read_handover_look(struct reader *reader, struct arena *arena, const struct actor *actor, const char *of,
	struct handover_look *out)
{
	struct looking l = { .reader = reader, .arena = arena };
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = agent_meant(reader, arena, actor, of, &l.agent);

	*out = (struct handover_look){ .agent = l.agent };
	if (err == NULL && l.agent != 0)
		err = store_handover_candidates(reader->store, arena, l.agent, HANDOVER_ITEMS_MOST, &ids, &count);
	out->list = arena_array(arena, count + 1, sizeof(*out->list));
	for (size_t i = 0; err == NULL && i < count; i++) {
		bool seen = true;

		if (actor->scope != NULL)
			err = read_seen(reader, arena, actor, ids[i], &seen);
		if (err == NULL && seen)
			err = fact_find(&l, ids[i], &out->list[out->count++]);
	}
	return err;
}

err_t handover_offered_to(struct store *store, struct arena *arena, int64_t root, int64_t agent, bool *out)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_whole(store, arena, root, &ids, &count);

	*out = false;
	for (size_t i = 0; err == NULL && !*out && i < count; i++) {
		struct handover_item item = { 0 };
		bool open = false;

		err = store_handover_item_open(store, arena, ids[i], &item, &open);
		if (err == NULL && open)
			err = handover_is_for(store, arena, item.target, agent, out);
	}
	return err;
}
