/* SPDX-License-Identifier: ISC */
/*
 * What is under way on many conversations; bulk.h says how that answers.
 *
 *   bulk list   {"rows":[{"bulk","call","about","done","total","agent","state","at"}]}       state: running or
 *               stopped; about: what an undo or a redo speaks of, else null
 *   bulk drop   {"bulk","call","about","done","total"}
 *   ids         {"ids":[],"more":bool}
 */
#include "answer.h"
#include "bulk.h"
#include "calls.h"
#include "guichet/json/json.h"

enum { IDS_MOST = 100000 };

static void put_row(struct json_out *o, const struct call_context *context, const struct bulk *bulk, const char *agent)
{
	json_open_object(o, NULL);
	bulk_put(o, bulk);
	json_put_text(o, "agent", agent);
	json_put_text(o, "state", bulks_runs(context->server->bulks, bulk->id) ? "running" : "stopped");
	json_put_time(o, "at", bulk->at_ms);
	json_close_object(o);
}

err_t bulk_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct bulk *list = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	err_t err = read_bulks(context->reader, context->arena, &list, &count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++)
		if (list[i].state == BULK_GOING && (context->actor->scope == NULL || list[i].agent == context->actor->agent))
			put_row(&o, context, &list[i], agent_name_of(agent_count, agents, list[i].agent));
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t bulk_drop(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct bulk bulk = { 0 };
	err_t err = read_bulk_of(context->reader, context->arena, context->actor->agent,
		call_int(context->request, "number", 0), &bulk);

	if (err == NULL)
		err = bulk_may(context, &bulk);
	if (err == NULL)
		err = desk_bulk_drop(context->desk, &bulk);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	bulk_put(&o, &bulk);
	json_close_object(&o);
	return NULL;
}

err_t bulk_by_slices(struct call_context *context)
{
	return err_make(ERR_UNSUPPORTED, "%s is done in slices", context->request->call->name);
}

err_t bulk_ids(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct query_sql sql = { 0 };
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = context_query_sql(context, context_query_text(context, QUEUE_QUERY), &sql);

	if (err == NULL)
		err = read_ids(context->reader, context->arena, &sql, IDS_MOST + 1, &ids, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "ids");
	for (size_t i = 0; i < count && i < IDS_MOST; i++)
		json_put_int(&o, NULL, ids[i]);
	json_close_array(&o);
	json_put_bool(&o, "more", count > IDS_MOST);
	json_close_object(&o);
	return NULL;
}
