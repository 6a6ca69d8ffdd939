/* SPDX-License-Identifier: ISC */
/* A file under a hidden name until it is whole; see the header. */
#include "guichet/base/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/random.h"

#define HEAD ".guichet-"
#define TAIL ".part"

static bool is_part(const char *name)
{
	size_t len = strlen(name), head = strlen(HEAD), tail = strlen(TAIL);

	return len > head + tail && strncmp(name, HEAD, head) == 0 && strcmp(name + len - tail, TAIL) == 0;
}

/* Ours, and nobody writes it: whoever does holds its lock. */
static bool is_left(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0;
}

/* That something cannot be tidied up is no reason not to save. */
static void sweep(const char *directory)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		int fd = is_part(entry->d_name) ?
			openat(dirfd(dir), entry->d_name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;

		if (fd < 0)
			continue;
		if (is_left(fd))
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
		close(fd);
	}
	if (dir != NULL)
		closedir(dir);
}

/* Where nothing can be locked nothing is swept either.  Between its birth and its lock another may sweep it. */
static bool is_ours(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

err_t part_begin(struct part_file *part, const char *directory, const char *stem)
{
	struct random random = random_system();
	char uuid[UUID_TEXT];

	*part = (struct part_file){ .fd = -1 };
	sweep(directory);
	while (part->fd < 0) {
		str_clear(&part->path);
		str_printf(&part->path, "%s/" HEAD "%s-%s" TAIL, directory, stem, random_uuid(&random, uuid));
		part->fd = open(part->path.text, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (part->fd < 0) {
			str_finish(&part->path);
			return err_make(ERR_DATA, "%s: %s", directory, strerror(errno));
		}
		if (!is_ours(part->fd)) {
			close(part->fd);
			part->fd = -1;
		}
	}
	return NULL;
}

/* Where a file system has neither links nor RENAME_NOREPLACE (sshfs, for one). */
static bool is_without(int errno_now)
{
	return errno_now == EINVAL || errno_now == EPERM || errno_now == ENOSYS || errno_now == EOPNOTSUPP;
}

/*
 * In one step where the file system can: no kill leaves the name without the
 * file.  Where it cannot, the name is taken first by an empty file of ours,
 * which is then written over: one that is killed just between leaves that.
 */
static bool name_take(const char *path, const char *name)
{
	int fd, why;

	if (renameat2(AT_FDCWD, path, AT_FDCWD, name, RENAME_NOREPLACE) == 0)
		return true;
	if (is_without(errno) && link(path, name) == 0) {
		(void)unlink(path);
		return true;
	}
	fd = is_without(errno) ? open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
	if (fd < 0)
		return false;
	close(fd);
	if (rename(path, name) == 0)
		return true;
	why = errno;
	(void)unlink(name);
	errno = why;
	return false;
}

/* The name, too, outlives the machine; where a directory cannot be synced the file is there all the same. */
static void name_sync(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct str directory = { 0 };
	int fd;

	str_add_n(&directory, name, slash == NULL ? 0 : (size_t)(slash - name) + 1);
	fd = open(slash == NULL ? "." : directory.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	str_finish(&directory);
}

err_t part_keep(struct part_file *part, const char *name)
{
	if (fsync(part->fd) != 0)
		return err_make(ERR_DATA, "%s: %s", part->path.text, strerror(errno));
	if (!name_take(part->path.text, name))
		return errno == EEXIST ? err_make(ERR_CONFLICT, "%s is there already: nothing was written", name) :
			err_make(ERR_DATA, "%s: %s", name, strerror(errno));
	name_sync(name);
	(void)close(part->fd);
	part->fd = -1;
	str_finish(&part->path);
	return NULL;
}

void part_drop(struct part_file *part)
{
	if (part->fd < 0)
		return;
	(void)unlink(part->path.text);
	(void)close(part->fd);
	part->fd = -1;
	str_finish(&part->path);
}
