/* SPDX-License-Identifier: ISC */
/*
 * The past: what happened to a conversation, and how the queue stood.
 *
 *   history        {"id","rows":[{"at","kind","agent","origin","text","from","to","reason","until",
 *                   "written_at","undoes","redoes","played_by","conversation","seq"}],"more":bool}
 *                  kind is one of arrived wrote edited deleted answered claimed assigned released status
 *                  tagged untagged note queued sent failed cancelled retried "found sent", or the name
 *                  of another kind of the ledger's rows; agent is a handle for customers and null for the
 *                  desk; origin is person, rule, robot, network, import or desk; seq null: not in the ledger
 *   list --as-of   {"rows":[row and "as_of"],"more":bool,"next":"mark","as_of","ledger_from"}
 *                  ledger_from: when the ledger begins, if that is later; else null
 */
#include "calls.h"

#include "answer.h"
#include "guichet/json/json.h"

enum { HISTORY_DEFAULT = 200, HISTORY_MOST = 2000 };

static void put_row(struct json_out *o, const struct history_row *row)
{
	json_open_object(o, NULL);
	json_put_time(o, "at", row->at_ms);
	json_put_text(o, "kind", row->kind);
	answer_some(o, "agent", row->who);
	json_put_text(o, "origin", row->origin);
	json_put_text(o, "text", row->text == NULL ? "" : row->text);
	answer_some(o, "from", row->from);
	answer_some(o, "to", row->to);
	answer_some(o, "reason", row->reason);
	json_put_time(o, "until", row->until_ms);
	json_put_time(o, "written_at", row->written_ms);
	answer_some(o, "undoes", row->undoes);
	answer_some(o, "redoes", row->redoes);
	answer_some(o, "played_by", row->played_by);
	if (row->conversation == 0)
		json_put_null(o, "conversation");
	else
		json_put_int(o, "conversation", row->conversation);
	if (row->seq == 0)
		json_put_null(o, "seq");
	else
		json_put_int(o, "seq", row->seq);
	json_close_object(o);
}

err_t history_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	int64_t limit = call_int(context->request, "limit", HISTORY_DEFAULT);
	struct history_row *rows = NULL;
	size_t count = 0;
	bool cut = false;
	err_t err;

	if (limit < 1 || limit > HISTORY_MOST)
		return err_make(ERR_USAGE, "--limit is a number from 1 to %d", HISTORY_MOST);
	err = read_history(context->reader, context->arena, id, (size_t)limit, &rows, &count, &cut);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count; i++) {
		bool seen = true;

		if (rows[i].other != 0)
			err = context_sees(context, rows[i].other, &seen);
		if (err == NULL && seen)
			put_row(&o, &rows[i]);
	}
	json_close_array(&o);
	json_put_bool(&o, "more", cut);
	json_close_object(&o);
	return err;
}

err_t history_instant(struct call_context *context, int64_t *as_of)
{
	*as_of = call_time(context->request, "as-of", context->now_ms, 0);
	return *as_of > context->now_ms ? err_make(ERR_USAGE, "--as-of: that time has not come yet") : NULL;
}

err_t history_put(struct call_context *context, struct json_out *o, int64_t as_of)
{
	int64_t from = 0;
	err_t err = as_of == 0 ? NULL : read_ledger_from(context->reader, &from);

	json_put_time(o, "as_of", as_of);
	if (as_of < from)
		json_put_time(o, "ledger_from", from);
	else
		json_put_null(o, "ledger_from");
	return err;
}

static err_t put_page(struct call_context *context, const struct list_page *page, int64_t as_of)
{
	struct json_out o = { .to = context->answer };
	err_t err;

	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < page->count; i++) {
		json_open_object(&o, NULL);
		answer_row_members(&o, &page->rows[i]);
		answer_waiting(&o, page->rows[i].conv.wait_ms, as_of);
		json_put_time(&o, "as_of", as_of);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_put_bool(&o, "more", page->more);
	json_put_text(&o, "next", page->more && page->count > 0 ?
		list_mark(context->arena, &page->rows[page->count - 1]) : NULL);
	err = history_put(context, &o, as_of);
	json_close_object(&o);
	return err;
}

/* Who may see a conversation is said of today, whatever is asked of the past. */
static err_t page_narrow(struct call_context *context, struct list_page *page)
{
	size_t kept = 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < page->count; i++) {
		bool seen = false;

		err = context_sees(context, page->rows[i].conv.id, &seen);
		if (seen)
			page->rows[kept++] = page->rows[i];
	}
	page->count = kept;
	return err;
}

err_t history_list(struct call_context *context, size_t limit)
{
	struct query_context who = { .agent = context->actor->agent, .agent_name = context->actor->name };
	struct list_page page = { 0 };
	struct query *query = NULL;
	int64_t as_of;
	err_t err = history_instant(context, &as_of);

	who.now_ms = as_of;
	if (err == NULL)
		err = read_query(context->reader, context->arena, context->actor->scope,
		context_query_text(context, QUEUE_QUERY), &query);
	if (err == NULL)
		err = read_list_as_of(context->reader, context->arena, query, &who, limit,
			call_text(context->request, "after"), &page);
	if (err == NULL)
		err = page_narrow(context, &page);
	return err != NULL ? err : put_page(context, &page, as_of);
}
