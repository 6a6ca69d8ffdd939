/* SPDX-License-Identifier: ISC */
/*
 * Events reduced to waits as of any instant, conversation by conversation, or
 * one of them.  What is done with a result is its caller's.
 */
#include "reduce.h"

#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/desk/schedule.h"

static int64_t family_of(const struct reduction *r, int64_t conversation)
{
	const struct kinship *found = keyed_find(r->kin, r->kin_count, sizeof(*found), conversation);

	return found == NULL ? 0 : found->family;
}

static err_t relative_done(struct reduction *r, const struct family *family, size_t at)
{
	const struct relative *who = &family->of[at];
	r->events = NULL;
	r->count = 0;
	for (size_t i = 0; i < family->event_count; i++)
		if (family->events[i].conversation == who->id) {
			r->events = list_grow(r->arena, r->events, r->count, sizeof(*r->events));
			r->events[r->count++] = family->events[i];
		}
	r->account = who->account;
	r->conversation = who->id;
	r->open = who->open;
	r->promise = who->promise;
	r->self = who;
	return r->count == 0 ? NULL : r->done(r->data, r, &who->result);
}

/* All of a family at once, where its first one stands; families go by that one's number.  all: gets them, or NULL. */
static err_t family_done(struct reduction *r, int64_t number, struct id_set *all)
{
	struct family family;
	err_t err = family_load(r->reader->store, r->arena, number, &family);

	if (err != NULL)
		return err;
	family_reduce(&family, r->arena, &r->rules, r->as_of_ms);
	r->family = &family;
	for (size_t i = 0; all != NULL && i < family.count; i++)
		id_set_add(all, family.of[i].id);
	for (size_t i = 0; err == NULL && i < family.count; i++)
		err = relative_done(r, &family, i);
	r->family = NULL;
	r->self = NULL;
	return err;
}

static err_t alone_done(struct reduction *r)
{
	struct wait_result result = { 0 };

	wait_reduce(r->arena, r->events, r->count, &r->rules, r->as_of_ms, &result);
	r->open = waits_open(result.waits, result.wait_count);
	r->promise = promises_open(result.promises, result.promise_count);
	return r->done(r->data, r, &result);
}

static err_t reduction_flush(struct reduction *r)
{
	int64_t account = r->account, conversation = r->conversation, family;
	err_t err = NULL;

	if (r->count == 0)
		return NULL;
	family = family_of(r, conversation);
	if (family == 0)
		err = alone_done(r);
	else if (family == conversation)
		err = family_done(r, family, NULL);
	r->account = account;
	r->conversation = conversation;
	r->events = NULL;
	r->count = 0;
	arena_reset(r->arena);
	return err;
}

static err_t reduction_event(void *data, const struct event *event)
{
	struct reduction *r = data;
	err_t err = NULL;

	if (event->conversation != r->conversation || event->account != r->account)
		err = reduction_flush(r);
	if (err != NULL)
		return err;
	r->account = event->account;
	r->conversation = event->conversation;
	r->events = list_grow(r->arena, r->events, r->count, sizeof(*r->events));
	r->events[r->count] = *event;
	r->events[r->count++].detail = arena_copy(r->arena, event->detail);
	return NULL;
}

/* What all of them are reduced by, in an arena of the caller. */
static err_t rules_load(struct reduction *r, struct arena *kept)
{
	struct metric_settings *settings = NULL;
	err_t err = read_metric_settings(r->reader, kept, r->as_of_ms, 0, 0, &settings);

	if (err == NULL)
		r->rules = settings_rules(settings);
	r->rules.traces = r->traces;
	return err;
}

err_t reduction_run(struct reduction *r)
{
	struct arena *kept = arena_create();
	err_t err = rules_load(r, kept);

	r->arena = arena_create();
	if (err == NULL)
		err = store_family_all(r->reader->store, kept, &r->kin, &r->kin_count);
	if (err == NULL)
		err = store_event_sorted(r->reader->store, reduction_event, r);
	if (err == NULL)
		err = reduction_flush(r);
	arena_destroy(r->arena);
	arena_destroy(kept);
	return err;
}

void id_set_add(void *data, int64_t id)
{
	struct id_set *set = data;

	if (id >= set->end) {
		int64_t end = set->end * 2 > id + 1 ? set->end * 2 : (id + 1 + 4095) / 4096 * 4096;
		unsigned char *bits = arena_alloc(set->arena, (size_t)end / 8);

		if (set->bits != NULL)
			memcpy(bits, set->bits, (size_t)set->end / 8);
		set->bits = bits;
		set->end = end;
	}
	set->bits[id >> 3] |= (unsigned char)(1 << (id & 7));
}

/* What is there of one that was never united; nothing more if it was. */
static err_t place_done(struct reduction *r, const struct event_place *place)
{
	err_t err;

	if (family_of(r, place->conversation) != 0)
		return NULL;
	r->account = place->account;
	r->conversation = place->conversation;
	err = store_events(r->reader->store, r->arena, place->account, place->conversation, &r->events, &r->count);
	if (err == NULL && r->count > 0)
		err = alone_done(r);
	r->events = NULL;
	r->count = 0;
	arena_reset(r->arena);
	return err;
}

static err_t families_done(struct reduction *r, struct id_set *out)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < r->kin_count; i++) {
		id_set_add(out, r->kin[i].conversation);
		if (r->kin[i].family == r->kin[i].conversation)
			err = family_done(r, r->kin[i].family, NULL);
		r->events = NULL;
		r->count = 0;
		arena_reset(r->arena);
	}
	return err;
}

err_t reduction_since(struct reduction *r, struct id_set *out)
{
	struct arena *kept = arena_create();
	struct event_place *places = NULL;
	size_t count = 0;
	err_t err = rules_load(r, kept);

	r->arena = arena_create();
	if (err == NULL)
		err = store_family_all(r->reader->store, kept, &r->kin, &r->kin_count);
	if (err == NULL)
		err = store_event_places_since(r->reader->store, kept, r->as_of_ms, &places, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		id_set_add(out, places[i].conversation);
		err = place_done(r, &places[i]);
	}
	if (err == NULL)
		err = families_done(r, out);
	arena_destroy(r->arena);
	arena_destroy(kept);
	return err;
}

static err_t family_of_place_done(struct reduction *r, int64_t family, struct id_set *out)
{
	err_t err = family_done(r, family, out);

	r->events = NULL;
	r->count = 0;
	arena_reset(r->arena);
	return err;
}

err_t reduction_of(struct reduction *r, const struct event_place *places, size_t count, struct id_set *out)
{
	struct arena *kept = arena_create();
	err_t err = rules_load(r, kept);

	r->arena = arena_create();
	if (err == NULL)
		err = store_family_all(r->reader->store, kept, &r->kin, &r->kin_count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		int64_t family = family_of(r, places[i].conversation);

		if (id_set_has(out, places[i].conversation))
			continue;
		id_set_add(out, places[i].conversation);
		err = family != 0 ? family_of_place_done(r, family, out) : place_done(r, &places[i]);
	}
	arena_destroy(r->arena);
	arena_destroy(kept);
	return err;
}

err_t reduction_one(struct reduction *r, int64_t account, int64_t conversation)
{
	struct arena *kept = arena_create();
	int64_t family = 0;
	err_t err = rules_load(r, kept);

	r->arena = arena_create();
	r->account = account;
	r->conversation = conversation;
	if (err == NULL)
		err = store_family(r->reader->store, conversation, &family);
	if (err == NULL && family != 0)
		err = family_done(r, family, NULL);
	else if (err == NULL)
		err = store_events(r->reader->store, r->arena, account, conversation, &r->events, &r->count);
	if (err == NULL && family == 0 && r->count > 0)
		err = alone_done(r);
	arena_destroy(r->arena);
	arena_destroy(kept);
	return err;
}
