/* SPDX-License-Identifier: ISC */
/*
 * Which rows of the ledger are reduced together, and which need not be.  Those
 * of conversations that were ever united with others wait until all of their
 * group are there.
 */
#include "timelines.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"
#include "guichet/model/settings.h"

struct relation { int64_t id; size_t head; };	/* head: in the list, itself or nearer to the head of its group */

/* An event of a conversation that was united with others, and where its group is told. */
struct grouped { size_t head; struct event event; };

struct timelines {
	struct reader *reader;
	const struct timeline_wish *wish;
	struct id_set since;		/* have rows after that instant */
	timeline_fn visit;
	void *data;
	struct arena *kept, *arena;	/* until the end; of one conversation */
	struct relation *kin;		/* by id */
	size_t kin_count;
	struct grouped *grouped;
	size_t grouped_count;
};

/* ---- groups */

static struct relation *kin_find(const struct timelines *t, int64_t id)
{
	return keyed_find(t->kin, t->kin_count, sizeof(*t->kin), id);
}

static size_t head_of(struct timelines *t, size_t i)
{
	while (t->kin[i].head != i) {
		t->kin[i].head = t->kin[t->kin[i].head].head;
		i = t->kin[i].head;
	}
	return i;
}

/* Everybody that an edge ever named, each once; edges are pairs. */
static void kin_list(struct timelines *t, const int64_t *edges, size_t count)
{
	size_t kept = 0;

	t->kin = arena_array(t->kept, count + 1, sizeof(*t->kin));
	for (size_t i = 0; i < count; i++)
		t->kin[i].id = edges[i];
	qsort(t->kin, count, sizeof(*t->kin), keyed_order);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || t->kin[kept - 1].id != t->kin[i].id)
			t->kin[kept++] = t->kin[i];
	t->kin_count = kept;
	for (size_t i = 0; i < kept; i++)
		t->kin[i].head = i;
	for (size_t i = 0; i + 1 < count; i += 2) {
		size_t from = head_of(t, (size_t)(kin_find(t, edges[i]) - t->kin));

		t->kin[from].head = head_of(t, (size_t)(kin_find(t, edges[i + 1]) - t->kin));
	}
}

/* ---- the walk */

static err_t reduce(struct timelines *t, const struct event *events, size_t count)
{
	struct wait_result result;
	err_t err;

	if (count == 0)
		return NULL;
	wait_reduce(t->arena, events, count, t->wish->rules, t->wish->as_of_ms, &result);
	err = t->visit(t->data, t->arena, &result);
	arena_reset(t->arena);
	return err;
}

static struct event *event_room(struct arena *arena, struct event **list, size_t *count)
{
	*list = list_grow(arena, *list, *count, sizeof(**list));
	return &(*list)[(*count)++];
}

static void event_keep(struct timelines *t, const struct event *event, const struct relation *kin)
{
	struct grouped *kept;

	t->grouped = list_grow(t->kept, t->grouped, t->grouped_count, sizeof(*t->grouped));
	kept = &t->grouped[t->grouped_count++];
	*kept = (struct grouped){ head_of(t, (size_t)(kin - t->kin)), *event };
	kept->event.detail = arena_copy(t->kept, event->detail);
}

/* What is stored was reduced from all of its rows, which that instant knew. */
static err_t stored_tell(struct timelines *t, int64_t conversation)
{
	struct wait_result result = { 0 };
	err_t err = store_waits(t->reader->store, t->arena, conversation, &result.waits, &result.wait_count);

	if (err == NULL)
		err = store_cases(t->reader->store, t->arena, conversation, &result.cases, &result.case_count);
	if (err == NULL)
		err = t->visit(t->data, t->arena, &result);
	arena_reset(t->arena);
	return err;
}

static err_t place_tell(struct timelines *t, const struct event_place *place)
{
	const struct relation *kin = kin_find(t, place->conversation);
	struct event *events = NULL;
	size_t count = 0;
	err_t err;

	if (kin == NULL && t->wish->only != NULL && !id_set_has(t->wish->only, place->conversation))
		return NULL;
	if (kin == NULL && !id_set_has(&t->since, place->conversation))
		return stored_tell(t, place->conversation);
	err = store_events(t->reader->store, t->arena, place->account, place->conversation, &events, &count);
	if (err == NULL && kin == NULL)
		return reduce(t, events, count);
	for (size_t i = 0; err == NULL && i < count; i++)
		event_keep(t, &events[i], kin);
	arena_reset(t->arena);
	return err;
}

static int by_group(const void *left, const void *right)
{
	const struct grouped *a = left, *b = right;

	return a->head != b->head ? (a->head < b->head ? -1 : 1) : event_by_seq(&a->event, &b->event);
}

static err_t groups_done(struct timelines *t)
{
	struct event *own = mem_array(t->grouped_count + 1, sizeof(*own));
	err_t err = NULL;

	if (t->grouped_count > 1)
		qsort(t->grouped, t->grouped_count, sizeof(*t->grouped), by_group);
	for (size_t from = 0; err == NULL && from < t->grouped_count; ) {
		size_t head = t->grouped[from].head, count = 0;

		while (from < t->grouped_count && t->grouped[from].head == head)
			own[count++] = t->grouped[from++].event;
		err = reduce(t, own, count);
	}
	free(own);
	return err;
}

static err_t places_tell(struct timelines *t)
{
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = store_event_places(t->reader->store, t->kept, &places, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		err = place_tell(t, &places[i]);
	return err;
}

static err_t since_find(struct timelines *t)
{
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = t->wish->as_of_ms == 0 ? NULL :
		store_event_places_since(t->reader->store, t->kept, t->wish->as_of_ms, &places, &count);

	t->since.arena = t->kept;
	for (size_t i = 0; err == NULL && i < count; i++)
		id_set_add(&t->since, places[i].conversation);
	return err;
}

err_t timelines_each(struct reader *reader, const struct timeline_wish *wish, timeline_fn visit, void *data)
{
	struct timelines t = { .reader = reader, .wish = wish, .visit = visit, .data = data,
		.kept = arena_create(), .arena = arena_create() };
	int64_t *edges = NULL;
	size_t edge_count = 0;
	err_t err = store_event_unions(reader->store, t.kept, &edges, &edge_count);

	if (err == NULL && edge_count > 0)
		kin_list(&t, edges, edge_count);
	if (err == NULL)
		err = since_find(&t);
	if (err == NULL)
		err = places_tell(&t);
	if (err == NULL)
		err = groups_done(&t);
	arena_destroy(t.arena);
	arena_destroy(t.kept);
	return err;
}

/* ---- what the desk says of itself */

err_t desk_events(struct reader *reader, struct arena *arena, int64_t as_of_ms, struct event **out, size_t *count)
{
	struct account *accounts = NULL;
	struct event *all = NULL;
	size_t account_count = 0, used = 0;
	err_t err = store_accounts(reader->store, arena, &accounts, &account_count);

	for (size_t i = 0; err == NULL && i <= account_count; i++) {
		struct event *own = NULL;
		size_t n = 0;

		err = store_events(reader->store, arena, i == 0 ? 0 : accounts[i - 1].id, 0, &own, &n);
		for (size_t k = 0; err == NULL && k < n; k++)
			if (as_of_ms == 0 || own[k].recv_ms <= as_of_ms)
				*event_room(arena, &all, &used) = own[k];
	}
	if (used > 1)
		qsort(all, used, sizeof(*all), event_by_seq);
	*out = all;
	*count = used;
	return err;
}

struct wait_rules rules_of(struct arena *arena, const struct event *events, size_t count)
{
	struct wait_rules rules = wait_rules_default();
	struct clock_offset *offsets = arena_array(arena, count + 1, sizeof(*offsets));

	for (size_t i = 0; i < count; i++)
		if (events[i].kind == EVENT_CLOCK_OFFSET)
			offsets[rules.offset_count++] = (struct clock_offset){ .account = events[i].account,
				.seq = events[i].seq, .offset_ms = settings_int(events[i].detail, "offset_ms", 0) };
	rules.offsets = offsets;
	return rules;
}
