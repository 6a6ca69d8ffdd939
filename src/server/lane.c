/* SPDX-License-Identifier: ISC */
/* A lane's thread, its queue, and how its work is interrupted. */
#include "lane.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

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

static void work_run(struct lane *lane, struct lane_work *work, bool cancelled)
{
	err_t err = cancelled ? err_make(ERR_CANCELLED, "cancelled") : lane_open(lane);

	work->run(work, lane->reader, err);
	if (!lane->keeps && lane->reader != NULL)
		reader_rest(lane->reader);
}

static void *lane_run(void *data)
{
	struct lane *lane = data;

	pthread_mutex_lock(&lane->lock);
	while (!lane->stop) {
		struct lane_work *work = lane->first;
		bool cancelled;

		if (work == NULL) {
			pthread_cond_wait(&lane->changed, &lane->lock);
			continue;
		}
		lane->first = work->next;
		if (lane->first == NULL)
			lane->end = &lane->first;
		cancelled = work->cancelled;
		lane->running = work;
		pthread_mutex_unlock(&lane->lock);
		work_run(lane, work, cancelled);
		pthread_mutex_lock(&lane->lock);
		lane->running = NULL;
		work->finish(work);
	}
	pthread_mutex_unlock(&lane->lock);
	reader_close(lane->reader);
	message_forget();
	return NULL;
}

err_t lane_start(struct lane *lane)
{
	if (lane->started)
		return NULL;
	if (pthread_create(&lane->thread, NULL, lane_run, lane) != 0)
		return err_make(ERR_SYSTEM, "the reader thread does not start");
	lane->started = true;
	return NULL;
}

void lane_add(struct lane *lane, struct lane_work *work)
{
	work->lane = lane;
	pthread_mutex_lock(&lane->lock);
	*lane->end = work;
	lane->end = &work->next;
	pthread_mutex_unlock(&lane->lock);
	pthread_cond_signal(&lane->changed);
}

/* With the lock. */
static void interrupt(struct lane *lane)
{
	if (lane->reader != NULL)
		reader_interrupt(lane->reader);
}

void lane_cancel(struct lane_work *work)
{
	struct lane *lane = work->lane;

	pthread_mutex_lock(&lane->lock);
	work->cancelled = true;
	if (lane->running == work)
		interrupt(lane);
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
}

void lane_create(struct lane *lane, struct loop *loop, const char *path)
{
	lane->loop = loop;
	lane->path = mem_copy(path);
	lane->end = &lane->first;
	pthread_mutex_init(&lane->lock, NULL);
	pthread_cond_init(&lane->changed, NULL);
}

static void lane_stop(struct lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	lane->stop = true;
	if (lane->running != NULL) {
		lane->running->cancelled = true;
		interrupt(lane);
	}
	pthread_cond_broadcast(&lane->changed);
	pthread_mutex_unlock(&lane->lock);
	if (lane->started)
		pthread_join(lane->thread, NULL);
}

void lane_destroy(struct lane *lane, void (*drop)(struct lane_work *))
{
	lane_stop(lane);
	while (lane->first != NULL) {
		struct lane_work *work = lane->first;

		lane->first = work->next;
		drop(work);
	}
	free(lane->path);
	pthread_mutex_destroy(&lane->lock);
	pthread_cond_destroy(&lane->changed);
}
