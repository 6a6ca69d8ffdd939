/* SPDX-License-Identifier: ISC */
/*
 * Lines that were typed, newest last, each of a kind (':' or '/').  They are
 * kept in a private file of the person between one screen and the next; two
 * screens that end one after the other both have their lines in it.
 */
#ifndef GUICHET_SRC_TUI_HISTORY_H
#define GUICHET_SRC_TUI_HISTORY_H
#include "guichet/base/str.h"

struct history;

struct history *history_load(void);	/* an unreadable file is an empty one */
void history_destroy(struct history *);
/* Not when it is empty or begins with a blank; an older one that is the same goes. */
void history_add(struct history *, char kind, const char *line);
/*
 * The line before (back) or behind *at of that kind with that prefix, or NULL; *at moves to it.
 * SIZE_MAX stands behind the newest.
 */
const char *history_step(const struct history *, char kind, const char *prefix, bool back, size_t *at);
/* Nothing is written when nothing was added. */
err_t history_save(const struct history *) MUST_CHECK;
/* The first time that this word is asked about; kept beside the lines.  False when nothing can be kept. */
bool history_is_first(const char *word);
#endif
