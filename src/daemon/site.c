/* SPDX-License-Identifier: ISC */
/* A policy that members could write would keep nothing from them: whose file it is is looked at first. */
#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/file.h"

enum { FILE_MOST = 64 << 10 };

static err_t owner_check(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_sys("%s", path);
	if (!S_ISREG(st.st_mode))
		return err_make(ERR_CONFIG, "%s is not a regular file", path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_make(ERR_CONFIG, "%s: a policy belongs to root: chown it", path);
	if ((st.st_mode & 022) != 0)
		return err_make(ERR_CONFIG, "%s can be written by others: chmod 644 it", path);
	return NULL;
}

err_t site_read(const char *path, bool named, struct policy *out, bool *there)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct str text = { 0 };
	err_t err;

	*there = fd >= 0;
	if (fd < 0)
		return errno == ENOENT && !named ? NULL : err_sys("%s", path);
	err = owner_check(fd, path);
	if (err == NULL)
		err = file_read_fd(fd, path, FILE_MOST, &text);
	close(fd);
	if (err == NULL) {
		err = policy_parse(str_text(&text), out);
		if (err != NULL)
			err = err_wrap(err, "%s", path);
	}
	str_finish(&text);
	return err;
}
