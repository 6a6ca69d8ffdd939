/* SPDX-License-Identifier: ISC */
/*
 * A file that the desk fetches, on its way into a directory of this machine.
 * Its name is made here: what a stranger calls it lends letters and digits,
 * never a path, and its ending is that of what it is.  Nothing is written over,
 * and nothing is opened.
 */
#ifndef GUICHET_COMMAND_SAVE_H
#define GUICHET_COMMAND_SAVE_H
#include "guichet/base/arena.h"
#include "guichet/base/part.h"
#include "guichet/json/json.h"

enum { SAVING_HEAD = 64 };

struct media_saving {
	struct arena *arena;		/* its texts; lives as long */
	const char *id, *directory;
	const char *name;		/* what the network calls it, made harmless */
	const char *path;		/* what it becomes */
	struct part_file part;
	int64_t bytes, size, number, of;
	char head[SAVING_HEAD];
};

/* ERR_NOT_FOUND, ERR_USAGE: that is no directory. */
err_t saving_begin(struct media_saving *, struct arena *, const char *id, const char *directory) MUST_CHECK;
/* A row of "media save"; NULL: it begins again. */
err_t saving_row(struct media_saving *, const struct json *row) MUST_CHECK;
/* "12 of 900 kB" */
const char *saving_told(struct media_saving *);
/* The file has its name, path; or, after an error or with why, nothing of it is left. */
err_t saving_end(struct media_saving *, err_t why) MUST_CHECK;
#endif
