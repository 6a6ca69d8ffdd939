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

static int spawn(const char *const *argv, char *const *env)
{
	union { const char *const *words; char *const *exec; } args = { .words = argv };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t signals;
	pid_t pid;
	int failed;

	posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd < FIRST_FREE_FD; fd++)
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
static err_t start(const char *const *argv, char *const *env)
{
	pid_t child = fork();
	int status = 0;

	if (child < 0)
		return err_sys("fork");
	if (child == 0) {
		setsid();
		_exit(spawn(argv, env)); /* of the child only */
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
		err = start(argv, environment(arena));
	}
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
