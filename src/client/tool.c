/* SPDX-License-Identifier: ISC */
/*
 * A program beside the server's, run for one question that needs no desk:
 * bytes go to its standard input, an answer comes from its standard output.
 */
#include "guichet/client/client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guichet/loop/child.h"
#include "start.h"

enum { WORDS_MAX = 24, ANSWER_MAX = 4 << 20 };

/* Not a signal when it ends early: it says why, or what it did not say is the error. */
static void feed(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

struct listener { client_take_fn take; void *data; };

static err_t listen_to(int fd, const char *program, const struct listener *to)
{
	char bytes[16384];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, bytes, sizeof(bytes));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys("read %s", program);
		if (n == 0)
			return NULL;
		total += (size_t)n;
		if (total > ANSWER_MAX)
			return err_make(ERR_DATA, "%s is larger than %d bytes", program, ANSWER_MAX);
		to->take(to->data, bytes, (size_t)n);
	}
}

static err_t run(const char **argv, const struct str *input, const struct listener *to)
{
	struct child child = { .in = -1, .out = -1 };
	err_t err = child_start_mute(argv, &child);

	if (err != NULL)
		return err;
	feed(child.in, str_text(input), input->len);
	shutdown(child.in, SHUT_WR);
	err = listen_to(child.out, argv[0], to);
	child_end(&child);
	return err;
}

/* The same directory, another program. */
static void name_change(struct str *path, const char *name)
{
	const char *slash = strrchr(path->text, '/');
	struct str changed = { 0 };

	str_printf(&changed, "%.*s%s", slash == NULL ? 0 : (int)(slash + 1 - path->text), path->text, name);
	str_finish(path);
	*path = changed;
}

/* words[0] is the program's name. */
err_t client_tool(const struct client_options *options, const char *const *words, const struct str *input,
	client_take_fn take, void *data)
{
	const struct listener to = { take, data };
	struct str paths[START_PROGRAMS] = { { 0 } };
	const char *argv[WORDS_MAX + 1] = { NULL };
	size_t count = 0;
	err_t err = start_programs(options->program, paths, &count), last = NULL;

	for (size_t i = 1; i < WORDS_MAX && words[i] != NULL; i++)
		argv[i] = words[i];
	for (size_t i = 0; err == NULL && i < count; i++) {
		name_change(&paths[i], words[0]);
		argv[0] = paths[i].text;
		last = run(argv, input, &to);
		if (last == NULL || last->sys != ENOENT)
			break;
	}
	for (size_t i = 0; i < START_PROGRAMS; i++)
		str_finish(&paths[i]);
	return err != NULL ? err : last;
}
