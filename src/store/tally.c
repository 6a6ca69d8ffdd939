/* SPDX-License-Identifier: ISC */
/* Rows of counts: moved by one, read, and compared with what they count. */
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

err_t store_tag_place(struct store *store, const struct conversation *conv, bool *any)
{
	int64_t changed = 0;
	err_t err = db_change(store, TAG_PLACE, &changed, "ini", conv->id, (int)conv->status, conversation_rank(conv));

	*any = changed > 0;
	return err;
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

static void off_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct tally_off *)row = (struct tally_off){
		.of = {
			.status = (enum status)col_int(rows, 0), .account = col_int(rows, 1),
			.assignee = col_int(rows, 2), .marks = (unsigned)col_int(rows, 3)
		},
		.by = col_int(rows, 4)
	};
}

static void id_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(int64_t *)row = col_int(rows, 0);
}

err_t store_tally_off(struct store *store, struct arena *arena, struct tally_offs *out)
{
	struct rows rows;
	err_t err;

	db_query(store, TALLY_OFF, &rows, "");
	err = rows_list(&rows, arena, sizeof(*out->cells), off_read, &out->cells, &out->cell_count);
	if (err != NULL)
		return err;
	db_query(store, TAG_TALLY_OFF, &rows, "");
	err = rows_list(&rows, arena, sizeof(*out->tags), tag_count_read, &out->tags, &out->tag_count);
	if (err != NULL)
		return err;
	db_query(store, TAG_OFF, &rows, "");
	return rows_list(&rows, arena, sizeof(*out->places), id_read, &out->places, &out->place_count);
}

err_t store_tag_fill(struct store *store, int64_t conversation)
{
	return db_run(store, TAG_FILL, "i", conversation);
}
