/* SPDX-License-Identifier: ISC */
/* Rows of notices and of who has read them. */
#include "guichet/store/notice.h"

#include "db.h"

err_t store_notice(struct store *store, struct arena *arena, int64_t now_ms, struct notice_row *out, bool *found)
{
	return db_get(store, arena, NOTICE_GET, found, "i:itiii", now_ms, &out->id, &out->text, &out->agent, &out->at_ms,
		&out->until_ms);
}

err_t store_notice_end(struct store *store, int64_t now_ms, bool *ended)
{
	int64_t changed = 0;
	err_t err = db_change(store, NOTICE_END, &changed, "i", now_ms);

	*ended = changed > 0;
	return err;
}

err_t store_notice_add(struct store *store, const struct notice_row *row, int64_t *id)
{
	return db_insert(store, NOTICE_ADD, id, "tiii", row->text, row->agent, row->at_ms, row->until_ms);
}

err_t store_notice_read(struct store *store, int64_t notice, int64_t agent, int64_t at_ms)
{
	return db_run(store, NOTICE_READ, "iii", notice, agent, at_ms);
}

static void reader_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct notice_reader *out = row;

	(void)arena;
	*out = (struct notice_reader){ .agent = col_int(rows, 0), .at_ms = col_int(rows, 1) };
}

err_t store_notice_readers(struct store *store, struct arena *arena, int64_t notice, struct notice_reader **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, NOTICE_READERS, &rows, "i", notice);
	return rows_list(&rows, arena, sizeof(**out), reader_read, out, count);
}
