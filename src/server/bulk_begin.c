/* SPDX-License-Identifier: ISC */
/*
 * From a request to slices: whom it is about is found by the reader; a key
 * that is known goes on where its call was; an undo of slices becomes slices.
 */
#include "bulk_job.h"

#include <inttypes.h>
#include <string.h>

#include "calls.h"
#include "reader.h"
#include "writes.h"

/* ---- a call that begins */

static err_t wish_of(struct call_context *context, struct query_sql *sql, struct bulk_wish *wish)
{
	const char *where = call_where(context->request);
	err_t err = where == NULL ? NULL : context_query_sql(context, where, sql);

	*wish = (struct bulk_wish){ .request = context->request, .actor = context->actor,
		.where = where == NULL ? NULL : sql, .now_ms = context->now_ms };
	return err;
}

static err_t preview(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct bulk_look look = { 0 };
	struct bulk_wish wish;
	struct query_sql sql;
	err_t err = wish_of(context, &sql, &wish);

	if (err == NULL)
		err = read_bulk(context->reader, context->arena, &wish, &look);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_bool(&o, "dry_run", true);
	json_put_text(&o, "call", context->request->call->name);
	json_put_int(&o, "count", (int64_t)(look.count - look.same));
	json_put_int(&o, "same", (int64_t)look.same);
	json_put_int(&o, "urgent", (int64_t)look.urgent);
	json_put_int(&o, "others", (int64_t)look.others);
	json_put_int(&o, "drafts", (int64_t)look.drafts);
	bulk_put_ids(&o, "ids", look.ids, look.count, NULL, 0);
	bulk_put_left(&o, look.held, look.held_count, (int64_t)look.held_count);
	json_close_object(&o);
	return NULL;
}

static err_t freeze(struct call_context *context)
{
	struct bulk_look *look = arena_alloc(context->arena, sizeof(*look));
	struct bulk_wish wish;
	struct query_sql sql;
	err_t err = wish_of(context, &sql, &wish);

	if (err == NULL)
		err = read_bulk(context->reader, context->arena, &wish, look);
	if (err == NULL && look->refused != NULL && !call_flag(context->request, "partly"))
		err = look->refused;
	context->found = look;
	return err;
}

/* The call without whom it is about, for whoever goes on with it. */
static const char *request_keep(struct arena *arena, const struct call_request *request)
{
	const char **one = arena_array(arena, 1, sizeof(*one));
	struct call_request bare = *request;
	struct str text = { 0 };
	const char *copy;

	one[0] = "1";
	for (size_t i = 0; i < CALL_ARGS && bare.call->args[i].name != NULL; i++) {
		const char *name = bare.call->args[i].name;

		if ((bare.call->args[i].flags & ARG_SELECTION) != 0)
			bare.values[i] = (struct call_value){ 1, one };
		else if ((bare.call->args[i].flags & ARG_WHERE) != 0 || strcmp(name, "partly") == 0)
			bare.values[i].count = 0;
	}
	wire_put_request(&text, 1, NULL, &bare, NULL, 0);
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

static void nobody(struct call_context *context, const struct bulk_look *look)
{
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	bulk_put_ids(&o, "changed", NULL, 0, NULL, 0);
	json_put_int(&o, "count", 0);
	json_put_int(&o, "total", 0);
	json_put_int(&o, "same", 0);
	bulk_put_left(&o, look->held, look->held_count, (int64_t)look->held_count);
	json_close_object(&o);
	session_answer(context->session, context->id, NULL, body.text);
	str_finish(&body);
}

static void frozen(struct call_context *context)
{
	const struct bulk_look *look = context->found;
	struct job *job;

	if (look->count == 0) {
		nobody(context, look);
		return;
	}
	job = job_add(context);
	context->arena = NULL;
	job->request = *context->request;
	job->function = dispatch_function(job->request.call);
	job->ids = look->ids;
	job->held = look->held;
	job->held_named = look->held_count < BULK_NAMED ? look->held_count : BULK_NAMED;
	job->phase = PHASE_LIST;
	job->bulk = (struct bulk){ .agent = job->actor.agent, .at_ms = context->now_ms, .call = job->request.call->name,
		.request = request_keep(job->arena, &job->request), .total = (int64_t)look->count, .key = context->key,
		.apart = (int64_t)look->held_count };
}

static const struct server_call freezing = { .name = "freeze", .run = freeze, .land = frozen };
static const struct server_call previewing = { .name = "preview", .run = preview };

/* What is done at a network is no such call: it has a limit of its own. */
static bool wants_slices(const struct call_request *request)
{
	if ((request->call->flags & CALL_BULK) == 0 || dispatch_function(request->call)->act == NULL)
		return false;
	return call_where(request) != NULL || call_flag(request, "partly") || call_flag(request, "dry-run") ||
		call_count(request, "id") > BULK_ALONE;
}

/* ---- going on, and back */

err_t bulk_may(struct call_context *context, const struct bulk *bulk)
{
	if (bulk->agent != context->actor->agent)
		return err_make(ERR_DENIED, "bulk %" PRId64 " is another agent's", bulk->id);
	if (bulk->state == BULK_OVER)
		return err_make(ERR_STATE, "bulk %" PRId64 " is over", bulk->id);
	if (bulks_runs(context->server->bulks, bulk->id))
		return err_make(ERR_STATE, "bulk %" PRId64 " is running: whoever asked for it can cancel it",
			bulk->id);
	return NULL;
}

static err_t request_again(struct arena *arena, const struct bulk *bulk, enum role role, struct call_request *out)
{
	struct json *json = NULL;
	const char *key;
	int64_t id;
	err_t err = json_parse_own(bulk->request, strlen(bulk->request), &json);

	if (err == NULL)
		err = wire_get_request(arena, json, &id, &key, out);
	json_destroy(json);
	return err != NULL ? err : dispatch_check(out, role);
}

static err_t back_since(struct call_context *context, const struct bulk *bulk, int64_t *at_ms)
{
	struct bulk first = { 0 };
	err_t err = read_bulk_of(context->reader, context->arena, bulk->agent, bulk->list, &first);

	*at_ms = first.at_ms;
	return err;
}

static err_t go_on(struct call_context *context, struct bulk *bulk, bool *taken)
{
	struct call_request request = { 0 };
	int64_t back_ms = 0;
	err_t err = bulk->undoes != 0 ? back_since(context, bulk, &back_ms)
		: request_again(context->arena, bulk, context->actor->role, &request);
	struct job *job;

	if (err == NULL && request.call != NULL)
		err = context_place(context, &request);
	if (err != NULL)
		return err;
	*taken = true;
	job = job_add(context);
	job->bulk = *bulk;
	job->request = request;
	job->function = request.call != NULL ? dispatch_function(request.call) : NULL;
	job->back_ms = back_ms;
	job->phase = PHASE_ACT;
	return NULL;
}

/*
 * Somebody asks again because the connection, or the server, went away.  What runs, runs for a connection that
 * nobody hears any more.  *anew when nothing was done of it yet.
 */
static err_t again(struct call_context *context, struct bulk *bulk, enum bulks_takes *out, bool *anew)
{
	struct bulks *bulks = context->server->bulks;
	struct job *job = job_find(bulks, bulk->id);
	bool taken = false;
	err_t err = NULL;

	if (bulk->agent != context->actor->agent)
		return err_make(ERR_DENIED, "the key of this call was used by somebody else");
	if (job != NULL)
		job_end(bulks, job, NULL, NULL);
	*anew = bulk->state == BULK_LISTING;
	if (*anew) {
		bulk->key = NULL;
		return desk_bulk_end(context->desk, bulk, "");
	}
	*out = BULKS_ANSWERED;
	if (bulk->state == BULK_OVER) {
		str_add(context->answer, bulk->answer);
		return NULL;
	}
	err = go_on(context, bulk, &taken);
	*out = taken ? BULKS_TAKEN : BULKS_ANSWERED;
	return err;
}

static err_t go_back(struct call_context *context, const struct bulk *old, const char *key, bool *taken)
{
	const struct call_request *request = context->request;
	const char *verb = strcmp(old->call, "undo") == 0 ? "redo" : "undo";
	struct job *job;

	if (bulks_runs(context->server->bulks, old->id))
		return err_make(ERR_STATE, "%s: bulk %" PRId64 " is running: whoever asked for it can cancel it", verb,
			old->id);
	*taken = true;
	job = job_add(context);
	job->partly = call_flag(request, "partly");
	job->dry = call_option_is_set(request, "dry-run");
	job->back_ms = old->at_ms;
	job->ended = old->state != BULK_OVER && !job->dry ? old->id : 0;
	job->phase = PHASE_CHECK;
	job->bulk = (struct bulk){ .agent = job->actor.agent, .at_ms = context->now_ms, .call = verb,
		.about = old->undoes != 0 ? old->about : old->call, .undoes = old->entry,
		.list = old->list != 0 ? old->list : old->id, .total = old->done, .state = BULK_GOING,
		.key = arena_copy(job->arena, key) };
	if (job->dry)
		job->partly = true;
	return NULL;
}

static err_t take_undo(struct call_context *context, const char *key, bool *taken)
{
	bool redo = strcmp(context->request->call->name, "redo") == 0, found = false, was = false;
	int64_t agent = context->actor->agent;
	struct bulk bulk = { 0 };
	err_t err = key != NULL ? desk_was_done(context->desk, key, &was) : NULL;

	if (err != NULL || was)
		return err;
	err = read_bulk_of(context->reader, context->arena, agent, 0, &bulk);
	if (err == NULL && bulk.undoes != 0)
		return err_make(ERR_STATE, "%s: %s was stopped at %s: bulk continue, bulk undo or bulk drop",
			context->request->call->name, bulk_name(context->arena, &bulk), bulk_place(context->arena, &bulk));
	if (err != NULL && !err_is(err, ERR_NOT_FOUND))
		return err;
	err = read_bulk_undoable(context->reader, context->arena, agent, redo, &bulk, &found);
	return err != NULL || !found ? err : go_back(context, &bulk, key, taken);
}

static err_t take_bulk(struct call_context *context, const char *key, bool *taken)
{
	bool undo = strcmp(context->request->call->name, "bulk undo") == 0;
	struct bulk bulk = { 0 };
	err_t err = read_bulk_of(context->reader, context->arena, context->actor->agent,
		call_int(context->request, "number", 0), &bulk);

	if (err == NULL)
		err = bulk_may(context, &bulk);
	if (err == NULL && undo && bulk.entry != 0 && bulk.undoes == 0 &&
	    (call_find(bulk.call)->flags & CALL_UNDO) == 0)
		err = err_make(ERR_STATE, "%s cannot be taken back: bulk continue or bulk drop", bulk.call);
	if (err == NULL && undo)
		return go_back(context, &bulk, key, taken);
	if (err == NULL)
		err = desk_bulk_key(context->desk, &bulk, arena_copy(context->arena, key));
	return err != NULL ? err : go_on(context, &bulk, taken);
}

static void take_freeze(struct call_context *context, const char *key)
{
	context->key = arena_copy(context->arena, key);
	readers_add(context->server->readers, context,
		call_flag(context->request, "dry-run") ? &previewing : &freezing);
}

err_t bulks_take(struct call_context *context, const char *key, enum bulks_takes *out)
{
	unsigned flags = context->request->call->flags;
	struct bulk known = { 0 };
	bool found = false, anew = true, taken = false;
	err_t err = NULL;

	*out = BULKS_NOT;
	if ((flags & CALL_SLICES) == 0 && !wants_slices(context->request))
		return NULL;
	writes_run(context->server->writes);
	if (context->session->dead)
		return err_make(ERR_CANCELLED, "nobody is left to answer");
	if (key != NULL)
		err = read_bulk_keyed(context->reader, context->arena, key, &known, &found);
	if (err == NULL && found)
		err = again(context, &known, out, &anew);
	if (err != NULL || !anew)
		return err;
	if ((flags & CALL_BULK) != 0) {
		*out = BULKS_TAKEN;
		take_freeze(context, key);
		return NULL;
	}
	err = str_starts(context->request->call->name, "bulk ") ? take_bulk(context, key, &taken)
		: take_undo(context, key, &taken);
	*out = taken ? BULKS_TAKEN : BULKS_NOT;
	return err;
}
