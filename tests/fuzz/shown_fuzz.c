/* SPDX-License-Identifier: ISC */
/* Any bytes, as a line and as a block, laid out at a width that they choose. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "guichet/text/count.h"
#include "shown_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(const char *broken)
{
	if (broken == NULL)
		return;
	fprintf(stderr, "broken promise: %s\n", broken);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	const char *bytes = arena_copy_n(arena, size > 0 ? (const char *)data : "", size);
	int width = 2 + (size > 0 ? data[0] % 60 : 0);
	struct shown line = shown_line_n(arena, bytes, size);
	struct shown block = shown_block(arena, bytes, size);

	require(shown_broken(line, false));
	require(shown_broken(block, true));
	require(shown_stable(arena, line, false) ? NULL : "stable line");
	require(shown_stable(arena, block, true) ? NULL : "stable block");
	require(wrap_broken(arena, block, width));
	require(fit_broken(arena, line, width));
	require(fit_broken(arena, block, width));
	require(shown_broken(shown_join(arena, line, line), false));
	for (int c = COUNT_NONE; c <= COUNT_MASTODON; c++)
		if (text_count((enum text_counter)c, bytes, 1) > size)
			require("counted length");
	arena_destroy(arena);
	return 0;
}
