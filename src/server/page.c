/* SPDX-License-Identifier: ISC */
/*
 * A page from its text to its rows, here or in the reader thread.  What the
 * thread works on is its own: a copy of the SQL, and the arena of the rows.
 */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/account.h"
#include "answer.h"
#include "question.h"

enum { STRANGER = -7 };		/* an agent who is nobody */
enum { REST_TIMES = 4, REST_LEAST_MS = 20, REST_MOST_MS = 5000 };

struct page_question {
	struct page *page;		/* NULL once it is gone */
	struct question *asked;
	void (*told)(void *data, struct page *);
	void *data;
	struct arena *arena;
	struct query_sql sql;
	size_t limit;
	struct page_rows rows;		/* the answer, or */
	const char *problem;
	int64_t began_ms;
};

static uint64_t hash_text(const char *text, size_t len)
{
	uint64_t hash = 14695981039346656037ULL;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211ULL;
	return hash;
}

static struct query_context context_of(struct desk *desk, const struct page *page)
{
	return (struct query_context){ .agent = page->agent, .agent_name = page->agent_name,
		.now_ms = desk_now(desk) };
}

static bool same_sql(const struct query_sql *a, const struct query_sql *b)
{
	if (!str_equal(a->where, b->where) || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->binds[i].is_text != b->binds[i].is_text ||
		    a->binds[i].number != b->binds[i].number ||
		    !str_equal(a->binds[i].text, b->binds[i].text))
			return false;
	}
	return true;
}

/*
 * Whether the query means something else for somebody else, or at another
 * time: eight days on, because "monday" stays the same for a week.
 */
static err_t depends(struct arena *arena, const struct query *query, const struct actor *actor,
	int64_t now_ms, bool *on_agent, bool *on_time)
{
	struct query_context mine = { .agent = actor->agent, .agent_name = actor->name, .now_ms = now_ms };
	struct query_context other = { .agent = STRANGER, .agent_name = "\x01", .now_ms = now_ms };
	struct query_context later = { .agent = actor->agent, .agent_name = actor->name,
		.now_ms = now_ms + 8 * INT64_C(86400000) };
	struct query_sql sql[3] = { { 0 } };
	err_t err = query_sql(arena, query, &mine, &sql[0]);

	if (err == NULL)
		err = query_sql(arena, query, &other, &sql[1]);
	if (err == NULL)
		err = query_sql(arena, query, &later, &sql[2]);
	if (err != NULL)
		return err;
	*on_agent = !same_sql(&sql[0], &sql[1]);
	*on_time = !same_sql(&sql[0], &sql[2]);
	return NULL;
}

static void rows_fill(struct page_rows *rows, const struct list_page *list)
{
	rows->rows = arena_array(rows->arena, list->count, sizeof(*rows->rows));
	rows->count = list->count;
	rows->next_mark = list->more && list->count > 0 ?
		list_mark(rows->arena, &list->rows[list->count - 1]) : NULL;
	for (size_t i = 0; i < list->count; i++) {
		struct str body = { 0 };
		struct json_out o = { .to = &body };

		json_open_object(&o, NULL);
		answer_row_members(&o, &list->rows[i]);
		rows->rows[i].mark.id = list->rows[i].conv.id;
		rows->rows[i].mark.hash = hash_text(body.text, body.len);
		rows->rows[i].wait_ms = list->rows[i].conv.wait_ms;
		rows->rows[i].body = arena_copy_n(rows->arena, body.text, body.len);
		str_finish(&body);
	}
}

/* Reads the rows of that SQL into a new arena. */
static err_t rows_read(struct reader *reader, const struct query_sql *sql, size_t limit, struct page_rows *out)
{
	struct arena *scratch = arena_create();
	struct list_page list = { 0 };
	err_t err = read_list(reader, scratch, sql, limit, NULL, &list);

	if (err == NULL) {
		*out = (struct page_rows){ .arena = arena_create() };
		rows_fill(out, &list);
	}
	arena_destroy(scratch);
	return err;
}

static void page_show(struct page *page, const struct page_rows *rows)
{
	arena_destroy(page->shown.arena);
	page->shown = *rows;
	page->evaluated = true;
}

err_t page_evaluate(struct desk *desk, struct page *page)
{
	struct arena *scratch = arena_create();
	struct query_context context = context_of(desk, page);
	struct query_sql sql = { 0 };
	struct page_rows rows;
	err_t err = query_sql(scratch, page->query, &context, &sql);

	if (err == NULL)
		err = rows_read(desk_reader(desk), &sql, page->limit, &rows);
	if (err == NULL) {
		page_show(page, &rows);
		page->dirty = false;
	}
	arena_destroy(scratch);
	return err;
}

/* ---- in the reader */

static void question_run(void *data, struct reader *reader)
{
	struct page_question *question = data;

	err_t err = rows_read(reader, &question->sql, question->limit, &question->rows);

	if (err != NULL)
		question->problem = arena_copy(question->arena, err->text);
}

static void question_free(struct page_question *question)
{
	arena_destroy(question->rows.arena);
	arena_destroy(question->arena);
	free(question);
}

/* What took long rests long: a page may be dirty again the moment it is told. */
static int64_t rest_of(int64_t took_ms)
{
	int64_t rest = took_ms * REST_TIMES;

	return rest < REST_LEAST_MS ? REST_LEAST_MS : rest > REST_MOST_MS ? REST_MOST_MS : rest;
}

static void question_told(void *data, const char *problem)
{
	struct page_question *question = data;
	struct page *page = question->page;

	if (page != NULL) {
		int64_t now = clock_steady_ms();

		page->question = NULL;
		page->rested_ms = now + rest_of(now - question->began_ms);
		problem = problem != NULL ? problem : question->problem;
		if (problem != NULL) {
			log_line("server", "page: %s", problem);
			page->rested_ms = now + REST_MOST_MS;
			page->dirty = true;
		} else {
			page_show(page, &question->rows);
			question->rows = (struct page_rows){ 0 };
		}
		question->told(question->data, page);
	}
	question_free(question);
}

err_t page_ask(struct server *server, struct page *page, void (*told)(void *data, struct page *), void *data)
{
	struct query_context context = context_of(server->desk, page);
	struct page_question *question = mem_alloc(sizeof(*question));
	err_t err;

	question->page = page;
	question->told = told;
	question->data = data;
	question->arena = arena_create();
	question->limit = page->limit;
	question->began_ms = clock_steady_ms();
	err = query_sql(question->arena, page->query, &context, &question->sql);
	if (err == NULL)
		err = questions_ask(server->questions, question_run, question_told, question, &question->asked);
	page->dirty = false;
	if (err != NULL) {
		question_free(question);
		return err;
	}
	page->question = question;
	return NULL;
}

/* ---- the page itself */

err_t page_create(struct desk *desk, const struct actor *actor, const char *text, size_t limit, struct page **out)
{
	struct page *page = mem_alloc(sizeof(*page));
	bool on_agent = false;
	err_t err;

	page->lasting = arena_create();
	page->text = mem_copy(text);
	page->limit = limit;
	page->scope = arena_copy(page->lasting, actor->scope);
	err = read_query(desk_reader(desk), page->lasting, page->scope, page->text, &page->query);
	if (err == NULL && query_has_words(page->query))
		err = err_make(ERR_UNSUPPORTED, "a watched page cannot search for words: use list or search");
	if (err == NULL)
		err = depends(page->lasting, page->query, actor, desk_now(desk), &on_agent, &page->timed);
	if (err != NULL) {
		page_destroy(page);
		return err;
	}
	page->free = !query_is_indexed(page->query);
	page->agent = on_agent ? actor->agent : 0;
	page->agent_name = on_agent ? arena_copy(page->lasting, actor->name) : "";
	*out = page;
	return NULL;
}

void page_destroy(struct page *page)
{
	if (page->question != NULL) {
		page->question->page = NULL;
		questions_give_up(page->question->asked);
	}
	arena_destroy(page->lasting);
	arena_destroy(page->shown.arena);
	free(page->text);
	free(page);
}

bool page_is_same(const struct page *a, const struct page *b)
{
	return a->limit == b->limit && a->agent == b->agent && strcmp(a->text, b->text) == 0 &&
		str_equal(a->scope, b->scope);
}

static bool page_has(const struct page *page, int64_t id)
{
	for (size_t i = 0; i < page->shown.count; i++) {
		if (page->shown.rows[i].mark.id == id)
			return true;
	}
	return false;
}

bool page_concerns(struct desk *desk, struct arena *arena, const struct page *page, int64_t id, struct list_row *row)
{
	struct query_context context = context_of(desk, page);
	struct reader *reader = desk_reader(desk);
	err_t err = NULL;

	if (page_has(page, id))
		return true;
	if (query_needs_facts(page->query))
		err = read_row_for(reader, arena, id, page->agent, row);
	else if (row->conv.id != id)
		err = read_row(reader, arena, id, row);
	return err == NULL ? query_matches(page->query, &context, row) : !err_is(err, ERR_NOT_FOUND);
}
