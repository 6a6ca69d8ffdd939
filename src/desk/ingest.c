/* SPDX-License-Identifier: ISC */
/*
 * What a network brought, in one transaction a batch.  Every item is looked up
 * by its uid first: what is known is at most edited, deleted or moved out of
 * the context (ingest_known.c); only what is new opens or continues a
 * conversation (ingest_new.c).
 */
#include "guichet/desk/ingest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "autolink.h"
#include "ingest.h"

enum { BAD_RAW = 8192, GAP_MARGIN_MS = 10 * 60 * 1000 };

static err_t item_ingest(struct ingest *in, const struct item *item)
{
	struct stored_message known;
	bool found = false;
	err_t err = store_message_find(in->desk->store, in->desk->arena, in->account.id, item->uid,
		&known, &found);

	if (err != NULL)
		return err;
	if (item->op == ITEM_GONE) {
		if (found)
			return ingest_gone(in, &known);
		in->result->unchanged++;
		return NULL;
	}
	if (found)
		return ingest_known(in, &known, item);
	switch (item->op) {
	case ITEM_NEW:
		return ingest_new(in, item);
	case ITEM_ECHO:
		return ingest_echo(in, item, NULL);
	case ITEM_CONTEXT:
	case ITEM_GONE:
		break;
	}
	return ingest_context(in, item);
}

/* ---- the batch */

static err_t bad_keep(struct ingest *in, const char *why, const char *raw)
{
	unsigned char hash[CRYPT_SHORT];
	char mark[2 * CRYPT_SHORT + 1];
	struct bad_row row = {
		.account_id = in->account.id, .mark = mark, .at_ms = in->desk->now_ms, .why = why,
		.raw = raw == NULL ? "" : raw
	};
	size_t len = strlen(row.raw);
	bool added;

	crypt_short(in->desk->hash_key, row.raw, len, hash);
	crypt_hex(hash, sizeof(hash), mark);
	if (len > BAD_RAW)
		row.raw = arena_copy_n(in->desk->arena, row.raw, BAD_RAW);
	in->result->bad++;
	return store_bad_add(in->desk->store, &row, &added);
}

/* Oldest first, deletions last: an answer never comes before its question. */
static int64_t item_order(const struct item *item)
{
	return item->op == ITEM_GONE ? INT64_MAX : item->at_ms;
}

static int item_compare(const void *left, const void *right)
{
	const struct item *a = *(const struct item *const *)left;
	const struct item *b = *(const struct item *const *)right;

	if (item_order(a) != item_order(b))
		return item_order(a) < item_order(b) ? -1 : 1;
	if ((a->op == ITEM_ECHO) != (b->op == ITEM_ECHO))
		return a->op == ITEM_ECHO ? 1 : -1;
	return a < b ? -1 : a > b;
}

static const struct item **batch_sort(struct arena *arena, const struct ingest_batch *batch)
{
	const struct item **order = arena_array(arena, batch->count + 1, sizeof(*order));
	bool sorted = true;

	for (size_t i = 0; i < batch->count; i++) {
		order[i] = &batch->items[i];
		sorted = sorted && (i == 0 || item_compare(&order[i - 1], &order[i]) < 0);
	}
	if (!sorted)
		qsort(order, batch->count, sizeof(*order), item_compare);
	return order;
}

/*
 * Kept as one span with what was passed over before.  Where the network does not tell since when, it is the end of the
 * last whole poll, and a little more: its streams were read before it ended.
 */
static err_t gap_keep(struct ingest *in, const struct ingest_batch *batch)
{
	const struct account *account = &in->account;
	int64_t from = batch->gap_from_ms, to = batch->gap_to_ms;

	if (to == 0)
		return NULL;
	if (from == 0 && account->polled_ms > GAP_MARGIN_MS)
		from = account->polled_ms - GAP_MARGIN_MS;
	if (from > to)
		from = to;
	if (account->gap_to_ms != 0) {
		from = from < account->gap_from_ms ? from : account->gap_from_ms;
		to = to > account->gap_to_ms ? to : account->gap_to_ms;
	}
	desk_note_change(in->desk, CHANGE_ACCOUNT, account->id);
	return store_account_gap(in->desk->store, account->id, from, to);
}

static err_t batch_ingest(struct ingest *in, const struct ingest_batch *batch)
{
	const struct item **order = batch_sort(in->desk->arena, batch);
	err_t err = NULL, bad;

	for (size_t i = 0; err == NULL && i < batch->count; i++) {
		bad = item_check(order[i]);
		err = bad == NULL ? item_ingest(in, order[i])
			: bad_keep(in, bad->text, order[i]->uid == NULL ? order[i]->text : order[i]->uid);
	}
	for (size_t i = 0; err == NULL && i < batch->bad_count; i++)
		err = bad_keep(in, text_or_empty(batch->bad[i].why), batch->bad[i].raw);
	if (err == NULL && batch->stream != NULL && batch->cursor != NULL)
		err = store_cursor_set(in->desk->store, in->account.id, batch->stream, batch->cursor);
	if (err == NULL)
		err = gap_keep(in, batch);
	if (err == NULL)
		err = desk_settle(in->desk);
	for (size_t i = 0; err == NULL && i < in->begun_count; i++)
		err = autolink_take(in->desk, in->begun[i]);
	return err;
}

err_t desk_ingest(struct desk *desk, const struct ingest_batch *batch, struct ingest_result *out)
{
	struct ingest_result result = { 0 };
	struct ingest in = { .desk = desk, .result = &result, .refresh_ms = batch->refresh_ms };
	bool found = false;
	err_t err = store_account(desk->store, desk->arena, batch->account, &in.account, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no account %" PRId64, batch->account);
	if (err == NULL)
		err = rule_watch_begin(desk, &in.watch);
	if (err == NULL)
		err = batch_ingest(&in, batch);
	if (err == NULL && out != NULL)
		*out = result;
	return err;
}

err_t desk_cursor(struct desk *desk, struct arena *arena, int64_t account, const char *stream,
	const char **out)
{
	return store_cursor(desk->store, arena, account, stream, out);
}
