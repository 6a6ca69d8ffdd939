/* SPDX-License-Identifier: ISC */
/* Rows of saved replies. */
#include "guichet/store/snippet.h"

#include "db.h"

static void snippet_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct snippet_row *out = row;

	*out = (struct snippet_row){
		.id = col_int(rows, 0), .owner = col_int(rows, 1), .name = col_text(rows, 2, arena),
		.lang = col_text(rows, 3, arena), .text = col_text(rows, 4, arena), .uses = col_int(rows, 5)
	};
}

err_t store_snippets(struct store *store, struct arena *arena, int64_t agent, struct snippet_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, SNIPPET_LIST, &rows, "i", agent);
	return rows_list(&rows, arena, sizeof(**out), snippet_read, out, count);
}

err_t store_snippet_put(struct store *store, const struct snippet_row *row)
{
	return db_run(store, SNIPPET_PUT, "ittt", row->owner, row->name, row->lang, row->text);
}

err_t store_snippet_drop(struct store *store, int64_t id)
{
	return db_run(store, SNIPPET_DROP, "i", id);
}

err_t store_snippet_used(struct store *store, int64_t id)
{
	return db_run(store, SNIPPET_USED, "i", id);
}
