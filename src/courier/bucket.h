/* SPDX-License-Identifier: ISC */
/*
 * How much may still be asked: a token bucket until the network says how much
 * it allows, its word from then on.  Sends may use what polls must leave.
 * Pure; time is a parameter.  Private to the courier.
 */
#ifndef GUICHET_SRC_COURIER_BUCKET_H
#define GUICHET_SRC_COURIER_BUCKET_H
#include "guichet/base/arena.h"

struct bucket {
	int64_t size, per_second;	/* tokens */
	int64_t milli, at_ms;		/* thousandths of a token, and when that was true */
	int64_t remaining, reset_ms;	/* the network's word until reset_ms; remaining -1: none */
	int64_t blocked_ms;		/* nothing before then: Retry-After */
};

struct bucket bucket_make(int64_t size, int64_t per_second, int64_t now_ms);
/* 0: a request may go; else how long until one may. */
int64_t bucket_wait(const struct bucket *, int64_t now_ms, bool send);
void bucket_take(struct bucket *, int64_t now_ms);
void bucket_learn(struct bucket *, int64_t remaining, int64_t reset_ms, int64_t now_ms);
void bucket_block(struct bucket *, int64_t until_ms);
/* What survives a restart; size and rate do not, they are the program's. */
const char *bucket_format(struct arena *, const struct bucket *);
void bucket_parse(struct bucket *, const char *text, int64_t now_ms);
#endif
