/* SPDX-License-Identifier: ISC */
/* Which messages are read again, and when next. */
#include "guichet/desk/refresh.h"

#include "private.h"

#define REFRESH_AGE_MS (14 * 86400 * INT64_C(1000))

static bool is_over(const struct desk *desk, const struct refresh_row *row)
{
	return row->deleted || row->status == STATUS_RESOLVED || row->status == STATUS_CLOSED || row->native == NULL ||
		desk->now_ms - row->at_ms > REFRESH_AGE_MS;
}

static err_t drop(struct desk *desk, const struct refresh_row *rows, size_t count)
{
	err_t err = desk_begin_system(desk);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (is_over(desk, &rows[i]))
			err = store_refresh_drop(desk->store, rows[i].message);
	return desk_end(desk, err);
}

err_t desk_refresh_due(struct desk *desk, struct arena *arena, int64_t account, size_t limit,
	struct refresh_row **out, size_t *count)
{
	struct refresh_row *rows = NULL;
	size_t found = 0, kept = 0;
	err_t err = store_refresh_due(desk->store, arena, account, desk_now(desk), limit, &rows, &found);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < found; i++)
		kept += !is_over(desk, &rows[i]);
	if (kept < found)
		err = drop(desk, rows, found);
	kept = 0;
	for (size_t i = 0; i < found; i++)
		if (!is_over(desk, &rows[i]))
			rows[kept++] = rows[i];
	*out = rows;
	*count = kept;
	return err;
}

err_t desk_refreshed(struct desk *desk, int64_t account, const struct refresh_row *rows, size_t count,
	int64_t first_ms)
{
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < count; i++) {
		int64_t wait = (desk->now_ms - rows[i].at_ms) / 2;

		err = store_refresh_set(desk->store, rows[i].message, account,
			desk->now_ms + (wait > first_ms ? wait : first_ms));
	}
	return desk_end(desk, err);
}
