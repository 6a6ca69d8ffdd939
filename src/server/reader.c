/* SPDX-License-Identifier: ISC */
/*
 * Four lanes: answers, figures, streams, and calls that are alone.  A job's
 * finished frames lie in its buffer under the lane's lock; the loop moves them
 * to the session while that has room, and a stream waits when its client does
 * not take them.
 */
#include "reader.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "lane.h"

enum { LANE_ANSWERS, LANE_FIGURES, LANE_STREAMS, LANE_ALONE, LANES };
enum { BUFFER_HIGH = SESSION_OUT_HIGH, FRAME_BYTES = 16 << 10 };

struct job {
	struct lane_work work;
	struct job *session_next;	/* loop */
	struct session *session;	/* loop; NULL once it is gone */
	const struct server_call *call;
	struct call_context context;	/* the thread's while it runs */
	struct call_request request;
	struct actor actor;
	/* Under the lane's lock: */
	struct str buffer;		/* finished frames */
	size_t held;			/* of its lane's */
	bool finished, posted;
	bool failed;			/* the buffer ends with an error */
};

struct readers {
	struct lane lanes[LANES];
};

static void job_land(void *data);
static void job_done(void *data);

/* Under the lock. */
static void job_post(struct job *job)
{
	if (job->posted)
		return;
	job->posted = true;
	loop_post(job->work.lane->loop, job_land, job);
}

/* ---- in the thread */

static err_t job_emit(struct call_context *context, const char *row)
{
	struct job *job = context->emit_data;
	struct lane *lane = job->work.lane;
	struct str frame = { 0 };
	bool cancelled;

	wire_put_row(&frame, context->id, row);
	pthread_mutex_lock(&lane->lock);
	str_add_n(&job->buffer, frame.text, frame.len);
	if (job->call->prompt || job->buffer.len > BUFFER_HIGH / 4)
		job_post(job);
	while (job->buffer.len > BUFFER_HIGH && !job->work.cancelled)
		pthread_cond_wait(&lane->changed, &lane->lock);
	cancelled = job->work.cancelled;
	pthread_mutex_unlock(&lane->lock);
	str_finish(&frame);
	return cancelled ? err_make(ERR_CANCELLED, "cancelled") : NULL;
}

/* Figures of many days are long; clients that ask for such and take none must not fill the memory. */
static err_t answer_fits(struct job *job, const struct str *frame)
{
	struct lane *lane = job->work.lane;
	bool full;

	if (frame->len > WIRE_ANSWER_MAX - 4096)
		return err_make(ERR_STATE, "the answer is longer than %d MiB: ask for a shorter time or for less at once",
			WIRE_ANSWER_MAX >> 20);
	if (frame->len <= ANSWER_MAX)
		return NULL;
	pthread_mutex_lock(&lane->lock);
	full = lane->held + frame->len > ANSWERS_HELD_MAX;
	job->held = full ? 0 : frame->len;
	lane->held += job->held;
	pthread_mutex_unlock(&lane->lock);
	return full ? err_make(ERR_LIMIT, "the desk's server holds %d MiB of answers that nobody took: try again later",
		ANSWERS_HELD_MAX >> 20) : NULL;
}

static err_t job_answer(struct job *job, struct reader *reader, struct str *frame)
{
	struct call_context *context = &job->context;
	err_t err;

	context->reader = reader;
	context->answer = frame;
	context->emit = job_emit;
	context->emit_data = job;
	err = reader_begin(reader);
	if (err != NULL)
		return err;
	err = job->call->run(context);
	reader_end(reader);
	return err != NULL ? err : answer_fits(job, frame);
}

/* The answer is written where it is sent from: into the frame that the session takes over. */
static void job_run(struct lane_work *work, struct reader *reader, err_t err)
{
	struct job *job = (struct job *)work;
	struct lane *lane = work->lane;
	bool stream = (job->request.call->flags & CALL_STREAM) != 0;
	struct str frame = { 0 };
	size_t body;

	str_room(&frame, FRAME_BYTES);
	body = wire_open(&frame, job->context.id, stream ? WIRE_END : WIRE_OK);
	if (err == NULL)
		err = job_answer(job, reader, &frame);
	if (err != NULL) {
		str_clear(&frame);
		wire_put_error(&frame, job->context.id, err);
		job->failed = true;
	} else {
		wire_close(&frame, body);
	}
	pthread_mutex_lock(&lane->lock);
	if (job->buffer.len == 0) {
		struct str empty = job->buffer;

		job->buffer = frame;
		frame = empty;
	} else {
		str_add_n(&job->buffer, frame.text, frame.len);
	}
	pthread_mutex_unlock(&lane->lock);
	str_finish(&frame);
}

/*
 * With the lock held, which is let go meanwhile: whoever is woken needs it.
 * The job lives until it has landed, and it lands by this post only.
 */
static void job_finish(struct lane_work *work)
{
	struct job *job = (struct job *)work;
	struct lane *lane = job->work.lane;
	bool post = !job->posted;

	job->finished = true;
	job->posted = true;
	pthread_mutex_unlock(&lane->lock);
	if (post)
		loop_post(lane->loop, job_done, job);
	pthread_mutex_lock(&lane->lock);
}

/* ---- in the loop */

static void held_give(struct lane *lane, size_t *held)
{
	if (*held == 0)
		return;
	pthread_mutex_lock(&lane->lock);
	lane->held -= *held;
	pthread_mutex_unlock(&lane->lock);
	*held = 0;
}

void readers_taken(struct session *session)
{
	held_give(session->untaken_of, &session->untaken);
}

/* What its client has not taken yet lies in the session, and counts until it is gone: one answer, the last. */
static void held_pass(struct job *job, struct session *session)
{
	if (job->held == 0 || session->dead || session_backlog(session) == 0)
		return;
	readers_taken(session);
	session->untaken = job->held;
	session->untaken_of = job->work.lane;
	job->held = 0;
}

static void job_free(struct job *job)
{
	held_give(job->work.lane, &job->held);
	str_finish(&job->buffer);
	arena_destroy(job->context.arena);
	free(job);
}

static void session_unlink(struct session *session, const struct job *job)
{
	for (struct job **link = &session->jobs; *link != NULL; link = &(*link)->session_next) {
		if (*link == job) {
			*link = job->session_next;
			return;
		}
	}
}

static bool has_room(const struct job *job)
{
	return job->session == NULL || session_backlog(job->session) <= SESSION_OUT_HIGH;
}

/* What was prepared for the loop goes on there. */
static void job_continue(struct job *job)
{
	job->context.session = job->session;
	job->context.server = job->session->server;
	job->context.desk = job->session->server->desk;
	job->context.reader = desk_reader(job->context.desk);
	job->context.actor = &job->session->actor;
	job->call->land(&job->context);
}

/* The last of its frames. */
static void job_end(struct job *job, struct str *frames)
{
	if (job->session != NULL) {
		session_unlink(job->session, job);
		if (job->call->land != NULL && !job->failed)
			job_continue(job);
		else
			session_send(job->session, frames);
		held_pass(job, job->session);
		session_landed(job->session);
	}
	str_finish(frames);
	job_free(job);
}

/* Moves what is finished to the session, as far as there is room. */
static void job_land(void *data)
{
	struct job *job = data;
	struct lane *lane = job->work.lane;
	struct str frames = { 0 };
	bool finished = false;

	pthread_mutex_lock(&lane->lock);
	job->posted = false;
	if (has_room(job)) {		/* otherwise readers_resume comes again */
		finished = job->finished;
		frames = job->buffer;
		job->buffer = (struct str){ 0 };
		if (!finished)
			pthread_cond_broadcast(&lane->changed);	/* there is room again */
	}
	pthread_mutex_unlock(&lane->lock);
	if (finished) {
		job_end(job, &frames);
		return;
	}
	if (job->session != NULL)
		session_send(job->session, &frames);
	str_finish(&frames);
}

/* The thread has let go of it: without the lock, which the thread is just taking again. */
static void job_done(void *data)
{
	struct job *job = data;
	struct str frames = job->buffer;

	if (!has_room(job)) {
		job_land(job);
		return;
	}
	job->buffer = (struct str){ 0 };
	job_end(job, &frames);
}

static struct lane *lane_of(struct readers *readers, const struct call_context *context, const struct server_call *call)
{
	if (call->alone || (call->is_long != NULL && call->is_long(context)))
		return &readers->lanes[LANE_ALONE];
	if ((context->request->call->flags & CALL_STREAM) != 0)
		return &readers->lanes[LANE_STREAMS];
	return &readers->lanes[call->is_long != NULL ? LANE_FIGURES : LANE_ANSWERS];
}

void readers_add(struct readers *readers, const struct call_context *context, const struct server_call *call)
{
	struct lane *lane = lane_of(readers, context, call);
	struct job *job;
	err_t err = lane_start(lane);

	if (err != NULL) {
		session_answer(context->session, context->id, err, NULL);
		arena_destroy(context->arena);
		return;
	}
	job = mem_alloc(sizeof(*job));
	job->work.run = job_run;
	job->work.finish = job_finish;
	job->call = call;
	job->session = context->session;
	job->context = *context;
	job->request = *context->request;
	job->actor = *context->actor;
	job->actor.name = arena_copy(context->arena, context->actor->name);
	job->actor.scope = arena_copy(context->arena, context->actor->scope);
	job->context.request = &job->request;
	job->context.actor = &job->actor;
	job->context.server = NULL;
	job->context.desk = NULL;
	job->context.session = NULL;
	job->session_next = context->session->jobs;
	context->session->jobs = job;
	context->session->in_flight++;
	lane_add(lane, &job->work);
}

bool readers_cancel(struct session *session, int64_t id)
{
	for (struct job *job = session->jobs; job != NULL; job = job->session_next) {
		if (job->context.id != id)
			continue;
		lane_cancel(&job->work);
		return true;
	}
	return false;
}

void readers_resume(struct session *session)
{
	for (struct job *job = session->jobs, *next; job != NULL; job = next) {
		bool waits;

		next = job->session_next;
		if (session->dead || session_backlog(session) > SESSION_OUT_HIGH)
			return;
		pthread_mutex_lock(&job->work.lane->lock);
		waits = !job->posted && (job->buffer.len > 0 || job->finished);
		pthread_mutex_unlock(&job->work.lane->lock);
		if (waits)
			job_land(job);
	}
}

void readers_forget(struct session *session)
{
	readers_taken(session);
	while (session->jobs != NULL) {
		struct job *job = session->jobs;

		session->jobs = job->session_next;
		job->session = NULL;
		lane_cancel(&job->work);
		pthread_mutex_lock(&job->work.lane->lock);
		if (job->finished)
			job_post(job);
		pthread_mutex_unlock(&job->work.lane->lock);
	}
}

/* ---- all of them */

struct readers *readers_create(struct server *server)
{
	struct readers *readers = mem_alloc(sizeof(*readers));

	for (size_t i = 0; i < LANES; i++)
		lane_create(&readers->lanes[i], server->loop, desk_path(server->desk));
	readers->lanes[LANE_FIGURES].keeps = true;
	return readers;
}

static void job_drop(struct lane_work *work)
{
	job_free((struct job *)work);
}

void readers_destroy(struct readers *readers)
{
	if (readers == NULL)
		return;
	for (size_t i = 0; i < LANES; i++)
		lane_destroy(&readers->lanes[i], job_drop);
	free(readers);
}
