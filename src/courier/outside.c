/* SPDX-License-Identifier: ISC */
/*
 * Where the programs of external networks are, and which of them may be run:
 * a name of small letters, a file that nobody but its owner can change, who
 * is root or whoever runs the desk.
 */
#include "outside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/str.h"

enum { NAME_MOST = 32 };
#define PREFIX "guichet-connector-"

static bool name_is_plain(const char *network)
{
	size_t len = strspn(network, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len > 0 && len <= NAME_MOST && network[len] == '\0' && network[0] != '-';
}

const char *outside_objection(const char *program)
{
	struct stat status;

	if (stat(program, &status) != 0)
		return "it is not there";
	if (!S_ISREG(status.st_mode) || access(program, X_OK) != 0)
		return "it is no program";
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return "it belongs to somebody else";
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "others may change it";
	return NULL;
}

/* Where the server that runs was built or put: what comes with it stands beside it. */
static const char *own_directory(struct arena *arena)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	const char *slash = len > 0 ? memrchr(path, '/', (size_t)len) : NULL;

	return slash != NULL ? arena_copy_n(arena, path, (size_t)(slash - path)) : "";
}

const char *outside_find(struct arena *arena, const char *network)
{
	const char *list = getenv("GUICHET_CONNECTOR_PATH");

	if (!name_is_plain(network))
		return NULL;
	list = arena_printf(arena, "%s:%s:%s", list != NULL ? list : "", CONNECTORDIR, own_directory(arena));
	while (*list != '\0') {
		size_t len = strcspn(list, ":");
		const char *program = arena_printf(arena, "%.*s/" PREFIX "%s", (int)len, list, network);

		if (*list == '/' && outside_objection(program) == NULL)
			return program;
		list += len + (list[len] == ':');
	}
	return NULL;
}
