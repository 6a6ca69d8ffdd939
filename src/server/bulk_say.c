/* SPDX-License-Identifier: ISC */
/* What a call on many conversations answers: bulk.h says what is in it. */
#include "bulk_job.h"

#include <string.h>

#include "calls.h"

void bulk_put(struct json_out *o, const struct bulk *bulk)
{
	json_put_int(o, "bulk", bulk->id);
	json_put_text(o, "call", bulk->call);
	json_put_text(o, "about", bulk->undoes != 0 ? bulk->about : NULL);
	json_put_int(o, "done", bulk->done);
	json_put_int(o, "total", bulk->total);
}

void bulk_put_left(struct json_out *o, const struct bulk_held *held, size_t count, int64_t all)
{
	json_open_array(o, "left");
	for (size_t i = 0; i < count && i < BULK_NAMED; i++) {
		json_open_object(o, NULL);
		json_put_int(o, "id", held[i].id);
		json_put_text(o, "why", held[i].why);
		json_close_object(o);
	}
	json_close_array(o);
	json_put_int(o, "left_count", all);
}

static bool is_held(const struct bulk_held *held, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (held[i].id == id)
			return true;
	return false;
}

void bulk_put_ids(struct json_out *o, const char *key, const int64_t *ids, size_t count, const struct bulk_held *held,
	size_t held_count)
{
	size_t named = 0;

	json_open_array(o, key);
	for (size_t i = 0; i < count && named < BULK_NAMED; i++)
		if (!is_held(held, held_count, ids[i])) {
			json_put_int(o, NULL, ids[i]);
			named++;
		}
	json_close_array(o);
}

static void put_back(struct json_out *o, const struct job *job, const int64_t *ids, size_t count, int64_t changed,
	int64_t now)
{
	json_put_text(o, strcmp(job->bulk.call, "redo") == 0 ? "redone" : "undone", job->bulk.about);
	bulk_put_ids(o, "ids", ids, (int64_t)count < changed ? count : (size_t)changed, NULL, 0);
	json_put_int(o, "count", changed);
	json_put_time(o, "at", job->back_ms);
	json_put_int(o, "age_s", now > job->back_ms ? (now - job->back_ms) / 1000 : 0);
}

static void put_changed(struct json_out *o, const struct job *job, const int64_t *ids, size_t count,
	const struct bulk_held *held, size_t held_count)
{
	const struct bulk *bulk = &job->bulk;
	int64_t acted = bulk->done - bulk->held;
	bool untold = (job->request.call->flags & CALL_UNTOLD) != 0;

	bulk_put_ids(o, "changed", ids, count, held, held_count);
	json_put_int(o, "count", acted);
	json_put_int(o, "total", bulk->total);
	json_put_int(o, "same", untold ? 0 : acted - bulk->changed);
	if (job->function->act == triage_snooze)
		json_put_time(o, "until", call_time(&job->request, "until", bulk->at_ms, 0));
}

err_t job_put_end(struct job *job, struct desk *desk, struct str *body)
{
	struct reader *reader = desk_reader(desk);
	struct json_out o = { .to = body };
	struct bulk_held *held = NULL;
	int64_t *ids = NULL;
	size_t count = 0, held_count = 0;
	err_t err = read_bulk_ids(reader, job->arena, &job->bulk, 0, &ids, &count);

	if (err == NULL)
		err = read_bulk_held(reader, job->arena, job->bulk.id, &held, &held_count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	if (job->bulk.undoes != 0)
		put_back(&o, job, ids, count, job->bulk.changed, desk_now(desk));
	else
		put_changed(&o, job, ids, count, held, held_count);
	bulk_put_left(&o, held, held_count, job->bulk.apart + job->bulk.held);
	if (job->bulk.undoes != 0)
		json_put_bool(&o, "dry_run", false);
	json_put_int(&o, "bulk", job->bulk.id);
	json_close_object(&o);
	return NULL;
}

void job_put_dry(const struct job *job, struct desk *desk, struct str *body)
{
	struct json_out o = { .to = body };

	json_open_object(&o, NULL);
	put_back(&o, job, job->part_ids, job->part_first == 0 ? job->part_count : 0, (int64_t)job->looked_changed,
		desk_now(desk));
	bulk_put_left(&o, job->left, job->looked_held, (int64_t)job->looked_held);
	json_put_bool(&o, "dry_run", true);
	json_close_object(&o);
}

void job_put_stopped(const struct job *job, struct str *body)
{
	struct json_out o = { .to = body };

	json_open_object(&o, NULL);
	json_put_bool(&o, "stopped", true);
	bulk_put(&o, &job->bulk);
	json_close_object(&o);
}

void bulks_put_stopped(struct json_out *o, const struct server *server, int64_t agent)
{
	struct arena *arena = arena_create();
	struct bulk bulk = { 0 };
	err_t err = read_bulk_of(desk_reader(server->desk), arena, agent, 0, &bulk);

	if (err != NULL || bulk.state != BULK_GOING || bulks_runs(server->bulks, bulk.id)) {
		json_put_null(o, "stopped");
	} else {
		json_open_object(o, "stopped");
		bulk_put(o, &bulk);
		json_close_object(o);
	}
	arena_destroy(arena);
}
