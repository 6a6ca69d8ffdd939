/* SPDX-License-Identifier: ISC */
/* Rows of spikes that were noticed while they lasted. */
#include "guichet/store/spike.h"

#include "db.h"

err_t store_spike_add(struct store *store, const struct spike_row *row)
{
	const struct spike_said *said = &row->said;

	return db_run(store, SPIKE_ADD, "iiiiiiiitt", row->account, said->from_ms, said->until_ms, row->seen_ms, said->count,
		said->low, said->high, row->first, said->words, said->examples);
}

err_t store_spike_set(struct store *store, const struct spike_row *row)
{
	const struct spike_said *said = &row->said;

	return db_run(store, SPIKE_SET, "iiiiiiitt", row->id, said->from_ms, said->until_ms, said->count, said->low, said->high,
		row->first, said->words, said->examples);
}

err_t store_spike_over(struct store *store, int64_t id, int64_t at_ms)
{
	return db_run(store, SPIKE_OVER, "ii", id, at_ms);
}

static void spike_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct spike_row *out = row;

	*out = (struct spike_row){ .id = col_int(rows, 0), .account = col_int(rows, 1), .seen_ms = col_int(rows, 2),
		.over_ms = col_int(rows, 3), .first = col_int(rows, 4), .said = { .account = col_text(rows, 5, arena),
		.from_ms = col_int(rows, 6), .until_ms = col_int(rows, 7), .count = col_int(rows, 8), .low = col_int(rows, 9),
		.high = col_int(rows, 10), .words = col_text(rows, 11, arena), .examples = col_text(rows, 12, arena) } };
}

err_t store_spike_newest(struct store *store, struct arena *arena, int64_t account, struct spike_row *out, bool *found)
{
	struct spike_row *rows = NULL;
	size_t count = 0;
	struct rows query;
	err_t err;

	db_query(store, SPIKE_NEWEST, &query, "i", account);
	err = rows_list(&query, arena, sizeof(*rows), spike_read, &rows, &count);
	*found = err == NULL && count > 0;
	if (*found)
		*out = rows[0];
	return err;
}

err_t store_spikes(struct store *store, struct arena *arena, struct spike_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, SPIKE_STANDING, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), spike_read, out, count);
}
