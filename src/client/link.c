/* SPDX-License-Identifier: ISC */
/*
 * A connection never blocks and never raises a signal: what cannot be sent
 * waits, and a peer that is gone shows as the end of the frames, after those
 * that it still sent.
 */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/clock.h"

enum { READ_BYTES = 64 << 10, KEEP_BYTES = 64 << 10 };

struct waiting { struct loop *loop; unsigned events; };

static void wait_told(void *data, int fd, unsigned events)
{
	struct waiting *waiting = data;

	(void)fd;
	waiting->events |= events;
	loop_stop(waiting->loop);
}

static void wait_over(void *data)
{
	loop_stop(((struct waiting *)data)->loop);
}

err_t link_wait(struct loop *loop, int read_fd, int write_fd, int64_t ms, unsigned *events)
{
	struct waiting waiting = { .loop = loop };
	struct loop_timer *timer = ms >= 0 ? loop_after(loop, ms, wait_over, &waiting) : NULL;
	unsigned both = read_fd >= 0 && read_fd == write_fd ? LOOP_WRITE : 0;
	err_t err;

	if (read_fd >= 0)
		loop_fd(loop, read_fd, LOOP_READ | both, wait_told, &waiting);
	if (write_fd >= 0 && both == 0)
		loop_fd(loop, write_fd, LOOP_WRITE, wait_told, &waiting);
	err = loop_run(loop);
	if (read_fd >= 0)
		loop_fd(loop, read_fd, 0, NULL, NULL);
	if (write_fd >= 0 && both == 0)
		loop_fd(loop, write_fd, 0, NULL, NULL);
	if (err != NULL || waiting.events != 0)	/* else it has fired */
		loop_timer_stop(loop, &timer);
	*events = waiting.events;
	return err;
}

void link_watch(const struct link *link, struct loop *loop, loop_fd_fn fn, void *data)
{
	unsigned write = link->unsent.len > 0 ? LOOP_WRITE : 0;

	if (link->in != link->out)
		loop_fd(loop, link->out, write, fn, data);
	loop_fd(loop, link->in, LOOP_READ | (link->in == link->out ? write : 0), fn, data);
}

void link_unwatch(const struct link *link, struct loop *loop)
{
	if (link->out >= 0)
		loop_fd(loop, link->out, 0, NULL, NULL);
	if (link->in >= 0)
		loop_fd(loop, link->in, 0, NULL, NULL);
}

void link_init(struct link *link)
{
	*link = (struct link){ .reader.line_max = WIRE_ANSWER_MAX, .in = -1, .out = -1, .child = { .in = -1, .out = -1 } };
}

static void forget(struct link *link)
{
	frame_reader_finish(&link->reader);
	str_wipe(&link->unsent);
	link_init(link);
}

int link_close(struct link *link)
{
	int status = -1;

	if (link->child.pid > 0)
		status = child_end(&link->child);
	else if (link->in >= 0)
		close(link->in);
	forget(link);
	return status;
}

bool link_leave(struct link *link, bool kill, int *status)
{
	*status = -1;
	if (link->child.pid > 0) {
		link->in = link->out = -1;
		if (kill)
			child_kill(&link->child);
		else if (!child_ended(&link->child, status))
			return false;
	} else if (link->in >= 0) {
		close(link->in);
	}
	forget(link);
	return true;
}

void link_finish(struct link *link)
{
	(void)link_close(link);
}

bool link_is_open(const struct link *link)
{
	return link->in >= 0 && !link->ended;
}

err_t link_connect(struct link *link, const char *path, bool *there)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd, failed;

	*there = false;
	if (len >= sizeof(address.sun_path))
		return err_make(ERR_USAGE, "%s: too long for a socket's path", path);
	memcpy(address.sun_path, path, len + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_sys("socket");
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) {
		link->in = link->out = fd;
		*there = true;
		return NULL;
	}
	failed = errno;
	close(fd);
	if (failed == ENOENT || failed == ECONNREFUSED || failed == EAGAIN || failed == EINTR)
		return NULL;
	errno = failed;
	return err_sys("connect to %s", path);
}

err_t link_spawn(struct link *link, const char *const *argv, bool mute)
{
	err_t err = mute ? child_start_mute(argv, &link->child) : child_start(argv, &link->child);

	if (err != NULL)
		return err;
	link->in = link->child.out;
	link->out = link->child.in;
	return NULL;
}

/* A connection may last for weeks: it holds what waits and little more. */
static void forget_sent(struct link *link)
{
	if (link->sent > 0)	/* a secret may have been among it */
		explicit_bzero(link->unsent.text, link->sent);
	if (link->sent == link->unsent.len) {
		if (link->unsent.size > KEEP_BYTES)
			str_finish(&link->unsent);
		str_clear(&link->unsent);
	} else if (link->sent > KEEP_BYTES) {
		str_cut_front(&link->unsent, link->sent);
	} else {
		return;
	}
	link->sent = 0;
}

void link_flush(struct link *link)
{
	while (link->sent < link->unsent.len) {
		ssize_t n = send(link->out, link->unsent.text + link->sent,
			link->unsent.len - link->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			forget_sent(link);
			return;
		}
		if (n < 0)	/* gone; what it said last is still to be read */
			break;
		link->sent += (size_t)n;
	}
	link->sent = link->unsent.len;
	forget_sent(link);
}

static void receive_some(struct link *link)
{
	char bytes[READ_BYTES];
	ssize_t n;

	do
		n = recv(link->in, bytes, sizeof(bytes), MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		frame_feed(&link->reader, bytes, (size_t)n);
		link->heard_ms = clock_steady_ms();
	} else if (n == 0 || errno != EAGAIN) {
		link->ended = true;
	}
}

void link_pump(struct link *link)
{
	if (link->in < 0)
		return;
	link_flush(link);
	if (!link->ended)
		receive_some(link);
}

err_t link_take(struct link *link, struct frame *out, bool *got)
{
	return frame_next(&link->reader, out, got);
}

err_t link_next(struct link *link, struct loop *loop, int64_t ms, struct frame *out, bool *got)
{
	int64_t deadline = clock_steady_ms() + ms;

	for (;;) {
		int64_t left = ms < 0 ? -1 : deadline - clock_steady_ms();
		unsigned events;
		err_t err = link_take(link, out, got);

		if (err != NULL || *got || link->ended || link->in < 0)
			return err;
		link_flush(link);
		err = link_wait(loop, link->in, link->unsent.len > 0 ? link->out : -1,
			ms >= 0 && left < 0 ? 0 : left, &events);
		if (err != NULL)
			return err;
		if (events == 0)
			return err_make(ERR_NET, "no answer within %d s", (int)((ms + 999) / 1000));
		link_pump(link);
	}
}
