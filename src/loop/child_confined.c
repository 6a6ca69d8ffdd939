/* SPDX-License-Identifier: ISC */
/*
 * A child in confinement.  Between fork and exec only calls are made that a
 * signal handler might make, because other threads may hold any lock then;
 * why it could not be started comes back through a pipe that exec closes.
 */
#include "guichet/loop/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FD_HANDED = 3, FD_FAILED = 4, FD_HIGH = 10, FILES = 256, HANDED_MAX = 16 * 1024, CLOSE_MOST = 4096 };

/* A sanitizer maps more than any machine has, in what we build with it too. */
#if defined(__SANITIZE_ADDRESS__)
#define MEMORY_IS_LIMITED 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMORY_IS_LIMITED 0
#endif
#endif
#ifndef MEMORY_IS_LIMITED
#define MEMORY_IS_LIMITED 1
#endif

/* Descriptors of the start: ours, theirs; the pipe of what is handed, the pipe of what failed. */
struct ends { int in[2], out[2], errors[2], handed[2], failed[2]; };

static void pair_close(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
	pair[0] = pair[1] = -1;
}

static void ends_close(struct ends *ends)
{
	pair_close(ends->in);
	pair_close(ends->out);
	pair_close(ends->errors);
	pair_close(ends->handed);
	pair_close(ends->failed);
}

/* Above those numbers that the child wants for itself. */
static bool raise_fd(int *fd)
{
	int high = fcntl(*fd, F_DUPFD_CLOEXEC, FD_HIGH);

	if (high < 0)
		return false;
	close(*fd);
	*fd = high;
	return true;
}

static bool pair_open(int pair[2], bool stream)
{
	int made = stream ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) : pipe2(pair, O_CLOEXEC);

	return made == 0 && raise_fd(&pair[0]) && raise_fd(&pair[1]);
}

static bool ends_open(struct ends *ends)
{
	*ends = (struct ends){ { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	return pair_open(ends->in, true) && pair_open(ends->out, true) && pair_open(ends->errors, true) &&
		pair_open(ends->handed, false) && pair_open(ends->failed, false);
}

static void limit(int what, uint64_t most)
{
	struct rlimit both = { most, most };

	if (most > 0)
		(void)setrlimit(what, &both);
}

static void limits_set(const struct confinement *c)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	limit(RLIMIT_AS, MEMORY_IS_LIMITED ? c->memory_bytes : 0);
	limit(RLIMIT_FSIZE, c->file_bytes);
	limit(RLIMIT_CPU, c->cpu_s);
	limit(RLIMIT_NOFILE, FILES);
}

static void descriptors_close(void)
{
	if (close_range(FD_FAILED + 1, ~0U, 0) == 0)
		return;
	for (int fd = FD_FAILED + 1; fd < CLOSE_MOST; fd++)
		close(fd);
}

static void signals_reset(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		(void)sigaction(i, &plain, NULL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: becomes the program, or says why not. */
static void become(const struct confinement *c, struct ends *ends, pid_t parent)
{
	union { const char *const *words; char *const *exec; } argv = { .words = c->argv },
		environment = { .words = c->environment };

	(void)setpgid(0, 0);
	signals_reset();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && dup2(ends->in[1], STDIN_FILENO) >= 0 &&
	    dup2(ends->out[1], STDOUT_FILENO) >= 0 && dup2(ends->errors[1], STDERR_FILENO) >= 0 &&
	    dup2(ends->handed[0], FD_HANDED) >= 0 && dup3(ends->failed[1], FD_FAILED, O_CLOEXEC) >= 0) {
		descriptors_close();
		umask(077);
		limits_set(c);
		if (chdir(c->directory) == 0)
			(void)execve(argv.words[0], argv.exec, environment.exec);
		(void)!write(FD_FAILED, &errno, sizeof(errno));
	}
	_exit(127);
}

/* 0: the pipe was closed by exec. */
static int failure_read(struct ends *ends)
{
	int failed = 0;
	ssize_t got;

	close(ends->failed[1]);
	ends->failed[1] = -1;
	do
		got = read(ends->failed[0], &failed, sizeof(failed));
	while (got < 0 && errno == EINTR);
	return got == sizeof(failed) ? failed : 0;
}

static err_t handed_write(const struct confinement *c, struct ends *ends)
{
	if (c->handed_len > HANDED_MAX)
		return err_make(ERR_DATA, "more than %d bytes for %s", HANDED_MAX, c->argv[0]);
	if (c->handed_len > 0 && write(ends->handed[1], c->handed, c->handed_len) != (ssize_t)c->handed_len)
		return err_sys("hand over to %s", c->argv[0]);
	close(ends->handed[1]);
	ends->handed[1] = -1;
	return NULL;
}

err_t child_start_confined(const struct confinement *c, struct child *out, int *errors)
{
	struct ends ends;
	pid_t parent = getpid(), pid = -1;
	err_t err = NULL;

	if (!ends_open(&ends))
		err = err_sys("streams for %s", c->argv[0]);
	if (err == NULL)
		err = handed_write(c, &ends);
	if (err == NULL) {
		pid = fork();
		if (pid == 0)
			become(c, &ends, parent);
		if (pid < 0)
			err = err_sys("run %s", c->argv[0]);
	}
	if (err == NULL) {
		struct child child = { .pid = pid, .in = ends.in[0], .out = ends.out[0], .group = true };

		errno = failure_read(&ends);
		if (errno != 0) {
			err = err_sys("run %s", c->argv[0]);
			child.in = child.out = -1;
			child_kill(&child);
		} else {
			shutdown(child.in, SHUT_RD);
			shutdown(child.out, SHUT_WR);
			*out = child;
			*errors = ends.errors[0];
			ends.in[0] = ends.out[0] = ends.errors[0] = -1;
		}
	}
	ends_close(&ends);
	return err;
}

void child_signal(const struct child *child, int signal)
{
	if (child->pid > 0)
		(void)kill(child->group ? -child->pid : child->pid, signal);
}
