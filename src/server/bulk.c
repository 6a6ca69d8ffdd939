/* SPDX-License-Identifier: ISC */
/*
 * Slices at work.  A slice takes as many conversations as took a few
 * milliseconds last time, so that a slow disk and a fast one both keep
 * everybody's waiting short; less while somebody else writes, because who
 * asks for one thing after the other waits for a slice each time.
 */
#include "bulk_job.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "calls.h"
#include "writes.h"

enum {
	SLICE_FIRST = 16, SLICE_LEAST = 4, SLICE_MOST = 400,	/* conversations */
	SLICE_US = 8000, SLICE_BESIDE_US = 4000,	/* what a slice aims at, but for its commit; and beside others */
	BESIDE_MS = 200,
	LIST_SLICE = 20000,
	TELL_MS = 100
};

struct bulks {
	struct server *server;
	struct job *first;
	struct loop_timer *timer;
};

/* ---- the life of a job */

static void job_free(struct job *job)
{
	arena_destroy(job->part);
	arena_destroy(job->arena);
	free(job);
}

static void job_unlink(struct bulks *bulks, struct job *job)
{
	struct job **link = &bulks->first;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
}

/* Its last word; then it is gone. */
void job_end(struct bulks *bulks, struct job *job, err_t err, const char *answer)
{
	struct session *session = job->session;

	job_unlink(bulks, job);
	if (err != NULL || answer != NULL)
		session_answer(session, job->id, err, answer);
	job_free(job);
	session_landed(session);
}

static void job_stop(struct bulks *bulks, struct job *job)
{
	struct str body = { 0 };

	if (job->phase != PHASE_ACT) {
		if (job->bulk.id != 0)
			err_ignore(desk_bulk_end(bulks->server->desk, &job->bulk, ""), "the next server ends it");
		job_end(bulks, job, err_make(ERR_CANCELLED, "cancelled"), NULL);
		return;
	}
	job_put_stopped(job, &body);
	job_end(bulks, job, NULL, body.text);
	str_finish(&body);
}

static err_t job_finish(struct bulks *bulks, struct job *job)
{
	struct desk *desk = bulks->server->desk;
	struct str body = { 0 };
	err_t err = job_put_end(job, desk, &body);

	if (err == NULL)
		err = desk_bulk_end(desk, &job->bulk, body.text);
	if (err == NULL)
		job_end(bulks, job, NULL, body.text);
	str_finish(&body);
	return err;
}

/* ---- slices */

static void job_tell(struct job *job)
{
	struct str body = { 0 }, frame = { 0 };
	struct json_out o = { .to = &body };
	int64_t now = clock_steady_ms();

	if (now - job->told_ms < TELL_MS || session_backlog(job->session) > SESSION_OUT_HIGH)
		return;
	job->told_ms = now;
	json_open_object(&o, NULL);
	bulk_put(&o, &job->bulk);
	json_close_object(&o);
	wire_put_row(&frame, job->id, body.text);
	session_send(job->session, &frame);
	str_finish(&frame);
	str_finish(&body);
}

/* Ids of the list from the position on; none at its end. */
static err_t job_ids(struct job *job, struct reader *reader, int64_t position, const int64_t **ids, size_t *count)
{
	bool here = position >= job->part_first && position < job->part_first + (int64_t)job->part_count;
	int64_t left = job->bulk.total - position;
	err_t err = NULL;

	*count = 0;
	if (left <= 0)
		return NULL;
	if (!here) {
		arena_destroy(job->part);
		job->part = arena_create();
		job->part_first = position;
		job->part_count = 0;
		err = read_bulk_ids(reader, job->part, &job->bulk, position, &job->part_ids, &job->part_count);
		if (err == NULL && job->part_count == 0)
			err = err_make(ERR_STORE, "%s: its list ends too early", job->bulk.call);
	}
	if (err != NULL)
		return err;
	*ids = job->part_ids + (position - job->part_first);
	*count = job->part_count - (size_t)(position - job->part_first);
	if (*count > job->slice)
		*count = job->slice;
	if (*count > (size_t)left)
		*count = (size_t)left;
	return NULL;
}

/*
 * A commit takes its time however few a slice has done: where the disk is
 * slow, smaller slices would only be more of them.
 */
static void slice_learn(const struct bulks *bulks, struct job *job, int64_t took_us)
{
	int64_t aim_us = writes_since_ms(bulks->server->writes) < BESIDE_MS ? SLICE_BESIDE_US : SLICE_US;

	if (took_us > aim_us + aim_us / 4)
		job->slice = (size_t)((int64_t)job->slice * aim_us / took_us);
	else if (took_us < aim_us)
		job->slice += job->slice / 4 + 1;
	if (job->slice < SLICE_LEAST)
		job->slice = SLICE_LEAST;
	if (job->slice > SLICE_MOST)
		job->slice = SLICE_MOST;
}

/* What concerns one conversation only: it stays, the others go on. */
static bool is_about_one(err_t err)
{
	return err_is(err, ERR_CONFLICT) || err_is(err, ERR_STATE) || err_is(err, ERR_NOT_FOUND);
}

static err_t act_on(struct job *job, struct call_context *context, struct bulk *next, int64_t id)
{
	const char *why = NULL;
	bool touched;
	err_t err;

	next->done++;
	if (job->bulk.undoes != 0) {
		err = desk_bulk_back(context->desk, next, id, false, &touched, &why);
	} else {
		err = job->function->act(context, id);
		if (err != NULL && is_about_one(err)) {
			why = arena_copy(context->arena, bulk_why(err->text));
			err = NULL;
		}
	}
	return err == NULL && why != NULL ? desk_bulk_hold(context->desk, next, id, why) : err;
}

static err_t slice_act(struct job *job, struct desk *desk, const int64_t *ids, size_t count)
{
	struct bulk next = job->bulk;
	struct call_context context = { .desk = desk, .reader = desk_reader(desk), .arena = arena_create(),
		.request = &job->request, .actor = &job->actor, .now_ms = job->bulk.at_ms };
	err_t err = desk_begin(desk, &job->actor, NULL, job->bulk.call, NULL, NULL);

	if (err == NULL) {
		desk_bulk_slice(desk, &next);
		for (size_t i = 0; err == NULL && i < count; i++)
			err = act_on(job, &context, &next, ids[i]);
		if (err == NULL)
			err = desk_commit(desk, NULL);
		else
			desk_rollback(desk);
	}
	if (err == NULL)
		job->bulk = next;
	arena_destroy(context.arena);
	return err;
}

static err_t step_act(struct bulks *bulks, struct job *job)
{
	struct desk *desk = bulks->server->desk;
	const int64_t *ids = NULL;
	int64_t began_us = clock_steady_us();
	size_t count;
	err_t err = job_ids(job, desk_reader(desk), job->bulk.done, &ids, &count);

	if (err != NULL)
		return err;
	if (count == 0)
		return job_finish(bulks, job);
	err = slice_act(job, desk, ids, count);
	if (err == NULL && count == job->slice)
		slice_learn(bulks, job, clock_steady_us() - began_us - desk_commit_us(desk));
	if (err == NULL)
		job_tell(job);
	return err;
}

/* ---- what is taken back is looked at before */

static err_t back_begin(struct bulks *bulks, struct job *job)
{
	struct desk *desk = bulks->server->desk;
	struct bulk old = { 0 };
	err_t err = job->ended == 0 ? NULL : read_bulk_of(desk_reader(desk), job->arena, job->actor.agent, job->ended, &old);

	if (err == NULL && job->ended != 0)
		err = desk_bulk_end(desk, &old, "");
	if (err == NULL)
		err = desk_bulk_add(desk, &job->bulk, NULL, 0);
	job->phase = PHASE_ACT;
	job->slice = SLICE_FIRST;	/* what was looked at in no time is not done in none */
	return err;
}

static err_t look_at(struct job *job, struct desk *desk, int64_t id)
{
	const char *why = NULL;
	bool touched = false;
	err_t err = desk_bulk_back(desk, &job->bulk, id, true, &touched, &why);

	if (err != NULL)
		return err;
	if (why != NULL && !job->partly)
		return err_make(ERR_CONFLICT, "%s #%" PRId64 ": %s; %s", job->bulk.call, id, why,
			"nothing was changed, --partly does the others");
	job->looked_changed += touched;
	if (why != NULL && job->looked_held < BULK_NAMED)
		job->left[job->looked_held] = (struct bulk_held){ id, arena_copy(job->arena, why) };
	job->looked_held += why != NULL;
	return NULL;
}

static err_t step_check(struct bulks *bulks, struct job *job)
{
	struct desk *desk = bulks->server->desk;
	const int64_t *ids = NULL;
	int64_t began_us = clock_steady_us();
	struct str body = { 0 };
	size_t count;
	err_t err = job_ids(job, desk_reader(desk), job->position, &ids, &count);

	if (err == NULL && count == 0 && job->dry) {
		job_put_dry(job, desk, &body);
		job_end(bulks, job, NULL, body.text);
		str_finish(&body);
		return NULL;
	}
	if (err == NULL && count == 0)
		return back_begin(bulks, job);
	if (err == NULL)
		err = desk_begin(desk, &job->actor, NULL, job->bulk.call, NULL, NULL);
	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < count; i++)
		err = look_at(job, desk, ids[i]);
	desk_rollback(desk);
	job->position += (int64_t)count;
	slice_learn(bulks, job, clock_steady_us() - began_us);
	return err;
}

/* ---- the list */

static err_t step_list(struct bulks *bulks, struct job *job)
{
	struct desk *desk = bulks->server->desk;
	size_t left = (size_t)(job->bulk.total - job->position), count = left < LIST_SLICE ? left : LIST_SLICE;
	err_t err = job->bulk.id == 0 ? desk_bulk_add(desk, &job->bulk, job->held, job->held_named) : NULL;

	if (err == NULL)
		err = desk_bulk_list(desk, &job->bulk, job->position, job->ids + job->position, count);
	job->position += (int64_t)count;
	if (job->bulk.state == BULK_GOING)
		job->phase = PHASE_ACT;
	return err;
}

/* ---- turns */

static err_t job_step(struct bulks *bulks, struct job *job)
{
	switch (job->phase) {
	case PHASE_CHECK:
		return step_check(bulks, job);
	case PHASE_LIST:
		return step_list(bulks, job);
	case PHASE_ACT:
		break;
	}
	return step_act(bulks, job);
}

static void on_turn(void *data);

static void turn_soon(struct bulks *bulks)
{
	if (bulks->timer == NULL && bulks->first != NULL)
		bulks->timer = loop_after(bulks->server->loop, 0, on_turn, bulks);
}

/* Nobody is answered into a file that lost its name, or by a server that leaves: front ends ask the next one. */
static void drop_all(struct bulks *bulks)
{
	while (bulks->first != NULL)
		job_end(bulks, bulks->first, NULL, NULL);
}

/* Each has its turn: the first becomes the last. */
static void turn_pass(struct bulks *bulks)
{
	struct job *job = bulks->first, **end = &bulks->first;

	bulks->first = job->next;
	job->next = NULL;
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
}

static void on_turn(void *data)
{
	struct bulks *bulks = data;
	struct server *server = bulks->server;
	struct job *job;
	err_t err;

	bulks->timer = NULL;
	if (!server->ending && !server_file_is_ours(server))
		server_end(server, FILE_REPLACED);
	if (server->ending)
		drop_all(bulks);
	if (bulks->first == NULL)
		return;
	server_was_busy(server);
	writes_run(server->writes);	/* who asked meanwhile comes first */
	if (bulks->first == NULL)	/* one of them may have ended us */
		return;
	job = bulks->first;
	turn_pass(bulks);
	err = job_step(bulks, job);
	if (err != NULL) {
		log_line("bulk", "stop bulk=%" PRId64 " why=\"%s\"", job->bulk.id, err->text);
		job_end(bulks, job, err, NULL);
	}
	turn_soon(bulks);
}

struct job *job_add(struct call_context *context)
{
	struct server *server = context->server;
	struct job *job = mem_alloc(sizeof(*job)), **end = &server->bulks->first;

	job->session = context->session;
	job->id = context->id;
	job->arena = context->arena;
	job->actor = *context->actor;
	job->actor.name = arena_copy(job->arena, context->actor->name);
	job->actor.session = arena_copy(job->arena, context->actor->session);
	job->actor.played_by = arena_copy(job->arena, context->actor->played_by);
	job->actor.scope = arena_copy(job->arena, context->actor->scope);
	job->slice = SLICE_FIRST;
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
	context->session->in_flight++;
	turn_soon(server->bulks);
	return job;
}

/* ---- what others ask */

struct job *job_find(const struct bulks *bulks, int64_t bulk)
{
	struct job *job = bulks->first;

	while (job != NULL && job->bulk.id != bulk)
		job = job->next;
	return job;
}

bool bulks_runs(const struct bulks *bulks, int64_t bulk)
{
	return job_find(bulks, bulk) != NULL;
}

bool bulks_cancel(struct session *session, int64_t id)
{
	struct bulks *bulks = session->server->bulks;

	for (struct job *job = bulks->first; job != NULL; job = job->next)
		if (job->session == session && job->id == id) {
			job_stop(bulks, job);
			return true;
		}
	return false;
}

void bulks_forget(struct session *session)
{
	struct bulks *bulks = session->server->bulks;

	for (struct job *job = bulks->first, *next; job != NULL; job = next) {
		next = job->next;
		if (job->session == session) {
			job_unlink(bulks, job);
			job_free(job);
		}
	}
}

/* A list that was not written to its end: nothing was done of it. */
static void unfinished_end(struct server *server)
{
	struct arena *arena = arena_create();
	struct bulk *list = NULL;
	size_t count = 0;
	err_t err = read_bulks(desk_reader(server->desk), arena, &list, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		if (list[i].state != BULK_LISTING)
			continue;
		list[i].key = NULL;	/* whoever asks again begins anew */
		err = desk_bulk_end(server->desk, &list[i], "");
	}
	if (err != NULL)
		log_line("bulk", "later why=\"%s\"", err->text);
	arena_destroy(arena);
}

struct bulks *bulks_create(struct server *server)
{
	struct bulks *bulks = mem_alloc(sizeof(*bulks));

	bulks->server = server;
	unfinished_end(server);
	return bulks;
}

void bulks_destroy(struct bulks *bulks)
{
	if (bulks == NULL)
		return;
	loop_timer_stop(bulks->server->loop, &bulks->timer);
	free(bulks);
}
