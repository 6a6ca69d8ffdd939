/* SPDX-License-Identifier: ISC */
/* Pieces of statements that are made from a query, and the row of the queue. */
#include "asking.h"

static const char *row_text(const struct rows *rows, int at, struct arena *arena)
{
	return arena != NULL ? col_text(rows, at, arena) : col_peek(rows, at);
}

void asking_row_read(const struct rows *rows, struct arena *arena, void *row)
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
			.promise_ms = col_int(rows, 26), .window_ms = col_int(rows, 27),
			.reach = (int)col_int(rows, 28)
		},
		.network = row_text(rows, 13, arena), .account = row_text(rows, 14, arena),
		.contact = row_text(rows, 15, arena), .handle = row_text(rows, 16, arena),
		.assignee = row_text(rows, 17, arena), .tags = row_text(rows, 18, arena),
		.followers = col_int(rows, 20), .blocked = col_int(rows, 23) != 0,
		.text = row_text(rows, 29, arena)
	};
}

const char *asking_where(const struct query_sql *query)
{
	return query == NULL || query->where == NULL || query->where[0] == '\0' ? "1" : query->where;
}

bool asking_has_words(const struct query_sql *query)
{
	return query != NULL && query->match != NULL;
}

static int words_at(const struct query_sql *query)
{
	return query == NULL ? 1 : (int)query->count + 1;
}

int asking_next(const struct query_sql *query)
{
	return words_at(query) + asking_has_words(query);
}

void asking_words_add(struct str *sql, const struct query_sql *query)
{
	if (asking_has_words(query))
		str_printf(sql, " AND c.id IN (SELECT " WHOLE " FROM message_fts"
			" CROSS JOIN message m ON m.id = message_fts.rowid"
			" CROSS JOIN conversation k ON k.id = m.conversation"
			" WHERE message_fts MATCH ?%d)", words_at(query));
}

void asking_words_in(struct str *sql, const struct query_sql *query, const char *message)
{
	if (asking_has_words(query))
		str_printf(sql, " AND EXISTS (SELECT 1 FROM message_fts WHERE message_fts.rowid = %s"
			" AND message_fts MATCH ?%d)", message, words_at(query));
}

void asking_bind(struct rows *rows, const struct query_sql *query)
{
	for (size_t i = 0; query != NULL && i < query->count; i++)
		if (query->binds[i].is_text)
			rows_bind_text(rows, (int)i + 1, query->binds[i].text);
		else
			rows_bind_int(rows, (int)i + 1, query->binds[i].number);
	if (asking_has_words(query))
		rows_bind_text(rows, words_at(query), query->match);
}
