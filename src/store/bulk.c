/* SPDX-License-Identifier: ISC */
/* Rows of calls on many conversations, and the parts of their lists. */
#include "guichet/store/bulk.h"

#include "db.h"

static void bulk_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct bulk *out = row;

	*out = (struct bulk){
		.id = col_int(rows, 0), .key = col_text(rows, 1, arena), .agent = col_int(rows, 2),
		.call = col_text(rows, 3, arena), .about = col_text(rows, 4, arena),
		.request = col_text(rows, 5, arena), .state = (enum bulk_state)col_int(rows, 6),
		.entry = col_int(rows, 7), .undoes = col_int(rows, 8), .list = col_int(rows, 9),
		.total = col_int(rows, 10), .done = col_int(rows, 11), .changed = col_int(rows, 12),
		.held = col_int(rows, 13), .at_ms = col_int(rows, 14), .answer = col_text(rows, 15, arena),
		.apart = col_int(rows, 16)
	};
}

static const char *some(const char *text)
{
	return text == NULL ? "" : text;
}

err_t store_bulk_put(struct store *store, struct bulk *b)
{
	if (b->id == 0)
		return db_insert(store, BULK_ADD, &b->id, "titttniiiiiiiiti", b->key, b->agent, b->call,
			some(b->about), some(b->request), (int)b->state, b->entry, b->undoes, b->list, b->total,
			b->done, b->changed, b->held, b->at_ms, some(b->answer), b->apart);
	return db_run(store, BULK_SET, "itniiiit", b->id, b->key, (int)b->state, b->entry, b->done, b->changed,
		b->held, some(b->answer));
}

static err_t bulk_one(struct rows *rows, struct arena *arena, struct bulk *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		bulk_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_bulk(struct store *store, struct arena *arena, int64_t id, struct bulk *out, bool *found)
{
	struct rows rows;

	db_query(store, BULK_GET, &rows, "i", id);
	return bulk_one(&rows, arena, out, found);
}

err_t store_bulk_keyed(struct store *store, struct arena *arena, const char *key, struct bulk *out, bool *found)
{
	struct rows rows;

	db_query(store, BULK_KEYED, &rows, "t", key);
	return bulk_one(&rows, arena, out, found);
}

err_t store_bulk_of(struct store *store, struct arena *arena, int64_t entry, struct bulk *out, bool *found)
{
	struct rows rows;

	db_query(store, BULK_OF, &rows, "i", entry);
	return bulk_one(&rows, arena, out, found);
}

err_t store_bulk_newest(struct store *store, struct arena *arena, int64_t agent, struct bulk *out, bool *found)
{
	struct rows rows;

	db_query(store, BULK_NEWEST, &rows, "i", agent);
	return bulk_one(&rows, arena, out, found);
}

err_t store_bulk_open(struct store *store, struct arena *arena, struct bulk **out, size_t *count)
{
	struct rows rows;

	db_query(store, BULK_OPEN, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), bulk_read, out, count);
}

/* ---- lists */

err_t store_bulk_part_add(struct store *store, int64_t bulk, int64_t position, const char *ids)
{
	return db_run(store, BULK_PART_ADD, "iit", bulk, position, ids);
}

err_t store_bulk_part(struct store *store, struct arena *arena, int64_t bulk, int64_t position, int64_t *first,
	const char **ids, bool *found)
{
	return db_get(store, arena, BULK_PART_GET, found, "ii:it", bulk, position, first, ids);
}

err_t store_bulk_held_add(struct store *store, int64_t bulk, int64_t conversation, const char *why)
{
	return db_run(store, BULK_HELD_ADD, "iit", bulk, conversation, why);
}

static void held_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct bulk_held *out = row;

	*out = (struct bulk_held){ col_int(rows, 0), col_text(rows, 1, arena) };
}

err_t store_bulk_held(struct store *store, struct arena *arena, int64_t bulk, struct bulk_held **out, size_t *count)
{
	struct rows rows;

	db_query(store, BULK_HELD_LIST, &rows, "i", bulk);
	return rows_list(&rows, arena, sizeof(**out), held_read, out, count);
}
