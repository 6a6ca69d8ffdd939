/* SPDX-License-Identifier: ISC */
/*
 * Statements made from a query: what those of pages (list.c) and those that
 * search, count and export (search.c) have in common.  A query's parameters
 * stand first, behind them its free words, then whatever the statement adds.
 */
#ifndef GUICHET_SRC_STORE_ASKING_H
#define GUICHET_SRC_STORE_ASKING_H
#include "db.h"
#include "guichet/model/query.h"

/* A row of the queue; the last column, its text, depends on what is asked. */
#define ROW_COLUMNS_BUT_TEXT \
	"c.id, c.account, c.contact, COALESCE(c.assignee, 0), c.rev, c.thread, c.status," \
	" c.visibility, c.last_ms, c.wait_ms, c.due_ms, c.snoozed_until, c.lang, a.network, a.name," \
	" i.name, i.handle, COALESCE(g.name, '')," \
	" COALESCE((SELECT group_concat(t.name, ' ') FROM tag t WHERE t.conversation = c.id), '')," \
	" c.marks, i.followers, c.resolved_day, c.root," \
	" EXISTS (SELECT 1 FROM blocked b WHERE b.account = c.account AND b.contact = c.contact), c.risk_ms," \
	" c.due_of, c.promise_ms, c.window_ms, c.reach"
enum { ROW_COLUMNS = 30 };
#define ROW_JOINS_BUT_TEXT " JOIN account a ON a.id = c.account JOIN identity i ON i.id = c.contact" \
	" LEFT JOIN agent g ON g.id = c.assignee"
/* The conversation that k is shown in. */
#define WHOLE "CASE WHEN k.root <> 0 THEN k.root ELSE k.id END"

/* Reads a struct list_row; without an arena texts are borrowed until the next row. */
void asking_row_read(const struct rows *, struct arena *, void *row);

/* Over tables c (conversation), a (account), i (identity); a NULL query asks for all. */
const char *asking_where(const struct query_sql *);
bool asking_has_words(const struct query_sql *);
/* Conversations that hold the words somewhere; nothing without words. */
void asking_words_add(struct str *sql, const struct query_sql *);
/* The words stand in that message: an expression, or a parameter's place. */
void asking_words_in(struct str *sql, const struct query_sql *, const char *message);
/* The first place of a parameter behind those of the query. */
int asking_next(const struct query_sql *);
/* Binds them. */
void asking_bind(struct rows *, const struct query_sql *);
#endif
