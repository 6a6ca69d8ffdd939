/* SPDX-License-Identifier: ISC */
/* Rows of texts that were not sent, and of the files that would go with them. */
#include "guichet/store/draft.h"

#include "db.h"

err_t store_draft(struct store *store, struct arena *arena, int64_t conversation, int64_t agent,
	const char **out)
{
	*out = NULL;
	return db_get(store, arena, DRAFT_GET, NULL, "ii:t", conversation, agent, out);
}

err_t store_draft_newest(struct store *store, int64_t conversation, int64_t agent, int64_t *message)
{
	*message = 0;
	return db_get(store, NULL, DRAFT_NEWEST, NULL, "ii:i", conversation, agent, message);
}

err_t store_draft_set(struct store *store, int64_t conversation, int64_t agent, const char *text,
	int64_t at_ms)
{
	return db_run(store, DRAFT_SET, "iiti", conversation, agent, text, at_ms);
}

err_t store_draft_drop(struct store *store, int64_t conversation, int64_t agent)
{
	return db_run(store, DRAFT_DROP, "ii", conversation, agent);
}

static void number_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(int64_t *)row = col_int(rows, 0);
}

err_t store_drafts_of(struct store *store, struct arena *arena, int64_t agent, int64_t **ids, size_t *count)
{
	struct rows rows;

	db_query(store, DRAFT_OF, &rows, "i", agent);
	return rows_list(&rows, arena, sizeof(**ids), number_read, ids, count);
}

static void file_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct plan_media *)row = (struct plan_media){
		.blob = col_int(rows, 0), .hash = col_text(rows, 1, arena), .name = col_text(rows, 2, arena),
		.mime = col_text(rows, 3, arena), .size = col_int(rows, 4), .width = col_int(rows, 5),
		.height = col_int(rows, 6), .alt = col_text(rows, 7, arena)
	};
}

err_t store_draft_files(struct store *store, struct arena *arena, int64_t conversation, int64_t agent,
	struct media_list *out)
{
	struct rows rows;

	db_query(store, DRAFT_FILES, &rows, "ii", conversation, agent);
	return rows_list(&rows, arena, sizeof(*out->list), file_read, &out->list, &out->count);
}

err_t store_draft_file_add(struct store *store, int64_t conversation, int64_t agent, size_t position,
	const struct plan_media *file)
{
	return db_run(store, DRAFT_FILE_ADD, "iiiit", conversation, agent, (int64_t)position, file->blob, file->alt);
}

err_t store_draft_files_leave(struct store *store, int64_t conversation, int64_t agent, int64_t at_ms)
{
	err_t err = db_run(store, DRAFT_FILES_LEFT, "iii", conversation, agent, at_ms);

	return err != NULL ? err : db_run(store, DRAFT_FILES_LEAVE, "ii", conversation, agent);
}

err_t store_draft_bytes(struct store *store, int64_t agent, int64_t *bytes)
{
	*bytes = 0;
	return db_get(store, NULL, DRAFT_BYTES, NULL, "i:i", agent, bytes);
}
