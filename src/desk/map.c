/* SPDX-License-Identifier: ISC */
/* Open addressing with a seeded hash: strangers choose the keys, not their places. */
#include "map.h"

#include <string.h>

enum { MAP_FIRST = 64 };

static uint64_t key_hash(const struct map *map, const void *key, size_t len)
{
	const unsigned char *p = key;
	uint64_t hash = map->seed ^ UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001B3);
	hash ^= hash >> 32;
	return hash * UINT64_C(0x9E3779B97F4A7C15) | 1;
}

static struct map_slot *slot_find(const struct map *map, uint64_t hash, const void *key, size_t len)
{
	size_t at = (size_t)(hash >> 20) & (map->size - 1);

	for (;; at = (at + 1) & (map->size - 1)) {
		struct map_slot *slot = &map->slots[at];

		if (slot->hash == 0 || (slot->hash == hash && slot->len == len &&
		    memcmp(slot->key, key, len) == 0))
			return slot;
	}
}

int64_t *map_find(const struct map *map, const void *key, size_t len)
{
	struct map_slot *slot;

	if (map->size == 0)
		return NULL;
	slot = slot_find(map, key_hash(map, key, len), key, len);
	return slot->hash == 0 ? NULL : &slot->value;
}

static void map_room(struct map *map, struct arena *arena)
{
	struct map larger = { .size = map->size == 0 ? MAP_FIRST : map->size * 2 };

	if (map->size > 0 && map->count * 2 < map->size)
		return;
	larger.slots = arena_array(arena, larger.size, sizeof(*larger.slots));
	for (size_t i = 0; i < map->size; i++)
		if (map->slots[i].hash != 0)
			*slot_find(&larger, map->slots[i].hash, map->slots[i].key,
				map->slots[i].len) = map->slots[i];
	map->slots = larger.slots;
	map->size = larger.size;
}

void map_put(struct map *map, struct arena *arena, const void *key, size_t len, int64_t value)
{
	uint64_t hash = key_hash(map, key, len);
	struct map_slot *slot;

	map_room(map, arena);
	slot = slot_find(map, hash, key, len);
	if (slot->hash == 0) {
		slot->key = arena_copy_n(arena, key, len);
		slot->len = len;
		slot->hash = hash;
		map->count++;
	}
	slot->value = value;
}

void map_clear(struct map *map)
{
	map->slots = NULL;
	map->size = map->count = 0;
}
