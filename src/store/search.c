/* SPDX-License-Identifier: ISC */
/*
 * Statements made from a query: what words find, counts, exports; and the
 * full-text index.  Pages of the queue are list.c's.  Both are the part of the
 * store that only SQLite understands.  Words of strangers are always
 * parameters; what is put into a statement's text comes from query_sql and
 * from here.
 */
#include "guichet/store/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "asking.h"

/* A hit shows the message that was found, and needs no other. */
static const char hit_columns[] = ROW_COLUMNS_BUT_TEXT ", m.text, m.id, m.at_ms";
enum { RANKED_NEWEST = 10000 };

err_t store_matches(struct store *store, const struct query_sql *query, int64_t conversation,
	int64_t message, bool *out)
{
	int next = asking_next(query);
	struct str sql = { 0 };
	struct rows rows;
	char place[16];

	(void)snprintf(place, sizeof(place), "?%d", next + 1);
	str_printf(&sql, "SELECT 1 FROM conversation c JOIN account a ON a.id = c.account"
		" JOIN identity i ON i.id = c.contact WHERE c.id = ?%d AND (%s)", next, asking_where(query));
	asking_words_in(&sql, query, place);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	rows_bind_int(&rows, next, conversation);
	if (asking_has_words(query))
		rows_bind_int(&rows, next + 1, message);
	*out = rows_next(&rows);
	str_finish(&sql);
	return rows_end(&rows);
}

/* Outer joins, because SQLite leaves out those that the query does not look at. */
err_t store_count(struct store *store, const struct query_sql *query, int64_t most, int64_t *out)
{
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM conversation c"
		" LEFT JOIN account a ON a.id = c.account LEFT JOIN identity i ON i.id = c.contact"
		" WHERE (%s)", asking_where(query));
	asking_words_add(&sql, query);
	str_printf(&sql, " LIMIT %" PRId64 ") found", most);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	*out = rows_next(&rows) ? col_int(&rows, 0) : 0;
	str_finish(&sql);
	return rows_end(&rows);
}

static void tag_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct tag_count *)row = (struct tag_count){ .name = col_text(rows, 0, arena), .count = col_int(rows, 1) };
}

err_t store_tags_of(struct store *store, struct arena *arena, const struct query_sql *query, struct tag_count **out,
	size_t *count)
{
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT t.name, count(*) AS n FROM conversation c JOIN tag t ON t.conversation = c.id"
		" JOIN account a ON a.id = c.account JOIN identity i ON i.id = c.contact WHERE (%s)"
		" GROUP BY t.name ORDER BY n DESC, t.name", asking_where(query));
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	str_finish(&sql);
	return rows_list(&rows, arena, sizeof(**out), tag_read, out, count);
}

err_t store_ids(struct store *store, const struct query_sql *query, void (*visit)(void *, int64_t id), void *data)
{
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT c.id FROM conversation c LEFT JOIN account a ON a.id = c.account"
		" LEFT JOIN identity i ON i.id = c.contact WHERE (%s)", asking_where(query));
	asking_words_add(&sql, query);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	while (rows_next(&rows))
		visit(data, col_int(&rows, 0));
	str_finish(&sql);
	return rows_end(&rows);
}

static void free_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct free_row *)row = (struct free_row){ col_int(rows, 0), col_int(rows, 1) };
}

err_t store_next(struct store *store, struct arena *arena, const struct query_sql *query, size_t most,
	struct free_row **out, size_t *count)
{
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT c.id, c.rev FROM conversation c JOIN account a ON a.id = c.account"
		" JOIN identity i ON i.id = c.contact"
		" WHERE c.status = %d AND c.assignee IS NULL AND (%s)", STATUS_OPEN,
		asking_where(query));
	asking_words_add(&sql, query);
	str_printf(&sql, " ORDER BY c.rank, c.id LIMIT %zu", most);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	str_finish(&sql);
	return rows_list(&rows, arena, sizeof(**out), free_read, out, count);
}

/* Outer joins, as in store_count. */
err_t store_facts(struct store *store, const struct query_sql *query, int64_t id, size_t most, facts_fn visit, void *data)
{
	int next = asking_next(query);
	struct str sql = { 0 };
	struct rows rows;
	err_t err = NULL, stop;

	str_printf(&sql, "SELECT c.id, c.account, c.status, COALESCE(c.assignee, 0), c.marks FROM conversation c"
		" LEFT JOIN account a ON a.id = c.account LEFT JOIN identity i ON i.id = c.contact"
		" WHERE (%s)", asking_where(query));
	asking_words_add(&sql, query);
	if (id != 0)
		str_printf(&sql, " AND c.id = ?%d", next);
	str_printf(&sql, " ORDER BY c.rank, c.id LIMIT %zu", most);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	if (id != 0)
		rows_bind_int(&rows, next, id);
	str_finish(&sql);
	while (err == NULL && rows_next(&rows))
		err = visit(data, &(struct conversation){ .id = col_int(&rows, 0), .account = col_int(&rows, 1),
			.status = (enum status)col_int(&rows, 2), .assignee = col_int(&rows, 3),
			.marks = (unsigned)col_int(&rows, 4) });
	stop = rows_end(&rows);
	return err != NULL ? err : stop;
}

/* Without words a search is the list itself, each row with its newest text. */
static err_t search_list(struct store *store, struct arena *arena, const struct query_sql *query,
	size_t limit, search_fn visit, void *data)
{
	struct list_row *list = NULL;
	size_t count = 0;
	err_t err = store_list(store, arena, query, limit, (struct list_place){ 0 }, &list, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		visit(data, &(struct search_hit){ .row = list[i], .at_ms = list[i].conv.last_ms });
	return err;
}

static void search_sql(struct str *sql, const struct query_sql *query, size_t limit, bool ranked)
{
	int words = asking_next(query) - 1;

	str_printf(sql, "SELECT %s FROM ", hit_columns);
	if (ranked)
		str_printf(sql, "(SELECT message_fts.rowid AS id, bm25(message_fts) AS score"
			" FROM message_fts WHERE message_fts MATCH ?%d"
			" ORDER BY message_fts.rowid DESC LIMIT %d) f CROSS JOIN message m ON m.id = f.id",
			words, RANKED_NEWEST);
	else
		str_add(sql, "message_fts CROSS JOIN message m ON m.id = message_fts.rowid");
	str_printf(sql, " CROSS JOIN conversation k ON k.id = m.conversation"
		" CROSS JOIN conversation c ON c.id = " WHOLE ROW_JOINS_BUT_TEXT " WHERE (%s)", asking_where(query));
	if (ranked)
		str_add(sql, " ORDER BY f.score, f.id DESC");
	else
		str_printf(sql, " AND message_fts MATCH ?%d ORDER BY message_fts.rowid DESC", words);
	str_printf(sql, " LIMIT %zu", limit);
}

err_t store_search(struct store *store, struct arena *arena, const struct query_sql *query,
	size_t limit, bool ranked, search_fn visit, void *data)
{
	struct str sql = { 0 };
	struct search_hit hit;
	struct rows rows;

	if (!asking_has_words(query))
		return search_list(store, arena, query, limit, visit, data);
	search_sql(&sql, query, limit, ranked);
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	while (rows_next(&rows)) {
		asking_row_read(&rows, NULL, &hit.row);
		hit.message = col_int(&rows, ROW_COLUMNS);
		hit.at_ms = col_int(&rows, ROW_COLUMNS + 1);
		visit(data, &hit);
	}
	str_finish(&sql);
	return rows_end(&rows);
}

static const char item_columns[] =
	"a.name, a.network, m.id, k.id, m.account, m.direction, m.remote_id, m.author, m.handle,"
	" m.agent, m.at_ms, m.received_ms, m.edited_ms, m.deleted_ms, m.visibility, m.text, m.cw,"
	" m.lang, m.url, m.reply_to, m.reply_ctx, i.id, i.network, i.remote_id, i.handle, i.name,"
	" i.url, i.followers, i.bot";

static err_t item_visit(const struct rows *rows, store_item_fn visit, void *data)
{
	struct message m = {
		.id = col_int(rows, 2), .conversation = col_int(rows, 3), .account = col_int(rows, 4),
		.direction = (enum direction)col_int(rows, 5), .remote_id = col_peek(rows, 6),
		.author = col_peek(rows, 7), .handle = col_peek(rows, 8), .agent = col_int(rows, 9),
		.at_ms = col_int(rows, 10), .received_ms = col_int(rows, 11),
		.edited_ms = col_int(rows, 12), .deleted_ms = col_int(rows, 13),
		.visibility = (enum visibility)col_int(rows, 14), .text = col_peek(rows, 15),
		.cw = col_peek(rows, 16), .lang = col_peek(rows, 17), .url = col_peek(rows, 18),
		.reply_to = col_peek(rows, 19), .reply_ctx = col_peek(rows, 20), .state = ""
	};
	struct contact contact = {
		.id = col_int(rows, 21), .network = col_peek(rows, 22), .remote_id = col_peek(rows, 23),
		.handle = col_peek(rows, 24), .name = col_peek(rows, 25), .url = col_peek(rows, 26),
		.followers = col_int(rows, 27), .bot = col_int(rows, 28) != 0
	};

	return visit(data, col_peek(rows, 0), col_peek(rows, 1), &m, &contact);
}

err_t store_items(struct store *store, const struct query_sql *query, store_item_fn visit,
	void *data)
{
	struct str sql = { 0 };
	err_t err = NULL, stop;
	struct rows rows;

	str_printf(&sql, "SELECT %s FROM message m JOIN conversation k ON k.id = m.conversation"
		" JOIN conversation c ON c.id = " WHOLE
		" JOIN account a ON a.id = m.account JOIN identity i ON i.id = k.contact"
		" WHERE (%s)", item_columns, asking_where(query));
	asking_words_add(&sql, query);
	str_add(&sql, " ORDER BY m.id");
	db_dynamic(store, sql.text, &rows);
	asking_bind(&rows, query);
	while (err == NULL && rows_next(&rows))
		err = item_visit(&rows, visit, data);
	stop = rows_end(&rows);
	str_finish(&sql);
	return err != NULL ? err : stop;
}

err_t store_indexed(struct store *store, int64_t message, const char *old, const char *text)
{
	err_t err = NULL;

	if (old != NULL)
		err = db_run(store, TEXT_DROP, "it", message, old);
	if (err == NULL)
		err = db_run(store, TEXT_ADD, "it", message, text);
	return err;
}
