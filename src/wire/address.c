/* SPDX-License-Identifier: ISC */
/*
 * The socket's name is a hash, because sun_path holds 108 bytes and a desk's
 * path may be longer.  It needs no key: only its owner can enter the
 * directory.
 */
#include "guichet/wire/address.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/file.h"

static uint64_t fnv1a(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *p = text; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
	return hash;
}

static err_t directory_check(const char *path)
{
	struct stat st;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_sys("create directory %s", path);
	if (lstat(path, &st) < 0)
		return err_sys("stat %s", path);
	if (S_ISLNK(st.st_mode))
		return err_make(ERR_DENIED, "%s is a symbolic link: remove it", path);
	if (!S_ISDIR(st.st_mode))
		return err_make(ERR_DENIED, "%s is not a directory: remove it", path);
	if (st.st_uid != geteuid())
		return err_make(ERR_DENIED, "%s belongs to somebody else: set XDG_RUNTIME_DIR "
			"to a directory of your own", path);
	if ((st.st_mode & 077) != 0)
		return err_make(ERR_DENIED, "%s is open to others: chmod 700 it", path);
	return NULL;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return path != NULL && path[0] == '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Two names of one database would mean two servers that write it. */
err_t address_resolve(const char *path, struct str *resolved)
{
	char *real = realpath(path, NULL);
	struct stat st;
	err_t err = NULL;

	if (real == NULL)
		return file_resolve(path, resolved);
	if (stat(real, &st) == 0 && S_ISDIR(st.st_mode))
		err = err_make(ERR_USAGE, "%s is a directory, not a file", path);
	else
		str_add(resolved, real);
	free(real);
	return err;
}

err_t address_of_desk(const char *resolved_path, struct str *socket)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	struct str path = { 0 };
	err_t err;

	if (is_directory(runtime))
		str_printf(&path, "%s/guichet", runtime);
	else
		str_printf(&path, "/tmp/guichet-%lu", (unsigned long)geteuid());
	err = directory_check(path.text);
	if (err != NULL)
		goto out;
	str_printf(&path, "/%016" PRIx64 ".sock", fnv1a(resolved_path));
	if (path.len >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
		err = err_make(ERR_CONFIG, "XDG_RUNTIME_DIR %s is too long for a socket", runtime);
		goto out;
	}
	str_add(socket, path.text);
out:
	str_finish(&path);
	return err;
}
