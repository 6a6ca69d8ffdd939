/* SPDX-License-Identifier: ISC */
/*
 * Hands a text to a program that may do anything to the file, then trusts
 * nothing about it: what is read back is a regular file of ours, not linked
 * from elsewhere, small, and text.  Backup and swap files go with their
 * directory.
 */
#include "guichet/command/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/base/file.h"
#include "guichet/base/utf8.h"
#include "words.h"

enum { OPEN_DIRECTORIES = 8 };

extern char **environ;

struct workplace {
	struct arena *arena;
	const char *directory, *file;
};

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* In memory where the system offers it, else beside the user's other state. */
static err_t directory_make(struct workplace *place)
{
	const char *runtime = setting("XDG_RUNTIME_DIR"), *home = setting("HOME"), *state;
	char *path;
	err_t err;

	if (runtime != NULL && runtime[0] == '/') {
		path = arena_printf(place->arena, "%s/guichet-edit.XXXXXX", runtime);
		place->directory = mkdtemp(path);
	}
	if (place->directory != NULL)
		return NULL;
	if (home == NULL || home[0] != '/')
		return err_make(ERR_CONFIG, "no place for the editor's file: neither XDG_RUNTIME_DIR nor HOME is set");
	state = arena_printf(place->arena, "%s/.local/state/guichet", home);
	err = file_make_directory(state);
	if (err != NULL)
		return err;
	path = arena_printf(place->arena, "%s/edit.XXXXXX", state);
	place->directory = mkdtemp(path);
	return place->directory != NULL ? NULL : err_sys("create %s", path);
}

static err_t file_create(struct workplace *place, const struct str *text)
{
	err_t err;
	int fd;

	place->file = arena_printf(place->arena, "%s/reply.txt", place->directory);
	fd = open(place->file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys("create %s", place->file);
	err = file_write_all(fd, place->file, str_text(text), text->len);
	if (err == NULL && text->len > 0)
		err = file_write_all(fd, place->file, "\n", 1);
	if (close(fd) < 0 && err == NULL)
		err = err_sys("close %s", place->file);
	return err;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void directory_remove(const struct workplace *place)
{
	if (nftw(place->directory, remove_entry, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) < 0)
		err_ignore(err_sys("remove %s", place->directory), "the text was read, and the place is private");
}

static int spawn(const char *const *argv, pid_t *pid)
{
	union { const char *const *words; char *const *exec; } args = { .words = argv };
	posix_spawnattr_t attr;
	sigset_t signals;
	int failed;

	posix_spawnattr_init(&attr);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attr, &signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &signals);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawnp(pid, argv[0], NULL, &attr, args.exec, environ);
	posix_spawnattr_destroy(&attr);
	return failed;
}

/* Ctrl-C belongs to the editor while it runs. */
static err_t spawn_and_wait(const char *const *argv, int *status)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old_int, old_quit;
	err_t err = NULL;
	pid_t pid;

	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	errno = spawn(argv, &pid);
	if (errno == ENOENT)
		err = err_make(ERR_NOT_FOUND, "no such editor: %s", argv[0]);
	else if (errno != 0)
		err = err_sys("run the editor %s", argv[0]);
	while (err == NULL && waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			err = err_sys("wait for %s", argv[0]);
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	return err;
}

static err_t run_words(struct workplace *place, const char *program)
{
	const char **argv;
	size_t count;
	int status = 0;
	err_t err = words_split(place->arena, program, &argv, &count);

	if (err != NULL)
		return err;
	argv[count] = place->file;
	err = spawn_and_wait(argv, &status);
	if (err == NULL && WIFSIGNALED(status))
		err = err_make(ERR_CANCELLED, "%s was ended by signal %d", argv[0], WTERMSIG(status));
	else if (err == NULL && (!WIFEXITED(status) || WEXITSTATUS(status) != 0))
		err = err_make(ERR_CANCELLED, "%s ended with status %d", argv[0], WEXITSTATUS(status));
	return err;
}

static err_t run(struct workplace *place, const char *program)
{
	err_t err;

	if (program == NULL)
		program = setting("VISUAL");
	if (program == NULL)
		program = setting("EDITOR");
	if (program != NULL)
		return run_words(place, program);
	err = run_words(place, "editor");
	if (err_is(err, ERR_NOT_FOUND))
		err = run_words(place, "vi");
	if (err_is(err, ERR_NOT_FOUND))
		err = err_make(ERR_NOT_FOUND, "no editor was found: set VISUAL or EDITOR");
	return err;
}

static err_t file_check(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys("stat the editor's file");
	if (!S_ISREG(st.st_mode))
		return err_make(ERR_DATA, "the editor left something else than a file");
	if (st.st_uid != geteuid())
		return err_make(ERR_DATA, "the editor's file belongs to somebody else");
	if (st.st_nlink != 1)
		return err_make(ERR_DATA, "the editor's file has another name somewhere");
	if (st.st_size > EDITOR_TEXT_MAX)
		return err_make(ERR_DATA, "the text is longer than %d bytes", EDITOR_TEXT_MAX);
	return NULL;
}

/* Not blocked by a FIFO, not led elsewhere by a link. */
static err_t file_take(const struct workplace *place, struct str *out)
{
	int fd = open(place->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	err_t err;

	if (fd < 0 && errno == ELOOP)
		return err_make(ERR_DATA, "the editor left a symbolic link");
	if (fd < 0)
		return err_sys("open the editor's file");
	err = file_check(fd);
	if (err == NULL)
		err = file_read_fd(fd, "the editor's file", EDITOR_TEXT_MAX, out);
	close(fd);
	if (err == NULL && (!utf8_valid(str_text(out), out->len) || memchr(str_text(out), '\0', out->len) != NULL))
		err = err_make(ERR_DATA, "what the editor left is not UTF-8 text");
	return err;
}

static err_t take(const struct workplace *place, struct str *text, bool *changed)
{
	struct str read_back = { 0 };
	err_t err = file_take(place, &read_back);

	if (err != NULL) {
		str_finish(&read_back);
		return err_make(err->kind, "%s: it is kept in %s", err->text, place->directory);
	}
	if (read_back.len > 0 && read_back.text[read_back.len - 1] == '\n')
		read_back.text[--read_back.len] = '\0';
	*changed = strcmp(str_text(text), str_text(&read_back)) != 0;
	str_finish(text);
	*text = read_back;
	directory_remove(place);
	return NULL;
}

err_t editor_run(const char *program, struct str *text, bool *changed)
{
	struct workplace place = { .arena = arena_create() };
	err_t err = directory_make(&place);

	if (err == NULL) {
		err = file_create(&place, text);
		if (err == NULL)
			err = run(&place, program);
		if (err == NULL)
			err = take(&place, text, changed);
		else
			directory_remove(&place);
	}
	arena_destroy(place.arena);
	return err;
}
