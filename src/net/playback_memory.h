/* SPDX-License-Identifier: ISC */
/*
 * What the playback network was sent, in order, and the file that keeps it.
 * The file is the truth: a post is appended and synced, then read back, so
 * that several transports in one process may share it.
 */
#ifndef GUICHET_SRC_NET_PLAYBACK_MEMORY_H
#define GUICHET_SRC_NET_PLAYBACK_MEMORY_H
#include "playback_world.h"

struct memory {
	struct arena *arena;
	char *path;			/* NULL: nothing lasts */
	int fd;
	size_t read;			/* bytes of the file already seen */
	struct posted *posts;
	size_t count, size;
	/* Of the network's first start; an existing file wins over the options. */
	int64_t start_ms;
	uint64_t seed;
	char *profile;
};

err_t memory_open(struct memory *, const char *path, uint64_t seed, int64_t start_ms,
	const char *profile) MUST_CHECK;
void memory_close(struct memory *);
/* Reads what others have appended. */
err_t memory_catch_up(struct memory *) MUST_CHECK;
err_t memory_append(struct memory *, const struct posted *) MUST_CHECK;
const struct posted *memory_by_key(const struct memory *, const char *brand, const char *key);
#endif
