/* SPDX-License-Identifier: ISC */
/* A program and its arguments as a person writes them in a setting or in $EDITOR; no shell ever sees them. */
#ifndef GUICHET_SRC_COMMAND_WORDS_H
#define GUICHET_SRC_COMMAND_WORDS_H
#include "guichet/base/arena.h"

/*
 * Blanks part words; '...', "..." and \ keep them together.  argv has room
 * for one more word behind the last and its NULL.
 */
err_t words_split(struct arena *, const char *line, const char ***argv, size_t *count) MUST_CHECK;
#endif
