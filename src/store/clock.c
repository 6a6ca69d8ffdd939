/* SPDX-License-Identifier: ISC */
/* Rows of clock_sample, and the ledger's newest row about an account's clock. */
#include "guichet/store/clock.h"

#include "guichet/model/event.h"
#include "guichet/model/settings.h"
#include "db.h"

err_t store_clock_sample_add(struct store *store, int64_t account, int64_t seq, const struct clock_sample *sample)
{
	err_t err = db_run(store, CLOCK_SAMPLE_ADD, "iiii", account, seq, sample->low_ms, sample->high_ms);

	return err != NULL ? err : db_run(store, CLOCK_SAMPLE_TRIM, "ii", account, (int64_t)CLOCK_SAMPLES_MOST);
}

err_t store_clock_samples(struct store *store, int64_t account, struct clock_sample out[static CLOCK_SAMPLES_MOST],
	size_t *count)
{
	struct rows rows;

	*count = 0;
	db_query(store, CLOCK_SAMPLE_LIST, &rows, "ii", account, (int64_t)CLOCK_SAMPLES_MOST);
	while (*count < CLOCK_SAMPLES_MOST && rows_next(&rows))
		out[(*count)++] = (struct clock_sample){ col_int(&rows, 0), col_int(&rows, 1) };
	return rows_end(&rows);
}

err_t store_clock_samples_drop(struct store *store, int64_t account)
{
	return account == 0 ? db_run(store, CLOCK_SAMPLE_DROP_ALL, "") : db_run(store, CLOCK_SAMPLE_DROP, "i", account);
}

err_t store_clock_held(struct store *store, struct arena *arena, int64_t account, struct clock_held *out)
{
	struct clock_held held = { 0 };
	const char *detail = NULL;
	err_t err = db_get(store, arena, EVENT_LAST, NULL, "iin:it", account, INT64_C(0), (int)EVENT_CLOCK_OFFSET,
		&held.since_ms, &detail);

	if (err != NULL)
		return err;
	if (detail != NULL)
		held.offset_ms = settings_int(detail, "offset_ms", 0);
	*out = held;
	return NULL;
}
