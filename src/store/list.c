/* SPDX-License-Identifier: ISC */
/*
 * Pages of the queue.  What people open all day is walked by an index in the
 * queue's order, from any place on, and costs what it shows: one status, one
 * tag and a status, or several of them, which are merged while they are
 * walked.  The rest is sorted.
 */
#include "guichet/store/search.h"

#include <inttypes.h>

#include "asking.h"

static const char row_columns[] = ROW_COLUMNS_BUT_TEXT ", COALESCE(n.text, '')";
static const char row_joins[] = ROW_JOINS_BUT_TEXT " LEFT JOIN message n ON n.id = c.newest";
enum { LIST_HEAD = 2000 };

struct listing {
	const struct query_sql *query;
	size_t limit;
	struct list_place after;
};

/* The place is a parameter, so that every page is the same statement.  pair: the columns that give the order. */
static void place_add(struct str *sql, const struct listing *list, const char *pair)
{
	int at = asking_next(list->query);

	if (list->after.rank != 0)
		str_printf(sql, " AND (%s) > (?%d, ?%d)", pair, at, at + 1);
}

static void list_bind(struct rows *rows, const struct listing *list)
{
	int at = asking_next(list->query);

	asking_bind(rows, list->query);
	if (list->after.rank != 0) {
		rows_bind_int(rows, at, list->after.rank);
		rows_bind_int(rows, at + 1, list->after.id);
	}
}

static bool is_tagged(const struct query_sql *query)
{
	return query != NULL && query->tag_count > 0 && !query->few;
}

/* What lacks another tag is left out before its conversation is looked up, which lies anywhere on the disk. */
static void tags_add(struct str *sql, const struct query_sql *query, unsigned status)
{
	str_printf(sql, " AND c.id = k.conversation AND k.status = %u AND k.name = ?%zu", status, query->tags[0]);
	for (size_t i = 1; i < query->tag_count; i++)
		str_printf(sql, " AND EXISTS (SELECT 1 FROM tag o WHERE o.conversation = k.conversation AND o.name = ?%zu)",
			query->tags[i]);
}

/* ---- several statuses: each is a walk in the queue's order, and SQLite merges them as it goes */

static bool is_one(unsigned bits)
{
	return (bits & (bits - 1)) == 0;
}

static bool has_walks(const struct query_sql *query)
{
	return query != NULL && !is_one(query->statuses) && !query->few && !asking_has_words(query);
}

static void walk_add(struct str *sql, const struct listing *list, unsigned status)
{
	bool tagged = is_tagged(list->query);
	const char *order = tagged ? "k.rank, k.conversation" : "c.rank, c.id";

	str_printf(sql, "SELECT %s FROM %sconversation c LEFT JOIN account a ON a.id = c.account"
		" LEFT JOIN identity i ON i.id = c.contact WHERE (%s)", order, tagged ? "tag k CROSS JOIN " : "",
		asking_where(list->query));
	if (tagged)
		tags_add(sql, list->query, status);
	else
		str_printf(sql, " AND c.status = %u", status);
	place_add(sql, list, order);
}

static void walks_sql(struct str *sql, const struct listing *list)
{
	for (unsigned status = 0; status < STATUSES; status++)
		if ((list->query->statuses >> status & 1) != 0) {
			str_add(sql, sql->len > 0 ? " UNION ALL " : "");
			walk_add(sql, list, status);
		}
	str_printf(sql, " ORDER BY 1, 2 LIMIT %zu", list->limit);
}

static void place_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct list_place *)row = (struct list_place){ col_int(rows, 0), col_int(rows, 1) };
}

static err_t walks_run(struct store *store, struct arena *arena, const char *sql, const struct listing *list,
	struct list_row **out, size_t *count)
{
	struct list_place *places = NULL;
	struct rows rows;
	size_t n = 0;
	bool found = true;
	err_t err;

	db_dynamic(store, sql, &rows);
	list_bind(&rows, list);
	err = rows_list(&rows, arena, sizeof(*places), place_read, &places, &n);
	*out = arena_array(arena, n + 1, sizeof(**out));
	for (*count = 0; err == NULL && found && *count < n; *count += found)
		err = store_row(store, arena, places[*count].id, &(*out)[*count], &found);
	return err;
}

/* ---- one walk, or what must be sorted */

/* head: only among the next rows of the queue, whatever their state. */
static void list_sql(struct str *sql, const struct listing *list, bool head)
{
	const struct query_sql *query = list->query;
	bool few = query != NULL && query->few, tagged = is_tagged(query) && is_one(query->statuses);
	/* The plus keeps the planner from walking the whole queue for a few. */
	const char *order = tagged ? "k.rank, k.conversation" : few ? "+c.rank, c.id" : "c.rank, c.id";

	str_clear(sql);
	str_printf(sql, "SELECT %s FROM ", row_columns);
	if (tagged) {
		str_add(sql, "tag k CROSS JOIN conversation");
	} else if (head) {
		str_add(sql, "(SELECT * FROM conversation c WHERE 1");
		place_add(sql, list, "c.rank, c.id");
		str_printf(sql, " ORDER BY c.rank, c.id LIMIT %d)", LIST_HEAD);
	} else {
		str_add(sql, "conversation");
	}
	str_printf(sql, " c%s WHERE (%s)", row_joins, asking_where(query));
	for (unsigned status = 0; tagged && status < STATUSES; status++)
		if (query->statuses == 1U << status)
			tags_add(sql, query, status);
	place_add(sql, list, tagged ? order : "c.rank, c.id");
	asking_words_add(sql, query);
	str_printf(sql, " ORDER BY %s LIMIT %zu", order, list->limit);
}

static err_t list_run(struct store *store, struct arena *arena, const char *sql, const struct listing *list,
	struct list_row **out, size_t *count)
{
	struct rows rows;

	db_dynamic(store, sql, &rows);
	list_bind(&rows, list);
	return rows_list(&rows, arena, sizeof(**out), asking_row_read, out, count);
}

/*
 * Where no index gives the order, everything that matches would be sorted for
 * one page.  Then the head of the queue is tried first: when it fills the
 * page, that is the page.
 */
static err_t list_sorted(struct store *store, struct arena *arena, const struct listing *list,
	struct list_row **out, size_t *count)
{
	struct str sql = { 0 };
	err_t err = NULL;

	list_sql(&sql, list, false);
	if (!asking_has_words(list->query) && db_sorts(store, sql.text)) {
		list_sql(&sql, list, true);
		err = list_run(store, arena, sql.text, list, out, count);
		list_sql(&sql, list, false);
	}
	if (err == NULL && *count < list->limit)
		err = list_run(store, arena, sql.text, list, out, count);
	str_finish(&sql);
	return err;
}

err_t store_list(struct store *store, struct arena *arena, const struct query_sql *query,
	size_t limit, struct list_place after, struct list_row **out, size_t *count)
{
	const struct listing list = { query, limit, after };
	struct str sql = { 0 };
	err_t err;

	*count = 0;
	if (has_walks(query))
		walks_sql(&sql, &list);
	if (sql.len > 0 && !db_sorts(store, sql.text))
		err = walks_run(store, arena, sql.text, &list, out, count);
	else
		err = list_sorted(store, arena, &list, out, count);
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
		asking_row_read(&rows, arena, out);
	str_finish(&sql);
	return rows_end(&rows);
}

err_t store_newest(struct store *store, struct arena *arena, const struct query_sql *query,
	int64_t waits_before, size_t newest, struct list_row **out, size_t *count)
{
	struct str sql = { 0 };
	err_t err;

	str_printf(&sql, "SELECT %s FROM (SELECT * FROM conversation ORDER BY id DESC LIMIT %zu) c%s WHERE (%s)",
		row_columns, newest, row_joins, asking_where(query));
	if (waits_before != 0)
		str_printf(&sql, " AND c.wait_ms <> 0 AND c.wait_ms <= %" PRId64, waits_before);
	asking_words_in(&sql, query, "c.newest");
	str_add(&sql, " ORDER BY c.id DESC");
	err = list_run(store, arena, sql.text, &(struct listing){ .query = query }, out, count);
	str_finish(&sql);
	return err;
}
