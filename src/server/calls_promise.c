/* SPDX-License-Identifier: ISC */
/*
 * What agents promise to customers.
 *
 *   promise               {"conversation","at"}
 *   promise keep, drop    {"conversation"}
 *   promise list          {"rows":[{"conversation","account","agent","made","at","ended","outcome","text"}]}
 *                         outcome: open, kept, broken or dropped, as of now; ended null while open
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/promise.h"

err_t promise_promise(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0), at_ms = call_time(context->request, "at", context->now_ms, 0);
	err_t err = desk_promise(context->desk, id, at_ms, call_text(context->request, "text"));

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_put_time(&o, "at", at_ms);
	json_close_object(&o);
	return NULL;
}

static err_t ended(struct call_context *context, bool kept)
{
	struct json_out o = { .to = context->answer };
	int64_t id = call_int(context->request, "id", 0);
	err_t err = desk_promise_end(context->desk, id, kept);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "conversation", id);
	json_close_object(&o);
	return NULL;
}

err_t promise_keep(struct call_context *context)
{
	return ended(context, true);
}

err_t promise_drop(struct call_context *context)
{
	return ended(context, false);
}

static void put_row(struct json_out *o, const struct promise_row *row, int64_t now_ms)
{
	const struct promise *promise = &row->promise;

	json_open_object(o, NULL);
	json_put_int(o, "conversation", promise->written_in);
	json_put_text(o, "account", row->account);
	answer_some(o, "agent", row->agent);
	json_put_time(o, "made", promise->made_ms);
	json_put_time(o, "at", promise->due_ms);
	json_put_time(o, "ended", promise->end_ms);
	json_put_text(o, "outcome", promise_outcome_name(promise_outcome(promise, now_ms)));
	answer_some(o, "text", row->text);
	json_close_object(o);
}

err_t promise_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t since = call_time(context->request, "since", context->now_ms, 0);
	int64_t until = call_time(context->request, "until", context->now_ms, INT64_MAX);
	bool all = call_flag(context->request, "all");
	struct promise_row *rows = NULL;
	size_t count = 0;
	err_t err = read_promises(context->reader, context->arena, since, until, &rows, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; err == NULL && i < count; i++) {
		enum promise_outcome outcome = rows[i].promise.outcome;
		bool sees = false;

		if (outcome == PROMISE_UNSAID || (!all && outcome != PROMISE_OPEN))
			continue;
		err = context_sees(context, rows[i].promise.written_in, &sees);
		if (err == NULL && sees)
			put_row(&o, &rows[i], context->now_ms);
	}
	json_close_array(&o);
	json_close_object(&o);
	return err;
}
