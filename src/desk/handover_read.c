/* SPDX-License-Identifier: ISC */
/* Packets as people see them: how far they are, and of each line what happened to it since it was drafted. */
#include <string.h>

#include "handover.h"

struct telling {
	struct reader *reader;
	struct arena *arena;
	struct agent *agents;
	size_t count;
	const struct actor *actor;	/* who asks */
};

static err_t begin(struct telling *t)
{
	return store_agents(t->reader->store, t->arena, &t->agents, &t->count);
}

static const char *name_of(const struct telling *t, int64_t id)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->agents[i].id == id)
			return t->agents[i].name;
	return NULL;
}

static err_t sees(const struct telling *t, int64_t conversation, bool *out)
{
	*out = true;
	return t->actor->scope == NULL ? NULL : read_seen(t->reader, t->arena, t->actor, conversation, out);
}

/* Items that the actor may see; the others are as if they were not there. */
static err_t items_seen(const struct telling *t, int64_t handover, struct handover_item **out, size_t *count)
{
	size_t all = 0;
	err_t err = store_handover_items(t->reader->store, t->arena, handover, out, &all);

	*count = 0;
	for (size_t i = 0; err == NULL && i < all; i++) {
		bool seen;

		err = sees(t, (*out)[i].conversation, &seen);
		if (err == NULL && seen)
			(*out)[(*count)++] = (*out)[i];
	}
	return err;
}

/* It is as it was offered: nobody took or resolved what it is about, or the whole that it was merged into. */
static err_t is_as_offered(const struct telling *t, const struct handover_item *item, bool *out)
{
	struct handover_item offered = { .owner = item->owner, .wait_ms = item->wait_ms };
	struct stored_conversation conv;
	struct united united;
	int64_t id = item->conversation;
	bool found = false;
	err_t err = read_united(t->reader, t->arena, &id, &united);

	if (err == NULL)
		err = store_conversation(t->reader->store, t->arena, id, &conv, &found);
	*out = err == NULL && found && !handover_settled(&offered, &conv.conv);
	return err;
}

static err_t item_count(const struct telling *t, const struct handover_item *item, struct handover_told *out)
{
	bool declined = item->state == HANDOVER_DECLINED, stands = false, for_me = false;
	err_t err = NULL;

	out->red += item->red;
	out->written += item->red && *item->line != '\0';
	out->accepted += item->state == HANDOVER_ACCEPTED;
	out->declined += declined;
	out->over += item->state == HANDOVER_OVER;
	if (declined || handover_is_open(item->state))
		err = is_as_offered(t, item, &stands);
	out->left += declined && stands;
	if (err != NULL || !handover_is_open(item->state))
		return err;
	out->open += stands;
	out->over += !stands;
	out->asked += stands && item->state == HANDOVER_QUESTION;
	if (stands)
		err = handover_is_for(t->reader->store, t->arena, item->target, t->actor->agent, &for_me);
	out->to_me += for_me;
	return err;
}

static err_t tell(const struct telling *t, const struct handover_row *row, struct handover_told *out)
{
	struct handover_item *items = NULL;
	err_t err;

	*out = (struct handover_told){ .row = *row, .agent = name_of(t, row->agent), .maker = name_of(t, row->maker),
		.target = name_of(t, row->target), .mine = row->agent == t->actor->agent || row->maker == t->actor->agent };
	err = items_seen(t, row->id, &items, &out->items);
	for (size_t i = 0; err == NULL && i < out->items; i++)
		err = item_count(t, &items[i], out);
	return err;
}

/* Of a packet in which somebody sees nothing, and which is not theirs, they know nothing. */
static bool is_known(const struct telling *t, const struct handover_told *told)
{
	return t->actor->scope == NULL || told->items > 0 || told->mine;
}

err_t read_handovers(struct reader *reader, struct arena *arena, const struct actor *actor, size_t limit,
	struct handover_told **out, size_t *count)
{
	struct telling t = { .reader = reader, .arena = arena, .actor = actor };
	struct handover_row *rows = NULL;
	size_t all = 0;
	err_t err = begin(&t);

	if (err == NULL)
		err = store_handovers(reader->store, arena, limit, &rows, &all);
	if (err != NULL)
		return err;
	*count = 0;
	*out = arena_array(arena, all + 1, sizeof(**out));
	for (size_t i = 0; err == NULL && i < all; i++) {
		err = tell(&t, &rows[i], &(*out)[*count]);
		*count += err == NULL && is_known(&t, &(*out)[*count]);
	}
	return err;
}

static err_t line_tell(const struct telling *t, const struct handover_row *packet, const struct handover_item *item,
	struct handover_line *out)
{
	int64_t id = item->conversation;
	struct united united;
	const struct conversation *conv = &out->row.conv;
	err_t err = read_united(t->reader, t->arena, &id, &united);

	*out = (struct handover_line){ .item = *item, .owner = name_of(t, item->owner), .target = name_of(t, item->target),
		.taker = name_of(t, item->taker), .merged_into = id != item->conversation ? id : 0 };
	if (err == NULL)
		err = read_row(t->reader, t->arena, id, &out->row);
	if (err == NULL && handover_is_open(item->state))
		err = handover_is_for(t->reader->store, t->arena, item->target, t->actor->agent, &out->to_me);
	if (err != NULL)
		return err;
	out->settled = handover_settled(item, conv);
	out->answered = item->wait_ms != 0 && !status_is_over(conv->status) &&
		(conv->wait_ms == 0 || conv->wait_ms > item->wait_ms);
	out->wrote = conv->wait_ms != 0 && conv->wait_ms > item->drafted_ms;
	out->taken = handover_is_open(item->state) && conv->assignee != item->owner && conv->assignee != 0;
	out->to_me = out->to_me && !out->settled;
	out->passed = !out->settled && item->target != packet->target;
	return NULL;
}

/* The agent's own work, else what is offered to them, else the newest. */
static err_t meant(const struct telling *t, struct handover_row *rows, size_t count, struct handover_told *out, bool *found)
{
	struct handover_told best = { 0 };
	int score = -1;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct handover_told told;
		int fits;

		err = tell(t, &rows[i], &told);
		fits = err != NULL ? -1 : (told.row.over_ms == 0 ? 4 : 0) + (told.row.agent == t->actor->agent ? 2 : 0) +
			(told.to_me > 0 ? 3 : 0);
		if (fits > score && is_known(t, &told)) {
			best = told;
			score = fits;
		}
	}
	*out = best;
	*found = score >= 0;
	return err;
}

err_t read_handover(struct reader *reader, struct arena *arena, const struct actor *actor, int64_t id,
	struct handover_told *out, struct handover_line **lines, size_t *count)
{
	enum { LOOKED_AT = 50 };
	struct telling t = { .reader = reader, .arena = arena, .actor = actor };
	struct handover_item *items = NULL;
	struct handover_row *rows = NULL, one = { 0 };
	size_t n = 0;
	bool found = false;
	err_t err = begin(&t);

	if (err == NULL && id != 0)
		err = store_handover(reader->store, arena, id, &one, &found);
	if (err == NULL && found)
		err = tell(&t, &one, out);
	if (err == NULL && id != 0 && (!found || !is_known(&t, out)))
		err = err_make(ERR_NOT_FOUND, "there is no handover %lld", (long long)id);
	if (err == NULL && id == 0)
		err = store_handovers(reader->store, arena, LOOKED_AT, &rows, &n);
	if (err == NULL && id == 0)
		err = meant(&t, rows, n, out, &found);
	*count = 0;
	if (err == NULL && found)
		err = items_seen(&t, out->row.id, &items, count);
	if (err != NULL)
		return err;
	*lines = arena_array(arena, *count + 1, sizeof(**lines));
	for (size_t i = 0; err == NULL && i < *count; i++)
		err = line_tell(&t, &out->row, &items[i], &(*lines)[i]);
	return err;
}
