/* SPDX-License-Identifier: ISC */
/*
 * How an event enters the ledger: numbered without gaps, chained to the row
 * before it, remote ids only as keyed hashes.  A repeat of the same thing is
 * recognised by the table's unique key and costs no number.
 */
#include "segments.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/settings.h"

enum actor_kind actor_kind_of(const struct actor *actor)
{
	if (actor->agent == 0)
		return ACTOR_SYSTEM;
	switch (actor->origin) {
	case ORIGIN_HUMAN:
		return ACTOR_HUMAN;
	case ORIGIN_RULE:
	case ORIGIN_ROBOT:
		return ACTOR_AUTOMATIC;
	case ORIGIN_NETWORK:
	case ORIGIN_IMPORT:
	case ORIGINS:
		break;
	}
	return ACTOR_SYSTEM;
}

struct entry entry_by_actor(const struct desk *desk, enum event_kind kind)
{
	return (struct entry){ .kind = kind, .actor_kind = actor_kind_of(&desk->actor),
		.actor = desk->actor.agent };
}

/* Sorted by key; who really sat there is said on what agents do. */
static const char *detail_make(struct desk *desk, const struct entry *entry)
{
	struct pair pairs[DETAIL_PAIRS + 2];
	struct str text = { 0 };
	const char *detail;
	size_t count = 0;

	for (size_t i = 0; i < DETAIL_PAIRS && entry->detail[i].key != NULL; i++)
		if (entry->detail[i].value != NULL)
			pairs[count++] = entry->detail[i];
	if (desk->actor.played_by != NULL && entry->actor != 0)
		pairs[count++] = (struct pair){ "played_by", desk->actor.played_by };
	if (desk->taking.entry != 0)
		pairs[count++] = (struct pair){ desk->taking.again ? "redoes" : "undoes", desk->taking.about };
	if (count == 0)
		return "";
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && strcmp(pairs[k - 1].key, pairs[k].key) > 0; k--) {
			struct pair swap = pairs[k];

			pairs[k] = pairs[k - 1];
			pairs[k - 1] = swap;
		}
	for (size_t i = 0; i < count; i++)
		settings_add(&text, pairs[i].key, pairs[i].value);
	detail = arena_copy(desk->arena, str_text(&text));
	str_finish(&text);
	return detail;
}

void ledger_hash(const char *desk_id, const unsigned char previous[CRYPT_HASH],
	const struct event *event, struct str *scratch, unsigned char out[CRYPT_HASH])
{
	str_clear(scratch);
	event_canonical(event, scratch);
	crypt_chain(desk_id, previous, scratch->text, scratch->len, out);
}

static void remote_hash(const struct desk *desk, const char *remote_id, unsigned char *out, bool *has)
{
	*has = remote_id != NULL;
	if (*has)
		crypt_short(desk->hash_key, remote_id, strlen(remote_id), out);
}

static void fresh_add(struct desk *desk, struct touched *touched, const struct event *event)
{
	touched->fresh = list_grow(desk->arena, touched->fresh, touched->fresh_count,
		sizeof(*touched->fresh));
	touched->fresh[touched->fresh_count++] = *event;
}

err_t ledger_append(struct desk *desk, struct touched *touched, int64_t account,
	const struct entry *entry, bool *added)
{
	const struct conversation *conv = touched == NULL ? NULL : &touched->row.conv;
	struct event event = {
		.seq = desk->seq + 1, .account = conv == NULL ? account : conv->account,
		.conversation = conv == NULL ? 0 : conv->id, .kind = entry->kind,
		.net_ms = entry->net_ms, .recv_ms = desk->now_ms, .actor_kind = entry->actor_kind,
		.actor = entry->actor, .subject = entry->subject,
		.surface = conv != NULL && conv->visibility >= VIS_GROUP ? SURFACE_PRIVATE
			: SURFACE_PUBLIC
	};
	struct str scratch = { 0 };
	bool is_new = false;
	err_t err;

	remote_hash(desk, entry->ext, event.ext, &event.has_ext);
	remote_hash(desk, entry->ref, event.ref, &event.has_ref);
	event.detail = detail_make(desk, entry);
	ledger_hash(desk->id, desk->head, &event, &scratch, event.hash);
	str_finish(&scratch);
	err = store_event_add(desk->store, &event, &is_new);
	if (err != NULL)
		return err;
	if (is_new) {
		desk->seq = event.seq;
		memcpy(desk->head, event.hash, CRYPT_HASH);
		if (touched != NULL && !entry->aside) {
			touched->has_events = true;
			touched->retagged = touched->retagged || event.kind == EVENT_TAGGED ||
				event.kind == EVENT_UNTAGGED;
			conversation_dirty(desk, touched);
			if (touched->is_new)
				fresh_add(desk, touched, &event);
		}
	}
	if (added != NULL)
		*added = is_new;
	/* Another target or schedule: every packed day was measured by the one before. */
	return is_new && (event.kind == EVENT_SETTINGS_VERSION || event.kind == EVENT_SCHEDULE_VERSION) ?
		segments_spoil_all(desk) : NULL;
}
