/* SPDX-License-Identifier: ISC */
/*
 * The desks of teams that this person has joined, the newest first: the first
 * one is meant when nobody says which desk.  A file of one desk a line in
 * $XDG_STATE_HOME/guichet; the word own stands for the private desk.
 */
#ifndef GUICHET_CLIENT_DESKS_H
#define GUICHET_CLIENT_DESKS_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

#define DESKS_OWN "own"

/* None when there is no such file, or it cannot be read. */
void desks_list(struct arena *, const char *const **out, size_t *count);
/* The first of them, in *out; false: the private one is meant. */
bool desks_default(struct str *out);
/* To the front. */
err_t desks_use(const char *desk) MUST_CHECK;
/* ERR_NOT_FOUND when it is none of them. */
err_t desks_forget(const char *desk) MUST_CHECK;
#endif
