/* SPDX-License-Identifier: ISC */
/*
 * The life of a desk: found, opened, told from a copy, closed; its quiet
 * moments, and the alarms that time sets off.
 */
#include "guichet/desk/desk.h"
#include "segments.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "availability.h"
#include "alert.h"
#include "attachment.h"
#include "handover.h"
#include "mail.h"
#include "route.h"
#include "promise.h"
#include "rule_watch.h"

enum { ALARMS_AT_ONCE = 200 };

/* ---- small settings in meta */

int64_t meta_int(struct store *store, const char *name, int64_t fallback)
{
	struct arena *arena = arena_create();
	const char *text = NULL;
	int64_t value = fallback;

	if (store_meta(store, arena, name, &text) == NULL && text != NULL)
		value = strtoll(text, NULL, 10);
	arena_destroy(arena);
	return value;
}

err_t meta_int_set(struct desk *desk, const char *name, int64_t value)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%" PRId64, value);

	assert(n > 0);
	return store_meta_set(desk->store, name, text);
}

err_t meta_flag(struct desk *desk, const char *name, bool value)
{
	return meta_int_set(desk, name, value);
}

/* ---- opening */

static const char *place_text(struct desk *desk, char text[64])
{
	uint64_t device, inode;
	int n;

	store_file(desk->store, &device, &inode);
	n = snprintf(text, 64, "%" PRIu64 ":%" PRIu64, device, inode);
	assert(n > 0);
	return text;
}

static err_t desk_found(struct desk *desk)
{
	unsigned char key[CRYPT_KEY];
	char hex[2 * CRYPT_KEY + 1], place[64], uuid[UUID_TEXT];
	err_t err;

	for (size_t i = 0; i < CRYPT_KEY; i += sizeof(uint64_t)) {
		uint64_t bits = random_next(desk->random);

		memcpy(key + i, &bits, sizeof(bits));
	}
	crypt_hex(key, sizeof(key), hex);
	err = store_begin(desk->store);
	if (err == NULL)
		err = store_meta_set(desk->store, "desk_id", random_uuid(desk->random, uuid));
	if (err == NULL)
		err = store_meta_set(desk->store, "hash_key", hex);
	if (err == NULL)
		err = store_meta_set(desk->store, "place", place_text(desk, place));
	if (err == NULL)
		err = meta_int_set(desk, "created_ms", clock_now(desk->clock));
	if (err == NULL)
		err = store_commit(desk->store);
	if (err != NULL)
		store_rollback(desk->store);
	return err;
}

static const char *head_text(struct arena *arena, int64_t seq, const unsigned char hash[CRYPT_HASH])
{
	char hex[2 * CRYPT_HASH + 1];

	crypt_hex(hash, CRYPT_HASH, hex);
	return arena_printf(arena, "%" PRId64 " %s", seq, hex);
}

err_t head_write(struct desk *desk)
{
	if (desk->seq == desk->before.seq)
		return NULL;
	return store_meta_set(desk->store, META_HEAD, head_text(desk->arena, desk->seq, desk->head));
}

/*
 * The last row must be the one that the last transaction wrote.  If not, where
 * the ledger ends now is kept for ever, and verifying it says so.
 */
static err_t head_load(struct desk *desk)
{
	const char *wanted = NULL, *marked = NULL;
	struct event head;
	bool found;
	err_t err = store_event_head(desk->store, desk->arena, &head, &found);

	if (err == NULL && found) {
		desk->seq = head.seq;
		memcpy(desk->head, head.hash, CRYPT_HASH);
	}
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, META_HEAD, &wanted);
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, META_CUT, &marked);
	if (err != NULL || wanted == NULL || marked != NULL ||
	    strcmp(wanted, head_text(desk->arena, desk->seq, desk->head)) == 0)
		return err;
	err = store_begin(desk->store);
	if (err == NULL)
		err = meta_int_set(desk, META_CUT, desk->seq);
	if (err == NULL)
		err = store_commit(desk->store);
	if (err != NULL)
		store_rollback(desk->store);
	return err;
}

static err_t identity_load(struct desk *desk)
{
	const char *id = NULL, *key = NULL, *place = NULL;
	char here[64];
	err_t err = store_meta(desk->store, desk->arena, "desk_id", &id);

	if (err == NULL && id == NULL)
		err = desk_found(desk);
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, "desk_id", &id);
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, "hash_key", &key);
	if (err == NULL)
		err = store_meta(desk->store, desk->arena, "place", &place);
	if (err != NULL)
		return err;
	if (id == NULL || strlen(id) >= UUID_TEXT || key == NULL ||
	    !crypt_unhex(key, desk->hash_key, CRYPT_KEY))
		return err_make(ERR_STORE, "%s is damaged: it does not know its own name", desk->path);
	memcpy(desk->id, id, strlen(id) + 1);
	desk->courier_ok = str_equal(place, place_text(desk, here));
	return NULL;
}

static err_t copied_settle(struct desk *desk, struct outbox_row *row)
{
	err_t err;

	if (row->state == OUT_QUEUED || row->state == OUT_SENDING)
		return outbox_doubt(desk, row, "the desk was restored or copied");
	if (row->state != OUT_APPROVAL)
		return NULL;
	err = approval_void(desk, row, "the desk was restored or copied", (struct entry){ .actor_kind = ACTOR_SYSTEM });
	return err != NULL ? err : outbox_doubt(desk, row, REASON_UNAPPROVED);
}

/* A copy must never send what its original may be sending. */
static err_t copy_settle(struct desk *desk)
{
	struct outbox_row *rows;
	size_t count;
	err_t err;

	if (desk->courier_ok)
		return NULL;
	err = desk_begin_system(desk);
	if (err != NULL)
		return err;
	err = store_outbox(desk->store, desk->arena, -1, &rows, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = copied_settle(desk, &rows[i]);
	if (err == NULL)
		err = mail_copied(desk);
	return desk_end(desk, err);
}

static err_t desk_load(struct desk *desk)
{
	err_t err = identity_load(desk);

	if (err == NULL)
		err = head_load(desk);
	if (err == NULL)
		err = store_conversation_last(desk->store, &desk->last_conversation);
	if (err != NULL)
		return err;
	desk->held = meta_int(desk->store, "outbox_hold", 0) != 0;
	desk->touched_ids.seed = desk->conversations.seed = desk->identities.seed = desk->spoilt.seed =
		desk->change_ids.seed = random_next(desk->random);
	err = copy_settle(desk);
	if (err == NULL)
		err = store_journal_active(desk->store, &desk->active_ms);
	if (desk->active_ms == 0)	/* nobody yet */
		desk->active_ms = clock_now(desk->clock);
	if (err == NULL)
		err = alert_begin(desk);
	return err != NULL ? err : derive_begin(desk);
}

err_t desk_open(const struct desk_options *options, struct desk **out)
{
	struct desk *desk = mem_alloc(sizeof(*desk));
	struct str key_path = { 0 };
	err_t err;

	str_printf(&key_path, "%s.key", options->path);
	desk->key_path = key_path.text;
	desk->path = mem_copy(options->path);
	desk->clock = options->clock;
	desk->random = options->random;
	desk->arena = arena_create();
	err = crypt_init();
	if (err == NULL)
		err = store_open(&(struct store_options){ .path = options->path,
			.create = options->create }, &desk->store);
	if (err == NULL) {
		desk->reader.store = desk->store;
		err = desk_load(desk);
	}
	if (err != NULL)
		desk_close(desk);
	else
		*out = desk;
	return err;
}

void desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	if (desk->open)
		desk_rollback(desk);
	metrics_drop(desk);
	vault_close(desk->vault);
	segment_copies_destroy(desk->reader.copies);
	store_close(desk->store);
	arena_destroy(desk->arena);
	str_finish(&desk->inverse);
	crypt_wipe(desk->hash_key, sizeof(desk->hash_key));
	free(desk->path);
	free(desk->key_path);
	free(desk);
}

const char *desk_id(const struct desk *desk)
{
	return desk->id;
}

int64_t desk_commit_us(const struct desk *desk)
{
	return store_times(desk->store)->commit_us;
}

struct desk_times desk_transactions(const struct desk *desk)
{
	const struct store_times *times = store_times(desk->store);

	return (struct desk_times){ times->count, store_times_quantile(times, 500), store_times_quantile(times, 990),
		times->longest_us };
}

const char *desk_path(const struct desk *desk)
{
	return desk->path;
}

bool desk_file_is(const struct desk *desk, uint64_t device, uint64_t inode)
{
	uint64_t ours_device, ours_inode;

	store_file(desk->store, &ours_device, &ours_inode);
	return device == ours_device && inode == ours_inode;
}

void desk_set_planner(struct desk *desk, const struct planner *planner)
{
	desk->planner = *planner;
}

void desk_set_shared(struct desk *desk, bool shared)
{
	desk->shared = shared;
}

int64_t desk_now(const struct desk *desk)
{
	return clock_now(desk->clock);
}

/* ---- quiet moments and alarms */

void desk_idle(struct desk *desk)
{
	if (desk->open)
		return;
	transaction_clear(desk);
	arena_destroy(desk->arena);
	desk->arena = arena_create();
	store_idle(desk->store);
}

bool desk_carry_due(const struct desk *desk)
{
	return store_carry_due(desk->store);
}

bool desk_carry_kept(const struct desk *desk)
{
	return store_carry_kept(desk->store);
}

void desk_carry(struct desk *desk)
{
	if (!desk->open && !desk->group)
		store_carry(desk->store);
}

void desk_watch_carry(struct desk *desk, void (*told)(void *data, int64_t pages), void *data)
{
	store_watch_carry(desk->store, told, data);
}

int64_t desk_next_alarm(struct desk *desk)
{
	enum alarm_kind kind;
	int64_t subject, at_ms = 0;
	bool found = false;

	if (store_alarm_next(desk->store, &kind, &subject, &at_ms, &found) != NULL || !found)
		at_ms = 0;
	return desk->alert_ms != 0 && (at_ms == 0 || desk->alert_ms < at_ms) ? desk->alert_ms : at_ms;
}

static err_t snooze_end(struct desk *desk, int64_t conversation)
{
	struct touched *touched;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err == NULL && touched->row.conv.status == STATUS_SNOOZED)
		err = conversation_status(desk, touched, STATUS_OPEN, 0, "snooze is over",
			(struct entry){ .actor_kind = ACTOR_SYSTEM });
	if (err == NULL)
		err = store_alarm_drop(desk->store, ALARM_SNOOZE, conversation);
	return err;
}

static err_t alarm_take(struct desk *desk, enum alarm_kind kind, int64_t subject)
{
	switch (kind) {
	case ALARM_SNOOZE:
		return snooze_end(desk, subject);
	case ALARM_RULE:
		return rule_wait_over(desk, subject);
	case ALARM_DERIVE:
		return derive_step(desk, subject);
	case ALARM_DUE:
		return metrics_settle(desk);
	case ALARM_HANDOVER:
		return handover_missed(desk, subject);
	case ALARM_PROMISE:
		return promise_due(desk, subject);
	case ALARM_ROUTE:
		return route_back(desk, subject);
	case ALARM_AVAILABILITY:
		return availability_over(desk, subject);
	case ALARM_BLOB:
		return attachments_sweep(desk);
	case ALARM_ALERT:	/* a row of before */
		return store_alarm_drop(desk->store, kind, subject);
	case ALARM_QUARANTINE:
		break;
	}
	desk_note_change(desk, CHANGE_OUTBOX, subject);
	return store_alarm_drop(desk->store, ALARM_QUARANTINE, subject);
}

err_t desk_alarms(struct desk *desk)
{
	enum alarm_kind kind;
	int64_t subject, at_ms = desk_next_alarm(desk), now = clock_now(desk->clock);
	bool found = false;
	err_t err;

	if (at_ms == 0 || at_ms > now)
		return NULL;
	err = desk_begin_system(desk);
	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < ALARMS_AT_ONCE && (i == 0 || !desk_slice_over(desk)); i++) {
		err = store_alarm_next(desk->store, &kind, &subject, &at_ms, &found);
		if (err != NULL || !found || at_ms > now)
			break;
		err = alarm_take(desk, kind, subject);
	}
	if (err == NULL && desk->alert_ms != 0 && desk->alert_ms <= now)
		err = alert_step(desk);
	return desk_end(desk, err);
}
