/* SPDX-License-Identifier: ISC */
/*
 * A child gets its two streams and nothing else of ours: every descriptor
 * that we open is closed on exec, and signals are as a fresh program expects
 * them.  Streams are socket pairs, so that writing to a child that has ended
 * is an error and not a signal (send with MSG_NOSIGNAL).
 */
#include "guichet/loop/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/clock.h"

enum { END_WAIT_MS = 1000, END_LOOK_MS = 2 };

extern char **environ;

static void pair_close(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

static int spawn(const char *const *argv, int in, int out, bool mute, pid_t *pid)
{
	union { const char *const *words; char *const *exec; } args = { .words = argv };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t signals;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attr, &signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &signals);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (mute)
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	failed = posix_spawnp(pid, argv[0], &actions, &attr, args.exec, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static err_t start(const char *const *argv, bool mute, struct child *out)
{
	int in[2] = { -1, -1 }, back[2] = { -1, -1 };
	err_t err = NULL;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, back) < 0) {
		err = err_sys("socketpair");
		goto out;
	}
	shutdown(in[0], SHUT_RD);
	shutdown(back[0], SHUT_WR);
	errno = spawn(argv, in[1], back[1], mute, &pid);
	if (errno != 0) {
		err = err_sys("run %s", argv[0]);
		goto out;
	}
	*out = (struct child){ .pid = pid, .in = in[0], .out = back[0] };
	in[0] = back[0] = -1;
out:
	pair_close(in);
	pair_close(back);
	return err;
}

err_t child_start(const char *const *argv, struct child *out)
{
	return start(argv, false, out);
}

err_t child_start_mute(const char *const *argv, struct child *out)
{
	return start(argv, true, out);
}

static void close_streams(struct child *child)
{
	if (child->in >= 0)
		close(child->in);
	if (child->out >= 0)
		close(child->out);
	child->in = child->out = -1;
}

/*
 * What it left in its group ends with it, and before it is reaped: then the
 * number of the group may be somebody else's.
 */
static void group_end(const struct child *child)
{
	siginfo_t info = { .si_pid = 0 };

	if (child->group && child->pid > 0 &&
	    waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child->pid)
		(void)kill(-child->pid, SIGKILL);
}

bool child_ended(struct child *child, int *status)
{
	int raw = 0;
	pid_t pid = -1;

	close_streams(child);
	group_end(child);
	if (child->pid > 0)
		pid = waitpid(child->pid, &raw, WNOHANG);
	if (pid == 0 || (pid < 0 && errno == EINTR && child->pid > 0))
		return false;
	child->pid = 0;
	*status = pid > 0 && WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
	return true;
}

void child_kill(struct child *child)
{
	close_streams(child);
	if (child->pid > 0) {
		(void)kill(child->group ? -child->pid : child->pid, SIGKILL);
		while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	child->pid = 0;
}

int child_end(struct child *child)
{
	struct timespec pause = { .tv_nsec = END_LOOK_MS * 1000000L };
	int64_t deadline = clock_steady_ms() + END_WAIT_MS;
	int status = -1;

	while (!child_ended(child, &status)) {
		if (clock_steady_ms() >= deadline) {
			child_kill(child);
			break;
		}
		nanosleep(&pause, NULL);
	}
	return status;
}
