/* SPDX-License-Identifier: ISC */
/* Rows of who read what. */
#include "guichet/store/access.h"

#include "db.h"

enum { PRUNE_AT_ONCE = 500 };

err_t store_access_add(struct store *store, const struct access_row *row)
{
	return db_run(store, ACCESS_ADD, "iittiit", row->at_ms, row->agent, row->front, row->call, row->conversation,
		row->contact, row->words);
}

err_t store_access_prune(struct store *store, int64_t before_ms)
{
	return db_run(store, ACCESS_PRUNE, "in", before_ms, PRUNE_AT_ONCE);
}

static void access_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct access_row *out = row;

	*out = (struct access_row){
		.id = col_int(rows, 0), .at_ms = col_int(rows, 1), .agent = col_int(rows, 2), .who = col_text(rows, 3, arena),
		.front = col_text(rows, 4, arena), .call = col_text(rows, 5, arena), .conversation = col_int(rows, 6),
		.contact = col_int(rows, 7), .words = col_text(rows, 8, arena)
	};
}

err_t store_access(struct store *store, struct arena *arena, const struct access_page *page, struct access_row **out,
	size_t *count)
{
	static const enum statement which[] = {
		[ACCESS_OF_ALL] = ACCESS_LIST, [ACCESS_OF_AGENT] = ACCESS_BY,
		[ACCESS_OF_CONVERSATION] = ACCESS_TO, [ACCESS_OF_CONTACT] = ACCESS_ABOUT,
	};
	struct rows rows;

	db_query(store, which[page->of], &rows, "iiii", page->number, page->since_ms, page->before,
		(int64_t)page->limit);
	return rows_list(&rows, arena, sizeof(**out), access_read, out, count);
}
