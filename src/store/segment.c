/* SPDX-License-Identifier: ISC */
/* Rows of the tables segment and segment_stale. */
#include "guichet/store/segment.h"

#include "db.h"
#include "guichet/store/fact.h"

static void segment_read_row(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct stored_segment *)row = (struct stored_segment){ col_int(rows, 0), col_int(rows, 1), col_int(rows, 2) };
}

err_t store_segments(struct store *store, struct arena *arena, enum fact_set set, int64_t from_day, int64_t until_day,
	struct stored_segment **out, size_t *count)
{
	struct rows rows;

	db_query(store, SEGMENT_LIST, &rows, "nii", (int)set, from_day, until_day);
	return rows_list(&rows, arena, sizeof(**out), segment_read_row, out, count);
}

err_t store_segment_data(struct store *store, enum fact_set set, int64_t day, struct str *out)
{
	struct rows rows;

	str_clear(out);
	db_query(store, SEGMENT_DATA, &rows, "ni", (int)set, day);
	if (rows_next(&rows)) {
		size_t len;
		const void *bytes = col_blob(&rows, 0, &len);

		str_add_n(out, bytes, len);
	}
	return rows_end(&rows);
}

err_t store_segment_put(struct store *store, enum fact_set set, int64_t day, int64_t last_ms, const void *bytes,
	size_t len)
{
	err_t err = db_run(store, SEGMENT_PUT, "niib", (int)set, day, last_ms, bytes, len);

	return err != NULL ? err : db_run(store, SEGMENT_HOLDS, "ni", (int)set, day);
}

err_t store_segment_spoil(struct store *store, enum fact_set set, int64_t day)
{
	return db_run(store, SEGMENT_SPOIL, "ni", (int)set, day);
}

err_t store_segment_spoil_all(struct store *store)
{
	return db_run(store, SEGMENT_SPOIL_ALL, "");
}

err_t store_segment_next(struct store *store, enum fact_set set, int64_t before_day, int64_t *out)
{
	int64_t last = 0, first = 0;
	bool found = false;
	err_t err = db_get(store, NULL, SEGMENT_STALE, &found, "n:i", (int)set, out);

	if (err != NULL || found)
		return err;
	err = db_get(store, NULL, SEGMENT_LAST, NULL, "n:i", (int)set, &last);
	if (err == NULL && last == 0)
		err = store_fact_first(store, set, &first);
	if (first != 0)
		last = first / FACT_DAY_MS - 1;
	*out = last != 0 && last + 1 < before_day ? last + 1 : -1;
	return err;
}

err_t store_segment_state(struct store *store, enum fact_set set, int64_t *last, int64_t *stale)
{
	err_t err = db_get(store, NULL, SEGMENT_LAST, NULL, "n:i", (int)set, last);

	return err != NULL ? err : db_get(store, NULL, SEGMENT_STALE_COUNT, NULL, "n:i", (int)set, stale);
}

err_t store_segments_drop(struct store *store, enum fact_set set, int most, bool *more)
{
	int64_t left = 0;
	err_t err = db_run(store, SEGMENT_DROP, "nn", (int)set, most);

	if (err == NULL)
		err = db_get(store, NULL, SEGMENT_COUNT, NULL, "n:i", (int)set, &left);
	*more = left > 0;
	return err;
}

err_t store_segment_size(struct store *store, int64_t *days, int64_t *bytes)
{
	return db_get(store, NULL, SEGMENT_SIZE, NULL, ":ii", days, bytes);
}

/* ---- places of packed traces */

err_t store_trace_stale_add(struct store *store, int64_t conversation)
{
	return db_run(store, TRACE_STALE_ADD, "i", conversation);
}

err_t store_trace_stale_last(struct store *store, int64_t *mark)
{
	return db_get(store, NULL, TRACE_STALE_LAST, NULL, ":i", mark);
}

err_t store_trace_stale_drop(struct store *store, int64_t mark)
{
	return db_run(store, TRACE_STALE_DROP, "i", mark);
}

static void place_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct event_place *)row = (struct event_place){ col_int(rows, 0), col_int(rows, 1) };
}

err_t store_trace_places(struct store *store, struct arena *arena, int64_t after_seq, int64_t to_seq,
	struct event_place **out, size_t *count)
{
	struct rows rows;

	db_query(store, TRACE_PLACES, &rows, "ii", after_seq, to_seq);
	return rows_list(&rows, arena, sizeof(**out), place_read, out, count);
}

err_t store_places_behind(struct store *store, struct arena *arena, int64_t after, struct event_place **out, size_t *count)
{
	struct rows rows;

	db_query(store, PLACES_BEHIND, &rows, "i", after);
	return rows_list(&rows, arena, sizeof(**out), place_read, out, count);
}
