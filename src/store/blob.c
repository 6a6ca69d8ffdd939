/* SPDX-License-Identifier: ISC */
/* Rows of files that leave with replies.  A file that none names is idle since it came, or since it was left. */
#include "guichet/store/blob.h"

#include "db.h"

err_t store_blob_add(struct store *store, const struct blob *b, int64_t *id)
{
	return db_insert(store, BLOB_ADD, id, "iittiiiit", b->agent, b->at_ms, b->name, b->mime, b->size, b->kept,
		b->width, b->height, b->hash);
}

err_t store_blob_set(struct store *store, const struct blob *b)
{
	return db_run(store, BLOB_SET, "itiiit", b->id, b->mime, b->kept, b->width, b->height, b->hash);
}

static err_t blob_one(struct rows *rows, struct arena *arena, struct blob *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		*out = (struct blob){
			.id = col_int(rows, 0), .agent = col_int(rows, 1), .at_ms = col_int(rows, 2),
			.name = col_text(rows, 3, arena), .mime = col_text(rows, 4, arena),
			.size = col_int(rows, 5), .kept = col_int(rows, 6), .width = col_int(rows, 7),
			.height = col_int(rows, 8), .hash = col_text(rows, 9, arena)
		};
	return rows_end(rows);
}

err_t store_blob_get(struct store *store, struct arena *arena, int64_t id, struct blob *out, bool *found)
{
	struct rows rows;

	db_query(store, BLOB_GET, &rows, "i", id);
	return blob_one(&rows, arena, out, found);
}

err_t store_blob_give(struct store *store, int64_t id, int64_t agent)
{
	return db_run(store, BLOB_GIVE, "ii", id, agent);
}

err_t store_blob_find(struct store *store, struct arena *arena, const char *hash, int64_t agent, struct blob *out,
	bool *found)
{
	struct rows rows;

	db_query(store, BLOB_FIND, &rows, "ti", hash, agent);
	return blob_one(&rows, arena, out, found);
}

err_t store_blob_piece_add(struct store *store, int64_t blob, int64_t position, const char *hash, const char *bytes,
	size_t len)
{
	return db_run(store, BLOB_PIECE_ADD, "iitb", blob, position, hash, bytes, len);
}

err_t store_blob_piece(struct store *store, struct arena *arena, int64_t blob, int64_t position, const char **hash,
	struct str *bytes, bool *found)
{
	struct rows rows;

	db_query(store, BLOB_PIECE_GET, &rows, "ii", blob, position);
	*found = rows_next(&rows);
	if (*found) {
		size_t len = 0;
		const void *blob_bytes = col_blob(&rows, 1, &len);

		*hash = col_text(&rows, 0, arena);
		str_add_n(bytes, blob_bytes, len);
	}
	return rows_end(&rows);
}

err_t store_blob_piece_hash(struct store *store, struct arena *arena, int64_t blob, int64_t position,
	const char **hash, bool *found)
{
	return db_get(store, arena, BLOB_PIECE_HASH, found, "ii:t", blob, position, hash);
}

err_t store_blob_loose(struct store *store, int64_t agent, int64_t *bytes)
{
	bool found;

	*bytes = 0;
	return db_get(store, NULL, BLOB_LOOSE, &found, "i:i", agent, bytes);
}

err_t store_blob_oldest_spoil(struct store *store, int64_t agent, bool *any)
{
	int64_t spoiled = 0;
	err_t err = db_change(store, BLOB_OLDEST_SPOIL, &spoiled, "i", agent);

	*any = spoiled > 0;
	return err;
}

err_t store_blob_same_spoil(struct store *store, const struct blob *b)
{
	return db_run(store, BLOB_SAME_SPOIL, "iti", b->agent, b->hash, b->id);
}

err_t store_blob_use(struct store *store, int64_t outbox, int64_t blob)
{
	return db_run(store, BLOB_USE, "ii", outbox, blob);
}

err_t store_blob_leave(struct store *store, int64_t outbox, int64_t at_ms, bool *any)
{
	int64_t left = 0;
	err_t err = db_change(store, BLOB_LEFT, &left, "ii", outbox, at_ms);

	*any = left > 0;
	return err != NULL || left == 0 ? err : db_run(store, BLOB_LEAVE, "i", outbox);
}

err_t store_blob_idle(struct store *store, int64_t *id, int64_t *at_ms, bool *found)
{
	return db_get(store, NULL, BLOB_IDLE, found, ":ii", id, at_ms);
}

err_t store_blob_drop(struct store *store, int64_t id, int64_t pieces, bool *more)
{
	int64_t dropped = 0;
	err_t err = db_run(store, BLOB_ONE_SPOIL, "i", id);

	if (err == NULL)
		err = db_change(store, BLOB_PIECES_DROP, &dropped, "ii", id, pieces);
	*more = dropped == pieces;
	return err != NULL || *more ? err : db_run(store, BLOB_DROP, "i", id);
}
