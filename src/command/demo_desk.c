/* SPDX-License-Identifier: ISC */
/*
 * Where a demo lives and how it goes: a directory of its own below $TMPDIR
 * that is removed whatever ends the demo.  A signal waits until that is done;
 * what a killed demo left behind is removed by the next one.  Only a
 * directory of our own, named as mkdtemp names them, whose locks are free, is
 * ever touched.
 */
#include "demo_desk.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"

#define PREFIX "guichet-demo."

enum { SUFFIX_LEN = 6, SERVER_END_MS = 3000, LOOK_MS = 5, BORN_S = 60, STALE_MAX = 16 };

struct demo_desk {
	struct command_env *env;
	char *directory;
	int lock_fd;			/* held as long as we live */
};

void demo_hold_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, before);
}

bool demo_is_called_off(void)
{
	sigset_t set;

	return sigpending(&set) == 0 &&
		(sigismember(&set, SIGHUP) == 1 || sigismember(&set, SIGINT) == 1 || sigismember(&set, SIGTERM) == 1);
}

void demo_let_signals(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_directory(const char *directory)
{
	if (nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS) < 0)
		err_ignore(err_sys("%s", directory), "the next demo tries again");
}

/* -1 when somebody holds it, -2 when it is not there. */
static int take_lock(const char *directory, const char *name, int flags)
{
	struct str path = { 0 };
	int fd;

	str_printf(&path, "%s/%s", directory, name);
	fd = open(path.text, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	str_finish(&path);
	if (fd < 0)
		return -2;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* ---- what others left */

static bool is_demo_name(const char *name)
{
	size_t len = strlen(PREFIX);

	return str_starts(name, PREFIX) && strlen(name) == len + SUFFIX_LEN &&
		strspn(name + len, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == SUFFIX_LEN;
}

/* Its demo and its server are gone; one without a lock may be about to be born. */
static void remove_if_stale(const char *directory)
{
	struct stat st;
	int ours, servers;

	if (lstat(directory, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_uid != getuid())
		return;
	ours = take_lock(directory, "demo.lock", 0);
	servers = take_lock(directory, "desk.db.lock", 0);
	if (ours != -1 && servers != -1 && (ours >= 0 || time(NULL) - st.st_mtime > BORN_S))
		remove_directory(directory);
	if (ours >= 0)
		close(ours);
	if (servers >= 0)
		close(servers);
}

static void sweep(const char *base)
{
	DIR *dir = opendir(base);
	struct dirent *entry;
	int found = 0;

	while (dir != NULL && found < STALE_MAX && (entry = readdir(dir)) != NULL) {
		struct str path = { 0 };

		if (!is_demo_name(entry->d_name))
			continue;
		str_printf(&path, "%s/%s", base, entry->d_name);
		remove_if_stale(path.text);
		str_finish(&path);
		found++;
	}
	if (dir != NULL)
		closedir(dir);
}

/* ---- our own */

int64_t demo_now(const struct command_env *env)
{
	struct clock clock = clock_system();
	int64_t now = clock_now(&clock);

	if (env->options.now != NULL)
		err_ignore(time_parse(env->options.now, &now), "the server says that it is no instant");
	return now;
}

err_t demo_place_make(struct command_env *env, struct demo_desk **out)
{
	const char *base = getenv("TMPDIR");
	struct demo_desk *desk;
	char *directory;

	if (env->client != NULL)
		return err_make(ERR_STATE, "demo opens a desk of its own");
	if (base == NULL || base[0] != '/')
		base = "/tmp";
	sweep(base);
	directory = arena_printf(env->arena, "%s/" PREFIX "XXXXXX", base);
	if (mkdtemp(directory) == NULL)
		return err_sys("create %s", directory);
	desk = mem_alloc(sizeof(*desk));
	desk->env = env;
	desk->directory = mem_copy(directory);
	desk->lock_fd = take_lock(directory, "demo.lock", O_CREAT | O_EXCL);
	env->options.desk = arena_printf(env->arena, "%s/desk.db", directory);
	env->options.as = NULL;
	*out = desk;
	return NULL;
}

static void wait_for_server(const char *directory)
{
	struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int64_t deadline = clock_steady_ms() + SERVER_END_MS;
	int fd;

	while ((fd = take_lock(directory, "desk.db.lock", 0)) == -1 && clock_steady_ms() < deadline)
		nanosleep(&pause, NULL);
	if (fd >= 0)
		close(fd);
}

void demo_desk_destroy(struct demo_desk *desk)
{
	sigset_t before;

	if (desk == NULL)
		return;
	demo_hold_signals(&before);
	client_close(desk->env->client);
	desk->env->client = NULL;
	wait_for_server(desk->directory);
	remove_directory(desk->directory);
	if (desk->lock_fd >= 0)
		close(desk->lock_fd);
	free(desk->directory);
	free(desk);
	demo_let_signals(&before);
}

err_t demo_desk_create(struct command_env *env, const char *seed, struct demo_desk **out)
{
	struct demo_desk *desk = NULL;
	sigset_t before;
	err_t err;

	demo_hold_signals(&before);
	err = demo_place_make(env, &desk);
	if (err == NULL)
		err = demo_live(env, seed);
	if (err == NULL && demo_is_called_off())
		err = err_make(ERR_CANCELLED, "the demo was called off");
	if (err == NULL)
		*out = desk;
	else
		demo_desk_destroy(desk);
	demo_let_signals(&before);
	return err;
}
