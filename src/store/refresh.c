/* SPDX-License-Identifier: ISC */
/* Rows of refresh; what they are about is in message and conversation. */
#include "guichet/store/refresh.h"

#include "db.h"

err_t store_refresh_set(struct store *store, int64_t message, int64_t account, int64_t at_ms)
{
	return db_run(store, REFRESH_SET, "iii", message, account, at_ms);
}

err_t store_refresh_drop(struct store *store, int64_t message)
{
	return db_run(store, REFRESH_DROP, "i", message);
}

static void refresh_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct refresh_row *out = row;

	*out = (struct refresh_row){
		.message = col_int(rows, 0), .at_ms = col_int(rows, 1), .uid = col_text(rows, 2, arena),
		.native = col_text(rows, 3, arena), .rev = col_text(rows, 4, arena),
		.status = (enum status)col_int(rows, 5), .deleted = col_int(rows, 6) != 0,
		.reply_ctx = col_text(rows, 7, arena)
	};
}

err_t store_refresh_due(struct store *store, struct arena *arena, int64_t account, int64_t now_ms, size_t limit,
	struct refresh_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, REFRESH_DUE, &rows, "iii", account, now_ms, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), refresh_read, out, count);
}
