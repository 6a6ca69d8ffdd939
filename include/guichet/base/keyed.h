/* SPDX-License-Identifier: ISC */
/*
 * Lists by key: arrays whose records, of `size` bytes, each begin with an
 * int64_t (or are one), ascending by it.  It may be an id, a day, an instant.
 * An empty list may be NULL.
 */
#ifndef GUICHET_BASE_KEYED_H
#define GUICHET_BASE_KEYED_H
#include <stddef.h>
#include <stdint.h>

/* For qsort(): puts a list into that order. */
int keyed_order(const void *left, const void *right);
/* Where the first record stands whose key is not below this one, or would; count: behind them all. */
size_t keyed_place(const void *list, size_t count, size_t size, int64_t key);
/* Where the last one stands whose key is not above; 0 where all are, so that the first holds before itself. */
size_t keyed_last(const void *list, size_t count, size_t size, int64_t key);
/* A record of exactly that key, NULL when there is none: borrowed, const when the list is. */
void *keyed_find(const void *list, size_t count, size_t size, int64_t key);
#endif
