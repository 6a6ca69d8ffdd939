/* SPDX-License-Identifier: ISC */
/*
 * Listening.  A socket that systemd made stays when the server ends, so that
 * nobody who comes meanwhile is refused; one of our own goes with us.
 */
#include "listen.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128, FIRST_INHERITED = 3 };

static bool address_of(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(out->sun_path))
		return false;
	memcpy(out->sun_path, path, strlen(path) + 1);
	return true;
}

bool listen_answers(const char *path)
{
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answers = fd >= 0 && address_of(path, &address) &&
		(connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return answers;
}

static err_t group_give(const char *path, const char *name)
{
	struct group *group = name == NULL ? NULL : getgrnam(name);

	if (name == NULL)
		return NULL;
	if (group == NULL)
		return err_make(ERR_CONFIG, "there is no group %s", name);
	if (chown(path, (uid_t)-1, group->gr_gid) != 0)
		return err_sys("%s cannot be given to the group %s", path, name);
	return NULL;
}

static err_t bound(int fd, const char *path, mode_t mode, const char *group)
{
	struct sockaddr_un address;
	err_t err;

	if (!address_of(path, &address))
		return err_make(ERR_CONFIG, "the socket's path is too long: %s", path);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
		return err_sys("%s", path);
	err = group_give(path, group);
	if (err == NULL && (chmod(path, mode) != 0 || listen(fd, BACKLOG) != 0))
		err = err_sys("%s", path);
	if (err != NULL)
		unlink(path);
	return err;
}

err_t listen_make(const char *path, mode_t mode, const char *group, int *out)
{
	struct stat st;
	err_t err;
	int fd;

	if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return err_make(ERR_CONFIG, "%s exists and is no socket", path);
	if (listen_answers(path))
		return err_make(ERR_CONFLICT, "%s: another server listens there", path);
	if (unlink(path) != 0 && errno != ENOENT)
		return err_sys("%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return err_sys("socket");
	err = bound(fd, path, mode, group);
	if (err != NULL)
		close(fd);
	else
		*out = fd;
	return err;
}

/* ---- what systemd hands over */

static long number_of(const char *name)
{
	const char *text = getenv(name);

	return text == NULL ? 0 : strtol(text, NULL, 10);
}

static err_t inherited_check(int fd, const char *path)
{
	struct sockaddr_un address = { 0 };
	socklen_t len = sizeof(address), size = sizeof(int);
	int listens = 0;
	struct stat asked, given;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens ||
	    getsockname(fd, (struct sockaddr *)&address, &len) != 0 || address.sun_family != AF_UNIX)
		return err_make(ERR_CONFIG, "what systemd handed over is no listening Unix socket: ListenStream=%s", path);
	if (stat(path, &asked) != 0 || stat(address.sun_path, &given) != 0 || asked.st_dev != given.st_dev ||
	    asked.st_ino != given.st_ino)
		return err_make(ERR_CONFIG, "systemd listens at %s, the server was told %s: ListenStream= and --socket differ",
			address.sun_path, path);
	return NULL;
}

err_t listen_inherit(const char *path, int *out)
{
	bool ours = number_of("LISTEN_PID") == (long)getpid();
	long count = ours ? number_of("LISTEN_FDS") : 0;
	err_t err;

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	*out = -1;
	if (count == 0)
		return NULL;
	if (count != 1)
		return err_make(ERR_CONFIG, "systemd handed over %ld sockets, a desk has one", count);
	err = inherited_check(FIRST_INHERITED, path);
	if (err != NULL)
		return err;
	if (fcntl(FIRST_INHERITED, F_SETFD, FD_CLOEXEC) != 0 || fcntl(FIRST_INHERITED, F_SETFL, O_NONBLOCK) != 0)
		return err_sys("the socket that systemd handed over");
	*out = FIRST_INHERITED;
	return NULL;
}
