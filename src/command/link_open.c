/* SPDX-License-Identifier: ISC */
/*
 * Running the opener, or another program of the person's.  It lives on without us, so it is a grandchild: nobody
 * waits for it and nobody has to.  It gets one text, the few variables that a
 * graphical program needs, and no descriptor of ours.
 */
#include "guichet/command/link.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guichet/base/str.h"
#include "words.h"

enum { FIRST_FREE_FD = 3 };

extern char **environ;

static const char *const variables[] = {
	"PATH=", "HOME=", "DISPLAY=", "WAYLAND_DISPLAY=", "XAUTHORITY=", "XDG_", "LANG=", "LC_",
	"DBUS_SESSION_BUS_ADDRESS="
};

static char **environment(struct arena *arena)
{
	size_t count = 0;
	char **kept;

	while (environ[count] != NULL)
		count++;
	kept = arena_array(arena, count + 1, sizeof(*kept));
	count = 0;
	for (char **entry = environ; *entry != NULL; entry++)
		for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
			if (str_starts(*entry, variables[i])) {
				kept[count++] = *entry;
				break;
			}
	return kept;
}

/* in: what becomes its standard input, or -1 for nothing. */
static int spawn(const char *const *argv, char *const *env, int in)
{
	union { const char *const *words; char *const *exec; } args = { .words = argv };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t signals;
	pid_t pid;
	int failed;

	posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd < FIRST_FREE_FD; fd++)
		if (fd == 0 && in >= 0)
			posix_spawn_file_actions_adddup2(&actions, in, fd);
		else
			posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
#ifdef __GLIBC__
	/* Ours close on exec by themselves; these are what we inherited. */
	posix_spawn_file_actions_addclosefrom_np(&actions, FIRST_FREE_FD);
#endif
	posix_spawnattr_init(&attr);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attr, &signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &signals);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawnp(&pid, argv[0], &actions, &attr, args.exec, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* The child between us ends as soon as the program was started; its status is the errno of that. */
static err_t start(const char *const *argv, char *const *env, int in)
{
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		return err_sys("fork");
	if (child == 0) {
		setsid();
		_exit(spawn(argv, env, in)); /* of the child only */
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys("wait for the start of %s", argv[0]);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
	if (errno == ENOENT)
		return err_make(ERR_NOT_FOUND, "no such program: %s", argv[0]);
	return errno == 0 ? NULL : err_sys("run %s", argv[0]);
}

err_t program_start(const char *program, const char *argument)
{
	struct arena *arena = arena_create();
	const char **argv;
	size_t count;
	err_t err = words_split(arena, program, &argv, &count);

	if (err == NULL) {
		argv[count] = argument;
		err = start(argv, environment(arena), -1);
	}
	arena_destroy(arena);
	return err;
}

/* A pipe holds more than we write into it, so nobody waits for a program that does not read. */
static err_t feed(const char *const *argv, char *const *env, const char *text, size_t len)
{
	int ends[2];
	err_t err = NULL;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys("pipe");
	if (write(ends[1], text, len) != (ssize_t)len)
		err = err_sys("write to %s", argv[0]);
	close(ends[1]);
	if (err == NULL)
		err = start(argv, env, ends[0]);
	close(ends[0]);
	return err;
}

err_t program_feed(const char *program, const char *text, size_t len)
{
	struct arena *arena = arena_create();
	const char **argv;
	size_t count;
	err_t err = len > LINK_FEED_MOST ? err_make(ERR_DATA, "it is longer than %d bytes", LINK_FEED_MOST) :
		words_split(arena, program, &argv, &count);

	if (err == NULL)
		err = feed(argv, environment(arena), text, len);
	arena_destroy(arena);
	return err;
}

err_t link_open(const char *program, const char *url)
{
	struct arena *arena = arena_create();
	const char *again = NULL;
	err_t err = link_check(arena, url, &again);

	if (err == NULL && strcmp(again, url) != 0)
		err = err_make(ERR_DATA, "the link was not checked");
	if (err == NULL)
		err = program_start(program != NULL ? program : "xdg-open", url);
	if (err_is(err, ERR_NOT_FOUND))
		err = err_wrap(err, "links are not opened");
	arena_destroy(arena);
	return err;
}
