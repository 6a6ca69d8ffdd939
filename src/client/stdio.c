/* SPDX-License-Identifier: ISC */
/*
 * The far end of ssh: bytes from standard input to the desk's socket and
 * back, unread.  Each direction reads only when what it read before has been
 * written, so neither end can make us hold more than one buffer.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "inside.h"

enum { COPY_BYTES = 64 << 10 };

struct copy {
	struct loop *loop;
	int socket;
	struct str unsent;
	size_t sent;
	bool input_over;
	err_t err;
};

static void copy_watch(struct copy *);

static void copy_end(struct copy *copy, err_t err)
{
	copy->err = err;
	loop_stop(copy->loop);
}

static void input_ready(void *data, int fd, unsigned events)
{
	struct copy *copy = data;
	char bytes[COPY_BYTES];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	(void)events;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		str_add_n(&copy->unsent, bytes, (size_t)n);
	else
		copy->input_over = true;
	copy_watch(copy);
}

static void socket_send(struct copy *copy)
{
	ssize_t n = send(copy->socket, copy->unsent.text + copy->sent,
		copy->unsent.len - copy->sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && errno != EINTR && errno != EAGAIN)
		n = (ssize_t)(copy->unsent.len - copy->sent);	/* gone: its end is read below */
	copy->sent += n > 0 ? (size_t)n : 0;
	if (copy->sent == copy->unsent.len) {
		str_clear(&copy->unsent);
		copy->sent = 0;
	}
}

static void socket_ready(void *data, int fd, unsigned events)
{
	struct copy *copy = data;
	char bytes[COPY_BYTES];
	ssize_t n;
	err_t err;

	if ((events & LOOP_WRITE) && copy->unsent.len > 0)
		socket_send(copy);
	n = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
		copy_watch(copy);
		return;
	}
	if (n <= 0) {
		copy_end(copy, NULL);
		return;
	}
	err = file_write_all(STDOUT_FILENO, "standard output", bytes, (size_t)n);
	if (err != NULL)
		copy_end(copy, err);
	else
		copy_watch(copy);
}

static void copy_watch(struct copy *copy)
{
	bool full = copy->unsent.len > 0;

	loop_fd(copy->loop, copy->socket, LOOP_READ | (full ? LOOP_WRITE : 0), socket_ready, copy);
	loop_fd(copy->loop, STDIN_FILENO, full || copy->input_over ? 0 : LOOP_READ, input_ready, copy);
	if (copy->input_over && !full)
		shutdown(copy->socket, SHUT_WR);
}

err_t client_connect_stdio(const struct client_options *options)
{
	struct client *client;
	struct copy copy = { 0 };
	err_t err = client_prepare(options, &client);

	if (err != NULL)
		return err;
	if (client->seeker.target.kind == TARGET_SSH)
		err = err_make(ERR_USAGE, "connect: %s is not on this machine", client->seeker.target.words);
	if (err == NULL)
		err = client_reach(client);
	if (err != NULL)
		goto out;
	copy.loop = client->loop;
	copy.socket = client->seeker.link.in;
	copy_watch(&copy);
	err = loop_run(client->loop);
	loop_fd(client->loop, STDIN_FILENO, 0, NULL, NULL);
	loop_fd(client->loop, copy.socket, 0, NULL, NULL);
	if (err == NULL)
		err = copy.err;
out:
	str_finish(&copy.unsent);
	client_close(client);
	return err;
}
