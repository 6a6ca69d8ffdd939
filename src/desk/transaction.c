/* SPDX-License-Identifier: ISC */
/*
 * A transaction of a desk keeps in memory what a rollback must undo there: the
 * ledger's head, the next number, the settings.  Observers hear of changes
 * only once they are on the disk.
 */
#include <assert.h>
#include <string.h>

#include "guichet/desk/desk.h"
#include "availability.h"
#include "private.h"

void transaction_clear(struct desk *desk)
{
	desk->open = false;
	desk->touched = NULL;
	desk->touched_count = 0;
	desk->changes = NULL;
	desk->change_count = 0;
	map_clear(&desk->touched_ids);
	map_clear(&desk->conversations);
	map_clear(&desk->identities);
	map_clear(&desk->spoilt);
	map_clear(&desk->change_ids);
	desk->actor = (struct actor){ 0 };
	desk->key = desk->call = NULL;
	desk->taking = (struct taking){ 0 };
	desk->bulk = NULL;
	desk->keeps_inverse = false;
	str_clear(&desk->inverse);
}

static void transaction_start(struct desk *desk, const struct actor *actor, const char *key,
	const char *call)
{
	transaction_clear(desk);
	arena_reset(desk->arena);
	desk->open = true;
	desk->now_ms = clock_now(desk->clock);
	desk->actor = (struct actor){
		.agent = actor->agent, .name = arena_copy(desk->arena, actor->name),
		.role = actor->role, .origin = actor->origin, .means = actor->means,
		.session = arena_copy(desk->arena, actor->session),
		.played_by = arena_copy(desk->arena, actor->played_by),
		.scope = arena_copy(desk->arena, actor->scope)
	};
	desk->key = arena_copy(desk->arena, key);
	desk->call = arena_copy(desk->arena, call);
	desk->keeps_inverse = journal_keeps_inverse(call);
	desk->before.seq = desk->seq;
	desk->before.last_conversation = desk->last_conversation;
	desk->before.held = desk->held;
	desk->before.courier_ok = desk->courier_ok;
	desk->before.active_ms = desk->active_ms;
	memcpy(desk->before.head, desk->head, CRYPT_HASH);
	memcpy(desk->before.id, desk->id, UUID_TEXT);
}

static void take_back(struct desk *desk)
{
	if (desk->group)
		store_savepoint_undo(desk->store);
	else
		store_rollback(desk->store);
}

err_t desk_begin(struct desk *desk, const struct actor *actor, const char *key, const char *call,
	struct arena *arena, const char **answer)
{
	const char *stored = NULL;
	err_t err;

	assert(!desk->open);
	if (answer != NULL)
		*answer = NULL;
	err = desk->group ? store_savepoint(desk->store) : store_begin(desk->store);
	if (err != NULL)
		return err;
	if (key != NULL)
		err = journal_ask(desk, actor, key, arena, &stored);
	if (err != NULL || stored != NULL) {
		take_back(desk);
		if (err == NULL && answer != NULL)
			*answer = stored;
		return err;
	}
	transaction_start(desk, actor, key, call);
	if (actor->agent != 0 && actor->origin == ORIGIN_HUMAN)
		desk->active_ms = desk->now_ms;
	if (desk->group && !desk->group_used) {
		desk->group_before = desk->before;
		desk->group_used = true;
	}
	return NULL;
}

err_t desk_begin_system(struct desk *desk)
{
	static const struct actor nobody = { .origin = ORIGIN_NETWORK, .role = ROLE_ADMIN };

	return desk_begin(desk, &nobody, NULL, NULL, NULL, NULL);
}

void desk_unattended(struct desk *desk)
{
	desk->active_ms = desk->before.active_ms;
}

err_t desk_end(struct desk *desk, err_t err)
{
	if (err == NULL)
		return desk_commit(desk, NULL);
	desk_rollback(desk);
	return err;
}

void change_note(struct desk *desk, struct change change)
{
	int64_t key[3] = { change.kind, change.id, change.agent };

	if (map_find(&desk->change_ids, key, sizeof(key)) != NULL)
		return;
	map_put(&desk->change_ids, desk->arena, key, sizeof(key), 1);
	desk->changes = list_grow(desk->arena, desk->changes, desk->change_count, sizeof(change));
	desk->changes[desk->change_count++] = change;
}

void desk_note_change(struct desk *desk, enum change_kind kind, int64_t id)
{
	change_note(desk, (struct change){ kind, id, kind == CHANGE_MARK ? desk->actor.agent : 0 });
}

void observers_tell(struct desk *desk)
{
	struct change *changes = desk->changes;
	size_t count = desk->change_count;
	struct arena *kept = desk->arena;

	if (count == 0) {
		transaction_clear(desk);
		return;
	}
	/* An observer may begin a transaction: what it reads must outlive that. */
	desk->arena = arena_create();
	transaction_clear(desk);
	for (size_t i = 0; i < DESK_OBSERVERS; i++)
		if (desk->observers[i].fn != NULL)
			desk->observers[i].fn(desk->observers[i].data, changes, count);
	arena_destroy(kept);
}

err_t desk_commit(struct desk *desk, const char *answer)
{
	err_t err;

	if (!desk->open)
		return NULL;
	err = availability_hand(desk);
	if (err == NULL)
		err = desk_settle(desk);
	if (err == NULL)
		err = head_write(desk);
	if (err == NULL)
		err = journal_write(desk, answer);
	if (err == NULL)
		err = desk->group ? store_savepoint_keep(desk->store) : store_commit(desk->store);
	if (err != NULL) {
		desk_rollback(desk);
		return err;
	}
	desk->open = false;
	if (desk->group) {
		group_keep(desk);
		transaction_clear(desk);
	} else {
		observers_tell(desk);
	}
	return NULL;
}

void desk_rollback(struct desk *desk)
{
	if (!desk->open)
		return;
	take_back(desk);
	desk->seq = desk->before.seq;
	desk->last_conversation = desk->before.last_conversation;
	desk->held = desk->before.held;
	desk->courier_ok = desk->before.courier_ok;
	memcpy(desk->head, desk->before.head, CRYPT_HASH);
	memcpy(desk->id, desk->before.id, UUID_TEXT);
	if (desk->metrics != NULL && settings_seq(desk->metrics) > desk->seq)
		metrics_drop(desk);
	transaction_clear(desk);
}

void desk_observe(struct desk *desk, desk_changed_fn fn, void *data)
{
	struct observer *empty = NULL;

	for (size_t i = 0; i < DESK_OBSERVERS; i++) {
		struct observer *observer = &desk->observers[i];

		if (observer->fn != NULL && observer->data == data) {
			observer->fn = fn;
			return;
		}
		if (observer->fn == NULL && empty == NULL)
			empty = observer;
	}
	if (fn == NULL)
		return;
	assert(empty != NULL);
	*empty = (struct observer){ fn, data };
}
