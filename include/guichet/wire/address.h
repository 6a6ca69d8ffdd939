/* SPDX-License-Identifier: ISC */
/*
 * Where the server of a private desk listens: both programs must agree, and
 * nobody else on the machine may be able to stand in between.
 */
#ifndef GUICHET_WIRE_ADDRESS_H
#define GUICHET_WIRE_ADDRESS_H
#include "guichet/base/str.h"

/* One name for one file: the absolute path, symbolic links followed; the file need not exist, its directory must. */
err_t address_resolve(const char *path, struct str *resolved) MUST_CHECK;
/*
 * Appends $XDG_RUNTIME_DIR/guichet/HASH.sock, or /tmp/guichet-UID/HASH.sock
 * where that variable is not an absolute path or its directory is missing.
 * The directory is made (0700); one that is a symbolic link, is somebody
 * else's or is open to others is ERR_DENIED.  resolved_path: address_resolve().
 */
err_t address_of_desk(const char *resolved_path, struct str *socket) MUST_CHECK;
#endif
