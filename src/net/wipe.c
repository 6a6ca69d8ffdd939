/* SPDX-License-Identifier: ISC */
/*
 * An allocator that wipes what it frees, for a library that copies tokens
 * into memory of its own (N-15).  Blocks carry their size in front.
 */
#include "wipe.h"

#include <stdlib.h>
#include <string.h>

static const size_t WIPE_HEADER = 16;

void *wipe_alloc(size_t size)
{
	char *block = malloc(WIPE_HEADER + size);

	if (block == NULL)
		return NULL;
	memcpy(block, &size, sizeof(size));
	return block + WIPE_HEADER;
}

void wipe_free(void *bytes)
{
	size_t size;

	if (bytes == NULL)
		return;
	memcpy(&size, (char *)bytes - WIPE_HEADER, sizeof(size));
	explicit_bzero(bytes, size);
	free((char *)bytes - WIPE_HEADER);
}

void *wipe_realloc(void *bytes, size_t size)
{
	void *bigger = wipe_alloc(size);
	size_t old;

	if (bytes == NULL || bigger == NULL)
		return bigger;
	memcpy(&old, (char *)bytes - WIPE_HEADER, sizeof(old));
	memcpy(bigger, bytes, old < size ? old : size);
	wipe_free(bytes);
	return bigger;
}

char *wipe_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = wipe_alloc(size);

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void *wipe_calloc(size_t count, size_t size)
{
	size_t bytes;
	void *block;

	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	block = wipe_alloc(bytes);
	return block != NULL ? memset(block, 0, bytes) : NULL;
}
