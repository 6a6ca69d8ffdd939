/* SPDX-License-Identifier: ISC */
/* From bytes to a number, within one transaction: keys live in the arena, nothing is removed. */
#ifndef GUICHET_DESK_MAP_H
#define GUICHET_DESK_MAP_H
#include "guichet/base/arena.h"

struct map_slot { const char *key; size_t len; uint64_t hash; int64_t value; };
struct map { struct map_slot *slots; size_t size, count; uint64_t seed; };

/* NULL when absent; valid until the next map_put. */
int64_t *map_find(const struct map *, const void *key, size_t len);
void map_put(struct map *, struct arena *, const void *key, size_t len, int64_t value);
/* Forgets everything; the memory belongs to the arena. */
void map_clear(struct map *);
#endif
