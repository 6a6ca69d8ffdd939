/* SPDX-License-Identifier: ISC */
/*
 * Two lanes, each a thread with its own read-only connection: answers, and
 * streams.  A job's finished frames lie in its buffer under the lane's lock;
 * the loop moves them to the session while that has room, and a stream waits
 * when its client does not take them.  Threads start with their first job.
 */
#include "reader.h"

#include <pthread.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

enum { LANE_ANSWERS, LANE_STREAMS, LANES };
enum { BUFFER_HIGH = SESSION_OUT_HIGH, FRAME_BYTES = 16 << 10 };

struct lane;

struct job {
	struct job *next;		/* in the lane's queue */
	struct job *session_next;	/* loop */
	struct session *session;	/* loop; NULL once it is gone */
	struct lane *lane;
	const struct server_call *call;
	struct call_context context;	/* the thread's while it runs */
	struct call_request request;
	struct actor actor;
	/* Under the lane's lock: */
	struct str buffer;		/* finished frames */
	bool cancelled, finished, posted;
	bool failed;			/* the buffer ends with an error */
};

struct lane {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct loop *loop;
	char *path;
	struct reader *reader;		/* the thread's; interrupted under the lock */
	struct job *first, **end, *running;
	bool started, stop;
};

struct readers {
	struct server *server;
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
	loop_post(job->lane->loop, job_land, job);
}

/* ---- in the thread */

static err_t job_emit(struct call_context *context, const char *row)
{
	struct job *job = context->emit_data;
	struct lane *lane = job->lane;
	struct str frame = { 0 };
	bool cancelled;

	wire_put_row(&frame, context->id, row);
	pthread_mutex_lock(&lane->lock);
	str_add_n(&job->buffer, frame.text, frame.len);
	if (job->buffer.len > BUFFER_HIGH / 4)
		job_post(job);
	while (job->buffer.len > BUFFER_HIGH && !job->cancelled)
		pthread_cond_wait(&lane->changed, &lane->lock);
	cancelled = job->cancelled;
	pthread_mutex_unlock(&lane->lock);
	str_finish(&frame);
	return cancelled ? err_make(ERR_CANCELLED, "cancelled") : NULL;
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
	return err != NULL ? err : dispatch_fits(frame);
}

static err_t lane_open(struct lane *lane)
{
	struct reader *reader = NULL;
	err_t err = lane->reader == NULL ? reader_open(lane->path, &reader) : NULL;

	if (reader != NULL) {
		pthread_mutex_lock(&lane->lock);
		lane->reader = reader;
		pthread_mutex_unlock(&lane->lock);
	}
	return err;
}

/* The answer is written where it is sent from: into the frame that the session takes over. */
static void job_run(struct lane *lane, struct job *job)
{
	bool stream = (job->request.call->flags & CALL_STREAM) != 0;
	struct str frame = { 0 };
	size_t body;
	err_t err = lane_open(lane);

	str_room(&frame, FRAME_BYTES);
	body = wire_open(&frame, job->context.id, stream ? WIRE_END : WIRE_OK);
	if (err == NULL)
		err = job_answer(job, lane->reader, &frame);
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
static void job_finish(struct job *job)
{
	struct lane *lane = job->lane;
	bool post = !job->posted;

	job->finished = true;
	job->posted = true;
	pthread_mutex_unlock(&lane->lock);
	if (post)
		loop_post(lane->loop, job_done, job);
	pthread_mutex_lock(&lane->lock);
}

static void *lane_run(void *data)
{
	struct lane *lane = data;

	pthread_mutex_lock(&lane->lock);
	while (!lane->stop) {
		struct job *job = lane->first;

		if (job == NULL) {
			pthread_cond_wait(&lane->changed, &lane->lock);
			continue;
		}
		lane->first = job->next;
		if (lane->first == NULL)
			lane->end = &lane->first;
		if (job->cancelled) {
			wire_put_error(&job->buffer, job->context.id,
				err_make(ERR_CANCELLED, "cancelled"));
			job->failed = true;
		} else {
			lane->running = job;
			pthread_mutex_unlock(&lane->lock);
			job_run(lane, job);
			pthread_mutex_lock(&lane->lock);
			lane->running = NULL;
		}
		job_finish(job);
	}
	pthread_mutex_unlock(&lane->lock);
	reader_close(lane->reader);
	return NULL;
}

/* ---- in the loop */

static void job_free(struct job *job)
{
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
		session_landed(job->session);
	}
	str_finish(frames);
	job_free(job);
}

/* Moves what is finished to the session, as far as there is room. */
static void job_land(void *data)
{
	struct job *job = data;
	struct lane *lane = job->lane;
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

static err_t lane_start(struct lane *lane)
{
	if (lane->started)
		return NULL;
	if (pthread_create(&lane->thread, NULL, lane_run, lane) != 0)
		return err_make(ERR_SYSTEM, "the reader thread does not start");
	lane->started = true;
	return NULL;
}

void readers_add(struct readers *readers, const struct call_context *context, const struct server_call *call)
{
	bool stream = (context->request->call->flags & CALL_STREAM) != 0;
	struct lane *lane = &readers->lanes[stream ? LANE_STREAMS : LANE_ANSWERS];
	struct job *job;
	err_t err = lane_start(lane);

	if (err != NULL) {
		session_answer(context->session, context->id, err, NULL);
		arena_destroy(context->arena);
		return;
	}
	job = mem_alloc(sizeof(*job));
	job->lane = lane;
	job->call = call;
	job->session = context->session;
	job->context = *context;
	job->request = *context->request;
	job->actor = *context->actor;
	job->actor.name = arena_copy(context->arena, context->actor->name);
	job->context.request = &job->request;
	job->context.actor = &job->actor;
	job->context.server = NULL;
	job->context.desk = NULL;
	job->context.session = NULL;
	job->context.payload = NULL;
	job->session_next = context->session->jobs;
	context->session->jobs = job;
	context->session->in_flight++;
	pthread_mutex_lock(&lane->lock);
	*lane->end = job;
	lane->end = &job->next;
	pthread_mutex_unlock(&lane->lock);
	pthread_cond_signal(&lane->changed);	/* the thread waits for one thing at a time */
}

static void job_cancel(struct job *job)
{
	struct lane *lane = job->lane;

	pthread_mutex_lock(&lane->lock);
	job->cancelled = true;
	if (lane->running == job && lane->reader != NULL)
		reader_interrupt(lane->reader);
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
}

bool readers_cancel(struct session *session, int64_t id)
{
	for (struct job *job = session->jobs; job != NULL; job = job->session_next) {
		if (job->context.id != id)
			continue;
		job_cancel(job);
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
		pthread_mutex_lock(&job->lane->lock);
		waits = !job->posted && (job->buffer.len > 0 || job->finished);
		pthread_mutex_unlock(&job->lane->lock);
		if (waits)
			job_land(job);
	}
}

void readers_forget(struct session *session)
{
	while (session->jobs != NULL) {
		struct job *job = session->jobs;

		session->jobs = job->session_next;
		job->session = NULL;
		job_cancel(job);
		pthread_mutex_lock(&job->lane->lock);
		if (job->finished)
			job_post(job);
		pthread_mutex_unlock(&job->lane->lock);
	}
}

struct readers *readers_create(struct server *server)
{
	struct readers *readers = mem_alloc(sizeof(*readers));

	readers->server = server;
	for (size_t i = 0; i < LANES; i++) {
		struct lane *lane = &readers->lanes[i];

		lane->loop = server->loop;
		lane->path = mem_copy(desk_path(server->desk));
		lane->end = &lane->first;
		pthread_mutex_init(&lane->lock, NULL);
		pthread_cond_init(&lane->changed, NULL);
	}
	return readers;
}

static void lane_stop(struct lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	lane->stop = true;
	if (lane->running != NULL) {
		lane->running->cancelled = true;
		if (lane->reader != NULL)
			reader_interrupt(lane->reader);
	}
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
	if (lane->started)
		pthread_join(lane->thread, NULL);
}

void readers_destroy(struct readers *readers)
{
	if (readers == NULL)
		return;
	for (size_t i = 0; i < LANES; i++) {
		struct lane *lane = &readers->lanes[i];

		lane_stop(lane);
		while (lane->first != NULL) {
			struct job *job = lane->first;

			lane->first = job->next;
			job_free(job);
		}
		free(lane->path);
		pthread_mutex_destroy(&lane->lock);
		pthread_cond_destroy(&lane->changed);
	}
	free(readers);
}
