/* SPDX-License-Identifier: ISC */
/* Marks are FNV-1a, cut to what a memory of some thousands needs: nobody gains by a pair that is the same. */
#include "seen.h"

#include <inttypes.h>
#include <string.h>

const char *seen_mark(struct arena *arena, const char *text)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return arena_printf(arena, "%0*" PRIx64, SEEN_DIGITS, hash & UINT64_C(0xFFFFFFFFFFFF));
}

bool seen_has(const char *marks, const char *mark)
{
	return strstr(marks, mark) != NULL;
}
