/* SPDX-License-Identifier: ISC */
/*
 * The courier's side of the outbox, and what it learns about accounts.  What
 * an echo or a person decided meanwhile stands: a late report about a reply
 * that is sent or cancelled changes nothing.
 */
#include "guichet/desk/deliver.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "private.h"

err_t desk_outbox_recover(struct desk *desk)
{
	struct outbox_row *rows = NULL;
	size_t count = 0;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = store_outbox(desk->store, desk->arena, OUT_SENDING, &rows, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = outbox_doubt(desk, &rows[i], "the server ended while it was being sent");
	return desk_end(desk, err);
}

typedef err_t (*pick_fn)(struct store *, struct arena *, int64_t, int64_t, struct outbox_row *, bool *);

/* The oldest over all these accounts. */
static err_t outbox_pick(struct desk *desk, struct arena *arena, pick_fn pick, size_t count,
	const int64_t *accounts, struct outbox_row *out, bool *found)
{
	int64_t now = clock_now(desk->clock);
	err_t err = NULL;

	*found = false;
	if (!desk->courier_ok)
		return NULL;
	if (count == 0)
		return pick(desk->store, arena, now, 0, out, found);
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct outbox_row row;
		bool one = false;

		err = pick(desk->store, arena, now, accounts[i], &row, &one);
		if (one && (!*found || row.id < out->id)) {
			*out = row;
			*found = true;
		}
	}
	return err;
}

/* A plan that this build does not understand never leaves. */
static err_t outbox_take_row(struct desk *desk, struct arena *arena, struct outbox_row *row,
	struct outbox *out, bool *found)
{
	struct outbox taken;
	err_t bad, err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	row->state = OUT_SENDING;
	row->attempt++;
	row->attempted_ms = desk->now_ms;
	row->not_before_ms = row->quarantine_until_ms = 0;
	bad = outbox_public(arena, row, &taken);
	if (bad == NULL && taken.act == NULL && taken.plan.begun_ms == 0) {
		taken.plan.begun_ms = desk->now_ms;
		row->plan = plan_format(arena, &taken.plan);
	}
	if (bad != NULL) {
		row->state = OUT_FAILED;
		row->reason = arena_copy(arena, bad->text);
	}
	err = desk_end(desk, outbox_save(desk, row));
	if (err == NULL && bad == NULL) {
		*out = taken;
		*found = true;
	}
	return err;
}

err_t desk_outbox_take(struct desk *desk, struct arena *arena, size_t count,
	const int64_t *accounts, struct outbox *out, bool *found)
{
	struct outbox_row row;
	bool ready = true;
	err_t err = NULL;

	*found = false;
	while (err == NULL && ready && !*found && !desk->held) {
		err = outbox_pick(desk, arena, store_outbox_next, count, accounts, &row, &ready);
		if (err == NULL && ready)
			err = outbox_take_row(desk, arena, &row, out, found);
	}
	return err;
}

err_t desk_outbox_doubtful(struct desk *desk, struct arena *arena, size_t count,
	const int64_t *accounts, struct outbox *out, bool *found)
{
	struct outbox_row row;
	err_t err = outbox_pick(desk, arena, store_outbox_doubtful, count, accounts, &row, found);

	if (err == NULL && *found)
		err = outbox_public(arena, &row, out);
	return err;
}

static bool is_over(const struct outbox_row *row)
{
	return row->state == OUT_SENT || row->state == OUT_CANCELLED;
}

err_t desk_outbox_is_others(struct desk *desk, const struct outbox *outbox, const char *remote_id, bool *others)
{
	int64_t owner = 0;
	bool found = false;
	err_t err = store_part_find(desk->store, outbox->account, remote_id, &owner, &found);

	*others = err == NULL && found && owner != outbox->id;
	return err;
}

err_t desk_outbox_part_sent(struct desk *desk, int64_t outbox, size_t part, const char *remote_id,
	const char *native, const char *url, int64_t at_ms)
{
	struct outbox_row row;
	int64_t told_ms = at_ms;
	bool first;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	/* Its time is between the attempt and now only if this is the one attempt, and nobody found it later. */
	first = err == NULL && row.state == OUT_SENDING && row.attempt == 1;
	if (err == NULL && at_ms == 0)
		err = clock_theirs(desk, row.account, desk->now_ms, &at_ms);
	if (err == NULL)
		err = outbox_part_done(desk, &row, part, remote_id, native, url, at_ms);
	if (err == NULL && told_ms != 0 && first && row.state == OUT_SENT)
		err = clock_sampled(desk, &row, told_ms);
	return desk_end(desk, err);
}

err_t desk_outbox_uploaded(struct desk *desk, int64_t outbox, size_t media, const char *remote_id)
{
	struct outbox_row row;
	struct plan plan;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL)
		err = plan_parse(desk->arena, row.plan, &plan);
	if (err == NULL && (is_over(&row) || media >= plan.media_count))
		err = err_make(ERR_STATE, "reply %" PRId64 ": nothing more of it is to be sent", outbox);
	if (err == NULL) {
		plan.media[media].remote_id = remote_id;
		row.plan = plan_format(desk->arena, &plan);
		err = outbox_save(desk, &row);
	}
	return desk_end(desk, err);
}

static err_t failed_event(struct desk *desk, const struct outbox_row *row)
{
	struct entry entry = {
		.kind = EVENT_MESSAGE_FAILED, .actor_kind = ACTOR_SYSTEM, .actor = 0,
		.subject = row->agent,
		.ext = arena_printf(desk->arena, "outbox %" PRId64 " %" PRId64, row->id, row->attempt)
	};
	struct touched *touched;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	return err != NULL ? err : ledger_append(desk, touched, 0, &entry, NULL);
}

err_t desk_outbox_refused(struct desk *desk, int64_t outbox, const char *reason)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && !is_over(&row)) {
		row.state = OUT_FAILED;
		row.reason = reason;
		err = outbox_save(desk, &row);
		if (err == NULL)
			err = row.act[0] != '\0' ? act_failed(desk, &row) : failed_event(desk, &row);
	}
	return desk_end(desk, err);
}

err_t desk_outbox_later(struct desk *desk, int64_t outbox, int64_t not_before_ms,
	const char *reason)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && !is_over(&row)) {
		row.state = OUT_QUEUED;
		row.not_before_ms = not_before_ms;
		row.reason = reason;
		err = outbox_save(desk, &row);
	}
	return desk_end(desk, err);
}

err_t desk_outbox_unknown(struct desk *desk, int64_t outbox, const char *reason)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && !is_over(&row))
		err = outbox_doubt(desk, &row, reason);
	return desk_end(desk, err);
}

err_t desk_outbox_still_unknown(struct desk *desk, int64_t outbox, int64_t again_ms, const char *reason)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && row.state == OUT_UNKNOWN)
		err = outbox_still_doubt(desk, &row, again_ms, reason);
	return desk_end(desk, err);
}

err_t desk_outbox_absent(struct desk *desk, int64_t outbox)
{
	struct outbox_row row;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = outbox_load(desk, outbox, &row);
	if (err == NULL && row.state == OUT_UNKNOWN) {
		row.state = outbox_again(&row);
		row.not_before_ms = 0;
		row.reason = "it had not arrived";
		err = outbox_save(desk, &row);
	}
	return desk_end(desk, err);
}

err_t desk_outbox_counts(struct desk *desk, struct outbox_counts *out)
{
	struct outbox_count counts[OUTBOX_STATES] = { { 0 } };
	err_t err = store_outbox_counts(desk->store, clock_now(desk->clock), counts);

	if (err != NULL)
		return err;
	*out = (struct outbox_counts){
		.queued = (size_t)counts[OUT_QUEUED].total,
		.sending = (size_t)counts[OUT_SENDING].total,
		.unknown = (size_t)counts[OUT_UNKNOWN].total,
		.failed = (size_t)counts[OUT_FAILED].total,
		.later = (size_t)counts[OUT_QUEUED].later,
		.next_ms = counts[OUT_QUEUED].next_ms
	};
	if (counts[OUT_UNKNOWN].next_ms != 0 &&
	    (out->next_ms == 0 || counts[OUT_UNKNOWN].next_ms < out->next_ms))
		out->next_ms = counts[OUT_UNKNOWN].next_ms;
	return NULL;
}

/* ---- accounts */

static err_t account_begin(struct desk *desk, int64_t id, struct account *out)
{
	bool found = false;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = store_account(desk->store, desk->arena, id, out, &found);
	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no account %" PRId64, id);
	if (err != NULL)
		desk_rollback(desk);
	return err;
}

static err_t account_end(struct desk *desk, const struct account *account)
{
	int64_t id;

	desk_note_change(desk, CHANGE_ACCOUNT, account->id);
	return desk_end(desk, store_account_put(desk->store, account, &id));
}

err_t desk_account_learned(struct desk *desk, int64_t account, const char *self_id,
	const char *self_handle, const char *caps, int level, int64_t skew_ms)
{
	struct account row;
	bool window_moved;
	int64_t id;
	err_t err = account_begin(desk, account, &row);
	int64_t window = err != NULL || row.caps == NULL ? 0 : settings_int(row.caps, CAP_WINDOW, 0);

	if (err != NULL)
		return err;
	err = account_same_self(&row, self_id, self_handle);
	if (err == NULL && row.checked_ms == 0)
		err = clock_begins(desk, row.id);
	if (err != NULL)
		return desk_end(desk, err);
	window_moved = settings_int(caps, CAP_WINDOW, 0) != window;
	row.self_id = self_id;
	row.self_handle = self_handle;
	row.caps = caps;
	row.level = level;
	row.skew_ms = skew_ms;
	row.checked_ms = desk->now_ms;
	if (row.state != ACCOUNT_REMOVED && !account_stopped(&row)) {
		row.reason = "";
		row.state = ACCOUNT_OK;
	}
	if (!window_moved)
		return account_end(desk, &row);
	desk_note_change(desk, CHANGE_ACCOUNT, row.id);
	err = store_account_put(desk->store, &row, &id);
	return desk_end(desk, err != NULL ? err : metrics_changed(desk));
}

err_t desk_account_paused(struct desk *desk, int64_t account, const char *reason)
{
	struct account row;
	err_t err = account_begin(desk, account, &row);

	if (err != NULL)
		return err;
	if (!account_stopped(&row))
		row.reason = reason;
	if (row.state != ACCOUNT_REMOVED)
		row.state = ACCOUNT_PAUSED;
	return account_end(desk, &row);
}

err_t desk_account_troubled(struct desk *desk, int64_t account, const char *reason)
{
	struct account row;
	err_t err = account_begin(desk, account, &row);

	if (err != NULL)
		return err;
	if (row.state == ACCOUNT_PAUSED || row.state == ACCOUNT_REMOVED || str_equal(row.reason, reason)) {
		desk_rollback(desk);
		return NULL;
	}
	row.reason = reason;
	return account_end(desk, &row);
}

err_t desk_account_polled(struct desk *desk, int64_t account)
{
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	desk_note_change(desk, CHANGE_ACCOUNT, account);
	return desk_end(desk, store_account_polled(desk->store, account, desk->now_ms));
}

err_t desk_bucket_save(struct desk *desk, const char *name, const char *state)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, store_bucket_set(desk->store, name, state));
}

err_t desk_bucket_load(struct desk *desk, struct arena *arena, const char *name,
	const char **state)
{
	return store_bucket(desk->store, arena, name, state);
}
