/* SPDX-License-Identifier: ISC */
/* Paths and whole files, the way this program needs them. */
#ifndef GUICHET_BASE_FILE_H
#define GUICHET_BASE_FILE_H
#include "guichet/base/str.h"

/* Appends the file to out; more than limit bytes is an error.  "-" reads standard input. */
err_t file_read(const char *path, size_t limit, struct str *out) MUST_CHECK;
err_t file_read_fd(int fd, const char *what, size_t limit, struct str *out) MUST_CHECK;
/* For secrets: regular, owned by us, no symbolic link, nobody else may read it. */
err_t file_read_private(const char *path, size_t limit, struct str *out) MUST_CHECK;
/* Writes, syncs and renames; mode applies to a new file. */
err_t file_write(const char *path, unsigned mode, const char *bytes, size_t len) MUST_CHECK;
/* Writes all of it to a descriptor. */
err_t file_write_all(int fd, const char *what, const char *bytes, size_t len) MUST_CHECK;
/* Makes the directory and its parents, 0700. */
err_t file_make_directory(const char *path) MUST_CHECK;
/* Absolute path with the directory part resolved; the file itself need not exist. */
err_t file_resolve(const char *path, struct str *out) MUST_CHECK;
#endif
