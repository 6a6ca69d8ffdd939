/* SPDX-License-Identifier: ISC */
/* Rows of counts: moved by one, read, compared with what they count, and counted anew. */
#include "guichet/store/tally.h"

#include "db.h"

/* ---- by status, account, assignee and marks */

err_t store_tally_add(struct store *store, const struct conversation *conv, int64_t by)
{
	return db_run(store, TALLY_ADD, "niiii", (int)conv->status, conv->account, conv->assignee,
		(int64_t)conv->marks, by);
}

static void cell_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct tally_cell *)row = (struct tally_cell){
		.row = {
			.conv = {
				.status = (enum status)col_int(rows, 0), .account = col_int(rows, 1),
				.assignee = col_int(rows, 2), .marks = (unsigned)col_int(rows, 3)
			},
			.account = col_text(rows, 5, arena), .network = col_text(rows, 6, arena),
			.assignee = col_text(rows, 7, arena)
		},
		.count = col_int(rows, 4)
	};
}

err_t store_tally(struct store *store, struct arena *arena, struct tally_cell **out, size_t *count)
{
	struct rows rows;

	db_query(store, TALLY_LIST, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), cell_read, out, count);
}

/* ---- by tag */

err_t store_tag_tally_add(struct store *store, const char *tag, int64_t by)
{
	return db_run(store, TAG_TALLY_ADD, "ti", tag, by);
}

err_t store_tag_tally_of(struct store *store, int64_t conversation, int64_t by)
{
	return db_run(store, TAG_TALLY_OF, "ii", conversation, by);
}

err_t store_tag_place(struct store *store, const struct conversation *conv)
{
	return db_run(store, TAG_PLACE, "ini", conv->id, (int)conv->status, conversation_rank(conv));
}

err_t store_tag_tally_one(struct store *store, const char *tag, int64_t *n)
{
	*n = 0;
	return db_get(store, NULL, TAG_TALLY_ONE, NULL, "t:i", tag, n);
}

static void tag_count_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct tag_count *)row = (struct tag_count){ .name = col_text(rows, 0, arena), .count = col_int(rows, 1) };
}

err_t store_tag_tally(struct store *store, struct arena *arena, size_t most, struct tag_count **out,
	size_t *count, int64_t *rest)
{
	int64_t all = 0;
	struct rows rows;
	err_t err;

	db_query(store, TAG_TALLY_LIST, &rows, "i", (int64_t)most);
	err = rows_list(&rows, arena, sizeof(**out), tag_count_read, out, count);
	if (err == NULL)
		err = db_get(store, NULL, TAG_TALLY_COUNT, NULL, ":i", &all);
	if (err == NULL)
		*rest = all - (int64_t)*count;
	return err;
}

/* ---- time */

err_t store_risk_next(struct store *store, int64_t from_ms, int64_t *at_ms)
{
	*at_ms = 0;
	return db_get(store, NULL, RISK_NEXT, NULL, "i:i", from_ms, at_ms);
}

/* ---- counted anew */

err_t store_tally_differ(struct store *store, int64_t *out)
{
	static const enum statement each[] = { TALLY_MISSING, TALLY_WRONG, TAG_TALLY_DIFFER, TAG_DIFFER };
	int64_t sum = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < sizeof(each) / sizeof(each[0]); i++) {
		int64_t n = 0;

		err = db_get(store, NULL, each[i], NULL, ":i", &n);
		sum += n;
	}
	*out = sum;
	return err;
}

err_t store_tally_rebuild(struct store *store)
{
	static const enum statement each[] = { TALLY_CLEAR, TALLY_FILL, TAG_FILL, TAG_TALLY_CLEAR, TAG_TALLY_FILL };
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < sizeof(each) / sizeof(each[0]); i++)
		err = db_run(store, each[i], "");
	return err;
}
