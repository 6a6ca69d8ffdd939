/* SPDX-License-Identifier: ISC */
/*
 * One turn of the loop: run what was posted, fire what is due, wait, tell
 * the watchers.  Watches lie in an array indexed by descriptor; a serial
 * number tells a descriptor that was closed and opened again within one turn
 * from the one that poll spoke of.  Timers lie in a heap ordered by instant,
 * then by age, and one added while others fire waits for the next turn.
 */
#include "guichet/loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"

struct watch {
	unsigned events;	/* 0: nobody watches */
	uint64_t serial;
	loop_fd_fn fn;
	void *data;
};

struct loop_timer {
	int64_t due_ms;
	uint64_t serial;
	size_t at;		/* its place in the heap */
	loop_fn fn;
	void *data;
};

struct post {
	struct post *next;
	loop_fn fn;
	void *data;
};

struct loop {
	struct watch *watches;
	size_t watches_size;
	struct pollfd *polled;	/* what the current turn asked poll for ... */
	uint64_t *polled_serial;	/* ... and the watch that asked */
	size_t polled_size;
	struct loop_timer **timers;
	size_t timers_count, timers_size;
	uint64_t serial;
	bool stopped;
	int wake_fd;
	pthread_mutex_t posts_lock;
	struct post *posts, **posts_end;
};

static bool timer_before(const struct loop_timer *a, const struct loop_timer *b)
{
	return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : a->serial < b->serial;
}

static void timer_place(struct loop *loop, struct loop_timer *timer, size_t at)
{
	loop->timers[at] = timer;
	timer->at = at;
}

static void timer_raise(struct loop *loop, struct loop_timer *timer)
{
	size_t at = timer->at;

	while (at > 0 && timer_before(timer, loop->timers[(at - 1) / 2])) {
		timer_place(loop, loop->timers[(at - 1) / 2], at);
		at = (at - 1) / 2;
	}
	timer_place(loop, timer, at);
}

static void timer_sink(struct loop *loop, struct loop_timer *timer)
{
	size_t at = timer->at, child;

	while ((child = 2 * at + 1) < loop->timers_count) {
		if (child + 1 < loop->timers_count &&
		    timer_before(loop->timers[child + 1], loop->timers[child]))
			child++;
		if (!timer_before(loop->timers[child], timer))
			break;
		timer_place(loop, loop->timers[child], at);
		at = child;
	}
	timer_place(loop, timer, at);
}

static void timer_remove(struct loop *loop, const struct loop_timer *timer)
{
	struct loop_timer *last = loop->timers[--loop->timers_count];

	if (last == timer)
		return;
	timer_place(loop, last, timer->at);
	timer_raise(loop, last);
	timer_sink(loop, last);
}

static void timers_fire(struct loop *loop)
{
	int64_t now = clock_steady_ms();
	uint64_t newest = loop->serial;

	while (!loop->stopped && loop->timers_count > 0) {
		struct loop_timer *timer = loop->timers[0];
		loop_fn fn = timer->fn;
		void *data = timer->data;

		if (timer->due_ms > now || timer->serial > newest)
			break;
		timer_remove(loop, timer);
		free(timer);
		fn(data);
	}
}

static int timers_wait(const struct loop *loop)
{
	int64_t wait;

	if (loop->timers_count == 0)
		return -1;
	wait = loop->timers[0]->due_ms - clock_steady_ms();
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

/* Runs what was there when it began; what these functions post comes next turn. */
static void posts_run(void *data, int fd, unsigned events)
{
	struct loop *loop = data;
	struct post *post, *next;
	uint64_t count;

	(void)events;
	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN && errno != EINTR)
		return;
	pthread_mutex_lock(&loop->posts_lock);
	post = loop->posts;
	loop->posts = NULL;
	loop->posts_end = &loop->posts;
	pthread_mutex_unlock(&loop->posts_lock);
	for (; post != NULL; post = next) {
		next = post->next;
		post->fn(post->data);
		free(post);
	}
}

static size_t watches_collect(struct loop *loop)
{
	size_t count = 0;

	if (loop->polled_size < loop->watches_size) {
		loop->polled_size = loop->watches_size;
		loop->polled = mem_grow(loop->polled, loop->polled_size, sizeof(*loop->polled));
		loop->polled_serial = mem_grow(loop->polled_serial, loop->polled_size,
			sizeof(*loop->polled_serial));
	}
	for (size_t fd = 0; fd < loop->watches_size; fd++) {
		const struct watch *watch = &loop->watches[fd];
		short events = 0;

		if (watch->events == 0)
			continue;
		if (watch->events & LOOP_READ)
			events |= POLLIN;
		if (watch->events & LOOP_WRITE)
			events |= POLLOUT;
		loop->polled[count] = (struct pollfd){ .fd = (int)fd, .events = events };
		loop->polled_serial[count++] = watch->serial;
	}
	return count;
}

/* A reader or writer must notice an end even if it did not ask for it by name. */
static unsigned events_of(short revents, unsigned asked)
{
	unsigned events = 0;

	if (revents & POLLIN)
		events |= LOOP_READ;
	if (revents & POLLOUT)
		events |= LOOP_WRITE;
	if (revents & (POLLHUP | POLLERR | POLLNVAL))
		events |= LOOP_HANGUP | (asked & (LOOP_READ | LOOP_WRITE));
	return events & (asked | LOOP_HANGUP);
}

static void watches_tell(struct loop *loop, size_t count)
{
	for (size_t i = 0; i < count && !loop->stopped; i++) {
		const struct pollfd *polled = &loop->polled[i];
		struct watch watch = loop->watches[polled->fd];
		unsigned events;

		if (polled->revents == 0 || watch.events == 0 ||
		    watch.serial != loop->polled_serial[i])
			continue;
		events = events_of(polled->revents, watch.events);
		if (events != 0)
			watch.fn(watch.data, polled->fd, events);
	}
}

err_t loop_create(struct loop **out)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct loop *loop;

	if (fd < 0)
		return err_sys("eventfd");
	loop = mem_alloc(sizeof(*loop));
	loop->wake_fd = fd;
	loop->posts_end = &loop->posts;
	pthread_mutex_init(&loop->posts_lock, NULL);
	loop_fd(loop, fd, LOOP_READ, posts_run, loop);
	*out = loop;
	return NULL;
}

void loop_destroy(struct loop *loop)
{
	struct post *post, *next;

	if (loop == NULL)
		return;
	for (post = loop->posts; post != NULL; post = next) {
		next = post->next;
		free(post);
	}
	for (size_t i = 0; i < loop->timers_count; i++)
		free(loop->timers[i]);
	pthread_mutex_destroy(&loop->posts_lock);
	close(loop->wake_fd);
	free(loop->timers);
	free(loop->watches);
	free(loop->polled);
	free(loop->polled_serial);
	free(loop);
}

void loop_fd(struct loop *loop, int fd, unsigned events, loop_fd_fn fn, void *data)
{
	struct watch *watch;

	assert(fd >= 0);
	if ((size_t)fd >= loop->watches_size) {
		size_t size = (size_t)fd + 16;

		if (events == 0)
			return;
		loop->watches = mem_grow(loop->watches, size, sizeof(*loop->watches));
		memset(loop->watches + loop->watches_size, 0,
			(size - loop->watches_size) * sizeof(*loop->watches));
		loop->watches_size = size;
	}
	watch = &loop->watches[fd];
	if (watch->events == 0)
		watch->serial = ++loop->serial;
	watch->events = events;
	watch->fn = fn;
	watch->data = data;
}

struct loop_timer *loop_after(struct loop *loop, int64_t ms, loop_fn fn, void *data)
{
	struct loop_timer *timer = mem_alloc(sizeof(*timer));
	int64_t now = clock_steady_ms();

	timer->due_ms = ms <= 0 ? now : ms > INT64_MAX - now ? INT64_MAX : now + ms;
	timer->serial = ++loop->serial;
	timer->fn = fn;
	timer->data = data;
	if (loop->timers_count == loop->timers_size) {
		loop->timers_size = loop->timers_size > 0 ? 2 * loop->timers_size : 16;
		loop->timers = mem_grow(loop->timers, loop->timers_size, sizeof(struct loop_timer *));
	}
	timer_place(loop, timer, loop->timers_count++);
	timer_raise(loop, timer);
	return timer;
}

void loop_timer_stop(struct loop *loop, struct loop_timer **timer)
{
	if (*timer == NULL)
		return;
	timer_remove(loop, *timer);
	free(*timer);
	*timer = NULL;
}

void loop_post(struct loop *loop, loop_fn fn, void *data)
{
	struct post *post = mem_alloc(sizeof(*post));
	uint64_t one = 1;
	ssize_t n;

	post->fn = fn;
	post->data = data;
	pthread_mutex_lock(&loop->posts_lock);
	*loop->posts_end = post;
	loop->posts_end = &post->next;
	pthread_mutex_unlock(&loop->posts_lock);
	/* Behind the lock, because the loop that this wakes takes it at once. */
	do
		n = write(loop->wake_fd, &one, sizeof(one));
	while (n < 0 && errno == EINTR);
}

err_t loop_run(struct loop *loop)
{
	while (!loop->stopped) {
		size_t count = watches_collect(loop);
		int ready = poll(loop->polled, count, timers_wait(loop));

		if (ready < 0 && errno != EINTR)
			return err_sys("poll");
		timers_fire(loop);
		if (ready > 0)
			watches_tell(loop, count);
	}
	loop->stopped = false;
	return NULL;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}
