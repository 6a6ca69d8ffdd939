/* SPDX-License-Identifier: ISC */
/* Whole-file input and output with every error named. */
#include "guichet/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/alloc.h"

err_t file_read_fd(int fd, const char *what, size_t limit, struct str *out)
{
	char buffer[65536];
	size_t total = 0, most = 0;
	err_t err = NULL;
	ssize_t n;

	while (err == NULL && (n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err = err_sys("read %s", what);
			break;
		}
		most = (size_t)n > most ? (size_t)n : most;
		total += (size_t)n;
		if (total > limit)
			err = err_make(ERR_DATA, "%s is larger than %zu bytes", what, limit);
		else
			str_add_n(out, buffer, (size_t)n);
	}
	explicit_bzero(buffer, most);	/* it may be a secret's file */
	return err;
}

err_t file_read(const char *path, size_t limit, struct str *out)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	err_t err;

	if (fd < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "%s: no such file", path)
				       : err_sys("open %s", path);
	err = file_read_fd(fd, path, limit, out);
	close(fd);
	return err;
}

static err_t private_check(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_sys("stat %s", path);
	if (!S_ISREG(st.st_mode))
		return err_make(ERR_CONFIG, "%s is not a regular file", path);
	if (st.st_uid != geteuid())
		return err_make(ERR_CONFIG, "%s belongs to somebody else", path);
	if ((st.st_mode & 077) != 0)
		return err_make(ERR_CONFIG, "%s can be read by others: chmod 600 it", path);
	return NULL;
}

err_t file_read_private(const char *path, size_t limit, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	err_t err;

	if (fd < 0 && errno == ELOOP)
		return err_make(ERR_CONFIG, "%s is a symbolic link", path);
	if (fd < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "%s: no such file", path)
				       : err_sys("open %s", path);
	err = private_check(fd, path);
	if (err == NULL)
		err = file_read_fd(fd, path, limit, out);
	close(fd);
	return err;
}

err_t file_write_all(int fd, const char *what, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys("write %s", what);
		bytes += n;
		len -= (size_t)n;
	}
	return NULL;
}

err_t file_write(const char *path, unsigned mode, const char *bytes, size_t len)
{
	struct str temp = { 0 };
	err_t err = NULL;
	int fd;

	str_printf(&temp, "%s.%ld.tmp", path, (long)getpid());
	fd = open(temp.text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
	if (fd < 0) {
		err = err_sys("create %s", temp.text);
		goto out;
	}
	err = file_write_all(fd, path, bytes, len);
	if (err == NULL && fsync(fd) < 0)
		err = err_sys("sync %s", path);
	if (close(fd) < 0 && err == NULL)
		err = err_sys("close %s", path);
	if (err == NULL && rename(temp.text, path) < 0)
		err = err_sys("rename %s", path);
	if (err != NULL)
		unlink(temp.text);
out:
	str_finish(&temp);
	return err;
}

err_t file_make_directory(const char *path)
{
	char *copy = mem_copy(path);
	err_t err = NULL;

	for (char *p = copy + 1; err == NULL; p++) {
		char saved = *p;

		if (saved != '/' && saved != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) < 0 && errno != EEXIST)
			err = err_sys("create directory %s", copy);
		*p = saved;
		if (saved == '\0')
			break;
	}
	free(copy);
	return err;
}

err_t file_resolve(const char *path, struct str *out)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash == NULL ? mem_copy(".")
		: slash == path ? mem_copy("/") : mem_copy_n(path, (size_t)(slash - path));
	const char *name = slash == NULL ? path : slash + 1;
	char *real = realpath(directory, NULL);
	err_t err = NULL;

	if (real == NULL)
		err = err_sys("%s", directory);
	else if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		err = err_make(ERR_USAGE, "%s is a directory, not a file", path);
	else
		str_printf(out, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
	free(real);
	free(directory);
	return err;
}
