/* SPDX-License-Identifier: ISC */
/*
 * Any keys in any order: each byte is an action, or says how many of the
 * bytes behind it are pasted or typed.  Nothing is ever lost: undoing all
 * gives the empty text, doing it again the last one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "edit_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS = 300, SMALL = 1000, TYPE = 32, REPLACE = 64, PASTE = 128 };

static void require(const char *broken)
{
	if (broken == NULL)
		return;
	fprintf(stderr, "broken promise: %s\n", broken);
	abort();
}

/* One step; how many bytes it took. */
static size_t step(struct edit *e, const uint8_t *data, size_t size, int width)
{
	size_t n = data[0] % 32 < size - 1 ? data[0] % 32 : size - 1, actions = 0;
	char bytes[33] = "";

	while (edit_actions[actions].name != NULL)
		actions++;
	memcpy(bytes, data + 1, n);
	if (data[0] >= PASTE) {
		(void)edit_paste(e, bytes, n);
		return 1 + n;
	}
	if (data[0] >= REPLACE) {
		edit_replace(e, data[0] % 8, data[0] % 5, bytes);
		return 1 + n;
	}
	if (data[0] >= TYPE && n >= 3) {
		(void)edit_type(e, (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3]);
		return 4;
	}
	if (!edit_do(e, edit_actions[data[0] % actions].name, width))
		require("a known action");
	return 1;
}

static void undo_all(struct edit *e, struct arena *arena)
{
	const char *last = arena_copy(arena, edit_text(e));

	for (size_t i = 0; i < STEPS; i++)
		(void)edit_do(e, "undo", 2);
	require(edit_len(e) == 0 ? NULL : "undo all");
	for (size_t i = 0; i < STEPS; i++)
		(void)edit_do(e, "redo", 2);
	require(strcmp(last, edit_text(e)) == 0 ? NULL : "redo all");
	require(edit_text_broken(e));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct edit *e = edit_create(size > 0 && data[0] % 2 == 0 ? EDIT_LINE : EDIT_BLOCK);
	int width = 2 + (size > 0 ? data[0] / 2 % 30 : 0);
	size_t steps = 0;

	for (size_t at = 1; at < size && steps < STEPS && edit_len(e) < SMALL; steps++) {
		at += step(e, data + at, size - at, width);
		require(edit_broken(e, arena, width));
		arena_reset(arena);
	}
	/* What was undone last comes back first, so that "last" is the last. */
	for (size_t i = 0; i < STEPS; i++)
		(void)edit_do(e, "redo", width);
	undo_all(e, arena);
	edit_destroy(e);
	arena_destroy(arena);
	return 0;
}
