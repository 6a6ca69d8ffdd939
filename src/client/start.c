/* SPDX-License-Identifier: ISC */
/*
 * The server gets a session of its own, /dev/null for its three streams, the
 * ready descriptor as number 3 and nothing else of ours, so that neither our
 * terminal nor a pipe behind us waits for it.
 */
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"

#define SERVER "guichetd"
#define READY_FD 3
#define TEXT(number) TEXT_(number)
#define TEXT_(number) #number

enum { LINE_BYTES = 2048 };

extern char **environ;

/* The directory of a file, with the server's name behind it; false when there is none. */
static bool beside(const char *file, struct str *out)
{
	const char *slash = file != NULL ? strrchr(file, '/') : NULL;

	if (slash != NULL)
		str_printf(out, "%.*s/" SERVER, (int)(slash - file), file);
	return slash != NULL;
}

/* Absolute paths, best first; the server's directory is the root when it looks. */
err_t start_programs(const char *program, struct str *paths, size_t *count)
{
	const char *named = getenv("GUICHETD");
	char self[PATH_MAX];
	ssize_t len;

	*count = 0;
	if (named != NULL && named[0] != '\0') {
		if (strchr(named, '/') == NULL)
			str_add(&paths[(*count)++], named);
		else
			return file_resolve(named, &paths[(*count)++]);
		return NULL;
	}
	len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[len > 0 ? len : 0] = '\0';
	if (beside(len > 0 ? self : program, &paths[*count]))
		(*count)++;
	str_add(&paths[(*count)++], LIBEXECDIR "/" SERVER);
	str_add(&paths[(*count)++], SERVER);
	return NULL;
}

static int spawn(const char *program, char *const *argv, int ready_fd, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t signals;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ready_fd, READY_FD);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, READY_FD + 1);
	posix_spawn_file_actions_addchdir_np(&actions, "/");
	posix_spawnattr_init(&attr);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attr, &signals);
	sigfillset(&signals);
	posix_spawnattr_setsigdefault(&attr, &signals);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
		POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawnp(pid, program, &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* The first candidate that can be run. */
static err_t spawn_first(const struct start *start, int ready_fd, pid_t *pid)
{
	const char *words[] = { SERVER, "--private", "--desk", start->desk, "--ready-fd", TEXT(READY_FD),
		start->now != NULL ? "--now" : NULL, start->now, NULL };
	union { const char **words; char *const *exec; } args = { .words = words };
	struct str paths[START_PROGRAMS] = { { 0 } };
	size_t count;
	err_t err = start_programs(start->program, paths, &count);
	int failed = ENOENT;

	for (size_t i = 0; err == NULL && i < count && failed != 0; i++) {
		int now = spawn(paths[i].text, args.exec, ready_fd, pid);

		if (failed == ENOENT || now == 0)
			failed = now;
	}
	errno = failed;
	if (err == NULL && failed != 0)
		err = err_sys("cannot run the desk's server %s", paths[0].text);
	for (size_t i = 0; i < START_PROGRAMS; i++)
		str_finish(&paths[i]);
	return err;
}

/* "KIND TEXT\n" */
static err_t line_error(struct str *line)
{
	char *end = memchr(line->text, '\n', line->len), *space;

	if (end != NULL)
		*end = '\0';
	space = strchr(line->text, ' ');
	if (space == NULL)
		return err_make(ERR_PROTOCOL, "the desk's server said: %s", line->text);
	*space = '\0';
	return err_from_wire(line->text, space + 1);
}

err_t start_begin(const struct start *start, struct starting *out)
{
	int fds[2];
	pid_t pid;
	err_t err;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_sys("pipe");
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	err = spawn_first(start, fds[1], &pid);
	close(fds[1]);
	if (err == NULL)
		*out = (struct starting){ .fd = fds[0], .pid = pid };
	else
		close(fds[0]);
	return err;
}

err_t start_listen(struct starting *starting, bool *over, bool *ready)
{
	struct str *line = &starting->line;
	char bytes[512];
	ssize_t n = read(starting->fd, bytes, sizeof(bytes));

	*ready = *over = false;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return NULL;
	if (n > 0)
		str_add_n(line, bytes, (size_t)n);
	*over = n <= 0 || line->len >= LINE_BYTES || memchr(line->text, '\n', line->len) != NULL;
	if (!*over || line->len == 0)
		return NULL;
	*ready = line->text[0] == '\n';
	return *ready ? NULL : line_error(line);
}

err_t start_late(void)
{
	return err_make(ERR_NET, "the desk's server did not start within %d s", START_READY_MS / 1000);
}

void start_finish(struct starting *starting)
{
	if (starting->fd >= 0)
		close(starting->fd);
	str_finish(&starting->line);
	starting->fd = -1;
}
