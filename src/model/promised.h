/* SPDX-License-Identifier: ISC */
/* One sentence in small letters without accents, word by word; what of it is a time. */
#ifndef MODEL_PROMISED_H
#define MODEL_PROMISED_H
#include "guichet/base/err.h"

enum { SENTENCE_WORDS = 80, SENTENCE_WORD = 24 };
struct sentence { char words[SENTENCE_WORDS][SENTENCE_WORD]; size_t count; bool asks; };

/* "" behind the last one. */
const char *sentence_word(const struct sentence *, size_t at);
struct here;
/* A date that is written there, in days from today, none past; how many words it takes, 0: there is none. */
size_t sentence_date(const struct sentence *, size_t at, const struct here *, int *days);
/* The first time in it that lies ahead. */
bool sentence_time(const struct sentence *, const struct here *, int64_t *at_ms);
#endif
