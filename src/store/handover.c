/* SPDX-License-Identifier: ISC */
/* Rows of packets that shifts hand over, and their lines. */
#include "guichet/store/handover.h"

#include "db.h"

static void handover_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct handover_row *out = row;

	(void)arena;
	*out = (struct handover_row){
		.id = col_int(rows, 0), .agent = col_int(rows, 1), .maker = col_int(rows, 2), .target = col_int(rows, 3),
		.at_ms = col_int(rows, 4), .accept_by_ms = col_int(rows, 5), .alarmed_ms = col_int(rows, 6),
		.over_ms = col_int(rows, 7)
	};
}

static err_t handover_one(struct rows *rows, struct arena *arena, struct handover_row *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		handover_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_handover_add(struct store *store, const struct handover_row *h, int64_t *id)
{
	return db_insert(store, HANDOVER_ADD, id, "iiiiiii", h->agent, h->maker, h->target, h->at_ms, h->accept_by_ms,
		h->alarmed_ms, h->over_ms);
}

err_t store_handover_set(struct store *store, const struct handover_row *h)
{
	return db_run(store, HANDOVER_SET, "iiiii", h->id, h->target, h->accept_by_ms, h->alarmed_ms, h->over_ms);
}

err_t store_handover(struct store *store, struct arena *arena, int64_t id, struct handover_row *out, bool *found)
{
	struct rows rows;

	db_query(store, HANDOVER_GET, &rows, "i", id);
	return handover_one(&rows, arena, out, found);
}

err_t store_handover_of(struct store *store, struct arena *arena, int64_t agent, struct handover_row *out, bool *found)
{
	struct rows rows;

	db_query(store, HANDOVER_OF, &rows, "i", agent);
	return handover_one(&rows, arena, out, found);
}

err_t store_handovers(struct store *store, struct arena *arena, size_t limit, struct handover_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, HANDOVER_LIST, &rows, "i", (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), handover_read, out, count);
}

/* ---- lines */

static void item_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct handover_item *out = row;

	*out = (struct handover_item){
		.handover = col_int(rows, 0), .conversation = col_int(rows, 1), .owner = col_int(rows, 2),
		.target = col_int(rows, 3), .red = col_int(rows, 4) != 0, .why = col_text(rows, 5, arena),
		.line = col_text(rows, 6, arena), .question = col_text(rows, 7, arena),
		.state = (enum handover_state)col_int(rows, 8), .taker = col_int(rows, 9), .bounced = col_int(rows, 10),
		.wait_ms = col_int(rows, 11), .drafted_ms = col_int(rows, 12), .at_ms = col_int(rows, 13),
		.due_ms = col_int(rows, 14)
	};
}

static err_t item_one(struct rows *rows, struct arena *arena, struct handover_item *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		item_read(rows, arena, out);
	return rows_end(rows);
}

err_t store_handover_item_add(struct store *store, const struct handover_item *i)
{
	return db_run(store, HANDOVER_ITEM_ADD, "iiiintttniiiiii", i->handover, i->conversation, i->owner, i->target,
		(int)i->red, i->why, i->line, i->question, (int)i->state, i->taker, i->bounced, i->wait_ms, i->drafted_ms,
		i->at_ms, i->due_ms);
}

err_t store_handover_item_set(struct store *store, const struct handover_item *i)
{
	return db_run(store, HANDOVER_ITEM_SET, "iiiintttniiiiii", i->handover, i->conversation, i->owner, i->target,
		(int)i->red, i->why, i->line, i->question, (int)i->state, i->taker, i->bounced, i->wait_ms, i->drafted_ms,
		i->at_ms, i->due_ms);
}

err_t store_handover_items(struct store *store, struct arena *arena, int64_t handover, struct handover_item **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, HANDOVER_ITEM_LIST, &rows, "i", handover);
	return rows_list(&rows, arena, sizeof(**out), item_read, out, count);
}

err_t store_handover_item_open(struct store *store, struct arena *arena, int64_t conversation,
	struct handover_item *out, bool *found)
{
	struct rows rows;

	db_query(store, HANDOVER_ITEM_OPEN, &rows, "i", conversation);
	return item_one(&rows, arena, out, found);
}

err_t store_handover_item_declined(struct store *store, struct arena *arena, int64_t conversation,
	struct handover_item *out, bool *found)
{
	struct rows rows;

	db_query(store, HANDOVER_ITEM_DECLINED, &rows, "i", conversation);
	return item_one(&rows, arena, out, found);
}

err_t store_handover_item(struct store *store, struct arena *arena, int64_t handover, int64_t conversation,
	struct handover_item *out, bool *found)
{
	struct rows rows;

	db_query(store, HANDOVER_ITEM_GET, &rows, "ii", handover, conversation);
	return item_one(&rows, arena, out, found);
}

err_t store_handover_open_count(struct store *store, int64_t handover, int64_t *out)
{
	return db_get(store, NULL, HANDOVER_OPEN_COUNT, NULL, "i:i", handover, out);
}

err_t store_handover_candidates(struct store *store, struct arena *arena, int64_t agent, size_t limit, int64_t **ids,
	size_t *count)
{
	int64_t *list = arena_array(arena, limit + 1, sizeof(*list));
	struct rows rows;
	size_t n = 0;

	db_query(store, HANDOVER_CANDIDATES, &rows, "ii", agent, (int64_t)limit);
	while (n < limit && rows_next(&rows))
		list[n++] = col_int(&rows, 0);
	*ids = list;
	*count = n;
	return rows_end(&rows);
}

static void figure_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct handover_figure *out = row;

	*out = (struct handover_figure){
		.handover = col_int(rows, 0), .made_ms = col_int(rows, 1), .accept_by_ms = col_int(rows, 2),
		.missed = col_int(rows, 3) != 0 && col_int(rows, 3) >= col_int(rows, 2), .red = col_int(rows, 4) != 0,
		.written = *col_text(rows, 5, arena) != '\0', .state = (enum handover_state)col_int(rows, 6),
		.bounced = col_int(rows, 7), .at_ms = col_int(rows, 8), .drafted_ms = col_int(rows, 9),
		.due_ms = col_int(rows, 10), .end_ms = col_int(rows, 11), .waits = col_int(rows, 12) >= 0
	};
}

err_t store_handover_figures(struct store *store, struct arena *arena, int64_t since_ms, int64_t until_ms,
	struct handover_figure **out, size_t *count)
{
	struct rows rows;

	db_query(store, HANDOVER_FIGURES, &rows, "ii", since_ms, until_ms);
	return rows_list(&rows, arena, sizeof(**out), figure_read, out, count);
}
