/* SPDX-License-Identifier: ISC */
/* Whom a note names, by "@maria": the desk marks it for them, and their screen rings. */
#ifndef GUICHET_MODEL_NAMED_H
#define GUICHET_MODEL_NAMED_H
#include "guichet/base/arena.h"

/* The next name of a text at or behind *at, which moves behind it; NULL: no more.  An address such as a@b names nobody. */
const char *named_next(struct arena *, const char *text, const char **at);
#endif
