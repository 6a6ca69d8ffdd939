/* SPDX-License-Identifier: ISC */
/*
 * Our clock against the networks': what a reply that was sent proves of it,
 * and the row of the ledger that corrects later times of ours.  How it is
 * judged is in model/clock_sample.h, what a row changes in model/wait_order.c.
 *
 * account.skew_ms is another thing: what the check read in a Date header, to
 * the second and of that moment, so that a connector can speak of an instant
 * of ours by the network's clock.  No figure rests on it, but where a network
 * does not say when it wrote a reply, and nothing was measured either.
 */
#include <inttypes.h>

#include "guichet/desk/read.h"
#include "guichet/store/clock.h"
#include "private.h"

static err_t offset_append(struct desk *desk, int64_t account, int64_t offset_ms)
{
	struct entry entry = { .kind = EVENT_CLOCK_OFFSET, .actor_kind = ACTOR_SYSTEM };
	err_t err;

	entry.detail[0] = (struct pair){ "offset_ms", arena_printf(desk->arena, "%" PRId64, offset_ms) };
	err = ledger_append(desk, NULL, account, &entry, NULL);
	/* It is of later rows: what was measured stays, and so does when something is due. */
	metrics_drop(desk);
	desk_note_change(desk, CHANGE_ACCOUNT, account);
	return err;
}

err_t clock_sampled(struct desk *desk, const struct outbox_row *row, int64_t their_ms)
{
	struct clock_sample sample, samples[CLOCK_SAMPLES_MOST];
	struct clock_held held = { 0 };
	int64_t offset_ms = 0;
	size_t count = 0;
	err_t err;

	if (!clock_sample_of(row->attempted_ms, desk->now_ms, their_ms, &sample))
		return NULL;
	err = store_clock_sample_add(desk->store, row->account, desk->seq, &sample);
	if (err == NULL)
		err = store_clock_samples(desk->store, row->account, samples, &count);
	if (err == NULL)
		err = store_clock_held(desk->store, desk->arena, row->account, &held);
	if (err != NULL || !clock_offset_moves(samples, count, held.offset_ms, &offset_ms))
		return err;
	err = store_clock_samples_drop(desk->store, row->account);
	return err != NULL ? err : offset_append(desk, row->account, offset_ms);
}

err_t clock_theirs(struct desk *desk, int64_t account, int64_t our_ms, int64_t *their_ms)
{
	struct clock_held held = { 0 };
	struct account row;
	bool found = false;
	err_t err = store_clock_held(desk->store, desk->arena, account, &held);

	if (err == NULL)
		err = store_account(desk->store, desk->arena, account, &row, &found);
	*their_ms = our_ms + (held.since_ms != 0 ? held.offset_ms : found ? row.skew_ms : 0);
	return err;
}

/* What was measured is of another machine, whose clock is another one. */
err_t clock_begins(struct desk *desk, int64_t account)
{
	struct clock_held held = { 0 };
	err_t err = store_clock_held(desk->store, desk->arena, account, &held);

	return err != NULL || held.offset_ms == 0 ? err : offset_append(desk, account, 0);
}

err_t clock_anew(struct desk *desk)
{
	struct account *accounts = NULL;
	size_t count = 0;
	err_t err = store_clock_samples_drop(desk->store, 0);

	if (err == NULL)
		err = store_accounts(desk->store, desk->arena, &accounts, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = clock_begins(desk, accounts[i].id);
	return err;
}

err_t read_clock(struct reader *reader, struct arena *arena, const struct account *account, struct clock_held *out)
{
	*out = (struct clock_held){ 0 };
	return account->checked_ms == 0 ? NULL : store_clock_held(reader->store, arena, account->id, out);
}
