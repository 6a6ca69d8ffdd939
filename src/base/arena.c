/* SPDX-License-Identifier: ISC */
/* A chain of blocks; the newest is filled first.  Large requests get a block of their own. */
#include "guichet/base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"

enum { BLOCK_BYTES = 8192 };

struct block {
	struct block *older;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena { struct block *newest; };

static struct block *block_create(struct block *older, size_t size)
{
	struct block *block = mem_alloc(sizeof(*block) + size);

	block->older = older;
	block->size = size;
	return block;
}

struct arena *arena_create(void)
{
	return mem_alloc(sizeof(struct arena));
}

static void blocks_free(struct block *block)
{
	while (block != NULL) {
		struct block *older = block->older;

		free(block);
		block = older;
	}
}

void arena_destroy(struct arena *arena)
{
	if (arena == NULL)
		return;
	blocks_free(arena->newest);
	free(arena);
}

void arena_wipe(struct arena *arena)
{
	for (struct block *b = arena != NULL ? arena->newest : NULL; b != NULL; b = b->older)
		explicit_bzero(b->bytes, b->used);
	arena_destroy(arena);
}

void arena_reset(struct arena *arena)
{
	struct block *block = arena->newest;

	if (block == NULL)
		return;
	blocks_free(block->older);
	block->older = NULL;
	if (block->size > BLOCK_BYTES) {
		free(block);
		arena->newest = NULL;
		return;
	}
	memset(block->bytes, 0, block->used);
	block->used = 0;
}

void arena_unite(struct arena *arena, struct arena *other)
{
	struct block **link = &other->newest;

	while (*link != NULL)
		link = &(*link)->older;
	if (arena->newest == NULL) {
		arena->newest = other->newest;
	} else {
		*link = arena->newest->older;
		arena->newest->older = other->newest;
	}
	free(other);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->newest;
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *memory;

	if (rounded < size)
		abort();
	if (block == NULL || block->size - block->used < rounded)
		arena->newest = block = block_create(block,
			rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES);
	memory = block->bytes + block->used;
	block->used += rounded;
	return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		abort();
	return arena_alloc(arena, bytes);
}

char *arena_copy_n(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_copy_n(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap, again;
	char *text;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	text = arena_alloc(arena, (size_t)n + 1);
	(void)vsnprintf(text, (size_t)n + 1, fmt, again);
	va_end(again);
	return text;
}

void *list_double(struct arena *arena, void *list, size_t count, size_t size)
{
	void *larger = arena_array(arena, count == 0 ? LIST_BEGINS : count * 2, size);

	if (count > 0)
		memcpy(larger, list, count * size);
	return larger;
}

size_t arena_bytes(const struct arena *arena)
{
	size_t total = 0;

	for (const struct block *b = arena->newest; b != NULL; b = b->older)
		total += b->size;
	return total;
}
