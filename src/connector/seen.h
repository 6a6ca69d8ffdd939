/* SPDX-License-Identifier: ISC */
/*
 * What a stream brought lately, as short marks in its cursor: what is read
 * again because something may have come late costs pages and no threads.
 */
#ifndef GUICHET_CONNECTOR_SEEN_H
#define GUICHET_CONNECTOR_SEEN_H
#include <stdbool.h>
#include <stddef.h>

#include "guichet/base/arena.h"

enum { SEEN_DIGITS = 12 };

/* Of a text that names it. */
const char *seen_mark(struct arena *, const char *text);
/* Is the mark among these, which are separated by spaces? */
bool seen_has(const char *marks, const char *mark);

#endif
