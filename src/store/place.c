/* SPDX-License-Identifier: ISC */
/*
 * What may be a desk's file: one regular file with one name on a local disk.
 * Asked before SQLite opens it.
 */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Shared memory works on one machine only; these are not it. */
static err_t file_system_check(const char *path)
{
	static const struct { uint32_t magic; const char *name; } refused[] = {
		{ 0x6969, "NFS" }, { 0x517B, "SMB" }, { 0xFF534D42, "CIFS" },
		{ 0xFE534D42, "SMB" }, { 0x65735546, "FUSE" }, { 0x01021997, "9p" },
		{ 0x5346414F, "AFS" }, { 0x00C36400, "Ceph" }
	};
	struct statfs fs;

	if (statfs(path, &fs) < 0)
		return err_sys("%s", path);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if ((uint32_t)fs.f_type == refused[i].magic)
			return err_make(ERR_STORE, "%s is on a network file system (%s):"
				" a desk needs a local disk", path, refused[i].name);
	return NULL;
}

static err_t file_create(const char *path)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys("%s", path);
	close(fd);
	return NULL;
}

/* Before SQLite sees the file: closing a descriptor later would drop its locks. */
err_t place_check(const char *path, bool create, struct place *out)
{
	struct stat st;
	err_t err;

	if (lstat(path, &st) < 0) {
		if (errno != ENOENT)
			return err_sys("%s", path);
		if (!create)
			return err_make(ERR_NOT_FOUND, "there is no desk at %s", path);
		err = file_create(path);
		if (err != NULL)
			return err;
		if (lstat(path, &st) < 0)
			return err_sys("%s", path);
	}
	if (S_ISLNK(st.st_mode))
		return err_make(ERR_STORE, "%s is a symbolic link: name the file itself", path);
	if (!S_ISREG(st.st_mode))
		return err_make(ERR_STORE, "%s is not a file", path);
	if (st.st_nlink > 1)
		return err_make(ERR_STORE, "%s has a second name (hard link)", path);
	if (st.st_size == 0 && !create)
		return err_make(ERR_STORE, "%s is not a guichet desk: it is empty", path);
	*out = (struct place){ .device = st.st_dev, .inode = st.st_ino, .is_new = st.st_size == 0 };
	return file_system_check(path);
}
