/* SPDX-License-Identifier: ISC */
/* Words as a person writes them in a setting or a rule: blanks part them; '...', "..." and \ keep them together. */
#ifndef GUICHET_BASE_WORDS_H
#define GUICHET_BASE_WORDS_H
#include "guichet/base/arena.h"

/* Behind the blanks at p. */
const char *word_skip(const char *p);
/* The word at *p, which is no blank, without its quotes; *p goes behind it.  NULL when a quote is not closed. */
char *word_take(struct arena *, const char **p);
#endif
