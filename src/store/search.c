/* SPDX-License-Identifier: ISC */
/*
 * Statements made from a query, and the full-text index: the part of the
 * store that only SQLite understands.  Words of strangers are always
 * parameters; what is put into a statement's text comes from query_sql and
 * from here.
 */
#include "guichet/store/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "db.h"

/* A row of the queue; the last column, its text, depends on what is asked. */
#define ROW_COLUMNS_BUT_TEXT \
	"c.id, c.account, c.contact, COALESCE(c.assignee, 0), c.rev, c.thread, c.status," \
	" c.visibility, c.last_ms, c.wait_ms, c.due_ms, c.snoozed_until, c.lang, a.network, a.name," \
	" i.name, i.handle, COALESCE(g.name, '')," \
	" COALESCE((SELECT group_concat(t.name, ' ') FROM tag t WHERE t.conversation = c.id), '')," \
	" c.marks, i.followers, c.resolved_day, c.root," \
	" EXISTS (SELECT 1 FROM blocked b WHERE b.account = c.account AND b.contact = c.contact), c.risk_ms," \
	" c.due_of, c.promise_ms, c.window_ms"
static const char row_columns[] = ROW_COLUMNS_BUT_TEXT ", COALESCE(n.text, '')";
/* A hit shows the message that was found, and needs no other. */
static const char hit_columns[] = ROW_COLUMNS_BUT_TEXT ", m.text, m.id, m.at_ms";
enum { ROW_COLUMNS = 29, RANKED_NEWEST = 10000, LIST_HEAD = 2000 };

#define HIT_JOINS " JOIN account a ON a.id = c.account JOIN identity i ON i.id = c.contact" \
	" LEFT JOIN agent g ON g.id = c.assignee"
/* The conversation that k is shown in. */
#define WHOLE "CASE WHEN k.root <> 0 THEN k.root ELSE k.id END"
static const char row_joins[] = HIT_JOINS " LEFT JOIN message n ON n.id = c.newest";

/* Without an arena texts are borrowed until the next row. */
static const char *row_text(const struct rows *rows, int at, struct arena *arena)
{
	return arena != NULL ? col_text(rows, at, arena) : col_peek(rows, at);
}

static void row_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct list_row *out = row;

	*out = (struct list_row){
		.conv = {
			.id = col_int(rows, 0), .account = col_int(rows, 1), .contact = col_int(rows, 2),
			.assignee = col_int(rows, 3), .rev = col_int(rows, 4),
			.thread = row_text(rows, 5, arena), .status = (enum status)col_int(rows, 6),
			.visibility = (enum visibility)col_int(rows, 7), .last_ms = col_int(rows, 8),
			.wait_ms = col_int(rows, 9), .due_ms = col_int(rows, 10),
			.snoozed_until = col_int(rows, 11), .lang = row_text(rows, 12, arena),
			.marks = (unsigned)col_int(rows, 19), .resolved_day = col_int(rows, 21), .root = col_int(rows, 22),
			.risk_ms = col_int(rows, 24), .due_of = (enum deadline)col_int(rows, 25),
			.promise_ms = col_int(rows, 26), .window_ms = col_int(rows, 27)
		},
		.network = row_text(rows, 13, arena), .account = row_text(rows, 14, arena),
		.contact = row_text(rows, 15, arena), .handle = row_text(rows, 16, arena),
		.assignee = row_text(rows, 17, arena), .tags = row_text(rows, 18, arena),
		.followers = col_int(rows, 20), .blocked = col_int(rows, 23) != 0,
		.text = row_text(rows, 28, arena)
	};
}

static int query_bind(struct rows *rows, const struct query_sql *query)
{
	for (size_t i = 0; query != NULL && i < query->count; i++)
		if (query->binds[i].is_text)
			rows_bind_text(rows, (int)i + 1, query->binds[i].text);
		else
			rows_bind_int(rows, (int)i + 1, query->binds[i].number);
	return query == NULL ? 0 : (int)query->count;
}

static const char *query_where(const struct query_sql *query)
{
	return query == NULL || query->where == NULL || query->where[0] == '\0' ? "1"
		: query->where;
}

static bool query_words(const struct query_sql *query)
{
	return query != NULL && query->match != NULL;
}

/* Conversations that hold the words somewhere. */
static void words_add(struct str *sql, const struct query_sql *query, int at)
{
	if (query_words(query))
		str_printf(sql, " AND c.id IN (SELECT " WHOLE " FROM message_fts"
			" CROSS JOIN message m ON m.id = message_fts.rowid"
			" CROSS JOIN conversation k ON k.id = m.conversation"
			" WHERE message_fts MATCH ?%d)", at);
}

/* pair: the columns that give the order. */
static void place_add(struct str *sql, struct list_place after, const char *pair)
{
	if (after.rank != 0)
		str_printf(sql, " AND (%s) > (%" PRId64 ", %" PRId64 ")", pair, after.rank, after.id);
}

/* head: only among the next rows of the queue, whatever their state. */
static void list_sql(struct str *sql, const struct query_sql *query, size_t limit,
	struct list_place after, bool head)
{
	bool few = query != NULL && query->few, tagged = query != NULL && query->tag != 0 && !few;
	/* The plus keeps the planner from walking the whole queue for a few. */
	const char *order = tagged ? "k.rank, k.conversation" : few ? "+c.rank, c.id" : "c.rank, c.id";

	str_clear(sql);
	str_printf(sql, "SELECT %s FROM ", row_columns);
	if (tagged) {
		str_add(sql, "tag k CROSS JOIN conversation");
	} else if (head) {
		str_add(sql, "(SELECT * FROM conversation c WHERE 1");
		place_add(sql, after, "c.rank, c.id");
		str_printf(sql, " ORDER BY c.rank, c.id LIMIT %d)", LIST_HEAD);
	} else {
		str_add(sql, "conversation");
	}
	str_printf(sql, " c%s WHERE (%s)", row_joins, query_where(query));
	if (tagged)
		str_printf(sql, " AND c.id = k.conversation AND k.status = %d AND k.name = ?%zu", (int)query->tag_status,
			query->tag);
	place_add(sql, after, tagged ? order : "c.rank, c.id");
	words_add(sql, query, query == NULL ? 1 : (int)query->count + 1);
	str_printf(sql, " ORDER BY %s LIMIT %zu", order, limit);
}

static err_t list_run(struct store *store, struct arena *arena, const char *sql,
	const struct query_sql *query, struct list_row **out, size_t *count)
{
	struct rows rows;

	db_dynamic(store, sql, &rows);
	if (query_words(query))
		rows_bind_text(&rows, query_bind(&rows, query) + 1, query->match);
	else
		query_bind(&rows, query);
	return rows_list(&rows, arena, sizeof(**out), row_read, out, count);
}

/*
 * Where no index gives the order, everything that matches would be sorted for
 * one page.  Then the head of the queue is tried first: when it fills the
 * page, that is the page.
 */
err_t store_list(struct store *store, struct arena *arena, const struct query_sql *query,
	size_t limit, struct list_place after, struct list_row **out, size_t *count)
{
	struct str sql = { 0 };
	err_t err = NULL;

	*count = 0;
	list_sql(&sql, query, limit, after, false);
	if (!query_words(query) && db_sorts(store, sql.text)) {
		list_sql(&sql, query, limit, after, true);
		err = list_run(store, arena, sql.text, query, out, count);
		list_sql(&sql, query, limit, after, false);
	}
	if (err == NULL && *count < limit)
		err = list_run(store, arena, sql.text, query, out, count);
	str_finish(&sql);
	return err;
}

err_t store_row(struct store *store, struct arena *arena, int64_t conversation,
	struct list_row *out, bool *found)
{
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT %s FROM conversation c%s WHERE c.id = ?1", row_columns, row_joins);
	db_dynamic(store, sql.text, &rows);
	rows_bind_int(&rows, 1, conversation);
	*found = rows_next(&rows);
	if (*found)
		row_read(&rows, arena, out);
	str_finish(&sql);
	return rows_end(&rows);
}

/* The words stand in that message: an expression, or a parameter's place. */
static void words_in(struct str *sql, const struct query_sql *query, int at, const char *message)
{
	if (query_words(query))
		str_printf(sql, " AND EXISTS (SELECT 1 FROM message_fts WHERE message_fts.rowid = %s"
			" AND message_fts MATCH ?%d)", message, at);
}

err_t store_matches(struct store *store, const struct query_sql *query, int64_t conversation,
	int64_t message, bool *out)
{
	int next = (int)query->count + 1;
	struct str sql = { 0 };
	struct rows rows;
	char place[16];

	(void)snprintf(place, sizeof(place), "?%d", next + 1);
	str_printf(&sql, "SELECT 1 FROM conversation c JOIN account a ON a.id = c.account"
		" JOIN identity i ON i.id = c.contact WHERE c.id = ?%d AND (%s)", next, query_where(query));
	words_in(&sql, query, next + 2, place);
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	rows_bind_int(&rows, next, conversation);
	if (query_words(query)) {
		rows_bind_int(&rows, next + 1, message);
		rows_bind_text(&rows, next + 2, query->match);
	}
	*out = rows_next(&rows);
	str_finish(&sql);
	return rows_end(&rows);
}

err_t store_newest(struct store *store, struct arena *arena, const struct query_sql *query,
	int64_t waits_before, size_t newest, struct list_row **out, size_t *count)
{
	struct str sql = { 0 };
	err_t err;

	str_printf(&sql, "SELECT %s FROM (SELECT * FROM conversation ORDER BY id DESC LIMIT %zu) c%s WHERE (%s)",
		row_columns, newest, row_joins, query_where(query));
	if (waits_before != 0)
		str_printf(&sql, " AND c.wait_ms <> 0 AND c.wait_ms <= %" PRId64, waits_before);
	words_in(&sql, query, (int)query->count + 1, "c.newest");
	str_add(&sql, " ORDER BY c.id DESC");
	err = list_run(store, arena, sql.text, query, out, count);
	str_finish(&sql);
	return err;
}

/* Outer joins, because SQLite leaves out those that the query does not look at. */
err_t store_count(struct store *store, const struct query_sql *query, int64_t most, int64_t *out)
{
	int next = query == NULL ? 1 : (int)query->count + 1;
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT COUNT(*) FROM (SELECT 1 FROM conversation c"
		" LEFT JOIN account a ON a.id = c.account LEFT JOIN identity i ON i.id = c.contact"
		" WHERE (%s)", query_where(query));
	words_add(&sql, query, next);
	str_printf(&sql, " LIMIT %" PRId64 ") found", most);
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	if (query_words(query))
		rows_bind_text(&rows, next, query->match);
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
		" GROUP BY t.name ORDER BY n DESC, t.name", query_where(query));
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	str_finish(&sql);
	return rows_list(&rows, arena, sizeof(**out), tag_read, out, count);
}

err_t store_ids(struct store *store, const struct query_sql *query, void (*visit)(void *, int64_t id), void *data)
{
	int next = (int)query->count + 1;
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT c.id FROM conversation c LEFT JOIN account a ON a.id = c.account"
		" LEFT JOIN identity i ON i.id = c.contact WHERE (%s)", query_where(query));
	words_add(&sql, query, next);
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	if (query_words(query))
		rows_bind_text(&rows, next, query->match);
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
	int next = query == NULL ? 1 : (int)query->count + 1;
	struct str sql = { 0 };
	struct rows rows;

	str_printf(&sql, "SELECT c.id, c.rev FROM conversation c JOIN account a ON a.id = c.account"
		" JOIN identity i ON i.id = c.contact"
		" WHERE c.status = %d AND c.assignee IS NULL AND (%s)", STATUS_OPEN,
		query_where(query));
	words_add(&sql, query, next);
	str_printf(&sql, " ORDER BY c.rank, c.id LIMIT %zu", most);
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	if (query_words(query))
		rows_bind_text(&rows, next, query->match);
	str_finish(&sql);
	return rows_list(&rows, arena, sizeof(**out), free_read, out, count);
}

/* Outer joins, as in store_count. */
err_t store_facts(struct store *store, const struct query_sql *query, int64_t id, size_t most, facts_fn visit, void *data)
{
	int next = query == NULL ? 1 : (int)query->count + 1, words = query_words(query);
	struct str sql = { 0 };
	struct rows rows;
	err_t err = NULL, stop;

	str_printf(&sql, "SELECT c.id, c.account, c.status, COALESCE(c.assignee, 0), c.marks FROM conversation c"
		" LEFT JOIN account a ON a.id = c.account LEFT JOIN identity i ON i.id = c.contact"
		" WHERE (%s)", query_where(query));
	words_add(&sql, query, next);
	if (id != 0)
		str_printf(&sql, " AND c.id = ?%d", next + words);
	str_printf(&sql, " ORDER BY c.rank, c.id LIMIT %zu", most);
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	if (words)
		rows_bind_text(&rows, next, query->match);
	if (id != 0)
		rows_bind_int(&rows, next + words, id);
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
	int next = (int)query->count + 1;

	str_printf(sql, "SELECT %s FROM ", hit_columns);
	if (ranked)
		str_printf(sql, "(SELECT message_fts.rowid AS id, bm25(message_fts) AS score"
			" FROM message_fts WHERE message_fts MATCH ?%d"
			" ORDER BY message_fts.rowid DESC LIMIT %d) f CROSS JOIN message m ON m.id = f.id",
			next, RANKED_NEWEST);
	else
		str_add(sql, "message_fts CROSS JOIN message m ON m.id = message_fts.rowid");
	str_printf(sql, " CROSS JOIN conversation k ON k.id = m.conversation"
		" CROSS JOIN conversation c ON c.id = " WHOLE HIT_JOINS " WHERE (%s)", query_where(query));
	if (ranked)
		str_add(sql, " ORDER BY f.score, f.id DESC");
	else
		str_printf(sql, " AND message_fts MATCH ?%d ORDER BY message_fts.rowid DESC", next);
	str_printf(sql, " LIMIT %zu", limit);
}

err_t store_search(struct store *store, struct arena *arena, const struct query_sql *query,
	size_t limit, bool ranked, search_fn visit, void *data)
{
	struct str sql = { 0 };
	struct search_hit hit;
	struct rows rows;

	if (!query_words(query))
		return search_list(store, arena, query, limit, visit, data);
	search_sql(&sql, query, limit, ranked);
	db_dynamic(store, sql.text, &rows);
	rows_bind_text(&rows, query_bind(&rows, query) + 1, query->match);
	while (rows_next(&rows)) {
		row_read(&rows, NULL, &hit.row);
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
	int next = query == NULL ? 1 : (int)query->count + 1;
	struct str sql = { 0 };
	err_t err = NULL, stop;
	struct rows rows;

	str_printf(&sql, "SELECT %s FROM message m JOIN conversation k ON k.id = m.conversation"
		" JOIN conversation c ON c.id = " WHOLE
		" JOIN account a ON a.id = m.account JOIN identity i ON i.id = k.contact"
		" WHERE (%s)", item_columns, query_where(query));
	words_add(&sql, query, next);
	str_add(&sql, " ORDER BY m.id");
	db_dynamic(store, sql.text, &rows);
	query_bind(&rows, query);
	if (query_words(query))
		rows_bind_text(&rows, next, query->match);
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
